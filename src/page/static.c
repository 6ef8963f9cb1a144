/*
 * The style sheets, compiled in. Their path holds a digest of their bytes, so a browser may keep them for
 * ever and never has an old one. A fixed table: no path of a request ever meets the file system.
 */
#include "routes.h"

static const struct file {
	const char *id, *type, *bytes;
	size_t n;
} files[] = {
#define STATIC(id, type, bytes) {#id, type, bytes, sizeof(bytes) - 1},
#include "static.def"
#undef STATIC
};

/* "embed_css" -> "embed-0123456789ab.css" */
static struct str
file_name(struct arena *a, const struct file *f)
{
	struct hash h = crypt_digest((struct str){f->bytes, f->n});
	struct str rest = str_of(f->id), stem;
	must(str_cut(&rest, '_', &stem));
	return str_printf(a, "%.*s-%.*s.%.*s", STR_FMT(stem), STR_FMT(hex_encode(a, h.b, 6)),
			  STR_FMT(rest));
}

struct str
static_path(struct arena *a, struct str base_path, const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (strcmp(files[i].id, id) == 0)
			return str_printf(a, "%.*s/%.*s", STR_FMT(base_path),
					  STR_FMT(file_name(a, &files[i])));
	must(false);
	return STR("");
}

void
page_static(struct call *c, struct resp *resp)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (!str_eq(c->arg, file_name(c->arena, &files[i])))
			continue;
		resp->kind = RESP_CSS;
		resp->body = (struct str){files[i].bytes, files[i].n};
		resp->cache_control = STR("public, max-age=31536000, immutable");
		return;
	}
	answer_error(c, resp, 404);
}
