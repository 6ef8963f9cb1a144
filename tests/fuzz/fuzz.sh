#!/bin/bash
# Runs libFuzzer targets: tests/fuzz/fuzz.sh DIR SECONDS NAME…
#
# What it learns is kept in DIR/corpus/NAME, so the next run goes on from there; what it finds is in DIR/found. A
# finding that is mended moves to tests/fuzz/corpus/NAME, where `make test` feeds it for ever. tests/fuzz/NAME.dict,
# if there is one, has words that chance would not come upon.
set -euo pipefail

dir=$1
seconds=$2
shift 2
cd "$(dirname "$0")/../.."
mkdir -p "$dir/found"
# Big blocks come and go with every input; mapping their shadow anew each time is a quarter of the work.
export ASAN_OPTIONS=clear_shadow_mmap_threshold=100000000${ASAN_OPTIONS:+:$ASAN_OPTIONS}
bad=0
for name in "$@"; do
	mkdir -p "$dir/corpus/$name"
	dict=()
	[[ ! -e tests/fuzz/$name.dict ]] || dict=(-dict="tests/fuzz/$name.dict")
	# 4 KB: longer input costs speed and says nothing new here; limits of size have tests of their own.
	if "$dir/fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
		"${dict[@]}" -artifact_prefix="$dir/found/$name-" "$dir/corpus/$name" "tests/fuzz/corpus/$name" >"$dir/$name.log" 2>&1; then
		said=$(grep -o 'DONE.*' "$dir/$name.log" | sed 's/  */ /g')
		runs=$(awk '/^Done/ { print $2 }' "$dir/$name.log")
		printf 'ok   %-8s %9d runs  %s\n' "$name" "$runs" "$said"
	else
		bad=1
		printf 'FAIL %-8s (%s):\n' "$name" "$dir/$name.log"
		tail -n 40 "$dir/$name.log" | sed 's/^/     | /'
	fi
done
exit "$bad"
