/* Labelled texts, as filter train and filter eval read them: LABEL<TAB>TEXT, one a line. */
#ifndef MAIN_CTL_FILTER_H
#define MAIN_CTL_FILTER_H

#include "ctl.h"
#include "filter/classify.h"
#include "filter/filter.h"

struct labelled {
	struct str label, text;
};

/** All rows of a file, in `a` (its lines end with '\n'; in TEXT \\ \t \n stand for backslash, tab, line
 * end). EX_OK, or a code that is ctl_fail()'s: said why already, with file and line. */
int ctl_labelled(struct arena *a, const char *path, struct labelled **ret, size_t *ret_n);

/* Which labels count as what: the default patterns, by task. */
#define SPAM_POSITIVE "spam"
#define SPAM_NEGATIVE "ham"
#define PROFANITY_POSITIVE                                                                         \
	"hate,offensive,toxic,OFF,PROFANITY,INSULT,ABUSE,*:profanity_h,*:profanity_nh,*:slur_h"
#define PROFANITY_NEGATIVE                                                                         \
	"neither,ok,NOT,OTHER,ham,*:ident_neutral_nh,*:ident_pos_nh,*:slur_homonym_nh"

/** Does one of the patterns, separated by commas, fit? */
bool ctl_label_fits(struct str label, struct str patterns);

/** The model of --model, or the shipped one. EX_OK, or ctl_fail()'s code. */
int ctl_model(struct ctl *, struct model **ret);

/** What filter eval and bench judge by: texts, not people. The shipped settings, but nobody waits for being
 * new or for what was rejected before. */
struct policy ctl_usual_policy(void);

/** A share of 0 to 1 that may be unknown (NAN): null, or "-". */
void ctl_json_share(struct json *, const char *key, double);
void ctl_print_share(const char *name, double);

#endif
