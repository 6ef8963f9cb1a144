/*
 * doctor: looks at what an operator can get wrong, from the configuration to the libraries, and
 * says how to mend it. It changes nothing. A check that fails does not hide the next ones, as far
 * as they can be made without it. Ends with EX_CONFIG if something is bad; a warning alone is no
 * failure.
 */
#include <errno.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/file.h"
#include "ctl.h"
#include "http/probe.h"
#include "http/worker.h"
#include "view/html.h"

#define CLOCK_LEAST 1767225600 /* 2026: before this program was written */
#define CLOCK_AHEAD 120        /* seconds: what has been written is not of tomorrow */
#define DISK_LEAST (64 << 20)
#define INODES_LEAST 100
#define PROBE_SECONDS 10

enum finding { FINE, WARN, BAD };

struct doctor {
	struct ctl *ctl;
	struct arena *a;
	struct json *json; /* NULL: lines for people */
	unsigned bad, warnings;
};

/* `mend` is what to do; "" where there is nothing to do. */
static void
tell(struct doctor *d, enum finding f, const char *what, struct str found, struct str mend)
{
	static const char *const words[] = {"ok", "warn", "bad"};
	d->bad += f == BAD;
	d->warnings += f == WARN;
	if (d->json != NULL) {
		json_object(d->json);
		json_kv_str(d->json, "check", str_of(what));
		json_kv_str(d->json, "state", str_of(words[f]));
		json_kv_str(d->json, "found", found);
		json_kv_str(d->json, "mend", mend);
		json_end(d->json);
		return;
	}
	printf("%-5s %-14s %.*s\n", words[f], what, STR_FMT(ctl_show(d->a, found, 0)));
	if (mend.n > 0)
		printf("%21s-> %.*s\n", "", STR_FMT(ctl_show(d->a, mend, 0)));
}

/* ---- files --------------------------------------------------------------------------------------- */

static void
check_conf_file(struct doctor *d, const struct conf *conf)
{
	struct stat st;
	if (stat(str_z(d->a, conf->path), &st) != 0)
		return; /* it has just been read: somebody moves it now */
	if (st.st_mode & 0022)
		tell(d, BAD, "configuration",
		     str_printf(d->a, "others may write it: mode %04o",
				(unsigned)st.st_mode & 07777),
		     str_printf(d->a, "chmod go-w %.*s", STR_FMT(conf->path)));
	if (conf->operator_token.n > 0 && st.st_mode & 0004)
		tell(d, BAD, "configuration",
		     STR("holds operator.token, and everybody may read it"),
		     str_printf(d->a, "chmod o-r %.*s", STR_FMT(conf->path)));
	if (str_eq(conf->password_cost, STR("test")))
		tell(d, WARN, "passwords",
		     STR("password.cost is \"test\": hashes are cheap to guess"),
		     STR("remove the setting, and set every password anew"));
}

static void
check_key(struct doctor *d, const struct conf *conf)
{
	struct keyring *keys = NULL;
	struct str why = {0};
	const char *path = str_z(d->a, conf->key_file),
		   *folder = str_z(d->a, file_folder(conf->store));
	enum err e = keyring_open(d->a, path, folder, &keys, &why);
	keyring_close(&keys);
	if (e == ERR_OK)
		tell(d, FINE, "key file", conf->key_file, STR(""));
	else
		tell(d, BAD, "key file", why,
		     e == ERR_GONE ? STR("`rejoinder init` makes one; or bring the old one back: "
					 "without it no "
					 "ban and no status link works")
				   : STR(""));
}

/* Owner, mode and write access of the database and its folder. */
static void
check_store_file(struct doctor *d, const struct conf *conf)
{
	struct stat file, dir;
	struct str folder = file_folder(conf->store);
	const char *path = str_z(d->a, conf->store), *in = str_z(d->a, folder);
	if (stat(in, &dir) != 0 || stat(path, &file) != 0)
		return; /* check_store() says so */
	if (file.st_uid != geteuid())
		tell(d, WARN, "user",
		     STR("you are not the user whom the database belongs to, so what is said "
			 "here of access is not true for the service"),
		     str_printf(d->a, "run it as user %u", (unsigned)file.st_uid));
	if (file.st_mode & 0077 || dir.st_mode & 0007)
		tell(d, BAD, "access",
		     str_printf(d->a,
				"others may look into the database (%04o) or its folder "
				"(%04o)",
				(unsigned)file.st_mode & 07777, (unsigned)dir.st_mode & 07777),
		     str_printf(d->a, "chmod 0600 %s; chmod 0700 %s", path, in));
	else if (access(path, R_OK | W_OK) != 0 || access(in, W_OK | X_OK) != 0)
		tell(d, BAD, "access", str_printf(d->a, "%s cannot be written: %m", path),
		     str_printf(d->a,
				"give it and its folder to the service's user: chown -R USER %s",
				in));
	else
		tell(d, FINE, "access", str_printf(d->a, "%s is the service's alone", in), STR(""));
}

