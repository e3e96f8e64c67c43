/* What other features may do to a vacancy, inside the transaction of their own deed. Each verb is harmless when done twice. */
#ifndef HH_PORT_VACANCY_H
#define HH_PORT_VACANCY_H

#include "server/port/store.h"

/* Whether anyone may apply for it, or see it on the board or at a booth, at `now`: it is published and its time is not over. The job that
 * closes what is over runs once a minute; nobody has to wait for it. */
bool vacancy_is_offered(const struct vacancy_row *row, int64_t now);

/* What only its organization's people and staff may know of: drafts, words that wait for review or never passed it, and what a suspension or
 * staff took away. What is filled, withdrawn or over stays readable, so that a link says so. */
bool vacancy_is_private(const struct vacancy_row *row);

/* Off the board and off the lists, for this cause, now; the row is saved. The caller has judged that it was there and who may do so. */
MUST_USE enum err vacancy_ended(struct store_tx *tx, struct vacancy_row *row, enum vacancy_end cause);

/* Somebody was hired: hired_count is how many are hired for it now, this one included, counted by the caller in the same transaction. A vacancy
 * on offer, or waiting for review, whose headcount is reached becomes `filled` and leaves the board and the lists. ret_filled (may be NULL)
 * says whether this call closed it. ERR_NOT_FOUND: there is no such vacancy. */
MUST_USE enum err vacancy_filled(struct store_tx *tx, struct str vacancy_id, int64_t hired_count, bool *ret_filled);

/* An organization is suspended: all it offers, or wants to, is closed (`suspended`). It may publish them again itself once it is verified
 * again. ret_count (may be NULL): how many were closed. */
MUST_USE enum err vacancies_suspend(struct store_tx *tx, struct str organization_id, int64_t *ret_count);

/* Staff take one down with a reason, which its organization reads; it cannot be published again. ret_down (may be NULL): false when it
 * was not on offer, and nothing was done. Who may do so is judged by the caller. ERR_NOT_FOUND: there is no such vacancy. */
MUST_USE enum err vacancy_take_down(struct store_tx *tx, struct str vacancy_id, struct str reason, bool *ret_down);

#endif
