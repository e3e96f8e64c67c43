/* What people do: choosing an action, carrying it out through the door, and whether its answer is the predicted one. */
#include "tests/sim/play_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"

const char *const sim_action_names[] = { "join", "leave", "snooze", "call", "withdraw", "answer", "extend_ring", "extend_talk", "finish", "pause", "open" };

void act_fill(struct play *p, const struct act *a, struct one *o)
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
        (void)snprintf(o->target, sizeof o->target, "/api/v1/tickets/%s/%s", ticket, sim_action_names[a->action]);
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
int ticket_of(const struct play *p, struct str id)
{
    for (int i = 0; i < p->m.ticket_count; i++)
        if (id.len && str_eq_cstr(id, p->ticket_id[i]))
            return i;
    return -1;
}

/* Whether the real answer is the predicted one. before: tickets the model knew before the step. */
bool answer_fits(const struct play *p, const struct act *a, const struct one *o, const struct sim_answer *want, int known)
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

struct act act_choose(struct play *p)
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
