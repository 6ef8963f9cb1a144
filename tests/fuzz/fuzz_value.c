/* The reader of JSON that imports use, against an independent one (jansson): both take the same texts, and find the
 * same in them; but for the bounds that are ours (depth, members, values), no text that jansson takes is refused. */
#include "fuzz.h"

#include <jansson.h>

#include "../../src/flow/import_value.h"

FUZZ_ARENA

static void same(const struct jval *, const json_t *);

static void
same_object(const struct jval *v, json_t *j)
{
	const char *key;
	json_t *member;
	must(jval_object(v));
	json_object_foreach(j, key, member)
	{
		const struct jval *mine = jval_get(v, key);
		must(mine != NULL);
		same(mine, member);
		must(jval_bool(v, key) ==
		     (json_is_true(member) ||
		      (json_is_string(member) && str_eq(jval_str(v, key), STR("true")))));
		if (json_is_real(member)) {
			double d = jval_real(v, key), theirs = json_real_value(member);
			must(memcmp(&d, &theirs, sizeof(d)) == 0);
		}
	}
}

static void
same(const struct jval *v, const json_t *j)
{
	if (json_is_string(j))
		must(str_eq(jval_own(v), (struct str){json_string_value(j), json_string_length(j)}));
	if (json_is_integer(j))
		must(jval_number(v, json_integer_value(j) ^ 1) == json_integer_value(j));
	else
		must(jval_number(v, 7) == 7 && jval_number(v, 8) == 8);
	must(jval_object(v) == json_is_object(j));
	if (json_is_object(j))
		same_object(v, (json_t *)(uintptr_t)j);
	must(jval_n(v) == json_array_size(j));
	size_t i = 0;
	for (const struct jval *one = jval_first(v); one != NULL; one = jval_next(one))
		same(one, json_array_get(j, i++));
	must(i == json_array_size(j));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_error_t error;
	const char *why = NULL;
	size_t at = 0;
	struct str text = {(const char *)data, size};
	json_t *theirs = json_loadb(text.p, text.n,
				    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	const struct jval *mine = jval_read(a, text, &why, &at);
	must((mine == NULL) == (why != NULL) && at <= size);
	if (mine != NULL && theirs == NULL) {
		/* Of a number that fits no type of C it knows nothing. */
		must(json_error_code(&error) == json_error_numeric_overflow);
	} else if (mine != NULL) {
		same(mine, theirs);
	} else {
		bool bound = str_find(str_of(why), STR("more than"), 0) != SIZE_MAX;
		/* Jansson takes a NUL behind a value for the end of the text; RFC 8259 has no such sign. */
		must(theirs == NULL || bound || str_has(text, '\0'));
	}
	json_decref(theirs);
	arena_reset(a);
	return 0;
}
