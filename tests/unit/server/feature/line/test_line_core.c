#include <criterion/criterion.h>

#include "server/feature/line/line_core.h"

#define NOW INT64_C(1000000)
#define STATES ticket_state_count
#define ACTIONS ticket_action_count

static struct ticket_row ticket(unsigned state)
{
    struct ticket_row t;
    model_clear(&model_ticket_row, &t);
    t.id           = STR("t1");
    t.state        = state;
    t.order_key    = LINE_KEY_GAP;
    t.missed_count = t.snoozed_until_call = 0;
    t.snoozes_left                        = LINE_SNOOZES;
    t.step_count                          = 1;
    t.version                             = 7;
    if (state == ticket_state_ringing) {
        t.grant_id     = STR("g1");
        t.recruiter_id = STR("r1");
        t.ring_ends_at = NOW + LINE_RING_MS;
    }
    return t;
}

/* --- the table ------------------------------------------------------------------------------------------------- */

static const struct {
    unsigned from, action, to;
} allowed[] = {
    { ticket_state_waiting, ticket_action_call, ticket_state_ringing },
    { ticket_state_waiting, ticket_action_leave, ticket_state_left },
    { ticket_state_waiting, ticket_action_snooze, ticket_state_waiting },
    { ticket_state_waiting, ticket_action_wake, ticket_state_waiting },
    { ticket_state_waiting, ticket_action_freeze, ticket_state_waiting },
    { ticket_state_waiting, ticket_action_thaw, ticket_state_waiting },
    { ticket_state_waiting, ticket_action_bell, ticket_state_not_seen },
    { ticket_state_waiting, ticket_action_move, ticket_state_waiting },
    { ticket_state_ringing, ticket_action_withdraw, ticket_state_waiting },
    { ticket_state_ringing, ticket_action_undo, ticket_state_waiting },
    { ticket_state_ringing, ticket_action_restart, ticket_state_waiting },
    { ticket_state_ringing, ticket_action_miss, ticket_state_waiting },
    { ticket_state_ringing, ticket_action_extend_ring, ticket_state_ringing },
    { ticket_state_ringing, ticket_action_answer, ticket_state_in_session },
    { ticket_state_ringing, ticket_action_leave, ticket_state_left },
    { ticket_state_ringing, ticket_action_move, ticket_state_ringing },
    { ticket_state_in_session, ticket_action_finish, ticket_state_done },
};

Test(line_core, every_edge_is_one_of_these_and_no_other)
{
    for (unsigned from = 0; from < STATES; from++)
        for (unsigned action = 0; action < ACTIONS; action++) {
            unsigned to = STATES, want = STATES;
            for (size_t i = 0; i < COUNT_OF(allowed); i++)
                if (allowed[i].from == from && allowed[i].action == action)
                    want = allowed[i].to;
            bool there = line_edge(from, action, &to);
            cr_assert_eq(there, want != STATES, "state %u action %u", from, action);
            cr_assert_eq(to, want);
        }
}

static enum err act(struct ticket_row *t, unsigned action, int64_t now)
{
    const struct line_ring ring = { STR("g2"), STR("r2"), 5, now };
    switch (action) {
    case ticket_action_call: return ticket_ring(t, &ring);
    case ticket_action_undo:
    case ticket_action_withdraw:
    case ticket_action_restart: return ticket_back(t, action);
    case ticket_action_extend_ring: return ticket_extend_ring(t, now);
    case ticket_action_miss: return ticket_miss(t, now);
    case ticket_action_answer: return ticket_answer(t, STR("s1"), now + 480000, now);
    case ticket_action_finish: return ticket_finish(t, now);
    case ticket_action_leave: return ticket_leave(t, now);
    case ticket_action_snooze: return ticket_snooze(t, 5, true, now);
    case ticket_action_wake: return ticket_wake(t, now);
    case ticket_action_freeze: return ticket_freeze(t);
    case ticket_action_thaw: return ticket_thaw(t);
    case ticket_action_bell: return ticket_bell(t, now);
    default: return ticket_move(t, 42);
    }
}

