/*
 * What a reader seldom does with a comment, and then without leaving the article: reports it, and hides who wrote
 * it. embed.js loads it when it is first needed and gives it its tools.
 *
 * A report is the server's own form and the server's own answer, adopted as nodes. Who is hidden is known to this
 * browser alone, and by the name that is shown: nothing public tells whose comments are one person's. Staff's
 * comments cannot be hidden so, or whoever takes an editor's name would have readers hide the editor.
 */

/** What reads the same is the same name. @type {(name: string) => string} */
const same = (name) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/**
 * "%s" of a text that the server has translated becomes the name, which may be of another direction.
 * @param {HTMLElement} e
 * @param {string} name
 */
const put = (e, name) => {
	const text = /** @type {Text} */ (e.firstChild);
	const [before, after] = text.data.split('%s');
	const bdi = Document.prototype.createElement.call(document, 'bdi');
	bdi.textContent = name;
	text.replaceWith(before, bdi, after);
};

/**
 * @typedef {object} Tools of embed.js
 * @property {HTMLElement} root
 * @property {(method: string, path: string, type: string, body?: URLSearchParams) => Promise<XMLHttpRequest>} ask
 * @property {(selector: string) => any} piece
 * @property {(e: any) => void} focus
 * @property {(form: HTMLFormElement) => URLSearchParams} fieldsOf
 * @property {() => string | undefined} provenBy
 * @property {() => unknown} hidden
 * @property {(names: unknown) => void} keepHidden
 */

/** @param {Tools} tools */
export function aside({ root, ask, piece, focus, fieldsOf, provenBy, hidden, keepHidden }) {
	// ---- people who are hidden ----------------------------------------------------------------------

	const read = () => {
		const was = hidden();
		return Array.isArray(was) ? was : [];
	};
	/** @type {Set<string>} */
	let names = new Set(read());

	/** @param {Element} body @returns {string | undefined} whose it is; nobody's who can be hidden */
	const whose = (body) =>
		body.matches('.rj-by-staff > *') || body.querySelector(':scope > .rj-yours')
			? undefined
			: body.querySelector('.fn')?.textContent;

	const apply = () => {
		for (const body of root.querySelectorAll('.comment-body')) {
			const name = whose(body);
			const line = body.querySelector(':scope > .rj-hid');
			const hide = name && names.has(same(name));
			if (hide && !line) {
				const fresh = piece('.rj-hid');
				put(fresh, name);
				const button = fresh.querySelector('button');
				button.ariaLabel = button.ariaLabel.replace('%s', () => name);
				body.append(fresh);
			} else if (!hide) {
				line?.remove();
			}
			body.classList.toggle('rj-hidden', Boolean(hide));
		}
	};

	/** @param {Element} button in a comment of theirs @param {boolean} shown */
	const change = (button, shown) => {
		const body = button.closest('.comment-body');
		const name = same(whose(body));
		names = new Set([...names, ...read()]); // and what another window has hidden meanwhile
		if (shown) names.delete(name);
		else names.add(name);
		keepHidden(names.size > 0 && [...names]);
		body.querySelector(':scope > .rj-error')?.remove();
		apply();
		focus(shown ? body : body.querySelector(':scope > .rj-hid'));
	};

	// ---- reports ------------------------------------------------------------------------------------

	/** What was typed and not sent, by comment: a thread that is loaded anew takes the form away. */
	/** @type {Map<string, string>} */
	const typed = new Map();

	/** @param {HTMLFormElement} form @returns {string} the comment that it is about */
	const about = (form) => /** @type {HTMLInputElement} */ (form.elements.namedItem('c')).value;

	/** @returns {Element | null | undefined} the comment where it was open */
	const close = () => {
		const box = root.querySelector('.rj-report');
		const body = box?.closest('.comment-body');
		box?.remove();
		return body;
	};

	/** Reading goes on at the link. */
	const cancel = () => {
		/** @type {HTMLElement | null | undefined} */
		const link = close()?.querySelector(':scope > a');
		link?.focus();
	};

	/**
	 * The form, on the link; on the same link again, nothing.
	 * @param {HTMLAnchorElement} link
	 */
	const report = async (link) => {
		const body = link.closest('.comment-body');
		if (link.ariaBusy || close() === body) return;
		link.ariaBusy = 'true';
		const { status, response: doc } = await ask('GET', link.href, 'document');
		link.ariaBusy = null;
		const form = status === 200 && doc?.querySelector('.rj-report-form');
		if (!form) {
			location.assign(link.href); // as without a script
			return;
		}
		close();
		const box = piece('.rj-report');
		box.prepend(form, doc.querySelector('.rj-policies') ?? '');
		form.querySelector('textarea').value ||= typed.get(about(form)) ?? '';
		body.append(box);
		form.querySelector('input[type="radio"]').focus();
	};

	/** @param {HTMLFormElement} form */
	const send = async (form) => {
		if (form.ariaBusy) return;
		form.ariaBusy = 'true';
		const fields = fieldsOf(form);
		const earlier = provenBy();
		if (earlier) fields.set('earlier', earlier);
		const { response: doc } = await ask('POST', form.getAttribute('action'), 'document', fields);
		form.ariaBusy = null;
		const box = form.closest('.rj-report');
		const done = doc?.querySelector('.rj-state');
		if (done) typed.delete(about(form));
		if (!box.isConnected) return; // closed meanwhile
		box.querySelector(':scope > .rj-error')?.remove();
		const again = doc?.querySelector('.rj-report-form');
		if (done) {
			box.replaceChildren(done);
			focus(done);
			return;
		}
		const error = doc?.querySelector('.rj-error') ?? piece('.rj-error');
		if (again) {
			form.replaceWith(again);
		} else {
			const said = [...(doc?.querySelectorAll('.rj-main > p') ?? [])].map((p) => p.textContent);
			/** @type {HTMLElement} */
			const failed = root.querySelector('.rj-said');
			error.textContent = said.join(' ') || failed.dataset.failed;
		}
		box.prepend(error);
		focus(error);
	};

	root.addEventListener('submit', (e) => {
		const form = /** @type {HTMLFormElement} */ (e.target);
		if (!form.matches('.rj-report-form')) return;
		e.preventDefault();
		send(form);
	});

	root.addEventListener('input', (e) => {
		const area = /** @type {HTMLTextAreaElement} */ (e.target);
		if (area.matches('.rj-report-form textarea')) typed.set(about(area.form), area.value);
	});

	root.addEventListener('keydown', (e) => {
		if (e.key === 'Escape' && /** @type {Element} */ (e.target).closest('.rj-report')) cancel();
	});

	root.addEventListener('click', (e) => {
		const target = /** @type {Element} */ (e.target);
		if (target.matches('.rj-show')) change(target, true);
		else if (target.matches('.rj-close')) cancel();
	});

	apply();
	new MutationObserver(apply).observe(root, { childList: true, subtree: true });
	return { report, hide: (/** @type {Element} */ button) => change(button, false) };
}
