/* The fragment for an article, and pages of our own for readers: a frame with a heading and a way back.
 * Knows frames; knows not what is in them. */
#include "base/page.h"
#include "view/locale.h"
#include "view/tmpl.h"
#include "view/view.h"

void
view_section(struct html *h, struct arena *a, const struct site_view *site, const struct thread *t,
	     struct safe thread, struct safe form)
{
	tmpl_section(h, site->lang, &(struct tmpl_section){
		.css = site->css,
		.js = site->js,
		.aside = site->aside,
		.page = t->page,
		.count = t->approved,
		.article = str_cat(a, site->articles, page_encode(a, t->page)),
		.lang = locale_lang(site->lang),
		.dir = locale_dir(site->lang),
		.thread = thread,
		.form = form});
}

void
view_page(struct html *h, struct arena *a, const struct site_view *site, struct str title,
	  struct str back_url, struct str back_text, struct safe content)
{
	struct html back = html_in(a);
	if (back_url.n > 0)
		tmpl_page_back(&back, site->lang,
			       &(struct tmpl_page_back){.href = back_url, .text = back_text});
	tmpl_page(h, site->lang, &(struct tmpl_page){
		.lang = locale_lang(site->lang),
		.dir = locale_dir(site->lang),
		.title = title,
		.site = site->title,
		.css = site->css,
		.home = str_cat(a, site->articles, STR("/")),
		.back = html_done(&back),
		.content = content});
}

/* What a person is told about a status: heading, what happened, what to do. Never errno, path or SQL. */
static const struct plain_error {
	int status;
	struct error_text text;
} errors[] = {
	{400, {MSG_C("This did not arrive whole"),
	 MSG_C("The form that was sent could not be read."),
	 MSG_C("Go back, load the article again, and send it once more.")}},
	{401, {MSG_C("This is not allowed"),
	 MSG_C("Only its writer may do this, who has the private link."),
	 MSG_C("Send the last part of the link as \"Authorization: Bearer\".")}},
	{403, {MSG_C("This is not allowed"),
	 MSG_C("The request came from another site, or its page is too old."),
	 MSG_C("Go back, load the page again, and try once more.")}},
	{404, {MSG_C("There is nothing here"),
	 MSG_C("The address is mistyped, or what it led to was removed."),
	 MSG_C("Go back to the article and follow its links from there.")}},
	{405, {MSG_C("This is not how it works"),
	 MSG_C("This address does not take such a request."),
	 MSG_C("Go back to the article and follow its links from there.")}},
	{409, {MSG_C("Somebody was faster"), MSG_C("It was changed by somebody else meanwhile."),
	 MSG_C("Load the page again to see how it stands now.")}},
	{412, {MSG_C("Somebody was faster"), MSG_C("It was changed by somebody else meanwhile."),
	 MSG_C("Load the page again to see how it stands now.")}},
	{413, {MSG_C("This is too long"), MSG_C("More was sent than we take."),
	 MSG_C("Go back, shorten it, and send it again.")}},
	{428, {MSG_C("This is not how it works"),
	 MSG_C("A change must say which version it is based on."),
	 MSG_C("Send the ETag of the comment as \"If-Match\".")}},
	{429, {MSG_C("Too many at once"),
	 MSG_C("From where you are, a lot was sent in a short time."),
	 MSG_C("Wait a few minutes, then try again. If you were writing, go back: your text is "
	       "still in the form.")}},
	{500, {MSG_C("Something broke here"), MSG_C("It is our fault, not yours."),
	 MSG_C("Try again in a minute. If you were writing, go back: your text is still in the "
	       "form.")}},
	{503, {MSG_C("Busy at the moment"), MSG_C("Too much is going on here right now."),
	 MSG_C("Try again in a minute. If you were writing, go back: your text is still in the "
	       "form.")}},
};

struct error_text
view_error_text(int status)
{
	const struct plain_error *found = NULL;
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if (errors[i].status == status ||
		    (found == NULL && errors[i].status == (status < 500 ? 400 : 500)))
			found = &errors[i];
	must(found != NULL);
	return found->text;
}

void
view_error(struct html *h, struct arena *a, const struct site_view *site, int status, struct str id)
{
	struct error_text e = view_error_text(status);
	struct html content = html_in(a), number = html_in(a);
	if (id.n > 0)
		tmpl_error_id(&number, site->lang, &(struct tmpl_error_id){.id = id});
	tmpl_error(&content, site->lang, &(struct tmpl_error){
		.what = locale_text(site->lang, e.what),
		.next = locale_text(site->lang, e.next),
		.id = html_done(&number)});
	view_page(h, a, site, locale_text(site->lang, e.title), STR(""), STR(""),
		  html_done(&content));
}
