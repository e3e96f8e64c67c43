#include "tests/sim/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"

#define BURST_MAX 3
#define CALL_MEM_MAX ((size_t)8 * 1024 * 1024)

/* --- the play's own state ------------------------------------------------------------------------------------ */
struct swarm { /* drawn once a seed: each fair has its own manners */
    int candidates, booths, lines_max;
    unsigned burst_percent, fault_permille, offline_percent, tempo_ms;
    int64_t session_ms;
};

struct play {
    const struct play_config *config;
    struct play_stats *stats;
    struct world w;
    struct swarm swarm;
    struct sim_model m;
    uint64_t rng;
    bool faulty;      /* faults may strike now */
    bool struck;      /* one did, in this step */
    bool may_empty;   /* Redis may lose everything now: not under a call, since presence comes back only with the renewals */
    bool rebuild_due; /* the live port asked for it */
    bool failed;
    struct world_account staff, candidate[SIM_CANDIDATES_MAX], recruiter[SIM_RECRUITERS_MAX];
    char booth_id[SIM_BOOTHS_MAX][32], fair_id[32];
    char ticket_id[SIM_TICKETS_MAX][32], session_id[SIM_TICKETS_MAX][32];
    int64_t fair_ends_at;
};

static uint64_t draw(struct play *p)
{
    uint64_t z = p->rng += UINT64_C(0x9E3779B97F4A7C15);
    z          = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z          = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int below(struct play *p, int n)
{
    return n <= 0 ? 0 : (int)(draw(p) % (uint64_t)n);
}

static bool chance(struct play *p, unsigned permille)
{
    return draw(p) % 1000 < permille;
}

static void fail(struct play *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(struct play *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!p->failed)
        (void)printf("seed %llu: ", (unsigned long long)p->config->seed);
    (void)vprintf(format, args);
    (void)printf("\n");
    va_end(args);
    p->failed = true;
}

static void trace(struct play *p, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p->stats->trace = (p->stats->trace ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
}

/* --- hooks: every port call is a place to wait at, and to break --------------------------------------------------- */
static void rest(struct play *p)
{
    while (fiber_current() && chance(p, 500)) {
        fiber_wake(fiber_current()); /* to the end of the ready ones; the seed picks who goes on */
        fiber_park();
    }
}

static enum err store_before(void *arg, bool write)
{
    struct play *p = arg;
    rest(p);
    if (p->faulty && chance(p, p->swarm.fault_permille)) {
        p->struck = true;
        p->stats->faults++;
        return ERR_UNAVAILABLE;
    }
    (void)write;
    return ERR_OK;
}

static enum err store_after(void *arg, bool write, enum err result)
{
    struct play *p = arg;
    rest(p);
    if (p->faulty && write && chance(p, p->swarm.fault_permille)) {
        p->struck = true;
        p->stats->faults++;
        return ERR_UNKNOWN_OUTCOME;
    }
    return result;
}

static enum live_fate live_before(void *arg, const char *verb)
{
    struct play *p = arg;
    (void)verb;
    rest(p);
    if (!p->faulty || !chance(p, p->swarm.fault_permille))
        return LIVE_FATE_GOES_WELL;
    p->struck = true;
    p->stats->faults++;
    int which = 1 + below(p, 4);
    if (p->may_empty && chance(p, 300)) {
        p->stats->wipes++;
        return LIVE_FATE_EMPTIED; /* the rebuild job is asked for by the next verb */
    }
    return which < 3 ? LIVE_FATE_LOST_BEFORE : LIVE_FATE_LOST_AFTER;
}

static void live_after(void *arg, const char *verb)
{
    (void)verb;
    rest(arg);
}

static void live_rebuild(void *arg)
{
    ((struct play *)arg)->rebuild_due = true;
}

static size_t pick(void *arg, size_t count)
{
    return (size_t)(draw(arg) % count);
}

/* --- calls ------------------------------------------------------------------------------------------------------- */
struct one {
    struct play *p;
    const struct world_account *as; /* NULL: the hall */
    char method[8], target[160], body[200];
    struct arena mem;
    struct app_answer answer;
    bool done;
};

static void one_run(void *arg)
{
    struct one *o = arg;
    struct who who = o->as ? o->as->who : world_system();
    struct app_request r = { .method = str_from_cstr(o->method), .target = str_from_cstr(o->target), .body = str_from_cstr(o->body),
                             .content_type = o->body[0] ? STR("application/json") : STR_NONE, .address = STR("127.0.0.1"), .language = STR("en"), .who = &who };
    app_call(o->p->w.app, &o->mem, &r, &o->answer);
    o->done = true;
}

static void run_all(struct play *p, struct one *ones, int count)
{
    for (int i = 0; i < count; i++) {
        ones[i].p = p;
        arena_init(&ones[i].mem, CALL_MEM_MAX);
        CHECK(fiber_start(p->w.fibers, one_run, &ones[i]));
    }
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
    for (int i = 0; i < count; i++) {
        CHECK(ones[i].done);
        trace(p, &ones[i].answer.status, sizeof ones[i].answer.status);
    }
}

static void one_done(struct one *o)
{
    arena_done(&o->mem);
}

static struct world_answer answer_of(const struct one *o)
{
    return (struct world_answer){ .status = o->answer.status, .body = o->answer.body };
}

static void copy_text(char *to, size_t max, struct str from)
{
    CHECK(from.len < max);
    if (from.len)
        memcpy(to, from.ptr, from.len);
    to[from.len] = 0;
}

/* One plain call without faults, for the stage and for looking; the answer's id is copied when asked. */
static int plain(struct play *p, const struct world_account *as, const char *method, const char *body, char *ret_id, const char *format, ...) __attribute__((format(printf, 6, 7)));
static int plain(struct play *p, const struct world_account *as, const char *method, const char *body, char *ret_id, const char *format, ...) /* house rule 2: a printf of the stage */
{
    struct one o = { .as = as };
    va_list args;
    va_start(args, format);
    (void)vsnprintf(o.target, sizeof o.target, format, args);
    va_end(args);
    (void)snprintf(o.method, sizeof o.method, "%s", method);
    (void)snprintf(o.body, sizeof o.body, "%s", body ? body : "");
    run_all(p, &o, 1);
    if (ret_id)
        copy_text(ret_id, 32, world_text(answer_of(&o), "id"));
    int status = o.answer.status;
    if (status >= 400 && p->config->loud)
        (void)printf("  %s %s: %d %.*s\n", o.method, o.target, status, STR_ARG(o.answer.body));
    one_done(&o);
    return status;
}

/* --- jobs: the hall's own work, until nothing is due --------------------------------------------------------------- */
static void jobs_run(struct play *p)
{
    const struct job *jobs[64];
    size_t count = app_jobs(p->w.app, jobs, COUNT_OF(jobs));
    for (int round = 0; round < 3; round++) {
        if (p->rebuild_due) {
            p->rebuild_due = false;
            (void)plain(p, NULL, "POST", NULL, NULL, "/internal/jobs/live_rebuild"); /* refused while faults strike: asked for again */
        }
        for (size_t i = 0; i < count; i++) {
            if (strstr(jobs[i]->path, "purge"))
                continue;
            (void)plain(p, NULL, "POST", NULL, NULL, "%s", jobs[i]->path);
            p->stats->jobs++;
        }
    }
}

struct presence_job {
    struct play *p;
    int candidate;
    bool online;
    enum err result;
};

static void presence_run(void *arg)
{
    struct presence_job *job = arg;
    struct ctx c             = world_ctx(&job->p->w);
    struct live_port *live   = c.hall->live;
    struct live_presence one = { job->p->candidate[job->candidate].id, STR_NONE };
    int64_t now              = job->p->w.clock.now;
    job->result = job->online ? live->presence_set(live, &c, &one, 1, now + 100 * MILLIS_HOUR) : live->presence_end(live, &c, &one, 1, now);
}

static void presence(struct play *p, int candidate, bool online)
{
    struct presence_job job = { p, candidate, online, ERR_OK };
    CHECK(fiber_start(p->w.fibers, presence_run, &job));
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
    if (job.result != ERR_OK)
        fail(p, "presence of candidate %d: %d", candidate, (int)job.result);
    p->m.online[candidate] = online;
}

/* Presence is Redis' own: after it was emptied everybody who is here says so again, as the sockets' renewal does. */
static void presence_again(struct play *p)
{
    for (int i = 0; i < p->swarm.candidates; i++)
        presence(p, i, p->m.online[i]);
    (void)plain(p, NULL, "POST", NULL, NULL, "/internal/jobs/presence_sweep");
}

/* Faults end, and what they left is mended by the hall itself: grants older than 5 s, outbox rows older than 2 s. */
static void heal(struct play *p)
{
    p->faulty = false;
    p->w.clock.now += 6 * MILLIS_SECOND;
    jobs_run(p);
    presence_again(p);
    jobs_run(p);
    p->struck = false;
}

/* --- the stage -------------------------------------------------------------------------------------------------------- */
static void stage_booth(struct play *p, int b)
{
    char organization[32], body[400], name[32];
    for (int r = 0; r < 2; r++) {
        (void)snprintf(name, sizeof name, "recruiter%d", 2 * b + r);
        p->recruiter[2 * b + r] = world_account(&p->w, name, role_recruiter);
    }
    const struct world_account *boss = &p->recruiter[2 * b];
    static const char *const codes[] = { "91330399MADEM0011F", "91330399MADEM002X7", "91330399MADEM00387", "91330399MADEM00462", "91330399MADEM0054W", "91330399MADEM0062P" };
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"Firm %d\",\"uscc\":\"%s\",\"region\":\"330302\"}", b, codes[b]);
    CHECK(plain(p, boss, "POST", body, organization, "/api/v1/organizations") == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"decision\":\"verified\"}", NULL, "/api/v1/organizations/%s/verification", organization) == 200);
    (void)snprintf(body, sizeof body, "{\"login\":\"recruiter%d\"}", 2 * b + 1);
    CHECK(plain(p, boss, "POST", body, NULL, "/api/v1/organizations/%s/members", organization) == 201);
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\"}", organization);
    CHECK(plain(p, boss, "POST", body, p->booth_id[b], "/api/v1/fairs/%s/booths", p->fair_id) == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"decision\":\"approved\"}", NULL, "/api/v1/booths/%s/approval", p->booth_id[b]) == 200);
    CHECK(plain(p, boss, "POST", "{\"to\":\"open\"}", NULL, "/api/v1/booths/%s/state", p->booth_id[b]) == 200);
    p->m.booth[b].open = true;
}

