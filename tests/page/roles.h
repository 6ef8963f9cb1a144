/* Somebody signed in of each role, at the first site of the one world: "vic", "max" and "ada". */
#ifndef TESTS_PAGE_ROLES_H
#define TESTS_PAGE_ROLES_H

#include "one_world.h"

static struct str cookie_of[ROLE__MAX], csrf_of[ROLE__MAX];

static const char *const role_names[ROLE__MAX] = {"vic", "max", "ada"};

static void
add_account(const char *name, enum role role)
{
	struct fixture *f = &w->f;
	struct account_id id;
	enum account_outcome out;
	assert_int_equal(actor_add(f->house, f->site, f->a, f->console, str_of(name), role,
				   str_copy(f->a, STR("correct horse")), &out, &id), ERR_OK);
}

static const struct moderator *
sign_in_as(enum role role)
{
	struct fixture *f = &w->f;
	struct signed_in in;
	const struct moderator *m;
	assert_int_equal(actor_sign_in(f->house, f->site, f->a, str_of(role_names[role]),
				       str_copy(f->a, STR("correct horse")), STR("192.0.2.0/24"), &in),
			 ERR_OK);
	assert_int_equal(actor_session(f->house, f->site, f->a, in.token, &m), ERR_OK);
	csrf_of[role] = actor_csrf(f->a, f->house, m);
	cookie_of[role] = str_printf(f->a, "__Host-rj_session_%ld=%.*s", (long)f->site->id.n,
				     STR_FMT(in.token));
	w->touched = true;
	return m;
}

static inline void
sign_in_all(void)
{
	for (enum role role = 0; role < ROLE__MAX; role++) {
		add_account(role_names[role], role);
		sign_in_as(role);
	}
}

/* `role` ROLE__MAX: nobody is signed in. */
static inline struct fc_answer
look(enum role role, const char *below, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET",
				    .path = str_cat(w->a, STR("/comments/moderate/"), str_of(below)),
				    .query = str_of(query),
				    .cookie = role == ROLE__MAX ? STR("") : cookie_of[role]});
}

/* `form`: the fields but csrf, urlencoded. */
static inline struct fc_answer
send_form(enum role role, const char *below, const char *form)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST",
				    .path = str_cat(w->a, STR("/comments/moderate/"), str_of(below)),
				    .body = str_printf(w->a, "csrf=%.*s&%s", STR_FMT(csrf_of[role]), form),
				    .cookie = cookie_of[role]});
}

/* A word so many times over: what a field takes at most. */
static inline const char *
over(const char *word, int n)
{
	struct buf b = buf_in(w->a, strlen(word) * (size_t)n + 1);
	for (int i = 0; i < n; i++)
		buf_str(&b, str_of(word));
	return str_z(w->a, buf_view(&b));
}

#endif
