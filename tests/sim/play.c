/* One fair from its seed: steps, bursts of calls at once and their judgement, time, faults. */
#include "tests/sim/play_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"

#define BURST_MAX 3

/* --- a burst: some actions at once. They must look as if one came after the other, in some order ---------------------------- */
struct burst {
    struct act acts[BURST_MAX];
    struct one ones[BURST_MAX];
    int count;
};

static struct sim_model scratch; /* too large for a stack */
static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

/* Refusals that say "somebody was quicker" are right in any order, when others were under way and nothing changed. */
static bool is_lost_race(const struct play *p, const struct burst *b, int i)
{
    struct str code = world_text(answer_of(&b->ones[i]), "code");
    /* While something breaks, a grant that is open for a moment makes candidate and recruiter look engaged: a call then takes nobody. */
    if (p->struck && b->count > 1 && b->acts[i].action == SIM_CALL && (b->ones[i].answer.status == 200 || str_eq_cstr(code, "recruiter_busy")))
        return true;
    return b->count > 1 && b->ones[i].answer.status == 409 && str_eq_cstr(code, "conflict");
}

static bool is_unknown(const struct play *p, const struct burst *b, int i)
{
    return p->struck && b->ones[i].answer.status == 503;
}

/* A call that broke between its grant and its row holds candidate and recruiter until the sweep; then all is as before. */
struct held {
    int ticket;
    struct sim_ticket before;
};

static struct held grant_hold(struct sim_model *m, const struct act *a)
{
    struct sim_model *s    = m;
    struct held held       = { -1, { 0 } };
    struct sim_answer want = { 0 };
    int64_t calls          = s->booth[a->what].calls;
    static struct sim_ticket kept[SIM_TICKETS_MAX];
    memcpy(kept, s->ticket, sizeof kept);
    want = sim_step(s, SIM_CALL, a->who, a->what);
    if (want.status == 201)
        held = (struct held){ want.ticket, kept[want.ticket] };
    s->booth[a->what].calls = calls;
    return held;
}

/* Tries one order. Bit i of done: an action whose answer says nothing took place; of held: it left a grant open for a while. */
static bool order_fits(struct play *p, const struct burst *b, const int *order, unsigned done, const struct look *l)
{
    char why[300];
    int known = p->m.ticket_count;
    int holds = 0;
    struct held held[BURST_MAX];
    scratch = p->m;
    for (int k = 0; k < b->count; k++) {
        int i               = order[k];
        const struct act *a = &b->acts[i];
        bool unknown        = is_unknown(p, b, i);
        if (unknown && !(done >> i & 1U) && (done >> (i + BURST_MAX) & 1U) && a->action == SIM_CALL)
            held[holds++] = grant_hold(&scratch, a);
        if (is_lost_race(p, b, i) || (unknown && !(done >> i & 1U)))
            continue;
        /* While something breaks and several call, the first may be held by another's open grant: somebody callable was taken. */
        int rung = p->struck && b->count > 1 && a->action == SIM_CALL ? ticket_of(p, world_text(answer_of(&b->ones[i]), "ticket.ticket_id")) : -1;
        if (rung >= 0 && rung < known && sim_ring(&scratch, rung, a->who))
            continue;
        struct sim_answer want = sim_step(&scratch, a->action, a->who, a->what);
        if (!unknown && !answer_fits(p, a, &b->ones[i], &want, known))
            return false;
    }
    for (int i = 0; i < holds; i++)
        if (held[i].ticket >= 0 && scratch.ticket[held[i].ticket].state == SIM_RINGING)
            scratch.ticket[held[i].ticket] = held[i].before;
    if (p->struck) /* the clock went on while it was mended */
        sim_time(&scratch, p->w.clock.now);
    return rows_fit(l, &scratch, why, sizeof why);
}

static void burst_print(struct play *p, const struct burst *b)
{
    for (int i = 0; i < b->count; i++) {
        scratch                = p->m;
        struct sim_answer want = sim_step(&scratch, b->acts[i].action, b->acts[i].who, b->acts[i].what);
        (void)printf("  %s who %d what %d: %d %.*s\n    alone the model says %d %s ticket %d ahead %d waiting %d offline %d engaged %d snoozed %d\n", sim_action_names[b->acts[i].action], b->acts[i].who,
                     b->acts[i].what, b->ones[i].answer.status, STR_ARG(b->ones[i].answer.body), want.status, want.code ? want.code : "", want.ticket, want.ahead, want.waiting, want.offline,
                     want.engaged, want.snoozed);
    }
}

static void lines_print(const struct play *p, const struct look *l)
{
    const struct ticket_row *rows = l->tickets.rows;
    for (int b = 0; b < p->swarm.booths; b++) {
        (void)printf("  booth %d, model before:", b);
        for (int i = 0; i < p->m.booth[b].count; i++) {
            const struct sim_ticket *t = &p->m.ticket[p->m.booth[b].line[i]];
            (void)printf(" %d%s%s", t->number, t->state == SIM_RINGING ? "(rings)" : "", p->m.booth[b].served[t->candidate] ? "*" : "");
        }
        (void)printf("\n  booth %d, rows after:", b);
        for (size_t i = 0; i < l->tickets.len; i++)
            if (str_eq_cstr(rows[i].booth_id, p->booth_id[b]) && rows[i].state <= ticket_state_ringing)
                (void)printf(" %lld%s(%lld)", (long long)rows[i].number, rows[i].state == ticket_state_ringing ? "(rings)" : "", (long long)rows[i].order_key);
        (void)printf("\n");
    }
}

