# Rejoinder. `make demo` shows it, `make test` proves it; `make help` lists the rest.
#
# O is where everything goes. The sanitizer build is the same Makefile with SAN=1 and O=build/san.

O ?= build
SAN ?=
WERROR ?=
prefix ?= /usr/local
PORT ?= 8080
VERSION := 0.1.0

PKGS := libsodium sqlite3 libconfig libcmark icu-uc icu-i18n expat jansson gumbo zlib libbrotlienc liboath libqrencode
TEST_PKGS := cmocka libbrotlidec
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS)) -lfcgi -lm -pthread

CC ?= gcc
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
	-Wpointer-arith -Wcast-qual -Wvla -Wformat=2 -Wundef -Werror=format-security \
	-Werror=unused-result -Werror=incompatible-pointer-types -Werror=int-conversion
CFLAGS ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Iinclude -I$(O)/gen -include base/banned.h
# A comma of its own would end the argument of $(if).
SANITIZE := -fsanitize=address,undefined
ALL_CFLAGS = -std=gnu11 $(WARN) $(if $(WERROR),-Werror) -fno-common -fstack-protector-strong -fPIE -pthread \
	$(if $(SAN),-O1 -g $(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -DRJ_DEBUG, \
	$(CFLAGS) -D_FORTIFY_SOURCE=3) $(PKG_CFLAGS)
# The tables have fifty thousand pointers: packed, what the loader reads of each start is a thirtieth.
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,-z,pack-relative-relocs $(if $(SAN),$(SANITIZE)) $(LDFLAGS)

ROOMS := base store http filter view flow page
# gen_*.c are programs of the build.
LIB_SRC := $(filter-out src/filter/gen_%,$(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c)))
LIB_OBJ := $(LIB_SRC:src/%.c=$(O)/obj/%.o)
DAEMON_OBJ := $(patsubst %,$(O)/obj/main/%.o,daemon service)
CTL_OBJ := $(patsubst src/%.c,$(O)/obj/%.o,$(wildcard src/main/ctl*.c))
GEN := $(O)/gen/db.def $(O)/gen/migrate.def $(O)/gen/tmpl.def $(O)/gen/static.def $(O)/gen/words.def \
	$(O)/gen/fold.def $(O)/gen/hosts.def $(O)/gen/endings.def $(O)/gen/disposable.def $(O)/gen/bait.def \
	$(O)/gen/language.def $(O)/gen/grams.def $(O)/gen/locale.def
TEST_SRC := $(foreach r,$(ROOMS),$(wildcard tests/$(r)/test_*.c))
TEST_BIN := $(TEST_SRC:tests/%.c=$(O)/test/%)

.PHONY: all help
all: $(O)/rejoinderd $(O)/rejoinder

help:
	@sed -n 's/^## //p' Makefile tests/tools.mk

# V=1 shows whole commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)")

# --- generated tables (generators make tables, never logic) ---------------------------------------
$(O)/gen/db.def: sql/query.sql sql/query.pgsql.sql sql/gen.awk
	@mkdir -p $(@D)
	$(Q)awk -v out=db -f sql/gen.awk sql/query.pgsql.sql sql/query.sql >$@.tmp && mv $@.tmp $@

