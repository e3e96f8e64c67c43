#include "tests/sim/auditor.h"

#define RING_MS 30000
#define GRACE_MS 60000
#define SNOOZE_MS 600000

int sim_live(const struct sim_model *m, int candidate, int booth)
{
    for (int i = 0; i < m->ticket_count; i++) {
        const struct sim_ticket *t = &m->ticket[i];
        if (t->candidate == candidate && t->booth == booth && t->state <= SIM_TALKING)
            return i;
    }
    return -1;
}

bool sim_engaged(const struct sim_model *m, int candidate)
{
    for (int i = 0; i < m->ticket_count; i++)
        if (m->ticket[i].candidate == candidate && (m->ticket[i].state == SIM_RINGING || m->ticket[i].state == SIM_TALKING))
            return true;
    return false;
}

bool sim_recruiter_busy(const struct sim_model *m, int recruiter)
{
    for (int i = 0; i < m->ticket_count; i++)
        if (m->ticket[i].recruiter == recruiter && (m->ticket[i].state == SIM_RINGING || m->ticket[i].state == SIM_TALKING))
            return true;
    return false;
}

static int lines_of(const struct sim_model *m, int candidate)
{
    int n = 0;
    for (int i = 0; i < m->ticket_count; i++)
        n += m->ticket[i].candidate == candidate && m->ticket[i].state <= SIM_TALKING;
    return n;
}

static int place_of(const struct sim_booth *b, int ticket)
{
    for (int i = 0; i < b->count; i++)
        if (b->line[i] == ticket)
            return i;
    return -1;
}

static void take_out(struct sim_booth *b, int place)
{
    for (int i = place; i + 1 < b->count; i++)
        b->line[i] = b->line[i + 1];
    b->count--;
}

static void put_in(struct sim_booth *b, int place, int ticket)
{
    for (int i = b->count; i > place; i--)
        b->line[i] = b->line[i - 1];
    b->line[place] = ticket;
    b->count++;
}

static int waiting_before(const struct sim_model *m, const struct sim_booth *b, int place)
{
    int n = 0;
    for (int i = 0; i < place; i++)
        n += m->ticket[b->line[i]].state == SIM_WAITING;
    return n;
}

int sim_waiting(const struct sim_booth *b, const struct sim_model *m)
{
    return waiting_before(m, b, b->count);
}

static struct sim_answer say(int status, int ticket)
{
    return (struct sim_answer){ .status = status, .ticket = ticket, .ahead = -1 };
}

static struct sim_answer no(int status, const char *code)
{
    return (struct sim_answer){ .status = status, .ticket = -1, .ahead = -1, .code = code };
}

static struct sim_answer join(struct sim_model *m, int candidate, int booth)
{
    struct sim_booth *b = &m->booth[booth];
    int already         = sim_live(m, candidate, booth);
    if (already >= 0) {
        struct sim_answer a = say(200, already);
        a.ahead             = m->ticket[already].state == SIM_WAITING ? waiting_before(m, b, place_of(b, already)) : -1;
        return a;
    }
    if (m->closed)
        return no(409, "fair_not_open");
    if (b->paused)
        return no(409, "booth_paused");
    if (!b->open)
        return no(409, "booth_not_open");
    if (lines_of(m, candidate) >= m->lines_max)
        return no(409, "lines_full");
    int one        = m->ticket_count++;
    if (one >= SIM_TICKETS_MAX)
        return no(500, "the model is full");
    m->ticket[one] = (struct sim_ticket){ .booth = booth, .candidate = candidate, .recruiter = -1, .number = ++b->tickets_ever, .snoozes_left = 2 };
    /* First-timers stand before everybody who was served here before. */
    int place = b->count;
    if (!b->served[candidate])
        while (place > 0 && b->served[m->ticket[b->line[place - 1]].candidate])
            place--;
    put_in(b, place, one);
    struct sim_answer a = say(201, one);
    a.ahead             = waiting_before(m, b, place);
    return a;
}

static struct sim_answer leave(struct sim_model *m, int who, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->candidate != who)
        return no(404, NULL);
    if (t->state != SIM_WAITING && t->state != SIM_RINGING)
        return no(409, NULL);
    take_out(&m->booth[t->booth], place_of(&m->booth[t->booth], ticket));
    t->state     = SIM_LEFT;
    t->recruiter = -1;
    return say(200, ticket);
}

