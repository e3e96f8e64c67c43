/* hirehall serve: makes every part, joins them, waits for a signal, drains and ends. */
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/jobs/demo.h"
#include "server/jobs/jobs.h"
#include "server/live/embedded.h"
#include "server/live/redis.h"
#include "server/main_audit.h"
#include "server/main_hall.h"
#include "server/match/match.h"
#include "server/net/service.h"
#include "server/ops/metrics.h"
#include "server/ops/rate.h"

#define LOOPS_MAX 64
#define FIBERS_MAX 4096
#define DRAIN_MS 8000
#define SETTLE_MS 1500 /* after the drain, for what is still under way */
#define WATCH_MS 100
#define FILES_KEPT 128 /* for the store, Redis, logs */
#define CONNECTIONS_MAX 65536
#define START_TRIES 600 /* of the start job, 100 ms apart */

struct seat { /* one loop and all that belongs to its thread */
    struct serve *serve;
    struct loop *loop;
    struct service *service;
    struct listener *listener;
    struct timer_node tick;
    pthread_t thread;
    bool running;
    bool drained;
    int64_t settle_until_ms;
};

struct serve {
    struct base *base;
    struct app *app;
    struct live_redis *redis;
    struct embedded *embedded;
    struct store_port *store;
    struct match *match;
    struct tls_source *tls; /* NULL: plain */
    struct password_pool *passwords;
    struct files *files;
    struct rate_table *rates;
    struct presence_table *presence;
    struct jobs *jobs; /* on loop 0 */
    struct metrics_report report;
    struct audit_heads heads;
    struct loop_metrics metrics[LOOPS_MAX];
    struct seat seats[LOOPS_MAX];
    size_t loop_count;
    int lock_fd;
    bool owner; /* of the data folder */
    uint16_t port;
    struct str host;
    char redis_url[DATA_PATH_MAX];
};

/* --- limits of the machine ------------------------------------------------------------------------------- */

static size_t files_raise(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1024;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files); /* up to the hard limit nobody refuses */
    (void)getrlimit(RLIMIT_NOFILE, &files);
    return files.rlim_cur > 4 * CONNECTIONS_MAX ? 4 * CONNECTIONS_MAX : (size_t)files.rlim_cur;
}

static struct conn_limits limits_of(const struct serve *s, size_t files)
{
    struct conn_limits limits = conn_limits_default;
    size_t room               = files > 2 * FILES_KEPT ? (files - FILES_KEPT) / s->loop_count : FILES_KEPT / s->loop_count;
    limits.conn_max           = s->base->config.connections ? (size_t)s->base->config.connections : room < CONNECTIONS_MAX ? room : CONNECTIONS_MAX;
    limits.conn_per_address_max = (size_t)s->base->config.connections_per_address;
    return limits;
}

/* --- the port ------------------------------------------------------------------------------------------------ */

/* SO_REUSEPORT would let us share a port with another server without either noticing: so it is bound once without. */
static bool port_is_free(const struct serve *s)
{
    char host[256], service[8];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV }, *found;
    if (s->port == 0)
        return true;
    (void)snprintf(host, sizeof host, "%.*s", STR_ARG(s->host));
    (void)snprintf(service, sizeof service, "%u", s->port);
    if (getaddrinfo(host, service, &hints, &found) != 0) {
        refused("listen: '%s' is not a numeric address", host);
        return false;
    }
    int one = 1, fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0;
    if (!good)
        refused("listen: %s port %u: %s", host, s->port, errno == EADDRINUSE ? "another server has it (choose another with --listen)" : strerror(errno));
    if (fd >= 0)
        (void)close(fd); /* it only asked */
    freeaddrinfo(found);
    return good;
}

/* --- the parts, in order --------------------------------------------------------------------------------------- */

static bool folder_take(struct serve *s)
{
    struct base *b = s->base;
    if (!base_data_make(b))
        return false;
    switch (data_lock_take(str_from_cstr(b->config.data), b->config.join, &s->lock_fd)) {
    case DATA_LOCK_OWNER: s->owner = s->heads.owner = true; return true;
    case DATA_LOCK_JOINED: return true;
    case DATA_LOCK_TAKEN:
        refused("data: another server has the folder %s (say --join to share it, or name another with --data)", b->config.data);
        return false;
    case DATA_LOCK_FAILED: break;
    }
    refused("data: cannot lock the folder %s: %s", b->config.data, strerror(errno));
    return false;
}