Test(line_core, a_rule_follows_the_table_or_refuses_and_changes_nothing)
{
    for (unsigned from = 0; from < STATES; from++)
        for (unsigned action = ticket_action_join + 1; action < ACTIONS; action++) {
            struct ticket_row t = ticket(from);
            if (action == ticket_action_miss && from == ticket_state_ringing)
                t.ring_ends_at = NOW;
            if (action == ticket_action_wake) {
                t.snoozed_until_call = 9;
                t.snoozed_until_at   = NOW;
            }
            t.frozen                 = action == ticket_action_thaw;
            struct ticket_row before = t;
            unsigned to;
            bool there = line_edge(from, action, &to);
            enum err e = act(&t, action, NOW);
            cr_assert_eq(e == ERR_OK, there, "state %u action %u: %d", from, action, (int)e);
            if (!there) {
                cr_assert_eq(e, line_edge_refusal(action), "state %u action %u: %d", from, action, (int)e);
                cr_assert_eq(err_status(e), 409);
                cr_assert(memcmp(&before, &t, sizeof t) == 0, "state %u action %u", from, action);
                continue;
            }
            cr_assert_eq(t.state, to);
            cr_assert_eq(t.version, before.version + 1);
            cr_assert_eq(t.step_count, before.step_count + 1);
            struct ticket_step_row step;
            ticket_step_fill(&step, &t, action, NOW);
            cr_assert(step.seq == t.step_count && step.state == to && step.action == action && step.at == NOW && str_eq(step.ticket_id, t.id));
        }
}

/* --- joining ----------------------------------------------------------------------------------------------------- */

static struct line_join join(void)
{
    return (struct line_join){ fair_state_open, booth_state_open, NOW + 1, NOW, 2, 3, LINE_WAITING_MAX - 1 };
}

Test(line_core, joining_needs_an_open_fair_an_open_booth_a_line_left_and_room)
{
    struct line_join in = join();
    cr_assert_eq(line_join_judge(&in), ERR_OK);
    for (unsigned s = 0; s < fair_state_count; s++) {
        in.fair_state = s;
        cr_assert_eq(line_join_judge(&in), s == fair_state_open ? ERR_OK : ERR_FAIR_NOT_OPEN);
    }
    in              = join();
    in.fair_ends_at = NOW;
    cr_assert_eq(line_join_judge(&in), ERR_FAIR_NOT_OPEN);
    in = join();
    for (unsigned s = 0; s < booth_state_count; s++) {
        in.booth_state = s;
        cr_assert_eq(line_join_judge(&in), s == booth_state_open ? ERR_OK : s == booth_state_paused ? ERR_BOOTH_PAUSED : ERR_BOOTH_NOT_OPEN);
    }
    in       = join();
    in.lines = 3;
    cr_assert_eq(line_join_judge(&in), ERR_LINES_FULL);
    in         = join();
    in.waiting = LINE_WAITING_MAX;
    cr_assert_eq(line_join_judge(&in), ERR_LINE_FULL);
}

Test(line_core, calling_goes_on_while_a_booth_pauses_and_ends_with_the_fair)
{
    for (unsigned s = 0; s < booth_state_count; s++)
        cr_assert_eq(line_call_judge(fair_state_open, s, NOW + 1, NOW), s == booth_state_open || s == booth_state_paused ? ERR_OK : ERR_BOOTH_NOT_OPEN);
    for (unsigned s = 0; s < fair_state_count; s++)
        cr_assert_eq(line_call_judge(s, booth_state_open, NOW + 1, NOW), s == fair_state_open ? ERR_OK : ERR_FAIR_NOT_OPEN);
    cr_assert_eq(line_call_judge(fair_state_open, booth_state_open, NOW, NOW), ERR_FAIR_NOT_OPEN);
}

Test(line_core, the_bell_rings_with_the_time_the_fairs_state_or_the_booths)
{
    for (unsigned s = 0; s < fair_state_count; s++)
        cr_assert_eq(line_is_closed(s, booth_state_open, NOW + 1, NOW), s == fair_state_closing || s == fair_state_closed || s == fair_state_archived);
    cr_assert(line_is_closed(fair_state_open, booth_state_open, NOW, NOW));
    cr_assert(line_is_closed(fair_state_open, booth_state_closed, NOW + 1, NOW));
    cr_assert_not(line_is_closed(fair_state_paused, booth_state_paused, NOW + 1, NOW));
}

