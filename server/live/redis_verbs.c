/* The verbs of the live port: each packs its arguments, runs its script and reads the answer into the caller's arena. */
#include <stdio.h>

#include "proto/base/check.h"
#include "server/live/live_core.h"
#include "server/live/redis_pack.h"

#define CHUNK 256

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static enum err ticket_apply(struct live_port *self, struct ctx *c, const struct live_ticket *tickets, size_t count)
{
    struct pack p;
    CHECK(count <= LIVE_TICKETS_MAX);
    if (count == 0)
        return ERR_OK;
    pack_begin(&p, c, SCRIPT_ticket_apply, count * 13);
    for (size_t i = 0; i < count; i++) {
        const struct live_ticket *t = &tickets[i];
        const struct str texts[]    = { t->id, t->booth_id, t->fair_id, t->candidate_id, t->recruiter_id, t->grant_id };
        for (size_t k = 0; k < COUNT_OF(texts); k++)
            pack_text(&p, texts[k]);
        pack_int(&p, t->state);
        pack_int(&p, t->number);
        pack_int(&p, t->order_key);
        pack_int(&p, t->version);
        pack_int(&p, t->snoozed_until_call);
        pack_int(&p, t->ends_at);
        pack_int(&p, t->frozen);
    }
    return pack_run(self, &p, NULL, NULL, 0);
}

static enum err booth_apply(struct live_port *self, struct ctx *c, const struct live_booth *booths, size_t count)
{
    struct pack p;
    CHECK(count <= LIVE_TICKETS_MAX);
    if (count == 0)
        return ERR_OK;
    pack_begin(&p, c, SCRIPT_booth_apply, count * 10);
    for (size_t i = 0; i < count; i++) {
        const struct live_booth *b = &booths[i];
        pack_text(&p, b->id);
        pack_text(&p, b->fair_id);
        pack_int(&p, b->state);
        pack_int(&p, b->version);
        pack_int(&p, b->call_count);
        pack_int(&p, b->session_mean_ms);
        pack_int(&p, b->session_count);
        pack_int(&p, b->planned_ms);
        pack_int(&p, b->served_permille);
        pack_int(&p, b->ends_at);
    }
    return pack_run(self, &p, NULL, NULL, 0);
}

/* --- calling --------------------------------------------------------------------------------------------------------------- */

static enum err pick_decode(struct client_call *call, const redisReply *r)
{
    struct live_pick *out = call->out;
    *out                  = (struct live_pick){ .waiting        = reply_count(reply_at(r, 2)),
                                                .offline        = reply_count(reply_at(r, 3)),
                                                .engaged        = reply_count(reply_at(r, 4)),
                                                .snoozed        = reply_count(reply_at(r, 5)),
                                                .recruiter_busy = reply_count(reply_at(r, 6)) != 0 };
    TRY(reply_text(call, reply_at(r, 0), &out->ticket_id));
    return reply_text(call, reply_at(r, 1), &out->candidate_id);
}

static enum err pick(struct live_port *self, struct ctx *c, const struct live_pick_in *in, struct live_pick *ret_pick)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_pick, 4);
    p.call.argc = CLIENT_ARGS_HEAD - 1;
    pack_int(&p, in->now);
    pack_text(&p, in->booth_id);
    pack_text(&p, in->recruiter_id);
    pack_text(&p, in->grant_id);
    pack_text(&p, in->ticket_id);
    return pack_run(self, &p, pick_decode, ret_pick, 0);
}

static enum err grant_undo(struct live_port *self, struct ctx *c, struct str grant_id)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_grant_undo, 1);
    pack_text(&p, grant_id);
    return pack_run(self, &p, NULL, NULL, 0);
}

struct grants {
    struct live_grant *items;
    size_t count;
};

static enum err grants_decode(struct client_call *call, const redisReply *r)
{
    struct grants *out = call->out;
    for (size_t i = 0; i < call->out_max && reply_at(r, i * 4 + 3); i++) {
        TRY(reply_text(call, reply_at(r, i * 4), &out->items[i].grant_id));
        TRY(reply_text(call, reply_at(r, i * 4 + 1), &out->items[i].ticket_id));
        TRY(reply_text(call, reply_at(r, i * 4 + 2), &out->items[i].booth_id));
        out->items[i].taken_at = reply_int(reply_at(r, i * 4 + 3));
        out->count             = i + 1;
    }
    return ERR_OK;
}

