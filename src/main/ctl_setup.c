/* init, migrate, version, config show, table, manual settings. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf_row.h"
#include "base/file.h"
#include "ctl.h"

/* The folder a file will stand in, made if it is not there: 0700, ours alone. */
static bool
make_folder(struct ctl *c, struct str file)
{
	const char *folder = str_z(c->arena, file_folder(file));
	if (mkdir(folder, 0700) == 0 || errno == EEXIST)
		return true;
	ctl_fail(EX_CANTCREAT, "cannot make the folder %s: %m", folder);
	return false;
}

int
ctl_migrate(struct ctl *c)
{
	int applied = 0;
	struct str why = {0};
	struct progress p;
	ctl_end_at_interrupt("each migration is whole or not there; `rejoinder migrate` goes on");
	bool shown = progress_begin(&p, c, "migrations", true);
	struct keep_progress show = {shown ? progress_show : NULL, &p};
	enum err e = store_migrate(c->arena, c->conf->store, &show, &applied, &why);
	progress_end(&p);
	if (e != ERR_OK)
		return ctl_fail(e == ERR_BUSY	  ? EX_TEMPFAIL
				: e == ERR_DENIED ? EX_NOPERM
						  : EX_IOERR,
				"%.*s", STR_FMT(why));
	ctl_say(c, "%.*s: %d migration%s applied", STR_FMT(c->conf->store), applied, applied == 1 ? "" : "s");
	return EX_OK;
}

/* One that the service would not start with is told now, and not left behind. */
static int
make_key(struct ctl *c)
{
	const char *key = str_z(c->arena, c->conf->key_file),
		   *folder = str_z(c->arena, file_folder(c->conf->store));
	struct keyring *keys = NULL;
	struct str why = {0};
	enum err made = keyring_make(key);
	if (made != ERR_OK && made != ERR_CONFLICT)
		return ctl_fail(EX_CANTCREAT, "cannot make the key file %s: %m", key);
	enum err e = keyring_open(c->arena, key, folder, &keys, &why);
	keyring_close(&keys);
	if (e != ERR_OK) {
		if (made == ERR_OK)
			unlink(key);
		return ctl_fail(e == ERR_DENIED ? EX_NOPERM : EX_CONFIG, "%.*s", STR_FMT(why));
	}
	if (made == ERR_OK)
		ctl_say(c, "%s: made; back it up apart from the database: without it no ban and no status "
			   "link works", key);
	return EX_OK;
}

int
ctl_init(struct ctl *c)
{
	if (!make_folder(c, c->conf->key_file) || !make_folder(c, c->conf->store))
		return EX_CANTCREAT;
	int code = make_key(c);
	return code == EX_OK ? ctl_migrate(c) : code;
}

int
ctl_version(struct ctl *c)
{
	(void)c;
	puts("rejoinder " VERSION);
	return EX_OK;
}

static void
list_settings(struct ctl *c, struct list *l, enum conf_where where, const void *of, struct str site)
{
	for (size_t i = 0; i < CONF_ROWS; i++) {
		const struct conf_row *r = &conf_rows[i];
		if (r->where != where)
			continue;
		struct str value = conf_row_value(c->arena, r, of);
		if (str_eq(r->key, STR("operator.token")) && value.n > 0)
			value = STR("(set)"); /* a screen is seen by more people than the file */
		struct json *j = list_row(l);
		if (j == NULL) {
			list_cell(l, site);
			list_cell(l, r->key);
			list_cell(l, value);
			continue;
		}
		json_object(j);
		json_kv_str(j, "site", site);
		json_kv_str(j, "setting", r->key);
		json_kv_str(j, "value", value);
		json_end(j);
	}
}

int
ctl_config_show(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"site", LIST_TEXT}, {"setting", LIST_TEXT}, {"value", LIST_GIVES}};
	struct list *l = list_begin(c, "settings", columns, ARRAY_LEN(columns));
	list_settings(c, l, WHERE_GLOBAL, c->conf, STR(""));
	for (size_t i = 0; i < c->conf->n_sites; i++)
		list_settings(c, l, WHERE_SITE, &c->conf->sites[i], c->conf->sites[i].name);
	return list_end(l, "No settings.");
}

int
ctl_config_table(struct ctl *c)
{
	struct str t = conf_table(c->arena);
	fwrite(t.p, 1, t.n, stdout);
	return EX_OK;
}

int
ctl_manual_settings(struct ctl *c)
{
	struct str t = conf_manual(c->arena);
	fwrite(t.p, 1, t.n, stdout);
	return EX_OK;
}
