/* Between rows and the live state: merged events, the relay, the rebuild. */
#include "tests/unit/server/feature/line/line_world.h"

static struct {
    const char *verb;
    enum live_fate fate;
} breaks;

static enum live_fate live_before(void *arg, const char *verb)
{
    (void)arg;
    if (!breaks.verb || strcmp(breaks.verb, verb) != 0)
        return LIVE_FATE_GOES_WELL;
    breaks.verb = NULL;
    return breaks.fate;
}

static void begin(void)
{
    memset(&breaks, 0, sizeof breaks);
    line_begin_with(live_before, NULL);
    everybody_online(4 * MILLIS_HOUR);
    job("line_tick");
}
TestSuite(line_jobs, .init = begin, .fini = line_end);

static bool text_has(struct str text, const char *what)
{
    char got[4000];
    (void)snprintf(got, sizeof got, "%.*s", STR_ARG(text));
    return strstr(got, what) != NULL;
}

/* The last event of this kind on this channel since `from`. */
static struct str last_heard(size_t from, const char *event, const char *channel)
{
    struct str found = STR_NONE;
    for (size_t i = from; i < lw.heard_count; i++)
        if (str_eq_cstr(lw.heard[i].channel, channel) && text_has(lw.heard[i].text, event))
            found = lw.heard[i].text;
    return found;
}

/* --- merged events ------------------------------------------------------------------------------------------------ */

Test(line_jobs, many_changes_of_a_line_are_one_event_with_its_order_for_the_booth)
{
    present(&lw.recruiter[0], "booth:b0", MILLIS_HOUR);
    join(0, 0);
    join(1, 0);
    join(2, 0);
    size_t from = lw.heard_count;
    job("line_tick");
    cr_assert_eq(heard_since(from, "booth.line", "booth", STR("b0")), 1);
    cr_assert_eq(heard_since(from, "booth.line", "fair", STR("f1")), 1);
    struct str text = last_heard(from, "booth.line", "booth:b0");
    cr_assert(text_has(text, "\"order\":[1,2,3]"), "%.*s", STR_ARG(text));
    cr_assert(text_has(text, "\"waiting\":3"));
    cr_assert(text_has(text, "\"recruiters_online\":1"));
    cr_assert(text_has(text, "\"step_s\":480"));
    cr_assert(text_has(text, "\"eta_basis\":\"planned\""));
    cr_assert(text_has(text, "\"version\":"));
    cr_assert_not(text_has(text, "\"seq\""));
    text = last_heard(from, "booth.line", "fair:f1");
    cr_assert(text_has(text, "\"order\":[]"));
    from = lw.heard_count;
    job("line_tick");
    cr_assert_eq(lw.heard_count, from); /* nothing changed */
}

Test(line_jobs, a_paused_booth_says_why_and_promises_nothing)
{
    present(&lw.recruiter[0], "booth:b0", MILLIS_HOUR);
    job("line_tick");
    size_t from           = lw.heard_count;
    struct world_answer a = world_call(&lw.w, "POST", "/api/v1/booths/b0/state", "{\"to\":\"paused\",\"message\":\"午休\"}", &lw.recruiter[0]);
    ASSERT_STATUS(a, 200);
    job("line_tick");
    struct str text = last_heard(from, "booth.line", "booth:b0");
    cr_assert(text_has(text, "\"message\":\"午休\""), "%.*s", STR_ARG(text));
    cr_assert(text_has(text, "\"state\":\"paused\""));
    cr_assert(text_has(text, "\"eta_basis\":\"unknown\""));
    cr_assert(text_has(text, "\"residual_s\":null"));
}

Test(line_jobs, people_in_a_fair_are_counted)
{
    size_t from = lw.heard_count;
    present(&lw.person[0], "fair:f1", 20000);
    present(&lw.person[1], "fair:f1", 20000);
    job("line_tick");
    struct str text = last_heard(from, "fair.presence", "fair:f1");
    cr_assert(text_has(text, "\"online_count\":2"), "%.*s", STR_ARG(text));
    pass_ms(20000);
    job("line_tick");
    text = last_heard(from, "fair.presence", "fair:f1");
    cr_assert(text_has(text, "\"online_count\":0"));
}

