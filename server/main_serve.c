/* Picks the ports, starts the threads, waits for the signal, and ends what it started, in order. Main thread only. */
#include "server/main_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "server/jobs/demo.h"
#include "server/jobs/jobs.h"
#include "server/live/embedded.h"
#include "server/live/redis.h"
#include "server/net/service.h"
#include "server/ops/clock.h"
#include "server/ops/metrics.h"
#include "server/ops/password.h"
#include "server/ops/random.h"
#include "server/ops/rate.h"
#include "server/store/store.h"

#define LOOPS_MAX 64
#define DRAIN_MS (10 * MILLIS_SECOND)
#define WATCH_MS 100
#define FILES_SPARE 256 /* descriptors for the database, Redis, logs and threads */

struct serving_loop {
    struct serving *owner;
    struct loop *loop;
    struct service *service;
    struct listener *listener;
    pthread_t thread;
    atomic_bool drained;
};

struct serving {
    const struct config *config;
    struct wall_clock clock;
    struct chance chance;
    struct log log;
    struct settings settings;
    struct hall hall;
    struct report report;
    struct embedded *embedded;
    struct store_port *store;
    struct live_redis *live;
    struct password_pool *passwords;
    struct rate_table *rates;
    struct presence_table *presence;
    struct app *app;
    struct jobs *jobs;
    size_t loop_count;
    struct serving_loop loops[LOOPS_MAX];
    struct loop_metrics metrics[LOOPS_MAX];
    struct arena keep; /* texts of the settings */
    struct conn_limits limits;
    bool owner; /* of the data folder: no other process was alive */
    uint16_t port;
};

static int refused(const char *what, const char *why)
{
    (void)fprintf(stderr, "hirehall: %s: %s\n", what, why);
    return 1;
}

