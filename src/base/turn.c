/* A counting semaphore whose tokens can be taken away from their holder; see the header. Knows
 * threads, not what they work on. */
#include "base/turn.h"

#include <errno.h>
#include <pthread.h>

#include "base/die.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned total;                  /* under lock */
static struct turn_holder *asleep;      /* under lock; the last one first */
static _Atomic unsigned left;           /* written under lock */
static _Atomic unsigned idle;           /* holders that wait for requests */

static _Thread_local struct turn_holder *mine; /* NULL: this thread never took a turn */

void
turn_init(unsigned turns)
{
	must(turns > 0);
	must(pthread_mutex_lock(&lock) == 0);
	must(asleep == NULL);
	total = turns;
	atomic_store(&left, turns);
	atomic_store(&idle, 0);
	must(pthread_mutex_unlock(&lock) == 0);
}

/* Under lock. Whose sleep is over, with a turn of its own; NULL: nobody is needed. */
static struct turn_holder *
hand_over(void)
{
	struct turn_holder *h = asleep;
	if (h == NULL || atomic_load(&left) == 0 || atomic_load(&idle) > 0)
		return NULL;
	asleep = h->below;
	atomic_fetch_sub(&left, 1);
	atomic_store(&h->holds, true);
	return h;
}

static void
wake(struct turn_holder *h)
{
	if (h != NULL)
		must(sem_post(&h->given) == 0);
}

void
turn_take(struct turn_holder *h)
{
	mine = h;
	must(pthread_mutex_lock(&lock) == 0);
	must(total > 0 && !h->holds);
	bool sleeps = atomic_load(&left) == 0;
	if (sleeps) {
		must(h->begun || sem_init(&h->given, 0, 0) == 0);
		h->begun = true;
		h->below = asleep;
		asleep = h;
	} else {
		atomic_fetch_sub(&left, 1);
		atomic_store(&h->holds, true);
	}
	must(pthread_mutex_unlock(&lock) == 0);
	while (sleeps && sem_wait(&h->given) != 0)
		must(errno == EINTR);
}

void
turn_idle(void)
{
	atomic_fetch_add(&idle, 1);
}

/* Who gives a turn writes `left` and then reads `idle`; here it is the other way round. So one of both sees
 * that a sleeper is needed. */
void
turn_busy(void)
{
	if (atomic_fetch_sub(&idle, 1) > 1 || atomic_load(&left) == 0)
		return;
	must(pthread_mutex_lock(&lock) == 0);
	struct turn_holder *h = hand_over();
	must(pthread_mutex_unlock(&lock) == 0);
	wake(h);
}

/* Owner and watchdog may both come; the exchange lets one of them through. */
static void
release(struct turn_holder *holder)
{
	if (!atomic_exchange(&holder->holds, false))
		return;
	must(pthread_mutex_lock(&lock) == 0);
	must(atomic_load(&left) < total);
	atomic_fetch_add(&left, 1);
	struct turn_holder *h = hand_over();
	must(pthread_mutex_unlock(&lock) == 0);
	wake(h);
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
