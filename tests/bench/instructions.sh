#!/bin/bash
# Instructions of one rendering and one verdict, by callgrind: tests/bench/instructions.sh ONCE
#
# Unlike time they are the same on a busy machine: a figure to compare two commits by.
set -euo pipefail

once=$1
count() { # WHAT TIMES
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$once" "$1" "$2" 2>&1 |
		awk '/Collected/ { print $NF }'
}

for what in render verdict; do
	few=$(count "$what" 5)
	many=$(count "$what" 15)
	printf '%-8s %12d instructions\n' "$what" $(((many - few) / 10))
done
