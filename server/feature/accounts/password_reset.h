/* A forgotten password, without mail: staff issue a code to whoever shows at the counter who they are; with it, within a quarter of an hour
 * and once, another password is chosen. The second factor stays on: a code from the counter opens nothing by itself. */
#ifndef HH_ACCOUNTS_PASSWORD_RESET_H
#define HH_ACCOUNTS_PASSWORD_RESET_H

#include "server/port/ctx.h"

enum err account_find_any(struct ctx *c, const void *in, void *out);         /* GET /accounts?login= */
enum err password_reset_issue_any(struct ctx *c, const void *in, void *out); /* POST /accounts/{id}/password-resets */
enum err password_reset_use_any(struct ctx *c, const void *in, void *out);   /* POST /password-resets */
enum err logins_end_any(struct ctx *c, const void *in, void *out);           /* DELETE /accounts/{id}/logins */

#endif