static enum err grants_open(struct live_port *self, struct ctx *c, int64_t taken_before, struct live_grant *ret_grants, size_t max, size_t *ret_count)
{
    struct pack p;
    struct grants out = { ret_grants, 0 };
    pack_begin(&p, c, SCRIPT_grants_open, 2);
    pack_int(&p, taken_before);
    pack_int(&p, (int64_t)max);
    TRY(pack_run(self, &p, grants_decode, &out, max));
    *ret_count = out.count;
    return ERR_OK;
}

/* --- presence ------------------------------------------------------------------------------------------------------------------ */

struct presence_call {
    enum script script;
    const struct live_presence *entries;
    size_t count;
    int64_t until;
};

static enum err presence_change(struct live_port *self, struct ctx *c, const struct presence_call *in)
{
    for (size_t at = 0; at < in->count; at += CHUNK) {
        size_t count = in->count - at < CHUNK ? in->count - at : CHUNK;
        struct pack p;
        pack_begin(&p, c, in->script, 2 + 2 * count);
        pack_text(&p, c->hall->settings->process_id);
        pack_int(&p, in->until);
        for (size_t i = at; i < at + count; i++) {
            pack_text(&p, in->entries[i].account_id);
            pack_text(&p, in->entries[i].place);
        }
        TRY(pack_run(self, &p, NULL, NULL, 0));
    }
    return ERR_OK;
}

static enum err presence_set(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until)
{
    return presence_change(self, c, &(struct presence_call){ SCRIPT_presence_set, entries, count, until });
}

static enum err presence_end(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until)
{
    return presence_change(self, c, &(struct presence_call){ SCRIPT_presence_end, entries, count, until });
}

struct sweep {
    bool more, down;
};

static enum err sweep_decode(struct client_call *call, const redisReply *r)
{
    struct sweep *out = call->out;
    out->more         = reply_count(reply_at(r, 0)) != 0;
    out->down         = reply_count(reply_at(r, 1)) != 0;
    return ERR_OK;
}

static enum err presence_sweep(struct live_port *self, struct ctx *c, int64_t now)
{
    struct sweep s = { .more = true };
    for (bool first = true; s.more; first = false) {
        struct pack p;
        pack_begin(&p, c, SCRIPT_presence_sweep, 1);
        p.call.argc = CLIENT_ARGS_HEAD - 1;
        pack_int(&p, now);
        pack_text(&p, first ? STR_NONE : s.down ? STR("1") : STR("0"));
        TRY(pack_run(self, &p, sweep_decode, &s, 0));
    }
    return ERR_OK;
}

static enum err freeze_due(struct live_port *self, struct ctx *c, int64_t before, struct str *ret_accounts, size_t max, size_t *ret_count)
{
    struct pack p;
    struct texts out = { ret_accounts, 0 };
    pack_begin(&p, c, SCRIPT_freeze_due, 2);
    pack_int(&p, before);
    pack_int(&p, (int64_t)max);
    TRY(pack_run(self, &p, reply_texts_decode, &out, max));
    *ret_count = out.count;
    return ERR_OK;
}

static enum err texts_ask(struct live_port *self, struct ctx *c, enum script script, struct texts *out, size_t max)
{
    struct pack p;
    if (max == 0)
        return ERR_OK;
    pack_begin(&p, c, script, 1);
    pack_int(&p, (int64_t)max);
    return pack_run(self, &p, reply_texts_decode, out, max);
}

static enum err thaw_due(struct live_port *self, struct ctx *c, struct str *ret_accounts, size_t max, size_t *ret_count)
{
    struct texts out = { ret_accounts, 0 };
    TRY(texts_ask(self, c, SCRIPT_thaw_due, &out, max));
    *ret_count = out.count;
    return ERR_OK;
}

