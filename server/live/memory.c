#include "server/live/memory.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/live_core_in.h"

struct live_memory {
    struct live_port port; /* first: verbs get its address */
    struct live_memory_config config;
    struct live_core *core;
    const struct ctx *loading; /* the rebuild job's call */
    struct str token;          /* of its lease */
    int64_t asked_at;          /* when the rebuild was last asked for; NONE: not since the last load */
    unsigned loads;
};

static struct live_memory *of(struct live_port *self)
{
    return (struct live_memory *)(void *)self;
}

/* --- around each verb ------------------------------------------------------------------------------------------- */

static enum err no_epoch(struct live_memory *m, int64_t now)
{
    if (m->config.rebuild && (m->asked_at == NONE || now >= m->asked_at + LIVE_LEASE_MS)) {
        m->asked_at = now;
        m->config.rebuild(m->config.rebuild_arg);
    }
    return ERR_UNAVAILABLE;
}

/* What the verb finds: ERR_OK, it may act, and *ret_lost says whether its answer will be lost. */
static enum err verb_begin(struct live_memory *m, struct ctx *c, const char *verb, bool *ret_lost)
{
    enum live_fate fate = m->config.before ? m->config.before(m->config.hook_arg, verb) : LIVE_FATE_GOES_WELL;
    *ret_lost           = fate == LIVE_FATE_LOST_AFTER;
    if (fate == LIVE_FATE_LOST_BEFORE)
        return ERR_UNAVAILABLE;
    if (fate == LIVE_FATE_EMPTIED)
        live_memory_wipe(m);
    if (m->loading == c)
        return live_core_load_holds(m->core, m->token, clock_now(c)) ? ERR_OK : ERR_UNAVAILABLE;
    return live_core_epoch(m->core).len ? ERR_OK : no_epoch(m, clock_now(c));
}

static enum err verb_end(struct live_memory *m, const char *verb, bool lost, enum err e)
{
    if (m->config.after)
        m->config.after(m->config.hook_arg, verb);
    return lost ? ERR_UNAVAILABLE : e;
}

/* BEGIN(name) ... END(name, result): every verb below acts between them. */
#define BEGIN(verb)                                                                                                    \
    struct live_memory *m = of(self);                                                                                  \
    bool lost;                                                                                                         \
    TRY(verb_begin(m, c, verb, &lost))
#define END(verb, e) return verb_end(m, verb, lost, e)

static enum err texts_copy(struct ctx *c, struct str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        texts[i] = arena_dup(c->mem, texts[i]);
        if (!texts[i].ptr)
            return ERR_NO_MEMORY;
    }
    return ERR_OK;
}

static enum err text_copy(struct ctx *c, struct str *text)
{
    return text->len ? texts_copy(c, text, 1) : ERR_OK;
}

/* --- rows and calls ------------------------------------------------------------------------------------------------ */

static enum err ticket_apply(struct live_port *self, struct ctx *c, const struct live_ticket *tickets, size_t count)
{
    BEGIN("ticket_apply");
    for (size_t i = 0; i < count; i++)
        live_core_ticket_apply(m->core, &tickets[i], clock_now(c));
    END("ticket_apply", ERR_OK);
}

static enum err booth_apply(struct live_port *self, struct ctx *c, const struct live_booth *booths, size_t count)
{
    BEGIN("booth_apply");
    for (size_t i = 0; i < count; i++)
        live_core_booth_apply(m->core, &booths[i], clock_now(c));
    END("booth_apply", ERR_OK);
}

static enum err pick(struct live_port *self, struct ctx *c, const struct live_pick_in *in, struct live_pick *ret_pick)
{
    BEGIN("pick");
    struct live_pick p;
    live_core_pick(m->core, in, &p);
    TRY(text_copy(c, &p.ticket_id));
    TRY(text_copy(c, &p.candidate_id));
    if (!lost)
        *ret_pick = p;
    END("pick", ERR_OK);
}

static enum err grant_undo(struct live_port *self, struct ctx *c, struct str grant_id)
{
    BEGIN("grant_undo");
    live_core_grant_undo(m->core, grant_id, clock_now(c));
    END("grant_undo", ERR_OK);
}

static enum err grants_open(struct live_port *self, struct ctx *c, int64_t taken_before, struct live_grant *ret_grants, size_t max, size_t *ret_count)
{
    BEGIN("grants_open");
    *ret_count = live_core_grants_open(m->core, taken_before, ret_grants, max);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(text_copy(c, &ret_grants[i].grant_id));
        TRY(text_copy(c, &ret_grants[i].ticket_id));
        TRY(text_copy(c, &ret_grants[i].booth_id));
    }
    END("grants_open", ERR_OK);
}

