#!/bin/bash
# The manual pages are whole, correct mdoc, and the unit files name programs that `make install` puts there.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# The pages as they are installed: the tables come from the program, newest build first.
program() {
	find build/rejoinder build/san/rejoinder -maxdepth 0 -printf '%T@ %p\n' 2>/dev/null | sort -rn | sed -n '1s/^[^ ]* //p'
}

pages() { # ROOT -> the pages in $work/pages
	local page table
	mkdir -p "$work/pages"
	for page in "$1"/src/main/man/*; do
		case $page in
		*.1) table=commands ;;
		*.5) table=settings ;;
		*) table= ;;
		esac
		: >"$work/table"
		[[ -z $table || -z $(program) ]] || "$(program)" manual "$table" >"$work/table"
		awk -v table="$work/table" '$0 == "@TABLE@" { while ((getline line < table) > 0) print line; next }
			{ print }' "$page" >"$work/pages/$(basename "$page")"
	done
}

# Our own pages are not installed where this runs, and sd_notify(3) is only where systemd's headers are.
lint() {
	pages "$1"
	mandoc -Tlint "$work"/pages/* | grep -v 'referenced manual not found'
	rm -rf "$work/pages"
	return 0
}

units() {
	grep -ho 'ExecStart=@prefix@/sbin/[a-z]*' "$1"/src/main/systemd/*.service | sed 's|.*/||' | while read -r p; do
		grep -q "install .*/$p " "$1/Makefile" || echo "$p is started by a unit and not installed"
	done
}

# What a reload cannot change is said twice: to the log, and in rejoinder.conf(5).
restarts() {
	diff <(sed -n '/fixed\[\] = {/,/};/s/^\t*{"\([a-z._]*\)",.*/\1/p' "$1/src/main/service.c" | sort) \
		<(sed -n '/ but$/,/^which need/s/^\.Ic \([a-z._]*\).*/\1/p' "$1/src/main/man/rejoinder.conf.5" | sort)
}

# The fields of what a command prints as JSON are a promise, so they stand in rejoinder(1): the commands of ctl.def that
# take --json, and those that the section names (".It Cm thread open , Cm close" is two).
json_fields() {
	diff <(awk -F'"' '/^CTL\(/ { name = $2 ($4 == "" ? "" : " " $4); if (" " $6 " " ~ / json /) print name }' \
			"$1/src/main/ctl.def" | sort -u) \
		<(awk '/^\.Ss / { in_it = $0 == ".Ss Fields of JSON" }
			in_it && /^\.It Cm / {
				sub(/^\.It Cm /, "")
				n = split($0, item, / , Cm /)
				for (i = 1; i <= n; i++) {
					words = split(item[i], word, " ")
					if (words == 2)
						group = word[1]
					print words == 2 || i == 1 ? item[i] : group " " item[i]
				}
			}' "$1/src/main/man/rejoinder.1" | sort -u)
}

plant src/main/ctl.def <<'END'
CTL("thing", "list", ctl_thing_list, HOUSE, "json quiet", "", "Lists.", "rejoinder thing list")
END
plant src/main/man/rejoinder.1 <<'END'
.Ss Fields of JSON
END
plant src/main/man/a.8 <<'END'
.Dd today
.Sh NAME
END
plant src/main/systemd/a.service <<'END'
ExecStart=@prefix@/sbin/other
END
plant Makefile <<'END'
END
plant src/main/service.c <<'END'
	} fixed[] = {
		{"listen", changed},
	};
END
plant src/main/man/rejoinder.conf.5 <<'END'
END

echo 1..5
if command -v mandoc >/dev/null; then
	all_fail "(cd '$work' && lint .)" "(cd '$work' && units .)" "restarts '$work'" "json_fields '$work'"
	holds "mandoc has nothing to say about the manual pages" lint .
else
	skip "a planted violation is found" "mandoc is not installed"
	skip "mandoc has nothing to say about the manual pages" "mandoc is not installed"
fi
holds "every program that a unit starts is installed" units .
holds "every command that prints JSON has its fields in the manual" json_fields .
holds "every setting that needs a restart is named in the manual" restarts .
finish
