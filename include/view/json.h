/*
 * A streaming JSON writer: strings escaped here and nowhere else ('<' as \u003c, U+2028 and U+2029 too, so
 * that the output is safe inside HTML and JavaScript). Commas are the writer's business; nesting is at
 * most 16 deep. Input text must be valid UTF-8.
 */
#ifndef VIEW_JSON_H
#define VIEW_JSON_H

#include "base/buf.h"

/* jansson, which reads JSON, exports these names too; to the linker ours are others. */
#define json_object rj_json_object
#define json_array rj_json_array
#define json_null rj_json_null

struct json {
	struct buf *out;
	uint32_t open_arrays; /* bit d: level d is an array */
	uint32_t has_value;   /* bit d: level d has a value already, so a comma is due */
	unsigned depth;
	bool after_key;
};

struct json json_to(struct buf *);
void json_object(struct json *);
void json_array(struct json *);
void json_end(struct json *); /* closes the innermost object or array */
void json_key(struct json *, const char *key); /* our own names: plain ASCII */
void json_key_text(struct json *, struct str key); /* any text */
void json_str(struct json *, struct str);
void json_int(struct json *, int64_t);
void json_double(struct json *, double); /* shortest that reads back; never NaN */
void json_bool(struct json *, bool);
void json_null(struct json *);

/* Pairs, the common case. */
void json_kv_str(struct json *, const char *key, struct str);
void json_kv_int(struct json *, const char *key, int64_t);
void json_kv_bool(struct json *, const char *key, bool);
/** Seconds as RFC 3339; 0 as null. */
void json_kv_time(struct json *, const char *key, int64_t);

#endif
