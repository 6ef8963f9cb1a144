/*
 * P10: whatever comes over the real socket to the real daemon: a corpus of malformed FastCGI of our own, and seeded
 * mutations of good requests. Nothing crashes or hangs, the next request is served, memory stays flat, silent peers
 * are closed while readers are served.
 *
 * Name and value lengths of gigabytes end the process inside libfcgi by its own assertion (SECURITY.md, rule 2), where
 * http/peek.c does not see them coming; such ends are counted, and none is expected here.
 *
 * 50,000 mutations for the build under test and 50,000 for the plain one; with SOAK=1 in the environment a million.
 */
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "chance.h"
#include "../flow/house.h"
#include "../http/fcgi_client.h"

#define HANG_MS 5000
#define RSS_GROWTH_KB (4 * 1024)
#define SETTLE 25000 /* streams after which buffers, pages of the database and texts in memory have their size */

static struct fixture f;
static struct arena *a;
static char socket_path[128], said_path[128], conf_path[128], program[256];
static pid_t daemon_pid;
static bool soak;
static int64_t ended, streams_now, rss_settled, slowest;

/* ---- the daemon and its supervisor -------------------------------------------------------------- */

static void
daemon_start(void)
{
	unlink(said_path);
	daemon_pid = fork();
	assert_true(daemon_pid >= 0);
	if (daemon_pid == 0) {
		int to = open(said_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(to, STDERR_FILENO);
		/* ASan keeps 256 MB of freed memory: nothing would look flat. A huge length is refused
		 * by its malloc as by any other. */
		setenv("LSAN_OPTIONS", "suppressions=tests/page/lsan.txt:print_suppressions=0", 1);
		setenv("ASAN_OPTIONS", "quarantine_size_mb=4:allocator_may_return_null=1", 1);
		execl(program, program, "--config", conf_path, (char *)NULL);
		_exit(127);
	}
	int64_t until = clock_tick() + 30000;
	for (int fd = -1; fd < 0;) {
		assert_true(clock_tick() < until);
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
		fd = fc_connect(socket_path);
		if (fd >= 0)
			close(fd);
	}
	streams_now = rss_settled = 0;
}

/* True: it has ended (within `ms`), as libfcgi ends it and in no other way; it runs again. */
static bool
daemon_revive(int64_t ms)
{
	int status;
	char said[4096] = "";
	int64_t until = clock_tick() + ms;
	while (waitpid(daemon_pid, &status, WNOHANG) == 0) {
		if (clock_tick() >= until)
			return false;
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	FILE *in = fopen(said_path, "r");
	assert_non_null(in);
	(void)!fread(said, 1, sizeof(said) - 1, in);
	fclose(in);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT || strstr(said, "Assertion") == NULL)
		fail_msg("the daemon ended with %#x and said: %s", (unsigned)status, said);
	ended++;
	daemon_start();
	return true;
}

/* The wait status of an orderly stop. */
static int
daemon_stop(void)
{
	int status = -1;
	char said[8192] = "";
	kill(daemon_pid, SIGTERM);
	waitpid(daemon_pid, &status, 0);
	FILE *in = fopen(said_path, "r");
	if (status != 0 && in != NULL) { /* what a sanitizer found, for one */
		(void)!fread(said, 1, sizeof(said) - 1, in);
		print_message("# the daemon ended with %#x: %s\n", (unsigned)status, said);
	}
	if (in != NULL)
		fclose(in);
	return status;
}

static int64_t
rss_kb(void)
{
	char line[256], path[64];
	int64_t kb = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)daemon_pid);
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL) {
		struct str s = str_of(line);
		if (str_starts(s, STR("VmRSS:")))
			str_int(str_trim(str_sub(s, 6, s.n - 4)), 0, INT64_MAX, &kb);
	}
	fclose(in);
	return kb;
}

static int
ask(void)
{
	int fd = fc_connect(socket_path);
	if (fd < 0)
		return 0;
	struct fc_answer r = fc_ask(a, fd, "GET", "/comments/page?page=/story/", STR(""), "", 0);
	close(fd);
	return r.status;
}

/* A process that ends still has its socket for a moment. */
static void
assert_served(void)
{
	int status = ask();
	if (status != 200 && daemon_revive(HANG_MS))
		status = ask();
	assert_int_equal(status, 200);
}

