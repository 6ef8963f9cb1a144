/* WordPress's form: an article with its comments, oldest first. */
#include "export_out.h"

static void
begin(struct export *x)
{
	wxr_begin(&x->out, &x->view);
}

static void
article(struct export *x, const struct thread *t, int64_t created)
{
	wxr_article(&x->out, x->scratch, &x->view, t, created);
}

static void
comment(struct export *x, const struct comment_whole *w)
{
	wxr_comment(&x->out, x->scratch, &w->comment);
}

static void
article_end(struct export *x)
{
	wxr_article_end(&x->out);
}

static void
end(struct export *x)
{
	wxr_end(&x->out);
}

const struct export_writer export_wxr = {BY_ARTICLE, false, begin, article, comment, article_end, end};
