/* Patterns of paths; conf.h says what they mean. */
#include "base/conf.h"

/* Between two stars the first place that fits is as good as any later one, so nothing is ever taken
 * back: one search (memmem, linear) for each piece of the pattern. */
bool
conf_glob(struct str pattern, struct str s)
{
	struct str piece;
	if (!str_cut(&pattern, '*', &piece))
		return str_eq(piece, s);
	if (!str_starts(s, piece))
		return false;
	s = str_from(s, piece.n);
	while (str_cut(&pattern, '*', &piece)) {
		size_t at = str_find(s, piece, 0);
		if (at == SIZE_MAX)
			return false;
		s = str_from(s, at + piece.n);
	}
	return str_ends(s, piece);
}