/* Sends it and nothing more; it is dealt with when the connection is closed. */
static void
send_stream(struct str bytes, const char *what, int64_t n)
{
	int fd = fc_connect(socket_path);
	if (fd < 0) {
		assert_true(daemon_revive(HANG_MS));
		fd = fc_connect(socket_path);
		assert_true(fd >= 0);
	}
	(void)!fc_write(fd, bytes); /* it may have enough of it before the end */
	shutdown(fd, SHUT_WR);
	int64_t from = clock_tick(), until = from + HANG_MS;
	char some[4096];
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int left = (int)(until - clock_tick());
		if (left <= 0 || poll(&p, 1, left) == 0)
			fail_msg("%s %ld: no end within %d ms: %s", what, (long)n, HANG_MS,
				 hex_encode(a, bytes.p, bytes.n).p);
		if (recv(fd, some, sizeof(some), 0) <= 0)
			break;
	}
	close(fd);
	if (clock_tick() - from > slowest)
		slowest = clock_tick() - from;
	if (++streams_now == SETTLE)
		rss_settled = rss_kb();
}

/* ---- good requests, to be spoiled --------------------------------------------------------------- */

static struct str
good_stream(int which)
{
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	struct str body = STR("page=%2Fstory%2F&comment_parent=0&author=Ana&email=ana%40peer.example"
			      "&comment=A+comment+that+came+with+the+mutations.&token=x");
	fc_begin(&b, FC_RESPONDER, which == 2 ? 0 : FC_KEEP);
	if (which == 0) {
		fc_params(a, &b, "GET", "/comments/thread", "", "HTTP_ACCEPT_ENCODING=");
	} else if (which == 1) {
		fc_params(a, &b, "POST", "/comments/reply", str_printf(a, "%zu", body.n).p,
			  "CONTENT_TYPE=application/x-www-form-urlencoded");
		fc_stream(&b, FC_STDIN, body);
	} else {
		fc_params(a, &b, "GET", "/comments/moderate/", "", "HTTP_COOKIE=__Host-rj_session=x");
	}
	fc_record(&b, FC_STDIN, STR(""), 0);
	return buf_view(&b);
}

/* ---- the corpus ------------------------------------------------------------------------------------ */

static int64_t cases;

static void
spoil(struct str bytes, const char *what)
{
	cases++;
	send_stream(bytes, what, cases);
	assert_served();
	arena_reset(a);
}

/* One byte of the first record, in every way that means something. */
static void
spoil_records(void)
{
	static const struct {
		size_t at;
		unsigned char value;
	} bytes[] = {
		{0, 0},	  {0, 2},   {0, 255}, /* version */
		{1, 0},	  {1, 2},   {1, 3},   {1, 4},  {1, 5},	 {1, 6},
		{1, 7},	  {1, 8},   {1, 9},   {1, 10}, {1, 11},	 {1, 12}, {1, 255}, /* type */
		{2, 255}, {3, 0},   {3, 2},   {3, 255}, /* request */
		{4, 1},	  {4, 255}, {5, 0},   {5, 7},  {5, 9},	 {5, 255}, /* length */
		{6, 1},	  {6, 8},   {6, 255}, /* padding */
		{8, 1},	  {8, 255}, {9, 0},   {9, 2},  {9, 3},	 {9, 255}, /* role */
		{10, 2},  {10, 255}, {20, 255}, {21, 255}, {22, 255}, /* flags; PARAMS' own head */
	};
	for (size_t i = 0; i < ARRAY_LEN(bytes); i++) {
		struct str s = str_copy(a, good_stream(1));
		((char *)(uintptr_t)s.p)[bytes[i].at] = (char)bytes[i].value;
		spoil(s, "one byte");
	}
}

/* PARAMS with this content, and a whole request around it. */
static void
spoil_params(const char *p, size_t n)
{
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_record(&b, FC_PARAMS, (struct str){p, n}, 0);
	fc_record(&b, FC_PARAMS, STR(""), 0);
	fc_record(&b, FC_STDIN, STR(""), 0);
	spoil(buf_view(&b), "params");
}

static void
spoil_lengths(void)
{
	static const struct {
		const char *p;
		size_t n;
	} lengths[] = {
		{"\1", 1},
		{"\1\0", 2},
		{"\0\1", 2},
		{"\0\0", 2},
		{"\0\0\0\0", 4},
		{"\177\177xx", 4},
		{"\3\0=\0=", 5},
		{"\200", 1},
		{"\200\0\0", 3},
		{"\200\0\0\1", 4},
		{"\200\0\0\1\200\0\0\1xy", 10},
		{"\200\0\0\0\200\0\0\0", 8},
		{"\200\1\0\0\1xy", 7},
		{"\1\200\1\0\0xy", 7},
		{"\220\0\0\0\0xy", 7},
		{"\0\220\0\0\0xy", 7},
		{"\300\0\0\0\300\0\0\0xy", 10},
		{"\377\377\377\376\377\377\377\376xy", 10},
		{"\377\377\377\377\377\377\377\377xy", 10},
		{"\377\377\377\377\200\0\0\1xy", 10},
		{"\377\377\377\377\0xy", 7},
		{"\0\377\377\377\377xy", 7},
		{"\377\377\377\375\2xy", 7},
	};
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++)
		spoil_params(lengths[i].p, lengths[i].n);
}

