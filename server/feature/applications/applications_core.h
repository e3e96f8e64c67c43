/* Rules of applications, pure. */
#ifndef HH_FEATURE_APPLICATIONS_CORE_H
#define HH_FEATURE_APPLICATIONS_CORE_H

#include "proto/model.h"

/* What comes of a wish to move an application. */
enum application_move {
    APPLICATION_MOVES,  /* may be done */
    APPLICATION_SAME,   /* it is there already: the same answer again, nothing is written */
    APPLICATION_OTHERS, /* only the other side may do that */
    APPLICATION_NEVER,  /* nobody may go there from here */
};
/* by: side_candidate, or side_recruiter for whoever acts for the organization. */
enum application_move application_move(enum application_state from, enum application_state to, enum side by);

/* Nothing follows: hired, declined, withdrawn. */
bool application_is_over(enum application_state state);

/* Whether a state reached by the employer answers the candidate; having been looked at is no answer. */
bool application_is_answer(enum application_state state);

/* --- applying ------------------------------------------------------------------------------------------------- */
#define APPLY_ROUNDS_MAX 3  /* of one person for one vacancy: withdrawn and come again */
#define APPLY_OPEN_MAX 200  /* of one person, under way at the same time */
enum apply_verdict {
    APPLY_MAY,
    APPLY_NO_SUCH,    /* not on the board: that it exists is private */
    APPLY_ENDED,      /* was on the board */
    APPLY_UNVERIFIED, /* its organization is not verified (any more) */
    APPLY_HIDDEN,     /* the candidate hides from this organization, so it could not read what it gets */
};
enum apply_verdict apply_decide(const struct vacancy_row *vacancy, const struct organization_row *organization, bool hidden, int64_t now);

/* --- the way it goes -------------------------------------------------------------------------------------------- */
/* A step as it changes the row: state, times, reminders. Everything but counters and version. */
void application_step_lay(struct application_row *row, enum application_state to, enum side by, int64_t now);

/* Whether only a verified organization may do it: whatever goes on with somebody. Looking and declining stay possible. */
bool application_needs_verified(enum application_state to);

/* What the candidate reads when declined, in one language. */
struct decline {
    enum decline_reason reason;
    struct str candidate_name, organization_name, vacancy_title, words;
};
MUST_USE enum err decline_text(struct arena *mem, const struct decline *in, enum lang lang, struct str *ret_text);

/* 24, 48 or 72. */
bool reply_promise_is_valid(int64_t hours);
/* When the answer is due, ms. An answer at that very moment is in time. */
int64_t reply_due_at(int64_t submitted_at, int64_t promise_hours);
/* When half of it has passed. */
int64_t reply_half_at(int64_t submitted_at, int64_t due_at);
/* What is said of an answer owed at remind_at (NONE: nothing more), and when something is said next. A hall that was down when half of the
 * time passed says at once that it is overdue, and not both. */
enum reply_reminder { REPLY_SILENT, REPLY_HALF, REPLY_OVERDUE };
enum reply_reminder reply_remind(int64_t remind_at, int64_t due_at, int64_t now, int64_t *ret_next);

#endif
