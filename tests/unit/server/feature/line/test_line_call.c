/* Calling: who is picked, and what grants and rows do when one of them fails. */
#include "tests/unit/server/feature/line/line_world.h"

/* What breaks next: the live verb of this name once, or the store's next write. */
static struct {
    const char *verb;
    enum live_fate fate;
    enum err write_before, write_after;
    void (*on_write)(void); /* another process, just before our write */
} breaks;

static enum live_fate live_before(void *arg, const char *verb)
{
    (void)arg;
    if (!breaks.verb || strcmp(breaks.verb, verb) != 0)
        return LIVE_FATE_GOES_WELL;
    breaks.verb = NULL;
    return breaks.fate;
}

static enum err store_before(void *arg, bool write)
{
    (void)arg;
    enum err e = write ? breaks.write_before : ERR_OK;
    if (write)
        breaks.write_before = ERR_OK;
    void (*other)(void) = write ? breaks.on_write : NULL;
    if (other) {
        breaks.on_write = NULL;
        lw.inside       = true;
        other();
        lw.inside = false;
    }
    return e;
}

static enum err store_after(void *arg, bool write, enum err result)
{
    (void)arg;
    if (!write || breaks.write_after == ERR_OK)
        return result;
    enum err e          = breaks.write_after;
    breaks.write_after = ERR_OK;
    return e;
}

static void begin(void)
{
    static const struct store_inline_config hooks = { .before = store_before, .after = store_after };
    memset(&breaks, 0, sizeof breaks);
    line_begin_with(live_before, &hooks);
    everybody_online(MILLIS_HOUR);
}
TestSuite(line_call, .init = begin, .fini = line_end);

static struct world_answer call_with_key(const struct world_account *who, const char *key)
{
    return world_request(&lw.w, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/booths/b0/calls"), .body = STR("{}"), .key = str_from_cstr(key), .who = &who->who });
}

static size_t grants_open(void)
{
    struct live_grant grants[8];
    return live_core_grants_open(live_memory_core(lw.w.live), INT64_MAX, grants, COUNT_OF(grants));
}

/* Nothing rings, nobody is held, and the next call takes the first one. */
static void all_is_as_before(const char *first)
{
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE state <> 'waiting'"), 0);
    cr_assert_eq(grants_open(), 0);
    cr_assert(strcmp(call(0), first) == 0);
    steps_are_whole();
}

/* --- who is picked ----------------------------------------------------------------------------------------------- */

Test(line_call, the_first_callable_is_rung_and_told)
{
    const char *one = join(0, 0);
    join(1, 0);
    size_t from           = lw.heard_count;
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
    cr_assert(str_eq(world_text(a, "ticket.state"), STR("ringing")));
    cr_assert(str_eq(world_text(a, "ticket.candidate_name"), STR("person0")));
    cr_assert_eq(world_number(a, "waiting"), 1);
    cr_assert_eq(heard_since(from, "ticket.ringing", "me", lw.person[0].id), 1);
    cr_assert_eq(heard_since(from, "ticket.ringing", "me", lw.person[1].id), 0);
    cr_assert_eq(db_number("SELECT ring_ends_at FROM ticket WHERE id='%s'", one), lw.w.clock.now + 30000);
    cr_assert_eq(db_number("SELECT call_count FROM booth WHERE id='b0'"), 1);
    cr_assert_eq(db_number("SELECT undone FROM line_grant"), 0);
    steps_are_whole();
}

Test(line_call, two_recruiters_of_a_booth_get_two_people_and_each_only_one)
{
    join(0, 0);
    join(1, 0);
    join(2, 0);
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    ASSERT_STATUS(a, 201);
    const char *one = world_keep(&lw.w, world_text(a, "ticket.ticket_id"));
    a               = call_by(&lw.colleague, 0);
    ASSERT_STATUS(a, 201);
    cr_assert_not(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
    ASSERT_REFUSED(call_by(&lw.recruiter[0], 0), 409, "recruiter_busy");
    ASSERT_REFUSED(call_by(&lw.colleague, 0), 409, "recruiter_busy");
}

Test(line_call, one_person_in_three_lines_is_called_once)
{
    for (int b = 0; b < 3; b++)
        join(0, b);
    ASSERT_STATUS(call_by(&lw.recruiter[0], 0), 201);
    for (int b = 1; b < 3; b++) {
        struct world_answer a = call_by(&lw.recruiter[b], b);
        ASSERT_STATUS(a, 200);
        cr_assert(world_text(a, "ticket").len == 0);
        cr_assert_eq(world_number(a, "waiting"), 1);
        cr_assert_eq(world_number(a, "why.engaged"), 1);
        cr_assert_eq(world_number(a, "why.offline"), 0);
        cr_assert_eq(world_number(a, "why.snoozed"), 0);
    }
}

static void other_recruiter_calls(void)
{
    /* The booth next door rings the same person between our pick and our row: with the live state this cannot be, so by row. */
    db("UPDATE ticket SET state='ringing', recruiter_id='%.*s', ring_ends_at=%lld, version=version+1 WHERE candidate_id='%.*s' AND booth_id='b1'",
       STR_ARG(lw.recruiter[1].id), (long long)lw.w.clock.now + 30000, STR_ARG(lw.person[0].id));
}

Test(line_call, the_row_refuses_whom_another_line_rings_and_the_next_one_is_taken)
{
    const char *one = join(0, 0);
    join(0, 1);
    const char *two = join(1, 0);
    breaks.on_write = other_recruiter_calls;
    cr_assert(strcmp(call(0), two) == 0);
    cr_assert(state_is(one, "waiting"));
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant WHERE undone=1"), 1);
    cr_assert_eq(grants_open(), 0);
    ASSERT_STATUS(act(&lw.recruiter[0], "DELETE", two, "/ring"), 200);
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), two)); /* the live state has learnt of the other ring */
}