static void stage(struct play *p)
{
    char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX], body[400], name[32];
    size_t from_len = time_write(p->w.clock.now - 1000, from);
    p->fair_ends_at = p->w.clock.now + 11 * MILLIS_HOUR;
    size_t to_len   = time_write(p->fair_ends_at, to);
    p->staff        = world_account(&p->w, "staff", role_staff);
    (void)snprintf(body, sizeof body, "{\"kind\":\"general\",\"title\":\"Fair\",\"starts_at\":\"%.*s\",\"ends_at\":\"%.*s\",\"lines_per_candidate\":%d,\"session_seconds\":%d}", (int)from_len, from, (int)to_len, to,
                   p->swarm.lines_max, (int)(p->swarm.session_ms / 1000));
    CHECK(plain(p, &p->staff, "POST", body, p->fair_id, "/api/v1/fairs") == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"to\":\"open\"}", NULL, "/api/v1/fairs/%s/state", p->fair_id) == 200);
    for (int b = 0; b < p->swarm.booths; b++)
        stage_booth(p, b);
    for (int i = 0; i < p->swarm.candidates; i++) {
        (void)snprintf(name, sizeof name, "candidate%d", i);
        p->candidate[i] = world_account(&p->w, name, role_candidate);
        presence(p, i, true);
    }
    jobs_run(p);
}

