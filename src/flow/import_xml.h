/*
 * Expat, as imports use it: in pieces of any size, namespaces resolved ("URI local"), UTF-8 alone.
 * What a hostile file could do to us: a DOCTYPE, and with it every entity, ends the reading;
 * elements may be 64 deep; expat has 8 MB for itself, which bounds the length of a tag and the
 * number of different names. One file at a time on a thread.
 */
#ifndef FLOW_IMPORT_XML_H
#define FLOW_IMPORT_XML_H

#include "base/str.h"

#define XML_DEPTH_MOST 64

struct xml;

/* Who reads. Nothing is called any more once xml_stop() was, or `broken`. */
struct xml_reader {
	void (*start)(void *arg, const char *name, const char **atts);
	void (*end)(void *arg);
	void (*text)(void *arg, struct str piece);
	bool (*broken)(void *arg, unsigned long line, struct str why); /* answers false */
	void *arg;
};

struct xml *xml_new(struct arena *, const struct xml_reader *);
bool xml_take(struct xml *, struct str piece, bool last);
void xml_free(struct xml **);

void xml_stop(struct xml *);
unsigned long xml_line(const struct xml *);
/** "" without one. */
struct str xml_attribute(const char **atts, const char *name);

#endif
