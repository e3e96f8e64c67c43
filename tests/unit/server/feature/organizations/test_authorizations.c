/* An agency acts for its clients: through the one door. The world begins at 2026-11-24T09:00+08:00. */
#include "server/feature/organizations/organizations_core.h"
#include "tests/unit/server/feature/organizations/papers_world.h"

TestSuite(authorizations, .init = papers_begin, .fini = papers_end);

#define CLIENT_USCC "91330399MADEM00387"

static const char *paper;

static struct world_answer add(const struct world_account *as, const char *organization_id, const char *from, const char *until, const char *more)
{
    char body[600];
    if (!paper)
        paper = made(bring(&agent, agency, "authorization", STR(PDF)), 201);
    (void)snprintf(body, sizeof body, "{\"client_name\":\"瑞安演示机械（演示）\",\"client_uscc\":\"" CLIENT_USCC "\",\"valid_from\":\"%s+08:00\",\"valid_until\":\"%s+08:00\",\"document_id\":\"%s\"%s}",
                   from, until, paper, more);
    return world_callf(&w, as, "POST", body, "/api/v1/organizations/%s/authorizations", organization_id);
}
static const char *confirmed(const char *from, const char *until)
{
    const char *id = made(add(&agent, agency, from, until, ""), 201);
    cr_assert_eq(verify("authorizations", id, "{\"decision\":\"verified\"}", &staff).status, 200);
    return id;
}
static const char *drafted(const struct world_account *as, const char *organization_id, const char *more)
{
    char body[1200];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"装配工\",\"region\":\"330302\",\"headcount\":5,\"wage_min_fen\":600000,\"wage_max_fen\":800000,"
                   "\"description\":\"负责泵阀装配与检验，按图纸完成装配工序。\",\"duties\":\"装配、检验\",\"work_hours\":\"8 小时\",\"working_conditions\":\"室内车间\"%s}",
                   organization_id, more);
    return made(world_call(&w, "POST", "/api/v1/vacancies", body, as), 201);
}
static struct world_answer publish(const char *id)
{
    return world_callf(&w, &agent, "POST", "{}", "/api/v1/vacancies/%s/publication", id);
}
static const char *offer_under(const char *authorization)
{
    char more[80];
    (void)snprintf(more, sizeof more, ",\"authorization_id\":\"%s\"", authorization);
    return drafted(&agent, agency, more);
}
static struct world_answer seen(const char *vacancy)
{
    return world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies/%s", vacancy);
}

/* What was closed by a suspension is there for its own people only. */
static bool closed_for_its_people(const char *vacancy)
{
    struct world_answer a = world_callf(&w, &agent, "GET", NULL, "/api/v1/vacancies/%s", vacancy);
    return text_is(a, "state", "closed") && text_is(a, "ended_by", "suspended") && seen(vacancy).status == 404;
}

Test(authorizations, an_agency_publishes_for_a_named_client_once_staff_confirmed)
{
    const char *id        = made(add(&agent, agency, "2026-11-01T00:00:00", "2027-05-01T00:00:00", ""), 201);
    const char *vacancy   = offer_under(id);
    struct world_answer a = publish(vacancy);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/authorization_id") && text_is(a, "errors.0.code", "not_in_force"), "%.*s", STR_ARG(a.body));
    a = verify("authorizations", id, "{\"decision\":\"verified\"}", &staff);
    cr_assert(a.status == 200 && text_is(a, "state", "confirmed") && world_number(a, "version") == 2, "%.*s", STR_ARG(a.body));
    a = publish(vacancy);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    a = seen(vacancy);
    cr_expect(text_is(a, "state", "published") && text_is(a, "client_name", "瑞安演示机械（演示）") && text_is(a, "organization_kind", "agency"), "%.*s", STR_ARG(a.body));
    a = world_call(&w, "GET", "/api/v1/vacancies", NULL, NULL);
    cr_expect(text_is(a, "items.0.client_name", "瑞安演示机械（演示）") && text_is(a, "items.0.organization_kind", "agency"));
}

