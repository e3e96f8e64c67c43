/* What time does: missed rings, snoozes, freezing, talks that end, the bell, a restart. */
#include "tests/unit/server/feature/line/line_world.h"

static void begin(void)
{
    line_begin();
    everybody_online(4 * MILLIS_HOUR);
}
TestSuite(line_due, .init = begin, .fini = line_end);

static void miss(int booth, const char *ticket)
{
    cr_assert(strcmp(call(booth), ticket) == 0);
    lw.w.clock.now += 30000;
    job("ring_timeout");
}

/* --- rings -------------------------------------------------------------------------------------------------------- */

Test(line_due, a_missed_ring_moves_back_three_then_five_then_out)
{
    const char *one = join(0, 0);
    for (int i = 1; i < 10; i++)
        join(i, 0);
    size_t from = lw.heard_count;
    miss(0, one);
    cr_assert(line_is(0, "2 3 4 1 5 6 7 8 9 10"));
    cr_assert_eq(heard_since(from, "ticket.missed", "me", lw.person[0].id), 1);
    cr_assert_eq(heard_since(from, "ticket.missed", "me", lw.recruiter[0].id), 1);
    for (int i = 1; i < 4; i++)
        ASSERT_STATUS(finish(&lw.recruiter[0], answer(i, call(0))), 200);
    miss(0, one);
    cr_assert(line_is(0, "5 6 7 8 9 1 10"));
    for (int i = 4; i < 9; i++)
        ASSERT_STATUS(finish(&lw.recruiter[0], answer(i, call(0))), 200);
    miss(0, one);
    cr_assert(line_is(0, "10"));
    cr_assert(state_is(one, "out"));
    struct world_answer a = act(&lw.person[0], "GET", one, "");
    cr_assert(world_text(a, "reason").len > 0);
    cr_assert_eq(world_number(a, "missed_count"), 3);
    cr_assert_eq(db_number("SELECT lost_count FROM booth WHERE id='b0'"), 1);
    ASSERT_STATUS(join_try(0, 0), 201); /* may join again, at the end */
    cr_assert(line_is(0, "10 11"));
    steps_are_whole();
}

Test(line_due, a_ring_is_missed_at_its_end_and_not_before)
{
    const char *one = join(0, 0);
    call(0);
    lw.w.clock.now += 29999;
    job("ring_timeout");
    cr_assert(state_is(one, "ringing"));
    lw.w.clock.now += 1;
    job("ring_timeout");
    cr_assert(state_is(one, "waiting"));
    cr_assert_eq(db_number("SELECT missed_count FROM ticket"), 1);
    job("ring_timeout");
    cr_assert_eq(db_number("SELECT missed_count FROM ticket"), 1);
    cr_assert(line_is(0, "1")); /* nobody to stand behind */
}

Test(line_due, a_miss_near_the_end_puts_one_last_but_before_who_joins_later)
{
    const char *one = join(0, 0);
    join(1, 0);
    join(2, 0);
    miss(0, one);
    join(3, 0);
    cr_assert(line_is(0, "2 3 1 4"));
}

Test(line_due, without_room_between_two_the_line_is_numbered_anew_in_its_order)
{
    const char *one = join(0, 0);
    for (int i = 1; i < 7; i++)
        join(i, 0);
    db("UPDATE ticket SET order_key=number, version=version+1");
    size_t from = lw.heard_count;
    miss(0, one);
    cr_assert(line_is(0, "2 3 4 1 5 6 7"));
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[3].id), 0);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE order_key < 65536"), 0);
    join(7, 0);
    cr_assert(line_is(0, "2 3 4 1 5 6 7 8"));
    cr_assert(strcmp(call(0), world_keep(&lw.w, world_text(join_try(1, 0), "id"))) == 0); /* the live state follows */
    steps_are_whole();
}

Test(line_due, who_was_served_before_is_not_passed_by_first_timers_who_miss)
{
    join(0, 0);
    ASSERT_STATUS(finish(&lw.recruiter[0], answer(0, call(0))), 200);
    const char *two = join(1, 0);
    join(0, 0); /* number 3, served before */
    miss(0, two);
    cr_assert(line_is(0, "2 3"));
}

