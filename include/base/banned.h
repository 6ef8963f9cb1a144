/*
 * Calls that do not compile here, with what to use instead. The Makefile includes this file before
 * every other, so nobody can forget it. (The idea is git's banned.h.)
 *
 * The system headers that declare these names come first: after that the names are poisoned.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <sys/time.h>
#include <unistd.h>

#define BANNED(call) sorry_##call##_see_base_banned_h

#undef strcpy
#define strcpy(d, s) BANNED(strcpy_use_str_or_buf)
#undef strcat
#define strcat(d, s) BANNED(strcat_use_buf)
#undef strncpy
#define strncpy(d, s, n) BANNED(strncpy_use_str_or_buf)
#undef strncat
#define strncat(d, s, n) BANNED(strncat_use_buf)
#undef sprintf
#define sprintf(...) BANNED(sprintf_use_buf_printf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf_use_buf_printf)
#undef gets
#define gets(s) BANNED(gets)
#undef strtok
#define strtok(s, d) BANNED(strtok_use_str_cut)
#undef strtok_r
#define strtok_r(s, d, p) BANNED(strtok_r_use_str_cut)
#undef atoi
#define atoi(s) BANNED(atoi_use_str_int)
#undef atol
#define atol(s) BANNED(atol_use_str_int)
#undef alloca
#define alloca(n) BANNED(alloca_use_arena)
#undef rand
#define rand() BANNED(rand_use_crypt_random)
#undef random
#define random() BANNED(random_use_crypt_random)
#undef system
#define system(c) BANNED(system_no_shell)
#undef popen
#define popen(c, m) BANNED(popen_no_shell)

/* Time comes from base/clock.h alone, so that a test can stop it. */
#undef time
#define time(t) BANNED(time_use_clock_now)
#undef gettimeofday
#define gettimeofday(a, b) BANNED(gettimeofday_use_clock_now)

#endif
