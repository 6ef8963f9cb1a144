/* The frame of the desk's pages: the way in, the queues with their counts, what was done and the way back.
 * Knows no session and no store. */
#include "desk.h"

#include "base/clock.h"
#include "base/page.h"
#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

/* ---- the frame ------------------------------------------------------------------------------- */

static const struct queue_name queues[] = {
	{STATE_PENDING, MSG_C("Waiting"),
	 MSG_C("Nothing waits. Comments that the filters hold appear here.")},
	{STATE_APPROVED, MSG_C("Approved"), MSG_C("No comment is shown to readers yet.")},
	{STATE_REJECTED, MSG_C("Rejected"), MSG_C("No comment is rejected.")},
	{STATE_SPAM, MSG_C("Spam"), MSG_C("No comment is marked as spam.")},
	{STATE_DELETED, MSG_C("Deleted"), MSG_C("No comment is deleted.")},
};

const struct queue_name *
desk_queue(enum state state)
{
	for (size_t i = 0; i < ARRAY_LEN(queues); i++)
		if (queues[i].state == state)
			return &queues[i];
	must(false); /* the desk has no such queue */
	return NULL;
}

struct str
desk_state_word(enum state state)
{
	static const struct str words[STATE__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		STATES(X)
#undef X
	};
	must(state < STATE__MAX);
	return words[state];
}

struct str
view_state_name(struct str lang, enum state state)
{
	static const struct str names[STATE__MAX] = {
		[STATE_PENDING] = MSG_C("pending"),   [STATE_APPROVED] = MSG_C("approved"),
		[STATE_REJECTED] = MSG_C("rejected"), [STATE_SPAM] = MSG_C("spam"),
		[STATE_DELETED] = MSG_C("deleted"),   [STATE_WITHDRAWN] = MSG_C("withdrawn")};
	must(state < STATE__MAX);
	return locale_text(lang, names[state]);
}

struct str
view_order_word(enum order order)
{
	static const struct str words[ORDER__MAX] = {
#define X(name, word, queues, help) [name] = STR_C(word),
		ORDERS(X)
#undef X
	};
	must(order < ORDER__MAX);
	return words[order];
}

bool
view_order_fits(enum desk_room room, enum state state, enum order order)
{
	static const unsigned queues_of[ORDER__MAX] = {
#define X(name, word, queues, help) [name] = (queues),
		ORDERS(X)
#undef X
	};
	must(order < ORDER__MAX);
	if (room != ROOM_STATE && room != ROOM_REPORTED)
		return order == ORDER_TIME;
	unsigned queue = room == ROOM_REPORTED	  ? QUEUE_REPORTED
			 : state == STATE_PENDING ? QUEUE_WAITING
						  : QUEUE_DECIDED;
	return (queues_of[order] & queue) != 0;
}

/* "/comments/moderate/?state=spam&order=toxic", and from where on. */
struct str
desk_queue_url(struct arena *a, const struct site_view *site, enum desk_room room, enum state state,
	       enum order order, int64_t after)
{
	struct buf b = buf_in(a, site->base_path.n + 100);
	const char *join = "?";
	buf_str(&b, site->base_path);
	buf_lit(&b, "/moderate/");
	if (room != ROOM_STATE || state != STATE_PENDING) {
		buf_printf(&b, "?state=%.*s", STR_FMT(room == ROOM_STATE ? desk_state_word(state)
									  : view_room_word(room)));
		join = "&";
	}
	if (order != ORDER_TIME && view_order_fits(room, state, order)) {
		buf_printf(&b, "%sorder=%.*s", join, STR_FMT(view_order_word(order)));
		join = "&";
	}
	if (after != 0)
		buf_printf(&b, "%safter=%lld", join, (long long)after);
	return buf_view(&b);
}

struct str
view_room_word(enum desk_room room)
{
	static const struct str words[ROOM__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		DESK_ROOMS(X)
#undef X
	};
	must(room < ROOM__MAX);
	return words[room];
}

struct str
desk_room_url(struct arena *a, const struct site_view *site, enum desk_room room, int64_t after)
{
	must(room != ROOM_STATE);
	return desk_queue_url(a, site, room, STATE__MAX, ORDER_TIME, after);
}

