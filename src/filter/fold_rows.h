/*
 * Our own rows of the fold table: what Unicode keeps apart and readers do not. Data for gen_fold.c, which
 * puts them before what ICU says.
 */
#ifndef FILTER_FOLD_ROWS_H
#define FILTER_FOLD_ROWS_H

#include "base/str.h"

#include <unicode/uscript.h>

struct own {
	uint32_t c;
	char to[5];
};

struct range {
	uint32_t first, last;
};

/* Marks that decorate any letter, and points that their writers leave out as often as they set them (Hebrew,
 * Arabic, with tatweel; Greek's iota below, too, which ICU folds to a letter). Marks that spell (Indic
 * vowels, kana voicing) are not among them. */
static const struct range decorations[] = {
	{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},
	{0x05C1, 0x05C2}, {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x0640, 0x0640},
	{0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8},
	{0x06EA, 0x06ED}, {0x1AB0, 0x1ACE}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0x2DE0, 0x2DFF},
	{0xA66F, 0xA672}, {0xA674, 0xA67D}, {0xA69E, 0xA69F}, {0xFE20, 0xFE2F},
};

/* Folded characters. What is missing among Latin letters follows from the skeletons. */
static const struct own own_rows[] = {
	/* Latin letters with a stroke or of their own, as readers without them write them */
	{0x00E6, "ae"}, {0x0153, "oe"}, {0x00F8, "o"}, {0x0111, "d"}, {0x0127, "h"}, {0x0131, "i"},
	{0x0142, "l"}, {0x014B, "n"}, {0x0167, "t"}, {0x00F0, "d"}, {0x00FE, "th"}, {0x0192, "f"},
	{0x0180, "b"}, {0x0183, "b"}, {0x0188, "c"}, {0x0199, "k"}, {0x019A, "l"}, {0x01A5, "p"},
	{0x01AD, "t"}, {0x01B4, "y"}, {0x01B6, "z"}, {0x01DD, "e"}, {0x0225, "z"}, {0x023C, "c"},
	{0x0247, "e"}, {0x0249, "j"}, {0x024D, "r"}, {0x024F, "y"}, {0x0268, "i"}, {0x0275, "o"},
	{0x0289, "u"},
	/* phonetic letters and small capitals, used as a font */
	{0x0250, "a"}, {0x0251, "a"}, {0x0252, "a"}, {0x0253, "b"}, {0x0254, "c"}, {0x0255, "c"},
	{0x0256, "d"}, {0x0257, "d"}, {0x0258, "e"}, {0x0259, "e"}, {0x025A, "e"}, {0x025B, "e"},
	{0x025C, "e"}, {0x025E, "e"}, {0x025F, "f"}, {0x0260, "g"}, {0x0261, "g"}, {0x0262, "g"},
	{0x0265, "h"}, {0x0266, "h"}, {0x0267, "h"}, {0x0269, "i"}, {0x026A, "i"}, {0x026B, "l"},
	{0x026C, "l"}, {0x026D, "l"}, {0x026F, "m"}, {0x0270, "m"}, {0x0271, "m"}, {0x0272, "n"},
	{0x0273, "n"}, {0x0274, "n"}, {0x0279, "r"}, {0x027A, "r"}, {0x027B, "r"}, {0x027E, "j"},
	{0x0280, "r"}, {0x0281, "r"}, {0x0282, "s"}, {0x0283, "s"}, {0x0284, "f"}, {0x0287, "t"},
	{0x0288, "t"}, {0x028A, "u"}, {0x028B, "v"}, {0x028C, "v"}, {0x028D, "w"}, {0x028E, "y"},
	{0x028F, "y"}, {0x0290, "z"}, {0x0291, "z"}, {0x0292, "z"}, {0x0299, "b"}, {0x029B, "g"},
	{0x029C, "h"}, {0x029D, "j"}, {0x029E, "k"}, {0x029F, "l"}, {0x02A0, "q"}, {0x1D00, "a"},
	{0x1D01, "ae"}, {0x1D03, "b"}, {0x1D04, "c"}, {0x1D05, "d"}, {0x1D06, "d"}, {0x1D07, "e"},
	{0x1D08, "e"}, {0x1D09, "i"}, {0x1D0A, "j"}, {0x1D0B, "k"}, {0x1D0C, "l"}, {0x1D0D, "m"},
	{0x1D0E, "n"}, {0x1D0F, "o"}, {0x1D10, "c"}, {0x1D18, "p"}, {0x1D19, "r"}, {0x1D1A, "r"},
	{0x1D1B, "t"}, {0x1D1C, "u"}, {0x1D1F, "m"}, {0x1D20, "v"}, {0x1D21, "w"}, {0x1D22, "z"},
	{0x1D23, "z"}, {0x1D77, "g"}, {0x1D79, "g"}, {0x1D7B, "i"}, {0x214E, "f"}, {0x2184, "c"},
	{0xA727, "h"}, {0xA730, "f"}, {0xA731, "s"}, {0xA77A, "d"}, {0xA77C, "f"}, {0xA77F, "g"},
	{0xA781, "l"}, {0xA783, "r"}, {0xA785, "s"}, {0xA787, "t"}, {0xA78E, "l"}, {0xA791, "n"},
	{0xA793, "c"}, {0xA799, "f"}, {0xA7AF, "q"}, {0xA7FB, "f"}, {0xA7FC, "p"}, {0xA7FD, "m"},
};

