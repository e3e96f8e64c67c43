/* From credentials to a login row, its token and its cookie. */
#ifndef HH_ACCOUNTS_SIGN_IN_H
#define HH_ACCOUNTS_SIGN_IN_H

#include "server/port/ctx.h"

void account_show(const struct account_row *row, struct account *ret_account);
MUST_USE enum err login_lower(struct ctx *c, struct str login, struct str *ret_login);
/* 256 random bits in base64url. */
MUST_USE enum err secret_new(struct ctx *c, struct str *ret_text);
/* The caller's own row. */
MUST_USE enum err own_account(struct ctx *c, struct account_row *ret_account);
/* The name of the browser that asks, when it was earned by signing in to this account since its password was last changed; else empty. */
struct str device_known(struct ctx *c, const struct account_row *account);
/* The account whose password this is: ERR_BAD_CREDENTIALS, equally slow and equally worded whether the login exists;
 * ERR_TOO_MANY after ten failures of one login from one address, or a hundred from everywhere: neither hinders a browser from which signing in
 * succeeded before, which has ten failures of its own. So whoever guesses cannot lock the owner out. */
MUST_USE enum err password_check(struct ctx *c, const struct login_create_in *in, struct account_row *ret_account);
/* Makes the login row; fills the token and ctx->set_cookie. proof: of the second factor, taken in the same transaction; NULL without. */
struct factor_proof;
MUST_USE enum err sign_in(struct ctx *c, const struct account_row *account, const struct factor_proof *proof, struct login *out);
struct str cookie_end(const struct ctx *c);

#endif
