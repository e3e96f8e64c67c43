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

#endif