static int64_t mono_ms(void)
{
    struct timespec t;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *kept_text(struct serving *s, struct str text)
{
    struct str kept = arena_dup(&s->keep, text);
    CHECK(kept.ptr);
    return kept.ptr;
}

/* --- before anything runs ------------------------------------------------------------------------------------- */
/* As many descriptors as may be had; what is left for connections, shared by the loops. */
static size_t connections_max(size_t loop_count)
{
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    size_t files = limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > 1000000 ? 1000000 : (size_t)limit.rlim_cur;
    return (files > 2 * FILES_SPARE ? files - FILES_SPARE : files / 2) / loop_count;
}

/* SO_REUSEPORT would let a second server take half of the clients silently: whoever answers there keeps the port. */
static bool port_is_taken(const char *host, uint16_t port)
{
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    if (port == 0 || getaddrinfo(host, service, &hints, &list) != 0)
        return false;
    int fd     = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool taken = fd >= 0 && connect(fd, list->ai_addr, list->ai_addrlen) == 0;
    if (fd >= 0)
        (void)close(fd);
    freeaddrinfo(list);
    return taken;
}

static int folder_take(struct serving *s, int *ret_fd)
{
    const char *dir = s->config->data;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return refused(dir, strerror(errno));
    switch (data_lock_take(str_from_cstr(dir), s->config->join, ret_fd)) {
    case DATA_LOCK_OWNER:
        s->owner = true;
        return 0;
    case DATA_LOCK_JOINED:
        return 0;
    case DATA_LOCK_TAKEN:
        return refused(dir, "another server uses this folder (--join shares it)");
    case DATA_LOCK_FAILED:
        break;
    }
    return refused(dir, strerror(errno));
}

/* --- the ports -------------------------------------------------------------------------------------------------- */
static void store_figures_read(void *arg, struct store_figures *ret_figures)
{
    struct store_stats stats;
    store_stats(arg, &stats);
    *ret_figures = (struct store_figures){ stats.batches, stats.writes, stats.batches_lost, stats.reads, stats.refused, stats.checkpoints };
}

static int store_start(struct serving *s)
{
    char why[STORE_WHY_MAX];
    const char *path = s->config->store;
    struct str file  = STR_NONE;
    if (!path[0])
        file = arena_format(&s->keep, "%s/hall.db", s->config->data);
    else if (strncmp(path, "sqlite:", 7) == 0)
        file = str_from_cstr(path + 7);
    else
        return refused(path, "only sqlite:PATH is there yet");
    s->store = store_open(&(struct store_config){ .path = kept_text(s, file), .random = &s->chance.port }, why);
    return s->store ? 0 : refused(file.ptr, why);
}

static void live_rebuild(void *arg, struct loop *loop)
{
    struct serving *s = arg;
    int status        = job_run_now(s->app, loop_index(loop), "/internal/jobs/live_rebuild");
    log_write(&s->log, status < 300 ? LOG_INFO : LOG_WARN, "live_rebuild", LOG_FIELDS(LOG_NUMBER("status", status)));
}

static int live_start(struct serving *s, int lock_fd)
{
    const char *why = "";
    struct str url  = str_from_cstr(s->config->redis);
    char joined[512];
    if (str_eq(url, STR("embedded")) && s->owner) {
        s->embedded = embedded_start(&(struct embedded_config){ .dir = str_from_cstr(s->config->data), .lock_fd = lock_fd }, &why);
        if (!s->embedded)
            return refused("the embedded Redis", why);
        url = embedded_url(s->embedded);
    } else if (str_eq(url, STR("embedded"))) {
        url = embedded_url_of(str_from_cstr(s->config->data), joined, sizeof joined);
    }
    const struct live_redis_config config = { .url         = str_from_cstr(kept_text(s, url)),
                                              .generation  = store_generation(s->store),
                                              .process_id  = s->settings.process_id,
                                              .random      = &s->chance.port,
                                              .rebuild     = live_rebuild,
                                              .rebuild_arg = s };
    s->live = live_redis_new(&config, &why);
    return s->live ? 0 : refused(config.url.ptr, why);
}

static void settings_make(struct serving *s)
{
    uint8_t random[16];
    char id[ID_TEXT_MAX];
    s->chance.port.fill(&s->chance.port, random, sizeof random);
    struct str origin = str_from_cstr(s->config->public_origin);
    if (!origin.len)
        origin = arena_format(&s->keep, "http://%s", s->config->listen);
    s->settings = (struct settings){ .public_origin = origin,
                                     .secure        = str_starts(origin, STR("https://")),
                                     .demo          = !s->config->no_demo,
                                     .process_id    = str_from_cstr(kept_text(s, str_make(id, id_write('p', random, id)))) };
}

static int ports_start(struct serving *s, int lock_fd)
{
    settings_make(s);
    int status = store_start(s);
    if (status == 0)
        status = live_start(s, lock_fd);
    if (status)
        return status;
    s->passwords = password_pool_new(&(struct password_config){ (size_t)s->config->password_workers, 256, s->config->password_ops, s->config->password_memory_kib });
    s->rates     = rate_table_new(&s->chance.port);
    s->presence  = presence_table_new(&s->chance.port);
    if (!s->passwords || !s->rates || !s->presence)
        return refused("start", "no memory");
    s->hall = (struct hall){ .clock    = &s->clock.port,
                             .random   = &s->chance.port,
                             .password = password_pool_port(s->passwords),
                             .store    = s->store,
                             .live     = live_redis_port(s->live),
                             .rate     = rate_table_port(s->rates),
                             .report   = &s->report.port,
                             .settings = &s->settings };
    int64_t account = s->config->account_calls_per_s;
    int64_t address = s->config->address_calls_per_s;
    s->app = app_new(&(struct app_config){ .hall         = &s->hall,
                                           .loop_count   = s->loop_count,
                                           .account_rate = { account * 4, account > 0 ? (1000 + account - 1) / account : 0 },
                                           .address_rate = { address * 2, address > 0 ? (1000 + address - 1) / address : 0 } });
    if (!s->app)
        return refused("start", "no memory");
    s->report = (struct report){ .app = s->app, .clock = &s->clock.port, .began_at = s->clock.port.now(&s->clock.port), .loops = s->metrics,
                                 .loop_count = s->loop_count, .store_read = store_figures_read, .store_arg = s->store };
    report_init(&s->report);
    return 0;
}

/* --- the loops ---------------------------------------------------------------------------------------------------- */
static int loop_start(struct serving *s, size_t index, struct str host)
{
    struct serving_loop *l = &s->loops[index];
    l->owner               = s;
    l->loop                = loop_new(&(struct loop_config){ .index = index, .fiber_max = 4096 });
    if (!l->loop)
        return refused("start", "no memory");
    l->service = service_new(&(struct service_config){ .app = s->app, .hall = &s->hall, .loop = l->loop, .log = &s->log, .source = live_redis_source(s->live, l->loop),
                                                       .presence = s->presence, .trusted_proxy = str_from_cstr(s->config->trusted_proxy) });
    if (!l->service)
        return refused("--trusted-proxy", "not an address with a prefix length");
    struct live_listener listener = hub_listener(service_hub(l->service));
    if (!live_redis_attach(s->live, l->loop, &listener) || !service_start(l->service))
        return refused("start", "no memory");
    struct conn_service service = service_conn(l->service);
    l->listener                 = listener_open(l->loop, host, s->port, &service, &s->limits, &s->port);
    return l->listener ? 0 : refused(s->config->listen, strerror(errno));
}

static void *loop_thread(void *arg)
{
    struct serving_loop *l = arg;
    loop_run(l->loop);
    return NULL;
}

static void restart_run(void *arg)
{
    struct serving *s = arg;
    (void)job_run_now(s->app, 0, "/internal/jobs/line_restart"); /* refused: the ring jobs count these as missed, no more */
}

static void first_work(void *arg)
{
    struct serving *s = arg;
    /* Before the jobs: rings that ended while the hall was down are not missed ones. */
    if (s->owner)
        CHECK(fiber_start(loop_fibers(s->loops[0].loop), restart_run, s));
    jobs_start(s->jobs);
}

static void demo_ready(void *arg, enum err result)
{
    struct serving *s = arg;
    if (result != ERR_OK) {
        log_write(&s->log, LOG_WARN, "demo", LOG_FIELDS(LOG_TEXT("error", err_code(result))));
        return;
    }
    (void)printf("demonstration: sign in as " DEMO_STAFF ", " DEMO_RECRUITER " or " DEMO_CANDIDATE ", password " DEMO_PASSWORD "\n");
    (void)fflush(stdout);
}

static int loops_start(struct serving *s, struct str host)
{
    for (size_t i = 0; i < s->loop_count; i++) {
        int status = loop_start(s, i, host);
        if (status)
            return status;
    }
    struct loop *first = s->loops[0].loop;
    s->jobs            = jobs_new(&(struct jobs_config){ .app = s->app, .hall = &s->hall, .loop = first, .log = &s->log });
    if (!s->jobs || !loop_post(first, first_work, s))
        return refused("start", "no memory");
    const struct demo_config demo = { .app = s->app, .hall = &s->hall, .loop = first, .ready = demo_ready, .ready_arg = s };
    if (s->settings.demo && s->owner && !demo_start(&demo))
        return refused("start", "no memory");
    for (size_t i = 0; i < s->loop_count; i++)
        if (pthread_create(&s->loops[i].thread, NULL, loop_thread, &s->loops[i]) != 0)
            return refused("start", "no thread");
    return 0;
}

/* --- figures, once a second on each loop -------------------------------------------------------------------------- */
static void figures_take(void *arg)
{
    struct serving_loop *l      = arg;
    struct serving *s           = l->owner;
    size_t i                    = loop_index(l->loop);
    struct loop_metrics *m      = &s->metrics[i];
    struct listener_counts c    = listener_counts(l->listener);
    struct hub_counts h         = hub_counts(service_hub(l->service));
    struct live_redis_counts r  = live_redis_counts(s->live, l->loop);
    METRIC_SET(m, connections_accepted_total, c.accepted);
    METRIC_SET(m, connections_refused_total, c.refused_full);
    METRIC_SET(m, connections_open, c.open_count);
    METRIC_SET(m, websockets_open, c.ws_count);
    METRIC_SET(m, http_requests_total, c.requests);
    METRIC_SET(m, http_refused_total, c.refused_wire);
    METRIC_SET(m, websockets_opened_total, c.ws_opened);
    METRIC_SET(m, websockets_slow_total, c.ws_closed_slow);
    METRIC_SET(m, bytes_in_total, c.bytes_in);
    METRIC_SET(m, bytes_out_total, c.bytes_out);
    METRIC_SET(m, frames_out_total, c.frames_out);
    METRIC_SET(m, hub_messages_total, h.messages);
    METRIC_SET(m, hub_deliveries_total, h.deliveries);
    METRIC_SET(m, hub_resyncs_total, h.resyncs);
    METRIC_SET(m, hub_channels, h.channels);
    METRIC_SET(m, fibers, fiber_live_count(loop_fibers(l->loop)));
    METRIC_SET(m, redis_commands_total, r.commands);
    METRIC_SET(m, redis_lost_total, r.lost + r.expired);
    METRIC_SET(m, redis_connects_total, r.connects);
    METRIC_SET(m, redis_rebuilds_total, r.rebuilds);
    if (i == 0) {
        struct job_counts j = jobs_counts(s->jobs);
        METRIC_SET(m, job_runs_total, j.runs);
        METRIC_SET(m, job_failures_total, j.failures);
    }
}

/* --- the end ---------------------------------------------------------------------------------------------------------- */
static void drained(void *arg)
{
    atomic_store(&((struct serving_loop *)arg)->drained, true);
}

static void drain_start(void *arg)
{
    struct serving_loop *l = arg;
    if (loop_index(l->loop) == 0)
        jobs_stop(l->owner->jobs);
    service_farewell(l->service);
    listener_drain(l->listener, DRAIN_MS, drained, l);
}

static void nap(void)
{
    (void)nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

/* Stops accepting, tells pages to come back elsewhere, lets what runs end (at most 10 s); then the threads, the store, Redis.
 * The loops' own memory goes with the process: fibers of the demonstration may still be parked in it. */
static int end(struct serving *s)
{
    int64_t deadline = mono_ms() + DRAIN_MS + MILLIS_SECOND;
    for (size_t i = 0; i < s->loop_count; i++)
        CHECK(loop_post(s->loops[i].loop, drain_start, &s->loops[i]));
    for (size_t i = 0; i < s->loop_count; i++)
        while (!atomic_load(&s->loops[i].drained) && mono_ms() < deadline)
            nap();
    for (size_t i = 0; i < s->loop_count; i++)
        loop_stop(s->loops[i].loop);
    for (size_t i = 0; i < s->loop_count; i++)
        (void)pthread_join(s->loops[i].thread, NULL);
    store_close(s->store);
    embedded_stop(s->embedded);
    log_write(&s->log, LOG_INFO, "stopped", NULL, 0);
    return 0;
}

/* Until the signal: watches the embedded Redis, and has the figures taken. */
static void wait_for_end(struct serving *s, const sigset_t *signals)
{
    for (int64_t turn = 0;; turn++) {
        int got = sigtimedwait(signals, NULL, &(struct timespec){ .tv_nsec = WATCH_MS * 1000000L });
        if (got == SIGTERM || got == SIGINT)
            return;
        if (s->embedded)
            embedded_watch(s->embedded, mono_ms());
        for (size_t i = 0; turn % 10 == 0 && i < s->loop_count; i++)
            if (!loop_post(s->loops[i].loop, figures_take, &s->loops[i]))
                continue; /* its queue is full: next second */
    }
}

static size_t loops_wanted(const struct config *config)
{
    long cores   = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t want = config->loops > 0 ? config->loops : cores > 0 ? cores : 1;
    return want > LOOPS_MAX ? LOOPS_MAX : (size_t)want;
}

int serve(const struct config *config)
{
    static struct serving serving; /* lives as long as the process */
    struct serving *s = &serving;
    struct str host   = STR_NONE;
    int lock_fd       = -1;
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    s->config     = config;
    s->loop_count = loops_wanted(config);
    s->limits     = conn_limits_default;
    s->limits.conn_max = config->connections > 0 ? (size_t)config->connections : connections_max(s->loop_count);
    s->limits.conn_per_address_max = (size_t)config->connections_per_address;
    arena_init(&s->keep, 1 << 20);
    wall_clock_init(&s->clock);
    chance_init(&s->chance);
    s->log = (struct log){ .clock = &s->clock.port, .fd = STDERR_FILENO };
    if (!log_level_find(config->log_level, &s->log.level))
        return refused("--log-level", "debug, info, warn or error");
    if (!address_split(str_from_cstr(config->listen), &host, &s->port))
        return refused("--listen", "ADDR:PORT");
    host = str_from_cstr(kept_text(s, host));
    if (port_is_taken(host.ptr, s->port))
        return refused(config->listen, "another server answers there");
    int status = folder_take(s, &lock_fd);
    if (status == 0)
        status = ports_start(s, lock_fd);
    if (status == 0)
        status = loops_start(s, host);
    if (status) {
        embedded_stop(s->embedded);
        return status;
    }
    (void)printf("listening on http://%s%.*s%s:%u\n", strchr(host.ptr, ':') ? "[" : "", STR_ARG(host), strchr(host.ptr, ':') ? "]" : "", (unsigned)s->port);
    (void)fflush(stdout);
    wait_for_end(s, &signals);
    return end(s);
}
