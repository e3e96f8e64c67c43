/* Fairs through the one door. */
#include "tests/unit/server/feature/fairs/fairs_world.h"

TestSuite(fairs, .init = fairs_begin, .fini = fairs_end);

Test(fairs, a_fair_is_a_draft_with_the_usual_limits)
{
    struct world_answer a = fair_post("10:00", "12:00", ",\"regions\":[\"330302\"],\"industries\":[\"泵阀\"]");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "draft") && text_is(a, "kind", "industry") && text_is(a, "regions.0", "330302"));
    cr_expect(world_number(a, "lines_per_candidate") == 3 && world_number(a, "session_seconds") == 480 && world_number(a, "version") == 1);
    cr_expect(text_is(a, "registration_closes_at", "2026-11-24T12:00:00.000+08:00"));
    cr_expect_null(world_text(a, "online_count").ptr);
}

Test(fairs, only_staff_make_and_step_them)
{
    const char *body = "{\"kind\":\"urgent\",\"title\":\"一场\",\"starts_at\":\"2026-11-24T10:00:00+08:00\",\"ends_at\":\"2026-11-24T12:00:00+08:00\"}";
    const char *fair = fair_new();
    cr_expect_eq(world_call(&w, "POST", "/api/v1/fairs", body, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "POST", "/api/v1/fairs", body, &candidate).status, 403);
    cr_expect_eq(world_call(&w, "POST", "/api/v1/fairs", body, NULL).status, 401);
    cr_expect_eq(fair_step(fair, "announced", &recruiter).status, 403);
    cr_expect_eq(world_callf(&w, &candidate, "PATCH", "{\"title\":\"别的\"}", "/api/v1/fairs/%s", fair).status, 403);
}

Test(fairs, times_and_places_that_cannot_be_are_named)
{
    cr_expect(refused(fair_post("12:00", "12:00", ""), 422, "/ends_at"));
    cr_expect(refused(fair_post("09:00", "21:01", ""), 422, "/ends_at"));
    cr_expect_eq(fair_post("09:00", "21:00", "").status, 201, "twelve hours are allowed");
    cr_expect(refused(fair_post("10:00", "12:00", ",\"regions\":[\"abcdef\"]"), 422, "/regions"));
    cr_expect(refused(fair_post("10:00", "12:00", ",\"registration_opens_at\":\"2026-11-24T08:00:00+08:00\",\"registration_closes_at\":\"2026-11-24T08:00:00+08:00\""), 422,
                      "/registration_closes_at"));
    cr_expect(refused(fair_post("10:00", "12:00", ",\"lines_per_candidate\":6"), 422, "/lines_per_candidate"));
    cr_expect(refused(fair_post("10:00", "12:00", ",\"session_seconds\":59"), 422, "/session_seconds"));
}

Test(fairs, a_draft_is_for_staff_only)
{
    const char *fair = fair_new();
    cr_expect_eq(fair_see(fair, &staff).status, 200);
    cr_expect_eq(fair_see(fair, &candidate).status, 404);
    cr_expect_eq(fair_see(fair, NULL).status, 404);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/fairs", NULL, NULL), "items"), 0);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/fairs", NULL, &staff), "items"), 1);
    cr_expect_eq(world_callf(&w, &candidate, "POST", NULL, "/api/v1/fairs/%s/registrations", fair).status, 404);
    cr_expect_eq(booth_ask(fair, firm, "", &recruiter).status, 404);
    cr_expect_eq(fair_see("f-nowhere", &staff).status, 404);
}

/* Runs the clock's job and says whether it led there, and told so exactly once. */
static bool clock_leads_to(const char *id, const char *state)
{
    char said[40];
    (void)snprintf(said, sizeof said, "\"state\":\"%s\"", state);
    heard_count = 0;
    cr_assert_eq(world_job(&w, "fair_clock").status, 204);
    bool told = heard_count == 1 && strstr(heard_last, "fair:") == heard_last && strstr(heard_last, "\"fair.state\"") && strstr(heard_last, said);
    cr_assert_eq(world_job(&w, "fair_clock").status, 204);
    return told && heard_count == 1 && text_is(fair_see(id, NULL), "state", state);
}

Test(fairs, once_announced_its_times_drive_it_and_each_step_is_told_once)
{
    struct world_answer a = fair_post("10:00", "12:00", ",\"registration_opens_at\":\"2026-11-24T09:10:00+08:00\"");
    const char *fair      = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(fair_step(fair, "announced", &staff).status, 200);
    heard_count = 0;
    cr_expect_eq(world_job(&w, "fair_clock").status, 204);
    cr_expect_eq(heard_count, 0, "nothing is due");
    w.clock.now += 10 * MILLIS_MINUTE;
    cr_expect(clock_leads_to(fair, "registration"), "%s", heard_last);
    w.clock.now += 35 * MILLIS_MINUTE;
    cr_expect(clock_leads_to(fair, "lobby"), "%s", heard_last);
    w.clock.now += 15 * MILLIS_MINUTE;
    cr_expect(clock_leads_to(fair, "open"), "%s", heard_last);
    w.clock.now += 2 * MILLIS_HOUR;
    cr_expect(clock_leads_to(fair, "closing"), "%s", heard_last);
    w.clock.now += 10 * MILLIS_MINUTE;
    cr_expect(clock_leads_to(fair, "closed"), "%s", heard_last);
}

