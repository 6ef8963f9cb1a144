#!/bin/bash
# The folder is the layer: who includes whom, and which file alone knows a library. A layer that looks up or
# sideways, or a second file with sqlite3.h, is how the house would fall into one room.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

includes() { # ROOT -> "file line <x.h>|"x.h""
	find "$1/src" "$1/include" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | sort | xargs awk '
		/^[ \t]*#[ \t]*include/ {
			f = FILENAME; sub(/^.*\/\.\//, "", f); sub(/^\.\//, "", f)
			match($0, /[<"][^>"]*[>"]/)
			print f, FNR, substr($0, RSTART, RLENGTH)
		}'
}

# Rooms of ours.
layers() {
	includes "$1" | awk -v root="$1" '
		BEGIN {
			sees["base"] = "base"
			sees["model"] = "base"
			sees["store"] = "base model store"
			sees["filter"] = "base model filter"
			sees["http"] = "base http"
			sees["view"] = "base model view"
			sees["flow"] = "base model store filter view flow"
			sees["page"] = "base model store http view flow page gate"
			sees["main"] = "base model store filter http view flow page main"
			made["db.def"] = made["migrate.def"] = "store" # by the generators
			made["tmpl.def"] = "view"
			made["static.def"] = "page"
			made["words.def"] = made["fold.def"] = made["language.def"] = made["grams.def"] = "filter"
			made["hosts.def"] = made["endings.def"] = made["disposable.def"] = made["bait.def"] = "filter"
			made["locale.def"] = "view"
		}
		function bad(why) { print $1 ":" $2 ": " why }
		function room_of(path,    part) {
			if (path ~ /^(include\/)?model\.h$/)
				return "model"
			split(path, part, "/")
			return part[1] == "src" || part[1] == "include" ? part[2] : part[1]
		}
		$3 ~ /^"/ {
			what = substr($3, 2, length($3) - 2)
			from = room_of($1)
			if (!(from in sees)) { bad("no such room: " from); next }
			if (what ~ /\.\./) { bad(what ": no way out of the room"); next }
			if (what !~ /\// && what != "model.h") { # of the same folder, or generated for this room
				if (what in made) {
					if (made[what] != from) bad(what " is made for " made[what] "/")
				} else {
					dir = $1; sub(/[^\/]*$/, "", dir)
					if ((getline x < (root "/" dir what)) < 0) bad(what " is not in " dir)
					close(root "/" dir what)
				}
				next
			}
			to = room_of(what)
			if (from == "page" && what ~ /^filter\/gate_/) to = "gate"
			if (what == "store/db.h" && from != "store") { bad("only store/ includes store/db.h"); next }
			if (index(" " sees[from] " ", " " to " ") == 0) bad(from "/ must not know " what)
		}'
}

# Libraries: which files alone may know them. What is in neither list is a new dependency: add its row here.
libraries() {
	includes "$1" | awk '
		BEGIN {
			n = 0
			allow("^fcgi", "^(src|include)/http/")
			allow("^sodium", "^src/base/crypt(_wire)?[.]c$")
			allow("^sqlite3", "^src/store/db_[a-z]*[.]c$")
			allow("^libpq", "^src/store/db_[a-z]*[.]c$")
			allow("^cmark", "^src/view/")
			allow("^libconfig", "^src/base/")
			allow("^unicode/", "^src/(base/(email|terms|utf8)|filter/mask|view/locale)[.]c$|^src/filter/(gen_fold[.]c|fold_rows[.]h)$")
			allow("^(expat|gumbo)", "^src/flow/import_[a-z]*[.]c$")
			allow("^jansson", "^src/(filter/gate_pow|http/form)[.]c$")
			allow("^curl/", "^src/flow/notify[.]c$")
			allow("^zlib", "^src/(view/encode|flow/import_file)[.]c$")
			allow("^brotli/", "^src/view/encode[.]c$")
			allow("^(liboath|qrencode)", "^src/base/totp[.]c$")
			# Who can open a connection at all.
			allow("^(sys/socket|netdb)", "^src/(http/[a-z]*|flow/notify)[.][ch]$")
			allow("^sys/(statvfs|timex)", "^src/main/ctl_doctor[.]c$") # how full a disk and how right a clock is
			allow("^sys/syscall", "^src/store/store[.]c$") # how soon the writer runs
			allow("^(sys/ioctl|wchar)", "^src/main/ctl_list[.]c$") # how wide a terminal and a letter are
			libc = " arpa/inet assert ctype dirent errno fcntl float getopt grp inttypes limits locale malloc math pthread pwd sched" \
				" semaphore signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string" \
				" strings sysexits termios time unistd poll sys/epoll sys/eventfd sys/file sys/mman sys/prctl" \
				" sys/resource sys/stat sys/time sys/types sys/un sys/wait "
		}
		function allow(header, files) { head[++n] = header; where[n] = files }
		$3 ~ /^</ {
			what = substr($3, 2, length($3) - 2)
			plain = what; sub(/\.h$/, "", plain)
			if (index(libc, " " plain " ")) next
			known = 0
			for (i = 1; i <= n; i++)
				if (what ~ head[i]) {
					known = 1
					if ($1 !~ where[i]) print $1 ":" $2 ": <" what "> is for " where[i] " alone"
				}
			if (!known) print $1 ":" $2 ": <" what "> is no library of the house"
		}'
}

# Nothing connects out unless configured: one file sends, one probes its own socket, one tells the supervisor.
connections() {
	local files
	mapfile -t files < <(c_files "$1" src include | xargs grep -lE '^#include <(sys/socket|netdb)' | grep -vE \
		'src/(flow/notify|http/listen|http/supervise)\.c$')
	c_code code "${files[@]}" | grep -E '[^a-z_](connect|sendto|getaddrinfo|gethostbyname)[[:space:]]*\(' |
		sed 's/:\([0-9]*\):.*/:\1: opens a connection/'
	return 0
}

plant include/base/str.h <<'X'
#include "model.h" // PLANTED
X
plant include/store/db.h <<'X'
#include "base/str.h"
#include "db.def"
X
plant src/store/a.c <<'X'
#include "filter/filter.h" // PLANTED
#include "model.h"
#include "../view/x.h" // PLANTED
#include <sqlite3.h> // PLANTED
X
plant src/store/db_sqlite.c <<'X'
#include <sqlite3.h>
#include "tmpl.def" // PLANTED
X
plant src/http/a.c <<'X'
#include <fcgiapp.h>
#include <sys/socket.h>
#include "model.h" // PLANTED
int f(void) { return connect(1, 0, 0); } // PLANTED
/* connect( */
X
plant src/view/a.c <<'X'
#include "store/db.h" // PLANTED
#include <sodium.h> // PLANTED
#include <sys/socket.h> // PLANTED
X
plant src/flow/a.c <<'X'
#include "store/store.h"
#include "http/req.h" // PLANTED
#include "nowhere.h" // PLANTED
#include <netdb.h> // PLANTED
X
plant src/page/a.c <<'X'
#include "filter/gate_token.h"
#include "filter/filter.h" // PLANTED
#include <openssl/ssl.h> // PLANTED
X
plant src/main/a.c <<'X'
#include "page/web.h"
#include <fcgiapp.h> // PLANTED
X

echo 1..4
finds_planted layers libraries connections
holds "each room includes only the rooms below it" layers .
holds "each library is known to its own files alone" libraries .
holds "only flow/notify.c, the socket's own probe and the supervisor's line connect to anything" connections .
finish
