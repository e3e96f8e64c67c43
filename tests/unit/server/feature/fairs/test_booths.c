/* Booths through the one door. */
#include "tests/unit/server/feature/fairs/fairs_world.h"

static const char *fair;

static void begin(void)
{
    fairs_begin();
    fair = fair_new();
    cr_assert_eq(fair_step(fair, "registration", &staff).status, 200);
}

TestSuite(booths, .init = begin, .fini = fairs_end);

static const char *vacancy_new(const char *organization, const struct world_account *by, bool publish)
{
    char body[400];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"钳工\",\"region\":\"330324\",\"headcount\":2,\"wage_min_fen\":600000,\"wage_max_fen\":800000,\"duties\":\"装配\"}", organization);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, by);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    if (publish)
        cr_assert_eq(world_callf(&w, by, "POST", NULL, "/api/v1/vacancies/%s/publication", id).status, 200);
    return id;
}

static struct world_answer ask_with(const char *ids)
{
    char more[300];
    (void)snprintf(more, sizeof more, ",\"vacancy_ids\":[%s],\"greeting\":\"欢迎\"", ids);
    return booth_ask(fair, firm, more, &recruiter);
}

Test(booths, a_member_asks_with_published_vacancies)
{
    char ids[128];
    const char *one = vacancy_new(firm, &recruiter, true);
    const char *two = vacancy_new(firm, &recruiter, true);
    (void)snprintf(ids, sizeof ids, "\"%s\",\"%s\"", two, one);
    struct world_answer a = ask_with(ids);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "state", "requested") && world_number(a, "number") == 1 && text_is(a, "greeting", "欢迎") && text_is(a, "organization_name", "演示单位"));
    cr_expect(world_length(a, "vacancies") == 2 && text_is(a, "vacancies.0.id", two) && text_is(a, "vacancies.1.id", one), "in the order asked for");
    cr_expect(world_number(a, "vacancies.0.wage_max_fen") == 800000 && text_is(a, "vacancies.0.wage_period", "month"));
}

Test(booths, drafts_and_others_vacancies_and_doubles_are_refused)
{
    char ids[128];
    const char *mine = vacancy_new(firm, &recruiter, true);
    (void)snprintf(ids, sizeof ids, "\"%s\"", vacancy_new(firm, &recruiter, false));
    cr_expect(refused(ask_with(ids), 422, "/vacancy_ids"));
    (void)snprintf(ids, sizeof ids, "\"%s\"", vacancy_new(other_firm, &stranger, true));
    cr_expect(refused(ask_with(ids), 422, "/vacancy_ids"));
    (void)snprintf(ids, sizeof ids, "\"%s\",\"%s\"", mine, mine);
    cr_expect(refused(ask_with(ids), 422, "/vacancy_ids"));
    cr_expect(refused(ask_with("\"v-nowhere\""), 422, "/vacancy_ids"));
    (void)snprintf(ids, sizeof ids, "\"%s\"", mine);
    cr_expect_eq(ask_with(ids).status, 201, "what was refused left nothing behind");
}

static size_t offers_shown(const char *booth, const char **ret_first)
{
    struct world_answer a = world_callf(&w, NULL, "GET", NULL, "/api/v1/booths/%s", booth);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    *ret_first = world_keep(&w, world_text(a, "vacancies.0.id"));
    return world_length(a, "vacancies");
}