/* --- the relay ------------------------------------------------------------------------------------------------------ */

Test(line_jobs, what_was_carried_out_leaves_nothing_behind)
{
    const char *one = join(0, 0);
    call(0);
    answer(0, one);
    join(1, 0); /* the next write takes away what was done before it */
    lw.w.clock.now += 2001;
    job("outbox_relay");
    cr_assert_eq(db_number("SELECT count(*) FROM outbox"), 0);
}

Test(line_jobs, a_place_redis_did_not_hear_of_comes_after_two_seconds)
{
    breaks.verb     = "ticket_apply";
    breaks.fate     = LIVE_FATE_LOST_BEFORE;
    const char *one = join(0, 0);
    ASSERT_STATUS(call_by(&lw.recruiter[0], 0), 200);
    lw.w.clock.now += 2000;
    job("outbox_relay");
    ASSERT_STATUS(call_by(&lw.recruiter[0], 0), 200);
    lw.w.clock.now += 1;
    job("outbox_relay");
    cr_assert(strcmp(call(0), one) == 0);
}

Test(line_jobs, an_event_is_heard_once_however_often_it_is_sent)
{
    const char *one = join(0, 0);
    size_t from     = lw.heard_count;
    breaks.verb     = "publish";
    breaks.fate     = LIVE_FATE_LOST_AFTER; /* published, but we do not know */
    cr_assert(strcmp(call(0), one) == 0);
    cr_assert_eq(heard_since(from, "ticket.ringing", "me", lw.person[0].id), 1);
    lw.w.clock.now += 2001;
    job("outbox_relay");
    cr_assert_eq(heard_since(from, "ticket.ringing", "me", lw.person[0].id), 1);
    breaks.verb = "publish";
    breaks.fate = LIVE_FATE_LOST_BEFORE;
    ASSERT_STATUS(act(&lw.recruiter[0], "DELETE", one, "/ring"), 200);
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[0].id), 0);
    lw.w.clock.now += 2001;
    job("outbox_relay");
    cr_assert_eq(heard_since(from, "ticket.moved", "me", lw.person[0].id), 1);
    cr_assert_eq(db_number("SELECT count(*) FROM outbox"), 0);
}

Test(line_jobs, the_relay_stops_while_redis_is_away_and_goes_on_later)
{
    breaks.verb     = "ticket_apply";
    breaks.fate     = LIVE_FATE_LOST_BEFORE;
    const char *one = join(0, 0);
    lw.w.clock.now += 2001;
    breaks.verb = "ticket_apply";
    cr_assert_eq(world_job(&lw.w, "outbox_relay").status, 503);
    cr_assert_eq(db_number("SELECT count(*) FROM outbox"), 1);
    job("outbox_relay");
    cr_assert(strcmp(call(0), one) == 0);
}

Test(line_jobs, grants_decided_long_ago_are_forgotten)
{
    db("INSERT INTO line_grant VALUES ('g1','t1',1,%lld),('g2','t2',1,%lld)", (long long)(lw.w.clock.now - 2 * MILLIS_DAY - 1), (long long)lw.w.clock.now - 2 * MILLIS_DAY);
    job("line_purge");
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant"), 1);
}

/* --- the rebuild ------------------------------------------------------------------------------------------------------- */

static struct live_line line_now(const char *booth, int64_t *numbers, unsigned *why)
{
    struct live_line line;
    live_core_line(live_memory_core(lw.w.live), str_from_cstr(booth), numbers, why, &line);
    return line;
}

