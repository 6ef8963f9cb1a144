#!/bin/bash
# tests/README.md tells a newcomer which test shows which mistake not to be ours: each of those tests is there.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# "line|file|sentence" of every test that a table of the page names: `file`: `sentence`, `sentence`; `file`: …
named() {
	awk -F'`' '/^\|/ {
		file = ""
		for (i = 2; i <= NF; i += 2) {
			if ($i ~ /^tests\//) file = $i
			else if (file != "") print FNR "|" file "|" $i
		}
	}' "$1/tests/README.md"
}

tests_are_there() {
	named "$1" | while IFS='|' read -r line file sentence; do
		grep -qF -- "$sentence" "$1/$file" 2>/dev/null ||
			echo "$1/tests/README.md:$line: $file has no test \"$sentence\""
	done
}

plant tests/README.md <<'P'
| `page` | no test is named here |
| a mistake | `tests/a.c`: `it_is_not_made` |
| another | `tests/a.c`: `it_is_made_after_all` PLANTED |
| a third | `tests/b.c`: `it_is_not_made` PLANTED |
P
plant tests/a.c <<'P'
it_is_not_made(void **state)
P
finds_planted tests_are_there
holds "every test that tests/README.md names is there" tests_are_there .

echo "1..$tap_n"
finish