static void rebuild(void *arg, struct loop *loop)
{
    struct serve *s = arg;
    int status      = job_run_now(s->app, loop_index(loop), "/internal/jobs/live_rebuild");
    log_write(&s->base->log, status < 400 ? LOG_INFO : LOG_WARN, "live state rebuilt from rows", LOG_FIELDS(LOG_NUMBER("status", status)));
}

static bool redis_open(struct serve *s)
{
    struct base *b = s->base;
    const char *why = "";
    struct str url  = str_from_cstr(b->config.redis);
    if (str_eq(url, STR("embedded"))) {
        struct embedded_config config = { .dir = str_from_cstr(b->config.data), .lock_fd = s->lock_fd };
        s->embedded                   = s->owner ? embedded_start(&config, &why) : NULL;
        if (s->owner && !s->embedded) {
            refused("redis: cannot start the embedded server: %s", why);
            return false;
        }
        url = s->owner ? embedded_url(s->embedded) : embedded_url_of(config.dir, s->redis_url, sizeof s->redis_url);
    }
    struct live_redis_config config = { .url = url, .generation = store_generation(s->store), .process_id = b->settings.process_id, .random = &b->chance.port, .rebuild = rebuild, .rebuild_arg = s };
    s->redis                        = live_redis_new(&config, &why);
    if (!s->redis)
        refused("redis: %s", why);
    else
        b->hall.live = live_redis_port(s->redis);
    return s->redis != NULL;
}

static void match_tell(void *arg, enum err e)
{
    struct serve *s = arg;
    if (e == ERR_OK)
        log_write(&s->base->log, LOG_INFO, "the search index follows the store again", NULL, 0);
    else
        log_write(&s->base->log, LOG_WARN, "the search index could not follow the store", LOG_FIELDS(LOG_TEXT("code", err_code(e))));
}

static bool match_open(struct serve *s)
{
    s->match = match_new(&(struct match_config){ .hall = &s->base->hall, .tell = match_tell, .tell_arg = s });
    if (!s->match)
        return false;
    s->base->hall.search = match_port(s->match);
    return match_start(s->match);
}

static void store_figures(void *arg, struct store_figures *ret_figures)
{
    struct store_stats st;
    store_stats(arg, &st);
    *ret_figures = (struct store_figures){ .batches = st.batches, .writes = st.writes, .batches_lost = st.batches_lost, .reads = st.reads, .refused = st.refused, .checkpoints = st.checkpoints };
}

static struct rate rate_of(int64_t per_s, int64_t seconds)
{
    struct rate rate = { .burst = per_s * seconds, .refill_ms = per_s > 0 && per_s < 1000 ? 1000 / per_s : 1 };
    return rate;
}

static bool app_open(struct serve *s)
{
    struct base *b       = s->base;
    s->rates             = rate_table_new(&b->chance.port);
    s->presence          = presence_table_new(&b->chance.port);
    if (!s->rates || !s->presence)
        return false;
    b->hall.rate         = rate_table_port(s->rates);
    b->hall.report       = &s->report.port;
    struct app_config config = { .hall = &b->hall, .loop_count = s->loop_count, .account_rate = rate_of(b->config.account_calls_per_s, 4), .address_rate = rate_of(b->config.address_calls_per_s, 2) };
    s->app               = app_new(&config);
    s->report            = (struct metrics_report){ .app = s->app, .clock = &b->clock.port, .began_at = b->clock.port.now(&b->clock.port), .loops = s->metrics, .loop_count = s->loop_count, .store_read = store_figures, .store_arg = s->store, .audit_read = audit_heads_read, .audit_arg = &s->heads };
    report_init(&s->report);
    return s->app != NULL;
}

static void seat_tick(struct timer_node *node);

