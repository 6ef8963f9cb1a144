/*
 * Locks between processes, beside the database: FILE.serve and FILE.write, by flock(2). (A lock on the
 * database file itself would be SQLite's business, and closing it would drop SQLite's own.)
 *
 * The daemon holds serve for its life and is then the one checkpointer. Whoever commits or checkpoints
 * holds write meanwhile, the daemon too. A command line that can take serve is writer and checkpointer;
 * else it writes under write and never checkpoints. (Before SQLite 3.51.3 a checkpoint racing a commit of
 * another connection can lose it.)
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/str.h"

struct locks {
	int serve_fd, write_fd;
	bool owner; /* holds serve */
};

enum err locks_open(struct arena *, struct str db_path, struct locks *ret,
		    struct str *ret_why) NODISCARD;
void locks_close(struct locks *);
/** Opens and takes both: nobody else has the database until locks_close(). ERR_BUSY: somebody has it. */
enum err locks_alone(struct arena *, struct str db_path, struct locks *ret,
		     struct str *ret_why) NODISCARD;
/** Takes serve if it is free; true if we hold it now. */
bool locks_own(struct locks *);
/** Waits up to `ms`; ERR_BUSY after that. */
enum err locks_write(struct locks *, int64_t ms) NODISCARD;
void locks_write_done(struct locks *);

#endif
