/* Feeds a fuzz target its corpus: the short regression of `make test`, without clang. The folder is
 * tests/fuzz/corpus/NAME, by the program's own name; a fault ends the process, and the plan is not kept. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "fuzz.h"

/* Targets without a state of their own need no start. */
int __attribute__((weak))
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static struct str
read_file(struct arena *a, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && fstat(fd, &st) == 0);
	size_t n = (size_t)st.st_size, got = 0;
	char *p = arena_alloc(a, n);
	while (got < n) {
		ssize_t k = read(fd, p + got, n - got);
		must(k > 0);
		got += (size_t)k;
	}
	close(fd);
	return (struct str){p, n};
}

int
main(int argc, char **argv)
{
	struct dirent **names;
	struct arena *a = arena_new();
	const char *slash = strrchr(argv[0], '/'), *name = slash != NULL ? slash + 1 : argv[0];
	const char *folder = str_z(a, str_printf(a, "tests/fuzz/corpus/%s", name + strlen("fuzz_")));
	int n = scandir(folder, &names, NULL, alphasort), done = 0;
	must(n > 2);
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			struct str in = read_file(a, str_z(a, str_printf(a, "%s/%s", folder, names[i]->d_name)));
			/* A copy of exactly its size, so that a sanitizer sees a read past its end. */
			uint8_t *exact = malloc(in.n);
			memcpy(exact, in.p, in.n);
			(void)LLVMFuzzerTestOneInput(exact, in.n);
			free(exact);
			printf("ok %d - %s holds\n", ++done, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	printf("1..%d\n", done);
	arena_free(&a);
	return 0;
}
