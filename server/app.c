/* The one door: finds the route, asks who it is and whether they may, decodes, runs the handler, encodes. Every failure
 * becomes an answer here and nowhere else. */
#include "server/app.h"

#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "proto/emit.h"
#include "proto/http1.h"
#include "server/app_private.h"
#include "server/port/files.h"
#include "server/web/asset.h"

#define ASSETS_MAX 512
#define CONTRACT_MAX (4 * 1024 * 1024)

#define FEATURE(name) extern const struct feature feature_##name;
#include "server/features.def"
#undef FEATURE
static const struct feature *const features_all[] = {
#define FEATURE(name) &feature_##name,
#include "server/features.def"
#undef FEATURE
};

const int app_times_ms[APP_TIMES - 1] = { 1, 5, 25, 100, 500, 2500 };

/* --- at start -------------------------------------------------------------------------------------------- */

static void tables_gather(struct app *a)
{
    for (size_t i = 0; i < COUNT_OF(features_all); i++) {
        const struct feature *f = features_all[i];
        CHECK(a->feature_count < FEATURES_MAX && a->channel_count + f->channel_count <= CHANNELS_MAX && a->job_count + f->job_count <= JOBS_MAX);
        a->features[a->feature_count++] = f;
        for (size_t k = 0; k < f->channel_count; k++)
            a->channels[a->channel_count++] = f->channels[k];
        for (size_t k = 0; k < f->job_count; k++)
            a->jobs[a->job_count++] = f->jobs[k];
    }
}

static bool assets_index(struct app *a, uint64_t seed)
{
    map_init(&a->asset_map, ASSETS_MAX, seed);
    const struct asset_table *table = &assets;
    if (!table)
        return true;
    for (size_t i = 0; i < table->count; i++) {
        union {
            const struct asset *in;
            void *out;
        } value = { .in = &table->items[i] }; /* the map gives it back as const */
        if (!map_put(&a->asset_map, table->items[i].path, value.out))
            return false;
    }
    return true;
}

static const char *roles_text(const struct route *row)
{
    switch (row->roles) {
    case ANYONE: return "anyone";
    case CANDIDATE: return "candidate";
    case RECRUITER: return "recruiter, agent";
    case EMPLOYER: return "recruiter, agent, coordinator";
    case STAFF: return "staff, admin";
    case SIGNED_IN: return "signed in";
    case RECRUITER_OR_STAFF: return "recruiter, agent, staff, admin";
    default: return "some";
    }
}

static const char *method_text(enum method m)
{
    static const char *const texts[METHOD_COUNT] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    return texts[m];
}

static void contract_print(struct app *a)
{
    struct emit_route rows[ROUTES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < route_table_count(a->routes); i++) {
        const struct route *r = route_table_at(a->routes, i)->row;
        if (r->roles == SYSTEM)
            continue;
        rows[count++] = (struct emit_route){
            .method = method_text(r->method), .path = r->path, .doc = r->doc, .roles = roles_text(r), .status = r->status,
            .takes_key = r->method == METHOD_POST && !(r->flags & ROUTE_NO_KEY) && r->roles != ANYONE,
            .needs_version = r->flags & ROUTE_VERSION, .raw = r->flags & ROUTE_RAW, .upload = r->flags & ROUTE_UPLOAD, .in = r->in, .out = r->out,
        };
    }
    buf_init(&a->contract, CONTRACT_MAX);
    emit_openapi(&a->contract, rows, count);
}

static void prefix_make(struct app *a)
{
    uint8_t random[16];
    char text[ID_TEXT_MAX];
    a->hall->random->fill(a->hall->random, random, sizeof random);
    (void)id_write('r', random, text); /* only its head is used */
    memcpy(a->request_prefix, text, sizeof a->request_prefix - 1);
    a->request_prefix[sizeof a->request_prefix - 1] = '-';
}

struct app *app_new(const struct app_config *config)
{
    CHECK(config->loop_count > 0 && config->hall->clock && config->hall->random && config->hall->settings);
    struct app *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->config = *config;
    a->hall   = config->hall;
    tables_gather(a);
    uint64_t seed = 0;
    a->hall->random->fill(a->hall->random, &seed, sizeof seed);
    prefix_make(a);
    a->routes = route_table_new(a->features, a->feature_count);
    a->logins = login_cache_new(a->hall->random);
    a->keys   = key_set_new(a->hall->random);
    a->shared = calloc(config->loop_count, sizeof *a->shared);
    bool good = a->routes && a->logins && a->keys && a->shared && assets_index(a, seed);
    for (size_t i = 0; good && i < config->loop_count; i++)
        good = (a->shared[i] = shared_cache_new(seed)) != NULL;
    a->counters = good ? calloc(config->loop_count * route_table_count(a->routes), sizeof *a->counters) : NULL;
    if (!a->counters) {
        app_free(a);
        return NULL;
    }
    contract_print(a);
    return a;
}

