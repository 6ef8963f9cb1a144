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
mkdir -p "$top/build"
( # two suites may begin at once
	flock 9
	if [[ ! -e $stamp || $top/tests/e2e/package-lock.json -nt $stamp ]]; then
		(cd "$top/tests/e2e" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
		touch "$stamp"
	fi
) 9>"$top/build/npm.lock"

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

mkdir -p "$lab"/{bin,plain,s,home,small}
cp "$bin/rejoinder" "$bin/rejoinderd" "$lab/bin"
# The build without sanitizers, for what they would not let happen, if it is there (`make test` makes it).
for f in rejoinder rejoinderd fault/alloc.so; do
	[[ ! -e $top/build/$f ]] || cp "$top/build/$f" "$lab/plain"
done
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
for f in bare loop; do
	[[ ! -e $bin/bench/$f ]] || cp "$bin/bench/$f" "$lab/bin"
done

drop=()
small=()
small_at=
if [[ $(id -u) == 0 ]]; then
	chown -R nobody:nogroup "$lab"
	drop=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
	# make bench reads the memory map of a daemon that hides it.
	[[ -z ${RJ_CAPS:-} ]] || drop+=(--inh-caps="$RJ_CAPS" --ambient-caps="$RJ_CAPS")
fi
# A suite of full disks gets a small one, in a mount namespace of its own, where the machine allows that.
if grep -q RJ_SMALL "$lab/e2e/$name.mjs" 2>/dev/null; then
	small=(unshare -m)
	own=(setpriv)
	if [[ $(id -u) != 0 ]]; then
		small=(unshare -U --map-current-user --keep-caps -m)
		own=(setpriv --ambient-caps=-all --inh-caps=-all)
	fi
	# shellcheck disable=SC2016 # for the inner shell
	small+=(sh -c 'mount -t tmpfs -o size=8m,mode=0777 small "$0" && exec "$@"' "$lab/small")
	if "${small[@]}" true 2>/dev/null; then
		small_at=$lab/small
		[[ ${#drop[@]} != 0 ]] || drop=("${own[@]}")
	else
		small=()
	fi
fi
cd "$lab"
rc=0
"${small[@]}" env -i PATH="$PATH" LANG=C.UTF-8 HOME="$lab/home" TMPDIR="$lab/home" CHROMIUM="${CHROMIUM:-/usr/bin/chromium}" \
	SOAK="${SOAK:-}" RJ_SMALL="$small_at" RJ_PLAIN="$lab/plain" RJ_BIN="$lab/bin" RJ_WWW="$lab/www" RJ_SCRATCH="$lab/s" \
	ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}" \
	BENCH_SECONDS="${BENCH_SECONDS:-}" BENCH_ROUNDS="${BENCH_ROUNDS:-}" BENCH_COMMENTS="${BENCH_COMMENTS:-}" QUICK="${QUICK:-}" \
	"${drop[@]}" node "$suite" || rc=$?
exit "$rc"
