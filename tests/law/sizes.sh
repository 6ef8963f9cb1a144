#!/bin/bash
# Small pieces: a function fits on two screens, a file in one sitting, a line in a window.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

function_max=80
file_max=600
width_max=110
width_wish=100

functions() {
	c_files "$1" src include tests | xargs awk -f "$lib/func.awk" |
		awk -v max="$function_max" '$4 > max { print $1 ":" $2 ": " $3 "() has " $4 " lines" }'
}

files() {
	c_files "$1" src include tests | xargs awk -v max="$file_max" '
		FNR == max + 1 { print FILENAME ":" FNR ": over " max " lines" }'
}

# Columns with tabs of 8 and UTF-8 counted by characters, over $2: "file:line: why".
wide() {
	c_files "$1" src include | xargs awk -v max="$2" '
		length($0) * 8 > max {
			n = split($0, part, "\t")
			columns = 0
			for (i = 1; i <= n; i++) {
				if (i > 1)
					columns += 8 - columns % 8
				gsub(/[\200-\277]/, "", part[i])
				columns += length(part[i])
			}
			if (columns > max)
				print FILENAME ":" FNR ": " columns " columns"
		}'
}

widths() {
	wide "$1" "$width_max"
}

{
	echo 'int'
	echo 'long_one(void) // PLANTED'
	echo '{'
	yes '	x();' | head -n $((function_max - 2))
	echo '}'
	echo 'int'
	echo 'short_one(void)'
	echo '{'
	yes '	x();' | head -n $((function_max - 3))
	echo '}'
} | plant src/view/a.c
{
	yes '' | head -n $file_max
	echo '// PLANTED'
	echo
} | plant src/view/b.c
{
	printf '\t\t%94s\n' ''
	printf '\t\t%95s// PLANTED\n' ''
} | plant src/view/c.c

echo 1..4
finds_planted functions files widths
holds "no function has over $function_max lines" functions .
holds "no file has over $file_max lines" files .
holds "no line is wider than $width_max columns" widths .
echo "# $(wide . "$width_wish" | wc -l) lines are wider than $width_wish columns, which is allowed"
finish