/* --- rings --------------------------------------------------------------------------------------------------------- */

Test(line_core, a_ring_lasts_thirty_seconds_to_the_millisecond)
{
    struct ticket_row t         = ticket(ticket_state_waiting);
    const struct line_ring ring = { STR("g2"), STR("r2"), 5, NOW };
    cr_assert_eq(ticket_ring(&t, &ring), ERR_OK);
    cr_assert(str_eq(t.grant_id, STR("g2")) && str_eq(t.recruiter_id, STR("r2")));
    cr_assert_eq(t.ring_ends_at, NOW + 30000);
    cr_assert_eq(t.called_at, NOW);
    cr_assert_not(ticket_ring_is_over(&t, NOW + 29999));
    cr_assert(ticket_ring_is_over(&t, NOW + 30000));
    struct ticket_row early = t, late = t;
    cr_assert_eq(ticket_answer(&early, STR("s1"), NOW + 500000, NOW + 29999), ERR_OK);
    cr_assert_eq(early.state, ticket_state_in_session);
    cr_assert_eq(early.session_ends_at, NOW + 500000);
    cr_assert_eq(ticket_answer(&late, STR("s1"), NOW + 500000, NOW + 30000), ERR_NOT_RINGING);
    cr_assert_eq(ticket_extend_ring(&late, NOW + 30000), ERR_NOT_RINGING);
    cr_assert_eq(ticket_miss(&t, NOW + 29999), ERR_CONFLICT);
    cr_assert_eq(ticket_miss(&t, NOW + 30000), ERR_OK);
}

Test(line_core, the_first_ring_is_remembered_through_later_ones)
{
    struct ticket_row t         = ticket(ticket_state_waiting);
    const struct line_ring one  = { STR("g1"), STR("r1"), 0, NOW };
    const struct line_ring two  = { STR("g2"), STR("r2"), 1, NOW + 60000 };
    cr_assert_eq(ticket_ring(&t, &one), ERR_OK);
    cr_assert_eq(ticket_back(&t, ticket_action_withdraw), ERR_OK);
    cr_assert(t.grant_id.len == 0 && t.recruiter_id.len == 0 && t.ring_ends_at == NONE);
    cr_assert_eq(t.order_key, LINE_KEY_GAP);
    cr_assert_eq(t.missed_count, 0);
    cr_assert_eq(ticket_ring(&t, &two), ERR_OK);
    cr_assert_eq(t.called_at, NOW);
}

Test(line_core, frozen_and_snoozed_places_cannot_ring)
{
    const struct line_ring ring = { STR("g1"), STR("r1"), 5, NOW };
    struct ticket_row t         = ticket(ticket_state_waiting);
    t.frozen                    = true;
    cr_assert_eq(ticket_ring(&t, &ring), ERR_CONFLICT);
    t                    = ticket(ticket_state_waiting);
    t.snoozed_until_call = 6;
    t.snoozed_until_at   = NOW + 1;
    cr_assert_eq(ticket_ring(&t, &ring), ERR_CONFLICT);
    t.snoozed_until_call = 5;
    cr_assert_eq(ticket_ring(&t, &ring), ERR_OK);
    cr_assert(t.snoozed_until_call == 0 && t.snoozed_until_at == NONE);
    t                    = ticket(ticket_state_waiting);
    t.snoozed_until_call = 6;
    t.snoozed_until_at   = NOW;
    cr_assert_eq(ticket_ring(&t, &ring), ERR_OK);
}

Test(line_core, a_ring_is_extended_once_by_thirty_seconds)
{
    struct ticket_row t = ticket(ticket_state_ringing);
    cr_assert_eq(ticket_extend_ring(&t, NOW), ERR_OK);
    cr_assert_eq(t.ring_ends_at, NOW + 60000);
    cr_assert_eq(ticket_extend_ring(&t, NOW), ERR_ALREADY_EXTENDED);
    cr_assert_eq(t.ring_ends_at, NOW + 60000);
}