/* --- actions ------------------------------------------------------------------------------------------------------------ */
struct act {
    enum sim_action action;
    int who, what;
};

static const char *const action_names[] = { "join", "leave", "snooze", "call", "withdraw", "answer", "extend_ring", "extend_talk", "finish", "pause", "open" };

static void act_fill(struct play *p, const struct act *a, struct one *o)
{
    const char *ticket  = a->action == SIM_JOIN || a->action == SIM_CALL || a->action >= SIM_PAUSE ? "" : p->ticket_id[a->what];
    const char *session = a->action == SIM_EXTEND_TALK || a->action == SIM_FINISH ? p->session_id[a->what] : "";
    *o                  = (struct one){ .method = "POST", .body = "{}" };
    bool by_candidate   = a->action == SIM_JOIN || a->action == SIM_LEAVE || a->action == SIM_SNOOZE || a->action == SIM_ANSWER || a->action == SIM_EXTEND_RING ||
                        (a->action == SIM_EXTEND_TALK && a->who < 100);
    o->as = by_candidate ? &p->candidate[a->who] : &p->recruiter[a->action == SIM_EXTEND_TALK ? a->who - 100 : a->who];
    switch (a->action) {
    case SIM_JOIN:
    case SIM_CALL:
        (void)snprintf(o->target, sizeof o->target, "/api/v1/booths/%s/%s", p->booth_id[a->what], a->action == SIM_JOIN ? "tickets" : "calls");
        break;
    case SIM_LEAVE:
    case SIM_WITHDRAW:
        (void)snprintf(o->method, sizeof o->method, "DELETE");
        o->body[0] = 0;
        (void)snprintf(o->target, sizeof o->target, "/api/v1/tickets/%s%s", ticket, a->action == SIM_WITHDRAW ? "/ring" : "");
        break;
    case SIM_SNOOZE:
    case SIM_ANSWER:
    case SIM_EXTEND_RING:
        (void)snprintf(o->target, sizeof o->target, "/api/v1/tickets/%s/%s", ticket, action_names[a->action]);
        break;
    case SIM_EXTEND_TALK:
        (void)snprintf(o->target, sizeof o->target, "/api/v1/sessions/%s/extend", session);
        break;
    case SIM_FINISH:
        (void)snprintf(o->target, sizeof o->target, "/api/v1/sessions/%s/finish", session);
        (void)snprintf(o->body, sizeof o->body, "{\"outcome\":\"hold\"}");
        break;
    case SIM_PAUSE:
    case SIM_OPEN:
    case SIM_ACTION_COUNT:
        (void)snprintf(o->target, sizeof o->target, "/api/v1/booths/%s/state", p->booth_id[a->what]);
        (void)snprintf(o->body, sizeof o->body, "{\"to\":\"%s\"}", a->action == SIM_PAUSE ? "paused" : "open");
        break;
    }
}