/* Symbols that may stand for a letter; in the text around a match they are punctuation. */
static const struct own soft_rows[] = {
	{'$', "$"}, {'@', "@"}, {'!', "!"}, {'|', "|"}, {'+', "+"}, {0x00A1, "!"}, {0x00A6, "|"},
	{0x01C0, "|"}, {0x01C3, "!"}, {0x2223, "|"}, {0x2502, "|"}, {0x23D0, "|"}, {0xFF5C, "|"},
	/* money */
	{0x00A2, "c"}, {0x00A3, "l"}, {0x00A5, "y"}, {0x0E3F, "b"}, {0x20A1, "c"}, {0x20A6, "n"},
	{0x20A9, "w"}, {0x20AB, "d"}, {0x20AC, "e"}, {0x20AD, "k"}, {0x20AE, "t"}, {0x20B1, "p"},
	{0x20B2, "g"}, {0x20B3, "a"}, {0x20B4, "s"}, {0x20B5, "c"}, {0x20B8, "t"}, {0x20B9, "r"},
	{0x20BA, "l"}, {0x20BD, "p"}, {0x20BF, "b"}, {0x1F4B2, "$"},
	/* signs and mathematics */
	{0x00A7, "s"}, {0x00D7, "x"}, {0x2020, "t"}, {0x2021, "t"}, {0x2200, "a"}, {0x2202, "d"},
	{0x2203, "e"}, {0x2206, "a"}, {0x2208, "e"}, {0x220A, "e"}, {0x220F, "n"}, {0x2211, "e"},
	{0x221A, "v"}, {0x2227, "a"}, {0x2228, "v"}, {0x2229, "n"}, {0x222A, "u"}, {0x222B, "s"},
	{0x2282, "c"}, {0x22A5, "t"}, {0x22BB, "v"}, {0x22C1, "v"}, {0x22C3, "u"}, {0x2715, "x"},
	{0x2716, "x"}, {0x2717, "x"}, {0x2718, "x"}, {0x25CB, "o"}, {0x25EF, "o"}, {0x3007, "o"},
};

/* Ranges of lettered shapes without a decomposition (Unicode: Enclosed Alphanumerics and its
 * supplement, Dingbats): first, last, the letter of the first. */
