/* filter train: a model from labelled texts; and the reading of such texts, for filter eval too. */
#include <errno.h>
#include <math.h>

#include "base/file.h"
#include "base/utf8.h"
#include "ctl_filter.h"

#define FILE_MAX ((size_t)256 << 20) /* of a labelled set: it is held in memory */

static int
read_file(struct arena *a, const char *path, struct str *ret)
{
	enum err e = file_read(a, path, FILE_MAX, ret);
	if (e == ERR_INPUT)
		return ctl_fail(EX_DATAERR, "%s is no ordinary file, or is larger than %zu MB", path,
				FILE_MAX >> 20);
	if (e != ERR_OK)
		return ctl_fail(e == ERR_IO ? EX_IOERR : EX_NOINPUT, "cannot read %s: %s", path, err_text(e));
	return EX_OK;
}

/* Without its escapes; NULL or what is wrong. */
static const char *
unescape(struct arena *a, struct str s, struct str *ret)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\t')
			return "a tab inside the text (write \\t)";
		if (c == '\\') {
			c = ++i < s.n ? s.p[i] : '\0';
			if (c != '\\' && c != 't' && c != 'n')
				return "a backslash that begins none of \\\\ \\t \\n";
			c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
		}
		out[n++] = c;
	}
	*ret = (struct str){out, n};
	return NULL;
}

static const char *
row(struct arena *a, struct str line, struct labelled *ret)
{
	struct str label, rest = line;
	if (!utf8_valid(line))
		return "not valid UTF-8";
	if (!str_cut(&rest, '\t', &label))
		return "no tab between label and text";
	if (label.n == 0)
		return "no label before the tab";
	ret->label = label;
	return unescape(a, rest, &ret->text);
}

int
ctl_labelled(struct arena *a, const char *path, struct labelled **ret, size_t *ret_n)
{
	struct str all, line;
	size_t lines = 0, n = 0;
	int code = read_file(a, path, &all);
	if (code != EX_OK)
		return code;
	for (size_t i = 0; i < all.n; i++)
		lines += all.p[i] == '\n';
	struct labelled *rows = arena_array(a, lines + 1, struct labelled);
	while (all.n > 0) {
		str_cut(&all, '\n', &line);
		const char *wrong = row(a, line, &rows[n++]);
		if (wrong != NULL)
			return ctl_fail(EX_DATAERR, "%s:%zu: %s", path, n, wrong);
	}
	*ret = rows;
	*ret_n = n;
	return EX_OK;
}

bool
ctl_label_fits(struct str label, struct str patterns)
{
	struct str pattern;
	while (patterns.n > 0) {
		str_cut(&patterns, ',', &pattern);
		if (conf_glob(pattern, label))
			return true;
	}
	return false;
}

/* ---- train ------------------------------------------------------------------------------------- */