/* The model's ticket of a real id; -1 unknown. */
static int ticket_of(const struct play *p, struct str id)
{
    for (int i = 0; i < p->m.ticket_count; i++)
        if (id.len && str_eq_cstr(id, p->ticket_id[i]))
            return i;
    return -1;
}

/* Whether the real answer is the predicted one. before: tickets the model knew before the step. */
static bool answer_fits(const struct play *p, const struct act *a, const struct one *o, const struct sim_answer *want, int known)
{
    struct world_answer got = answer_of(o);
    if (got.status != want->status)
        return false;
    if (want->status >= 400)
        return !want->code || str_eq_cstr(world_text(got, "code"), want->code);
    if (a->action == SIM_CALL) {
        if (want->ticket < 0 && p->struck) /* a ring whose outcome was lost counts as engaged until its projection is redone */
            return !world_text(got, "ticket.ticket_id").len;
        if (want->ticket < 0)
            return world_number(got, "waiting") == want->waiting && world_number(got, "why.offline") == want->offline && world_number(got, "why.engaged") == want->engaged &&
                   world_number(got, "why.snoozed") == want->snoozed;
        int real = ticket_of(p, world_text(got, "ticket.ticket_id"));
        return want->ticket < known ? real == want->ticket : real == -1; /* one that joined in this very burst has no name yet */
    }
    if (a->action == SIM_JOIN) {
        int64_t ahead = world_number(got, "ahead");
        if (want->status == 200 && ticket_of(p, world_text(got, "id")) != want->ticket && want->ticket < known)
            return false;
        return want->ahead < 0 || ahead == NONE || ahead == want->ahead;
    }
    return true;
}

/* --- looking at everything ------------------------------------------------------------------------------------------------- */
static unsigned state_real(enum sim_state s)
{
    static const unsigned map[] = { ticket_state_waiting, ticket_state_ringing, ticket_state_in_session, ticket_state_done, ticket_state_left, ticket_state_out, ticket_state_not_seen };
    return map[s];
}

struct look {
    struct play *p;
    struct row_list tickets, booths, sessions;
    int64_t holes; /* tickets whose log has a hole */
};

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
static bool rows_fit(const struct look *l, const struct sim_model *m, char *why, size_t why_max)
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

static void look_take(struct play *p, struct look *l)
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

