/* JSON of imports; see import_json.h. import_value.c judges each value; here is only where one ends. */
#include "import_json.h"

#include "base/buf.h"

#define VALUE_BYTES_MAX (4u << 20)

enum place {
	AT_TOP,	      /* before the file's value */
	AT_VALUE,     /* a value must come, */
	AT_FIRST,     /* or the array ends */
	AT_NEXT,      /* a comma, or the array ends */
	AT_KEY,	      /* a name must come, */
	AT_KEY_FIRST, /* or the object ends */
	AT_COLON,
	AT_MEMBER, /* a member's value */
	AT_COMMA,  /* a comma, or the object ends */
	AT_END	   /* nothing but white space */
};

struct split {
	struct arena *arena;
	struct arena *values; /* of the value that is handed over */
	struct split_reader reader;
	enum split_kind kind;
	enum place place;
	bool in_object; /* the array that is read is a member */
	bool taking, is_key, in_text, escaped, bare;
	unsigned depth;
	unsigned long line, begin; /* counted from 1 */
	struct buf bytes;	   /* of the value that is taken */
	struct buf key;
	bool stopped;
};

struct split *
split_new(struct arena *a, enum split_kind kind, const struct split_reader *reader)
{
	struct split *s = arena_new_of(a, struct split);
	s->arena = a;
	s->values = arena_new();
	s->reader = *reader;
	s->kind = kind;
	s->line = s->begin = 1;
	s->bytes = buf_in(a, VALUE_BYTES_MAX);
	s->key = buf_in(a, 200);
	return s;
}

static bool
broken(struct split *s, unsigned long line, struct str why)
{
	s->stopped = true;
	return s->reader.broken(s->reader.arg, line, why);
}

