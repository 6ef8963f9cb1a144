/* Reads a model file whole; what its bytes mean is filter/classify_model.c's business. */
#include "flow/model_file.h"

#include "base/file.h"

#define MODEL_FILE_MAX (64 << 20) /* bytes; a model is some hundred KB: this is something else */

enum err
model_file_read(struct arena *a, struct str path, struct model **ret, struct str *ret_why)
{
	struct str bytes = model_shipped(), why = STR("");
	enum err e = path.n > 0 ? file_read(a, str_z(a, path), MODEL_FILE_MAX, &bytes) : ERR_OK;
	if (e == ERR_INPUT)
		why = STR("it is no model file");
	else if (e != ERR_OK)
		why = str_of(err_text(e));
	else
		e = model_read(bytes, ret, &why);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "%.*s: %.*s",
				      STR_FMT(path.n > 0 ? path : STR("the model in this program")),
				      STR_FMT(why));
	return e;
}
