/*
 * What a text of the configuration must look like beyond its type and bounds: one row a key. Used
 * by conf.c alone, while it still knows the line.
 */
#ifndef BASE_CONF_RULE_H
#define BASE_CONF_RULE_H

#include "base/str.h"

/** NULL if `value` is fine for `key` or the key has no rule; else the rest of "`key` …", for
 * instance "must be debug, info, warn or error". For a LIST: called with each element. */
const char *conf_rule_broken(struct str key, struct str value);

#endif
