/* The play's world: chance, hooks at every port call, calls, jobs, presence, the stage. */
#include "tests/sim/play_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"

#define CALL_MEM_MAX ((size_t)8 * 1024 * 1024)

uint64_t draw(struct play *p)
{
    uint64_t z = p->rng += UINT64_C(0x9E3779B97F4A7C15);
    z          = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z          = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

int below(struct play *p, int n)
{
    return n <= 0 ? 0 : (int)(draw(p) % (uint64_t)n);
}

bool chance(struct play *p, unsigned permille)
{
    return draw(p) % 1000 < permille;
}

void fail(struct play *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!p->failed)
        (void)printf("seed %llu: ", (unsigned long long)p->config->seed);
    (void)vprintf(format, args);
    (void)printf("\n");
    va_end(args);
    p->failed = true;
}

void trace(struct play *p, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p->stats->trace = (p->stats->trace ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
}

/* --- hooks: every port call is a place to wait at, and to break --------------------------------------------------- */
static void rest(struct play *p)
{
    while (fiber_current() && chance(p, 500)) {
        fiber_wake(fiber_current()); /* to the end of the ready ones; the seed picks who goes on */
        fiber_park();
    }
}

static enum err store_before(void *arg, bool write)
{
    struct play *p = arg;
    rest(p);
    if (p->faulty && chance(p, p->swarm.fault_permille)) {
        p->struck = true;
        p->stats->faults++;
        return ERR_UNAVAILABLE;
    }
    (void)write;
    return ERR_OK;
}

static enum err store_after(void *arg, bool write, enum err result)
{
    struct play *p = arg;
    rest(p);
    if (p->faulty && write && chance(p, p->swarm.fault_permille)) {
        p->struck = true;
        p->stats->faults++;
        return ERR_UNKNOWN_OUTCOME;
    }
    return result;
}

static enum live_fate live_before(void *arg, const char *verb)
{
    struct play *p = arg;
    (void)verb;
    rest(p);
    if (!p->faulty || !chance(p, p->swarm.fault_permille))
        return LIVE_FATE_GOES_WELL;
    p->struck = true;
    p->stats->faults++;
    int which = 1 + below(p, 4);
    if (p->may_empty && chance(p, 300)) {
        p->stats->wipes++;
        return LIVE_FATE_EMPTIED; /* the rebuild job is asked for by the next verb */
    }
    return which < 3 ? LIVE_FATE_LOST_BEFORE : LIVE_FATE_LOST_AFTER;
}

static void live_after(void *arg, const char *verb)
{
    (void)verb;
    rest(arg);
}

static void live_rebuild(void *arg)
{
    ((struct play *)arg)->rebuild_due = true;
}

static size_t pick(void *arg, size_t count)
{
    return (size_t)(draw(arg) % count);
}

/* --- calls ------------------------------------------------------------------------------------------------------- */
/* --- calls --- */
static void one_run(void *arg)
{
    struct one *o = arg;
    struct who who = o->as ? o->as->who : world_system();
    struct app_request r = { .method = str_from_cstr(o->method), .target = str_from_cstr(o->target), .body = str_from_cstr(o->body),
                             .content_type = o->body[0] ? STR("application/json") : STR_NONE, .address = STR("127.0.0.1"), .language = STR("en"), .who = &who };
    app_call(o->p->w.app, &o->mem, &r, &o->answer);
    o->done = true;
}

void run_all(struct play *p, struct one *ones, int count)
{
    for (int i = 0; i < count; i++) {
        ones[i].p = p;
        arena_init(&ones[i].mem, CALL_MEM_MAX);
        CHECK(fiber_start(p->w.fibers, one_run, &ones[i]));
    }
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
    for (int i = 0; i < count; i++) {
        CHECK(ones[i].done);
        trace(p, &ones[i].answer.status, sizeof ones[i].answer.status);
    }
}

void one_done(struct one *o)
{
    arena_done(&o->mem);
}

struct world_answer answer_of(const struct one *o)
{
    return (struct world_answer){ .status = o->answer.status, .body = o->answer.body };
}

void copy_text(char *to, size_t max, struct str from)
{
    CHECK(from.len < max);
    if (from.len)
        memcpy(to, from.ptr, from.len);
    to[from.len] = 0;
}

/* One plain call without faults, for the stage and for looking; the answer's id is copied when asked. */
int plain(struct play *p, const struct world_account *as, const char *method, const char *body, char *ret_id, const char *format, ...) /* house rule 2: a printf of the stage */
{
    struct one o = { .as = as };
    va_list args;
    va_start(args, format);
    (void)vsnprintf(o.target, sizeof o.target, format, args);
    va_end(args);
    (void)snprintf(o.method, sizeof o.method, "%s", method);
    (void)snprintf(o.body, sizeof o.body, "%s", body ? body : "");
    run_all(p, &o, 1);
    if (ret_id)
        copy_text(ret_id, 32, world_text(answer_of(&o), "id"));
    int status = o.answer.status;
    if (status >= 400 && p->config->loud)
        (void)printf("  %s %s: %d %.*s\n", o.method, o.target, status, STR_ARG(o.answer.body));
    one_done(&o);
    return status;
}

/* --- jobs: the hall's own work, until nothing is due --------------------------------------------------------------- */
void jobs_run(struct play *p)
{
    const struct job *jobs[64];
    size_t count = app_jobs(p->w.app, jobs, COUNT_OF(jobs));
    for (int round = 0; round < 3; round++) {
        if (p->rebuild_due) {
            p->rebuild_due = false;
            (void)plain(p, NULL, "POST", NULL, NULL, "/internal/jobs/live_rebuild"); /* refused while faults strike: asked for again */
        }
        for (size_t i = 0; i < count; i++) {
            if (strstr(jobs[i]->path, "purge"))
                continue;
            (void)plain(p, NULL, "POST", NULL, NULL, "%s", jobs[i]->path);
            p->stats->jobs++;
        }
    }
}

struct presence_job {
    struct play *p;
    int candidate;
    bool online;
    enum err result;
};

static void presence_run(void *arg)
{
    struct presence_job *job = arg;
    struct ctx c             = world_ctx(&job->p->w);
    struct live_port *live   = c.hall->live;
    struct live_presence one = { job->p->candidate[job->candidate].id, STR_NONE };
    int64_t now              = job->p->w.clock.now;
    job->result = job->online ? live->presence_set(live, &c, &one, 1, now + 100 * MILLIS_HOUR) : live->presence_end(live, &c, &one, 1, now);
}

void presence(struct play *p, int candidate, bool online)
{
    struct presence_job job = { p, candidate, online, ERR_OK };
    CHECK(fiber_start(p->w.fibers, presence_run, &job));
    while (fiber_live_count(p->w.fibers))
        (void)fiber_run(p->w.fibers, 0);
    if (job.result != ERR_OK)
        fail(p, "presence of candidate %d: %d", candidate, (int)job.result);
    p->m.online[candidate] = online;
}

/* Presence is Redis' own: after it was emptied everybody who is here says so again, as the sockets' renewal does. */
static void presence_again(struct play *p)
{
    for (int i = 0; i < p->swarm.candidates; i++)
        presence(p, i, p->m.online[i]);
    (void)plain(p, NULL, "POST", NULL, NULL, "/internal/jobs/presence_sweep");
}

/* Faults end, and what they left is mended by the hall itself: grants older than 5 s, outbox rows older than 2 s. */
void heal(struct play *p)
{
    p->faulty = false;
    p->w.clock.now += 6 * MILLIS_SECOND;
    jobs_run(p);
    presence_again(p);
    jobs_run(p);
    p->struck = false;
}

/* --- the stage -------------------------------------------------------------------------------------------------------- */
static void stage_booth(struct play *p, int b)
{
    char organization[32], body[400], name[32];
    for (int r = 0; r < 2; r++) {
        (void)snprintf(name, sizeof name, "recruiter%d", 2 * b + r);
        p->recruiter[2 * b + r] = world_account(&p->w, name, role_recruiter);
    }
    const struct world_account *boss = &p->recruiter[2 * b];
    static const char *const codes[] = { "91330399MADEM0011F", "91330399MADEM002X7", "91330399MADEM00387", "91330399MADEM00462", "91330399MADEM0054W", "91330399MADEM0062P" };
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"Firm %d\",\"uscc\":\"%s\",\"region\":\"330302\"}", b, codes[b]);
    CHECK(plain(p, boss, "POST", body, organization, "/api/v1/organizations") == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"decision\":\"verified\"}", NULL, "/api/v1/organizations/%s/verification", organization) == 200);
    (void)snprintf(body, sizeof body, "{\"login\":\"recruiter%d\"}", 2 * b + 1);
    CHECK(plain(p, boss, "POST", body, NULL, "/api/v1/organizations/%s/members", organization) == 201);
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\"}", organization);
    CHECK(plain(p, boss, "POST", body, p->booth_id[b], "/api/v1/fairs/%s/booths", p->fair_id) == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"decision\":\"approved\"}", NULL, "/api/v1/booths/%s/approval", p->booth_id[b]) == 200);
    CHECK(plain(p, boss, "POST", "{\"to\":\"open\"}", NULL, "/api/v1/booths/%s/state", p->booth_id[b]) == 200);
    p->m.booth[b].open = true;
}

