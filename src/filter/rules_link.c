/* Rules on links: how many, where to, how written. */
#include "filter/pipeline.h"

#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/fold.h"
#include "filter/listed.h"

#define LINKS_LISTED 4 /* hosts, each with a reason of its own; the rest is in the count of "links" */

/* A text of so many words for each link argues, and gives its sources. */
#define WORDS_PER_LINK 25

static void
once(struct run *run, enum rule_id id, const struct link *l)
{
	if (run->said[id] == 0)
		reason(run, id, .field = IN_TEXT, .from = l->from, .to = l->to, .entry = l->host);
}

/* Digits and dots, as nobody gives a friend. */
static bool
is_number(struct str host)
{
	size_t dots = 0;
	for (size_t i = 0; i < host.n; i++) {
		if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
			return false;
		dots += host.p[i] == '.';
	}
	return dots == 3 || dots == 0;
}

/* ---- names in other alphabets ---------------------------------------------------------------------- */

#define LABEL_MAX 63 /* RFC 1035 2.3.4 */

/* RFC 3492, 6.2: the code points of a label behind its "xn--"; 0: it is none. */
static size_t
punycode(struct str in, uint32_t out[LABEL_MAX])
{
	uint32_t n = 128, i = 0, bias = 72;
	size_t len = 0, at = in.n;
	if (in.n > LABEL_MAX)
		return 0;
	while (at > 0 && in.p[at - 1] != '-')
		at--;
	for (; at > 1 && len + 1 < at; len++)
		out[len] = (unsigned char)in.p[len];
	while (at < in.n) {
		uint32_t old = i, w = 1;
		for (uint32_t k = 36;; k += 36) {
			char c = at < in.n ? in.p[at++] : 0;
			uint32_t d = c >= 'a' && c <= 'z'   ? (uint32_t)(c - 'a')
				     : c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 26)
							    : 36;
			uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
			if (d >= 36 || w > 0xFFFFFF || i > 0xFFFFFFF)
				return 0;
			i += d * w;
			if (d < t)
				break;
			w *= 36 - t;
		}
		if (len == LABEL_MAX)
			return 0;
		uint32_t delta = old == 0 ? i / 700 : (i - old) / 2, k = 0;
		for (delta += delta / (uint32_t)(len + 1); delta > 455; k += 36)
			delta /= 35;
		bias = k + 36 * delta / (delta + 38);
		n += i / (uint32_t)(len + 1);
		i %= (uint32_t)(len + 1);
		if (n > 0x10FFFF)
			return 0;
		memmove(out + i + 1, out + i, (len - i) * sizeof(*out));
		out[i++] = n;
		len++;
	}
	return len;
}

static size_t
code_points(struct str label, uint32_t out[LABEL_MAX])
{
	if (str_starts(label, STR("xn--")))
		return punycode(str_from(label, 4), out);
	size_t n = 0;
	for (size_t i = 0; i < label.n && n < LABEL_MAX;)
		out[n++] = utf8_next(label, &i);
	return n;
}

/* Letters of another alphabet in the place of Latin ones: beside Latin ones, or a whole name of them. */
static bool
label_looks_alike(struct str label)
{
	uint32_t c[LABEL_MAX];
	size_t n = label.n > LABEL_MAX * 4 ? 0 : code_points(label, c), latin = 0, alike = 0, foreign = 0;
	for (size_t i = 0; i < n; i++) {
		struct fold f = fold_of(c[i]);
		bool like = f.foreign && f.n == 1 && fold_lookalike(f.c[0]) != 0;
		latin += f.latin;
		alike += like;
		foreign += f.foreign && !like;
	}
	return alike > 0 && (latin > 0 || foreign == 0);
}

/* Under a Latin ending: "пример.рф" is an honest name. */
static bool
looks_alike(struct str host)
{
	struct str ending = link_ending(host), label;
	if ((ascii_only(host) && str_find(host, STR("xn--"), 0) == SIZE_MAX) || !ascii_only(ending) ||
	    str_starts(ending, STR("xn--")))
		return false;
	while (host.n > 0) {
		str_cut(&host, '.', &label);
		if (label_looks_alike(label))
			return true;
	}
	return false;
}

/* ---- what a link says ------------------------------------------------------------------------------ */

