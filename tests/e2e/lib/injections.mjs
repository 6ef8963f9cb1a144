import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { newPage } from './browser.mjs';

// Strings that would run something, were they taken for more than text. Each calls fired(), which a page under test
// counts, as it counts dialogs. Written for this suite, by kind of mistake.
const RUN = 'fired()';

export const INJECTIONS = [
	// an element of its own
	`<script>${RUN}</script>`, `<ScRiPt >${RUN}</sCrIpT >`, `<script/x>${RUN}</script>`, `<script src=data:,${RUN}></script>`,
	`<scr<script>ipt>${RUN}</scr</script>ipt>`, `<img src=x onerror=${RUN}>`, `<img/src/onerror=${RUN}>`, `<img src=x:x onerror\n=\n${RUN}>`,
	`<svg onload=${RUN}>`, `<svg><script>${RUN}</script></svg>`, `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
	`<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`, `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
	`<details open ontoggle=${RUN}>x</details>`, `<video><source onerror=${RUN}></video>`, `<audio src=x onerror=${RUN}>`,
	`<body onload=${RUN}>`, `<input autofocus onfocus=${RUN}>`, `<marquee onstart=${RUN}>x</marquee>`, `<dialog open onclose=${RUN}>`,
	`<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`, `<iframe src="javascript:parent.${RUN}"></iframe>`,
	`<object data="data:text/html,<script>${RUN}</script>">`, `<embed src="javascript:${RUN}">`, '<base href="https://evil.example/">',
	`<meta http-equiv=refresh content="0;url=javascript:${RUN}">`, `<link rel=stylesheet href="data:text/css,*{}" onload=${RUN}>`,
	`<style>@import 'data:,x'; * { x: expression(${RUN}) }</style>`, `<p style="background:url(javascript:${RUN})" onmouseover=${RUN}>x</p>`,
	`<form><button formaction="javascript:${RUN}">x</button></form>`, `<isindex type=image src=1 onerror=${RUN}>`,
	'<form name=body><input name=querySelector></form>', `<a href=javascript:${RUN}>x</a>`, `<template><img src=x onerror=${RUN}></template>`,
	// out of where it stands: an attribute, a raw text element, a comment, an include
	`"><img src=x onerror=${RUN}>`, `'><img src=x onerror=${RUN}>`, `" onfocus="${RUN}" autofocus="`, `' onmouseover='${RUN}' x='`, `\`onerror=${RUN}\``,
	`</textarea><img src=x onerror=${RUN}>`, `</title><img src=x onerror=${RUN}>`, `</script><script>${RUN}</script>`,
	`</template><img src=x onerror=${RUN}>`, `</style><img src=x onerror=${RUN}>`, `--><img src=x onerror=${RUN}>`, `]]><img src=x onerror=${RUN}>`,
	`<!--><img src=x onerror=${RUN}>-->`, `<!-- --!><img src=x onerror=${RUN}>`, `<![CDATA[><img src=x onerror=${RUN}>]]>`,
	'<!--# include virtual="/comments/healthz" -->', '<!--# echo var="remote_addr" -->', '<?xml-stylesheet href="javascript:fired()"?>',
	// what changes its mind when it is written and read again
	`<noscript><p title="</noscript><img src=x onerror=${RUN}>">`, `<svg></p><style><a id="</style><img src=x onerror=${RUN}>">`,
	`<math><mi><table><mglyph><style><img src=x onerror=${RUN}>`, `<select><template><img src=x onerror=${RUN}></select>`, `<plaintext><img src=x onerror=${RUN}>`,
	// the small Markdown
	`[x](javascript:${RUN})`, `[x](JaVaScRiPt:${RUN})`, `[x](java\tscript:${RUN})`, `[x](&#106;avascript:${RUN})`, `[x](javascript&colon;${RUN})`,
	`[x]( javascript:${RUN})`, `[x](\u0001javascript:${RUN})`, `[x](data:text/html,<script>${RUN}</script>)`, `[x](vbscript:${RUN})`,
	`[x](https://a.example/"onmouseover="${RUN})`, `[x](https://a.example/'><img/src=x/onerror=${RUN}>)`, `[<img src=x onerror=${RUN}>](https://a.example/)`,
	`![x](x"onerror="${RUN})`, `<javascript:${RUN}>`, `<https://a.example/"onclick="${RUN}>`, `https://a.example/"onmouseover="${RUN}`,
	`https://a.example/\`<svg/onload=${RUN}>`, `**<b onclick=${RUN}>**x**</b>**`, `\`<img src=x onerror=${RUN}>\``, `> <svg onload=${RUN}>`,
	`- <svg onload=${RUN}>\n- [x](javascript:${RUN})`, `\`\`\`\n</code></pre><img src=x onerror=${RUN}>\n\`\`\``, `_[x](javascript:_${RUN}_)_`,
	// characters that another reading folds, drops or decodes
	`＜script＞${RUN}＜/script＞`, `\u202e<img src=x onerror=${RUN}>`, `<\u200bscript>${RUN}</script>`, `&lt;script&gt;${RUN}&lt;/script&gt;`,
	`%3Cscript%3E${RUN}%3C/script%3E`, `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`, `\\u003cscript\\u003e${RUN}`, `\u2028<script>${RUN}</script>\u2029`,
	`{{constructor.constructor('${RUN}')()}}`, `\${${RUN}}`, `#{${RUN}}`, `<%= ${RUN} %>`, `javascript:${RUN}`, `data:text/html,<script>${RUN}</script>`,
	`https://${'a'.repeat(40)}.example/?<script>${RUN}</script>`, `=HYPERLINK("javascript:${RUN}","x")`,
];

