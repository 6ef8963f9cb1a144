/*
 * What the picture beside a name is drawn from: a random value of the writer, as far as a status token proves
 * that one person wrote several comments. Never of the email: who knows an address could post with it and see
 * by the picture whose it is, and who copies name and address would get the picture too.
 */
#ifndef FLOW_AVATAR_H
#define FLOW_AVATAR_H

#include "flow/house.h"

#define AVATAR_BYTES 6

/** In hex. Random to whoever has not the key: a MAC of the chain's first comment. */
struct str avatar_value(struct arena *, const struct house *, const struct site *, const struct comment *);
/** False: no such value. */
bool avatar_read(struct str value, unsigned char out[AVATAR_BYTES]);

#endif
