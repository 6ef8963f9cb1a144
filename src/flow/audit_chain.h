/* What the chain of the book is made of. Private to flow/audit*.c; the form is in flow/audit.h. */
#ifndef FLOW_AUDIT_CHAIN_H
#define FLOW_AUDIT_CHAIN_H

#include "flow/audit.h"

struct hash audit_digest(struct arena *, const struct audit_row *);
struct hash audit_hash(struct arena *, const struct hash *before, const struct audit_row *);
/** What is signed of a head. */
struct str audit_statement(struct arena *, const struct audit_head *);

#endif
