#include <criterion/criterion.h>

#include "proto/json.h"
#include "server/feature/vacancies/vacancies_core.h"

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

/* Every field of the change is laid over, so that none is forgotten when a field is added. */
Test(vacancies_core, every_field_of_the_change_reaches_the_row)
{
    struct vacancy_row row = whole();
    struct vacancy_change_in in;
    model_clear(&model_vacancy_change_in, &in);
    in.given           = ~UINT64_C(0);
    in.title           = STR("a1");
    in.occupation      = STR("a2");
    in.description     = STR("a3");
    in.region          = STR("a4");
    in.address         = STR("a5");
    in.headcount       = 6;
    in.employment_type = employment_type_dispatch;
    in.education       = education_doctor;
    in.wage_min_fen    = 9;
    in.wage_max_fen    = 10;
    in.wage_period     = wage_period_year;
    in.urgent          = true;
    vacancy_change(&row, &in);
    for (size_t i = 0; i < model_vacancy_change_in.field_count; i++) {
        const struct field *from = &model_vacancy_change_in.fields[i];
        const struct field *to   = model_field(&model_vacancy_row, str_from_cstr(from->name));
        size_t bytes             = from->kind == FIELD_TEXT || from->kind == FIELD_LIST ? sizeof(struct str) : from->kind == FIELD_INT ? sizeof(int64_t) : from->kind == FIELD_ENUM ? sizeof(unsigned) : sizeof(bool);
        if (!(from->flags & F_PATH))
            cr_expect(!memcmp((char *)&row + to->offset, (char *)&in + from->offset, bytes), "%s", from->name);
    }
}
