/* The repeated parts of a profile. */
#include "server/feature/candidates/parts.h"
#include "tests/unit/server/feature/applications/applications_world.h"

TestSuite(parts, .init = applications_begin, .fini = applications_end);

static struct world_answer put(const char *more, int64_t version)
{
    static char body[40 * 1024];
    (void)snprintf(body, sizeof body, "{\"name\":\"林小满\"%s}", more);
    return ask(&candidate, "PUT", body, version, "/api/v1/candidates/me");
}

Test(parts, times_say_a_year_a_month_or_a_day_that_exists)
{
    cr_expect(part_date_is_valid(STR("2024")) && part_date_is_valid(STR("2024-09")) && part_date_is_valid(STR("2024-02-29")) && part_date_is_valid(STR("1900")));
    static const char *const bad[] = { "1899", "2024-13", "2024-00", "2023-02-29", "2024-9", "24-09", "2024/09", "2024-09-", "now", "2024-09-31", "20 4" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect(!part_date_is_valid(str_from_cstr(bad[i])), "%s", bad[i]);
    cr_expect(part_ends_early(STR("2024-09"), STR("2024-08")) && part_ends_early(STR("2024"), STR("2023-12-31")) && part_ends_early(STR("2024-09-02"), STR("2024-08")));
    cr_expect(!part_ends_early(STR("2024-09"), STR("2024")) && !part_ends_early(STR("2024-09"), STR("2024-09")) && !part_ends_early(STR("2024-09"), STR("")) &&
              !part_ends_early(STR(""), STR("2024")));
}

Test(parts, are_kept_in_order_and_stay_when_absent_and_go_when_empty)
{
    struct world_answer a = put(",\"experience\":[{\"title\":\"装配工\",\"place\":\"瓯海阀门厂\",\"from\":\"2021-03\",\"to\":\"2024-08\",\"text\":\"高压阀装配\"},{\"title\":\"学徒\"}],"
                                "\"schooling\":[{\"title\":\"温州职业技术学院\",\"role\":\"机电一体化\",\"level\":\"大专\",\"from\":\"2018-09\",\"to\":\"2021-06\"}],"
                                "\"projects\":[{\"title\":\"产线改造\",\"role\":\"调试\",\"url\":\"https://example.com/p\"}],\"trainings\":[{\"title\":\"叉车\"}],"
                                "\"certificates\":[{\"title\":\"钳工四级\",\"place\":\"人社局\",\"from\":\"2022\"}]", 0);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    a = put("", 1);
    cr_expect(a.status == 200 && world_length(a, "experience") == 2 && world_length(a, "schooling") == 1 && world_length(a, "projects") == 1 &&
                  world_length(a, "trainings") == 1 && world_length(a, "certificates") == 1,
              "%.*s", STR_ARG(a.body));
    cr_expect(str_eq_cstr(world_text(a, "experience.0.title"), "装配工") && str_eq_cstr(world_text(a, "experience.0.to"), "2024-08") &&
              str_eq_cstr(world_text(a, "experience.1.title"), "学徒") && str_eq_cstr(world_text(a, "experience.1.place"), ""));
    cr_expect(str_eq_cstr(world_text(a, "schooling.0.level"), "大专") && str_eq_cstr(world_text(a, "projects.0.url"), "https://example.com/p"));
    a = put(",\"experience\":[{\"title\":\"班长\"}],\"projects\":[]", 2);
    cr_expect(a.status == 200 && world_length(a, "experience") == 1 && world_length(a, "projects") == 0 && world_length(a, "schooling") == 1);
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me");
    cr_expect(str_eq_cstr(world_text(a, "experience.0.title"), "班长") && world_length(a, "certificates") == 1);
    cr_expect_eq(world_length(ask(&other, "GET", NULL, 0, "/api/v1/candidates/me"), "experience"), 0);
}

Test(parts, are_shown_to_whom_may_open_the_profile)
{
    cr_assert_eq(put(",\"experience\":[{\"title\":\"装配工\"}]", 0).status, 200);
    (void)applied(&candidate, vacancy);
    struct world_answer a = ask(&recruiter, "GET", NULL, 0, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    cr_expect(a.status == 200 && str_eq_cstr(world_text(a, "experience.0.title"), "装配工"), "%.*s", STR_ARG(a.body));
}

static void expect_fault(const char *more, const char *pointer, const char *code)
{
    struct world_answer a = put(more, 0);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.pointer"), pointer) && str_eq_cstr(world_text(a, "errors.0.code"), code), "%s: %.*s", more, STR_ARG(a.body));
}

Test(parts, that_are_wrong_are_named_by_their_place)
{
    expect_fault(",\"experience\":[{\"title\":\"装配工\"},{\"title\":\"工\",\"from\":\"2024-13\"}]", "/experience/1/from", "bad_date");
    expect_fault(",\"schooling\":[{\"title\":\"校\",\"to\":\"soon\"}]", "/schooling/0/to", "bad_date");
    expect_fault(",\"projects\":[{\"title\":\"项\",\"from\":\"2024-09\",\"to\":\"2024-08\"}]", "/projects/0/to", "too_small");
    expect_fault(",\"certificates\":[{\"title\":\"证\",\"url\":\"javascript:alert(1)\"}]", "/certificates/0/url", "bad_url");
    expect_fault(",\"trainings\":[{\"title\":\"  \"}]", "/trainings/0/title", "required");
    expect_fault(",\"trainings\":[{\"place\":\"校\"}]", "/trainings/0/title", "required");
    expect_fault(",\"trainings\":[{\"title\":\"课\",\"grade\":\"A\"}]", "/trainings/0/grade", "unknown_field");
    static char many[4096] = ",\"trainings\":[{\"title\":\"1\"}";
    for (int i = 0; i < 7; i++)
        strcat(many, ",{\"title\":\"1\"}");
    size_t eight = strlen(many);
    strcat(many, "]");
    cr_expect_eq(put(many, 0).status, 200, "eight are allowed");
    many[eight] = '\0';
    strcat(many, ",{\"title\":\"9\"}]");
    struct world_answer a = put(many, 1);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.pointer"), "/trainings"), "%.*s", STR_ARG(a.body));
}
