/* What a candidate allows organizations to know. */
#ifndef HH_FEATURE_CANDIDATES_CONSENTS_H
#define HH_FEATURE_CANDIDATES_CONSENTS_H

#include "server/port/route.h"

enum err consent_add(struct ctx *c, const struct consent_give_in *in, struct consent_list *out);
enum err consent_end(struct ctx *c, const struct id_in *in);
enum err consents_get(struct ctx *c, const struct nothing *in, struct consent_list *out);

#endif
