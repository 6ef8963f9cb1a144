/* stats. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/stats.h"
#include "store/store_thread.h"

static struct str
span_text(struct arena *a, int64_t s)
{
	if (s < 0)
		return STR("-");
	return s < 120	     ? str_printf(a, "%ld s", (long)s)
	       : s < 7200    ? str_printf(a, "%ld min", (long)(s / 60))
	       : s < 172800 ? str_printf(a, "%ld h", (long)(s / 3600))
			     : str_printf(a, "%ld days", (long)(s / 86400));
}

static int
print_stats(struct ctl *c, const struct stats *s)
{
	for (size_t i = 0; i < STATE__MAX; i++)
		printf("%9ld  %.*s\n", (long)s->states[i], STR_FMT(state_word((enum state)i)));
	puts("\nday             posts  decisions");
	for (size_t i = 0; i < s->n_days; i++)
		printf("%.10s  %9ld  %9ld\n", clock_iso(c->arena, s->days[i].day).p,
		       (long)s->days[i].count.posts, (long)s->days[i].count.decisions);
	printf("\nwaiting for a decision: median %.*s, 95 of 100 under %.*s\n",
	       STR_FMT(span_text(c->arena, s->wait.median)), STR_FMT(span_text(c->arena, s->wait.p95)));
	puts("\nrule              fired  decided  right");
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct stats_rule *r = &s->rules[i];
		printf("%-14.*s  %7ld  %7ld  ", STR_FMT(r->rule), (long)r->fired, (long)r->decided);
		if (r->decided > 0)
			printf("%4.0f %%\n", 100 * stats_precision(r));
		else
			puts("   -");
	}
	return EX_OK;
}

static void
json_wait(struct json *j, const char *key, int64_t s)
{
	json_key(j, key);
	if (s < 0)
		json_null(j);
	else
		json_int(j, s);
}

static void
json_rules(struct json *j, const struct stats *s)
{
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct stats_rule *r = &s->rules[i];
		json_object(j);
		json_kv_str(j, "rule", r->rule);
		json_kv_int(j, "fired", r->fired);
		json_kv_int(j, "decided", r->decided);
		json_kv_int(j, "overturned", r->overturned);
		json_key(j, "precision");
		if (r->decided > 0)
			json_double(j, stats_precision(r));
		else
			json_null(j);
		json_end(j);
	}
	json_end(j);
}

static int
print_json(struct ctl *c, const struct stats *s)
{
	struct buf b = buf_in(c->arena, 1u << 20);
	struct json j = json_to(&b);
	json_object(&j);
	json_key(&j, "states");
	json_object(&j);
	for (size_t i = 0; i < STATE__MAX; i++)
		json_kv_int(&j, state_word((enum state)i).p, s->states[i]);
	json_end(&j);
	json_key(&j, "days");
	json_array(&j);
	for (size_t i = 0; i < s->n_days; i++) {
		json_object(&j);
		json_kv_str(&j, "day", str_sub(clock_iso(c->arena, s->days[i].day), 0, 10));
		json_kv_int(&j, "posts", s->days[i].count.posts);
		json_kv_int(&j, "decisions", s->days[i].count.decisions);
		json_end(&j);
	}
	json_end(&j);
	json_kv_int(&j, "decided", s->decided);
	json_wait(&j, "waiting_median", s->wait.median);
	json_wait(&j, "waiting_p95", s->wait.p95);
	json_rules(&j, s);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_stats(struct ctl *c)
{
	struct stats s;
	int64_t days;
	if (!ctl_number(c, OPT_DAYS, 1, STATS_DAYS_MAX, STATS_DAYS, &days))
		return EX_USAGE;
	enum err e = stats_read(c->house, c->site, c->arena, c->me, days, &s);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the figures");
	return c->opt[OPT_JSON] == NULL ? print_stats(c, &s) : print_json(c, &s);
}