/* --- presence ------------------------------------------------------------------------------------------------------- */

static struct live_presence_in presence_in(struct ctx *c, const struct live_presence *entries, size_t count, int64_t until)
{
    return (struct live_presence_in){ c->hall->settings->process_id, entries, count, until, clock_now(c) };
}

static enum err presence_set(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until)
{
    BEGIN("presence_set");
    struct live_presence_in in = presence_in(c, entries, count, until);
    live_core_presence_set(m->core, &in);
    END("presence_set", ERR_OK);
}

static enum err presence_end(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until)
{
    BEGIN("presence_end");
    struct live_presence_in in = presence_in(c, entries, count, until);
    live_core_presence_end(m->core, &in);
    END("presence_end", ERR_OK);
}

static enum err presence_sweep(struct live_port *self, struct ctx *c, int64_t now)
{
    BEGIN("presence_sweep");
    live_core_presence_sweep(m->core, now);
    END("presence_sweep", ERR_OK);
}

static enum err freeze_due(struct live_port *self, struct ctx *c, int64_t before, struct str *ret_accounts, size_t max, size_t *ret_count)
{
    BEGIN("freeze_due");
    *ret_count = live_core_freeze_due(m->core, before, ret_accounts, max);
    TRY(texts_copy(c, ret_accounts, *ret_count));
    END("freeze_due", ERR_OK);
}

static enum err thaw_due(struct live_port *self, struct ctx *c, struct str *ret_accounts, size_t max, size_t *ret_count)
{
    BEGIN("thaw_due");
    *ret_count = live_core_thaw_due(m->core, ret_accounts, max);
    TRY(texts_copy(c, ret_accounts, *ret_count));
    END("thaw_due", ERR_OK);
}

static enum err online(struct live_port *self, struct ctx *c, const struct str *accounts, size_t count, bool *ret_online)
{
    BEGIN("online");
    for (size_t i = 0; i < count; i++)
        ret_online[i] = live_core_online(m->core, accounts[i]);
    END("online", ERR_OK);
}