Test(authorizations, without_one_an_agency_publishes_nothing_and_an_enterprise_needs_none)
{
    struct world_answer a = publish(drafted(&agent, agency, ""));
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/authorization_id") && text_is(a, "errors.0.code", "required") && world_text(a, "errors.0.source").len > 0, "%.*s",
              STR_ARG(a.body));
    const char *own = drafted(&recruiter, firm, "");
    a               = world_callf(&w, &recruiter, "POST", "{}", "/api/v1/vacancies/%s/publication", own);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    a = seen(own);
    cr_expect(text_is(a, "organization_kind", "enterprise") && !world_text(a, "client_name").ptr);
}

Test(authorizations, one_of_another_organization_is_none)
{
    char body[300];
    const char *id = confirmed("2026-11-01T00:00:00", "2027-05-01T00:00:00");
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"装配工\",\"region\":\"330302\",\"headcount\":5,\"wage_min_fen\":600000,\"wage_max_fen\":800000,\"authorization_id\":\"%s\"}", firm, id);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "unknown_authorization"), "%.*s", STR_ARG(a.body));
}

Test(authorizations, it_holds_from_its_first_moment_to_just_before_its_last_and_the_offer_ends_with_it)
{
    const char *id      = confirmed("2026-11-24T10:00:00", "2026-11-24T12:00:00");
    const char *vacancy = offer_under(id);
    w.clock.now         = WORLD_BEGINS_AT + MILLIS_HOUR - 1;
    cr_expect_eq(publish(vacancy).status, 422);
    w.clock.now = WORLD_BEGINS_AT + 3 * MILLIS_HOUR;
    cr_expect_eq(publish(vacancy).status, 422);
    w.clock.now = WORLD_BEGINS_AT + 3 * MILLIS_HOUR - 1;
    cr_expect_eq(publish(vacancy).status, 200);
    w.clock.now           = WORLD_BEGINS_AT + MILLIS_HOUR;
    const char *earlier   = offer_under(id);
    struct world_answer a = publish(earlier);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "valid_until", "2026-11-24T12:00:00.000+08:00"), "%.*s", STR_ARG(a.body));
    w.clock.now = WORLD_BEGINS_AT + 3 * MILLIS_HOUR;
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
}

Test(authorizations, staff_take_one_back_and_what_stood_under_it_ends)
{
    const char *id = confirmed("2026-11-01T00:00:00", "2027-05-01T00:00:00"), *vacancy = offer_under(id);
    cr_assert_eq(publish(vacancy).status, 200);
    struct world_answer a = verify("authorizations", id, "{\"decision\":\"refused\",\"reason\":\"委托单位否认\"}", &staff);
    cr_assert(a.status == 200 && text_is(a, "state", "refused") && text_is(a, "reason", "委托单位否认"));
    cr_expect(closed_for_its_people(vacancy));
    cr_expect_eq(publish(vacancy).status, 422);
}

Test(authorizations, a_suspended_client_is_not_served_by_its_agency_either)
{
    const char *client = organization(&stranger, "enterprise", CLIENT_USCC);
    const char *id = confirmed("2026-11-01T00:00:00", "2027-05-01T00:00:00"), *vacancy = offer_under(id), *next = offer_under(id);
    cr_assert_eq(publish(vacancy).status, 200);
    struct world_answer a = world_callf(&w, &staff, "POST", "{\"reason\":\"欠薪\"}", "/api/v1/organizations/%s/suspension", client);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(closed_for_its_people(vacancy));
    cr_expect_eq(publish(next).status, 409);
    cr_assert_eq(world_callf(&w, &staff, "DELETE", NULL, "/api/v1/organizations/%s/suspension", client).status, 200);
    cr_expect_eq(publish(next).status, 200);
}

