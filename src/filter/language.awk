# Function words -> table rows:  LANGUAGE("de"), and FUNCTION_WORD("der", set of the languages that have it),
# which the Makefile sorts. The list is language.txt.

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
	for (i = 2; i <= NF; i++)
		if (!seen[$1, $i]++)
			set[$i] += bit[$1]
}

END {
	if (failed || n > 31)
		exit 1
	for (i = 1; i <= n; i++)
		printf "LANGUAGE(%d, \"%s\")\n", i - 1, name[i]
	for (w in set)
		printf "FUNCTION_WORD(\"%s\", 0x%08x)\n", w, set[w]
}
