#include "server/feature/line/line_core.h"

/* --- the life of a ticket ----------------------------------------------------------------------------------- */

#define EDGE(state, action, to) { ticket_state_##state, ticket_action_##action, ticket_state_##to }
static const struct {
    unsigned from, action, to;
} edges[] = {
    EDGE(waiting, call, ringing),
    EDGE(waiting, leave, left),
    EDGE(waiting, snooze, waiting),
    EDGE(waiting, wake, waiting),
    EDGE(waiting, freeze, waiting),
    EDGE(waiting, thaw, waiting),
    EDGE(waiting, bell, not_seen),
    EDGE(waiting, move, waiting),
    EDGE(ringing, withdraw, waiting),
    EDGE(ringing, undo, waiting),
    EDGE(ringing, restart, waiting),
    EDGE(ringing, miss, waiting),
    EDGE(ringing, extend_ring, ringing),
    EDGE(ringing, answer, in_session),
    EDGE(ringing, leave, left),
    EDGE(ringing, move, ringing),
    EDGE(in_session, finish, done),
};

bool line_edge(unsigned state, unsigned action, unsigned *ret_to)
{
    for (size_t i = 0; i < COUNT_OF(edges); i++)
        if (edges[i].from == state && edges[i].action == action) {
            *ret_to = edges[i].to;
            return true;
        }
    return false;
}

enum err line_edge_refusal(unsigned action)
{
    switch ((enum ticket_action)action) {
    case ticket_action_withdraw:
    case ticket_action_undo:
    case ticket_action_restart:
    case ticket_action_miss:
    case ticket_action_extend_ring:
    case ticket_action_answer:
        return ERR_NOT_RINGING;
    case ticket_action_finish:
        return ERR_SESSION_OVER;
    case ticket_action_join:
    case ticket_action_call:
    case ticket_action_leave:
    case ticket_action_snooze:
    case ticket_action_wake:
    case ticket_action_freeze:
    case ticket_action_thaw:
    case ticket_action_bell:
    case ticket_action_move:
    case ticket_action_count:
        break;
    }
    return ERR_NOT_WAITING;
}

/* The one place where a state changes. */
static enum err step_on(struct ticket_row *t, unsigned action)
{
    unsigned to;
    if (!line_edge(t->state, action, &to))
        return line_edge_refusal(action);
    t->state = to;
    t->step_count++;
    t->version++;
    return ERR_OK;
}

void ticket_step_fill(struct ticket_step_row *ret_step, const struct ticket_row *t, unsigned action, int64_t now)
{
    *ret_step = (struct ticket_step_row){ .ticket_id = t->id, .seq = t->step_count, .action = action, .state = t->state, .reason = STR(""), .at = now };
}

enum err line_join_judge(const struct line_join *in)
{
    if (in->fair_state != fair_state_open || in->now >= in->fair_ends_at)
        return ERR_FAIR_NOT_OPEN;
    if (in->booth_state == booth_state_paused)
        return ERR_BOOTH_PAUSED;
    if (in->booth_state != booth_state_open)
        return ERR_BOOTH_NOT_OPEN;
    if (in->lines >= in->lines_max)
        return ERR_LINES_FULL;
    return in->waiting >= LINE_WAITING_MAX ? ERR_LINE_FULL : ERR_OK;
}

enum err line_call_judge(unsigned fair_state, unsigned booth_state, int64_t fair_ends_at, int64_t now)
{
    if (fair_state != fair_state_open || now >= fair_ends_at)
        return ERR_FAIR_NOT_OPEN;
    /* A pause keeps newcomers out; those who wait may still be called. */
    return booth_state == booth_state_open || booth_state == booth_state_paused ? ERR_OK : ERR_BOOTH_NOT_OPEN;
}

bool line_is_closed(unsigned fair_state, unsigned booth_state, int64_t fair_ends_at, int64_t now)
{
    return fair_state == fair_state_closing || fair_state == fair_state_closed || fair_state == fair_state_archived || now >= fair_ends_at ||
           booth_state == booth_state_closed;
}

/* --- rules: each one step ------------------------------------------------------------------------------------- */

static void snooze_clear(struct ticket_row *t)
{
    t->snoozed_until_call = 0;
    t->snoozed_until_at   = NONE;
}

static void ring_clear(struct ticket_row *t)
{
    t->grant_id      = STR_NONE;
    t->recruiter_id  = STR_NONE;
    t->ring_ends_at  = NONE;
    t->ring_extended = false;
}

bool ticket_is_snoozed(const struct ticket_row *t, int64_t call_count, int64_t now)
{
    return t->state == ticket_state_waiting && t->snoozed_until_call > call_count && (t->snoozed_until_at == NONE || now < t->snoozed_until_at);
}

