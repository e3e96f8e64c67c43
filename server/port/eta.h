/* Honest waiting times (rule 10), integers, pure: ETA = residual/c + ahead × σ × S / c.
 * S: the learned time of a talk with the gap after it; before three talks the planned one, marked "planned". c: recruiters there now,
 * one who staffs m booths counts 1/m. σ: the share of tickets that really get served, at least a tenth. residual: mean time left of
 * running talks, when every recruiter is busy. Shown as a range of ×0.8 to ×1.3, rounded outward to whole minutes; unknown without a
 * recruiter, and while the booth is paused. */
#ifndef HH_PORT_ETA_H
#define HH_PORT_ETA_H

#include "server/port/live.h"

#define ETA_TALKS_MIN 3 /* talks before S counts as learned */

struct eta {
    unsigned basis;     /* enum eta_basis; unknown: the rest is NONE */
    int64_t residual_s; /* wait of the first in line */
    int64_t step_s;     /* more for each one ahead */
    int64_t wait_s;     /* residual + ahead × step */
    int64_t min_s, max_s;
    bool seen_before_close; /* the wait ends before the bell; true while unknown */
};

struct eta eta_of(const struct live_line *line, int64_t ahead, int64_t now);

/* --- a promise and what came of it ------------------------------------------------------------------------------ */
enum promise_result {
    PROMISE_NONE,  /* nothing was promised: unknown at joining */
    PROMISE_KEPT,  /* rung within the range, both ends of it included */
    PROMISE_EARLY, /* rung before it */
    PROMISE_LATE,  /* rung after it, or gone without a ring when it was over already */
    PROMISE_OPEN   /* not to be judged: gone before it was over, or the person let others pass */
};
struct promise {
    int64_t min_s, max_s; /* NONE: nothing was promised */
    bool rung;            /* the wait ended with the first ring; else without any */
    bool let_pass;        /* it was the person's own wish to wait longer */
};
/* ret_bias_s: how much longer than the middle of the range the wait was (less: negative); of the kept, early and late, else 0.
 * Of those who went unrung it is what they had waited by then, which is less than the wait would have been. */
enum promise_result promise_compare(const struct promise *p, int64_t waited_ms, int64_t *ret_bias_s);

#endif
