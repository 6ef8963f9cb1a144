/* Chance that is the same every time: xorshift64* (Marsaglia 2003, Vigna 2016). Its upper bits are the better ones. */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdint.h>

static uint64_t chance_seed = 20261125;

static inline uint64_t
chance(void)
{
	chance_seed ^= chance_seed >> 12;
	chance_seed ^= chance_seed << 25;
	chance_seed ^= chance_seed >> 27;
	return chance_seed * 0x2545F4914F6CDD1Du;
}

#endif
