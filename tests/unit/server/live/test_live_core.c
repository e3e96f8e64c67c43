/* Every rule of the live state, its refusals and the exact edges of its deadlines. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "server/live/live_core.h"

#define NOW INT64_C(1790000000000)

static struct live_core *core;
static char heard[8][400];
static size_t heard_count;

static void published(void *arg, const struct live_message *m)
{
    (void)arg;
    snprintf(heard[heard_count++ % 8], sizeof heard[0], "%.*s|%lld|%d|%.*s", STR_ARG(m->channel), (long long)m->seq, m->state, STR_ARG(m->text));
}

static void setup(void)
{
    heard_count = 0;
    core        = live_core_new(published, NULL);
    live_core_load_end(core, STR("e:1"));
    heard_count = 0;
}

static void teardown(void)
{
    live_core_check(core);
    live_core_free(core);
}

TestSuite(live_core, .init = setup, .fini = teardown);

static struct str name(const char *text)
{
    return str_from_cstr(text);
}

static struct live_ticket row(const char *id, const char *booth, const char *candidate, int64_t key)
{
    return (struct live_ticket){ .id = name(id), .booth_id = name(booth), .fair_id = STR("f1"), .candidate_id = name(candidate),
                                 .state = ticket_state_waiting, .number = key, .order_key = key, .version = 1, .ends_at = NONE };
}

static void put(struct live_ticket t)
{
    live_core_ticket_apply(core, &t, NOW);
    live_core_check(core);
}

static void here(const char *account, const char *place, int64_t until, int64_t now)
{
    struct live_presence p = { name(account), name(place) };
    live_core_presence_set(core, &(struct live_presence_in){ STR("p1"), &p, 1, until, now });
    live_core_check(core);
}

static void gone(const char *account, const char *place, int64_t until, int64_t now)
{
    struct live_presence p = { name(account), name(place) };
    live_core_presence_end(core, &(struct live_presence_in){ STR("p1"), &p, 1, until, now });
    live_core_check(core);
}

static struct live_pick pick_named(const char *booth, const char *recruiter, const char *grant, const char *ticket)
{
    struct live_pick p;
    live_core_pick(core, &(struct live_pick_in){ name(booth), name(recruiter), name(grant), name(ticket), NOW }, &p);
    live_core_check(core);
    return p;
}

static struct live_pick pick(const char *booth, const char *recruiter, const char *grant)
{
    return pick_named(booth, recruiter, grant, "");
}

#define IS(text, expected) cr_assert(str_eq_cstr((text), (expected)), "%.*s", STR_ARG(text))

/* --- calling ---------------------------------------------------------------------------------------------------------- */

Test(live_core, the_first_callable_is_taken_and_the_others_keep_their_place)
{
    put(row("t1", "b1", "a1", 1));
    put(row("t2", "b1", "a2", 2));
    put(row("t3", "b1", "a3", 3));
    here("a2", "", NOW + 30000, NOW);
    here("a3", "", NOW + 30000, NOW);
    struct live_pick p = pick("b1", "r1", "g1");
    IS(p.ticket_id, "t2");
    IS(p.candidate_id, "a2");
    cr_assert(p.waiting == 3 && p.offline == 1 && p.engaged == 0 && p.snoozed == 0 && !p.recruiter_busy);
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t1")), 0);
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t3")), 2);
}