/* Which head a label teaches. */
static bool
example_of(const struct labelled *r, unsigned source, struct example *ret)
{
	static const struct {
		struct str patterns;
		enum head head;
		bool positive;
	} kinds[] = {
		{STR_C(SPAM_POSITIVE), HEAD_SPAM, true},
		{STR_C(SPAM_NEGATIVE), HEAD_SPAM, false},
		{STR_C(PROFANITY_POSITIVE), HEAD_TOXIC, true},
		{STR_C(PROFANITY_NEGATIVE), HEAD_TOXIC, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (ctl_label_fits(r->label, kinds[i].patterns)) {
			*ret = (struct example){r->text, kinds[i].head, kinds[i].positive, source,
						1, false};
			return true;
		}
	return false;
}

/* What a set's rows weigh, chosen on the .valid sets: those of a set with spam and ham in it say more than
 * those of a set with ham alone, which differ in much else; and its ham the more, the more spam there is, or
 * the place itself would be taken for a sign of spam. A text of the other task is no spam either. */
#define WEIGHT_BOTH 3
#define WEIGHT_AMONG 4
/* A small set of ham alone was written to say something (src/filter/honest.tsv: honest comments with links,
 * thanks, requests, which others lack): it is heard again and again, up to so many rows, and how often its
 * kind comes it does not tell. One weight of three is a longer stride than three steps, and misses more. */
#define HAM_ALONE_MIN 300

static int
examples_of_file(struct ctl *c, unsigned source, const struct labelled *rows, size_t n,
		 struct example *ret, size_t *ret_n)
{
	size_t kinds[2] = {0}, at = *ret_n;
	for (size_t i = 0; i < n; i++) {
		struct example e;
		if (!example_of(&rows[i], source, &e))
			return ctl_fail(EX_DATAERR,
					"%s:%zu: label `%.*s` teaches nothing: neither spam nor ham, nor "
					"hurtful or civil as filter eval knows it",
					c->args[source], i + 1, STR_FMT(rows[i].label));
		ret[(*ret_n)++] = e;
		kinds[e.positive] += e.head == HEAD_SPAM;
		if (e.head == HEAD_TOXIC)
			ret[(*ret_n)++] = (struct example){e.text, HEAD_SPAM, false, source, 1, false};
	}
	bool few = kinds[0] > 0 && kinds[0] == *ret_n - at && kinds[0] < HAM_ALONE_MIN;
	for (size_t i = at; few && i < *ret_n; i++)
		ret[i].written = true;
	for (size_t rows_of = kinds[0]; few && *ret_n - at + rows_of / 2 < HAM_ALONE_MIN; *ret_n += rows_of)
		memcpy(ret + *ret_n, ret + at, rows_of * sizeof(*ret));
	double share = (double)kinds[1] / (double)(kinds[0] + kinds[1]);
	for (; kinds[0] > 0 && kinds[1] > 0 && at < *ret_n; at++)
		if (ret[at].head == HEAD_SPAM)
			ret[at].weight = WEIGHT_BOTH * (ret[at].positive ? 1 : 1 + WEIGHT_AMONG * share);
	return EX_OK;
}

#define FILES_MAX 64

static int
read_examples(struct ctl *c, struct example **ret, size_t *ret_n)
{
	struct labelled *rows[FILES_MAX] = {0};
	size_t n[FILES_MAX] = {0}, all = 0;
	int code = EX_OK;
	if (c->n_args > FILES_MAX)
		return ctl_fail(EX_USAGE, "at most %d files", FILES_MAX);
	for (int i = 0; i < c->n_args; i++) {
		code = ctl_labelled(c->arena, c->args[i], &rows[i], &n[i]);
		if (code != EX_OK)
			return code;
		all += n[i];
	}
	/* A row may teach two heads, or its set is heard again. */
	*ret = arena_array(c->arena, all * 2 + (size_t)c->n_args * HAM_ALONE_MIN * 2, struct example);
	*ret_n = 0;
	for (int i = 0; i < c->n_args && code == EX_OK; i++)
		code = examples_of_file(c, (unsigned)i, rows[i], n[i], *ret, ret_n);
	return code;
}

/* The whole file or the old one. */
static int
write_model(const char *path, struct str file)
{
	char tmp[4096];
	if (snprintf(tmp, sizeof(tmp), "%s.new", path) >= (int)sizeof(tmp))
		return ctl_fail(EX_USAGE, "the path of the model is too long");
	FILE *f = fopen(tmp, "we");
	bool ok = f != NULL && fwrite(file.p, 1, file.n, f) == file.n && fflush(f) == 0 &&
		  fsync(fileno(f)) == 0;
	int why = errno;
	if (f != NULL)
		fclose(f);
	if (ok && rename(tmp, path) == 0)
		return EX_OK;
	errno = ok ? errno : why;
	int code = ctl_fail(EX_CANTCREAT, "cannot write %s: %m", path);
	if (f != NULL)
		unlink(tmp);
	return code;
}

int
ctl_filter_train(struct ctl *c)
{
	static const char *const words[] = {
#define X(name, word, help) word,
		HEADS(X)
#undef X
	};
	struct example *e = NULL;
	size_t n = 0;
	struct str file;
	struct hold_out report[HEAD__MAX];
	if (c->opt[OPT_OUTPUT] == NULL)
		return ctl_fail(EX_USAGE, "which file is the model to be written to? Say --output FILE");
	int code = read_examples(c, &e, &n);
	if (code != EX_OK)
		return code;
	if (!model_train(c->arena, e, n, &file, report))
		return ctl_fail(EX_DATAERR, "nothing to tell apart: give texts of both kinds "
					    "(spam and ham, or hurtful and civil)");
	code = write_model(c->opt[OPT_OUTPUT], file);
	for (int h = 0; code == EX_OK && h < HEAD__MAX; h++)
		if (report[h].n > 0 && !isnan(report[h].f1) && !isnan(report[h].fpr))
			printf("%s: %zu texts, %zu of them positive; cross-validated: F1 %.3f, precision "
			       "%.3f, recall %.3f, false positives %.2f %%, calibration error %.3f\n",
			       words[h], report[h].n, report[h].positive, report[h].f1,
			       report[h].precision, report[h].recall, report[h].fpr * 100,
			       report[h].ece);
	return code;
}
