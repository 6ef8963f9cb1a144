/*
 * The desk with a script: a decision is one key, and the next card is there before the server has answered. What was
 * decided becomes a line with its way back, in its place.
 *
 * It posts the forms that the page has and reads the page that answers, so the server stays the truth: what it
 * refused comes back with its words. It makes no HTML: nodes of the answer are adopted, texts are text. One request
 * after the other, in the order of the keys. Keys stand on what they press, in aria-keyshortcuts; they are silent in
 * fields, and the help sheet turns them off for this window.
 */

/** Milliseconds of patience with a request. */
const PATIENCE = 30_000;
/** After these the comment is no longer where it was: its card makes room at once. */
const LEAVING = ['approve', 'reject', 'spam', 'delete', 'restore'];
const KEYS_OFF = 'rejoinder:desk:keys-off';
/** What was done last. The storms stand there, too, and are none of it. */
const TOLD = 'main > .told:not(.storm)';

/** @type {HTMLElement} */
const said = document.querySelector('#said');
/** @type {HTMLElement} */
const sheet = document.querySelector('#keys');
/** @type {HTMLElement} */
const list = document.querySelector('.cards');
/** The last request; the next one waits for it. */
let turn = Promise.resolve();
let waiting = 0;
/** The card that keys are about. @type {HTMLElement} */
let current = null;
/** What lines stand for, oldest first. @type {{line: HTMLElement, card: HTMLElement}[]} */
const decided = [];
/** Cards that have been here: an answer brings them again. @type {Set<string>} */
const known = new Set();
/** The form that gives back the card that the server keeps for us. @type {HTMLFormElement} */
let held = null;

/** @type {(root: ParentNode, selector: string) => any} */
const find = (root, selector) => root.querySelector(selector);
/** Shows the start of its queue, which is what every answer brings. */
const atStart =
	!new URLSearchParams(location.search).has('after') &&
	!Number(find(document, '#bulk [name=after]')?.value);
/** @type {(root: ParentNode) => HTMLElement[]} */
const cardsOf = (root) => Array.from(root.querySelectorAll('.card'));

/** @param {string} text */
const say = (text) => {
	said.textContent = text;
};

// ---- where we are -----------------------------------------------------------------------------

/** @param {HTMLElement} card */
const mark = (card) => {
	current?.removeAttribute('aria-current');
	current = card;
	if (!card) return;
	card.setAttribute('aria-current', 'true');
	card.tabIndex = -1;
};

/** @param {HTMLElement} card */
const go = (card) => {
	mark(card);
	card.focus({ preventScroll: true });
	card.scrollIntoView({ block: 'start' });
};

/** @type {(by: number) => HTMLElement} */
const neighbour = (by) => {
	const cards = cardsOf(list);
	return cards[cards.indexOf(current) + by];
};

/** @param {HTMLElement} e */
const inSight = (e) => {
	const { top, bottom } = e.getBoundingClientRect();
	return bottom > 0 && top < innerHeight;
};

/** @param {number} by */
const step = (by) => {
	const to = document.activeElement === current || by < 0 ? neighbour(by) : current;
	if (to) go(to);
	else if (by > 0) find(document, '.more a')?.focus();
};

/** The one that comes when this has been decided: one that nobody reads, if there is any. @param {HTMLElement} card */
const follower = (card) => {
	const cards = cardsOf(list);
	const at = cards.indexOf(card);
	const below = cards.slice(at + 1);
	return below.find((e) => !find(e, '.reading')) ?? below[0] ?? cards[at - 1];
};

// ---- lines ------------------------------------------------------------------------------------

/**
 * @param {HTMLElement} line
 * @param {string} text
 * @param {boolean} bad
 * @param {Element} [back] the form that takes it back
 */
const write = (line, text, bad, back) => {
	const what = document.createElement('span');
	what.textContent = text;
	line.classList.toggle('bad', bad);
	line.replaceChildren(what);
	if (!back) return;
	const form = document.importNode(back, true);
	form.querySelector('button').setAttribute('aria-keyshortcuts', 'u');
	line.append(form);
};

