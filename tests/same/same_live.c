/* The scripts in a real Redis against the C core: the same random histories, every answer compared, and at the end of each history
 * all lines, classes, presences, logs and messages. usage: same_live [HISTORIES [STEPS [SEED]]] */
#include <stdlib.h>

#include "proto/base/buf.h"
#include "server/live/memory.h"
#include "server/live/redis.h"
#include "tests/same/redis_run.h"
#include "tests/same/same_say.h"

#define CANDIDATES 6
#define RECRUITERS 3
#define BOOTHS 3
#define TICKETS 14
#define GRANTS 8
#define CHANNELS 4
#define TEXT_MAX ((size_t)1 << 20)

enum op_kind {
    OP_TICKET, OP_TICKETS, OP_BOOTH, OP_PICK, OP_PICK_NAMED, OP_UNDO, OP_SET, OP_END, OP_SWEEP, OP_PUBLISH, OP_REPLAY, OP_PASS_PUT,
    OP_PASS_TAKE, OP_LINES, OP_AHEAD, OP_DIRTY, OP_FREEZE, OP_THAW, OP_GRANTS, OP_KINDS
};
static const char *const op_names[] = { "ticket", "tickets", "booth", "pick", "pick_named", "undo", "set", "end", "sweep", "publish", "replay",
                                        "pass_put", "pass_take", "lines", "ahead", "dirty", "freeze", "thaw", "grants" };
/* How often each comes, of a hundred or so. */
static const unsigned op_weights[] = { 22, 4, 6, 16, 5, 5, 14, 6, 8, 8, 5, 2, 2, 3, 3, 2, 2, 2, 2 };

struct op {
    enum op_kind kind;
    struct live_ticket tickets[4];
    size_t ticket_count;
    struct live_booth booth;
    struct live_pick_in pick;
    struct live_presence presence[3];
    size_t presence_count;
    struct live_event events[2];
    size_t event_count;
    struct str id, other;
    int64_t number, until;
    bool foreign;
};

/* One side: a port and its call. Both share the clock. */
struct clock {
    struct clock_port port;
    int64_t now;
};
struct twin {
    struct live_port *port;
    struct ctx ctx;
    struct arena mem;
    struct buf heard; /* messages, a line each */
};

struct world {
    struct loop *loop;
    struct redis_run redis;
    struct live_redis *live_redis;
    struct live_memory *memory;
    redisContext *direct;
    struct clock clock;
    struct random_port random;
    struct settings settings[2];
    struct hall halls[2];
    struct twin twins[2];
    struct arena ids; /* names of everything */
    struct str candidates[CANDIDATES], recruiters[RECRUITERS], booths[BOOTHS], tickets[TICKETS], grants[GRANTS], channels[CHANNELS], onces[4];
    int64_t versions[TICKETS];
    struct rng rng;
    uint64_t histories, steps, seed;
    size_t step;
    size_t subscribed;
    int64_t moments[8]; /* ends and beginnings of late: edges are visited exactly */
    size_t moment_at;
    uint64_t compared;
};

static int64_t clock_read(struct clock_port *port)
{
    return ((struct clock *)(void *)port)->now;
}

static void random_fill(struct random_port *port, void *bytes, size_t n)
{
    (void)port;
    memset(bytes, 7, n);
}

/* --- what is asked -------------------------------------------------------------------------------------------------------- */

static void do_lines(struct world *w, struct twin *s, bool with_order, struct buf *b)
{
    struct live_line lines[BOOTHS + 1];
    struct str ids[BOOTHS + 1] = { w->booths[0], w->booths[1], w->booths[2], STR("bUnknown") };
    buf_add_format(b, "%d ", (int)s->port->lines(s->port, &s->ctx, ids, COUNT_OF(ids), with_order, lines));
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        say_line(b, &lines[i]);
}

static void do_grants(struct twin *s, int64_t before, struct buf *b)
{
    struct live_grant grants[4];
    size_t count = 0;
    buf_add_format(b, "%d ", (int)s->port->grants_open(s->port, &s->ctx, before, grants, COUNT_OF(grants), &count));
    for (size_t i = 0; i < count; i++) {
        say_text(b, grants[i].grant_id);
        say_text(b, grants[i].ticket_id);
        say_text(b, grants[i].booth_id);
        say_int(b, grants[i].taken_at);
    }
}

