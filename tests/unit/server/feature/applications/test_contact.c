/* Who may reach whom, and what an application lets an organization see. */
#include "tests/unit/server/feature/applications/applications_world.h"

static int64_t profile_version;

static void profile(const char *more)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"name\":\"林小满\",\"phone\":\"13800001234\"%s}", more);
    struct world_answer a = ask(&candidate, "PUT", body, profile_version, "/api/v1/candidates/me");
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    profile_version = world_number(a, "version");
}

static void begin(void)
{
    applications_begin();
    profile_version = 0;
    profile("");
}

TestSuite(contact, .init = begin, .fini = applications_end);

/* What the employer sees of the phone: 'W' whole, 'M' masked, '-' the profile does not open. */
static char seen(void)
{
    struct world_answer a = ask(&recruiter, "GET", NULL, 0, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    if (a.status != 200)
        return '-';
    cr_expect_eq(world_flag(a, "contact_shown"), str_eq_cstr(world_text(a, "phone"), "13800001234"));
    return world_flag(a, "contact_shown") ? 'W' : 'M';
}

/* The same rule as the application itself tells it, to both sides. */
static void expect_seen(const char *id, char expected)
{
    bool whole = expected == 'W';
    cr_expect_eq(seen(), expected, "%c", expected);
    struct world_answer a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(world_flag(a, "contact_shown") == whole && (world_text(a, "contact_phone").ptr != NULL) == whole, "%c: %.*s", expected, STR_ARG(a.body));
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/me/applications");
    cr_expect_eq(world_flag(a, "items.0.contact_shown"), whole);
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(world_flag(a, "contact_shown") == whole && !world_text(a, "contact_phone").ptr);
}

Test(contact, opens_with_the_interview_and_stays_while_it_goes_on)
{
    cr_expect_eq(seen(), '-', "before applying");
    const char *id = applied(&candidate, vacancy);
    expect_seen(id, 'M');
    moved(&recruiter, id, "shortlisted");
    expect_seen(id, 'M');
    moved(&recruiter, id, "interview");
    expect_seen(id, 'W');
    struct world_answer a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "contact_name"), "陈经理") && str_eq_cstr(world_text(a, "contact_phone"), "057788880000"));
    moved(&recruiter, id, "offered");
    expect_seen(id, 'W');
    moved(&candidate, id, "accepted");
    expect_seen(id, 'W');
    moved(&recruiter, id, "hired");
    expect_seen(id, 'W');
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/me/openings");
    cr_expect(world_flag(a, "items.0.contact_shown") && world_length(a, "items") == 6, "each opening is on record: %zu", world_length(a, "items"));
}

Test(contact, closes_again_when_declined_or_withdrawn)
{
    const char *id = applied(&candidate, vacancy);
    moved(&recruiter, id, "interview");
    expect_seen(id, 'W');
    cr_assert_eq(move(&recruiter, id, "{\"state\":\"declined\",\"reason\":\"other\"}").status, 200);
    expect_seen(id, '-');
    const char *second = vacancy_new("钳工", 1);
    w.clock.now += 1000;
    id = applied(&candidate, second);
    moved(&recruiter, id, "interview");
    expect_seen(id, 'W');
    moved(&candidate, id, "withdrawn");
    expect_seen(id, '-');
}

Test(contact, of_one_application_is_not_closed_by_the_end_of_another)
{
    const char *first = applied(&candidate, vacancy);
    w.clock.now += 1000;
    const char *second = applied(&candidate, vacancy_new("钳工", 1));
    moved(&candidate, first, "withdrawn");
    cr_expect_eq(seen(), 'M', "the other one is under way");
    moved(&candidate, second, "withdrawn");
    cr_expect_eq(seen(), '-');
}

static void consent(const char *purpose)
{
    char body[160];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"purpose\":\"%s\"}", organization, purpose);
    cr_assert_eq(ask(&candidate, "POST", body, 0, "/api/v1/me/consents").status, 201);
}

Test(contact, is_given_by_the_owners_own_word_too)
{
    const char *id = applied(&candidate, vacancy);
    consent("contact");
    expect_seen(id, 'W');
    cr_assert_eq(ask(&candidate, "DELETE", NULL, 0, "/api/v1/me/consents/%s", organization).status, 204);
    expect_seen(id, '-');
}

Test(contact, taken_back_stays_closed_whatever_the_application_says)
{
    const char *id = applied(&candidate, vacancy);
    moved(&recruiter, id, "interview");
    expect_seen(id, 'W');
    cr_assert_eq(ask(&candidate, "DELETE", NULL, 0, "/api/v1/me/consents/%s", organization).status, 204);
    expect_seen(id, '-');
    moved(&recruiter, id, "offered");
    expect_seen(id, '-');
}

Test(contact, consent_given_by_itself_outlives_the_application)
{
    consent("profile");
    w.clock.now += 1000;
    const char *id = applied(&candidate, vacancy);
    moved(&candidate, id, "withdrawn");
    expect_seen(id, 'M');
}

Test(contact, is_closed_by_hiding)
{
    const char *id = applied(&candidate, vacancy);
    moved(&recruiter, id, "interview");
    expect_seen(id, 'W');
    profile(",\"hidden_from\":[\"瓯闩泵业（演示）\"]");
    expect_seen(id, '-');
    profile(",\"visibility\":\"hidden\"");
    expect_seen(id, '-');
    profile("");
    expect_seen(id, 'W');
}
