/* What happens to a vacancy between its draft and its end: the lint's word, staff's look, the lists, closure, expiry. */
#include "tests/unit/server/feature/vacancies/vacancies_world.h"

TestSuite(publication, .init = vacancies_begin, .fini = vacancies_end);

/* "适合女性" is a word that staff look at first (G17). */
static const char *waiting(const char *title)
{
    const char *id        = drafted(title, ",\"description\":\"适合女性\"");
    struct world_answer a = publish(id);
    cr_assert(a.status == 200 && text_is(a, "state", "review"), "%.*s", STR_ARG(a.body));
    w.clock.now += 1000;
    return id;
}

static struct world_answer review(const char *id, const struct world_account *as, const char *body)
{
    return vacancy_call(as, "POST", id, "/review", body);
}

static struct world_answer see(const char *id, const struct world_account *as)
{
    return vacancy_call(as, "GET", id, "", NULL);
}

static struct world_answer close_as(const char *id, const struct world_account *as, const char *body)
{
    return vacancy_call(as, "POST", id, "/closure", body);
}

Test(publication, forbidden_words_are_refused_with_their_law)
{
    const char *id        = drafted("文员", ",\"description\":\"限女性，已婚已育优先\",\"hazards\":\"收押金\"");
    struct world_answer a = publish(id);
    cr_assert(a.status == 422 && world_length(a, "errors") == 4, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "errors.0.pointer", "/description") && text_is(a, "errors.0.code", "G02") && text_is(a, "errors.0.source", "人力资源市场暂行条例24"));
    cr_expect(text_is(a, "errors.1.code", "F01") && text_is(a, "errors.2.code", "F03") && text_is(a, "errors.3.pointer", "/hazards") && text_is(a, "errors.3.code", "M01"));
    cr_expect(text_is(see(id, &recruiter), "state", "draft"));
}

Test(publication, a_warning_publishes_and_is_told_inside_only)
{
    const char *id        = drafted("文员", ",\"description\":\"形象气质佳\"");
    struct world_answer a = publish(id);
    cr_assert(a.status == 200 && text_is(a, "state", "published") && world_length(a, "warnings") >= 1, "%.*s", STR_ARG(a.body));
    a = see(id, &recruiter);
    cr_expect(world_length(a, "warnings") >= 1 && text_is(a, "warnings.0.code", "H12") && text_is(a, "warnings.0.action", "warn"), "%.*s", STR_ARG(a.body));
    cr_expect(world_length(see(id, &staff), "warnings") >= 1);
    cr_expect(world_length(see(id, NULL), "warnings") == 0 && world_length(see(id, &candidate), "warnings") == 0);
}

