#include "tests/unit/server/feature/line/line_world.h"

TestSuite(line_verb, .init = line_begin, .fini = line_end);

/* --- joining ------------------------------------------------------------------------------------------------------ */

Test(line_verb, joining_gives_a_number_a_place_and_an_honest_promise)
{
    struct world_answer a = join_try(0, 0);
    ASSERT_STATUS(a, 201);
    cr_assert_eq(world_number(a, "number"), 1);
    cr_assert_eq(world_number(a, "ahead"), 0);
    cr_assert(str_eq(world_text(a, "state"), STR("waiting")));
    cr_assert(str_eq(world_text(a, "eta_basis"), STR("unknown"))); /* nobody works there yet */
    cr_assert_eq(world_number(a, "eta_min_s"), NONE);
    cr_assert_eq(world_number(a, "snoozes_left"), 2);
    cr_assert(str_eq(world_text(a, "organization_name"), STR("演示单位")));
    present(&lw.recruiter[0], "booth:b0", 60000);
    a = join_try(1, 0);
    ASSERT_STATUS(a, 201);
    cr_assert_eq(world_number(a, "number"), 2);
    cr_assert_eq(world_number(a, "ahead"), 1);
    cr_assert(str_eq(world_text(a, "eta_basis"), STR("planned")), "%.*s", STR_ARG(a.body));
    cr_assert_eq(world_number(a, "eta_min_s"), 360);
    cr_assert_eq(world_number(a, "eta_max_s"), 660);
    cr_assert(world_flag(a, "seen_before_close"));
    cr_assert_eq(db_number("SELECT promised_max_s FROM ticket WHERE number=2"), 660);
    steps_are_whole();
}

Test(line_verb, joining_again_answers_the_same_place)
{
    const char *one       = join(0, 0);
    struct world_answer a = join_try(0, 0);
    ASSERT_STATUS(a, 200);
    cr_assert(str_eq_cstr(world_text(a, "id"), one));
    cr_assert_eq(world_number(a, "ahead"), 0);
    db("UPDATE booth SET state='paused'");
    db("UPDATE fair SET state='closed'");
    ASSERT_STATUS(join_try(0, 0), 200); /* what one has is shown, whatever happened */
    cr_assert_eq(db_number("SELECT count(*) FROM ticket"), 1);
    cr_assert_eq(db_number("SELECT ticket_count FROM booth WHERE id='b0'"), 1);
}

static struct world_answer join_keyed(int person, const char *target, struct str key)
{
    return world_request(&lw.w, &(struct app_request){ .method = STR("POST"), .target = str_from_cstr(target), .key = key, .body = STR("{}"), .who = &lw.person[person].who });
}

/* No read comes before the join: the commit finds the key. */
Test(line_verb, a_key_answers_what_it_answered_first_whatever_happened_since)
{
    struct world_answer a = join_keyed(0, "/api/v1/booths/b0/tickets", STR("k"));
    ASSERT_STATUS(a, 201);
    const char *first = world_keep(&lw.w, a.body), *ticket = world_keep(&lw.w, world_text(a, "id"));
    a                 = join_keyed(0, "/api/v1/booths/b0/tickets", STR("k"));
    ASSERT_STATUS(a, 201); /* without the key it would be 200 */
    cr_assert(str_eq_cstr(a.body, first));
    ASSERT_STATUS(act(&lw.person[0], "DELETE", ticket, ""), 200);
    a = join_keyed(0, "/api/v1/booths/b0/tickets", STR("k"));
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(a.body, first));
    db("UPDATE fair SET state='closed'");
    a = join_keyed(0, "/api/v1/booths/b0/tickets", STR("k"));
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(a.body, first));
    cr_assert_eq(db_number("SELECT count(*) FROM ticket"), 1);
    cr_assert_eq(db_number("SELECT ticket_count FROM booth WHERE id='b0'"), 1);
    cr_assert_eq(db_number("SELECT count(*) FROM idempotency"), 1);
    ASSERT_STATUS(join_keyed(1, "/api/v1/booths/b0/tickets", STR("k")), 409); /* another person's key is another key */
}

Test(line_verb, a_key_of_another_booth_is_refused_as_reused_and_joins_nothing)
{
    ASSERT_STATUS(join_keyed(0, "/api/v1/booths/b0/tickets", STR("k")), 201);
    ASSERT_REFUSED(join_keyed(0, "/api/v1/booths/b1/tickets", STR("k")), 422, "idempotency_key_reused");
    db("UPDATE booth SET state='paused' WHERE id='b1'");
    ASSERT_REFUSED(join_keyed(0, "/api/v1/booths/b1/tickets", STR("k")), 422, "idempotency_key_reused");
    ASSERT_REFUSED(join_keyed(0, "/api/v1/booths/b1/tickets", STR("k2")), 409, "booth_paused");
    cr_assert_eq(db_number("SELECT count(*) FROM ticket"), 1);
    cr_assert_eq(db_number("SELECT ticket_count FROM booth WHERE id='b1'"), 0);
}

