# Word lists -> table rows:  WORD("lang", line, "entry", severity, "category", "flags")
#                            CONTEXT("lang", "name", "words with a space between")
#
# Makes a table, never logic: it expands the inflections of an entry's paradigm and checks every line,
# so a typo in a list stops the build. The format is described in words/README.

function fail(why)
{
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0 > "/dev/stderr"
	failed = 1
}

function row(word, more)
{
	if (seen[lang, word]++)
		return
	flags = kept (more != "" && kept != "" ? " " : "") more
	traits = lang " " severity " " category " " kept
	n_rows++
	row_word[n_rows] = word
	row_traits[n_rows] = traits
	row_text[n_rows] = sprintf("WORD(\"%s\", %d, \"%s\", %d, \"%s\", \"%s\")", lang, FNR, word,
		severity, category, flags)
	if (more == "start")
		open[traits, word] = 1
}

# Whether an open row says the same of the word: "follad" of "follado".
function said(i, k)
{
	for (k = length(row_word[i]) - 1; k >= 3; k--)
		if ((row_traits[i], substr(row_word[i], 1, k)) in open)
			return 1
	return 0
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

function ends(word, cut)
{
	return cut == "-" || (length(word) > length(cut) && substr(word, length(word) - length(cut) + 1) == cut)
}

# The first line of a paradigm whose cut fits the word; an ending with a star leaves the word open.
function inflect(word, name, i, k, stem, n, list, ending)
{
	for (i = 1; i <= lines[lang, name]; i++)
		if (ends(word, cut[lang, name, i]))
			break
	if (i > lines[lang, name]) {
		fail("no line of paradigm " name " fits \"" word "\"")
		return
	}
	stem = cut[lang, name, i] == "-" ? word : substr(word, 1, length(word) - length(cut[lang, name, i]))
	n = split(endings[lang, name, i], list, " ")
	for (k = 1; k <= n; k++) {
		ending = list[k] == "-" ? "" : list[k]
		if (sub(/\*$/, "", ending))
			row(stem ending, "start")
		else
			row(stem ending, "")
	}
}

# {a,b} c -> a c, b c; the innermost pair first.
function each_of(word, from, to, list, n, i)
{
	to = index(word, "}")
	for (from = to; from > 0 && substr(word, from, 1) != "{"; from--)
		;
	if (from == 0 && word ~ /[{}]/) {
		fail("braces do not match")
		return
	}
	if (to == 0) {
		inflections(word)
		return
	}
	n = split(substr(word, from + 1, to - from - 1), list, ",")
	for (i = 1; i <= n; i++)
		each_of(substr(word, 1, from - 1) list[i] substr(word, to + 1))
}

function inflections(word, i)
{
	if (listed[lang, word] && listed[lang, word] != FNR)
		fail("\"" word "\" stands in line " listed[lang, word] " already")
	listed[lang, word] = FNR
	# The open endings first: an open row speaks for the closed one of the same letters.
	for (i = 1; i <= n_paradigms; i++)
		inflect(word, paradigms[i])
	row(word, "")
	if (noun)
		row(plural(word))
	if (verbal)
		verb(word, verbal == 2 ? word substr(word, length(word)) : word)
}

FNR == 1 {
	lang = FILENAME
	sub(/.*\//, "", lang)
	sub(/\.txt$/, "", lang)
}

/^[ \t]*(#|$)/ { next }

$1 == "context" {
	if (NF < 3 || $2 !~ /^[a-z]+$/)
		fail("want: context name word …")
	if (!context_seen[lang, $2]++)
		contexts[++n_contexts] = lang SUBSEP $2
	for (k = 3; k <= NF; k++) {
		if ($k ~ /["\\*_{}]/)
			fail("a word of a context is one word as it is written")
		if (context_words[lang, $2, $k]++)
			fail("\"" $k "\" stands in this context already")
		context[lang, $2] = context[lang, $2] (context[lang, $2] == "" ? "" : " ") $k
	}
	next
}

$1 == "paradigm" {
	if (NF < 4 || $2 !~ /^[a-z]+[0-9]*$/)
		fail("want: paradigm name cut endings")
	if ($2 ~ /^(in|start|end|name|note|home|accents)$/ || (lang == "en" && $2 ~ /^(noun|verb2?)$/))
		fail("this name has a meaning of its own")
	i = ++lines[lang, $2]
	cut[lang, $2, i] = $3
	for (k = 4; k <= NF; k++) {
		if ($k ~ /["\\_]|\*./)
			fail("an ending is letters and perhaps a star behind them")
		endings[lang, $2, i] = endings[lang, $2, i] " " $k
	}
	next
}

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
	noun = verbal = n_paradigms = 0
	for (i = 4; i <= NF; i++) {
		if (lines[lang, $i] > 0) paradigms[++n_paradigms] = $i
		else if (lang == "en" && $i == "noun") noun = 1
		else if (lang == "en" && $i == "verb") verbal = 1
		else if (lang == "en" && $i == "verb2") verbal = 2
		else if ($i ~ /^(in|start|end|name|note|home|accents)$/) kept = kept (kept == "" ? "" : " ") $i
		else if ($i ~ /^unless:[a-z]+$/) {
			kept = kept (kept == "" ? "" : " ") $i
			wanted[lang, substr($i, 8)] = FILENAME ":" FNR
		}
		else fail("no such flag or paradigm: " $i)
	}
	each_of(word)
}

END {
	for (i = 1; i <= n_rows; i++)
		if (!said(i))
			print row_text[i]
	for (i in wanted)
		if (!(i in context_seen) || i ~ /(person|calling)$/) {
			printf "%s: no such context\n", wanted[i] > "/dev/stderr"
			failed = 1
		}
	for (i = 1; i <= n_contexts; i++) {
		split(contexts[i], part, SUBSEP)
		printf "CONTEXT(\"%s\", \"%s\", \"%s\")\n", part[1], part[2], context[contexts[i]]
	}
	exit failed
}
