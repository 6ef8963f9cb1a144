#!/bin/bash
# tests/README.md tells a newcomer which test shows which mistake not to be ours, tests/SECURITY.md which shows which
# row of the project's rules of security: each of those tests is there, and no row is left out.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# "page:line|file|sentence" of every test that a table of the pages names: `file`: `sentence`, `sentence`; `file`: …
named() {
	local page
	for page in "$1"/tests/README.md "$1"/tests/SECURITY.md; do
		awk -F'`' '/^\|/ {
			file = ""
			for (i = 2; i <= NF; i += 2) {
				if ($i ~ /^tests\//) file = $i
				else if (file != "") print FILENAME ":" FNR "|" file "|" $i
			}
		}' "$page"
	done
}

# A function of C is its own line; what a suite or a law says stands in it.
tests_are_there() {
	named "$1" | while IFS='|' read -r line file sentence; do
		case $file in
		*.c) grep -qE -- "^$sentence\(" "$1/$file" 2>/dev/null ;;
		*) grep -qF -- "$sentence" "$1/$file" 2>/dev/null ;;
		esac || echo "$line: $file has no test \"$sentence\""
	done
}

# Every number of SECURITY.md has one row: with a test, or with the word that we have nothing of the kind.
rows=$(echo R{1..11} A{1..32} B{1..10} C{1..11} P{1..20} V{1..72})
rows_are_whole() {
	awk -F'|' -v rows="$2" '
		BEGIN { n = split(rows, want, " "); for (i = 1; i <= n; i++) known[want[i]] = 1 }
		/^\| [A-Z][0-9]+ \|/ {
			id = $2; gsub(/ /, "", id)
			if (!known[id]) print FILENAME ":" FNR ": no such row: " id
			if (seen[id]++) print FILENAME ":" FNR ": twice: " id
			if ($4 !~ /`tests\/[^`]+`: `/ && $4 !~ /^ nothing of the kind: /) print FILENAME ":" FNR ": " id " names no test"
		}
		END { for (i = 1; i <= n; i++) if (!seen[want[i]]) print FILENAME ": no row " want[i] }' "$1/tests/SECURITY.md"
}
rows_planted() { rows_are_whole "$1" 'R1 R2 R3'; }

plant tests/README.md <<'P'
| `page` | no test is named here |
| a mistake | `tests/a.c`: `it_is_not_made` |
| another | `tests/a.c`: `it_is_made_after_all` PLANTED |
| a third | `tests/b.c`: `it_is_not_made` PLANTED |
| a fourth | `tests/a.c`: `is_not_made` PLANTED |
P
plant tests/SECURITY.md <<'P'
| row | what | shown by |
| R1 | half a request | `tests/a.c`: `it_is_not_made` |
| R2 | mail | nothing of the kind: none is sent |
| R3 | a cookie | it is seen to PLANTED |
| R2 | mail again PLANTED | `tests/a.mjs`: `and it is not made either` |
| R4 | of nobody PLANTED | `tests/a.mjs`: `and it is not made either` |
P
plant tests/a.c <<'P'
it_is_not_made(void **state)
P
plant tests/a.mjs <<'P'
await test('and it is not made either', () => {});
P
finds_planted tests_are_there rows_planted
all_fail "rows_are_whole $work R5"
holds "every test that tests/README.md and tests/SECURITY.md name is there" tests_are_there .
holds "every row of the project's SECURITY.md has its own here" rows_are_whole . "$rows"

echo "1..$tap_n"
finish