static void burst_judge(struct play *p, struct burst *b)
{
    struct look l;
    look_take(p, &l);
    bool fits       = false;
    int order_count = b->count == 1 ? 1 : b->count == 2 ? 3 : 6; /* of two: rows 0 and 2 differ in the first two places */
    for (int o = 0; o < order_count && !fits; o++)
        for (unsigned done = 0; done < (p->struck ? 64U : 1U) && !fits; done++) {
            int order[3];
            int n = 0;
            for (int k = 0; k < 3; k++)
                if (orders[o][k] < b->count)
                    order[n++] = orders[o][k];
            fits = order_fits(p, b, order, done, &l);
        }
    if (fits) {
        p->m = scratch;
        return;
    }
    char why[300] = "";
    fail(p, "%s of %d at once has no order that explains it", p->struck ? "a broken burst" : "a burst", b->count);
    burst_print(p, b);
    (void)order_fits(p, b, orders[0], 7, &l);
    (void)rows_fit(&l, &scratch, why, sizeof why);
    (void)printf("  in their own order: %s\n", why);
    lines_print(p, &l);
}

/* --- time ------------------------------------------------------------------------------------------------------------------- */
static void time_pass(struct play *p)
{
    int64_t to   = p->w.clock.now + 1 + below(p, (int)p->swarm.tempo_ms);
    int64_t next = sim_next_due(&p->m);
    /* One due thing at a time, often exactly at its moment or one millisecond off: edges are where rules break. */
    if (next <= to)
        to = next - 1 + below(p, 3);
    if (to <= p->w.clock.now)
        to = p->w.clock.now + 1;
    p->w.clock.now = to;
    jobs_run(p);
    sim_time(&p->m, to);
}

static void people_move(struct play *p)
{
    if (chance(p, p->swarm.offline_percent * 10)) {
        int who = below(p, p->swarm.candidates);
        presence(p, who, !p->m.online[who]);
        jobs_run(p);
    }
}

static void step(struct play *p)
{
    struct burst b = { .count = chance(p, p->swarm.burst_percent * 10) ? 2 + below(p, 2) : 1 };
    for (int i = 0; i < b.count; i++) {
        b.acts[i] = act_choose(p);
        /* Somebody who asks for something is here: a signed-in request counts as presence. */
        if (b.acts[i].action != SIM_CALL && b.acts[i].action != SIM_WITHDRAW && b.acts[i].action != SIM_FINISH && b.acts[i].action < SIM_PAUSE && b.acts[i].who < 100 && !p->m.online[b.acts[i].who]) {
            presence(p, b.acts[i].who, true);
            jobs_run(p);
        }
        act_fill(p, &b.acts[i], &b.ones[i]);
        if (p->config->loud)
            (void)printf("%s who %d what %d%s\n", sim_action_names[b.acts[i].action], b.acts[i].who, b.acts[i].what, b.count > 1 ? " (burst)" : "");
    }
    p->stats->actions += (uint64_t)b.count;
    p->stats->bursts += b.count > 1;
    p->faulty    = p->swarm.fault_permille > 0;
    p->may_empty = true;
    for (int i = 0; i < b.count; i++)
        p->may_empty &= b.acts[i].action != SIM_CALL;
    run_all(p, b.ones, b.count);
    p->faulty   = false;
    bool struck = p->struck;
    if (struck)
        heal(p); /* first mended, then judged: what was acknowledged must be there, what was not may be there or not */
    p->struck = struck;
    burst_judge(p, &b);
    p->struck = false;
    for (int i = 0; i < b.count; i++) {
        p->stats->refusals += b.ones[i].answer.status >= 400;
        p->stats->rings += b.acts[i].action == SIM_CALL && b.ones[i].answer.status == 201;
        p->stats->talks += b.acts[i].action == SIM_ANSWER && b.ones[i].answer.status == 201;
        one_done(&b.ones[i]);
    }
    jobs_run(p);
    if (!p->failed)
        audit(p, sim_action_names[b.acts[0].action]);
}

/* Redis loses everything between two steps: the line must come back as it was. */
static void empty_all(struct play *p)
{
    if (!p->swarm.fault_permille || !chance(p, 30))
        return;
    p->stats->wipes++;
    p->stats->faults++;
    live_memory_wipe(p->w.live);
    p->rebuild_due = true;
    heal(p);
    sim_time(&p->m, p->w.clock.now);
    audit(p, "Redis was emptied");
}

int play(const struct play_config *config, struct play_stats *stats)
{
    struct play *p = calloc(1, sizeof *p);
    CHECK(p);
    p->config = config;
    p->stats  = stats;
    p->rng    = config->seed * UINT64_C(0x2545F4914F6CDD1D) + 1;
    swarm_draw(p);
    world_make(p);
    stage(p);
    p->m.now = p->w.clock.now;
    for (int i = 0; i < config->steps && !p->failed; i++) {
        people_move(p);
        time_pass(p);
        if (!p->failed)
            audit(p, "time");
        if (!p->failed)
            empty_all(p);
        if (!p->failed)
            step(p);
    }
    if (!p->failed) { /* nobody vanishes at the bell */
        CHECK(plain(p, &p->staff, "POST", "{\"to\":\"closing\"}", NULL, "/api/v1/fairs/%s/state", p->fair_id) == 200);
        jobs_run(p);
        sim_bell(&p->m);
        audit(p, "the bell");
    }
    int failed = p->failed;
    world_done(&p->w);
    free(p);
    return failed;
}