/* --- a stop of the hall ----------------------------------------------------------------------------------------------- */

Test(line_due, a_ring_cut_by_a_stop_goes_back_without_penalty_and_one_still_running_goes_on)
{
    const char *one = join(0, 0);
    join(1, 0);
    const char *other = join(2, 1);
    call(0);
    lw.w.clock.now += 20000;
    call(1);
    lw.w.clock.now += 10000;
    job("line_restart");
    cr_assert(state_is(one, "waiting"));
    cr_assert(state_is(other, "ringing"));
    cr_assert_eq(db_number("SELECT missed_count FROM ticket WHERE id='%s'", one), 0);
    cr_assert(line_is(0, "1 2"));
    ASSERT_STATUS(act(&lw.person[2], "POST", other, "/answer"), 201);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step WHERE action='restart'"), 1);
    steps_are_whole();
}

/* --- snoozes -------------------------------------------------------------------------------------------------------------- */

Test(line_due, a_snooze_ends_after_ten_minutes_at_the_latest)
{
    const char *one = join(0, 0), *two = join(1, 0);
    ASSERT_STATUS(act(&lw.person[0], "POST", one, "/snooze"), 200);
    cr_assert(strcmp(call(0), two) == 0);
    ASSERT_STATUS(act(&lw.recruiter[0], "DELETE", two, "/ring"), 200);
    ASSERT_STATUS(act(&lw.person[1], "DELETE", two, ""), 200);
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    cr_assert_eq(world_number(a, "why.snoozed"), 1);
    lw.w.clock.now += 599999;
    job("snooze_wake");
    cr_assert_eq(world_number(call_by(&lw.recruiter[0], 0), "why.snoozed"), 1);
    lw.w.clock.now += 1;
    job("snooze_wake");
    cr_assert(strcmp(call(0), one) == 0);
    steps_are_whole();
}

/* --- offline ------------------------------------------------------------------------------------------------------------------ */

static void offline_for(int64_t ms)
{
    for (int64_t passed = 0; passed < ms; passed += 1000)
        pass_ms(ms - passed < 1000 ? ms - passed : 1000);
}

Test(line_due, offline_for_two_minutes_changes_nothing_longer_freezes_and_back_thaws)
{
    line_end();
    line_begin(); /* nobody is kept online */
    const char *one = join(0, 0);
    join(1, 0);
    offline_for(30000); /* the request counts until here */
    offline_for(119000);
    job("line_freeze");
    cr_assert_eq(db_number("SELECT frozen FROM ticket WHERE id='%s'", one), 0);
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    cr_assert_eq(world_number(a, "why.offline"), 2);
    cr_assert(line_is(0, "1 2"));
    offline_for(1001);
    job("line_freeze");
    cr_assert_eq(db_number("SELECT frozen FROM ticket WHERE id='%s'", one), 1);
    cr_assert(line_is(0, "1 2"));
    size_t from = lw.heard_count;
    a           = act(&lw.person[0], "GET", one, ""); /* back */
    cr_assert(world_flag(a, "frozen"));
    job("line_freeze");
    cr_assert_eq(db_number("SELECT frozen FROM ticket WHERE id='%s'", one), 0);
    cr_assert_eq(db_number("SELECT frozen FROM ticket WHERE number=2"), 1);
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[0].id), 1);
    cr_assert(strcmp(call(0), one) == 0);
    steps_are_whole();
}

Test(line_due, time_in_which_the_hall_was_down_is_no_absence)
{
    line_end();
    line_begin();
    join(0, 0);
    offline_for(31000);
    pass_ms(600000); /* no sweep for ten minutes */
    job("line_freeze");
    cr_assert_eq(db_number("SELECT frozen FROM ticket"), 0);
    offline_for(121000);
    job("line_freeze");
    cr_assert_eq(db_number("SELECT frozen FROM ticket"), 1);
}

/* --- talks ----------------------------------------------------------------------------------------------------------------------- */

