#include "server/jobs/jobs.h"

#include <stdlib.h>

#include "proto/base/check.h"

#define JOBS_MAX 64
#define JOB_MEM_MAX (4 * 1024 * 1024)
#define SLOW_MS 1000
#define TOLD_EVERY_MS 60000 /* a job that goes on failing is told once a minute */

struct one_job {
    struct timer_node timer; /* first */
    struct jobs *jobs;
    const struct job *row;
    struct arena mem;
    int64_t told_at;
    bool running;
};

struct jobs {
    struct jobs_config config;
    struct one_job each[JOBS_MAX];
    size_t count;
    size_t running_count;
    bool stopped;
    struct job_counts counts;
};

static int run(struct app *app, struct arena *mem, size_t loop_index, const char *path)
{
    struct who system          = { .role = role_system };
    struct app_request request = { .method = STR("POST"), .target = str_from_cstr(path), .who = &system, .loop_index = loop_index };
    struct app_answer answer;
    app_call(app, mem, &request, &answer);
    return answer.status;
}

int job_run_now(struct app *app, size_t loop, const char *path)
{
    struct arena mem;
    arena_init(&mem, JOB_MEM_MAX);
    int status = run(app, &mem, loop, path);
    arena_done(&mem);
    return status;
}

static void job_tell(struct one_job *job, const char *what, int status, int64_t took_ms)
{
    int64_t now = loop_mono_ms(job->jobs->config.loop);
    if (job->told_at && now - job->told_at < TOLD_EVERY_MS)
        return;
    job->told_at = now;
    log_write(job->jobs->config.log, LOG_WARN, what, LOG_FIELDS(LOG_TEXT("job", str_from_cstr(job->row->path)), LOG_NUMBER("status", status), LOG_NUMBER("took_ms", took_ms)));
}

static void job_fiber(void *arg)
{
    struct one_job *job      = arg;
    struct jobs *j           = job->jobs;
    struct clock_port *clock = j->config.hall->clock;
    int64_t began_at         = clock->now(clock);
    int status               = run(j->config.app, &job->mem, loop_index(j->config.loop), job->row->path);
    int64_t took_ms          = clock->now(clock) - began_at;
    arena_reset(&job->mem);
    j->counts.runs++;
    if (status >= 400) {
        j->counts.failures++;
        job_tell(job, "job failed", status, took_ms);
    } else if (took_ms > SLOW_MS) {
        j->counts.slow++;
        job_tell(job, "job was slow", status, took_ms);
    }
    job->running = false;
    j->running_count--;
    if (!j->stopped)
        timer_arm(loop_timers(j->config.loop), &job->timer, loop_mono_ms(j->config.loop) + job->row->every_ms);
}

static void job_due(struct timer_node *node)
{
    struct one_job *job = (struct one_job *)(void *)node;
    struct jobs *j      = job->jobs;
    job->running        = true;
    j->running_count++;
    if (fiber_start(loop_fibers(j->config.loop), job_fiber, job))
        return;
    job->running = false;
    j->running_count--;
    timer_arm(loop_timers(j->config.loop), &job->timer, loop_mono_ms(j->config.loop) + job->row->every_ms);
}

struct jobs *jobs_new(const struct jobs_config *config)
{
    const struct job *rows[JOBS_MAX];
    struct jobs *j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    j->config = *config;
    j->count  = app_jobs(config->app, rows, JOBS_MAX);
    for (size_t i = 0; i < j->count; i++) {
        CHECK(rows[i]->every_ms > 0);
        j->each[i] = (struct one_job){ .timer = { .fn = job_due }, .jobs = j, .row = rows[i] };
        arena_init(&j->each[i].mem, JOB_MEM_MAX);
    }
    return j;
}

void jobs_start(struct jobs *j)
{
    for (size_t i = 0; i < j->count; i++)
        timer_arm(loop_timers(j->config.loop), &j->each[i].timer, loop_mono_ms(j->config.loop));
}

void jobs_stop(struct jobs *j)
{
    j->stopped = true;
    for (size_t i = 0; i < j->count; i++)
        timer_cancel(loop_timers(j->config.loop), &j->each[i].timer);
}

size_t jobs_running(const struct jobs *j)
{
    return j->running_count;
}

void jobs_free(struct jobs *j)
{
    if (!j)
        return;
    CHECK(!j->running_count);
    for (size_t i = 0; i < j->count; i++)
        arena_done(&j->each[i].mem);
    free(j);
}

struct job_counts jobs_counts(const struct jobs *j)
{
    return j->counts;
}