Test(booths, what_is_over_is_no_longer_shown_there)
{
    char ids[128];
    const char *first;
    const char *closed  = vacancy_new(firm, &recruiter, true);
    const char *expired = vacancy_new(firm, &recruiter, true);
    (void)snprintf(ids, sizeof ids, "\"%s\",\"%s\"", closed, expired);
    struct world_answer a = ask_with(ids);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *booth = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(booth_decide(booth, "{\"decision\":\"approved\"}", &staff).status, 200);
    cr_expect_eq(offers_shown(booth, &first), 2);
    cr_assert_eq(world_callf(&w, &recruiter, "POST", "{\"ended_by\":\"filled\"}", "/api/v1/vacancies/%s/closure", closed).status, 200);
    cr_expect(offers_shown(booth, &first) == 1 && str_eq_cstr(str_from_cstr(first), expired));
    a = booths_see(fair, NULL);
    cr_expect(world_length(a, "items.0.vacancies") == 1 && text_is(a, "items.0.vacancies.0.id", expired), "%.*s", STR_ARG(a.body));
    a = world_call(&w, "GET", "/api/v1/me/booths", NULL, &recruiter);
    cr_expect(world_length(a, "items.0.vacancies") == 1, "%.*s", STR_ARG(a.body));
    /* its time is over, and the job that closes it has not run: nobody is shown it all the same */
    const int64_t until = w.clock.now - 1000 + 30 * MILLIS_DAY;
    w.clock.now         = until - 1;
    cr_expect_eq(offers_shown(booth, &first), 1);
    w.clock.now = until;
    cr_expect_eq(offers_shown(booth, &first), 0);
}

Test(booths, a_vacancy_that_is_over_is_not_asked_for)
{
    char ids[64];
    (void)snprintf(ids, sizeof ids, "\"%s\"", vacancy_new(firm, &recruiter, true));
    struct who who = recruiter.who;
    char target[64], body[200];
    (void)snprintf(target, sizeof target, "/api/v1/fairs/%s/booths", fair);
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"vacancy_ids\":[%s]}", firm, ids);
    w.clock.now += 30 * MILLIS_DAY;
    struct world_answer a = world_request(&w, &(struct app_request){ .method = STR("POST"), .target = str_from_cstr(target), .body = str_from_cstr(body),
                                                                      .content_type = STR("application/json"), .who = &who });
    cr_expect(refused(a, 422, "/vacancy_ids"), "%.*s", STR_ARG(a.body));
}

Test(booths, one_booth_an_organization_and_numbers_go_up)
{
    cr_expect_eq(booth_ask(fair, firm, "", &recruiter).status, 201);
    cr_expect_eq(booth_ask(fair, firm, "", &recruiter).status, 409);
    cr_expect_eq(world_number(booth_ask(fair, other_firm, "", &stranger), "number"), 2);
}

Test(booths, only_for_ones_own_verified_organization_and_while_the_fair_takes_them)
{
    cr_expect(refused(booth_ask(fair, firm, "", &stranger), 422, "/organization_id"));
    cr_expect(refused(booth_ask(fair, "o-nowhere", "", &stranger), 422, "/organization_id"));
    cr_expect_eq(booth_ask(fair, firm, "", &candidate).status, 403);
    cr_expect_eq(booth_ask("f-nowhere", firm, "", &recruiter).status, 404);
    char body[200];
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"未审核单位\",\"uscc\":\"%s\",\"region\":\"330324\"}", "91330399MADEM00387");
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", body, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect_eq(booth_ask(fair, world_keep(&w, world_text(a, "id")), "", &recruiter).status, 409, "not verified");
    cr_assert_eq(fair_step(fair, "closing", &staff).status, 200);
    cr_expect_eq(booth_ask(fair, firm, "", &recruiter).status, 409);
}

