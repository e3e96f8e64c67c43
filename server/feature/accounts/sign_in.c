#include "server/feature/accounts/sign_in.h"

#include <sodium.h>

#include "server/feature/accounts/accounts_core.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/second_factor.h"
#include "server/port/seal.h"
#include "server/port/store.h"

#define SECRET_BYTES 32
#define SECRET_TEXT_LEN 43
#define HASH_BYTES 32
#define LOGIN_LASTS_S (30 * 24 * 3600)
#define FAILURES_MAX 10
#define FAILURES_WINDOW_MS (10 * MILLIS_MINUTE)
#define FAILURES_ALL_MAX 100 /* of one login from everywhere */
#define FAILURES_ALL_WINDOW_MS MILLIS_HOUR
#define DEVICE_LASTS_S (365 * 24 * 3600)

void account_show(const struct account_row *row, struct account *ret_account)
{
    *ret_account = (struct account){ .id = row->id, .login = row->login, .name = row->name, .role = row->role,
                                     .region = row->region.len ? row->region : STR_NONE, .demo = row->demo };
}

enum err login_lower(struct ctx *c, struct str login, struct str *ret_login)
{
    char *text = arena_alloc(c->mem, login.len);
    if (!text)
        return ERR_NO_MEMORY;
    login_name_lower(login, text);
    *ret_login = str_make(text, login.len);
    return ERR_OK;
}

