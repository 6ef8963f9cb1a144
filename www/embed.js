/*
 * The reader's section with a script: posts and answers without a reload, shows what is wrong beside its
 * field, shows one's own waiting comment, tells of new ones, and loads the section into pages that no server
 * assembles:
 *
 *     <section id="comments" data-rejoinder data-page="/2026/11/story"></section>
 *     <script type="module" src="/comments/embed.js"></script>
 *
 * and how many comments articles have, on any page: <span data-rejoinder-count="/2026/11/story"></span>.
 *
 * It never makes a comment: it adopts nodes of fragments that the server wrote and that were fetched as
 * documents, so nothing here turns text into HTML (it runs under `require-trusted-types-for 'script'` without
 * a policy). Texts of its own come from the section's <template>. It listens to no messages, keeps nothing
 * when a page is loaded, and without it everything works by links and forms.
 *
 * The host page may be hostile by accident: <img name="querySelector"> hides the document's own method. So
 * the document is asked through its prototype alone.
 */

/** Milliseconds between two looks for new comments, at first and at last; of patience with a request. */
const LOOK_FIRST = 30_000;
const LOOK_LAST = 600_000;
const LOOK_SLOWER = 1.5;
const PATIENCE = 30_000;
/** Pages whose counts one request asks for. */
const COUNTS_MOST = 100;
/** Seconds of a year, and so on. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
	['year', 31_557_600],
	['month', 2_629_800],
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
];

const D = Document.prototype;
/** @type {(selector: string) => any} */
const find = (selector) => D.querySelector.call(document, selector);
/** Where the program is mounted: the folder of this file; a page that has the file from elsewhere says where. */
const BASE = new URL(find('[data-rejoinder-base]')?.dataset.rejoinderBase ?? '.', import.meta.url);

/** @type {(name: string) => HTMLElement} */
const make = (name) => D.createElement.call(document, name);
const visible = () => Object.getOwnPropertyDescriptor(D, 'visibilityState').get.call(document) === 'visible';

/**
 * On an article of another host, paths of ours lead to us.
 * @param {any} doc
 */
const lead = (doc) => {
	for (const name of ['href', 'src', 'action', 'formaction'])
		for (const e of doc?.querySelectorAll?.(`:not(script)[${name}^="${BASE.pathname}"]`) ?? [])
			e.setAttribute(name, BASE.origin + e.getAttribute(name));
};

/**
 * One request. It is always answered: status 0 is a network that failed.
 * @param {string} method
 * @param {string} path from BASE, or absolute
 * @param {XMLHttpRequestResponseType} type
 * @param {URLSearchParams} [body]
 * @returns {Promise<XMLHttpRequest>}
 */
const ask = (method, path, type, body) =>
	new Promise((done) => {
		const x = new XMLHttpRequest();
		x.open(method, new URL(path, BASE));
		x.responseType = type;
		x.timeout = PATIENCE;
		if (type === 'json') x.setRequestHeader('Accept', 'application/json');
		x.onloadend = () => {
			if (BASE.origin !== location.origin) lead(x.response);
			done(x);
		};
		x.send(body);
	});

/**
 * A browser may forbid storage, and it may be full: then nothing is kept.
 * @type {(store: () => Storage, key: string, value?: unknown) => void}
 */
const keep = (store, key, value) => {
	try {
		if (value) store().setItem(key, JSON.stringify(value));
		else store().removeItem(key);
	} catch {
		/* nothing is kept */
	}
};

/** @type {(store: () => Storage, key: string) => any} */
const kept = (store, key) => {
	try {
		return JSON.parse(store().getItem(key));
	} catch {
		return null;
	}
};

const session = () => sessionStorage;
const local = () => localStorage;
const PERSON = 'rejoinder:person';
const PERSON_FIELDS = ['author', 'email', 'url'];
/** Key of the last comment's link, of this site among those of an origin: an address can be copied, this
 * shows that the same person writes again. */
const EARLIER = `rejoinder:earlier:${BASE.pathname}`;

