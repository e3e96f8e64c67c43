#include <criterion/criterion.h>

#include "proto/json.h"
#include "server/feature/vacancies/vacancies_core.h"
#include "server/port/vacancy.h"

static struct vacancy_row whole(void)
{
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    row.title        = STR("阀门装配工");
    row.region       = STR("330324");
    row.headcount    = 5;
    row.wage_min_fen = 600000;
    row.wage_max_fen = 900000;
    return row;
}

Test(vacancies_core, a_whole_vacancy_lacks_nothing)
{
    struct vacancy_row row = whole();
    cr_expect(vacancy_lacks(&row) == 0);
    row.wage_min_fen = row.wage_max_fen;
    cr_expect(vacancy_lacks(&row) == 0);
    row.wage_min_fen = 0;
    row.wage_max_fen = 1;
    cr_expect(vacancy_lacks(&row) == 0);
    row.headcount = 1;
    row.title     = STR("电工");
    cr_expect(vacancy_lacks(&row) == 0);
}

Test(vacancies_core, each_lack_has_its_bit_at_its_edge)
{
    struct vacancy_row row = whole();
    row.title              = STR(" 电 ");
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_TITLE);
    row       = whole();
    row.title = STR_NONE;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_TITLE);
    row        = whole();
    row.region = STR("33032");
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_REGION);
    row           = whole();
    row.headcount = NONE;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_HEADCOUNT);
    row.headcount = 0;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_HEADCOUNT);
    row              = whole();
    row.wage_min_fen = NONE;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_WAGE);
    row              = whole();
    row.wage_max_fen = NONE;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_WAGE);
    row              = whole();
    row.wage_min_fen = row.wage_max_fen + 1;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_ORDER);
    row.wage_min_fen = row.wage_max_fen = 0;
    cr_expect(vacancy_lacks(&row) == VACANCY_LACK_PAID);
    cr_expect((vacancy_lacks(&row) & VACANCY_LACKS_OF_DRAFT) == 0);
}

Test(vacancies_core, several_lacks_are_named_together)
{
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    cr_expect(vacancy_lacks(&row) == (VACANCY_LACK_TITLE | VACANCY_LACK_REGION | VACANCY_LACK_HEADCOUNT | VACANCY_LACK_WAGE));
}

Test(vacancies_core, an_organization_publishes_while_its_verification_holds)
{
    struct organization_row organization;
    model_clear(&model_organization_row, &organization);
    organization.state = organization_state_verified;
    cr_expect(vacancy_may_publish(&organization, 1000));
    organization.verified_until = 1001;
    cr_expect(vacancy_may_publish(&organization, 1000));
    organization.verified_until = 1000;
    cr_expect_not(vacancy_may_publish(&organization, 1000));
    organization.verified_until = NONE;
    for (unsigned state = 0; state < enum_organization_state.count; state++) {
        organization.state = state;
        cr_expect(vacancy_may_publish(&organization, 1000) == (state == organization_state_verified));
    }
}

Test(vacancies_core, what_is_given_is_laid_over_and_the_rest_stays)
{
    struct vacancy_row row = whole();
    struct vacancy_change_in in;
    struct json_faults faults = { 0 };
    struct arena mem;
    arena_init(&mem, 65536);
    row.address     = STR("龙湾");
    row.description = STR("装配");
    row.urgent      = true;
    row.education   = education_college;
    model_clear(&model_vacancy_change_in, &in);
    cr_assert(json_decode(&mem, STR("{\"title\":\"电工\",\"address\":null,\"urgent\":false,\"wage_max_fen\":1,\"benefits\":[\"包住\"]}"), &model_vacancy_change_in, &in,
                          &faults) == ERR_OK);
    vacancy_change(&row, &in);
    cr_expect(str_eq(row.title, STR("电工")) && row.address.len == 0 && !row.urgent && row.wage_max_fen == 1 && row.benefits.len == 1);
    cr_expect(str_eq(row.description, STR("装配")) && row.headcount == 5 && row.wage_min_fen == 600000 && row.education == education_college);
    arena_done(&mem);
}

static bool is_told_as_text(const struct field *f) /* vacancy_times_lay's */
{
    return str_eq_cstr(STR("start_by"), f->name) || str_eq_cstr(STR("valid_until"), f->name);
}

static size_t bytes_of(const struct field *f)
{
    if (f->kind == FIELD_INT)
        return sizeof(int64_t);
    if (f->kind == FIELD_ENUM)
        return sizeof(unsigned);
    return f->kind == FIELD_BOOL ? sizeof(bool) : sizeof(struct str); /* a list is as large */
}

