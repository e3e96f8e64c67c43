#include "server/feature/accounts/second_factor.h"

#include <sodium.h>

#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/sign_in.h"
#include "server/feature/accounts/totp_core.h"
#include "server/port/audit.h"
#include "server/port/seal.h"

#define COLUMN_SECRET "second_factor.secret"
#define RECOVERY_CODES 10
#define CODES_MAX 5 /* wrong ones, */
#define CODES_WINDOW_MS (15 * MILLIS_MINUTE)

/* --- judging a code ---------------------------------------------------------------------------------------- */

struct factor_find {
    struct str account_id;
    struct factor *factor;
};

static enum err factor_find(struct store_tx *tx, void *arg)
{
    const struct factor_find *find = arg;
    enum err e = tx_get(tx, &model_second_factor_row, FACTOR_BY_ID, BINDS(B_TEXT(find->account_id)), &find->factor->row);
    if (e == ERR_NOT_FOUND) {
        model_clear(&model_second_factor_row, &find->factor->row);
        find->factor->row.id = find->account_id;
        e                    = ERR_OK;
    }
    find->factor->on = e == ERR_OK && find->factor->row.confirmed_at != NONE;
    return e;
}

enum err factor_load(struct ctx *c, const struct account_row *account, struct factor *ret_factor)
{
    struct factor_find find = { account->id, ret_factor };
    return store_read(c, factor_find, &find);
}

static enum err codes_gate(struct ctx *c, const struct account_row *account, struct str *ret_key)
{
    struct str device    = device_known(c, account);
    struct rate rate     = { .burst = CODES_MAX, .refill_ms = CODES_WINDOW_MS / CODES_MAX };
    struct rate_port *rp = c->hall->rate;
    int64_t wait_ms      = 0;
    *ret_key             = device.len ? arena_format(c->mem, "code-device:%.*s", STR_ARG(device)) : arena_format(c->mem, "code:%.*s", STR_ARG(account->id));
    if (!ret_key->ptr)
        return ERR_NO_MEMORY;
    if (!rp || rp->take(rp, *ret_key, rate, clock_now(c), &wait_ms))
        return ERR_OK;
    c->retry_after_s = (wait_ms + 999) / 1000;
    return refuse(c, ERR_TOO_MANY, STR("动态码错误次数过多，请稍后再试"), STR("Too many wrong codes, please wait a little"));
}

static enum err code_match(struct ctx *c, const struct factor *factor, struct str code, int64_t *ret_step)
{
    struct str text;
    uint8_t secret[TOTP_SECRET_BYTES];
    TRY(seal_open(c, COLUMN_SECRET, factor->row.id, factor->row.secret, &text));
    if (!base32_read(text, secret))
        return ERR_INTERNAL;
    bool fits = totp_match(secret, code, clock_now(c), factor->row.last_step, ret_step);
    sodium_memzero(secret, sizeof secret);
    return fits ? ERR_OK : ERR_WRONG_CODE;
}

/* Guessing them off the file would need the keys as well. */
static enum err recovery_hash(struct ctx *c, struct str account_id, struct str form, struct str *ret_hash)
{
    struct str text = arena_format(c->mem, "%.*s:%.*s", STR_ARG(account_id), STR_ARG(form));
    return text.ptr ? seal_blind(c, "recovery_code", text, ret_hash) : ERR_NO_MEMORY;
}

enum err factor_judge(struct ctx *c, const struct account_row *account, const struct factor *factor, struct str code, struct factor_proof *ret_proof)
{
    char form[RECOVERY_CHARS];
    struct str plain = str_trim(code);
    *ret_proof       = (struct factor_proof){ .step = NONE };
    if (!plain.len)
        return ERR_SECOND_FACTOR;
    TRY(codes_gate(c, account, &ret_proof->key));
    size_t len = recovery_read(plain, form);
    if (len)
        return recovery_hash(c, account->id, str_make(form, len), &ret_proof->recovery);
    return code_match(c, factor, plain, &ret_proof->step);
}

enum err factor_take(struct store_tx *tx, struct str account_id, const struct factor_proof *proof)
{
    int64_t changed = 0;
    if (proof->step != NONE)
        TRY(tx_exec(tx, FACTOR_STEP, BINDS(B_TEXT(account_id), B_INT(proof->step)), &changed));
    else
        TRY(tx_exec(tx, RECOVERY_USE, BINDS(B_TEXT(account_id), B_TEXT(proof->recovery), B_INT(clock_now(tx->ctx))), &changed));
    return changed ? ERR_OK : ERR_WRONG_CODE;
}

