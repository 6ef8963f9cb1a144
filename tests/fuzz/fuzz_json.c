/* JSON: the input is a list of calls; what the writer made of them an independent reader (jansson) takes back
 * as the same values, and nothing in it could end a script or a line of one. */
#include "fuzz.h"

/* Both have functions of these names; ours are meant. Theirs are called by json_pack(). */
#define json_object jansson_object
#define json_array jansson_array
#define json_null jansson_null
#include <jansson.h>
#undef json_object
#undef json_array
#undef json_null

#include "view/json.h"

#define OUT_MAX (1u << 20)
#define DEEPEST 16 /* of the writer */

/* The writer, and the same tree made by jansson's own functions. */
struct pair {
	struct json j;
	json_t *open[DEEPEST + 1];
};

static const char *const keys[] = {"a", "id", "comments", "next", "k4", "k5", "k6", "k7"};
FUZZ_ARENA

/* Hangs a value where the next one belongs. False: that object has all its keys. */
static bool
hang(struct pair *p, json_t *value)
{
	json_t *at = p->open[p->j.depth];
	if (json_is_object(at)) {
		size_t n = json_object_size(at);
		if (n == ARRAY_LEN(keys)) {
			json_decref(value);
			return false;
		}
		json_key(&p->j, keys[n]);
		must(json_object_set_new(at, keys[n], value) == 0);
	} else {
		must(json_array_append_new(at, value) == 0);
	}
	return true;
}

static void
enter(struct pair *p, json_t *value)
{
	bool array = json_is_array(value);
	if (p->j.depth == DEEPEST || !hang(p, value)) {
		if (p->j.depth == DEEPEST)
			json_decref(value);
		return;
	}
	if (array)
		json_array(&p->j);
	else
		json_object(&p->j);
	p->open[p->j.depth] = value;
}

static void
put_number(struct pair *p, struct str bytes, bool real)
{
	int64_t n = 0;
	double d;
	memcpy(&n, bytes.p, bytes.n < sizeof(n) ? bytes.n : sizeof(n));
	memcpy(&d, &n, sizeof(d));
	if (!real) {
		if (hang(p, json_integer(n)))
			json_int(&p->j, n);
		return;
	}
	json_t *value = json_real(d); /* NULL: not finite, which the writer does not take either */
	if (value != NULL && hang(p, value))
		json_double(&p->j, d);
}

/* One call: a byte that names it, then what it needs up to a NUL. */
static void
call(struct pair *p, char what, struct str arg)
{
	switch (what & 7) {
	case 0:
		enter(p, json_pack("{}"));
		break;
	case 1:
		enter(p, json_pack("[]"));
		break;
	case 2:
		if (p->j.depth > 1)
			json_end(&p->j);
		break;
	case 3:
		put_number(p, arg, false);
		break;
	case 4:
		put_number(p, arg, true);
		break;
	case 5:
		if (hang(p, json_boolean(arg.n & 1)))
			json_bool(&p->j, arg.n & 1);
		break;
	case 6:
		if (hang(p, json_pack("n")))
			json_null(&p->j);
		break;
	case 7:
		arg = fuzz_text(a, arg);
		if (hang(p, json_stringn(arg.p, arg.n)))
			json_str(&p->j, arg);
		break;
	}
}

/* As json_equal(), but 5.0 is written "5" and read as a whole number. */
static bool
same(const json_t *want, const json_t *got)
{
	if (json_is_real(want))
		return json_is_number(got) && json_number_value(got) == json_real_value(want);
	if (json_typeof(want) != json_typeof(got))
		return false;
	if (json_is_array(want)) {
		bool ok = json_array_size(want) == json_array_size(got);
		for (size_t i = 0; ok && i < json_array_size(want); i++)
			ok = same(json_array_get(want, i), json_array_get(got, i));
		return ok;
	}
	if (json_is_object(want)) {
		bool ok = json_object_size(want) == json_object_size(got);
		for (size_t i = 0; ok && i < json_object_size(want); i++)
			ok = same(json_object_get(want, keys[i]), json_object_get(got, keys[i]));
		return ok;
	}
	return json_equal(want, got) != 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = {(const char *)data, size};
	struct buf out = buf_in(a, OUT_MAX);
	struct pair p = {.j = json_to(&out)};
	json_t *top = json_pack("[]"), *got;
	json_error_t why;
	json_array(&p.j);
	p.open[1] = top;
	while (rest.n > 0) {
		struct str arg = fuzz_part(&rest);
		call(&p, arg.n > 0 ? arg.p[0] : 0, arg.n > 0 ? str_from(arg, 1) : arg);
	}
	while (p.j.depth > 0)
		json_end(&p.j);
	struct str text = buf_view(&out);
	if (!out.over) {
		must(utf8_valid(text) && !str_has(text, '<') && !str_has(text, '\n'));
		must(str_find(text, STR("\xE2\x80\xA8"), 0) == SIZE_MAX &&
		     str_find(text, STR("\xE2\x80\xA9"), 0) == SIZE_MAX);
		got = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
		must(got != NULL && same(top, got));
		json_decref(got);
	}
	json_decref(top);
	arena_reset(a);
	return 0;
}
