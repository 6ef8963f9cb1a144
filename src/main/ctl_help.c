/* What --help prints, `manual commands` and `manual completion`: the tables of ctl.def and ctl.h as text. */
#include "base/manual.h"
#include "base/utf8.h"
#include "ctl_table.h"

#define WORDS_WIDTH 24

void
ctl_usage(struct arena *a, FILE *out, const char *group)
{
	fputs("usage: rejoinder [--config FILE] [--site NAME] COMMAND …\n\n", out);
	for (size_t i = 0; i < ctl_n_commands; i++) {
		const struct command *k = &ctl_commands[i];
		if (group != NULL && strcmp(group, k->group) != 0)
			continue;
		struct str words = str_printf(a, "%.*s%s%s", STR_FMT(ctl_words(a, k)), *k->args ? " " : "",
					      k->args);
		/* printf counts bytes, a reader does not. */
		int pad = WORDS_WIDTH - (int)utf8_count(words) + (int)words.n;
		fprintf(out, "  %-*s %s\n", pad, words.p, k->help);
	}
	fputs("\n`rejoinder COMMAND --help` names a command's options and shows an example.\n", out);
}

static struct str
value_after(struct arena *a, const struct command *k, enum opt o)
{
	struct str value = ctl_value(k, o);
	return value.n > 0 ? str_printf(a, " %.*s", STR_FMT(value)) : STR("");
}

void
ctl_command_help(struct arena *a, const struct command *k)
{
	printf("usage: rejoinder %.*s%s%s [options]\n\n%s\n\n", STR_FMT(ctl_words(a, k)), *k->args ? " " : "",
	       k->args, k->help);
	for (int o = 0; o < OPT__MAX; o++)
		if (ctl_takes(k, (enum opt)o))
			printf("  --%s%.*s\n        %s\n", ctl_options[o].name,
			       STR_FMT(value_after(a, k, (enum opt)o)), ctl_options[o].help);
	printf("\nexample:\n  %s\n", k->example);
}

/* ---- rejoinder(1) ---------------------------------------------------------------------------------- */

static void
manual_option(struct buf *b, const char *macro, enum opt o, struct str value)
{
	buf_printf(b, ".%s Fl -%s", macro, ctl_options[o].name);
	if (value.n > 0)
		buf_printf(b, " Ar %.*s", STR_FMT(value));
	buf_char(b, '\n');
}

static void
manual_command(struct arena *a, struct buf *b, const struct command *k)
{
	buf_printf(b, ".It Cm %.*s%s%s\n", STR_FMT(ctl_words(a, k)), *k->args ? " Ar " : "", k->args);
	manual_text(b, str_of(k->help));
	buf_char(b, '\n');
	for (int o = OPT_HELP + 1; o < OPT__MAX; o++)
		if (ctl_takes(k, (enum opt)o))
			manual_option(b, "Op", (enum opt)o, ctl_value(k, (enum opt)o));
	buf_printf(b, ".Bd -literal -compact\n%s\n.Ed\n", k->example);
}

int
ctl_manual_commands(struct ctl *c)
{
	struct buf b = buf_in(c->arena, 1u << 20);
	buf_lit(&b, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < ctl_n_commands; i++)
		manual_command(c->arena, &b, &ctl_commands[i]);
	buf_lit(&b, ".El\n.Ss Options\n.Bl -tag -width Ds\n");
	for (int o = 0; o < OPT__MAX; o++) {
		manual_option(&b, "It", (enum opt)o, str_of(ctl_options[o].value));
		manual_text(&b, str_of(ctl_options[o].help));
		buf_lit(&b, "\n");
	}
	buf_lit(&b, ".El");
	return ctl_print(&b);
}

/* ---- completion of shells ------------------------------------------------------------------------- */

/* A line a command, as src/main/completion/ reads it: "words;arguments; --option=VALUE --option;help". */
int
ctl_manual_completion(struct ctl *c)
{
	struct buf b = buf_in(c->arena, 1u << 20);
	for (size_t i = 0; i < ctl_n_commands; i++) {
		const struct command *k = &ctl_commands[i];
		buf_printf(&b, "%s%.*s;%s;", i > 0 ? "\n" : "", STR_FMT(ctl_words(c->arena, k)), k->args);
		for (int o = 0; o < OPT__MAX; o++) {
			struct str value = ctl_value(k, (enum opt)o);
			if (ctl_takes(k, (enum opt)o))
				buf_printf(&b, " --%s%s%.*s", ctl_options[o].name, value.n > 0 ? "=" : "",
					   STR_FMT(value));
		}
		buf_printf(&b, ";%s", k->help);
	}
	return ctl_print(&b);
}
