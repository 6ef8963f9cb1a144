/* What a site has beside comments, articles and people: bans, words, rules, saved replies; see intake.h. */
#include "base/clock.h"
#include "base/utf8.h"
#include "filter/filter.h"
#include "flow/ban.h"
#include "flow/saved.h"
#include "flow/words.h"
#include "intake_batch.h"
#include "store/store_actor.h"
#include "store/store_lists.h"
#include "store/store_saved.h"
#include "store/store_thread.h"

bool
intake_ban(struct intake *in, unsigned long line, const struct ban *ban, const struct hash *hash)
{
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_BAN, 1);
	if (item == NULL)
		return false;
	item->ban = *ban;
	if (!ban_admit(in->house, in->site, in->batch, &item->ban))
		return intake_skip(in, line, SKIP_RECORD, ban->target);
	item->ban.site = in->site->id;
	item->ban.target = str_copy(in->batch, item->ban.target);
	item->ban.reason = str_copy(in->batch, ban->reason);
	item->ban.note = str_copy(in->batch, ban->note);
	item->ban.by = str_copy(in->batch, ban->by);
	item->ban_hash = *hash;
	in->n++;
	return true;
}

/* As flow/words.h admits it, as long as the file has no more than a filter can hold. */
bool
intake_word(struct intake *in, unsigned long line, const struct word_entry *w)
{
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_WORD, 1);
	if (item == NULL)
		return false;
	if (words_fault(in->batch, w) != NULL || !utf8_valid(w->by) ||
	    in->word_bytes + w->text.n > FILTER_LIST_BYTES_MAX)
		return intake_skip(in, line, SKIP_RECORD, utf8_valid(w->text) ? w->text : STR(""));
	in->word_bytes += w->text.n;
	item->word = *w;
	item->word.text = str_copy(in->batch, w->text);
	item->word.lang = str_copy(in->batch, w->lang);
	item->word.note = str_copy(in->batch, w->note);
	item->word.by = str_copy(in->batch, w->by);
	in->n++;
	return true;
}

/* A rule that this version does not have, or that cannot be put off, would say nothing. */
bool
intake_rule(struct intake *in, unsigned long line, const struct rule_say *r)
{
	size_t id;
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_RULE, 1);
	if (item == NULL)
		return false;
	if (!filter_rule_find(r->rule, &id) || filter_rule_row(id).fixed || !utf8_valid(r->by))
		return intake_skip(in, line, SKIP_RECORD, utf8_valid(r->rule) ? r->rule : STR(""));
	item->rule = *r;
	item->rule.rule = str_copy(in->batch, r->rule);
	item->rule.by = str_copy(in->batch, r->by);
	in->n++;
	return true;
}

static bool
reply_fits(struct arena *a, const struct saved_reply *r)
{
	return utf8_valid(r->title) && utf8_valid(r->text) && utf8_valid(r->by) && r->title.n > 0 &&
	       r->text.n > 0 && utf8_count(r->title) <= SAVED_TITLE_MAX &&
	       utf8_count(r->text) <= SAVED_TEXT_MAX && r->lang.n > 0 &&
	       str_eq(saved_lang(a, r->lang), r->lang);
}

bool
intake_reply(struct intake *in, unsigned long line, const struct saved_reply *r)
{
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_REPLY, 1);
	if (item == NULL)
		return false;
	if (!reply_fits(in->batch, r))
		return intake_skip(in, line, SKIP_RECORD, utf8_valid(r->title) ? r->title : STR(""));
	item->reply = *r;
	item->reply.lang = str_copy(in->batch, r->lang);
	item->reply.title = str_copy(in->batch, r->title);
	item->reply.text = str_copy(in->batch, r->text);
	item->reply.by = str_copy(in->batch, r->by);
	in->n++;
	return true;
}

/* ---- into the store -------------------------------------------------------------------------- */

/* The same ban: of those in force one is enough; of the past, which stops nobody, that of the same times. */
static enum err
find_ban(struct db *db, const struct item *item, int64_t now, struct ban_id *ret)
{
	const struct ban *b = &item->ban;
	if (b->lifted != 0 || (b->expires != 0 && b->expires <= now))
		return store_ban_past(db, b, ret);
	return b->kind == BAN_EMAIL ? store_ban_by_hash(db, b->site, &item->ban_hash, now, ret)
				    : store_ban_by_target(db, b->site, b->kind, b->target, now, ret);
}

static enum err
put_ban(struct db *db, const struct item *item)
{
	struct ban_id id;
	const struct ban *b = &item->ban;
	enum err e = find_ban(db, item, clock_now(), &id);
	if (e != ERR_GONE)
		return e;
	e = store_ban_add(db, b, &item->ban_hash, &id);
	if (e == ERR_OK && b->hits > 0)
		e = store_ban_import_hits(db, id, b->hits, b->hit);
	if (e == ERR_OK && b->lifted != 0)
		e = store_ban_lift(db, b->site, id, b->lifted);
	return e;
}

enum err
lists_put(struct db *db, struct intake *in, const struct item *item)
{
	struct site_id site = in->site->id;
	db_touch_all(db);
	switch (item->kind) {
	case ITEM_BAN:
		return put_ban(db, item);
	case ITEM_WORD:
		return store_words_import(db, site, &item->word);
	case ITEM_RULE:
		return store_rule_import(db, site, &item->rule);
	case ITEM_REPLY:
		return store_saved_import(db, site, &item->reply, SAVED_MAX);
	case ITEM_COMMENT:
	case ITEM_THREAD:
	case ITEM_AUTHOR:
		break;
	}
	must_fail(__FILE__, __LINE__, "an item");
}
