/*
 * The two words that a supervisor and a daemon exchange, by hand because each is a few lines: a socket that
 * is open already (sd_listen_fds(3)) and "ready" (sd_notify(3)). Both are environment variables of
 * systemd's that others speak as well.
 */
#ifndef HTTP_SUPERVISE_H
#define HTTP_SUPERVISE_H

#include "base/str.h"

/** The listening socket that the supervisor has opened, made non-blocking; -1: it gave none. It is the
 * supervisor's: never shut down, unlinked or re-moded by us. ERR_INPUT: what it gave is not one listening
 * unix socket. Before any thread: it clears the environment's LISTEN_…. */
enum err supervise_socket(struct arena *, int *ret_fd, struct str *ret_why) NODISCARD;

/** Tells the supervisor ("READY=1", "STOPPING=1", "RELOADING=1\n…"), if there is one that listens. */
void supervise_tell(struct str state);

#endif
