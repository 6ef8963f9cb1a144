# shellcheck shell=bash
# What every law shares: TAP, a scratch folder, and the proof that a law can fail.
#
# A law is a function that takes the root of a tree and prints one line a violation, "file:line: why". It is run
# twice: on a small tree of planted violations, where it must report exactly the lines that bear the word PLANTED
# (or fail at all, where a violation has no line), and on the project, where it must print nothing.

set -uo pipefail
export LC_ALL=C

tap_n=0
tap_bad=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
lib=$PWD/tests/law/lib

tap() { # ok|"not ok" SENTENCE [what to say below]
	tap_n=$((tap_n + 1))
	echo "$1 $tap_n - $2"
	[[ $1 == ok ]] || tap_bad=1
	[[ -z ${3:-} ]] || head -n 60 <<<"$3" | sed 's/^/# /'
}

skip() { # SENTENCE WHY
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

# The law holds if the command prints nothing and ends well.
holds() { # SENTENCE COMMAND…
	local said rc
	said=$("${@:2}" 2>&1)
	rc=$?
	if [[ -z $said && $rc == 0 ]]; then
		tap ok "$1"
	else
		tap "not ok" "$1" "${said:-ended with $rc}"
	fi
}

# A file of the tree of planted violations: plant PATH <<'EOF'
plant() {
	mkdir -p "$work/$(dirname "$1")"
	cat >"$work/$1"
}

# Runs the laws on the planted tree: together they report exactly the lines marked PLANTED.
finds_planted() { # COMMAND…
	local want got
	want=$(cd "$work" && grep -rn PLANTED . | sed 's/^\.\///' | cut -d: -f1,2 | sort -u)
	got=$(for law in "$@"; do (cd "$work" && "$law" .); done 2>&1 | sed 's/^\.\///' | cut -d: -f1,2 | sort -u)
	if [[ -n $want && $want == "$got" ]]; then
		tap ok "a planted violation is found ($(wc -l <<<"$want") of them, and nothing else)"
	else
		tap "not ok" "a planted violation is found" "$(diff <(echo "$want") <(echo "$got"))"
	fi
}

# The laws without lines: each command must print something or fail.
all_fail() { # COMMAND…
	local blind=''
	for law in "$@"; do
		[[ -n $(eval "$law" 2>&1) ]] || blind+="$law "
	done
	if [[ -z $blind ]]; then
		tap ok "a planted violation is found ($# of them)"
	else
		tap "not ok" "a planted violation is found" "not seen: $blind"
	fi
}

# C sources of a tree: c_files ROOT FOLDER…
c_files() {
	local root=$1 dir
	shift
	for dir in "$@"; do
		[[ ! -e $root/$dir ]] || find "$root/$dir" -type f \( -name '*.c' -o -name '*.h' \) -not -path '*/node_modules/*'
	done | sort
}

# "file:line:code" of every line, comments gone and literals empty; with `text` the literals alone.
c_code() { # code|text FILE…
	local want=$1
	shift
	(($# == 0)) || awk -v want="$want" -f "$lib/c.awk" "$@"
}

finish() {
	exit "$tap_bad"
}