/* Records in an order that nobody sends. */
static void
spoil_order(void)
{
	static const char *const orders[] = {
		/* b BEGIN  a ABORT  p PARAMS  . their end  s STDIN  e its end  d DATA  v GET_VALUES  ? unknown */
		"p.se",	 ".e",	   "se",     "b.e",    "bse",    "bp",	"bpe",	  "bps",   "bpse",
		"bb",	 "bbp.se", "bp.bse", "bp.sbe", "ba",	 "bpa", "bp.a",	  "bp.sa", "bp.sea",
		"a",	 "d",	   "bd",     "bp.d",   "bp.sde", "v",	"bv",	  "bpvp.se", "bp.svse",
		"?",	 "b?p.se", "bp?.se", "bp.?se", "bp.ees", "bp..e", "bp.ep.e", "e",
	};
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct buf b = buf_in(a, FC_REQUEST_MAX);
		for (const char *o = orders[i]; *o != '\0'; o++) {
			switch (*o) {
			case 'b': fc_begin(&b, FC_RESPONDER, FC_KEEP); break;
			case 'a': fc_record(&b, FC_ABORT, STR(""), 0); break;
			case 'p': fc_record(&b, FC_PARAMS, STR("\016\004REQUEST_METHODPOST"), 0); break;
			case '.': fc_record(&b, FC_PARAMS, STR(""), 7); break;
			case 's': fc_record(&b, FC_STDIN, STR("a=1&b=2"), 255); break;
			case 'e': fc_record(&b, FC_STDIN, STR(""), 0); break;
			case 'd': fc_record(&b, 8, STR("data"), 0); break;
			case 'v': fc_record(&b, FC_GET_VALUES, STR("\017\000FCGI_MPXS_CONNS"), 0); break;
			default: fc_record(&b, 77, STR("?"), 0);
			}
		}
		spoil(buf_view(&b), orders[i]);
	}
}

static void
spoil_ends(void)
{
	for (int which = 0; which < 2; which++) {
		size_t n = good_stream(which).n;
		for (size_t k = 0; k < 24; k++)
			spoil(str_sub(good_stream(which), 0, 1 + k * (n - 2) / 23), "cut");
	}
	char *same = arena_alloc(a, 65536);
	memset(same, 0, 65536);
	spoil((struct str){same, 65536}, "zeros");
	same = arena_alloc(a, 65536);
	memset(same, 255, 65536);
	spoil((struct str){same, 65536}, "ones");
	spoil(STR("GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"), "HTTP");
	spoil(STR("\026\003\001\002\000\001\000\001\374\003\003"), "TLS");
	spoil(STR(""), "nothing");
}

static void
a_corpus_of_malformed_streams_harms_nothing_but_its_own_connection(void **state)
{
	(void)state;
	ended = cases = 0;
	spoil_records();
	spoil_lengths();
	spoil_order();
	spoil_ends();
	print_message("# %ld cases, %ld of them ended the process\n", (long)cases, (long)ended);
	assert_true(cases >= 87);
	assert_int_equal(ended, 0);
}

/* ---- mutations ------------------------------------------------------------------------------------- */

static size_t
below(size_t n)
{
	return (size_t)(chance() >> 16) % n;
}

/* One change of `b`, which has room for twice what is in it. */
static size_t
mutate(char *b, size_t n)
{
	static const unsigned char telling[] = {0, 1, 2, 4, 5, 7, 8, 127, 128, 254, 255};
	size_t at = below(n), len = 1 + below(24);
	if (len > n - at)
		len = n - at;
	switch (below(7)) {
	case 0:
		b[at] ^= (char)(1 << below(8));
		return n;
	case 1:
		b[at] = (char)telling[below(sizeof(telling))];
		return n;
	case 2: /* a record's head, most likely */
		b[at & ~(size_t)7] = (char)telling[below(sizeof(telling))];
		return n;
	case 3:
		memmove(b + at, b + at + len, n - at - len);
		return n - len > 0 ? n - len : 1;
	case 4:
		memmove(b + at + len, b + at, n - at);
		return n + len;
	case 5:
		memmove(b + below(n - len + 1), b + at, len);
		return n;
	default:
		return 1 + at;
	}
}

