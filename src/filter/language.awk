# Function words -> table rows:  LANGUAGE("de"), and FUNCTION_WORD(0x…, set of the languages that have it),
# the word as a number of its letters (language.c, "letters as a number"), which the Makefile sorts. The
# list is language.txt.

# Five bits a letter, from the left, in two halves of six letters: awk's numbers are doubles.
function half(word, from, sum, i) {
	sum = 0
	for (i = from; i < from + 6; i++)
		sum = sum * 32 + (i <= length(word) ? index("abcdefghijklmnopqrstuvwxyz", substr(word, i, 1)) : 0)
	return sum
}

/^#/ || NF == 0 { next }

{
	if ($1 !~ /^[a-z][a-z]$/ || $0 ~ /[^a-z ]| [a-z]( |$)/) {
		printf "%s:%d: want: language, words of two small letters and more without accents\n", FILENAME, FNR > "/dev/stderr"
		failed = 1
		exit 1
	}
	if (!($1 in bit)) {
		bit[$1] = 2 ^ n++
		name[n] = $1
	}
	for (i = 2; i <= NF; i++) {
		if (length($i) > 12) {
			printf "%s:%d: %s: longer than 12 letters\n", FILENAME, FNR, $i > "/dev/stderr"
			failed = 1
			exit 1
		}
		if (!seen[$1, $i]++)
			set[$i] += bit[$1]
	}
}

END {
	if (failed || n > 31)
		exit 1
	for (i = 1; i <= n; i++)
		printf "LANGUAGE(%d, \"%s\")\n", i - 1, name[i]
	for (w in set)
		printf "FUNCTION_WORD(0x%08x, 0x%08x, 0x%08x)\n", half(w, 1), half(w, 7), set[w]
}
