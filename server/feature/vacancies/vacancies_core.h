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

/* Whether the change names this field. */
bool vacancy_was_given(const struct vacancy_change_in *in, struct str name);

/* A day (its end, Chinese standard time) or a moment as RFC 3339. */
MUST_USE bool vacancy_time_read(struct str text, int64_t *ret_at);
/* Those two of an offer that are sent as text; NONE: said to be nothing. */
struct vacancy_times {
    int64_t start_by, valid_until;
    bool has_start_by, has_valid_until;
};
MUST_USE enum err vacancy_times_lay(struct arena *mem, struct vacancy_row *row, const struct vacancy_times *times);

/* Whether an agency's authorization holds at `now`: confirmed by staff, from its first moment to just before its last. */
bool authorization_holds(const struct authorization_row *row, int64_t now);

/* Whether its organization may publish it (again): not what staff took down. What ended with a suspension returns when the organization is
 * verified again, which vacancy_may_publish judges. */
bool vacancy_may_return(const struct vacancy_row *row);

#endif
