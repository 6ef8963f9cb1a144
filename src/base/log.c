/* One JSON object a line, RFC 8259 and nothing a terminal would act on; see the header. Must not
 * know what is logged. Works without allocating, so that it can tell of an empty machine. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/utf8.h"

#define VALUE_MAX 1024 /* bytes of one value, as it came; the header promises it */
#define VALUES_MAX 16
#define KEY_MAX 64 /* bytes of a key or an event; literals of ours */

/* The longest escape is six bytes for one ("\u0001"), twelve for four; so this cannot overflow. */
#define LINE_MAX_BYTES (256 + KEY_MAX * 6 + VALUES_MAX * (VALUE_MAX * 6 + KEY_MAX * 6 + 16))

static const char *const level_name[] = {"debug", "info", "warn", "error"};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int fd = STDERR_FILENO; /* under lock, and so are the next five */
static void (*captor)(void *arg, struct str line);
static void *captor_arg;
/* What waits to be written, and the line under way behind it; without log_hold() nothing waits. */
#define HELD_MAX (64 * 1024)
static struct {
	char p[HELD_MAX + LINE_MAX_BYTES];
	size_t n;
} out;
static bool holds;

static _Atomic int least_level = LOG_INFO;

/* Lines go out whole in the first call, save on a full disk or pipe. */
static void
send_held(void)
{
	for (size_t i = 0; i < out.n;) {
		ssize_t n = write(fd, out.p + i, out.n - i);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break; /* nowhere to complain to */
		i += (size_t)n;
	}
	out.n = 0;
}

void
log_flush(void)
{
	must(pthread_mutex_lock(&lock) == 0);
	send_held();
	must(pthread_mutex_unlock(&lock) == 0);
}

/* Of a process that ends now, in the middle of anything: a line under way is not waited for. */
static void
send_last(void)
{
	if (pthread_mutex_trylock(&lock) == 0)
		send_held();
}

void
log_hold(bool on)
{
	die_last(on ? send_last : NULL);
	must(pthread_mutex_lock(&lock) == 0);
	holds = on;
	send_held();
	must(pthread_mutex_unlock(&lock) == 0);
}

enum err
log_open(const char *path, enum log_level least)
{
	bool to_file = path != NULL && path[0] != '\0';
	int now = STDERR_FILENO;
	if (to_file) {
		now = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
		if (now < 0)
			return err_errno(errno);
	}
	must(pthread_mutex_lock(&lock) == 0);
	int old = fd;
	send_held();
	fd = now;
	must(pthread_mutex_unlock(&lock) == 0);
	if (old != STDERR_FILENO)
		close(old);
	atomic_store(&least_level, (int)least);
	return ERR_OK;
}

void
log_capture(void (*fn)(void *arg, struct str line), void *arg)
{
	must(pthread_mutex_lock(&lock) == 0);
	captor = fn;
	captor_arg = arg;
	must(pthread_mutex_unlock(&lock) == 0);
}

static void
put(const char *p, size_t n)
{
	must(n <= sizeof(out.p) - out.n);
	if (n > 0)
		memcpy(out.p + out.n, p, n);
	out.n += n;
}

static void
put_lit(const char *z)
{
	put(z, strlen(z));
}

static void
put_unit(unsigned unit)
{
	char esc[8];
	int n = snprintf(esc, sizeof(esc), "\\u%04x", unit);
	put(esc, (size_t)n);
}

/* A code point that was well-formed at `p`, `n` bytes long. */
static void
put_char(uint32_t c, const char *p, size_t n)
{
	if (c == '"' || c == '\\') {
		put("\\", 1);
		put(p, n);
	} else if (c == '\n') {
		put("\\n", 2);
	} else if (!utf8_is_control(c)) {
		put(p, n);
	} else if (c < 0x10000) { /* U+2028, U+2029 and the bidi controls are among these */
		put_unit(c);
	} else {
		put_unit(0xD800 + ((c - 0x10000) >> 10));
		put_unit(0xDC00 + ((c - 0x10000) & 0x3FF));
	}
}

/* Bytes of the well-formed sequence at `i`, NUL included; 0 if there is none. */
static size_t
sequence(struct str s, size_t i)
{
	if ((unsigned char)s.p[i] < 0x80)
		return 1;
	for (size_t len = 2; len <= 4 && i + len <= s.n; len++)
		if (utf8_valid(str_sub(s, i, i + len)))
			return len;
	return 0;
}

/* Bytes from `i` on that stand for themselves. */
static size_t
plain(struct str s, size_t i)
{
	size_t n = 0;
	for (char c; i + n < s.n && (c = s.p[i + n]) >= ' ' && c <= '~' && c != '"' && c != '\\';)
		n++;
	return n;
}

static void
put_text(struct str s)
{
	put("\"", 1);
	size_t front = plain(s, 0); /* most often all of it */
	if (front > VALUE_MAX)
		front = VALUE_MAX;
	put(s.p, front);
	for (size_t i = front, len; i < s.n; i += len ? len : 1) {
		len = sequence(s, i);
		if (i + (len ? len : 1) > VALUE_MAX) {
			put_lit("\xE2\x80\xA6"); /* an ellipsis: it was cut */
			break;
		}
		size_t at = i;
		if (len == 0)
			put_lit("\xEF\xBF\xBD");
		else
			put_char(s.p[i] == '\0' ? 0 : utf8_next(s, &at), s.p + i, len);
	}
	put("\"", 1);
}

static void
put_key(const char *key)
{
	must(strlen(key) <= KEY_MAX);
	put(",", 1);
	put_text(str_of(key));
	put(":", 1);
}

static void
put_head(enum log_level level, const char *event)
{
	static int64_t second = INT64_MIN; /* of `at`; under lock */
	static char at[64];
	int64_t now = clock_now();
	if (now != second) {
		time_t t = (time_t)now;
		struct tm tm;
		must(gmtime_r(&t, &tm) != NULL);
		must(strftime(at, sizeof(at), "{\"at\":\"%Y-%m-%dT%H:%M:%SZ\"", &tm) > 0);
		second = now;
	}
	put_lit(at);
	put_key("level");
	put_text(str_of(level_name[level]));
	put_key("event");
	must(strlen(event) <= KEY_MAX);
	put_text(str_of(event));
}

static void
put_value(const struct log_value *v)
{
	put_key(v->key);
	if (!v->is_int) {
		put_text(v->s);
		return;
	}
	char room[STR_DIGITS];
	struct str digits = str_digits(room, v->n);
	put(digits.p, digits.n);
}

void
log_write(enum log_level level, const char *event, const struct log_value *values, size_t n)
{
	must((unsigned)level < ARRAY_LEN(level_name) && n <= VALUES_MAX);
	if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
		return;
	must(pthread_mutex_lock(&lock) == 0);
	size_t from = out.n;
	put_head(level, event);
	for (size_t i = 0; i < n; i++)
		put_value(&values[i]);
	put("}", 1);
	if (captor != NULL) {
		captor(captor_arg, (struct str){out.p + from, out.n - from});
		out.n = from;
	} else {
		put("\n", 1);
		if (!holds || level > LOG_INFO || out.n >= HELD_MAX)
			send_held();
	}
	must(pthread_mutex_unlock(&lock) == 0);
}
