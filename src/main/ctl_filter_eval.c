/* filter eval: how the filters do on labelled texts. Each text is judged by one task's stages alone. */
#include <math.h>

#include "ctl_filter.h"
#include "flow/model_file.h"

/* What one label came to. */
struct tally {
	struct str label;
	int64_t n, flagged;
};

struct result {
	int64_t hits, misses, false_alarms, rest; /* true and false, positive and negative */
	int64_t rejected, explained; /* of those flagged */
	struct tally *labels;
	size_t n_labels, cap;
	double sum[10], was[10]; /* of bins of the probability: what was said, what was so */
	int64_t asked;           /* texts with a probability */
};

/* Sets have some tens of labels, or (obfuscated) thousands. */
static struct tally *
tally_of(struct arena *a, struct result *r, struct str label)
{
	for (size_t i = r->n_labels; i-- > 0;)
		if (str_eq(r->labels[i].label, label))
			return &r->labels[i];
	if (r->n_labels == r->cap) {
		size_t cap = r->cap * 2 + 16;
		struct tally *more = arena_array(a, cap, struct tally);
		if (r->n_labels > 0)
			memcpy(more, r->labels, r->n_labels * sizeof(*more));
		r->labels = more;
		r->cap = cap;
	}
	r->labels[r->n_labels] = (struct tally){.label = label};
	return &r->labels[r->n_labels++];
}

static bool
is_edge(struct str text, size_t at)
{
	return at == text.n || (at < text.n && ((unsigned char)text.p[at] & 0xC0) != 0x80);
}

/* A rule is named, the classifier with a piece that weighed, and every place that is named can be cut out of
 * the text: whole characters of it. */
static bool
is_explained(struct str text, const struct verdict *v)
{
	bool asks = false, piece = false;
	for (size_t i = 0; i < v->n_reasons; i++) {
		const struct reason *why = &v->reasons[i];
		asks |= str_eq(why->rule, STR("classifier"));
		piece |= str_eq(why->rule, STR("classifier-piece"));
		if (why->field == IN_TEXT &&
		    (why->from > why->to || !is_edge(text, why->from) || !is_edge(text, why->to)))
			return false;
	}
	return v->n_reasons > 0 && (piece || !asks);
}

static void
count(struct result *r, struct str text, const struct verdict *v, bool positive)
{
	bool flagged = v->action >= ACT_MASK;
	++*(positive ? flagged ? &r->hits : &r->misses : flagged ? &r->false_alarms : &r->rest);
	r->rejected += v->action >= ACT_REJECT;
	r->explained += flagged && is_explained(text, v);
	if (isnan(v->spam))
		return;
	size_t bin = v->spam >= 1 ? 9 : (size_t)(v->spam * 10);
	r->sum[bin] += v->spam;
	r->was[bin] += positive;
	r->asked++;
}

static double
share(int64_t part, int64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : NAN;
}

static double
f1(const struct result *r)
{
	return share(2 * r->hits, r->hits + r->misses > 0 ? 2 * r->hits + r->misses + r->false_alarms : 0);
}

static double
calibration_error(const struct result *r)
{
	double off = 0;
	for (size_t i = 0; i < ARRAY_LEN(r->sum); i++)
		off += fabs(r->sum[i] - r->was[i]);
	return r->asked > 0 ? off / (double)r->asked : NAN;
}

void
ctl_json_share(struct json *j, const char *key, double d)
{
	json_key(j, key);
	if (isnan(d))
		json_null(j);
	else
		json_double(j, d);
}

