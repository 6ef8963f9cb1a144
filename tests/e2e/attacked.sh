#!/bin/bash
# As for inject, and what is not about browsers, too: $1 is the folder of tests/e2e/attacked.mjs.
set -u
attack=$(dirname "$0")/../../../shared/data/attack
mkdir -p "$1/e2e/attack"
for f in "$attack"/*/*.txt "$attack"/blns.txt; do
	[[ ! -e $f ]] || cp "$f" "$1/e2e/attack"
done