Test(publication, words_for_staff_wait_and_are_not_shown)
{
    const char *id = waiting("文员");
    cr_expect_eq(see(id, NULL).status, 404);
    cr_expect_eq(see(id, &candidate).status, 404);
    cr_expect_eq(see(id, &stranger).status, 404);
    cr_expect_eq(world_length(call_as(NULL, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
    struct world_answer a = publish(id);
    cr_expect(a.status == 200 && text_is(a, "state", "review") && world_number(a, "version") == 2, "asked again it waits on");
    a = call_as(&staff, "GET", "/api/v1/vacancy-reviews", NULL, NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", id) && text_is(a, "items.0.warnings.0.code", "G17"), "%.*s", STR_ARG(a.body));
}

Test(publication, staff_let_it_pass)
{
    const char *id        = waiting("文员");
    struct world_answer a = review(id, &staff, "{\"decision\":\"approved\"}");
    cr_assert(a.status == 200 && text_is(a, "state", "published") && text_is(a, "published_at", "2026-11-24T09:00:01.000+08:00"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(see(id, NULL).status, 200);
    cr_expect_eq(review(id, &staff, "{\"decision\":\"approved\"}").status, 409, "once");
    cr_expect_eq(world_length(call_as(&staff, "GET", "/api/v1/vacancy-reviews", NULL, NULL), "items"), 0);
}

Test(publication, what_staff_let_pass_covers_these_words_and_no_others)
{
    const char *id = waiting("文员");
    cr_assert_eq(review(id, &staff, "{\"decision\":\"approved\"}").status, 200);
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s", id);
    struct world_answer a = call_as(&recruiter, "PATCH", target, "{\"headcount\":6}", "\"3-zh-x\"");
    cr_expect(a.status == 200 && text_is(a, "state", "published"), "%.*s", STR_ARG(a.body));
    a = call_as(&recruiter, "PATCH", target, "{\"address\":\"适合男性\"}", "\"4-zh-x\"");
    cr_expect(a.status == 200 && text_is(a, "state", "review"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(see(id, NULL).status, 404);
    a = call_as(&recruiter, "PATCH", target, "{\"address\":\"演示路 2 号\"}", "\"5-zh-x\"");
    cr_expect(a.status == 200 && text_is(a, "state", "published"), "without the new words it needs no new look: %.*s", STR_ARG(a.body));
    a = call_as(&recruiter, "PATCH", target, "{\"address\":\"限女性\"}", "\"6-zh-x\"");
    cr_expect(refused(a, 422, "/address"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(see(id, NULL), "address", "演示路 2 号"), "what is refused changes nothing");
}

Test(publication, a_refusal_has_a_reason_that_the_organization_reads)
{
    const char *id = waiting("文员");
    cr_expect(refused(review(id, &staff, "{\"decision\":\"refused\"}"), 422, "/reason"));
    cr_expect(refused(review(id, &staff, "{\"decision\":\"refused\",\"reason\":\"  \"}"), 422, "/reason"));
    cr_expect(refused(review(id, &staff, "{\"decision\":\"verified\"}"), 422, "/decision"));
    cr_expect(refused(review(id, &staff, "{}"), 422, "/decision"));
    struct world_answer a = review(id, &staff, "{\"decision\":\"refused\",\"reason\":\"请删除性别暗示\"}");
    cr_assert(a.status == 200 && text_is(a, "state", "draft"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(see(id, &recruiter), "review_reason", "请删除性别暗示"));
    cr_expect_eq(review(id, &staff, "{\"decision\":\"approved\"}").status, 409);
}

Test(publication, only_staff_of_the_place_review)
{
    const char *id = waiting("文员");
    cr_expect_eq(review(id, &far_staff, "{\"decision\":\"approved\"}").status, 403);
    cr_expect_eq(review(id, &recruiter, "{\"decision\":\"approved\"}").status, 403);
    cr_expect_eq(review(id, &candidate, "{\"decision\":\"approved\"}").status, 403);
    cr_expect_eq(review(id, NULL, "{\"decision\":\"approved\"}").status, 401);
    cr_expect_eq(review("vNowhere", &staff, "{\"decision\":\"approved\"}").status, 404);
    cr_expect_eq(world_length(call_as(&far_staff, "GET", "/api/v1/vacancy-reviews", NULL, NULL), "items"), 0);
    cr_expect_eq(world_length(call_as(&admin, "GET", "/api/v1/vacancy-reviews", NULL, NULL), "items"), 1);
    cr_expect_eq(call_as(&recruiter, "GET", "/api/v1/vacancy-reviews", NULL, NULL).status, 403);
    cr_expect_eq(call_as(NULL, "GET", "/api/v1/vacancy-reviews", NULL, NULL).status, 401);
    cr_expect_eq(review(id, &admin, "{\"decision\":\"approved\"}").status, 200);
}

Test(publication, staff_let_pass_what_they_read)
{
    const char *id = waiting("文员");
    char target[64], patch[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s/review", id);
    (void)snprintf(patch, sizeof patch, "/api/v1/vacancies/%s", id);
    cr_assert_eq(call_as(&recruiter, "PATCH", patch, "{\"address\":\"适合男性\"}", "\"2-zh-x\"").status, 200);
    cr_expect_eq(call_as(&staff, "POST", target, "{\"decision\":\"approved\"}", "\"2-zh-x\"").status, 412);
    cr_expect_eq(call_as(&far_staff, "POST", target, "{\"decision\":\"approved\"}", "\"2-zh-x\"").status, 403, "permission first");
    cr_expect_eq(call_as(&staff, "POST", target, "{\"decision\":\"approved\"}", "\"3-zh-x\"").status, 200);
}

Test(publication, the_queue_is_in_order_and_pages)
{
    const char *first     = waiting("文员一");
    const char *second    = waiting("文员二");
    const char *third     = waiting("文员三");
    struct world_answer a = call_as(&staff, "GET", "/api/v1/vacancy-reviews?limit=2", NULL, NULL);
    cr_assert(world_length(a, "items") == 2 && text_is(a, "items.0.id", first) && text_is(a, "items.1.id", second), "%.*s", STR_ARG(a.body));
    char target[200];
    (void)snprintf(target, sizeof target, "/api/v1/vacancy-reviews?limit=2&after=%s", world_keep(&w, world_text(a, "next")));
    a = call_as(&staff, "GET", target, NULL, NULL);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", third) && !world_text(a, "next").ptr);
}

Test(publication, one_that_waited_past_its_end_stands_for_the_usual_time)
{
    const char *id        = waiting("文员");
    w.clock.now           = WORLD_BEGINS_AT + 31 * MILLIS_DAY;
    struct world_answer a = review(id, &staff, "{\"decision\":\"approved\"}");
    cr_assert(a.status == 200 && text_is(a, "state", "published"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "valid_until", "2027-01-24T09:00:00.000+08:00"), "%.*s", STR_ARG(world_text(a, "valid_until")));
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

Test(publication, its_people_close_it_as_filled_or_withdrawn)
{
    const char *filled    = published("钳工", "");
    const char *withdrawn = published("焊工", "");
    struct world_answer a = close_as(filled, &recruiter, "{\"ended_by\":\"filled\"}");
    cr_expect(a.status == 200 && text_is(a, "state", "filled") && text_is(a, "ended_by", "filled") && text_is(a, "ended_at", "2026-11-24T09:00:02.000+08:00"), "%.*s", STR_ARG(a.body));
    a = close_as(withdrawn, &recruiter, "{\"ended_by\":\"withdrawn\"}");
    cr_expect(a.status == 200 && text_is(a, "state", "closed") && text_is(a, "ended_by", "withdrawn"));
    cr_expect_eq(close_as(withdrawn, &recruiter, "{\"ended_by\":\"withdrawn\"}").status, 409, "once");
    cr_expect_eq(world_length(call_as(NULL, "GET", "/api/v1/vacancies", NULL, NULL), "items"), 0);
    a = see(filled, NULL);
    cr_expect(a.status == 200 && text_is(a, "state", "filled"), "a link to it says so");
    a = publish(filled);
    cr_expect(a.status == 200 && text_is(a, "state", "published") && text_is(a, "ended_by", "none") && !world_text(a, "ended_at").ptr, "it may be offered again: %.*s", STR_ARG(a.body));
}

Test(publication, a_closure_names_a_cause_that_is_the_callers_to_name)
{
    static const char *const bad[] = { "{}", "{\"ended_by\":\"none\"}", "{\"ended_by\":\"expired\"}", "{\"ended_by\":\"suspended\"}", "{\"ended_by\":\"taken_down\",\"reason\":\"x\"}" };
    const char *id                 = published("钳工", "");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect(refused(close_as(id, &recruiter, bad[i]), 422, "/ended_by"), "%s", bad[i]);
    cr_expect(refused(close_as(id, &staff, "{\"ended_by\":\"withdrawn\",\"reason\":\"x\"}"), 422, "/ended_by"));
    cr_expect(refused(close_as(id, &staff, "{\"ended_by\":\"taken_down\"}"), 422, "/reason"));
    cr_expect(refused(close_as(id, &staff, "{\"ended_by\":\"taken_down\",\"reason\":\" \"}"), 422, "/reason"));
    cr_expect(text_is(see(id, NULL), "state", "published"));
}

Test(publication, who_may_close_it)
{
    const char *id    = published("钳工", "");
    const char *draft = drafted("焊工", "");
    cr_expect_eq(close_as(id, &stranger, "{\"ended_by\":\"filled\"}").status, 403);
    cr_expect_eq(close_as(draft, &stranger, "{\"ended_by\":\"filled\"}").status, 404);
    cr_expect_eq(close_as(id, &candidate, "{\"ended_by\":\"filled\"}").status, 403);
    cr_expect_eq(close_as(id, NULL, "{\"ended_by\":\"filled\"}").status, 401);
    cr_expect_eq(close_as("vNowhere", &recruiter, "{\"ended_by\":\"filled\"}").status, 404);
    cr_expect_eq(close_as(id, &far_staff, "{\"ended_by\":\"taken_down\",\"reason\":\"x\"}").status, 403);
    cr_expect_eq(close_as(draft, &recruiter, "{\"ended_by\":\"filled\"}").status, 409, "a draft is not on offer");
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s/closure", id);
    cr_expect_eq(call_as(&recruiter, "POST", target, "{\"ended_by\":\"filled\"}", "\"1-zh-x\"").status, 412);
    cr_expect_eq(call_as(&stranger, "POST", target, "{\"ended_by\":\"filled\"}", "\"1-zh-x\"").status, 403);
    cr_expect_eq(call_as(&recruiter, "POST", target, "{\"ended_by\":\"filled\"}", "\"2-zh-x\"").status, 200);
}

Test(publication, what_staff_took_down_stays_down_and_says_why)
{
    const char *id        = published("钳工", "");
    struct world_answer a = close_as(id, &staff, "{\"ended_by\":\"taken_down\",\"reason\":\"收费\"}");
    cr_assert(a.status == 200 && text_is(a, "state", "closed") && text_is(a, "ended_by", "taken_down"), "%.*s", STR_ARG(a.body));
    cr_expect(text_is(see(id, &recruiter), "review_reason", "收费"));
    cr_expect_eq(see(id, NULL).status, 404);
    cr_expect_eq(see(id, &stranger).status, 404);
    cr_expect_eq(publish(id).status, 409);
    cr_expect_eq(vacancy_call(&stranger, "POST", id, "/publication", NULL).status, 404);
}

Test(publication, one_in_review_can_be_withdrawn)
{
    const char *id        = waiting("文员");
    struct world_answer a = close_as(id, &recruiter, "{\"ended_by\":\"withdrawn\"}");
    cr_expect(a.status == 200 && text_is(a, "state", "closed"));
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies/%s", id).status, 404, "words that were never let pass");
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/text/vacancies/%s", id).status, 404);
    cr_expect_eq(world_length(call_as(&staff, "GET", "/api/v1/vacancy-reviews", NULL, NULL), "items"), 0);
    cr_expect_eq(review(id, &staff, "{\"decision\":\"approved\"}").status, 409);
}

Test(publication, the_job_closes_what_is_over_and_nothing_else)
{
    const char *over        = published("钳工", ",\"valid_until\":\"2026-12-01T09:00:00+08:00\",\"urgent\":true");
    const char *on          = published("焊工", ",\"valid_until\":\"2026-12-01T09:00:01+08:00\"");
    const char *draft       = drafted("车工", ",\"valid_until\":\"2026-11-30\"");
    const int64_t its_end   = WORLD_BEGINS_AT + 7 * MILLIS_DAY;
    const char *const board = "/api/v1/vacancies";
    cr_assert_eq(vacancy_call(&staff, "POST", over, "/listing", "{\"urgent_listed\":true}").status, 200);
    w.clock.now = its_end - 1;
    cr_expect_eq(world_job(&w, "vacancy_end").status, 204);
    cr_expect_eq(world_length(call_as(NULL, "GET", board, NULL, NULL), "items"), 2);
    w.clock.now = its_end;
    cr_expect_eq(world_length(call_as(NULL, "GET", board, NULL, NULL), "items"), 1, "nobody waits for the job");
    cr_expect_eq(world_length(call_as(NULL, "GET", "/api/v1/vacancies?list=urgent", NULL, NULL), "items"), 0);
    cr_expect_eq(world_job(&w, "vacancy_end").status, 204);
    struct world_answer a = see(over, &recruiter);
    cr_expect(text_is(a, "state", "closed") && text_is(a, "ended_by", "expired") && text_is(a, "ended_at", "2026-12-01T09:00:00.000+08:00") && !world_flag(a, "urgent_listed"), "%.*s",
              STR_ARG(a.body));
    cr_expect(text_is(see(on, NULL), "state", "published") && text_is(see(draft, &recruiter), "state", "draft"));
    int64_t version = world_number(see(over, &recruiter), "version");
    cr_expect_eq(world_job(&w, "vacancy_end").status, 204);
    cr_expect_eq(world_number(see(over, &recruiter), "version"), version, "once");
    a = publish(over);
    cr_expect(a.status == 200 && text_is(a, "valid_until", "2026-12-31T09:00:00.000+08:00"), "offered anew for the usual time: %.*s", STR_ARG(a.body));
    cr_expect_eq(world_call(&w, "POST", "/internal/jobs/vacancy_end", NULL, &admin).status, 404, "jobs are not reachable");
}

/* --- lists and duplicates --------------------------------------------------------------------------------------------- */

static struct world_answer enlist(const char *id, const struct world_account *as, const char *body)
{
    return vacancy_call(as, "POST", id, "/listing", body);
}

static size_t listed(const char *list)
{
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies?list=%s", list);
    return world_length(call_as(NULL, "GET", target, NULL, NULL), "items");
}

Test(publication, staff_keep_the_list_of_urgent_needs)
{
    const char *urgent = published("钳工", ",\"urgent\":true");
    const char *calm   = published("焊工", "");
    cr_expect_eq(listed("urgent"), 0, "what calls itself urgent is not yet on it");
    cr_expect(refused(enlist(calm, &staff, "{\"urgent_listed\":true}"), 422, "/urgent_listed"));
    struct world_answer a = enlist(urgent, &staff, "{\"urgent_listed\":true}");
    cr_assert(a.status == 200 && world_flag(a, "urgent_listed") && !world_flag(a, "talent_listed"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(listed("urgent"), 1);
    char target[64];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s", urgent);
    a = call_as(&recruiter, "PATCH", target, "{\"urgent\":false}", "\"3-zh-x\"");
    cr_expect(a.status == 200 && !world_flag(a, "urgent_listed"), "what is no longer urgent leaves the list");
    cr_expect_eq(listed("urgent"), 0);
}

Test(publication, the_list_for_high_level_talent_takes_classes_degrees_and_staffs_choice)
{
    (void)published("电气总工", ",\"talent_tier\":\"E\"");
    (void)published("高级技工", ",\"talent_tier\":\"F\"");
    (void)published("研发工程师", ",\"education\":\"master\"");
    (void)published("质量工程师", ",\"education\":\"bachelor\"");
    const char *chosen = published("模具师傅", "");
    cr_expect_eq(listed("talent"), 2);
    cr_assert_eq(enlist(chosen, &staff, "{\"talent_listed\":true}").status, 200);
    cr_expect_eq(listed("talent"), 3);
    cr_assert_eq(enlist(chosen, &staff, "{\"talent_listed\":false}").status, 200);
    cr_expect_eq(listed("talent"), 2);
}

Test(publication, who_may_list)
{
    const char *id    = published("钳工", ",\"urgent\":true");
    const char *draft = drafted("焊工", ",\"urgent\":true");
    cr_expect_eq(enlist(id, &recruiter, "{\"urgent_listed\":true}").status, 403);
    cr_expect_eq(enlist(id, NULL, "{\"urgent_listed\":true}").status, 401);
    cr_expect_eq(enlist(id, &far_staff, "{\"urgent_listed\":true}").status, 403);
    cr_expect_eq(enlist("vNowhere", &staff, "{\"urgent_listed\":true}").status, 404);
    cr_expect_eq(enlist(draft, &staff, "{\"urgent_listed\":true}").status, 409);
    cr_expect_eq(enlist(id, &admin, "{\"urgent_listed\":true}").status, 200);
}

Test(publication, a_second_offer_of_the_same_work_is_told)
{
    (void)published("钳工", "");
    struct world_answer a = publish(drafted("钳工", ""));
    cr_expect(a.status == 200 && world_length(a, "warnings") == 1 && text_is(a, "warnings.0.code", "duplicate") && text_is(a, "warnings.0.action", "warn"), "%.*s", STR_ARG(a.body));
    a = publish(drafted("钳工", ",\"region\":\"330302\""));
    cr_expect(a.status == 200 && world_length(a, "warnings") == 0, "elsewhere it is another one");
    a = draft_for(other_firm, &stranger, "钳工", "");
    a = vacancy_call(&stranger, "POST", world_keep(&w, world_text(a, "id")), "/publication", NULL);
    cr_expect(a.status == 200 && world_length(a, "warnings") == 0, "and so it is of another organization");
}

Test(publication, the_contact_is_shown_inside_only)
{
    const char *id = published("钳工", ",\"contact_name\":\"陈经理\",\"contact_phone\":\"0577-00000000\"");
    cr_expect(text_is(see(id, &recruiter), "contact_phone", "0577-00000000") && text_is(see(id, &staff), "contact_name", "陈经理"));
    cr_expect(world_text(see(id, NULL), "contact_phone").len == 0 && world_text(see(id, &stranger), "contact_name").len == 0);
    struct world_answer a = call_as(NULL, "GET", "/api/v1/vacancies", NULL, NULL);
    cr_expect(world_length(a, "items") == 1 && world_text(a, "items.0.contact_phone").len == 0);
}