static void person_leaves(void)
{
    db("UPDATE ticket SET state='left', version=version+1 WHERE candidate_id='%.*s'", STR_ARG(lw.person[0].id));
}

Test(line_call, who_left_meanwhile_is_passed_over)
{
    join(0, 0);
    const char *two = join(1, 0);
    breaks.on_write = person_leaves;
    cr_assert(strcmp(call(0), two) == 0);
    cr_assert_eq(grants_open(), 0);
}

Test(line_call, nobody_callable_is_an_answer_that_says_why)
{
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_number(a, "waiting"), 0);
    lw.w.clock.now += MILLIS_HOUR; /* presence ran out; the fair goes on */
    join(0, 0);
    join(1, 0);
    join(2, 0);
    ASSERT_STATUS(act(&lw.person[1], "POST", world_keep(&lw.w, world_text(join_try(1, 0), "id")), "/snooze"), 200);
    pass_ms(1);
    join(2, 1);
    ASSERT_STATUS(call_by(&lw.recruiter[1], 1), 201);
    pass_ms(29000);
    present(&lw.person[1], "", 30000);
    present(&lw.person[2], "", 30000);
    pass_ms(1001); /* the request of the first one counts no more */
    a = call_by(&lw.recruiter[0], 0);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_number(a, "waiting"), 3);
    cr_assert_eq(world_number(a, "why.offline"), 1, "%.*s", STR_ARG(a.body));
    cr_assert_eq(world_number(a, "why.snoozed"), 1);
    cr_assert_eq(world_number(a, "why.engaged"), 1);
}

Test(line_call, out_of_order_needs_a_reason_that_the_candidate_sees)
{
    join(0, 0);
    const char *two       = join(1, 0);
    char body[120];
    (void)snprintf(body, sizeof body, "{\"ticket_id\":\"%s\"}", two);
    struct world_answer a = world_call(&lw.w, "POST", "/api/v1/booths/b0/calls", body, &lw.recruiter[0]);
    ASSERT_REFUSED(a, 422, "invalid");
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/reason")));
    (void)snprintf(body, sizeof body, "{\"ticket_id\":\"%s\",\"reason\":\"末班车\"}", two);
    a = world_call(&lw.w, "POST", "/api/v1/booths/b0/calls", body, &lw.recruiter[0]);
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), two));
    a = act(&lw.person[1], "GET", two, "");
    cr_assert(str_eq(world_text(a, "reason"), STR("末班车")));
    (void)snprintf(body, sizeof body, "{\"ticket_id\":\"%s\",\"reason\":\"again\"}", two);
    a = world_call(&lw.w, "POST", "/api/v1/booths/b0/calls", body, &lw.colleague);
    ASSERT_STATUS(a, 200); /* not callable: nobody else is rung in its place */
    cr_assert(world_text(a, "ticket").len == 0);
}

