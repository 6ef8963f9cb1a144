/* Records around bytes; see frame.h. Knows nothing of what they say. */
#include "frame.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

#define RECORD_HEAD 8
#define RECORD_MAX 65528u /* bytes of a record: as many as its length can say, in whole eights */
/* In one call: a body of 1 MB, more than any of ours that is asked for often. */
#define RECORDS_MAX 17
#define PARTS_MAX (RECORDS_MAX * 3 + 1) /* head, two pieces; the end */

enum { TYPE_END = 3, TYPE_STDOUT = 6 };

struct frame {
	int id;
	unsigned char heads[RECORDS_MAX][RECORD_HEAD];
	unsigned char end[RECORD_HEAD * 3]; /* no more bytes; the request is complete, with status 0 */
	struct iovec parts[PARTS_MAX];
	size_t n;
};

static void
record_head(unsigned char *h, int id, unsigned type, size_t n)
{
	h[0] = 1; /* the version */
	h[1] = (unsigned char)type;
	h[2] = (unsigned char)(id >> 8);
	h[3] = (unsigned char)id;
	h[4] = (unsigned char)(n >> 8);
	h[5] = (unsigned char)n;
	h[6] = h[7] = 0; /* no padding */
}

static void
add_part(struct frame *f, const void *p, size_t n)
{
	f->parts[f->n++] = (struct iovec){(void *)(uintptr_t)p, n};
}

/* At most `room` bytes from the front of *s. */
static size_t
take(struct frame *f, struct str *s, size_t room)
{
	size_t n = s->n < room ? s->n : room;
	if (n > 0)
		add_part(f, s->p, n);
	*s = str_from(*s, n);
	return n;
}

static void
add_end(struct frame *f)
{
	memset(f->end, 0, sizeof(f->end));
	record_head(f->end, f->id, TYPE_STDOUT, 0);
	record_head(f->end + RECORD_HEAD, f->id, TYPE_END, RECORD_HEAD);
	add_part(f, f->end, sizeof(f->end));
}

/* A call that sent less than all of it has waited as long as the socket does: the next one asks without
 * waiting, and only a peer that has made room since is waited for again. */
static bool
send_parts(int fd, struct frame *f)
{
	struct msghdr m = {.msg_iov = f->parts, .msg_iovlen = f->n};
	for (int wait = 0; m.msg_iovlen > 0; wait ^= MSG_DONTWAIT) {
		ssize_t sent;
		do
			sent = sendmsg(fd, &m, MSG_NOSIGNAL | wait);
		while (sent < 0 && errno == EINTR);
		if (sent <= 0)
			return false;
		size_t n = (size_t)sent;
		while (m.msg_iovlen > 0 && n >= m.msg_iov->iov_len) {
			n -= m.msg_iov->iov_len;
			m.msg_iov++;
			m.msg_iovlen--;
		}
		if (m.msg_iovlen > 0) {
			m.msg_iov->iov_base = (char *)m.msg_iov->iov_base + n;
			m.msg_iov->iov_len -= n;
		}
	}
	return true;
}

bool
frame_send(int fd, int id, struct str head, struct str body)
{
	struct frame f;
	f.id = id;
	do {
		f.n = 0;
		for (size_t i = 0; i < RECORDS_MAX && head.n + body.n > 0; i++) {
			add_part(&f, f.heads[i], RECORD_HEAD);
			size_t n = take(&f, &head, RECORD_MAX);
			n += take(&f, &body, RECORD_MAX - n);
			record_head(f.heads[i], id, TYPE_STDOUT, n);
		}
		if (head.n + body.n == 0)
			add_end(&f);
		if (!send_parts(fd, &f))
			return false;
	} while (head.n + body.n > 0);
	return true;
}