const newLine = () => {
	const line = document.createElement('div');
	line.className = 'line';
	line.tabIndex = -1;
	return line;
};

/**
 * A line in the place of a card, and on to the next one.
 * @param {HTMLElement} card
 * @param {string} text
 */
const fold = (card, text) => {
	const line = newLine();
	const here = card.contains(document.activeElement) || current === card;
	const next = follower(card);
	write(line, text, false);
	// It tells of an older decision, and is not to move what comes.
	for (const told of document.querySelectorAll(TOLD)) told.remove();
	forget(card);
	card.replaceWith(line);
	decided.push({ line, card });
	if (here && next) go(next);
	else if (here) {
		mark(null);
		line.focus();
	}
	return line;
};

/**
 * The line about a card that stays.
 * @param {HTMLElement} card
 */
const lineAbove = (card) => {
	/** @type {any} */
	const before = card.previousElementSibling;
	if (before?.dataset.about === card.id) return before;
	const line = newLine();
	line.dataset.about = card.id;
	card.before(line);
	return line;
};

/** @param {HTMLElement} card */
const forget = (card) => {
	/** @type {any} */
	const before = card.previousElementSibling;
	if (before?.dataset.about === card.id) before.remove();
};

// ---- what an answer brings --------------------------------------------------------------------

/** @param {Document} page */
const count = (page) => {
	const now = page.querySelectorAll('.queues .count');
	for (const [i, e] of document.querySelectorAll('.queues .count').entries())
		if (now[i]) e.textContent = now[i].textContent;
};

/**
 * The cards that have come up behind ours.
 * @param {Document} page
 */
const fill = (page) => {
	if (!atStart) return;
	for (const card of cardsOf(page))
		if (!known.has(card.id)) {
			known.add(card.id);
			list.append(document.importNode(card, true));
		}
	// A new node in a new place: nothing has moved.
	document.querySelector('.more')?.remove();
	document.querySelector('.empty')?.remove();
	const rest = page.querySelector('.more') ?? (cardsOf(list).length === 0 && page.querySelector('.empty'));
	if (rest) list.after(document.importNode(rest, true));
	if (!current && cardsOf(list).length > 0) go(cardsOf(list)[0]);
};

/**
 * Who reads which of our cards by now. It stands where nothing makes room for it.
 * @param {Document} page
 */
const readers = (page) => {
	held = page.querySelector('.reading form');
	for (const card of cardsOf(page)) {
		const ours = document.getElementById(card.id);
		if (!ours) continue;
		find(ours, '.reading')?.remove();
		const reading = find(card, '.reading');
		if (reading) find(ours, '.said header').after(document.importNode(reading, true));
	}
};

/** What the server says to it. @type {(x: XMLHttpRequest) => string} */
const words = ({ response: page }) => {
	if (!page) return said.dataset.offline;
	if (page.querySelector('.way-in')) return said.dataset.out;
	const notice = page.querySelector('main .notice') ?? page.querySelector('main p') ?? page.body;
	return notice.textContent.replace(/\s+/g, ' ').trim();
};

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} [next] the card that is read meanwhile
 * @returns {() => Promise<XMLHttpRequest>} sends it; status 0 is a network that failed
 */
const sending = (form, button, next) => {
	const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
	if (button?.name) body.append(button.name, button.value);
	if (next) body.append('next', next.id.slice('card-'.length));
	const action = (button?.hasAttribute('formaction') ? button : form).getAttribute(
		button?.hasAttribute('formaction') ? 'formaction' : 'action',
	);
	return () =>
		new Promise((done) => {
			const x = new XMLHttpRequest();
			x.open('POST', action);
			x.responseType = 'document';
			x.timeout = PATIENCE;
			x.onloadend = () => done(x);
			x.send(body);
		});
};

/** @type {(send: () => Promise<XMLHttpRequest>, then: (x: XMLHttpRequest) => void) => void} */
const inTurn = (send, then) => {
	waiting++;
	turn = turn.then(send).then((x) => {
		waiting--;
		if (x.response?.querySelector('.queues')) {
			count(x.response);
			readers(x.response);
		}
		then(x);
	});
};

