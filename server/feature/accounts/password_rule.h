/* What a password may not be, beside its length. Pure. */
#ifndef HH_ACCOUNTS_PASSWORD_RULE_H
#define HH_ACCOUNTS_PASSWORD_RULE_H

#include "proto/base/str.h"

enum password_verdict { PASSWORD_FINE, PASSWORD_COMMON, PASSWORD_HAS_LOGIN };

/* login: in small letters. Latin letters of the password are compared as small ones. */
enum password_verdict password_judge(struct str password, struct str login);

#endif
