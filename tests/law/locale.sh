#!/bin/bash
# The catalogues are whole: every text of the source stands in each of them, translated, with the placeholders and the
# plural forms it needs, and nothing else stands there.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh
pot=$PWD/www/locale/pot.sh

# Missing and untranslated texts, fuzzy ones and such as the source does not have.
texts() {
	local po
	mkdir -p "$work/pot"
	(cd "$1" && sh "$pot" "$work/pot") >"$work/pot/rejoinder.pot" || return 1
	for po in "$1"/www/locale/*.po; do
		msgcmp "$po" "$work/pot/rejoinder.pot" 2>&1
		grep -n '^#~' "$po" | sed "s|^|$po:|; s|#~.*|obsolete|"
	done
	return 0
}

# A translation has the placeholders of its text. A plural form may do without ("one comment"), save the last, which
# every number may need.
places() {
	awk '
		function count(s, n,    p) {
			split("", n)
			while (match(s, /%([0-9]+\$)?[a-z]/)) {
				p = substr(s, RSTART, RLENGTH)
				n[p]++
				s = substr(s, RSTART + RLENGTH)
			}
		}
		function check(s, line, whole,    have, p) {
			count(s, have)
			for (p in have)
				if (have[p] != want[p] + 0)
					print file ":" line ": " p " is not in the text, or not as often"
			for (p in want)
				if (whole && !(p in have))
					print file ":" line ": " p " is missing"
		}
		function entry(    i) {
			if (id != "") {
				count(plural != "" ? plural : id, want)
				for (i = 0; i < n; i++)
					check(str[i], at[i], i == n - 1)
			}
			id = plural = key = ""
			n = 0
		}
		function add(s) {
			sub(/^[^"]*"/, "", s)
			sub(/"$/, "", s)
			if (key == "id") id = id s
			else if (key == "plural") plural = plural s
			else if (key == "str") str[n - 1] = str[n - 1] s
		}
		FNR == 1 { entry(); file = FILENAME }
		/^#/ || /^$/ { next }
		/^msgid / { entry(); key = "id" }
		/^msgid_plural / { key = "plural" }
		/^msgstr/ { key = "str"; at[n] = FNR; str[n++] = "" }
		{ add($0) }
		END { entry() }' "$1"/www/locale/*.po
}

# The header says how many forms there are and which is whose, with no sign but those src/view/catalogue.c reads, and
# every plural has as many.
forms() {
	local po
	for po in "$1"/www/locale/*.po; do
		grep -qE '^"Plural-Forms: nplurals=[1-6]; plural=([n0-9 ()?:<>=%]|!=|&&|\|\|)+;\\n"$' "$po" ||
			echo "$po:1: no Plural-Forms that can be read"
		msgfmt --check -o /dev/null "$po" 2>&1
	done
	return 0
}

# A small source with a catalogue that is whole, and copies of it, each with one fault.
plant whole/include/model.h </dev/null
plant whole/include/base/a.h </dev/null
plant whole/include/filter/filter.def <<'END_OF_PLANT'
RULE(A, "a", 1, 2, 3, "Held.", "Told.")
END_OF_PLANT
plant whole/src/base/a.c <<'END_OF_PLANT'
static struct str a[] = {MSG("%1$s on %2$s"), MSG_N("%s day", "%s days")};
END_OF_PLANT
plant whole/www/tmpl/a.html <<'END_OF_PLANT'
<p>{{_ Reply}}</p>
END_OF_PLANT
plant whole/www/locale/xx.po <<'END_OF_PLANT'
msgid ""
msgstr ""
"Project-Id-Version: a\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\n"
"Last-Translator: a\n"
"Language-Team: none\n"
"Language: xx\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "%1$s on %2$s"
msgstr "%2$s: %1$s"

msgid "%s day"
msgid_plural "%s days"
msgstr[0] "un jour"
msgstr[1] "%s jours"

msgid "Held."
msgstr "Retenu."

msgid "Reply"
msgstr "Répondre"

msgid "Told."
msgstr "Dit."
END_OF_PLANT

fault() { # LAW SED-SCRIPT
	faults+=("$1 '$work/fault${#faults[@]}'")
	cp -r "$work/whole" "$work/fault$((${#faults[@]} - 1))"
	sed -i "$2" "$work/fault$((${#faults[@]} - 1))/www/locale/xx.po"
}

whole() {
	texts "$work/whole" && places "$work/whole" && forms "$work/whole"
}

echo 1..5
if ! command -v msgcmp >/dev/null; then
	for sentence in "a planted catalogue that is whole is let pass" "a planted violation is found" \
		"every text is in every catalogue, translated, and no other" \
		"translations have the placeholders of their texts" "plural forms are as many as the header says"; do
		skip "$sentence" "gettext is not installed"
	done
	finish
fi
faults=()
fault texts '/^msgid "Reply"/,/^$/d'
fault texts 's/Répondre//'
fault texts 's/^msgid "Held."/#, fuzzy\n&/'
fault texts 's/^msgid "Held."/msgid "Old."\nmsgstr "Vieux."\n\n&/'
fault texts '$s/$/\n\n#~ msgid "Old."\n#~ msgstr "Vieux."/'
fault places 's/%2$s: %1$s/%2$s/'
fault places 's/%2$s: %1$s/%s: %s/'
fault places 's/%2$s: %1$s/%2$s: %1$s %1$s/'
fault places 's/%s jours/jours/'
fault places 's/un jour"/un jour %d"/'
fault places 's/Retenu/Retenu: %s/'
fault forms '/^"Plural-Forms/d'
fault forms 's/plural=(n != 1)/plural=(n != 1/'
fault forms 's/(n != 1)/!(n == 1)/'
fault forms 's/nplurals=2/nplurals=3/'
fault forms '/^msgstr\[1\]/d'

holds "a planted catalogue that is whole is let pass" whole
all_fail "${faults[@]}"
holds "every text is in every catalogue, translated, and no other" texts .
holds "translations have the placeholders of their texts" places .
holds "plural forms are as many as the header says" forms .
finish