Test(booths, staff_approve_or_refuse_with_a_reason)
{
    struct world_answer a = booth_ask(fair, firm, "", &recruiter);
    const char *id        = world_keep(&w, world_text(a, "id"));
    cr_expect_eq(world_length(booths_see(fair, NULL), "items"), 0, "nobody sees what is not approved");
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/booths/%s", id).status, 404);
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/booths/%s", id).status, 200);
    cr_expect_eq(world_length(world_callf(&w, &staff, "GET", NULL, "/api/v1/fairs/%s/booth-requests", fair), "items"), 1);
    cr_expect_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/fairs/%s/booth-requests", fair).status, 403);
    cr_expect_eq(booth_decide(id, "{\"decision\":\"approved\"}", &recruiter).status, 403);
    cr_expect(refused(booth_decide(id, "{\"decision\":\"refused\",\"reason\":\" \"}", &staff), 422, "/reason"));
    cr_expect(refused(booth_decide(id, "{\"decision\":\"verified\"}", &staff), 422, "/decision"));
    a = booth_decide(id, "{\"decision\":\"refused\",\"reason\":\"资料不全\"}", &staff);
    cr_expect(text_is(a, "state", "refused") && text_is(a, "message", "资料不全"));
    a = booth_decide(id, "{\"decision\":\"approved\"}", &staff);
    cr_expect(text_is(a, "state", "ready") && !world_text(a, "message").ptr);
    cr_expect(text_is(booth_decide(id, "{\"decision\":\"approved\"}", &staff), "state", "ready"), "again is the same");
    cr_expect_eq(world_length(booths_see(fair, NULL), "items"), 1);
    cr_expect_eq(booth_decide("b-nowhere", "{\"decision\":\"approved\"}", &staff).status, 404);
}

Test(booths, its_people_open_pause_and_close_it)
{
    const char *id = booth_ready(fair);
    heard_count    = 0;
    cr_expect_eq(booth_step(id, "{\"to\":\"open\"}", &stranger).status, 403);
    cr_expect_eq(booth_step(id, "{\"to\":\"open\"}", &candidate).status, 403);
    cr_expect_eq(booth_step(id, "{\"to\":\"paused\"}", &recruiter).status, 409, "it is not open");
    cr_expect(text_is(booth_step(id, "{\"to\":\"open\"}", &recruiter), "state", "open"));
    cr_expect_eq(heard_count, 2, "the booth and the lobby hear of it");
    cr_expect(strstr(heard_last, "\"booth.state\"") != NULL);
    struct world_answer a = booth_step(id, "{\"to\":\"paused\",\"message\":\"休息十分钟\"}", &recruiter);
    cr_expect(text_is(a, "state", "paused") && text_is(a, "message", "休息十分钟"));
    cr_expect(text_is(booth_step(id, "{\"to\":\"paused\",\"message\":\"再等五分钟\"}", &recruiter), "message", "再等五分钟"));
    cr_expect(text_is(booth_step(id, "{\"to\":\"closed\"}", &staff), "state", "closed"), "staff may too");
    cr_expect(refused(booth_step(id, "{\"to\":\"ready\"}", &recruiter), 422, "/to"));
    cr_expect_eq(booth_decide(id, "{\"decision\":\"refused\",\"reason\":\"晚了\"}", &staff).status, 409, "it was open already");
    cr_assert_eq(fair_step(fair, "closed", &staff).status, 200);
    cr_expect_eq(booth_step(id, "{\"to\":\"open\"}", &recruiter).status, 409);
}

Test(booths, what_is_not_approved_is_not_opened)
{
    struct world_answer a = booth_ask(fair, firm, "", &recruiter);
    const char *id        = world_keep(&w, world_text(a, "id"));
    cr_expect_eq(booth_step(id, "{\"to\":\"open\"}", &recruiter).status, 409);
    cr_expect_eq(booth_step(id, "{\"to\":\"open\"}", &stranger).status, 404, "nobody else knows of it");
}

struct staffing {
    const char *booth;
};

static void staff_booth(void *arg)
{
    const struct staffing *s       = arg;
    struct ctx c                   = world_ctx(&w);
    struct live_port *live         = w.hall.live;
    struct str place               = arena_format(c.mem, "booth:%s", s->booth);
    struct live_presence entries[] = { { recruiter.id, STR_NONE }, { recruiter.id, place } };
    cr_assert_eq(live->presence_set(live, &c, entries, 2, w.clock.now + 60000), ERR_OK);
}

