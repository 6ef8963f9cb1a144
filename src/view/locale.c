/* Texts by language; see the header. Knows languages, not pages. */
#include "view/locale.h"

struct str
locale_lang(struct str wanted)
{
	(void)wanted; /* no catalogue but the msgids themselves */
	return STR("en");
}

/* Languages written from right to left, of those ISO 639-1 knows (Unicode CLDR, layout/orientation). */
static const struct str rtl[] = {STR_C("ar"), STR_C("dv"), STR_C("fa"), STR_C("he"), STR_C("ps"),
				 STR_C("sd"), STR_C("ug"), STR_C("ur"), STR_C("yi")};

struct str
locale_dir(struct str wanted)
{
	struct str lang = locale_lang(wanted), base;
	str_cut(&lang, '-', &base);
	for (size_t i = 0; i < ARRAY_LEN(rtl); i++)
		if (str_eq(base, rtl[i]))
			return STR("rtl");
	return STR("ltr");
}

struct str
locale_text(struct str lang, struct str msgid)
{
	(void)lang;
	return msgid;
}

struct str
locale_put(struct arena *a, struct str text, struct str value)
{
	size_t at = str_find(text, STR("%s"), 0);
	must(at != SIZE_MAX);
	return str_cat(a, str_cat(a, str_sub(text, 0, at), value), str_from(text, at + 2));
}

void
locale_html(struct html *h, struct str text, struct safe value)
{
	size_t at = str_find(text, STR("%s"), 0);
	must(at != SIZE_MAX);
	html_text(h, str_sub(text, 0, at));
	html_safe(h, value);
	html_text(h, str_from(text, at + 2));
}

struct str
locale_number(struct arena *a, struct str lang, int64_t n)
{
	struct str digits = str_printf(a, "%lld", (long long)n);
	struct buf out = buf_in(a, 40);
	(void)lang;
	for (size_t i = 0; i < digits.n; i++) {
		bool after_digit = i > 0 && digits.p[i - 1] != '-';
		if (after_digit && (digits.n - i) % 3 == 0)
			buf_char(&out, ',');
		buf_char(&out, digits.p[i]);
	}
	return buf_view(&out);
}

struct str
locale_count(struct arena *a, struct str lang, struct str one, struct str many, int64_t n)
{
	return locale_put(a, locale_text(lang, n == 1 ? one : many), locale_number(a, lang, n));
}

struct str
locale_ago(struct arena *a, struct str lang, int64_t when, int64_t now)
{
	int64_t s = now - when;
	if (s < 60)
		return locale_text(lang, STR("just now"));
	if (s < 3600)
		return locale_count(a, lang, STR("%s minute ago"), STR("%s minutes ago"), s / 60);
	if (s < 86400)
		return locale_count(a, lang, STR("%s hour ago"), STR("%s hours ago"), s / 3600);
	return locale_count(a, lang, STR("%s day ago"), STR("%s days ago"), s / 86400);
}