void factor_forgive(struct ctx *c, const struct factor_proof *proof)
{
    if (c->hall->rate && proof->key.len)
        c->hall->rate->give_back(c->hall->rate, proof->key);
}

enum err factor_remove(struct store_tx *tx, struct str account_id)
{
    TRY(tx_exec(tx, FACTOR_FORGET, BINDS(B_TEXT(account_id)), NULL));
    TRY(tx_exec(tx, RECOVERY_FORGET, BINDS(B_TEXT(account_id)), NULL));
    return tx_exec(tx, LOGINS_UNPROVE, BINDS(B_TEXT(account_id)), NULL);
}

/* --- who I am ---------------------------------------------------------------------------------------------- */

/* The caller's account, when the password is theirs; counted with the failures to sign in. */
static enum err own_check(struct ctx *c, struct str password, struct account_row *ret_account)
{
    TRY(own_account(c, ret_account));
    if (ret_account->demo)
        return refuse(c, ERR_FORBIDDEN, STR("演示账号不能修改登录方式"), STR("How a demonstration account signs in stays as it is"));
    struct login_create_in again = { .login = ret_account->login, .password = password };
    enum err e                   = password_check(c, &again, ret_account);
    return e == ERR_BAD_CREDENTIALS ? fault_add(c, STR("/password"), STR("wrong"), STR("密码不正确"), STR("This is not your password")) : e;
}

static enum err get_read(struct store_tx *tx, void *arg)
{
    struct second_factor *out = arg;
    struct factor factor;
    struct factor_find find = { tx->ctx->who.account_id, &factor };
    TRY(factor_find(tx, &find));
    out->on       = factor.on;
    out->required = who_is_staff(tx->ctx) && tx->ctx->hall->settings->staff_second_factor;
    return tx_int(tx, RECOVERY_LEFT, BINDS(B_TEXT(tx->ctx->who.account_id)), &out->recovery_codes_left);
}

enum err factor_get_any(struct ctx *c, const void *in, void *out)
{
    (void)in; /* nothing to say */
    return store_read(c, get_read, out);
}

/* --- on ------------------------------------------------------------------------------------------------------ */

static enum err start_write(struct store_tx *tx, void *arg)
{
    struct second_factor_row *row = arg, old;
    enum err e                    = tx_get(tx, &model_second_factor_row, FACTOR_BY_ID, BINDS(B_TEXT(row->id)), &old);
    if (e == ERR_OK && old.confirmed_at != NONE)
        return refuse(tx->ctx, ERR_CONFLICT, STR("双重验证已经启用"), STR("The second factor is on already"));
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    TRY(tx_exec(tx, FACTOR_FORGET, BINDS(B_TEXT(row->id)), NULL)); /* one that was never confirmed */
    return tx_insert(tx, &model_second_factor_row, row);
}

static enum err secret_make(struct ctx *c, struct str *ret_text)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char *text = arena_alloc(c->mem, TOTP_SECRET_CHARS);
    if (!text)
        return ERR_NO_MEMORY;
    c->hall->random->fill(c->hall->random, secret, sizeof secret);
    base32_write(secret, text);
    sodium_memzero(secret, sizeof secret);
    *ret_text = str_make(text, TOTP_SECRET_CHARS);
    return ERR_OK;
}

enum err factor_start_any(struct ctx *c, const void *in, void *out)
{
    const struct second_factor_start_in *start = in;
    struct second_factor_start *shown          = out;
    struct account_row account;
    struct second_factor_row row;
    model_clear(&model_second_factor_row, &row);
    TRY(own_check(c, start->password, &account));
    TRY(secret_make(c, &shown->secret));
    TRY(seal_close(c, COLUMN_SECRET, account.id, shown->secret, &row.secret));
    shown->uri = arena_format(c->mem, "otpauth://totp/Hirehall:%.*s?secret=%.*s&issuer=Hirehall&algorithm=SHA1&digits=6&period=30", STR_ARG(account.login), STR_ARG(shown->secret));
    if (!shown->uri.ptr)
        return ERR_NO_MEMORY;
    row.id         = account.id;
    row.last_step  = 0;
    row.created_at = clock_now(c);
    row.version    = 1;
    return store_commit(c, start_write, &row);
}

enum err code_make(struct ctx *c, char ret_form[RECOVERY_CHARS])
{
    struct str text;
    TRY(secret_make(c, &text));
    (void)recovery_read(str_make(text.ptr, RECOVERY_CHARS), ret_form); /* letters and digits only */
    return ERR_OK;
}

