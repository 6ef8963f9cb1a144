/*
 * Turns: how many workers may run at once (2 x cores). More threads than that only fight over the
 * processors: 64 blocking threads answered 54,000 requests a second where four polling ones answered
 * 84,000 (measured through nginx on two cores, DESIGN.md).
 *
 * A worker takes a turn before it waits for a request, and says so while it does. Whoever is about to wait
 * for something else (the writer, slow work) gives the turn away first and finishes without one; a worker
 * that overstays loses it to the watchdog. Threads that never took one (command line, tests) may call
 * turn_give().
 *
 * To wake a thread costs more than the work that a request is, so a free turn wakes nobody as long as
 * another holder waits for requests: the next that has finished takes it as it comes by. When the last who
 * waited gets a request, the turn goes to a sleeper, to the one that fell asleep last: its memory is warm,
 * and that of the others stays untouched.
 */
#ifndef BASE_TURN_H
#define BASE_TURN_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

struct turn_holder {
	_Atomic bool holds;
	bool begun;                /* `given` is one */
	sem_t given;               /* asleep: posted by who hands a turn over */
	struct turn_holder *below; /* fell asleep before */
};

void turn_init(unsigned turns);
/** Blocks until a turn is free. `h` belongs to the calling thread and stays valid while it lives. */
void turn_take(struct turn_holder *h);
/** The calling thread, which holds a turn, waits for requests from here to turn_busy(). */
void turn_idle(void);
void turn_busy(void);
/** Gives the calling thread's turn away, if it has one. */
void turn_give(void);
/** Takes the turn away from `h`, from another thread; not from one that is idle. */
void turn_revoke(struct turn_holder *h);

#endif
