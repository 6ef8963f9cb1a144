/* Comments for programs; see the header. Knows no store and no HTTP. */
#include "view/api.h"

#include "view/json.h"
#include "view/locale.h"
#include "view/markup.h"
#include "view/view.h"

#define STATE_JSON_MAX 256

static struct buf
room(struct arena *a)
{
	return buf_in(a, HTML_MAX);
}

struct str
view_api_state_word(enum state state)
{
	static const struct str words[STATE__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		STATES(X)
#undef X
	};
	must(state < STATE__MAX);
	return words[state == STATE_SPAM ? STATE_PENDING : state];
}

static void
or_null(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	if (s.n > 0)
		json_str(j, s);
	else
		json_null(j);
}

static void
id_or_null(struct json *j, const char *key, struct comment_id id)
{
	json_key(j, key);
	if (id.n != 0)
		json_int(j, id.n);
	else
		json_null(j);
}

/* As a URI has it: what a page written by hand might break out of an attribute with is percent-encoded. */
static struct str
website(struct arena *a, struct str url)
{
	struct buf b = buf_in(a, 3 * url.n + 1);
	if (!html_website(url))
		return STR("");
	for (size_t i = 0; i < url.n; i++)
		if (strchr("\"'<>`{}|^", url.p[i]) != NULL)
			buf_printf(&b, "%%%02X", (unsigned)url.p[i]);
		else
			buf_char(&b, url.p[i]);
	must(!b.over);
	return buf_view(&b);
}

static void
author(struct arena *a, struct json *j, const struct site_view *site, const struct comment *c)
{
	json_key(j, "author");
	json_object(j);
	json_kv_str(j, "name", c->name);
	or_null(j, "url", website(a, c->url));
	struct str avatar = {0};
	if (c->avatar.n > 0)
		avatar = str_printf(a, "%.*s/avatar/%.*s.svg", STR_FMT(site->base_path), STR_FMT(c->avatar));
	or_null(j, "avatar", avatar);
	json_end(j);
}

static void
marks(struct json *j, const struct comment *c)
{
	static const struct {
		enum mark mark;
		struct str word;
	} told[] = {{MARK_PINNED, STR_C("pinned")}, {MARK_FEATURED, STR_C("featured")},
		    {MARK_EDITED, STR_C("edited")}, {MARK_REWORDED, STR_C("reworded")},
		    {MARK_STAFF, STR_C("staff")}};
	json_key(j, "marks");
	json_array(j);
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (c->marks & told[i].mark)
			json_str(j, told[i].word);
	json_end(j);
}

/* `inert`: nobody has looked at its links yet. */
static void
texts(struct arena *a, struct json *j, const struct comment *c, bool inert)
{
	struct html h = html_in(a);
	if (c->html != NULL)
		html_safe(&h, *c->html);
	else if (inert)
		markup_inert(&h, c->text);
	else
		markup(&h, c->text);
	json_kv_str(j, "text", c->text);
	json_kv_str(j, "html", html_done(&h).html);
}

/* What everybody may know of it. */
static void
shown(struct arena *a, struct json *j, const struct site_view *site, const struct comment *c)
{
	json_object(j);
	json_kv_int(j, "id", c->id.n);
	id_or_null(j, "parent", c->parent);
	json_kv_str(j, "state", STR("approved"));
	json_kv_str(j, "link", str_printf(a, "%.*s/c/%lld", STR_FMT(site->base_path), (long long)c->id.n));
	author(a, j, site, c);
	texts(a, j, c, false);
	marks(j, c);
	json_kv_time(j, "created", c->created);
	json_kv_time(j, "edited", c->changed);
	json_kv_int(j, "up", c->up);
	json_kv_int(j, "down", c->down);
	if (c->page.n > 0)
		json_kv_str(j, "page", c->page);
	json_end(j);
}

/* It only holds the place of those who answered it. */
static void
gone(struct json *j, const struct comment *c)
{
	json_object(j);
	json_kv_int(j, "id", c->id.n);
	id_or_null(j, "parent", c->parent);
	json_kv_str(j, "state", STR("gone"));
	json_end(j);
}

static void
standing(struct json *j, const struct openness *s)
{
	json_kv_bool(j, "open", !s->closed);
	json_kv_bool(j, "readonly", s->readonly);
	json_kv_bool(j, "premoderated", s->premoderated);
	json_kv_int(j, "slow", s->slow);
	json_kv_time(j, "closes", s->closes);
}

struct str
view_api_thread(struct arena *a, const struct site_view *site, const struct api_thread *t)
{
	struct buf b = room(a);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "page", t->thread->page);
	or_null(&j, "title", t->thread->title);
	json_kv_str(&j, "language", locale_lang(site->lang));
	json_kv_int(&j, "count", t->thread->approved);
	standing(&j, &t->standing);
	json_kv_int(&j, "text_max", site->text_max);
	json_kv_bool(&j, "email_required", site->email_required);
	json_kv_str(&j, "token", t->token);
	json_kv_str(&j, "sort", view_sort_word(t->sort));
	json_key(&j, "comments");
	json_array(&j);
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].state == STATE_APPROVED)
			shown(a, &j, site, &t->rows[i]);
		else
			gone(&j, &t->rows[i]);
	json_end(&j);
	id_or_null(&j, "cursor", (struct comment_id){t->cursor});
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_api_comment(struct arena *a, const struct site_view *site, const struct comment *c)
{
	struct buf b = room(a);
	struct json j = json_to(&b);
	must(c->state == STATE_APPROVED);
	shown(a, &j, site, c);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_api_own(struct arena *a, const struct site_view *site, const struct api_own *o)
{
	const struct comment *c = o->comment;
	struct buf b = room(a);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", c->id.n);
	id_or_null(&j, "parent", c->parent);
	json_kv_str(&j, "state", view_api_state_word(c->state));
	json_kv_int(&j, "version", c->version);
	json_kv_str(&j, "link", str_printf(a, "%.*s/c/%lld", STR_FMT(site->base_path), (long long)c->id.n));
	author(a, &j, site, c);
	texts(a, &j, c, c->state != STATE_APPROVED);
	marks(&j, c);
	json_kv_time(&j, "created", c->created);
	json_kv_time(&j, "edited", o->changed);
	json_kv_time(&j, "edit_until", o->edit_until);
	json_kv_bool(&j, "may_withdraw", o->may_withdraw);
	json_kv_str(&j, "page", c->page);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}

struct str
view_api_state(struct arena *a, const struct comment *c)
{
	struct buf b = buf_in(a, STATE_JSON_MAX);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", c->id.n);
	json_kv_str(&j, "state", view_api_state_word(c->state));
	json_kv_int(&j, "version", c->version);
	json_end(&j);
	must(!b.over);
	return buf_view(&b);
}