static struct sim_answer snooze(struct sim_model *m, int who, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    struct sim_booth *b  = &m->booth[t->booth];
    if (t->candidate != who)
        return no(404, NULL);
    if (t->state != SIM_WAITING)
        return no(409, "not_waiting");
    if (t->snoozes_left == 0)
        return no(409, "no_snooze_left");
    if (sim_waiting(b, m) < 2)
        return no(409, NULL);
    t->snoozes_left--;
    t->snoozed_until_call = b->calls + 2;
    t->snoozed_until_at   = m->now + SNOOZE_MS;
    return say(200, ticket);
}

static bool snoozed(const struct sim_model *m, const struct sim_ticket *t)
{
    return t->snoozed_until_call > m->booth[t->booth].calls;
}

bool sim_ring(struct sim_model *m, int ticket, int recruiter)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->state != SIM_WAITING || !m->online[t->candidate] || sim_engaged(m, t->candidate) || snoozed(m, t) || sim_recruiter_busy(m, recruiter))
        return false;
    t->state              = SIM_RINGING;
    t->recruiter          = recruiter;
    t->ring_ends_at       = m->now + RING_MS;
    t->ring_extended      = false;
    t->snoozed_until_call = 0;
    m->booth[t->booth].calls++;
    return true;
}

static struct sim_answer call(struct sim_model *m, int recruiter, int booth)
{
    struct sim_booth *b = &m->booth[booth];
    if (m->closed)
        return no(409, "fair_not_open");
    if (!b->open && !b->paused)
        return no(409, "booth_not_open");
    if (sim_recruiter_busy(m, recruiter))
        return no(409, "recruiter_busy");
    struct sim_answer nobody = say(200, -1);
    nobody.waiting           = sim_waiting(b, m);
    for (int i = 0; i < b->count; i++) {
        struct sim_ticket *t = &m->ticket[b->line[i]];
        if (t->state != SIM_WAITING)
            continue;
        if (!m->online[t->candidate]) {
            nobody.offline++;
        } else if (sim_engaged(m, t->candidate)) {
            nobody.engaged++;
        } else if (snoozed(m, t)) {
            nobody.snoozed++;
        } else {
            return sim_ring(m, b->line[i], recruiter) ? say(201, b->line[i]) : no(500, "the model disagrees with itself");
        }
    }
    return nobody;
}

/* From where it stands, behind so many of those who wait behind it; directly behind the last one passed. */
static void back(struct sim_model *m, int ticket, int places)
{
    struct sim_ticket *t = &m->ticket[ticket];
    struct sim_booth *b  = &m->booth[t->booth];
    int from             = place_of(b, ticket);
    int to               = from;
    int passed           = 0;
    bool returning       = b->served[t->candidate];
    for (int i = from + 1; i < b->count && passed < places && b->served[m->ticket[b->line[i]].candidate] == returning; i++)
        if (m->ticket[b->line[i]].state == SIM_WAITING) {
            passed++;
            to = i;
        }
    take_out(b, from);
    put_in(b, to, ticket);
    t->state     = SIM_WAITING;
    t->recruiter = -1;
}

static struct sim_answer withdraw(struct sim_model *m, int recruiter, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->booth != recruiter / 2)
        return no(404, NULL);
    if (t->state != SIM_RINGING)
        return no(409, "not_ringing");
    back(m, ticket, 0);
    return say(200, ticket);
}

static struct sim_answer answer(struct sim_model *m, int who, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->candidate != who)
        return no(404, NULL);
    if (t->state != SIM_RINGING)
        return no(409, "not_ringing");
    take_out(&m->booth[t->booth], place_of(&m->booth[t->booth], ticket));
    t->state           = SIM_TALKING;
    t->session_ends_at = m->now + m->session_ms;
    t->extend_asked = t->extended = 0;
    return say(201, ticket);
}

static struct sim_answer extend_ring(struct sim_model *m, int who, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->candidate != who)
        return no(404, NULL);
    if (t->state != SIM_RINGING)
        return no(409, "not_ringing");
    if (t->ring_extended)
        return no(409, "already_extended");
    t->ring_extended = true;
    t->ring_ends_at += RING_MS;
    return say(200, ticket);
}

static struct sim_answer extend_talk(struct sim_model *m, int who, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    int side             = who >= 100 ? 2 : 1;
    if (side == 1 ? t->candidate != who : t->booth != (who - 100) / 2)
        return no(404, NULL);
    if (side == 2 && t->recruiter != who - 100 && t->state == SIM_TALKING)
        return no(403, NULL);
    if (t->state != SIM_TALKING)
        return no(409, "session_over");
    if (t->extended >= 3)
        return no(409, "already_extended");
    if (t->extend_asked && t->extend_asked != side) {
        t->extend_asked = 0;
        t->extended++;
        t->session_ends_at += m->session_ms / 2;
    } else {
        t->extend_asked = side;
    }
    return say(200, ticket);
}

