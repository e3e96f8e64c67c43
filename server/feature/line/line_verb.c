/* The verbs of a place in line, but for calling (line_call.c) and the talk (line_talk.c). Each is one commit: load, let the
 * rule decide, save, and then what follows. The simulator runs the very same ones. */
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

/* --- joining -------------------------------------------------------------------------------------------------- */

struct join_job {
    struct line_work work;
    struct str booth_id;
    struct live_line line; /* as it was just before */
    struct ticket *out;
};

struct join_before { /* what the person had at this fair */
    int64_t lines;
    bool served;
    struct str there; /* the live ticket at this booth */
};

static enum err before_read(struct store_tx *tx, const struct join_job *job, struct join_before *ret_before)
{
    struct store_cursor *cursor;
    struct join_before before = { 0 };
    bool row                  = false;
    TRY(tx_open(tx, SQL_TICKETS_AT_FAIR, BINDS(B_TEXT(tx->ctx->who.account_id), B_TEXT(job->work.at.fair.id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row) {
        struct str booth_id, state_text;
        unsigned state = ticket_state_left;
        TRY(cursor_text(tx, cursor, 0, &booth_id));
        TRY(cursor_text(tx, cursor, 1, &state_text));
        bool known = enum_find(&enum_ticket_state, state_text, &state);
        bool here  = str_eq(booth_id, job->booth_id);
        before.served |= known && here && state == ticket_state_done;
        if (known && ticket_is_live(state)) {
            before.lines++;
            if (here)
                TRY(cursor_text(tx, cursor, 2, &before.there));
        }
        e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_before = before;
    return e;
}

static void join_promise(struct ticket *out, const struct live_line *line, int64_t ahead, int64_t now)
{
    struct eta eta         = eta_of(line, ahead, now);
    out->ahead             = ahead;
    out->eta_min_s         = eta.min_s;
    out->eta_max_s         = eta.max_s;
    out->eta_basis         = eta.basis;
    out->seen_before_close = eta.seen_before_close;
}

static enum err join_there(struct store_tx *tx, struct join_job *job, struct str ticket_id)
{
    struct line_work *w = &job->work;
    int64_t ahead       = 0;
    TRY(work_load(tx, w, ticket_id));
    ticket_show(&w->ticket, &w->at, w->now, job->out);
    if (w->ticket.state == ticket_state_waiting) {
        TRY(tx_int(tx, SQL_WAITING_BEFORE, BINDS(B_TEXT(job->booth_id), B_INT(w->ticket.order_key)), &ahead));
        join_promise(job->out, &job->line, ahead, w->now);
    }
    tx->ctx->answer_status = 200;
    return ERR_OK;
}

static void ticket_begin(struct ticket_row *t, const struct join_job *job, struct str candidate_id, int64_t order_key)
{
    struct str id = t->id;
    model_clear(&model_ticket_row, t);
    t->id                 = id;
    t->fair_id            = job->work.at.fair.id;
    t->booth_id           = job->booth_id;
    t->candidate_id       = candidate_id;
    t->number             = job->work.at.booth.ticket_count;
    t->state              = ticket_state_waiting;
    t->order_key          = order_key;
    t->snoozes_left       = LINE_SNOOZES;
    t->missed_count       = 0;
    t->snoozed_until_call = 0;
    t->step_count         = 1;
    t->promised_basis     = eta_basis_unknown;
    t->joined_at          = job->work.now;
    t->version            = 1;
}

static enum err join_write(struct store_tx *tx, void *arg)
{
    struct join_job *job = arg;
    struct line_work *w  = &job->work;
    struct join_before before = { 0 };
    *w = (struct line_work){ .now = clock_now(tx->ctx), .reason = STR("") };
    TRY(work_place(tx, job->booth_id, &w->at));
    TRY(before_read(tx, job, &before));
    if (before.there.len)
        return join_there(tx, job, before.there);
    int64_t key    = line_key_join(w->at.booth.ticket_count + 1, before.served);
    int64_t others = 0;
    TRY(tx_int(tx, SQL_NOT_WAITING_BEFORE, BINDS(B_TEXT(job->booth_id), B_INT(key)), &others));
    int64_t ahead = line_live_count(&w->at.booth) - others;
    w->at.booth.ticket_count++;
    const struct line_join judged = { .fair_state   = w->at.fair.state,
                                      .booth_state  = w->at.booth.state,
                                      .fair_ends_at = w->at.fair.ends_at,
                                      .now          = w->now,
                                      .lines        = before.lines,
                                      .lines_max    = w->at.fair.lines_per_candidate,
                                      .waiting      = ahead };
    TRY(line_join_judge(&judged));
    TRY(id_new(tx->ctx, 't', &w->ticket.id));
    ticket_begin(&w->ticket, job, tx->ctx->who.account_id, key);
    ticket_show(&w->ticket, &w->at, w->now, job->out);
    join_promise(job->out, &job->line, ahead, w->now);
    w->ticket.promised_min_s = job->out->eta_min_s;
    w->ticket.promised_max_s = job->out->eta_max_s;
    w->ticket.promised_basis = job->out->eta_basis;
    TRY(work_save(tx, w, ticket_action_join, STR("")));
    TRY(work_booth_save(tx, w));
    w->booth_changed       = false; /* nothing that the live state keeps of it */
    tx->ctx->answer_status = 201;
    return work_outbox(tx, w, false);
}

enum err line_join(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct join_job job = { .booth_id = in->id, .out = out };
    TRY(c->hall->live->lines(c->hall->live, c, &in->id, 1, false, &job.line));
    TRY(store_commit(c, join_write, &job));
    work_follow(c, &job.work, 1);
    return ERR_OK;
}

#define LINES_OF_ONE_MAX 64 /* as the statement says */

/* --- steps on one's own ticket ---------------------------------------------------------------------------------- */

struct step_job {
    struct line_work work;
    struct str ticket_id;
    struct ticket *out;
    struct answered *answered;
};

/* A ticket is its candidate's. */
static enum err own_load(struct store_tx *tx, struct step_job *job)
{
    TRY(work_load(tx, &job->work, job->ticket_id));
    return who_is(tx->ctx, job->work.ticket.candidate_id) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err step_commit(struct ctx *c, struct step_job *job, store_fn *write)
{
    TRY(store_commit(c, write, job));
    work_follow(c, &job->work, 1);
    /* What a key answers again is what was answered first, so nothing is added to it. */
    if (job->out && !c->key.len)
        tickets_fill(c, job->out, 1);
    return ERR_OK;
}

static enum err ticket_out(struct store_tx *tx, struct step_job *job)
{
    const struct line_work *w = &job->work;
    ticket_show(&w->ticket, &w->at, w->now, job->out);
    if (w->ticket.state != ticket_state_waiting)
        return ERR_OK;
    return tx_int(tx, SQL_WAITING_BEFORE, BINDS(B_TEXT(w->ticket.booth_id), B_INT(w->ticket.order_key)), &job->out->ahead);
}

/* w is loaded, and its ticket the caller's. */
static enum err leave_step(struct store_tx *tx, struct line_work *w)
{
    if (w->ticket.state == ticket_state_in_session)
        return refuse(tx->ctx, ERR_CONFLICT, STR("面谈进行中，不能离开队列"), STR("A talk is going on: the place cannot be left now"));
    TRY(ticket_leave(&w->ticket, w->now));
    TRY(work_save(tx, w, ticket_action_leave, STR("")));
    if (w->ticket.called_at == NONE)
        TRY(work_promise(tx, w, false));
    w->at.booth.lost_count++;
    TRY(work_booth_save(tx, w));
    TRY(work_outbox(tx, w, false));
    return work_tell(tx, w, "ticket.moved", w->ticket.candidate_id);
}

static enum err leave_write(struct store_tx *tx, void *arg)
{
    struct step_job *job = arg;
    TRY(own_load(tx, job));
    TRY(leave_step(tx, &job->work));
    return ticket_out(tx, job);
}

enum err line_leave_all(struct store_tx *tx)
{
    struct row_list rows;
    const struct tx_list_in wanted = { &model_ticket_row, TAIL_LIVE_OF_CANDIDATE, LINES_OF_ONE_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(tx->ctx->who.account_id)), &rows));
    const struct ticket_row *tickets = rows.rows;
    for (size_t i = 0; i < rows.len; i++) {
        struct line_work *w = ARENA_NEW(tx->ctx->mem, struct line_work);
        if (!w)
            return ERR_NO_MEMORY;
        TRY(work_load(tx, w, tickets[i].id));
        TRY(leave_step(tx, w));
    }
    return ERR_OK;
}

enum err line_leave(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct step_job job = { .ticket_id = in->id, .out = out };
    return step_commit(c, &job, leave_write);
}

static enum err snooze_write(struct store_tx *tx, void *arg)
{
    struct step_job *job = arg;
    struct line_work *w  = &job->work;
    int64_t others       = 0;
    TRY(own_load(tx, job));
    TRY(tx_int(tx, SQL_OTHERS_WAIT, BINDS(B_TEXT(w->ticket.booth_id), B_TEXT(w->ticket.id)), &others));
    enum err e = ticket_snooze(&w->ticket, w->at.booth.call_count, others > 0, w->now);
    if (e == ERR_CONFLICT)
        return refuse(tx->ctx, e, STR("后面没有其他人在等，无法让位"), STR("Nobody else is waiting who could go first"));
    TRY(e);
    TRY(work_save(tx, w, ticket_action_snooze, STR("")));
    TRY(work_outbox(tx, w, false));
    TRY(work_tell(tx, w, "ticket.moved", w->ticket.candidate_id));
    return ticket_out(tx, job);
}

enum err line_snooze(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct step_job job = { .ticket_id = in->id, .out = out };
    return step_commit(c, &job, snooze_write);
}

static enum err extend_ring_write(struct store_tx *tx, void *arg)
{
    struct step_job *job = arg;
    struct line_work *w  = &job->work;
    TRY(own_load(tx, job));
    TRY(ticket_extend_ring(&w->ticket, w->now));
    TRY(work_save(tx, w, ticket_action_extend_ring, STR("")));
    TRY(work_outbox(tx, w, false));
    TRY(work_tell(tx, w, "ticket.moved", w->ticket.candidate_id));
    return ticket_out(tx, job);
}

enum err line_extend_ring(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct step_job job = { .ticket_id = in->id, .out = out };
    return step_commit(c, &job, extend_ring_write);
}

static void session_begin(struct session_row *s, const struct line_work *w, struct str id)
{
    model_clear(&model_session_row, s);
    s->id              = id;
    s->ticket_id       = w->ticket.id;
    s->fair_id         = w->ticket.fair_id;
    s->booth_id        = w->ticket.booth_id;
    s->candidate_id    = w->ticket.candidate_id;
    s->recruiter_id    = w->ticket.recruiter_id;
    s->state           = session_state_running;
    s->started_at      = w->now;
    s->ends_at         = w->now + w->at.fair.session_seconds * MILLIS_SECOND;
    s->extend_asked_by = side_none;
    s->extended_count  = 0;
    s->outcome         = outcome_none;
    s->reason          = STR("");
    s->note            = STR("");
    s->message_count   = 0;
    s->version         = 1;
}

static enum err answer_write(struct store_tx *tx, void *arg)
{
    struct step_job *job = arg;
    struct line_work *w  = &job->work;
    struct session_row session;
    struct str session_id;
    TRY(own_load(tx, job));
    TRY(id_new(tx->ctx, 's', &session_id));
    session_begin(&session, w, session_id);
    TRY(ticket_answer(&w->ticket, session_id, session.ends_at, w->now));
    TRY(tx_insert(tx, &model_session_row, &session));
    TRY(work_save(tx, w, ticket_action_answer, STR("")));
    TRY(work_outbox(tx, w, false));
    TRY(talk_tell(tx, &w->events, &session, "session.started"));
    *job->answered = (struct answered){ .session_id = session_id, .ticket_id = w->ticket.id, .ends_at = session.ends_at, .now = w->now, .version = w->ticket.version };
    return ERR_OK;
}

enum err line_answer(struct ctx *c, const struct id_in *in, struct answered *out)
{
    struct step_job job = { .ticket_id = in->id, .answered = out };
    return step_commit(c, &job, answer_write);
}

/* --- the recruiter takes a ring back ---------------------------------------------------------------------------- */

static enum err withdraw_write(struct store_tx *tx, void *arg)
{
    struct step_job *job = arg;
    struct line_work *w  = &job->work;
    TRY(work_load(tx, w, job->ticket_id));
    TRY(line_booth_check(tx, w->ticket.booth_id));
    TRY(ticket_back(&w->ticket, ticket_action_withdraw));
    TRY(work_save(tx, w, ticket_action_withdraw, STR("")));
    TRY(work_outbox(tx, w, false));
    TRY(work_tell(tx, w, "ticket.moved", w->ticket.candidate_id));
    return ticket_out(tx, job);
}

enum err line_withdraw(struct ctx *c, const struct id_in *in, struct ticket *out)
{
    struct step_job job = { .ticket_id = in->id, .out = out };
    return step_commit(c, &job, withdraw_write);
}
