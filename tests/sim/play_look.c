/* Looking at everything: the rows and the live state against the model. */
#include "tests/sim/play_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"

/* --- looking at everything ------------------------------------------------------------------------------------------------- */
static unsigned state_real(enum sim_state s)
{
    static const unsigned map[] = { ticket_state_waiting, ticket_state_ringing, ticket_state_in_session, ticket_state_done, ticket_state_left, ticket_state_out, ticket_state_not_seen };
    return map[s];
}

static enum err look_read(struct store_tx *tx, void *arg)
{
    struct look *l                 = arg;
    const struct tx_list_in wanted = { &model_ticket_row, "ORDER BY booth_id, order_key, number", SIM_TICKETS_MAX };
    const struct tx_list_in booths   = { &model_booth_row, "ORDER BY number", SIM_BOOTHS_MAX };
    const struct tx_list_in sessions = { &model_session_row, "ORDER BY started_at", SIM_TICKETS_MAX };
    TRY(tx_list(tx, &wanted, NO_BINDS, &l->tickets));
    TRY(tx_list(tx, &booths, NO_BINDS, &l->booths));
    TRY(tx_list(tx, &sessions, NO_BINDS, &l->sessions));
    return tx_int(tx, "SELECT count(*) FROM ticket t WHERE step_count <> (SELECT count(*) FROM ticket_step s WHERE s.ticket_id = t.id) OR step_count <> (SELECT max(seq) FROM ticket_step s WHERE s.ticket_id = t.id)",
                  NO_BINDS, &l->holes);
}

/* What cannot be seen at the tickets: paused booths, calls counted, who asked for more time, which outcomes were given. */
static bool rest_fits(const struct look *l, const struct sim_model *m)
{
    const struct booth_row *booths     = l->booths.rows;
    const struct session_row *sessions = l->sessions.rows;
    const struct ticket_row *tickets   = l->tickets.rows;
    for (size_t b = 0; b < l->booths.len; b++)
        if ((booths[b].state == booth_state_paused) != m->booth[b].paused || booths[b].call_count != m->booth[b].calls)
            return false;
    for (size_t i = 0; i < l->sessions.len; i++)
        for (size_t k = 0; k < l->tickets.len; k++)
            for (int t = 0; t < m->ticket_count; t++) {
                const struct sim_ticket *one = &m->ticket[t];
                if (!str_eq(sessions[i].ticket_id, tickets[k].id) || one->number != tickets[k].number || !str_eq_cstr(tickets[k].booth_id, l->p->booth_id[one->booth]))
                    continue;
                int asked = sessions[i].extend_asked_by == side_candidate ? 1 : sessions[i].extend_asked_by == side_recruiter ? 2 : 0;
                bool open = one->state == SIM_TALKING;
                if ((open && (asked != one->extend_asked || sessions[i].extended_count != one->extended)) || (sessions[i].state == session_state_finished) != one->finished)
                    return false;
            }
    return true;
}

/* The rows against the model: every ticket's state and counts, every line's order. Says nothing; the caller does. */
bool rows_fit(const struct look *l, const struct sim_model *m, char *why, size_t why_max)
{
    const struct ticket_row *rows = l->tickets.rows;
    int place[SIM_BOOTHS_MAX]     = { 0 };
    if (!rest_fits(l, m)) {
        (void)snprintf(why, why_max, "a booth's or a talk's row is not as predicted");
        return false;
    }
    if (l->tickets.len != (size_t)m->ticket_count) {
        (void)snprintf(why, why_max, "%zu tickets instead of %d", l->tickets.len, m->ticket_count);
        return false;
    }
    for (size_t i = 0; i < l->tickets.len; i++) {
        const struct ticket_row *r = &rows[i];
        int found                  = -1;
        for (int k = 0; k < m->ticket_count; k++)
            if (m->ticket[k].number == r->number && str_eq_cstr(r->booth_id, l->p->booth_id[m->ticket[k].booth]))
                found = k;
        if (found < 0) {
            (void)snprintf(why, why_max, "a ticket %lld nobody predicted", (long long)r->number);
            return false;
        }
        const struct sim_ticket *t = &m->ticket[found];
        bool same = r->state == state_real(t->state) && str_eq(r->candidate_id, l->p->candidate[t->candidate].id) && r->missed_count == t->missed && r->snoozes_left == t->snoozes_left &&
                    (t->state != SIM_WAITING || r->snoozed_until_call == t->snoozed_until_call) &&
                    (t->state != SIM_RINGING || r->ring_ends_at == t->ring_ends_at) && (t->state != SIM_TALKING || r->session_ends_at == t->session_ends_at) &&
                    (t->state != SIM_RINGING || str_eq(r->recruiter_id, l->p->recruiter[t->recruiter].id));
        if (same && (t->state == SIM_WAITING || t->state == SIM_RINGING))
            same = m->booth[t->booth].line[place[t->booth]++] == found;
        if (!same) {
            (void)snprintf(why, why_max, "ticket %d of booth %d (number %lld): row state %s missed %lld snoozes %lld, model state %d missed %d snoozes %d", found, t->booth, (long long)r->number,
                           enum_text(&enum_ticket_state, r->state).ptr, (long long)r->missed_count, (long long)r->snoozes_left, (int)t->state, t->missed, t->snoozes_left);
            return false;
        }
    }
    return true;
}