static enum err online_decode(struct client_call *call, const redisReply *r)
{
    bool *out = call->out;
    for (size_t i = 0; i < call->out_max; i++)
        out[i] = reply_count(reply_at(r, i)) != 0;
    return ERR_OK;
}

static enum err online(struct live_port *self, struct ctx *c, const struct str *accounts, size_t count, bool *ret_online)
{
    struct pack p;
    if (count == 0)
        return ERR_OK;
    pack_begin(&p, c, SCRIPT_online, count);
    for (size_t i = 0; i < count; i++)
        pack_text(&p, accounts[i]);
    return pack_run(self, &p, online_decode, ret_online, count);
}

static enum err fair_online(struct live_port *self, struct ctx *c, struct str fair_id, int64_t now, int64_t *ret_count)
{
    (void)now; /* as of the last sweep */
    struct pack p;
    pack_begin(&p, c, SCRIPT_fair_online, 1);
    pack_text(&p, fair_id);
    return pack_run(self, &p, reply_int_decode, ret_count, 0);
}

/* --- lines ------------------------------------------------------------------------------------------------------------------------ */

struct lines_out {
    struct live_line *lines;
    const struct str *ids;
    bool with_order;
};

static enum err order_decode(struct client_call *call, const redisReply *numbers, const redisReply *why, struct live_line *l)
{
    size_t count = numbers->elements < LIVE_ORDER_MAX ? numbers->elements : LIVE_ORDER_MAX;
    l->numbers   = ARENA_MANY(call->c->mem, count, int64_t);
    l->why       = ARENA_MANY(call->c->mem, count, unsigned);
    if (!l->numbers || !l->why)
        return ERR_NO_MEMORY;
    if (why->type != REDIS_REPLY_STRING || why->len < count)
        return ERR_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        l->numbers[i] = reply_int(numbers->element[i]);
        l->why[i]     = (unsigned)(why->str[i] - '0');
    }
    l->number_count = count;
    return ERR_OK;
}

static enum err line_decode(struct client_call *call, const redisReply *r, bool with_order, struct live_line *l)
{
    const redisReply *row     = reply_at(r, 0);
    const redisReply *running = reply_at(r, 5);
    if (!row || !running || !reply_at(r, 6) || !reply_at(r, 7))
        return ERR_INTERNAL;
    l->ends_at         = NONE;
    l->waiting         = reply_count(reply_at(r, 1));
    l->callable        = reply_count(reply_at(r, 2));
    l->staff_count     = reply_count(reply_at(r, 3));
    l->staff_permille  = reply_count(reply_at(r, 4));
    for (; l->running_count < LIVE_RUNNING_MAX && reply_at(running, l->running_count); l->running_count++)
        l->running_ends_at[l->running_count] = reply_int(reply_at(running, l->running_count));
    if (reply_int(reply_at(row, 2)) != NONE) {
        l->known = true;
        TRY(reply_text(call, reply_at(row, 0), &l->fair_id));
        l->state           = (unsigned)reply_count(reply_at(row, 1));
        l->version         = reply_int(reply_at(row, 2));
        l->session_mean_ms = reply_int(reply_at(row, 3));
        l->session_count   = reply_int(reply_at(row, 4));
        l->planned_ms      = reply_int(reply_at(row, 5));
        l->served_permille = reply_int(reply_at(row, 6));
        l->ends_at         = reply_int(reply_at(row, 7));
    }
    return with_order ? order_decode(call, reply_at(r, 6), reply_at(r, 7), l) : ERR_OK;
}

static enum err lines_decode(struct client_call *call, const redisReply *r)
{
    struct lines_out *out = call->out;
    for (size_t i = 0; i < call->out_max; i++) {
        if (!reply_at(r, i))
            return ERR_INTERNAL;
        out->lines[i] = (struct live_line){ .booth_id = out->ids[i] };
        TRY(line_decode(call, reply_at(r, i), out->with_order, &out->lines[i]));
    }
    return ERR_OK;
}

