/* The door: who may, what is refused and how, in both languages. */
#include "tests/world.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "server/port/route.h"

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

static struct world_answer english(const char *method, const char *target)
{
    return world_request(&w, &(struct app_request){ .method = str_from_cstr(method), .target = str_from_cstr(target), .language = STR("en-GB,en;q=0.9,zh;q=0.1") });
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
    a = english("GET", "/api/v1/me");
    cr_assert(text_is(a, "title", "Please sign in first"));
    cr_assert(world_text(a, "request_id").len > 5);
    cr_assert(str_eq(a.full.request_id, world_text(a, "request_id")));
}

Test(app, another_role_is_403_in_both_languages)
{
    struct world_account one = world_account(&w, "one", role_recruiter);
    struct world_answer a    = world_call(&w, "GET", "/api/v1/candidates/me", NULL, &one);
    cr_assert_eq(a.status, 403);
    cr_assert(text_is(a, "title", "您没有这项权限"));
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/candidates/me"), .who = &one.who, .language = STR("en") });
    cr_assert_eq(a.status, 403);
    cr_assert(text_is(a, "title", "You may not do this"));
}

/* Every route against every role: the gate lets in whom the row names, and nobody else. */
Test(app, every_role_meets_the_gate_of_every_route)
{
    const struct route *routes[256];
    size_t count = app_routes(w.app, routes, 256);
    cr_assert_gt(count, 30);
    struct world_account accounts[role_count];
    for (unsigned r = role_candidate; r < role_system; r++)
        accounts[r] = world_account(&w, enum_text(&enum_role, r).ptr, (enum role)r);
    static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    for (size_t i = 0; i < count; i++)
        for (unsigned r = role_anyone; r < role_system; r++) {
            struct app_request request = { .method = str_from_cstr(methods[routes[i]->method]), .target = str_from_cstr(routes[i]->path), .who = r ? &accounts[r].who : NULL };
            if (routes[i]->roles == SIGNED_IN && routes[i]->method == METHOD_DELETE)
                continue; /* signing out works for all and would end the test's logins */
            int status = world_request(&w, &request).status;
            bool may   = routes[i]->roles == ANYONE || (routes[i]->roles >> r & 1);
            if (routes[i]->roles == SYSTEM)
                cr_assert_eq(status, 404, "%s %s as %u: %d", methods[routes[i]->method], routes[i]->path, r, status);
            else if (!may)
                cr_assert_eq(status, r ? 403 : 401, "%s %s as %u: %d", methods[routes[i]->method], routes[i]->path, r, status);
            else
                cr_assert(status != 401 && status < 500, "%s %s as %u: %d", methods[routes[i]->method], routes[i]->path, r, status);
        }
}

Test(app, jobs_are_reached_by_the_system_alone)
{
    struct world_account admin = world_account(&w, "admin", role_admin);
    cr_assert_eq(world_call(&w, "POST", "/internal/jobs/key_purge", NULL, &admin).status, 404);
    cr_assert_eq(world_call(&w, "POST", "/internal/jobs/key_purge", NULL, NULL).status, 404);
    cr_assert_eq(world_job(&w, "key_purge").status, 204);
}

Test(app, unknown_paths_are_404)
{
    static const char *const paths[] = { "/api/v1/nothing", "/api/v1/me/", "/api/v1", "/api/v1/fairs/a/b/c/d/e", "/internal/x", "/nothing.js", "/api/v1//me", "/text/x", "" };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct world_answer a = world_call(&w, "GET", paths[i], NULL, NULL);
        cr_assert_eq(a.status, 404, "%s: %d", paths[i], a.status);
        cr_assert(text_is(a, "code", "not_found"));
    }
}

Test(app, a_known_path_with_another_method_is_405_and_names_what_is_allowed)
{
    struct world_answer a = world_call(&w, "DELETE", "/api/v1/fairs", NULL, NULL);
    cr_assert_eq(a.status, 405);
    cr_assert(str_eq(a.full.allow, STR("GET, HEAD, POST")), "%.*s", STR_ARG(a.full.allow));
    cr_assert_eq(world_call(&w, "BREW", "/api/v1/fairs", NULL, NULL).status, 405);
    cr_assert_eq(world_call(&w, "OPTIONS", "/api/v1/me", NULL, NULL).status, 405);
}

Test(app, head_is_get)
{
    cr_assert_eq(world_call(&w, "HEAD", "/api/v1/fairs", NULL, NULL).status, 200);
}

Test(app, a_body_that_is_not_json_is_415_or_400)
{
    struct app_request r = { .method = STR("POST"), .target = STR("/api/v1/logins"), .body = STR("login=a"), .content_type = STR("application/x-www-form-urlencoded") };
    cr_assert_eq(world_request(&w, &r).status, 415);
    r.content_type = STR("text/plain");
    cr_assert_eq(world_request(&w, &r).status, 415);
    r.content_type = STR("application/json; charset=utf-8");
    cr_assert_eq(world_request(&w, &r).status, 400);
    r.body                = STR("{\"login\":\"a\",");
    struct world_answer a = world_request(&w, &r);
    cr_assert_eq(a.status, 400);
    cr_assert(text_is(a, "code", "bad_json"));
}

