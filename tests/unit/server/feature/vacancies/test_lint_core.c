#include <criterion/criterion.h>

#include "proto/base/check.h"
#include "server/feature/vacancies/lint_core.h"

#define NOW INT64_C(1795482000000) /* 2026-11-24T09:00:00+08:00 */
/* The end of the ninetieth day from then: 2027-02-22T23:59:59.999+08:00 */
#define LAST_DAY (NOW + 90 * MILLIS_DAY + 15 * INT64_C(3600000) - 1)

static struct arena mem;
static struct vacancy_row row;
static struct organization_row organization;
static struct lint_report report;
static bool duplicate;

static void whole(void)
{
    duplicate = false;
    model_clear(&model_organization_row, &organization);
    organization.industry = STR("泵阀");
    model_clear(&model_vacancy_row, &row);
    row.title              = STR("阀门装配工");
    row.region             = STR("330324");
    row.address            = STR("瓯北街道演示路 1 号");
    row.duties             = STR("装配并试压");
    row.working_conditions = STR("车间有空调");
    row.headcount          = 5;
    row.wage_min_fen       = 600000;
    row.wage_max_fen       = 900000;
}
static void begin(void)
{
    arena_init(&mem, 4 << 20);
    whole();
}
static void end(void)
{
    arena_done(&mem);
}
TestSuite(lint_core, .init = begin, .fini = end);

static void judge(void)
{
    const struct lint_in in = { lint_rules_shared(), &row, &organization, NOW, duplicate };
    CHECK(lint_vacancy(&mem, &in, &report) == ERR_OK);
}

/* Whether the row breaks exactly this rule, at this field and with this weight. */
static bool only(const char *pointer, const char *code, enum lint_action action)
{
    judge();
    return report.len == 1 && str_eq_cstr(report.items[0].pointer, pointer) && str_eq_cstr(report.items[0].code, code) && report.items[0].action == action &&
           report.strictest == action && report.items[0].zh.len > 0 && report.items[0].en.len > 0;
}

static bool nothing(void)
{
    judge();
    return report.len == 0 && report.strictest == lint_action_none;
}

static bool among(const char *code)
{
    judge();
    for (size_t i = 0; i < report.len; i++)
        if (str_eq_cstr(report.items[i].code, code))
            return true;
    return false;
}

Test(lint_core, of_a_whole_offer_there_is_nothing_to_say)
{
    cr_expect(nothing(), "%.*s", STR_ARG(report.items[0].zh));
}

Test(lint_core, each_mandatory_element_is_asked_for)
{
    row.title = STR(" 电 ");
    cr_expect(only("/title", "required", lint_action_block));
    whole();
    row.region = STR("33032");
    cr_expect(only("/region", "bad_region", lint_action_block));
    whole();
    row.headcount = NONE;
    cr_expect(only("/headcount", "required", lint_action_block));
    whole();
    row.duties = STR(" \n ");
    cr_expect(only("/duties", "required", lint_action_block));
    row.description = STR("装配并试压");
    cr_expect(nothing(), "the description may say it");
    whole();
    row.address = STR_NONE;
    cr_expect(only("/address", "no_address", lint_action_warn));
    whole();
    row.working_conditions = STR(" ");
    cr_expect(only("/working_conditions", "no_working_conditions", lint_action_warn));
    whole();
    organization.industry = STR_NONE;
    cr_expect(only("/organization_id", "organization_thin", lint_action_warn));
    organization.scale = STR("100-499 人");
    cr_expect(nothing());
}

Test(lint_core, a_block_names_its_law_in_both_languages)
{
    row.headcount = 0;
    judge();
    cr_assert_eq(report.len, 1);
    cr_expect(str_eq(report.items[0].law, STR("人社厅发〔2025〕60号")) && str_eq(report.items[0].zh, STR("请填写招聘人数（依据：人社厅发〔2025〕60号）")));
    cr_expect(str_eq(report.items[0].en, STR("A headcount is needed (Ministry of Human Resources (office) [2025] no. 60)")), "%.*s", STR_ARG(report.items[0].en));
}

Test(lint_core, pay_is_a_range_of_numbers)
{
    row.wage_min_fen = NONE;
    cr_expect(only("/wage_max_fen", "required", lint_action_block));
    whole();
    row.wage_max_fen = NONE;
    cr_expect(only("/wage_max_fen", "required", lint_action_block));
    whole();
    row.wage_min_fen = row.wage_max_fen = 0;
    cr_expect(only("/wage_max_fen", "required", lint_action_block));
    whole();
    row.wage_min_fen = 0;
    cr_expect(only("/wage_max_fen", "required", lint_action_block), "up to so much is nothing to count on");
    whole();
    row.wage_min_fen = 900001;
    cr_expect(only("/wage_max_fen", "too_small", lint_action_block));
    row.wage_min_fen = 900000;
    cr_expect(nothing());
}

