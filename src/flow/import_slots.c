/* An XML file as a grammar; see import_slots.h. */
#include "import_slots.h"

#define FIELD_BYTES_MAX 8192

struct slots
slots_make(struct arena *a, const struct slots_row *rows, size_t n_rows, int n, int wide,
	   size_t wide_max)
{
	struct slots s = {.rows = rows, .n_rows = n_rows, .slot = NO_SLOT};
	s.field = arena_array(a, (size_t)n, struct buf);
	for (int i = 0; i < n; i++)
		s.field[i] = buf_in(a, i == wide ? wide_max : FIELD_BYTES_MAX);
	return s;
}

int
slots_start(struct slots *s, const char *name)
{
	const struct slots_row *row = NULL;
	for (size_t i = 0; i < s->n_rows && row == NULL; i++)
		if (s->rows[i].parent == s->path[s->depth] && strcmp(s->rows[i].name, name) == 0)
			row = &s->rows[i];
	s->path[++s->depth] = row == NULL ? SLOTS_OTHER : row->el;
	if (row != NULL && row->slot != NO_SLOT && s->slot == NO_SLOT &&
	    s->field[row->slot].n == 0) {
		s->slot = row->slot;
		s->slot_depth = s->depth;
	}
	return s->path[s->depth];
}

void
slots_text(struct slots *s, struct str piece)
{
	if (s->slot != NO_SLOT && s->depth == s->slot_depth)
		buf_str(&s->field[s->slot], piece);
}

int
slots_end(struct slots *s)
{
	if (s->slot != NO_SLOT && s->depth == s->slot_depth)
		s->slot = NO_SLOT;
	return s->path[s->depth--];
}

void
slots_clear(struct slots *s, int from, int to)
{
	for (int i = from; i < to; i++)
		buf_clear(&s->field[i]);
}

struct str
slots_get(const struct slots *s, int slot)
{
	return str_trim(buf_view(&s->field[slot]));
}

bool
slots_over(const struct slots *s, int from, int to)
{
	bool over = false;
	for (int i = from; i < to; i++)
		over = over || s->field[i].over;
	return over;
}