static void do_pick(struct twin *s, const struct op *o, struct buf *b)
{
    struct live_pick p = { 0 };
    buf_add_format(b, "%d ", (int)s->port->pick(s->port, &s->ctx, &o->pick, &p));
    say_text(b, p.ticket_id);
    say_text(b, p.candidate_id);
    const int64_t numbers[] = { p.waiting, p.offline, p.engaged, p.snoozed, p.recruiter_busy };
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        say_int(b, numbers[i]);
}

static void do_replay(struct twin *s, const struct op *o, struct buf *b)
{
    struct live_log log = { 0 };
    struct str epoch    = STR("another:epoch");
    if (!o->foreign) {
        CHECK(s->port->replay(s->port, &s->ctx, o->id, STR_NONE, NONE, &log) == ERR_OK);
        epoch = log.epoch;
    }
    buf_add_format(b, "%d ", (int)s->port->replay(s->port, &s->ctx, o->id, epoch, o->number, &log));
    say_log(b, &log);
}

typedef enum err texts_verb(struct live_port *self, struct ctx *c, struct str *ret_ids, size_t max, size_t *ret_count);

static void do_texts(struct twin *s, texts_verb *verb, size_t max, struct buf *b)
{
    struct str texts[64];
    size_t count = 0;
    buf_add_format(b, "%d ", (int)verb(s->port, &s->ctx, texts, max, &count));
    say_texts(b, texts, count);
}

static void do_freeze(struct twin *s, int64_t before, struct buf *b)
{
    struct str texts[64];
    size_t count = 0;
    buf_add_format(b, "%d ", (int)s->port->freeze_due(s->port, &s->ctx, before, texts, COUNT_OF(texts), &count));
    say_texts(b, texts, count);
}

static void do_pass(struct twin *s, const struct op *o, struct buf *b)
{
    struct str login = STR_NONE;
    buf_add_format(b, "%d ", (int)s->port->pass_take(s->port, &s->ctx, o->id, s->ctx.hall->clock->now(s->ctx.hall->clock), &login));
    say_text(b, login);
}

static void do_ahead(struct twin *s, const struct op *o, struct buf *b)
{
    int64_t ahead = -2;
    buf_add_format(b, "%d ", (int)s->port->ahead(s->port, &s->ctx, o->id, o->other, &ahead));
    say_int(b, ahead);
}

static void op_do(struct world *w, struct twin *s, const struct op *o, struct buf *b)
{
    struct live_port *p = s->port;
    struct ctx *c       = &s->ctx;
    enum err e          = ERR_OK;
    switch (o->kind) {
    case OP_TICKET:
    case OP_TICKETS: e = p->ticket_apply(p, c, o->tickets, o->ticket_count); break;
    case OP_BOOTH: e = p->booth_apply(p, c, &o->booth, 1); break;
    case OP_PICK:
    case OP_PICK_NAMED: do_pick(s, o, b); break;
    case OP_UNDO: e = p->grant_undo(p, c, o->id); break;
    case OP_SET: e = p->presence_set(p, c, o->presence, o->presence_count, o->until); break;
    case OP_END: e = p->presence_end(p, c, o->presence, o->presence_count, o->until); break;
    case OP_SWEEP: e = p->presence_sweep(p, c, w->clock.now); break;
    case OP_PUBLISH: e = p->publish(p, c, o->events, o->event_count); break;
    case OP_REPLAY: do_replay(s, o, b); break;
    case OP_PASS_PUT: e = p->pass_put(p, c, o->id, o->other, o->until); break;
    case OP_PASS_TAKE: do_pass(s, o, b); break;
    case OP_LINES: do_lines(w, s, o->foreign, b); break;
    case OP_AHEAD: do_ahead(s, o, b); break;
    case OP_DIRTY: do_texts(s, p->dirty_take, (size_t)o->number, b); break;
    case OP_FREEZE: do_freeze(s, o->until, b); break;
    case OP_THAW: do_texts(s, p->thaw_due, (size_t)o->number, b); break;
    case OP_GRANTS: do_grants(s, o->until, b); break;
    case OP_KINDS: break;
    }
    buf_add_format(b, "%d\n", (int)e);
}

/* --- histories ----------------------------------------------------------------------------------------------------------- */