static bool numbers_before(struct str version, struct str other);

static void
check_store(struct doctor *d, const struct conf *conf)
{
	struct store_report r;
	struct str why = {0};
	struct str backup =
		STR("stop rejoinderd, keep a copy of the file, its -wal and -shm, and bring the "
		    "last backup back");
	enum err e = store_examine(d->a, conf->store, &r, &why);
	if (e != ERR_OK) {
		tell(d, BAD, "database", why, e == ERR_IO ? backup : STR(""));
		return;
	}
	if (r.damage.n > 0) {
		tell(d, BAD, "database", str_printf(d->a, "is damaged: %.*s", STR_FMT(r.damage)),
		     backup);
		return;
	}
	tell(d, FINE, "database", STR("quick_check finds no damage"), STR(""));
	if (r.schema != ERR_OK)
		tell(d, BAD, "schema", r.schema_why, STR(""));
	else
		tell(d, FINE, "schema", STR("is this program's"), STR(""));
	/* sqlite.org/wal.html, "the WAL-reset bug": 3.7.0 to 3.51.2 (SECURITY checklist). */
	if (numbers_before(r.version, STR("3.51.3")))
		tell(d, WARN, "library",
		     str_printf(d->a,
				"%.*s %.*s can lose a commit when two programs write in WAL mode; "
				"Rejoinder's own locks prevent it among its processes",
				STR_FMT(r.engine), STR_FMT(r.version)),
		     STR("let no other program write to the database, or install 3.51.3 or newer"));
	else
		tell(d, FINE, "library",
		     str_printf(d->a, "%.*s %.*s", STR_FMT(r.engine), STR_FMT(r.version)), STR(""));
}

static void
check_log(struct doctor *d, const struct conf *conf)
{
	const char *path = str_z(d->a, conf->log_file);
	if (conf->log_file.n == 0)
		return;
	bool there = access(path, F_OK) == 0;
	const char *folder = str_z(d->a, file_folder(conf->log_file));
	if (there ? access(path, W_OK) == 0 : access(folder, W_OK | X_OK) == 0)
		tell(d, FINE, "log", conf->log_file, STR(""));
	else
		tell(d, BAD, "log", str_printf(d->a, "%s cannot be written: %m", path),
		     STR("make its folder, owned by the service's user"));
}

/* ---- the socket ---------------------------------------------------------------------------------- */

static const char *
group_name(struct arena *a, gid_t gid)
{
	struct group entry, *found = NULL;
	size_t room = 16 * 1024;
	if (getgrgid_r(gid, &entry, arena_alloc(a, room), room, &found) != 0 || found == NULL)
		return str_printf(a, "%u", (unsigned)gid).p;
	return found->gr_name;
}

/* nginx, as a member of the socket's group, must get through every folder above it. */
static void
check_way(struct doctor *d, const struct conf *conf, const struct stat *sock)
{
	struct stat st;
	struct str in = file_folder(conf->listen);
	if (conf->listen_group.n == 0)
		return;
	for (; in.n > 1 && stat(str_z(d->a, in), &st) == 0; in = file_folder(in)) {
		bool ours = st.st_gid == sock->st_gid; /* then what others may is not for it */
		if (st.st_mode & (ours ? 0010 : 0001))
			continue;
		tell(d, BAD, "socket",
		     str_printf(d->a, "the web server cannot get through %.*s: mode %04o", STR_FMT(in),
				(unsigned)st.st_mode & 07777),
		     str_printf(d->a, "chmod %s+x %.*s", ours ? "g" : "o", STR_FMT(in)));
		return;
	}
}