Test(fairs, what_staff_opened_early_is_closed_by_its_times)
{
    const char *fair = fair_new();
    cr_assert_eq(fair_step(fair, "lobby", &staff).status, 200);
    w.clock.now += 90 * MILLIS_MINUTE;
    heard_count = 0;
    cr_expect_eq(world_job(&w, "fair_clock").status, 204);
    cr_expect_eq(heard_count, 0, "staff open what staff drive");
    w.clock.now += 90 * MILLIS_MINUTE;
    cr_expect(clock_leads_to(fair, "closing"), "%s", heard_last);
}

Test(fairs, jobs_are_not_for_people)
{
    cr_expect_eq(world_call(&w, "POST", "/internal/jobs/fair_clock", NULL, &staff).status, 404);
}

Test(fairs, staff_step_ahead_and_nobody_steps_back)
{
    const char *fair = fair_new();
    cr_expect(text_is(fair_step(fair, "open", &staff), "state", "open"));
    cr_expect_eq(fair_step(fair, "lobby", &staff).status, 409);
    cr_expect(text_is(fair_step(fair, "open", &staff), "state", "open"), "again is the same");
    cr_expect(text_is(fair_step(fair, "paused", &staff), "state", "paused"));
    cr_expect(text_is(fair_step(fair, "open", &staff), "state", "open"));
    cr_expect(text_is(fair_step(fair, "closed", &staff), "state", "closed"));
    cr_expect_eq(fair_step(fair, "open", &staff).status, 409);
    cr_expect(text_is(fair_step(fair, "archived", &staff), "state", "archived"));
    cr_expect_eq(fair_step("f-nowhere", "open", &staff).status, 404);
    cr_expect(refused(fair_step(fair, "begun", &staff), 422, "/to"));
}

static struct world_answer alter(const char *fair, const char *body, const char *if_match)
{
    char target[96];
    (void)snprintf(target, sizeof target, "/api/v1/fairs/%s", fair);
    return world_request(&w, &(struct app_request){ .method = STR("PATCH"), .target = str_from_cstr(target), .body = str_from_cstr(body),
                                                    .content_type = STR("application/json"), .if_match = str_from_cstr(if_match), .who = &staff.who });
}

Test(fairs, a_change_names_the_version_it_read)
{
    const char *fair = fair_new();
    cr_expect_eq(alter(fair, "{\"title\":\"改名\"}", "").status, 428);
    cr_expect_eq(alter(fair, "{\"title\":\"改名\"}", "\"2\"").status, 412);
    struct world_answer a = alter(fair, "{\"title\":\"改名了\",\"session_seconds\":300}", "\"1\"");
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "title", "改名了") && world_number(a, "session_seconds") == 300 && world_number(a, "lines_per_candidate") == 3 && world_number(a, "version") == 2);
    cr_expect(refused(alter(fair, "{\"ends_at\":\"2026-11-24T09:59:00+08:00\"}", "\"2\""), 422, "/ends_at"));
    cr_expect_eq(world_number(fair_see(fair, &staff), "version"), 2, "what was refused changed nothing");
}

Test(fairs, registration_follows_the_end_unless_it_was_set)
{
    const char *fair = fair_new();
    cr_expect(text_is(alter(fair, "{\"ends_at\":\"2026-11-24T13:00:00+08:00\"}", "\"1\""), "registration_closes_at", "2026-11-24T13:00:00.000+08:00"));
    struct world_answer a = fair_post("10:00", "12:00", ",\"registration_closes_at\":\"2026-11-24T09:30:00+08:00\"");
    fair                  = world_keep(&w, world_text(a, "id"));
    cr_expect(text_is(alter(fair, "{\"ends_at\":\"2026-11-24T13:00:00+08:00\"}", "\"1\""), "registration_closes_at", "2026-11-24T09:30:00.000+08:00"));
}

Test(fairs, what_is_over_is_not_changed)
{
    const char *fair = fair_new();
    cr_assert_eq(fair_step(fair, "closed", &staff).status, 200);
    cr_expect_eq(alter(fair, "{\"title\":\"改名\"}", "\"2\"").status, 409);
}