Test(authorizations, times_codes_and_papers_are_judged_by_name)
{
    struct world_answer a = add(&agent, agency, "2026-12-01T00:00:00", "2026-12-01T00:00:00", "");
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "too_early"));
    a = add(&agent, agency, "2026-01-01T00:00:00", "2026-11-24T09:00:00", "");
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "over"), "over at this very moment");
    a = add(&agent, agency, "2026-01-01T00:00:00", "2029-12-31T00:00:00", "");
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "too_long"));
    cr_expect_eq(world_callf(&w, &agent, "POST",
                             "{\"client_name\":\"演示\",\"client_uscc\":\"91330399MADEM00388\",\"valid_from\":\"2026-11-01T00:00:00+08:00\",\"valid_until\":\"2027-01-01T00:00:00+08:00\",\"document_id\":\"x\"}",
                             "/api/v1/organizations/%s/authorizations", agency).status, 422);
    a = world_callf(&w, &agent, "POST",
                    "{\"client_name\":\"演示\",\"client_uscc\":\"" CLIENT_USCC "\",\"valid_from\":\"2026-11-01T00:00:00+08:00\",\"valid_until\":\"2027-01-01T00:00:00+08:00\",\"document_id\":\"xNobody\"}",
                    "/api/v1/organizations/%s/authorizations", agency);
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "unknown_document"), "%.*s", STR_ARG(a.body));
    a = add(&recruiter, firm, "2026-11-01T00:00:00", "2027-01-01T00:00:00", "");
    cr_expect_eq(a.status, 409, "an enterprise acts for itself");
}

Test(authorizations, others_neither_bring_nor_see_nor_decide)
{
    const char *id = made(add(&agent, agency, "2026-11-01T00:00:00", "2027-01-01T00:00:00", ""), 201);
    cr_expect_eq(add(&stranger, agency, "2026-11-01T00:00:00", "2027-01-01T00:00:00", "").status, 403);
    cr_expect_eq(add(&candidate, agency, "2026-11-01T00:00:00", "2027-01-01T00:00:00", "").status, 403);
    cr_expect_eq(add(&agent, "oNobody", "2026-11-01T00:00:00", "2027-01-01T00:00:00", "").status, 404);
    cr_expect_eq(world_callf(&w, &stranger, "GET", NULL, "/api/v1/organizations/%s/authorizations", agency).status, 403);
    struct world_answer a = world_callf(&w, &agent, "GET", NULL, "/api/v1/organizations/%s/authorizations", agency);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", id) && text_is(a, "items.0.state", "pending"));
    cr_expect_eq(verify("authorizations", id, "{\"decision\":\"verified\"}", &agent).status, 403);
    cr_expect_eq(verify("authorizations", "xNobody", "{\"decision\":\"verified\"}", &staff).status, 404);
    cr_expect_eq(verify("authorizations", id, "{\"decision\":\"approved\"}", &staff).status, 422);
    a = verify("authorizations", id, "{\"decision\":\"refused\"}", &staff);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/reason"));
    struct world_account far = elsewhere;
    far.who.region           = STR("330100");
    struct app_request request = { .method = STR("POST"), .target = arena_format(&w.keep, "/api/v1/authorizations/%s/verification", id), .body = STR("{\"decision\":\"verified\"}"),
                                   .content_type = STR("application/json"), .who = &far.who };
    cr_expect_eq(world_request(&w, &request).status, 403);
    request = (struct app_request){ .method = STR("GET"), .target = STR("/api/v1/authorizations"), .who = &far.who };
    cr_expect_eq(world_length(world_request(&w, &request), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/authorizations", NULL, &staff), "items"), 1);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/authorizations", NULL, &admin), "items"), 1);
    cr_assert_eq(verify("authorizations", id, "{\"decision\":\"verified\"}", &admin).status, 200);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/authorizations", NULL, &staff), "items"), 0, "decided");
}

Test(authorizations, one_that_ran_out_while_it_waited_is_not_confirmed)
{
    const char *id = made(add(&agent, agency, "2026-11-01T00:00:00", "2026-11-24T10:00:00", ""), 201);
    w.clock.now    = WORLD_BEGINS_AT + MILLIS_HOUR;
    cr_expect_eq(verify("authorizations", id, "{\"decision\":\"verified\"}", &staff).status, 409);
}