/* Whether somebody answers. */
static bool
check_socket(struct doctor *d, const struct conf *conf)
{
	struct stat st;
	const char *path = str_z(d->a, conf->listen);
	if (lstat(path, &st) != 0) {
		tell(d, BAD, "socket", str_printf(d->a, "%s: %s", path, strerror(errno)),
		     errno == ENOENT ? STR("start rejoinderd")
				     : STR("run doctor as the service's user"));
		return false;
	}
	int why = S_ISSOCK(st.st_mode) ? worker_ask(path) : ENOTSOCK;
	unsigned want = (unsigned)strtoul(str_z(d->a, conf->listen_mode), NULL, 8);
	const char *group = group_name(d->a, st.st_gid);
	if (why != 0)
		tell(d, BAD, "socket",
		     str_printf(d->a, "%s: nobody answers: %s", path, strerror(why)),
		     why == ECONNREFUSED ? STR("start rejoinderd; it clears the dead socket away")
					 : STR("look what stands there"));
	else if ((st.st_mode & 0777) != want)
		tell(d, BAD, "socket",
		     str_printf(d->a, "%s has mode %04o, the setting says %04o", path,
				(unsigned)st.st_mode & 0777, want),
		     STR("restart rejoinderd; under socket activation set SocketMode= in the "
			 "unit"));
	else if (conf->listen_group.n > 0 && !str_eq(conf->listen_group, str_of(group)))
		tell(d, BAD, "socket",
		     str_printf(d->a, "%s has group %s, the setting says %.*s", path, group,
				STR_FMT(conf->listen_group)),
		     STR("restart rejoinderd; under socket activation set SocketGroup= in the "
			 "unit"));
	else
		tell(d, FINE, "socket",
		     str_printf(d->a, "%s answers; mode %04o, group %s", path, want, group),
		     STR(""));
	check_way(d, conf, &st);
	return why == 0;
}

/* ---- libraries ----------------------------------------------------------------------------------- */

/* "2.4.2-2" before "2.4.7", by dotted numbers alone. */
static bool
numbers_before(struct str version, struct str other)
{
	while (other.n > 0) {
		int64_t mine = 0, want = 0;
		struct str part;
		str_cut(&other, '.', &part);
		(void)str_int(part, 0, INT32_MAX, &want);
		size_t n = 0;
		while (n < version.n && version.p[n] >= '0' && version.p[n] <= '9')
			n++;
		(void)str_int(str_sub(version, 0, n), 0, INT32_MAX, &mine);
		if (mine != want)
			return mine < want;
		version = str_from(version, n < version.n && version.p[n] == '.' ? n + 1 : n);
	}
	return false;
}

/* The version of an installed package, out of dpkg's list; "" where there is none. */
static struct str
installed_version(struct arena *a, const char *package)
{
	char line[512];
	struct str version = {0};
	bool in = false;
	FILE *f = fopen("/var/lib/dpkg/status", "re");
	if (f == NULL)
		return version;
	while (version.n == 0 && fgets(line, sizeof(line), f) != NULL) {
		struct str value = str_trim(str_of(line)), key;
		if (!str_cut(&value, ':', &key))
			continue;
		value = str_trim(value);
		if (str_eq(key, STR("Package")))
			in = str_eq(value, str_of(package));
		else if (in && str_eq(key, STR("Version")))
			version = str_copy(a, value);
	}
	fclose(f);
	return version;
}

/* Neither library can say at run time whether a distribution has mended it. */
static void
check_libraries(struct doctor *d)
{
	static const struct {
		const char *name, *package, *safe, *why;
	} libraries[] = {
		{"libfcgi", "libfcgi0ldbl", "2.4.7", "CVE-2025-23016: a length that overflows"},
		{"libsodium", "libsodium23", "1.0.21",
		 "CVE-2025-69277: a point that is not checked"},
	};
	for (size_t i = 0; i < ARRAY_LEN(libraries); i++) {
		struct str v = installed_version(d->a, libraries[i].package);
		const char *name = libraries[i].name, *safe = libraries[i].safe;
		if (v.n == 0)
			tell(d, WARN, "library",
			     str_printf(d->a,
					"%s: no package of Debian's, so its version is "
					"not known here",
					name),
			     str_printf(d->a, "make sure that %s is fixed, as it is in %s",
					libraries[i].why, safe));
		else if (numbers_before(v, str_of(safe)) && str_find(v, STR("+deb"), 0) == SIZE_MAX)
			tell(d, WARN, "library",
			     str_printf(d->a, "%s %.*s has %s", name, STR_FMT(v), libraries[i].why),
			     str_printf(
				     d->a,
				     "install %s or newer, or your distribution's security update",
				     safe));
		else
			tell(d, FINE, "library", str_printf(d->a, "%s %.*s", name, STR_FMT(v)),
			     STR(""));
	}
}

