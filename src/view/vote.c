/* The pages after a vote that was not simply counted. */
#include "view/locale.h"
#include "view/tmpl.h"
#include "view/view.h"

static struct safe
take_back(struct arena *a, const struct site_view *site, const struct vote_view *v)
{
	struct html h = html_in(a);
	if (v->may_take_back)
		tmpl_vote_again(&h, site->lang, &(struct tmpl_vote_again){
			.action = str_cat(a, site->base_path, STR("/vote")),
			.id = v->comment.n,
			.lang = view_lang_field(a, site)});
	return html_done(&h);
}

void
view_vote(struct html *h, struct arena *a, const struct site_view *site, const struct vote_view *v)
{
	struct html content = html_in(a);
	tmpl_vote_answer(&content, site->lang, &(struct tmpl_vote_answer){
		.sentence = v->sentence, .next = v->next, .again = take_back(a, site, v)});
	view_page(h, a, site, v->title,
		  str_printf(a, "%.*s/c/%lld", STR_FMT(site->base_path), (long long)v->comment.n),
		  locale_text(site->lang, MSG("Back to the comment")), html_done(&content));
}
