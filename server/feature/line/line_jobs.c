/* Jobs between rows and the live state: grants, the outbox, merged state events, presence, the rebuild. */
#include "proto/base/id.h"
#include "proto/json.h"
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

#define GRANTS_MAX 64
#define RELAY_MAX 64
#define RELAY_ROUNDS_MAX 50
#define RELAY_AFTER_MS (2 * MILLIS_SECOND) /* younger rows are still being carried out by the verb itself */
#define TICK_MAX 64
#define TICK_ROUNDS_MAX 8
#define GRANTS_KEPT_MS (2 * MILLIS_DAY) /* longer than any idempotency key */
#define ROUND_MEM_MAX ((size_t)4 << 20)
#define ORDER_TEXT_MAX (LIVE_ORDER_MAX * 12)

#define JOB(name)                                                                                                      \
    enum err name##_any(struct ctx *c, const void *in, void *out)                                                      \
    {                                                                                                                  \
        (void)in;                                                                                                      \
        (void)out; /* a job is told nothing and answers nothing */                                                     \
        return name(c);                                                                                                \
    }

/* Runs one round with memory of its own; ret_more says whether another is needed. */
static enum err round_run(struct ctx *c, enum err (*round)(struct ctx *c, bool *ret_more), bool *ret_more)
{
    struct arena *kept = c->mem;
    struct arena mem;
    *ret_more = false;
    arena_init(&mem, ROUND_MEM_MAX);
    c->mem     = &mem;
    enum err e = round(c, ret_more);
    c->mem     = kept;
    arena_done(&mem);
    return e;
}

static enum err rounds_run(struct ctx *c, enum err (*round)(struct ctx *c, bool *ret_more), size_t rounds_max)
{
    bool more = true;
    for (size_t i = 0; i < rounds_max && more; i++)
        TRY(round_run(c, round, &more));
    return ERR_OK;
}

/* --- grants whose ring never came ------------------------------------------------------------------------------ */

static enum err grants_round(struct ctx *c, bool *ret_more)
{
    struct live_port *live    = c->hall->live;
    struct live_grant *grants = ARENA_MANY(c->mem, GRANTS_MAX, struct live_grant);
    size_t count              = 0;
    bool rings;
    if (!grants)
        return ERR_NO_MEMORY;
    TRY(live->grants_open(live, c, clock_now(c) - LINE_GRANT_LATE_MS, grants, GRANTS_MAX, &count));
    for (size_t i = 0; i < count; i++)
        TRY(grant_settle(c, grants[i].grant_id, grants[i].ticket_id, &rings));
    *ret_more = count == GRANTS_MAX;
    return ERR_OK;
}

static enum err grants_sweep(struct ctx *c)
{
    return rounds_run(c, grants_round, RELAY_ROUNDS_MAX);
}
JOB(grants_sweep)

static enum err purge_write(struct store_tx *tx, void *arg)
{
    (void)arg; /* only the clock counts */
    return tx_exec(tx, SQL_GRANT_PURGE, BINDS(B_INT(clock_now(tx->ctx) - GRANTS_KEPT_MS)), NULL);
}

static enum err line_purge(struct ctx *c)
{
    return store_write(c, purge_write, NULL);
}
JOB(line_purge)

/* --- the outbox ------------------------------------------------------------------------------------------------ */

struct relay_job {
    struct row_list rows;
    struct str ids[RELAY_MAX];
    size_t done;
    int64_t now;
};

static enum err relay_read(struct store_tx *tx, void *arg)
{
    struct relay_job *job = arg;
    return outbox_list(tx, job->now - RELAY_AFTER_MS, RELAY_MAX, &job->rows);
}

static enum err relay_write(struct store_tx *tx, void *arg)
{
    const struct relay_job *job = arg;
    return outbox_remove(tx, job->ids, job->done);
}

static enum err relay_one(struct ctx *c, const struct outbox_row *row)
{
    struct str id, kind;
    if (str_eq(row->kind, STR("event"))) {
        const struct live_event event = { .channel = row->target, .event = row->event, .data = row->data, .once = row->id };
        return c->hall->live->publish(c->hall->live, c, &event, 1);
    }
    id = str_cut(row->target, ':', &kind);
    return str_eq(kind, STR("booth")) ? project_booth(c, id) : project_ticket(c, id);
}

static enum err relay_round(struct ctx *c, bool *ret_more)
{
    struct relay_job *job = ARENA_NEW(c->mem, struct relay_job);
    enum err e            = ERR_OK;
    if (!job)
        return ERR_NO_MEMORY;
    job->now = clock_now(c);
    TRY(store_read(c, relay_read, job));
    const struct outbox_row *rows = job->rows.rows;
    for (size_t i = 0; i < job->rows.len && e == ERR_OK; i++) {
        e = relay_one(c, &rows[i]);
        if (e == ERR_OK)
            job->ids[job->done++] = rows[i].id;
    }
    if (job->done)
        TRY(store_write(c, relay_write, job));
    *ret_more = e == ERR_OK && job->rows.len == RELAY_MAX;
    return e;
}

