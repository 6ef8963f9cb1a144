/* Addresses of people: the canonical form is its own canonical form, so one person is one hash. */
#include "fuzz.h"

#include <ctype.h>

#include "base/email.h"
#include "model.h"

FUZZ_ARENA

static void
check_form(struct str form, struct str domain)
{
	must(form.n > 2 && form.n <= EMAIL_BYTES_MAX && utf8_valid(form));
	must(str_ends(form, str_cat(a, STR("@"), domain)));
}

/* "x.+tag" leaves "x." and "_+tag" leaves "_": no addresses by themselves. */
static bool
nobody_has(struct str form)
{
	size_t at = str_find(form, STR("@"), 0);
	bool letter = false;
	must(at != SIZE_MAX && at > 0);
	for (size_t i = 0; i < at; i++)
		letter |= (form.p[i] & 0x80) != 0 || isalnum((unsigned char)form.p[i]);
	return !letter || form.p[at - 1] == '.';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct email one, two, ban;
	if (email_canon(a, (struct str){(const char *)data, size}, &one)) {
		for (size_t i = 0; i < one.domain.n; i++)
			must(one.domain.p[i] > 0x20 && (one.domain.p[i] < 'A' || one.domain.p[i] > 'Z'));
		must(one.id_form.n <= EMAIL_BYTES_MAX && str_has(one.domain, '.'));
		check_form(one.id_form, one.domain);
		must(email_canon(a, one.id_form, &two));
		must(str_eq(one.id_form, two.id_form) && str_eq(one.ban_form, two.ban_form) &&
		     str_eq(one.domain, two.domain));
		if (nobody_has(one.ban_form))
			must(!email_canon(a, one.ban_form, &ban));
		else
			must(email_canon(a, one.ban_form, &ban) && str_eq(one.ban_form, ban.ban_form));
		email_wipe(&one);
	}
	arena_reset(a);
	return 0;
}
