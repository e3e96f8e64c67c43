/* The PDF résumé: put, read and taken away by its owner. */
#ifndef HH_FEATURE_CANDIDATES_RESUME_FILE_H
#define HH_FEATURE_CANDIDATES_RESUME_FILE_H

#include "server/port/route.h"

enum err resume_put(struct ctx *c, const struct nothing *in, struct resume *out);
enum err resume_get(struct ctx *c, const struct nothing *in);
enum err resume_delete(struct ctx *c, const struct nothing *in);

/* Answers with the file, as a download. */
MUST_USE enum err resume_give(struct ctx *c, const struct resume_row *row);

#endif