static int
print_json(struct ctl *c, const struct result *r)
{
	struct buf b = buf_in(c->arena, 64u << 20);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "n", r->hits + r->misses + r->false_alarms + r->rest);
	json_kv_int(&j, "flagged", r->hits + r->false_alarms);
	ctl_json_share(&j, "f1", f1(r));
	ctl_json_share(&j, "precision", share(r->hits, r->hits + r->false_alarms));
	ctl_json_share(&j, "recall", share(r->hits, r->hits + r->misses));
	ctl_json_share(&j, "fpr", share(r->false_alarms, r->false_alarms + r->rest));
	ctl_json_share(&j, "ece", calibration_error(r));
	json_key(&j, "labels");
	json_object(&j);
	for (size_t i = 0; i < r->n_labels; i++) {
		json_key_text(&j, r->labels[i].label);
		json_object(&j);
		json_kv_int(&j, "n", r->labels[i].n);
		json_kv_int(&j, "flagged", r->labels[i].flagged);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

void
ctl_print_share(const char *name, double d)
{
	if (isnan(d))
		printf("  %-22s -\n", name);
	else
		printf("  %-22s %.4f\n", name, d);
}

static int
print_table(struct ctl *c, const struct result *r, bool by_label)
{
	printf("%ld texts counted, %ld of them positive; %ld flagged, %ld of these rejected, %ld explained\n",
	       (long)(r->hits + r->misses + r->false_alarms + r->rest), (long)(r->hits + r->misses),
	       (long)(r->hits + r->false_alarms), (long)r->rejected, (long)r->explained);
	ctl_print_share("F1", f1(r));
	ctl_print_share("precision", share(r->hits, r->hits + r->false_alarms));
	ctl_print_share("recall", share(r->hits, r->hits + r->misses));
	ctl_print_share("false-positive rate", share(r->false_alarms, r->false_alarms + r->rest));
	ctl_print_share("calibration error", calibration_error(r));
	for (size_t i = 0; by_label && i < r->n_labels; i++) {
		const struct tally *t = &r->labels[i];
		struct str label = ctl_show(c->arena, t->label, 40);
		printf("%-40.*s %6ld of %6ld flagged (%.2f %%)\n", STR_FMT(label), (long)t->flagged,
		       (long)t->n, 100 * share(t->flagged, t->n));
	}
	return EX_OK;
}

/* ---- what is asked ------------------------------------------------------------------------------- */

struct question {
	enum task task;
	struct str positive, negative;
	struct model *model;
};

int
ctl_model(struct ctl *c, struct model **ret)
{
	struct str why = STR("");
	enum err e = model_file_read(c->arena, ctl_text(c, OPT_MODEL), ret, &why);
	if (e == ERR_OK)
		return EX_OK;
	return ctl_fail(e == ERR_INPUT || e == ERR_VERSION ? EX_DATAERR
			: e == ERR_IO			   ? EX_IOERR
							   : EX_NOINPUT,
			"%.*s", STR_FMT(why));
}

static int
read_question(struct ctl *c, struct question *q)
{
	struct str task = c->opt[OPT_TASK] != NULL ? ctl_text(c, OPT_TASK) : STR("spam");
	bool spam = str_eq(task, STR("spam"));
	if (!spam && !str_eq(task, STR("profanity")))
		return ctl_fail(EX_USAGE, "--task is spam or profanity");
	q->task = spam ? TASK_SPAM : TASK_PROFANITY;
	q->positive = c->opt[OPT_POSITIVE] != NULL ? ctl_text(c, OPT_POSITIVE)
		      : spam			   ? STR(SPAM_POSITIVE)
						   : STR(PROFANITY_POSITIVE);
	q->negative = c->opt[OPT_NEGATIVE] != NULL ? ctl_text(c, OPT_NEGATIVE)
		      : spam			   ? STR(SPAM_NEGATIVE)
						   : STR(PROFANITY_NEGATIVE);
	return ctl_model(c, &q->model);
}

/* A reader whom nobody knows anything about, at a site with the usual settings. */
static void
judge(const struct filter *f, const struct question *q, struct arena *a, struct str text,
      struct verdict *ret)
{
	struct draft d = {.text = text, .name = STR("Reader"), .page = STR("/")};
	struct facts facts = {.token = TOKEN_GOOD, .mode = MODE_OPEN, .model = q->model};
	struct policy policy = ctl_usual_policy();
	filter_run_task(f, q->task, a, &d, &facts, &policy, ret);
}

static void
judge_all(struct ctl *c, const struct question *q, const struct labelled *rows, size_t n,
	  struct result *r)
{
	struct filter *f = filter_new(NULL, 0, NULL);
	struct arena *a = arena_new();
	for (size_t i = 0; i < n; i++) {
		struct verdict v;
		struct tally *t = tally_of(c->arena, r, rows[i].label);
		judge(f, q, a, rows[i].text, &v);
		t->n++;
		t->flagged += v.action >= ACT_MASK;
		/* The first pattern that fits counts. */
		if (ctl_label_fits(rows[i].label, q->positive))
			count(r, rows[i].text, &v, true);
		else if (ctl_label_fits(rows[i].label, q->negative))
			count(r, rows[i].text, &v, false);
		arena_reset(a);
	}
	arena_free(&a);
	filter_free(&f);
}

int
ctl_filter_eval(struct ctl *c)
{
	struct question q = {0};
	struct labelled *rows;
	size_t n;
	struct result r = {0};
	int code = ctl_labelled(c->arena, c->args[0], &rows, &n);
	if (code == EX_OK)
		code = read_question(c, &q);
	if (code != EX_OK)
		return code;
	judge_all(c, &q, rows, n, &r);
	model_free(&q.model);
	return c->opt[OPT_JSON] != NULL ? print_json(c, &r)
					: print_table(c, &r, c->opt[OPT_BY_LABEL] != NULL);
}
