#!/bin/bash
# One allocator: malloc and its kin in base/arena.c alone, so that memory has three lives (process, worker, request)
# and nothing else. What outlives a request stands in the list below, each file with its reason.
# shellcheck source=tests/law/lib/tap.sh disable=SC1091,SC2016,SC2154,SC2317 # awk's dollars; laws are called by name
cd "$(dirname "$0")/../.." || exit 1
. tests/law/lib/tap.sh

# file, and what lives longer there than a request
long_lived='
src/base/arena.c       the allocator
src/base/conf.c        a configuration lives as long as the process
src/base/metric.c      the counters of a thread: the next thread takes them on
src/base/snapshot.c    a version of shared data: its last user frees it
src/base/str.c         str_keep(), for those above
src/filter/automaton.c scratch while an automaton is built
src/filter/bait.c      scratch while the phrases are indexed
src/filter/classify_feature.c where features were seen, for each verdict under way
src/filter/classify_delta.c what a site has learned; the examples of a refit
src/filter/classify_model.c a model
src/filter/classify_train.c samples of a training
src/filter/context.c   scratch while the words of contexts are read
src/filter/filter.c    a filter: its arena is the snapshot
src/filter/gate_pow.c  secrets and spent challenges
src/filter/gate_rate.c the rate table
src/filter/similar.c   the index of texts
src/filter/gen_ordinary.c a program of its own
src/filter/gate_ban.c  scratch while the bans are built
src/filter/words.c     scratch while word lists are built
src/flow/actor.c       last-seen notes between two rounds of the housekeeper
src/flow/backtest.c    arenas of a page of comments and of one
src/flow/batch.c     scratch of a slice; a list of what is taken back
src/flow/crowd.c     the comments of late
src/flow/ban_hits.c    what bans have caught between two rounds of the housekeeper
src/flow/ban_list.c    an arena of one row after the other
src/flow/find.c        arenas of a page of comments and of one
src/flow/search.c      scratch of one comment after the other; an arena of one batch
src/flow/words_csv.c   an arena of one row after the other
src/flow/export.c      an arena reset once a batch of rows
src/flow/import_comment.c the arena of a reader, for one reading of a file
src/flow/import_feed.c  scratch of one text
src/flow/import_file.c what zlib allocates
src/flow/import_artrans.c an arena of one value after the other
src/flow/import_commento.c an arena of one value after the other
src/flow/import_isso.c an arena of one row after the other
src/flow/import_remark42.c an arena of one line after the other
src/flow/import_rows.c an arena of one row after the other
src/flow/import_json.c  an arena of one value after the other
src/flow/import_jsonl.c an arena of one line after the other
src/flow/import_wxr.c  an arena of one comment after the other
src/flow/import_xml.c  what expat allocates, counted
src/flow/intake.c      an import: its arenas of batches and of what is kept
src/flow/intake_side.c what is kept from record to record
src/flow/intake_place.c authors by their number in a file
src/flow/intake_tree.c the comments of an article, while they get their places
src/flow/import_thread.c an arena reset once a batch of rows
src/flow/train.c       what sites have learned; an arena reset after each lesson
src/flow/memory.c      the memory of texts; an arena reset after each
src/flow/house.c       the house and its sites
src/flow/keys.c        scratch of one hash after the other
src/flow/audit_verify.c an arena reset once a batch of lines
src/flow/subject.c    arenas of an export and of an erasure, reset once a comment
src/flow/lists.c       bans and rules in force; scratch while they are read
src/http/conn.c        the table of connections
src/http/worker.c      workers and their arenas
src/main/ctl_ban_list.c an arena of one row after the other
src/main/ctl_ban_posts.c an arena of one comment after the other
src/main/ctl_audit.c   the arenas of one line after the other
src/main/ctl_decide.c  an arena of one comment after the other
src/main/ctl.c         the arena of a command
src/main/ctl_filter_bench.c an arena reset once a verdict
src/main/ctl_filter_eval.c an arena reset once a text
src/main/ctl_import.c  the arena of one line after the other
src/main/ctl_thread.c  the arena of one skipped row after the other
src/main/daemon.c      the arenas of start, housekeeper and stop
src/main/service.c     the settings in force
src/page/cache.c       kept answers
src/page/guard.c       the semaphore of slow pages
src/page/web.c         what every page needs
src/view/diff.c         the words of two texts, and the table of one comparison
src/store/store_search.c the words of one comment
src/store/db_given.c    what SQLite opens on the table given
src/store/db.c         handles
src/store/db_log.c      pages of the log that go out together
src/store/db_sqlite.c  connections
src/store/store.c      the store
src/store/store_keys.c an arena of one batch after the other
'

family() {
	local files
	mapfile -t files < <(c_files "$1" src include)
	c_code code "${files[@]}" | grep -v '^[./]*src/base/arena\.c:' | grep -E \
		'(^|[^a-zA-Z0-9_>.])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|v?asprintf|getline|getdelim|aligned_alloc|posix_memalign|open_memstream)[[:space:]]*\(' |
		sed 's/:\([0-9]*\):.*/:\1: allocates past base\/arena.c/'
	return 0
}

uses='(^|[^a-zA-Z0-9_])(heap_[a-z]+|arena_new|str_keep)[[:space:]]*\('

long_lives() {
	local files
	mapfile -t files < <(c_files "$1" src)
	c_code code "${files[@]}" | grep -E "$uses" | sed -e 's/^\.\///' -e 's/:\([0-9]*\):.*/:\1/' |
		awk -v list="$long_lived" '
			BEGIN { n = split(list, line, "\n"); for (i = 1; i <= n; i++) { split(line[i], w); known[w[1]] = 1 } }
			{ split($0, at, ":"); if (!(at[1] in known)) print $0 ": not in the list of what outlives a request" }'
}

# A file that has nothing long-lived any more leaves the list.
list_is_true() {
	local file why
	while read -r file why; do
		[[ -n $file ]] || continue
		[[ -n $why ]] || echo "$file: no reason"
		c_code code "$1/$file" | grep -E "$uses" >/dev/null || echo "$file: nothing of it lives long"
	done <<<"$long_lived"
}

plant src/view/a.c <<'X'
void *a(void) { return malloc(3); } // PLANTED
void b(void *p) { free (p); } // PLANTED
void c(struct q *q) { wait(&q->free); q->free(3); } /* free(x) */
const char *d = "free(x)";
char *e(void) { return strdup(""); } // PLANTED
void *f(void) { return heap_zero(1, 2); } // PLANTED
void *g(void) { return arena_new(); } // PLANTED
void *h(void) { return arena_new_of(a, struct x); }
X
plant src/base/arena.c <<'X'
void *heap_alloc(size_t n) { return malloc(n); }
X

echo 1..4
finds_planted family long_lives
holds "only base/arena.c calls the allocator" family .
holds "what outlives a request is in a file of the list" long_lives .
holds "the list names no file without need" list_is_true .
finish