Test(line_verb, joining_is_refused_with_the_reason_and_changes_nothing)
{
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[0], "POST", "{}", "/api/v1/booths/nobooth/tickets"), 404);
    db("UPDATE booth SET state='paused' WHERE id='b0'");
    ASSERT_REFUSED(join_try(0, 0), 409, "booth_paused");
    db("UPDATE booth SET state='ready' WHERE id='b0'");
    ASSERT_REFUSED(join_try(0, 0), 409, "booth_not_open");
    db("UPDATE booth SET state='open' WHERE id='b0'");
    db("UPDATE fair SET state='paused'");
    ASSERT_REFUSED(join_try(0, 0), 409, "fair_not_open");
    db("UPDATE fair SET state='open', ends_at=%lld", (long long)lw.w.clock.now);
    ASSERT_REFUSED(join_try(0, 0), 409, "fair_not_open");
    db("UPDATE fair SET ends_at=%lld", (long long)lw.w.clock.now + 1);
    ASSERT_STATUS(join_try(0, 0), 201);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket"), 1);
    cr_assert_eq(db_number("SELECT ticket_count FROM booth WHERE id='b0'"), 1);
}

Test(line_verb, a_person_stands_in_three_lines_of_a_fair_and_a_place_given_up_counts_no_more)
{
    join(0, 0);
    join(0, 1);
    const char *third = join(0, 2);
    ASSERT_REFUSED(join_try(0, 3), 409, "lines_full");
    ASSERT_STATUS(act(&lw.person[0], "DELETE", third, ""), 200);
    ASSERT_STATUS(join_try(0, 3), 201);
    db("UPDATE fair SET lines_per_candidate=4");
    ASSERT_STATUS(join_try(0, 2), 201); /* a new number at the end */
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE candidate_id='%.*s' AND booth_id='b2'", STR_ARG(lw.person[0].id)), 2);
}

Test(line_verb, a_line_has_five_hundred_places)
{
    db("UPDATE booth SET ticket_count=499 WHERE id='b0'");
#define NUMBERS "FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 499) SELECT value FROM n)"
    db("INSERT INTO account (id,login,password_hash,name,role,region,demo,created_at,version) SELECT 'x' || value, 'x' || value, '', 'x', 'candidate', '', 1, 0, 1 " NUMBERS);
    db("INSERT INTO ticket SELECT 'x' || value, 'f1', 'b0', 'x' || value, value, 'waiting', value * 65536, 0, 2, 0, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL, 1, "
       "NULL, NULL, 'unknown', 0, NULL, NULL, 1 " NUMBERS);
    ASSERT_STATUS(join_try(0, 0), 201);
    ASSERT_REFUSED(join_try(1, 0), 409, "line_full");
}

Test(line_verb, who_was_served_here_queues_behind_first_timers)
{
    everybody_online(MILLIS_HOUR);
    join(0, 0);
    ASSERT_STATUS(finish(&lw.recruiter[0], answer(0, call(0))), 200);
    ASSERT_STATUS(join_try(1, 0), 201);
    struct world_answer a = join_try(0, 0);
    cr_assert_eq(world_number(a, "ahead"), 1);
    a = join_try(2, 0);
    cr_assert_eq(world_number(a, "ahead"), 1);
    cr_assert(line_is(0, "2 4 3"));
    ASSERT_STATUS(join_try(0, 1), 201); /* elsewhere a first-timer */
}

Test(line_verb, those_rung_or_talking_are_not_before_a_newcomer)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    join(1, 0);
    join(2, 0);
    cr_assert_str_eq(call(0), one);
    struct world_answer a = join_try(3, 0);
    cr_assert_eq(world_number(a, "ahead"), 2);
    answer(0, one);
    a = join_try(4, 0);
    cr_assert_eq(world_number(a, "ahead"), 3);
    a = join_try(4, 0);
    cr_assert_eq(world_number(a, "ahead"), 3); /* asked again it is counted in the rows */
    steps_are_whole();
}

/* --- leaving, letting pass ------------------------------------------------------------------------------------------ */