/** 128 random bits: two sendings of one comment are known by it as one. */
const newKey = () =>
	[...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

/**
 * The proof of work that the server asks for when something looks like a program; "none" where there is no way to
 * find one (no crypto.subtle on http).
 * @type {(proof: {challenge: string, solver: string}) => Promise<string>}
 */
const prove = async ({ challenge, solver }) => {
	try {
		const [{ solve }, { response }] = await Promise.all([
			import(new URL(solver, BASE).href),
			ask('GET', challenge, 'json'),
		]);
		return await solve(response);
	} catch {
		return 'none';
	}
};

/** @type {(form: HTMLFormElement) => URLSearchParams} what a form would send */
const fieldsOf = (form) => new URLSearchParams(/** @type {any} */ (new FormData(form)));

/** Where reading goes on. @param {any} e */
const focus = (e) => {
	if (!e.matches('a')) e.tabIndex = -1;
	e.focus();
};

/** @type {(e: Element) => string | undefined} the level at which a comment stands */
const level = (e) => /\bdepth-(\d+)/.exec(e.className)?.[1];

/** The language that the page asks for, as part of a query. @param {HTMLElement} root */
const asked = ({ dataset: { lang } }) => (lang ? `&lang=${encodeURIComponent(lang)}` : '');

/**
 * Gives life to a section that is in the page.
 * @param {HTMLElement} root #comments
 */
function enhance(root) {
	const page = root.dataset.page;
	const query = `?page=${encodeURIComponent(page)}`;
	const lang = asked(root);
	/** Digits as the server writes them. */
	const tongue = `${root.lang}-u-nu-latn`;
	const DRAFT = `rejoinder:draft:${page}`;
	const OWN = `rejoinder:own:${page}`;
	/** Where this view of the thread comes from: a page of ours is itself, with its parameters. */
	let source = location.href.startsWith(`${BASE}page?`) ? location.href : `thread${query}${lang}`;
	/** How many pages were loaded below the first. */
	let pages = 0;
	/** @type {(selector: string) => any} */
	const $ = (selector) => root.querySelector(selector);
	/** @type {(id: string) => HTMLElement | null} */
	const byId = (id) => $(`#${CSS.escape(id)}`);
	/** @type {(name: string) => any} a control of the form */
	const field = (name) => $(`#commentform [name="${CSS.escape(name)}"]`);
	/** @type {(selector: string) => any} a fresh copy of what the server has prepared for us */
	const piece = (selector) => $('.rj-pieces').content.querySelector(selector).cloneNode(true);

	/** Comments that the reader knows of; what is said beyond them is news. */
	let shown = Number(root.dataset.count);
	const news = piece('.rj-news');
	const respond = $('#respond');
	const title = $('#reply-title');
	const titleNodes = title ? [...title.childNodes] : [];
	const parentAtFirst = field('comment_parent')?.value;
	/** The form's own place, while it is below a comment; all before it is the thread. */
	const place = D.createComment.call(document, '');
	(respond ?? $('.no-comments')).before(place);

	// ---- answering one comment --------------------------------------------------------------------

	/** The form goes home. */
	const goHome = () => {
		if (!respond || place.nextSibling === respond) return;
		place.after(respond);
		title.replaceChildren(...titleNodes);
		field('comment_parent').value = parentAtFirst;
	};

	/** The form comes below a comment: "Leave a Reply to NAME  Cancel reply". @param {HTMLElement} li */
	const answerTo = (li) => {
		goHome();
		const name = make('bdi');
		name.textContent = li.querySelector('.fn').textContent;
		const words = piece('.rj-reply-title');
		const [before, after] = words.firstChild.data.split('%s');
		words.firstChild.replaceWith(before, name, after);
		words.querySelector('a').id = 'cancel-comment-reply-link';
		title.replaceChildren(...words.childNodes);
		field('comment_parent').value = li.id.slice('comment-'.length);
		li.querySelector('.comment-body').after(respond);
	};

	// ---- one's own comments -------------------------------------------------------------------------

	/** @type {{status: string, parent: string}[]} those that waited when they were last looked at */
	let own = kept(session, OWN) ?? [];
	const keepOwn = () => keep(session, OWN, own.length > 0 && own);

	/**
	 * Puts a comment of one's own where it belongs, or where it is.
	 * @param {HTMLElement} li
	 * @param {string} parent
	 */
	const put = (li, parent) => {
		const there = byId(li.id);
		if (there) {
			if (there.querySelector('.rj-yours')) there.replaceWith(li);
			return;
		}
		const list = li.parentElement; // in the fragment it holds this one alone
		const above = byId(`comment-${parent}`);
		const to = !above
			? $(':scope > .comment-list')
			: level(above) === level(li)
				? above.parentElement // the last level: beside whom it answers
				: above.querySelector(':scope > .children');
		if (!above) list.className = 'comment-list';
		if (to && !above && source.includes('sort=newest')) to.prepend(li);
		else if (to) to.append(li);
		else if (above) above.append(list);
		else place.before(list);
	};

	/**
	 * The comment as the server writes it.
	 * @type {(status: string) => Promise<{code: number, li?: HTMLElement, doc: Document | null}>}
	 */
	const fetchOwn = async (status) => {
		const { status: code, response: doc } = await ask('GET', `${status}?part=comment${lang}`, 'document');
		return { code, li: doc?.querySelector('li[id^="comment-"]'), doc };
	};

	/** Shows those that still wait, forgets those that do not; of which nothing was heard, it may be either. */
	const showOwn = async () => {
		for (const one of [...own]) {
			const { code, li } = await fetchOwn(one.status);
			if (li?.matches('.rj-waits')) put(li, one.parent);
			else if (li || code === 404) own = own.filter((other) => other !== one);
		}
		keepOwn();
	};

	// ---- posting ------------------------------------------------------------------------------------

	/** Takes away what was wrong, and how it would have looked. @param {HTMLFormElement} form */
	const clearFaults = (form) => {
		for (const e of form.querySelectorAll('.rj-error, .rj-field-error, .rj-preview')) e.remove();
		for (const e of form.querySelectorAll('[aria-invalid]')) {
			e.removeAttribute('aria-invalid');
			const about = (e.getAttribute('aria-describedby') ?? '').replace(`${e.id}-error`, '').trim();
			if (about) e.setAttribute('aria-describedby', about);
			else e.removeAttribute('aria-describedby');
		}
	};

	/**
	 * Says what is wrong: on top, with a link to each field, and beside the fields.
	 * @param {HTMLFormElement} form
	 * @param {{detail?: string, errors?: {field: string, detail: string}[]} | null} problem null: unreadable
	 */
	const showFaults = (form, problem) => {
		const top = piece('.rj-error');
		top.id = 'rj-error';
		if (problem?.detail) top.textContent = problem.detail;
		for (const { field: name, detail } of problem?.errors ?? []) {
			const input = field(name);
			if (!input) continue;
			const beside = piece('.rj-field-error');
			beside.id = `${input.id}-error`;
			beside.textContent = detail;
			input.parentElement.append(beside);
			input.setAttribute('aria-invalid', 'true');
			const about = input.getAttribute('aria-describedby') ?? '';
			input.setAttribute('aria-describedby', `${beside.id} ${about}`.trim());
			const link = make('a');
			link.setAttribute('href', `#${input.id}`);
			link.textContent = detail;
			top.append(make('br'), link);
		}
		form.prepend(top);
		top.focus();
	};

	/** How many characters are left; read out only when it gets tight. */
	const count = () => {
		const left = $('.rj-left');
		const { most, left: some, over } = left.dataset;
		const n = Number(most) - [...field('comment').value].length;
		left.textContent = (n < 0 ? over : some).replace('%s', Math.abs(n).toLocaleString(tongue));
		left.classList.toggle('rj-over', n < 0);
		left.setAttribute('aria-live', n < 100 ? 'polite' : 'off');
	};

	/** What the server makes of the text, above the button. @param {HTMLFormElement} form */
	const preview = async (form) => {
		if (!field('comment').reportValidity()) return;
		const path = form.querySelector('.rj-preview-button').getAttribute('formaction');
		const { response: doc } = await ask('POST', path, 'document', fieldsOf(form));
		const fresh = doc?.querySelector('.rj-preview');
		clearFaults(form);
		if (fresh) {
			form.querySelector('.form-submit').before(fresh);
			fresh.focus();
		} else {
			showFaults(form, { detail: doc?.querySelector('#comment-error')?.textContent });
		}
	};

	/**
	 * Taken: the comment stands in the article, whatever became of it, and the form is empty again.
	 * @param {{status: string, state: string}} answer
	 * @param {string} parent
	 */
	const showPosted = async ({ status, state }, parent) => {
		const person = Object.fromEntries(PERSON_FIELDS.map((name) => [name, field(name).value]));
		const earlier = status.split('/').pop();
		person.earlier = { ...kept(local, PERSON)?.earlier, [EARLIER]: earlier };
		keep(session, EARLIER, earlier);
		keep(local, PERSON, field('wp-comment-cookies-consent').checked && person);
		field('comment').value = '';
		keep(session, DRAFT);
		count();
		if (state === 'pending') {
			own.push({ status, parent });
			keepOwn();
		}
		const got = await fetchOwn(status);
		if (!got.li) {
			location.assign(new URL(status, BASE)); // as without a script
			return;
		}
		goHome();
		put(got.li, parent);
		if (state === 'approved') {
			shown++;
			$('.comments-title')?.replaceWith(got.doc.querySelector('.comments-title'));
		}
		focus(byId(got.li.id).querySelector('.comment-body'));
	};

	/** What shows that the reader is one who wrote before. @returns {string | undefined} */
	const provenBy = () => kept(session, EARLIER) ?? kept(local, PERSON)?.earlier?.[EARLIER];

	let busy = false;
	let sent = '';
	let key = '';

	/** @param {HTMLFormElement} form */
	const post = async (form) => {
		if (busy) return;
		busy = true;
		form.setAttribute('aria-busy', 'true');
		try {
			const fields = fieldsOf(form);
			const parent = fields.get('comment_parent');
			const token = fields.get('token');
			fields.delete('token'); // another one makes no other comment
			if (String(fields) !== sent) {
				sent = String(fields);
				key = newKey();
			}
			fields.set('token', token);
			fields.set('key', key);
			const earlier = provenBy();
			if (earlier) fields.set('earlier', earlier);
			const send = () => ask('POST', form.getAttribute('action'), 'json', fields);
			let { status, response } = await send();
			if (response?.proof) {
				// once: what cannot be proved waits for a moderator
				fields.set('altcha', await prove(response.proof));
				({ status, response } = await send());
			}
			clearFaults(form);
			if (status === 201 || status === 202) {
				sent = '';
				await showPosted(response, parent);
				return;
			}
			if (status === 409) {
				// whom it answers is gone: what is left is a comment of its own
				sent = '';
				goHome();
			}
			showFaults(form, response);
		} finally {
			busy = false;
			form.removeAttribute('aria-busy');
		}
	};

	// ---- more of the thread -------------------------------------------------------------------------

	/**
	 * Puts a later page's comments below what is there: those in a gap belong to the comment that it stands for.
	 * @param {Element} from a list
	 * @param {Element} to
	 */
	const merge = (from, to) => {
		for (const li of /** @type {HTMLElement[]} */ ([...from.children])) {
			const above = li.matches('.rj-gap') && byId(`comment-${li.dataset.id}`);
			const list = above && above.querySelector(':scope > .children');
			const more = li.querySelector(':scope > .children');
			if (list) merge(more, list);
			else if (above) above.append(more);
			else to.append(li);
		}
	};

	/** @returns {Promise<Element | null>} the first comment of the next page, which is there now */
	const loadMore = async () => {
		const nav = $('.rj-more');
		const { href } = nav.firstElementChild;
		const { status, response: doc } = await ask('GET', href, 'document');
		const list = status === 200 && doc?.querySelector('.comment-list');
		if (!list) {
			location.assign(href); // as without a script
			return null;
		}
		const fresh = [...list.querySelectorAll('li[id]')];
		for (const { id } of fresh) {
			// one's own, shown before its turn
			if (byId(id)?.contains(respond)) goHome();
			byId(id)?.remove();
		}
		merge(list, $(':scope > .comment-list'));
		nav.replaceWith(doc.querySelector('.rj-more') ?? '');
		pages++;
		return fresh[0].querySelector('.comment-body');
	};

	/** "Load more": the reader goes on with the first of them. */
	const showMore = async () => {
		if (root.ariaBusy) return;
		root.ariaBusy = 'true';
		const first = await loadMore();
		root.ariaBusy = null;
		if (first) focus(first);
	};

	// ---- news ---------------------------------------------------------------------------------------

	/**
	 * The thread as it is now, as far as it was loaded, without losing what the reader is writing.
	 * @param {string} [to] where the reader was; else it is what is new
	 */
	const refresh = async (to) => {
		const { status, response: doc } = await ask('GET', source, 'document');
		const fresh = status === 200 && doc?.querySelector('#comments');
		if (!fresh) return;
		const known = new Set([...root.querySelectorAll('li.comment')].map((li) => li.id));
		const answered = respond?.closest('li.comment')?.id;
		goHome();
		while (root.firstChild !== place) root.firstChild.remove();
		const end = fresh.querySelector('#respond, .no-comments');
		while (fresh.firstChild !== end) place.before(fresh.firstChild);
		shown = Number(fresh.dataset.count);
		const token = end.querySelector('[name="token"]')?.value;
		if (token && field('token')) field('token').value = token;
		const loaded = to ? 0 : pages;
		for (pages = 0; pages < loaded && $('.rj-more'); ) if (!(await loadMore())) return;
		if (answered && byId(answered)) answerTo(byId(answered));
		const first = [...root.querySelectorAll('li.comment')].find((li) => li.id && !known.has(li.id));
		focus(
			(to && $(to)) ?? first?.querySelector('.comment-body') ?? $('.rj-more a') ?? $('.comments-title'),
		);
		await showOwn();
	};

	let pause = LOOK_FIRST;
	let due = Date.now() + pause;
	let timer = 0;

	/** How many are there by now? Rarer and rarer while nothing happens, and never in a hidden tab. */
	const look = async () => {
		const { status, response } = await ask('GET', `api/v1/counts${query}`, 'json');
		const count = status === 200 ? response?.counts[0].comments : shown;
		const more = count - shown;
		if (more < 0) shown = count; // one was removed; the next new one is news all the same
		if (more > 0) {
			const { dataset } = news.firstChild;
			const form = new Intl.PluralRules(root.lang).select(more);
			const words = (dataset[form] ?? dataset.other).replace('%s', more.toLocaleString(tongue));
			pause =
				news.firstChild.textContent === words && news.isConnected ? pause * LOOK_SLOWER : LOOK_FIRST;
			if (!news.isConnected) place.before(news);
			news.firstChild.textContent = words;
		} else {
			news.remove();
			pause *= LOOK_SLOWER;
		}
		pause = Math.min(pause, LOOK_LAST);
		due = Date.now() + pause;
		wait();
	};

	const wait = () => {
		clearTimeout(timer);
		if (visible()) timer = setTimeout(look, Math.max(due - Date.now(), 0));
	};

	// ---- votes --------------------------------------------------------------------------------------

	/** What is only heard stands here, before there is anything to hear. */
	const said = piece('.rj-said');
	root.append(said);

	/** Nothing came of something: said at its comment, once. @type {(body: Element, text?: string) => void} */
	const complain = (body, text) => {
		body.querySelector(':scope > .rj-error')?.remove();
		const fault = piece('.rj-error');
		fault.textContent = text ?? said.dataset.failed;
		body.append(fault);
	};

	/** A vote; on one's own vote, taking it back. @param {HTMLButtonElement} button */
	const vote = async (button) => {
		if (button.ariaBusy) return;
		button.ariaBusy = 'true';
		const back = button.ariaPressed === 'true';
		const fields = fieldsOf(button.form);
		fields.set(back ? 'none' : button.name, button.value);
		const earlier = provenBy();
		if (earlier) fields.set('earlier', earlier);
		const { status, response } = await ask('POST', button.form.getAttribute('action'), 'json', fields);
		button.ariaBusy = null;
		const body = button.closest('.comment-body');
		if (status !== 200) {
			complain(body, response?.detail);
			return;
		}
		body.querySelector(':scope > .rj-error')?.remove();
		/** @type {NodeListOf<HTMLButtonElement>} */
		const both = body.querySelectorAll('[form="rj-votes"]');
		for (const other of both) {
			const count = response[other.name].toLocaleString(tongue);
			const old = other.textContent;
			const at = other.ariaLabel.lastIndexOf(old); // behind the name, which may have digits too
			other.textContent = count;
			other.ariaLabel = other.ariaLabel.slice(0, at) + count + other.ariaLabel.slice(at + old.length);
			other.ariaPressed = String(other.name === response.vote);
			if (other === button)
				said.textContent = said.dataset[back ? 'back' : 'counts'].replace('%s', count);
		}
	};

	// ---- what is seldom done: a report in place, hiding a person ---------------------------------------

	const HIDDEN = `rejoinder:hidden:${BASE.pathname}`;
	/** @type {Promise<any> | undefined} */
	let loaded;
	/** Its module comes when it is first needed. */
	const aside = () =>
		(loaded ??= import(new URL($('.rj-pieces').dataset.aside, BASE).href).then(
			(module) =>
				module.aside({
					root,
					ask,
					piece,
					focus,
					fieldsOf,
					provenBy,
					hidden: () => kept(local, HIDDEN),
					keepHidden: (/** @type {unknown} */ names) => keep(local, HIDDEN, names),
				}),
			() => {
				loaded = undefined; // the next time it may come
			},
		));

	/** "Hide", at every comment but one's own, staff's, and what is gone. */
	const offerHiding = () => {
		for (const body of root.querySelectorAll('li:not(.rj-by-staff) > .comment-body')) {
			const name = body.querySelector('.fn')?.textContent;
			if (!name || body.querySelector(':scope > .rj-hide, :scope > .rj-yours')) continue;
			const button = piece('.rj-hide');
			button.ariaLabel = button.ariaLabel.replace('%s', () => name);
			body.append(button);
		}
	};

	// ---- times --------------------------------------------------------------------------------------

	/** "3 hours ago"; when it was stays as the time's title. A clock that is behind sees no future. */
	const tellAges = () => {
		/** @type {NodeListOf<HTMLTimeElement>} */
		const times = root.querySelectorAll('.comment-metadata time');
		for (const time of times) {
			const age = Math.max(Date.now() - Date.parse(time.dateTime), 0) / 1000;
			const [unit, seconds] = UNITS.find(([, n]) => age >= n) ?? ['second', Infinity];
			const how = new Intl.RelativeTimeFormat(tongue, {
				numeric: seconds < Infinity ? 'always' : 'auto',
			});
			const text = how.format(-Math.floor(age / seconds), unit);
			time.title ||= time.textContent;
			if (time.textContent !== text) time.textContent = text;
		}
	};

	// ---- what the reader does -----------------------------------------------------------------------

	root.addEventListener('submit', (/** @type {any} */ e) => {
		if (!e.target.matches('#commentform, #rj-votes')) return;
		e.preventDefault();
		if (e.submitter?.matches('[form="rj-votes"]')) vote(e.submitter);
		else if (e.submitter?.matches('.rj-preview-button')) preview(e.target);
		else post(e.target);
	});

	root.addEventListener('click', (/** @type {any} */ e) => {
		if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return; // a new tab, say
		const link = e.target.closest(
			'.comment-reply-link, #cancel-comment-reply-link, .rj-news-button, .rj-more a, .rj-sort a, ' +
				'.comment-body > a, .rj-hide',
		);
		if (!link) return;
		if (link.matches('.rj-hide')) {
			const body = link.parentElement;
			aside().then((it) => (it ? it.hide(link) : complain(body)));
		} else if (link.matches('.comment-body > a')) {
			e.preventDefault();
			aside().then((it) => (it ? it.report(link) : location.assign(link.href)));
		} else if (link.matches('.rj-news-button')) {
			news.remove();
			refresh();
		} else if (link.matches('.rj-more a')) {
			e.preventDefault();
			showMore();
		} else if (link.matches('.rj-sort a')) {
			e.preventDefault();
			source = link.href.replace(/#.*/, '');
			refresh('.rj-sort [aria-current]');
		} else if (link.matches('.comment-reply-link') && respond) {
			e.preventDefault();
			answerTo(link.closest('li.comment'));
			field('comment').focus();
		} else if (place.nextSibling !== respond) {
			e.preventDefault();
			const from = respond.closest('li.comment');
			goHome();
			from.querySelector('.comment-reply-link').focus();
		}
	});

	root.addEventListener('input', (/** @type {any} */ e) => {
		if (e.target !== field('comment')) return;
		keep(session, DRAFT, e.target.value);
		count();
	});

	addEventListener('visibilitychange', wait);

	// ---- as it was left -----------------------------------------------------------------------------

	if (respond) {
		$('.comment-form-cookies-consent').hidden = false;
		const person = kept(local, PERSON);
		if (person) {
			field('wp-comment-cookies-consent').checked = true;
			for (const name of PERSON_FIELDS) field(name).value ||= person[name] ?? '';
		}
		field('comment').value ||= kept(session, DRAFT) ?? '';
		count();
	}
	const dress = () => {
		tellAges();
		offerHiding();
	};
	dress();
	new MutationObserver(dress).observe(root, { childList: true, subtree: true });
	if (kept(local, HIDDEN)) aside();
	setInterval(() => visible() && tellAges(), 60_000);
	wait();
	showOwn();
}

/**
 * Fills a section of a plain page. A network that fails is tried again, rarer and rarer.
 * @param {HTMLElement} root
 */
async function load(root) {
	root.dataset.page ??= location.pathname;
	for (let pause = LOOK_FIRST / 10; ; pause = Math.min(pause * 2, LOOK_LAST)) {
		const path = `thread?page=${encodeURIComponent(root.dataset.page)}${asked(root)}`;
		const { status, response: doc } = await ask('GET', path, 'document');
		const area = status === 200 && doc?.querySelector('#comments');
		if (area) {
			await style(doc.querySelector('link[rel="stylesheet"]'));
			root.classList.add(...area.classList);
			for (const { name, value } of area.attributes)
				if (name !== 'id' && name !== 'class') root.setAttribute(name, value);
			root.replaceChildren(...area.childNodes);
			return;
		}
		if (status >= 400 && status < 500 && status !== 429) return; // none here: what stood there stays
		await new Promise((done) => {
			setTimeout(done, pause);
		});
	}
}

/** The style comes before what it styles. @param {HTMLLinkElement} link @returns {Promise<unknown>} */
const style = (link) =>
	new Promise((done) => {
		link.onload = link.onerror = done;
		find('head').append(link);
	});

/**
 * When a reader comes near, or a link leads into the section.
 * @param {Element} root
 * @returns {Promise<unknown>}
 */
const near = (root) =>
	new Promise((done) => {
		if (location.hash.length > 1) done(0);
		new IntersectionObserver(
			(seen, watch) => {
				if (!seen.some((one) => one.isIntersecting)) return;
				watch.disconnect();
				done(0);
			},
			{ rootMargin: '100%' },
		).observe(root);
	});

/** Fills each <span data-rejoinder-count="/path"> of the page, all with one request. */
async function tellCounts() {
	/** @type {HTMLElement[]} */
	const spans = [...D.querySelectorAll.call(document, '[data-rejoinder-count]')];
	const pages = [...new Set(spans.map((span) => span.dataset.rejoinderCount))];
	for (let i = 0; i < pages.length; i += COUNTS_MOST) {
		const query = pages.slice(i, i + COUNTS_MOST).map((page) => `page=${encodeURIComponent(page)}`);
		const { status, response } = await ask('GET', `api/v1/counts?${query.join('&')}`, 'json');
		for (const { page, comments } of (status === 200 && response?.counts) || [])
			for (const span of spans)
				if (span.dataset.rejoinderCount === page) span.textContent = comments.toLocaleString();
	}
}

tellCounts();
const root = find('[data-rejoinder]') ?? find('#comments.comments-area');
if (root && !root.dataset.rejoinderScript) {
	// the page may name us twice
	root.dataset.rejoinderScript = 'on';
	if (!root.matches('.comments-area')) {
		await near(root);
		await load(root);
		if (location.hash.length > 1) location.replace(location.hash); // there now: it is found and marked
	}
	if (root.matches('.comments-area')) enhance(root);
}