void stage(struct play *p)
{
    char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX], body[400], name[32];
    size_t from_len = time_write(p->w.clock.now - 1000, from);
    p->fair_ends_at = p->w.clock.now + 11 * MILLIS_HOUR;
    size_t to_len   = time_write(p->fair_ends_at, to);
    p->staff        = world_account(&p->w, "staff", role_staff);
    (void)snprintf(body, sizeof body, "{\"kind\":\"general\",\"title\":\"Fair\",\"starts_at\":\"%.*s\",\"ends_at\":\"%.*s\",\"lines_per_candidate\":%d,\"session_seconds\":%d}", (int)from_len, from, (int)to_len, to,
                   p->swarm.lines_max, (int)(p->swarm.session_ms / 1000));
    CHECK(plain(p, &p->staff, "POST", body, p->fair_id, "/api/v1/fairs") == 201);
    CHECK(plain(p, &p->staff, "POST", "{\"to\":\"open\"}", NULL, "/api/v1/fairs/%s/state", p->fair_id) == 200);
    for (int b = 0; b < p->swarm.booths; b++)
        stage_booth(p, b);
    for (int i = 0; i < p->swarm.candidates; i++) {
        (void)snprintf(name, sizeof name, "candidate%d", i);
        p->candidate[i] = world_account(&p->w, name, role_candidate);
        presence(p, i, true);
    }
    jobs_run(p);
}

