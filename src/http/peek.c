/*
 * libfcgi 2.4.2 allocates whatever the lengths of a parameter say, up to 2 GiB, and where that fails
 * or overflows it ends the process by an assertion; and each byte of it is written, because freed
 * memory must not keep addresses (M_PERTURB). A stream of 200 bytes held a worker for 20 seconds and
 * 1.5 GB that way. So what has arrived is looked at first: a web server sends its parameters at once,
 * and they are small.
 *
 * Not a wall against somebody who has the socket and sends the length late (SECURITY.md, rule 2: it is
 * for the web server's group alone). It knows records and lengths, no names.
 */
#include "peek.h"

#include <stdint.h>
#include <sys/socket.h>

#define PEEK_BYTES 16384
#define LENGTH_MAX (1u << 20) /* nginx's largest header, whatever it is set to, is far below */

/* FastCGI 1.0, section 8. */
enum {
	HEAD_BYTES = 8,
	VERSION_1 = 1,
	TYPE_BEGIN = 1,
	TYPE_ABORT = 2,
	TYPE_PARAMS = 4,
	TYPE_STDIN = 5
};

struct pairs {
	uint64_t skip; /* bytes of the present name and value still to come */
	unsigned char head[4];
	unsigned got;
	uint64_t name;
	bool named; /* the next length is the value's */
};

/* One byte of a length; false: too large. */
static bool
length_byte(struct pairs *s, unsigned char byte)
{
	s->head[s->got++] = byte;
	if (s->head[0] & 0x80 && s->got < sizeof(s->head))
		return true;
	const unsigned char *h = s->head;
	uint32_t n = h[0];
	if (s->got > 1)
		n = (uint32_t)(h[0] & 0x7F) << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3];
	s->got = 0;
	if (s->named)
		s->skip = s->name + n;
	s->name = n;
	s->named = !s->named;
	return n <= LENGTH_MAX;
}

static bool
pairs_ok(struct pairs *s, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		if (s->skip > 0) {
			size_t step = s->skip < n - i ? (size_t)s->skip : n - i;
			s->skip -= step;
			i += step;
		} else if (!length_byte(s, p[i++])) {
			return false;
		}
	}
	return true;
}

/* What a web server sends. libfcgi does not skip the padding of a BEGIN, and it leaks, or overruns its
 * buffer, on questions about itself (FCGI_GET_VALUES, of request 0), which nobody asks here. */
static bool
record_ok(const unsigned char *h, size_t len, bool in_body)
{
	if (h[0] != VERSION_1 || (h[2] | h[3]) == 0)
		return false;
	if (in_body)
		return h[1] == TYPE_STDIN || h[1] == TYPE_ABORT;
	return h[1] == TYPE_PARAMS || (h[1] == TYPE_BEGIN && len == HEAD_BYTES && h[6] == 0);
}

bool
peek_ok(int fd)
{
	unsigned char b[PEEK_BYTES];
	struct pairs params = {0};
	bool in_body = false, more = true;
	ssize_t got = recv(fd, b, sizeof(b), MSG_PEEK | MSG_DONTWAIT);
	size_t n = got > 0 ? (size_t)got : 0;
	for (size_t at = 0; more && at + HEAD_BYTES <= n;) {
		const unsigned char *h = b + at;
		size_t len = (size_t)h[4] << 8 | h[5], from = at + HEAD_BYTES;
		size_t here = len < n - from ? len : n - from;
		if (!record_ok(h, len, in_body) ||
		    (h[1] == TYPE_PARAMS && !pairs_ok(&params, b + from, here)))
			return false;
		more = !in_body || len > 0; /* the next request is looked at in its turn */
		in_body = in_body || (h[1] == TYPE_PARAMS && len == 0);
		at = from + len + h[6];
	}
	return true;
}
