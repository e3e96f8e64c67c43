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

/* Whether the employer may see phone and e-mail: from the interview on, or when the candidate agreed. Declining and
 * withdrawing close it again for whoever did not agree. */
bool application_shows_contact(enum application_state state, bool agreed);

#define REPLY_PROMISE_HOURS 72 /* where the organization promised nothing else */
/* 24, 48 or 72. */
bool reply_promise_is_valid(int64_t hours);
/* When the answer is due, ms. */
int64_t reply_due_at(int64_t submitted_at, int64_t promise_hours);

#endif