static bool seat_open(struct serve *s, size_t index, const struct conn_limits *limits)
{
    struct seat *seat = &s->seats[index];
    *seat             = (struct seat){ .serve = s, .tick = { .fn = seat_tick } };
    seat->loop        = loop_new(&(struct loop_config){ .index = index, .fiber_max = FIBERS_MAX });
    if (!seat->loop)
        return false;
    seat->service = service_new(&(struct service_config){ .app = s->app, .hall = &s->base->hall, .loop = seat->loop, .log = &s->base->log, .source = live_redis_source(s->redis, seat->loop),
                                                          .presence = s->presence, .trusted_proxy = str_from_cstr(s->base->config.trusted_proxy) });
    if (!seat->service) {
        refused("trusted_proxy: '%s' is not a list of networks such as 10.0.0.0/8,::1", s->base->config.trusted_proxy);
        return false;
    }
    struct live_listener hears  = service_listener(seat->service);
    struct conn_service service = service_conn(seat->service);
    if (!live_redis_attach(s->redis, seat->loop, &hears) || !service_start(seat->service))
        return false;
    seat->listener = listener_open(seat->loop, s->host, s->port, &service, limits, &s->port);
    if (!seat->listener)
        refused("listen: %s: %s", s->base->config.listen, strerror(errno));
    else
        listener_tls_set(seat->listener, s->tls);
    timer_arm(loop_timers(seat->loop), &seat->tick, loop_mono_ms(seat->loop) + 1000);
    return seat->listener != NULL;
}

/* --- figures ----------------------------------------------------------------------------------------------------- */

static void figures_copy(struct seat *seat)
{
    struct loop_metrics *m       = &seat->serve->metrics[loop_index(seat->loop)];
    struct listener_counts l     = listener_counts(seat->listener);
    struct hub_counts h          = hub_counts(service_hub(seat->service));
    struct live_redis_counts r   = live_redis_counts(seat->serve->redis, seat->loop);
    METRIC_SET(m, connections_accepted_total, l.accepted);
    METRIC_SET(m, connections_refused_total, l.refused_full);
    METRIC_SET(m, connections_open, l.open_count);
    METRIC_SET(m, tls_opened_total, l.tls_opened);
    METRIC_SET(m, tls_failed_total, l.tls_failed);
    METRIC_SET(m, websockets_open, l.ws_count);
    METRIC_SET(m, http_requests_total, l.requests);
    METRIC_SET(m, http_refused_total, l.refused_wire);
    METRIC_SET(m, websockets_opened_total, l.ws_opened);
    METRIC_SET(m, websockets_slow_total, l.ws_closed_slow);
    METRIC_SET(m, bytes_in_total, l.bytes_in);
    METRIC_SET(m, bytes_out_total, l.bytes_out);
    METRIC_SET(m, frames_out_total, l.frames_out);
    METRIC_SET(m, hub_messages_total, h.messages);
    METRIC_SET(m, hub_deliveries_total, h.deliveries);
    METRIC_SET(m, hub_resyncs_total, h.resyncs);
    METRIC_SET(m, hub_channels, h.channels);
    METRIC_SET(m, fibers, fiber_live_count(loop_fibers(seat->loop)));
    METRIC_SET(m, redis_commands_total, r.commands);
    METRIC_SET(m, redis_lost_total, r.lost + r.expired);
    METRIC_SET(m, redis_connects_total, r.connects);
    METRIC_SET(m, redis_rebuilds_total, r.rebuilds);
    if (loop_index(seat->loop) == 0 && seat->serve->jobs) {
        METRIC_SET(m, job_runs_total, jobs_counts(seat->serve->jobs).runs);
        METRIC_SET(m, job_failures_total, jobs_counts(seat->serve->jobs).failures);
    }
}

/* --- the end ------------------------------------------------------------------------------------------------------- */

static void seat_settle(struct seat *seat)
{
    int64_t now = loop_mono_ms(seat->loop);
    if (fiber_live_count(loop_fibers(seat->loop)) > 0 && now < seat->settle_until_ms) {
        timer_arm(loop_timers(seat->loop), &seat->tick, now + 50);
        return;
    }
    loop_stop(seat->loop);
}

static void seat_tick(struct timer_node *node)
{
    struct seat *seat = (struct seat *)(void *)((char *)node - offsetof(struct seat, tick));
    if (seat->drained) {
        seat_settle(seat);
        return;
    }
    figures_copy(seat);
    timer_arm(loop_timers(seat->loop), &seat->tick, loop_mono_ms(seat->loop) + 1000);
}

static void seat_drained(void *arg)
{
    struct seat *seat     = arg;
    seat->drained         = true;
    seat->settle_until_ms = loop_mono_ms(seat->loop) + SETTLE_MS;
    timer_arm(loop_timers(seat->loop), &seat->tick, loop_mono_ms(seat->loop));
}