/* "?ref=", "&aff=": somebody is paid for the click. */
static bool
is_referral(struct str path)
{
	static const struct str keys[] = {
		STR_C("ref"),	   STR_C("aff"),     STR_C("affid"),   STR_C("aff_id"),
		STR_C("referral"), STR_C("referrer"), STR_C("refid"),   STR_C("ref_id"),
		STR_C("invite"),   STR_C("promo"),   STR_C("partner"), STR_C("affiliate"),
		STR_C("coupon"),   STR_C("refcode"), STR_C("invitecode"),
	};
	struct str pair, key;
	str_cut(&path, '?', &key);
	while (path.n > 0) {
		str_cut(&path, '&', &pair);
		if (!str_cut(&pair, '=', &key))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			if (key.n == keys[i].n && strncasecmp(key.p, keys[i].p, key.n) == 0)
				return true;
	}
	return false;
}

static void
look_at_link(struct run *run, const struct link *l)
{
	unsigned listed = listed_host(l->host) | listed_host(l->shown);
	if (listed & LISTED_SHORT)
		once(run, RULE_LINK_SHORT, l);
	if (listed & LISTED_CHAT)
		once(run, RULE_MESSENGER, l);
	if (listed_ending(link_ending(l->host)) & LISTED_RISKY)
		once(run, RULE_LINK_RISKY, l);
	if (str_starts(l->host, STR("xn--")) || str_find(l->host, STR(".xn--"), 0) != SIZE_MAX)
		once(run, RULE_LINK_PUNYCODE, l);
	if (looks_alike(l->host))
		once(run, RULE_LINK_ALIKE, l);
	if (l->scheme && is_number(l->host))
		once(run, RULE_LINK_NUMBER, l);
	if (is_referral(l->path))
		once(run, RULE_LINK_REFERRAL, l);
	if (l->disguised)
		once(run, RULE_LINK_DISGUISED, l);
}

/* ---- what stands around it ------------------------------------------------------------------------- */

/* "<a href=", "[url=": made for another kind of page, and pasted into every form there is. */
static void
markup(struct run *run)
{
	static const struct str tags[] = {STR_C("<a "), STR_C("[url="), STR_C("[url]"), STR_C("[link=")};
	struct str text = run->source;
	if (memchr(text.p, '<', text.n) == NULL && memchr(text.p, '[', text.n) == NULL)
		return;
	for (size_t i = 0; i + 1 < text.n; i++) {
		if (text.p[i] != '<' && text.p[i] != '[')
			continue;
		for (size_t k = 0; k < ARRAY_LEN(tags); k++)
			if ((text.p[i + 1] | 0x20) == tags[k].p[1] && i + tags[k].n <= text.n &&
			    strncasecmp(text.p + i, tags[k].p, tags[k].n) == 0) {
				reason(run, RULE_LINK_MARKUP, .field = IN_TEXT, .from = i,
				       .to = i + tags[k].n);
				return;
			}
	}
}

#define ALONE_WORDS 3 /* beside a link that is all there is */

/* "@ada https://…" hands somebody a source in a conversation, as readers do. */
static bool
answers_somebody(struct str text)
{
	text = str_trim(text);
	return text.n > 1 && text.p[0] == '@' && text.p[1] != ' ';
}

static size_t
words_outside(const struct run *run)
{
	size_t link = 0, n = 0;
	for (size_t i = 0; i < run->tokens.n; i++) {
		while (link < run->n_links && run->links[link].to <= token_from(&run->tokens, i))
			link++;
		n += link == run->n_links || run->links[link].from >= token_to(&run->tokens, i);
	}
	return n;
}

/* The same once more: a link and its text. */
static bool
again(const struct link *l, const struct link *before)
{
	return before != NULL && str_eq(l->host, before->host) && str_eq(l->path, before->path);
}

#define CITED_MAX 10 /* sources in one text; more of them are links as any other */

void
stage_links(struct run *run)
{
	size_t foreign = 0, cited = 0, outside = words_outside(run);
	const struct link *before = NULL;
	for (size_t i = 0; i < run->n_links; i++) {
		const struct link *l = &run->links[i];
		if (l->mail || again(l, before) ||
		    link_is_own(run->arena, l->host, run->draft->site_host))
			continue;
		before = l;
		if (l->source && cited++ < CITED_MAX)
			continue;
		if (foreign++ >= LINKS_LISTED)
			continue;
		reason(run, RULE_LINK, .field = IN_TEXT, .from = l->from, .to = l->to,
		       .entry = l->host);
		look_at_link(run, l);
	}
	if (foreign > (size_t)run->policy->links_max && outside < foreign * WORDS_PER_LINK)
		reason(run, RULE_LINKS, .field = IN_TEXT, .entry = entry_number(run, (int64_t)foreign));
	if (foreign + cited > 0 && outside <= ALONE_WORDS && !answers_somebody(run->source))
		reason(run, RULE_LINK_ALONE, .field = IN_TEXT);
	if (run->n_links == LINKS_MAX)
		reason(run, RULE_TANGLED, .field = IN_TEXT);
	markup(run);
}
