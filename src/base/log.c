/* One JSON object a line, RFC 8259 and nothing a terminal would act on; see the header. Must not
 * know what is logged. Works without allocating, so that it can tell of an empty machine. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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
static int fd = STDERR_FILENO; /* under lock, and so are the next three */
static void (*captor)(void *arg, struct str line);
static void *captor_arg;
static struct {
	char p[LINE_MAX_BYTES];
	size_t n;
} line;

static _Atomic int least_level = LOG_INFO;

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
	must(n <= sizeof(line.p) - line.n);
	memcpy(line.p + line.n, p, n);
	line.n += n;
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

static void
put_text(struct str s)
{
	put("\"", 1);
	for (size_t i = 0, len; i < s.n; i += len ? len : 1) {
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
	time_t t = (time_t)clock_now();
	struct tm tm;
	char at[64];
	must(gmtime_r(&t, &tm) != NULL);
	must(strftime(at, sizeof(at), "{\"at\":\"%Y-%m-%dT%H:%M:%SZ\"", &tm) > 0);
	line.n = 0;
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
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, v->n);
	put(digits, (size_t)n);
}

/* A line goes out whole in the first call, save on a full disk or pipe. */
static void
send_line(void)
{
	for (size_t i = 0; i < line.n;) {
		ssize_t n = write(fd, line.p + i, line.n - i);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* nowhere to complain to */
		i += (size_t)n;
	}
}

void
log_write(enum log_level level, const char *event, const struct log_value *values, size_t n)
{
	must((unsigned)level < ARRAY_LEN(level_name) && n <= VALUES_MAX);
	if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
		return;
	must(pthread_mutex_lock(&lock) == 0);
	put_head(level, event);
	for (size_t i = 0; i < n; i++)
		put_value(&values[i]);
	put("}", 1);
	if (captor != NULL) {
		captor(captor_arg, (struct str){line.p, line.n});
	} else {
		put("\n", 1);
		send_line();
	}
	must(pthread_mutex_unlock(&lock) == 0);
}
