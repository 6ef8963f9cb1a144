#!/bin/bash
# The shipped model is what `make model` makes of the sets that its README names: trained anew it has the same bytes.
# Takes a minute, so it is part of `make soak` alone; and without the sets nobody can tell.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091
cd "$(dirname "$0")/../.." || exit 1

echo 1..1
say="the shipped model is what training makes of its sets"
if [[ -z ${SOAK:-} ]]; then
	echo "ok 1 - $say # SKIP only in make soak"
elif [[ ! -r ../shared/data/filter/spam/youtube.train.tsv ]]; then
	echo "ok 1 - $say # SKIP the sets are not here"
elif [[ ! -x build/rejoinder ]]; then
	echo "ok 1 - $say # SKIP no build/rejoinder"
elif make -s model-file && cmp build/base.model src/filter/base.model; then
	echo "ok 1 - $say"
else
	echo "not ok 1 - $say"
fi
