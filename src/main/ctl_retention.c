/* retention run. */
#include "ctl.h"
#include "flow/retention.h"

int
ctl_retention_run(struct ctl *c)
{
	static const char *const what[KEPT__MAX] = {
		[KEPT_REFUSED] = "texts of rejected, spam and deleted comments",
		[KEPT_WITHDRAWN] = "texts of withdrawn comments",
		[KEPT_PEOPLE] = "hashes of addresses",
		[KEPT_BANS] = "bans that are over",
		[KEPT_NOTICES] = "senders of notices",
		[KEPT_AUDIT] = "details of the book"};
	int64_t n[KEPT__MAX];
	bool dry = c->opt[OPT_DRY_RUN] != NULL;
	ctl_end_at_interrupt("what is due and still there goes with the next run");
	enum err e = retention_run(c->house, c->arena, dry, n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "not everything that is due is taken away; run it again, it goes on");
	for (enum kept k = 0; k < KEPT__MAX; k++)
		if (dry && n[k] == RETENTION_COUNT_MAX)
			ctl_say(c, "%7ld or more %s would go", (long)n[k], what[k]);
		else
			ctl_say(c, "%7ld %s %s", (long)n[k], what[k], dry ? "would go" : "taken away");
	if (c->opt[OPT_JSON] == NULL)
		return EX_OK;
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	for (enum kept k = 0; k < KEPT__MAX; k++)
		json_kv_int(&j, retention_word(k).p, n[k]);
	json_kv_bool(&j, "dry_run", dry);
	json_end(&j);
	return ctl_print(&b);
}
