/* What people see of a line: their own tickets, and the booth's line for its recruiters. Rows say who stands where; the live state
 * adds who can be called now and how long it takes. Without it that part is unknown, and the rest is answered. */
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

#define PLACES_SHOWN 500
#define SUMMARIES_SHOWN 30 /* of those called soon; more would only fill the answer */
#define TICKETS_SHOWN 100
#define PROMISES_MAX 3 /* the values of eta_basis */

/* --- waiting times -------------------------------------------------------------------------------------------- */

static enum err one_fill(struct ctx *c, struct ticket *t)
{
    struct live_port *live = c->hall->live;
    struct live_line line;
    int64_t ahead = NONE;
    TRY(live->lines(live, c, &t->booth_id, 1, false, &line));
    TRY(live->ahead(live, c, t->booth_id, t->id, &ahead));
    if (ahead == NONE)
        return ERR_OK;
    struct eta eta       = eta_of(&line, ahead, t->now);
    t->ahead             = ahead;
    t->eta_min_s         = eta.min_s;
    t->eta_max_s         = eta.max_s;
    t->eta_basis         = eta.basis;
    t->seen_before_close = eta.seen_before_close;
    return ERR_OK;
}

void tickets_fill(struct ctx *c, struct ticket *tickets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tickets[i].state == ticket_state_waiting && one_fill(c, &tickets[i]) != ERR_OK)
            return; /* unknown, which the ticket says already */
}

/* --- one ticket ------------------------------------------------------------------------------------------------- */

static enum err last_reason(struct store_tx *tx, const struct ticket_row *t, struct ticket *shown)
{
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, SQL_LAST_REASON, BINDS(B_TEXT(t->id), B_INT(t->step_count)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && row)
        e = cursor_text(tx, cursor, 0, &shown->reason);
    cursor_done(tx, cursor);
    if (shown->reason.len == 0)
        shown->reason = STR_NONE;
    return e;
}

struct get_job {
    struct str id;
    struct ticket *out;
};

static enum err get_read(struct store_tx *tx, void *arg)
{
    const struct get_job *job = arg;
    struct line_work w;
    TRY(work_load(tx, &w, job->id));
    if (!who_is(tx->ctx, w.ticket.candidate_id))
        TRY(line_booth_check(tx, w.ticket.booth_id));
    ticket_show(&w.ticket, &w.at, w.now, job->out);
    return last_reason(tx, &w.ticket, job->out);
}

static enum err ticket_get(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct get_job job = { in->id, out };
    TRY(store_read(c, get_read, &job));
    tickets_fill(c, out, 1);
    return ERR_OK;
}

enum err ticket_get_any(struct ctx *c, const void *in, void *out)
{
    return ticket_get(c, in, out);
}

/* --- my tickets --------------------------------------------------------------------------------------------------- */

struct mine_job {
    struct page page;
    struct ticket_list *out;
};

static int64_t ticket_key(const struct ticket_row *t) /* TICKET_KEY */
{
    return (ticket_is_live(t->state) ? 1 : 2) * INT64_C(1000000000000000) - t->joined_at;
}

static enum err mine_read(struct store_tx *tx, void *arg)
{
    struct mine_job *job           = arg;
    const struct page *page        = &job->page;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_ticket_row, TAIL_MY_TICKETS, TICKETS_SHOWN + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(page->after_key), B_TEXT(page->after_id.len ? page->after_id : STR("")), B_INT(page->limit + 1)),
                &rows));
    const struct ticket_row *t = rows.rows;
    size_t count               = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct ticket *items       = ARENA_MANY(tx->ctx->mem, count, struct ticket);
    int64_t now                = clock_now(tx->ctx);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct line_place_of at;
        TRY(work_place(tx, t[i].booth_id, &at));
        ticket_show(&t[i], &at, now, &items[i]);
        TRY(last_reason(tx, &t[i], &items[i]));
    }
    job->out->items = (struct sub_list){ items, count };
    return rows.len > count ? page_next(tx->ctx, ticket_key(&t[count - 1]), t[count - 1].id, &job->out->next) : ERR_OK;
}

static enum err tickets_mine(struct ctx *c, const struct page_in *in, struct ticket_list *out)
{
    struct mine_job job = { .out = out };
    TRY(page_read(c, in->limit, in->after, &job.page));
    TRY(store_read(c, mine_read, &job));
    tickets_fill(c, out->items.items, out->items.len);
    return ERR_OK;
}

enum err tickets_mine_any(struct ctx *c, const void *in, void *out)
{
    return tickets_mine(c, in, out);
}

/* --- the line, for those who call -------------------------------------------------------------------------------- */

struct line_job {
    struct str booth_id;
    struct line *out;
    int64_t now;
};