void app_free(struct app *a)
{
    if (!a)
        return;
    for (size_t i = 0; a->shared && i < a->config.loop_count; i++)
        shared_cache_free(a->shared[i]);
    free(a->shared);
    route_table_free(a->routes);
    login_cache_free(a->logins);
    key_set_free(a->keys);
    map_done(&a->asset_map);
    buf_done(&a->contract);
    free(a->counters);
    free(a);
}

/* --- one call -------------------------------------------------------------------------------------------- */

/* "rAbC…-1z": unique without asking for chance each time. */
static struct str request_id_of(struct app *a, struct arena *mem, struct str given)
{
    if (given.len)
        return given;
    uint64_t n = atomic_fetch_add_explicit(&a->request_count, 1, memory_order_relaxed);
    char *text = arena_alloc(mem, sizeof a->request_prefix + 13);
    if (!text)
        return STR("-");
    size_t len = sizeof a->request_prefix;
    memcpy(text, a->request_prefix, len);
    do {
        text[len++] = "0123456789abcdefghijklmnopqrstuvwxyz"[n % 36];
        n /= 36;
    } while (n);
    return str_make(text, len);
}

/* "12-zh-1" in quotes → 12. What cannot be one of ours equals no version, so it is refused as stale. */
static int64_t if_match_read(struct str text)
{
    uint64_t version;
    struct str head;
    text = str_trim(text);
    if (!text.len)
        return NONE;
    if (text.len < 2 || text.ptr[0] != '"')
        return -1;
    (void)str_cut(str_skip(text, 1), '-', &head); /* language and view do not matter: the version is the object's */
    if (head.len && head.ptr[head.len - 1] == '"')
        head.len--;
    return str_to_u64(head, &version) && version <= INT64_MAX ? (int64_t)version : -1;
}

static enum err role_gate(struct door_call *call)
{
    unsigned roles = call->entry->row->roles;
    bool due       = second_factor_due(&call->ctx) && !(call->entry->row->flags & ROUTE_UNPROVED);
    if (roles == ANYONE) {
        if (due) /* what anyone may see, and no more */
            call->ctx.who = (struct who){ .role = role_anyone };
        return ERR_OK;
    }
    if (due)
        return ERR_SECOND_FACTOR_DUE;
    if (call->ctx.who.role == role_anyone)
        return ERR_NOT_SIGNED_IN;
    return roles & 1U << call->ctx.who.role ? ERR_OK : ERR_FORBIDDEN;
}

static enum err call_handle(struct door_call *call)
{
    struct ctx *c           = &call->ctx;
    const struct route *row = call->entry->row;
    if (row->out) {
        call->out = arena_alloc(c->mem, row->out->size);
        if (!call->out)
            return ERR_NO_MEMORY;
        model_clear(row->out, call->out);
    }
    c->answer_model  = row->out;
    c->answer_value  = call->out;
    c->answer_status = row->status;
    return row->handle(c, call->in, call->out);
}

static enum err call_run(struct door_call *call)
{
    bool replayed = false;
    TRY(call_decode(call));
    enum err e = call_key_begin(call, &replayed);
    if (e == ERR_OK && !replayed) {
        e = call_handle(call);
        if (e == ERR_OK)
            call_success(call);
        else
            e = call_key_refused(call, e);
    }
    call_key_end(call);
    if (call->ctx.committed)
        (void)atomic_fetch_add(&call->app->change_count, 1);
    if (call->ctx.revoked_login.len)
        login_cache_drop(call->app->logins, call->ctx.revoked_login, clock_now(&call->ctx));
    return e;
}

static enum err call_shared(struct door_call *call)
{
    if (who_is_staff(&call->ctx)) /* who may see what others may not: neither takes nor leaves the answer for everyone */
        return call_run(call);
    struct app *a              = call->app;
    struct shared_cache *cache = a->shared[call->request->loop_index];
    uint64_t change            = atomic_load(&a->change_count);
    int64_t now                = clock_now(&call->ctx);
    if (shared_get(cache, call, now, change)) {
        answer_etag(call, call->ctx.version);
        return ERR_OK;
    }
    TRY(call_run(call));
    if (call->answer->status == 200)
        shared_put(cache, call, now, change);
    return ERR_OK;
}

static enum err call_route(struct door_call *call)
{
    const struct route *row = call->entry->row;
    struct ctx *c           = &call->ctx;
    bool system             = call->request->who && call->request->who->role == role_system;
    if (row->roles == SYSTEM && !system)
        return ERR_NOT_FOUND; /* its existence is private */
    TRY(call_identify(call));
    TRY(role_gate(call));
    c->if_match = if_match_read(call->request->if_match);
    TRY(row->shared_ms > 0 && row->method == METHOD_GET ? call_shared(call) : call_run(call));
    if (row->method == METHOD_GET && call->answer->status == 200 && etag_listed(call->request->if_none_match, call->answer->etag)) {
        call->answer->status = 304;
        call->answer->body   = STR_NONE;
    }
    return ERR_OK;
}

