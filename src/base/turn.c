/* A counting semaphore whose tokens can be taken away from their holder; see the header. Knows
 * threads, not what they work on. */
#include "base/turn.h"

#include <pthread.h>

#include "base/die.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static unsigned total, left; /* under lock */

static _Thread_local struct turn_holder *mine; /* NULL: this thread never took a turn */

void
turn_init(unsigned turns)
{
	must(turns > 0);
	must(pthread_mutex_lock(&lock) == 0);
	total = left = turns;
	must(pthread_mutex_unlock(&lock) == 0);
}

void
turn_take(struct turn_holder *h)
{
	mine = h;
	must(pthread_mutex_lock(&lock) == 0);
	must(total > 0 && !h->holds);
	while (left == 0)
		must(pthread_cond_wait(&freed, &lock) == 0);
	left--;
	h->holds = true;
	must(pthread_mutex_unlock(&lock) == 0);
}

/* Owner and watchdog may both come; the exchange lets one of them through. */
static void
release(struct turn_holder *h)
{
	if (!atomic_exchange(&h->holds, false))
		return;
	must(pthread_mutex_lock(&lock) == 0);
	must(left < total);
	left++;
	must(pthread_cond_signal(&freed) == 0);
	must(pthread_mutex_unlock(&lock) == 0);
}

void
turn_give(void)
{
	if (mine != NULL)
		release(mine);
}

void
turn_revoke(struct turn_holder *h)
{
	release(h);
}
