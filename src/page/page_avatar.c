/* GET /avatar/VALUE.svg: the picture that is drawn from this value, whoever's it is. */
#include "flow/avatar.h"
#include "routes.h"

void
page_avatar(struct call *c, struct resp *resp)
{
	unsigned char seed[AVATAR_BYTES];
	struct str ending = STR(".svg");
	bool ok = str_ends(c->arg, ending) &&
		  avatar_read(str_sub(c->arg, 0, c->arg.n - ending.n), seed);
	if (!ok) {
		answer_error(c, resp, 404);
		return;
	}
	struct html h = html_in(c->arena);
	view_avatar(&h, seed);
	resp->kind = RESP_SVG;
	resp->body = html_done(&h).html;
	resp->cache_control = STR("public, max-age=31536000, immutable");
}