Test(line_call, calling_is_for_those_who_work_at_an_open_booth_of_an_open_fair)
{
    join(0, 0);
    ASSERT_STATUS(call_by(&lw.recruiter[1], 0), 404);
    ASSERT_STATUS(call_by(&lw.stranger, 0), 404);
    ASSERT_STATUS(call_by(&lw.person[0], 0), 403);
    ASSERT_STATUS(world_call(&lw.w, "POST", "/api/v1/booths/nothing/calls", "{}", &lw.recruiter[0]), 404);
    db("UPDATE booth SET state='closed' WHERE id='b0'");
    ASSERT_REFUSED(call_by(&lw.recruiter[0], 0), 409, "booth_not_open");
    db("UPDATE booth SET state='paused' WHERE id='b0'");
    db("UPDATE fair SET state='paused'");
    ASSERT_REFUSED(call_by(&lw.recruiter[0], 0), 409, "fair_not_open");
    db("UPDATE fair SET state='open'");
    ASSERT_STATUS(call_by(&lw.recruiter[0], 0), 201); /* a pause only keeps newcomers out */
}

/* --- keys ---------------------------------------------------------------------------------------------------------- */

Test(line_call, the_same_key_gives_the_same_call)
{
    join(0, 0);
    join(1, 0);
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    const char *body = world_keep(&lw.w, a.body);
    a                = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(a.body, body));
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE state='ringing'"), 1);
    a = call_with_key(&lw.colleague, "k1"); /* another person's key is another key */
    ASSERT_STATUS(a, 201);
    cr_assert_not(str_eq_cstr(a.body, body));
}

Test(line_call, nobody_is_the_answer_of_a_key_for_good)
{
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 200);
    join(0, 0);
    a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_number(a, "waiting"), 0);
    ASSERT_STATUS(call_with_key(&lw.recruiter[0], "k2"), 201);
}

Test(line_call, an_unknown_outcome_asked_again_with_its_key_rings_once)
{
    const char *one    = join(0, 0);
    breaks.write_after = ERR_UNKNOWN_OUTCOME; /* committed, but nobody was told */
    ASSERT_REFUSED(call_with_key(&lw.recruiter[0], "k1"), 503, "unknown_outcome");
    cr_assert(state_is(one, "ringing"));
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant"), 1);
    job("grants_sweep");
    cr_assert_eq(grants_open(), 1); /* younger than five seconds */
    lw.w.clock.now += 5001;
    job("grants_sweep"); /* it finds the ring's row: the live state hears of it */
    cr_assert_eq(grants_open(), 0);
    cr_assert(state_is(one, "ringing"));
    cr_assert_eq(db_number("SELECT undone FROM line_grant"), 0);
    ASSERT_REFUSED(call_by(&lw.recruiter[0], 0), 409, "recruiter_busy");
}

Test(line_call, a_key_whose_grant_was_undone_asks_with_another)
{
    const char *one     = join(0, 0);
    breaks.write_before = ERR_UNAVAILABLE; /* nothing was written; the grant stays open */
    ASSERT_STATUS(call_with_key(&lw.recruiter[0], "k1"), 503);
    cr_assert_eq(grants_open(), 1);
    lw.w.clock.now += 5001;
    job("grants_sweep");
    cr_assert_eq(grants_open(), 0);
    cr_assert_eq(db_number("SELECT undone FROM line_grant"), 1);
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
}

Test(line_call, a_key_whose_grants_were_all_undone_still_rings)
{
    const char *one = join(0, 0);
    for (int i = 0; i < 6; i++) {
        breaks.write_before = ERR_UNAVAILABLE;
        ASSERT_STATUS(call_with_key(&lw.recruiter[0], "k1"), 503);
        lw.w.clock.now += 5001;
        job("grants_sweep");
    }
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
}

