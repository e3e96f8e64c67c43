/* The talk as a stage of its ticket: more time, the end, who may see it. */
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

/* --- who sees what -------------------------------------------------------------------------------------------- */

enum err line_booth_check(struct store_tx *tx, struct str booth_id)
{
    int64_t works = 0;
    if (!tx->ctx->who.account_id.len)
        return ERR_NOT_FOUND;
    TRY(tx_int(tx, SQL_WORKS_AT, BINDS(B_TEXT(booth_id), B_TEXT(tx->ctx->who.account_id)), &works));
    return works > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err line_talk_side(struct store_tx *tx, const struct session_row *row, unsigned *ret_side)
{
    if (who_is(tx->ctx, row->candidate_id)) {
        *ret_side = side_candidate;
        return ERR_OK;
    }
    TRY(line_booth_check(tx, row->booth_id));
    *ret_side = who_is(tx->ctx, row->recruiter_id) ? side_recruiter : side_hall;
    return ERR_OK;
}

bool line_talk_is_open(const struct session_row *row, int64_t now)
{
    return talk_is_open(row, now);
}

static enum err names_read(struct store_tx *tx, const struct session_row *row, struct session *s)
{
    struct store_cursor *cursor;
    struct str *const texts[] = { &s->organization_name, &s->candidate_name, &s->candidate_headline, &s->recruiter_name };
    bool found                = false;
    TRY(tx_open(tx, SQL_TALK_NAMES, BINDS(B_TEXT(row->booth_id), B_TEXT(row->candidate_id), B_TEXT(row->recruiter_id)), &cursor));
    enum err e = cursor_step(tx, cursor, &found);
    if (e == ERR_OK && !found)
        e = ERR_NOT_FOUND;
    for (size_t i = 0; i < COUNT_OF(texts) && e == ERR_OK; i++)
        e = cursor_text(tx, cursor, (int)i, texts[i]);
    cursor_done(tx, cursor);
    return e;
}

enum err line_talk_show(struct store_tx *tx, const struct session_row *row, unsigned side, struct session *ret_session)
{
    struct session *s = ret_session;
    model_clear(&model_session, s);
    s->id              = row->id;
    s->ticket_id       = row->ticket_id;
    s->booth_id        = row->booth_id;
    s->side            = side;
    s->state           = row->state;
    s->started_at      = row->started_at;
    s->ends_at         = row->ends_at;
    s->extend_asked_by = row->extend_asked_by;
    s->extended_count  = row->extended_count;
    s->ended_at        = row->ended_at;
    s->outcome         = row->outcome;
    s->reason          = row->reason.len ? row->reason : STR_NONE;
    s->note            = side == side_recruiter || side == side_hall ? row->note : STR_NONE;
    s->message_count   = row->message_count;
    s->now             = clock_now(tx->ctx);
    s->version         = row->version;
    return names_read(tx, row, s);
}

enum err talk_tell(struct store_tx *tx, struct events *events, const struct session_row *s, const char *event)
{
    struct session shown;
    TRY(line_talk_show(tx, s, side_none, &shown));
    const struct event_in to_candidate = { "me", s->candidate_id, event, &model_session, &shown };
    const struct event_in to_recruiter = { "me", s->recruiter_id, event, &model_session, &shown };
    TRY(events_add(tx, events, &to_candidate));
    return events_add(tx, events, &to_recruiter);
}

/* --- more time -------------------------------------------------------------------------------------------------- */

struct talk_job {
    struct line_work work;
    struct session_row session;
    struct str session_id;
    struct talk_outcome outcome;
    struct session *out;
};

static enum err talk_load(struct store_tx *tx, struct talk_job *job, unsigned *ret_side)
{
    TRY(tx_get(tx, &model_session_row, TAIL_ID, BINDS(B_TEXT(job->session_id)), &job->session));
    TRY(line_talk_side(tx, &job->session, ret_side));
    return work_load(tx, &job->work, job->session.ticket_id);
}

/* The ticket carries the planned end, which the live state counts with. It is no step of the ticket: only its version moves. */
static enum err ticket_end_move(struct store_tx *tx, struct talk_job *job)
{
    struct line_work *w        = &job->work;
    w->ticket.session_ends_at = job->session.ends_at;
    w->ticket.version++;
    w->stepped = true;
    TRY(tx_save(tx, &model_ticket_row, &w->ticket));
    return work_outbox(tx, w, false);
}

static enum err extend_write(struct store_tx *tx, void *arg)
{
    struct talk_job *job = arg;
    struct line_work *w  = &job->work;
    unsigned side;
    bool agreed = false;
    TRY(talk_load(tx, job, &side));
    if (side == side_hall)
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("只有面谈双方可以延长"), STR("Only the two who talk can ask for more time"));
    TRY(talk_extend(&job->session, side, w->at.fair.session_seconds * MILLIS_SECOND, w->now, &agreed));
    TRY(tx_save(tx, &model_session_row, &job->session));
    if (agreed)
        TRY(ticket_end_move(tx, job));
    TRY(talk_tell(tx, &w->events, &job->session, "session.extended"));
    return line_talk_show(tx, &job->session, side, job->out);
}

enum err line_extend(struct ctx *c, const struct id_in *in, struct session *out)
{
    struct talk_job job = { .session_id = in->id, .out = out };
    TRY(store_commit(c, extend_write, &job));
    work_follow(c, &job.work, 1);
    return ERR_OK;
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

enum err talk_end(struct store_tx *tx, struct line_work *w, struct session_row *s, struct str reason)
{
    int64_t previous = NONE;
    TRY(tx_int(tx, SQL_PREVIOUS_END, BINDS(B_TEXT(s->booth_id), B_TEXT(s->recruiter_id), B_INT(s->started_at)), &previous));
    booth_learn(&w->at.booth, s, previous);
    TRY(ticket_finish(&w->ticket, w->now));
    TRY(work_save(tx, w, ticket_action_finish, reason));
    TRY(work_booth_save(tx, w));
    return work_outbox(tx, w, true);
}

static enum err finish_write(struct store_tx *tx, void *arg)
{
    struct talk_job *job = arg;
    struct line_work *w  = &job->work;
    unsigned side;
    TRY(talk_load(tx, job, &side));
    if (side == side_candidate)
        return ERR_FORBIDDEN;
    bool running = job->session.state == session_state_running;
    TRY(talk_finish(&job->session, &job->outcome, w->now));
    TRY(tx_save(tx, &model_session_row, &job->session));
    if (running)
        TRY(talk_end(tx, w, &job->session, STR("")));
    TRY(talk_tell(tx, &w->events, &job->session, "session.finished"));
    return line_talk_show(tx, &job->session, side, job->out);
}

enum err line_finish(struct ctx *c, const struct session_finish_in *in, struct session *out)
{
    if (in->outcome == outcome_none)
        return fault_add(c, STR("/outcome"), STR("required"), STR("请选择 advance、hold 或 decline"), STR("advance, hold or decline is needed"));
    if (in->outcome == outcome_decline && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("婉拒时请写明原因"), STR("A decline needs a reason"));
    struct talk_job job = { .session_id = in->id, .out = out };
    job.outcome         = (struct talk_outcome){ in->outcome, in->reason.len ? in->reason : STR(""), in->note.len ? in->note : STR("") };
    TRY(store_commit(c, finish_write, &job));
    work_follow(c, &job.work, 1);
    return ERR_OK;
}
