/* One step of one ticket: load, save, log, what follows. The rules are in line_core.c, the verbs beside. */
#include "proto/base/check.h"
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

#define BEHIND_MAX 64   /* enough to find five that wait among those who ring */
#define PLACES_MAX 1000 /* of a line, waiting and ringing */

/* --- loading ------------------------------------------------------------------------------------------------ */

static enum err place_read(struct store_tx *tx, struct store_cursor *cursor, struct line_place_of *at)
{
    struct str booth_state, fair_state;
    struct booth_row *b = &at->booth;
    TRY(cursor_text(tx, cursor, 0, &b->fair_id));
    TRY(cursor_text(tx, cursor, 1, &booth_state));
    b->ticket_count    = cursor_int(tx, cursor, 2);
    b->call_count      = cursor_int(tx, cursor, 3);
    b->session_count   = cursor_int(tx, cursor, 4);
    b->session_mean_ms = cursor_int(tx, cursor, 5);
    b->served_count    = cursor_int(tx, cursor, 6);
    b->lost_count      = cursor_int(tx, cursor, 7);
    b->version         = cursor_int(tx, cursor, 8);
    TRY(cursor_text(tx, cursor, 9, &fair_state));
    at->fair.id                  = b->fair_id;
    at->fair.ends_at             = cursor_int(tx, cursor, 10);
    at->fair.lines_per_candidate = cursor_int(tx, cursor, 11);
    at->fair.session_seconds     = cursor_int(tx, cursor, 12);
    TRY(cursor_text(tx, cursor, 13, &at->organization_name));
    TRY(cursor_text(tx, cursor, 14, &at->organization_id));
    CHECK(enum_find(&enum_booth_state, booth_state, &b->state) && enum_find(&enum_fair_state, fair_state, &at->fair.state));
    return ERR_OK;
}

