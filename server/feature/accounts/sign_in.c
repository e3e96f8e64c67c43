#include "server/feature/accounts/sign_in.h"

#include <sodium.h>

#include "server/feature/accounts/accounts_core.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/port/store.h"

#define SECRET_BYTES 32
#define SECRET_TEXT_LEN 43
#define HASH_BYTES 32
#define LOGIN_LASTS_S (30 * 24 * 3600)
#define FAILURES_MAX 10
#define FAILURES_WINDOW_MS (10 * MILLIS_MINUTE)

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

/* Failures are counted by address and login together: nobody locks an owner out from elsewhere. */
static enum err failures_gate(struct ctx *c, struct str key)
{
    struct rate rate     = { .burst = FAILURES_MAX, .refill_ms = FAILURES_WINDOW_MS / FAILURES_MAX };
    struct rate_port *rp = c->hall->rate;
    int64_t wait_ms      = 0;
    if (!rp || rp->take(rp, key, rate, clock_now(c), &wait_ms))
        return ERR_OK;
    c->retry_after_s = (wait_ms + 999) / 1000;
    return refuse(c, ERR_TOO_MANY, STR("登录失败次数过多，请稍后再试"), STR("Too many failed attempts to sign in, please wait a little"));
}

enum err password_check(struct ctx *c, const struct login_create_in *in, struct account_row *ret_account)
{
    struct account_find find = { .row = ret_account };
    TRY(login_lower(c, in->login, &find.login));
    struct str key = arena_format(c->mem, "sign-in:%.*s:%.*s", STR_ARG(c->address), STR_ARG(find.login));
    if (!key.ptr)
        return ERR_NO_MEMORY;
    TRY(failures_gate(c, key));
    enum err e = store_read(c, account_find, &find);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    struct str hash = e == ERR_OK ? ret_account->password_hash : STR_NONE; /* none: as slow, never the same */
    bool same       = false;
    TRY(c->hall->password->verify(c->hall->password, in->password, hash, &same));
    if (!same)
        return ERR_BAD_CREDENTIALS;
    if (c->hall->rate)
        c->hall->rate->give_back(c->hall->rate, key);
    return ERR_OK;
}

/* --- the login ------------------------------------------------------------------------------------------- */

static enum err login_insert(struct store_tx *tx, void *arg)
{
    return tx_insert(tx, &model_login_row, arg);
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

enum err sign_in(struct ctx *c, const struct account_row *account, struct login *out)
{
    struct login_row row;
    model_clear(&model_login_row, &row);
    TRY(secret_new(c, &out->token));
    TRY(token_hash(c, out->token, &row.token_hash));
    TRY(secret_new(c, &row.csrf_token));
    TRY(id_new(c, 'i', &row.id));
    row.account_id = account->id;
    row.created_at = clock_now(c);
    row.expires_at = row.created_at + LOGIN_LASTS_S * MILLIS_SECOND;
    out->account   = ARENA_NEW(c->mem, struct account);
    struct str cookie = cookie_text(c, out->token, LOGIN_LASTS_S);
    if (!out->account || !cookie.ptr)
        return ERR_NO_MEMORY;
    account_show(account, out->account);
    TRY(store_commit(c, login_insert, &row));
    c->set_cookie = cookie;
    return ERR_OK;
}
