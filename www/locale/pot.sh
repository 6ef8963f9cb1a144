#!/bin/sh
# Every text that people read, as a gettext template on standard output: from the templates ({{_ … }}), from the
# table of rules, and from what C marks with MSG, MSG_C, MSG_N and N_ (include/base/str.h). Run it in the top folder;
# $1 is a folder for what it makes on the way.
set -eu

awk '{
	line = $0
	while (match(line, /\{\{_ [^}]*\}\}/)) {
		text = substr(line, RSTART + 4, RLENGTH - 6)
		gsub(/["\\]/, "\\\\&", text)
		printf "MSG(\"%s\");\n", text
		line = substr(line, RSTART + RLENGTH)
	}
}' www/tmpl/*.html >"$1/tmpl.c"

rm -f "$1/all.pot"
# A rule has two texts: what it helps moderators with, what it tells the writer.
xgettext --language=C --from-code=UTF-8 --keyword --keyword=RULE:6 --keyword=SIGNAL:6 --output="$1/all.pot" include/filter/filter.def
xgettext --language=C --from-code=UTF-8 --keyword --keyword=RULE:7 --keyword=SIGNAL:7 --join-existing --output="$1/all.pot" \
	include/filter/filter.def
xgettext --language=C --from-code=UTF-8 --sort-output --no-wrap --no-location --package-name=rejoinder \
	--keyword --keyword=MSG --keyword=MSG_C --keyword=MSG_N:1,2 --keyword=N_ \
	--join-existing --output="$1/all.pot" "$1/tmpl.c" include/model.h include/*/*.h src/*/*.c
sed -e '/^"POT-Creation-Date/d' -e 's/charset=CHARSET/charset=UTF-8/' "$1/all.pot"