static enum err lines(struct live_port *self, struct ctx *c, const struct str *booth_ids, size_t count, bool with_order, struct live_line *ret_lines)
{
    for (size_t at = 0; at < count; at += CHUNK) {
        size_t some          = count - at < CHUNK ? count - at : CHUNK;
        struct lines_out out = { ret_lines + at, booth_ids + at, with_order };
        struct pack p;
        pack_begin(&p, c, SCRIPT_lines, 1 + some);
        pack_int(&p, with_order);
        for (size_t i = at; i < at + some; i++)
            pack_text(&p, booth_ids[i]);
        TRY(pack_run(self, &p, lines_decode, &out, some));
    }
    return ERR_OK;
}

static enum err ahead(struct live_port *self, struct ctx *c, struct str booth_id, struct str ticket_id, int64_t *ret_ahead)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_ahead, 2);
    pack_text(&p, booth_id);
    pack_text(&p, ticket_id);
    return pack_run(self, &p, reply_int_decode, ret_ahead, 0);
}

static enum err dirty_take(struct live_port *self, struct ctx *c, struct str *ret_ids, size_t max, size_t *ret_count)
{
    struct texts out = { ret_ids, 0 };
    TRY(texts_ask(self, c, SCRIPT_dirty_take, &out, max));
    *ret_count = out.count;
    return ERR_OK;
}

/* --- channels --------------------------------------------------------------------------------------------------------------------- */

/* "me:ACCOUNT" is "me" for whoever listens. */
static struct str channel_shown(struct str channel)
{
    return str_starts(channel, STR("me:")) ? str_make(channel.ptr, 2) : channel;
}

static enum err publish(struct live_port *self, struct ctx *c, const struct live_event *events, size_t count)
{
    char at[TIME_TEXT_MAX];
    struct pack p;
    if (count == 0)
        return ERR_OK;
    pack_begin(&p, c, SCRIPT_publish, 1 + 6 * count);
    pack_text(&p, str_make(at, time_write(clock_now(c), at)));
    for (size_t i = 0; i < count; i++) {
        pack_text(&p, events[i].channel);
        pack_text(&p, channel_shown(events[i].channel));
        pack_text(&p, events[i].event);
        pack_text(&p, events[i].data);
        pack_text(&p, events[i].once);
        pack_int(&p, events[i].state);
    }
    return pack_run(self, &p, NULL, NULL, 0);
}

struct replay_out {
    struct live_log *log;
    struct str shown;
};

/* An entry of the log: at, event and data, each on its line (data may hold further ones). */
static enum err entry_decode(struct client_call *call, const redisReply *r, struct event_item *e)
{
    struct str rest, at, event;
    TRY(reply_text(call, r, &rest));
    rest     = str_cut(rest, '\n', &at);
    e->data  = str_cut(rest, '\n', &event);
    e->event = event;
    return str_to_i64(at, &e->at) ? ERR_OK : ERR_INTERNAL;
}

static enum err replay_decode(struct client_call *call, const redisReply *r)
{
    struct replay_out *out = call->out;
    const redisReply *list = reply_at(r, 3);
    if (!list)
        return ERR_INTERNAL;
    struct live_log log = { .resync = reply_count(reply_at(r, 1)) != 0, .last_seq = reply_count(reply_at(r, 2)), .len = list->elements };
    TRY(reply_text(call, reply_at(r, 0), &log.epoch));
    log.items = ARENA_MANY(call->c->mem, log.len, struct event_item);
    if (!log.items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < log.len; i++) {
        log.items[i] = (struct event_item){ .channel = out->shown, .epoch = log.epoch, .seq = log.last_seq - (int64_t)(log.len - 1 - i) };
        TRY(entry_decode(call, reply_at(list, i), &log.items[i]));
    }
    *out->log = log;
    return ERR_OK;
}

static enum err replay(struct live_port *self, struct ctx *c, struct str channel, struct str epoch, int64_t after, struct live_log *ret_log)
{
    struct pack p;
    struct replay_out out = { ret_log, channel_shown(channel) };
    pack_begin(&p, c, SCRIPT_replay, 3);
    pack_text(&p, channel);
    pack_text(&p, epoch);
    pack_int(&p, after);
    return pack_run(self, &p, replay_decode, &out, 0);
}