static void seat_drain(void *arg)
{
    struct seat *seat = arg;
    service_farewell(seat->service);
    if (loop_index(seat->loop) == 0)
        jobs_stop(seat->serve->jobs);
    listener_drain(seat->listener, DRAIN_MS, seat_drained, seat);
}

static void *seat_run(void *arg)
{
    loop_run(((struct seat *)arg)->loop);
    return NULL;
}

/* --- the beginning --------------------------------------------------------------------------------------------------- */

/* On loop 0: what was ringing when the hall stopped goes back first, then the jobs begin. */
static void jobs_begin(void *arg)
{
    struct serve *s = arg;
    int status      = s->owner ? 503 : 204; /* whoever joins finds a hall that runs */
    for (int tries = 0; status >= 400 && tries < START_TRIES && !s->seats[0].drained; tries++) {
        status = job_run_now(s->app, 0, "/internal/jobs/line_restart");
        if (status >= 400)
            loop_sleep_ms(100);
    }
    if (status >= 400)
        log_write(&s->base->log, LOG_ERROR, "what was under way could not be taken up", LOG_FIELDS(LOG_NUMBER("status", status)));
    jobs_start(s->jobs);
}

static void demo_ready(void *arg, enum err result)
{
    struct serve *s = arg;
    if (result != ERR_OK) {
        log_write(&s->base->log, LOG_WARN, "the demonstration is not there", LOG_FIELDS(LOG_TEXT("code", err_code(result))));
        return;
    }
    (void)printf("demonstration: sign in as %s, %s or %s, password %s\n", DEMO_CANDIDATE, DEMO_RECRUITER, DEMO_STAFF, DEMO_PASSWORD);
    (void)fflush(stdout);
}

static bool work_begin(struct serve *s)
{
    s->jobs = jobs_new(&(struct jobs_config){ .app = s->app, .hall = &s->base->hall, .loop = s->seats[0].loop, .log = &s->base->log });
    if (!s->jobs || !fiber_start(loop_fibers(s->seats[0].loop), jobs_begin, s))
        return false;
    if (!s->base->settings.demo || !s->owner)
        return true;
    return demo_start(&(struct demo_config){ .app = s->app, .hall = &s->base->hall, .loop = s->seats[0].loop, .ready = demo_ready, .ready_arg = s });
}

static bool origin_complete(struct serve *s)
{
    struct base *b = s->base;
    bool six       = memchr(s->host.ptr, ':', s->host.len) != NULL;
    if (b->config.public_origin[0])
        return true;
    int len = snprintf(b->origin, sizeof b->origin, "%s://%s%.*s%s:%u", b->settings.secure ? "https" : "http", six ? "[" : "", STR_ARG(s->host), six ? "]" : "", s->port);
    if (len < 0 || (size_t)len >= sizeof b->origin)
        return false;
    b->settings.public_origin = str_make(b->origin, (size_t)len);
    return true;
}

static bool parts_open(struct serve *s)
{
    struct base *b = s->base;
    size_t files   = files_raise();
    long cores     = sysconf(_SC_NPROCESSORS_ONLN);
    s->loop_count  = b->config.loops ? (size_t)b->config.loops : (size_t)(cores > 0 ? cores : 1);
    if (s->loop_count > LOOPS_MAX)
        s->loop_count = LOOPS_MAX;
    bool good = false;
    s->tls    = base_tls_open(b, &good);
    if (!good)
        return false;
    if (!address_split(str_from_cstr(b->config.listen), &s->host, &s->port)) {
        refused("listen: '%s' is not ADDR:PORT", b->config.listen);
        return false;
    }
    if ((!b->config.join && !port_is_free(s)) || !folder_take(s))
        return false;
    s->store = base_store_open(b);
    if (!s->store || !base_seal_open(b) || !match_open(s) || !redis_open(s))
        return false;
    s->passwords = base_passwords_open(b, (size_t)b->config.password_workers);
    s->files     = base_files_open(b);
    if (!s->passwords || !s->files || !app_open(s))
        return false;
    struct conn_limits limits = limits_of(s, files);
    for (size_t i = 0; i < s->loop_count; i++)
        if (!seat_open(s, i, &limits))
            return false;
    return origin_complete(s) && work_begin(s);
}

