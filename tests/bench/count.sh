#!/bin/bash
# Instructions of fixed work by callgrind, beside what they were: tests/bench/count.sh COUNT BASELINE
#
# Unlike time they are the same on a busy machine, so a slow-down shows. Figures of another libc, SQLite or processor
# differ from the start: with SAVE=1, write the baseline of the older commit first.
set -euo pipefail

count=$1 baseline=$2
moved=3 # percent that are worth a look

collected() { # WHAT TIMES
	local start=yes
	[[ $1 != page-* ]] || start=no # its program says when: ten thousand comments come before
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --instr-atstart=$start "$count" "$1" "$2" 2>&1 |
		awk '/Collected/ { print $NF }'
}

now=$(mktemp)
trap 'rm -f "$now"' EXIT
while read -r what few many; do
	a=$(collected "$what" "$few")
	b=$(collected "$what" "$many")
	echo "$what $(((b - a) / (many - few)))" >>"$now"
	awk -v what="$what" -v n="$(((b - a) / (many - few)))" -v moved="$moved" '
		$1 == what { was = $2 }
		END {
			printf "%-18s %11d instructions", what, n
			if (was > 0) {
				by = (n - was) * 100 / was
				printf "  %+6.1f %%%s", by, (by > moved || by < -moved) ? "  moved" : ""
			}
			print ""
		}' "$baseline"
done <<-'END'
	verdict 1000 3000
	render 5 15
	get 200 1200
	post 100 600
	import 1000 3000
	page-flat-10 5 25
	page-flat-50 5 25
	page-flat-10000 5 25
	page-replies-50 5 25
	page-replies-10000 5 25
	page-chain-50 5 25
	page-chain-10000 5 25
END

# The first page of a long thread is no more work than that of a thread which ends with it.
awk '
	/^page-.*-50 / { of_50 = $2 }
	/^page-.*-10000 / {
		by = ($2 - of_50) * 100 / of_50
		printf "%-18s %+6.1f %% beside 50\n", $1, by
		grown = grown || by > most
	}
	END { exit grown }' most=5 "$now"
if [[ -n ${SAVE:-} ]]; then
	cp "$now" "$baseline"
	chmod 644 "$baseline"
fi
