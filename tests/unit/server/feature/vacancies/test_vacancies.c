/* Vacancies through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, stranger, candidate, staff;
static const char *organization;

static const char *organization_new(const struct world_account *by, const char *name, const char *uscc)
{
    char body[256];
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"%s\",\"uscc\":\"%s\",\"region\":\"330324\"}", name, uscc);
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", body, by);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static void organization_verify(const char *id)
{
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", id).status, 200);
}

static void begin(void)
{
    world_init(&w);
    recruiter    = world_account(&w, "recruiter", role_recruiter);
    stranger     = world_account(&w, "stranger", role_recruiter);
    candidate    = world_account(&w, "candidate", role_candidate);
    staff        = world_account(&w, "staff", role_staff);
    organization = organization_new(&recruiter, "瓯闩泵业（演示）", "91330399MADEM0011F");
}

static void end(void)
{
    world_done(&w);
}

TestSuite(vacancies, .init = begin, .fini = end);

static struct world_answer draft(const char *title, const char *more)
{
    char body[1024];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"title\":\"%s\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":650000,\"wage_max_fen\":1000000,\"duties\":\"装配并试压\"%s}",
                   organization, title, more);
    return world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
}

static const char *drafted(const char *title, const char *more)
{
    struct world_answer a = draft(title, more);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static struct world_answer publish(const char *id, const struct world_account *as)
{
    char target[128];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s/publication", id);
    /* as a caller already known: a login would not outlive the months that one test lets pass */
    return world_request(&w, &(struct app_request){ .method = STR("POST"), .target = str_from_cstr(target), .who = &as->who });
}

static const char *published(const char *title, const char *more)
{
    const char *id        = drafted(title, more);
    struct world_answer a = publish(id, &recruiter);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    w.clock.now += 1000;
    return id;
}

static struct world_answer change(const char *id, const char *body, const char *if_match, const struct world_account *as)
{
    char target[128];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s", id);
    return world_request(&w, &(struct app_request){ .method = STR("PATCH"), .target = str_from_cstr(target), .body = str_from_cstr(body),
                                                    .content_type = STR("application/json"), .if_match = str_from_cstr(if_match), .who = &as->who });
}

static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

Test(vacancies, a_draft_is_kept_as_entered)
{
    struct world_answer a = draft("阀门装配工", ",\"urgent\":true,\"benefits\":[\"包住\",\"五险\"],\"education\":\"college\",\"description\":\"第一行\\n第二行\"");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "draft") && text_is(a, "organization_name", "瓯闩泵业（演示）") && text_is(a, "title", "阀门装配工"));
    cr_expect(text_is(a, "benefits.1", "五险") && text_is(a, "education", "college") && text_is(a, "employment_type", "full_time") && text_is(a, "wage_period", "month"));
    cr_expect(world_flag(a, "urgent") && world_number(a, "headcount") == 5 && world_number(a, "version") == 1 && !world_text(a, "published_at").ptr);
}

Test(vacancies, wrong_values_are_refused_by_name)
{
    struct world_answer a = draft("阀门装配工", ",\"wage_period\":\"week\"");
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/wage_period"));
    a = draft("  ", "");
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/title"), "%.*s", STR_ARG(a.body));
    char body[512];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"title\":\"电工\",\"region\":\"zzzzzz\",\"headcount\":5,\"wage_min_fen\":2,\"wage_max_fen\":1}", organization);
    a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_expect(a.status == 422 && world_length(a, "errors") == 2 && text_is(a, "errors.0.pointer", "/region") && text_is(a, "errors.1.pointer", "/wage_max_fen"), "%.*s", STR_ARG(a.body));
    a = world_call(&w, "POST", "/api/v1/vacancies", "{}", &recruiter);
    cr_expect(a.status == 422 && world_length(a, "errors") == 6);
}

Test(vacancies, only_members_draft_for_an_organization)
{
    char body[512];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"title\":\"电工\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":1,\"wage_max_fen\":2}", organization);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &stranger);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/organization_id") && text_is(a, "errors.0.code", "not_yours"));
    cr_expect_eq(world_call(&w, "POST", "/api/v1/vacancies", body, &candidate).status, 403);
    cr_expect_eq(world_call(&w, "POST", "/api/v1/vacancies", body, NULL).status, 401);
}

