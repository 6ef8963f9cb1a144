#!/bin/bash
# Every statement prepares on every store, on a database made by the migrations: a misspelt column must not wait for
# the request that needs it. SQLite through its shell; PostgreSQL, where it is installed, as a single-user backend in
# a scratch folder: no server, no socket, no network.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

pg=${PGBIN:-/usr/lib/postgresql/15/bin}

# One column of a generated table as plain text, a row a line: texts ROOT db|migrate COLUMN
texts() {
	local files
	case $2 in
	db) files=("$1/sql/query.pgsql.sql" "$1/sql/query.sql") ;;
	migrate) files=("$1"/sql/migrate/*.sql) ;;
	esac
	awk -v out="$2" -f sql/gen.awk "${files[@]}" | awk -f "$lib/def.awk" | awk -F'|' -v c="$3" '
		{
			s = $c
			gsub(/^"|"$/, "", s); gsub(/\\n/, " ", s); gsub(/\\"/, "\"", s); gsub(/\t/, " ", s)
			gsub(/ \+ /, " | ", s) # what lib/def.awk wrote for its own mark
			print s
		}'
}

names() {
	texts "$1" db 4
}

# The columns of `given`, with their types: given INTEGER TEXT BYTES REAL
given() {
	awk -v i="$1" -v t="$2" -v b="$3" -v r="$4" '
		$1 == "#define" && $2 ~ /^GIVEN_[ITBR]$/ {
			kind = tolower(substr($2, 7))
			type["i"] = i; type["t"] = t; type["b"] = b; type["r"] = r
			for (n = 1; n <= $3; n++)
				printf "%s%s%d %s", more++ ? ", " : "", kind, n, type[kind]
		}' include/store/db.h
}

sqlite() { # ROOT: "STATEMENT: why" of each that does not prepare
	rm -f "$work/.db"
	# The ledger is the driver's own (lite_make_ledger), so that it can be asked before the first migration.
	{
		echo '.bail on'
		echo 'CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;'
		texts "$1" migrate 6 | sed 's/$/;/'
		# A driver's, too: what the program hands over as rows (include/store/db.h).
		printf 'CREATE TABLE given (%s);\n' "$(given '' '' '' '')"
	} | sqlite3 "$work/.db" 2>&1 | sed 's/^/migration: /'
	texts "$1" db 8 | sed -e 's/^/EXPLAIN /' -e 's/$/;/' >"$work/.sqlite"
	sqlite3 "$work/.db" <"$work/.sqlite" 2>&1 >/dev/null | awk -v names="$(names "$1")" '
			BEGIN { split(names, name, "\n") }
			/error near line|near line [0-9]+:/ { n = $0; sub(/.*near line /, "", n); sub(/:.*/, "", n); print name[n + 0] ": " $0 }'
}

# The same database tells how it would go about each: a page of a long list is read, the whole list is not sorted for it.
# These two are no pages: the names of a person's newest HISTORY_MAX comments, counted; all that a person has posted, for
# a ban that takes it.
no_pages=' PERSON_NAMES PERSON_POSTS '
sorted() { # ROOT: "STATEMENT: why" of each that does
	paste <(names "$1") <(texts "$1" db 8) | awk -F'\t' '
		$2 ~ /LIMIT [?:]/ { print ".print stmt " $1 "\nEXPLAIN QUERY PLAN " $2 ";" }' >"$work/.pages"
	sqlite3 "$work/.db" <"$work/.pages" 2>&1 | awk -v no_pages="$no_pages" '
		$1 == "stmt" { name = $2; n++ }
		/USE TEMP B-TREE FOR ORDER BY/ && !index(no_pages, " " name " ") { print name ": sorts all for a page" }
		END { if (n == 0) print "no statement has pages" }'
}

