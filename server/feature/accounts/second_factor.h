/* The second factor: switched on by its owner with the password and a first code, asked at each sign-in from then on, switched off with
 * both. Wrong codes are throttled by account, since whoever gives one knows the password; a browser known from before apart. */
#ifndef HH_ACCOUNTS_SECOND_FACTOR_H
#define HH_ACCOUNTS_SECOND_FACTOR_H

#include "server/feature/accounts/totp_core.h"
#include "server/port/store.h"

struct factor {
    struct second_factor_row row;
    bool on;
};
MUST_USE enum err factor_load(struct ctx *c, const struct account_row *account, struct factor *ret_factor);

/* What a code says, before anything is written. */
struct factor_proof {
    int64_t step;        /* NONE: a recovery code */
    struct str recovery; /* its keyed hash */
    struct str key;      /* of the throttle */
};
/* ERR_SECOND_FACTOR without a code, ERR_WRONG_CODE, ERR_TOO_MANY. */
MUST_USE enum err factor_judge(struct ctx *c, const struct account_row *account, const struct factor *factor, struct str code, struct factor_proof *ret_proof);
/* Within the write that rests on it: takes the code, so that nobody takes it again. ERR_WRONG_CODE when somebody did, or none is so. */
MUST_USE enum err factor_take(struct store_tx *tx, struct str account_id, const struct factor_proof *proof);
/* After that write: it was no failure. */
void factor_forgive(struct ctx *c, const struct factor_proof *proof);

/* Sixty random bits as people type them: small letters and digits. */
MUST_USE enum err code_make(struct ctx *c, char ret_form[RECOVERY_CHARS]);
/* Switches it off, whoever decided that. */
MUST_USE enum err factor_remove(struct store_tx *tx, struct str account_id);

enum err factor_get_any(struct ctx *c, const void *in, void *out);     /* GET /me/second-factor */
enum err factor_start_any(struct ctx *c, const void *in, void *out);   /* POST /me/second-factor */
enum err factor_confirm_any(struct ctx *c, const void *in, void *out); /* POST /me/second-factor/confirmation */
enum err factor_end_any(struct ctx *c, const void *in, void *out);     /* POST /me/second-factor/removal */

#endif