// Strings that a terminal would do something for: move, wipe, name its window, ask it for an answer, turn the line round.
export const ESCAPES = [
	'\u001b[2J\u001b[1;1HAll is well.', '\u001b]0;owned\u0007A window of another name.', '\u001b]8;;https://evil.example/\u001b\\press\u001b]8;;\u001b\\',
	'\u009b31mRed by one character.', '\u009d0;owned\u009cA name by one character.', '\u0090$q"p\u009cAsked for an answer.',
	'All is\rNothing is well.', 'Wiped\b\b\b\b\bGone.', 'An old name\u202eemosdnah\u202c turned round.', '\u2067right\u2069 \u2066left\u2069 \u200fmarked',
];

/** Lists of others, where they lie beside the checkout (tests/e2e/inject.sh): a string a line. */
export function ofOthers() {
	const lines = new Set();
	const folder = new URL('../attack/', import.meta.url);
	for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [])
		for (const line of fs.readFileSync(new URL(name, folder), 'utf8').split('\n'))
			if (line.trim() !== '' && line.length <= 2000 && !line.includes('\0')) lines.add(line);
	return [...lines];
}

export const first = (x, most) => [...x].slice(0, most).join('');
export const hidden = (html, name) =>
	new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? assert.fail(`${name}: ${html.slice(0, 2000)}`);

/** A window in which whatever runs is counted. */
export async function watched(fired, options = {}) {
	const page = await newPage({ script: true, ...options });
	page.setDefaultTimeout(60_000);
	await page.exposeFunction('fired', () => { fired.push(page.url()); });
	page.on('dialog', (d) => { fired.push(`${page.url()}: ${d.message()}`); d.dismiss(); });
	return page;
}

/** Nothing in the page would do anything when it is touched. */
export async function harmless(page, where) {
	const armed = await page.evaluate(() => [...document.body.querySelectorAll('*')].filter((e) =>
		e.getAttributeNames().some((name) => name.startsWith('on')) || /^\s*(javascript|data|vbscript)/i.test(e.href ?? e.src ?? ''))
		.map((e) => e.outerHTML.slice(0, 200)));
	assert.deepEqual(armed, [], where);
}

/** What a command prints, in which nothing is for the terminal: none of the C0 but what begins a line or a column, no
 * DEL, no C1, nothing that turns a line round. */
export async function quietly(s, argv) {
	const { out, err } = await s.cli(argv);
	const at = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.exec(out + err);
	assert(!at, `${argv.join(' ')}: ${at && JSON.stringify((out + err).slice(Math.max(0, at.index - 60), at.index + 60))}`);
	return out;
}