enum err secret_new(struct ctx *c, struct str *ret_text)
{
    uint8_t secret[SECRET_BYTES];
    char *text = arena_alloc(c->mem, SECRET_TEXT_LEN + 1);
    if (!text)
        return ERR_NO_MEMORY;
    c->hall->random->fill(c->hall->random, secret, sizeof secret);
    sodium_bin2base64(text, SECRET_TEXT_LEN + 1, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
    *ret_text = str_make(text, SECRET_TEXT_LEN);
    return ERR_OK;
}

/* --- the password ---------------------------------------------------------------------------------------- */

struct account_find {
    struct str login;
    struct account_row *row;
};

static enum err account_find(struct store_tx *tx, void *arg)
{
    const struct account_find *in = arg;
    return tx_get(tx, &model_account_row, ACCOUNT_BY_LOGIN, BINDS(B_TEXT(in->login)), in->row);
}

static enum err account_read(struct store_tx *tx, void *arg)
{
    return tx_get(tx, &model_account_row, ACCOUNT_BY_ID, BINDS(B_TEXT(tx->ctx->who.account_id)), arg);
}

enum err own_account(struct ctx *c, struct account_row *ret_account)
{
    return store_read(c, account_read, ret_account);
}

/* What makes a device's name genuine: nobody without the hall's keys writes it, for this account and this password. */
static enum err device_mark(struct ctx *c, const struct account_row *account, struct str name, struct str *ret_mark)
{
    struct str text = arena_format(c->mem, "%.*s:%lld:%.*s", STR_ARG(account->id), (long long)account->version, STR_ARG(name));
    return text.ptr ? seal_blind(c, "device", text, ret_mark) : ERR_NO_MEMORY;
}

struct str device_known(struct ctx *c, const struct account_row *account)
{
    struct str name, mark = str_cut(c->device, '.', &name), right;
    if (!mark.len || name.len > SECRET_TEXT_LEN || device_mark(c, account, name, &right) != ERR_OK)
        return STR_NONE;
    return mark.len == right.len && str_eq_secret(mark, right) ? name : STR_NONE;
}

/* A token is taken in advance from each bucket that counts, and given back when it was no failure. */
struct failures {
    struct str keys[2];
    struct rate rates[2];
    size_t count;
};

static enum err failures_name(struct ctx *c, struct str login, const struct account_row *account, struct failures *ret_failures)
{
    struct rate few   = { .burst = FAILURES_MAX, .refill_ms = FAILURES_WINDOW_MS / FAILURES_MAX };
    struct rate many  = { .burst = FAILURES_ALL_MAX, .refill_ms = FAILURES_ALL_WINDOW_MS / FAILURES_ALL_MAX };
    struct str device = account ? device_known(c, account) : STR_NONE;
    *ret_failures     = (struct failures){ .rates = { few, many }, .count = device.len ? 1 : 2 };
    if (device.len) {
        ret_failures->keys[0] = arena_format(c->mem, "sign-in-device:%.*s", STR_ARG(device));
    } else {
        ret_failures->keys[0] = arena_format(c->mem, "sign-in:%.*s:%.*s", STR_ARG(c->address), STR_ARG(login));
        ret_failures->keys[1] = arena_format(c->mem, "sign-in-all:%.*s", STR_ARG(login));
    }
    return ret_failures->keys[ret_failures->count - 1].ptr && ret_failures->keys[0].ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err failures_gate(struct ctx *c, const struct failures *failures)
{
    struct rate_port *rp = c->hall->rate;
    int64_t wait_ms      = 0;
    for (size_t i = 0; rp && i < failures->count; i++) {
        if (rp->take(rp, failures->keys[i], failures->rates[i], clock_now(c), &wait_ms))
            continue;
        c->retry_after_s = (wait_ms + 999) / 1000;
        return refuse(c, ERR_TOO_MANY, STR("登录失败次数过多，请稍后再试"), STR("Too many failed attempts to sign in, please wait a little"));
    }
    return ERR_OK;
}

enum err password_check(struct ctx *c, const struct login_create_in *in, struct account_row *ret_account)
{
    struct account_find find = { .row = ret_account };
    struct failures failures;
    TRY(login_lower(c, in->login, &find.login));
    enum err e = store_read(c, account_find, &find);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    TRY(failures_name(c, find.login, e == ERR_OK ? ret_account : NULL, &failures));
    TRY(failures_gate(c, &failures));
    struct str hash = e == ERR_OK ? ret_account->password_hash : STR_NONE; /* none: as slow, never the same */
    bool same       = false;
    TRY(c->hall->password->verify(c->hall->password, in->password, hash, &same));
    if (!same)
        return ERR_BAD_CREDENTIALS;
    for (size_t i = 0; c->hall->rate && i < failures.count; i++)
        c->hall->rate->give_back(c->hall->rate, failures.keys[i]);
    return ERR_OK;
}

/* --- the login ------------------------------------------------------------------------------------------- */

struct login_make {
    struct login_row row;
    const struct factor_proof *proof;
};

static enum err login_insert(struct store_tx *tx, void *arg)
{
    const struct login_make *make = arg;
    if (make->proof)
        TRY(factor_take(tx, make->row.account_id, make->proof));
    TRY(tx_exec(tx, ACCOUNT_SEEN, BINDS(B_TEXT(make->row.account_id), B_INT(make->row.created_at)), NULL));
    return tx_insert(tx, &model_login_row, &make->row);
}

static enum err token_hash(struct ctx *c, struct str token, struct str *ret_hash)
{
    uint8_t hash[HASH_BYTES];
    char *hex = arena_alloc(c->mem, 2 * HASH_BYTES + 1);
    if (!hex)
        return ERR_NO_MEMORY;
    crypto_generichash(hash, sizeof hash, (const uint8_t *)token.ptr, token.len, NULL, 0);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, sizeof hash);
    *ret_hash = str_make(hex, 2 * HASH_BYTES);
    return ERR_OK;
}

static struct str cookie_text(const struct ctx *c, struct str token, int64_t lasts_s)
{
    bool secure = c->hall->settings->secure;
    return arena_format(c->mem, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", secure ? "__Host-hirehall" : "hirehall", STR_ARG(token), (long long)lasts_s,
                        secure ? "; Secure" : "");
}

struct str cookie_end(const struct ctx *c)
{
    return cookie_text(c, STR(""), 0);
}

/* The browser keeps its name across sign-ins of the same account. Where the hall has no keys, none is known. */
static enum err device_set(struct ctx *c, const struct account_row *account)
{
    struct str name = device_known(c, account), mark;
    if (!c->hall->seal)
        return ERR_OK;
    if (!name.len)
        TRY(secret_new(c, &name));
    TRY(device_mark(c, account, name, &mark));
    c->set_device = arena_format(c->mem, "%.*s=%.*s.%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", STR_ARG(device_cookie_name(c->hall->settings)), STR_ARG(name), STR_ARG(mark),
                                 DEVICE_LASTS_S, c->hall->settings->secure ? "; Secure" : "");
    return c->set_device.ptr ? ERR_OK : ERR_NO_MEMORY;
}

enum err sign_in(struct ctx *c, const struct account_row *account, const struct factor_proof *proof, struct login *out)
{
    struct login_make make = { .proof = proof };
    struct login_row *row  = &make.row;
    model_clear(&model_login_row, row);
    TRY(secret_new(c, &out->token));
    TRY(token_hash(c, out->token, &row->token_hash));
    TRY(secret_new(c, &row->csrf_token));
    TRY(id_new(c, 'i', &row->id));
    row->account_id = account->id;
    row->created_at = clock_now(c);
    row->expires_at = row->created_at + LOGIN_LASTS_S * MILLIS_SECOND;
    row->proved     = proof != NULL;
    out->account    = ARENA_NEW(c->mem, struct account);
    struct str cookie = cookie_text(c, out->token, LOGIN_LASTS_S);
    if (!out->account || !cookie.ptr)
        return ERR_NO_MEMORY;
    account_show(account, out->account);
    TRY(store_commit(c, login_insert, &make));
    c->set_cookie = cookie;
    return device_set(c, account);
}