enum err work_place(struct store_tx *tx, struct str booth_id, struct line_place_of *ret_at)
{
    struct store_cursor *cursor;
    bool row = false;
    *ret_at  = (struct line_place_of){ .booth.id = booth_id };
    TRY(tx_open(tx, SQL_BOOTH_CONTEXT, BINDS(B_TEXT(booth_id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK)
        e = row ? place_read(tx, cursor, ret_at) : ERR_NOT_FOUND;
    cursor_done(tx, cursor);
    return e;
}

enum err work_load(struct store_tx *tx, struct line_work *w, struct str ticket_id)
{
    *w = (struct line_work){ .now = clock_now(tx->ctx), .reason = STR("") };
    TRY(tx_get(tx, &model_ticket_row, TAIL_ID, BINDS(B_TEXT(ticket_id)), &w->ticket));
    return work_place(tx, w->ticket.booth_id, &w->at);
}

/* --- saving ----------------------------------------------------------------------------------------------------- */

static enum err step_insert(struct store_tx *tx, const struct ticket_row *t, unsigned action, struct str reason, int64_t now)
{
    struct ticket_step_row step;
    ticket_step_fill(&step, t, action, now);
    step.actor_id = tx->ctx->who.account_id.len ? tx->ctx->who.account_id : STR_NONE;
    step.reason   = reason;
    TRY(id_new(tx->ctx, 'x', &step.id));
    return tx_insert(tx, &model_ticket_step_row, &step);
}

enum err work_save(struct store_tx *tx, struct line_work *w, unsigned action, struct str reason)
{
    w->reason  = reason;
    w->stepped = true;
    TRY(action == ticket_action_join ? tx_insert(tx, &model_ticket_row, &w->ticket) : tx_save(tx, &model_ticket_row, &w->ticket));
    return step_insert(tx, &w->ticket, action, reason, w->now);
}

enum err work_booth_save(struct store_tx *tx, struct line_work *w)
{
    struct booth_row *b = &w->at.booth;
    int64_t changed     = 0;
    b->version++;
    w->booth_changed = true;
    TRY(tx_exec(tx, SQL_BOOTH_COUNTERS,
                BINDS(B_TEXT(b->id), B_INT(b->ticket_count), B_INT(b->call_count), B_INT(b->session_count), B_INT(b->session_mean_ms),
                      B_INT(b->served_count), B_INT(b->lost_count), B_INT(b->version)),
                &changed));
    return changed == 1 ? ERR_OK : ERR_CONFLICT;
}

enum err work_promise(struct store_tx *tx, const struct line_work *w, bool rung)
{
    const struct ticket_row *t = &w->ticket;
    const struct promise p     = { t->promised_min_s, t->promised_max_s, rung, t->snoozes_left < LINE_SNOOZES };
    int64_t bias_s             = 0;
    enum promise_result result = promise_compare(&p, w->now - t->joined_at, &bias_s);
    if (result == PROMISE_NONE)
        return ERR_OK;
    return tx_exec(tx, SQL_PROMISE_COUNT,
                   BINDS(B_TEXT(t->booth_id), B_TEXT(enum_text(&enum_eta_basis, t->promised_basis)), B_INT(result == PROMISE_KEPT),
                         B_INT(result == PROMISE_EARLY), B_INT(result == PROMISE_LATE), B_INT(result == PROMISE_OPEN), B_INT(bias_s)),
                   NULL);
}

static enum err target_outbox(struct store_tx *tx, struct line_work *w, const char *kind, struct str id)
{
    struct str target = arena_format(tx->ctx->mem, "%s:%.*s", kind, STR_ARG(id));
    if (!target.ptr)
        return ERR_NO_MEMORY;
    CHECK(w->outbox_count < COUNT_OF(w->outbox_ids));
    return outbox_line(tx, target, &w->outbox_ids[w->outbox_count++]);
}

enum err work_outbox(struct store_tx *tx, struct line_work *w, bool booth_too)
{
    /* Redoing a booth brings up its live tickets as well. */
    if (booth_too || w->renumbered)
        TRY(target_outbox(tx, w, "booth", w->at.booth.id));
    if (!ticket_is_live(w->ticket.state) || !(booth_too || w->renumbered))
        TRY(target_outbox(tx, w, "ticket", w->ticket.id));
    return ERR_OK;
}

enum err work_tell(struct store_tx *tx, struct line_work *w, const char *event, struct str account_id)
{
    struct ticket shown;
    ticket_show(&w->ticket, &w->at, w->now, &shown);
    shown.reason             = w->reason.len ? w->reason : STR_NONE;
    const struct event_in in = { "me", account_id, event, &model_ticket, &shown };
    return events_add(tx, &w->events, &in);
}

void ticket_show(const struct ticket_row *t, const struct line_place_of *at, int64_t now, struct ticket *ret_ticket)
{
    model_clear(&model_ticket, ret_ticket);
    ret_ticket->id                = t->id;
    ret_ticket->fair_id           = t->fair_id;
    ret_ticket->booth_id          = t->booth_id;
    ret_ticket->organization_name = at->organization_name;
    ret_ticket->number            = t->number;
    ret_ticket->state             = t->state;
    ret_ticket->eta_basis         = eta_basis_unknown;
    ret_ticket->seen_before_close = true;
    ret_ticket->frozen            = t->frozen;
    ret_ticket->missed_count      = t->missed_count;
    ret_ticket->snoozes_left      = t->snoozes_left;
    ret_ticket->snoozed           = ticket_is_snoozed(t, at->booth.call_count, now);
    ret_ticket->ring_ends_at      = t->state == ticket_state_ringing ? t->ring_ends_at : NONE;
    ret_ticket->ring_extended     = t->ring_extended;
    ret_ticket->session_id        = t->session_id;
    ret_ticket->joined_at         = t->joined_at;
    ret_ticket->now               = now;
    ret_ticket->version           = t->version;
}

/* --- order --------------------------------------------------------------------------------------------------------- */

static enum err behind_read(struct store_tx *tx, const struct line_work *w, struct line_behind *ret_behind, size_t *ret_count)
{
    struct store_cursor *cursor;
    bool row     = false;
    size_t count = 0;
    TRY(tx_open(tx, SQL_BEHIND, BINDS(B_TEXT(w->ticket.booth_id), B_INT(w->ticket.order_key), B_INT(BEHIND_MAX)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < BEHIND_MAX) {
        struct str state;
        ret_behind[count].order_key = cursor_int(tx, cursor, 0);
        e                           = cursor_text(tx, cursor, 1, &state);
        ret_behind[count].waiting   = str_eq(state, STR("waiting"));
        count++;
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_count = count;
    return e;
}

/* All places of the booth get whole gaps again, in their order. The ticket at hand keeps its unsaved step and takes its new key. */
static enum err line_renumber(struct store_tx *tx, struct line_work *w)
{
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_ticket_row, TAIL_PLACES, PLACES_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(w->ticket.booth_id)), &rows));
    struct ticket_row *t = rows.rows;
    for (size_t i = 0; i < rows.len; i++) {
        int64_t key = line_key_renumbered(t[i].order_key, i);
        if (str_eq(t[i].id, w->ticket.id)) {
            w->ticket.order_key = key;
            continue;
        }
        TRY(ticket_move(&t[i], key));
        TRY(tx_save(tx, &model_ticket_row, &t[i]));
        TRY(step_insert(tx, &t[i], ticket_action_move, STR(""), w->now));
    }
    w->renumbered = true;
    return ERR_OK;
}

enum err work_move_back(struct store_tx *tx, struct line_work *w, int64_t places)
{
    struct line_behind behind[BEHIND_MAX];
    size_t count;
    int64_t next = w->at.booth.ticket_count + 1;
    TRY(behind_read(tx, w, behind, &count));
    if (line_key_back(behind, count, places, w->ticket.order_key, next, &w->ticket.order_key))
        return ERR_OK;
    TRY(line_renumber(tx, w));
    TRY(behind_read(tx, w, behind, &count));
    CHECK(line_key_back(behind, count, places, w->ticket.order_key, next, &w->ticket.order_key)); /* whole gaps everywhere */
    return ERR_OK;
}

/* --- after the commit ---------------------------------------------------------------------------------------------- */

static bool booths_apply(struct ctx *c, const struct line_work *works, size_t count)
{
    struct live_booth *booths = ARENA_MANY(c->mem, count, struct live_booth);
    size_t booth_count        = 0;
    for (size_t i = 0; booths && i < count; i++)
        if (works[i].booth_changed)
            booths[booth_count++] = live_booth_of(&works[i].at.booth, &works[i].at.fair);
    return booths && (booth_count == 0 || c->hall->live->booth_apply(c->hall->live, c, booths, booth_count) == ERR_OK);
}

static bool tickets_apply(struct ctx *c, const struct line_work *works, size_t count)
{
    struct live_ticket *tickets = ARENA_MANY(c->mem, count, struct live_ticket);
    size_t ticket_count         = 0;
    for (size_t i = 0; tickets && i < count; i++)
        if (works[i].stepped)
            tickets[ticket_count++] = live_ticket_of(&works[i].ticket);
    return tickets && (ticket_count == 0 || c->hall->live->ticket_apply(c->hall->live, c, tickets, ticket_count) == ERR_OK);
}

/* Out of memory here is no loss either: the relay does it. */
void work_follow(struct ctx *c, struct line_work *works, size_t count)
{
    CHECK(count <= WORK_BATCH);
    if (!c->hall->live)
        return;
    bool applied = tickets_apply(c, works, count) && booths_apply(c, works, count);
    for (size_t i = 0; i < count; i++) {
        bool whole = applied && (!works[i].renumbered || project_booth(c, works[i].at.booth.id) == ERR_OK);
        for (size_t k = 0; whole && k < works[i].outbox_count; k++)
            outbox_done(c, works[i].outbox_ids[k]);
        events_send(c, &works[i].events);
    }
}

/* --- bringing the live state up to rows ------------------------------------------------------------------------------- */

struct rows_read {
    const struct model *model;
    const char *tail;
    struct str id, after;
    struct row_list rows;
};

static enum err by_id_read(struct store_tx *tx, void *arg)
{
    struct rows_read *r            = arg;
    const struct tx_list_in wanted = { r->model, r->tail, LIVE_TICKETS_MAX };
    return tx_list(tx, &wanted, BINDS(B_TEXT(r->id)), &r->rows);
}

static enum err rows_apply(struct ctx *c, const struct row_list *rows)
{
    const struct ticket_row *t   = rows->rows;
    struct live_ticket *tickets = ARENA_MANY(c->mem, rows->len, struct live_ticket);
    if (!tickets)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows->len; i++)
        tickets[i] = live_ticket_of(&t[i]);
    return rows->len ? c->hall->live->ticket_apply(c->hall->live, c, tickets, rows->len) : ERR_OK;
}

enum err project_ticket(struct ctx *c, struct str ticket_id)
{
    struct rows_read r = { .model = &model_ticket_row, .tail = TAIL_ID, .id = ticket_id };
    TRY(store_read(c, by_id_read, &r));
    return rows_apply(c, &r.rows);
}

enum err project_candidate(struct ctx *c, struct str ticket_id)
{
    struct rows_read r = { .model = &model_ticket_row, .tail = TAIL_ID, .id = ticket_id };
    TRY(store_read(c, by_id_read, &r));
    TRY(rows_apply(c, &r.rows));
    if (r.rows.len == 0)
        return ERR_OK;
    r.id   = ((const struct ticket_row *)r.rows.rows)->candidate_id;
    r.tail = TAIL_LIVE_OF_CANDIDATE;
    TRY(store_read(c, by_id_read, &r));
    return rows_apply(c, &r.rows);
}

static enum err of_booth_read(struct store_tx *tx, void *arg)
{
    struct rows_read *r            = arg;
    const struct tx_list_in wanted = { &model_ticket_row, TAIL_LIVE_OF_BOOTH, LIVE_TICKETS_MAX };
    return tx_list(tx, &wanted, BINDS(B_TEXT(r->id), B_TEXT(r->after), B_INT(LIVE_TICKETS_MAX)), &r->rows);
}

static enum err place_of_read(struct store_tx *tx, void *arg)
{
    struct line_place_of *at = arg;
    return work_place(tx, at->booth.id, at);
}

enum err project_booth(struct ctx *c, struct str booth_id)
{
    struct line_place_of at = { .booth.id = booth_id };
    enum err e              = store_read(c, place_of_read, &at);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(e);
    struct live_booth booth = live_booth_of(&at.booth, &at.fair);
    TRY(c->hall->live->booth_apply(c->hall->live, c, &booth, 1));
    struct rows_read r = { .id = booth_id, .after = STR("") };
    do {
        TRY(store_read(c, of_booth_read, &r));
        TRY(rows_apply(c, &r.rows));
        if (r.rows.len)
            r.after = ((const struct ticket_row *)r.rows.rows)[r.rows.len - 1].candidate_id;
    } while (r.rows.len == LIVE_TICKETS_MAX);
    return ERR_OK;
}
