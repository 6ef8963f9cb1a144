#!/bin/bash
# What a page needs stands in its row: a POST without a guard, a GET with a body or a desk page without a session is
# a hole that no handler would notice.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

handler_max=40

# "line|method|pattern|handler|needs|body|fields" of every row.
rows() {
	awk '
		/^ROUTE\(/ { from = FNR; row = "" }
		from { row = row $0 }
		from && /\)[ \t]*(\/\/.*)?$/ {
			sub(/^ROUTE\(/, "", row); sub(/\)[ \t]*(\/\/.*)?$/, "", row)
			n = split(row, c, /,[ \t]*/)
			gsub(/"/, "", c[2])
			gsub(/ /, "", c[4])
			print from "|" c[1] "|" c[2] "|" c[3] "|" c[4] "|" c[5] "|" c[6] "|" n
			from = 0
		}' "$1/src/page/routes.def"
}

guards() {
	rows "$1" | awk -F'|' -v f="$1/src/page/routes.def" '
		function bad(why) { print f ":" $1 ": " $2 " " $3 " " why }
		{
			# "a|b" of the needs are columns here: put them together again.
			n = NF; body = $(n - 2); fields = $(n - 1); all = "|"
			for (i = 5; i <= n - 3; i++) all = all $i "|"
			if ($n != 6) { bad("has " $n " columns, not 6"); next }
			csrf = index(all, "|NEED_CSRF|") || index(all, "|NEED_LOGIN_CSRF|")
			session = index(all, "|NEED_SESSION|")
			if ($2 == "GET") {
				if (body != "0") bad("takes a body")
			} else {
				if (!csrf && !index(all, "|NEED_ORIGIN|")) bad("names no guard")
				if (body == "0") bad("has no body limit")
			}
			if ($3 ~ /^\/moderate(\/|$)/ && $3 != "/moderate/login" && !session) bad("needs no session")
			if ($3 ~ /^\/moderate(\/|$)/ && $2 != "GET" && !csrf) bad("is of the desk and needs no csrf")
			if ($2 != "GET" && session && !csrf) bad("needs a session and no csrf")
		}'
}

# A row with NEED_CSRF looks for the field `csrf`, required, in its set.
csrf_fields() {
	rows "$1" | grep -E 'NEED_(LOGIN_)?CSRF' | while IFS= read -r row; do
		local set line
		set=$(awk -F'|' '{ print $(NF - 1) }' <<<"$row")
		line=${row%%|*}
		awk -v set="$set" '
			$0 ~ "^FIELDS\\(" set "\\)" { on = 1 }
			$0 ~ "^FIELDS_END\\(" set "\\)" { on = 0 }
			on && /^FIELD\([A-Z_]+, "csrf", .*, true\)/ { found = 1 }
			END { exit !found }' "$1/src/page/fields.def" ||
			echo "$1/src/page/routes.def:$line: the fields \"$set\" have no required csrf"
	done
}

handlers() {
	local names
	names=" $(rows "$1" | cut -d'|' -f4 | tr '\n' ' ') "
	awk -f "$lib/func.awk" "$1"/src/page/*.c | awk -v names="$names" -v max="$handler_max" '
		index(names, " " $3 " ") {
			seen[$3] = 1
			if ($4 > max) print $1 ":" $2 ": handler " $3 "() has " $4 " lines"
		}
		END {
			n = split(names, each, " ")
			for (i = 1; i <= n; i++)
				if (!(each[i] in seen)) print "src/page: no handler " each[i] "()"
		}'
}

# The API's manual has every operation, and no other. Its lines are those of JSON.stringify with tabs.
manual() {
	diff <(rows "$1" | awk -F'|' '$3 ~ /^\/api\/v1\// { sub(/^\/api\/v1/, "", $3); sub(/:id/, "{id}", $3); print tolower($2), $3 }' | sort) \
		<(awk -F'"' '
			/^\t\t"\/[^"]*": \{$/ { path = $2 }
			/^\t\t\t"(get|post|patch|delete)": \{$/ { print $2, path }
			/^\t"components"/ { exit }' "$1/www/openapi.json" | sort) |
		awk '/^</ { print "www/openapi.json: lacks " $2 " " $3 } /^>/ { print "www/openapi.json: has " $2 " " $3 " besides" }'
}

plant src/page/routes.def <<'X'
ROUTE(GET, "/thread", page_thread, NEED_NOTHING, 0, none)
ROUTE(GET, "/page", page_thread, NEED_NOTHING, 10, none) // PLANTED
ROUTE(POST, "/reply", page_reply, NEED_ORIGIN | NEED_TOKEN, 10, none)
ROUTE(POST, "/a", page_reply, NEED_TOKEN, 10, none) // PLANTED
ROUTE(POST, "/b", page_reply, NEED_ORIGIN, 0, none) // PLANTED
ROUTE(GET, "/moderate/", page_thread, NEED_NOTHING, 0, none) // PLANTED
ROUTE(GET, "/moderate/login", page_thread, NEED_NOTHING, 0, none)
ROUTE(POST, "/moderate/login", page_reply, NEED_LOGIN_CSRF | NEED_SLOW, 5, login)
ROUTE(POST, "/moderate/c", page_reply, NEED_SESSION | NEED_ORIGIN, 5, login) // PLANTED
ROUTE(POST, "/moderate/d", page_reply, NEED_SESSION | NEED_CSRF, 5, loose) // PLANTED
ROUTE(POST, "/moderate/e", page_reply, NEED_SESSION | NEED_CSRF, 5, none) // PLANTED
X
plant src/page/fields.def <<'X'
FIELDS(none)
FIELDS_END(none)
FIELDS(login)
FIELD(LOGIN_CSRF, "csrf", FIELD_WORD, 1, 100, 0, true)
FIELDS_END(login)
FIELDS(loose)
FIELD(LOOSE_CSRF, "csrf", FIELD_WORD, 1, 100, 0, false)
FIELDS_END(loose)
X
{
	printf 'void\npage_thread(struct call *c, struct resp *resp) // PLANTED\n{\n'
	yes '	x();' | head -n $((handler_max - 2))
	printf '}\n\nvoid\npage_reply(struct call *c, struct resp *resp)\n{\n'
	yes '	x();' | head -n $((handler_max - 3))
	echo '}'
} | plant src/page/page_thread.c

echo 1..5
finds_planted guards csrf_fields handlers
holds "each POST names its guard and a body limit, each GET takes no body, the desk needs a session" guards .
holds "each row that checks csrf has the field" csrf_fields .
holds "each handler is there and has at most $handler_max lines" handlers .
holds "the manual of the API has each of its routes, and no other" manual .
finish
