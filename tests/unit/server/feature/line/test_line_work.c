/* What was promised at joining is compared once, when the wait is over. */
#include "tests/unit/server/feature/line/line_world.h"

static void begin(void)
{
    line_begin();
    everybody_online(MILLIS_HOUR);
    present(&lw.recruiter[0], "booth:b0", MILLIS_HOUR);
}
TestSuite(line_work, .init = begin, .fini = line_end);

static const char *joined(int person)
{
    struct world_answer a = world_callf(&lw.w, &lw.person[person], "POST", "{}", "/api/v1/booths/b0/tickets");
    ASSERT_STATUS(a, 201);
    return world_keep(&lw.w, world_text(a, "id"));
}

static void called(void)
{
    ASSERT_STATUS(world_callf(&lw.w, &lw.recruiter[0], "POST", "{}", "/api/v1/booths/b0/calls"), 201);
}

static int64_t promises(const char *column)
{
    return db_number("SELECT coalesce(sum(%s),0) FROM promise WHERE booth_id='b0' AND basis='planned'", column);
}

static void counted(int64_t kept, int64_t early, int64_t late, int64_t open)
{
    cr_assert_eq(promises("kept_count"), kept);
    cr_assert_eq(promises("early_count"), early);
    cr_assert_eq(promises("late_count"), late);
    cr_assert_eq(promises("open_count"), open);
}

Test(line_work, the_first_ring_alone_is_compared)
{
    const char *ticket = joined(0); /* nobody ahead: promised 0 to 0 s */
    called();
    counted(1, 0, 0, 0);
    cr_assert_eq(promises("bias_sum_s"), 0);
    ASSERT_STATUS(world_callf(&lw.w, &lw.recruiter[0], "DELETE", "", "/api/v1/tickets/%s/ring", ticket), 200);
    called();
    ASSERT_STATUS(world_callf(&lw.w, &lw.recruiter[0], "DELETE", "", "/api/v1/tickets/%s/ring", ticket), 200);
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[0], "DELETE", "", "/api/v1/tickets/%s", ticket), 200);
    counted(1, 0, 0, 0);
}

Test(line_work, a_ring_too_late_is_late_and_one_too_soon_is_early)
{
    const char *first = joined(0);
    (void)joined(1); /* one ahead: a planned talk of 480 s: promised 360 to 660 s */
    cr_assert_eq(db_number("SELECT promised_min_s FROM ticket WHERE candidate_id='%s'", world_keep(&lw.w, lw.person[1].id)), 360);
    cr_assert_eq(db_number("SELECT promised_max_s FROM ticket WHERE candidate_id='%s'", world_keep(&lw.w, lw.person[1].id)), 660);
    lw.w.clock.now += 100 * MILLIS_SECOND;
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[0], "DELETE", "", "/api/v1/tickets/%s", first), 200);
    counted(0, 0, 1, 0); /* promised a ring at once, gone without any after 100 s */
    called();
    counted(0, 1, 1, 0);
    cr_assert_eq(promises("bias_sum_s"), 100 + 100 - 510);
}

Test(line_work, who_leaves_before_the_time_and_who_lets_others_pass_is_no_measure)
{
    (void)joined(0);
    const char *second = joined(1), *third = joined(2);
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[1], "DELETE", "", "/api/v1/tickets/%s", second), 200);
    counted(0, 0, 0, 1);
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[2], "POST", "{}", "/api/v1/tickets/%s/snooze", third), 200);
    lw.w.clock.now += MILLIS_HOUR;
    ASSERT_STATUS(world_callf(&lw.w, &lw.person[2], "DELETE", "", "/api/v1/tickets/%s", third), 200);
    counted(0, 0, 0, 2);
}

Test(line_work, the_bell_counts_those_whose_time_was_over)
{
    (void)joined(0);
    (void)joined(1);
    db("UPDATE fair SET state='closed'");
    lw.w.clock.now += 300 * MILLIS_SECOND;
    job("line_bell");
    counted(0, 0, 1, 1);
    cr_assert_eq(promises("bias_sum_s"), 300);
}

Test(line_work, nothing_promised_is_not_counted)
{
    world_done(&lw.w);
    line_begin();
    everybody_online(MILLIS_HOUR);
    (void)joined(0); /* no recruiter there: unknown */
    called();
    cr_assert_eq(db_number("SELECT count(*) FROM promise"), 0);
}

Test(line_work, recruiters_and_the_metrics_see_the_sums)
{
    (void)joined(0);
    called();
    struct world_answer a = world_callf(&lw.w, &lw.recruiter[0], "GET", NULL, "/api/v1/booths/b0/line");
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_length(a, "promises"), 1);
    cr_assert(str_eq_cstr(world_text(a, "promises.0.basis"), "planned"));
    cr_assert_eq(world_number(a, "promises.0.kept_count"), 1);
    cr_assert_eq(world_number(a, "promises.0.late_count"), 0);
    cr_assert_eq(world_number(a, "promises.0.bias_sum_s"), 0);
    ASSERT_STATUS(world_callf(&lw.w, &lw.stranger, "GET", NULL, "/api/v1/booths/b0/line"), 404);
    a = world_call(&lw.w, "GET", "/metrics", NULL, NULL);
    ASSERT_STATUS(a, 200);
    const char *text = world_keep(&lw.w, a.body);
    cr_assert(strstr(text, "hirehall_promises_total{basis=\"planned\",result=\"kept\"} 1\n"), "%s", text);
    cr_assert(strstr(text, "hirehall_promises_total{basis=\"planned\",result=\"late\"} 0\n"));
    cr_assert(strstr(text, "hirehall_promise_bias_seconds{basis=\"planned\"} 0\n"));
}
