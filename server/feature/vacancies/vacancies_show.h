/* A vacancy as it is shown, and who may do what with it. All within a transaction. */
#ifndef HH_FEATURE_VACANCIES_SHOW_H
#define HH_FEATURE_VACANCIES_SHOW_H

#include "server/feature/vacancies/lint_core.h"
#include "server/port/store.h"

MUST_USE enum err vacancy_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member);
/* The row, when the caller acts for its organization: others get what they may know of it. */
MUST_USE enum err vacancy_own_get(struct store_tx *tx, struct str id, struct vacancy_row *ret_row);
/* The row, when the caller is staff of the place of its organization. */
MUST_USE enum err vacancy_staff_get(struct store_tx *tx, struct str id, struct vacancy_row *ret_row);

struct vacancy_by {
    struct str name;
    unsigned kind;
};
/* inside: to the organization's people and to staff, with the contact and what staff said. Reads nothing. */
void vacancy_show(struct vacancy *out, const struct vacancy_row *row, const struct vacancy_by *by, bool inside);
/* The same, with the name read; sets the call's version. */
MUST_USE enum err vacancy_show_row(struct store_tx *tx, struct vacancy *out, const struct vacancy_row *row, bool inside);

/* The rules of today on this offer. The report lies in the call's arena. */
MUST_USE enum err vacancy_judge(struct store_tx *tx, const struct vacancy_row *row, const struct organization_row *organization, struct lint_report **ret_report);
/* What is not forbidden, for the people inside. */
MUST_USE enum err vacancy_warn(struct store_tx *tx, const struct lint_report *report, struct vacancy *out);

#endif
