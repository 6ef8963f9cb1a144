/* The picture beside a name: five by five squares, the right half as the left, so that eyes take it for a
 * thing and know it again. Knows bytes; knows not whose. */
#include "view/view.h"

#define SIDE 5
#define HALF 3 /* columns that are drawn freely: the rest mirrors them */

static bool
filled(const unsigned char seed[6], unsigned x, unsigned y)
{
	unsigned bit = y * HALF + (x < HALF ? x : SIDE - 1 - x);
	return seed[bit / 8] >> (bit % 8) & 1;
}

/* Middle lightness: seen on white and on black. */
void
view_avatar(struct html *h, const unsigned char seed[6])
{
	int64_t hue = (seed[2] << 8 | seed[3]) % 360, light = 38 + seed[4] % 20;
	html_lit(h, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 7 7\" "
		    "shape-rendering=\"crispEdges\"><path fill=\"hsl(");
	html_int(h, hue);
	html_lit(h, ",40%,50%)\" fill-opacity=\".2\" d=\"M0 0h7v7H0z\"/><path fill=\"hsl(");
	html_int(h, hue);
	html_lit(h, ",45%,");
	html_int(h, light);
	html_lit(h, "%)\" d=\"");
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++)
			if (filled(seed, x, y)) {
				html_lit(h, "M");
				html_int(h, x + 1);
				html_lit(h, " ");
				html_int(h, y + 1);
				html_lit(h, "h1v1h-1z");
			}
	html_lit(h, "\"/></svg>\n");
}