static void counter_add(_Atomic uint64_t *counter, uint64_t n)
{
    /* one writer: no need for a locked add */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

static void call_count(struct door_call *call, int64_t began_at)
{
    struct app *a             = call->app;
    struct route_counter *row = &a->counters[call->request->loop_index * route_table_count(a->routes) + call->entry->index];
    int64_t took              = clock_now(&call->ctx) - began_at;
    size_t slot               = 0;
    while (slot < APP_TIMES - 1 && took > app_times_ms[slot])
        slot++;
    counter_add(&row->by_class[(call->answer->status / 100 - 1) % APP_CLASSES], 1);
    counter_add(&row->by_time[slot], 1);
    counter_add(&row->total_ms, (uint64_t)took);
}

static enum err call_without_route(struct door_call *call, bool path_known)
{
    bool get = str_eq(call->request->method, STR("GET")) || str_eq(call->request->method, STR("HEAD"));
    if (path_known) {
        call->answer->allow = call->match.allow;
        return ERR_METHOD;
    }
    const struct asset *asset = asset_find(call->app, call->path);
    if (!asset)
        return ERR_NOT_FOUND;
    if (!get) {
        call->answer->allow = STR("GET, HEAD");
        return ERR_METHOD;
    }
    answer_asset(call, asset);
    return ERR_OK;
}

void app_call(struct app *a, struct arena *mem, const struct app_request *request, struct app_answer *ret_answer)
{
    CHECK(request->loop_index < a->config.loop_count);
    *ret_answer           = (struct app_answer){ .request_id = request_id_of(a, mem, request->request_id) };
    struct door_call call = { .app = a, .request = request, .answer = ret_answer };
    struct ctx *c         = &call.ctx;
    c->mem                = mem;
    c->hall               = a->hall;
    c->lang               = language_choose(request->language);
    c->request_id         = ret_answer->request_id;
    c->address            = request->address;
    c->if_match           = NONE;
    c->version            = NONE;
    c->who.role           = role_anyone;
    int64_t began_at      = clock_now(c);
    call.query            = str_cut(request->target, '?', &call.path);
    bool path_known       = route_table_find(a->routes, request->method, call.path, &call.match);
    call.entry            = path_known ? call.match.entry : NULL;
    enum err e            = call.entry ? call_route(&call) : call_without_route(&call, path_known);
    if (e != ERR_OK)
        call_problem(&call, e);
    ret_answer->set_cookie = c->set_cookie;
    ret_answer->set_device = c->set_device;
    if (call.entry)
        call_count(&call, began_at);
}

/* --- for those around -------------------------------------------------------------------------------------- */

size_t app_body_max(const struct app *a, struct str method, struct str path)
{
    struct route_match match;
    if (!route_table_find(a->routes, method, path, &match) || !match.entry || !(match.entry->row->flags & ROUTE_UPLOAD))
        return HTTP1_BODY_MAX;
    return FILE_BYTES_MAX;
}

void app_heard_change(struct app *a)
{
    (void)atomic_fetch_add(&a->change_count, 1);
}

void app_heard_revoke(struct app *a, struct str login_id)
{
    login_cache_drop(a->logins, login_id, a->hall->clock->now(a->hall->clock));
}

size_t app_jobs(const struct app *a, const struct job **ret_jobs, size_t max)
{
    size_t count = a->job_count < max ? a->job_count : max;
    for (size_t i = 0; i < count; i++)
        ret_jobs[i] = &a->jobs[i];
    return count;
}

size_t app_routes(const struct app *a, const struct route **ret_routes, size_t max)
{
    size_t count = route_table_count(a->routes) < max ? route_table_count(a->routes) : max;
    for (size_t i = 0; i < count; i++)
        ret_routes[i] = route_table_at(a->routes, i)->row;
    return count;
}

struct str app_contract(const struct app *a)
{
    return buf_failed(&a->contract) ? STR_NONE : buf_str(&a->contract);
}

void app_count_read(const struct app *a, size_t route_index, struct app_count *ret_count)
{
    *ret_count = (struct app_count){ 0 };
    for (size_t l = 0; l < a->config.loop_count; l++) {
        struct route_counter *row = &a->counters[l * route_table_count(a->routes) + route_index];
        for (size_t i = 0; i < APP_CLASSES; i++)
            ret_count->by_class[i] += atomic_load_explicit(&row->by_class[i], memory_order_relaxed);
        for (size_t i = 0; i < APP_TIMES; i++)
            ret_count->by_time[i] += atomic_load_explicit(&row->by_time[i], memory_order_relaxed);
        ret_count->total_ms += atomic_load_explicit(&row->total_ms, memory_order_relaxed);
    }
}
