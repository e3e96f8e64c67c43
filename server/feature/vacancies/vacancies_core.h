/* Rules of vacancies, pure. */
#ifndef HH_FEATURE_VACANCIES_CORE_H
#define HH_FEATURE_VACANCIES_CORE_H

#include "proto/model.h"

/* What keeps a vacancy from being published. A bit each, in the order people should mend them. */
enum vacancy_lack {
    VACANCY_LACK_TITLE     = 1,
    VACANCY_LACK_REGION    = 2,
    VACANCY_LACK_HEADCOUNT = 4,
    VACANCY_LACK_WAGE      = 8,  /* none given */
    VACANCY_LACK_ORDER     = 16, /* the lower wage is above the higher one */
    VACANCY_LACK_PAID      = 32, /* the higher wage is nothing */
    VACANCY_LACKS_OF_DRAFT = 31, /* those that a draft may not have either: all but the last */
};
unsigned vacancy_lacks(const struct vacancy_row *row);

/* Whether the organization may publish now: verified, and not due for a new look. */
bool vacancy_may_publish(const struct organization_row *organization, int64_t now);

/* Lays what was given over the row; what was not given stays. */
void vacancy_change(struct vacancy_row *row, const struct vacancy_change_in *in);

#endif
