/* The tables of routes.def and fields.def. */
#include "routes.h"

#define FIELDS(set) static const struct field fields_##set[] = {
#define FIELD(id, name, type, lo, hi, bytes, required) [id] = {name, type, lo, hi, bytes, required, false},
#define FIELD_MANY(id, name, type, lo, hi, bytes) [id] = {name, type, lo, hi, bytes, true, true},
#define FIELDS_END(set) [FIELDS_OF_##set] = {NULL, FIELD_TEXT, 0, 0, 0, false, false}};
#include "fields.def"
#undef FIELDS
#undef FIELD
#undef FIELD_MANY
#undef FIELDS_END

const struct route routes[] = {
#define ROUTE(method, pattern, handler, needs, body, set)                                          \
	{METHOD_##method, pattern, handler, needs, body, fields_##set, FIELDS_OF_##set},
#include "routes.def"
#undef ROUTE
};
const size_t n_routes = ARRAY_LEN(routes);
