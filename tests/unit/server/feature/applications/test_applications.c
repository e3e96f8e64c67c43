/* Applications through the one door. */
#include "tests/unit/server/feature/applications/applications_world.h"

TestSuite(applications, .init = applications_begin, .fini = applications_end);

#define DECLINE "{\"state\":\"declined\",\"reason\":\"filled\"}"

/* --- applying ------------------------------------------------------------------------------------------------------ */

Test(applications, are_sent_once_with_a_message_and_promise_an_answer)
{
    struct world_answer a = apply(&candidate, vacancy);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(str_eq_cstr(world_text(a, "state"), "submitted") && str_eq_cstr(world_text(a, "vacancy_title"), "泵阀装配工"));
    cr_expect(str_eq_cstr(world_text(a, "organization_name"), "瓯闩泵业（演示）") && str_eq_cstr(world_text(a, "message"), "我做过三年阀门装配"));
    cr_expect(str_eq_cstr(world_text(a, "submitted_at"), "2026-11-24T09:00:00.000+08:00"));
    cr_expect(str_eq_cstr(world_text(a, "reply_due_at"), "2026-11-27T09:00:00.000+08:00"), "72 hours");
    cr_expect(!world_text(a, "viewed_at").ptr && !world_text(a, "answered_at").ptr && !world_flag(a, "contact_shown") && !world_text(a, "contact_phone").ptr);
    a = apply(&candidate, vacancy);
    cr_expect(a.status == 409 && str_eq_cstr(world_text(a, "code"), "exists"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(apply(&other, vacancy).status, 201, "another person may");
    cr_expect_eq(apply(&candidate, vacancy_new("钳工", 1)).status, 201, "another vacancy too");
}

Test(applications, need_a_vacancy_that_stands_on_the_board)
{
    cr_expect_eq(apply(&candidate, "vNone").status, 404);
    const char *draft = vacancy_draft("钳工", 1);
    cr_expect_eq(apply(&candidate, draft).status, 404, "a draft is private");
    const char *closed = vacancy_new("焊工", 1);
    cr_assert_eq(ask(&recruiter, "POST", "{\"ended_by\":\"withdrawn\"}", 0, "/api/v1/vacancies/%s/closure", closed).status, 200);
    cr_expect_eq(apply(&candidate, closed).status, 409);
    w.clock.now += 30 * MILLIS_DAY - 1;
    cr_expect_eq(apply(&candidate, vacancy).status, 201, "its last millisecond");
    w.clock.now += 1;
    cr_expect_eq(apply(&other, vacancy).status, 409, "its time is over, whether or not the job came by");
}

Test(applications, are_for_candidates_and_within_limits)
{
    char body[2048] = "{\"message\":\"";
    cr_expect_eq(apply(&recruiter, vacancy).status, 403);
    cr_expect_eq(apply(&staff, vacancy).status, 403);
    cr_expect_eq(world_callf(&w, NULL, "POST", "{}", "/api/v1/vacancies/%s/applications", vacancy).status, 401);
    for (size_t i = 0; i < 501; i++)
        strcat(body, "好");
    strcat(body, "\"}");
    cr_expect_eq(ask(&candidate, "POST", body, 0, "/api/v1/vacancies/%s/applications", vacancy).status, 422);
    cr_expect_eq(ask(&candidate, "POST", NULL, 0, "/api/v1/vacancies/%s/applications", vacancy).status, 201, "without a word too");
}

Test(applications, are_not_sent_to_whom_one_hides_from)
{
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\",\"hidden_from\":[\"瓯闩泵业（演示）\"]}", 0, "/api/v1/candidates/me").status, 200);
    cr_expect_eq(apply(&candidate, vacancy).status, 409);
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\",\"visibility\":\"hidden\"}", 1, "/api/v1/candidates/me").status, 200);
    cr_expect_eq(apply(&candidate, vacancy).status, 409, "nor to anybody when hidden from all");
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\"}", 2, "/api/v1/candidates/me").status, 200);
    struct world_answer a = apply(&candidate, vacancy);
    cr_expect(a.status == 201 && str_eq_cstr(world_text(a, "candidate_name"), "林小满"));
}

