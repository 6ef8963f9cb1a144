/* One request to a running rejoinderd, as the web server would send it: for `rejoinder doctor`. */
#ifndef HTTP_PROBE_H
#define HTTP_PROBE_H

#include "base/str.h"

struct probe {
	struct str path, base_url, host; /* where the form is sent to, which site's */
	struct str body;                 /* of a form */
	int seconds;                     /* how long an answer is waited for, in all */
};

/** Sends it to the socket and reads the answer to its end. *ret_status: 0 = none came, and *ret_why says why.
 * True: the answer is whole and has `want` in it. */
bool probe_post(struct arena *, const char *sock, const struct probe *, struct str want, int *ret_status,
		struct str *ret_why);

#endif
