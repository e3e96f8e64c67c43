/* Who is it: a token becomes a login row and its account. What was read is kept for a second in the process (all threads), so
 * that a login revoked elsewhere lives at most so long here; one revoked in this process goes at once. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/uri.h"
#include "server/app_private.h"
#include "server/app_sql.h"
#include "server/port/live.h"
#include "server/port/store.h"

#define LOGIN_KEPT_MS 1000
#define LOGIN_SETS 4096
#define LOGIN_WAYS 4
#define LOGIN_LOCKS 64
#define REVOKED_SLOTS 1024
#define TOKEN_LEN 43 /* 256 bits in base64url */
#define TOKEN_HASH_BYTES 32
#define NAME_BYTES_MAX 160 /* 40 code points */
#define PRESENCE_TOLD_MS 10000
#define PRESENCE_LASTS_MS 30000

struct login_texts { /* of struct who, in this order */
    uint8_t account_len, login_len, name_len, region_len, csrf_len;
    char bytes[ID_TEXT_MAX * 2 + NAME_BYTES_MAX + 8 + 44];
};

struct login_entry {
    uint8_t hash[TOKEN_HASH_BYTES];
    int64_t read_at; /* 0: empty */
    enum role role;
    bool demo, proved;
    struct login_texts texts;
};

struct revoked_slot {
    _Atomic uint64_t login; /* its hash */
    _Atomic int64_t at;
};

struct login_cache {
    struct login_entry entries[LOGIN_SETS][LOGIN_WAYS];
    pthread_mutex_t locks[LOGIN_LOCKS];
    struct revoked_slot revoked[REVOKED_SLOTS];
    _Atomic int64_t all_dropped_at;
    uint8_t key[crypto_shorthash_KEYBYTES];
};

struct login_cache *login_cache_new(struct random_port *random)
{
    struct login_cache *cache = calloc(1, sizeof *cache); /* pages nobody used cost nothing */
    if (!cache)
        return NULL;
    random->fill(random, cache->key, sizeof cache->key);
    for (size_t i = 0; i < LOGIN_LOCKS; i++)
        CHECK(pthread_mutex_init(&cache->locks[i], NULL) == 0);
    return cache;
}

void login_cache_free(struct login_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < LOGIN_LOCKS; i++)
        (void)pthread_mutex_destroy(&cache->locks[i]); /* nobody holds it any more */
    free(cache);
}

static uint64_t login_hash(const struct login_cache *cache, struct str login_id)
{
    uint64_t hash;
    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "SipHash gives 64 bits");
    crypto_shorthash((uint8_t *)&hash, (const uint8_t *)login_id.ptr, login_id.len, cache->key);
    return hash | 1;
}

void login_cache_drop(struct login_cache *cache, struct str login_id, int64_t now)
{
    uint64_t hash             = login_hash(cache, login_id);
    struct revoked_slot *slot = &cache->revoked[hash / 2 % REVOKED_SLOTS];
    uint64_t before           = atomic_load(&slot->login);
    /* Two revoked within a second on one slot: forget everybody rather than remember one too few. */
    if (before && before != hash && now - atomic_load(&slot->at) <= LOGIN_KEPT_MS)
        atomic_store(&cache->all_dropped_at, now);
    atomic_store(&slot->at, now);
    atomic_store(&slot->login, hash);
}

/* Entries read in the very millisecond of the revocation count as older: they may have seen the row before it. */
static bool entry_is_good(struct login_cache *cache, const struct login_entry *e, int64_t now)
{
    if (!e->read_at || now - e->read_at >= LOGIN_KEPT_MS || e->read_at <= atomic_load(&cache->all_dropped_at))
        return false;
    struct str login_id       = str_make(e->texts.bytes + e->texts.account_len, e->texts.login_len);
    uint64_t hash             = login_hash(cache, login_id);
    struct revoked_slot *slot = &cache->revoked[hash / 2 % REVOKED_SLOTS];
    return atomic_load(&slot->login) != hash || e->read_at > atomic_load(&slot->at);
}