static enum err place_read(struct store_tx *tx, struct store_cursor *cursor, struct line_place *p)
{
    struct str state;
    model_clear(&model_line_place, p);
    TRY(cursor_text(tx, cursor, 0, &p->ticket_id));
    p->number = cursor_int(tx, cursor, 1);
    TRY(cursor_text(tx, cursor, 2, &state));
    TRY(cursor_text(tx, cursor, 3, &p->candidate_name));
    TRY(cursor_text(tx, cursor, 4, &p->headline));
    p->missed_count = cursor_int(tx, cursor, 6);
    TRY(cursor_text(tx, cursor, 7, &p->recruiter_id));
    TRY(cursor_text(tx, cursor, 8, &p->recruiter_name));
    p->ring_ends_at = cursor_int(tx, cursor, 9);
    TRY(cursor_text(tx, cursor, 10, &p->session_id));
    p->session_ends_at = cursor_int(tx, cursor, 11);
    p->joined_at       = cursor_int(tx, cursor, 12);
    if (!enum_find(&enum_ticket_state, state, &p->state))
        return ERR_INTERNAL;
    p->not_callable = cursor_int(tx, cursor, 13) == 1 ? not_callable_frozen : p->state == ticket_state_waiting ? not_callable_no : not_callable_engaged;
    return ERR_OK;
}

static enum err places_read(struct store_tx *tx, const struct line_job *job, struct line_place *items, size_t *ret_count)
{
    struct store_cursor *cursor;
    bool row     = false;
    size_t count = 0;
    TRY(tx_open(tx, SQL_LINE, BINDS(B_TEXT(job->booth_id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < PLACES_SHOWN) {
        struct line_place *p = &items[count];
        e                    = place_read(tx, cursor, p);
        p->summary           = STR("");
        if (e == ERR_OK && count < SUMMARIES_SHOWN)
            e = cursor_text(tx, cursor, 5, &p->summary);
        job->out->waiting += p->state == ticket_state_waiting;
        count++;
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_count = count;
    return e;
}

static enum err promises_read(struct store_tx *tx, const struct line_job *job)
{
    struct store_cursor *cursor;
    bool row                      = false;
    struct promise_figures *items = ARENA_MANY(tx->ctx->mem, PROMISES_MAX, struct promise_figures);
    if (!items)
        return ERR_NO_MEMORY;
    job->out->promises = (struct sub_list){ items, 0 };
    TRY(tx_open(tx, SQL_PROMISES_OF_BOOTH, BINDS(B_TEXT(job->booth_id), B_INT(PROMISES_MAX)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && job->out->promises.len < PROMISES_MAX) {
        struct promise_figures *f = &items[job->out->promises.len++];
        struct str basis;
        e              = cursor_text(tx, cursor, 0, &basis);
        f->kept_count  = cursor_int(tx, cursor, 1);
        f->early_count = cursor_int(tx, cursor, 2);
        f->late_count  = cursor_int(tx, cursor, 3);
        f->open_count  = cursor_int(tx, cursor, 4);
        f->bias_sum_s  = cursor_int(tx, cursor, 5);
        if (e == ERR_OK && !enum_find(&enum_eta_basis, basis, &f->basis))
            e = ERR_INTERNAL;
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    return e;
}

static enum err line_read(struct store_tx *tx, void *arg)
{
    struct line_job *job = arg;
    struct line *out     = job->out;
    struct line_place_of at;
    TRY(work_place(tx, job->booth_id, &at));
    TRY(line_booth_check(tx, job->booth_id));
    struct line_place *items = ARENA_MANY(tx->ctx->mem, PLACES_SHOWN, struct line_place);
    if (!items)
        return ERR_NO_MEMORY;
    out->booth_id       = job->booth_id;
    out->state          = at.booth.state;
    out->waiting        = 0;
    out->served_count   = at.booth.served_count;
    out->session_mean_s = at.booth.session_count >= ETA_TALKS_MIN ? at.booth.session_mean_ms / 1000 : NONE;
    out->now            = job->now;
    out->items.items    = items;
    TRY(promises_read(tx, job));
    return places_read(tx, job, items, &out->items.len);
}

/* Why each that waits cannot be called, by its number: both lists are in order, so the search goes on where it was. */
static void why_fill(const struct live_line *live, struct line *out)
{
    struct line_place *p = out->items.items;
    size_t at            = 0;
    for (size_t i = 0; i < out->items.len; i++) {
        if (p[i].state != ticket_state_waiting)
            continue;
        for (size_t k = 0; k < live->number_count; k++) {
            size_t one = (at + k) % live->number_count;
            if (live->numbers[one] == p[i].number) {
                p[i].not_callable = live->why[one];
                at                = one + 1;
                break;
            }
        }
    }
}

static enum err line_get(struct ctx *c, const struct id_in *in, struct line *out)
{
    struct line_job job   = { in->id, out, clock_now(c) };
    struct live_line live = { 0 };
    TRY(store_read(c, line_read, &job));
    if (c->hall->live && c->hall->live->lines(c->hall->live, c, &in->id, 1, true, &live) == ERR_OK)
        why_fill(&live, out);
    return ERR_OK;
}

enum err line_get_any(struct ctx *c, const void *in, void *out)
{
    return line_get(c, in, out);
}
