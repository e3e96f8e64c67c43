/* Suspension in the middle of a fair, and the six months of a verification, through the one door. */
#include "tests/unit/server/feature/line/line_world.h"

#include "server/feature/organizations/organizations_core.h"

static struct world_account staff, elsewhere, admin;

static void begin(void)
{
    line_begin();
    staff     = world_account(&lw.w, "staff", role_staff);
    elsewhere = world_account(&lw.w, "elsewhere", role_staff);
    admin     = world_account(&lw.w, "admin", role_admin);
    db("UPDATE account SET region = '330100' WHERE login = 'elsewhere'");
    elsewhere.who.region = STR("330100");
    db("INSERT INTO vacancy (id,organization_id,title,occupation,description,region,address,headcount,employment_type,education,wage_min_fen,wage_max_fen,"
       "wage_period,benefits,urgent,state,demo,created_at,published_at,version) VALUES ('v0','o0','装配工','','','330300','',3,'full_time','none',500000,700000,"
       "'month','[]',0,'published',1,1,1,1)");
    db("INSERT INTO booth_vacancy (booth_id,vacancy_id,position) VALUES ('b0','v0',0)");
}

TestSuite(oversight, .init = begin, .fini = line_end);

#define REASON "{\"reason\":\"涉嫌收取押金\"}"