/* ---- the machine --------------------------------------------------------------------------------- */

static void
check_clock(struct doctor *d, const struct conf *conf)
{
	struct stat st;
	struct timex t = {0};
	int64_t now = clock_now();
	struct str mend = STR("set the clock, and let something keep it right: timedatectl set-ntp true");
	bool written = stat(str_z(d->a, conf->store), &st) == 0;
	if (now < CLOCK_LEAST)
		tell(d, BAD, "clock", str_printf(d->a, "says %.*s", STR_FMT(clock_iso(d->a, now))), mend);
	else if (written && st.st_mtime > now + CLOCK_AHEAD)
		tell(d, BAD, "clock",
		     str_printf(d->a, "says %.*s, and the database was written at %.*s",
				STR_FMT(clock_iso(d->a, now)), STR_FMT(clock_iso(d->a, st.st_mtime))),
		     mend);
	else if (adjtimex(&t) == TIME_ERROR)
		tell(d, WARN, "clock",
		     str_printf(d->a, "says %.*s, and nothing keeps it right",
				STR_FMT(clock_iso(d->a, now))),
		     STR("if your host does not: timedatectl set-ntp true"));
	else
		tell(d, FINE, "clock", clock_iso(d->a, now), STR(""));
}

/* A migration, a vacuum and a backup beside it need the database's size once more. */
static void
check_disk(struct doctor *d, const struct conf *conf)
{
	struct statvfs v;
	struct stat st;
	struct str folder = file_folder(conf->store);
	if (statvfs(str_z(d->a, folder), &v) != 0)
		return; /* check_store() says so */
	unsigned long long room = (unsigned long long)v.f_bavail * v.f_frsize;
	unsigned long long size =
		stat(str_z(d->a, conf->store), &st) == 0 ? (unsigned long long)st.st_size : 0;
	struct str found = str_printf(d->a, "%.*s has %llu MB left; the database is %llu MB",
				      STR_FMT(folder), room >> 20, size >> 20);
	if (room < DISK_LEAST)
		tell(d, BAD, "disk", found, STR("make room: soon no comment can be stored"));
	else if (v.f_files > 0 && v.f_favail < INODES_LEAST)
		tell(d, BAD, "disk", str_printf(d->a, "%.*s takes %llu more files", STR_FMT(folder),
						(unsigned long long)v.f_favail),
		     STR("remove files there: soon no comment can be stored"));
	else if (room < size)
		tell(d, WARN, "disk", found,
		     STR("make room: an update or `db vacuum` writes the database once more"));
	else
		tell(d, FINE, "disk", found, STR(""));
}

/* ---- sites --------------------------------------------------------------------------------------- */

static void
check_sites(struct doctor *d, const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_sites; i++) {
		const struct site_conf *s = &conf->sites[i];
		struct str at = str_printf(d->a, "%.*s at %.*s%.*s", STR_FMT(s->name),
					   STR_FMT(s->base_url), STR_FMT(s->base_path));
		if (s->https)
			tell(d, FINE, "site", at, STR(""));
		else
			tell(d, WARN, "site",
			     str_printf(d->a,
					"%.*s: without TLS everybody on the way reads addresses, "
					"passwords "
					"and the moderators' session",
					STR_FMT(at)),
			     STR("serve the site by https and write https:// in base_url"));
	}
}

/* Whoever sits in such a block can name any address as the reader's. */
static void
check_proxies(struct doctor *d, const struct site_conf *s)
{
	struct str name = s->name;
	for (size_t i = 0; i < s->trusted_proxies.n; i++) {
		struct cidr block;
		struct str text = s->trusted_proxies.at[i];
		must(cidr_parse(text, &block)); /* conf_read() has seen to it */
		bool wide = str_find(text, STR(":"), 0) != SIZE_MAX ? block.bits < 32 : block.bits < 12;
		wide = wide && !str_starts(text, STR("127.")); /* this machine */
		tell(d, wide ? WARN : FINE, "proxies",
		     str_printf(d->a, "%.*s: %.*s says who its readers are%s", STR_FMT(name), STR_FMT(text),
				wide ? ", and is a whole network" : ""),
		     wide ? STR("name your proxies alone in trusted_proxies: limits and bans hang on it")
			  : STR(""));
	}
	if (s->trusted_proxies.n == 0)
		tell(d, FINE, "proxies",
		     str_printf(d->a, "%.*s: none; nginx sees the readers themselves", STR_FMT(name)),
		     STR(""));
}