/* Every field of the change is laid over, so that none is forgotten when a field is added. */
Test(vacancies_core, every_field_of_the_change_reaches_the_row)
{
    struct vacancy_row row = whole();
    struct vacancy_change_in in;
    model_clear(&model_vacancy_change_in, &in);
    in.given = ~UINT64_C(0);
    for (size_t i = 0; i < model_vacancy_change_in.field_count; i++) {
        const struct field *f = &model_vacancy_change_in.fields[i];
        memset((char *)&in + f->offset, f->kind == FIELD_BOOL ? 1 : (int)i + 1, bytes_of(f));
    }
    vacancy_change(&row, &in);
    for (size_t i = 0; i < model_vacancy_change_in.field_count; i++) {
        const struct field *from = &model_vacancy_change_in.fields[i];
        const struct field *to   = model_field(&model_vacancy_row, str_from_cstr(from->name));
        if (!(from->flags & F_PATH) && !is_told_as_text(from))
            cr_expect(!memcmp((char *)&row + to->offset, (char *)&in + from->offset, bytes_of(from)), "%s", from->name);
    }
}

Test(vacancies_core, a_day_is_its_end_and_a_moment_is_itself)
{
    int64_t at = 0;
    cr_assert(vacancy_time_read(STR("2026-12-31"), &at));
    cr_expect_eq(at, INT64_C(1798732799999)); /* 23:59:59.999+08:00 */
    cr_assert(vacancy_time_read(STR("2026-12-31T23:59:59Z"), &at));
    cr_expect_eq(at, INT64_C(1798761599000));
    static const char *const bad[] = { "", "2026-02-30", "2026-13-01", "tomorrow!!", "2026-12-3", "2026-12-31 " };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect_not(vacancy_time_read(str_from_cstr(bad[i]), &at), "%s", bad[i]);
}

Test(vacancies_core, times_are_laid_only_when_they_were_given)
{
    struct vacancy_row row = whole();
    struct arena mem;
    arena_init(&mem, 65536);
    row.start_by    = STR("2026-12-01");
    row.valid_until = 7;
    cr_assert(vacancy_times_lay(&mem, &row, &(struct vacancy_times){ NONE, NONE, false, false }) == ERR_OK);
    cr_expect(str_eq(row.start_by, STR("2026-12-01")) && row.valid_until == 7);
    cr_assert(vacancy_times_lay(&mem, &row, &(struct vacancy_times){ INT64_C(1798732799999), 9, true, true }) == ERR_OK);
    cr_expect(str_eq(row.start_by, STR("2026-12-31")) && row.valid_until == 9);
    cr_assert(vacancy_times_lay(&mem, &row, &(struct vacancy_times){ NONE, NONE, true, true }) == ERR_OK);
    cr_expect(row.start_by.len == 0 && row.valid_until == NONE);
    arena_done(&mem);
}

Test(vacancies_core, what_was_not_published_or_was_taken_away_is_private)
{
    struct vacancy_row row = whole();
    row.published_at       = 1;
    static const bool by_state[] = { [vacancy_state_draft] = true, [vacancy_state_review] = true, [vacancy_state_published] = false, [vacancy_state_filled] = false, [vacancy_state_closed] = false };
    for (unsigned state = 0; state < COUNT_OF(by_state); state++) {
        row.state = state;
        cr_expect_eq(vacancy_is_private(&row), by_state[state], "%u", state);
    }
    row.state        = vacancy_state_closed;
    row.published_at = NONE;
    cr_expect(vacancy_is_private(&row), "never let pass");
    row.published_at = 1;
    for (unsigned cause = 0; cause < enum_vacancy_end.count; cause++) {
        row.ended_by = cause;
        cr_expect_eq(vacancy_is_private(&row), cause == vacancy_end_suspended || cause == vacancy_end_taken_down, "%u", cause);
    }
}

Test(vacancies_core, what_staff_took_down_does_not_return_by_itself)
{
    struct vacancy_row row = whole();
    row.state              = vacancy_state_draft;
    cr_expect(vacancy_may_return(&row));
    row.state = vacancy_state_published;
    cr_expect_not(vacancy_may_return(&row));
    row.state    = vacancy_state_closed;
    row.ended_by = vacancy_end_expired;
    cr_expect(vacancy_may_return(&row));
    row.ended_by = vacancy_end_suspended;
    cr_expect(vacancy_may_return(&row), "the organization's own state holds it back meanwhile");
    row.ended_by = vacancy_end_taken_down;
    cr_expect_not(vacancy_may_return(&row));
    row.state    = vacancy_state_filled;
    row.ended_by = vacancy_end_filled;
    cr_expect(vacancy_may_return(&row));
}
