/* What a card tells of the person behind a comment. Texts are copied. */
#ifndef STORE_STORE_PERSON_H
#define STORE_STORE_PERSON_H

#include "model.h"
#include "store/db.h"

/** Votes on the newest HISTORY_MAX comments. */
enum err store_person_votes(struct db *, struct author_id, int64_t *ret_up, int64_t *ret_down) NODISCARD;
/** Names of those other than `but`, most frequent first, at most `limit`. */
enum err store_person_names(struct db *, struct arena *, struct author_id, struct str but, int64_t limit,
			    struct str **ret, size_t *ret_n) NODISCARD;
/** Comments that came from the network of this one, and people besides its writer: of the newest `limit`.
 * *ret_oldest: the last of them; 0 = there is none. */
enum err store_person_near(struct db *, struct arena *, struct site_id, struct comment_id, int64_t limit,
			   int64_t *ret_comments, int64_t *ret_people,
			   struct comment_id *ret_oldest) NODISCARD;
/** Those of them that others wrote and that the desk has a card of, newest first, none older than `oldest`,
 * at most `limit`: id, site, name, state, created, page and title alone. */
enum err store_person_near_newest(struct db *, struct arena *, struct site_id, struct comment_id,
				  struct comment_id oldest, int64_t limit, struct comment **ret,
				  size_t *ret_n) NODISCARD;
/** Bans on the address, lifted and expired ones too, newest first, at most `limit`. */
enum err store_person_bans(struct db *, struct arena *, struct site_id, struct author_id, int64_t limit,
			   struct ban **ret, size_t *ret_n) NODISCARD;
/** Comments that are shown or wait, of whoever is banned by this hash, newest first; borrowed, with the hash
 * that pseudonyms are made of. */
enum err store_person_posts(struct db *, struct site_id, const struct hash *ban, int64_t limit,
			    void (*row)(void *arg, const struct comment *, const struct hash *person),
			    void *arg) NODISCARD;

#endif
