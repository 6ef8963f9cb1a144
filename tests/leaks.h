/* KNOWN_LEAK("leak:libconfig"): what a library of others loses is no failure under LeakSanitizer. */
#ifndef TESTS_LEAKS_H
#define TESTS_LEAKS_H

#define KNOWN_LEAK(which)                                                                          \
	const char *__lsan_default_suppressions(void);                                             \
	const char *__lsan_default_suppressions(void)                                              \
	{                                                                                          \
		return (which);                                                                    \
	}                                                                                          \
                                                                                                   \
	const char *__lsan_default_options(void);                                                  \
	const char *__lsan_default_options(void)                                                   \
	{                                                                                          \
		return "print_suppressions=0";                                                     \
	}

#endif
