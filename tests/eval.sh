#!/bin/bash
# Trains, measures on whatever of DATA is there, and prints a table: bar, ours. Every figure is rejoinder's own.
#
#	tests/eval.sh BIN DATA OUT.json
#
# BIN holds the program and what `make bench-lessons` and `make bench-hostile` run; OUT.json gets every answer of `filter eval` and `filter bench`, by name. What is not there says
# "skipped". The held-back sets that the bars stand for are not: here .valid and .dev sets stand in for them.
# shellcheck disable=SC2016 # what row() evaluates, it evaluates later
set -uo pipefail

bin=$1/rejoinder
data=$2
out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

add() { # NAME FILE: an answer
	[[ -s $2 ]] || { echo "eval: $1 gave no answer" >&2; exit 1; }
	{ [[ -s $work/all ]] && echo ,; printf '"%s":' "$1"; cat "$2"; } >>"$work/all"
}

judge() { # NAME FILE OPTIONS…: runs filter eval, if the file is there
	local name=$1 file=$data/$2
	shift 2
	[[ -r $file ]] || return 0
	"$bin" filter eval "$file" --json "$@" >"$work/one" || exit 1
	add "$name" "$work/one"
}

if [[ -r $data/spam/youtube.train.tsv ]]; then
	"$bin" filter train "$data/spam/youtube.train.tsv" -o "$work/youtube.model" >/dev/null || exit 1
	judge youtube-alone spam/youtube.valid.tsv --model "$work/youtube.model"
fi
# A site's own model: the sources that the shipped one may not learn from are among them.
own=("$data"/spam/{youtube,sms,blog,idgamb}.train.tsv "$data"/ham/ham-{civil,fox}-en.train.tsv)
if [[ -r ${own[0]} && -r ${own[1]} && -r ${own[2]} && -r ${own[3]} && -r ${own[4]} && -r ${own[5]} ]]; then
	"$bin" filter train "${own[@]}" -o "$work/own.model" >/dev/null || exit 1
	for set in youtube sms blog idgamb; do
		judge "own-$set" "spam/$set.valid.tsv" --model "$work/own.model"
	done