Test(line_verb, leaving_waiting_or_rung_frees_everybody)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0), *two = join(1, 0);
    size_t from           = lw.heard_count;
    struct world_answer a = act(&lw.person[1], "DELETE", two, "");
    ASSERT_STATUS(a, 200);
    cr_assert(str_eq(world_text(a, "state"), STR("left")));
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[1].id), 1);
    ASSERT_REFUSED(act(&lw.person[1], "DELETE", two, ""), 409, "not_waiting");
    cr_assert(strcmp(call(0), one) == 0);
    ASSERT_STATUS(act(&lw.person[0], "DELETE", one, ""), 200);
    join(2, 0);
    cr_assert(call(0)); /* the recruiter is free at once */
    cr_assert_eq(db_number("SELECT lost_count FROM booth WHERE id='b0'"), 2);
    steps_are_whole();
}

Test(line_verb, a_talk_is_not_left_through_the_line)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    call(0);
    answer(0, one);
    ASSERT_REFUSED(act(&lw.person[0], "DELETE", one, ""), 409, "conflict");
    cr_assert(state_is(one, "in_session"));
}

Test(line_verb, letting_two_pass_works_twice_and_not_alone)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/snooze"), 409, "conflict");
    for (int i = 1; i < 6; i++)
        join(i, 0);
    struct world_answer a = act(&lw.person[0], "POST", one, "/snooze");
    ASSERT_STATUS(a, 200);
    cr_assert(world_flag(a, "snoozed"));
    cr_assert_eq(world_number(a, "snoozes_left"), 1);
    cr_assert_eq(world_number(a, "ahead"), 0); /* the place is kept */
    for (int i = 1; i < 3; i++)
        ASSERT_STATUS(finish(&lw.recruiter[0], answer(i, call(0))), 200);
    cr_assert(strcmp(call(0), one) == 0); /* two passed */
    ASSERT_STATUS(act(&lw.recruiter[0], "DELETE", one, "/ring"), 200);
    ASSERT_STATUS(act(&lw.person[0], "POST", one, "/snooze"), 200);
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/snooze"), 409, "no_snooze_left");
    cr_assert(strcmp(call(0), one) != 0);
    ASSERT_STATUS(act(&lw.person[3], "POST", one, "/snooze"), 404);
}

/* --- rung -------------------------------------------------------------------------------------------------------------- */

Test(line_verb, a_ring_is_answered_before_its_end_and_not_at_it)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/answer"), 409, "not_ringing");
    call(0);
    lw.w.clock.now += 30000;
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/answer"), 409, "not_ringing");
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/extend_ring"), 409, "not_ringing");
    lw.w.clock.now -= 1;
    size_t from           = lw.heard_count;
    struct world_answer a = act(&lw.person[0], "POST", one, "/answer");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket_id"), one));
    cr_assert_eq(heard_since(from, "session.started", "me", lw.person[0].id), 1);
    cr_assert_eq(heard_since(from, "session.started", "me", lw.recruiter[0].id), 1);
    cr_assert_eq(db_number("SELECT ends_at - started_at FROM session"), PLANNED_MS);
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/answer"), 409, "not_ringing");
    steps_are_whole();
}

Test(line_verb, more_ring_time_comes_once)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    call(0);
    lw.w.clock.now += 29999;
    struct world_answer a = act(&lw.person[0], "POST", one, "/extend_ring");
    ASSERT_STATUS(a, 200);
    cr_assert(world_flag(a, "ring_extended"));
    ASSERT_REFUSED(act(&lw.person[0], "POST", one, "/extend_ring"), 409, "already_extended");
    lw.w.clock.now += 30000;
    job("ring_timeout");
    cr_assert(state_is(one, "ringing"));
    lw.w.clock.now += 1;
    job("ring_timeout");
    cr_assert(state_is(one, "waiting"));
}

Test(line_verb, a_withdrawn_ring_keeps_the_place_and_its_order)
{
    everybody_online(MILLIS_HOUR);
    const char *one = join(0, 0);
    join(1, 0);
    ASSERT_REFUSED(act(&lw.recruiter[0], "DELETE", one, "/ring"), 409, "not_ringing");
    cr_assert(strcmp(call(0), one) == 0);
    size_t from = lw.heard_count;
    ASSERT_STATUS(act(&lw.recruiter[1], "DELETE", one, "/ring"), 404);
    ASSERT_STATUS(act(&lw.stranger, "DELETE", one, "/ring"), 404);
    ASSERT_STATUS(act(&lw.colleague, "DELETE", one, "/ring"), 200);
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[0].id), 1);
    cr_assert(line_is(0, "1 2"));
    cr_assert_eq(db_number("SELECT missed_count FROM ticket WHERE id='%s'", one), 0);
    cr_assert(strcmp(call(0), one) == 0);
}

/* --- whose is it ---------------------------------------------------------------------------------------------------------- */