static enum op_kind kind_choose(struct rng *r)
{
    unsigned sum = 0;
    for (size_t i = 0; i < OP_KINDS; i++)
        sum += op_weights[i];
    int64_t dice = below(r, sum);
    size_t kind  = 0;
    for (; dice >= (int64_t)op_weights[kind]; kind++)
        dice -= (int64_t)op_weights[kind];
    return (enum op_kind)kind;
}

/* A ticket's booth and candidate follow from its name, as they do in rows. */
static void ticket_make(struct world *w, struct live_ticket *t)
{
    struct rng *r = &w->rng;
    size_t i      = (size_t)below(r, TICKETS);
    w->versions[i] += below(r, 5) < 3;
    int64_t version = w->versions[i] - (below(r, 8) == 0);
    *t              = (struct live_ticket){
                     .id                 = w->tickets[i],
                     .booth_id           = w->booths[i % BOOTHS],
                     .fair_id            = STR("f1"),
                     .candidate_id       = w->candidates[(i * 5 + i / 7) % CANDIDATES],
                     .state              = below(r, 10) < 6 ? ticket_state_waiting : (unsigned)below(r, ticket_state_count),
                     .number             = (int64_t)i + 1,
                     .order_key          = below(r, 3) ? (INT64_C(1) << 51) + below(r, 1000) : below(r, 4),
                     .version            = version < 1 ? 1 : version,
                     .snoozed_until_call = below(r, 4) ? 0 : below(r, 6),
                     .ends_at            = below(r, 4) ? w->clock.now + below(r, 500000) : NONE,
                     .frozen             = below(r, 6) == 0,
    };
    if (t->state == ticket_state_ringing || t->state == ticket_state_in_session) {
        t->recruiter_id = below(r, 8) ? w->recruiters[below(r, RECRUITERS)] : STR_NONE;
        t->grant_id     = below(r, 3) ? w->grants[below(r, GRANTS)] : STR_NONE;
    }
}

static void presence_make(struct world *w, struct op *o)
{
    struct rng *r     = &w->rng;
    o->presence_count = 1 + (size_t)below(r, COUNT_OF(o->presence));
    for (size_t i = 0; i < o->presence_count; i++) {
        struct live_presence *p = &o->presence[i];
        if (below(r, 4) == 0) {
            static const struct str places[] = { { "booth:b1", 8 }, { "booth:b2", 8 }, { "booth:b3", 8 }, { "", 0 } };
            *p                               = (struct live_presence){ w->recruiters[below(r, RECRUITERS)], places[below(r, COUNT_OF(places))] };
        } else {
            static const struct str places[] = { { "", 0 }, { "", 0 }, { "fair:f1", 7 }, { "fair:f2", 7 } };
            *p                               = (struct live_presence){ w->candidates[below(r, CANDIDATES)], places[below(r, COUNT_OF(places))] };
        }
    }
    o->until = w->clock.now + (o->kind == OP_SET ? below(r, 40) * 1000 - 2000 : below(r, 3) * 2000);
}

static void events_make(struct world *w, struct op *o)
{
    struct rng *r  = &w->rng;
    o->event_count = 1 + (size_t)below(r, COUNT_OF(o->events));
    for (size_t i = 0; i < o->event_count; i++)
        o->events[i] = (struct live_event){
            .channel = w->channels[below(r, CHANNELS)],
            .event   = below(r, 2) ? STR("ticket.moved") : STR("booth.line"),
            .data    = below(r, 2) ? STR("{\"zh\":\"排队\",\"n\":1}") : STR("{\"lines\":\"a\\nb\"}"),
            .once    = below(r, 2) ? w->onces[below(r, COUNT_OF(w->onces))] : STR_NONE,
            .state   = below(r, 3) == 0,
        };
}

static int64_t moment_choose(struct world *w)
{
    return w->moments[below(&w->rng, COUNT_OF(w->moments))];
}

static void moment_keep(struct world *w, int64_t moment)
{
    w->moments[w->moment_at++ % COUNT_OF(w->moments)] = moment;
}

static void clock_step(struct world *w)
{
    struct rng *r  = &w->rng;
    int64_t moment = moment_choose(w);
    if (below(r, 5) == 0 && moment > w->clock.now) {
        w->clock.now = moment;
        return;
    }
    w->clock.now += below(r, 3) ? below(r, 300) : below(r, 40) ? below(r, 4000) : below(r, 4) ? 15000 : 3700000;
    if (below(r, 3) == 0)
        moment_keep(w, w->clock.now);
}

