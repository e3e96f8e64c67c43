/* From a draft to the board and off it again: the rules, staff's look, the lists staff keep, the end. */
#ifndef HH_FEATURE_VACANCIES_PUBLICATION_H
#define HH_FEATURE_VACANCIES_PUBLICATION_H

#include "server/feature/vacancies/vacancies_show.h"
#include "server/port/route.h"

/* Names what even a draft may not lack; ERR_OK when it is nothing. */
enum err vacancy_lacks_say(struct ctx *c, const struct vacancy_row *row);

/* A row that is on the board or on its way there, changed: judged anew; the caller saves it. Faults when a rule forbids it. */
MUST_USE enum err vacancy_settle(struct store_tx *tx, struct vacancy_row *row, struct lint_report **ret_report);

/* Whom an agency acts for: the name comes from the authorization that the row names, which must be of the same organization. */
MUST_USE enum err vacancy_client_lay(struct store_tx *tx, struct vacancy_row *row);

enum err vacancy_publish(struct ctx *c, const struct id_in *in, struct vacancy *out);
enum err vacancy_review(struct ctx *c, const struct vacancy_review_in *in, struct vacancy *out);
enum err vacancy_reviews_get(struct ctx *c, const struct page_in *in, struct vacancy_list *out);
enum err vacancy_close(struct ctx *c, const struct vacancy_closure_in *in, struct vacancy *out);
enum err vacancy_enlist(struct ctx *c, const struct vacancy_listing_in *in, struct vacancy *out);
enum err vacancy_end_job(struct ctx *c, const struct nothing *in);

#endif