static void parts_close(struct serve *s)
{
    bool clean = true;
    for (size_t i = 0; i < s->loop_count; i++)
        clean = clean && (!s->seats[i].loop || fiber_live_count(loop_fibers(s->seats[i].loop)) == 0);
    match_stop(s->match);
    if (s->store)
        store_close(s->store); /* what was queued is committed */
    if (clean) {
        for (size_t i = 0; i < s->loop_count; i++) {
            struct seat *seat = &s->seats[i];
            listener_close(seat->listener);
            if (seat->loop && s->redis)
                live_redis_detach(s->redis, seat->loop);
        }
        password_pool_free(s->passwords);
        files_close(s->files);
    }
    embedded_stop(s->embedded);
    if (!clean)
        return; /* calls that never came back keep their memory; the process ends now */
    jobs_free(s->jobs);
    for (size_t i = 0; i < s->loop_count; i++) {
        service_free(s->seats[i].service);
        loop_free(s->seats[i].loop);
    }
    live_redis_free(s->redis);
    app_free(s->app);
    match_free(s->match);
    rate_table_free(s->rates);
    presence_table_free(s->presence);
    tls_source_free(s->tls);
}

static int64_t mono_ms(const struct serve *s)
{
    return s->base->clock.port.now(&s->base->clock.port);
}

static void certificate_renew(struct serve *s)
{
    char why[TLS_WHY_MAX];
    if (!s->tls)
        return;
    if (tls_source_reload(s->tls, why))
        log_write(&s->base->log, LOG_INFO, "the certificate was read anew", NULL, 0);
    else
        log_write(&s->base->log, LOG_ERROR, "the old certificate goes on serving", LOG_FIELDS(LOG_TEXT("reason", str_from_cstr(why))));
}

/* The main thread only waits for signals and looks after the embedded Redis (which dies with this very thread). */
static void signals_wait(struct serve *s, const sigset_t *signals)
{
    struct timespec wait = { .tv_nsec = WATCH_MS * 1000000L };
    for (;;) {
        int got = sigtimedwait(signals, NULL, &wait);
        if (got == SIGTERM || got == SIGINT)
            return;
        if (got == SIGHUP) {
            certificate_renew(s);
            if (seal_keys_refresh(s->base->seal))
                log_write(&s->base->log, LOG_INFO, "a newer key seals from now on", NULL, 0);
        }
        if (s->tls)
            tls_source_tick(s->tls, mono_ms(s));
        if (s->embedded)
            embedded_watch(s->embedded, mono_ms(s));
        audit_heads_tick(&s->heads);
    }
}

static bool seats_start(struct serve *s)
{
    for (size_t i = 0; i < s->loop_count; i++) {
        s->seats[i].running = pthread_create(&s->seats[i].thread, NULL, seat_run, &s->seats[i]) == 0;
        if (!s->seats[i].running)
            return false;
    }
    return true;
}

static void seats_end(struct serve *s)
{
    for (size_t i = 0; i < s->loop_count; i++)
        if (s->seats[i].running && !loop_post(s->seats[i].loop, seat_drain, &s->seats[i]))
            loop_stop(s->seats[i].loop);
    for (size_t i = 0; i < s->loop_count; i++)
        if (s->seats[i].running)
            (void)pthread_join(s->seats[i].thread, NULL); /* ours and joinable */
}

int serve(struct base *b)
{
    sigset_t signals;
    struct serve *s = calloc(1, sizeof *s);
    if (!s)
        return EXIT_REFUSED;
    s->base    = b;
    s->lock_fd = -1;
    audit_heads_init(&s->heads, b);
    (void)signal(SIGPIPE, SIG_IGN); /* closed sockets are answers of send() */
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    CHECK(pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0);
    bool good = parts_open(s) && seats_start(s);
    if (good) {
        (void)printf("listening on %.*s\n", STR_ARG(b->settings.public_origin));
        (void)fflush(stdout);
        log_write(&b->log, LOG_INFO, "serving", LOG_FIELDS(LOG_TEXT("origin", b->settings.public_origin), LOG_NUMBER("port", s->port), LOG_NUMBER("loops", s->loop_count), LOG_TEXT("process", b->settings.process_id)));
        signals_wait(s, &signals);
        log_write(&b->log, LOG_INFO, "stopping", NULL, 0);
    }
    seats_end(s);
    if (good)
        audit_heads_keep(&s->heads);
    parts_close(s);
    if (good)
        log_write(&b->log, LOG_INFO, "stopped", NULL, 0);
    (void)fflush(stdout);
    /* Not freed: what never came back may still point into it. */
    exit(good ? EXIT_DONE : EXIT_REFUSED);
}
