#!/bin/bash
# bash and zsh complete every command, option and value that the program's own --help names, and nothing else.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2034,SC2154,SC2317 # shells' dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

program=$(find build/rejoinder build/san/rejoinder -maxdepth 0 -printf '%T@ %p\n' 2>/dev/null |
	sort -rn | sed -n '1s/^[^ ]* //p')

scripts() { # ROOT -> $work/rejoinder.bash, $work/_rejoinder, as they are installed
	local f
	"$program" manual completion >"$work/table"
	for f in "$1"/src/main/completion/*; do
		awk -v table="$work/table" '$0 == "@TABLE@" { while ((getline line < table) > 0) print line; next }
			{ print }' "$f" >"$work/$(basename "$f")"
	done
}

# What is asked, a line each: the line up to the cursor, a tab, the words that are to be offered, sorted.
questions() {
	local command group groups options
	groups=$(cut -d';' -f1 "$work/table" | cut -d' ' -f1 | sort -u)
	printf 'rejoinder |%s\n' "$(xargs <<<"$groups")"
	for group in $groups; do
		grep -q "^$group;" "$work/table" ||
			printf 'rejoinder %s |%s\n' "$group" "$(sed -n "s/^$group \([a-z]*\);.*/\1/p" "$work/table" | sort -u | xargs)"
	done
	# shellcheck disable=SC2086 # a command may be two words
	while IFS= read -r command; do
		options=$("$program" $command --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort -u | xargs)
		printf 'rejoinder %s --|%s\n' "$command" "$options"
		"$program" $command --help | sed -n 's/^  \(--[a-z-]*\) \([a-z0-9].*\)/\1 \2/p' |
			while read -r option values; do
				printf 'rejoinder %s %s |%s\n' "$command" "$option" "$(tr '|' '\n' <<<"$values" | sort -u | xargs)"
			done
	done < <(cut -d';' -f1 "$work/table")
	cat <<-'X'
		rejoinder ba|backup ban
		rejoinder --site main --config x comm|comment
		rejoinder comment list --state=pen|pending
		rejoinder comment --site main list --state sp|spam
		rejoinder comment show --sit|--site
		rejoinder nothing here |
		rejoinder ban add --reason |
		rejoinder db check |
		rejoinder backup rejoinder.ba|rejoinder.bash
		rejoinder export -o rejoinder.ba|rejoinder.bash
		rejoinder --config rejoinder.ba|rejoinder.bash
		rejoinder doctor --config=rejoinder.ba|rejoinder.bash
	X
}

# Lines in, "line|words" out, by a real shell. Readline hands `--a=b` over in three words.
ask_bash='
	. ./rejoinder.bash
	[[ $(complete -p rejoinder) == "complete -F _rejoinder rejoinder" ]] || echo "not registered"
	while IFS= read -r line; do
		set -f
		COMP_WORDS=(${line//=/ = }) COMP_LINE=$line
		[[ $line != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		set +f
		_rejoinder
		printf "%s|%s\n" "$line" "$(printf "%s\n" "${COMPREPLY[@]}" | LC_ALL=C sort -u | xargs)"
	done'
ask_zsh='
	setopt extended_glob
	compset() { PREFIX=${PREFIX#--*=}; }
	compadd() { [[ $1 != -- ]] || shift; offered+=(${(M)@:#$PREFIX*}); }
	_files() { offered+=($PREFIX*(N)); }
	_describe() { local w; for w in ${(P)${@[-1]}}; do w=${w%%:*}; [[ $w != $PREFIX* ]] || offered+=($w); done; }
	compdef() { }
	while IFS= read -r line; do
		words=(${(s: :)line}) offered=()
		[[ $line != *" " ]] || words+=("")
		CURRENT=${#words} PREFIX=${words[-1]}
		. ./_rejoinder
		printf "%s|%s\n" "$line" "${(j: :)${(@ou)offered}}"
	done'

answered() { # SHELL PROGRAM-TEXT
	(cd "$work" && cut -d'|' -f1 questions | "$1" ${3:+"$3"} -c "$2") >"$work/answers" 2>&1
	diff "$work/questions" "$work/answers"
}

echo 1..4
if [[ -z $program ]]; then
	for n in 1 2 3 4; do
		skip "shells complete our commands ($n)" "no built program"
	done
	finish
fi
scripts .
questions >"$work/questions"
# A script that has lost a line is seen.
broken='. <(sed "/typed+=/d" rejoinder.bash)'
lost=${ask_bash/. .\/rejoinder.bash/"$broken"}
all_fail 'answered bash "$lost" --norc' 'grep "comment list --state |approved" "$work/questions"'
holds "shellcheck is content with the completion for bash" shellcheck -f gcc "$work/rejoinder.bash"
holds "bash offers every command, option and value of --help, and no others" answered bash "$ask_bash" --norc
if command -v zsh >/dev/null; then
	holds "zsh offers the same" answered zsh "$ask_zsh" -f
else
	skip "zsh offers the same" "zsh is not installed"
fi
finish
