/* Without memory a verb refuses and leaves nothing half done: each allocation of a call fails in turn. */
#include "tests/unit/server/feature/line/line_world.h"

static void begin(void)
{
    line_begin();
    everybody_online(4 * MILLIS_HOUR);
}
TestSuite(line_memory, .init = begin, .fini = line_end);

struct sweep {
    struct app_request request;
    uint64_t fail_after;
    struct app_answer answer;
    struct arena mem;
};

static void sweep_run(void *arg)
{
    struct sweep *s = arg;
    arena_init(&s->mem, (size_t)8 << 20);
    s->mem.fail_after = s->fail_after;
    app_call(lw.w.app, &s->mem, &s->request, &s->answer);
}

/* Calls until no allocation fails any more or it went well. What was done but could not be told (503: ask again) may have been done
 * by an earlier round, so the caller looks at the rows. */
static void sweep(const struct world_account *who, const char *method, const char *target, const char *body)
{
    struct sweep s = { .request = { .method = str_from_cstr(method), .target = str_from_cstr(target), .body = str_from_cstr(body), .content_type = body ? STR("application/json") : STR_NONE, .key = body ? STR("sweep") : STR_NONE, .who = &who->who } };
    for (s.fail_after = 1; s.fail_after < 2000; s.fail_after++) {
        int64_t steps = db_number("SELECT count(*) FROM ticket_step"), rows = db_number("SELECT count(*) FROM ticket"), outbox = db_number("SELECT count(*) FROM outbox");
        s.answer      = (struct app_answer){ 0 };
        world_run(&lw.w, sweep_run, &s);
        int status = s.answer.status;
        bool short_of = s.mem.count >= s.fail_after;
        arena_done(&s.mem);
        if (!short_of)
            return;
        if (status == 413) { /* refused: as if never asked */
            cr_assert_eq(db_number("SELECT count(*) FROM ticket_step"), steps);
            cr_assert_eq(db_number("SELECT count(*) FROM ticket"), rows);
            cr_assert(db_number("SELECT count(*) FROM outbox") <= outbox);
            lw.w.clock.now += 5001; /* a grant taken for nothing */
            job("grants_sweep");
            steps_are_whole();
            continue;
        }
        cr_assert(status == 503 || status / 100 == 2 || status == 409, "%d", status);
        if (status / 100 == 2)
            return;
    }
    cr_assert(false, "it never went well");
}

Test(line_memory, joining_calling_and_finishing_survive_it)
{
    char target[100];
    sweep(&lw.person[0], "POST", "/api/v1/booths/b0/tickets", "{}");
    const char *ticket = world_keep(&lw.w, world_text(join_try(0, 0), "id"));
    cr_assert_eq(db_number("SELECT count(*) FROM ticket"), 1);
    join(1, 0);
    (void)snprintf(target, sizeof target, "/api/v1/tickets/%s/snooze", ticket);
    sweep(&lw.person[0], "POST", target, "{}");
    cr_assert_eq(db_number("SELECT snoozes_left FROM ticket WHERE id='%s'", ticket), 1);
    ASSERT_STATUS(act(&lw.person[1], "DELETE", world_keep(&lw.w, world_text(join_try(1, 0), "id")), ""), 200);
    lw.w.clock.now += 600000;
    job("snooze_wake");
    sweep(&lw.recruiter[0], "POST", "/api/v1/booths/b0/calls", "{}");
    cr_assert(state_is(ticket, "ringing"));
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step WHERE action='call'"), 1);
    (void)snprintf(target, sizeof target, "/api/v1/tickets/%s/answer", ticket);
    int64_t ends = db_number("SELECT ring_ends_at FROM ticket WHERE id='%s'", ticket);
    lw.w.clock.now = ends - 29000;
    struct sweep once = { .request = { .method = STR("POST"), .target = str_from_cstr(target), .who = &lw.person[0].who }, .fail_after = 12 };
    world_run(&lw.w, sweep_run, &once);
    cr_assert_eq(once.answer.status, 413);
    arena_done(&once.mem);
    cr_assert_eq(db_number("SELECT count(*) FROM session"), 0);
    const char *session = answer(0, ticket);
    (void)snprintf(target, sizeof target, "/api/v1/sessions/%s/messages", session);
    sweep(&lw.person[0], "POST", target, "{\"text\":\"x\"}");
    cr_assert_eq(db_number("SELECT message_count FROM session"), 1);
    (void)snprintf(target, sizeof target, "/api/v1/sessions/%s/finish", session);
    sweep(&lw.recruiter[0], "POST", target, "{\"outcome\":\"hold\"}");
    cr_assert(state_is(ticket, "done"));
    steps_are_whole();
}

Test(line_memory, reading_survives_it)
{
    join(0, 0);
    join(1, 0);
    sweep(&lw.person[0], "GET", "/api/v1/me/tickets", NULL);
    sweep(&lw.recruiter[0], "GET", "/api/v1/booths/b0/line", NULL);
}