Test(vacancies, a_draft_is_seen_by_members_and_staff_only)
{
    const char *id = drafted("阀门装配工", "");
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", id).status, 200);
    cr_expect_eq(world_callf(&w, &staff, "GET", NULL, "/api/v1/vacancies/%s", id).status, 200);
    cr_expect_eq(world_callf(&w, &stranger, "GET", NULL, "/api/v1/vacancies/%s", id).status, 404);
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies/%s", id).status, 404);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
    cr_expect_eq(world_length(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies?organization_id=%s", organization), "items"), 1);
    cr_expect_eq(world_length(world_callf(&w, &stranger, "GET", NULL, "/api/v1/vacancies?organization_id=%s", organization), "items"), 0);
    cr_expect_eq(world_length(world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies?organization_id=%s", organization), "items"), 0);
}

Test(vacancies, publication_waits_for_the_organization_and_is_done_once)
{
    const char *id        = drafted("阀门装配工", "");
    struct world_answer a = publish(id, &recruiter);
    cr_expect(a.status == 409, "not verified yet: %d", a.status);
    organization_verify(organization);
    cr_expect_eq(publish(id, &stranger).status, 404);
    cr_expect_eq(publish(id, &candidate).status, 403);
    cr_expect_eq(publish("vNobody", &recruiter).status, 404);
    a = publish(id, &recruiter);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "published") && text_is(a, "published_at", "2026-11-24T09:00:00.000+08:00") && world_number(a, "version") == 2);
    a = publish(id, &recruiter);
    cr_expect(a.status == 200 && world_number(a, "version") == 2);
    cr_expect_eq(publish(id, &stranger).status, 403);
    a = world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies/%s", id);
    cr_expect(a.status == 200 && a.full.etag.len > 0);
}

Test(vacancies, nothing_is_published_when_the_verification_ran_out)
{
    const char *id = drafted("阀门装配工", "");
    organization_verify(organization);
    w.clock.now += 183 * MILLIS_DAY;
    cr_expect_eq(publish(id, &recruiter).status, 409);
}

Test(vacancies, publication_names_every_rule_broken)
{
    organization_verify(organization);
    char body[512];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"title\":\"电工\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":0,\"wage_max_fen\":0}", organization);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_assert_eq(a.status, 201, "a draft may say nothing of the pay");
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = publish(id, &recruiter);
    cr_expect(a.status == 422 && world_length(a, "errors") == 2 && text_is(a, "errors.0.pointer", "/duties") && text_is(a, "errors.0.code", "required"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "errors.1.pointer", "/wage_max_fen") && text_is(a, "errors.1.code", "required") && text_is(a, "errors.1.source", "人社厅发〔2025〕60号"));
}

Test(vacancies, a_change_needs_the_version_after_the_permission)
{
    const char *id        = drafted("阀门装配工", "");
    struct world_answer a = change(id, "{\"headcount\":7}", NULL, &recruiter);
    cr_expect_eq(a.status, 428);
    cr_expect_eq(change(id, "{\"headcount\":7}", NULL, &stranger).status, 404);
    cr_expect_eq(change(id, "{\"headcount\":7}", "\"2-zh-x\"", &recruiter).status, 412);
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", id);
    cr_assert(a.full.etag.len > 0);
    const char *etag = world_keep(&w, a.full.etag);
    a                = change(id, "{\"headcount\":7}", etag, &recruiter);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_number(a, "headcount") == 7 && world_number(a, "version") == 2 && text_is(a, "title", "阀门装配工"));
    cr_expect_eq(change(id, "{\"headcount\":8}", etag, &recruiter).status, 412);
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", id);
    cr_expect(world_number(a, "headcount") == 7, "the lost update changed nothing");
}