Test(app, all_faults_are_named_at_once_in_the_callers_language)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/accounts", "{\"login\":\"ab\",\"password\":\"short\",\"role\":\"king\",\"what\":1}", NULL);
    cr_assert_eq(a.status, 422);
    cr_assert(text_is(a, "code", "invalid"));
    cr_assert_eq(world_length(a, "errors"), 5, "%.*s", STR_ARG(a.body)); /* login, password, role, what, name */
    bool seen_name = false;
    for (int i = 0; i < 5; i++) {
        char path[40];
        (void)snprintf(path, sizeof path, "errors.%d.pointer", i);
        seen_name = seen_name || text_is(a, path, "/name");
    }
    cr_assert(seen_name);
    struct app_request r = { .method = STR("POST"), .target = STR("/api/v1/accounts"), .body = STR("{}"), .language = STR("en") };
    a                    = world_request(&w, &r);
    cr_assert_eq(a.status, 422);
    cr_assert(text_is(a, "title", "Some values break a rule"));
}

Test(app, path_and_query_are_judged_like_a_body)
{
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs/%00", NULL, NULL).status, 400);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs/a%2Fb", NULL, NULL).status, 422);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs?limit=0", NULL, NULL).status, 422);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs?limit=101", NULL, NULL).status, 422);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs?limit=x", NULL, NULL).status, 422);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs?limit=1&limit=2", NULL, NULL).status, 400);
    struct world_answer a = world_call(&w, "GET", "/api/v1/fairs?after=AAAA", NULL, NULL);
    cr_assert_eq(a.status, 422);
    cr_assert(text_is(a, "errors.0.pointer", "after"));
}

Test(app, a_query_parameter_that_no_one_knows_is_refused_by_its_name)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/fairs?limit=100&limits=3&%E9%A1%B5=1", NULL, NULL);
    cr_assert(a.status == 422 && world_length(a, "errors") == 2, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "errors.0.pointer", "limits") && text_is(a, "errors.0.code", "unknown_field") && text_is(a, "errors.1.pointer", "页"));
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?Limit=1", NULL, NULL).status, 422, "names are exact");
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?id=f1", NULL, NULL).status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?=1", NULL, NULL).status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?x%zz=1", NULL, NULL).status, 400);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?&limit=1&&", NULL, NULL).status, 200);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?l%69mit=1", NULL, NULL).status, 200, "an escape spells the same name");
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?limit=", NULL, NULL).status, 200);
    cr_expect_eq(world_call(&w, "GET", "/health?probe=1", NULL, NULL).status, 200, "not of the API");
}

Test(app, percent_encoding_in_the_path_is_undone)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/fairs/%66nothere", NULL, NULL);
    cr_assert_eq(a.status, 404);
}

Test(app, request_ids_differ_and_a_given_one_is_kept)
{
    struct world_answer a = world_call(&w, "GET", "/health", NULL, NULL);
    const char *first     = world_keep(&w, a.full.request_id);
    a                     = world_call(&w, "GET", "/health", NULL, NULL);
    cr_assert(!str_eq_cstr(a.full.request_id, first));
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/health"), .request_id = STR("given") });
    cr_assert(str_eq(a.full.request_id, STR("given")));
}

Test(app, calls_are_counted_by_route_and_class)
{
    const struct route *routes[256];
    struct app_count count;
    size_t n = app_routes(w.app, routes, 256), me = n;
    for (size_t i = 0; i < n; i++)
        if (routes[i]->method == METHOD_GET && str_eq_cstr(STR("/api/v1/me"), routes[i]->path))
            me = i;
    cr_assert_lt(me, n);
    (void)world_call(&w, "GET", "/api/v1/me", NULL, NULL);
    (void)world_call(&w, "GET", "/api/v1/me", NULL, NULL);
    app_count_read(w.app, me, &count);
    cr_assert_eq(count.by_class[3], 2);
    cr_assert_eq(count.by_time[0], 2);
}

Test(app, the_largest_body_and_the_static_problems)
{
    struct str body;
    cr_assert_eq(app_body_max(w.app, STR("POST"), STR("/api/v1/logins")), 65536);
    app_problem_static(413, &body);
    cr_assert(str_starts(body, STR("{\"type\":\"about:blank\"")));
    app_problem_static(599, &body);
    cr_assert(body.len > 20);
}

Test(app, a_hall_without_its_parts_answers_503)
{
    struct world bare;
    world_init_with(&bare, &(struct world_options){ .no_store = true, .no_live = true });
    struct who who        = { .account_id = STR("a1"), .login_id = STR("i1"), .role = role_candidate };
    struct world_answer a = world_request(&bare, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .authorization = STR("Bearer 0123456789012345678901234567890123456789012") });
    cr_assert_eq(a.status, 503);
    cr_assert_eq(a.full.retry_after_s, 1);
    a = world_request(&bare, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/organizations"), .key = STR("k"), .body = STR("{\"kind\":\"enterprise\",\"name\":\"名字\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330300\"}"), .who = &who });
    cr_assert(a.status == 503 || a.status == 403, "%d", a.status);
    a = world_call(&bare, "GET", "/health", NULL, NULL);
    cr_assert_eq(a.status, 503);
    cr_assert(text_is(a, "parts.0.state", "down"));
    world_done(&bare);
}