Test(applications, withdrawn_may_come_again_twice_but_declined_ones_not)
{
    for (int round = 0; round < 3; round++) {
        const char *id = applied(&candidate, vacancy);
        moved(&candidate, id, "withdrawn");
        w.clock.now += 1000;
    }
    struct world_answer a = apply(&candidate, vacancy);
    cr_expect(a.status == 409 && str_eq_cstr(world_text(a, "code"), "conflict"), "%.*s", STR_ARG(a.body));
    const char *id = applied(&other, vacancy);
    cr_assert_eq(move(&recruiter, id, DECLINE).status, 200);
    cr_expect_eq(apply(&other, vacancy).status, 409);
}

static enum err many_insert(struct store_tx *tx, void *arg)
{
    struct vacancy_row offer;
    (void)arg;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(str_from_cstr(vacancy))), &offer));
    for (int i = 0; i < 199; i++) {
        struct str id = arena_format(tx->ctx->mem, "xMany%d", i);
        offer.id = id;
        TRY(tx_insert(tx, &model_vacancy_row, &offer));
        struct application_row row;
        model_clear(&model_application_row, &row);
        row.id              = id;
        row.vacancy_id      = id;
        row.organization_id = str_from_cstr(organization);
        row.candidate_id    = candidate.id;
        row.message = row.words = STR("");
        row.submitted_at = row.changed_at = WORLD_BEGINS_AT;
        row.step_count = row.version = 1;
        TRY(tx_insert(tx, &model_application_row, &row));
    }
    return ERR_OK;
}

Test(applications, under_way_are_at_most_two_hundred_a_person)
{
    world_write(&w, many_insert, NULL);
    const char *last = applied(&candidate, vacancy);
    const char *more = vacancy_new("钳工", 1);
    cr_expect_eq(apply(&candidate, more).status, 409, "the 201st");
    moved(&candidate, last, "withdrawn");
    cr_expect_eq(apply(&candidate, more).status, 201);
}

/* --- whose they are ------------------------------------------------------------------------------------------------- */

Test(applications, are_seen_and_moved_by_their_two_sides_only)
{
    const char *id = applied(&candidate, vacancy);
    const struct world_account *outside[] = { &other, &stranger };
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        cr_expect_eq(ask(outside[i], "GET", NULL, 0, "/api/v1/applications/%s", id).status, 404);
        cr_expect_eq(ask(outside[i], "GET", NULL, 0, "/api/v1/applications/%s/steps", id).status, 404);
        cr_expect_eq(ask(outside[i], "PATCH", "{\"state\":\"withdrawn\"}", 0, "/api/v1/applications/%s", id).status, 404, "permission is judged before the version");
    }
    cr_expect_eq(ask(&staff, "GET", NULL, 0, "/api/v1/applications/%s", id).status, 403, "staff have no business here");
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/applications/xNone").status, 404);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/applications/xNone/steps").status, 404);
    cr_expect_eq(ask(&candidate, "PATCH", "{\"state\":\"withdrawn\"}", 1, "/api/v1/applications/xNone").status, 404);
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/applications/%s", id).status, 401);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id).status, 200);
    cr_expect_eq(ask(&colleague, "GET", NULL, 0, "/api/v1/applications/%s", id).status, 200, "every member");
}