/** It has been done, or the page says why it was not. @type {(x: XMLHttpRequest) => boolean} */
const answered = (x) => Boolean(x.response?.querySelector('.queues'));

/**
 * A card that is there again in the place of another node.
 * @param {HTMLElement} place
 * @param {HTMLElement} card
 */
const putBack = (place, card) => {
	const focus = place.contains(document.activeElement);
	place.replaceWith(card);
	document.querySelector('.empty')?.remove();
	if (current === place) mark(card);
	if (!focus && current) return;
	mark(card);
	const first = find(card, '[aria-invalid]') ?? card;
	first.focus({ preventScroll: inSight(card) });
};

/**
 * @param {HTMLElement} card as it was when the form was sent
 * @param {HTMLElement} line in its place; null: it stayed
 * @param {XMLHttpRequest} x
 */
const settle = (card, line, x) => {
	const text = words(x);
	const bad = x.status !== 200 || !answered(x);
	const now = x.response?.getElementById(card.id);
	const open = now && !(line && !bad);
	say(text);
	if (answered(x)) fill(x.response);
	if (!open && answered(x)) {
		write(line ?? fold(card, text), text, bad, bad ? null : x.response.querySelector(`${TOLD} .back`));
		return;
	}
	// It is as it was, or what it has become.
	const back = open ? document.importNode(now, true) : card;
	delete back.dataset.sent;
	if (back !== (line ?? card)) putBack(line ?? card, back);
	write(lineAbove(back), text, bad, bad ? null : x.response.querySelector(`${TOLD} .back`));
};

// ---- what a hand does ---------------------------------------------------------------------------

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
const decide = (form, button) => {
	/** @type {HTMLElement} */
	const card = form.closest('.card');
	if (card.dataset.sent) return;
	card.dataset.sent = 'true';
	const send = sending(form, button, follower(card));
	const leaves = button?.name === 'decision' && LEAVING.includes(button.value);
	const line = leaves ? fold(card, `${button.firstChild.textContent} …`) : null;
	inTurn(send, (x) => settle(card, line, x));
};

/**
 * What a ban would take, below the form that asks for it. Enter there bans, and takes nothing.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
const lookAt = (form, button) => {
	/** @type {HTMLElement} */
	const card = form.closest('.card');
	inTurn(sending(form, button), (x) => {
		const look = x.response && find(x.response, '.oust');
		if (!look) {
			settle(card, null, x);
			return;
		}
		const here = document.importNode(look, true);
		find(here, '.leave').remove();
		find(card, '.oust')?.remove();
		form.after(here);
		find(here, 'button').focus();
	});
};

/** @param {HTMLElement} line */
const takeBack = (line) => {
	if (line.dataset.sent) return;
	line.dataset.sent = 'true';
	turn = turn.then(() => {
		const form = line.querySelector('form');
		const known = decided.find((d) => d.line === line);
		if (!form || !line.isConnected) {
			delete line.dataset.sent;
			return;
		}
		inTurn(sending(form, null), (x) => {
			const text = words(x);
			say(text);
			delete line.dataset.sent;
			if (x.status !== 200 || !answered(x)) {
				write(line, text, true, answered(x) ? null : form);
				return;
			}
			const id = known?.card.id ?? line.dataset.about;
			const now = x.response.getElementById(id);
			const card = now ? document.importNode(now, true) : known?.card;
			if (!known) {
				const stays = document.getElementById(id);
				if (stays && now) putBack(stays, card);
				write(line, text, false);
				return;
			}
			delete card.dataset.sent;
			decided.splice(decided.indexOf(known), 1);
			putBack(line, card);
			go(card);
		});
	});
};

const undo = () => {
	/** @type {HTMLElement[]} */
	const lines = Array.from(document.querySelectorAll('.line:has(.back)'));
	/** @param {HTMLElement} line */
	const stands = (line) => line.isConnected && !line.dataset.sent;
	const last = decided.findLast(({ line }) => stands(line))?.line ?? lines.findLast(stands);
	if (last) takeBack(last);
	else find(document, `${TOLD} .back`)?.requestSubmit();
};