# What a statement costs does not grow with the store: no table is read whole, no rows are sorted or grouped in a
# B-tree made for it. Those that do, each with its reason; a name ends in * for all that begin so. A statement that is
# named and does neither is reported too.
may_read_all() {
	cat <<'X'
AUDIT_ADD_ALL: a row a site, as the operator rotates the key or restores
AUDIT_HEAD_LAST: the newest row of the primary key
AUDIT_HEADS: a head a day, read by `audit verify`
AUDIT_TAIL: the newest row of the primary key
ERASED_UNSCRUBBED: a page of a partial index, of what is still to do
KEEP_PEOPLE: retention, a step of the primary key
NOTICE_POST_KEYS_SWEEP: a partial index of the keys that are still there
OUTBOX_DUE: a page of a partial index, of what is still to do
REASON_TALLY: how often each rule was right, as the moderator asks
SEARCH_DUE: what the housekeeper has not indexed yet, a page of the primary key
SESSION_SWEEP: a row a moderator who is logged in
INVITE_SWEEP: a row an open invitation
WORDS_TALLY: how often each entry was right, as the moderator asks
X
}
may_sort() {
	cat <<'X'
ACCOUNT_LIST: a row a moderator
ACCOUNT_NAMES: a row a moderator
AUDIT_HEADS: a head a day, read by `audit verify`
AUTHOR_HISTORY: a handful of states, of as many rows as it is given for a limit
BAN_IN_FORCE: the bans in force, when the snapshot is built
CHAIN_LATELY: as AUTHOR_HISTORY
CLAIM_LIST: a row a moderator who is at a comment
COMMENT_TREE: one thread, when it is rebuilt
EXPORT_WAS: the addresses one thread has left
IMPORTED_BY_NAME: the sources of one import that have this comment
INVITE_LIST: a row an open invitation
LESSON_NTH_NEWEST: training
PERSON_NAMES: as many rows as it is given for a limit
PERSON_POSTS: all that a person has posted, for a ban that takes it
REASON_TALLY*: how often each rule was right, as the moderator asks
RULE_LIST: the rules, when the snapshot is built
SESSION_LIST: a row a moderator who is logged in
STATS_*: the statistics, as the moderator asks
SUBJECT_*: a person's copy of their data
WORDS_TALLY: how often each entry was right, as the moderator asks
YEAR_*: a handful of words counted, or waits in their order for the middle one, of the year that the report is of
X
}

# The plans, each behind the name of its statement. Left out is what a scan reads that has a bound of its own: rows of
# another part of the statement, the rows handed over (given g), full text by its index, tables of one row.
plans() { # ROOT
	paste <(names "$1") <(texts "$1" db 8) |
		awk -F'\t' '{ print ".print stmt " $1 "\nEXPLAIN QUERY PLAN " $2 ";" }' >"$work/.plans"
	sqlite3 "$work/.db" <"$work/.plans" 2>&1 | awk '
		$1 == "stmt" { name = $2; split("", part) }
		/(CO-ROUTINE|MATERIALIZE) / { part[$NF] = 1 }
		/SCAN / {
			sub(/.*SCAN /, "")
			one = "^(g|key_chain|migration|seal|search_stand|sqlite_sequence)$"
			if (!($1 in part) && $1 !~ one && !/^CONSTANT ROW|VIRTUAL TABLE INDEX [0-9]+:M/) print name " scan reads all of " $0
		}
		/USE TEMP B-TREE / { sub(/.*FOR /, ""); print name " sort makes a B-tree for " $0 }'
}

grows() { # ROOT scan|sort LIST: "STATEMENT: why" of each whose cost grows and that the list does not name
	plans "$1" | awk -v kind="$2" -v list="$($3)" '
		function lets(name, i) {
			for (i = 1; i <= n; i++)
				if (name == may[i] || (sub(/\*$/, "*", may[i]) && index(name, substr(may[i], 1, length(may[i]) - 1)) == 1))
					return used[i] = 1
			return 0
		}
		BEGIN { n = split(list, may, "\n"); for (i = 1; i <= n; i++) sub(/:.*/, "", may[i]) }
		$2 == kind && !lets($1) { name = $1; sub(/^[^ ]+ [^ ]+ /, ""); print name ": " $0 }
		END { for (i = 1; i <= n; i++) if (!used[i] && may[i] != "") print may[i] ": named, and does it no more" }'
}
# What a post writes, it writes without a table made for one look: a CHECK of more than two words behind IN makes one.
checked() { # ROOT STATEMENT...
	local root=$1
	shift
	paste <(names "$root") <(texts "$root" db 8) | awk -F'\t' -v list=" $* " '
		index(list, " " $1 " ") { print ".print stmt " $1 "\nEXPLAIN " $2 ";" }' >"$work/.checks"
	sqlite3 "$work/.db" <"$work/.checks" 2>&1 | awk -v n=$# '
		$1 == "stmt" { name = $2; n-- }
		/OpenEphemeral/ { print name ": makes a table for each row" }
		END { if (n != 0) print "not all of the statements are there" }'
}
check_planted() { checked "$1" ADDED; }

nothing() { :; }
whole_planted() { grows "$1" scan nothing; }
sort_planted() { grows "$1" sort nothing; }

# initdb refuses root, so as root it all runs as an ordinary user.
as_user() {
	if [[ $(id -u) == 0 ]]; then
		setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/tmp "$@"
	else
		"$@"
	fi
}

make_cluster() {
	cluster=$work/pg
	mkdir -p "$cluster"
	[[ $(id -u) != 0 ]] || { chown nobody "$cluster" && chmod 755 "$work"; }
	as_user "$pg/initdb" -D "$cluster" --no-sync --no-locale -E UTF8 -A trust >"$work/.initdb" 2>&1
}

