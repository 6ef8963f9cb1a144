/* The connection table; see conn.h for who may touch what. Knows nothing of requests or threads. */
#include "conn.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/clock.h"

enum conn_state {
	CONN_FREE,
	CONN_ARMING, /* on its way into the epoll: nobody else's yet */
	CONN_NEW,    /* idle, has never said anything */
	CONN_KEPT,   /* idle, between two requests */
	CONN_BUSY    /* claimed */
};

struct conns {
	int epoll;
	size_t slots, max;
	_Atomic size_t n;       /* open */
	_Atomic size_t highest; /* descriptor ever used: how far the watchdog looks */
	struct conn *at;        /* by descriptor */
};

static uint64_t
word_of(uint32_t gen, enum conn_state state)
{
	return (uint64_t)gen << 8 | state;
}

static uint32_t
word_gen(uint64_t word)
{
	return (uint32_t)(word >> 8);
}

static enum conn_state
word_state(uint64_t word)
{
	return (enum conn_state)(word & 0xFF);
}

static bool
word_swap(struct conn *c, uint32_t gen, enum conn_state from, enum conn_state to)
{
	uint64_t was = word_of(gen, from);
	return atomic_compare_exchange_strong(&c->word, &was, word_of(gen, to));
}

struct conns *
conns_new(int epoll, size_t slots, size_t max)
{
	struct conns *cs = heap_zero(1, sizeof(*cs));
	cs->epoll = epoll;
	cs->slots = slots;
	cs->max = max;
	cs->at = heap_zero(slots, sizeof(*cs->at));
	return cs;
}

size_t
conns_open(const struct conns *cs)
{
	return atomic_load(&cs->n);
}

bool
conns_full(const struct conns *cs)
{
	return atomic_load(&cs->n) >= cs->max;
}

void
conn_close(struct conns *cs, struct conn *c)
{
	int fd = c->fd, lib_fd = c->lib_fd;
	uint64_t word = atomic_load(&c->word);
	must(word_state(word) == CONN_BUSY);
	/* Free before the number is: the next accept may get it at once. libfcgi's duplicate
	 * goes first, because the epoll forgets a socket only with its last descriptor. */
	atomic_store(&c->word, word_of(word_gen(word), CONN_FREE));
	if (lib_fd >= 0)
		close(lib_fd);
	close(fd);
	atomic_fetch_sub(&cs->n, 1);
}

/* Puts a claimed connection where its next event, or the watchdog, finds it. The event may be there
 * before epoll_ctl() has returned: conn_claim() waits for the last store. */
static bool
arm(struct conns *cs, struct conn *c, int op, enum conn_state idle)
{
	uint32_t gen = word_gen(atomic_load(&c->word)) + 1;
	struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT,
				 .data.u64 = (uint64_t)gen << 32 | (uint32_t)c->fd};
	atomic_store(&c->since, clock_tick());
	atomic_store(&c->word, word_of(gen, CONN_ARMING));
	bool ok = epoll_ctl(cs->epoll, op, c->fd, &ev) == 0;
	atomic_store(&c->word, word_of(gen, ok ? idle : CONN_BUSY)); /* not ok: still ours */
	return ok;
}

bool
conn_add(struct conns *cs, int fd)
{
	int lib_fd = (size_t)fd < cs->slots ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (lib_fd < 0) {
		close(fd);
		return false;
	}
	struct conn *c = &cs->at[fd];
	uint64_t word = atomic_load(&c->word);
	must(word_state(word) == CONN_FREE);
	atomic_fetch_add(&cs->n, 1);
	c->fd = fd;
	c->lib_fd = lib_fd;
	atomic_store(&c->word, word_of(word_gen(word), CONN_BUSY));
	size_t highest = atomic_load(&cs->highest);
	while ((size_t)fd > highest &&
	       !atomic_compare_exchange_weak(&cs->highest, &highest, (size_t)fd))
		;
	if (arm(cs, c, EPOLL_CTL_ADD, CONN_NEW))
		return true;
	conn_close(cs, c);
	return false;
}

void
conn_keep(struct conns *cs, struct conn *c)
{
	if (!arm(cs, c, EPOLL_CTL_MOD, CONN_KEPT))
		conn_close(cs, c);
}

static bool
is_idle(enum conn_state s)
{
	return s == CONN_NEW || s == CONN_KEPT;
}

struct conn *
conn_claim(struct conns *cs, uint64_t event)
{
	uint32_t fd = (uint32_t)event, gen = (uint32_t)(event >> 32);
	must(fd < cs->slots);
	struct conn *c = &cs->at[fd];
	uint64_t word;
	while ((word = atomic_load(&c->word)) == word_of(gen, CONN_ARMING))
		sched_yield(); /* for the end of a system call */
	bool ours = is_idle(word_state(word)) && word_swap(c, gen, word_state(word), CONN_BUSY);
	return ours ? c : NULL;
}

void
conns_expire(struct conns *cs, int64_t silent, int64_t kept)
{
	int64_t now = clock_tick();
	for (size_t i = 0, end = atomic_load(&cs->highest); i <= end; i++) {
		struct conn *c = &cs->at[i];
		uint64_t word = atomic_load(&c->word);
		enum conn_state s = word_state(word);
		if (!is_idle(s) || now - atomic_load(&c->since) < (s == CONN_NEW ? silent : kept))
			continue;
		if (word_swap(c, word_gen(word), s, CONN_BUSY))
			conn_close(cs, c);
	}
}

void
conns_close_idle(struct conns *cs)
{
	for (size_t i = 0, end = atomic_load(&cs->highest); i <= end; i++) {
		struct conn *c = &cs->at[i];
		uint64_t word = atomic_load(&c->word);
		enum conn_state s = word_state(word);
		char b;
		if (!is_idle(s) || !word_swap(c, word_gen(word), s, CONN_BUSY))
			continue;
		/* Its event may be lost to our claim: armed again, it comes again. */
		if (recv(c->fd, &b, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
			conn_keep(cs, c);
		else
			conn_close(cs, c);
	}
}

void
conns_free(struct conns **cs)
{
	if (*cs == NULL)
		return;
	for (size_t i = 0; i <= atomic_load(&(*cs)->highest); i++) {
		struct conn *c = &(*cs)->at[i];
		uint64_t word = atomic_load(&c->word);
		if (word_state(word) == CONN_FREE)
			continue;
		must(word_swap(c, word_gen(word), word_state(word), CONN_BUSY));
		conn_close(*cs, c);
	}
	must(atomic_load(&(*cs)->n) == 0);
	heap_free((*cs)->at);
	heap_free(*cs);
	*cs = NULL;
}