Test(lint_core, a_range_is_wide_beyond_two_and_a_half)
{
    row.wage_max_fen = 1500000;
    cr_expect(nothing());
    row.wage_max_fen = 1500001;
    cr_expect(only("/wage_max_fen", "wide_range", lint_action_warn));
}

Test(lint_core, pay_reaches_the_minimum_of_the_place)
{
    row.wage_min_fen = 201000; /* of the newest row, which nobody verified */
    row.wage_max_fen = 300000;
    cr_expect(nothing());
    row.wage_min_fen = 200999;
    cr_expect(only("/wage_min_fen", "below_newer_minimum_wage", lint_action_warn));
    row.wage_min_fen = 166000;
    cr_expect(only("/wage_min_fen", "below_newer_minimum_wage", lint_action_warn));
    row.wage_min_fen = 165999;
    cr_expect(only("/wage_min_fen", "below_minimum_wage", lint_action_block));
    row.employment_type = employment_type_internship;
    cr_expect(nothing(), "internships are no employment");
    row.employment_type = employment_type_part_time;
    cr_expect(nothing(), "a month of part-time work says nothing of the hours");
    row.wage_period  = wage_period_hour;
    row.wage_min_fen = 900;
    row.wage_max_fen = 1000;
    cr_expect(only("/wage_min_fen", "below_minimum_wage", lint_action_block));
    whole();
    row.region       = STR("310101");
    row.wage_min_fen = 1;
    row.wage_max_fen = 2;
    cr_expect(nothing(), "of other provinces no table is carried");
}

Test(lint_core, pay_of_a_day_an_hour_a_year_is_compared_exactly)
{
    /* 1,660 yuan a month: 76.3218 a day of 21.75, 9.5402 an hour of 174 */
    cr_expect(lint_pay_is_below(7632, wage_period_day, 166000) && !lint_pay_is_below(7633, wage_period_day, 166000));
    cr_expect(lint_pay_is_below(954, wage_period_hour, 166000) && !lint_pay_is_below(955, wage_period_hour, 166000));
    cr_expect(lint_pay_is_below(1991999, wage_period_year, 166000) && !lint_pay_is_below(1992000, wage_period_year, 166000));
    cr_expect(lint_pay_is_below(165999, wage_period_month, 166000) && !lint_pay_is_below(166000, wage_period_month, 166000));
}

Test(lint_core, probation_is_as_long_as_the_contract_allows)
{
    static const int64_t edges[][2] = { { 1, 0 }, { 2, 0 }, { 3, 1 }, { 11, 1 }, { 12, 2 }, { 35, 2 }, { 36, 6 }, { 120, 6 }, { 0, 6 }, { NONE, 6 } };
    for (size_t i = 0; i < COUNT_OF(edges); i++) {
        cr_expect_eq(lint_probation_max(edges[i][0]), edges[i][1]);
        row.contract_months  = edges[i][0];
        row.probation_months = edges[i][1];
        cr_expect(nothing(), "%lld", (long long)edges[i][0]);
        row.probation_months = edges[i][1] + 1;
        cr_expect(only("/probation_months", "probation_too_long", lint_action_block), "%lld", (long long)edges[i][0]);
    }
    row.employment_type  = employment_type_part_time;
    row.contract_months  = NONE;
    row.probation_months = 1;
    cr_expect(only("/probation_months", "probation_not_allowed", lint_action_block));
    row.probation_months = 0;
    cr_expect(nothing());
}

Test(lint_core, pay_on_probation_is_at_least_four_fifths_and_the_minimum)
{
    row.probation_wage_min_fen = 480000;
    cr_expect(nothing());
    row.probation_wage_min_fen = 479999;
    cr_expect(only("/probation_wage_min_fen", "below_80_percent", lint_action_block));
    row.wage_min_fen = row.wage_max_fen = 205000;
    row.probation_wage_min_fen          = 165999;
    cr_expect(only("/probation_wage_min_fen", "below_minimum_wage", lint_action_block));
    row.probation_wage_min_fen = 166000;
    cr_expect(nothing());
}

