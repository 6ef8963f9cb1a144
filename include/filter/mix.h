/* One step of mixing for what is hashed by sums. Private to filter/. */
#ifndef FILTER_MIX_H
#define FILTER_MIX_H

#include <stdint.h>

/** The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014):
 * every bit of the answer hangs on every bit of `x`. */
static inline uint64_t
mix64(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

#endif
