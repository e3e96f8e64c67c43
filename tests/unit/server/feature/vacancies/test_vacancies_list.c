/* Every filter of the board, at its edges. */
#include "tests/unit/server/feature/vacancies/vacancies_world.h"

TestSuite(vacancies_list, .init = vacancies_begin, .fini = vacancies_end);

static size_t count(const char *query)
{
    char target[256];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies?%s", query);
    struct world_answer a = call_as(NULL, "GET", target, NULL, NULL);
    cr_expect_eq(a.status, 200, "%s: %.*s", query, STR_ARG(a.body));
    return world_length(a, "items");
}

static bool refuses(const char *query, const char *name)
{
    char target[256];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies?%s", query);
    return refused(call_as(NULL, "GET", target, NULL, NULL), 422, name);
}

Test(vacancies_list, a_place_holds_its_parts)
{
    (void)published("钳工", "");
    (void)published("焊工", ",\"region\":\"330302\"");
    (void)published("电工", ",\"region\":\"330106\"");
    cr_expect_eq(count("region=330324"), 1);
    cr_expect_eq(count("region=330300"), 2);
    cr_expect_eq(count("region=3303"), 2);
    cr_expect_eq(count("region=330000"), 3);
    cr_expect_eq(count("region=33"), 3);
    cr_expect_eq(count("region=44"), 0);
    cr_expect_eq(count("region="), 3, "an empty filter is none");
    cr_expect(refuses("region=3", "region") && refuses("region=3303245", "region"));
}

Test(vacancies_list, the_industry_is_the_organizations)
{
    (void)published("钳工", "");
    cr_expect_eq(count("industry=%E6%B3%B5%E9%98%80"), 1);
    cr_expect_eq(count("industry=%E6%B3%B5"), 1, "it begins with it");
    cr_expect_eq(count("industry=%E9%98%80"), 0);
    cr_expect_eq(count("industry=%E9%94%81%E5%85%B7"), 0, "the other organization offers nothing");
    cr_expect_eq(count("industry=%25"), 0, "a percent sign is itself");
}

Test(vacancies_list, the_class_of_talent_is_one_or_any)
{
    (void)published("电气总工", ",\"talent_tier\":\"C\"");
    (void)published("钳工", "");
    cr_expect(count("tier=C") == 1 && count("tier=D") == 0 && count("tier=any") == 1);
    cr_expect(refuses("tier=G", "tier") && refuses("tier=c", "tier"));
    cr_expect_eq(count("tier=none"), 1, "those that ask for no class");
}

Test(vacancies_list, pay_is_compared_by_the_month)
{
    (void)published("月薪", ",\"wage_period\":\"month\"");
    cr_expect(count("wage_min_fen=1000000") == 1 && count("wage_min_fen=1000001") == 0 && count("wage_min_fen=0") == 1);
    cr_expect(refuses("wage_min_fen=-1", "wage_min_fen") && refuses("wage_min_fen=x", "wage_min_fen"));
}

Test(vacancies_list, pay_of_a_day_an_hour_and_a_year_too)
{
    (void)published("日薪", ",\"wage_period\":\"day\",\"wage_min_fen\":30000,\"wage_max_fen\":40000");
    cr_expect(count("wage_min_fen=870000") == 1 && count("wage_min_fen=870001") == 0, "400 yuan of 21.75 days");
    (void)published("时薪", ",\"wage_period\":\"hour\",\"wage_min_fen\":5000,\"wage_max_fen\":6000");
    cr_expect(count("wage_min_fen=1044000") == 1 && count("wage_min_fen=1044001") == 0, "60 yuan of 174 hours");
    (void)published("年薪", ",\"wage_period\":\"year\",\"wage_min_fen\":12000000,\"wage_max_fen\":24000000");
    cr_expect(count("wage_min_fen=2000000") == 1 && count("wage_min_fen=2000001") == 0, "240,000 yuan of twelve months");
}

Test(vacancies_list, education_and_employment_are_exact)
{
    (void)published("钳工", ",\"education\":\"college\",\"employment_type\":\"internship\"");
    (void)published("焊工", "");
    cr_expect(count("education=college") == 1 && count("education=none") == 1 && count("education=bachelor") == 0);
    cr_expect(count("employment_type=internship") == 1 && count("employment_type=full_time") == 1 && count("employment_type=temporary") == 0);
    cr_expect(refuses("education=high", "education") && refuses("employment_type=slave", "employment_type"));
    cr_expect_eq(count("education=college&employment_type=full_time"), 0, "all filters at once");
}

Test(vacancies_list, the_lists_have_names)
{
    cr_expect(count("list=urgent") == 0 && count("list=talent") == 0);
    cr_expect(refuses("list=all", "list") && refuses("urgent=1", "urgent") && refuses("limit=0", "limit") && refuses("limit=101", "limit"));
}

Test(vacancies_list, a_filter_that_is_misspelt_is_refused)
{
    cr_expect(refuses("wage_min=5", "wage_min") && refuses("q=x&page=2", "page"));
}

Test(vacancies_list, an_organizations_own_people_see_its_drafts)
{
    (void)published("钳工", "");
    (void)drafted("焊工", "");
    char query[64], target[96];
    (void)snprintf(query, sizeof query, "organization_id=%s", firm);
    (void)snprintf(target, sizeof target, "/api/v1/vacancies?%s", query);
    cr_expect_eq(count(query), 1);
    cr_expect_eq(world_length(call_as(&recruiter, "GET", target, NULL, NULL), "items"), 2);
    cr_expect_eq(world_length(call_as(&stranger, "GET", target, NULL, NULL), "items"), 1);
    cr_expect_eq(count("organization_id=oNowhere"), 0);
    (void)snprintf(target, sizeof target, "/api/v1/vacancies?%s&q=%s", query, "%E7%84%8A");
    cr_expect_eq(world_length(call_as(&recruiter, "GET", target, NULL, NULL), "items"), 1, "filters hold for them as well");
}

Test(vacancies_list, a_suspended_organization_offers_nothing)
{
    (void)published("钳工", "");
    struct world_answer a = world_callf(&w, &admin, "POST", "{\"reason\":\"虚假招聘\"}", "/api/v1/organizations/%s/suspension", firm);
    cr_assert(a.status == 200, "%.*s", STR_ARG(a.body));
    cr_expect_eq(count("limit=20"), 0);
}

Test(vacancies_list, a_region_that_is_no_place_is_refused_in_a_vacancy)
{
    struct world_answer a = draft_for(firm, &recruiter, "钳工", ",\"region\":\"330399\"");
    cr_expect(refused(a, 422, "/region") && text_is(a, "errors.0.code", "unknown_region"), "%.*s", STR_ARG(a.body));
    a = draft_for(firm, &recruiter, "钳工", ",\"region\":\"330383\"");
    cr_expect_eq(a.status, 201);
}
