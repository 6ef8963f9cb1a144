/* stats. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/rule.h"
#include "flow/stats.h"
#include "store/store_thread.h"

#define DAYS 14

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

/* Of what a rule spoke on and people decided: how much they did not let stand. */
static double
precision(const struct rule_state *r)
{
	return (double)(r->decided - r->overturned) / (double)r->decided;
}

static int
print_stats(struct ctl *c, const struct stats *s, const struct rule_state *rules, size_t n)
{
	for (size_t i = 0; i < STATE__MAX; i++)
		printf("%9ld  %.*s\n", (long)s->states[i], STR_FMT(state_word((enum state)i)));
	puts("\nday             posts  decisions");
	for (size_t i = 0; i < s->n_days; i++)
		printf("%.10s  %9ld  %9ld\n", clock_iso(c->arena, s->days[i].day).p, (long)s->days[i].posts,
		       (long)s->days[i].decisions);
	printf("\nwaiting for a decision: median %.*s, 95 of 100 under %.*s\n",
	       STR_FMT(span_text(c->arena, s->median)), STR_FMT(span_text(c->arena, s->p95)));
	puts("\nrule              fired  decided  right");
	for (size_t i = 0; i < n; i++)
		if (rules[i].fired > 0) {
			printf("%-14.*s  %7ld  %7ld  ", STR_FMT(rules[i].row.word), (long)rules[i].fired,
			       (long)rules[i].decided);
			if (rules[i].decided > 0)
				printf("%4.0f %%\n", 100 * precision(&rules[i]));
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
json_rules(struct json *j, const struct rule_state *rules, size_t n)
{
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		if (rules[i].fired == 0)
			continue;
		json_object(j);
		json_kv_str(j, "rule", rules[i].row.word);
		json_kv_int(j, "fired", rules[i].fired);
		json_kv_int(j, "decided", rules[i].decided);
		json_kv_int(j, "overturned", rules[i].overturned);
		json_key(j, "precision");
		if (rules[i].decided > 0)
			json_double(j, precision(&rules[i]));
		else
			json_null(j);
		json_end(j);
	}
	json_end(j);
}

static int
print_json(struct ctl *c, const struct stats *s, const struct rule_state *rules, size_t n)
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
		json_kv_int(&j, "posts", s->days[i].posts);
		json_kv_int(&j, "decisions", s->days[i].decisions);
		json_end(&j);
	}
	json_end(&j);
	json_kv_int(&j, "decided", s->decided);
	json_wait(&j, "waiting_median", s->median);
	json_wait(&j, "waiting_p95", s->p95);
	json_rules(&j, rules, n);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_stats(struct ctl *c)
{
	struct stats s;
	struct rule_state *rules = NULL;
	size_t n = 0;
	int64_t days;
	if (!ctl_number(c, OPT_DAYS, 1, STATS_DAYS_MAX, DAYS, &days))
		return EX_USAGE;
	enum err e = stats_read(c->house, c->site, c->arena, c->me, days, &s);
	if (e == ERR_OK)
		e = rule_list(c->house, c->site, c->arena, c->me, &rules, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the figures");
	return c->opt[OPT_JSON] == NULL ? print_stats(c, &s, rules, n) : print_json(c, &s, rules, n);
}
