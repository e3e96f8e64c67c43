/* Idempotency: the answer to a key is a row written in the transaction of its effect, so a request that is sent again gets
 * that answer and does nothing. While the first is under way the second is told to come back. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/app_private.h"
#include "server/app_sql.h"
#include "server/port/store.h"

#define KEY_LEN_MAX 64
#define KEYS_UNDER_WAY_MAX 8192
#define HASH_BYTES 32

struct key_set {
    pthread_mutex_t lock;
    struct map under_way; /* "account route key" in the arena of the call that holds it */
};

struct key_set *key_set_new(struct random_port *random)
{
    struct key_set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    uint64_t seed;
    random->fill(random, &seed, sizeof seed);
    CHECK(pthread_mutex_init(&set->lock, NULL) == 0);
    map_init(&set->under_way, KEYS_UNDER_WAY_MAX, seed);
    return set;
}

void key_set_free(struct key_set *set)
{
    if (!set)
        return;
    map_done(&set->under_way);
    (void)pthread_mutex_destroy(&set->lock); /* nobody holds it any more */
    free(set);
}

static bool key_is_valid(struct str key)
{
    if (!key.len || key.len > KEY_LEN_MAX)
        return false;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] <= ' ' || key.ptr[i] > '~' || key.ptr[i] == '"' || key.ptr[i] == '\\')
            return false;
    return true;
}

/* "abc" in quotes, as the draft standard writes it, is the same key as abc. */
static struct str key_unquote(struct str key)
{
    key = str_trim(key);
    if (key.len >= 2 && key.ptr[0] == '"' && key.ptr[key.len - 1] == '"')
        return str_make(key.ptr + 1, key.len - 2);
    return key;
}

static enum err key_hash(struct door_call *call, struct str *ret_hash)
{
    crypto_generichash_state state;
    uint8_t hash[HASH_BYTES];
    char *hex = arena_alloc(call->ctx.mem, 2 * HASH_BYTES + 1);
    if (!hex)
        return ERR_NO_MEMORY;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const uint8_t *)call->request->target.ptr, call->request->target.len);
    crypto_generichash_update(&state, (const uint8_t *)"\n", 1);
    crypto_generichash_update(&state, (const uint8_t *)call->request->body.ptr, call->request->body.len);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, sizeof hash);
    *ret_hash = str_make(hex, 2 * HASH_BYTES);
    return ERR_OK;
}

/* --- what was answered ----------------------------------------------------------------------------------- */

struct key_found {
    bool there;
    struct str hash, answer;
    int64_t status, version;
};

static enum err key_read(struct store_tx *tx, void *arg)
{
    struct key_found *found     = arg;
    struct ctx *c               = tx->ctx;
    struct store_cursor *cursor = NULL;
    TRY(tx_open(tx, APP_SQL_KEY, BINDS(B_TEXT(c->who.account_id), B_TEXT(c->key_route), B_TEXT(c->key)), &cursor));
    enum err e = cursor_step(tx, cursor, &found->there);
    if (e == ERR_OK && found->there) {
        found->status  = cursor_int(tx, cursor, 1);
        found->version = cursor_int(tx, cursor, 3);
        e              = cursor_text(tx, cursor, 0, &found->hash);
        if (e == ERR_OK)
            e = cursor_text(tx, cursor, 2, &found->answer);
    }
    cursor_done(tx, cursor);
    return e;
}

static enum err key_replay(struct door_call *call, bool *ret_replayed)
{
    struct key_found found = { 0 };
    TRY(store_read(&call->ctx, key_read, &found));
    if (!found.there)
        return ERR_OK;
    if (!str_eq(found.hash, call->ctx.key_hash))
        return ERR_KEY_REUSED;
    call->answer->status       = (int)found.status;
    call->answer->body         = found.answer;
    call->answer->content_type = found.answer.len ? STR("application/json") : STR_NONE;
    answer_etag(call, found.version > 0 ? found.version : NONE);
    *ret_replayed = true;
    return ERR_OK;
}

/* --- under way ------------------------------------------------------------------------------------------- */

static struct str key_name(struct door_call *call)
{
    struct ctx *c = &call->ctx;
    size_t len    = c->who.account_id.len + c->key_route.len + c->key.len + 2;
    char *text    = arena_alloc(c->mem, len), *at = text;
    if (!text)
        return STR_NONE;
    struct str parts[] = { c->who.account_id, c->key_route, c->key };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (i)
            *at++ = ' ';
        memcpy(at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return str_make(text, len);
}

static enum err key_claim(struct door_call *call)
{
    struct str name = key_name(call);
    if (!name.ptr)
        return ERR_NO_MEMORY;
    struct key_set *set = call->app->keys;
    pthread_mutex_lock(&set->lock);
    bool busy = map_get(&set->under_way, name) != NULL;
    bool mine = !busy && map_put(&set->under_way, name, call);
    pthread_mutex_unlock(&set->lock);
    if (mine) {
        call->key_name = name;
        return ERR_OK;
    }
    call->ctx.retry_after_s = 1;
    if (!busy)
        return ERR_UNAVAILABLE;
    return refuse(&call->ctx, ERR_CONFLICT, STR("同一个幂等键的请求正在处理，请稍后重试"), STR("A request with this idempotency key is under way, please retry shortly"));
}

enum err call_key_begin(struct door_call *call, bool *ret_replayed)
{
    struct ctx *c           = &call->ctx;
    const struct route *row = call->entry->row;
    if (!call->request->key.len || row->method != METHOD_POST || (row->flags & ROUTE_NO_KEY) || !c->who.account_id.len)
        return ERR_OK;
    struct str key = key_unquote(call->request->key);
    if (!key_is_valid(key))
        return fault_add(c, STR("Idempotency-Key"), STR("bad_key"), STR("幂等键须为 1 到 64 个可见 ASCII 字符"),
                         STR("An idempotency key has 1 to 64 visible ASCII characters"));
    if (!c->hall->store)
        return ERR_UNAVAILABLE;
    c->key       = key;
    c->key_route = call->entry->name;
    TRY(key_hash(call, &c->key_hash));
    TRY(key_claim(call));
    return row->flags & ROUTE_KEY_LATE ? ERR_OK : key_replay(call, ret_replayed);
}

enum err call_key_refused(struct door_call *call, enum err e)
{
    bool replayed = false;
    bool late     = call->entry->row->flags & ROUTE_KEY_LATE;
    if (!call->key_name.len || (!late && err_status(e) != 409))
        return e;
    enum err asked = key_replay(call, &replayed);
    if (asked == ERR_KEY_REUSED)
        return refuse(&call->ctx, asked, STR_NONE, STR_NONE); /* not the handler's words */
    return asked == ERR_OK && replayed ? ERR_OK : e;
}

void call_key_end(struct door_call *call)
{
    if (!call->key_name.len)
        return;
    struct key_set *set = call->app->keys;
    pthread_mutex_lock(&set->lock);
    CHECK(map_remove(&set->under_way, call->key_name) == call);
    pthread_mutex_unlock(&set->lock);
    call->key_name = STR_NONE;
}
