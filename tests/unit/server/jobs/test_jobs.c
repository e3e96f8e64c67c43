#include "server/jobs/jobs.h"

#include <criterion/criterion.h>

#include "server/ops/clock.h"
#include "tests/world.h"

struct watch {
    struct loop *loop;
    struct jobs *jobs;
};

static void watch_run(void *arg)
{
    struct watch *x = arg;
    for (int i = 0; i < 50 && jobs_counts(x->jobs).runs < 20; i++)
        loop_sleep_ms(100);
    jobs_stop(x->jobs);
    while (jobs_running(x->jobs))
        loop_sleep_ms(100);
    loop_stop(x->loop);
}

Test(jobs, each_row_runs_again_and_again_until_stopped)
{
    static struct world w;
    struct wall_clock clock;
    world_init(&w);
    wall_clock_init(&clock);
    struct log log   = { .level = LOG_ERROR, .clock = &clock.port, .fd = 2 };
    struct watch x   = { .loop = loop_new(&(struct loop_config){ .fiber_max = 64 }) };
    x.jobs           = jobs_new(&(struct jobs_config){ .app = w.app, .hall = &w.hall, .loop = x.loop, .log = &log });
    cr_assert(x.loop && x.jobs);
    jobs_start(x.jobs);
    cr_assert(fiber_start(loop_fibers(x.loop), watch_run, &x));
    loop_run(x.loop);
    cr_assert_geq(jobs_counts(x.jobs).runs, 20);
    cr_assert_eq(jobs_counts(x.jobs).failures, 0);
    jobs_free(x.jobs);
    loop_free(x.loop);
    world_done(&w);
}

static void now_run(void *arg)
{
    struct world *w = arg;
    cr_assert_eq(job_run_now(w->app, 0, "/internal/jobs/key_purge"), 204);
    cr_assert_eq(job_run_now(w->app, 0, "/internal/jobs/nothing"), 404);
}

Test(jobs, one_may_be_run_at_once)
{
    static struct world w;
    world_init(&w);
    world_run(&w, now_run, &w);
    world_done(&w);
}