Test(applications, lists_are_for_the_right_people)
{
    applied(&candidate, vacancy);
    const char *draft = vacancy_draft("钳工", 1);
    cr_expect_eq(ask(&colleague, "GET", NULL, 0, "/api/v1/vacancies/%s/applications", vacancy).status, 200);
    cr_expect_eq(ask(&stranger, "GET", NULL, 0, "/api/v1/vacancies/%s/applications", vacancy).status, 403);
    cr_expect_eq(ask(&stranger, "GET", NULL, 0, "/api/v1/vacancies/%s/applications", draft).status, 404);
    cr_expect_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/vacancies/vNone/applications").status, 404);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/vacancies/%s/applications", vacancy).status, 403);
    cr_expect_eq(ask(&stranger, "GET", NULL, 0, "/api/v1/organizations/%s/applications", organization).status, 403);
    cr_expect_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/organizations/oNone/applications").status, 404);
    struct world_answer a = ask(&stranger, "POST", "{\"kind\":\"enterprise\",\"name\":\"括苍阀门（演示）\",\"uscc\":\"91330399MADEM0021A\",\"region\":\"330324\"}", 0, "/api/v1/organizations");
    if (a.status == 201) {
        const char *foreign = world_keep(&w, world_text(a, "id"));
        cr_expect_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/organizations/%s/applications", foreign).status, 404, "not verified: private");
    }
    cr_expect_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/me/applications").status, 403);
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/me/applications");
    cr_expect(a.status == 200 && world_length(a, "items") == 1);
    a = ask(&other, "GET", NULL, 0, "/api/v1/me/applications");
    cr_expect(a.status == 200 && world_length(a, "items") == 0 && world_length(a, "counts") == 9);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/me/applications?state=lost").status, 422);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/me/applications?after=!").status, 422);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/me/applications?limit=0").status, 422);
}

/* --- the way they go --------------------------------------------------------------------------------------------------- */

Test(applications, go_from_sent_to_hired_with_each_step_on_record)
{
    const char *id        = applied(&candidate, vacancy);
    struct world_answer a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "state"), "submitted"), "its candidate's look is none");
    w.clock.now += MILLIS_HOUR;
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "state"), "viewed") && world_number(a, "version") == 2 && str_eq_cstr(world_text(a, "viewed_at"), "2026-11-24T10:00:00.000+08:00"));
    cr_expect(!world_text(a, "answered_at").ptr, "a look is no answer");
    w.clock.now += MILLIS_HOUR;
    a = ask(&colleague, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(world_number(a, "version") == 2 && str_eq_cstr(world_text(a, "viewed_at"), "2026-11-24T10:00:00.000+08:00"), "the first look counts");
    moved(&recruiter, id, "shortlisted");
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "answered_at"), "2026-11-24T11:00:00.000+08:00"));
    w.clock.now += MILLIS_HOUR;
    moved(&colleague, id, "interview");
    moved(&recruiter, id, "offered");
    moved(&candidate, id, "accepted");
    moved(&recruiter, id, "hired");
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "state"), "hired") && str_eq_cstr(world_text(a, "answered_at"), "2026-11-24T11:00:00.000+08:00"));
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s/steps", id);
    cr_assert_eq(world_length(a, "items"), 7, "%.*s", STR_ARG(a.body));
    cr_expect(world_number(a, "items.0.seq") == 1 && str_eq_cstr(world_text(a, "items.0.to"), "submitted") && str_eq_cstr(world_text(a, "items.0.side"), "candidate"));
    cr_expect(str_eq_cstr(world_text(a, "items.1.from"), "submitted") && str_eq_cstr(world_text(a, "items.1.to"), "viewed") && str_eq_cstr(world_text(a, "items.1.side"), "recruiter"));
    cr_expect(!world_text(a, "items.1.actor_name").ptr, "which of the employer's people is not told");
    cr_expect(world_number(a, "items.6.seq") == 7 && str_eq_cstr(world_text(a, "items.6.from"), "accepted"));
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/applications/%s/steps", id);
    cr_expect(world_text(a, "items.1.actor_name").ptr && world_text(a, "items.3.actor_name").ptr, "colleagues know");
}

