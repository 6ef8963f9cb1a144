/* words list, add, remove, import, test. */
#include "base/clock.h"
#include "base/utf8.h"
#include "ctl.h"
#include "flow/words.h"
#include "store/store_thread.h"

/* ---- list ---------------------------------------------------------------------------------------- */

static void
json_word(struct json *j, const struct word_entry *w)
{
	json_object(j);
	json_kv_int(j, "id", w->id);
	json_kv_str(j, "entry", w->text);
	json_kv_str(j, "lang", w->lang);
	json_kv_str(j, "action", action_word(w->action));
	json_kv_int(j, "severity", w->severity);
	json_kv_str(j, "note", w->note);
	json_kv_bool(j, "shadow", w->shadow);
	json_kv_time(j, "created", w->created);
	json_kv_time(j, "expires", w->expires);
	json_kv_str(j, "by", w->by);
	json_end(j);
}

static void
list_word(struct list *l, const struct word_entry *w)
{
	struct json *j = list_row(l);
	if (j != NULL) {
		json_word(j, w);
		return;
	}
	list_int(l, w->id);
	list_cell(l, w->text);
	list_cell(l, action_word(w->action));
	list_int(l, w->severity);
	list_cell(l, w->lang);
	list_toned(l, TONE_WAITS, w->shadow ? STR("shadow") : STR(""));
	if (w->expires == 0)
		list_cell(l, STR("never"));
	else
		list_when(l, w->expires);
	list_cell(l, w->note);
}

static int
print_csv(struct str csv)
{
	return fwrite(csv.p, 1, csv.n, stdout) == csv.n && fflush(stdout) == 0
		       ? EX_OK
		       : ctl_fail(EX_IOERR, "cannot write to standard output: %m");
}

int
ctl_words_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"entry", LIST_GIVES}, {"action", LIST_TEXT},  {"severity", LIST_NUMBER},
		{"lang", LIST_TEXT}, {"trial", LIST_TEXT},  {"expires", LIST_TEXT}, {"note", LIST_GIVES},
	};
	struct word_entry *words = NULL;
	size_t n = 0;
	bool csv = str_eq(ctl_text(c, OPT_FORMAT), STR("csv"));
	enum err e = words_list(c->house, c->site, c->arena, c->me, &words, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list the words");
	if (csv)
		return print_csv(words_csv(c->arena, words, n));
	struct list *l = list_begin(c, "words", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_word(l, &words[i]);
	return list_end(l, "No words of the site's own.");
}

/* ---- add, remove --------------------------------------------------------------------------------- */

static int
say_done(struct ctl *c, const struct words_done *done)
{
	if (done->full)
		return ctl_fail(EX_DATAERR, "the list would have more than %d bytes; nothing was changed",
				FILTER_LIST_BYTES_MAX);
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"added\":%ld,\"replaced\":%ld}\n", (long)done->added, (long)done->replaced);
	ctl_say(c, "%ld added, %ld replaced", (long)done->added, (long)done->replaced);
	return EX_OK;
}

/* What the options say of every entry. */
static int
terms_option(struct ctl *c, struct word_entry *ret)
{
	int64_t days, severity;
	struct str action = c->opt[OPT_ACTION] == NULL ? STR("hold") : ctl_text(c, OPT_ACTION);
	*ret = (struct word_entry){.lang = ctl_text(c, OPT_LANG),
				   .note = ctl_text(c, OPT_NOTE),
				   .shadow = c->opt[OPT_SHADOW] != NULL};
	if (action_of(action, &ret->action) != ERR_OK || ret->action > ACT_REJECT)
		return ctl_fail(EX_USAGE, "--action takes note, mask, hold or reject");
	if (!ctl_number(c, OPT_SEVERITY, 0, 3, 2, &severity) ||
	    !ctl_number(c, OPT_DAYS, 1, WORD_DAYS_MAX, 0, &days))
		return EX_USAGE;
	ret->severity = (int)severity;
	ret->expires = days == 0 ? 0 : clock_now() + days * 86400;
	return EX_OK;
}

int
ctl_words_add(struct ctl *c)
{
	struct word_entry terms;
	struct words_done done;
	int code = terms_option(c, &terms);
	if (code != EX_OK)
		return code;
	struct word_entry *entries = arena_array(c->arena, (size_t)c->n_args, struct word_entry);
	for (int i = 0; i < c->n_args; i++) {
		entries[i] = terms;
		entries[i].text = str_trim(str_of(c->args[i]));
		const char *fault = words_fault(c->arena, &entries[i]);
		if (fault != NULL)
			return ctl_fail(EX_DATAERR, "\"%.*s\": %s; nothing was changed",
					STR_FMT(entries[i].text), fault);
	}
	enum err e = words_put(c->house, c->site, c->arena, c->me, entries, (size_t)c->n_args, &done);
	return e == ERR_OK ? say_done(c, &done) : ctl_failed(c, e, "cannot add the words");
}

