#!/bin/bash
# Templates and pages: escaping is by type, so what must not compile does not; and nothing inline, or the strict CSP
# of the desk would have to be loosened (SECURITY 33, 37).
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# Comments of HTML and JavaScript gone, lines kept.
bare() {
	awk '
		FNR == 1 { inside = 0 }
		{
			line = $0; out = ""
			while (line != "") {
				if (inside) {
					at = index(line, closer)
					if (!at) { line = ""; break }
					line = substr(line, at + length(closer)); inside = 0; continue
				}
				if (!match(line, /<!--|\/\*/)) { out = out line; break }
				out = out substr(line, 1, RSTART - 1)
				closer = substr(line, RSTART, RLENGTH) == "/*" ? "*/" : "-->"
				line = substr(line, RSTART + RLENGTH); inside = 1
			}
			print FILENAME ":" FNR ":" out
		}' "$@"
}

inline() {
	bare "$1"/www/tmpl/*.html | grep -iE ':[0-9]*:.*(<script[^>]*>[^<]|<script>|<style|[[:space:]]style[[:space:]]*=|[[:space:]]on[a-z]+[[:space:]]*=|javascript:|<(iframe|object|embed|base)[ >])' |
		awk -F: '{ print $1 ":" $2 ": inline script or style, or a frame" }'
	return 0
}

# Text goes into a page by textContent alone; nothing comes from elsewhere. What a browser keeps is kept through one
# line of embed.js (tests/e2e/script.mjs shows when).
scripts() {
	local files
	mapfile -t files < <(find "$1/www" -maxdepth 1 -name '*.js' | sort)
	((${#files[@]} == 0)) || bare "${files[@]}" | sed 's/\/\/.*//' |
		grep -vE '/embed\.js:[0-9]+:const local = \(\) => localStorage;' |
		grep -E '(inner|outer)HTML|insertAdjacentHTML|document\.write|\<eval\>|new Function|setTimeout\(["'\'']|addEventListener\(["'\'']message|window\.name|localStorage|document\.cookie' |
		awk -F: '{ print $1 ":" $2 ": a door that user text must not find" }'
	return 0
}

# A template nobody fills is dead, and its slots are checked by nobody.
filled() {
	local f name files
	mapfile -t files < <(c_files "$1" src/view)
	for f in "$1"/www/tmpl/*.html; do
		name=$(basename "$f" .html)
		cat "${files[@]}" | grep -w "tmpl_$name" >/dev/null || echo "$f:1: no code fills it"
	done
}

plant www/tmpl/a.html <<'X'
<p onclick="x()">{text}</p><!-- PLANTED -->
<!-- style="x" in a comment -->
<p style="x">y</p><!-- PLANTED -->
<script>x()</script><!-- PLANTED -->
<p class="once" title="on = off">y</p>
X
plant www/tmpl/dead.html <<'X'
<p>PLANTED</p>
X
plant src/view/a.c <<'X'
tmpl_a(h);
X
plant www/embed.js <<'X'
p.innerHTML = text; /* PLANTED */
p.textContent = text; /* not innerHTML */
X

# Other suites of the room that print TAP: their lines become ours.
suite() { # NAME COMMAND…
	local line
	while IFS= read -r line; do
		case $line in
		"ok "*) tap ok "$1: ${line#ok * - }" ;;
		"not ok "*) tap "not ok" "$1: ${line#not ok * - }" ;;
		'#'*) echo "$line" ;;
		esac
	done
}

made=
for made in build/gen build/san/gen; do
	[[ ! -e $made/tmpl.def ]] || break
done
out=${made%/gen}

finds_planted inline scripts filled
holds "no template has inline script, style or a frame" inline .
holds "no script writes HTML, evaluates text or listens to messages" scripts .
holds "every template is filled by code" filled .
if [[ ! -e tests/view/compile_fail.sh ]]; then
	skip "what must not compile does not" "no tests/view/compile_fail.sh"
elif [[ ! -e $out/gen/tmpl.def ]]; then
	skip "what must not compile does not" "nothing is built yet"
else
	# A compiler that takes everything must make that suite fail.
	if grep '^not ok' < <(CC=true bash tests/view/compile_fail.sh "$out" 2>&1) >/dev/null; then
		tap ok "a compiler that takes everything is found out"
	else
		tap "not ok" "a compiler that takes everything is found out"
	fi
	suite compile < <(bash tests/view/compile_fail.sh "$out" 2>&1)
fi
[[ ! -e tests/view/tmpl_awk.sh ]] || suite tmpl.awk < <(bash tests/view/tmpl_awk.sh 2>&1)
echo "1..$tap_n"
finish
