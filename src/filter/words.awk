# Word lists -> table rows:  WORD("lang", line, "entry", severity, "category", "flags")
#
# Makes a table, never logic: it expands the inflections of a list's paradigm flags and checks every
# line, so a typo in a list stops the build. The format is described at the top of words/en.txt.

function fail(why)
{
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0 > "/dev/stderr"
	failed = 1
	exit 1
}

function row(word)
{
	if (seen[lang, word]++)
		return
	printf "WORD(\"%s\", %d, \"%s\", %d, \"%s\", \"%s\")\n", lang, FNR, word, severity, category, kept
}

# English: -s, or -es behind a hiss, or -ies for consonant and y.
function plural(w)
{
	if (w ~ /(s|x|z|ch|sh)$/)
		return w "es"
	if (w ~ /[^aeiou]y$/)
		return substr(w, 1, length(w) - 1) "ies"
	return w "s"
}

function verb(w, stem)
{
	row(plural(w))
	if (w ~ /e$/)
		stem = substr(w, 1, length(w) - 1)
	row(stem "ed"); row(stem "ing"); row(stem "in"); row(stem "er"); row(stem "ers")
}

FNR == 1 {
	lang = FILENAME
	sub(/.*\//, "", lang)
	sub(/\.txt$/, "", lang)
}

/^[ \t]*(#|$)/ { next }

{
	if (NF < 3)
		fail("want: word severity category flags")
	if ($1 ~ /["\\*]/)
		fail("an entry holds no quote, backslash or asterisk")
	if ($2 !~ /^[0-3]$/)
		fail("severity is 0 to 3")
	if ($3 !~ /^(sexual|slur|insult|blasphemy|scatological|ordinary)$/)
		fail("no such category")
	if (($2 == 0) != ($3 == "ordinary"))
		fail("severity 0 is for ordinary words and only for them")
	word = $1; severity = $2; category = $3; kept = ""
	gsub(/_/, " ", word)
	noun = verbal = 0
	for (i = 4; i <= NF; i++) {
		if ($i == "noun") noun = 1
		else if ($i == "verb") verbal = 1
		else if ($i == "verb2") verbal = 2
		else if ($i ~ /^(in|start|end|name|note)$/) kept = kept (kept == "" ? "" : " ") $i
		else fail("no such flag: " $i)
	}
	row(word)
	if (noun)
		row(plural(word))
	if (verbal)
		verb(word, verbal == 2 ? word substr(word, length(word)) : word)
}

END { exit failed }
