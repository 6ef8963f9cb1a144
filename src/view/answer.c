/* JSON for programs; see the header. */
#include "view/answer.h"

#include "view/json.h"
#include "view/locale.h"

/* Five sentences, each at most six times as long escaped, and a page in percents; of counts, 100 pages of
 * PAGE_MAX bytes so. */
#define PROBLEM_MAX (16 * 1024 + 3 * PAGE_MAX)
#define COUNTS_MAX (100u * (6 * PAGE_MAX + 64) + 64)

struct str
view_posted(struct arena *a, struct comment_id id, enum state state, struct str status)
{
	struct buf b = buf_in(a, PROBLEM_MAX);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", id.n);
	json_kv_str(&j, "state", state == STATE_APPROVED ? STR("approved") : STR("pending"));
	json_kv_str(&j, "status", status);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_voted(struct arena *a, struct comment_id id, enum vote vote, int64_t up, int64_t down)
{
	static const struct str words[VOTE__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		VOTES(X)
#undef X
	};
	struct buf b = buf_in(a, 256);
	struct json j = json_to(&b);
	must(vote < VOTE__MAX);
	json_object(&j);
	json_kv_int(&j, "id", id.n);
	json_kv_str(&j, "vote", words[vote]);
	json_kv_int(&j, "up", up);
	json_kv_int(&j, "down", down);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_reported(struct arena *a, struct comment_id id)
{
	struct buf b = buf_in(a, 128);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", id.n);
	json_kv_bool(&j, "reported", true);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

static void
fault(struct json *j, const char *field, struct str error)
{
	if (error.n == 0)
		return;
	json_object(j);
	json_kv_str(j, "field", str_of(field));
	json_kv_str(j, "detail", error);
	json_end(j);
}

/* The names are those of the form's fields. */
static void
faults(struct json *j, const struct form_view *f)
{
	json_key(j, "errors");
	json_array(j);
	fault(j, "comment", f->text_error);
	fault(j, "author", f->name_error);
	fault(j, "email", f->email_error);
	fault(j, "url", f->url_error);
	json_end(j);
}

/* Where a challenge is to be had, and the module that solves it. */
static void
proof(struct json *j, const struct site_view *site, const struct form_view *f)
{
	json_key(j, "proof");
	json_object(j);
	json_kv_str(j, "challenge", f->challenge);
	json_kv_str(j, "solver", site->solver);
	json_end(j);
}

struct str
view_problem(struct arena *a, const struct site_view *site, int status, const struct form_view *f,
	     struct str id)
{
	struct buf b = buf_in(a, PROBLEM_MAX);
	struct json j = json_to(&b);
	struct error_text text = view_error_text(status);
	struct str detail = str_cat(a, str_cat(a, locale_text(site->lang, text.what), STR(" ")),
				    locale_text(site->lang, text.next));
	json_object(&j);
	json_kv_str(&j, "type", STR("about:blank"));
	json_kv_str(&j, "title", locale_text(site->lang, text.title));
	json_kv_int(&j, "status", status);
	json_kv_str(&j, "detail", f != NULL && f->error.n > 0 ? f->error : detail);
	if (f != NULL)
		faults(&j, f);
	if (f != NULL && f->challenge.n > 0)
		proof(&j, site, f);
	json_kv_str(&j, "request", id);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_counts(struct arena *a, const struct thread *threads, size_t n)
{
	struct buf b = buf_in(a, COUNTS_MAX);
	struct json j = json_to(&b);
	json_object(&j);
	json_key(&j, "counts");
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_kv_str(&j, "page", threads[i].page);
		json_kv_int(&j, "comments", threads[i].approved);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}