static enum err revoke(struct live_port *self, struct ctx *c, struct str what)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_revoke, 1);
    pack_text(&p, what);
    return pack_run(self, &p, NULL, NULL, 0);
}

static enum err pass_put(struct live_port *self, struct ctx *c, struct str pass, struct str login_id, int64_t until)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_pass_put, 3);
    pack_text(&p, pass);
    pack_text(&p, login_id);
    pack_int(&p, until);
    return pack_run(self, &p, NULL, NULL, 0);
}

static enum err pass_decode(struct client_call *call, const redisReply *r)
{
    return r->type == REDIS_REPLY_STRING ? reply_text(call, r, call->out) : ERR_NOT_FOUND;
}

static enum err pass_take(struct live_port *self, struct ctx *c, struct str pass, int64_t now, struct str *ret_login_id)
{
    struct pack p;
    pack_begin(&p, c, SCRIPT_pass_take, 1);
    p.call.argc = CLIENT_ARGS_HEAD - 1;
    pack_int(&p, now);
    pack_text(&p, pass);
    return pack_run(self, &p, pass_decode, ret_login_id, 0);
}

/* --- loading ----------------------------------------------------------------------------------------------------------------------- */

static enum err load_begin(struct live_port *self, struct ctx *c, bool *ret_mine)
{
    struct live_client *k = client_here(self);
    char token[CLIENT_TOKEN_MAX];
    struct pack p;
    int64_t mine;
    (void)snprintf(token, sizeof token, "lease:%s:%zu:%u", k->owner->process_id, loop_index(k->loop), ++k->loads);
    pack_begin(&p, c, SCRIPT_load_begin, 2);
    pack_text(&p, str_from_cstr(token));
    pack_text(&p, str_from_cstr(k->prefix));
    if (!k->prefix[0])
        return ERR_UNAVAILABLE;
    TRY(pack_run(self, &p, reply_int_decode, &mine, 0));
    *ret_mine = mine == 1;
    if (*ret_mine) {
        memcpy(k->token, token, sizeof token);
        k->loading_fiber = fiber_current();
    }
    return ERR_OK;
}

static enum err load_end(struct live_port *self, struct ctx *c)
{
    struct live_client *k = client_here(self);
    if (k->loading_fiber != fiber_current())
        return ERR_UNAVAILABLE;
    char epoch[CLIENT_EPOCH_MAX + 24];
    int len = snprintf(epoch, sizeof epoch, "%s%lld", k->prefix, (long long)clock_now(c));
    struct pack p;
    pack_begin(&p, c, SCRIPT_load_end, 1);
    pack_text(&p, str_make(epoch, (size_t)len));
    enum err e       = pack_run(self, &p, NULL, NULL, 0);
    k->loading_fiber = NULL;
    client_look(k);
    return e;
}

static bool healthy(struct live_port *self, const char **ret_why)
{
    struct live_redis *r  = (struct live_redis *)(void *)self;
    struct loop *l        = loop_current();
    struct live_client *k = l ? r->clients[loop_index(l)] : NULL;
    int state             = k ? k->state : CLIENT_DOWN;
    *ret_why              = state == CLIENT_READY ? "" : state == CLIENT_FOREIGN ? "rebuilding" : "down";
    return state == CLIENT_READY;
}

const struct live_port live_redis_verbs = {
    .ticket_apply   = ticket_apply,
    .booth_apply    = booth_apply,
    .pick           = pick,
    .grant_undo     = grant_undo,
    .grants_open    = grants_open,
    .presence_set   = presence_set,
    .presence_end   = presence_end,
    .presence_sweep = presence_sweep,
    .freeze_due     = freeze_due,
    .thaw_due       = thaw_due,
    .online         = online,
    .lines          = lines,
    .ahead          = ahead,
    .dirty_take     = dirty_take,
    .fair_online    = fair_online,
    .publish        = publish,
    .replay         = replay,
    .revoke         = revoke,
    .pass_put       = pass_put,
    .pass_take      = pass_take,
    .load_begin     = load_begin,
    .load_end       = load_end,
    .healthy        = healthy,
};
