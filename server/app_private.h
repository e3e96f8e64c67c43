/* What the files of the door share. Nobody else includes it. */
#ifndef HH_APP_PRIVATE_H
#define HH_APP_PRIVATE_H

#include <stdatomic.h>

#include "proto/base/buf.h"
#include "proto/base/id.h"
#include "proto/base/map.h"
#include "server/app.h"
#include "server/app_route.h"

#define FEATURES_MAX 32
#define CHANNELS_MAX 16
#define JOBS_MAX 64

struct login_cache;  /* app_login.c */
struct shared_cache; /* app_shared.c, one per loop */
struct key_set;      /* app_key.c */
struct asset;

/* One writer (the loop of this row), any reader. */
struct route_counter {
    _Atomic uint64_t by_class[APP_CLASSES];
    _Atomic uint64_t by_time[APP_TIMES];
    _Atomic uint64_t total_ms;
};

struct app {
    struct app_config config;
    const struct hall *hall;
    const struct feature *features[FEATURES_MAX];
    size_t feature_count;
    struct channel_rule channels[CHANNELS_MAX];
    size_t channel_count;
    struct job jobs[JOBS_MAX];
    size_t job_count;
    struct route_table *routes;
    struct login_cache *logins;
    struct shared_cache **shared; /* [loop_count] */
    struct key_set *keys;
    struct map asset_map;
    struct route_counter *counters; /* [loop_count * route count] */
    _Atomic uint64_t change_count;  /* answers kept for everyone from before the last change are stale */
    _Atomic uint64_t request_count;
    char request_prefix[12];        /* random: request ids of two processes differ */
    struct buf contract;
};

/* One call on its way. */
struct door_call {
    struct app *app;
    const struct app_request *request;
    struct app_answer *answer;
    const struct route_entry *entry;
    struct route_match match;
    struct str path, query;
    bool by_cookie;  /* the caller is known by cookie */
    bool revocable;  /* the caller came with a token, not with a `who` */
    struct str key_name; /* in the set of keys under way; empty: not */
    void *in, *out;
    struct ctx ctx;
};

/* --- app_login.c: who is it ------------------------------------------------------------------------------- */
MUST_USE struct login_cache *login_cache_new(struct random_port *random);
void login_cache_free(struct login_cache *cache);
void login_cache_drop(struct login_cache *cache, struct str login_id, int64_t now);
/* Fills ctx.who; ERR_NOT_SIGNED_IN, ERR_CSRF, ERR_ORIGIN, ERR_UNAVAILABLE, ERR_TOO_MANY. Nobody is ERR_OK where anyone may. */
MUST_USE enum err call_identify(struct door_call *call);
/* The token of an Authorization header (false: there is one, of another kind) or of the cookie. */
enum token_from { TOKEN_NONE, TOKEN_BEARER, TOKEN_COOKIE, TOKEN_BAD };
enum token_from token_find(const struct app *a, const struct app_request *request, struct str *ret_token);
MUST_USE enum err login_by_token(struct app *a, struct ctx *c, struct str token);
MUST_USE enum err login_by_id(struct ctx *c, struct str login_id);
bool origin_is_ours(const struct settings *settings, struct str origin);

/* --- app_decode.c ------------------------------------------------------------------------------------------ */
MUST_USE enum err call_decode(struct door_call *call);

/* --- app_key.c: idempotency ---------------------------------------------------------------------------------- */
MUST_USE struct key_set *key_set_new(struct random_port *random);
void key_set_free(struct key_set *set);
/* Sets ctx.key… when the call carries one. ret_replayed: the answer is filled with what was answered before. */
MUST_USE enum err call_key_begin(struct door_call *call, bool *ret_replayed);
/* After a refusal: ERR_OK when the key had been answered (by another process meanwhile, or ROUTE_KEY_LATE); else what to refuse with. */
MUST_USE enum err call_key_refused(struct door_call *call, enum err e);
void call_key_end(struct door_call *call);

/* --- app_shared.c: answers that are the same for everyone ------------------------------------------------------ */
MUST_USE struct shared_cache *shared_cache_new(uint64_t seed);
void shared_cache_free(struct shared_cache *cache);
/* Copies a fresh answer into the call's arena. */
bool shared_get(struct shared_cache *cache, struct door_call *call, int64_t now, uint64_t change);
void shared_put(struct shared_cache *cache, const struct door_call *call, int64_t read_at, uint64_t change);

/* --- app_answer.c ------------------------------------------------------------------------------------------------ */
void call_problem(struct door_call *call, enum err e);
/* Encodes out; sets ETag; turns into 304 when the client has it. */
void call_success(struct door_call *call);
void answer_etag(struct door_call *call, int64_t version);
bool etag_listed(struct str list, struct str etag);
void answer_asset(struct door_call *call, const struct asset *asset);
/* index.html stands for every page of the single-page app. */
const struct asset *asset_find(const struct app *a, struct str path);
enum lang language_choose(struct str accept_language);

#endif
