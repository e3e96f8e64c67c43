/* Rules of reports, pure. */
#ifndef HH_FEATURE_REPORTS_CORE_H
#define HH_FEATURE_REPORTS_CORE_H

#include "server/port/ctx.h"

#define REPORTS_A_DAY 20 /* that one person may make: more is no help to those who read them */

/* Seconds until one more may be made: `count` were made within the last day, the oldest of them at `oldest`. 0: now. */
int64_t report_wait_s(int64_t count, int64_t oldest, int64_t now);

/* Whether it lies with this member of staff: of the place, or of no place. */
bool report_is_theirs(const struct who *who, const struct report_row *row);

/* What is wrong with an answer; a bit each. */
enum report_wrong {
    REPORT_WRONG_DECISION = 1, /* neither upheld nor dismissed */
    REPORT_WRONG_REASON   = 2, /* none */
    REPORT_WRONG_DOWN     = 4, /* only an upheld report takes something down */
};
unsigned report_answer_wrongs(const struct report_decision_in *in);

#endif
