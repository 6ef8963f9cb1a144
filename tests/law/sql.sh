#!/bin/bash
# C names statements and holds no SQL; each statement says who may run it, is used, and exists in both dialects.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

literals() {
	local files
	mapfile -t files < <(c_files "$1" src include | grep -vE '/src/store/db_[a-z]+\.c$')
	c_code text "${files[@]}" >"$work/.text"
	{
		grep -iE '\<select\>.*\<from\>|\<insert +(or [a-z]+ +)?into\>|\<delete +from\>|\<update\>.*\<set\>|\<pragma\>' "$work/.text"
		grep -iE '\<(create|drop|alter) +(table|index|trigger|view)\>|\<(order|group) +by\>|\<(left|inner) +join\>' "$work/.text"
		grep -E ':[0-9]*: *(SELECT|INSERT|UPDATE|DELETE|WHERE|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|VALUES)\>' "$work/.text"
	} | awk -F: '{ print $1 ":" $2 ": SQL in C" }' | sort -u
	return 0
}

# "line name" of each statement of a file.
statements() {
	awk '$1 == "--" && $2 == "@stmt" { print FNR, $3 }' "$1"
}

roles() {
	local f
	for f in "$1"/sql/query.sql "$1"/sql/query.pgsql.sql; do
		awk '
			function done() { if (line && !roles) print FILENAME ":" line ": " name " has no @roles" }
			/^-- @stmt / { done(); line = FNR; name = $3; roles = 0 }
			/^-- @roles / && NF > 2 {
				roles = 1
				for (i = 3; i <= NF; i++)
					if ($i !~ /^(visitor|moderator|console|keeper)$/) roles = 0
			}
			END { done() }' "$f"
	done
}

# A reader's handle and a transaction hang on the kind.
kinds() {
	awk '
		/^-- @stmt / { line = FNR; name = $3; kind = $4; first = 1; next }
		/^--/ || /^[ \t]*$/ { next }
		first {
			first = 0
			if ((toupper($1) == "SELECT") != (kind == "read"))
				print FILENAME ":" line ": " name " is called " kind
		}' "$1"/sql/query.sql "$1"/sql/query.pgsql.sql
}