static bool
give(struct split *s)
{
	const char *why;
	size_t at;
	struct str text = buf_view(&s->bytes);
	if (s->bytes.over)
		return broken(s, s->begin, STR("a value is longer than 4 MB"));
	const struct jval *v = jval_read(s->values, text, &why, &at);
	if (v == NULL) {
		unsigned long line = s->begin;
		for (size_t i = 0; i < at; i++)
			line += text.p[i] == '\n';
		return broken(s, line, str_printf(s->arena, "the JSON is broken: %s", why));
	}
	bool ok = s->reader.value(s->reader.arg, s->begin, buf_view(&s->key), v);
	arena_reset(s->values);
	buf_clear(&s->bytes);
	s->stopped = s->stopped || !ok;
	return ok;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool
end_line(struct split *s)
{
	struct str text = buf_view(&s->bytes);
	bool ok = true;
	s->begin = s->line;
	if (str_trim(text).n > 0 || s->bytes.over)
		ok = give(s);
	buf_clear(&s->bytes);
	s->line++;
	return ok;
}

static bool
take_lines(struct split *s, struct str piece, bool last)
{
	while (piece.n > 0) {
		const char *end = memchr(piece.p, '\n', piece.n);
		size_t n = end == NULL ? piece.n : (size_t)(end - piece.p);
		buf_add(&s->bytes, piece.p, n);
		if (s->bytes.over) /* its end may be a gigabyte away */
			return end_line(s);
		if (end == NULL)
			break;
		if (!end_line(s))
			return false;
		piece = str_from(piece, n + 1);
	}
	return !last || end_line(s);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static bool
unexpected(struct split *s, char c)
{
	static const char *const wanted[] = {
		[AT_TOP] = "an array or an object",
		[AT_VALUE] = "a value",
		[AT_FIRST] = "a value or ]",
		[AT_NEXT] = "a comma or ]",
		[AT_KEY] = "a name",
		[AT_KEY_FIRST] = "a name or }",
		[AT_COLON] = "a colon",
		[AT_MEMBER] = "a value",
		[AT_COMMA] = "a comma or }",
		[AT_END] = "the end of the file",
	};
	bool shown = c > ' ' && c < 0x7F;
	return broken(s, s->line,
		      str_printf(s->arena, "the JSON is broken: %s stands where %s is due",
				 shown ? (char[]){c, 0} : "something", wanted[s->place]));
}

static void
begin_taking(struct split *s, char c, bool is_key)
{
	s->taking = true;
	s->is_key = is_key;
	s->in_text = c == '"';
	s->bare = !s->in_text && c != '{' && c != '[';
	s->depth = c == '{' || c == '[';
	s->begin = s->line;
	s->escaped = false;
	buf_clear(&s->bytes);
	buf_char(&s->bytes, c);
}

static bool
end_taking(struct split *s)
{
	struct str text = buf_view(&s->bytes);
	s->taking = false;
	if (s->is_key) {
		buf_clear(&s->key);
		buf_str(&s->key, text.n >= 2 ? str_sub(text, 1, text.n - 1) : text);
		s->place = AT_COLON;
		if (s->key.over)
			return broken(s, s->line, STR("a name is longer than 200 bytes"));
		return true;
	}
	s->place = s->place == AT_MEMBER ? AT_COMMA : AT_NEXT;
	return give(s);
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
take_mark(struct split *s, char c)
{
	switch (s->place) {
	case AT_TOP:
		if (c != '[' && c != '{')
			return unexpected(s, c);
		s->place = c == '[' ? AT_FIRST : AT_KEY_FIRST;
		return true;
	case AT_KEY_FIRST:
	case AT_KEY:
		if (c == '"')
			begin_taking(s, c, true);
		else if (c == '}' && s->place == AT_KEY_FIRST)
			s->place = AT_END;
		else
			return unexpected(s, c);
		return true;
	case AT_COLON:
		s->place = AT_MEMBER;
		return c == ':' || unexpected(s, c);
	case AT_MEMBER:
		if (c != '[') {
			begin_taking(s, c, false);
			return true;
		}
		s->in_object = true;
		s->place = AT_FIRST;
		return true;
	case AT_COMMA:
		s->place = c == ',' ? AT_KEY : AT_END;
		return c == ',' || c == '}' || unexpected(s, c);
	case AT_FIRST:
	case AT_VALUE:
		if (c == ']' && s->place == AT_FIRST)
			s->place = s->in_object ? AT_COMMA : AT_END;
		else
			begin_taking(s, c, false);
		return true;
	case AT_NEXT:
		if (c != ',' && c != ']')
			return unexpected(s, c);
		s->place = c == ',' ? AT_VALUE : s->in_object ? AT_COMMA : AT_END;
		return true;
	case AT_END:
		break;
	}
	return unexpected(s, c);
}

/* Inside a value. *ret_again: the byte ended a bare one and is to be looked at once more. */
static bool
take_inner(struct split *s, char c, bool *ret_again)
{
	*ret_again = false;
	if (s->in_text) {
		buf_char(&s->bytes, c);
		if (s->escaped)
			s->escaped = false;
		else if (c == '\\')
			s->escaped = true;
		else if (c == '"')
			s->in_text = false;
		return s->in_text || s->depth > 0 || end_taking(s);
	}
	if (s->bare) {
		if (is_white(c) || str_has(STR(",]}:[{\""), c)) {
			*ret_again = true;
			return end_taking(s);
		}
		buf_char(&s->bytes, c);
		return true;
	}
	buf_char(&s->bytes, c);
	if (c == '"')
		s->in_text = true;
	else if ((c == '{' || c == '[') && ++s->depth > JVAL_DEEPEST)
		return broken(s, s->line, STR("values stand more than 32 deep"));
	else if ((c == '}' || c == ']') && --s->depth == 0)
		return end_taking(s);
	return true;
}

static bool
take_parts(struct split *s, struct str piece, bool last)
{
	for (size_t i = 0; i < piece.n; i++) {
		char c = piece.p[i];
		bool again = !s->taking;
		if (s->taking && !take_inner(s, c, &again))
			return false;
		if (s->bytes.over)
			return broken(s, s->begin, STR("a value is longer than 4 MB"));
		if (again && !is_white(c) && !take_mark(s, c))
			return false;
		s->line += c == '\n';
	}
	if (!last || s->place == AT_END)
		return true;
	return broken(s, s->line, STR("the file ends too early"));
}

bool
split_take(struct split *s, struct str piece, bool last)
{
	if (s->stopped)
		return false;
	return s->kind == SPLIT_LINES ? take_lines(s, piece, last) : take_parts(s, piece, last);
}

void
split_free(struct split **split)
{
	if (*split != NULL)
		arena_free(&(*split)->values);
	*split = NULL;
}
