/*
 * The desk's pages about accounts: the own one, setting up an authenticator, its codes of recovery. What is
 * asked again for the password says so in its form.
 */
#ifndef VIEW_ACCOUNT_H
#define VIEW_ACCOUNT_H

#include "base/totp.h"
#include "view/view.h"

struct account_view {
	enum role role;
	bool has_factor;
	int64_t recovery;         /* codes that are left */
	const struct session *sessions;
	size_t n;
	int64_t here;             /* the one that asks */
	struct str password_error;/* beside the new one */
};
void view_account(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		  const struct account_view *);

struct factor_view {
	struct str sealed, spelled; /* the secret, for the form and for typing */
	struct qr qr;
	bool replaces;            /* one that there is */
};
void view_factor(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		 const struct factor_view *);
/** They are shown once. */
void view_factor_codes(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		       const struct str *codes, size_t n);

#endif