Test(applications, refuse_what_a_side_may_not_do)
{
    const char *id = applied(&candidate, vacancy);
    cr_expect_eq(move_to(&candidate, id, "hired").status, 409, "nobody may, from here");
    cr_expect_eq(move_to(&candidate, id, "shortlisted").status, 403, "the employer may");
    cr_expect_eq(move_to(&recruiter, id, "withdrawn").status, 403, "the candidate may");
    cr_expect_eq(move_to(&recruiter, id, "offered").status, 409, "not before a closer look");
    cr_expect_eq(move_to(&recruiter, id, "submitted").status, 409);
    cr_expect_eq(move_to(&recruiter, id, "vanished").status, 422);
    cr_expect_eq(move(&recruiter, id, "{}").status, 422);
    cr_expect_eq(ask(&candidate, "PATCH", "{\"state\":\"withdrawn\"}", 0, "/api/v1/applications/%s", id).status, 428);
    cr_expect_eq(ask(&candidate, "PATCH", "{\"state\":\"withdrawn\"}", 7, "/api/v1/applications/%s", id).status, 412);
    moved(&candidate, id, "withdrawn");
    cr_expect_eq(move_to(&recruiter, id, "shortlisted").status, 409, "it is over");
    struct world_answer a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s/steps", id);
    size_t steps          = world_length(a, "items");
    cr_expect_eq(move_to(&candidate, id, "withdrawn").status, 200, "once more is the same");
    cr_expect_eq(world_length(ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s/steps", id), "items"), steps, "and writes nothing");
}

static enum err suspend_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE organization SET state = 'suspended' WHERE id = ?1", BINDS(B_TEXT(str_from_cstr(organization))), NULL);
}

Test(applications, to_an_organization_that_lost_its_verification_can_only_be_declined)
{
    const char *id = applied(&candidate, vacancy);
    world_write(&w, suspend_write, NULL);
    struct world_answer a = apply(&other, vacancy);
    cr_expect_eq(a.status, 409, "%.*s", STR_ARG(a.body));
    cr_expect_eq(move_to(&recruiter, id, "shortlisted").status, 403);
    cr_expect_eq(move_to(&recruiter, id, "interview").status, 403);
    cr_expect_eq(move(&recruiter, id, DECLINE).status, 200);
}

/* --- a kind decline -------------------------------------------------------------------------------------------------------- */

Test(applications, are_declined_with_a_reason_and_kindly)
{
    const char *id        = applied(&candidate, vacancy);
    struct world_answer a = move_to(&recruiter, id, "declined");
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.pointer"), "/reason") && str_eq_cstr(world_text(a, "errors.0.code"), "required"));
    cr_expect_eq(move(&recruiter, id, "{\"state\":\"declined\",\"reason\":\"\"}").status, 422);
    cr_expect_eq(move(&recruiter, id, "{\"state\":\"declined\",\"reason\":\"none\"}").status, 422);
    a = move(&recruiter, id, "{\"state\":\"declined\",\"reason\":\"不合眼缘\"}");
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "not_allowed"), "only a listed reason");
    cr_expect_eq(move(&recruiter, id, "{\"state\":\"shortlisted\",\"words\":\"加油\"}").status, 422, "kind words go with a decline");
    a = move(&recruiter, id, "{\"state\":\"declined\",\"reason\":\"experience\",\"words\":\"您的作品很用心。\"}");
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/applications/%s", id);
    cr_expect(str_eq_cstr(world_text(a, "decline_reason"), "experience") && world_text(a, "answered_at").ptr);
    const char *zh = world_keep(&w, world_text(a, "answer_zh")), *en = world_keep(&w, world_text(a, "answer_en"));
    cr_expect(strstr(zh, "瓯闩泵业（演示）") && strstr(zh, "泵阀装配工") && strstr(zh, "工作经历") && strstr(zh, "您的作品很用心。"), "%s", zh);
    cr_expect(strstr(en, "瓯闩泵业（演示）") && strstr(en, "experience") && strstr(en, "您的作品很用心。"), "%s", en);
    cr_expect_eq(move(&candidate, id, "{\"state\":\"withdrawn\"}").status, 409, "over is over");
}

/* --- the employer's pipeline -------------------------------------------------------------------------------------------------- */

