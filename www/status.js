/*
 * The writer's private page with a script: how much time is left to edit, to the second. The server says how many
 * seconds there were when it wrote the page, so the reader's clock may be wrong. Without it the page tells minutes.
 */
const span = document.querySelector('.rj-countdown');
if (span instanceof HTMLElement) {
	const end = performance.now() + Number(span.dataset.left) * 1000;
	const tick = () => {
		const left = Math.max(Math.ceil((end - performance.now()) / 1000), 0);
		span.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
		if (left > 0) setTimeout(tick, 1000);
	};
	span.hidden = false;
	tick();
}