/**
 * Presses what has this key on the card.
 * @param {string} key
 */
const press = (key) => {
	const which = `[aria-keyshortcuts="${CSS.escape(key)}"]`;
	const e = (current && find(current, which)) ?? find(document, `.bulk ${which}`);
	if (!e) return false;
	if (current?.contains(e) && !inSight(current))
		go(current); // what is not seen is not decided
	else if (e instanceof HTMLButtonElement || e instanceof HTMLInputElement) e.click();
	else {
		e.closest('details').open = true;
		find(e.parentElement, 'textarea, select, input:not([type=hidden])')?.focus();
	}
	return true;
};

let off = false;
/** @type {HTMLInputElement} */
const toggle = document.querySelector('#keys-off');

/** The key of a keyboard of another script, by where it lies. @type {(e: KeyboardEvent) => string} */
const keyOf = ({ key, code }) => {
	if (key === '؟') return '?';
	return key.length === 1 && key > '~' && code.startsWith('Key') ? code[3].toLowerCase() : key;
};

/** @param {KeyboardEvent} e */
const onKey = (e) => {
	/** @type {any} */
	const at = e.target;
	const key = keyOf(e);
	if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
	if (at.closest('textarea, select, input:not([type=checkbox])')) {
		if (key === 'Escape' && current) go(current);
		return;
	}
	if (key === '?') sheet.togglePopover();
	else if (off || sheet.matches(':popover-open')) return;
	else if (key === '/') find(document, '#q').focus();
	else if (!list) return;
	else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
	else if (e.repeat) return;
	else if (key === 'u') undo();
	else if (key.length > 1 || !press(key)) return;
	e.preventDefault();
};

/** Whoever goes elsewhere keeps the card from nobody. */
const giveBack = () => {
	if (held)
		navigator.sendBeacon(
			held.getAttribute('action'),
			new URLSearchParams(/** @type {any} */ (new FormData(held))),
		);
	held = null;
};

const begin = () => {
	held = list.querySelector('.reading form');
	addEventListener('pagehide', giveBack);
	for (const card of cardsOf(list)) known.add(card.id);
	mark(cardsOf(list)[0] ?? null);
	list.addEventListener('focusin', ({ target }) => {
		/** @type {any} */
		const at = target;
		const card = at.closest('.card');
		if (card && card !== current) mark(card);
	});
	list.addEventListener('submit', (e) => {
		/** @type {any} */
		const { target: form, submitter } = e;
		const line = form.closest('.line');
		// An answer to an appeal or a notice is written, not pressed: the plain way takes it.
		// So does what takes many comments at once: other cards are gone with it.
		if (form.querySelector('[name=answer]') || submitter?.name === 'remove') return;
		e.preventDefault();
		if (line) takeBack(line);
		else if (submitter?.name === 'look') lookAt(form, submitter);
		else decide(form, submitter);
	});
	// The second click of a double one would meet the next card.
	list.addEventListener('click', (e) => {
		/** @type {any} */
		const at = e.target;
		if (e.detail > 1 && at.closest('.acts')) e.preventDefault();
	});
};

// A list can be picked as a file: it is read into the field that is sent, where it can be seen and mended.
const fromFile = find(document, '.from-file');
if (fromFile) {
	fromFile.hidden = false;
	fromFile.addEventListener('change', async (/** @type {any} */ e) => {
		const [file] = e.target.files;
		if (file) find(fromFile.closest('form'), 'textarea').value = await file.text();
	});
}

if (sheet) {
	try {
		off = sessionStorage.getItem(KEYS_OFF) === 'true';
	} catch {
		// Storage is forbidden: they are on.
	}
	toggle.checked = off;
	toggle.addEventListener('change', () => {
		off = toggle.checked;
		try {
			sessionStorage.setItem(KEYS_OFF, String(off));
		} catch {
			// Until the next page, then.
		}
	});
	document.addEventListener('keydown', onKey);
	addEventListener('beforeunload', (e) => {
		if (waiting > 0) e.preventDefault();
	});
	if (list) begin();
}