static void op_make(struct world *w, struct op *o)
{
    struct rng *r = &w->rng;
    *o            = (struct op){ .kind = kind_choose(r) };
    clock_step(w);
    o->ticket_count = o->kind == OP_TICKETS ? COUNT_OF(o->tickets) : 1;
    for (size_t i = 0; i < o->ticket_count; i++)
        ticket_make(w, &o->tickets[i]);
    o->booth = (struct live_booth){ .id              = w->booths[below(r, BOOTHS)],
                                    .fair_id         = STR("f1"),
                                    .state           = (unsigned)below(r, booth_state_count),
                                    .version         = 1 + below(r, 30),
                                    .call_count      = below(r, 6),
                                    .session_mean_ms = below(r, 900000),
                                    .session_count   = below(r, 9),
                                    .planned_ms      = 480000,
                                    .served_permille = below(r, 1001),
                                    .ends_at         = below(r, 5) ? w->clock.now + 3600000 : NONE };
    o->pick  = (struct live_pick_in){ .booth_id     = w->booths[below(r, BOOTHS)],
                                      .recruiter_id = w->recruiters[below(r, RECRUITERS)],
                                      .grant_id     = w->grants[below(r, GRANTS)],
                                      .ticket_id    = o->kind == OP_PICK_NAMED ? w->tickets[below(r, TICKETS)] : STR_NONE,
                                      .now          = w->clock.now };
    presence_make(w, o);
    events_make(w, o);
    o->foreign = below(r, 4) == 0;
    o->number  = below(r, 9);
    switch ((int)o->kind) {
    case OP_UNDO: o->id = w->grants[below(r, GRANTS)]; break;
    case OP_REPLAY: o->id = w->channels[below(r, CHANNELS)]; break;
    case OP_PASS_PUT:
    case OP_PASS_TAKE:
        o->id    = w->onces[below(r, COUNT_OF(w->onces))];
        o->other = w->candidates[below(r, CANDIDATES)];
        o->until = w->clock.now + below(r, 30000);
        break;
    case OP_AHEAD:
        o->id    = w->booths[below(r, BOOTHS)];
        o->other = w->tickets[below(r, TICKETS)];
        break;
    case OP_FREEZE:
    case OP_GRANTS: o->until = below(r, 2) ? moment_choose(w) : w->clock.now - below(r, 10000); break;
    default: break;
    }
    if (o->kind == OP_SET || o->kind == OP_END || o->kind == OP_PASS_PUT)
        moment_keep(w, o->until);
}

/* --- comparing -------------------------------------------------------------------------------------------------------------- */

static void compare(struct world *w, const char *what, const struct buf *core, const struct buf *redis)
{
    w->compared++;
    CHECK(!buf_failed(core) && !buf_failed(redis));
    if (str_eq(buf_str(core), buf_str(redis)))
        return;
    fprintf(stderr, "same_live: seed %llu step %zu (%s) differs\ncore:  %.*s\nredis: %.*s\n", (unsigned long long)w->seed, w->step, what,
            STR_ARG(buf_str(core)), STR_ARG(buf_str(redis)));
    exit(1);
}

static void everything_say(struct world *w, struct twin *s, struct buf *b)
{
    bool here[CANDIDATES + RECRUITERS];
    struct str accounts[CANDIDATES + RECRUITERS];
    memcpy(accounts, w->candidates, sizeof w->candidates);
    memcpy(accounts + CANDIDATES, w->recruiters, sizeof w->recruiters);
    do_lines(w, s, true, b);
    CHECK(s->port->online(s->port, &s->ctx, accounts, COUNT_OF(accounts), here) == ERR_OK);
    for (size_t i = 0; i < COUNT_OF(here); i++)
        say_int(b, here[i]);
    for (size_t i = 0; i < 2; i++) {
        int64_t count = 0;
        CHECK(s->port->fair_online(s->port, &s->ctx, i ? STR("f2") : STR("f1"), w->clock.now, &count) == ERR_OK);
        say_int(b, count);
    }
    do_grants(s, INT64_C(1) << 50, b);
    do_freeze(s, INT64_C(1) << 50, b);
    do_texts(s, s->port->thaw_due, 64, b);
    do_texts(s, s->port->dirty_take, 64, b);
    for (size_t i = 0; i < TICKETS; i++)
        do_ahead(s, &(struct op){ .id = w->booths[i % BOOTHS], .other = w->tickets[i] }, b);
    for (size_t i = 0; i < CHANNELS; i++) {
        struct live_log log = { 0 };
        CHECK(s->port->replay(s->port, &s->ctx, w->channels[i], STR_NONE, NONE, &log) == ERR_OK);
        do_replay(s, &(struct op){ .id = w->channels[i], .number = log.last_seq > 150 ? log.last_seq - 150 : 0 }, b);
    }
}