fi
judge youtube spam/youtube.valid.tsv
judge sms spam/sms.valid.tsv
judge blog spam/blog.valid.tsv
judge idgamb spam/idgamb.valid.tsv
# Those that have a verdict with a reason (of all that are held, masked or rejected), and the rejected of them.
flagged=0 explained=0 rejected=0
look() { # FILE OPTIONS…: adds a file's to them; the rejected of honest texts alone
	local file=$data/$1 said
	shift
	[[ -r $file ]] || return 0
	said=$("$bin" filter eval "$file" "$@" | sed -n 's/.*; \([0-9]*\) flagged, \([0-9]*\) of these rejected, \([0-9]*\) explained$/\1 \2 \3/p')
	[[ $said ]] || exit 1
	read -r f r e <<<"$said"
	flagged=$((flagged + f)) explained=$((explained + e))
	[[ $file != */ham/* ]] || rejected=$((rejected + r))
}
for set in wiki-en fb-de news-ko news-pt social-es civil-en fox-en; do
	judge "ham-$set" "ham/ham-$set.train.tsv"
	[[ $set == civil-en || $set == fox-en ]] || look "ham/ham-$set.train.tsv"
done
for set in youtube sms blog idgamb; do
	look "spam/$set.valid.tsv"
done
look lexical/obfuscated.dev.tsv --task profanity --positive '*'
judge obfuscated lexical/obfuscated.dev.tsv --task profanity --positive '*'
judge obfuscated-clean lexical/obfuscated-clean.dev.tsv --task profanity --negative '*'
judge innocent-words lexical/innocent-words-flagged-by-packages.tsv --task profanity --negative '*'
judge hatecheck-english lexical/hatecheck.dev.tsv --task profanity
for set in german spanish french italian portuguese dutch polish arabic hindi mandarin; do
	judge "hatecheck-$set" "lexical/hatecheck-$set.dev.tsv" --task profanity
done
# A dictionary as a set: every word is innocent, but for those that the lists have. One word is one text.
for lang in american-english spanish; do
	[[ -r /usr/share/dict/$lang ]] || continue
	awk 'length { print "word\t" $0 }' "/usr/share/dict/$lang" >"$work/words.tsv"
	"$bin" filter eval "$work/words.tsv" --json --task profanity --negative '*' >"$work/one" || exit 1
	add "words-$lang" "$work/one"
done
for set in davidson germeval2018 olid toldbr; do
	judge "tox-$set" "toxic/tox-$set.valid.tsv" --task profanity
done
"$bin" filter bench --json >"$work/one" || exit 1
add bench "$work/one"
{ echo '{'; cat "$work/all"; echo '}'; } >"$out"

# The answers as a table (set, label, n, flagged, …) that SQL can ask.
sqlite3 -batch "$work/db" >/dev/null <<SQL || exit 1
create table answer (name text primary key, j text);
insert into answer select key, value from json_each(cast(readfile('$out') as text));
create table label (name text, label text, n int, flagged int);
insert into label select a.name, l.key, json_extract(l.value, '$.n'), json_extract(l.value, '$.flagged')
	from answer a, json_each(a.j, '$.labels') l where a.name <> 'bench';
SQL

ask() { sqlite3 -batch "$work/db" "$1"; }
of() { ask "select json_extract(j, '$.$2') from answer where name = '$1'"; }
percent() { awk -v x="$1" -v d="${2:-2}" 'BEGIN { if (x == "") print "-"; else printf "%.*f %%", d, 100 * x }'; }
short() { awk -v x="$1" 'BEGIN { if (x == "") print "-"; else printf "%.3f", x }'; }
line() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }
have() { [[ -n $(ask "select 1 from answer where name = '$1'") ]]; }
row() { # NAME WHAT BAR OURS: OURS is evaluated if the answer is there
	if have "$1"; then line "$2" "$3" "$(eval "$4")"; else line "$2" "$3" skipped; fi
}

line "figure (set)" bar ours
line --- --- ---
row youtube-alone "spam, trained on youtube.train alone: F1 / false positives (youtube.valid)" "≥ .965 / ≤ 1.0 %" \
	'echo "$(short "$(of youtube-alone f1)") / $(percent "$(of youtube-alone fpr)")"'
line "spam, videos of other years: F1 / false positives" "≥ .91 / ≤ 4 %" "held back"
row youtube "shipped model, YouTube: F1 (youtube.valid)" "≥ .94" 'short "$(of youtube f1)"'
row sms "shipped model, SMS: F1 (sms.valid)" "≥ .965" 'short "$(of sms f1)"'
foreign="'ham-wiki-en', 'ham-fb-de', 'ham-news-ko', 'ham-news-pt', 'ham-social-es'"
row ham-wiki-en "honest comments of sites it has not seen: held (wiki, de, ko, pt, es)" "≤ .20 %" \
	"ask \"select printf('%.2f %% (%d of %d)', 100.0 * sum(flagged) / sum(n), sum(flagged), sum(n)) from label
		where name in ($foreign)\""
row ham-wiki-en "honest comments of sites it has not seen: rejected (the same)" "≤ .02 %" \
	"ask \"select printf('%.2f %% (%d of %d)', 100.0 * $rejected / sum(n), $rejected, sum(n)) from label
		where name in ($foreign)\""
row ham-wiki-en "honest comments, the three files of which most are held" "≤ .5 % each" \
	"ask \"select group_concat(printf('%s %.2f %%', substr(name, 5), 100.0 * flagged / n), ', ') from
		(select * from label where name like 'ham-%' order by 1.0 * flagged / n desc limit 3)\""
for set in youtube sms blog idgamb ham-wiki-en ham-fb-de ham-news-ko ham-news-pt ham-social-es; do
	row "$set" "calibration error ($set)" "≤ .03" "short \"\$(of $set ece)\""
done
for set in youtube sms blog idgamb; do
	row "own-$set" "calibration error, trained on all four sources of spam ($set)" "≤ .03" "short \"\$(of own-$set ece)\""
done
classes="(select substr(label, 1, instr(label, ':') - 1) c, 1.0 * sum(flagged) / sum(n) r from label
	where name = 'obfuscated' group by c)"
row obfuscated "disguises: macro recall over the classes (obfuscated.dev)" "≥ .98" \
	"ask \"select printf('%.3f over %d classes', avg(r), count(*)) from $classes\""
while IFS='|' read -r what like; do
	row obfuscated "disguises: $what" "≥ .995" "ask \"select printf('%.3f over %d classes', avg(r), count(*)) from $classes
		where c in ($like)\""
done <<'CLASSES'
Unicode|'circled','combining-marks','diacritics','fullwidth','homoglyph-1-cyrillic','homoglyph-all','math-alnum','regional-indicator','small-caps','squared','upside-down','zalgo'
zero-width|'bidi-control','homoglyph+zw','soft-hyphen','tag-vs-chars','zero-width'
separators|'asterisk-sep','dashes','dots','emoji-sep','mixed-sep','spaces','underscores'
markup|'html-entity','html-tags','markdown'
CLASSES
row obfuscated "disguises: the weakest three classes" "" \
	"ask \"select group_concat(printf('%s %.2f', c, r), ', ') from (select * from $classes order by r limit 3)\""
row obfuscated-clean "innocent words disguised alike: flagged (obfuscated-clean.dev)" "≤ .05 %" \
	'percent "$(of obfuscated-clean fpr)"'
row innocent-words "innocent words that packages flag: flagged" 0 'of innocent-words flagged'
for lang in american-english spanish; do
	row "words-$lang" "words of a dictionary, those of the lists among them: flagged (/usr/share/dict/$lang)" "no bar" \
		"ask \"select printf('%d of %d', sum(flagged), sum(n)) from label where name = 'words-$lang'\""
done
row hatecheck-english "HateCheck, other spellings: share flagged (spell_*)" "no bar" \
	"ask \"select printf('%.3f', 1.0 * sum(flagged) / sum(n)) from label
		where name = 'hatecheck-english' and label like '%:spell_%'\""
for set in english german spanish french italian portuguese dutch polish; do
	bar="≥ .85 / ≤ .5 %"
	[[ $set == english ]] && bar="≥ .98 / 0"
	row "hatecheck-$set" "profanity, $set: recall / false positives" "$bar" \
		"echo \"\$(ask \"select printf('%.3f', 1.0 * sum(flagged) / sum(n)) from label where name = 'hatecheck-$set'
			and (label like '%:profanity\\_%' escape '\\')\") / \$(percent \"\$(of hatecheck-$set fpr)\")\""
done
for set in arabic hindi mandarin; do
	row "hatecheck-$set" "profanity, $set: recall" "no bar" \
		"ask \"select printf('%.3f', 1.0 * sum(flagged) / sum(n)) from label where name = 'hatecheck-$set'
			and (label like '%:profanity\\_%' escape '\\')\""
done
row bench "whole verdict, one core: comments a second" "≥ 100,000" "of bench comments_per_second | cut -d. -f1"
row bench "whole verdict: p99" "≤ 50 µs" "of bench whole.p99_us | awk '{ printf \"%.0f µs\", \$1 }'"
line "64 KB of anything: the worst of some thousand found by a search (make bench-hostile)" "≤ 2 ms" \
	"$("$1/bench/hostile" 2000 1 | sed -n 's/^ *\([0-9.]* ms\)  ".*/\1/p' | head -n 1)"
row bench "tables in memory (and in the program's file)" "≤ 8 MB" \
	"echo \"\$(of bench table_bytes | awk '{ printf \"%.1f MB\", \$1 / 1048576 }') (\$(size -A $1/obj/filter/*.o |
		awk '/^\.rodata|^\.data\.rel\.ro|^\.bss/ { n += \$2 } END { printf \"%.1f MB\", n / 1048576 }'))\""
row bench "ready after a start" "≤ 50 ms" "of bench ready_ms | awk '{ printf \"%.0f ms\", \$1 }'"
lessons=("$data"/ham/*.tsv "$data"/spam/*.train.tsv)
if [[ -r ${lessons[0]} ]]; then
	"$1/bench/lessons" "${lessons[@]}" >"$work/lessons" || exit 1
	line "one decision learned (make bench-lessons)" "≤ 20 µs" "$(sed -n 's/^a lesson: \(.*\) us$/\1 µs/p' "$work/lessons")"
	line "refit of 25,000 decisions (the same)" "≤ 1 s" "$(sed -n 's/^a refit of 25000: \([0-9]* ms\).*/\1/p' "$work/lessons")"
fi
line "explanation: rule or pieces are named, every place cuts whole characters out of the text (ham, spam, disguises)" "all" \
	"$explained of $flagged"