void
desk_search_more(struct html *h, struct arena *a, const struct site_view *site,
		 const struct desk_view *desk, int64_t next)
{
	struct str path = desk_room_url(a, site, ROOM_SEARCH, next), query = page_query(a, desk->query);
	tmpl_search_more(h, site->lang, &(struct tmpl_search_more){
		.href = str_printf(a, "%.*s&q=%.*s", STR_FMT(path), STR_FMT(query)),
		.text = desk->looked_enough
				? locale_text(site->lang, MSG("Look through older comments"))
				: locale_text(site->lang, MSG("Load more"))});
}

struct str
desk_seen_word(const struct desk_view *desk)
{
	return desk->room == ROOM_STATE ? desk_state_word(desk->state) : view_room_word(desk->room);
}

static struct str
queue_count(struct arena *a, const struct site_view *site, const struct desk_view *desk, int64_t n)
{
	int64_t max = desk->count_max;
	struct str shown = locale_number(a, site->lang, n > max ? max : n);
	return n > max ? str_cat(a, shown, STR("+")) : shown;
}

/* What else waits, behind the comments that do. */
static void
rooms(struct html *list, struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	static const struct str names[ROOM_SEARCH] = {
		[ROOM_REPORTED] = MSG_C("Reported"),
		[ROOM_NOTICES] = MSG_C("Notices"),
		[ROOM_APPEALS] = MSG_C("Appeals")};
	for (enum desk_room room = ROOM_STATE + 1; room < ROOM_SEARCH; room++)
		tmpl_desk_queue(list, site->lang, &(struct tmpl_desk_queue){
			.href = desk_queue_url(a, site, room, STATE__MAX, desk->order, 0),
			.aria_current = room == desk->room && desk->tool == TOOL_NONE ? STR("page") : STR(""),
			.name = locale_text(site->lang, names[room]),
			.count = queue_count(a, site, desk, desk->room_count[room])});
}

static const struct {
	struct str word, name;
	enum role from;
} tool_rows[TOOL__MAX] = {
#define X(id, word, name, role) [id] = {STR_C(word), name, role},
	DESK_TOOLS(X)
#undef X
};

struct str
view_tool_word(enum desk_tool tool)
{
	must(tool > TOOL_NONE && tool < TOOL__MAX);
	return tool_rows[tool].word;
}

static struct safe
tools(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a), links = html_in(a);
	for (enum desk_tool t = TOOL_NONE + 1; t < TOOL__MAX; t++)
		if (desk->role >= tool_rows[t].from)
			tmpl_queue_order(&links, site->lang, &(struct tmpl_queue_order){
				.href = tool_url(a, site, t, ""),
				.aria_current = t == desk->tool ? STR("page") : STR(""),
				.name = locale_text(site->lang, tool_rows[t].name)});
	tmpl_desk_tools(&h, site->lang, &(struct tmpl_desk_tools){.links = html_done(&links)});
	return html_done(&h);
}

static struct safe
way_out(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a);
	tmpl_desk_out(&h, site->lang, &(struct tmpl_desk_out){
		.logout = str_cat(a, site->base_path, STR("/moderate/logout")),
		.csrf = desk->csrf,
		.who = desk->who});
	return html_done(&h);
}

static struct safe
session(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a), list = html_in(a);
	if (desk->bare)
		return way_out(a, site, desk);
	for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
		bool here = desk->tool == TOOL_NONE && desk->room == ROOM_STATE &&
			    queues[i].state == desk->state;
		tmpl_desk_queue(&list, site->lang, &(struct tmpl_desk_queue){
			.href = desk_queue_url(a, site, ROOM_STATE, queues[i].state, desk->order, 0),
			.aria_current = here ? STR("page") : STR(""),
			.name = locale_text(site->lang, queues[i].name),
			.count = queue_count(a, site, desk, desk->count[queues[i].state])});
		if (queues[i].state == STATE_PENDING)
			rooms(&list, a, site, desk);
	}
	tmpl_desk_session(&h, site->lang, &(struct tmpl_desk_session){
		.queues = html_done(&list),
		.tools = tools(a, site, desk),
		.desk = str_cat(a, site->base_path, STR("/moderate/")),
		.room = view_room_word(ROOM_SEARCH),
		.query = desk->query,
		.out = way_out(a, site, desk)});
	return html_done(&h);
}

/* ---- what was done, and the way back ------------------------------------------------------------ */

