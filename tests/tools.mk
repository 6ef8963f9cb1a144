# make lint, fuzz, bench: what reads, tortures and measures the programs, but is not needed to build or prove them.
# Their packages are installed when they first run.

DEPS_LINT := clang-tidy cppcheck shellcheck
DEPS_FUZZ := clang libclang-rt-14-dev
DEPS_BENCH := wrk valgrind
want = @$(MAKE) --no-print-directory deps DEPS="$(DEPS) $(1)" STAMP=$(2)

# --- lint: every reader of code that we know of is content ------------------------------------------------
L := build/lint
TIDY := $(patsubst %.c,$(L)/tidy/%.ok,$(wildcard src/*/*.c))
TIDY_FLAGS = -std=gnu11 -D_GNU_SOURCE -DVERSION='"0"' -Iinclude -I$(L)/rel/gen -include base/banned.h $(PKG_CFLAGS)

## make lint         clang-tidy, cppcheck, gcc -fanalyzer, shellcheck, ESLint, Prettier, TypeScript, stylelint, html-validate
.PHONY: lint lint-deps lint-tidy lint-cppcheck lint-analyzer lint-shell lint-web
lint: lint-deps
	@$(MAKE) --no-print-directory $(PARALLEL) lint-tidy lint-cppcheck lint-analyzer
	@$(MAKE) --no-print-directory lint-shell lint-web
	@echo "lint: clean"

lint-deps:
	$(call want,$(DEPS_LINT),lint)
	@$(MAKE) --no-print-directory $(PARALLEL) O=$(L)/rel SAN= WERROR=1 all

# One file a rule, so that only what changed is read again.
lint-tidy: $(TIDY)
$(L)/tidy/%.ok: %.c .clang-tidy
	@mkdir -p $(@D)
	$(call say,tidy $<)
	$(Q)clang-tidy --quiet $< -- $(TIDY_FLAGS) 2>$@.err || { cat $@.err; exit 1; }
	@touch $@

# A header that changed is every file's.
$(TIDY): $(wildcard include/*.h include/*/*.h include/*/*.def src/*/*.h)

# catalogue.c is 600,000 numbers of the generated catalogues to it, over which it sits for a quarter of an hour; the
# others read it.
lint-cppcheck:
	$(call say,cppcheck src)
	@mkdir -p $(L)/cppcheck
	$(Q)cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr --std=c11 \
		--suppressions-list=tests/lint/cppcheck.txt --cppcheck-build-dir=$(L)/cppcheck -D_GNU_SOURCE \
		-DVERSION='"0"' -Iinclude -I$(L)/rel/gen --include=include/base/banned.h -i src/view/catalogue.c src

# In a folder of its own: the analyzer's objects are thrown away.
lint-analyzer:
	$(Q)$(MAKE) --no-print-directory O=$(L)/analyzer SAN= WERROR=1 CC=gcc CFLAGS="-O1 -g -fanalyzer" all

lint-shell:
	$(call say,shellcheck)
	$(Q)git ls-files '*.sh' .ci/run | xargs shellcheck

# The pages are those of a site that runs: every kind and every state (tests/lint/pages.mjs).
NPM := tests/lint/node_modules/.bin
lint-web: $(L)/npm.stamp
	$(call say,eslint)
	$(Q)$(NPM)/eslint --config tests/lint/eslint.config.js --no-error-on-unmatched-pattern www tests
	$(call say,prettier)
	$(Q)$(NPM)/prettier --config tests/lint/prettier.json --log-level warn --check www/*.js
	$(call say,tsc)
	$(Q)$(NPM)/tsc -p tests/lint/tsconfig.json
	$(call say,stylelint)
	$(Q)$(NPM)/stylelint --config tests/lint/stylelint.config.js 'www/**/*.css'
	$(Q)tests/e2e/run.sh lint/pages $(L)/rel >$(L)/pages.log || { cat $(L)/pages.log; exit 1; }
	$(call say,html-validate)
	$(Q)$(NPM)/html-validate --config tests/lint/html.config.cjs build/e2e/lint/pages/pages/html

$(L)/npm.stamp: tests/lint/package.json tests/lint/package-lock.json
	@mkdir -p $(@D)
	$(Q)cd tests/lint && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

# --- fuzz: any bytes through every door -------------------------------------------------------------------
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TIME ?= 60
FUZZ_TEST := $(FUZZ:%=$(O)/test/fuzz/fuzz_%)

## make fuzz         libFuzzer on every target of tests/fuzz, FUZZ_TIME=60 seconds each; FUZZ=conf for one
.PHONY: fuzz
fuzz:
	$(call want,$(DEPS_FUZZ),fuzz)
	@$(MAKE) --no-print-directory $(PARALLEL) O=build/fuzz SAN=1 CC=clang \
		SANITIZE=-fsanitize=fuzzer-no-link,address,undefined $(FUZZ:%=build/fuzz/fuzz_%)
	@tests/fuzz/fuzz.sh build/fuzz $(FUZZ_TIME) $(FUZZ)

$(O)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(O)/librejoinder.a
	$(call say,cc $<)
	$(Q)$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) $< $(O)/librejoinder.a $(PKG_LIBS) -lcmocka -o $@