enum err ticket_ring(struct ticket_row *t, const struct line_ring *in)
{
    /* The live state chose by what it knew; the row may know better by now. */
    if (t->state == ticket_state_waiting && (t->frozen || ticket_is_snoozed(t, in->call_count, in->now)))
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_call));
    snooze_clear(t);
    t->grant_id      = in->grant_id;
    t->recruiter_id  = in->recruiter_id;
    t->ring_ends_at  = in->now + LINE_RING_MS;
    t->ring_extended = false;
    if (t->called_at == NONE)
        t->called_at = in->now;
    return ERR_OK;
}

enum err ticket_back(struct ticket_row *t, unsigned action)
{
    TRY(step_on(t, action));
    ring_clear(t);
    return ERR_OK;
}

bool ticket_ring_is_over(const struct ticket_row *t, int64_t now)
{
    return t->state == ticket_state_ringing && t->ring_ends_at != NONE && now >= t->ring_ends_at;
}

int64_t line_miss_places(int64_t missed_count)
{
    return missed_count == 1 ? 3 : 5;
}

enum err ticket_miss(struct ticket_row *t, int64_t now)
{
    if (t->state == ticket_state_ringing && !ticket_ring_is_over(t, now))
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_miss));
    ring_clear(t);
    t->missed_count++;
    if (t->missed_count >= LINE_MISSED_OUT) {
        t->state    = ticket_state_out;
        t->ended_at = now;
    }
    return ERR_OK;
}

/* What only the one who is rung can do, while it rings. */
static enum err ring_check(const struct ticket_row *t, int64_t now)
{
    return t->state != ticket_state_ringing || ticket_ring_is_over(t, now) ? ERR_NOT_RINGING : ERR_OK;
}

enum err ticket_extend_ring(struct ticket_row *t, int64_t now)
{
    TRY(ring_check(t, now));
    if (t->ring_extended)
        return ERR_ALREADY_EXTENDED;
    TRY(step_on(t, ticket_action_extend_ring));
    t->ring_extended = true;
    t->ring_ends_at += LINE_RING_MS;
    return ERR_OK;
}

enum err ticket_answer(struct ticket_row *t, struct str session_id, int64_t ends_at, int64_t now)
{
    TRY(ring_check(t, now));
    TRY(step_on(t, ticket_action_answer));
    t->ring_ends_at    = NONE;
    t->session_id      = session_id;
    t->session_ends_at = ends_at;
    return ERR_OK;
}

enum err ticket_finish(struct ticket_row *t, int64_t now)
{
    TRY(step_on(t, ticket_action_finish));
    t->ended_at = now;
    return ERR_OK;
}

enum err ticket_leave(struct ticket_row *t, int64_t now)
{
    TRY(step_on(t, ticket_action_leave));
    ring_clear(t);
    snooze_clear(t);
    t->ended_at = now;
    return ERR_OK;
}

enum err ticket_snooze(struct ticket_row *t, int64_t call_count, bool others_wait, int64_t now)
{
    if (t->state != ticket_state_waiting)
        return ERR_NOT_WAITING;
    if (t->snoozes_left <= 0)
        return ERR_NO_SNOOZE_LEFT;
    if (!others_wait)
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_snooze));
    t->snoozes_left--;
    t->snoozed_until_call = call_count + LINE_SNOOZE_CALLS;
    t->snoozed_until_at   = now + LINE_SNOOZE_MS;
    return ERR_OK;
}

enum err ticket_wake(struct ticket_row *t, int64_t now)
{
    if (t->state == ticket_state_waiting && (t->snoozed_until_at == NONE || now < t->snoozed_until_at))
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_wake));
    snooze_clear(t);
    return ERR_OK;
}

enum err ticket_freeze(struct ticket_row *t)
{
    if (t->frozen)
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_freeze));
    t->frozen = true;
    return ERR_OK;
}

enum err ticket_thaw(struct ticket_row *t)
{
    if (t->state == ticket_state_waiting && !t->frozen)
        return ERR_CONFLICT;
    TRY(step_on(t, ticket_action_thaw));
    t->frozen = false;
    return ERR_OK;
}

enum err ticket_bell(struct ticket_row *t, int64_t now)
{
    TRY(step_on(t, ticket_action_bell));
    snooze_clear(t);
    t->ended_at = now;
    return ERR_OK;
}

enum err ticket_move(struct ticket_row *t, int64_t order_key)
{
    TRY(step_on(t, ticket_action_move));
    t->order_key = order_key;
    return ERR_OK;
}

