/* The print of a text of the index (similar.c). */
#ifndef FILTER_SIMILAR_PRINT_H
#define FILTER_SIMILAR_PRINT_H

#include "filter/similar.h"

/** `folded`: filter_fold()'s. Linear in it. */
struct print print_make(const uint64_t seed[2], struct site_id, struct str folded);

#endif
