# Phrases of advertisements -> table rows:
#   BAIT_WORD(set, "word")                   one row a word; "word*" is a beginning
#   BAIT_PHRASE(FAMILY, hold, "lang", {sets})
#
# Makes a table, never logic. The format is described in src/filter/bait/README.

function fail(why)
{
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0 > "/dev/stderr"
	failed = 1
	exit 1
}

function word(set, w)
{
	if (w ~ /["\\]/ || w ~ /.\*./)
		fail("a word holds no quote and no backslash, and '*' only at its end")
	printf "BAIT_WORD(%d, \"%s\")\n", set, w
}

# The number of a set, or of a set of one word in quotes.
function set_of(element, w)
{
	if (element !~ /^".+"$/) {
		used[lang, element] = FILENAME ":" FNR
		return number(element)
	}
	w = substr(element, 2, length(element) - 2)
	if (!((lang, w) in alone)) {
		alone[lang, w] = ++n
		word(n, w)
	}
	return alone[lang, w]
}

function number(name)
{
	if (!((lang, name) in sets))
		sets[lang, name] = ++n
	return sets[lang, name]
}

function check(set, at)
{
	for (set in sets) {
		split(set, at, SUBSEP)
		if (!(set in used))
			printf "%s: set %s is in no phrase\n", at[1], at[2] > "/dev/stderr"
		else if (!(set in filled))
			printf "%s: no such set: %s\n", used[set], at[2] > "/dev/stderr"
		else
			continue
		failed = 1
	}
}

FNR == 1 {
	lang = FILENAME
	sub(/.*\//, "", lang)
	sub(/\.txt$/, "", lang)
}

/^[ \t]*(#|$)/ { next }

# FAMILY [hold] > element element ...
/ > / {
	at = $2 == ">" ? 3 : 4
	if ($(at - 1) != ">" || (at == 4 && $2 != "hold") || $1 !~ /^[a-z]+$/)
		fail("want: family [hold] > element ...")
	if (NF < at || NF > at + 4)
		fail("one to five elements")
	list = ""
	for (i = at; i <= NF; i++)
		list = list (i > at ? ", " : "") set_of($i)
	printf "BAIT_PHRASE(%s, %d, \"%s\", {%s})\n", toupper($1), at == 4, lang, list
	next
}

# set: word word ...
$1 ~ /^[a-z]+:$/ {
	name = substr($1, 1, length($1) - 1)
	filled[lang, name] = 1
	for (i = 2; i <= NF; i++)
		word(number(name), $i)
	next
}

{ fail("neither a set nor a phrase") }

END {
	if (!failed)
		check()
	exit failed
}
