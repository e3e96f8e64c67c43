/* Where somebody is signed in, and changing the password that let them in. */
#ifndef HH_ACCOUNTS_DEVICES_H
#define HH_ACCOUNTS_DEVICES_H

#include "server/feature/accounts/password_rule.h"
#include "server/port/ctx.h"

/* Adds the fault at pointer; ERR_OK: the password may be chosen. */
MUST_USE enum err password_refuse(struct ctx *c, struct str pointer, struct str password, struct str login);

enum err devices_get_any(struct ctx *c, const void *in, void *out);     /* GET /me/logins */
enum err device_end_any(struct ctx *c, const void *in, void *out);      /* DELETE /logins/{id} */
enum err password_change_any(struct ctx *c, const void *in, void *out); /* PUT /me/password */

#endif
