/* Calling: the live state picks the first callable and takes a grant, the row decides, and only then anybody is told.
 *
 * A grant is decided by the first row of line_grant with its id: the ring's, or a tombstone. Whoever finds a grant open without
 * knowing what came of it writes the tombstone, so a commit that comes late finds it and is refused: nobody rings twice. */
#include <sodium.h>

#include "proto/base/id.h"
#include "server/feature/line/line_in.h"
#include "server/feature/line/line_sql.h"
#include "server/port/audit.h"

#define CALL_ATTEMPTS 4 /* when rows refuse what the live state picked */

struct call_job {
    const struct call_in *in;
    struct line_work work;
    struct str grant_id, ticket_id;
    int64_t waiting; /* without the one rung */
    struct call *out;
};

/* --- the grant's id --------------------------------------------------------------------------------------------- */

/* With an idempotency key the same grant is asked for again, so a call sent twice finds the grant it holds already. When all of
 * those were undone a fresh one is taken: the key's row still lets only one ring through. */
static enum err grant_name(struct ctx *c, const struct call_in *in, uint8_t attempt, struct str *ret_id)
{
    if (!c->key.len || attempt + 1 == CALL_ATTEMPTS)
        return id_new(c, 'g', ret_id);
    static const char separator = '\n';
    uint8_t hash[16];
    char *text = arena_alloc(c->mem, ID_TEXT_MAX);
    if (!text)
        return ERR_NO_MEMORY;
    const struct str parts[] = { c->who.account_id, in->id, c->key, str_make((const char *)&attempt, 1) };
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        crypto_generichash_update(&state, (const uint8_t *)parts[i].ptr, parts[i].len);
        crypto_generichash_update(&state, (const uint8_t *)&separator, 1);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    *ret_id = str_make(text, id_write('g', hash, text));
    return ERR_OK;
}

/* --- what came of a grant ------------------------------------------------------------------------------------------ */

struct settle_job {
    struct str grant_id, ticket_id;
    bool rings;
};

static enum err settle_write(struct store_tx *tx, void *arg)
{
    struct settle_job *job = arg;
    int64_t undone         = 1;
    TRY(tx_exec(tx, SQL_GRANT, BINDS(B_TEXT(job->grant_id), B_TEXT(job->ticket_id), B_INT(1), B_INT(clock_now(tx->ctx))), NULL));
    TRY(tx_int(tx, SQL_GRANT_UNDONE, BINDS(B_TEXT(job->grant_id)), &undone));
    job->rings = undone == 0;
    return ERR_OK;
}

