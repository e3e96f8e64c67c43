#include "server/feature/applications/applications_core.h"

#define AS(state) (1U << application_state_##state)
#define LIVE (AS(submitted) | AS(viewed) | AS(shortlisted) | AS(interview) | AS(offered) | AS(accepted))

/* Who may bring an application to a state, and from which ones. Nobody goes back to submitted. A promise once accepted can
 * still be declined by the employer: whoever never came to work would otherwise stay accepted for ever. */
static const struct {
    unsigned by_candidate, by_recruiter;
} from_states[] = {
    [application_state_submitted]   = { 0, 0 },
    [application_state_viewed]      = { 0, AS(submitted) },
    [application_state_shortlisted] = { 0, AS(submitted) | AS(viewed) },
    [application_state_interview]   = { 0, AS(submitted) | AS(viewed) | AS(shortlisted) },
    [application_state_offered]     = { 0, AS(shortlisted) | AS(interview) },
    [application_state_accepted]    = { AS(offered), 0 },
    [application_state_hired]       = { 0, AS(accepted) },
    [application_state_declined]    = { 0, LIVE },
    [application_state_withdrawn]   = { LIVE, 0 },
};

enum application_move application_move(enum application_state from, enum application_state to, enum side by)
{
    const unsigned mine   = by == side_candidate ? from_states[to].by_candidate : from_states[to].by_recruiter;
    const unsigned theirs = by == side_candidate ? from_states[to].by_recruiter : from_states[to].by_candidate;
    if (mine & (1U << from))
        return APPLICATION_MOVES;
    if (from == to && mine)
        return APPLICATION_SAME;
    return theirs & (1U << from) ? APPLICATION_OTHERS : APPLICATION_NEVER;
}

bool application_is_over(enum application_state state)
{
    return !(LIVE & (1U << state));
}

bool application_is_answer(enum application_state state)
{
    return ((AS(shortlisted) | AS(interview) | AS(offered) | AS(declined)) & (1U << state)) != 0;
}

bool application_shows_contact(enum application_state state, bool agreed)
{
    return agreed || ((AS(interview) | AS(offered) | AS(accepted) | AS(hired)) & (1U << state)) != 0;
}

bool reply_promise_is_valid(int64_t hours)
{
    return hours == 24 || hours == 48 || hours == 72;
}

int64_t reply_due_at(int64_t submitted_at, int64_t promise_hours)
{
    return submitted_at + promise_hours * INT64_C(3600000);
}
