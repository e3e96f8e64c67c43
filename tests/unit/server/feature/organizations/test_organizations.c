/* Organizations through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, colleague, stranger, agent, candidate, staff, admin;

static void begin(void)
{
    world_init(&w);
    recruiter = world_account(&w, "recruiter", role_recruiter);
    colleague = world_account(&w, "colleague", role_recruiter);
    stranger  = world_account(&w, "stranger", role_recruiter);
    agent     = world_account(&w, "agent", role_agent);
    candidate = world_account(&w, "candidate", role_candidate);
    staff     = world_account(&w, "staff", role_staff);
    admin     = world_account(&w, "admin", role_admin);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(organizations, .init = begin, .fini = end);

#define BODY                                                                                                           \
    "{\"kind\":\"enterprise\",\"name\":\"温州演示泵阀有限公司（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330302\",\"industry\":\"泵阀\","          \
    "\"contact_name\":\"陈经理\",\"contact_phone\":\"0577-88880000\"}"

static const char *entered(void)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", BODY, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static void verified(const char *id)
{
    struct world_answer a = world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
}

static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

Test(organizations, a_new_one_is_pending_and_its_maker_is_its_first_member)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", BODY, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "pending") && text_is(a, "uscc", "91330399MADEM0011F") && text_is(a, "contact_phone", "0577-88880000"));
    cr_expect(world_number(a, "version") == 1 && a.full.etag.len > 0);
    cr_expect(world_text(a, "reason").ptr == NULL);
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s/members", id);
    cr_assert_eq(a.status, 200);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.login", "recruiter"));
    a = world_call(&w, "GET", "/api/v1/me/organizations", NULL, &recruiter);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", id));
    a = world_call(&w, "GET", "/api/v1/me/organizations", NULL, &colleague);
    cr_expect(a.status == 200 && world_length(a, "items") == 0);
}

static void expect_fault(const char *body, const char *pointer, const char *code)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", body, &recruiter);
    cr_expect_eq(a.status, 422, "%s gave %d", body, a.status);
    cr_expect(text_is(a, "errors.0.pointer", pointer) && text_is(a, "errors.0.code", code), "%.*s", STR_ARG(a.body));
}

Test(organizations, wrong_codes_places_and_kinds_are_refused_by_name)
{
    expect_fault("{\"kind\":\"enterprise\",\"name\":\"演示\",\"uscc\":\"91330399MADEM0011G\",\"region\":\"330302\"}", "/uscc", "bad_check_character");
    expect_fault("{\"kind\":\"enterprise\",\"name\":\"演示\",\"uscc\":\"91330399MADEM0011\",\"region\":\"330302\"}", "/uscc", "too_short");
    expect_fault("{\"kind\":\"enterprise\",\"name\":\"演示\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"33030x\"}", "/region", "bad_region");
    expect_fault("{\"kind\":\"enterprise\",\"name\":\"演示\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"33030\"}", "/region", "too_short");
    expect_fault("{\"kind\":\"agency\",\"name\":\"演示\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330302\"}", "/kind", "kind_of_another_role");
    expect_fault("{\"kind\":\"enterprise\",\"name\":\"   \",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330302\"}", "/name", "too_short");
    expect_fault("{\"kind\":\"enterprise\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330302\"}", "/name", "required");
    struct world_answer a = world_call(&w, "GET", "/api/v1/organizations", NULL, &staff);
    cr_expect(world_length(a, "items") == 0, "nothing was written");
}

Test(organizations, a_code_is_entered_once_in_the_hall)
{
    (void)entered();
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", BODY, &stranger);
    cr_expect_eq(a.status, 409);
    cr_expect(text_is(a, "code", "exists"));
    a = world_call(&w, "GET", "/api/v1/me/organizations", NULL, &stranger);
    cr_expect(world_length(a, "items") == 0);
}

Test(organizations, a_pilot_code_is_taken_in_with_a_word_to_staff)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations",
                                       "{\"kind\":\"enterprise\",\"name\":\"试点演示\",\"uscc\":\"91350211M0000XUF46\",\"region\":\"330302\"}", &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(world_text(a, "reason").len > 0);
    const char *id = world_keep(&w, world_text(a, "id"));
    verified(id);
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_expect(text_is(a, "state", "verified") && world_text(a, "reason").ptr == NULL);
}

Test(organizations, only_those_who_hire_enter_one)
{
    cr_expect_eq(world_call(&w, "POST", "/api/v1/organizations", BODY, &candidate).status, 403);
    cr_expect_eq(world_call(&w, "POST", "/api/v1/organizations", BODY, &staff).status, 403);
    cr_expect_eq(world_call(&w, "POST", "/api/v1/organizations", BODY, NULL).status, 401);
}

Test(organizations, an_unverified_one_is_known_to_its_people_and_staff_only)
{
    const char *id = entered();
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s", id).status, 200);
    cr_expect_eq(world_callf(&w, &staff, "GET", NULL, "/api/v1/organizations/%s", id).status, 200);
    cr_expect_eq(world_callf(&w, &stranger, "GET", NULL, "/api/v1/organizations/%s", id).status, 404);
    cr_expect_eq(world_callf(&w, &candidate, "GET", NULL, "/api/v1/organizations/%s", id).status, 404);
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/organizations/%s", id).status, 404);
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/organizations/%s", "oNobody").status, 404);
}

Test(organizations, contact_and_code_of_a_verified_one_stay_with_its_people_and_staff)
{
    const char *id = entered();
    verified(id);
    struct world_answer a = world_callf(&w, NULL, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_assert_eq(a.status, 200);
    cr_expect(text_is(a, "state", "verified") && text_is(a, "industry", "泵阀"));
    cr_expect(!world_text(a, "uscc").ptr && !world_text(a, "contact_name").ptr && !world_text(a, "contact_phone").ptr && !world_text(a, "reason").ptr);
    a = world_callf(&w, &candidate, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_expect(a.status == 200 && !world_text(a, "contact_phone").ptr);
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_expect(text_is(a, "contact_phone", "0577-88880000") && text_is(a, "uscc", "91330399MADEM0011F"));
    a = world_callf(&w, &staff, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_expect(text_is(a, "contact_name", "陈经理"));
}

Test(organizations, staff_decide_and_a_verification_holds_six_months)
{
    const char *id        = entered();
    struct world_answer a = world_callf(&w, &staff, "POST", "{\"decision\":\"refused\",\"reason\":\"执照看不清\"}", "/api/v1/organizations/%s/verification", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "refused") && text_is(a, "reason", "执照看不清") && !world_text(a, "verified_until").ptr && world_number(a, "version") == 2);
    verified(id);
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s", id);
    cr_expect(text_is(a, "state", "verified") && !world_text(a, "reason").ptr && world_number(a, "version") == 3);
    cr_expect(text_is(a, "verified_until", "2027-05-26T09:00:00.000+08:00"), "%.*s", STR_ARG(world_text(a, "verified_until")));
}

Test(organizations, a_decision_needs_staff_of_the_region_a_word_and_a_reason)
{
    const char *id = entered();
    cr_expect_eq(world_callf(&w, &recruiter, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", id).status, 403);
    cr_expect_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"approved\"}", "/api/v1/organizations/%s/verification", id).status, 422);
    cr_expect_eq(world_callf(&w, &staff, "POST", "{}", "/api/v1/organizations/%s/verification", id).status, 422);
    struct world_answer a = world_callf(&w, &staff, "POST", "{\"decision\":\"refused\",\"reason\":\" \"}", "/api/v1/organizations/%s/verification", id);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/reason"));
    cr_expect_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", "oNobody").status, 404);
    a = world_call(&w, "POST", "/api/v1/organizations", "{\"kind\":\"agency\",\"name\":\"杭州演示\",\"uscc\":\"91330399MADEM002X7\",\"region\":\"330100\"}", &agent);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *other = world_keep(&w, world_text(a, "id"));
    cr_expect_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", other).status, 403);
    cr_expect_eq(world_callf(&w, &admin, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", other).status, 200);
}

Test(organizations, colleagues_come_and_go_and_the_last_one_stays)
{
    const char *id        = entered();
    struct world_answer a = world_callf(&w, &recruiter, "POST", "{\"login\":\"Colleague\"}", "/api/v1/organizations/%s/members", id);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(str_eq(world_text(a, "account_id"), colleague.id));
    cr_expect_eq(world_callf(&w, &recruiter, "POST", "{\"login\":\"colleague\"}", "/api/v1/organizations/%s/members", id).status, 409);
    a = world_callf(&w, &colleague, "GET", NULL, "/api/v1/organizations/%s/members", id);
    cr_expect(world_length(a, "items") == 2);
    cr_expect_eq(world_callf(&w, &colleague, "DELETE", NULL, "/api/v1/organizations/%s/members/%s", id, recruiter.id.ptr).status, 204);
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/organizations/%s/members", id).status, 404);
    cr_expect_eq(world_callf(&w, &colleague, "DELETE", NULL, "/api/v1/organizations/%s/members/%s", id, recruiter.id.ptr).status, 404);
    cr_expect_eq(world_callf(&w, &colleague, "DELETE", NULL, "/api/v1/organizations/%s/members/%s", id, colleague.id.ptr).status, 409);
    a = world_callf(&w, &colleague, "GET", NULL, "/api/v1/organizations/%s/members", id);
    cr_expect(world_length(a, "items") == 1, "the refusal changed nothing");
}

Test(organizations, strangers_do_not_touch_the_members)
{
    const char *id = entered();
    cr_expect_eq(world_callf(&w, &stranger, "POST", "{\"login\":\"stranger\"}", "/api/v1/organizations/%s/members", id).status, 404);
    verified(id);
    cr_expect_eq(world_callf(&w, &stranger, "POST", "{\"login\":\"stranger\"}", "/api/v1/organizations/%s/members", id).status, 403);
    cr_expect_eq(world_callf(&w, &stranger, "DELETE", NULL, "/api/v1/organizations/%s/members/%s", id, recruiter.id.ptr).status, 403);
    cr_expect_eq(world_callf(&w, &candidate, "GET", NULL, "/api/v1/organizations/%s/members", id).status, 403);
    struct world_answer a = world_callf(&w, &recruiter, "POST", "{\"login\":\"candidate\"}", "/api/v1/organizations/%s/members", id);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/login"));
    cr_expect_eq(world_callf(&w, &recruiter, "POST", "{\"login\":\"nobody\"}", "/api/v1/organizations/%s/members", id).status, 422);
}

Test(organizations, lists_page_newest_first_and_show_others_nothing)
{
    char body[256];
    static const char *const codes[] = { "91330399MADEM0011F", "91330399MADEM002X7", "91330399MADEM00387" };
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"演示 %zu\",\"uscc\":\"%s\",\"region\":\"330302\"}", i, codes[i]);
        cr_assert_eq(world_call(&w, "POST", "/api/v1/organizations", body, &recruiter).status, 201);
    }
    struct world_answer a = world_call(&w, "GET", "/api/v1/organizations?limit=2", NULL, &staff);
    cr_assert(world_length(a, "items") == 2 && world_text(a, "next").len);
    const char *first  = world_keep(&w, world_text(a, "items.0.id"));
    const char *second = world_keep(&w, world_text(a, "items.1.id"));
    const char *next   = world_keep(&w, world_text(a, "next"));
    a                  = world_callf(&w, &staff, "GET", NULL, "/api/v1/organizations?limit=2&after=%s", next);
    cr_expect(world_length(a, "items") == 1 && !world_text(a, "next").ptr);
    cr_expect(!text_is(a, "items.0.id", first) && !text_is(a, "items.0.id", second));
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/organizations", NULL, &recruiter), "items"), 3);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/organizations", NULL, &stranger), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/organizations?state=verified", NULL, &staff), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/organizations?state=pending", NULL, &staff), "items"), 3);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/organizations?state=nonsense", NULL, &staff).status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/organizations?after=nonsense", NULL, &staff).status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/organizations?limit=101", NULL, &staff).status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/organizations", NULL, &candidate).status, 403);
}

Test(organizations, the_same_key_enters_it_once)
{
    struct app_request request = { .method = STR("POST"), .target = STR("/api/v1/organizations"), .body = STR(BODY), .content_type = STR("application/json"),
                                   .key = STR("k1"), .who = &recruiter.who };
    struct world_answer a      = world_request(&w, &request);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_request(&w, &request);
    cr_expect(a.status == 201 && text_is(a, "id", id));
}