static enum err outbox_relay(struct ctx *c)
{
    return rounds_run(c, relay_round, RELAY_ROUNDS_MAX);
}
JOB(outbox_relay)

/* --- merged state events ------------------------------------------------------------------------------------------ */

static enum err message_read(struct store_tx *tx, void *arg)
{
    struct line_event *e = arg;
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, SQL_BOOTH_MESSAGE, BINDS(B_TEXT(e->booth_id)), &cursor));
    enum err result = cursor_step(tx, cursor, &row);
    if (result == ERR_OK && row)
        result = cursor_text(tx, cursor, 0, &e->message);
    cursor_done(tx, cursor);
    if (e->message.len == 0)
        e->message = STR_NONE;
    return result;
}

static struct str order_text(struct ctx *c, const struct live_line *line)
{
    struct buf text;
    buf_init(&text, ORDER_TEXT_MAX);
    buf_add_char(&text, '[');
    for (size_t i = 0; i < line->number_count; i++) {
        if (i)
            buf_add_char(&text, ',');
        buf_add_i64(&text, line->numbers[i]);
    }
    buf_add_char(&text, ']');
    struct str kept = buf_failed(&text) ? STR_NONE : arena_dup(c->mem, buf_str(&text));
    buf_done(&text);
    return kept;
}

static enum err event_add(struct ctx *c, const char *kind, struct str id, const struct line_event *e, struct live_event *ret_event)
{
    *ret_event = (struct live_event){ .event = STR("booth.line"), .state = true };
    ret_event->channel = arena_format(c->mem, "%s:%.*s", kind, STR_ARG(id));
    ret_event->data    = json_encode_mem(c->mem, &model_line_event, e);
    return ret_event->channel.ptr && ret_event->data.ptr ? ERR_OK : ERR_NO_MEMORY;
}

/* Two events a booth: with the order for those who stand there, without it for the lobby. */
static enum err line_events(struct ctx *c, const struct live_line *line, struct live_event *ret_two)
{
    struct eta eta = eta_of(line, line->waiting, clock_now(c));
    struct line_event e;
    model_clear(&model_line_event, &e);
    e.booth_id         = line->booth_id;
    e.fair_id          = line->fair_id;
    e.state            = line->state;
    e.waiting          = line->waiting;
    e.recruiters_online = line->staff_count;
    e.residual_s       = eta.residual_s;
    e.step_s           = eta.step_s;
    e.eta_min_s        = eta.min_s;
    e.eta_max_s        = eta.max_s;
    e.eta_basis        = eta.basis;
    if (line->state == booth_state_paused)
        TRY(store_read(c, message_read, &e));
    e.order = order_text(c, line);
    if (!e.order.ptr)
        return ERR_NO_MEMORY;
    TRY(event_add(c, "booth", line->booth_id, &e, &ret_two[0]));
    e.order = STR("[]");
    return event_add(c, "fair", line->fair_id, &e, &ret_two[1]);
}

static enum err presence_publish(struct ctx *c, struct str fair_id)
{
    struct presence_event e = { .fair_id = fair_id };
    TRY(c->hall->live->fair_online(c->hall->live, c, fair_id, clock_now(c), &e.online_count));
    struct live_event event = { .event = STR("fair.presence"), .state = true };
    event.channel           = arena_format(c->mem, "fair:%.*s", STR_ARG(fair_id));
    event.data              = json_encode_mem(c->mem, &model_presence_event, &e);
    if (!event.channel.ptr || !event.data.ptr)
        return ERR_NO_MEMORY;
    return c->hall->live->publish(c->hall->live, c, &event, 1);
}

static enum err tick_round(struct ctx *c, bool *ret_more)
{
    struct live_port *live    = c->hall->live;
    struct str *ids           = ARENA_MANY(c->mem, TICK_MAX, struct str);
    struct live_line *lines   = ARENA_MANY(c->mem, TICK_MAX, struct live_line);
    struct live_event *events = ARENA_MANY(c->mem, 2 * TICK_MAX, struct live_event);
    size_t count = 0, booths = 0, event_count = 0;
    if (!ids || !lines || !events)
        return ERR_NO_MEMORY;
    TRY(live->dirty_take(live, c, ids, TICK_MAX, &count));
    *ret_more = count == TICK_MAX;
    for (size_t i = 0; i < count; i++) {
        if (str_starts(ids[i], STR("fair:")))
            TRY(presence_publish(c, str_skip(ids[i], 5)));
        else
            ids[booths++] = ids[i];
    }
    if (booths == 0)
        return ERR_OK;
    TRY(live->lines(live, c, ids, booths, true, lines));
    for (size_t i = 0; i < booths; i++) {
        if (!lines[i].known)
            continue;
        TRY(line_events(c, &lines[i], &events[event_count]));
        event_count += 2;
    }
    return event_count ? live->publish(live, c, events, event_count) : ERR_OK;
}

static enum err line_tick(struct ctx *c)
{
    return rounds_run(c, tick_round, TICK_ROUNDS_MAX);
}
JOB(line_tick)

