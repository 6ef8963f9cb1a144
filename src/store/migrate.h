/* The ledger of migrations; store_migrate() stands in store/store.h. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "db_driver.h"
#include "store/store.h"

/** ERR_VERSION unless the database has exactly our schema; *ret_why says what to do. The handle's role
 * must be DB_KEEPER or DB_CONSOLE. */
enum err ledger_check(struct arena *, struct db *, struct str *ret_why) NODISCARD;

/** What the ledger says: 0 where there is none. */
struct ledger_standing {
	int64_t newest, ours;
};
enum err ledger_standing(struct arena *, struct db *, struct ledger_standing *ret,
			 struct str *ret_why) NODISCARD;

#endif