static void who_from_texts(const struct login_texts *t, struct who *who)
{
    const char *at  = t->bytes;
    who->account_id = str_make(at, t->account_len);
    who->login_id   = str_make(at += t->account_len, t->login_len);
    who->name       = str_make(at += t->login_len, t->name_len);
    who->region     = str_make(at += t->name_len, t->region_len);
    who->csrf_token = str_make(at + t->region_len, t->csrf_len);
}

static bool cache_get(struct login_cache *cache, struct ctx *c, const uint8_t hash[TOKEN_HASH_BYTES], int64_t now)
{
    size_t set = ((size_t)hash[0] << 8 | hash[1]) % LOGIN_SETS;
    struct login_texts *texts = arena_alloc(c->mem, sizeof *texts);
    if (!texts)
        return false;
    bool found = false;
    pthread_mutex_lock(&cache->locks[set % LOGIN_LOCKS]);
    for (size_t w = 0; w < LOGIN_WAYS && !found; w++) {
        const struct login_entry *e = &cache->entries[set][w];
        if (memcmp(e->hash, hash, TOKEN_HASH_BYTES) != 0 || !entry_is_good(cache, e, now))
            continue;
        *texts      = e->texts;
        c->who.role = e->role;
        c->who.demo = e->demo;
        c->who.proved = e->proved;
        found       = true;
    }
    pthread_mutex_unlock(&cache->locks[set % LOGIN_LOCKS]);
    if (found)
        who_from_texts(texts, &c->who);
    return found;
}

static bool texts_from_who(const struct who *who, struct login_texts *ret_texts)
{
    struct str parts[] = { who->account_id, who->login_id, who->name, who->region, who->csrf_token };
    size_t len         = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].len > UINT8_MAX || len + parts[i].len > sizeof ret_texts->bytes)
            return false;
        if (parts[i].len)
            memcpy(ret_texts->bytes + len, parts[i].ptr, parts[i].len);
        len += parts[i].len;
    }
    ret_texts->account_len = (uint8_t)parts[0].len;
    ret_texts->login_len   = (uint8_t)parts[1].len;
    ret_texts->name_len    = (uint8_t)parts[2].len;
    ret_texts->region_len  = (uint8_t)parts[3].len;
    ret_texts->csrf_len    = (uint8_t)parts[4].len;
    return true;
}

static void cache_put(struct login_cache *cache, const struct ctx *c, const uint8_t hash[TOKEN_HASH_BYTES], int64_t read_at)
{
    struct login_entry fresh = { .read_at = read_at, .role = c->who.role, .demo = c->who.demo, .proved = c->who.proved };
    memcpy(fresh.hash, hash, TOKEN_HASH_BYTES);
    if (!texts_from_who(&c->who, &fresh.texts))
        return;
    size_t set = ((size_t)hash[0] << 8 | hash[1]) % LOGIN_SETS;
    pthread_mutex_lock(&cache->locks[set % LOGIN_LOCKS]);
    struct login_entry *e = &cache->entries[set][0];
    for (size_t w = 0; w < LOGIN_WAYS; w++) { /* the same one, else the oldest */
        struct login_entry *other = &cache->entries[set][w];
        if (memcmp(other->hash, hash, TOKEN_HASH_BYTES) == 0) {
            e = other;
            break;
        }
        if (other->read_at < e->read_at)
            e = other;
    }
    *e = fresh;
    pthread_mutex_unlock(&cache->locks[set % LOGIN_LOCKS]);
}

/* --- rows ------------------------------------------------------------------------------------------------ */

struct login_read_in {
    const char *sql;
    struct str key;
    int64_t now;
};