struct confirm_job {
    struct factor factor;
    struct factor_proof proof;
    struct recovery_codes *out;
    struct str hashes[RECOVERY_CODES];
};

/* The hashes are keyed, so they are made before the write. */
static enum err codes_make(struct ctx *c, struct str account_id, struct confirm_job *job)
{
    struct str *codes = ARENA_MANY(c->mem, RECOVERY_CODES, struct str);
    if (!codes)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        char form[RECOVERY_CHARS];
        TRY(code_make(c, form));
        codes[i] = arena_format(c->mem, "%.4s-%.4s-%.4s", form, form + 4, form + 8);
        if (!codes[i].ptr)
            return ERR_NO_MEMORY;
        TRY(recovery_hash(c, account_id, str_make(form, RECOVERY_CHARS), &job->hashes[i]));
    }
    job->out->codes = (struct str_list){ codes, RECOVERY_CODES };
    return ERR_OK;
}

static enum err confirm_write(struct store_tx *tx, void *arg)
{
    struct confirm_job *job       = arg;
    struct ctx *c                 = tx->ctx;
    struct second_factor_row *row = &job->factor.row;
    struct second_factor_row next = *row;
    next.confirmed_at             = clock_now(c);
    next.last_step                = job->proof.step;
    next.version                  = row->version + 1;
    TRY(tx_save(tx, &model_second_factor_row, &next));
    TRY(tx_exec(tx, RECOVERY_FORGET, BINDS(B_TEXT(row->id)), NULL));
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        TRY(tx_exec(tx, RECOVERY_ADD, BINDS(B_TEXT(row->id), B_TEXT(job->hashes[i])), NULL));
    TRY(tx_exec(tx, LOGIN_PROVE, BINDS(B_TEXT(c->who.login_id)), NULL));
    return audit_add(tx, &(struct audit_in){ STR("account.factor_on"), row->id, STR("") });
}

enum err factor_confirm_any(struct ctx *c, const void *in, void *out)
{
    const struct second_factor_confirm_in *confirm = in;
    struct confirm_job job                         = { .out = out };
    struct account_row account;
    TRY(own_account(c, &account));
    TRY(factor_load(c, &account, &job.factor));
    if (job.factor.on || !job.factor.row.secret.len)
        return refuse(c, ERR_CONFLICT, job.factor.on ? STR("双重验证已经启用") : STR("请先开始设置双重验证"), job.factor.on ? STR("The second factor is on already") : STR("Begin to switch it on first"));
    enum err e = factor_judge(c, &account, &job.factor, confirm->code, &job.proof);
    if (e == ERR_OK && job.proof.step == NONE)
        e = ERR_WRONG_CODE; /* shaped like a recovery code: the first one comes from the authenticator */
    if (e == ERR_WRONG_CODE)
        return fault_add(c, STR("/code"), STR("wrong"), STR("动态码不正确，请核对手机时间"), STR("This code is wrong: is the clock of your phone right?"));
    TRY(e);
    TRY(codes_make(c, account.id, &job));
    TRY(store_commit(c, confirm_write, &job));
    factor_forgive(c, &job.proof);
    c->revoked_login = c->who.login_id; /* its copy here says that it is not proved */
    return ERR_OK;
}

/* --- off ------------------------------------------------------------------------------------------------------- */

static enum err end_write(struct store_tx *tx, void *arg)
{
    const struct factor_proof *proof = arg;
    struct str id                    = tx->ctx->who.account_id;
    TRY(factor_take(tx, id, proof));
    TRY(factor_remove(tx, id));
    return audit_add(tx, &(struct audit_in){ STR("account.factor_off"), id, STR("") });
}

enum err factor_end_any(struct ctx *c, const void *in, void *out)
{
    const struct second_factor_end_in *end = in;
    struct account_row account;
    struct factor factor;
    struct factor_proof proof;
    (void)out; /* 204 */
    TRY(own_check(c, end->password, &account));
    TRY(factor_load(c, &account, &factor));
    if (!factor.on)
        return refuse(c, ERR_CONFLICT, STR("双重验证没有启用"), STR("The second factor is not on"));
    enum err e = factor_judge(c, &account, &factor, end->code, &proof);
    if (e == ERR_OK)
        e = store_commit(c, end_write, &proof);
    if (e == ERR_WRONG_CODE)
        return fault_add(c, STR("/code"), STR("wrong"), STR("动态码不正确或已经用过"), STR("This code is wrong, or was used already"));
    TRY(e);
    factor_forgive(c, &proof);
    c->revoked_login = c->who.login_id; /* its copy here says that it is proved */
    return ERR_OK;
}