static const struct {
	uint32_t first, last;
	char letter;
} shapes[] = {
	{0x249C, 0x24B5, 'a'}, {0x24F5, 0x24FD, '1'}, {0x24FF, 0x24FF, '0'}, {0x2776, 0x277E, '1'},
	{0x2780, 0x2788, '1'}, {0x278A, 0x2792, '1'}, {0x1F10B, 0x1F10C, '0'}, {0x1F110, 0x1F129, 'a'},
	{0x1F150, 0x1F169, 'a'}, {0x1F170, 0x1F189, 'a'}, {0x1F1E6, 0x1F1FF, 'a'},
};

/* Pictures of letters. */
static const struct own drawn_rows[] = {
	{0x1F10C, "0"}, {0x1F18A, "p"}, {0x1F18B, "ic"}, {0x1F18C, "pa"}, {0x1F18D, "sa"}, {0x1F18E, "ab"},
	{0x1F191, "cl"}, {0x1F192, "cool"}, {0x1F193, "free"}, {0x1F194, "id"}, {0x1F195, "new"},
	{0x1F196, "ng"}, {0x1F197, "ok"}, {0x1F198, "sos"}, {0x1F199, "up"}, {0x1F19A, "vs"},
	{0x1F51F, "10"}, {0x277F, "10"}, {0x2789, "10"}, {0x2793, "10"}, {0x24FE, "10"},
};

/* Letters of other scripts in Latin's shapes, folded, and what they are read as in a Latin word. "": as
 * nothing, whatever the skeleton says, for it stands beside Latin letters in honest text (the gamma of
 * a ray). Those not named here are read by their skeletons. */
static const struct own lookalikes[] = {
	{0x0430, "a"}, {0x0432, "b"}, {0x0433, "r"}, {0x0435, "e"}, {0x0438, "u"}, {0x043A, "k"},
	{0x043C, "m"}, {0x043D, "h"}, {0x043E, "o"}, {0x043F, "n"}, {0x0440, "p"}, {0x0441, "c"},
	{0x0442, "t"}, {0x0443, "y"}, {0x0445, "x"}, {0x0448, "w"}, {0x044C, "b"}, {0x0455, "s"},
	{0x0456, "i"}, {0x0458, "j"}, {0x0461, "w"}, {0x0493, "f"}, {0x04AF, "y"}, {0x04BB, "h"},
	{0x04CF, "l"}, {0x0501, "d"}, {0x051B, "q"}, {0x051D, "w"}, {0x03B1, "a"}, {0x03B5, "e"},
	{0x03B7, "n"}, {0x03B9, "i"}, {0x03BA, "k"}, {0x03BD, "v"}, {0x03BF, "o"}, {0x03C1, "p"},
	{0x03C4, "t"}, {0x03C5, "u"}, {0x03C7, "x"}, {0x03C9, "w"}, {0x03F2, "c"}, {0x03F3, "j"},
	{0x0561, "w"}, {0x0570, "h"}, {0x0578, "n"}, {0x057D, "u"}, {0x0581, "g"}, {0x0585, "o"},
	{0x0566, "q"}, {0x03B2, ""}, {0x03B3, ""}, {0x03B4, ""}, {0x03B8, ""}, {0x03BB, ""}, {0x03BC, ""},
	{0x03C0, ""}, {0x03C3, ""}, {0x03C6, ""}, {0x0431, ""}, {0x0437, ""}, {0x0447, ""}, {0x0449, ""},
	{0x044A, ""}, {0x044B, ""}, {0x044E, ""}, {0x044F, ""},
};

/* Greek's lunate sigma: a sigma for ICU, a c for the eye. */
enum {
	LUNATE = 0x03F2,
	LUNATE_CAPITAL = 0x03F9
};

/* Scripts whose letters stand beside Latin ones without a gap in honest text (a Hebrew prefix before a name,
 * Japanese), or whose readers would see no Latin letter there. */