# The same targets fed their corpus, for make test: no clang needed.
$(O)/test/fuzz/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/run.c tests/fuzz/fuzz.h $(O)/librejoinder.a
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(ALL_LDFLAGS) $< tests/fuzz/run.c $(O)/librejoinder.a $(PKG_LIBS) -lcmocka -o $@

test-bins: $(FUZZ_TEST)

# --- bench: how fast, and measured how --------------------------------------------------------------------
BENCH_SECONDS ?=
BENCH_ROUNDS ?=

## make bench        beside what can be had at the most, with a million comments -> build/bench.json, README; QUICK=1: fewer
## make bench-move   a million comments (or COMMENTS of them) in and out: a second, CPU, memory -> build/bench-move.json
## make bench-count  instructions of fixed work, by callgrind, beside tests/bench/count.txt; SAVE=1 writes that anew
## make bench-lessons   a look for copies, a lesson, a refit, on the texts of LESSONS
## make bench-hostile   searches for the 64 KB that a verdict takes longest over, once for each of SEEDS; none may take 2 ms
## make bench-memory  the daemon at its fullest: what it holds after each kind of load, by kind of mapping
## make bench-bans    one look-up among 100,000 banned blocks of addresses; it must be under 1 us
## make bench-search    a million comments (or COMMENTS of them): pages of hits, bytes of the file
## make bench-queue    the desk before 100,000 waiting comments (or COMMENTS of them): page, next card, raids
## make bench-desk    from a key to the next card in Chromium, fifty times: milliseconds
.PHONY: bench-memory bench-desk bench-queue bench bench-move bench-count bench-lessons bench-hostile bench-bans bench-search
SEEDS ?= 1 2 3
LESSONS ?= $(wildcard ../shared/data/filter/ham/*.tsv ../shared/data/filter/spam/*.train.tsv)
bench:
	$(call want,$(DEPS_BENCH),bench)
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all build/bench/bare build/bench/loop
	@RJ_CAPS=+sys_ptrace QUICK=$(QUICK) BENCH_SECONDS=$(BENCH_SECONDS) BENCH_ROUNDS=$(BENCH_ROUNDS) \
		tests/e2e/run.sh bench/bench build
	@cp build/e2e/bench/bench/bench/bench.json build/e2e/bench/bench/bench/bench-more.json build/
	$(Q)$(if $(QUICK),,$(call fill,bench,build/e2e/bench/bench/bench/bench.md) README.md >build/README.md && cp build/README.md README.md)

bench-move:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all
	@BENCH_COMMENTS=$(COMMENTS) tests/e2e/run.sh bench/move build
	@cp build/e2e/bench/move/move.json build/bench-move.json

bench-count:
	$(call want,$(DEPS_BENCH),bench)
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/count
	@SAVE=$(SAVE) tests/bench/count.sh build/bench/count tests/bench/count.txt

bench-lessons:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/lessons
	@build/bench/lessons $(LESSONS)

bench-hostile:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/hostile
	@for seed in $(SEEDS); do build/bench/hostile 20000 $$seed || exit 1; done

bench-memory:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all
	@RJ_CAPS=+sys_ptrace BENCH_COMMENTS=$(COMMENTS) tests/e2e/run.sh bench/memory build

bench-bans:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/bans
	@build/bench/bans

bench-search:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/search
	@build/bench/search $(COMMENTS)

bench-desk:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all
	@tests/e2e/run.sh keys build >build/bench-desk.tap || { cat build/bench-desk.tap; exit 1; }
	@sed -n 's/^# next card/next card/p' build/bench-desk.tap

bench-queue:
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= build/bench/queue
	@build/bench/queue $(COMMENTS)

$(O)/bench/%: tests/bench/%.c $(O)/librejoinder.a
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(ALL_LDFLAGS) $< $(O)/librejoinder.a $(PKG_LIBS) -lcmocka -o $@
