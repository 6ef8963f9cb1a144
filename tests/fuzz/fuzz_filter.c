/* The filters: every reason points at whole characters of its own field, a verdict is a function of its input,
 * and a masked text is still text. */
#include "fuzz.h"

#include "filter/filter.h"
#include "filter/normalise.h"

static struct arena *a;
static struct filter *shipped;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct word_entry own[] = {
		{.text = STR_C("casino*"), .severity = 2, .action = ACT_HOLD},
		{.text = STR_C("lantern"), .severity = 1, .action = ACT_MASK},
	};
	size_t bad;
	(void)argc;
	(void)argv;
	a = arena_new();
	shipped = filter_new(own, ARRAY_LEN(own), &bad);
	must(bad == 0);
	return 0;
}

static void
check_reading(struct str text)
{
	struct reading r = normalise(a, text);
	must(r.plain <= r.n);
	for (size_t i = 0; i < r.n; i++) {
		must(r.g[i].from <= r.g[i].to && r.g[i].to <= text.n);
		must(i == 0 || i >= r.plain || r.g[i].from >= r.g[i - 1].from);
	}
	must(utf8_valid(reading_text(a, &r)) && utf8_valid(filter_fold(a, text)));
}

static struct str
field_of(const struct draft *d, enum draft_field f)
{
	switch (f) {
	case IN_TEXT:
		return d->text;
	case IN_NAME:
		return d->name;
	case IN_URL:
		return d->url;
	case IN_NOTHING:
	case IN__MAX:
		break;
	}
	return STR("");
}

static void
check_verdict(const struct draft *d, const struct verdict *v)
{
	double sum = 0;
	must(v->action < ACT__MAX && v->n_reasons <= REASONS_MAX);
	for (size_t i = 0; i < v->n_reasons; i++) {
		const struct reason *r = &v->reasons[i];
		struct str in = field_of(d, r->field);
		must(r->from <= r->to && r->to <= in.n && at_character(in, r->from) &&
		     at_character(in, r->to));
		must(r->rule.n > 0 && r->help.n > 0 && r->action <= v->action);
		sum += r->weight;
	}
	must(v->more_reasons > 0 || (v->score - sum < 1e-6 && sum - v->score < 1e-6));
	must(utf8_valid(filter_mask(a, d->text, v)) || d->text.n == 0);
}

static void
check_same(const struct verdict *x, const struct verdict *y)
{
	must(x->action == y->action && x->n_reasons == y->n_reasons);
	for (size_t i = 0; i < x->n_reasons; i++)
		must(str_eq(x->reasons[i].rule, y->reasons[i].rule) &&
		     x->reasons[i].from == y->reasons[i].from && x->reasons[i].to == y->reasons[i].to);
}

/* Text, name, url, with NULs between. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = {(const char *)data, size};
	struct draft d = {.page = STR("/story"), .lang = STR("en"), .site_host = STR("news.example")};
	struct facts facts = {.token = TOKEN_GOOD, .approved = 5, .mode = MODE_OPEN};
	struct policy policy = {.hold_first = 1, .hold_score = 1.0, .proof_score = 0.8, .links_max = 2,
				.hold_rejected = 33};
	struct verdict one, two;
	d.text = fuzz_text(a, fuzz_part(&rest));
	d.name = fuzz_text(a, fuzz_part(&rest));
	d.url = fuzz_text(a, fuzz_part(&rest));
	check_reading(d.text);
	filter_run(shipped, a, &d, &facts, &policy, &one);
	check_verdict(&d, &one);
	filter_run(shipped, a, &d, &facts, &policy, &two);
	check_same(&one, &two);
	arena_reset(a);
	return 0;
}