enum err grant_settle(struct ctx *c, struct str grant_id, struct str ticket_id, bool *ret_rings)
{
    struct settle_job job = { grant_id, ticket_id, false };
    TRY(store_write(c, settle_write, &job));
    *ret_rings = job.rings;
    /* The live state was wrong about somebody, or has not heard of the ring: the rows tell it. Then the grant is closed either way. */
    TRY(project_candidate(c, ticket_id));
    return c->hall->live->grant_undo(c->hall->live, c, grant_id);
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

static enum err gate_read(struct store_tx *tx, void *arg)
{
    struct call_job *job = arg;
    struct line_place_of at;
    TRY(work_place(tx, job->in->id, &at));
    TRY(line_booth_check(tx, at.booth.id));
    return line_call_judge(at.fair.state, at.booth.state, at.fair.ends_at, clock_now(tx->ctx));
}

static enum err person_read(struct store_tx *tx, struct str account_id, struct line_place *place)
{
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, SQL_PERSON, BINDS(B_TEXT(account_id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && !row)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = cursor_text(tx, cursor, 0, &place->candidate_name);
    if (e == ERR_OK)
        e = cursor_text(tx, cursor, 1, &place->headline);
    if (e == ERR_OK)
        e = cursor_text(tx, cursor, 2, &place->summary);
    cursor_done(tx, cursor);
    return e;
}

static enum err call_show(struct store_tx *tx, const struct call_job *job)
{
    const struct ticket_row *t = &job->work.ticket;
    struct line_place *place   = ARENA_NEW(tx->ctx->mem, struct line_place);
    if (!place)
        return ERR_NO_MEMORY;
    model_clear(&model_line_place, place);
    place->ticket_id      = t->id;
    place->number         = t->number;
    place->state          = t->state;
    place->not_callable   = not_callable_engaged;
    place->missed_count   = t->missed_count;
    place->recruiter_id   = t->recruiter_id;
    place->recruiter_name = tx->ctx->who.name;
    place->ring_ends_at   = t->ring_ends_at;
    place->joined_at      = t->joined_at;
    job->out->ticket      = place;
    job->out->waiting     = job->waiting;
    job->out->why         = NULL;
    tx->ctx->answer_status = 201;
    return person_read(tx, t->candidate_id, place);
}

static enum err grant_insert(struct store_tx *tx, const struct call_job *job, int64_t now)
{
    int64_t added = 0;
    TRY(tx_exec(tx, SQL_GRANT, BINDS(B_TEXT(job->grant_id), B_TEXT(job->ticket_id), B_INT(0), B_INT(now)), &added));
    return added == 1 ? ERR_OK : ERR_CONFLICT; /* decided already */
}

static enum err ring_write(struct store_tx *tx, void *arg)
{
    struct call_job *job = arg;
    struct line_work *w  = &job->work;
    int64_t busy         = 0;
    TRY(work_load(tx, w, job->ticket_id));
    TRY(line_booth_check(tx, w->ticket.booth_id));
    TRY(line_call_judge(w->at.fair.state, w->at.booth.state, w->at.fair.ends_at, w->now));
    TRY(tx_int(tx, SQL_RECRUITER_BUSY, BINDS(B_TEXT(tx->ctx->who.account_id)), &busy));
    if (busy)
        return ERR_RECRUITER_BUSY;
    TRY(grant_insert(tx, job, w->now));
    const struct line_ring ring = { job->grant_id, tx->ctx->who.account_id, w->at.booth.call_count, w->now };
    bool first                  = w->ticket.called_at == NONE;
    TRY(ticket_ring(&w->ticket, &ring));
    if (first)
        TRY(work_promise(tx, w, true));
    TRY(work_save(tx, w, ticket_action_call, job->in->reason.len ? job->in->reason : STR("")));
    if (job->in->ticket_id.len) /* out of order */
        TRY(audit_add(tx, &(struct audit_in){ STR("line.call"), w->ticket.id, job->in->reason }));
    w->at.booth.call_count++;
    TRY(work_booth_save(tx, w));
    TRY(work_outbox(tx, w, true));
    TRY(work_tell(tx, w, "ticket.ringing", w->ticket.candidate_id));
    return call_show(tx, job);
}

/* --- the verb ---------------------------------------------------------------------------------------------------- */

static enum err nothing_write(struct store_tx *tx, void *arg)
{
    (void)tx;
    (void)arg; /* only the answer to the key is kept */
    return ERR_OK;
}

static enum err call_nobody(struct ctx *c, const struct live_pick *pick, struct call *out)
{
    struct call_why *why = ARENA_NEW(c->mem, struct call_why);
    if (!why)
        return ERR_NO_MEMORY;
    *why             = (struct call_why){ .offline = pick->offline, .engaged = pick->engaged, .snoozed = pick->snoozed };
    out->ticket      = NULL;
    out->waiting     = pick->waiting;
    out->why         = why;
    c->answer_status = 200;
    return c->key.len ? store_commit(c, nothing_write, NULL) : ERR_OK;
}

/* Refusals after which another pick may do better: the live state was behind the rows. */
static bool is_worth_another(enum err e)
{
    return e == ERR_CONFLICT || e == ERR_EXISTS || e == ERR_NOT_WAITING || e == ERR_NOT_FOUND;
}

/* Nothing is known, or nothing can be written, about the row: the sweep settles the grant. */
static bool is_left_to_sweep(enum err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_UNKNOWN_OUTCOME;
}

static enum err call_try(struct ctx *c, struct call_job *job, bool *ret_again)
{
    bool rings = false;
    enum err e = store_commit(c, ring_write, job);
    if (e == ERR_OK) {
        work_follow(c, &job->work, 1);
        return ERR_OK;
    }
    if (is_left_to_sweep(e))
        return e;
    /* What went wrong here does not change the answer: the sweep comes back to it. */
    enum err settled = grant_settle(c, job->grant_id, job->ticket_id, &rings);
    if (settled == ERR_OK && rings)
        return ERR_CONFLICT; /* the same call in another process: its answer is found by the key */
    *ret_again = is_worth_another(e);
    return e;
}

static enum err call_in_check(struct ctx *c, const struct call_in *in)
{
    if (in->ticket_id.len && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("不按顺序呼叫时请写明原因，候选人会看到"),
                         STR("Calling out of order needs a reason, which the candidate sees"));
    return ERR_OK;
}

enum err line_call(struct ctx *c, const struct call_in *in, struct call *out)
{
    struct call_job job = { .in = in, .out = out };
    TRY(call_in_check(c, in));
    TRY(store_read(c, gate_read, &job));
    enum err e = ERR_CONFLICT;
    for (uint8_t attempt = 0; attempt < CALL_ATTEMPTS; attempt++) {
        struct live_pick pick = { 0 };
        bool again            = false;
        TRY(grant_name(c, in, attempt, &job.grant_id));
        const struct live_pick_in wanted = { in->id, c->who.account_id, job.grant_id, in->ticket_id, clock_now(c) };
        TRY(c->hall->live->pick(c->hall->live, c, &wanted, &pick));
        if (pick.recruiter_busy)
            return ERR_RECRUITER_BUSY;
        if (!pick.ticket_id.len) {
            /* Somebody is callable and yet nobody was taken: this grant was undone before, and the key asks with the next. */
            bool used_up = !in->ticket_id.len && c->key.len && pick.waiting > pick.offline + pick.engaged + pick.snoozed;
            if (used_up && attempt + 1 < CALL_ATTEMPTS)
                continue;
            return call_nobody(c, &pick, out);
        }
        job.ticket_id = pick.ticket_id;
        job.waiting   = pick.waiting > 0 ? pick.waiting - 1 : 0;
        e             = call_try(c, &job, &again);
        if (e == ERR_OK || !again)
            return e;
    }
    return e == ERR_EXISTS ? ERR_CONFLICT : e;
}