Test(live_core, equal_keys_go_by_their_id)
{
    put(row("t2", "b1", "a2", 1));
    put(row("t1", "b1", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    here("a2", "", NOW + 1, NOW);
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
}

Test(live_core, nobody_is_called_twice_at_once)
{
    put(row("t1", "b1", "a1", 1));
    put(row("t2", "b2", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
    struct live_pick p = pick("b2", "r2", "g2");
    IS(p.ticket_id, "");
    cr_assert(p.waiting == 1 && p.engaged == 1 && p.offline == 0);
    live_core_grant_undo(core, STR("g1"), NOW);
    IS(pick("b2", "r2", "g3").ticket_id, "t2");
}

Test(live_core, a_grant_answers_the_same_again_and_never_after_it_was_shut)
{
    put(row("t1", "b1", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
    live_core_grant_undo(core, STR("g1"), NOW);
    live_core_grant_undo(core, STR("g1"), NOW);
    IS(pick("b1", "r1", "g1").ticket_id, "");
    IS(pick("b1", "r1", "g2").ticket_id, "t1");
}

Test(live_core, a_grant_undone_before_it_came_takes_nobody)
{
    put(row("t1", "b1", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    live_core_grant_undo(core, STR("late"), NOW);
    IS(pick("b1", "r1", "late").ticket_id, "");
    live_core_presence_sweep(core, NOW);
    IS(pick("b1", "r1", "late").ticket_id, "");
}

Test(live_core, a_shut_grant_is_forgotten_after_an_hour)
{
    put(row("t1", "b1", "a1", 1));
    live_core_grant_undo(core, STR("g1"), NOW);
    live_core_presence_sweep(core, NOW + LIVE_GONE_MS - 1);
    here("a1", "", NOW + 2 * LIVE_GONE_MS, NOW + LIVE_GONE_MS);
    IS(pick("b1", "r1", "g1").ticket_id, "");
    live_core_presence_sweep(core, NOW + LIVE_GONE_MS);
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
}

Test(live_core, a_recruiter_rings_or_talks_once)
{
    put(row("t1", "b1", "a1", 1));
    put(row("t2", "b2", "a2", 1));
    here("a1", "", NOW + 1, NOW);
    here("a2", "", NOW + 1, NOW);
    IS(pick("b1", "r1", "g1").ticket_id, "t1");
    struct live_pick p = pick("b2", "r1", "g2");
    cr_assert(p.recruiter_busy && p.ticket_id.len == 0);
    struct live_ticket ringing = row("t1", "b1", "a1", 1);
    ringing.state              = ticket_state_ringing;
    ringing.version            = 2;
    ringing.recruiter_id       = STR("r1");
    ringing.grant_id           = STR("g1");
    put(ringing);
    cr_assert(pick("b2", "r1", "g3").recruiter_busy);
    ringing.state   = ticket_state_done;
    ringing.version = 3;
    put(ringing);
    IS(pick("b2", "r1", "g4").ticket_id, "t2");
}

Test(live_core, a_named_ticket_is_taken_only_when_callable)
{
    put(row("t1", "b1", "a1", 1));
    put(row("t2", "b1", "a2", 2));
    here("a2", "", NOW + 1, NOW);
    IS(pick_named("b1", "r1", "g1", "t1").ticket_id, "");
    IS(pick_named("b2", "r1", "g2", "t2").ticket_id, "");
    IS(pick_named("b1", "r1", "g3", "nobody").ticket_id, "");
    IS(pick_named("b1", "r1", "g4", "t2").ticket_id, "t2");
}

Test(live_core, applying_the_ring_closes_its_grant)
{
    struct live_grant open[2];
    put(row("t1", "b1", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    (void)pick("b1", "r1", "g1");
    cr_assert_eq(live_core_grants_open(core, NOW, open, 2), 0); /* taken before, not at */
    cr_assert_eq(live_core_grants_open(core, NOW + 1, open, 2), 1);
    IS(open[0].grant_id, "g1");
    struct live_ticket ringing = row("t1", "b1", "a1", 1);
    ringing.state              = ticket_state_ringing;
    ringing.version            = 2;
    ringing.recruiter_id       = STR("r1");
    ringing.grant_id           = STR("g1");
    put(ringing);
    cr_assert_eq(live_core_grants_open(core, NOW + 1, open, 2), 0);
    /* Undoing it now changes nothing: the candidate stays engaged by the row. */
    live_core_grant_undo(core, STR("g1"), NOW);
    put(row("t2", "b2", "a1", 1));
    cr_assert_eq(pick("b2", "r2", "g2").engaged, 1);
}

Test(live_core, a_ticket_that_leaves_takes_its_grant_along)
{
    struct live_grant open[2];
    put(row("t1", "b1", "a1", 1));
    put(row("t2", "b2", "a1", 1));
    here("a1", "", NOW + 1, NOW);
    (void)pick("b1", "r1", "g1");
    struct live_ticket left = row("t1", "b1", "a1", 1);
    left.state              = ticket_state_left;
    left.version            = 2;
    put(left);
    cr_assert_eq(live_core_grants_open(core, NOW + 1, open, 2), 0);
    IS(pick("b2", "r1", "g2").ticket_id, "t2");
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

Test(live_core, an_older_row_changes_nothing)
{
    struct live_ticket t = row("t1", "b1", "a1", 1);
    t.version            = 5;
    put(t);
    t.version   = 4;
    t.order_key = 9;
    t.state     = ticket_state_left;
    put(t);
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t1")), 0);
    t.version = 5; /* the same version again is harmless */
    put(t);
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t1")), NONE);
    t.version = 4;
    t.state   = ticket_state_waiting;
    put(t);
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t1")), NONE);
    live_core_presence_sweep(core, NOW + LIVE_GONE_MS);
    put(t); /* an hour later nobody remembers */
    cr_assert_eq(live_core_ahead(core, STR("b1"), STR("t1")), 0);
}

Test(live_core, snoozed_ends_exactly_at_its_call)
{
    struct live_ticket t = row("t1", "b1", "a1", 1);
    t.snoozed_until_call = 7;
    put(t);
    here("a1", "", NOW + 1, NOW);
    cr_assert_eq(pick("b1", "r1", "g1").snoozed, 1);
    struct live_booth b = { .id = STR("b1"), .fair_id = STR("f1"), .state = booth_state_open, .version = 1, .call_count = 6, .ends_at = NONE };
    live_core_booth_apply(core, &b, NOW);
    IS(pick("b1", "r1", "g2").ticket_id, "");
    b.call_count = 7;
    b.version    = 2;
    live_core_booth_apply(core, &b, NOW);
    b.call_count = 0;
    b.version    = 1; /* older: nothing */
    live_core_booth_apply(core, &b, NOW);
    IS(pick("b1", "r1", "g3").ticket_id, "t1");
}

Test(live_core, frozen_counts_as_offline_even_when_online)
{
    struct live_ticket t = row("t1", "b1", "a1", 1);
    t.frozen             = true;
    put(t);
    here("a1", "", NOW + 1, NOW);
    struct live_pick p = pick("b1", "r1", "g1");
    cr_assert(p.ticket_id.len == 0 && p.offline == 1);
    unsigned why[LIVE_ORDER_MAX];
    int64_t numbers[LIVE_ORDER_MAX];
    struct live_line l;
    live_core_line(core, STR("b1"), numbers, why, &l);
    cr_assert(l.number_count == 1 && why[0] == not_callable_frozen && !l.known && l.waiting == 1 && l.callable == 0);
}

/* --- presence -------------------------------------------------------------------------------------------------------------- */

Test(live_core, online_ends_exactly_at_its_end)
{
    here("a1", "", NOW + 1000, NOW);
    live_core_presence_sweep(core, NOW + 999);
    cr_assert(live_core_online(core, STR("a1")));
    live_core_presence_sweep(core, NOW + 1000);
    cr_assert_not(live_core_online(core, STR("a1")));
    cr_assert_not(live_core_online(core, STR("nobody")));
}

Test(live_core, presence_is_never_shortened_by_setting_nor_lengthened_by_ending)
{
    here("a1", "", NOW + 1000, NOW);
    here("a1", "", NOW + 500, NOW);
    live_core_presence_sweep(core, NOW + 600);
    cr_assert(live_core_online(core, STR("a1")));
    gone("a1", "", NOW + 5000, NOW);
    live_core_presence_sweep(core, NOW + 1000);
    cr_assert_not(live_core_online(core, STR("a1")));
    here("a1", "", NOW, NOW); /* past already */
    cr_assert_not(live_core_online(core, STR("a1")));
}

Test(live_core, who_is_on_two_processes_is_online_until_the_last)
{
    struct live_presence p = { STR("a1"), STR_NONE };
    here("a1", "", NOW + 1000, NOW);
    live_core_presence_set(core, &(struct live_presence_in){ STR("p2"), &p, 1, NOW + 3000, NOW });
    gone("a1", "", NOW, NOW);
    cr_assert(live_core_online(core, STR("a1")));
    live_core_presence_end(core, &(struct live_presence_in){ STR("p2"), &p, 1, NOW, NOW });
    cr_assert_not(live_core_online(core, STR("a1")));
}

Test(live_core, absence_counts_from_the_end_of_presence)
{
    struct str due[4];
    put(row("t1", "b1", "a1", 1));
    here("a1", "", NOW + 1000, NOW);
    cr_assert_eq(live_core_freeze_due(core, NOW + 100000, due, 4), 0);
    live_core_presence_sweep(core, NOW);
    live_core_presence_sweep(core, NOW + 1500);
    cr_assert_eq(live_core_freeze_due(core, NOW + 1000, due, 4), 0); /* since before, not at */
    cr_assert_eq(live_core_freeze_due(core, NOW + 1001, due, 4), 1);
    struct live_ticket t = row("t1", "b1", "a1", 1);
    t.frozen             = true;
    t.version            = 2;
    put(t);
    cr_assert_eq(live_core_freeze_due(core, NOW + 1001, due, 4), 0);
    cr_assert_eq(live_core_thaw_due(core, due, 4), 0);
    here("a1", "", NOW + 9000, NOW + 2000);
    cr_assert_eq(live_core_thaw_due(core, due, 4), 1);
    IS(due[0], "a1");
}

Test(live_core, time_without_a_hall_is_nobodys_absence)
{
    struct str due[4];
    put(row("t1", "b1", "a1", 1)); /* offline since NOW */
    put(row("t2", "b1", "a2", 2));
    here("a2", "", NOW + 1000, NOW);
    live_core_presence_sweep(core, NOW + 500);
    int64_t later = NOW + 500 + LIVE_DOWN_MS + 60000;
    live_core_presence_sweep(core, later);
    cr_assert_eq(live_core_freeze_due(core, later, due, 4), 1); /* a1 was away for half a second before */
    IS(due[0], "a1");
    cr_assert_eq(live_core_freeze_due(core, later - 500, due, 4), 0);
    cr_assert_eq(live_core_freeze_due(core, later + 1, due, 4), 2); /* a2 from now */
}

Test(live_core, a_recruiter_at_two_booths_counts_half_at_each)
{
    struct live_line l;
    here("r1", "booth:b1", NOW + 1, NOW);
    here("r1", "booth:b2", NOW + 1, NOW);
    here("r2", "booth:b1", NOW + 1, NOW);
    live_core_line(core, STR("b1"), NULL, NULL, &l);
    cr_assert(l.staff_count == 2 && l.staff_permille == 1500);
    gone("r1", "booth:b2", NOW, NOW);
    live_core_line(core, STR("b1"), NULL, NULL, &l);
    cr_assert_eq(l.staff_permille, 2000);
}

Test(live_core, people_in_a_fair_are_counted_once)
{
    struct live_presence p = { STR("a1"), STR("fair:f1") };
    here("a1", "fair:f1", NOW + 1, NOW);
    live_core_presence_set(core, &(struct live_presence_in){ STR("p2"), &p, 1, NOW + 1, NOW });
    here("a2", "fair:f1", NOW + 1, NOW);
    cr_assert_eq(live_core_fair_online(core, STR("f1")), 2);
    cr_assert_eq(live_core_fair_online(core, STR("f2")), 0);
}

Test(live_core, what_changed_is_taken_once_oldest_first)
{
    struct arena mem;
    struct str ids[4];
    arena_init(&mem, 10000);
    here("a1", "fair:f1", NOW + 9000, NOW);
    here("r1", "booth:b1", NOW + 9000, NOW + 1);
    here("a2", "fair:f1", NOW + 9000, NOW + 2);
    cr_assert_eq(live_core_dirty_take(core, ids, 0, &mem), 0);
    cr_assert_eq(live_core_dirty_take(core, ids, 1, &mem), 1);
    IS(ids[0], "fair:f1");
    cr_assert_eq(live_core_dirty_take(core, ids, 4, &mem), 1);
    IS(ids[0], "b1");
    cr_assert_eq(live_core_dirty_take(core, ids, 4, &mem), 0);
    arena_done(&mem);
}

Test(live_core, ends_of_running_talks_come_in_order_and_at_most_sixteen)
{
    struct live_line l;
    for (int i = 0; i < 20; i++) {
        char id[16], candidate[16];
        snprintf(id, sizeof id, "t%d", i);
        snprintf(candidate, sizeof candidate, "a%d", i);
        struct live_ticket t = row(id, "b1", candidate, i);
        t.state              = ticket_state_in_session;
        t.ends_at            = NOW + (i * 7 % 20) * 1000;
        put(t);
    }
    live_core_line(core, STR("b1"), NULL, NULL, &l);
    cr_assert_eq(l.running_count, LIVE_RUNNING_MAX);
    for (int i = 0; i < LIVE_RUNNING_MAX; i++)
        cr_assert_eq(l.running_ends_at[i], NOW + i * 1000);
}

/* --- channels ------------------------------------------------------------------------------------------------------------------ */

static void say(const char *channel, const char *once, bool state, int64_t now)
{
    live_core_publish(core, &(struct live_event){ name(channel), STR("x.y"), STR("{\"a\":1}"), name(once), state }, now);
}

static struct live_replay log_of;

static struct live_replay *replayed(const char *channel, const char *epoch, int64_t after)
{
    live_core_replay(core, name(channel), name(epoch), after, &log_of);
    return &log_of;
}

Test(live_core, a_logged_event_carries_a_number_without_holes_and_a_state_event_a_version)
{
    say("me:a1", "", false, NOW);
    say("booth:b1", "", true, NOW);
    say("me:a1", "", false, NOW);
    cr_assert_str_eq(heard[0], "me:a1|1|0|{\"event\":\"x.y\",\"channel\":\"me\",\"epoch\":\"e:1\",\"seq\":1,\"at\":\"2026-09-21T22:13:20.000+08:00\","
                               "\"data\":{\"a\":1}}");
    cr_assert(strstr(heard[1], "booth:b1|1|1|") && strstr(heard[1], "\"version\":1,") && !strstr(heard[1], "seq"));
    cr_assert(strstr(heard[2], "\"seq\":2,"));
    cr_assert_eq(replayed("booth:b1", "e:1", 0)->len, 0);
}

Test(live_core, once_is_once_for_ten_minutes)
{
    say("me:a1", "o1", false, NOW);
    say("me:a1", "o1", false, NOW + 1);
    cr_assert_eq(heard_count, 1);
    live_core_presence_sweep(core, NOW + LIVE_ONCE_MS - 1);
    say("me:a1", "o1", false, NOW + 2);
    cr_assert_eq(heard_count, 1);
    live_core_presence_sweep(core, NOW + LIVE_ONCE_MS);
    say("me:a1", "o1", false, NOW + 3);
    cr_assert_eq(heard_count, 2);
}

Test(live_core, a_log_replays_what_is_missing_or_says_resync)
{
    for (int i = 0; i < LIVE_LOG_MAX + 5; i++)
        say("me:a1", "", false, NOW + i);
    cr_assert(replayed("me:a1", "e:1", LIVE_LOG_MAX + 3)->len == 2 && log_of.items[0].seq == LIVE_LOG_MAX + 4 && !log_of.resync);
    cr_assert(replayed("me:a1", "e:1", LIVE_LOG_MAX + 5)->len == 0 && !log_of.resync && log_of.last_seq == LIVE_LOG_MAX + 5);
    cr_assert(replayed("me:a1", "e:1", 5)->len == LIVE_LOG_MAX && !log_of.resync);
    cr_assert(replayed("me:a1", "e:1", 4)->resync && log_of.len == 0);
    cr_assert(replayed("me:a1", "e:1", LIVE_LOG_MAX + 6)->resync);
    cr_assert(replayed("me:a1", "e:0", LIVE_LOG_MAX + 5)->resync);
    cr_assert(!replayed("me:a1", "", NONE)->resync);
    cr_assert(!replayed("me:none", "e:1", 0)->resync && log_of.last_seq == 0);
    cr_assert(replayed("me:none", "e:1", 1)->resync);
}

Test(live_core, a_pass_opens_one_door_in_time)
{
    struct arena mem;
    struct str login;
    arena_init(&mem, 100000);
    live_core_pass_put(core, STR("x1"), STR("i1"), NOW + 100);
    cr_assert(live_core_pass_take(core, STR("x1"), NOW + 99, &mem, &login));
    IS(login, "i1");
    cr_assert_not(live_core_pass_take(core, STR("x1"), NOW + 99, &mem, &login));
    live_core_pass_put(core, STR("x2"), STR("i1"), NOW + 100);
    cr_assert_not(live_core_pass_take(core, STR("x2"), NOW + 100, &mem, &login));
    cr_assert_not(live_core_pass_take(core, STR("x3"), NOW, &mem, &login));
    arena_done(&mem);
}

/* --- loading ------------------------------------------------------------------------------------------------------------------- */

Test(live_core, only_one_loads_and_only_what_is_not_loaded)
{
    cr_assert_not(live_core_load_begin(core, STR("lease:1"), NOW));
    live_core_wipe(core);
    cr_assert(live_core_load_begin(core, STR("lease:1"), NOW));
    cr_assert_not(live_core_load_begin(core, STR("lease:2"), NOW + LIVE_LEASE_MS - 1));
    cr_assert(live_core_load_holds(core, STR("lease:1"), NOW + LIVE_LEASE_MS - 1)); /* renews */
    cr_assert_not(live_core_load_begin(core, STR("lease:2"), NOW + LIVE_LEASE_MS));
    cr_assert(live_core_load_begin(core, STR("lease:2"), NOW + 2 * LIVE_LEASE_MS));
    cr_assert_not(live_core_load_holds(core, STR("lease:1"), NOW + 2 * LIVE_LEASE_MS));
    live_core_load_end(core, STR("e:2"));
    IS(live_core_epoch(core), "e:2");
    cr_assert(strstr(heard[heard_count - 1], "|epoch"));
}
