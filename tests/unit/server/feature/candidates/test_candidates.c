/* The candidate's own profile through the one door. */
#include <criterion/criterion.h>

#include "tests/world.h"

static struct world w;
static struct world_account candidate, other, recruiter;

static void begin(void)
{
    world_init(&w);
    candidate = world_account(&w, "candidate", role_candidate);
    other     = world_account(&w, "other", role_candidate);
    recruiter = world_account(&w, "recruiter", role_recruiter);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(candidates, .init = begin, .fini = end);

static struct world_answer put(const char *body, const char *if_match, const struct world_account *as)
{
    return world_request(&w, &(struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me"), .body = str_from_cstr(body),
                                                    .content_type = STR("application/json"), .if_match = str_from_cstr(if_match), .who = &as->who });
}

static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

Test(candidates, before_anything_is_entered_the_account_speaks)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(str_eq(world_text(a, "id"), candidate.id) && str_eq(world_text(a, "name"), candidate.who.name));
    cr_expect(text_is(a, "headline", "") && world_number(a, "version") == 0);
}

Test(candidates, the_first_entry_needs_no_version_and_later_ones_do)
{
    struct world_answer a = put("{\"name\":\"林小满\",\"headline\":\"应届 · 机电\"}", NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "name", "林小满") && text_is(a, "headline", "应届 · 机电") && text_is(a, "summary", "") && world_number(a, "version") == 1);
    const char *etag = world_keep(&w, a.full.etag);
    cr_expect(strlen(etag) > 0);
    cr_expect_eq(put("{\"name\":\"林小满\"}", NULL, &candidate).status, 428);
    a = put("{\"name\":\"林小满\",\"summary\":\"会看图纸\"}", etag, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_number(a, "version") == 2 && text_is(a, "headline", "") && text_is(a, "summary", "会看图纸"), "a PUT replaces the whole");
    cr_expect_eq(put("{\"name\":\"别人\"}", etag, &candidate).status, 412);
    a = world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate);
    cr_expect(text_is(a, "name", "林小满") && world_number(a, "version") == 2);
}

Test(candidates, wrong_values_are_refused_by_name_and_change_nothing)
{
    static const struct {
        const char *body, *pointer;
    } bad[] = { { "{}", "/name" }, { "{\"name\":null}", "/name" }, { "{\"name\":\"\"}", "/name" }, { "{\"name\":\"  \"}", "/name" }, { "{\"name\":7}", "/name" },
                { "{\"name\":\"a\",\"id\":\"a1\"}", "/id" }, { "{\"name\":\"a\",\"version\":3}", "/version" }, { "{\"name\":\"a\",\"headline\":[]}", "/headline" } };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct world_answer a = put(bad[i].body, NULL, &candidate);
        cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", bad[i].pointer), "%s: %.*s", bad[i].body, STR_ARG(a.body));
    }
    cr_expect(world_number(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate), "version") == 0);
}

Test(candidates, everyone_has_the_own_profile_and_only_candidates_have_one)
{
    cr_assert_eq(put("{\"name\":\"甲\"}", NULL, &candidate).status, 200);
    cr_assert_eq(put("{\"name\":\"乙\"}", NULL, &other).status, 200);
    cr_expect(text_is(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate), "name", "甲"));
    cr_expect(text_is(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &other), "name", "乙"));
    cr_expect_eq(put("{\"name\":\"丙\"}", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/candidates/me", NULL, NULL).status, 401);
}
