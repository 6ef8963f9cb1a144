/* Turns: never more at once than there are, and none is lost. */
#include "scratch.h"

#include <pthread.h>

#include "base/turn.h"

static atomic_int inside, most, served;

static void *
work(void *arg)
{
	struct turn_holder h = {0};
	(void)arg;
	for (int i = 0; i < 200; i++) {
		turn_take(&h);
		int now = atomic_fetch_add(&inside, 1) + 1, seen = most;
		while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
			continue;
		sched_yield();
		atomic_fetch_sub(&inside, 1);
		turn_give();
		turn_give(); /* a second time gives nothing more away */
		atomic_fetch_add(&served, 1);
	}
	return NULL;
}

static void
no_more_threads_run_than_there_are_turns(void **state)
{
	(void)state;
	pthread_t t[8];
	turn_init(3);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, work, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(served, 8 * 200);
	assert_true(most >= 1 && most <= 3);
}

/* A waiter in a thread of its own: `got` once it has its turn, `go` lets it end. */
struct waiter {
	struct turn_holder h;
	atomic_bool got, go;
	pthread_t thread;
};

static void *
wait_for_turn(void *arg)
{
	struct waiter *w = arg;
	turn_take(&w->h);
	w->got = true;
	while (!w->go)
		usleep(1000);
	turn_give();
	return NULL;
}

static void
start(struct waiter *w)
{
	assert_int_equal(pthread_create(&w->thread, NULL, wait_for_turn, w), 0);
}

static bool
gets_it(struct waiter *w, int milliseconds)
{
	for (int i = 0; i < milliseconds && !w->got; i++)
		usleep(1000);
	return w->got;
}

static void
end(struct waiter *w)
{
	w->go = true;
	pthread_join(w->thread, NULL);
}

static void
a_turn_given_away_wakes_the_one_who_waits(void **state)
{
	(void)state;
	struct turn_holder h = {0};
	struct waiter w = {0};
	turn_init(1);
	turn_take(&h);
	assert_true(h.holds);
	start(&w);
	assert_false(gets_it(&w, 30));
	turn_give();
	assert_false(h.holds);
	assert_true(gets_it(&w, 10000));
	end(&w);
}

static void
a_revoked_turn_goes_to_another_and_is_not_given_twice(void **state)
{
	(void)state;
	struct waiter first = {0}, second = {0}, third = {0};
	turn_init(1);
	start(&first);
	assert_true(gets_it(&first, 10000));
	start(&second);
	assert_false(gets_it(&second, 30));
	turn_revoke(&first.h);
	turn_revoke(&first.h);
	assert_true(gets_it(&second, 10000));
	end(&first); /* gives what it no longer has */
	start(&third);
	assert_false(gets_it(&third, 30));
	end(&second);
	assert_true(gets_it(&third, 10000));
	end(&third);
}

/* Of two turns `h` has one and waits for requests; the other's holder has lost it while `sleeper` slept. */
static void
one_is_free(struct turn_holder *h, struct waiter *holder, struct waiter *sleeper)
{
	turn_init(2);
	turn_take(h);
	start(holder);
	assert_true(gets_it(holder, 10000));
	start(sleeper);
	assert_false(gets_it(sleeper, 30));
	turn_idle();
	turn_revoke(&holder->h);
}

/* Whoever waits for requests would take the next one: nobody needs to be woken for it. */
static void
a_free_turn_wakes_a_sleeper_when_the_last_who_waited_has_a_request(void **state)
{
	(void)state;
	struct turn_holder h = {0};
	struct waiter holder = {0}, sleeper = {0};
	one_is_free(&h, &holder, &sleeper);
	assert_false(gets_it(&sleeper, 30));
	turn_busy();
	assert_true(gets_it(&sleeper, 10000));
	end(&sleeper);
	end(&holder);
	turn_give();
}

static void
who_comes_by_takes_the_turn_that_is_free(void **state)
{
	(void)state;
	struct turn_holder h = {0};
	struct waiter holder = {0}, sleeper = {0}, comer = {0};
	one_is_free(&h, &holder, &sleeper);
	start(&comer);
	assert_true(gets_it(&comer, 10000));
	turn_busy(); /* none is left for the sleeper */
	assert_false(gets_it(&sleeper, 30));
	end(&comer);
	assert_true(gets_it(&sleeper, 10000));
	end(&sleeper);
	end(&holder);
	turn_give();
}

static void
the_last_to_fall_asleep_is_the_first_to_wake(void **state)
{
	(void)state;
	struct turn_holder h = {0};
	struct waiter first = {0}, last = {0};
	turn_init(1);
	turn_take(&h);
	start(&first);
	assert_false(gets_it(&first, 30));
	start(&last);
	assert_false(gets_it(&last, 30));
	turn_give();
	assert_true(gets_it(&last, 10000));
	assert_false(gets_it(&first, 30));
	end(&last);
	assert_true(gets_it(&first, 10000));
	end(&first);
}

static void *
only_give(void *arg)
{
	turn_give();
	return arg;
}

static void
a_thread_that_never_took_one_may_give(void **state)
{
	(void)state;
	pthread_t t;
	turn_init(1);
	assert_int_equal(pthread_create(&t, NULL, only_give, NULL), 0);
	pthread_join(t, NULL);
	struct turn_holder h = {0};
	turn_take(&h);
	turn_give();
}

static void
taking_a_second_turn_or_having_none_to_share_out_is_a_bug(void **state)
{
	(void)state;
	struct turn_holder h = {0};
	assert_bug(turn_init(0));
	assert_bug({
		turn_init(2);
		turn_take(&h);
		turn_take(&h);
	});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taking_a_second_turn_or_having_none_to_share_out_is_a_bug),
		cmocka_unit_test(no_more_threads_run_than_there_are_turns),
		cmocka_unit_test(a_turn_given_away_wakes_the_one_who_waits),
		cmocka_unit_test(a_revoked_turn_goes_to_another_and_is_not_given_twice),
		cmocka_unit_test(a_free_turn_wakes_a_sleeper_when_the_last_who_waited_has_a_request),
		cmocka_unit_test(who_comes_by_takes_the_turn_that_is_free),
		cmocka_unit_test(the_last_to_fall_asleep_is_the_first_to_wake),
		cmocka_unit_test(a_thread_that_never_took_one_may_give),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
