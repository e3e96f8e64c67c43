/* Reports through the one door: who may report what, who reads it, and what staff's answer does. */
#include "tests/unit/server/feature/line/line_world.h"

static struct world_account staff, far_staff, admin, coordinator;
static const char *vacancy;

static struct world_answer as_who(const struct world_account *as, const char *method, const char *target, const char *body)
{
    struct app_request r = { .method = str_from_cstr(method), .target = str_from_cstr(target), .who = as ? &as->who : NULL };
    if (body) {
        r.body         = str_from_cstr(body);
        r.content_type = STR("application/json");
    }
    return world_request(&lw.w, &r);
}

static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

static bool refused(struct world_answer a, int status, const char *pointer)
{
    return a.status == status && text_is(a, "errors.0.pointer", pointer);
}

static const char *kept(struct world_answer a, const char *path)
{
    return world_keep(&lw.w, world_text(a, path));
}

static void begin(void)
{
    line_begin();
    admin                = world_account(&lw.w, "admin", role_admin);
    staff                = world_account(&lw.w, "staff", role_staff);
    far_staff            = world_account(&lw.w, "far_staff", role_staff);
    coordinator          = world_account(&lw.w, "coordinator", role_coordinator);
    staff.who.region     = STR("330300");
    far_staff.who.region = STR("330100");
    struct world_answer a = as_who(&lw.recruiter[0], "POST", "/api/v1/vacancies",
                                   "{\"organization_id\":\"o0\",\"title\":\"阀门装配工\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":650000,\"wage_max_fen\":1000000,"
                                   "\"duties\":\"装配并试压\"}");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    vacancy = kept(a, "id");
}
TestSuite(reports, .init = begin, .fini = line_end);

static void offer(void)
{
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s/publication", vacancy);
    struct world_answer a = as_who(&lw.recruiter[0], "POST", target, NULL);
    cr_assert(a.status == 200 && text_is(a, "state", "published"), "%.*s", STR_ARG(a.body));
}

static struct world_answer report_on(const struct world_account *as, const char *subject, const char *id)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"subject\":\"%s\",\"subject_id\":\"%s\",\"kind\":\"fees\",\"text\":\"面试时要交押金\"}", subject, id);
    return as_who(as, "POST", "/api/v1/reports", body);
}

static const char *reported(const struct world_account *as, const char *subject, const char *id)
{
    struct world_answer a = report_on(as, subject, id);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    lw.w.clock.now += 1000;
    return kept(a, "id");
}

static struct world_answer decide(const struct world_account *as, const char *id, const char *body)
{
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/reports/%s/decision", id);
    return as_who(as, "POST", target, body);
}

static struct world_answer see(const struct world_account *as, const char *id)
{
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/reports/%s", id);
    return as_who(as, "GET", target, NULL);
}

static size_t notices(const struct world_account *who)
{
    lw.w.clock.now += 3000; /* the relay leaves what is younger to those who made it */
    cr_assert_eq(world_job(&lw.w, "outbox_relay").status, 204);
    return heard_since(0, "notice", "me", who->id);
}

#define UPHELD "{\"decision\":\"upheld\",\"reason\":\"收费属实\"}"
#define UPHELD_DOWN "{\"decision\":\"upheld\",\"reason\":\"收费属实\",\"take_down\":true}"
#define DISMISSED "{\"decision\":\"dismissed\",\"reason\":\"查无此事\"}"

Test(reports, a_vacancy_is_reported_by_anyone_signed_in)
{
    offer();
    struct world_answer a = report_on(&lw.person[0], "vacancy", vacancy);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "subject_name", "阀门装配工") && text_is(a, "state", "open") && text_is(a, "kind", "fees") && text_is(a, "text", "面试时要交押金"));
    cr_expect(!world_text(a, "reporter_id").ptr && !world_text(a, "answer").ptr && world_number(a, "open_count") == NONE);
    cr_expect_eq(report_on(&lw.stranger, "vacancy", vacancy).status, 201);
    cr_expect_eq(report_on(&coordinator, "vacancy", vacancy).status, 201);
    cr_expect_eq(report_on(&staff, "vacancy", vacancy).status, 201);
    cr_expect_eq(report_on(NULL, "vacancy", vacancy).status, 401);
}

Test(reports, what_cannot_be_known_cannot_be_reported)
{
    cr_expect_eq(report_on(&lw.person[0], "vacancy", vacancy).status, 404, "a draft");
    cr_expect_eq(report_on(&lw.person[0], "vacancy", "vNowhere").status, 404);
    cr_expect_eq(report_on(&lw.person[0], "person", "aNobody").status, 404);
    cr_expect_eq(report_on(&lw.person[0], "session", "sNowhere").status, 404);
}

