#!/bin/bash
# Every list is made by the one mechanism: a table that fits the terminal, JSON, JSON lines, and its rows alone; and
# long work by the one that shows how far it is.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

program=$(find build/rejoinder build/san/rejoinder -maxdepth 0 -printf '%T@ %p\n' 2>/dev/null |
	sort -rn | sed -n '1s/^[^ ]* //p')

site() {
	mkdir -m 700 "$work/data"
	printf 'store = "data/t.db"; key_file = "key"; password: { cost = "test"; };\nsites = ( { name = "site"; base_url = "https://news.example"; } );\n' >"$work/conf"
	rj init
	rj ban add --name '新聞新聞新聞新聞*' --reason 'a reason that is longer than any terminal of forty columns would ever show'
	rj ban add --domain "$(printf 'x%.0s' {1..50}).example" --reason 'another one that is much longer than it needs to be'
} >/dev/null

rj() { "$PWD/$program" --config "$work/conf" "$@"; }

lists() { "$program" manual completion | cut -d';' -f1,3 | grep ' list;'; }

# Each takes the same options.
alike() {
	lists | grep -v -e ' --json .*--jsonl .*--quiet' | sed 's/;.*/ does not take --json, --jsonl and --quiet/'
	return 0
}

terminal() { # WIDTH COMMAND… -> what the terminal shows
	local width=$1
	shift
	script -qec "stty cols $width; $(printf '%q ' "$PWD/$program" --config "$work/conf" "$@")" /dev/null
}

plain() { tr -d '\r' | sed 's/\x1b\[[0-9]*m//g'; }

wide() { # WIDTH: is the longest line wider? Chinese takes two columns.
	local most
	most=$(LC_ALL=C.UTF-8 wc -L)
	((most <= $1)) || echo "a line is $most columns wide"
}

fits() {
	terminal 110 ban list | plain | wide 110
	terminal 110 ban list | plain | grep -q '…' || echo "nothing was cut"
}

colours() {
	terminal 110 ban list | grep $'\x1b' >/dev/null || echo "no colour on a terminal"
	NO_COLOR=1 terminal 110 ban list | grep $'\x1b'
	TERM=dumb terminal 110 ban list | grep $'\x1b'
	rj ban list | grep $'\x1b'
	return 0
}

# The rows of --json are the lines of --jsonl; the table has a line for each and, unless --quiet, a head.
counts() {
	local json jsonl quiet table
	json=$(rj ban list --json | grep -o '{"id":' | wc -l)
	jsonl=$(rj ban list --jsonl | grep -c '^{"id":.*}$')
	quiet=$(rj ban list --quiet | wc -l)
	table=$(rj ban list | wc -l)
	[[ "$json $jsonl $quiet $table" == '2 2 2 3' ]] || echo "rows: $json $jsonl $quiet $table"
}

empty() {
	[[ $(rj moderator list --json) == '{"moderators":[]}' ]] || rj moderator list --json
	rj moderator list --jsonl
	rj moderator list --quiet
	[[ $(rj moderator list) == 'No accounts.' ]] || rj moderator list
}

# Enough lines that an import takes a while on any machine.
many() {
	awk 'BEGIN { for (i = 1; i <= 300000; i++)
		printf "{\"page\":\"/story/%d\",\"created\":\"2026-01-02T03:04:05Z\",\"name\":\"Ana\",\"text\":\"Sentence %d.\"}\n", i, i }'
}

# On a terminal how many, how fast and how much longer; nothing of it where the errors go elsewhere, or --quiet.
progress() {
	many >"$work/many"
	terminal 110 import --dry-run "$work/many" | tr '\r' '\n' | grep -qE '^[^ ]*[0-9]+ comments, [0-9]+ a second, [0-9]+ %, [0-9]+ s left' ||
		echo "a terminal is not told how fast and how much longer"
	terminal 110 import --dry-run --quiet "$work/many" | grep -F 'a second' && echo "--quiet is not"
	rj import --dry-run "$work/many" 2>&1 | grep -F 'a second' && echo "a pipe is told"
	return 0
}

echo 1..7
if [[ -z $program ]]; then
	for n in 1 2 3 4 5 6 7; do skip "lists are alike ($n)" "no built program"; done
	finish
fi
site
all_fail 'printf "%0100d\n" 1 | wide 99'
holds "every list takes --json, --jsonl and --quiet" alike
holds "a table fits the terminal" fits
holds "it is in colour on a terminal alone, and not under NO_COLOR" colours
holds "each form has the same rows" counts
holds "a terminal sees how far long work is, a pipe does not" progress
holds "an empty list is an empty array, no line, or a sentence" empty
finish
