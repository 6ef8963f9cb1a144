/* The classifier's model, from the file that the settings name or from this program. */
#ifndef FLOW_MODEL_FILE_H
#define FLOW_MODEL_FILE_H

#include "filter/classify.h"

/** `path` empty: the shipped one. On failure *ret_why is one line in `a` that names the file and what is
 * wrong with it. ERR_GONE, ERR_DENIED, ERR_IO: the file; ERR_INPUT, ERR_VERSION: what is in it. */
enum err model_file_read(struct arena *a, struct str path, struct model **ret,
			 struct str *ret_why) NODISCARD;

#endif
