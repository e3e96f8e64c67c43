/* What the hall keeps about a person, to take along or to end: the rows of personal.def. */
#ifndef HH_ACCOUNTS_PERSONAL_H
#define HH_ACCOUNTS_PERSONAL_H

#include "server/port/ctx.h"

enum err export_get_any(struct ctx *c, const void *in, void *out);  /* GET /me/export */
enum err account_erase_any(struct ctx *c, const void *in, void *out); /* DELETE /me */

#endif
