#!/bin/bash
# Calls that have broken other programs of this kind: unbounded copies, shells, select() beyond 1024 descriptors
# (CVE-2012-6687), clocks and chance that a test cannot stop, secrets compared byte by byte. banned.h stops many at
# compile time; this finds the rest, and that banned.h is still there.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# Read once a tree: every law below looks at the same lines.
code() { # ROOT
	local files kept=$work/.code${PWD//\//-}
	if [[ ! -e $kept ]]; then
		mapfile -t files < <(c_files "$1" src include | grep -v '/include/base/banned\.h$')
		c_code code "${files[@]}" >"$kept"
	fi
	cat "$kept"
}

# Lines of code that match, less those of the files that may: find_calls ROOT REGEX WHY [FILES]
find_calls() {
	code "$1" | grep -E "^[^:]*:[0-9]*:.*$2" | grep -vE "^[./]*(${4:-none}):" |
		awk -F: -v why="$3" '{ print $1 ":" $2 ": " why }'
	return 0
}

call() { # NAMES as a|b -> a regex of the call
	printf '%s' "(^|[^a-zA-Z0-9_>.])($1)[[:space:]]*\\("
}

copies() {
	find_calls "$1" "$(call 'strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|alloca|scanf|sscanf|fscanf|wcscpy')" \
		"copies without a bound"
	find_calls "$1" "$(call 'atoi|atol|atoll|atof')" "reads numbers without an error"
}

shells() {
	find_calls "$1" "$(call 'system|popen|exec[lv]p?e?|execvpe|fexecve|execveat|posix_spawnp?|fork|vfork|daemon|wordexp')" \
		"starts a program"
	find_calls "$1" "$(call 'dlopen|mktemp|tmpnam|tempnam')" "opens what others may have put there"
}

chance() {
	find_calls "$1" "$(call 's?rand|s?random|rand_r|[dlm]rand48|random_r|uuid_generate[a-z_]*')" \
		"is no randomness; crypt_random() is"
}

clocks() {
	find_calls "$1" "$(call 'time|gettimeofday|localtime|localtime_r|mktime|ctime|ctime_r|asctime|ftime')" \
		"is a clock that no test can stop" 'src/base/clock\.c'
}

descriptors() {
	find_calls "$1" "($(call 'select|pselect')|FD_(SET|ZERO|ISSET|CLR))" "breaks beyond 1024 descriptors"
}

# memcmp() ends at the first difference, and so tells how far a guess was right.
secrets() {
	find_calls "$1" "$(call 'memcmp|strcmp|strncmp|bcmp')[^;]*(mac|token|hash|key|secret|passw|csrf|digest)" \
		"compares a secret; crypt_equal() does" 'src/base/crypt\.c'
	find_calls "$1" "$(call 'str_eq|str_cmp')[^;]*(token|csrf|secret|passw[a-z]*([.]p|[.]n|,|\))|_mac)" \
		"compares a secret; crypt_equal() does"
}

# No code stands behind the checks of the compiler.
makefile() {
	local want
	for want in '-include base/banned.h' -Wvla -Wformat=2 -Werror=format-security -Werror=unused-result; do
		grep -qe "[[:space:]]$want\\b" "$1/Makefile" || echo "$1/Makefile: $want is gone"
	done
	for want in strcpy sprintf strtok atoi alloca rand system popen time; do
		grep -qE "^#define $want\\(.*BANNED\\(" "$1/include/base/banned.h" ||
			echo "$1/include/base/banned.h: $want() is not banned"
	done
}

plant src/view/a.c <<'X'
void a(void) { strcpy(x, y); } // PLANTED
void b(void) { n = atoi (z); } // PLANTED
void c(void) { char *t = strtok(z, ","); } // PLANTED
void d(void) { system("ls"); } // PLANTED
void e(void) { execve(p, v, e); } // PLANTED
void f(void) { n = rand() % 6; } // PLANTED
void g(void) { n = time(NULL); } // PLANTED
void h(void) { FD_SET(3, &s); } // PLANTED
void i(void) { select(3, &s, 0, 0, 0); } // PLANTED
void j(void) { if (memcmp(a->token, b, 16) == 0) x(); } // PLANTED
void k(void) { if (str_eq(given, c->csrf)) x(); } // PLANTED
void l(void) { char *p = alloca(n); } // PLANTED
/* strcpy(a, b) and time(NULL) in a comment */
const char *m = "system(3), rand()";
void n(void) { run_time(1); c->time(2); memcmp(a, b, 3); str_eq(word, STR("token")); }
X
plant src/base/crypt.c <<'X'
bool crypt_equal(const void *x) { return memcmp(mac, x, 16) == 0; }
X
plant src/base/clock.c <<'X'
int64_t clock_now(void) { return time(NULL); }
X
plant Makefile <<'X'
X
plant include/base/banned.h <<'X'
X

echo 1..8
finds_planted copies shells chance clocks descriptors secrets
holds "no copy without a bound, no number without an error" copies .
holds "no shell, no program is started" shells .
holds "chance comes from crypt_random() alone" chance .
holds "time comes from base/clock.c alone" clocks .
holds "no select()" descriptors .
holds "secrets are compared in constant time" secrets .
if [[ -n $(makefile "$work") ]]; then
	holds "the compiler bans, warns of variable arrays and checks formats" makefile .
else
	tap "not ok" "the compiler bans, warns of variable arrays and checks formats" "an empty Makefile passed"
fi
finish
