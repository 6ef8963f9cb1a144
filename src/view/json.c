/* The JSON writer of json.h. Knows RFC 8259 and where commas go; knows nothing of what is written. */
#include "view/json.h"

#include "base/clock.h"

#include <math.h>

#define DEPTH_LIMIT 16u
#define KEY_MAX 60 /* bytes of a name of ours */

struct json
json_to(struct buf *out)
{
	return (struct json){.out = out};
}

/* Before every value: the comma of an array. In an object the key has written it. */
static void
value_comes(struct json *j)
{
	uint32_t bit = UINT32_C(1) << j->depth;
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	must(j->depth == 0 ? !(j->has_value & bit) : (j->open_arrays & bit) != 0);
	if (j->has_value & bit)
		buf_char(j->out, ',');
	j->has_value |= bit;
}

static void
open_level(struct json *j, char bracket, bool array)
{
	value_comes(j);
	must(j->depth < DEPTH_LIMIT);
	buf_char(j->out, bracket);
	j->depth++;
	uint32_t bit = UINT32_C(1) << j->depth;
	j->has_value &= ~bit;
	j->open_arrays = array ? j->open_arrays | bit : j->open_arrays & ~bit;
}

void
json_object(struct json *j)
{
	open_level(j, '{', false);
}

void
json_array(struct json *j)
{
	open_level(j, '[', true);
}

void
json_end(struct json *j)
{
	must(j->depth > 0 && !j->after_key);
	buf_char(j->out, j->open_arrays >> j->depth & 1 ? ']' : '}');
	j->depth--;
}

/* Must the byte at s[i] be written otherwise? U+2028 and U+2029 end a line in old JavaScript, '<' may begin
 * "</script>" or "<!--" (SECURITY, checklist 4). */
static bool
special(struct str s, size_t i)
{
	static const bool maybe[256] = {[0 ... 0x1F] = true, ['"'] = true, ['\\'] = true, ['<'] = true,
					[0xE2] = true};
	unsigned char c = (unsigned char)s.p[i];
	if (!maybe[c] || c != 0xE2)
		return maybe[c];
	return i + 2 < s.n && s.p[i + 1] == '\x80' && (s.p[i + 2] == '\xA8' || s.p[i + 2] == '\xA9');
}

static void
escape(struct buf *out, unsigned code)
{
	static const char digit[] = "0123456789abcdef";
	char text[] = {'\\', 'u', digit[code >> 12], digit[code >> 8 & 15], digit[code >> 4 & 15],
		       digit[code & 15]};
	buf_add(out, text, sizeof(text));
}

static void
quoted(struct buf *out, struct str s)
{
	size_t from = 0; /* of the bytes that are written as they are, all at once */
	buf_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (!special(s, i))
			continue;
		buf_add(out, s.p + from, i - from);
		if (c == '"' || c == '\\') {
			buf_char(out, '\\');
			buf_char(out, (char)c);
		} else if (c == '\n') {
			buf_lit(out, "\\n");
		} else if (c == 0xE2) {
			escape(out, s.p[i + 2] == '\xA8' ? 0x2028u : 0x2029u);
			i += 2;
		} else {
			escape(out, c);
		}
		from = i + 1;
	}
	if (from < s.n)
		buf_add(out, s.p + from, s.n - from);
	buf_char(out, '"');
}

void
json_key(struct json *j, const char *key)
{
	uint32_t bit = UINT32_C(1) << j->depth;
	must(j->depth > 0 && !(j->open_arrays & bit) && !j->after_key);
	char text[KEY_MAX + 4], *p = text; /* one write instead of four: an export has millions of keys */
	size_t n = strlen(key);
	must(n <= KEY_MAX);
	if (j->has_value & bit)
		*p++ = ',';
	j->has_value |= bit;
	*p++ = '"';
	memcpy(p, key, n);
	p += n;
	*p++ = '"';
	*p++ = ':';
	buf_add(j->out, text, (size_t)(p - text));
	j->after_key = true;
}

void
json_key_text(struct json *j, struct str key)
{
	uint32_t bit = UINT32_C(1) << j->depth;
	must(j->depth > 0 && !(j->open_arrays & bit) && !j->after_key);
	if (j->has_value & bit)
		buf_char(j->out, ',');
	j->has_value |= bit;
	quoted(j->out, key);
	buf_char(j->out, ':');
	j->after_key = true;
}

void
json_str(struct json *j, struct str s)
{
	value_comes(j);
	quoted(j->out, s);
}

void
json_int(struct json *j, int64_t v)
{
	value_comes(j);
	buf_int(j->out, v);
}

/* Mostly a number has at most three decimals, and printf is slow. The division is rounded correctly, as
 * reading the decimal number would be (IEEE 754), so what is written reads back. */
static bool
few_decimals(struct buf *out, double v)
{
	int64_t thousandths = fabs(v) < 1e9 ? llrint(v * 1000) : 0;
	if (fabs(v) >= 1e9 || (double)thousandths / 1000 != v || (v == 0 && signbit(v)))
		return false;
	if (thousandths < 0)
		buf_char(out, '-');
	uint64_t rest = (uint64_t)(thousandths < 0 ? -thousandths : thousandths);
	buf_int(out, (int64_t)(rest / 1000));
	rest %= 1000;
	if (rest > 0)
		buf_char(out, '.');
	for (; rest > 0; rest = rest * 10 % 1000)
		buf_char(out, (char)('0' + rest / 100));
	return true;
}

void
json_double(struct json *j, double v)
{
	char text[40];
	must(isfinite(v));
	value_comes(j);
	if (few_decimals(j->out, v))
		return;
	/* 17 digits always read back (IEEE 754 binary64); mostly fewer do. */
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_str(j->out, str_of(text));
}

void
json_bool(struct json *j, bool v)
{
	value_comes(j);
	buf_str(j->out, v ? STR("true") : STR("false"));
}

void
json_null(struct json *j)
{
	value_comes(j);
	buf_lit(j->out, "null");
}

void
json_kv_str(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

void
json_kv_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

void
json_kv_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void
json_kv_time(struct json *j, const char *key, int64_t seconds)
{
	json_key(j, key);
	char room[CLOCK_ISO_ROOM];
	if (seconds == 0)
		json_null(j);
	else
		json_str(j, clock_iso_in(room, seconds));
}
