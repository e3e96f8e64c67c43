/* Jobs that step tickets and talks when their time has come. Each finds what is due, then decides again within the write: another
 * process may have been there. */
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"

#define ROUNDS_MAX 200                    /* of one run: the rest waits for the next */
#define ROUND_MEM_MAX ((size_t)2 << 20)   /* rows, events and texts of one round */

/* One step if it is still due; ERR_OK without one otherwise. */
typedef enum err due_fn(struct store_tx *tx, struct line_work *w);

struct due {
    store_fn *read, *write;
    const char *sql; /* for due_read: ids, ?1 now or an account, ?2 how many */
    struct bind first;
    due_fn *step; /* for due_write */
    struct str ids[WORK_BATCH];
    size_t count;
    struct line_work *works; /* WORK_BATCH */
};

static enum err ids_read(struct store_tx *tx, const char *sql, const struct bind *binds, size_t bind_count, struct due *due)
{
    struct store_cursor *cursor;
    bool row   = false;
    due->count = 0;
    TRY(tx_open(tx, sql, binds, bind_count, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && due->count < WORK_BATCH) {
        e = cursor_text(tx, cursor, 0, &due->ids[due->count++]);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    return e;
}

static enum err due_read(struct store_tx *tx, void *arg)
{
    struct due *due = arg;
    return ids_read(tx, due->sql, BINDS(due->first, B_INT(WORK_BATCH)), due);
}

static enum err due_write(struct store_tx *tx, void *arg)
{
    struct due *due = arg;
    for (size_t i = 0; i < due->count; i++) {
        enum err e = work_load(tx, &due->works[i], due->ids[i]);
        if (e == ERR_OK)
            e = due->step(tx, &due->works[i]);
        if (e != ERR_OK && e != ERR_NOT_FOUND)
            return e;
    }
    return ERR_OK;
}

/* ret_more: a full batch was found and something of it done, so there may be more. */
static enum err due_round(struct ctx *c, struct due *due, bool *ret_more)
{
    bool done = false;
    *ret_more = false;
    TRY(store_read(c, due->read, due));
    if (due->count == 0)
        return ERR_OK;
    due->works = ARENA_MANY(c->mem, WORK_BATCH, struct line_work);
    if (!due->works)
        return ERR_NO_MEMORY;
    TRY(store_write(c, due->write, due));
    work_follow(c, due->works, due->count);
    for (size_t i = 0; i < due->count; i++)
        done |= due->works[i].stepped || due->works[i].events.count > 0;
    *ret_more = done && due->count == WORK_BATCH;
    return ERR_OK;
}

/* Rounds until nothing is due, each with memory of its own. */
static enum err due_run(struct ctx *c, struct due *due)
{
    struct arena *kept = c->mem;
    struct arena round;
    bool more  = true;
    enum err e = ERR_OK;
    for (size_t i = 0; i < ROUNDS_MAX && more && e == ERR_OK; i++) {
        arena_init(&round, ROUND_MEM_MAX);
        c->mem = &round;
        e      = due_round(c, due, &more);
        c->mem = kept;
        arena_done(&round);
    }
    return e;
}

#define JOB(name)                                                                                                      \
    enum err name##_any(struct ctx *c, const void *in, void *out)                                                      \
    {                                                                                                                  \
        (void)in;                                                                                                      \
        (void)out; /* a job is told nothing and answers nothing */                                                     \
        return name(c);                                                                                                \
    }

/* --- rings ------------------------------------------------------------------------------------------------------ */

static enum err miss_step(struct store_tx *tx, struct line_work *w)
{
    if (!ticket_ring_is_over(&w->ticket, w->now))
        return ERR_OK;
    struct str recruiter = w->ticket.recruiter_id;
    TRY(ticket_miss(&w->ticket, w->now));
    bool out = w->ticket.state == ticket_state_out;
    if (!out)
        TRY(work_move_back(tx, w, line_miss_places(w->ticket.missed_count)));
    TRY(work_save(tx, w, ticket_action_miss, out ? STR(LINE_REASON_OUT) : STR("")));
    if (out) {
        w->at.booth.lost_count++;
        TRY(work_booth_save(tx, w));
    }
    TRY(work_outbox(tx, w, false));
    TRY(work_tell(tx, w, "ticket.missed", w->ticket.candidate_id));
    return recruiter.len ? work_tell(tx, w, "ticket.missed", recruiter) : ERR_OK;
}

static enum err ring_timeout(struct ctx *c)
{
    struct due due = { .read = due_read, .write = due_write, .sql = SQL_RINGS_OVER, .first = B_INT(clock_now(c)), .step = miss_step };
    return due_run(c, &due);
}
JOB(ring_timeout)

static enum err restart_step(struct store_tx *tx, struct line_work *w)
{
    if (!ticket_ring_is_over(&w->ticket, w->now))
        return ERR_OK;
    TRY(ticket_back(&w->ticket, ticket_action_restart));
    TRY(work_save(tx, w, ticket_action_restart, STR(LINE_REASON_RESTART)));
    TRY(work_outbox(tx, w, false));
    return work_tell(tx, w, "ticket.moved", w->ticket.candidate_id);
}

/* Offline clocks need nothing here: the live state counts no time in which it was not swept. */
static enum err line_restart(struct ctx *c)
{
    struct due due = { .read = due_read, .write = due_write, .sql = SQL_RINGS_OVER, .first = B_INT(clock_now(c)), .step = restart_step };
    return due_run(c, &due);
}
JOB(line_restart)

/* --- snoozes ----------------------------------------------------------------------------------------------------- */

static enum err wake_step(struct store_tx *tx, struct line_work *w)
{
    enum err e = ticket_wake(&w->ticket, w->now);
    if (e == ERR_CONFLICT || e == ERR_NOT_WAITING)
        return ERR_OK; /* not due any more */
    TRY(e);
    TRY(work_save(tx, w, ticket_action_wake, STR("")));
    TRY(work_outbox(tx, w, false));
    return work_tell(tx, w, "ticket.moved", w->ticket.candidate_id);
}

static enum err snooze_wake(struct ctx *c)
{
    struct due due = { .read = due_read, .write = due_write, .sql = SQL_SNOOZES_OVER, .first = B_INT(clock_now(c)), .step = wake_step };
    return due_run(c, &due);
}
JOB(snooze_wake)

/* --- offline too long, and back ------------------------------------------------------------------------------------- */

static enum err cold_step(struct store_tx *tx, struct line_work *w, unsigned action)
{
    enum err e = action == ticket_action_freeze ? ticket_freeze(&w->ticket) : ticket_thaw(&w->ticket);
    if (e == ERR_CONFLICT || e == ERR_NOT_WAITING)
        return ERR_OK;
    TRY(e);
    TRY(work_save(tx, w, action, STR("")));
    TRY(work_outbox(tx, w, false));
    return work_tell(tx, w, "ticket.moved", w->ticket.candidate_id);
}

static enum err freeze_step(struct store_tx *tx, struct line_work *w)
{
    return cold_step(tx, w, ticket_action_freeze);
}

static enum err thaw_step(struct store_tx *tx, struct line_work *w)
{
    return cold_step(tx, w, ticket_action_thaw);
}

#define ACCOUNTS_MAX 256

static enum err accounts_step(struct ctx *c, const struct str *accounts, size_t count, struct due *due)
{
    for (size_t i = 0; i < count; i++) {
        due->first = B_TEXT(accounts[i]);
        TRY(due_run(c, due));
    }
    return ERR_OK;
}

static enum err line_freeze(struct ctx *c)
{
    struct live_port *live = c->hall->live;
    struct str *accounts   = ARENA_MANY(c->mem, ACCOUNTS_MAX, struct str);
    size_t count           = 0;
    if (!accounts)
        return ERR_NO_MEMORY;
    struct due freeze = { .read = due_read, .write = due_write, .sql = SQL_OF_CANDIDATE_TO_FREEZE, .step = freeze_step };
    struct due thaw   = { .read = due_read, .write = due_write, .sql = SQL_OF_CANDIDATE_TO_THAW, .step = thaw_step };
    TRY(live->freeze_due(live, c, clock_now(c) - LINE_OFFLINE_MS, accounts, ACCOUNTS_MAX, &count));
    TRY(accounts_step(c, accounts, count, &freeze));
    TRY(live->thaw_due(live, c, accounts, ACCOUNTS_MAX, &count));
    return accounts_step(c, accounts, count, &thaw);
}
JOB(line_freeze)

/* --- the bell --------------------------------------------------------------------------------------------------------- */

/* What the one who closed the booth said of it, while the fair itself goes on. */
static enum err bell_reason(struct store_tx *tx, const struct line_work *w, struct str *ret_reason)
{
    struct store_cursor *cursor;
    bool row    = false;
    *ret_reason = STR("");
    if (!line_is_closed(w->at.fair.state, booth_state_open, w->at.fair.ends_at, w->now)) {
        TRY(tx_open(tx, SQL_BOOTH_MESSAGE, BINDS(B_TEXT(w->at.booth.id)), &cursor));
        enum err e = cursor_step(tx, cursor, &row);
        if (e == ERR_OK && row)
            e = cursor_text(tx, cursor, 0, ret_reason);
        cursor_done(tx, cursor);
        TRY(e);
    }
    if (!ret_reason->len)
        *ret_reason = STR(LINE_REASON_BELL);
    return ERR_OK;
}

static enum err bell_step(struct store_tx *tx, struct line_work *w)
{
    const struct line_place_of *at = &w->at;
    struct str reason;
    if (!ticket_is_live(w->ticket.state) || w->ticket.state == ticket_state_in_session ||
        !line_is_closed(at->fair.state, at->booth.state, at->fair.ends_at, w->now))
        return ERR_OK;
    TRY(bell_reason(tx, w, &reason));
    if (w->ticket.state == ticket_state_ringing) {
        TRY(ticket_back(&w->ticket, ticket_action_withdraw));
        TRY(work_save(tx, w, ticket_action_withdraw, reason));
    }
    TRY(ticket_bell(&w->ticket, w->now));
    TRY(work_save(tx, w, ticket_action_bell, reason));
    if (w->ticket.called_at == NONE)
        TRY(work_promise(tx, w, false));
    w->at.booth.lost_count++;
    TRY(work_booth_save(tx, w));
    TRY(work_outbox(tx, w, false));
    return work_tell(tx, w, "ticket.not_seen", w->ticket.candidate_id);
}

static enum err line_bell(struct ctx *c)
{
    struct due due = { .read = due_read, .write = due_write, .sql = SQL_UNSEEN, .first = B_INT(clock_now(c)), .step = bell_step };
    return due_run(c, &due);
}
JOB(line_bell)

/* --- talks -------------------------------------------------------------------------------------------------------------- */

static enum err talks_read(struct store_tx *tx, void *arg)
{
    struct due *due = arg;
    int64_t now     = clock_now(tx->ctx);
    return ids_read(tx, SQL_TALKS_DUE, BINDS(B_INT(now + TALK_WARN_MS), B_INT(now - TALK_GRACE_MS), B_INT(WORK_BATCH)), due);
}

static enum err talk_step(struct store_tx *tx, struct line_work *w, struct str session_id)
{
    struct session_row s;
    TRY(tx_get(tx, &model_session_row, TAIL_ID, BINDS(B_TEXT(session_id)), &s));
    TRY(work_load(tx, w, s.ticket_id));
    enum talk_due due = talk_due(&s, w->now);
    if (due == TALK_DUE_NOTHING)
        return ERR_OK;
    TRY(due == TALK_DUE_WARNING ? talk_warn(&s, w->now) : talk_over(&s, w->now));
    TRY(tx_save(tx, &model_session_row, &s));
    if (due == TALK_DUE_WARNING)
        return talk_tell(tx, &w->events, &s, "session.warning");
    TRY(talk_end(tx, w, &s, STR(LINE_REASON_OVER)));
    return talk_tell(tx, &w->events, &s, "session.finished");
}

static enum err talks_write(struct store_tx *tx, void *arg)
{
    struct due *due = arg;
    for (size_t i = 0; i < due->count; i++) {
        enum err e = talk_step(tx, &due->works[i], due->ids[i]);
        if (e != ERR_OK && e != ERR_NOT_FOUND)
            return e;
    }
    return ERR_OK;
}

static enum err session_clock(struct ctx *c)
{
    struct due due = { .read = talks_read, .write = talks_write };
    return due_run(c, &due);
}
JOB(session_clock)
