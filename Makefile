# Rejoinder. `make demo` shows it, `make test` proves it; `make help` lists the rest.
#
# O is where everything goes. The sanitizer build is the same Makefile with SAN=1 and O=build/san.

O ?= build
SAN ?=
WERROR ?=
prefix ?= /usr/local
PORT ?= 8080
VERSION := 0.1.0

PKGS := libsodium sqlite3 libconfig libcmark icu-uc icu-i18n jansson
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS)) -lfcgi -lm -pthread

CC ?= gcc
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
	-Wpointer-arith -Wcast-qual -Wvla -Wformat=2 -Wundef -Werror=format-security \
	-Werror=unused-result -Werror=incompatible-pointer-types -Werror=int-conversion
CFLAGS ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Iinclude -I$(O)/gen -include base/banned.h
ALL_CFLAGS = -std=gnu11 $(WARN) $(if $(WERROR),-Werror) -fno-common -fstack-protector-strong -fPIE -pthread \
	$(if $(SAN),-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DRJ_DEBUG, \
	$(CFLAGS) -D_FORTIFY_SOURCE=3) $(PKG_CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=address,undefined) $(LDFLAGS)

ROOMS := base store http filter view flow page
LIB_SRC := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c))
LIB_OBJ := $(LIB_SRC:src/%.c=$(O)/obj/%.o)
CTL_OBJ := $(patsubst src/%.c,$(O)/obj/%.o,$(wildcard src/main/ctl*.c))
GEN := $(O)/gen/db.def $(O)/gen/migrate.def $(O)/gen/tmpl.def $(O)/gen/static.def $(O)/gen/words.def
TEST_SRC := $(foreach r,$(ROOMS),$(wildcard tests/$(r)/test_*.c))
TEST_BIN := $(TEST_SRC:tests/%.c=$(O)/test/%)

.PHONY: all help
all: $(O)/rejoinderd $(O)/rejoinder

help:
	@sed -n 's/^## //p' Makefile

# --- generated tables (generators make tables, never logic) ---------------------------------------
$(O)/gen/db.def: sql/query.sql sql/query.pgsql.sql sql/gen.awk
	@mkdir -p $(@D)
	awk -v out=db -f sql/gen.awk sql/query.pgsql.sql sql/query.sql >$@.tmp && mv $@.tmp $@

$(O)/gen/migrate.def: $(wildcard sql/migrate/*.sql) sql/gen.awk
	@mkdir -p $(@D)
	awk -v out=migrate -f sql/gen.awk $(sort $(wildcard sql/migrate/*.sql)) >$@.tmp && mv $@.tmp $@

$(O)/gen/tmpl.def: $(wildcard www/tmpl/*.html) www/tmpl.awk
	@mkdir -p $(@D)
	awk -f www/tmpl.awk $(sort $(wildcard www/tmpl/*.html)) >$@.tmp && mv $@.tmp $@

$(O)/gen/static.def: www/embed.css www/moderate.css www/static.awk
	@mkdir -p $(@D)
	awk -f www/static.awk www/embed.css www/moderate.css >$@.tmp && mv $@.tmp $@

$(O)/gen/words.def: $(wildcard src/filter/words/*.txt) src/filter/words.awk
	@mkdir -p $(@D)
	awk -f src/filter/words.awk $(sort $(wildcard src/filter/words/*.txt)) >$@.tmp && mv $@.tmp $@

# --- objects and programs -------------------------------------------------------------------------
$(O)/obj/%.o: src/%.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(O)/librejoinder.a: $(LIB_OBJ)
	rm -f $@ && ar rcs $@ $^

$(O)/rejoinderd: $(O)/obj/main/daemon.o $(O)/librejoinder.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(PKG_LIBS) -o $@

$(O)/rejoinder: $(CTL_OBJ) $(O)/librejoinder.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(PKG_LIBS) -o $@

# Tests link the whole library; tests/test.h is cmocka plus what every test needs.
$(O)/test/%: tests/%.c tests/test.h $(O)/librejoinder.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP $< $(O)/librejoinder.a $(PKG_LIBS) -lcmocka -o $@

.PHONY: test-bins
test-bins: $(TEST_BIN)

-include $(LIB_OBJ:.o=.d) $(TEST_BIN:=.d) $(wildcard $(O)/obj/main/*.d)