Test(lint_core, an_offer_ends_between_now_and_ninety_days)
{
    row.valid_until = NOW;
    cr_expect(only("/valid_until", "in_the_past", lint_action_block));
    row.valid_until = NOW + 1;
    cr_expect(nothing());
    row.valid_until = LAST_DAY;
    cr_expect(nothing(), "to the end of the ninetieth day");
    row.valid_until = LAST_DAY + 1;
    cr_expect(only("/valid_until", "too_far", lint_action_block));
}

Test(lint_core, a_day_to_begin_that_is_over_is_told)
{
    row.start_by = STR("2026-11-24");
    cr_expect(nothing());
    row.start_by = STR("2026-11-23");
    cr_expect(only("/start_by", "in_the_past", lint_action_warn));
}

Test(lint_core, dispatch_minors_and_duplicates)
{
    row.employment_type = employment_type_dispatch;
    cr_expect(only("/employment_type", "dispatch", lint_action_review));
    whole();
    duplicate = true;
    cr_expect(only("/title", "duplicate", lint_action_warn));
    whole();
    row.hazards = STR("车间有机油，发放手套");
    cr_expect(nothing());
    row.duties = STR("装配，年满16周岁");
    cr_expect(only("/hazards", "minors_and_hazards", lint_action_review));
    row.hazards = STR("");
    cr_expect(nothing());
}

Test(lint_core, hazards_in_the_words_want_the_field)
{
    row.working_conditions = STR("有粉尘");
    cr_expect(only("/working_conditions", "D01", lint_action_warn));
    row.hazards = STR("粉尘，发放口罩");
    cr_expect(nothing());
}

Test(lint_core, words_are_judged_in_every_field_that_people_write)
{
    struct str *const texts[] = { &row.title, &row.duties, &row.description, &row.address, &row.major, &row.qualification, &row.work_hours, &row.board_and_lodging,
                                  &row.working_conditions, &row.reposted_from };
    static const char *const pointers[] = { "/title", "/duties", "/description", "/address", "/major", "/qualification", "/work_hours", "/board_and_lodging",
                                            "/working_conditions", "/reposted_from" };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct str before = *texts[i];
        *texts[i]         = STR("限女性");
        cr_expect(only(pointers[i], "G02", lint_action_block), "%s", pointers[i]);
        *texts[i] = before;
    }
    struct str bad[2] = { STR("钳工证"), STR("限女性") };
    row.skills        = (struct str_list){ bad, 2 };
    cr_expect(only("/skills", "G02", lint_action_block));
    row.skills   = (struct str_list){ 0 };
    row.benefits = (struct str_list){ bad, 2 };
    cr_expect(only("/benefits", "G02", lint_action_block));
}

Test(lint_core, what_was_found_is_quoted_with_its_law)
{
    row.duties = STR("装配，限 女 性，包住");
    judge();
    cr_assert_eq(report.len, 1);
    const struct lint_finding *f = &report.items[0];
    cr_expect(str_eq(f->found, STR("限 女 性")) && str_eq(f->zh, STR("“限 女 性”涉及性别，不得发布：删除性别限制（依据：人力资源市场暂行条例24）")), "%.*s", STR_ARG(f->zh));
    cr_expect(str_eq(f->en, STR("“限 女 性” is about sex: it may not be published (Interim Regulations on Human Resources Markets, art. 24)")), "%.*s", STR_ARG(f->en));
}

Test(lint_core, the_strictest_counts_and_all_are_listed)
{
    row.duties = STR("形象气质佳，适合女性，限女性");
    judge();
    cr_expect(report.len == 3 && report.strictest == lint_action_block);
    cr_expect(among("G02") && among("G17") && among("H12"));
}

Test(lint_core, more_findings_than_are_kept_still_count)
{
    struct str bad[20];
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        bad[i] = STR("形象气质佳五官端正星座属相第一学历"); /* five warnings each */
    row.skills   = (struct str_list){ bad, COUNT_OF(bad) };
    row.benefits = (struct str_list){ (struct str[]){ STR("限女性") }, 1 };
    judge();
    cr_expect(report.len == LINT_FINDINGS_MAX && report.strictest == lint_action_block);
}

Test(lint_core, without_memory_it_says_so)
{
    row.duties = STR("形象气质佳，适合女性，限女性");
    for (size_t ceiling = 64; ceiling < 8192; ceiling *= 2) {
        struct arena small;
        const struct lint_in in = { lint_rules_shared(), &row, &organization, NOW, false };
        arena_init(&small, ceiling);
        enum err e = lint_vacancy(&small, &in, &report);
        cr_expect(e == ERR_NO_MEMORY || (e == ERR_OK && report.len == 3), "%zu", ceiling);
        arena_done(&small);
    }
}