used() {
	local line name files
	mapfile -t files < <(c_files "$1" src/store)
	c_code code "${files[@]}" >"$work/.store"
	cat "$1"/include/store/*.def >>"$work/.store" 2>/dev/null # tables of statements
	statements "$1/sql/query.sql" | while read -r line name; do
		grep -qw "STMT_$name" "$work/.store" || echo "$1/sql/query.sql:$line: $name is used nowhere in src/store"
	done
}

# What PostgreSQL has in other words is a statement of ours, with the same roles, kind and arguments.
overrides() {
	local line name
	statements "$1/sql/query.pgsql.sql" | while read -r line name; do
		diff <(head_of "$name" "$1/sql/query.sql") <(head_of "$name" "$1/sql/query.pgsql.sql") >/dev/null ||
			echo "$1/sql/query.pgsql.sql:$line: $name is another statement in query.sql, or none"
	done
}

head_of() { # NAME FILE: its @ lines
	awk -v name="$1" '
		/^-- @stmt / { on = $3 == name }
		on && /^-- @/ { print; n++ }
		on && !/^--/ { on = 0 }
		END { if (!n) print FILENAME }' "$2"
}

# A reader's % and _ are letters to us (CVE-2026-22216).
likes() {
	awk '
		/^-- @stmt / { stmt = FNR }
		/^[ \t]*--/ { next }
		{ line = toupper($0) }
		line ~ /(^|[^A-Z_])I?LIKE([^A-Z_]|$)|(^|[^A-Z_])GLOB([^A-Z_]|$)/ && line !~ /ESCAPE/ {
			print FILENAME ":" FNR ": LIKE without ESCAPE" }
	' "$1"/sql/query.sql "$1"/sql/query.pgsql.sql "$1"/sql/migrate/*.sql
}

# What somebody of the desk does is written through actor_write(), which looks at the session once more. Those that
# have no session yet, or are about to end their own, have their functions named here.
doors() {
	local files
	mapfile -t files < <(c_files "$1" src/flow src/page src/main)
	c_code code "${files[@]}" | grep -E '\<store_write\(.*\<DB_MODERATOR\>' |
		grep -vE '/flow/actor\.c:.*write_(entry|rehash|unsure|sign_out)\>|/flow/invite\.c:.*write_take\>' |
		awk -F: '{ print $1 ":" $2 ": an act of the desk that does not go through actor_write()" }'
	return 0
}

# Both texts of each row, each with marks of its own dialect alone.
dialects() {
	awk -v out=db -f sql/gen.awk "$1/sql/query.pgsql.sql" "$1/sql/query.sql" >"$work/.db.def" || return 1
	awk -v out=migrate -f sql/gen.awk "$1"/sql/migrate/*.sql >"$work/.migrate.def" || return 1
	awk -f "$lib/def.awk" "$work/.db.def" | awk -F'|' '
		NF != 9 { print "db.def:" $2 ": " NF - 3 " columns"; next }
		$8 == "\"\"" || $9 == "\"\"" { print "db.def:" $2 ": " $4 " has no text" }
		$8 ~ /\$[0-9]/ || $9 ~ /\?[0-9]/ { print "db.def:" $2 ": " $4 " mixes the dialects" }
		$8 ~ /[^:]:[a-z]/ || $9 ~ /[^:]:[a-z]/ { print "db.def:" $2 ": " $4 " has an argument by name" }'
	awk -f "$lib/def.awk" "$work/.migrate.def" | awk -F'|' '
		NF != 7 { print "migrate.def:" $2 ": " NF - 3 " columns"; next }
		$7 ~ /STRICT|BLOB|AUTOINCREMENT|(^|[^A-Z])REAL|INTEGER/ { print "migrate.def:" $2 ": SQLite in PostgreSQL" }'
	[[ $(grep -c '^STMT(' "$work/.db.def") == "$(statements "$1/sql/query.sql" | wc -l)" ]] ||
		echo "db.def: not every statement is there"
	[[ $(grep -c '^MIGRATION(' "$work/.migrate.def") == "$(find "$1/sql/migrate" -name '*.sql' | wc -l)" ]] ||
		echo "migrate.def: not every migration is there"
}

plant src/store/store_a.c <<'X'
int a(void) { return db_run(db, STMT_USED) + db_run(db, STMT_LIKES) + db_run(db, STMT_NOROLE) + db_run(db, STMT_LIAR); }
const char *b = "SELECT id FROM comment"; // PLANTED
const char *c = "update comment set state = 3"; // PLANTED
const char *d = "Please select another name or update your browser."; /* SELECT x FROM y */
const char *e = "DROP TABLE comment"; // PLANTED
X
plant src/store/db_sqlite.c <<'X'
const char *f = "PRAGMA data_version";
X
plant src/flow/invite.c <<'X'
int g(void) { return store_write(h->store, DB_MODERATOR, write_take, &w); }
int h(void) { return actor_write(h, DB_MODERATOR, by, write_ban, w); }
int i(void) { return store_write(h->store, DB_MODERATOR, write_invite, &w); } // PLANTED
X
plant sql/query.sql <<'X'
-- @stmt USED read
-- @roles visitor
-- @args id:int
SELECT 1 FROM comment WHERE id = :id;
-- @stmt NOROLE read PLANTED
-- @args
SELECT 1;
-- @stmt UNUSED write PLANTED
-- @roles visitor
-- @args
DELETE FROM comment;
-- @stmt LIKES read
-- @roles visitor
-- @args x:text
SELECT 1 FROM comment WHERE name LIKE :x; -- PLANTED
-- @stmt LIAR read PLANTED
-- @roles visitor
-- @args
DELETE FROM comment;
X
plant sql/query.pgsql.sql <<'X'
-- @stmt NOWHERE read PLANTED
-- @roles visitor
-- @args
SELECT 1;
-- @stmt USED read
-- @roles visitor keeper
-- @args id:int
SELECT 2 FROM comment WHERE id = :id; -- its line is that of @stmt
X
plant sql/migrate/0001-a.sql <<'X'
CREATE TABLE a (b TEXT CHECK (b LIKE 'x%')) STRICT; -- PLANTED
X
sed -i 's/^-- @stmt USED read$/& PLANTED/' "$work/sql/query.pgsql.sql"

echo 1..10
finds_planted literals roles kinds used overrides likes doors
all_fail 'dialects "$work"'
holds "no SQL in C but in the drivers" literals .
holds "each statement has roles" roles .
holds "each statement is a read or a write as it says" kinds .
holds "each statement is used in src/store" used .
holds "query.pgsql.sql replaces statements of query.sql under the same roles and arguments" overrides .
holds "no LIKE without ESCAPE" likes .
holds "an act of the desk is written only while its session stands" doors .
holds "both dialects are generated whole" dialects .
finish