Test(booths, the_lobby_shows_the_line_and_an_honest_wait)
{
    const char *id = booth_ready(fair);
    cr_assert_eq(booth_step(id, "{\"to\":\"open\"}", &recruiter).status, 200);
    cr_assert_eq(fair_step(fair, "open", &staff).status, 200);
    struct world_answer a = booths_see(fair, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_number(a, "items.0.waiting") == 0 && world_number(a, "items.0.recruiters_online") == 0 && text_is(a, "items.0.eta_basis", "unknown"));
    cr_expect_eq(world_number(a, "items.0.eta_min_s"), NONE);
    world_run(&w, staff_booth, &(struct staffing){ id });
    struct world_answer ticket = world_callf(&w, &candidate, "POST", NULL, "/api/v1/booths/%s/tickets", id);
    cr_assert_eq(ticket.status, 201, "%.*s", STR_ARG(ticket.body));
    a = booths_see(fair, NULL);
    cr_expect(world_number(a, "items.0.waiting") == 1 && world_number(a, "items.0.recruiters_online") == 1 && text_is(a, "items.0.eta_basis", "planned"), "%.*s", STR_ARG(a.body));
    /* one before: 480 s, times 0.8 and 1.3, to whole minutes outward */
    cr_expect(world_number(a, "items.0.eta_min_s") == 360 && world_number(a, "items.0.eta_max_s") == 660, "%.*s", STR_ARG(a.body));
    cr_expect_eq(a.full.etag.len, 0);
}

Test(booths, without_redis_the_live_fields_are_null_and_the_answer_still_comes)
{
    const char *id = booth_ready(fair);
    redis_away     = true;
    cr_expect(text_is(booth_step(id, "{\"to\":\"open\"}", &recruiter), "state", "open"));
    struct world_answer a = booths_see(fair, NULL);
    cr_assert_eq(a.status, 200);
    cr_expect(text_is(a, "items.0.state", "open") && world_number(a, "items.0.waiting") == NONE && world_number(a, "items.0.recruiters_online") == NONE);
    redis_away = false;
    w.clock.now += 3000;
    cr_expect_eq(world_job(&w, "outbox_relay").status, 204);
    cr_expect_eq(world_number(booths_see(fair, NULL), "items.0.waiting"), 0, "the relay brought the booth there");
}

Test(booths, a_changed_fair_is_told_to_the_lines_of_its_booths)
{
    char target[96];
    const char *id = booth_ready(fair);
    (void)id;
    (void)snprintf(target, sizeof target, "/api/v1/fairs/%s", fair);
    struct world_answer a =
        world_request(&w, &(struct app_request){ .method = STR("PATCH"), .target = str_from_cstr(target), .body = STR("{\"session_seconds\":240}"),
                                                 .content_type = STR("application/json"), .if_match = STR("\"2\""), .who = &staff.who });
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_assert_eq(booth_step(id, "{\"to\":\"open\"}", &recruiter).status, 200);
    cr_assert_eq(fair_step(fair, "open", &staff).status, 200);
    world_run(&w, staff_booth, &(struct staffing){ id });
    cr_assert_eq(world_callf(&w, &candidate, "POST", NULL, "/api/v1/booths/%s/tickets", id).status, 201);
    cr_expect_eq(world_number(booths_see(fair, NULL), "items.0.eta_max_s"), 360, "240 s times 1.3, to the minute");
}

Test(booths, mine_are_those_of_my_organizations_until_archived)
{
    const char *id        = booth_ready(fair);
    struct world_answer a = world_call(&w, "GET", "/api/v1/me/booths", NULL, &recruiter);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", id));
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/booths", NULL, &stranger), "items"), 0);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/me/booths", NULL, &candidate).status, 403);
    cr_assert_eq(fair_step(fair, "archived", &staff).status, 200);
    cr_expect_eq(world_length(world_call(&w, "GET", "/api/v1/me/booths", NULL, &recruiter), "items"), 0);
}
