/* A look at what a peer has sent, before libfcgi gets it. */
#ifndef HTTP_PEEK_H
#define HTTP_PEEK_H

#include <stdbool.h>

/** False: in the socket's queue stands something that no web server sends and libfcgi does not take
 * well: a parameter of a huge length, a record out of its place. Reads nothing away and waits for
 * nothing; what has not come yet is not judged. */
bool peek_ok(int fd);

#endif
