/*
 * What rejoinderd serves by: one configuration and everything made of it, swapped whole. A request takes
 * the present one and keeps it to its end.
 */
#ifndef MAIN_SERVICE_H
#define MAIN_SERVICE_H

#include "base/conf.h"
#include "flow/keep.h"
#include "http/req.h"

struct service;

/** Opens the store and all the rest by `start`, which must outlive the service. *ret_why: one line. */
enum err service_open(struct arena *, const struct conf *start, struct service **ret,
		      struct str *ret_why) NODISCARD;
/** When nobody serves or keeps house any more. */
void service_close(struct service **);

/** http/worker.h's `serve`; arg is a struct service. */
void service_serve(struct req *, void *arg);
/** The housekeeper's round by the settings in force; see keep_due(). */
bool service_keep(struct service *, struct rounds *, struct arena *);
/** When nobody serves or keeps house any more; see keep_counts(). */
void service_keep_counts(struct service *);

/** Reads the file again and opens the log anew. All of it comes into force, or, where anything is wrong
 * with it, nothing; a line in the log says which. What cannot change while running is named there. */
void service_reload(struct service *);

/** The log of these settings. */
enum err service_log(struct arena *, const struct conf *, struct str *ret_why) NODISCARD;

#endif