Test(fairs, the_list_has_the_running_ones_first_and_pages)
{
    const char *ids[3];
    for (int i = 0; i < 3; i++)
        ids[i] = fair_new();
    cr_assert_eq(fair_step(ids[0], "announced", &staff).status, 200);
    cr_assert_eq(fair_step(ids[1], "closed", &staff).status, 200);
    cr_assert_eq(fair_step(ids[2], "open", &staff).status, 200);
    struct world_answer a = world_call(&w, "GET", "/api/v1/fairs?limit=2", NULL, NULL);
    cr_assert_eq(world_length(a, "items"), 2, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "items.0.id", ids[2]) && text_is(a, "items.1.id", ids[0]));
    const char *next = world_keep(&w, world_text(a, "next"));
    a                = world_callf(&w, NULL, "GET", NULL, "/api/v1/fairs?limit=2&after=%s", next);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", ids[1]) && !world_text(a, "next").ptr, "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_call(&w, "GET", "/api/v1/fairs?after=nonsense", NULL, NULL).status / 100, 4);
}

Test(fairs, signing_up_is_the_same_twice_and_can_be_taken_back)
{
    const char *fair = fair_new();
    cr_assert_eq(fair_step(fair, "announced", &staff).status, 200);
    cr_expect_eq(world_callf(&w, &candidate, "POST", NULL, "/api/v1/fairs/%s/registrations", fair).status, 409, "not yet");
    cr_assert_eq(fair_step(fair, "registration", &staff).status, 200);
    struct world_answer a = world_callf(&w, &candidate, "POST", NULL, "/api/v1/fairs/%s/registrations", fair);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *first = world_keep(&w, world_text(a, "created_at"));
    w.clock.now += MILLIS_MINUTE;
    a = world_callf(&w, &candidate, "POST", NULL, "/api/v1/fairs/%s/registrations", fair);
    cr_expect(text_is(a, "created_at", first), "the first one counts");
    a = world_call(&w, "GET", "/api/v1/me/registrations", NULL, &candidate);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.fair_id", fair) && text_is(a, "items.0.created_at", first), "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_call(&w, "GET", "/api/v1/me/registrations", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/me/registrations", NULL, NULL).status, 401);
    cr_expect_eq(world_callf(&w, &recruiter, "POST", NULL, "/api/v1/fairs/%s/registrations", fair).status, 403);
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/fairs/%s/registrations", fair).status, 204);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/registrations", NULL, &candidate), "items"), 0);
    cr_expect_eq(world_callf(&w, &candidate, "DELETE", NULL, "/api/v1/fairs/%s/registrations", fair).status, 204);
    w.clock.now += 4 * MILLIS_HOUR;
    cr_expect_eq(world_callf(&w, &candidate, "POST", NULL, "/api/v1/fairs/%s/registrations", fair).status, 409, "too late");
}

Test(fairs, without_redis_it_steps_all_the_same_and_the_relay_tells_later)
{
    const char *fair = fair_new();
    redis_away       = true;
    cr_expect_eq(fair_step(fair, "open", &staff).status, 200);
    struct world_answer a = fair_see(fair, NULL);
    cr_expect(a.status == 200 && text_is(a, "state", "open") && !world_text(a, "online_count").ptr, "%.*s", STR_ARG(a.body));
    redis_away  = false;
    heard_count = 0;
    w.clock.now += 3000;
    cr_expect_eq(world_job(&w, "outbox_relay").status, 204);
    cr_expect(heard_count == 1 && strstr(heard_last, "\"fair.state\""), "%s", heard_last);
    cr_expect_eq(world_job(&w, "outbox_relay").status, 204);
    cr_expect_eq(heard_count, 1, "once");
    cr_expect_eq(world_number(fair_see(fair, NULL), "online_count"), 0);
}

Test(fairs, staff_drive_fairs_of_their_region_and_those_that_name_none)
{
    struct world_account far = world_account(&w, "far", role_staff);
    far.who.region           = STR("330100");
    static const struct { const char *regions; int status; } rows[] = {
        { "", 200 }, { ",\"regions\":[\"330302\"]", 403 }, { ",\"regions\":[\"330302\",\"330102\"]", 200 }, { ",\"regions\":[\"330000\"]", 403 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world_answer a = fair_post("10:00", "12:00", rows[i].regions);
        const char *id        = world_keep(&w, world_text(a, "id"));
        struct app_request r  = { .method = STR("POST"), .target = arena_format(&w.keep, "/api/v1/fairs/%s/state", id), .body = STR("{\"to\":\"announced\"}"),
                                  .content_type = STR("application/json"), .who = &far.who };
        cr_expect_eq(world_request(&w, &r).status, rows[i].status, "%s", rows[i].regions);
        if (rows[i].status == 403)
            cr_expect_eq(fair_step(id, "announced", &staff).status, 200, "who made it may always: %s", rows[i].regions);
    }
}

Test(fairs, what_staff_see_of_a_draft_is_not_kept_for_everyone)
{
    const char *id = fair_new();
    cr_expect_eq(world_callf(&w, &staff, "GET", NULL, "/api/v1/fairs/%s/booths", id).status, 200);
    cr_expect_eq(world_callf(&w, &candidate, "GET", NULL, "/api/v1/fairs/%s/booths", id).status, 404);
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/fairs/%s/booths", id).status, 404);
}
