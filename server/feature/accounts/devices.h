/* Where somebody is signed in, and changing the password that let them in. */
#ifndef HH_ACCOUNTS_DEVICES_H
#define HH_ACCOUNTS_DEVICES_H

#include "server/feature/accounts/password_rule.h"
#include "server/port/store.h"

/* Adds the fault at pointer; ERR_OK: the password may be chosen. */
MUST_USE enum err password_refuse(struct ctx *c, struct str pointer, struct str password, struct str login);

/* The same, and what the account's role asks of it. */
MUST_USE enum err password_new_judge(struct ctx *c, struct str pointer, struct str password, const struct account_row *account);
/* Within a write that ends them: an account's open logins (login_device), newest hundred. */
MUST_USE enum err logins_open(struct store_tx *tx, struct str account_id, struct sub_list *ret_list);
/* After it: their sockets close at once. The caller's own login is left out. */
void logins_tell(struct ctx *c, const struct sub_list *logins);

enum err devices_get_any(struct ctx *c, const void *in, void *out);     /* GET /me/logins */
enum err device_end_any(struct ctx *c, const void *in, void *out);      /* DELETE /logins/{id} */
enum err password_change_any(struct ctx *c, const void *in, void *out); /* PUT /me/password */

#endif
