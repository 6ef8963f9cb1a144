/*
 * GET /api/v1/challenge?page=: a challenge for a proof of work, as ALTCHA's widget and our own script expect
 * it. Asked for when a reply was answered with "proof", or by a site that shows the widget to everybody.
 */
#include "base/page.h"
#include "flow/gate.h"
#include "routes.h"

void
page_challenge(struct call *c, struct resp *resp)
{
	const struct value *v = &c->v[CHALLENGE_PAGE];
	struct str page;
	int64_t wait = 0;
	if (v->fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (!page_canonical(c->arena, v->text, &page) || !page_allowed(c, page)) {
		answer_error(c, resp, 404);
		return;
	}
	struct str challenge = gate_challenge(c->house, c->site, c->arena, &c->visitor, page, &wait);
	tell_limit(c, resp, "challenge", CHALLENGE_TIMES);
	if (challenge.n == 0) {
		answer_error(c, resp, 429);
		resp->retry_after = wait;
		return;
	}
	answer_json(resp, 200, challenge);
}
