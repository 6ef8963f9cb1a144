#!/bin/sh
# Escaping by type: what must not compile does not, and what must, does. TAP.
# Usage: tests/view/compile_fail.sh [build folder with gen/tmpl.def]; CC is taken from the environment.
cd "$(dirname "$0")/../.." || exit 1
out=${1:-build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0 failed=0

compiles() {
	{
		printf '#include "view/tmpl.h"\nvoid try(struct html *h, struct str s, const char *z);\n'
		printf 'void try(struct html *h, struct str s, const char *z)\n{\n\t(void)s; (void)z; (void)h;\n\t%s\n}\n' "$1"
	} >"$work/try.c"
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Iinclude -I"$out/gen" -include base/banned.h \
		-c "$work/try.c" -o "$work/try.o" 2>"$work/errors"
}

# expect good|bad "sentence" "C" ["what the compiler must say"]
expect() {
	n=$((n + 1))
	compiles "$3" && got=good || got=bad
	if [ "$got" = "$1" ] && { [ "$1" = good ] || grep -q "$4" "$work/errors"; }; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$work/errors"
		failed=1
	fi
}

[ -f "$out/gen/tmpl.def" ] || { echo "Bail out! no $out/gen/tmpl.def"; exit 1; }
echo 1..8
expect good "text in a text slot and finished HTML in an html slot compile" \
	'tmpl_form_field(h, s, &(struct tmpl_form_field){.label = s, .star = html_done(h)});'
expect bad "raw text in an html slot does not compile" \
	'tmpl_form_field(h, s, &(struct tmpl_form_field){.star = s});' 'missing-braces'
expect bad "a char pointer in a text slot does not compile" \
	'tmpl_form_field(h, s, &(struct tmpl_form_field){.label = z});' 'missing-braces'
expect bad "finished HTML in a text slot does not compile" \
	'tmpl_form_field(h, s, &(struct tmpl_form_field){.label = html_done(h)});' 'incompatible type'
expect bad "a char pointer written as text does not compile" \
	'html_text(h, z);' 'incompatible type'
expect bad "a variable as literal HTML does not compile" \
	'html_lit(h, z);' 'expected'
expect bad "a slot that the template does not have does not compile" \
	'tmpl_form_field(h, s, &(struct tmpl_form_field){.colour = s});' 'colour'
expect bad "strcpy does not compile" \
	'char b[9]; strcpy(b, z);' 'sorry_strcpy'
exit $failed