static enum err fair_online(struct live_port *self, struct ctx *c, struct str fair_id, int64_t now, int64_t *ret_count)
{
    (void)now; /* as of the last sweep */
    BEGIN("fair_online");
    *ret_count = live_core_fair_online(m->core, fair_id);
    END("fair_online", ERR_OK);
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

static enum err lines(struct live_port *self, struct ctx *c, const struct str *booth_ids, size_t count, bool with_order, struct live_line *ret_lines)
{
    BEGIN("lines");
    for (size_t i = 0; i < count; i++) {
        int64_t *numbers = with_order ? ARENA_MANY(c->mem, LIVE_ORDER_MAX, int64_t) : NULL;
        unsigned *why    = with_order ? ARENA_MANY(c->mem, LIVE_ORDER_MAX, unsigned) : NULL;
        if (with_order && (!numbers || !why))
            return ERR_NO_MEMORY;
        live_core_line(m->core, booth_ids[i], numbers, why, &ret_lines[i]);
        TRY(text_copy(c, &ret_lines[i].fair_id));
    }
    END("lines", ERR_OK);
}

static enum err ahead(struct live_port *self, struct ctx *c, struct str booth_id, struct str ticket_id, int64_t *ret_ahead)
{
    BEGIN("ahead");
    *ret_ahead = live_core_ahead(m->core, booth_id, ticket_id);
    END("ahead", ERR_OK);
}

static enum err dirty_take(struct live_port *self, struct ctx *c, struct str *ret_ids, size_t max, size_t *ret_count)
{
    BEGIN("dirty_take");
    *ret_count = live_core_dirty_take(m->core, ret_ids, max, c->mem);
    END("dirty_take", ERR_OK);
}

/* --- channels and passes ------------------------------------------------------------------------------------------------ */

static enum err publish(struct live_port *self, struct ctx *c, const struct live_event *events, size_t count)
{
    BEGIN("publish");
    for (size_t i = 0; i < count; i++)
        live_core_publish(m->core, &events[i], clock_now(c));
    END("publish", ERR_OK);
}

static enum err log_copy(struct live_memory *m, struct ctx *c, const struct live_replay *r, struct live_log *ret_log)
{
    *ret_log = (struct live_log){ .epoch = live_core_epoch(m->core), .resync = r->resync, .len = r->len, .last_seq = r->last_seq };
    TRY(text_copy(c, &ret_log->epoch));
    ret_log->items = ARENA_MANY(c->mem, r->len, struct event_item);
    if (!ret_log->items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < r->len; i++) {
        ret_log->items[i]       = r->items[i];
        ret_log->items[i].epoch = ret_log->epoch;
        TRY(text_copy(c, &ret_log->items[i].event));
        TRY(text_copy(c, &ret_log->items[i].channel));
        TRY(text_copy(c, &ret_log->items[i].data));
    }
    return ERR_OK;
}

static enum err replay(struct live_port *self, struct ctx *c, struct str channel, struct str epoch, int64_t after, struct live_log *ret_log)
{
    BEGIN("replay");
    struct live_replay *r = core_new(sizeof *r);
    live_core_replay(m->core, channel, epoch, after, r);
    enum err e = log_copy(m, c, r, ret_log);
    free(r);
    END("replay", e);
}

static enum err revoke(struct live_port *self, struct ctx *c, struct str what)
{
    BEGIN("revoke");
    live_core_revoke(m->core, what);
    END("revoke", ERR_OK);
}

static enum err pass_put(struct live_port *self, struct ctx *c, struct str pass, struct str login_id, int64_t until)
{
    BEGIN("pass_put");
    live_core_pass_put(m->core, pass, login_id, until);
    END("pass_put", ERR_OK);
}

static enum err pass_take(struct live_port *self, struct ctx *c, struct str pass, int64_t now, struct str *ret_login_id)
{
    BEGIN("pass_take");
    bool good = live_core_pass_take(m->core, pass, now, c->mem, ret_login_id);
    END("pass_take", good ? ERR_OK : ERR_NOT_FOUND);
}

/* --- loading ------------------------------------------------------------------------------------------------------------ */

static enum err load_begin(struct live_port *self, struct ctx *c, bool *ret_mine)
{
    struct live_memory *m = of(self);
    enum live_fate fate   = m->config.before ? m->config.before(m->config.hook_arg, "load_begin") : LIVE_FATE_GOES_WELL;
    if (fate == LIVE_FATE_LOST_BEFORE)
        return ERR_UNAVAILABLE;
    char token[32];
    int len   = snprintf(token, sizeof token, "load-%u", ++m->loads);
    *ret_mine = live_core_load_begin(m->core, str_make(token, (size_t)len), clock_now(c));
    if (*ret_mine) {
        core_text_free(&m->token);
        m->token   = core_text(str_make(token, (size_t)len));
        m->loading = c;
    }
    return verb_end(m, "load_begin", fate == LIVE_FATE_LOST_AFTER, ERR_OK);
}

static void epoch_begin(struct live_memory *m)
{
    char epoch[32];
    int len = snprintf(epoch, sizeof epoch, "memory:1:%u", m->loads);
    live_core_load_end(m->core, str_make(epoch, (size_t)len));
    m->loading  = NULL;
    m->asked_at = NONE;
}

static enum err load_end(struct live_port *self, struct ctx *c)
{
    BEGIN("load_end");
    if (m->loading != c)
        return ERR_UNAVAILABLE;
    epoch_begin(m);
    END("load_end", ERR_OK);
}

static bool healthy(struct live_port *self, const char **ret_why)
{
    bool loaded = live_core_epoch(of(self)->core).len > 0;
    *ret_why    = loaded ? "" : "rebuilding";
    return loaded;
}

static const struct live_port verbs = {
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

struct live_memory *live_memory_new(const struct live_memory_config *config)
{
    struct live_memory *m = core_new(sizeof *m);
    m->port               = verbs;
    m->config             = *config;
    m->core               = live_core_new(config->publish, config->publish_arg);
    m->asked_at           = NONE;
    if (config->loaded)
        epoch_begin(m);
    return m;
}

void live_memory_free(struct live_memory *m)
{
    if (!m)
        return;
    live_core_free(m->core);
    core_text_free(&m->token);
    free(m);
}

struct live_port *live_memory_port(struct live_memory *m)
{
    return &m->port;
}

struct live_core *live_memory_core(struct live_memory *m)
{
    return m->core;
}

void live_memory_wipe(struct live_memory *m)
{
    live_core_wipe(m->core);
    m->loading = NULL;
}