Test(line_verb, a_ticket_is_its_candidates_and_its_booths_recruiters)
{
    const char *one = join(0, 0);
    ASSERT_STATUS(act(&lw.person[0], "GET", one, ""), 200);
    ASSERT_STATUS(act(&lw.recruiter[0], "GET", one, ""), 200);
    ASSERT_STATUS(act(&lw.colleague, "GET", one, ""), 200);
    ASSERT_STATUS(act(&lw.person[1], "GET", one, ""), 404);
    ASSERT_STATUS(act(&lw.recruiter[1], "GET", one, ""), 404);
    ASSERT_STATUS(act(&lw.stranger, "GET", one, ""), 404);
    ASSERT_STATUS(world_callf(&lw.w, NULL, "GET", NULL, "/api/v1/tickets/%s", one), 401);
    const char *const mine[] = { "/snooze", "/answer", "/extend_ring" };
    for (size_t i = 0; i < COUNT_OF(mine); i++) {
        ASSERT_STATUS(act(&lw.person[1], "POST", one, mine[i]), 404);
        ASSERT_STATUS(act(&lw.recruiter[0], "POST", one, mine[i]), 403);
        ASSERT_STATUS(act(&lw.person[0], "POST", "nothing", mine[i]), 404);
    }
    ASSERT_STATUS(act(&lw.person[1], "DELETE", one, ""), 404);
    ASSERT_STATUS(act(&lw.person[0], "DELETE", one, "/ring"), 403);
    ASSERT_STATUS(world_callf(&lw.w, &lw.recruiter[0], "POST", "{}", "/api/v1/booths/b0/tickets"), 403);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step"), 1);
}

Test(line_verb, my_tickets_show_live_ones_first_page_by_page)
{
    for (int i = 0; i < 5; i++) {
        const char *gone = join(0, 0);
        ASSERT_STATUS(act(&lw.person[0], "DELETE", gone, ""), 200);
        lw.w.clock.now += 1000;
    }
    const char *live = join(0, 1);
    lw.w.clock.now += 1000;
    const char *gone = join(0, 0);
    ASSERT_STATUS(act(&lw.person[0], "DELETE", gone, ""), 200);
    struct world_answer a = world_call(&lw.w, "GET", "/api/v1/me/tickets?limit=4", NULL, &lw.person[0]);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_length(a, "items"), 4);
    cr_assert(str_eq_cstr(world_text(a, "items.0.id"), live));
    cr_assert(str_eq_cstr(world_text(a, "items.1.id"), gone));
    cr_assert_eq(world_number(a, "items.0.ahead"), 0);
    const char *next = world_keep(&lw.w, world_text(a, "next"));
    a                = world_callf(&lw.w, &lw.person[0], "GET", NULL, "/api/v1/me/tickets?limit=4&after=%s", next);
    cr_assert_eq(world_length(a, "items"), 3);
    cr_assert_eq(world_number(a, "items.2.number"), 1);
    cr_assert(world_text(a, "next").len == 0);
    a = world_call(&lw.w, "GET", "/api/v1/me/tickets", NULL, &lw.person[1]);
    cr_assert_eq(world_length(a, "items"), 0);
}

Test(line_verb, the_recruiters_line_says_who_can_be_called_and_is_theirs)
{
    everybody_online(10000);
    const char *talking = join(0, 0);
    const char *rung    = join(1, 0);
    answer(0, call(0));
    cr_assert_eq(call_by(&lw.colleague, 0).status, 201);
    join(2, 0);
    join(3, 0);
    join(4, 0);
    ASSERT_STATUS(act(&lw.person[3], "POST", world_keep(&lw.w, world_text(join_try(3, 0), "id")), "/snooze"), 200);
    struct world_answer a = world_call(&lw.w, "GET", "/api/v1/booths/b0/line", NULL, &lw.recruiter[0]);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_length(a, "items"), 5);
    cr_assert(str_eq_cstr(world_text(a, "items.0.ticket_id"), talking));
    cr_assert(str_eq_cstr(world_text(a, "items.1.ticket_id"), rung));
    cr_assert(str_eq(world_text(a, "items.1.recruiter_name"), STR("colleague")));
    cr_assert(str_eq(world_text(a, "items.2.not_callable"), STR("no")));
    cr_assert(str_eq(world_text(a, "items.3.not_callable"), STR("snoozed")));
    cr_assert_eq(world_number(a, "waiting"), 3);
    pass_ms(31000);
    a = world_call(&lw.w, "GET", "/api/v1/booths/b0/line", NULL, &lw.recruiter[0]);
    cr_assert(str_eq(world_text(a, "items.2.not_callable"), STR("offline")), "%.*s", STR_ARG(a.body));
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0/line", NULL, &lw.recruiter[1]), 404);
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0/line", NULL, &lw.person[0]), 403);
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/nothing/line", NULL, &lw.recruiter[0]), 404);
}
