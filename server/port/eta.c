#include "server/port/eta.h"

/* A booth whose first five all left still takes its time for the sixth: no line is promised to take none. */
#define SERVED_PERMILLE_MIN 100

static int64_t residual_ms(const struct live_line *line, int64_t now)
{
    /* While a recruiter is free the first one is called at once. */
    if (line->running_count == 0 || (int64_t)line->running_count < line->staff_count)
        return 0;
    int64_t sum = 0;
    for (size_t i = 0; i < line->running_count; i++)
        sum += line->running_ends_at[i] > now ? line->running_ends_at[i] - now : 0;
    return sum / (int64_t)line->running_count;
}

struct eta eta_of(const struct live_line *line, int64_t ahead, int64_t now)
{
    struct eta eta = { eta_basis_unknown, NONE, NONE, NONE, NONE, NONE, true };
    if (!line->known || line->state != booth_state_open || line->staff_permille <= 0)
        return eta;
    bool learned     = line->session_count >= ETA_TALKS_MIN && line->session_mean_ms > 0;
    int64_t talk_ms  = learned ? line->session_mean_ms : line->planned_ms;
    /* c in thousandths, σ in thousandths: the thousands cancel. */
    int64_t first_ms = residual_ms(line, now) * 1000 / line->staff_permille;
    int64_t served   = line->served_permille > SERVED_PERMILLE_MIN ? line->served_permille : SERVED_PERMILLE_MIN;
    int64_t step_ms  = talk_ms * served / line->staff_permille;
    int64_t wait_ms  = first_ms + ahead * step_ms;
    eta.basis        = learned ? eta_basis_learned : eta_basis_planned;
    eta.residual_s   = first_ms / 1000;
    eta.step_s       = step_ms / 1000;
    eta.wait_s       = eta.residual_s + ahead * eta.step_s;
    eta.min_s        = eta.wait_s * 8 / 10 / 60 * 60;
    eta.max_s        = (eta.wait_s * 13 / 10 + 59) / 60 * 60;
    eta.seen_before_close = line->ends_at == NONE || now + wait_ms <= line->ends_at;
    return eta;
}

enum promise_result promise_compare(const struct promise *p, int64_t waited_ms, int64_t *ret_bias_s)
{
    *ret_bias_s = 0;
    if (p->min_s == NONE || p->max_s == NONE)
        return PROMISE_NONE;
    if (p->let_pass || (!p->rung && waited_ms <= p->max_s * 1000))
        return PROMISE_OPEN;
    *ret_bias_s = waited_ms / 1000 - (p->min_s + p->max_s) / 2;
    if (waited_ms > p->max_s * 1000)
        return PROMISE_LATE;
    return waited_ms < p->min_s * 1000 ? PROMISE_EARLY : PROMISE_KEPT;
}
