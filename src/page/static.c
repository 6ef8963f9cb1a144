/*
 * The style sheets, scripts and the API's manual, compiled in. Their path holds a digest of their bytes, so
 * a browser may keep them for ever and never has an old one; embed.js has a short name besides, for pages
 * written by hand. A fixed table: no path of a request ever meets the file system.
 */
#include "routes.h"

/* How long a browser may keep what it asked for by its short name. */
#define SHORT_NAME_CACHE "public, max-age=300"

static const struct file {
	const char *id;
	enum resp_kind kind;
	const char *bytes;
	size_t n;
} files[] = {
#define STATIC(id, kind, bytes) {#id, kind, bytes, sizeof(bytes) - 1},
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

static void
send_file(struct call *c, struct resp *resp, const struct file *f, bool short_name)
{
	resp->kind = f->kind;
	resp->body = (struct str){f->bytes, f->n};
	resp->cache_control = short_name ? STR(SHORT_NAME_CACHE) : STR("public, max-age=31536000, immutable");
	resp->etag = str_printf(c->arena, "\"%.*s\"", STR_FMT(file_name(c->arena, f)));
	if (str_eq(c->req->if_none_match, resp->etag))
		resp->status = 304;
}

void
page_static(struct call *c, struct resp *resp)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		bool short_name = strcmp(files[i].id, "embed_js") == 0 && str_eq(c->arg, STR("embed.js"));
		if (short_name || str_eq(c->arg, file_name(c->arena, &files[i]))) {
			send_file(c, resp, &files[i], short_name);
			return;
		}
	}
	answer_error(c, resp, 404);
}

/* The manual of the API, at the address that programs expect. */
void
page_openapi(struct call *c, struct resp *resp)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (strcmp(files[i].id, "openapi_json") == 0)
			send_file(c, resp, &files[i], true);
	must(resp->body.n > 0);
}
