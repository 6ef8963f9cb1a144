/*
 * Parse at the door: urlencoded bytes (a body or a query string), or a JSON object in the body, become typed
 * values by a table of fields. Handlers see values, never bytes.
 *
 * Structural faults spoil the whole (status 400): a bad escape, invalid UTF-8, NUL, a doubled field
 * (unknown ones too) that is not MANY, more than FORM_FIELDS_MAX different fields, a MANY field more than
 * FORM_MANY_MAX times. A field that is missing or outside its limits
 * spoils only itself: `fault` says why and `text` still holds what was typed, so that the form can be
 * shown again with nothing lost. Unknown fields are ignored (no mass assignment).
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/str.h"

#define FORM_FIELDS_MAX 64
#define FORM_MANY_MAX 100

enum field_type {
	FIELD_TEXT, /* any characters but controls other than tab and newline; CRLF becomes LF;
		       limits in characters, `bytes` besides */
	FIELD_LINE, /* one line: trimmed; no control or bidi-format characters (utf8_is_control) */
	FIELD_INT,  /* decimal, lo..hi */
	FIELD_FLAG, /* present = 1 */
	FIELD_WORD  /* [A-Za-z0-9_.~-] only: tokens, keys, sort orders */
};

enum field_fault {
	FAULT_NONE,
	FAULT_MISSING,   /* required and not there, or with nothing in it that a reader would see */
	FAULT_SHORT,
	FAULT_LONG,      /* over lo..hi characters or over bytes */
	FAULT_CHARS,     /* characters that the type does not take */
	FAULT_NUMBER     /* no number, or outside lo..hi */
};

struct field {
	const char *name;
	enum field_type type;
	int64_t lo, hi;  /* characters (TEXT, LINE, WORD) or the number's bounds (INT) */
	size_t bytes;    /* at most so many bytes; 0 = 4 * hi */
	bool required;
	bool many;       /* may repeat, up to FORM_MANY_MAX: value.list; `fault` is the first one's */
};

struct value {
	bool given;              /* it was in the form, maybe empty */
	enum field_fault fault;
	struct str text;         /* as typed (after CRLF/trim rules); kept on a fault */
	int64_t n;               /* INT, FLAG */
	struct str *list;        /* MANY */
	size_t n_list;
};

/** Fills values[0..n) by fields[0..n). False: 400, nothing usable. */
bool form_parse(struct arena *, struct str encoded, const struct field *fields, size_t n,
		struct value *values) NODISCARD;

/** The same of one JSON object: strings, whole numbers and true; what is null or false is not given. Nothing
 * else is taken, nor what is nested. */
bool form_parse_json(struct arena *, struct str body, const struct field *fields, size_t n,
		     struct value *values) NODISCARD;

/** "application/x-www-form-urlencoded", with or without a charset=utf-8 parameter, any case. */
bool form_is_urlencoded(struct str content_type);
/** The same of "application/json". */
bool form_is_json(struct str content_type);

#endif
