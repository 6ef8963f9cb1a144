/*
 * One JSON object a line, to standard error or a file. The only door for log output: values are
 * escaped, made valid UTF-8 and cut at 1 KB, so no byte a reader typed can forge a line.
 *
 * base, filter and view do not log above debug: the cause is logged once, where it is known.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* A value of a line; made by the macros below. */
struct log_value {
	const char *key;
	bool is_int;
	int64_t n;
	struct str s;
};
#define LOG_S(key, str) ((struct log_value){(key), false, 0, (str)})
#define LOG_I(key, int) ((struct log_value){(key), true, (int), {0}})

/** `path` NULL or "" = standard error. Reopens on a second call (rotation). */
enum err log_open(const char *path, enum log_level least) NODISCARD;

/** True: lines of LOG_INFO and below may wait, at most 64 KB of them, for the next log_flush(), which is the
 * caller's to call now and then; a line above goes out at once, behind those that wait; so do they all where
 * the process ends by die.h. False: nothing waits any more. */
void log_hold(bool on);
void log_flush(void);

/** {"at":"2026-11-25T18:21:00Z","level":"info","event":EVENT, key: value …} in one write(2). At most 16
 * values; keys and EVENT are literals of at most 64 bytes. A cut value ends in an ellipsis. */
void log_write(enum log_level, const char *event, const struct log_value *values, size_t n);
#define log_event(level, event, ...)                                                               \
	log_write((level), (event), (struct log_value[]){__VA_ARGS__},                             \
		  sizeof((struct log_value[]){__VA_ARGS__}) / sizeof(struct log_value))

/** For tests: lines go to `fn` instead, without their newline, under the log's lock (so `fn` does not
 * log); NULL ends it. */
void log_capture(void (*fn)(void *arg, struct str line), void *arg);

#endif
