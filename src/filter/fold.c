/* The fold table as gen_fold.c made it, and the questions it answers; see the header. */
#include "filter/fold.h"

#include "fold.def"

uint32_t
fold_lookalike(uint32_t c)
{
	return c < 0x80 ? 0 : fold_of(c).look;
}

uint32_t
fold_turned(uint32_t c)
{
	return fold_of(c).turned;
}

bool
fold_keeps(uint32_t before, uint32_t joiner)
{
	/* Arabic joins by itself: ZWJ says nothing between its letters. Blocks from Arabic to N'Ko and its
	 * supplements; then Devanagari to Sinhala, Myanmar, Khmer, Mongolian, Balinese and their kin. */
	bool arabic = (before >= 0x0620 && before <= 0x08FF) || (before >= 0xFB50 && before <= 0xFEFC);
	bool indic = (before >= 0x0900 && before <= 0x0DFF) || (before >= 0x1000 && before <= 0x109F) ||
		     (before >= 0x1780 && before <= 0x18AF) || (before >= 0x1B00 && before <= 0x1C4F) ||
		     (before >= 0xA800 && before <= 0xA8FF) || (before >= 0x11000 && before <= 0x11FFF);
	return indic || (arabic && joiner == 0x200C);
}

uint32_t
fold_class(uint32_t c)
{
	return c < 128 ? fold_ascii_classes[c] : c;
}