struct safe
desk_act(struct arena *a, const struct site_view *site, const struct desk_view *desk, const char *path,
	 int64_t id, struct str label, struct str what)
{
	struct html h = html_in(a);
	tmpl_desk_act(&h, site->lang, &(struct tmpl_desk_act){
		.action = str_printf(a, "%.*s/moderate/%s/%lld", STR_FMT(site->base_path), path,
				     (long long)id),
		.csrf = desk->csrf,
		.seen = desk_seen_word(desk),
		.order = view_order_word(desk->order),
		.query = desk->query,
		.label = locale_text(site->lang, label),
		.what = what});
	return html_done(&h);
}

struct safe
desk_error(struct arena *a, const struct site_view *site, const char *field, int64_t id, struct str error)
{
	struct html h = html_in(a);
	if (error.n > 0)
		tmpl_desk_error(&h, site->lang, &(struct tmpl_desk_error){
			.field = str_of(field), .id = id, .text = error});
	return html_done(&h);
}

static struct safe
undo(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct str id = str_printf(a, "%lld", (long long)desk->undo.comment.n);
	if (desk->undo.batch.n != 0)
		return desk_act(a, site, desk, "batch", desk->undo.batch.n, MSG("Undo all"), STR(""));
	return desk_act(a, site, desk, "undo", desk->undo.decision, MSG("Undo"),
			locale_put(a, locale_text(site->lang, MSG("the decision on comment %s")), id));
}

/* What a decision about marks has done. */
static struct str
signed_text(const struct desk_view *desk)
{
	if (desk->undo.reworded)
		return MSG("Your last decision: the text of comment %s changed");
	if (desk->undo.marked & MARK_PINNED)
		return MSG("Your last decision: comment %s pinned");
	if (desk->undo.marked & MARK_FEATURED)
		return MSG("Your last decision: comment %s featured");
	if (desk->undo.unmarked & MARK_PINNED)
		return MSG("Your last decision: comment %s no longer pinned");
	if (desk->undo.unmarked & MARK_FEATURED)
		return MSG("Your last decision: comment %s no longer featured");
	if (desk->undo.unmarked & MARK_REPORTED)
		return MSG("Your last decision: comment %s kept");
	return MSG("Your last decision: comment %s left as it was");
}

static struct safe
last_decision(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	static const struct str texts[STATE__MAX] = {
		[STATE_APPROVED] = MSG_C("Your last decision: comment %s approved"),
		[STATE_REJECTED] = MSG_C("Your last decision: comment %s rejected"),
		[STATE_SPAM] = MSG_C("Your last decision: comment %s marked as spam"),
		[STATE_DELETED] = MSG_C("Your last decision: comment %s deleted"),
		[STATE_PENDING] = MSG_C("Your last decision: comment %s restored")};
	struct html h = html_in(a), when = html_in(a);
	if (desk->undo.decision == 0 || desk->undo.noticed)
		return html_done(&h);
	const bool many = desk->undo.batch.n != 0, replied = desk->undo.replied;
	struct str text = many && replied
				  ? MSG("Your last decision: reply %s published with what it answers")
			  : many ? MSG("Your last decision: comment %s, and others with it")
			  : replied ? MSG("Your last decision: reply %s published")
			  : desk->undo.signs ? signed_text(desk)
					     : texts[desk->undo.state];
	must(text.n > 0);
	struct str id = str_printf(a, "%lld", (long long)desk->undo.comment.n);
	tmpl_when(&when, site->lang, desk->undo.made, locale_ago(a, site->lang, desk->undo.made, site->now));
	tmpl_desk_last(&h, site->lang, &(struct tmpl_desk_last){
		.text = locale_put(a, locale_text(site->lang, text), id),
		.when = html_done(&when),
		.act = undo(a, site, desk)});
	return html_done(&h);
}

static struct safe
notice(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a);
	struct safe back = {0};
	if (desk->lift.n != 0)
		back = desk_act(a, site, desk, desk->tool == TOOL_BANS ? "bans" : "lift", desk->lift.n,
				MSG("Lift the ban"), STR(""));
	else if (desk->again.n != 0)
		back = desk_act(a, site, desk, "bans/again", desk->again.n, MSG("Ban again"), STR(""));
	else if (desk->unsay != 0)
		back = desk_act(a, site, desk, "remark", desk->unsay, MSG("Undo"), STR(""));
	else if (desk->undo.noticed)
		back = undo(a, site, desk);
	if (desk->notice.n > 0)
		tmpl_desk_notice(&h, site->lang, &(struct tmpl_desk_notice){
			.class = desk->bad ? STR("bad") : STR("good"),
			.role = desk->bad ? STR("alert") : STR("status"),
			.mark = desk->bad ? STR("✗") : STR("✓"),
			.text = desk->notice,
			.act = back});
	html_safe(&h, last_decision(a, site, desk));
	return html_done(&h);
}

