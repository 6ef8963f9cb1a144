#!/bin/bash
# Instructions of fixed work by callgrind, beside what they were: tests/bench/count.sh COUNT BASELINE
#
# Unlike time they are the same on a busy machine, so a slow-down shows. Figures of another libc, SQLite or processor
# differ from the start: with SAVE=1, write the baseline of the older commit first.
set -euo pipefail

count=$1 baseline=$2
moved=3 # percent that are worth a look

collected() { # WHAT TIMES
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$count" "$1" "$2" 2>&1 |
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
			printf "%-8s %11d instructions", what, n
			if (was > 0) {
				by = (n - was) * 100 / was
				printf "  %+6.1f %%%s", by, by > moved || by < -moved ? "  moved" : ""
			}
			print ""
		}' "$baseline"
done <<-'END'
	verdict 1000 3000
	render 5 15
	get 200 1200
	post 100 600
	import 1000 3000
END
if [[ -n ${SAVE:-} ]]; then
	cp "$now" "$baseline"
	chmod 644 "$baseline"
fi
