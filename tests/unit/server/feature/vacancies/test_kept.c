/* Favourites and saved searches through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, staff, candidate, other;
static const char *organization;

static void begin(void)
{
    world_init(&w);
    recruiter = world_account(&w, "recruiter", role_recruiter);
    staff     = world_account(&w, "staff", role_staff);
    candidate = world_account(&w, "candidate", role_candidate);
    other     = world_account(&w, "other", role_candidate);
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations",
                                       "{\"kind\":\"enterprise\",\"name\":\"瓯闩泵业（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\",\"industry\":\"泵阀\"}", &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    organization = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", organization).status, 200);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(kept, .init = begin, .fini = end);

static const char *drafted(const char *title)
{
    char body[512];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"%s\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":650000,\"wage_max_fen\":1000000,\"duties\":\"装配并试压\","
                   "\"working_conditions\":\"室内\",\"address\":\"瓯北镇1号\"}",
                   organization, title);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static const char *published(const char *title)
{
    const char *id        = drafted(title);
    struct world_answer a = world_callf(&w, &recruiter, "POST", NULL, "/api/v1/vacancies/%s/publication", id);
    cr_assert(a.status == 200 && str_eq_cstr(world_text(a, "state"), "published"), "%.*s", STR_ARG(a.body));
    w.clock.now += 1000;
    return id;
}

static int put(const char *id, const struct world_account *as)
{
    return world_callf(&w, as, "PUT", NULL, "/api/v1/me/favourites/%s", id).status;
}

Test(kept, a_favourite_is_kept_once_and_stays_when_it_has_ended)
{
    const char *one = published("电工甲"), *two = published("电工乙");
    cr_expect(put(one, &candidate) == 204 && put(one, &candidate) == 204);
    w.clock.now += 1000;
    cr_expect_eq(put(two, &candidate), 204);
    cr_assert_eq(world_callf(&w, &recruiter, "POST", "{\"ended_by\":\"filled\"}", "/api/v1/vacancies/%s/closure", one).status, 200);
    struct world_answer a = world_call(&w, "GET", "/api/v1/me/favourites", NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_length(a, "items") == 2 && str_eq_cstr(world_text(a, "items.0.vacancy.title"), "电工乙") && !world_flag(a, "items.0.ended") && world_flag(a, "items.1.ended"));
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/favourites", NULL, &other), "items"), 0, "each has their own");
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/me/favourites/%s", two).status, 204);
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/me/favourites/%s", two).status, 204);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/favourites", NULL, &candidate), "items"), 1);
}

Test(kept, what_nobody_may_see_is_not_kept)
{
    cr_expect_eq(put(drafted("电工甲"), &candidate), 404);
    cr_expect_eq(put("vNobody", &candidate), 404);
    const char *one = published("电工乙");
    cr_expect_eq(put(one, &recruiter), 403);
    cr_expect_eq(put(one, NULL), 401);
}

Test(kept, favourites_page_and_two_hundred_are_enough)
{
    char title[32];
    for (int i = 0; i < 201; i++) {
        (void)snprintf(title, sizeof title, "电工%03d", i);
        cr_assert_eq(put(published(title), &candidate), i < 200 ? 204 : 409, "%d", i);
    }
    struct world_answer a = world_call(&w, "GET", "/api/v1/me/favourites?limit=100", NULL, &candidate);
    cr_expect(world_length(a, "items") == 100 && str_eq_cstr(world_text(a, "items.0.vacancy.title"), "电工199"));
    a = world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/favourites?limit=100&after=%s", world_keep(&w, world_text(a, "next")));
    cr_expect(world_length(a, "items") == 100 && str_eq_cstr(world_text(a, "items.0.vacancy.title"), "电工099") && !world_text(a, "next").ptr);
}

static struct world_answer save(const char *body)
{
    return world_call(&w, "POST", "/api/v1/me/searches", body, &candidate);
}

Test(kept, a_saved_search_finds_what_came_since_its_owner_looked)
{
    published("电工甲");
    struct world_answer a = save("{\"name\":\"离家近\",\"q\":\"电工\",\"region\":\"330324\",\"wage_min_fen\":900000}");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results", id);
    cr_expect(a.status == 200 && world_length(a, "items") == 0, "%.*s", STR_ARG(a.body));
    w.clock.now += 1;
    published("电工乙");
    published("焊工");
    a = world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results", id);
    cr_expect(world_length(a, "items") == 1 && str_eq_cstr(world_text(a, "items.0.title"), "电工乙"), "%.*s", STR_ARG(a.body));
    a = world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results?since=2026-11-01T00:00:00%%2B08:00", id);
    cr_expect_eq(world_length(a, "items"), 2);
    cr_expect_eq(world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results?since=now", id).status, 422);
    cr_expect_eq(world_callf(&w, &candidate, "POST", NULL, "/api/v1/me/searches/%s/look", id).status, 200);
    cr_expect_eq(world_length(world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results", id), "items"), 0);
}

Test(kept, a_saved_search_is_its_owners_and_of_known_filters)
{
    struct world_answer a = save("{\"name\":\"一\",\"urgent\":true,\"education\":\"college\"}");
    cr_assert_eq(a.status, 201);
    const char *id = world_keep(&w, world_text(a, "id"));
    cr_expect_eq(world_callf(&w, &other, "GET", NULL, "/api/v1/me/searches/%s/results", id).status, 404);
    cr_expect_eq(world_callf(&w, &other, "POST", NULL, "/api/v1/me/searches/%s/look", id).status, 404);
    cr_expect_eq(world_callf(&w, &other, "DELETE", NULL, "/api/v1/me/searches/%s", id).status, 404);
    a = world_call(&w, "GET", "/api/v1/me/searches", NULL, &candidate);
    cr_expect(world_length(a, "items") == 1 && world_flag(a, "items.0.urgent") && str_eq_cstr(world_text(a, "items.0.education"), "college"));
    a = save("{\"name\":\"二\",\"tier\":\"Z\",\"list\":\"x\"}");
    cr_expect(a.status == 422 && world_length(a, "errors") == 2 && str_eq_cstr(world_text(a, "errors.1.pointer"), "/tier"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(save("{\"name\":\"  \"}").status, 422);
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/me/searches/%s", id).status, 204);
    cr_expect_eq(world_callf(&w, &candidate, "GET", NULL, "/api/v1/me/searches/%s/results", id).status, 404);
    for (int i = 0; i < 21; i++)
        cr_expect_eq(save("{\"name\":\"多\"}").status, i < 20 ? 201 : 409, "%d", i);
}