static struct world_answer suspend(const struct world_account *who, const char *organization, const char *body)
{
    return world_callf(&lw.w, who, "POST", body, "/api/v1/organizations/%s/suspension", organization);
}
static struct world_answer lift(const struct world_account *who, const char *organization)
{
    return world_callf(&lw.w, who, "DELETE", NULL, "/api/v1/organizations/%s/suspension", organization);
}
static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}
static bool text_has(struct str text, const char *part)
{
    return text.ptr && memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

Test(oversight, a_suspended_one_vanishes_from_the_board_and_from_its_booth)
{
    cr_assert_eq(world_length(world_call(&lw.w, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 1);
    struct world_answer a = suspend(&staff, "o0", REASON);
    ASSERT_STATUS(a, 200);
    cr_expect(text_is(a, "state", "suspended") && text_is(a, "reason", "涉嫌收取押金") && world_number(a, "version") == 2);
    cr_expect_eq(world_length(world_call(&lw.w, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
    cr_expect(db_number("SELECT count(*) FROM vacancy WHERE state = 'closed' AND ended_by = 'suspended'") == 1);
    a = world_call(&lw.w, "GET", "/api/v1/booths/b0", NULL, NULL);
    cr_expect(text_is(a, "state", "closed") && text_has(world_text(a, "message"), "涉嫌收取押金") && world_length(a, "vacancies") == 0, "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_callf(&lw.w, NULL, "GET", NULL, "/api/v1/organizations/o0").status, 404);
    a = world_callf(&lw.w, &lw.recruiter[0], "GET", NULL, "/api/v1/organizations/o0");
    cr_expect(a.status == 200 && text_is(a, "reason", "涉嫌收取押金"));
    cr_expect(text_is(world_call(&lw.w, "GET", "/api/v1/booths/b1", NULL, NULL), "state", "open"), "others stay");
    cr_expect(db_number("SELECT count(*) FROM audit WHERE action = 'organization.suspend' AND subject_id = 'o0' AND reason = '涉嫌收取押金'") == 1);
}

Test(oversight, a_refused_one_vanishes_as_a_suspended_one_does)
{
    struct world_answer a = world_callf(&lw.w, &staff, "POST", "{\"decision\":\"refused\",\"reason\":\"执照已注销\"}", "/api/v1/organizations/o0/verification");
    ASSERT_STATUS(a, 200);
    cr_expect_eq(world_length(world_call(&lw.w, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
    a = world_call(&lw.w, "GET", "/api/v1/booths/b0", NULL, NULL);
    cr_expect(text_is(a, "state", "closed") && text_has(world_text(a, "message"), "执照已注销"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(world_call(&lw.w, "GET", "/api/v1/booths/b1", NULL, NULL), "state", "open"), "others stay");
}

Test(oversight, those_who_wait_or_are_rung_are_told_why_and_nobody_vanishes)
{
    everybody_online(600000);
    const char *talks = join(0, 0), *waits = join(2, 0);
    cr_assert_str_eq(call(0), talks);
    (void)answer(0, talks);
    struct world_answer a = call_by(&lw.colleague, 0);
    ASSERT_STATUS(a, 201);
    cr_assert(text_is(a, "ticket.ticket_id", waits));
    const char *elsewhere_waits = join(3, 1), *behind = join(1, 0);
    size_t from = lw.heard_count;
    ASSERT_STATUS(suspend(&staff, "o0", REASON), 200);
    cr_expect(heard_since(from, "booth.state", "booth", STR("b0")) == 1 && heard_since(from, "booth.state", "fair", STR("f1")) == 1);
    job("line_bell");
    cr_expect(state_is(waits, "not_seen") && state_is(behind, "not_seen"));
    cr_expect(state_is(talks, "in_session"), "a talk comes to its end");
    cr_expect(state_is(elsewhere_waits, "waiting"));
    cr_expect(heard_since(from, "ticket.not_seen", "me", lw.person[1].id) == 1 && heard_since(from, "ticket.not_seen", "me", lw.person[2].id) == 1);
    a = act(&lw.person[1], "GET", behind, "");
    cr_expect(text_is(a, "state", "not_seen") && text_has(world_text(a, "reason"), "涉嫌收取押金"), "%.*s", STR_ARG(a.body));
    steps_are_whole();
}

Test(oversight, its_recruiters_neither_call_nor_open_nor_publish_until_it_is_lifted)
{
    everybody_online(600000);
    const char *ticket = join(0, 0);
    ASSERT_STATUS(suspend(&staff, "o0", REASON), 200);
    cr_expect(call_by(&lw.recruiter[0], 0).status == 409, "also before the bell's job ran");
    cr_expect(state_is(ticket, "waiting"));
    cr_expect_eq(join_try(1, 0).status, 409);
    cr_expect_eq(world_call(&lw.w, "POST", "/api/v1/booths/b0/state", "{\"to\":\"open\"}", &lw.recruiter[0]).status, 409);
    cr_expect_eq(world_call(&lw.w, "POST", "/api/v1/booths/b0/state", "{\"to\":\"open\"}", &staff).status, 409);
    cr_expect_eq(world_call(&lw.w, "POST", "/api/v1/vacancies/v0/publication", "{}", &lw.recruiter[0]).status, 409);
    struct world_answer a = world_callf(&lw.w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/o0/verification");
    ASSERT_REFUSED(a, 409, "conflict");
    a = lift(&staff, "o0");
    ASSERT_STATUS(a, 200);
    cr_expect(text_is(a, "state", "verified") && !world_text(a, "reason").ptr && world_number(a, "version") == 3);
    ASSERT_STATUS(world_call(&lw.w, "POST", "/api/v1/booths/b0/state", "{\"to\":\"open\"}", &lw.recruiter[0]), 200);
    cr_expect_eq(join_try(1, 0).status, 201);
    cr_expect(db_number("SELECT count(*) FROM audit WHERE action = 'organization.lift'") == 1);
}

Test(oversight, a_booth_that_only_asked_is_refused_and_one_of_a_fair_long_over_stays)
{
    db("INSERT INTO fair (id,kind,title,starts_at,ends_at,regions,industries,lines_per_candidate,session_seconds,state,state_before_pause,staff_driven,created_by,demo,"
       "created_at,version) SELECT 'f2',kind,title,starts_at,ends_at,regions,industries,3,480,'closed','open',1,created_by,1,created_at,1 FROM fair WHERE id = 'f1'");
    db("INSERT INTO booth (id,fair_id,organization_id,number,greeting,message,state,ticket_count,call_count,session_count,session_mean_ms,served_count,lost_count,demo,"
       "created_at,version) VALUES ('old','f2','o0',1,'','','open',0,0,0,0,0,0,1,1,1)");
    db("UPDATE booth SET state = 'requested' WHERE id = 'b0'");
    ASSERT_STATUS(suspend(&staff, "o0", REASON), 200);
    cr_expect(db_number("SELECT count(*) FROM booth WHERE id = 'old' AND state = 'open'") == 1);
    cr_expect(db_number("SELECT count(*) FROM booth WHERE id = 'b0' AND state = 'refused'") == 1);
    struct world_answer a = world_call(&lw.w, "POST", "/api/v1/booths/b0/approval", "{\"decision\":\"approved\"}", &staff);
    ASSERT_REFUSED(a, 409, "conflict");
}

Test(oversight, only_staff_of_the_region_suspend_and_lift_with_a_reason_and_once)
{
    ASSERT_STATUS(suspend(NULL, "o0", REASON), 401);
    ASSERT_STATUS(suspend(&lw.recruiter[0], "o0", REASON), 403);
    ASSERT_STATUS(suspend(&lw.person[0], "o0", REASON), 403);
    ASSERT_STATUS(suspend(&elsewhere, "o0", REASON), 403);
    ASSERT_STATUS(suspend(&staff, "oNobody", REASON), 404);
    struct world_answer a = suspend(&staff, "o0", "{\"reason\":\"  \"}");
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/reason"));
    cr_expect_eq(suspend(&staff, "o0", "{}").status, 422);
    ASSERT_REFUSED(lift(&staff, "o0"), 409, "conflict");
    cr_expect(db_number("SELECT count(*) FROM organization WHERE state = 'suspended'") == 0);
    ASSERT_STATUS(suspend(&admin, "o0", REASON), 200);
    ASSERT_REFUSED(suspend(&staff, "o0", REASON), 409, "conflict");
    ASSERT_STATUS(lift(&elsewhere, "o0"), 403);
    ASSERT_STATUS(lift(&lw.recruiter[0], "o0"), 403);
    ASSERT_STATUS(lift(&staff, "oNobody"), 404);
    ASSERT_STATUS(lift(&staff, "o0"), 200);
}

Test(oversight, the_longest_reason_fits_and_one_more_does_not)
{
    char body[2000] = "{\"reason\":\"";
    for (int i = 0; i < 160; i++)
        strcat(body, "因");
    size_t len = strlen(body);
    strcat(body, "由\"}");
    cr_expect_eq(suspend(&staff, "o0", body).status, 422);
    memcpy(body + len, "\"}", 3);
    ASSERT_STATUS(suspend(&staff, "o0", body), 200);
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0", NULL, NULL), 200);
}

/* --- six months ------------------------------------------------------------------------------------------------------ */

static size_t notices(struct str account)
{
    lw.w.clock.now += 3000; /* the relay leaves what is younger to those who made it */
    job("outbox_relay");
    return heard_since(0, "notice", "me", account);
}

Test(oversight, a_month_before_its_people_and_staff_of_the_region_are_told_once)
{
    int64_t until = lw.w.clock.now + VERIFICATION_TELL_MS + MILLIS_HOUR;
    db("UPDATE organization SET verified_until = %lld WHERE id = 'o0'", (long long)until);
    lw.w.clock.now = until - VERIFICATION_TELL_MS - 1;
    job("organization_clock");
    cr_expect_eq(db_number("SELECT count(*) FROM outbox WHERE event = 'notice'"), 0);
    lw.w.clock.now = until - VERIFICATION_TELL_MS;
    job("organization_clock");
    job("organization_clock");
    cr_expect_eq(db_number("SELECT count(*) FROM outbox WHERE event = 'notice'"), 3, "two members, one of staff");
    cr_expect(notices(lw.recruiter[0].id) == 1 && notices(lw.colleague.id) == 1 && notices(staff.id) == 1);
    cr_expect(notices(elsewhere.id) == 0 && notices(lw.recruiter[1].id) == 0);
    struct world_answer a = world_call(&lw.w, "GET", "/api/v1/organizations?state=due", NULL, &staff);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", "o0") && text_is(a, "items.0.state", "verified"));
}

Test(oversight, at_the_end_it_waits_for_staff_who_verify_it_for_another_six_months)
{
    int64_t until = lw.w.clock.now + MILLIS_HOUR;
    db("UPDATE organization SET verified_until = %lld, due_told_at = 1 WHERE id = 'o0'", (long long)until);
    lw.w.clock.now = until - 1;
    job("organization_clock");
    cr_expect(db_number("SELECT count(*) FROM organization WHERE id = 'o0' AND state = 'verified'") == 1);
    lw.w.clock.now = until;
    job("organization_clock");
    struct world_answer a = world_callf(&lw.w, &lw.recruiter[0], "GET", NULL, "/api/v1/organizations/o0");
    cr_expect(text_is(a, "state", "pending") && world_text(a, "reason").len > 0, "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_callf(&lw.w, NULL, "GET", NULL, "/api/v1/organizations/o0").status, 200, "it was public and stays so");
    cr_expect(text_is(world_call(&lw.w, "GET", "/api/v1/booths/b0", NULL, NULL), "state", "open"), "a fair under way goes on");
    cr_expect(db_number("SELECT count(*) FROM audit WHERE action = 'organization.due' AND role = 'system'") == 1);
    a = world_callf(&lw.w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/o0/verification");
    ASSERT_STATUS(a, 200);
    cr_expect(db_number("SELECT verified_until FROM organization WHERE id = 'o0'") == lw.w.clock.now + VERIFICATION_MS);
    cr_expect(db_number("SELECT due_told_at FROM organization WHERE id = 'o0'") == NONE, "told again next time");
    job("organization_clock");
    cr_expect(db_number("SELECT count(*) FROM organization WHERE id = 'o0' AND state = 'verified'") == 1);
}

Test(oversight, members_hear_of_a_suspension_and_of_its_end)
{
    ASSERT_STATUS(suspend(&staff, "o0", REASON), 200);
    ASSERT_STATUS(lift(&staff, "o0"), 200);
    cr_expect(notices(lw.recruiter[0].id) == 2 && notices(lw.colleague.id) == 2 && notices(lw.recruiter[1].id) == 0);
}