/* Who switched it, and what made them: "61 comments in 10 min, 3 of them bad", in the desk's language. */
static struct str
storm_why(struct arena *a, struct str lang, struct str why)
{
	int64_t n[3];
	size_t found = 0;
	struct str rest = why, word;
	for (bool more = true; more && found < ARRAY_LEN(n);) {
		more = str_cut(&rest, ' ', &word);
		found += str_int(word, 0, INT64_MAX, &n[found]);
	}
	if (found < ARRAY_LEN(n))
		return locale_text(lang, MSG("Switched by the filters."));
	return locale_put(
		a,
		locale_text(lang, MSG("Switched by the filters: %1$s comments in %2$s minutes, %3$s of "
				      "them bad.")),
		locale_number(a, lang, n[0]), locale_number(a, lang, n[1]), locale_number(a, lang, n[2]));
}

/* What the filters have switched by themselves. */
void
desk_storms(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	static const struct str what[STORM__MAX] = {
		[STORM_NONE] = STR_C(""),
		[STORM_PREMODERATED] = MSG_C("A storm on %s: every comment waits for a moderator."),
		[STORM_SLOW] = MSG_C("A storm on %s: one comment a while from one network.")};
	for (size_t i = 0; i < desk->n_storms; i++) {
		const struct thread *t = &desk->storms[i];
		struct html name = html_in(a), begun = html_in(a), until = html_in(a), ends = html_in(a);
		struct str where = t->title.n > 0 ? t->title : t->page;
		struct safe end = {0};
		must(t->storm < STORM__MAX);
		html_bdi(&name, where);
		locale_html(&begun, locale_text(site->lang, what[t->storm]), html_done(&name));
		tmpl_when(&until, site->lang, t->storm_until, locale_date(a, site->lang, t->storm_until));
		locale_html(&ends, locale_text(site->lang, MSG("It ends by itself: %s.")), html_done(&until));
		if (desk->may_end_storms)
			end = desk_act(a, site, desk, "storm", t->id.n, MSG("End it now"), where);
		tmpl_desk_storm(h, site->lang, &(struct tmpl_desk_storm){
			.begun = html_done(&begun),
			.why = storm_why(a, site->lang, t->storm_why),
			.ends = html_done(&ends), .act = end});
	}
}

/* Everything but what a kind of page brings itself. */
static struct tmpl_desk
frame(struct arena *a, const struct site_view *site, const char *kind, struct str title,
      struct safe content)
{
	return (struct tmpl_desk){
		.lang = locale_lang(site->lang),
		.dir = locale_dir(site->lang),
		.title = locale_text(site->lang, title),
		.site = site->title,
		.css = site->desk_css,
		.js = site->desk_js,
		.home = str_cat(a, site->articles, STR("/")),
		.kind = str_of(kind),
		.content = content};
}

void
desk_outside(struct html *h, struct arena *a, const struct site_view *site, struct str title,
	     struct safe content)
{
	struct tmpl_desk page = frame(a, site, "way-in", title, content);
	tmpl_desk(h, site->lang, &page);
}

void
view_login(struct html *h, struct arena *a, const struct site_view *site, struct str token,
	   struct str name, struct str error)
{
	struct html content = html_in(a), fault = html_in(a);
	if (error.n > 0)
		tmpl_login_error(&fault, site->lang, &(struct tmpl_login_error){.text = error});
	tmpl_login(&content, site->lang, &(struct tmpl_login){
		.error = html_done(&fault),
		.action = str_cat(a, site->base_path, STR("/moderate/login")),
		.token = token,
		.name = name,
		.aria_describedby = error.n > 0 ? STR("login-error") : STR("")});
	desk_outside(h, a, site, MSG("Sign in"), html_done(&content));
}

void
desk_page(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  struct str title, struct safe content)
{
	struct tmpl_desk page = frame(a, site, "queue", title, content);
	struct html keys = html_in(a);
	page.session = session(a, site, desk);
	page.notice = notice(a, site, desk);
	tmpl_desk_keys(&keys, site->lang, &(struct tmpl_desk_keys){});
	page.keys = html_done(&keys);
	tmpl_desk(h, site->lang, &page);
}
