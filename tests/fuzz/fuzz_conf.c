/* The configuration: any file is taken whole, or refused in one line that begins with its name. */
#include "fuzz.h"

#include <sys/mman.h>

#include "base/conf.h"
#include "leaks.h"

/* libconfig 1.5 loses the text before which it finds a syntax error. */
KNOWN_LEAK("leak:libconfig")

FUZZ_ARENA

static void
check_conf(const struct conf *c)
{
	must(c->n_sites > 0 && c->workers >= 9 && c->workers <= 1024);
	for (size_t i = 0; i < c->n_sites; i++) {
		const struct site_conf *s = &c->sites[i];
		must(s->name.n > 0 && s->host.n > 0 && s->base_path.p[0] == '/' && s->pages.n > 0);
		must(str_has(s->base_url, ':') && s->page_size >= 1 && s->page_size <= 200);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *untouched = (struct conf *)(uintptr_t)1, *c = untouched;
	struct str why = {0};
	int fd = memfd_create("conf", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	const char *path = str_z(a, str_printf(a, "/proc/self/fd/%d", fd));
	enum err e = conf_read(a, path, &c, &why);
	if (e == ERR_OK) {
		check_conf(c);
		conf_free(&c);
	} else {
		must(c == untouched && why.n > 0 && !str_has(why, '\n') && utf8_valid(why));
		must(str_starts(why, str_of(path)));
	}
	close(fd);
	arena_reset(a);
	return 0;
}