static const UScriptCode no_disguise[] = {
	USCRIPT_ARABIC, USCRIPT_HEBREW, USCRIPT_SYRIAC, USCRIPT_THAANA, USCRIPT_NKO, USCRIPT_DEVANAGARI,
	USCRIPT_BENGALI, USCRIPT_GURMUKHI, USCRIPT_GUJARATI, USCRIPT_ORIYA, USCRIPT_TAMIL, USCRIPT_TELUGU,
	USCRIPT_KANNADA, USCRIPT_MALAYALAM, USCRIPT_SINHALA, USCRIPT_THAI, USCRIPT_LAO, USCRIPT_TIBETAN,
	USCRIPT_MYANMAR, USCRIPT_KHMER, USCRIPT_MONGOLIAN, USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
	USCRIPT_HANGUL, USCRIPT_BOPOMOFO, USCRIPT_YI, USCRIPT_ETHIOPIC, USCRIPT_TIRHUTA, USCRIPT_INHERITED,
};

/* Source characters, and what they show upside down. */
static const struct own turned_rows[] = {
	{'b', "q"}, {'d', "p"}, {'h', "y"}, {'i', "i"}, {'l', "l"}, {'m', "w"}, {'n', "u"}, {'o', "o"},
	{'p', "d"}, {'q', "b"}, {'s', "s"}, {'u', "n"}, {'w', "m"}, {'x', "x"}, {'y', "h"}, {'z', "z"},
	{'H', "h"}, {'I', "i"}, {'M', "w"}, {'N', "n"}, {'O', "o"}, {'S', "s"}, {'W', "m"}, {'X', "x"},
	{'Z', "z"}, {'0', "0"}, {'1', "1"}, {'6', "9"}, {'8', "8"}, {'9', "6"},
	{0x0183, "g"}, {0x0186, "c"}, {0x018E, "e"}, {0x019C, "m"}, {0x01DD, "e"}, {0x0245, "v"},
	{0x0250, "a"}, {0x0253, "g"}, {0x0254, "c"}, {0x0259, "e"}, {0x025F, "f"}, {0x0265, "h"},
	{0x026F, "m"}, {0x0279, "r"}, {0x027E, "j"}, {0x0283, "l"}, {0x0287, "t"}, {0x028C, "v"},
	{0x028D, "w"}, {0x028E, "y"}, {0x029E, "k"}, {0x0131, "i"}, {0x1D09, "i"}, {0x1D1A, "r"},
	{0x1D77, "g"}, {0x2132, "f"}, {0x2141, "g"}, {0x2142, "l"}, {0x2144, "y"}, {0x214E, "f"},
	{0x2200, "a"}, {0x2229, "u"}, {0x22A5, "t"}, {0x2534, "t"}, {0x2C6F, "a"}, {0x2C70, "b"},
	{0xA780, "l"}, {0xA781, "l"}, {0xA7B0, "k"}, {0xA7B1, "t"}, {0xA78D, "h"}, {0x039B, "v"},
};

/* A digit, letter or symbol: its class, which all share that have a reading in common, and the letters that
 * it stands for besides itself. */
static const struct {
	unsigned char c, class;
	char to[4];
} leet[] = {
	{'0', 'o', "o"}, {'1', 'i', "il"}, {'2', 's', "z"}, {'3', 'e', "e"}, {'4', 'a', "a"},
	{'5', 's', "s"}, {'6', 'g', "g"}, {'7', 't', "t"}, {'8', 'b', "b"}, {'9', 'g', "gq"},
	{'$', 's', "s"}, {'@', 'a', "a"}, {'!', 'i', "il"}, {'|', 'i', "il"}, {'+', 't', "t"},
	{'(', 'c', "c"}, {'<', 'c', "c"}, {'#', 'h', "h"}, {'l', 'i', ""}, {'v', 'u', "u"},
	{'z', 's', "s"}, {'q', 'g', ""},
};

#endif
