/* Pure rules of accounts. */
#ifndef HH_ACCOUNTS_CORE_H
#define HH_ACCOUNTS_CORE_H

#include "proto/model.h"

/* Letters, digits and . _ - @ */
bool login_name_is_valid(struct str login);
/* ASCII letters made small, into ret_text (login.len bytes). */
void login_name_lower(struct str login, char *ret_text);
/* Shows something, and carries no control or direction-changing characters (they would forge what others read). */
bool person_name_is_valid(struct str name);
/* Whom one may sign up as: staff and admin are made by those who run the hall. */
bool role_is_open(unsigned role);
/* Whose way of signing in staff may renew: everybody's but staff's; admin: everybody's but admin's, which the command line does. */
bool role_may_reset(unsigned by, unsigned whose);
/* "EPOCH:SEQ" of GET /me/events; false when it is something else. */
MUST_USE bool poll_after_read(struct str after, struct str *ret_epoch, int64_t *ret_seq);

#endif