static enum err login_fields(struct store_tx *tx, struct store_cursor *cursor, struct who *ret_who)
{
    struct str role;
    unsigned value;
    TRY(cursor_text(tx, cursor, 0, &ret_who->login_id));
    TRY(cursor_text(tx, cursor, 1, &ret_who->csrf_token));
    TRY(cursor_text(tx, cursor, 2, &ret_who->account_id));
    TRY(cursor_text(tx, cursor, 3, &ret_who->name));
    TRY(cursor_text(tx, cursor, 4, &role));
    TRY(cursor_text(tx, cursor, 5, &ret_who->region));
    CHECK(enum_find(&enum_role, role, &value));
    ret_who->role = (enum role)value;
    ret_who->demo   = cursor_int(tx, cursor, 6) == 1;
    ret_who->proved = cursor_int(tx, cursor, 7) == 1;
    return ERR_OK;
}

static enum err login_read(struct store_tx *tx, void *arg)
{
    const struct login_read_in *in = arg;
    struct store_cursor *cursor    = NULL;
    bool row                       = false;
    struct who who                 = { 0 };
    TRY(tx_open(tx, in->sql, BINDS(B_TEXT(in->key), B_INT(in->now)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && !row)
        e = ERR_NOT_SIGNED_IN;
    if (e == ERR_OK)
        e = login_fields(tx, cursor, &who);
    cursor_done(tx, cursor);
    if (e == ERR_OK)
        tx->ctx->who = who;
    return e;
}

enum err login_by_id(struct ctx *c, struct str login_id)
{
    if (!c->hall->store)
        return ERR_UNAVAILABLE;
    struct login_read_in in = { .sql = APP_SQL_LOGIN_BY_ID, .key = login_id, .now = clock_now(c) };
    return store_read(c, login_read, &in);
}

static enum err address_gate(const struct app *a, struct ctx *c, int64_t now)
{
    int64_t wait_ms      = 0;
    struct rate_port *rp = c->hall->rate;
    if (!rp || !a->config.address_rate.burst || !c->address.len || rp->take(rp, c->address, a->config.address_rate, now, &wait_ms))
        return ERR_OK;
    c->retry_after_s = (wait_ms + 999) / 1000;
    return ERR_TOO_MANY;
}

enum err login_by_token(struct app *a, struct ctx *c, struct str token)
{
    uint8_t hash[TOKEN_HASH_BYTES];
    if (token.len != TOKEN_LEN)
        return ERR_NOT_SIGNED_IN;
    crypto_generichash(hash, sizeof hash, (const uint8_t *)token.ptr, token.len, NULL, 0);
    int64_t now = clock_now(c);
    if (cache_get(a->logins, c, hash, now))
        return ERR_OK;
    TRY(address_gate(a, c, now)); /* guessing tokens costs a read each */
    if (!c->hall->store)
        return ERR_UNAVAILABLE;
    char hex[2 * TOKEN_HASH_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    struct login_read_in in = { .sql = APP_SQL_LOGIN_BY_TOKEN, .key = str_make(hex, 2 * TOKEN_HASH_BYTES), .now = now };
    TRY(store_read(c, login_read, &in));
    cache_put(a->logins, c, hash, now);
    return ERR_OK;
}

/* --- of a request ------------------------------------------------------------------------------------------ */

enum token_from token_find(const struct app *a, const struct app_request *request, struct str *ret_token)
{
    if (request->authorization.len) {
        struct str scheme, token = str_trim(str_cut(request->authorization, ' ', &scheme));
        *ret_token = token;
        return str_eq_nocase(scheme, STR("Bearer")) && token.len ? TOKEN_BEARER : TOKEN_BAD;
    }
    if (!request->cookie.len)
        return TOKEN_NONE;
    struct str token = uri_cookie_get(request->cookie, a->hall->settings->secure ? STR("__Host-hirehall") : STR("hirehall"));
    *ret_token       = token;
    return token.len ? TOKEN_COOKIE : TOKEN_NONE;
}

/* "http://127.0.0.1:8080" and "http://localhost:8080" are the same place for a hall that listens on loopback. */
bool origin_is_ours(const struct settings *settings, struct str origin)
{
    static const struct str loopbacks[] = { { "http://127.0.0.1:", 17 }, { "http://localhost:", 17 }, { "http://[::1]:", 13 } };
    if (str_eq(origin, settings->public_origin))
        return true;
    for (size_t i = 0; i < COUNT_OF(loopbacks); i++)
        for (size_t k = 0; k < COUNT_OF(loopbacks); k++)
            if (str_starts(settings->public_origin, loopbacks[i]) && str_starts(origin, loopbacks[k]))
                return str_eq(str_skip(settings->public_origin, loopbacks[i].len), str_skip(origin, loopbacks[k].len));
    return false;
}

/* A signed-in request makes its account online for half a minute. Redis is told now and then; when it is away, that is its
 * own routes' trouble, not this one's. */
static void presence_tell(struct ctx *c, int64_t now)
{
    int64_t wait_ms       = 0;
    struct live_port *live = c->hall->live;
    struct rate_port *rp   = c->hall->rate;
    if (!live)
        return;
    char key[8 + ID_TEXT_MAX] = "present:";
    memcpy(key + 8, c->who.account_id.ptr, c->who.account_id.len);
    if (rp && !rp->take(rp, str_make(key, 8 + c->who.account_id.len), (struct rate){ .burst = 1, .refill_ms = PRESENCE_TOLD_MS }, now, &wait_ms))
        return;
    struct live_presence entry = { .account_id = c->who.account_id };
    (void)live->presence_set(live, c, &entry, 1, now + PRESENCE_LASTS_MS); /* told again soon */
}

static bool csrf_is_good(const struct door_call *call)
{
    return call->ctx.who.csrf_token.len && str_eq_secret(call->request->csrf, call->ctx.who.csrf_token);
}

/* Whoever acts by cookie must prove that the page is ours; where anyone may act, a cookie without proof is as good as none. */
static enum err cookie_judge(struct door_call *call)
{
    if (call->entry->row->method == METHOD_GET || csrf_is_good(call))
        return ERR_OK;
    if (call->entry->row->roles != ANYONE)
        return ERR_CSRF;
    call->ctx.who = (struct who){ .role = role_anyone };
    return ERR_OK;
}

static enum err token_judge(struct door_call *call)
{
    struct ctx *c        = &call->ctx;
    struct str token     = STR_NONE;
    enum token_from from = token_find(call->app, call->request, &token);
    call->by_cookie      = from == TOKEN_COOKIE;
    call->revocable      = true;
    bool unsafe          = call->entry->row->method != METHOD_GET;
    if (unsafe && from != TOKEN_BEARER && call->request->origin.len && !origin_is_ours(c->hall->settings, call->request->origin))
        return ERR_ORIGIN;
    if (from == TOKEN_NONE)
        return address_gate(call->app, c, clock_now(c));
    enum err e = from == TOKEN_BAD ? ERR_NOT_SIGNED_IN : login_by_token(call->app, c, token);
    if (e == ERR_NOT_SIGNED_IN && from == TOKEN_COOKIE)
        return ERR_OK; /* an old cookie is nobody; the role gate says 401 where somebody is needed */
    TRY(e);
    return from == TOKEN_COOKIE ? cookie_judge(call) : ERR_OK;
}

static enum err account_gate(struct door_call *call, int64_t now)
{
    struct rate rate     = call->app->config.account_rate;
    struct rate_port *rp = call->ctx.hall->rate;
    int64_t wait_ms      = 0;
    if (!rp || !rate.burst || rp->take(rp, call->ctx.who.account_id, rate, now, &wait_ms))
        return ERR_OK;
    call->ctx.retry_after_s = (wait_ms + 999) / 1000;
    return ERR_TOO_MANY;
}

enum err call_identify(struct door_call *call)
{
    struct ctx *c = &call->ctx;
    c->who        = (struct who){ .role = role_anyone };
    if (call->request->cookie.len)
        c->device = uri_cookie_get(call->request->cookie, device_cookie_name(c->hall->settings));
    if (call->request->who)
        c->who = *call->request->who;
    else
        TRY(token_judge(call));
    if (!c->who.account_id.len || c->who.role == role_system)
        return ERR_OK;
    int64_t now = clock_now(c);
    TRY(account_gate(call, now));
    if (!call->request->who)
        presence_tell(c, now);
    return ERR_OK;
}