/* A path that may have comments. */
static struct str
some_page(struct arena *a, const struct site_conf *s)
{
	struct str pattern = s->pages.at[0];
	struct buf b = buf_in(a, pattern.n * 8 + 1);
	for (size_t i = 0; i < pattern.n; i++)
		if (pattern.p[i] == '*')
			buf_lit(&b, "doctor");
		else
			buf_char(&b, pattern.p[i]);
	return buf_view(&b);
}

/* A preview is read, its fields are checked, and it is shown; no filter and no writer is asked. */
static void
check_post(struct doctor *d, const struct conf *conf, const struct site_conf *s)
{
	struct str page = html_query(d->a, some_page(d->a, s));
	struct str body = str_printf(d->a,
				     "page=%.*s&author=Doctor&comment=A+test%%2C+not+stored.",
				     STR_FMT(page));
	struct probe p = {.path = str_printf(d->a, "%.*s/preview", STR_FMT(s->base_path)),
			  .base_url = s->base_url, .host = s->host, .body = body, .seconds = PROBE_SECONDS};
	struct str why = {0};
	int status = 0;
	bool whole = probe_post(d->a, str_z(d->a, conf->listen), &p, STR("A test, not stored."),
				&status, &why);
	if (whole && status == 200)
		tell(d, FINE, "test post",
		     str_printf(d->a, "%.*s: read, checked and shown; nothing is stored", STR_FMT(s->name)),
		     STR(""));
	else if (status != 0)
		tell(d, BAD, "test post",
		     str_printf(d->a, "%.*s: is answered %d%s", STR_FMT(s->name), status,
				status == 200 ? " without its text" : ""),
		     STR("look into the log; restart rejoinderd if the configuration has changed"));
	else
		tell(d, BAD, "test post", str_printf(d->a, "%.*s: %.*s", STR_FMT(s->name), STR_FMT(why)),
		     STR("look into the log of rejoinderd"));
}

static void
check_all(struct doctor *d, const char *path)
{
	struct str why = {0};
	struct ctl *c = d->ctl;
	if (conf_read(d->a, path, &c->conf, &why) != ERR_OK) {
		tell(d, BAD, "configuration", why,
		     STR("mend the line; nothing else can be looked at before"));
	} else {
		tell(d, FINE, "configuration",
		     str_printf(d->a, "%s: %zu site%s", path, c->conf->n_sites,
				c->conf->n_sites == 1 ? "" : "s"),
		     STR(""));
		check_conf_file(d, c->conf);
		check_key(d, c->conf);
		check_store_file(d, c->conf);
		check_store(d, c->conf);
		check_log(d, c->conf);
		check_clock(d, c->conf);
		check_disk(d, c->conf);
		bool answers = check_socket(d, c->conf);
		check_sites(d, c->conf);
		for (size_t i = 0; i < c->conf->n_sites; i++)
			check_proxies(d, &c->conf->sites[i]);
		for (size_t i = 0; answers && i < c->conf->n_sites; i++)
			check_post(d, c->conf, &c->conf->sites[i]);
	}
	check_libraries(d);
}

int
ctl_doctor(struct ctl *c)
{
	struct buf b = buf_in(c->arena, 1u << 20);
	struct json j = json_to(&b);
	struct doctor d = {c, c->arena, c->opt[OPT_JSON] != NULL ? &j : NULL, 0, 0};
	json_object(&j);
	json_key(&j, "checks");
	json_array(&j);
	check_all(&d, ctl_conf_path(c));
	json_end(&j);
	json_kv_int(&j, "bad", d.bad);
	json_kv_int(&j, "warnings", d.warnings);
	json_end(&j);
	int code = d.bad > 0 ? EX_CONFIG : EX_OK;
	if (d.json != NULL) {
		int said = ctl_print(&b);
		return said != EX_OK ? said : code;
	}
	printf("%u bad, %u warning%s\n", d.bad, d.warnings, d.warnings == 1 ? "" : "s");
	return code;
}