Test(line_call, a_key_asks_for_the_same_grant_while_it_is_open)
{
    const char *one     = join(0, 0);
    breaks.write_before = ERR_UNAVAILABLE;
    ASSERT_STATUS(call_with_key(&lw.recruiter[0], "k1"), 503);
    struct world_answer a = call_with_key(&lw.recruiter[0], "k1");
    ASSERT_STATUS(a, 201);
    cr_assert(str_eq_cstr(world_text(a, "ticket.ticket_id"), one));
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant"), 1);
    cr_assert_eq(grants_open(), 0);
}

/* --- between grant and row --------------------------------------------------------------------------------------------- */

static void pick_only(void *arg)
{
    const char *grant    = arg;
    struct ctx c         = world_ctx(&lw.w);
    struct live_pick pick = { 0 };
    const struct live_pick_in in = { STR("b0"), lw.recruiter[0].id, str_from_cstr(grant), STR_NONE, lw.w.clock.now };
    cr_assert_eq(lw.w.hall.live->pick(lw.w.hall.live, &c, &in, &pick), ERR_OK);
    cr_assert(pick.ticket_id.len > 0);
}

Test(line_call, a_server_that_dies_after_its_grant_holds_nobody_for_long)
{
    const char *one = join(0, 0);
    char grant[]    = "gdead";
    world_run(&lw.w, pick_only, grant);
    cr_assert_eq(grants_open(), 1);
    struct world_answer a = call_by(&lw.colleague, 0);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_number(a, "why.engaged"), 1);
    lw.w.clock.now += 5000;
    job("grants_sweep");
    cr_assert_eq(grants_open(), 1); /* five seconds are not yet over */
    lw.w.clock.now += 1;
    job("grants_sweep");
    cr_assert_eq(db_number("SELECT undone FROM line_grant WHERE id='gdead'"), 1);
    all_is_as_before(one);
}

static void sweep_is_faster(void)
{
    lw.w.clock.now += 6000;
    struct live_grant grants[1];
    cr_assert_eq(live_core_grants_open(live_memory_core(lw.w.live), INT64_MAX, grants, 1), 1);
    db("INSERT INTO line_grant VALUES ('%.*s','%.*s',1,0)", STR_ARG(grants[0].grant_id), STR_ARG(grants[0].ticket_id));
}

Test(line_call, a_commit_after_the_tombstone_is_refused_and_asks_anew)
{
    const char *one = join(0, 0);
    breaks.on_write = sweep_is_faster;
    cr_assert(strcmp(call(0), one) == 0); /* with a second grant */
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant WHERE undone=1"), 1);
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant WHERE undone=0"), 1);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step WHERE action='call'"), 1);
    cr_assert_eq(grants_open(), 0);
    steps_are_whole();
}

Test(line_call, a_grant_that_is_taken_but_not_told_is_undone)
{
    const char *one = join(0, 0);
    breaks.verb     = "pick";
    breaks.fate     = LIVE_FATE_LOST_AFTER;
    ASSERT_STATUS(call_by(&lw.recruiter[0], 0), 503);
    cr_assert_eq(grants_open(), 1);
    lw.w.clock.now += 5001;
    job("grants_sweep");
    all_is_as_before(one);
}

Test(line_call, without_redis_nobody_is_called_and_nothing_is_written)
{
    join(0, 0);
    breaks.verb = "pick";
    breaks.fate = LIVE_FATE_LOST_BEFORE;
    struct world_answer a = call_by(&lw.recruiter[0], 0);
    ASSERT_REFUSED(a, 503, "unavailable");
    cr_assert(a.full.retry_after_s >= 1);
    cr_assert_eq(db_number("SELECT count(*) FROM line_grant"), 0);
}

Test(line_call, a_ring_that_redis_did_not_hear_of_is_brought_up_by_the_relay)
{
    const char *one = join(0, 0);
    breaks.verb     = "ticket_apply";
    breaks.fate     = LIVE_FATE_LOST_BEFORE;
    cr_assert(strcmp(call(0), one) == 0); /* the row is the truth: answered */
    cr_assert_eq(grants_open(), 1);
    lw.w.clock.now += 2001;
    job("outbox_relay");
    cr_assert_eq(grants_open(), 0);
    cr_assert_eq(db_number("SELECT count(*) FROM outbox"), 0);
    live_core_check(live_memory_core(lw.w.live));
}
