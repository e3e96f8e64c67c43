/* Codes of the second factor: RFC 6238 (time-based) over RFC 4226, HMAC-SHA-1, steps of 30 s, six digits; and base32 (RFC 4648, without
 * padding), in which authenticators take the secret. Pure. */
#ifndef HH_ACCOUNTS_TOTP_CORE_H
#define HH_ACCOUNTS_TOTP_CORE_H

#include "proto/base/str.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_SECRET_CHARS 32
#define TOTP_DIGITS 6
#define TOTP_STEP_MS INT64_C(30000)
#define TOTP_WINDOW 1 /* steps before and after now that are taken too: clocks differ */

/* The 31 bits of one step; a code is their last digits in decimal. */
uint32_t totp_value(const uint8_t secret[TOTP_SECRET_BYTES], uint64_t step);
/* The step of the code, the earliest of those within the window that are later than last_step. False: it fits none of them. */
MUST_USE bool totp_match(const uint8_t secret[TOTP_SECRET_BYTES], struct str code, int64_t now, int64_t last_step, int64_t *ret_step);

void base32_write(const uint8_t secret[TOTP_SECRET_BYTES], char ret_text[TOTP_SECRET_CHARS]);
MUST_USE bool base32_read(struct str text, uint8_t ret_secret[TOTP_SECRET_BYTES]);

/* A recovery code in its one form: small letters and digits, without blanks and hyphens. Length 0: it is none. */
#define RECOVERY_CHARS 12
size_t recovery_read(struct str text, char ret_form[RECOVERY_CHARS]);

#endif
