/* What a comment of ours has beside what every system knows, and votes; see intake.h. */
#include "base/utf8.h"
#include "intake_batch.h"

static void
copy_said(struct arena *a, const struct record_more *from, struct record_more *m)
{
	struct old_remark *remarks = arena_array(a, m->n_remarks, struct old_remark);
	for (size_t i = 0; i < m->n_remarks; i++) {
		remarks[i] = from->remarks[i];
		remarks[i].kind = str_copy(a, remarks[i].kind);
		remarks[i].reason = str_copy(a, remarks[i].reason);
		remarks[i].body = str_copy(a, remarks[i].body);
		remarks[i].by = str_copy(a, remarks[i].by);
	}
	m->remarks = remarks;
	struct old_report *reports = arena_array(a, m->n_reports, struct old_report);
	for (size_t i = 0; i < m->n_reports; i++) {
		reports[i] = from->reports[i];
		reports[i].reason = str_copy(a, reports[i].reason);
		reports[i].body = str_copy(a, reports[i].body);
	}
	m->reports = reports;
}

const struct record_more *
more_copy(struct arena *a, const struct record_more *from)
{
	struct record_more *m = arena_new_of(a, struct record_more);
	*m = *from;
	struct str *const texts[] = {&m->decided_by, &m->note,	&m->masked,
				     &m->versions,   &m->chain, &m->rules, &m->grounds};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = str_copy(a, *texts[i]);
	struct reason *reasons = arena_array(a, m->n_reasons, struct reason);
	for (size_t i = 0; i < m->n_reasons; i++) {
		reasons[i] = from->reasons[i];
		reasons[i].rule = str_copy(a, reasons[i].rule);
		reasons[i].entry = str_copy(a, reasons[i].entry);
	}
	m->reasons = reasons;
	struct record_old *old = arena_array(a, m->n_old, struct record_old);
	for (size_t i = 0; i < m->n_old; i++)
		old[i] = (struct record_old){str_copy(a, from->old[i].system),
					     str_copy(a, from->old[i].source),
					     str_copy(a, from->old[i].id),
					     str_copy(a, from->old[i].waits)};
	m->old = old;
	struct old_text *revisions = arena_array(a, m->n_revisions, struct old_text);
	for (size_t i = 0; i < m->n_revisions; i++) {
		revisions[i] = from->revisions[i];
		revisions[i].body = str_copy(a, revisions[i].body);
		revisions[i].by = str_copy(a, revisions[i].by);
		revisions[i].reason = str_copy(a, revisions[i].reason);
		revisions[i].why = str_copy(a, revisions[i].why);
		revisions[i].masked = str_copy(a, revisions[i].masked);
	}
	m->revisions = revisions;
	if (from->appeal != NULL) {
		struct old_appeal *appeal = arena_new_of(a, struct old_appeal);
		*appeal = *from->appeal;
		appeal->body = str_copy(a, appeal->body);
		appeal->answered_by = str_copy(a, appeal->answered_by);
		appeal->answer = str_copy(a, appeal->answer);
		m->appeal = appeal;
	}
	copy_said(a, from, m);
	return m;
}

bool
more_valid(const struct record_more *m)
{
	const struct str texts[] = {m->note, m->masked, m->versions, m->decided_by, m->rules,
				    m->grounds};
	bool ok = true;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		ok = ok && utf8_valid(texts[i]);
	for (size_t i = 0; i < m->n_revisions; i++)
		ok = ok && utf8_valid(m->revisions[i].body) && utf8_valid(m->revisions[i].by) &&
		     utf8_valid(m->revisions[i].reason) && utf8_valid(m->revisions[i].why) &&
		     utf8_valid(m->revisions[i].masked);
	for (size_t i = 0; i < m->n_remarks; i++)
		ok = ok && utf8_valid(m->remarks[i].body) && utf8_valid(m->remarks[i].by);
	for (size_t i = 0; i < m->n_reports; i++)
		ok = ok && utf8_valid(m->reports[i].body);
	for (size_t i = 0; i < m->n_old; i++)
		ok = ok && utf8_valid(m->old[i].waits);
	if (m->appeal != NULL)
		ok = ok && utf8_valid(m->appeal->body) && utf8_valid(m->appeal->answered_by) &&
		     utf8_valid(m->appeal->answer);
	return ok;
}

int64_t
votes_within(int64_t n)
{
	return n < 0 ? 0 : n < VOTES_MAX ? n : VOTES_MAX;
}

void
intake_score(struct record *r, int64_t score)
{
	r->up = votes_within(score);
	r->down = score < 0 ? votes_within(score > -VOTES_MAX ? -score : VOTES_MAX) : 0;
}