static void both(struct world *w, const struct op *o)
{
    struct buf texts[2];
    for (size_t i = 0; i < 2; i++) {
        struct twin *s = &w->twins[i];
        buf_init(&texts[i], TEXT_MAX);
        s->ctx.hall = &w->halls[o ? (size_t)(o->number & 1) : 0];
        if (o)
            op_do(w, s, o, &texts[i]);
        else
            everything_say(w, s, &texts[i]);
    }
    compare(w, o ? op_names[o->kind] : "end", &texts[0], &texts[1]);
    for (size_t i = 0; i < 2; i++) {
        buf_done(&texts[i]);
        arena_reset(&w->twins[i].mem);
    }
    live_core_check(live_memory_core(w->memory));
}

static void history(struct world *w)
{
    redisReply *flushed = redisCommand(w->direct, "FLUSHALL");
    CHECK(flushed && flushed->type == REDIS_REPLY_STATUS);
    freeReplyObject(flushed);
    live_memory_wipe(w->memory);
    memset(w->versions, 0, sizeof w->versions);
    memset(w->moments, 0, sizeof w->moments);
    w->moment_at = 0;
    w->clock.now = INT64_C(1790000000000) + (int64_t)w->seed * MILLIS_DAY; /* a seed replays alone */
    struct twin *redis  = &w->twins[1];
    struct live_log log = { 0 };
    CHECK(redis->port->replay(redis->port, &redis->ctx, w->channels[0], STR_NONE, NONE, &log) == ERR_OK);
    live_core_load_end(live_memory_core(w->memory), log.epoch);
    for (w->step = 0; w->step < w->steps; w->step++) {
        struct op o;
        op_make(w, &o);
        both(w, &o);
    }
    both(w, NULL);
    /* What was published arrives on another connection, a little later. */
    for (int i = 0; i < 100 && w->twins[1].heard.len < w->twins[0].heard.len; i++)
        loop_sleep_ms(10);
    compare(w, "messages", &w->twins[0].heard, &w->twins[1].heard);
    buf_clear(&w->twins[0].heard);
    buf_clear(&w->twins[1].heard);
}

static void histories(void *arg)
{
    struct world *w = arg;
    while (w->subscribed < CHANNELS)
        loop_sleep_ms(10);
    uint64_t first = w->seed;
    for (; w->seed < first + w->histories; w->seed++) {
        w->rng = (struct rng){ w->seed };
        history(w);
    }
    loop_stop(w->loop);
}

/* --- around it ----------------------------------------------------------------------------------------------------------------- */

static void message_say(struct twin *s, const struct live_message *m)
{
    if (m->channel.len == 0)
        return;
    buf_add_format(&s->heard, "%.*s %lld %d %.*s\n", STR_ARG(m->channel), (long long)m->seq, (int)m->state, STR_ARG(m->text));
}

static void core_published(void *arg, const struct live_message *m)
{
    message_say(&((struct world *)arg)->twins[0], m);
}

static void redis_heard(void *arg, const struct live_message *m)
{
    message_say(&((struct world *)arg)->twins[1], m);
}

static void redis_connected(void *arg)
{
    struct world *w      = arg;
    struct live_source s = live_redis_source(w->live_redis, w->loop);
    w->subscribed        = 0;
    for (size_t i = 0; i < CHANNELS; i++)
        s.subscribe(s.arg, w->channels[i]);
}

static void redis_confirmed(void *arg, struct str channel, bool on)
{
    (void)channel;
    ((struct world *)arg)->subscribed += on;
}

