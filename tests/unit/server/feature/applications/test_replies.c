/* Promises of answers, reminders of them, and how they were kept. */
#include "tests/unit/server/feature/applications/applications_world.h"

TestSuite(replies, .init = applications_begin, .fini = applications_end);

static struct world_answer promise(const struct world_account *as, const char *of, const char *id, const char *hours)
{
    char body[60];
    (void)snprintf(body, sizeof body, "{\"hours\":%s}", hours);
    return ask(as, "POST", body, 0, "/api/v1/%s/%s/reply-promise", of, id);
}

/* Of an organization or vacancy, as anybody sees it. */
static void expect_shown(const char *of, const char *id, int64_t hours, int64_t measured, int64_t percent)
{
    struct world_answer a = ask(&candidate, "GET", NULL, 0, "/api/v1/%s/%s", of, id);
    cr_expect(world_number(a, "reply_hours") == hours && world_number(a, "reply_measured") == measured && world_number(a, "reply_percent") == percent, "%s: %.*s", of, STR_ARG(a.body));
}

static const char *due_of(const char *id)
{
    return world_keep(&w, world_text(ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id), "reply_due_at"));
}

static void remind(void)
{
    cr_assert_eq(world_job(&w, "reply_reminders").status, 204);
}

Test(replies, are_promised_by_vacancy_else_organization_else_in_three_days)
{
    expect_shown("organizations", organization, 72, 0, NONE);
    struct world_answer a = promise(&recruiter, "organizations", organization, "48");
    cr_expect(a.status == 200 && world_number(a, "hours") == 48 && world_number(a, "percent") == NONE, "%.*s", STR_ARG(a.body));
    expect_shown("vacancies", vacancy, 48, 0, NONE);
    cr_expect_eq(promise(&colleague, "vacancies", vacancy, "24").status, 200);
    expect_shown("vacancies", vacancy, 24, 0, NONE);
    expect_shown("organizations", organization, 48, 0, NONE);
    const char *id = applied(&candidate, vacancy);
    cr_expect_str_eq(due_of(id), "2026-11-25T09:00:00.000+08:00");
    cr_expect_eq(promise(&recruiter, "vacancies", vacancy, "null").status, 200);
    expect_shown("vacancies", vacancy, 48, 0, NONE);
    cr_expect_str_eq(due_of(id), "2026-11-25T09:00:00.000+08:00", "what was promised stays promised");
    cr_expect_eq(promise(&recruiter, "organizations", organization, "null").status, 200);
    expect_shown("vacancies", vacancy, 72, 0, NONE);
}

Test(replies, promises_are_made_by_the_organizations_people_only)
{
    cr_expect_eq(promise(&recruiter, "organizations", organization, "25").status, 422);
    cr_expect_eq(promise(&recruiter, "organizations", organization, "96").status, 422);
    cr_expect_eq(promise(&recruiter, "organizations", organization, "\"24\"").status, 422);
    cr_expect_eq(promise(&stranger, "organizations", organization, "24").status, 403);
    cr_expect_eq(promise(&stranger, "vacancies", vacancy, "24").status, 403);
    cr_expect_eq(promise(&stranger, "vacancies", vacancy_draft("钳工", 1), "24").status, 404);
    cr_expect_eq(promise(&recruiter, "organizations", "oNone", "24").status, 404);
    cr_expect_eq(promise(&recruiter, "vacancies", "vNone", "24").status, 404);
    cr_expect_eq(promise(&candidate, "vacancies", vacancy, "24").status, 403);
    cr_expect_eq(promise(&staff, "organizations", organization, "24").status, 403);
    expect_shown("organizations", organization, 72, 0, NONE);
}

/* --- reminders ----------------------------------------------------------------------------------------------------------- */

Test(replies, owed_are_recalled_at_half_time_and_when_overdue_once_each)
{
    applied(&candidate, vacancy);
    w.clock.now += 36 * MILLIS_HOUR - 1;
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 0, "a moment before half of the time");
    w.clock.now += 1;
    remind();
    remind();
    cr_expect(events_count(&recruiter, "notice") == 1 && events_count(&colleague, "notice") == 1, "once, to every member");
    w.clock.now += 36 * MILLIS_HOUR;
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 1, "due this very moment is not overdue");
    w.clock.now += 1;
    remind();
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 2);
    w.clock.now += 30 * MILLIS_DAY;
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 2, "then it is left at that");
    cr_expect(events_count(&candidate, "notice") == 0 && events_count(&stranger, "notice") == 0);
}

Test(replies, owed_together_are_recalled_in_one_word_even_after_the_hall_was_down)
{
    applied(&candidate, vacancy);
    applied(&other, vacancy);
    w.clock.now += 80 * MILLIS_HOUR;
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 1, "two that are overdue, and no word of half the time");
    struct world_answer a = events_of(&recruiter);
    cr_expect(memmem(a.body.ptr, a.body.len, "2 份", strlen("2 份")) != NULL, "%.*s", STR_ARG(a.body));
}

Test(replies, given_or_not_wanted_any_more_are_not_recalled)
{
    const char *answered = applied(&candidate, vacancy), *withdrawn = applied(&other, vacancy);
    struct world_account third = world_account(&w, "third", role_candidate);
    const char *looked         = applied(&third, vacancy);
    moved(&recruiter, answered, "shortlisted");
    moved(&other, withdrawn, "withdrawn");
    cr_assert_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/applications/%s", looked).status, 200);
    w.clock.now += 36 * MILLIS_HOUR;
    remind();
    cr_expect_eq(events_count(&recruiter, "notice"), 1);
    struct world_answer a = events_of(&recruiter);
    cr_expect(memmem(a.body.ptr, a.body.len, "1 份", strlen("1 份")) != NULL, "only the one that was looked at: %.*s", STR_ARG(a.body));
}

/* --- how they were kept ----------------------------------------------------------------------------------------------------- */

Test(replies, kept_in_time_are_measured_against_those_that_fell_due)
{
    struct world_account third = world_account(&w, "third", role_candidate), fourth = world_account(&w, "fourth", role_candidate);
    const char *in_time = applied(&candidate, vacancy), *too_late = applied(&other, vacancy);
    const char *never = applied(&third, vacancy), *withdrawn = applied(&fourth, vacancy);
    (void)never;
    expect_shown("organizations", organization, 72, 0, NONE);
    moved(&fourth, withdrawn, "withdrawn");
    w.clock.now += 72 * MILLIS_HOUR;
    cr_assert_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/applications/%s", too_late).status, 200);
    expect_shown("organizations", organization, 72, 0, NONE);
    moved(&recruiter, in_time, "shortlisted"); /* at the very last moment */
    expect_shown("organizations", organization, 72, 1, 100);
    w.clock.now += 1;
    expect_shown("organizations", organization, 72, 3, 33);
    cr_assert_eq(move(&recruiter, too_late, "{\"state\":\"declined\",\"reason\":\"filled\"}").status, 200);
    expect_shown("vacancies", vacancy, 72, 3, 33);
    w.clock.now += 180 * MILLIS_DAY - 2;
    expect_shown("organizations", organization, 72, 3, 33);
    w.clock.now += 1;
    expect_shown("organizations", organization, 72, 0, NONE);
}