Test(line_core, the_third_miss_is_the_end)
{
    struct ticket_row t = ticket(ticket_state_waiting);
    for (int64_t i = 1; i <= 3; i++) {
        const struct line_ring ring = { STR("g1"), STR("r1"), i, NOW };
        cr_assert_eq(ticket_ring(&t, &ring), ERR_OK);
        cr_assert_eq(ticket_miss(&t, NOW + LINE_RING_MS), ERR_OK);
        cr_assert_eq(t.missed_count, i);
        cr_assert_eq(t.state, i < 3 ? ticket_state_waiting : ticket_state_out);
        cr_assert_eq(t.ended_at, i < 3 ? NONE : NOW + LINE_RING_MS);
    }
    cr_assert_eq(line_miss_places(1), 3);
    cr_assert_eq(line_miss_places(2), 5);
}

/* --- letting pass, freezing, leaving ------------------------------------------------------------------------------------ */

Test(line_core, two_may_pass_twice_and_only_if_somebody_is_there)
{
    struct ticket_row t = ticket(ticket_state_waiting);
    cr_assert_eq(ticket_snooze(&t, 7, false, NOW), ERR_CONFLICT);
    cr_assert_eq(t.snoozes_left, 2);
    cr_assert_eq(ticket_snooze(&t, 7, true, NOW), ERR_OK);
    cr_assert(t.snoozed_until_call == 9 && t.snoozed_until_at == NOW + 600000 && t.snoozes_left == 1);
    cr_assert(ticket_is_snoozed(&t, 8, NOW + 599999));
    cr_assert_not(ticket_is_snoozed(&t, 9, NOW));
    cr_assert_not(ticket_is_snoozed(&t, 8, NOW + 600000));
    cr_assert_eq(ticket_wake(&t, NOW + 599999), ERR_CONFLICT);
    cr_assert_eq(ticket_wake(&t, NOW + 600000), ERR_OK);
    cr_assert_not(ticket_is_snoozed(&t, 7, NOW));
    cr_assert_eq(ticket_wake(&t, NOW + 600000), ERR_CONFLICT);
    cr_assert_eq(ticket_snooze(&t, 9, true, NOW), ERR_OK);
    cr_assert_eq(ticket_snooze(&t, 9, true, NOW), ERR_NO_SNOOZE_LEFT);
}

Test(line_core, freezing_keeps_the_order_and_happens_once)
{
    struct ticket_row t = ticket(ticket_state_waiting);
    cr_assert_eq(ticket_thaw(&t), ERR_CONFLICT);
    cr_assert_eq(ticket_freeze(&t), ERR_OK);
    cr_assert(t.frozen && t.order_key == LINE_KEY_GAP);
    cr_assert_eq(ticket_freeze(&t), ERR_CONFLICT);
    cr_assert_eq(ticket_thaw(&t), ERR_OK);
    cr_assert_not(t.frozen);
}

Test(line_core, who_leaves_while_it_rings_frees_the_recruiter)
{
    struct ticket_row t = ticket(ticket_state_ringing);
    cr_assert_eq(ticket_leave(&t, NOW), ERR_OK);
    cr_assert(t.recruiter_id.len == 0 && t.grant_id.len == 0 && t.ended_at == NOW);
}

/* --- order ------------------------------------------------------------------------------------------------------------------ */

Test(line_core, who_was_served_here_stands_behind_all_first_timers)
{
    cr_assert_lt(line_key_join(1, false), line_key_join(2, false));
    cr_assert_lt(line_key_join(1000000, false), line_key_join(1, true));
    cr_assert_lt(line_key_join(1, true), line_key_join(2, true));
    cr_assert_lt(line_key_join(INT64_C(1) << 34, true), INT64_C(1) << 53);
}

static int64_t back(const struct line_behind *behind, size_t count, int64_t places)
{
    int64_t key = 0;
    cr_assert(line_key_back(behind, count, places, 100, 50, &key));
    return key;
}

