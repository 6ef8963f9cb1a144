/*
 * An answer as FastCGI records (FastCGI 1.0, sections 3.3 and 5.5): its bytes in as few records as hold
 * them, their end, the end of the request; gathered where they lie and, into a socket with room, in one
 * system call. libfcgi would copy all of it through a buffer of 8 KB: a page of 200 comments was 32 writes.
 * Private to http/.
 */
#ifndef HTTP_FRAME_H
#define HTTP_FRAME_H

#include "base/str.h"

/** Sends `head` and `body` as the whole answer to the request `id`. False: the peer is gone, or has taken
 * nothing for as long as the socket waits (SO_SNDTIMEO). */
bool frame_send(int fd, int id, struct str head, struct str body) NODISCARD;

#endif