static void served(struct sim_model *m, struct sim_ticket *t)
{
    t->state                            = SIM_DONE;
    m->booth[t->booth].served[t->candidate] = true;
    m->booth[t->booth].ended_talks++;
}

static struct sim_answer finish(struct sim_model *m, int recruiter, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    if (t->booth != recruiter / 2)
        return no(404, NULL);
    if (t->state != SIM_TALKING && t->state != SIM_DONE)
        return no(404, NULL);
    if (t->finished)
        return no(409, "session_over");
    if (t->state == SIM_TALKING)
        served(m, t);
    t->finished = true;
    return say(200, ticket);
}

struct sim_answer sim_step(struct sim_model *m, enum sim_action action, int who, int what)
{
    switch (action) {
    case SIM_JOIN:
        return join(m, who, what);
    case SIM_LEAVE:
        return leave(m, who, what);
    case SIM_SNOOZE:
        return snooze(m, who, what);
    case SIM_CALL:
        return call(m, who, what);
    case SIM_WITHDRAW:
        return withdraw(m, who, what);
    case SIM_ANSWER:
        return answer(m, who, what);
    case SIM_EXTEND_RING:
        return extend_ring(m, who, what);
    case SIM_EXTEND_TALK:
        return extend_talk(m, who, what);
    case SIM_FINISH:
        return finish(m, who, what);
    case SIM_PAUSE:
        m->booth[what].paused = true;
        m->booth[what].open   = false;
        return say(200, -1);
    case SIM_OPEN:
        m->booth[what].paused = false;
        m->booth[what].open   = true;
        return say(200, -1);
    case SIM_ACTION_COUNT:
        break;
    }
    return no(500, NULL);
}

static void due(struct sim_model *m, int ticket)
{
    struct sim_ticket *t = &m->ticket[ticket];
    struct sim_booth *b  = &m->booth[t->booth];
    if (t->state == SIM_RINGING && m->now >= t->ring_ends_at) {
        t->missed++;
        if (t->missed < 3) {
            back(m, ticket, t->missed == 1 ? 3 : 5);
        } else {
            take_out(b, place_of(b, ticket));
            t->state     = SIM_OUT;
            t->recruiter = -1;
        }
    } else if (t->state == SIM_TALKING && m->now >= t->session_ends_at + GRACE_MS) {
        served(m, t);
    } else if (t->state == SIM_WAITING && t->snoozed_until_call && m->now >= t->snoozed_until_at) {
        t->snoozed_until_call = 0;
    }
}

/* Of rings that are over, the one that ended first; of equal ones the one that stands first. -1: none. */
static int ring_over(const struct sim_model *m)
{
    int first = -1;
    for (int b = 0; b < m->booths; b++)
        for (int i = 0; i < m->booth[b].count; i++) {
            const struct sim_ticket *t = &m->ticket[m->booth[b].line[i]];
            if (t->state == SIM_RINGING && m->now >= t->ring_ends_at && (first < 0 || t->ring_ends_at < m->ticket[first].ring_ends_at))
                first = m->booth[b].line[i];
        }
    return first;
}

void sim_time(struct sim_model *m, int64_t now)
{
    m->now = now;
    for (int ring = ring_over(m); ring >= 0; ring = ring_over(m))
        due(m, ring);
    for (int i = 0; i < m->ticket_count; i++)
        due(m, i);
}

int64_t sim_next_due(const struct sim_model *m)
{
    int64_t next = INT64_MAX;
    for (int i = 0; i < m->ticket_count; i++) {
        const struct sim_ticket *t = &m->ticket[i];
        int64_t at                 = INT64_MAX;
        if (t->state == SIM_RINGING)
            at = t->ring_ends_at;
        if (t->state == SIM_TALKING)
            at = t->session_ends_at + GRACE_MS;
        if (t->state == SIM_WAITING && t->snoozed_until_call)
            at = t->snoozed_until_at;
        next = at < next ? at : next;
    }
    return next;
}

void sim_bell(struct sim_model *m)
{
    m->closed = true;
    for (int i = 0; i < m->ticket_count; i++) {
        struct sim_ticket *t = &m->ticket[i];
        if (t->state != SIM_WAITING && t->state != SIM_RINGING)
            continue;
        take_out(&m->booth[t->booth], place_of(&m->booth[t->booth], i));
        t->state     = SIM_NOT_SEEN;
        t->recruiter = -1;
    }
}
