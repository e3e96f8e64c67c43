#include "server/feature/vacancies/vacancies_core.h"

#include "proto/base/check.h"
#include "proto/base/code.h"

unsigned vacancy_lacks(const struct vacancy_row *row)
{
    unsigned lacks = 0;
    if (str_code_points(str_trim(row->title)) < 2)
        lacks |= VACANCY_LACK_TITLE;
    if (!code_region_is_valid(row->region))
        lacks |= VACANCY_LACK_REGION;
    if (row->headcount == NONE || row->headcount < 1)
        lacks |= VACANCY_LACK_HEADCOUNT;
    if (row->wage_min_fen == NONE || row->wage_max_fen == NONE)
        lacks |= VACANCY_LACK_WAGE;
    else if (row->wage_min_fen > row->wage_max_fen)
        lacks |= VACANCY_LACK_ORDER;
    else if (row->wage_max_fen <= 0)
        lacks |= VACANCY_LACK_PAID;
    return lacks;
}

bool vacancy_may_publish(const struct organization_row *organization, int64_t now)
{
    return organization->state == organization_state_verified && (organization->verified_until == NONE || now < organization->verified_until);
}

static bool was_given(const struct vacancy_change_in *in, struct str name)
{
    const struct field *f = model_field(&model_vacancy_change_in, name);
    CHECK(f != NULL);
    return model_given(in->given, (size_t)(f - model_vacancy_change_in.fields));
}

#define LAY(field)                                                                                                     \
    if (was_given(in, STR(#field)))                                                                                    \
    row->field = in->field

void vacancy_change(struct vacancy_row *row, const struct vacancy_change_in *in)
{
    LAY(title);
    LAY(occupation);
    LAY(description);
    LAY(region);
    LAY(address);
    LAY(headcount);
    LAY(employment_type);
    LAY(education);
    LAY(wage_min_fen);
    LAY(wage_max_fen);
    LAY(wage_period);
    LAY(benefits);
    LAY(urgent);
}
