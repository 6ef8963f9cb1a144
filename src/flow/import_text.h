/* Texts of feeds and of other systems, as titles, names and plain text. */
#ifndef FLOW_IMPORT_TEXT_H
#define FLOW_IMPORT_TEXT_H

#include "base/str.h"

/** Runs of white space become one blank, none at the ends. */
struct str text_squeezed(struct arena *, struct str);
/** What an HTML text says: tags dropped, references decoded once. Unknown ones stay as they are. */
struct str text_of_html(struct arena *, struct str);
/** The name in an address as RSS writes authors: "mail@news.example (Ana Lind)" or "Ana Lind <mail@…>"; ""
 * where there is only the address. */
struct str text_without_mail(struct str);

/** By its mark, or by a zero beside each of the first two characters, which are ASCII in what is imported. */
bool text_is_utf16(struct str head);
#define UTF16_REFUSED                                                                              \
	"the file is in UTF-16; only UTF-8 is read: make a copy with `iconv -f UTF-16 -t UTF-8`; "    \
	"where its first line names an encoding, it must name UTF-8 then"

#endif
