/* The hall about itself: health, metrics, the contract; keys that ran out. */
#include "server/feature/hall/hall_sql.h"
#include "server/port/live.h"
#include "server/port/route.h"
#include "server/port/store.h"

#define HALL_VERSION "0.1.0"
#define PARTS 2
#define KEY_LASTS_MS MILLIS_DAY
#define PROMISES_BYTES_MAX 4096
#define PURGE_EVERY_MS (10 * MILLIS_MINUTE)

static struct health_part part_of(struct str name, bool there, bool up, const char *why)
{
    return (struct health_part){ .name = name, .state = there && up ? part_state_up : part_state_down, .detail = up ? STR_NONE : str_from_cstr(why) };
}

static enum err health_get(struct ctx *c, const struct nothing *in, struct health *out)
{
    (void)in; /* nothing to say */
    struct health_part *parts = ARENA_MANY(c->mem, PARTS, struct health_part);
    struct store_port *store  = c->hall->store;
    struct live_port *live    = c->hall->live;
    const char *why           = NULL;
    if (!parts)
        return ERR_NO_MEMORY;
    bool store_up = store && store->healthy(store, &why);
    parts[0]      = part_of(STR("store"), store != NULL, store_up, why);
    why           = NULL;
    bool live_up  = live && live->healthy(live, &why);
    parts[1]      = part_of(STR("redis"), live != NULL, live_up, why);
    if (why && str_eq_cstr(STR("rebuilding"), why))
        parts[1].state = part_state_rebuilding;
    out->ok      = store_up && live_up;
    out->version = STR(HALL_VERSION);
    out->parts   = (struct sub_list){ parts, PARTS };
    if (!out->ok) {
        c->answer_status = 503; /* with the parts named: whoever watches wants to know which */
        c->retry_after_s = 1;
    }
    return ERR_OK;
}
HANDLER(health_get, nothing, health)

/* Text of Prometheus, of what the rows of the hall say; each process tells the same. */
static enum err promises_read(struct store_tx *tx, void *arg)
{
    static const char *const results[] = { "kept", "early", "late", "open" };
    struct buf *counts                 = arg;
    struct buf *biases                 = counts + 1;
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, PROMISES, NO_BINDS, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row) {
        struct str basis;
        e = cursor_text(tx, cursor, 0, &basis);
        for (size_t i = 0; e == ERR_OK && i < COUNT_OF(results); i++)
            buf_add_format(counts, "hirehall_promises_total{basis=\"%.*s\",result=\"%s\"} %lld\n", STR_ARG(basis), results[i], (long long)cursor_int(tx, cursor, 1 + (int)i));
        if (e == ERR_OK)
            buf_add_format(biases, "hirehall_promise_bias_seconds{basis=\"%.*s\"} %lld\n", STR_ARG(basis), (long long)cursor_int(tx, cursor, 5));
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    return e;
}

static struct str promises_text(struct ctx *c)
{
    struct buf text[2]; /* counts, biases */
    struct str whole = STR("");
    buf_init(&text[0], PROMISES_BYTES_MAX);
    buf_init(&text[1], PROMISES_BYTES_MAX);
    buf_add_cstr(&text[0], "# HELP hirehall_promises_total Waiting times promised at joining, by what came of them, in the whole hall\n# TYPE hirehall_promises_total counter\n");
    buf_add_cstr(&text[1], "# HELP hirehall_promise_bias_seconds Waits less the middle of the promised ranges, summed over kept, early and late\n# TYPE hirehall_promise_bias_seconds gauge\n");
    /* Without the store the other figures are told all the same. */
    if (c->hall->store && store_read(c, promises_read, text) == ERR_OK && !buf_failed(&text[0]) && !buf_failed(&text[1]))
        whole = arena_format(c->mem, "%.*s%.*s", STR_ARG(buf_str(&text[0])), STR_ARG(buf_str(&text[1])));
    buf_done(&text[0]);
    buf_done(&text[1]);
    return whole.ptr ? whole : STR("");
}

static enum err metrics_get(struct ctx *c, const void *in, void *out)
{
    (void)in;
    (void)out; /* raw */
    struct str figures;
    c->raw_type = STR("text/plain; version=0.0.4; charset=utf-8");
    if (!c->hall->report)
        return ERR_UNAVAILABLE;
    TRY(c->hall->report->metrics(c->hall->report, c->mem, &figures));
    struct str promises = promises_text(c);
    c->raw_body         = arena_format(c->mem, "%.*s%.*s", STR_ARG(figures), STR_ARG(promises));
    return c->raw_body.ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err contract_get(struct ctx *c, const void *in, void *out)
{
    (void)in;
    (void)out; /* raw */
    c->raw_type = STR("application/json");
    return c->hall->report ? c->hall->report->contract(c->hall->report, c->mem, &c->raw_body) : ERR_UNAVAILABLE;
}

static enum err keys_purge(struct store_tx *tx, void *arg)
{
    (void)arg; /* only the clock counts */
    return tx_exec(tx, KEYS_PURGE, BINDS(B_INT(clock_now(tx->ctx) - KEY_LASTS_MS)), NULL);
}

static enum err purge_job(struct ctx *c, const struct nothing *in)
{
    (void)in; /* nothing to say */
    return store_write(c, keys_purge, NULL);
}
HANDLER_SILENT(purge_job, nothing)

static const struct route routes[] = {
    { METHOD_GET, "/health", ANYONE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_health, health_get_any, "Whether the hall can serve; 503 names the part that is down" },
    { METHOD_GET, "/metrics", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, metrics_get, "Figures for Prometheus" },
    { METHOD_GET, "/api/v1/openapi.json", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, contract_get, "This contract" },
    { METHOD_POST, "/internal/jobs/key_purge", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, purge_job_any, "Forget idempotency keys after a day" },
};
static const struct job jobs[] = { { "/internal/jobs/key_purge", PURGE_EVERY_MS } };

extern const struct feature feature_hall;
const struct feature feature_hall = { .name = "hall", .routes = routes, .route_count = COUNT_OF(routes), .jobs = jobs, .job_count = COUNT_OF(jobs) };