Test(line_core, moving_back_counts_those_that_wait)
{
    const struct line_behind behind[] = { { 200, true }, { 300, false }, { 400, true }, { 500, true }, { 600, true }, { 700, false } };
    cr_assert_eq(back(behind, 6, 3), 550);  /* behind 500, before 600 */
    cr_assert_eq(back(behind, 6, 1), 250);  /* who rings in between may come back before or behind: just behind the last one passed */
    cr_assert_eq(back(behind, 6, 4), 650);
    cr_assert_eq(back(behind, 6, 5), 650);  /* only four wait */
    cr_assert_eq(back(behind, 5, 5), 600 + (50 * LINE_KEY_GAP - 600) / 2); /* the next to join stays behind */
    cr_assert_eq(back(behind + 1, 1, 3), 100); /* nobody waits: the place is kept */
    cr_assert_eq(back(NULL, 0, 3), 100);
}

Test(line_core, who_moves_to_the_end_stays_before_the_next_to_join_and_in_the_own_tier)
{
    const struct line_behind behind[] = { { 9 * LINE_KEY_GAP, true }, { LINE_KEY_SERVED + LINE_KEY_GAP, true }, { LINE_KEY_SERVED + 2 * LINE_KEY_GAP, true } };
    int64_t key;
    for (int64_t places = 1; places <= 5; places++) {
        cr_assert(line_key_back(behind, 3, places, LINE_KEY_GAP, 10, &key));
        cr_assert(key > 9 * LINE_KEY_GAP && key < line_key_join(10, false));
    }
    cr_assert(line_key_back(behind + 1, 2, 3, 5 * LINE_KEY_GAP, 10, &key));
    cr_assert_eq(key, 5 * LINE_KEY_GAP); /* first-timers never come to stand behind those served before */
    cr_assert(line_key_back(behind + 2, 1, 3, LINE_KEY_SERVED + LINE_KEY_GAP, 10, &key));
    cr_assert(key > LINE_KEY_SERVED + 2 * LINE_KEY_GAP && key < line_key_join(10, true));
}

Test(line_core, what_was_given_and_has_not_ended_is_live)
{
    struct booth_row b = { .ticket_count = 9, .served_count = 2, .lost_count = 3 };
    cr_assert_eq(line_live_count(&b), 4);
}

Test(line_core, without_room_between_two_it_says_so)
{
    const struct line_behind tight[] = { { 200, true }, { 201, true } }, fits[] = { { 200, true }, { 202, true } };
    int64_t key = 5;
    cr_assert_not(line_key_back(tight, 2, 1, 100, 50, &key));
    cr_assert_eq(key, 5);
    cr_assert(line_key_back(fits, 2, 1, 100, 50, &key));
    cr_assert_eq(key, 201);
}

Test(line_core, renumbering_keeps_the_order_the_tiers_and_room_for_the_next)
{
    const int64_t old[] = { 3, 4, 5, LINE_KEY_SERVED + 1, LINE_KEY_SERVED + 2 };
    int64_t last        = 0;
    for (size_t i = 0; i < COUNT_OF(old); i++) {
        int64_t key = line_key_renumbered(old[i], i);
        cr_assert(key - last >= LINE_KEY_GAP);
        cr_assert_eq(key >= LINE_KEY_SERVED, old[i] >= LINE_KEY_SERVED);
        last = key;
    }
    cr_assert_lt(line_key_renumbered(5, 4), line_key_join(6, false)); /* five places: at least five numbers were given */
}

/* --- talks ------------------------------------------------------------------------------------------------------------------- */

static struct session_row talk(void)
{
    struct session_row s;
    model_clear(&model_session_row, &s);
    s.state          = session_state_running;
    s.started_at     = NOW;
    s.ends_at        = NOW + 480000;
    s.extended_count = 0;
    s.version        = 1;
    return s;
}

