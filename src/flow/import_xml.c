/* Expat with its bounds; see import_xml.h. */
#include "import_xml.h"

#include <expat.h>

#define EXPAT_BYTES_MAX (8u << 20)

struct xml {
	struct arena *arena;
	struct xml_reader reader;
	XML_Parser parser;
	size_t depth;
	bool stopped;
};

/* expat hands no argument to its allocator. */
static _Thread_local size_t expat_bytes;

union block {
	size_t n;
	max_align_t align;
};

static void *
expat_realloc(void *p, size_t n)
{
	union block *b = p == NULL ? NULL : (union block *)p - 1;
	size_t had = b == NULL ? 0 : b->n;
	if (n > EXPAT_BYTES_MAX || expat_bytes - had + n > EXPAT_BYTES_MAX)
		return NULL;
	expat_bytes += n - had;
	b = heap_grow(b, 1, sizeof(*b) + n);
	b->n = n;
	return b + 1;
}

static void *
expat_malloc(size_t n)
{
	return expat_realloc(NULL, n);
}

static void
expat_free(void *p)
{
	if (p == NULL)
		return;
	union block *b = (union block *)p - 1;
	expat_bytes -= b->n;
	heap_free(b);
}

void
xml_stop(struct xml *x)
{
	x->stopped = true;
	XML_StopParser(x->parser, XML_FALSE);
}

unsigned long
xml_line(const struct xml *x)
{
	return XML_GetCurrentLineNumber(x->parser);
}

struct str
xml_attribute(const char **atts, const char *name)
{
	for (size_t i = 0; atts[i] != NULL; i += 2)
		if (strcmp(atts[i], name) == 0)
			return str_of(atts[i + 1]);
	return STR("");
}

static bool
broken(struct xml *x, struct str why)
{
	xml_stop(x);
	return x->reader.broken(x->reader.arg, xml_line(x), why);
}

static void XMLCALL
on_start(void *arg, const char *name, const char **atts)
{
	struct xml *x = arg;
	if (x->stopped)
		return;
	if (++x->depth > XML_DEPTH_MOST)
		broken(x, str_printf(x->arena, "elements stand more than %d deep", XML_DEPTH_MOST));
	else
		x->reader.start(x->reader.arg, name, atts);
}

static void XMLCALL
on_end(void *arg, const char *name)
{
	struct xml *x = arg;
	(void)name;
	if (x->stopped)
		return;
	x->depth--;
	x->reader.end(x->reader.arg);
}

static void XMLCALL
on_text(void *arg, const char *p, int n)
{
	struct xml *x = arg;
	if (!x->stopped)
		x->reader.text(x->reader.arg, (struct str){p, (size_t)n});
}

static void XMLCALL
on_doctype(void *arg, const char *name, const char *sysid, const char *pubid, int internal)
{
	(void)name, (void)sysid, (void)pubid, (void)internal;
	broken(arg, STR("the file has a DOCTYPE, which is refused: it could name entities"));
}

static void XMLCALL
on_declaration(void *arg, const char *version, const char *encoding, int standalone)
{
	struct xml *x = arg;
	(void)version, (void)standalone;
	if (encoding == NULL || strcasecmp(encoding, "utf-8") == 0 ||
	    strcasecmp(encoding, "us-ascii") == 0)
		return;
	broken(x, str_printf(x->arena,
			     "the file is in %.40s; only UTF-8 is read: make a copy with "
			     "`iconv -f %.40s -t UTF-8`, whose first line says UTF-8 too",
			     encoding, encoding));
}

struct xml *
xml_new(struct arena *a, const struct xml_reader *reader)
{
	static const XML_Memory_Handling_Suite memory = {expat_malloc, expat_realloc, expat_free};
	struct xml *x = arena_new_of(a, struct xml);
	x->arena = a;
	x->reader = *reader;
	must(expat_bytes == 0);
	x->parser = XML_ParserCreate_MM("UTF-8", &memory, " ");
	must(x->parser != NULL);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetXmlDeclHandler(x->parser, on_declaration);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

bool
xml_take(struct xml *x, struct str piece, bool last)
{
	must(piece.n <= INT32_MAX);
	if (x->stopped)
		return false;
	if (XML_Parse(x->parser, piece.p, (int)piece.n, last) == XML_STATUS_OK)
		return true;
	if (x->stopped)
		return false;
	enum XML_Error e = XML_GetErrorCode(x->parser);
	if (e == XML_ERROR_NO_MEMORY)
		return broken(x, STR("a tag is too long, or there are too many different names"));
	if (e == XML_ERROR_NO_ELEMENTS || e == XML_ERROR_UNCLOSED_TOKEN)
		return broken(x, STR("the file ends too early"));
	return broken(x, str_printf(x->arena, "the XML is broken: %s", XML_ErrorString(e)));
}

void
xml_free(struct xml **x)
{
	if ((*x)->parser != NULL)
		XML_ParserFree((*x)->parser);
	must(expat_bytes == 0);
	*x = NULL;
}
