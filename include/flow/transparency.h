/*
 * What a site owes the public once a year (Regulation (EU) 2022/2065, Art. 15; a template is in Regulation
 * (EU) 2024/2835): notices and what became of them, what was taken down, how much of that by a program and
 * how often people found it wrong, appeals and what became of them, and how long all that took.
 *
 * Figures alone; nothing in them leads to a person. A number from 1 to TRANSPARENCY_FEW - 1 is one of few
 * people, so what shows it says "<5"; the same holds for a time or a share that is made of so few, or that so
 * few make up, or all but so few. Sums stand beside their parts: who subtracts may still find the one part
 * that is not told.
 */
#ifndef FLOW_TRANSPARENCY_H
#define FLOW_TRANSPARENCY_H

#include "flow/actor.h"

#define TRANSPARENCY_FEW 5

enum figure_unit { FIGURE_COUNT, FIGURE_SECONDS, FIGURE_SHARE };

struct figure {
	const char *group; /* "notices" */
	struct str name;   /* "received", "received.hate" */
	enum figure_unit unit;
	int64_t n;         /* COUNT, SECONDS (the median) */
	double share;      /* SHARE: 0 to 1 */
	int64_t of;        /* of SECONDS and SHARE: how many it is made of */
};

/** Everything of `year` (UTC), in a fixed order: groups and their sums always, parts of them where there are
 * any. Numbers are the true ones. Reads alone. */
enum err transparency_read(struct house *, struct site *, struct arena *, const struct moderator *,
			   int year, struct figure **ret, size_t *ret_n) NODISCARD;

/** It would tell of so few people that it is not told. */
bool figure_is_few(const struct figure *);

#endif
