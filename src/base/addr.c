/* Client addresses; see addr.h. The parsing itself is the C library's inet_pton(3). */
#include "base/addr.h"

#include <arpa/inet.h>

static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF}; /* ::ffff:0:0/96, RFC 4291 */

/* A bare address. */
static bool
parse_plain(struct str s, struct addr *ret)
{
	char z[INET6_ADDRSTRLEN + 1];
	struct addr a = {0};
	if (s.n == 0 || s.n >= sizeof(z) || str_has(s, '\0'))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	a.v6 = str_has(s, ':');
	if (inet_pton(a.v6 ? AF_INET6 : AF_INET, z, a.b) != 1)
		return false;
	if (a.v6 && memcmp(a.b, mapped, sizeof(mapped)) == 0) {
		a.v6 = false;
		memmove(a.b, a.b + 12, 4);
		memset(a.b + 4, 0, 12);
	}
	*ret = a;
	return true;
}

static bool
is_port(struct str s)
{
	int64_t n;
	return s.n > 0 && s.p[0] != '-' && str_int(s, 0, 65535, &n);
}

/* Without a port and brackets: "[::1]:80", "1.2.3.4:80". IPv6 has two colons or more, so one
 * alone is a port's. */
static bool
cut_port(struct str s, struct str *ret)
{
	struct str port = s, host;
	if (s.n > 0 && s.p[0] == '[') {
		port = str_from(s, 1);
		if (!str_cut(&port, ']', &host) || !str_has(host, ':'))
			return false;
		*ret = host;
		return port.n == 0 || (port.p[0] == ':' && is_port(str_from(port, 1)));
	}
	bool one = str_cut(&port, ':', &host) && !str_has(port, ':');
	*ret = one ? host : s;
	return !one || is_port(port);
}

bool
addr_parse(struct str s, struct addr *ret)
{
	struct str host, rest, bare;
	if (!cut_port(s, &host))
		return false;
	rest = host;
	if (!str_cut(&rest, '%', &bare))
		return parse_plain(host, ret);
	return str_has(bare, ':') && rest.n > 0 && parse_plain(bare, ret); /* "fe80::1%eth0" */
}

/* The first `bits` of x and y are the same. */
static bool
same_bits(const unsigned char *x, const unsigned char *y, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	if (memcmp(x, y, whole) != 0)
		return false;
	return rest == 0 || ((x[whole] ^ y[whole]) & (0xFF << (8 - rest) & 0xFF)) == 0;
}

static void
clear_host(struct addr *a, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++)
		if (i * 8 >= bits)
			a->b[i] = 0;
		else if (bits - i * 8 < 8)
			a->b[i] &= (unsigned char)(0xFF << (8 - (bits - i * 8)));
}

bool
cidr_parse(struct str s, struct cidr *ret)
{
	struct cidr c;
	struct str bits = s, base;
	bool has_bits = str_cut(&bits, '/', &base);
	int64_t n;
	if (!parse_plain(base, &c.base))
		return false;
	unsigned width = c.base.v6 ? 128 : 32;
	n = width;
	/* "::ffff:10.0.0.0/104" is 10.0.0.0/8 to some and a fault to others: to us. */
	if (has_bits && (str_has(base, ':') != c.base.v6 || bits.n == 0 || bits.p[0] == '-' ||
			 !str_int(bits, 0, width, &n)))
		return false;
	c.bits = (unsigned)n;
	struct addr cut = c.base;
	clear_host(&cut, c.bits);
	if (memcmp(cut.b, c.base.b, sizeof(cut.b)) != 0)
		return false;
	*ret = c;
	return true;
}

bool
cidr_has(const struct cidr *c, const struct addr *a)
{
	return c->base.v6 == a->v6 && same_bits(c->base.b, a->b, c->bits);
}

static bool
is_trusted(const struct addr *a, const struct cidr *trusted, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cidr_has(&trusted[i], a))
			return true;
	return false;
}

/* Takes the last entry of a comma-separated list off its end. */
static struct str
cut_last(struct str *list)
{
	size_t i = list->n;
	while (i > 0 && list->p[i - 1] != ',')
		i--;
	struct str last = str_from(*list, i);
	*list = str_sub(*list, 0, i > 0 ? i - 1 : 0);
	return str_trim(last);
}

struct addr
addr_client(struct str remote, struct str forwarded_for, const struct cidr *trusted,
	    size_t n_trusted)
{
	struct addr at, before;
	if (!addr_parse(remote, &at))
		at = (struct addr){0};
	while (forwarded_for.n > 0 && is_trusted(&at, trusted, n_trusted)) {
		if (!addr_parse(cut_last(&forwarded_for), &before))
			break;
		at = before;
	}
	return at;
}

/* Its length, in z[]; no NUL behind it. inet_ntop(3) prints a v4 address by sprintf(3), and each request has
 * three. */
static size_t
text_of(const struct addr *at, char z[INET6_ADDRSTRLEN])
{
	size_t n = 0;
	if (at->v6) {
		must(inet_ntop(AF_INET6, at->b, z, INET6_ADDRSTRLEN) != NULL);
		return strlen(z);
	}
	for (unsigned i = 0; i < 4; i++) {
		char room[STR_DIGITS];
		struct str part = str_digits(room, at->b[i]);
		if (i > 0)
			z[n++] = '.';
		memcpy(z + n, part.p, part.n);
		n += part.n;
	}
	return n;
}

struct str
addr_text(struct arena *a, const struct addr *at)
{
	char z[INET6_ADDRSTRLEN] = "";
	return str_copy(a, (struct str){z, text_of(at, z)});
}

struct str
addr_block(struct arena *a, const struct addr *at, bool wide)
{
	struct addr block = *at;
	unsigned bits = at->v6 ? (wide ? 48 : 64) : (wide ? 24 : 32);
	char z[INET6_ADDRSTRLEN + 1 + STR_DIGITS], room[STR_DIGITS];
	struct str width = str_digits(room, bits);
	clear_host(&block, bits);
	size_t n = text_of(&block, z);
	z[n++] = '/';
	memcpy(z + n, width.p, width.n);
	return str_copy(a, (struct str){z, n + width.n});
}

struct str
cidr_text(struct arena *a, const struct cidr *c)
{
	struct str base = addr_text(a, &c->base);
	bool one = c->bits == (c->base.v6 ? 128 : 32);
	return one ? base : str_printf(a, "%.*s/%u", STR_FMT(base), c->bits);
}

void
cidr_widen(struct cidr *c)
{
	if (!c->base.v6 || c->bits <= 64)
		return;
	c->bits = 64;
	clear_host(&c->base, c->bits);
}
