#include "server/feature/fairs/fairs_core.h"

bool fair_step_allowed(enum fair_state from, enum fair_state to)
{
    if (from == fair_state_paused)
        return to == fair_state_open || to == fair_state_closing || to == fair_state_closed;
    if (to == fair_state_paused)
        return from == fair_state_open;
    /* Ahead only: nobody who was seen or not seen is made to wait again. */
    return to > from;
}

enum fair_state fair_state_by_time(const struct fair_row *fair, int64_t now)
{
    enum fair_state state = fair->state;
    if (state == fair_state_draft || state == fair_state_closed || state == fair_state_archived)
        return state;
    if (now >= fair->ends_at + FAIR_CLOSING_MS)
        return fair_state_closed;
    if (now >= fair->ends_at)
        return fair_state_closing;
    if (fair->staff_driven || state >= fair_state_open)
        return state;
    enum fair_state due = fair_state_announced;
    if (fair->registration_opens_at == NONE || now >= fair->registration_opens_at)
        due = fair_state_registration;
    if (now >= fair->starts_at - FAIR_LOBBY_MS)
        due = fair_state_lobby;
    if (now >= fair->starts_at)
        due = fair_state_open;
    return due > state ? due : state;
}

bool fair_step_is_ahead(const struct fair_row *fair, enum fair_state to, int64_t now)
{
    struct fair_row timed = *fair;
    timed.state           = fair_state_announced;
    timed.staff_driven    = false;
    return to > fair_state_by_time(&timed, now);
}

bool fair_is_live(enum fair_state state)
{
    return state == fair_state_open;
}

bool fair_takes_booths(enum fair_state state)
{
    return state <= fair_state_paused;
}

bool fair_takes_registrations(const struct fair_row *fair, int64_t now)
{
    if (fair->state < fair_state_registration || fair->state > fair_state_paused)
        return false;
    return fair->registration_closes_at == NONE || now < fair->registration_closes_at;
}

bool booth_step_allowed(enum booth_state from, enum booth_state to)
{
    if (from == booth_state_requested || from == booth_state_refused)
        return false;
    if (to == booth_state_open)
        return from == booth_state_ready || from == booth_state_paused || from == booth_state_closed;
    if (to == booth_state_paused)
        return from == booth_state_open || from == booth_state_paused; /* again: another message */
    return to == booth_state_closed && from != booth_state_closed;
}

bool booth_is_public(enum booth_state state)
{
    return state >= booth_state_ready;
}
