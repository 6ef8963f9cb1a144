/* The tables of commands and options, as ctl.c has them, for help, manual and completion. */
#ifndef MAIN_CTL_TABLE_H
#define MAIN_CTL_TABLE_H

#include "ctl.h"

enum needs { NEEDS_NOTHING, NEEDS_CONF, NEEDS_HOUSE, NEEDS_WORDS };

/* A row of ctl.def. */
struct command {
	const char *group, *verb; /* verb "": the group is the command */
	int (*run)(struct ctl *);
	enum needs needs;
	const char *options, *args, *help, *example;
};
extern const struct command ctl_commands[];
extern const size_t ctl_n_commands;

/* A row of OPTIONS, by enum opt. */
struct option_row {
	const char *name, *value, *help;
};
extern const struct option_row ctl_options[OPT__MAX];

/** Does the command take it? --config, --site and --help: always. */
bool ctl_takes(const struct command *, enum opt);
/** What the option's value is with this command; "": it has none. */
struct str ctl_value(const struct command *, enum opt);
/** "group verb", or "group". */
struct str ctl_words(struct arena *, const struct command *);

/** All commands, or those of one group (NULL: all), for people. */
void ctl_usage(struct arena *, FILE *, const char *group);
/** One command: what --help prints. */
void ctl_command_help(struct arena *, const struct command *);

#endif