Test(reports, values_are_refused_by_name)
{
    offer();
    static const struct {
        const char *body, *pointer;
    } bad[] = { { "{\"subject_id\":\"v1\",\"kind\":\"fees\",\"text\":\"x\"}", "/subject" },
                { "{\"subject\":\"fair\",\"subject_id\":\"v1\",\"kind\":\"fees\",\"text\":\"x\"}", "/subject" },
                { "{\"subject\":\"vacancy\",\"kind\":\"fees\",\"text\":\"x\"}", "/subject_id" },
                { "{\"subject\":\"vacancy\",\"subject_id\":\"v1\",\"text\":\"x\"}", "/kind" },
                { "{\"subject\":\"vacancy\",\"subject_id\":\"v1\",\"kind\":\"boring\",\"text\":\"x\"}", "/kind" },
                { "{\"subject\":\"vacancy\",\"subject_id\":\"v1\",\"kind\":\"fees\"}", "/text" },
                { "{\"subject\":\"vacancy\",\"subject_id\":\"v1\",\"kind\":\"fees\",\"text\":\"\"}", "/text" },
                { "{\"subject\":\"vacancy\",\"subject_id\":\"v1\",\"kind\":\"fees\",\"text\":\" \\n \"}", "/text" } };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect(refused(as_who(&lw.person[0], "POST", "/api/v1/reports", bad[i].body), 422, bad[i].pointer), "%s", bad[i].body);
}

Test(reports, people_are_reported_but_not_oneself_nor_staff)
{
    char id[40];
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(lw.recruiter[0].id));
    struct world_answer a = report_on(&lw.person[0], "person", id);
    cr_expect(a.status == 201 && text_is(a, "subject_name", "recruiter0"), "%.*s", STR_ARG(a.body));
    cr_expect(refused(report_on(&lw.recruiter[0], "person", id), 422, "/subject_id"));
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(lw.person[1].id));
    cr_expect_eq(report_on(&lw.recruiter[0], "person", id).status, 201);
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(staff.id));
    cr_expect_eq(report_on(&lw.person[0], "person", id).status, 404);
}

