/*
 * Who moderates: the desk's page for admins, and the page behind an invitation's link. What was typed is
 * shown again; errors are finished sentences, "" = none.
 */
#ifndef VIEW_PEOPLE_H
#define VIEW_PEOPLE_H

#include "view/view.h"

struct people_view {
	const struct account *people; /* disabled ones too */
	size_t n;
	const struct invite *invites; /* that are open */
	size_t n_invites;
	struct account_id open;       /* whose form is open; 0 = nobody's */
	int64_t open_invite;          /* likewise */
	struct str link;              /* that has just been made; "" = none */
	struct {
		bool open;
		enum role role;
		struct str name, name_error;
	} draft;
};
void view_people(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		 const struct people_view *);

struct join_view {
	struct str token;             /* of the form */
	struct str link;              /* the invitation's token: where it goes */
	enum role role;
	bool named;                   /* the name is given */
	struct str name, name_error, password_error;
};
void view_join(struct html *, struct arena *, const struct site_view *, const struct join_view *);
/** The link leads nowhere, or nowhere any more. */
void view_join_none(struct html *, struct arena *, const struct site_view *);

#endif