/* --- order ------------------------------------------------------------------------------------------------------ */

static int64_t tier_of(int64_t key)
{
    return key >= LINE_KEY_SERVED ? LINE_KEY_SERVED : 0;
}

int64_t line_live_count(const struct booth_row *b)
{
    return b->ticket_count - b->served_count - b->lost_count;
}

int64_t line_key_join(int64_t number, bool served_before)
{
    return (served_before ? LINE_KEY_SERVED : 0) + number * LINE_KEY_GAP;
}

bool line_key_back(const struct line_behind *behind, size_t count, int64_t places, int64_t own_key, int64_t next_number, int64_t *ret_key)
{
    size_t after   = 0; /* the first one that stays behind */
    int64_t passed = 0;
    int64_t low    = own_key;
    /* Within its own tier: a first-timer never comes to stand behind somebody served before (rule 5), or every later first-timer
     * would overtake both. */
    for (size_t i = 0; i < count && passed < places && tier_of(behind[i].order_key) == tier_of(own_key); i++)
        if (behind[i].waiting) {
            passed++;
            low   = behind[i].order_key;
            after = i + 1;
        }
    if (passed == 0) {
        *ret_key = own_key;
        return true;
    }
    /* Whoever joins later stands behind, also when those served before begin right here. */
    int64_t high = tier_of(low) + next_number * LINE_KEY_GAP;
    if (after < count && behind[after].order_key < high)
        high = behind[after].order_key;
    if (high - low < 2)
        return false;
    *ret_key = low + (high - low) / 2;
    return true;
}

int64_t line_key_renumbered(int64_t old_key, size_t index)
{
    return tier_of(old_key) + ((int64_t)index + 1) * LINE_KEY_GAP;
}

/* --- talks -------------------------------------------------------------------------------------------------------- */

bool talk_is_open(const struct session_row *s, int64_t now)
{
    return s->state == session_state_running && now < s->ends_at + TALK_GRACE_MS;
}

enum talk_due talk_due(const struct session_row *s, int64_t now)
{
    if (s->state != session_state_running)
        return TALK_DUE_NOTHING;
    if (now >= s->ends_at + TALK_GRACE_MS)
        return TALK_DUE_OVER;
    return !s->warned && now >= s->ends_at - TALK_WARN_MS ? TALK_DUE_WARNING : TALK_DUE_NOTHING;
}

enum err talk_extend(struct session_row *s, unsigned side, int64_t planned_ms, int64_t now, bool *ret_agreed)
{
    if (!talk_is_open(s, now))
        return ERR_SESSION_OVER;
    if (s->extended_count >= TALK_EXTENSIONS_MAX)
        return ERR_ALREADY_EXTENDED;
    bool agreed = s->extend_asked_by != side_none && s->extend_asked_by != side;
    s->version++;
    s->extend_asked_by = agreed ? side_none : side;
    if (agreed) {
        s->extended_count++;
        s->ends_at += planned_ms / 2;
        s->warned = false; /* the new end is announced again */
    }
    *ret_agreed = agreed;
    return ERR_OK;
}

enum err talk_warn(struct session_row *s, int64_t now)
{
    if (talk_due(s, now) != TALK_DUE_WARNING)
        return ERR_CONFLICT;
    s->warned = true;
    s->version++;
    return ERR_OK;
}

enum err talk_over(struct session_row *s, int64_t now)
{
    if (talk_due(s, now) != TALK_DUE_OVER)
        return ERR_CONFLICT;
    s->state    = session_state_over;
    s->ended_at = now;
    s->version++;
    return ERR_OK;
}

enum err talk_finish(struct session_row *s, const struct talk_outcome *in, int64_t now)
{
    if (s->state == session_state_finished)
        return ERR_SESSION_OVER;
    if (s->state == session_state_running)
        s->ended_at = now;
    s->state   = session_state_finished;
    s->outcome = in->outcome;
    s->reason  = in->reason;
    s->note    = in->note;
    s->version++;
    return ERR_OK;
}

void booth_learn(struct booth_row *b, const struct session_row *s, int64_t previous_ended_at)
{
    int64_t gap = previous_ended_at == NONE ? 0 : s->started_at - previous_ended_at;
    if (gap < 0 || gap > TALK_GAP_MAX_MS)
        gap = gap < 0 ? 0 : TALK_GAP_MAX_MS;
    int64_t sample = s->ended_at - s->started_at + gap;
    b->session_count++;
    b->served_count++;
    int64_t weight = b->session_count < TALK_LEARN_MAX ? b->session_count : TALK_LEARN_MAX;
    b->session_mean_ms += (sample - b->session_mean_ms) / weight;
}