Test(vacancies, a_change_cannot_empty_what_is_mandatory_nor_cross_the_wages)
{
    static const struct {
        const char *body, *pointer;
    } bad[] = { { "{\"title\":null}", "/title" },         { "{\"region\":null}", "/region" },           { "{\"headcount\":null}", "/headcount" },
                { "{\"wage_min_fen\":null}", "/wage_max_fen" }, { "{\"wage_max_fen\":600000}", "/wage_max_fen" }, { "{\"title\":\"  \"}", "/title" },
                { "{\"headcount\":0}", "/headcount" },       { "{\"region\":\"9\"}", "/region" },          { "{\"organization_id\":\"o1\"}", "/organization_id" },
                { "{\"state\":\"published\"}", "/state" } };
    const char *id        = drafted("阀门装配工", "");
    struct world_answer a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", id);
    const char *etag      = world_keep(&w, a.full.etag);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = change(id, bad[i].body, etag, &recruiter);
        cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", bad[i].pointer), "%s: %d %.*s", bad[i].body, a.status, STR_ARG(a.body));
    }
    a = change(id, "{\"address\":null,\"benefits\":null,\"description\":null}", etag, &recruiter);
    cr_expect(a.status == 200 && world_length(a, "benefits") == 0, "%.*s", STR_ARG(a.body));
}

Test(vacancies, a_published_one_keeps_its_pay)
{
    organization_verify(organization);
    const char *id        = published("阀门装配工", "");
    struct world_answer a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", id);
    const char *etag      = world_keep(&w, a.full.etag);
    cr_expect_eq(change(id, "{\"wage_min_fen\":0,\"wage_max_fen\":0}", etag, &recruiter).status, 422);
    cr_expect_eq(change(id, "{\"wage_max_fen\":1200000}", etag, &stranger).status, 403);
    cr_expect_eq(change(id, "{\"wage_max_fen\":1200000}", etag, &recruiter).status, 200);
}

Test(vacancies, anyone_finds_them_by_text_place_and_urgency_newest_first)
{
    organization_verify(organization);
    const char *fitter  = published("阀门装配工", "");
    const char *welder  = published("焊工（100%包住）", ",\"urgent\":true");
    struct world_answer a = world_call(&w, "GET", "/api/v1/vacancies", NULL, NULL);
    cr_expect(world_length(a, "items") == 2 && text_is(a, "items.0.id", welder) && text_is(a, "items.1.id", fitter) && !world_text(a, "next").ptr);
    cr_expect(text_is(a, "items.1.organization_name", "瓯闩泵业（演示）") && a.full.etag.len == 0);
    a = world_call(&w, "GET", "/api/v1/vacancies?q=%E8%A3%85%E9%85%8D", NULL, NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", fitter));
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?q=%E7%93%AF%E9%97%A9", NULL, NULL), "items"), 2, "by the organization's name");
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?q=100%25", NULL, NULL), "items"), 1);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?q=%25", NULL, NULL), "items"), 1, "a percent sign is itself");
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?q=_", NULL, NULL), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?urgent=true", NULL, NULL), "items"), 1);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?urgent=false", NULL, NULL), "items"), 2);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/vacancies?urgent=yes", NULL, NULL).status, 422);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?region=3303", NULL, NULL), "items"), 2);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?region=3301", NULL, NULL), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/vacancies?region=%25%25", NULL, NULL), "items"), 0);
}

Test(vacancies, pages_neither_repeat_nor_leave_out)
{
    organization_verify(organization);
    char seen[8][32] = { "" };
    size_t count     = 0;
    for (int i = 0; i < 5; i++) {
        (void)published("阀门装配工", "");
        w.clock.now -= i % 2 ? 1000 : 0; /* some at the same moment */
    }
    const char *next = "";
    for (int page = 0; page < 4 && next; page++) {
        struct world_answer a = world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies?limit=2&after=%s", next);
        cr_assert_eq(a.status, 200);
        for (size_t i = 0; i < world_length(a, "items"); i++, count++) {
            struct str id = world_text(a, i ? "items.1.id" : "items.0.id");
            cr_assert(count < 5);
            for (size_t k = 0; k < count; k++)
                cr_expect(!str_eq_cstr(id, seen[k]));
            (void)snprintf(seen[count], sizeof seen[count], "%.*s", STR_ARG(id));
        }
        struct str after = world_text(a, "next");
        next             = after.ptr ? world_keep(&w, after) : NULL;
    }
    cr_expect(count == 5 && !next, "%zu", count);
}
