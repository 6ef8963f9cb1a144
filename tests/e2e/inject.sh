#!/bin/bash
# The lists of attacks that lie beside the checkout, where there are any, for tests/e2e/inject.mjs: $1 is its folder.
set -u
attack=$(dirname "$0")/../../../shared/data/attack
mkdir -p "$1/e2e/attack"
for f in "$attack"/xss/*.txt "$attack"/blns.txt; do
	[[ ! -e $f ]] || cp "$f" "$1/e2e/attack"
done