Test(applications, pages_and_counts_per_state_fit_together)
{
    struct world_account people[5];
    const char *ids[5];
    for (int i = 0; i < 5; i++) {
        char login[20];
        (void)snprintf(login, sizeof login, "person%d", i);
        people[i] = world_account(&w, login, role_candidate);
        ids[i]    = applied(&people[i], vacancy);
        w.clock.now += i % 2 ? 1000 : 0; /* two at the same moment: the id decides */
    }
    moved(&recruiter, ids[0], "shortlisted");
    moved(&recruiter, ids[3], "shortlisted");
    struct world_answer a = ask(&recruiter, "GET", NULL, 0, "/api/v1/organizations/%s/applications?limit=2", organization);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_length(a, "items") == 2 && world_length(a, "counts") == 9);
    cr_expect(str_eq_cstr(world_text(a, "counts.0.state"), "submitted") && world_number(a, "counts.0.count") == 3, "a list is no look");
    cr_expect(str_eq_cstr(world_text(a, "counts.2.state"), "shortlisted") && world_number(a, "counts.2.count") == 2);
    size_t seen = 2;
    while (world_text(a, "next").ptr) {
        const char *next = world_keep(&w, world_text(a, "next"));
        a                = ask(&recruiter, "GET", NULL, 0, "/api/v1/organizations/%s/applications?limit=2&after=%s", organization, next);
        seen += world_length(a, "items");
        cr_assert(seen <= 5);
    }
    cr_expect_eq(seen, 5);
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/organizations/%s/applications?state=shortlisted", organization);
    cr_expect(world_length(a, "items") == 2 && str_eq_cstr(world_text(a, "items.0.id"), ids[3]) && str_eq_cstr(world_text(a, "items.1.id"), ids[0]), "newest first");
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/vacancies/%s/applications?state=submitted", vacancy);
    cr_expect(world_length(a, "items") == 3 && world_number(a, "counts.2.count") == 2);
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/vacancies/%s/applications", vacancy_new("钳工", 1));
    cr_expect(world_length(a, "items") == 0 && world_number(a, "counts.0.count") == 0);
}

/* --- who is told ------------------------------------------------------------------------------------------------------------------ */

Test(applications, tell_both_sides_of_each_step)
{
    const char *id = applied(&candidate, vacancy);
    cr_expect(events_count(&candidate, "application.changed") == 1 && events_count(&recruiter, "application.changed") == 1 && events_count(&colleague, "application.changed") == 1);
    moved(&recruiter, id, "shortlisted"); /* the look before it is a step of its own */
    cr_expect(events_count(&candidate, "application.changed") == 3 && events_count(&colleague, "application.changed") == 3);
    cr_expect(events_count(&stranger, "application.changed") == 0 && events_count(&other, "application.changed") == 0);
    struct world_answer a = events_of(&candidate);
    cr_expect(str_eq_cstr(world_text(a, "items.2.data.id"), id) && str_eq_cstr(world_text(a, "items.2.data.state"), "shortlisted") &&
                  str_eq_cstr(world_text(a, "items.2.data.by"), "recruiter") && world_number(a, "items.2.data.version") == 3,
              "%.*s", STR_ARG(a.body));
    cr_assert_eq(move_to(&recruiter, id, "hired").status, 409);
    cr_expect_eq(events_count(&candidate, "application.changed"), 3, "a refusal tells nobody");
}

/* --- headcount ----------------------------------------------------------------------------------------------------------------------- */

static void hire(const char *id, const struct world_account *who)
{
    moved(&recruiter, id, "interview");
    moved(&recruiter, id, "offered");
    moved(who, id, "accepted");
    moved(&recruiter, id, "hired");
}

Test(applications, hired_as_many_as_were_wanted_close_the_vacancy_and_others_are_still_owed_an_answer)
{
    struct world_account third = world_account(&w, "third", role_candidate);
    const char *first = applied(&candidate, vacancy), *second = applied(&other, vacancy), *open = applied(&third, vacancy);
    hire(first, &candidate);
    struct world_answer a = ask(&recruiter, "GET", NULL, 0, "/api/v1/vacancies/%s", vacancy);
    cr_expect(str_eq_cstr(world_text(a, "state"), "published"), "one of two");
    hire(second, &other);
    a = ask(&recruiter, "GET", NULL, 0, "/api/v1/vacancies/%s", vacancy);
    cr_expect(str_eq_cstr(world_text(a, "state"), "filled") && str_eq_cstr(world_text(a, "ended_by"), "filled"), "%.*s", STR_ARG(a.body));
    a = ask(&third, "GET", NULL, 0, "/api/v1/applications/%s", open);
    cr_expect(str_eq_cstr(world_text(a, "state"), "submitted") && world_text(a, "reply_due_at").ptr);
    cr_expect_eq(move(&recruiter, open, DECLINE).status, 200);
    struct world_account late = world_account(&w, "late", role_candidate);
    cr_expect_eq(apply(&late, vacancy).status, 409);
}
