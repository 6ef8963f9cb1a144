#!/bin/bash
# Runs one end-to-end suite: tests/e2e/run.sh NAME BIN (NAME.mjs, folder of the programs to test). A NAME with a slash
# is a suite of another folder of tests/: bench/bench, lint/pages.
#
# The programs, www/ and the suite are laid out in a folder of their own under /tmp, because a fault test must not
# pass by root's powers and Chromium's sandbox wants an ordinary user: as root everything runs as `nobody`,
# who may not be able to look into the checkout. What is left goes to build/e2e/NAME afterwards.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
name=$1
bin=$(cd "$2" && pwd)
out=$top/build/e2e/$name

stamp=$top/tests/e2e/node_modules/.stamp
if [[ ! -e $stamp || $top/tests/e2e/package-lock.json -nt $stamp ]]; then
	(cd "$top/tests/e2e" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
	touch "$stamp"
fi

# The path is kept short: that of a unix socket has 107 bytes at most.
lab=$(mktemp -d /tmp/rejoinder.XXXXXX)
# shellcheck disable=SC2317 # reached by the trap
keep() {
	rm -rf "$out"
	mkdir -p "$out"
	(cd "$lab/s" 2>/dev/null && tar cf - --exclude='*.sock' --exclude=site .) | tar xf - --no-same-owner -C "$out"
	rm -rf "$lab"
}
trap keep EXIT

mkdir -p "$lab"/{bin,s,home}
cp "$bin/rejoinder" "$bin/rejoinderd" "$lab/bin"
cp -r "$top/www" "$lab/www"
cp -r "$top/tests/e2e" "$lab/e2e"
# What a suite wants from the checkout beyond that.
if [[ -e $top/tests/e2e/$name.sh ]]; then
	bash "$top/tests/e2e/$name.sh" "$lab" "$bin"
fi
suite=$lab/e2e/$name.mjs
if [[ $name == */* ]]; then
	mkdir -p "$lab/${name%/*}"
	find "$top/tests/${name%/*}" -maxdepth 1 -type f -exec cp -t "$lab/${name%/*}" {} +
	suite=$lab/$name.mjs
fi
[[ ! -e $bin/bench/bare ]] || cp "$bin/bench/bare" "$lab/bin"

drop=()
if [[ $(id -u) == 0 ]]; then
	chown -R nobody:nogroup "$lab"
	drop=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
	# make bench reads the memory map of a daemon that hides it.
	[[ -z ${RJ_CAPS:-} ]] || drop+=(--inh-caps="$RJ_CAPS" --ambient-caps="$RJ_CAPS")
fi
cd "$lab"
rc=0
env -i PATH="$PATH" LANG=C.UTF-8 HOME="$lab/home" TMPDIR="$lab/home" CHROMIUM="${CHROMIUM:-/usr/bin/chromium}" \
	RJ_BIN="$lab/bin" RJ_WWW="$lab/www" RJ_SCRATCH="$lab/s" \
	ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}" \
	BENCH_SECONDS="${BENCH_SECONDS:-}" \
	"${drop[@]}" node "$suite" || rc=$?
exit "$rc"