Test(reports, a_talk_is_reported_by_its_two_sides)
{
    everybody_online(4 * MILLIS_HOUR);
    (void)join(0, 0);
    const char *session   = answer(0, call(0));
    struct world_answer a = report_on(&lw.person[0], "session", session);
    cr_expect(a.status == 201 && text_is(a, "subject_name", "演示单位"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(report_on(&lw.recruiter[0], "session", session).status, 201);
    cr_expect_eq(report_on(&lw.person[1], "session", session).status, 404);
    cr_expect_eq(report_on(&lw.recruiter[1], "session", session).status, 404);
    cr_expect_eq(report_on(&lw.colleague, "session", session).status, 404, "colleagues were not there");
}

Test(reports, one_open_report_of_a_person_and_subject)
{
    offer();
    const char *first = reported(&lw.person[0], "vacancy", vacancy);
    cr_expect_eq(report_on(&lw.person[0], "vacancy", vacancy).status, 409);
    cr_expect_eq(report_on(&lw.person[1], "vacancy", vacancy).status, 201, "somebody else's is another one");
    cr_assert_eq(decide(&staff, first, DISMISSED).status, 200);
    cr_expect_eq(report_on(&lw.person[0], "vacancy", vacancy).status, 201, "once answered, it may be said again");
}

Test(reports, twenty_a_day)
{
    offer();
    char id[40];
    for (int i = 0; i < 20; i++) {
        db("INSERT INTO report (id,reporter_id,subject,subject_id,subject_name,region,kind,text,state,answer,taken_down,created_at,version) "
           "VALUES ('x%d','%.*s','vacancy','v%d','','','fees','x','dismissed','',0,%lld,1)",
           i, STR_ARG(lw.person[0].id), i, (long long)lw.w.clock.now);
    }
    (void)snprintf(id, sizeof id, "%s", vacancy);
    struct world_answer a = report_on(&lw.person[0], "vacancy", id);
    cr_expect(a.status == 429 && a.full.retry_after_s == 86400, "%d %lld", a.status, (long long)a.full.retry_after_s);
    cr_expect_eq(report_on(&lw.person[1], "vacancy", id).status, 201);
    lw.w.clock.now += MILLIS_DAY - 1;
    cr_expect_eq(report_on(&lw.person[0], "vacancy", id).status, 429);
    lw.w.clock.now += 1;
    cr_expect_eq(report_on(&lw.person[0], "vacancy", id).status, 201);
}

Test(reports, who_reads_them)
{
    offer();
    const char *id        = reported(&lw.person[0], "vacancy", vacancy);
    struct world_answer a = see(&staff, id);
    cr_expect(a.status == 200 && text_is(a, "reporter_name", "person0") && world_number(a, "open_count") == 1, "%.*s", STR_ARG(a.body));
    a = see(&lw.person[0], id);
    cr_expect(a.status == 200 && !world_text(a, "reporter_id").ptr && world_number(a, "open_count") == NONE);
    cr_expect_eq(see(&lw.person[1], id).status, 404);
    cr_expect_eq(see(&lw.recruiter[0], id).status, 404, "those it speaks of do not learn who said it");
    cr_expect_eq(see(&far_staff, id).status, 404);
    cr_expect_eq(see(&admin, id).status, 200);
    cr_expect_eq(see(NULL, id).status, 401);
    cr_expect_eq(see(&staff, "xNowhere").status, 404);
}

static size_t queue(const struct world_account *as, const char *query)
{
    char target[120];
    (void)snprintf(target, sizeof target, "/api/v1/reports%s", query);
    struct world_answer a = as_who(as, "GET", target, NULL);
    cr_expect_eq(a.status, 200, "%s: %.*s", query, STR_ARG(a.body));
    return world_length(a, "items");
}

Test(reports, staff_of_the_place_have_the_queue)
{
    char id[40];
    offer();
    const char *first = reported(&lw.person[0], "vacancy", vacancy);
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(lw.person[1].id));
    const char *second = reported(&lw.recruiter[0], "person", id);
    (void)reported(&lw.person[1], "vacancy", vacancy);
    cr_expect_eq(queue(&staff, ""), 3);
    cr_expect_eq(queue(&admin, ""), 3);
    cr_expect_eq(queue(&far_staff, ""), 1, "a candidate has no place: any staff");
    cr_expect(queue(&staff, "?subject=vacancy") == 2 && queue(&staff, "?subject=session") == 0);
    cr_assert_eq(decide(&staff, first, DISMISSED).status, 200);
    cr_expect(queue(&staff, "") == 2 && queue(&staff, "?state=dismissed") == 1 && queue(&staff, "?state=upheld") == 0 && queue(&staff, "?state=all") == 3);
    struct world_answer a = as_who(&staff, "GET", "/api/v1/reports?limit=1", NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", second) && text_is(a, "items.0.reporter_name", "recruiter0"), "oldest first");
    char target[200];
    (void)snprintf(target, sizeof target, "/api/v1/reports?limit=1&after=%s", kept(a, "next"));
    a = as_who(&staff, "GET", target, NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.subject", "vacancy") && !world_text(a, "next").ptr);
    cr_expect(refused(as_who(&staff, "GET", "/api/v1/reports?state=new", NULL), 422, "state"));
    cr_expect(refused(as_who(&staff, "GET", "/api/v1/reports?subject=fair", NULL), 422, "subject"));
    cr_expect_eq(as_who(&lw.recruiter[0], "GET", "/api/v1/reports", NULL).status, 403);
    cr_expect_eq(as_who(&lw.person[0], "GET", "/api/v1/reports", NULL).status, 403);
    cr_expect_eq(as_who(NULL, "GET", "/api/v1/reports", NULL).status, 401);
}

Test(reports, one_reads_ones_own_newest_first_with_the_answer)
{
    char id[40];
    offer();
    const char *first = reported(&lw.person[0], "vacancy", vacancy);
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(lw.recruiter[0].id));
    const char *second = reported(&lw.person[0], "person", id);
    (void)reported(&lw.person[1], "vacancy", vacancy);
    cr_assert_eq(decide(&staff, first, DISMISSED).status, 200);
    struct world_answer a = as_who(&lw.person[0], "GET", "/api/v1/me/reports", NULL);
    cr_assert_eq(world_length(a, "items"), 2);
    cr_expect(text_is(a, "items.0.id", second) && text_is(a, "items.1.id", first) && text_is(a, "items.1.state", "dismissed") && text_is(a, "items.1.answer", "查无此事"));
    a = as_who(&lw.person[0], "GET", "/api/v1/me/reports?limit=1", NULL);
    char target[200];
    (void)snprintf(target, sizeof target, "/api/v1/me/reports?limit=1&after=%s", kept(a, "next"));
    a = as_who(&lw.person[0], "GET", target, NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", first) && !world_text(a, "next").ptr);
    cr_expect_eq(as_who(NULL, "GET", "/api/v1/me/reports", NULL).status, 401);
}

Test(reports, an_answer_is_heard_by_who_reported_and_goes_on_record)
{
    offer();
    const char *id        = reported(&lw.person[0], "vacancy", vacancy);
    struct world_answer a = decide(&staff, id, DISMISSED);
    cr_assert(a.status == 200 && text_is(a, "state", "dismissed") && text_is(a, "answer", "查无此事") && world_number(a, "version") == 2, "%.*s", STR_ARG(a.body));
    cr_expect_eq(decide(&staff, id, UPHELD).status, 409, "once");
    cr_expect(notices(&lw.person[0]) == 1 && notices(&lw.recruiter[0]) == 0);
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'report.dismiss' AND subject_id = '%s' AND reason = '查无此事'", id), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'vacancy.close'"), 0);
    cr_expect_eq(db_number("SELECT count(*) FROM vacancy WHERE state = 'published'"), 1);
}

Test(reports, an_upheld_report_may_take_the_vacancy_down_at_once)
{
    offer();
    const char *id        = reported(&lw.person[0], "vacancy", vacancy);
    const char *other     = reported(&lw.person[1], "vacancy", vacancy);
    struct world_answer a = decide(&staff, id, UPHELD_DOWN);
    cr_assert(a.status == 200 && world_flag(a, "taken_down") && text_is(a, "state", "upheld") && world_number(a, "open_count") == 1, "%.*s", STR_ARG(a.body));
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s", vacancy);
    cr_expect_eq(as_who(&lw.person[2], "GET", target, NULL).status, 404);
    a = as_who(&lw.recruiter[0], "GET", target, NULL);
    cr_expect(text_is(a, "ended_by", "taken_down") && text_is(a, "review_reason", "收费属实"));
    cr_expect(notices(&lw.person[0]) == 1 && notices(&lw.recruiter[0]) == 1 && notices(&lw.colleague) == 1 && notices(&lw.person[1]) == 0);
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'report.uphold'"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'vacancy.close' AND subject_id = '%s'", vacancy), 1);
    a = decide(&staff, other, UPHELD_DOWN);
    cr_expect(a.status == 200 && !world_flag(a, "taken_down"), "it was down already");
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'vacancy.close'"), 1);
}