Test(line_core, a_talk_warns_once_and_is_over_after_its_grace)
{
    struct session_row s = talk();
    cr_assert_eq(talk_due(&s, NOW + 419999), TALK_DUE_NOTHING);
    cr_assert_eq(talk_warn(&s, NOW + 419999), ERR_CONFLICT);
    cr_assert_eq(talk_due(&s, NOW + 420000), TALK_DUE_WARNING);
    cr_assert_eq(talk_warn(&s, NOW + 420000), ERR_OK);
    cr_assert_eq(talk_due(&s, NOW + 420000), TALK_DUE_NOTHING);
    cr_assert(talk_is_open(&s, NOW + 539999));
    cr_assert_eq(talk_over(&s, NOW + 539999), ERR_CONFLICT);
    cr_assert_not(talk_is_open(&s, NOW + 540000));
    cr_assert_eq(talk_due(&s, NOW + 540000), TALK_DUE_OVER);
    cr_assert_eq(talk_over(&s, NOW + 540000), ERR_OK);
    cr_assert(s.state == session_state_over && s.ended_at == NOW + 540000 && s.version == 3);
    cr_assert_eq(talk_due(&s, NOW + 999999), TALK_DUE_NOTHING);
    cr_assert_eq(talk_over(&s, NOW + 999999), ERR_CONFLICT);
}

Test(line_core, more_time_needs_both_and_comes_at_most_three_times)
{
    struct session_row s = talk();
    bool agreed          = true;
    for (int64_t i = 1; i <= 3; i++) {
        s.warned = true;
        cr_assert_eq(talk_extend(&s, side_candidate, 480000, NOW, &agreed), ERR_OK);
        cr_assert(!agreed && s.extend_asked_by == side_candidate && s.warned);
        cr_assert_eq(talk_extend(&s, side_candidate, 480000, NOW, &agreed), ERR_OK);
        cr_assert(!agreed && s.ends_at == NOW + 480000 + (i - 1) * 240000);
        cr_assert_eq(talk_extend(&s, side_recruiter, 480000, NOW, &agreed), ERR_OK);
        cr_assert(agreed && s.extend_asked_by == side_none && !s.warned);
        cr_assert_eq(s.ends_at, NOW + 480000 + i * 240000);
        cr_assert_eq(s.extended_count, i);
    }
    cr_assert_eq(talk_extend(&s, side_candidate, 480000, NOW, &agreed), ERR_ALREADY_EXTENDED);
    s = talk();
    cr_assert_eq(talk_extend(&s, side_candidate, 480000, NOW + 539999, &agreed), ERR_OK);
    cr_assert_eq(talk_extend(&s, side_recruiter, 480000, NOW + 540000, &agreed), ERR_SESSION_OVER);
}

Test(line_core, an_outcome_is_given_once_also_after_time_was_up)
{
    const struct talk_outcome hold = { outcome_hold, STR(""), STR("note") };
    struct session_row s           = talk();
    cr_assert_eq(talk_finish(&s, &hold, NOW + 1000), ERR_OK);
    cr_assert(s.state == session_state_finished && s.ended_at == NOW + 1000 && s.outcome == outcome_hold);
    cr_assert_eq(talk_finish(&s, &hold, NOW + 2000), ERR_SESSION_OVER);
    s = talk();
    cr_assert_eq(talk_over(&s, NOW + 540000), ERR_OK);
    cr_assert_eq(talk_finish(&s, &hold, NOW + 900000), ERR_OK);
    cr_assert(s.state == session_state_finished && s.ended_at == NOW + 540000);
}

Test(line_core, the_booth_learns_talk_and_gap_first_as_a_mean_then_by_a_tenth)
{
    struct booth_row b   = { .session_count = 0 };
    struct session_row s = talk();
    s.ended_at           = NOW + 100000;
    booth_learn(&b, &s, NONE);
    cr_assert(b.session_count == 1 && b.served_count == 1 && b.session_mean_ms == 100000);
    s.ended_at = NOW + 200000;
    booth_learn(&b, &s, NOW - 20000); /* 200 s and a gap of 20 s */
    cr_assert_eq(b.session_mean_ms, 160000);
    booth_learn(&b, &s, NOW - 3600000); /* an idle hour counts as two minutes */
    cr_assert_eq(b.session_mean_ms, 160000 + (320000 - 160000) / 3);
    b.session_count   = 20;
    b.session_mean_ms = 300000;
    booth_learn(&b, &s, NONE);
    cr_assert_eq(b.session_mean_ms, 290000);
}
