/*
 * Turns: how many workers may run at once (2 x cores). More threads than that only fight over the
 * processors: 64 blocking threads answered 54,000 requests a second where four polling ones answered
 * 84,000 (measured through nginx on two cores, DESIGN.md).
 *
 * A worker takes a turn before it waits for a request. Whoever is about to wait for something else
 * (the writer, slow work) gives the turn away first and finishes without one; a worker that overstays
 * loses it to the watchdog. Threads that never took one (command line, tests) may call turn_give().
 */
#ifndef BASE_TURN_H
#define BASE_TURN_H

#include <stdatomic.h>
#include <stdbool.h>

struct turn_holder {
	_Atomic bool holds;
};

void turn_init(unsigned turns);
/** Blocks until a turn is free. `h` belongs to the calling thread and stays valid while it lives. */
void turn_take(struct turn_holder *h);
/** Gives the calling thread's turn away, if it has one. */
void turn_give(void);
/** Takes the turn away from `h`, from another thread. */
void turn_revoke(struct turn_holder *h);

#endif