/* --- each fair has its own manners --- */
void swarm_draw(struct play *p)
{
    p->swarm = (struct swarm){ .candidates      = 3 + below(p, SIM_CANDIDATES_MAX - 3),
                               .booths          = 1 + below(p, 4),
                               .lines_max       = 1 + below(p, 5),
                               .burst_percent   = (unsigned)(below(p, 3) * 30),
                               .fault_permille  = (unsigned)(below(p, 2) ? below(p, 40) : 0),
                               .offline_percent = (unsigned)(below(p, 4) * 6),
                               .tempo_ms        = (unsigned)(below(p, 2) ? 4000 : 40000),
                               .session_ms      = 60000 * (1 + below(p, 4)) };
    p->m     = (struct sim_model){ .candidates = p->swarm.candidates, .booths = p->swarm.booths, .recruiters = 2 * p->swarm.booths, .lines_max = p->swarm.lines_max, .session_ms = p->swarm.session_ms };
}

void world_make(struct play *p)
{
    const struct store_inline_config store = { .before = store_before, .after = store_after, .hook_arg = p };
    const struct live_memory_config live   = { .rebuild = live_rebuild, .rebuild_arg = p, .before = live_before, .after = live_after, .hook_arg = p, .loaded = true };
    world_init_with(&p->w, &(struct world_options){ .seed = p->config->seed, .store_hooks = &store, .live_hooks = &live });
    fiber_scheduler_free(p->w.fibers);
    p->w.fibers = fiber_scheduler_new(&(struct fiber_config){ .stack_bytes = 256 * 1024, .live_max = 64, .pick = pick, .pick_arg = p });
    CHECK(p->w.fibers);
}
