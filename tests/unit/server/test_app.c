#include "tests/world.h"

#include <criterion/criterion.h>

static struct world w;

static void begin(void)
{
    world_init(&w);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(app, .init = begin, .fini = end);

static bool text_is(struct world_answer a, const char *path, const char *want)
{
    return str_eq(world_text(a, path), str_from_cstr(want));
}

Test(app, signed_in_people_see_who_they_are)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct world_answer a    = world_call(&w, "GET", "/api/v1/me", NULL, &one);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_assert(str_eq(world_text(a, "account.id"), one.id));
    cr_assert(str_eq(world_text(a, "csrf_token"), one.csrf));
}

Test(app, nobody_signed_in_is_401_in_both_languages)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/me", NULL, NULL);
    cr_assert_eq(a.status, 401);
    cr_assert(str_eq(a.full.content_type, STR("application/problem+json")));
    cr_assert(text_is(a, "code", "not_signed_in"));
    cr_assert(text_is(a, "title", "请先登录"), "%.*s", STR_ARG(a.body));
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .language = STR("en-GB,en;q=0.9,zh;q=0.1") });
    cr_assert(text_is(a, "title", "Please sign in first"));
    cr_assert(world_text(a, "request_id").len > 5);
    cr_assert(str_eq(a.full.request_id, world_text(a, "request_id")));
}