static void rebuild(void *arg, struct loop *loop)
{
    struct world *w     = arg;
    struct live_port *p = live_redis_port(w->live_redis);
    struct ctx c        = { .hall = &w->halls[0] };
    bool mine           = false;
    (void)loop;
    c.mem = &(struct arena){ 0 };
    arena_init(c.mem, TEXT_MAX);
    w->clock.now++;
    if (p->load_begin(p, &c, &mine) == ERR_OK && mine)
        CHECK(p->load_end(p, &c) == ERR_OK);
    arena_done(c.mem);
}

static void names_make(struct arena *a, char prefix, struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        names[i] = arena_format(a, "%c%zu", prefix, i + 1);
        CHECK(names[i].ptr);
    }
}

static void world_make(struct world *w)
{
    arena_init(&w->ids, TEXT_MAX);
    names_make(&w->ids, 'a', w->candidates, CANDIDATES);
    names_make(&w->ids, 'r', w->recruiters, RECRUITERS);
    names_make(&w->ids, 'b', w->booths, BOOTHS);
    names_make(&w->ids, 't', w->tickets, TICKETS);
    names_make(&w->ids, 'g', w->grants, GRANTS);
    names_make(&w->ids, 'o', w->onces, COUNT_OF(w->onces));
    const struct str channels[CHANNELS] = { STR("me:a1"), STR("booth:b1"), STR("fair:f1"), STR("session:s1") };
    memcpy(w->channels, channels, sizeof channels);
    w->clock  = (struct clock){ .port.now = clock_read, .now = INT64_C(1790000000000) };
    w->random = (struct random_port){ random_fill };
    for (size_t i = 0; i < 2; i++) {
        w->settings[i].process_id = i ? STR("p2") : STR("p1");
        w->halls[i]               = (struct hall){ .clock = &w->clock.port, .random = &w->random, .settings = &w->settings[i] };
        arena_init(&w->twins[i].mem, (size_t)8 << 20);
        w->twins[i].ctx = (struct ctx){ .mem = &w->twins[i].mem, .hall = &w->halls[0] };
        buf_init(&w->twins[i].heard, (size_t)16 << 20);
    }
    w->memory        = live_memory_new(&(struct live_memory_config){ .publish = core_published, .publish_arg = w, .loaded = true });
    w->twins[0].port = live_memory_port(w->memory);
    redis_run_start(&w->redis);
    w->direct                       = redis_run_connect(&w->redis);
    const char *why                 = "";
    struct live_redis_config config = { .url         = str_from_cstr(w->redis.url),
                                        .generation  = STR("1"),
                                        .process_id  = STR("p1"),
                                        .random      = &w->random,
                                        .rebuild     = rebuild,
                                        .rebuild_arg = w,
                                        /* a busy disk may hold the file of Redis up: here only answers count */
                                        .command_deadline_ms = 60000,
                                        .queue_wait_ms       = 60000 };
    w->live_redis                   = live_redis_new(&config, &why);
    w->loop                         = loop_new(&(struct loop_config){ .fiber_max = 64 });
    CHECK(w->live_redis && w->loop);
    w->twins[1].port = live_redis_port(w->live_redis);
    CHECK(live_redis_attach(w->live_redis, w->loop, &(struct live_listener){ w, redis_heard, redis_confirmed, redis_connected }));
}

static void world_free(struct world *w)
{
    live_redis_detach(w->live_redis, w->loop);
    live_redis_free(w->live_redis);
    loop_free(w->loop);
    live_memory_free(w->memory);
    redisFree(w->direct);
    redis_run_stop(&w->redis);
    for (size_t i = 0; i < 2; i++) {
        arena_done(&w->twins[i].mem);
        buf_done(&w->twins[i].heard);
    }
    arena_done(&w->ids);
}

int main(int argc, char **argv)
{
    static struct world w;
    w.histories = argc > 1 ? strtoull(argv[1], NULL, 10) : 200;
    w.steps     = argc > 2 ? strtoull(argv[2], NULL, 10) : 300;
    w.seed      = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    world_make(&w);
    CHECK(fiber_start(loop_fibers(w.loop), histories, &w));
    loop_run(w.loop);
    printf("same_live: %llu histories of %llu steps, %llu answers compared, all equal\n", (unsigned long long)w.histories,
           (unsigned long long)w.steps, (unsigned long long)w.compared);
    world_free(&w);
    return 0;
}