static enum not_callable why_of(const struct play *p, const struct sim_ticket *t)
{
    if (!p->m.online[t->candidate])
        return not_callable_offline;
    if (sim_engaged(&p->m, t->candidate))
        return not_callable_engaged;
    return t->snoozed_until_call > p->m.booth[t->booth].calls ? not_callable_snoozed : not_callable_no;
}

/* The live state against the model: it is a projection and must say the same. */
static void live_check(struct play *p)
{
    struct ctx c           = world_ctx(&p->w);
    struct live_port *live = c.hall->live;
    for (int b = 0; b < p->swarm.booths; b++) {
        static int64_t numbers[LIVE_ORDER_MAX];
        static unsigned why[LIVE_ORDER_MAX];
        struct live_line line = { .numbers = numbers, .why = why };
        struct str id         = str_from_cstr(p->booth_id[b]);
        if (live->lines(live, &c, &id, 1, true, &line) != ERR_OK) {
            fail(p, "the live line of booth %d cannot be read", b);
            return;
        }
        size_t at = 0;
        for (int i = 0; i < p->m.booth[b].count; i++) {
            const struct sim_ticket *t = &p->m.ticket[p->m.booth[b].line[i]];
            if (t->state != SIM_WAITING)
                continue;
            unsigned said   = at < line.number_count ? line.why[at] : not_callable_count;
            unsigned wanted = why_of(p, t);
            if (said == not_callable_frozen)
                said = not_callable_offline;
            if (at >= line.number_count || line.numbers[at] != t->number || said != wanted) {
                fail(p, "live line of booth %d, place %zu: number %lld why %u, model number %d why %u", b, at, at < line.number_count ? (long long)line.numbers[at] : -1LL, said, t->number, wanted);
                return;
            }
            at++;
        }
        if (line.waiting != (int64_t)at)
            fail(p, "live line of booth %d: %lld waiting, model %zu", b, (long long)line.waiting, at);
    }
}

static void live_check_run(void *arg)
{
    live_check(arg);
}

static void look_run(void *arg)
{
    struct look *l = arg;
    struct ctx c   = world_ctx(&l->p->w);
    CHECK(store_read(&c, look_read, l) == ERR_OK);
}

void look_take(struct play *p, struct look *l)
{
    *l = (struct look){ .p = p };
    arena_reset(&p->w.mem);
    CHECK(fiber_start(p->w.fibers, look_run, l));
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
    if (l->holes)
        fail(p, "the log of %lld tickets has holes", (long long)l->holes);
}

static void names_learn(struct play *p, const struct look *l)
{
    const struct ticket_row *rows = l->tickets.rows;
    for (size_t i = 0; i < l->tickets.len; i++)
        for (int k = 0; k < p->m.ticket_count; k++)
            if (p->m.ticket[k].number == rows[i].number && str_eq_cstr(rows[i].booth_id, p->booth_id[p->m.ticket[k].booth])) {
                copy_text(p->ticket_id[k], 32, rows[i].id);
                copy_text(p->session_id[k], 32, rows[i].session_id);
            }
}

void audit(struct play *p, const char *after)
{
    struct look l;
    char why[300] = "";
    look_take(p, &l);
    if (!rows_fit(&l, &p->m, why, sizeof why))
        fail(p, "after %s: %s", after, why);
    names_learn(p, &l);
    if (p->failed)
        return;
    arena_reset(&p->w.mem);
    CHECK(fiber_start(p->w.fibers, live_check_run, p));
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
}