Test(line_jobs, an_emptied_redis_is_as_it_was_but_for_presence)
{
    static int64_t before[LIVE_ORDER_MAX], after[LIVE_ORDER_MAX];
    static unsigned why[LIVE_ORDER_MAX];
    for (int i = 0; i < 6; i++)
        join(i, 0);
    join(0, 1);
    const char *talking = call(0);
    answer(0, talking);
    const char *missed = world_keep(&lw.w, world_text(call_by(&lw.colleague, 0), "ticket.ticket_id"));
    lw.w.clock.now += 30000;
    job("ring_timeout");
    ASSERT_STATUS(call_by(&lw.colleague, 0), 201);
    struct live_line old = line_now("b0", before, why);
    live_memory_wipe(lw.w.live);
    ASSERT_STATUS(call_by(&lw.recruiter[1], 1), 503);
    ASSERT_STATUS(join_try(7, 1), 503);
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0/line", NULL, &lw.recruiter[0]), 200); /* rows are read without it */
    struct world_answer a = act(&lw.person[1], "GET", missed, "");
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_number(a, "ahead"), NONE);
    job("live_rebuild");
    struct live_line new = line_now("b0", after, why);
    cr_assert_eq(new.number_count, old.number_count);
    cr_assert(memcmp(before, after, old.number_count * sizeof before[0]) == 0);
    cr_assert(new.known && new.version == old.version && new.running_count == 1);
    everybody_online(MILLIS_HOUR);
    a = call_by(&lw.recruiter[1], 1);
    cr_assert_eq(world_number(a, "why.engaged"), 1); /* still in the talk */
    ASSERT_REFUSED(call_by(&lw.colleague, 0), 409, "recruiter_busy");
    steps_are_whole();
    job("live_rebuild"); /* already there: nothing happens */
}

Test(line_jobs, a_rebuild_that_breaks_off_is_done_again)
{
    join(0, 0);
    live_memory_wipe(lw.w.live);
    breaks.verb = "ticket_apply";
    breaks.fate = LIVE_FATE_LOST_BEFORE;
    cr_assert_eq(world_job(&lw.w, "live_rebuild").status, 503);
    lw.w.clock.now += LIVE_LEASE_MS;
    job("live_rebuild");
    everybody_online(MILLIS_HOUR);
    cr_assert(call(0));
}

Test(line_jobs, jobs_are_not_for_outsiders)
{
    const char *const names[] = { "ring_timeout", "live_rebuild", "line_restart", "line_bell", "outbox_relay", "grants_sweep", "presence_sweep", "session_clock", "line_tick", "line_freeze", "snooze_wake", "line_purge" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ASSERT_STATUS(world_callf(&lw.w, &lw.person[0], "POST", "{}", "/internal/jobs/%s", names[i]), 404);
        ASSERT_STATUS(world_callf(&lw.w, NULL, "POST", "{}", "/internal/jobs/%s", names[i]), 404);
    }
}

/* --- channels ------------------------------------------------------------------------------------------------------------- */

struct listen {
    const struct who *who;
    const char *channel;
    enum err e;
    struct str full, place;
};
static void listen_run(void *arg)
{
    struct listen *l = arg;
    l->e             = app_channel(lw.w.app, &lw.w.mem, l->who, str_from_cstr(l->channel), &l->full, &l->place);
}

Test(line_jobs, anybody_may_listen_to_a_booth_and_its_recruiters_staff_it)
{
    struct listen l = { &lw.recruiter[0].who, "booth:b0", ERR_OK, STR_NONE, STR_NONE };
    world_run(&lw.w, listen_run, &l);
    cr_assert(l.e == ERR_OK && str_eq(l.full, STR("booth:b0")) && str_eq(l.place, STR("booth:b0")));
    l.who = &lw.person[0].who;
    world_run(&lw.w, listen_run, &l);
    cr_assert(l.e == ERR_OK && l.place.len == 0);
    l.who = &lw.recruiter[1].who;
    world_run(&lw.w, listen_run, &l);
    cr_assert(l.e == ERR_OK && l.place.len == 0);
    l.channel = "booth:nothing";
    world_run(&lw.w, listen_run, &l);
    cr_assert_eq(l.e, ERR_NOT_FOUND);
}