Test(line_due, a_talk_is_warned_of_once_and_over_after_its_grace)
{
    const char *one     = join(0, 0);
    const char *session = answer(0, call(0));
    size_t from         = lw.heard_count;
    lw.w.clock.now += PLANNED_MS - 60001;
    job("session_clock");
    cr_assert_eq(heard_since(from, "session.warning", "me", lw.person[0].id), 0);
    lw.w.clock.now += 1;
    job("session_clock");
    job("session_clock");
    cr_assert_eq(heard_since(from, "session.warning", "me", lw.person[0].id), 1);
    cr_assert_eq(heard_since(from, "session.warning", "me", lw.recruiter[0].id), 1);
    lw.w.clock.now += 119999;
    job("session_clock");
    cr_assert(state_is(one, "in_session"));
    lw.w.clock.now += 1;
    job("session_clock");
    cr_assert(state_is(one, "done"));
    cr_assert_eq(heard_since(from, "session.finished", "me", lw.person[0].id), 1);
    cr_assert_eq(db_number("SELECT count(*) FROM session WHERE state='over' AND outcome='none'"), 1);
    join(1, 0);
    cr_assert(call(0)); /* the recruiter is free */
    cr_assert_eq(db_number("SELECT served_count FROM booth WHERE id='b0'"), 1);
    ASSERT_STATUS(finish(&lw.recruiter[0], session), 200); /* the outcome may still come */
    ASSERT_REFUSED(finish(&lw.recruiter[0], session), 409, "session_over");
    cr_assert_eq(db_number("SELECT served_count FROM booth WHERE id='b0'"), 1);
    steps_are_whole();
}

/* --- the bell ----------------------------------------------------------------------------------------------------------------------- */

Test(line_due, at_the_bell_whoever_was_not_seen_is_told_and_talks_go_to_their_end)
{
    const char *talking = join(0, 0);
    const char *session = answer(0, call(0));
    const char *rung    = join(1, 1);
    call(1);
    for (int i = 2; i < PEOPLE; i++) /* more than one batch */
        for (int b = 0; b < 3; b++)
            join(i, b);
    job("line_bell");
    cr_assert(state_is(rung, "ringing"));
    size_t from = lw.heard_count;
    db("UPDATE fair SET ends_at=%lld", (long long)lw.w.clock.now);
    job("line_bell");
    cr_assert(state_is(talking, "in_session"));
    cr_assert(state_is(rung, "not_seen"));
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE state='not_seen'"), 1 + 3 * (PEOPLE - 2));
    cr_assert_eq(heard_since(from, "ticket.not_seen", "me", lw.person[1].id), 1);
    cr_assert_eq(heard_since(from, "ticket.not_seen", "me", lw.person[5].id), 3);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step WHERE ticket_id='%s' AND action='withdraw' AND state='waiting'", rung), 1);
    cr_assert_eq(db_number("SELECT sum(lost_count) FROM booth"), 1 + 3 * (PEOPLE - 2));
    ASSERT_REFUSED(join_try(1, 0), 409, "fair_not_open");
    ASSERT_REFUSED(call_by(&lw.recruiter[1], 1), 409, "fair_not_open");
    ASSERT_STATUS(finish(&lw.recruiter[0], session), 200);
    cr_assert(state_is(talking, "done"));
    steps_are_whole();
}

Test(line_due, a_closed_booth_rings_its_own_bell)
{
    const char *here = join(0, 0), *there = join(0, 1);
    db("UPDATE booth SET state='closed' WHERE id='b0'");
    job("line_bell");
    cr_assert(state_is(here, "not_seen"));
    cr_assert(state_is(there, "waiting"));
}

Test(line_due, a_paused_fair_keeps_everybodys_place)
{
    const char *one = join(0, 0);
    db("UPDATE fair SET state='paused'");
    job("line_bell");
    cr_assert(state_is(one, "waiting"));
    db("UPDATE fair SET state='closing'");
    job("line_bell");
    cr_assert(state_is(one, "not_seen"));
}