static void audit(struct play *p, const char *after)
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
        (void)printf("  %s who %d what %d: %d %.*s\n    alone the model says %d %s ticket %d ahead %d waiting %d offline %d engaged %d snoozed %d\n", action_names[b->acts[i].action], b->acts[i].who,
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

/* --- choosing --------------------------------------------------------------------------------------------------------------- */
static int any_ticket(struct play *p, enum sim_state state)
{
    int found = -1;
    int seen  = 0;
    for (int i = 0; i < p->m.ticket_count; i++)
        if (p->m.ticket[i].state == state && below(p, ++seen) == 0)
            found = i;
    return found;
}

static struct act act_on_ticket(struct play *p, int which)
{
    int ringing = any_ticket(p, SIM_RINGING), talking = any_ticket(p, SIM_TALKING), waiting = any_ticket(p, SIM_WAITING);
    int any     = p->m.ticket_count ? below(p, p->m.ticket_count) : -1;
    if (which < 30 && ringing >= 0)
        return (struct act){ SIM_ANSWER, p->m.ticket[ringing].candidate, ringing };
    if (which < 36 && ringing >= 0)
        return (struct act){ SIM_EXTEND_RING, p->m.ticket[ringing].candidate, ringing };
    if (which < 44 && ringing >= 0)
        return (struct act){ SIM_WITHDRAW, 2 * p->m.ticket[ringing].booth + below(p, 2), ringing };
    if (which < 66 && talking >= 0)
        return (struct act){ SIM_FINISH, p->m.ticket[talking].recruiter, talking };
    if (which < 74 && talking >= 0)
        return (struct act){ SIM_EXTEND_TALK, below(p, 2) ? p->m.ticket[talking].candidate : 100 + p->m.ticket[talking].recruiter, talking };
    if (which < 84 && waiting >= 0)
        return (struct act){ SIM_SNOOZE, p->m.ticket[waiting].candidate, waiting };
    if (which < 92 && waiting >= 0)
        return (struct act){ SIM_LEAVE, p->m.ticket[waiting].candidate, waiting };
    if (any >= 0 && p->m.ticket[any].state != SIM_TALKING)
        return (struct act){ below(p, 2) ? SIM_ANSWER : SIM_LEAVE, p->m.ticket[any].candidate, any };
    return (struct act){ SIM_CALL, 0, 0 };
}

static struct act act_choose(struct play *p)
{
    int which = below(p, 100);
    if (which < 30)
        return (struct act){ SIM_JOIN, below(p, p->swarm.candidates), below(p, p->swarm.booths) };
    if (which < 58) {
        int recruiter = below(p, 2 * p->swarm.booths);
        return (struct act){ SIM_CALL, recruiter, recruiter / 2 };
    }
    if (which < 60) {
        int booth = below(p, p->swarm.booths);
        return (struct act){ p->m.booth[booth].paused ? SIM_OPEN : SIM_PAUSE, 2 * booth, booth };
    }
    return act_on_ticket(p, below(p, 100));
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
            (void)printf("%s who %d what %d%s\n", action_names[b.acts[i].action], b.acts[i].who, b.acts[i].what, b.count > 1 ? " (burst)" : "");
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
        audit(p, action_names[b.acts[0].action]);
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

static void swarm_draw(struct play *p)
{
    p->swarm = (struct swarm){ .candidates      = 3 + below(p, SIM_CANDIDATES_MAX - 3),
                               .booths          = 1 + below(p, 4),
                               .lines_max       = 1 + below(p, 5),
                               .burst_percent   = (unsigned)(below(p, 3) * 30),
                               .fault_permille  = (unsigned)(below(p, 2) ? below(p, 40) : 0),
                               .offline_percent = (unsigned)(below(p, 4) * 6),
                               .tempo_ms        = (unsigned)(below(p, 2) ? 4000 : 40000),
                               .session_ms      = 60000 * (1 + below(p, 4)) };
    p->m     = (struct sim_model){ .candidates = p->swarm.candidates, .booths = p->swarm.booths, .recruiters = 2 * p->swarm.booths, .lines_max = p->swarm.lines_max, .session_ms = p->swarm.session_ms };
}

static void world_make(struct play *p)
{
    const struct store_inline_config store = { .before = store_before, .after = store_after, .hook_arg = p };
    const struct live_memory_config live   = { .rebuild = live_rebuild, .rebuild_arg = p, .before = live_before, .after = live_after, .hook_arg = p, .loaded = true };
    world_init_with(&p->w, &(struct world_options){ .seed = p->config->seed, .store_hooks = &store, .live_hooks = &live });
    fiber_scheduler_free(p->w.fibers);
    p->w.fibers = fiber_scheduler_new(&(struct fiber_config){ .stack_bytes = 256 * 1024, .live_max = 64, .pick = pick, .pick_arg = p });
    CHECK(p->w.fibers);
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
