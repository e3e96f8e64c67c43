/* The profile as JSON Resume, out and in. */
#ifndef HH_FEATURE_CANDIDATES_RESUME_JSON_H
#define HH_FEATURE_CANDIDATES_RESUME_JSON_H

#include "server/port/route.h"

enum err resume_json_get(struct ctx *c, const struct nothing *in);
enum err resume_json_put(struct ctx *c, const struct nothing *in, struct resume_import *out);

#endif
