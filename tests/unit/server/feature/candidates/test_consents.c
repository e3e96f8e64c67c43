/* What a candidate allows organizations to know, through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account candidate, other, recruiter, staff;

static void begin(void)
{
    world_init(&w);
    candidate = world_account(&w, "candidate", role_candidate);
    other     = world_account(&w, "other", role_candidate);
    recruiter = world_account(&w, "recruiter", role_recruiter);
    staff     = world_account(&w, "staff", role_staff);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(consents, .init = begin, .fini = end);

static struct world_answer give(const char *organization, const char *purpose)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"purpose\":\"%s\"}", organization, purpose);
    return world_call(&w, "POST", "/api/v1/me/consents", body, &candidate);
}

Test(consents, are_given_to_verified_organizations_once_and_taken_back)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", "{\"kind\":\"enterprise\",\"name\":\"瓯闩泵业（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\"}", &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *organization = world_keep(&w, world_text(a, "id"));
    a                        = give(organization, "profile");
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "not_verified"));
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", organization).status, 200);
    a = give(organization, "profile");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(world_length(a, "items") == 1 && str_eq_cstr(world_text(a, "items.0.purpose"), "profile") && !world_text(a, "items.0.withdrawn_at").ptr);
    cr_expect(world_length(give(organization, "profile"), "items") == 1, "twice is the same");
    cr_expect(world_length(give(organization, "contact"), "items") == 2);
    cr_expect(world_length(world_call(&w, "GET", "/api/v1/me/consents", NULL, &other), "items") == 0);
    cr_expect_eq(world_callf(&w, &other, "DELETE", NULL, "/api/v1/me/consents/%s", organization).status, 204);
    a = world_call(&w, "GET", "/api/v1/me/consents", NULL, &candidate);
    cr_expect(!world_text(a, "items.0.withdrawn_at").ptr, "another's call takes nothing of mine back");
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/me/consents/%s", organization).status, 204);
    a = world_call(&w, "GET", "/api/v1/me/consents", NULL, &candidate);
    cr_expect(world_length(a, "items") == 2 && world_text(a, "items.0.withdrawn_at").ptr && world_text(a, "items.1.withdrawn_at").ptr, "it stays on record");
    cr_expect(world_length(give(organization, "contact"), "items") == 3, "and may be given anew");
}

Test(consents, wrong_ones_are_refused)
{
    cr_expect_eq(give("oNobody", "contact").status, 422);
    cr_expect_eq(give("oNobody", "everything").status, 422);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/me/consents", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/me/consents", NULL, NULL).status, 401);
}

/* --- opening a profile ------------------------------------------------------------------------------------------ */

static struct world_answer profile(const char *more, const char *if_match)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"name\":\"林小满\",\"phone\":\"13800001234\"%s}", more);
    return world_request(&w, &(struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me"), .body = str_from_cstr(body),
                                                    .content_type = STR("application/json"), .if_match = str_from_cstr(if_match), .who = &candidate.who });
}

static struct world_answer look(const char *organization)
{
    return world_callf(&w, &recruiter, "GET", NULL, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
}

Test(consents, decide_who_opens_a_profile_and_each_opening_is_shown_to_its_owner)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", "{\"kind\":\"enterprise\",\"name\":\"瓯闩泵业（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\"}", &recruiter);
    const char *organization = world_keep(&w, world_text(a, "id"));
    a                        = profile(",\"visibility\":\"all_verified\"", NULL);
    const char *etag         = world_keep(&w, a.full.etag);
    cr_expect_eq(look(organization).status, 403, "not verified yet");
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", organization).status, 200);
    cr_expect_eq(look("oNobody").status, 403);
    a = look(organization);
    cr_expect(a.status == 200 && str_eq_cstr(world_text(a, "phone"), "138****1234") && !world_flag(a, "contact_shown"), "%.*s", STR_ARG(a.body));
    etag = world_keep(&w, profile("", etag).full.etag);
    cr_expect_eq(look(organization).status, 404, "only whom I chose");
    cr_assert_eq(give(organization, "profile").status, 201);
    cr_expect(str_eq_cstr(world_text(look(organization), "phone"), "138****1234"));
    cr_assert_eq(give(organization, "contact").status, 201);
    a = look(organization);
    cr_expect(str_eq_cstr(world_text(a, "phone"), "13800001234") && world_flag(a, "contact_shown"));
    etag = world_keep(&w, profile(",\"visibility\":\"all_verified\",\"hidden_from\":[\"瓯闩泵业（演示）\"]", etag).full.etag);
    cr_expect_eq(look(organization).status, 404, "hidden from it by name");
    cr_assert_eq(profile(",\"visibility\":\"hidden\"", etag).status, 200);
    cr_expect_eq(look(organization).status, 404);
    a = world_call(&w, "GET", "/api/v1/me/openings", NULL, &candidate);
    cr_expect(world_length(a, "items") == 3 && str_eq_cstr(world_text(a, "items.0.organization_name"), "瓯闩泵业（演示）"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/openings", NULL, &other), "items"), 0);
    cr_expect_eq(world_callf(&w, &other, "GET", NULL, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization).status, 403);
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/candidates/%.*s", STR_ARG(candidate.id)).status, 422);
}