Test(reports, an_upheld_report_alone_takes_nothing_down)
{
    offer();
    const char *id = reported(&lw.person[0], "vacancy", vacancy);
    cr_assert_eq(decide(&staff, id, UPHELD).status, 200);
    cr_expect_eq(db_number("SELECT count(*) FROM vacancy WHERE state = 'published'"), 1);
}

Test(reports, an_answer_is_judged_by_name)
{
    offer();
    char person[40];
    const char *id = reported(&lw.person[0], "vacancy", vacancy);
    cr_expect(refused(decide(&staff, id, "{\"decision\":\"open\",\"reason\":\"x\"}"), 422, "/decision"));
    cr_expect(refused(decide(&staff, id, "{\"decision\":\"upheld\",\"reason\":\"  \"}"), 422, "/reason"));
    cr_expect(refused(decide(&staff, id, "{\"decision\":\"upheld\"}"), 422, "/reason"));
    cr_expect(refused(decide(&staff, id, "{\"reason\":\"x\"}"), 422, "/decision"));
    cr_expect(refused(decide(&staff, id, "{\"decision\":\"dismissed\",\"reason\":\"x\",\"take_down\":true}"), 422, "/take_down"));
    (void)snprintf(person, sizeof person, "%.*s", STR_ARG(lw.recruiter[0].id));
    cr_expect(refused(decide(&staff, reported(&lw.person[0], "person", person), UPHELD_DOWN), 422, "/take_down"));
    cr_expect(text_is(see(&lw.person[0], id), "state", "open"), "what is refused changes nothing");
}

Test(reports, who_may_answer)
{
    offer();
    const char *id  = reported(&lw.person[0], "vacancy", vacancy);
    const char *own = reported(&staff, "vacancy", vacancy);
    cr_expect_eq(decide(&far_staff, id, UPHELD).status, 404);
    cr_expect_eq(decide(&lw.person[0], id, UPHELD).status, 403);
    cr_expect_eq(decide(&lw.recruiter[0], id, UPHELD).status, 403);
    cr_expect_eq(decide(NULL, id, UPHELD).status, 401);
    cr_expect_eq(decide(&staff, "xNowhere", UPHELD).status, 404);
    cr_expect_eq(decide(&staff, own, UPHELD).status, 403, "not one's own");
    struct app_request r = { .method = STR("POST"), .body = STR(UPHELD), .content_type = STR("application/json"), .who = &staff.who, .if_match = STR("\"9-zh-x\"") };
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/reports/%s/decision", id);
    r.target = str_from_cstr(target);
    cr_expect_eq(world_request(&lw.w, &r).status, 412);
    cr_expect_eq(decide(&admin, own, UPHELD).status, 200);
    cr_expect_eq(decide(&admin, id, UPHELD).status, 200);
}