/* How far memory grew after the first SETTLE streams, in KB. */
static int64_t
send_mutations(int64_t n)
{
	int64_t grown = 0;
	ended = slowest = 0;
	for (int64_t i = 0; i < n; i++) {
		struct str s = good_stream((int)below(3));
		char *b = arena_alloc(a, s.n * 2 + 256);
		memcpy(b, s.p, s.n);
		size_t len = s.n;
		for (size_t k = 1 + below(4); k > 0; k--)
			len = mutate(b, len);
		send_stream((struct str){b, len}, "mutation", i);
		arena_reset(a);
		if (i % 500 != 499)
			continue;
		assert_served();
		if (rss_settled > 0 && rss_kb() - rss_settled > grown)
			grown = rss_kb() - rss_settled;
	}
	print_message("# %ld mutated streams: the process ended %ld times, the slowest took %ld ms, "
		      "memory grew by %ld KB\n",
		      (long)n, (long)ended, (long)slowest, (long)grown);
	return grown;
}

static void
mutated_streams_harm_nothing(void **state)
{
	(void)state;
	send_mutations(soak ? 1000000 : 50000);
	assert_int_equal(ended, 0);
}

static void
mutated_streams_leave_memory_flat(void **state)
{
	(void)state;
	/* A sanitizer's own memory grows, so this is shown by the build without; it stands above. */
	char *end = strstr(program, "/san/rejoinderd");
	if (end != NULL)
		memcpy(end, "/rejoinderd", sizeof("/rejoinderd"));
	if (access(program, X_OK) != 0)
		skip();
	assert_int_equal(daemon_stop(), 0);
	daemon_start();
	assert_true(send_mutations(soak ? 1000000 : 50000) < RSS_GROWTH_KB);
	assert_int_equal(ended, 0);
}

/* ---- silence ----------------------------------------------------------------------------------------- */

static void
twenty_silent_peers_are_closed_within_30_s_and_readers_served_within_1_s(void **state)
{
	(void)state;
	int silent[20];
	int64_t longest = 0, from = clock_tick();
	struct str s = good_stream(1);
	for (size_t i = 0; i < ARRAY_LEN(silent); i++) {
		silent[i] = fc_connect(socket_path);
		assert_true(silent[i] >= 0);
		/* Some never say a word, some stop in a record's head, in PARAMS, in the body. */
		if (i % 4 > 0)
			assert_true(fc_write(silent[i], str_sub(s, 0, i % 4 == 1 ? 3
								 : i % 4 == 2 ? 60
									      : s.n - 12)));
	}
	for (size_t i = 0; i < ARRAY_LEN(silent);) {
		int64_t asked = clock_tick();
		assert_served();
		if (clock_tick() - asked > longest)
			longest = clock_tick() - asked;
		struct pollfd p = {.fd = silent[i], .events = POLLIN};
		if (poll(&p, 1, 50) == 1 && fc_closed(silent[i]))
			close(silent[i++]);
		assert_true(clock_tick() - from < 30000);
		arena_reset(a);
		s = good_stream(1);
	}
	print_message("# the last was closed after %ld ms; the slowest answer took %ld ms\n",
		      (long)(clock_tick() - from), (long)longest);
	assert_true(longest < 1000);
}

/* ---- set-up -------------------------------------------------------------------------------------------- */

static int
setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	fixture_make(&f, "rate: { posts = 100000; };");
	house_close(&f.house);
	clock_stop(CLOCK_RUN);
	a = arena_new();
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 64);
	assert_true(n > 0);
	program[n] = '\0';
	for (int up = 0; up < 3; up++)
		*strrchr(program, '/') = '\0'; /* BUILD/test/page/test_peers */
	memcpy(program + strlen(program), "/rejoinderd", sizeof("/rejoinderd"));
	snprintf(socket_path, sizeof(socket_path), "%s/socket", f.folder);
	snprintf(said_path, sizeof(said_path), "%s/said", f.folder);
	snprintf(conf_path, sizeof(conf_path), "%s/daemon.conf", f.folder);
	write_file(conf_path,
		   str_printf(f.a,
			      "listen = \"%s\"; store = \"data/test.db\"; key_file = \"key\";\n"
			      "log: { file = \"/dev/null\"; }; password: { cost = \"test\"; };\n"
			      "sites = ( { name = \"site\"; base_url = \"https://news.example\";\n"
			      "rate: { posts = 100000; }; } );\n",
			      socket_path)
			   .p);
	daemon_start();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	int status = daemon_stop();
	arena_free(&a);
	fixture_end(&f);
	return status;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_corpus_of_malformed_streams_harms_nothing_but_its_own_connection),
		cmocka_unit_test(mutated_streams_harm_nothing),
		cmocka_unit_test(
			twenty_silent_peers_are_closed_within_30_s_and_readers_served_within_1_s),
		cmocka_unit_test(mutated_streams_leave_memory_flat),
	};
	soak = getenv("SOAK") != NULL && getenv("SOAK")[0] != '\0';
	return cmocka_run_group_tests(tests, setup, teardown);
}