# Prepared, and planned too (EXPLAIN): the index of an ON CONFLICT is looked up only then. A line of the log in
# front of each says whose error follows; a command ends with an empty line.
pgsql() { # ROOT
	local name types sql
	{
		printf 'DROP SCHEMA public CASCADE;\n\nCREATE SCHEMA public;\n\n'
		mark migration
		printf 'CREATE TABLE migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL);\n\n'
		texts "$1" migrate 7 | sed 's/; */;\n\n/g'
		printf 'CREATE TABLE given (%s);\n\n' "$(given BIGINT TEXT BYTEA 'DOUBLE PRECISION')"
		paste -d'|' <(names "$1") <(texts "$1" db 7) <(texts "$1" db 9) | while IFS='|' read -r name types sql; do
			mark "$name"
			prepare "$name" "$types" "$sql"
		done
		mark end
	} | backend | awk '
		/LOG: *stmt / { name = $NF; said = 0 }
		/(ERROR|FATAL|PANIC):/ && !said {
			sub(/^.*(ERROR|FATAL|PANIC): */, "")
			print name ": " $0
			said = name != "migration"
		}
		END { if (name != "end") print "the backend ended at " name }'
}

# Its log, without the answers.
backend() {
	# shellcheck disable=SC2069
	as_user "$pg/postgres" --single -j -F -D "$cluster" -c log_min_error_statement=panic postgres 2>&1 >/dev/null
}

mark() {
	printf "DO \$\$ BEGIN RAISE LOG 'stmt %s'; END \$\$;\n\n" "$1"
}

prepare() { # NAME TYPES SQL
	local i letter list='' nulls=''
	for ((i = 0; i < ${#2}; i++)); do
		letter=${2:i:1}
		case ${letter,} in
		i) list+=,bigint ;;
		t) list+=,text ;;
		b) list+=,bytea ;;
		r) list+=',double precision' ;;
		esac
		nulls+=,NULL
	done
	[[ -z $list ]] || list="(${list#,})"
	[[ -z $nulls ]] || nulls="(${nulls#,})"
	printf 'PREPARE s_%s %s AS %s;\n\nEXPLAIN EXECUTE s_%s %s;\n\n' "$1" "$list" "$3" "$1" "$nulls"
}

plant sql/query.sql <<'X'
-- @stmt GOOD read
-- @roles visitor
-- @args id:int
SELECT b FROM a WHERE b = :id;
-- @stmt WRONG read PLANTED
-- @roles visitor
-- @args
SELECT colour FROM a;
-- @stmt SORTED read
-- @roles visitor
-- @args limit:int
SELECT b FROM a ORDER BY c LIMIT :limit;
-- @stmt WHOLE read
-- @roles visitor
-- @args c:int
SELECT b FROM a WHERE c = :c;
-- @stmt ADDED write
-- @roles visitor
-- @args b:int c:int
INSERT INTO a VALUES (:b, :c);
X
plant sql/query.pgsql.sql <<'X'
X
plant sql/migrate/0001-a.sql <<'X'
CREATE TABLE a (b INTEGER PRIMARY KEY, c INTEGER NOT NULL CHECK (c IN (1, 2, 3))) STRICT;
X

only() { # STATEMENT COMMAND: reports it and nothing else
	local said
	said=$("$2" "$work")
	[[ $said == "$1":* && $(wc -l <<<"$said") == 1 ]] || echo "reported: $said"
}

both() { # SORTED reads it all too, to sort it
	[[ $(whole_planted "$work" | cut -d: -f1 | xargs) == "SORTED WHOLE" ]] || whole_planted "$work"
}

echo 1..12
holds "a planted violation is found" only WRONG sqlite
holds "a planted page that is sorted is found" only SORTED sorted
holds "planted statements that read a whole table are found" both
holds "a planted B-tree is found" only SORTED sort_planted
holds "a planted table for a check is found" only ADDED check_planted
holds "every statement prepares on SQLite" sqlite .
holds "no page of a list is sorted for" sorted .
holds "no table is read whole but by those named" grows . scan may_read_all
holds "nothing is sorted or grouped in a B-tree of its own but by those named" grows . sort may_sort
holds "a post makes no table to look once" checked . COMMENT_ADD AUTHOR_ENSURE REASON_ADD OUTBOX_ADD THREAD_COUNT
if [[ -x $pg/initdb ]]; then
	make_cluster || echo "# $(tail -n 3 "$work/.initdb")"
	holds "a planted violation is found on PostgreSQL" only WRONG pgsql
	holds "every migration and every statement works on PostgreSQL" pgsql .
else
	skip "a planted violation is found on PostgreSQL" "PostgreSQL 15 is not installed"
	skip "every migration and every statement works on PostgreSQL" "PostgreSQL 15 is not installed"
fi
finish
