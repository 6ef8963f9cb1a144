#!/bin/bash
# The tables are where a newcomer starts, so every row explains itself, and the README says what they say.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

rows() { # FILE MACRO -> file|line|MACRO|columns
	awk -f "$lib/def.awk" "$1" | awk -F'|' -v macro="$2" '$3 == macro'
}

# The texts of a row are sentences: documented FILE MACRO COLUMN…
documented() {
	local file=$1 macro=$2
	shift 2
	rows "$file" "$macro" | awk -F'|' -v columns="$*" '
		{
			n = split(columns, c, " ")
			for (i = 1; i <= n; i++) {
				s = $(c[i] + 3)
				gsub(/^"|"$/, "", s)
				if (length(s) < 8 || s !~ /[.!?]$/) print $1 ":" $2 ": no sentence in column " c[i] ": " $4
			}
		}'
}

tables() {
	documented "$1/include/base/conf.def" CONF 8
	documented "$1/include/filter/filter.def" RULE 6 7
	documented "$1/src/main/ctl.def" CTL 7
	documented "$1/include/base/metric.def" METRIC 7
}

# A command's example is a line for a shell that runs it, short enough for a manual page.
examples() {
	rows "$1/src/main/ctl.def" CTL | awk -F'|' '{
		group = $4; verb = $5; s = $NF
		gsub(/"/, "", group); gsub(/"/, "", verb); gsub(/^"|"$/, "", s)
		want = "rejoinder " group (verb == "" ? "" : " " verb)
		if (!index(s " ", want " ") || length(s) > 78) print $1 ":" $2 ": no example of " want ": " s
	}'
}

not_empty() { # each table has rows at all, or the law would look at nothing
	local file macro
	while read -r file macro; do
		[[ -n $(rows "$1/$file" "$macro") ]] || echo "$file: no $macro row found"
	done <<-'X'
		include/base/conf.def CONF
		include/filter/filter.def RULE
		include/base/metric.def METRIC
		src/main/ctl.def CTL
		src/flow/moves.def MOVE
		src/page/routes.def ROUTE
		src/page/fields.def FIELD
	X
}

# The lists of model.h, X(NAME, …, "help"): a line of words after the word itself. IN_… only have a word.
nouns() {
	awk '
		/^#define [A-Z_]+\(X\)/ { list = $2; next }
		list != "" && /^[ \t]*X\(/ {
			n = split($0, quoted, "\"")
			if (list !~ /^DRAFT_FIELDS/ && (n < 5 || length(quoted[n - 1]) < 8))
				print FILENAME ":" FNR ": no help"
		}
		list != "" && !/\\$/ { list = "" }' "$1/include/model.h" "$1/src/main/ctl.h"
}

# Every .def of the tree says at its head what its columns are.
heads() {
	find "$1/src" "$1/include" -name '*.def' | sort | while IFS= read -r f; do
		head -n 1 "$f" | grep -q '^/\*' || echo "$f:1: no head comment"
	done
}

# The command lines that exist, newest first.
rejoinder() {
	find build/rejoinder build/san/rejoinder -maxdepth 0 -printf '%T@ %p\n' 2>/dev/null | sort -rn | sed -n '1s/^[^ ]* //p'
}

table_of() { # README: what stands between the markers
	awk -v name="$2" '$0 == "<!-- /" name " -->" { on = 0 } on && NF && !/^```$/; $0 == "<!-- " name " -->" { on = 1 }' "$1"
}

readme_settings() {
	diff <(table_of "$1/README.md" conf) <("$(rejoinder)" config table | awk NF)
}

readme_commands() {
	diff <(table_of "$1/README.md" ctl) <("$(rejoinder)" --help | awk NF)
}

readme_packages() {
	comm -23 <(
		awk '/^DEPS(_NODE)? :=/ { on = 1 } on { print } on && !/\\$/ { on = 0 }' Makefile |
			sed -e 's/^DEPS[A-Z_]* :=//' -e 's/\\$//' | tr -s ' \t' '\n' | grep . | sort -u
	) <(
		tr -c 'a-z0-9+.-' '\n' <"$1/README.md" | sed 's/[.]$//' | sort -u
	) | sed 's/^/README.md does not name the package /'
}

plant include/base/conf.def <<'X'
CONF(GLOBAL, a, "a", TEXT, 1, 100, "/run/x,y)",
     "Says (what) it is, in words.")
CONF(GLOBAL, b, "b", TEXT, 1, 100, "x", "") // PLANTED
X
plant include/filter/filter.def <<'X'
/* head */
RULE(RULE_A, "a", 0, ACT_REFUSE, stage_ban,
     "This person is banned "
     "here at the moment.",
     "You cannot.")
RULE(RULE_B, "b", 0, ACT_HOLD, NULL, "A good help text.", "") // PLANTED
RULE(RULE_C, "c", 0, ACT_HOLD, NULL, "todo", "A good text.") // PLANTED
X
plant include/base/metric.def <<'X'
/* head */
METRIC(A, "a_total", COUNTER, "", 1, "", "Things (of a kind), counted.")
METRIC(B, "b", GAUGE, "", 1, "", "") // PLANTED
X
plant src/main/ctl.def <<'X'
/* head */
CTL("a", "", f, CONF, "", "", "Does something.", "echo") // PLANTED
CTL("b", "", f, CONF, "", "", "", "rejoinder b") // PLANTED
X
plant src/main/ctl.h <<'X'
X
plant include/model.h <<'X'
#define STATES(X) \
	X(STATE_A, "a", "waits for somebody") \
	X(STATE_B, "b", "") /* PLANTED */ \
	X(STATE_C, "c")     /* PLANTED */

#define DRAFT_FIELDS(X) \
	X(IN_TEXT, "comment")
X
sed -i '1s/$/ \/\/ PLANTED/' "$work/include/base/conf.def"
printf '<!-- conf -->\n| wrong |\n<!-- /conf -->\n<!-- ctl -->\nwrong\n<!-- /ctl -->\n' >"$work/README.md"

echo 1..10
finds_planted tables nouns heads examples
all_fail 'readme_settings "$work"' 'readme_commands "$work"' 'readme_packages "$work"' 'not_empty "$work"'
holds "every setting, rule and command is explained in a sentence" tables .
holds "every command has an example" examples .
holds "each table has rows that this law can read" not_empty .
holds "every noun of model.h and every option has its help" nouns .
holds "every .def has a head that explains its columns" heads .
if [[ ! -e README.md ]]; then
	skip "the README's table of settings is the program's" "no README.md"
	skip "the README's list of commands is the program's" "no README.md"
	skip "the README names every package that the build installs" "no README.md"
else
	for what in settings commands; do
		of=$([[ $what == settings ]] && echo "table of settings" || echo "list of commands")
		if [[ -n $(rejoinder) ]]; then
			holds "the README's $of is the program's" "readme_$what" .
		else
			skip "the README's $of is the program's" "no built program"
		fi
	done
	holds "the README names every package that the build installs" readme_packages .
fi
finish