$(O)/gen/migrate.def: $(wildcard sql/migrate/*.sql) sql/gen.awk
	@mkdir -p $(@D)
	$(Q)awk -v out=migrate -f sql/gen.awk $(sort $(wildcard sql/migrate/*.sql)) >$@.tmp && mv $@.tmp $@

$(O)/gen/tmpl.def: $(wildcard www/tmpl/*.html) www/tmpl.awk
	@mkdir -p $(@D)
	$(Q)awk -f www/tmpl.awk $(sort $(wildcard www/tmpl/*.html)) >$@.tmp && mv $@.tmp $@

STATIC := $(sort $(wildcard www/*.css www/*.js www/*.json))
$(O)/gen/static.def: $(STATIC) www/static.awk
	@mkdir -p $(@D)
	$(Q)awk -f www/static.awk $(STATIC) >$@.tmp && mv $@.tmp $@

$(O)/gen/words.def: $(wildcard src/filter/words/*.txt) src/filter/words.awk
	@mkdir -p $(@D)
	$(Q)awk -f src/filter/words.awk $(sort $(wildcard src/filter/words/*.txt)) >$@.tmp && mv $@.tmp $@

$(O)/gen/language.def: src/filter/language.txt src/filter/language.awk
	@mkdir -p $(@D)
	$(Q)awk -f src/filter/language.awk $< >$@.tmp && LC_ALL=C sort -o $@.tmp $@.tmp && mv $@.tmp $@

# Fingerprints of languages, of Debian's libexttextcat-data.
$(O)/gen/grams.def: src/filter/language.txt src/filter/grams.awk | deps
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -v dir=/usr/share/libexttextcat -f src/filter/grams.awk $< >$@.tmp && mv $@.tmp $@

$(O)/gen/gen_fold: src/filter/gen_fold.c src/filter/fold_rows.h include/filter/fold.h | deps
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN) $(if $(WERROR),-Werror) -O1 $(CPPFLAGS) $(PKG_CFLAGS) $< $(shell pkg-config --libs icu-uc icu-i18n) -o $@

$(O)/gen/fold.def: $(O)/gen/gen_fold
	$(Q)$< >$@.tmp && mv $@.tmp $@

$(O)/gen/hosts.def $(O)/gen/endings.def $(O)/gen/disposable.def: $(O)/gen/%.def: src/filter/lists/%.txt src/filter/lists.awk
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f src/filter/lists.awk $< >$@.tmp && mv $@.tmp $@

# Phrases of advertisements.
$(O)/gen/bait.def: src/filter/bait.awk $(sort $(wildcard src/filter/bait/*.txt))
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f $^ >$@.tmp && mv $@.tmp $@

# Catalogues: each as the bytes of the .mo file that msgfmt makes of it.
LOCALES := $(sort $(wildcard www/locale/*.po))
$(O)/gen/locale.def: $(LOCALES) | deps
	@mkdir -p $(@D)
	$(Q)for po in $(LOCALES); do \
		msgfmt --check --no-hash --output-file=$@.mo $$po || exit 1; \
		printf 'LOCALE(%s' "$$(basename $$po .po)"; \
		od -An -v -tu1 $@.mo | sed 's/ *\([0-9][0-9]*\)/, \1/g'; \
		echo ')'; \
	done >$@.tmp && rm $@.mo && mv $@.tmp $@

## make ordinary     write src/filter/words/ordinary.bin anew (needs scowl, wspanish, wdutch, wpolish)
# Words of public or permissive licences, see src/filter/words/README; long ones are left out where a
# language has too many.
DICT := /usr/share/dict
.PHONY: ordinary
ordinary: $(O)/librejoinder.a
	$(call want,scowl wspanish wdutch wpolish,ordinary)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) src/filter/gen_ordinary.c $< $(PKG_LIBS) -o $(O)/gen_ordinary
	$(Q){ cat $(DICT)/scowl/*-words.[1-7]? $(DICT)/scowl/*-upper.[1-7]? $(DICT)/scowl/*-proper-names.* | \
		iconv -f latin1 -t utf8 | awk '{ print "en\t" $$0 }'; \
		awk '{ print "es\t" $$0 }' $(DICT)/spanish; \
		LC_ALL=C awk 'length($$0) <= 9 { print "nl\t" $$0 }' $(DICT)/dutch; \
		LC_ALL=C awk 'length($$0) <= 6 { print "pl\t" $$0 }' $(DICT)/polish; } | \
		$(O)/gen_ordinary >$(O)/ordinary.bin && mv $(O)/ordinary.bin src/filter/words/

# --- objects and programs -------------------------------------------------------------------------
$(O)/obj/%.o: src/%.c | $(GEN)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# The assembler takes these files in, so no compiler tells that they are needed.
$(O)/obj/filter/classify_shipped.o $(O)/steps/classify_shipped.o: src/filter/base.model
$(O)/obj/filter/ordinary.o $(O)/steps/ordinary.o: src/filter/words/ordinary.bin

$(O)/librejoinder.a: $(LIB_OBJ)
	$(Q)rm -f $@ && ar rcs $@ $^

$(O)/rejoinderd: $(DAEMON_OBJ) $(O)/librejoinder.a
	$(call say,ld $@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(PKG_LIBS) -o $@

$(O)/rejoinder: $(CTL_OBJ) $(O)/librejoinder.a
	$(call say,ld $@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(PKG_LIBS) -o $@

# Tests link the whole library; tests/test.h is cmocka plus what every test needs.
$(O)/test/%: tests/%.c tests/test.h $(O)/librejoinder.a
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP $< $(STEPS) $(O)/librejoinder.a $(PKG_LIBS) $(shell pkg-config --libs $(TEST_PKGS)) -o $@

# This one counts steps instead of time: the filters once more, calling it at every branch.
STEPS_OBJ := $(patsubst src/filter/%.c,$(O)/steps/%.o,$(filter src/filter/%,$(LIB_SRC)))
$(O)/steps/%.o: src/filter/%.c | $(GEN)
	@mkdir -p $(@D)
	$(call say,cc $< (steps))
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fsanitize-coverage=trace-pc -MMD -MP -c $< -o $@
$(O)/test/filter/test_linear: STEPS = $(STEPS_OBJ)
$(O)/test/filter/test_linear: $(STEPS_OBJ)

# This one talks to the daemon.
$(O)/test/page/test_peers: | $(O)/rejoinderd

.PHONY: test-bins
test-bins: $(TEST_BIN)

# Preloaded into the plain programs: the n-th allocation fails (tests/e2e/memory.mjs).
$(O)/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) -fno-builtin -fPIC -shared $< -o $@

-include $(LIB_OBJ:.o=.d) $(STEPS_OBJ:.o=.d) $(TEST_BIN:=.d) $(wildcard $(O)/obj/main/*.d)

# --- what has to be installed (Debian 12) -----------------------------------------------------------
DEPS := gcc make libc6-dev pkg-config libfcgi-dev libsodium-dev libsqlite3-dev libconfig-dev libcmark-dev \
	libicu-dev libexpat1-dev libgumbo-dev zlib1g-dev libbrotli-dev libjansson-dev liboath-dev libqrencode-dev libexttextcat-data libcmocka-dev nginx chromium fonts-dejavu-core fonts-noto-core \
	gettext curl sqlite3 strace shellcheck util-linux mandoc postgresql-15 wrk faketime zsh
# A node of one's own is as good, if it is not older than Debian's.
DEPS_NODE := nodejs npm
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

## make deps         install what is needed (apt; as root, or by sudo); done by the others by themselves
.PHONY: deps
deps:
	@want="$(DEPS)"; \
	node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null || \
		want="$$want $(DEPS_NODE)"; \
	sum=$$(echo $$want | sha256sum | cut -c1-64); \
	[ "$$(cat build/deps$(STAMP:%=-%).stamp 2>/dev/null)" = "$$sum" ] && exit 0; \
	missing=$$(for p in $$want; do \
		dpkg-query -W -f '$${db:Status-Status}\n' $$p 2>/dev/null | grep -qx installed || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "installing:" $$missing; \
		$(AS_ROOT) apt-get -q update && \
		$(AS_ROOT) env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $$missing || \
			{ echo "these packages are needed:" $$missing >&2; exit 1; }; \
	fi; \
	mkdir -p build && echo $$sum >build/deps$(STAMP:%=-%).stamp

$(GEN) $(LIB_OBJ) $(CTL_OBJ) $(DAEMON_OBJ): | deps

# --- to see it, to prove it ---------------------------------------------------------------------------
PARALLEL = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

## make demo         a small news site on http://localhost:8080/ until Ctrl-C (PORT=8081; DETACH=1 returns)
## make demo-stop    ends a detached one
.PHONY: demo demo-stop
demo: deps
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all
	@DETACH=$(DETACH) www/demo/demo.sh start build $(PORT)

demo-stop:
	@www/demo/demo.sh stop

## make test         everything: unit tests, laws, a real nginx and browser, under ASan and UBSan
## make test-quick   unit tests and laws
.PHONY: test test-quick san
san: deps
	$(MAKE) --no-print-directory $(PARALLEL) O=build/san SAN=1 WERROR=1 all test-bins

# What the sanitizers' runtime takes over (signals of a crash, the allocator) is proved without it.
PLAIN_TEST := base/test_die filter/test_similar
test: san
	$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= WERROR=1 all build/fault/alloc.so $(PLAIN_TEST:%=build/test/%)
	@tests/run.sh build/san --e2e $(TEST_SRC:tests/%.c=build/san/test/%) $(FUZZ:%=build/san/test/fuzz/fuzz_%) \
		$(PLAIN_TEST:%=build/test/%)

## make soak         the same with every fault instead of a sample: hours
.PHONY: soak
soak:
	@SOAK=1 $(MAKE) --no-print-directory test

test-quick: san
	@tests/run.sh build/san $(TEST_SRC:tests/%.c=build/san/test/%) $(FUZZ:%=build/san/test/fuzz/fuzz_%)

include tests/tools.mk

## make readme       write the README's tables of settings and commands anew
# The part between <!-- NAME --> and <!-- /NAME --> is replaced by a file.
fill = awk -v name=$(1) -v file=$(2) '$$0 == "<!-- /" name " -->" { while ((getline line < file) > 0) print line; skip = 0 } \
	!skip { print } $$0 == "<!-- " name " -->" { skip = 1 }'
.PHONY: readme
readme: all
	$(Q)$(O)/rejoinder config table >$(O)/conf.md
	$(Q){ echo '```'; $(O)/rejoinder --help; echo '```'; } >$(O)/ctl.md
	$(Q)$(call fill,conf,$(O)/conf.md) README.md | $(call fill,ctl,$(O)/ctl.md) >$(O)/README.md && cp $(O)/README.md README.md

## make model        train the shipped model anew from the "ship: yes" sets of DATA (README: The shipped model)
DATA ?= ../shared/data/filter
MODEL_SETS := spam/youtube spam/sms ham/ham-civil-en ham/ham-fox-en toxic/tox-davidson toxic/tox-germeval2018
.PHONY: model model-file
model-file: $(O)/rejoinder
	$(O)/rejoinder filter train $(MODEL_SETS:%=$(DATA)/%.train.tsv) src/filter/honest.tsv -o $(O)/base.model
model: model-file
	$(Q)cmp -s $(O)/base.model src/filter/base.model || cat $(O)/base.model >src/filter/base.model

## make locale       bring www/locale/*.po up to date with the texts in the source; new ones are left to translate
.PHONY: locale
locale: deps
	@mkdir -p build/gen/pot
	$(Q)sh www/locale/pot.sh build/gen/pot >build/gen/pot/rejoinder.pot
	$(Q)for po in $(LOCALES); do \
		msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap --sort-output $$po \
			build/gen/pot/rejoinder.pot && msgattrib --no-obsolete --no-wrap --sort-output -o $$po $$po || exit 1; \
		printf '%s ' "$$(basename $$po .po)"; msgfmt --statistics -o /dev/null $$po; \
	done

## make eval         measure the filters on whatever of DATA is there: bar and ours -> build/eval.json, README
.PHONY: eval
eval: deps
	$(call want,$(DEPS_BENCH),bench)
	@$(MAKE) --no-print-directory $(PARALLEL) O=build SAN= all build/bench/lessons build/bench/hostile
	@tests/eval.sh build $(DATA) build/eval.json >build/eval.md && cat build/eval.md
	@{ echo "Measured on $$(date -u +%F):"; echo; cat build/eval.md; } >build/eval-dated.md
	$(Q)$(call fill,eval,build/eval-dated.md) README.md >build/README.md && cp build/README.md README.md

# --- to install it ------------------------------------------------------------------------------------
MAN := $(O)/man/rejoinder.1 $(O)/man/rejoinder.conf.5 $(O)/man/rejoinderd.8
COMPLETION := $(O)/completion/rejoinder.bash $(O)/completion/_rejoinder

# The tables inside come from the programs themselves: `rejoinder manual commands`, `settings`, `completion`.
$(O)/man/rejoinder.1: TABLE = commands
$(O)/man/rejoinder.conf.5: TABLE = settings
$(COMPLETION): TABLE = completion
$(MAN) $(COMPLETION): $(O)/%: src/main/% $(O)/rejoinder
	@mkdir -p $(@D)
	$(Q)$(if $(TABLE),$(O)/rejoinder manual $(TABLE),:) >$@.table
	$(Q)awk -v table=$@.table '$$0 == "@TABLE@" { while ((getline line < table) > 0) print line; next } \
		{ print }' $< >$@.tmp && mv $@.tmp $@ && rm $@.table

.PHONY: man completion
man: $(MAN)
completion: $(COMPLETION)

## make install      DESTDIR= prefix=/usr/local: programs, man pages, completion, units, nginx files, an example
.PHONY: install
share = $(DESTDIR)$(prefix)/share
install: all man completion
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(prefix)/sbin $(DESTDIR)$(prefix)/lib/systemd/system \
		$(share)/rejoinder/nginx $(share)/doc/rejoinder $(share)/man/man1 $(share)/man/man5 $(share)/man/man8 \
		$(share)/bash-completion/completions $(share)/zsh/site-functions
	install -m 0755 $(O)/rejoinder $(DESTDIR)$(prefix)/bin
	install -m 0755 $(O)/rejoinderd $(DESTDIR)$(prefix)/sbin
	install -m 0644 www/nginx/rejoinder-http.conf www/nginx/rejoinder.conf $(share)/rejoinder/nginx
	install -m 0644 $(O)/man/rejoinder.1 $(share)/man/man1
	install -m 0644 $(O)/man/rejoinder.conf.5 $(share)/man/man5
	install -m 0644 $(O)/man/rejoinderd.8 $(share)/man/man8
	install -m 0644 $(O)/completion/rejoinder.bash $(share)/bash-completion/completions/rejoinder
	install -m 0644 $(O)/completion/_rejoinder $(share)/zsh/site-functions
	install -m 0644 src/main/systemd/rejoinder.socket $(DESTDIR)$(prefix)/lib/systemd/system
	sed 's|@prefix@|$(prefix)|' src/main/systemd/rejoinder.service \
		>$(DESTDIR)$(prefix)/lib/systemd/system/rejoinder.service
	chmod 0644 $(DESTDIR)$(prefix)/lib/systemd/system/rejoinder.service
	install -m 0644 src/main/rejoinder.conf.example README.md LICENSE $(share)/doc/rejoinder
