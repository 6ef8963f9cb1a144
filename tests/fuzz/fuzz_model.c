/* Model files: any bytes are refused with a reason or make a model that scores. The checksum of half of the
 * inputs is made to fit, so that what stands behind it is reached. */
#include "fuzz.h"

#include "filter/classify.h"
#include "base/crypt.h"

static struct arena *a;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	crypt_init();
	a = arena_new();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct model *m = NULL;
	struct str why = STR("");
	/* The first byte says whether; the rest is the file. */
	size_t n = size > 0 ? size - 1 : 0;
	char *p = arena_copy(a, n > 0 ? data + 1 : data, n);
	if (size > 0 && (data[0] & 1) != 0 && n > HASH_BYTES) {
		struct hash h = crypt_digest((struct str){p, n - HASH_BYTES});
		memcpy(p + n - HASH_BYTES, h.b, HASH_BYTES);
	}
	enum err e = model_read((struct str){p, n}, &m, &why);
	must((e == ERR_OK) == (m != NULL) && (e == ERR_OK) == (why.n == 0));
	if (m != NULL) {
		struct score s = classify(m, NULL, a, STR("Buy 5 cheap watches at http://shop.example!"), 0);
		must(s.p != s.p || (s.p >= 0 && s.p <= 1));
		must(s.toxicity != s.toxicity || (s.toxicity >= 0 && s.toxicity <= 1));
		must(s.n_pieces <= PIECES_MAX);
		model_free(&m);
	}
	arena_reset(a);
	return 0;
}