int
ctl_words_remove(struct ctl *c)
{
	int worst = EX_OK, removed = 0;
	for (int i = 0; i < c->n_args; i++) {
		struct str what = str_trim(str_of(c->args[i]));
		enum err e = words_remove(c->house, c->site, c->arena, c->me, ctl_text(c, OPT_LANG), what);
		if (e == ERR_GONE)
			worst = ctl_fail(EX_NOINPUT, "no entry \"%.*s\"%s%s at this site; "
					"`rejoinder words list` names them",
					 STR_FMT(what),
					 c->opt[OPT_LANG] != NULL ? " of language " : "",
					 c->opt[OPT_LANG] != NULL ? c->opt[OPT_LANG] : "");
		else if (e != ERR_OK)
			return ctl_failed(c, e, "cannot remove the word");
		else
			ctl_say(c, "%.*s  removed", STR_FMT(ctl_show(c->arena, what, 0)));
		removed += e == ERR_OK;
	}
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"removed\":%d}\n", removed);
	return worst;
}

/* ---- import -------------------------------------------------------------------------------------- */

struct telling {
	struct ctl *ctl;
	const char *path;
};

static void
tell(void *arg, unsigned long line, struct str why)
{
	const struct telling *t = arg;
	if (line == 0)
		ctl_fail(EX_DATAERR, "%s: %.*s", t->path, STR_FMT(why));
	else
		ctl_fail(EX_DATAERR, "%s:%lu: %.*s", t->path, line, STR_FMT(why));
}

int
ctl_words_file(struct ctl *c, const char *path, struct words_file *ret)
{
	bool standard = strcmp(path, "-") == 0;
	struct telling t = {c, standard ? "standard input" : path};
	FILE *in = standard ? stdin : fopen(path, "re");
	if (in == NULL)
		return ctl_fail(EX_NOINPUT, "cannot open %s: %m", t.path);
	enum err e = words_read(c->arena, in, clock_now(), tell, &t, ret);
	if (!standard)
		fclose(in);
	if (e != ERR_OK)
		return ctl_fail(EX_IOERR, "cannot read %s", t.path);
	return ret->faulty == 0 ? EX_OK : ctl_fail(EX_DATAERR, "%s: nothing was stored", t.path);
}

int
ctl_words_import(struct ctl *c)
{
	struct words_file file = {0};
	struct words_done done = {0};
	bool dry = c->opt[OPT_DRY_RUN] != NULL;
	int code = ctl_words_file(c, c->args[0], &file);
	if (code != EX_OK)
		return code;
	enum err e = (dry ? words_would : words_put)(c->house, c->site, c->arena, c->me, file.entries, file.n,
						     &done);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot store the words");
	if (dry)
		ctl_say(c, "nothing is stored; it would be:");
	return say_done(c, &done);
}

/* ---- test ---------------------------------------------------------------------------------------- */

static void
print_hits(struct ctl *c, struct str text, const struct words_found *f)
{
	printf("folded: %.*s\n", STR_FMT(ctl_show(c->arena, f->folded, 0)));
	for (size_t i = 0; i < f->n; i++) {
		const struct reason *r = &f->hits[i];
		printf("%5zu–%-5zu  %-9s  %-6s  %-24.*s  %.*s%s\n", r->from, r->to, r->rule.p,
		       action_word(r->action).p, STR_FMT(ctl_show(c->arena, r->entry, 0)),
		       STR_FMT(ctl_show(c->arena, str_sub(text, r->from, r->to), 40)),
		       r->shadow ? "  (shadow)" : "");
	}
	if (f->n == 0)
		puts("No word matches.");
}

static int
json_hits(struct ctl *c, struct str text, const struct words_found *f)
{
	struct buf b = buf_in(c->arena, 4u << 20);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "folded", f->folded);
	json_key(&j, "matches");
	json_array(&j);
	for (size_t i = 0; i < f->n; i++) {
		const struct reason *r = &f->hits[i];
		json_object(&j);
		json_kv_str(&j, "rule", r->rule);
		json_kv_str(&j, "entry", r->entry);
		json_kv_int(&j, "from", (int64_t)r->from);
		json_kv_int(&j, "to", (int64_t)r->to);
		json_kv_str(&j, "text", str_sub(text, r->from, r->to));
		json_kv_str(&j, "action", action_word(r->action));
		json_kv_bool(&j, "shadow", r->shadow);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_words_test(struct ctl *c)
{
	struct str text;
	if (c->n_args == 1)
		text = str_of(c->args[0]);
	else if (!ctl_input(c, TEXT_BYTES_MAX, &text))
		return ctl_fail(EX_DATAERR, "the text is longer than %d bytes", TEXT_BYTES_MAX);
	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (text.n == 0 || text.n > TEXT_BYTES_MAX || !utf8_valid(text))
		return ctl_fail(EX_DATAERR, "the text is empty, too long or not valid UTF-8");
	struct str lang = c->opt[OPT_LANG] != NULL ? ctl_text(c, OPT_LANG) : c->site->conf->lang;
	struct words_found found = words_try(c->site, c->arena, text, lang);
	if (c->opt[OPT_JSON] != NULL)
		return json_hits(c, text, &found);
	print_hits(c, text, &found);
	return EX_OK;
}