static enum err presence_sweep(struct ctx *c)
{
    return c->hall->live->presence_sweep(c->hall->live, c, clock_now(c));
}
JOB(presence_sweep)

/* --- the live state, anew from rows --------------------------------------------------------------------------------- */

struct load_job {
    struct str after, after_candidate;
    struct row_list rows;
};

static enum err booths_read(struct store_tx *tx, void *arg)
{
    struct load_job *job           = arg;
    const struct tx_list_in wanted = { &model_booth_row, TAIL_BOOTHS_AFTER, LIVE_TICKETS_MAX };
    return tx_list(tx, &wanted, BINDS(B_TEXT(job->after), B_INT(LIVE_TICKETS_MAX)), &job->rows);
}

static enum err place_read(struct store_tx *tx, void *arg)
{
    struct line_place_of *at = arg;
    return work_place(tx, at->booth.id, at);
}

static enum err booths_load(struct ctx *c, const struct row_list *rows)
{
    const struct booth_row *booths = rows->rows;
    struct live_booth *items       = ARENA_MANY(c->mem, rows->len, struct live_booth);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows->len; i++) {
        struct line_place_of at = { .booth.id = booths[i].id };
        TRY(store_read(c, place_read, &at));
        items[i] = live_booth_of(&at.booth, &at.fair);
    }
    return rows->len ? c->hall->live->booth_apply(c->hall->live, c, items, rows->len) : ERR_OK;
}

static enum err tickets_read(struct store_tx *tx, void *arg)
{
    struct load_job *job           = arg;
    const struct tx_list_in wanted = { &model_ticket_row, TAIL_LIVE_AFTER, LIVE_TICKETS_MAX };
    return tx_list(tx, &wanted, BINDS(B_TEXT(job->after), B_TEXT(job->after_candidate), B_INT(LIVE_TICKETS_MAX)), &job->rows);
}

static enum err tickets_load(struct ctx *c, const struct row_list *rows)
{
    const struct ticket_row *t = rows->rows;
    struct live_ticket *items  = ARENA_MANY(c->mem, rows->len, struct live_ticket);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows->len; i++)
        items[i] = live_ticket_of(&t[i]);
    return rows->len ? c->hall->live->ticket_apply(c->hall->live, c, items, rows->len) : ERR_OK;
}

/* A chunk of rows in memory of its own; `after` is kept in fixed room, since the chunk's memory goes. */
struct load_mark {
    char text[2][ID_TEXT_MAX];
    size_t len[2];
};

static void mark_set(struct load_mark *mark, size_t index, struct str id)
{
    mark->len[index] = id.len < ID_TEXT_MAX ? id.len : ID_TEXT_MAX;
    memcpy(mark->text[index], id.ptr, mark->len[index]);
}

static enum err booths_chunk(struct ctx *c, struct load_mark *mark, bool *ret_more)
{
    struct load_job job = { .after = str_make(mark->text[0], mark->len[0]) };
    TRY(store_read(c, booths_read, &job));
    TRY(booths_load(c, &job.rows));
    const struct booth_row *booths = job.rows.rows;
    if (job.rows.len)
        mark_set(mark, 0, booths[job.rows.len - 1].id);
    *ret_more = job.rows.len == LIVE_TICKETS_MAX;
    return ERR_OK;
}

static enum err tickets_chunk(struct ctx *c, struct load_mark *mark, bool *ret_more)
{
    struct load_job job = { .after = str_make(mark->text[0], mark->len[0]), .after_candidate = str_make(mark->text[1], mark->len[1]) };
    TRY(store_read(c, tickets_read, &job));
    TRY(tickets_load(c, &job.rows));
    const struct ticket_row *t = job.rows.rows;
    if (job.rows.len) {
        mark_set(mark, 0, t[job.rows.len - 1].booth_id);
        mark_set(mark, 1, t[job.rows.len - 1].candidate_id);
    }
    *ret_more = job.rows.len == LIVE_TICKETS_MAX;
    return ERR_OK;
}

static enum err chunks_run(struct ctx *c, enum err (*chunk)(struct ctx *c, struct load_mark *mark, bool *ret_more))
{
    struct arena *kept    = c->mem;
    struct load_mark mark = { 0 };
    bool more             = true;
    enum err e            = ERR_OK;
    while (more && e == ERR_OK) {
        struct arena mem;
        arena_init(&mem, ROUND_MEM_MAX);
        c->mem = &mem;
        e      = chunk(c, &mark, &more);
        c->mem = kept;
        arena_done(&mem);
    }
    return e;
}

/* Booths first: what is callable depends on them. Rows that change meanwhile leave their outbox rows to the relay. */
static enum err live_rebuild(struct ctx *c)
{
    bool mine = false;
    TRY(c->hall->live->load_begin(c->hall->live, c, &mine));
    if (!mine)
        return ERR_OK;
    TRY(chunks_run(c, booths_chunk));
    TRY(chunks_run(c, tickets_chunk));
    return c->hall->live->load_end(c->hall->live, c);
}
JOB(live_rebuild)
