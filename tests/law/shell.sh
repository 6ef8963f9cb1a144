#!/bin/bash
# Scripts are code: shellcheck is content with each, and the generators make the same tables under every awk.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# By name, or by the first line.
scripts() {
	{
		find "$1" \( -name build -o -name .git -o -name node_modules \) -prune -o -type f -name '*.sh' -print
		find "$1" \( -name build -o -name .git -o -name node_modules \) -prune -o -type f ! -name '*.*' -print0 |
			xargs -0 -r awk 'FNR == 1 && /^#!.*sh( |$)/ { print FILENAME }'
		find "$1/.ci" -type f -print0 2>/dev/null | xargs -0 -r awk 'FNR == 1 && /^#!.*sh( |$)/ { print FILENAME }'
	} | sort -u
}

checked() {
	local files
	mapfile -t files < <(scripts "$1")
	((${#files[@]} > 0)) || echo "$1: no scripts"
	shellcheck -f gcc "${files[@]}"
	return 0
}

# A script that goes on after a failed step tells lies later. The laws have it from lib/tap.sh.
strict() {
	scripts "$1" | grep -v '/tests/law/' | while IFS= read -r f; do
		head -n 1 "$f" | grep -q bash || continue
		grep -qE '^set -[a-z]*u' "$f" || echo "$f:1: no set -u"
	done
}

awks() {
	local a
	for a in mawk gawk original-awk; do
		command -v "$a"
	done
	command -v busybox >/dev/null && busybox awk 1 </dev/null 2>/dev/null && echo 'busybox awk'
	return 0
}

generate() { # AWK ROOT
	$1 -v out=db -f "$2/sql/gen.awk" sql/query.pgsql.sql sql/query.sql &&
		$1 -v out=migrate -f "$2/sql/gen.awk" sql/migrate/*.sql &&
		$1 -f "$2/www/tmpl.awk" www/tmpl/*.html &&
		$1 -f "$2/www/static.awk" www/embed.css www/moderate.css &&
		$1 -f "$2/src/filter/words.awk" src/filter/words/*.txt
}

alike() {
	local a first=''
	while read -r a; do
		generate "$a" "$1" >"$work/.made" 2>&1 || echo "$a fails"
		if [[ -z $first ]]; then
			first=$a
			cp "$work/.made" "$work/.first"
		else
			cmp -s "$work/.first" "$work/.made" || echo "$a and $first make other tables"
		fi
	done < <(awks)
}

plant a.sh <<'X'
#!/bin/bash
set -u
echo $1 # PLANTED
X
plant b.sh <<'X'
#!/bin/bash -e
echo "$1"
X
plant sub/run <<'X'
#!/bin/sh
cd "$1" # PLANTED
X
sed -i '1s/$/ # PLANTED/' "$work/b.sh"
sed -i '1s/bash -e # PLANTED/bash # PLANTED/' "$work/b.sh"

echo 1..4
if command -v shellcheck >/dev/null; then
	finds_planted checked strict
	holds "shellcheck is content with every script" checked .
else
	skip "a planted violation is found" "shellcheck is not installed"
	skip "shellcheck is content with every script" "shellcheck is not installed"
fi
holds "every bash script ends at an unset name" strict .
if [[ $(awks | wc -l) -gt 1 ]]; then
	holds "every awk here makes the same tables" alike .
else
	skip "every awk here makes the same tables" "one awk alone is installed"
fi
finish
