/* filter refit, filter report: what the site's moderators have taught. */
#include "base/clock.h"
#include "ctl_filter.h"
#include "flow/train.h"

static int
print_json(struct ctl *c, const struct learned *l, int64_t since)
{
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "refit", l->refit);
	json_kv_time(&j, "made", l->made);
	json_kv_str(&j, "base", l->base);
	json_kv_int(&j, "examples", l->examples);
	json_kv_int(&j, "decisions_since", since);
	json_key(&j, "hold_out");
	json_object(&j);
	json_kv_int(&j, "n", l->held);
	json_kv_int(&j, "spam", l->held_spam);
	ctl_json_share(&j, "f1", l->f1);
	ctl_json_share(&j, "precision", l->precision);
	ctl_json_share(&j, "recall", l->recall);
	ctl_json_share(&j, "fpr", l->fpr);
	ctl_json_share(&j, "ece", l->ece);
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

static int
print_report(struct ctl *c)
{
	struct learned l = {0};
	int64_t since = 0;
	enum err e = train_report(c->house, c->site, c->arena, &l, &since);
	if (e == ERR_GONE)
		return ctl_fail(EX_UNAVAILABLE,
				"no refit was made at this site yet; `rejoinder filter refit` makes one");
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read what was learned");
	if (c->opt[OPT_JSON] != NULL)
		return print_json(c, &l, since);
	printf("refit %ld of %.*s: %ld examples; %ld decisions since\n", (long)l.refit,
	       STR_FMT(clock_iso(c->arena, l.made)), (long)l.examples, (long)since);
	printf("measured on %ld of them that were held out, %ld of these spam:\n", (long)l.held,
	       (long)l.held_spam);
	ctl_print_share("precision", l.precision);
	ctl_print_share("recall", l.recall);
	ctl_print_share("false positives", l.fpr);
	ctl_print_share("F1", l.f1);
	ctl_print_share("calibration error", l.ece);
	return EX_OK;
}

int
ctl_filter_report(struct ctl *c)
{
	return print_report(c);
}

int
ctl_filter_refit(struct ctl *c)
{
	ctl_end_at_interrupt("what was learned before holds; the same command begins anew");
	enum err e = train_refit(c->house, c->site, c->arena);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot store the refit");
	return print_report(c);
}
