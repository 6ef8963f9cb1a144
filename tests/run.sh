#!/bin/bash
# Runs every suite and counts: tests/run.sh BIN [--e2e] UNIT-TEST…
#
# BIN is the folder of the programs to test. A suite is a unit test program, a law (tests/law/*.sh) or, with --e2e,
# an end-to-end test (tests/e2e/*.mjs); each prints TAP, has a time limit, and leaves its output in
# build/test-log. A suite that crashes, hangs, ends too early or prints no TAP is a failure of its own. The last
# line is "N passed, N failed".
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
log=$top/build/test-log
bin=$1
shift
e2e=
if [[ ${1:-} == --e2e ]]; then
	e2e=1
	shift
fi

# These end what hangs; a machine that is busy with something else may be five times slower than one that is not.
unit_limit=600
law_limit=300
e2e_limit=600
# `make soak` leaves nothing out.
if [[ -n ${SOAK:-} ]]; then
	unit_limit=14400
	e2e_limit=43200
fi

passed=0
failed=0
skipped=0

# A test of a fault must not pass by root's powers, so as root the unit tests run as an ordinary user, if that
# user may look into this folder at all.
user=()
if [[ $(id -u) == 0 ]]; then
	user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
	if ! "${user[@]}" test -r "$top/Makefile" -a -x "$bin"; then
		echo "note: $top is closed to ordinary users, so the unit tests run as root"
		user=()
	fi
fi

# TAP in, "passed failed skipped" out; a plan that is not kept is a failure. $1: how the suite ended.
count() {
	awk -v rc="$1" '
		/^[ \t]*1\.\.[0-9]+/ { plan += substr($1, 4); planned = 1; next }
		# cmocka writes a skipped test as "not ok N # SKIP name".
		/^[ \t]*(not )?ok .*# *[Ss][Kk][Ii][Pp]/ { skip++; next }
		/^[ \t]*ok / { good++; next }
		/^[ \t]*not ok / { bad++ }
		END {
			ran = good + bad + skip
			if (!planned || ran != plan || ran == 0 || (rc != 0 && bad == 0)) bad++
			print good + 0, bad + 0, skip + 0
		}'
}

# Runs one suite; what is left is its output, and a line "how it ended, seconds, limit".
run() {
	local out=$log/${1//\//-} limit=$2 from=$EPOCHREALTIME rc
	shift 2
	{ timeout --kill-after=15 "$limit" "$@" >"$out.log" </dev/null 2>&1; } 2>/dev/null
	rc=$?
	awk -v rc="$rc" -v a="$from" -v b="$EPOCHREALTIME" -v limit="$limit" \
		'BEGIN { printf "%d %.1f %d\n", rc, b - a, limit }' >"$out.end"
}

report() {
	local out=$log/${1//\//-} good bad skip rc seconds limit
	read -r rc seconds limit <"$out.end"
	read -r good bad skip < <(count "$rc" <"$out.log")
	passed=$((passed + good))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	printf '%-4s %-28s %4d passed' "$([[ $bad == 0 ]] && echo ok || echo FAIL)" "$1" "$good"
	((bad == 0)) || printf ', %d failed' "$bad"
	((skip == 0)) || printf ', %d skipped' "$skip"
	printf '  (%s s)\n' "$seconds"
	((bad > 0)) || return 0
	case $rc in
	124 | 137) echo "     stopped after $limit s; its output ($out.log):" ;;
	*) echo "     ended with $rc; its output ($out.log):" ;;
	esac
	tail -n 200 "$out.log" | sed 's/^/     | /'
}

# `timeout` puts a suite into a process group of its own, where Ctrl-C does not reach it.
give_up() {
	local job
	for job in $(jobs -rp); do
		# shellcheck disable=SC2046 # one word a process
		kill -s TERM $(cat "/proc/$job/task/$job/children" 2>/dev/null) 2>/dev/null
	done
	wait
	exit 130
}
trap give_up INT TERM

# As many at once as there are cores.
names=()
at_once() {
	while (($(jobs -rp | wc -l) >= $(nproc))); do
		wait -n
	done
	names+=("$1")
	run "$@" &
}

mkdir -p "$log"
rm -f "$log"/*.log "$log"/*.end
cd "$top" || exit 1
export CMOCKA_MESSAGE_OUTPUT=TAP
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

# The longest first, or a core waits for them at the end.
longest=' page/test_sites flow/test_faults_console flow/test_faults store/test_upgrade page/test_peers '
first=()
rest=()
for t in "$@"; do
	[[ $longest == *" ${t#"$bin"/test/} "* ]] && first+=("$t") || rest+=("$t")
done
for t in "${first[@]}" "${rest[@]}"; do
	at_once "${t#"$bin"/test/}" "$unit_limit" "${user[@]}" "$t"
done
for t in tests/law/*.sh; do
	[[ -e $t ]] || continue
	name=$(basename "$t" .sh)
	at_once "law/$name" "$law_limit" bash "$t"
done
wait
for name in "${names[@]}"; do
	report "$name"
done
# A browser and two servers each; as many at once as there are cores, the longest first, but for those that look
# at the clock.
longest=' states inject posters notice matrix '
clocks=' crash durable faults handover memory '
if [[ -n $e2e ]]; then
	names=()
	rest=()
	for t in tests/e2e/*.mjs; do
		name=$(basename "$t" .mjs)
		[[ $clocks$longest == *" $name "* ]] || rest+=("$name")
	done
	for name in $longest "${rest[@]}"; do
		at_once "e2e/$name" "$e2e_limit" tests/e2e/run.sh "$name" "$bin"
	done
	wait
	for name in "${names[@]}"; do
		report "$name"
	done
	for name in $clocks; do
		run "e2e/$name" "$e2e_limit" tests/e2e/run.sh "$name" "$bin" &
		wait
		report "e2e/$name"
	done
fi

line="$passed passed, $failed failed"
((skipped == 0)) || line+=", $skipped skipped"
echo "$line"
((failed == 0 && passed > 0))
