#include "server/feature/vacancies/vacancies_core.h"

#include "proto/base/check.h"
#include "server/port/region.h"

unsigned vacancy_lacks(const struct vacancy_row *row)
{
    unsigned lacks = 0;
    if (str_code_points(str_trim(row->title)) < 2)
        lacks |= VACANCY_LACK_TITLE;
    if (!region_is_known(row->region))
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

bool vacancy_was_given(const struct vacancy_change_in *in, struct str name)
{
    const struct field *f = model_field(&model_vacancy_change_in, name);
    CHECK(f != NULL);
    return model_given(in->given, (size_t)(f - model_vacancy_change_in.fields));
}

#define LAY(field)                                                                                                     \
    if (vacancy_was_given(in, STR(#field)))                                                                                    \
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
#define TEXT(name, ...) LAY(name);
#define INT(name, ...) LAY(name);
#define BOOL(name, ...) LAY(name);
#define ENUM(name, ...) LAY(name);
#define LIST(name, ...) LAY(name);
#include "proto/model/vacancy_more.def"
#include "proto/model_undef.h"
}

bool vacancy_time_read(struct str text, int64_t *ret_at)
{
    char moment[TIME_TEXT_MAX];
    static const char end[] = "T23:59:59.999+08:00";
    if (text.len != 10)
        return time_read(text, ret_at);
    memcpy(moment, text.ptr, 10);
    memcpy(moment + 10, end, sizeof end - 1);
    return time_read(str_make(moment, 10 + sizeof end - 1), ret_at);
}

enum err vacancy_times_lay(struct arena *mem, struct vacancy_row *row, const struct vacancy_times *times)
{
    char moment[TIME_TEXT_MAX];
    if (times->has_valid_until)
        row->valid_until = times->valid_until;
    if (!times->has_start_by)
        return ERR_OK;
    row->start_by = STR("");
    if (times->start_by == NONE)
        return ERR_OK;
    (void)time_write(times->start_by, moment);
    row->start_by = arena_dup(mem, str_make(moment, 10));
    return row->start_by.ptr ? ERR_OK : ERR_NO_MEMORY;
}

bool vacancy_may_return(const struct vacancy_row *row)
{
    return row->state == vacancy_state_draft ||
           ((row->state == vacancy_state_closed || row->state == vacancy_state_filled) && row->ended_by != vacancy_end_taken_down);
}

bool authorization_holds(const struct authorization_row *row, int64_t now)
{
    return row->state == authorization_state_confirmed && now >= row->valid_from && now < row->valid_until;
}
