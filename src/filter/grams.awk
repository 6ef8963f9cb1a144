# How likely three letters in a row are in each language of language.txt -> table rows, one for each three
# letters ("_" between words, a to z: in that order), one number a language.
#
#	awk -v dir=/usr/share/libexttextcat -f grams.awk language.txt
#
# From the fingerprints of libexttextcat (Debian: libexttextcat-data; Copyright (c) 2003, WiseGuys Internet
# B.V., BSD licence): the 400 commonest stretches of 1 to 5 letters of a language, with how often each stood
# in a text. Three letters that are not among them are judged by the last two, then by the last one
# ("stupid backoff", Brants and others: Large language models in machine translation, 2007).

BEGIN {
	BACKOFF = .15
	SCALE = 16                # a natural logarithm of 1 is so much; table entries are at most 255
	letters = "_abcdefghijklmnopqrstuvwxyz"
	n_folds = split("à a á a â a ã a ä a å a ā a ă a ą a æ ae ç c ć c č c ď d đ d è e é e ê e ë e ě e ę e ė e ğ g ì i í i î i ï i ı i ł l ñ n ń n ň n ò o ó o ô o õ o ö o ø o ő o œ oe ř r ś s š s ș s ş s ß ss ť t ț t ţ t ù u ú u û u ü u ů u ű u ý y ź z ż z ž z", folds, " ")
}

/^#/ || NF == 0 { next }

!($1 in known) {
	known[$1] = 1
	name[++n] = $1
}

function fold(s, i)
{
	s = tolower(s)
	if (s ~ /[^a-z_]/)
		for (i = 1; i < n_folds; i += 2)
			gsub(folds[i], folds[i + 1], s)
	gsub(/&i;/, "i", s) # so the Turkish one writes dotless i and s with a cedilla
	gsub(/&s;/, "s", s)
	return s
}

# Some fingerprints give ranks alone: counts fall about so.
function read_counts(lang, file, line, part, rank, fields, gram)
{
	file = dir "/" lang ".lm"
	rank = 0
	while ((getline line < file) > 0) {
		rank++
		fields = split(line, part, /[ \t]+/)
		gram = fold(part[1])
		if (gram ~ /^[a-z_]+$/ && length(gram) <= 3)
			count[lang, gram] += fields > 1 ? part[2] : int(25000 / rank ^ .85)
	}
	close(file)
	if (rank == 0) {
		print file ": missing or empty" > "/dev/stderr"
		exit failed = 1
	}
}

function times(lang, gram)
{
	return (lang, gram) in count ? count[lang, gram] : 0
}

function share(part, whole)
{
	return part / (whole > part ? whole : part)
}

function number(p)
{
	p = int(-SCALE * log(p) + .5)
	return p > 255 ? 255 : p
}

END {
	if (failed)
		exit 1
	for (l = 1; l <= n; l++) {
		lang = name[l]
		read_counts(lang)
		all = 0
		for (i = 1; i <= 27; i++)
			all += times(lang, letter[i] = substr(letters, i, 1))
		there = all > times(lang, "_") # Hindi has none in Latin letters
		for (y = 1; y <= 27; y++)
			for (z = 1; z <= 27; z++) {
				some = times(lang, letter[y] letter[z])
				one = times(lang, letter[z])
				two[y, z] = !there ? 0 : some > 0 ? share(some, times(lang, letter[y])) : \
					BACKOFF * (one > .5 ? one : .5) / all
			}
		for (x = 1; x <= 27; x++)
			for (y = 1; y <= 27; y++) {
				pair = times(lang, letter[x] letter[y])
				for (z = 1; z <= 27; z++) {
					some = times(lang, letter[x] letter[y] letter[z])
					row[x, y, z] = row[x, y, z] (l > 1 ? "," : "") (!there ? 255 : \
						number(some > 0 ? share(some, pair) : BACKOFF * two[y, z]))
				}
			}
	}
	for (x = 1; x <= 27; x++)
		for (y = 1; y <= 27; y++)
			for (z = 1; z <= 27; z++)
				print "{" row[x, y, z] "},"
}
