/* The network layer alone, for outside conformance suites and for measuring: net_echo --listen ADDR:PORT [--loops N].
 * GET / answers 200 with a small body, POST / echoes the body, /ws/echo echoes every WebSocket message. */
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "proto/base/check.h"
#include "server/net/conn.h"

#define LOOPS_MAX 16
#define DRAIN_MS 3000

struct echo {
    struct loop *loop;
    struct listener *listener;
    pthread_t thread;
};

static size_t echo_body_max(void *arg, const struct http1_request *request)
{
    (void)arg;
    (void)request;
    return (size_t)1024 * 1024;
}

static void echo_request(void *arg, struct conn *c, const struct http1_request *request, struct arena *mem)
{
    (void)arg;
    (void)mem;
    struct conn_answer a = { .status = 200, .content_type = STR("text/plain; charset=utf-8"), .body = STR("hello\n") };
    if (str_eq(request->path, STR("/ws/echo"))) {
        if (!conn_upgrade(c, request, STR_NONE))
            CHECK(!conn_is_ws(c)); /* a bad handshake has been refused */
        return;
    }
    if (!str_eq(request->path, STR("/"))) {
        a.status = 404;
        a.body   = STR("not found\n");
    } else if (str_eq(request->method, STR("POST"))) {
        a.content_type = STR("application/octet-stream");
        a.body         = request->body;
    } else if (!str_eq(request->method, STR("GET")) && !str_eq(request->method, STR("HEAD"))) {
        a.status  = 405;
        a.headers = STR("Allow: GET, HEAD, POST\r\n");
        a.body    = STR("method not allowed\n");
    }
    conn_answer(c, &a);
}

static void echo_message(void *arg, struct conn *c, enum ws_opcode opcode, struct str payload, struct arena *mem)
{
    (void)arg;
    (void)mem;
    struct frame *f = frame_new(opcode, payload);
    if (!f) {
        conn_close_ws(c, 1011, STR("no memory"));
        return;
    }
    conn_send(c, f, CONN_SEND_MUST);
    frame_unref(f);
}

static void echo_closed(void *arg, struct conn *c)
{
    (void)arg;
    (void)c;
}

static void echo_refuse(void *arg, int status, const char *reason, struct conn_answer *ret_answer)
{
    (void)arg;
    *ret_answer = (struct conn_answer){ .status = status, .content_type = STR("text/plain"), .body = str_from_cstr(reason) };
}

static const struct conn_service echo_service = {
    .body_max = echo_body_max,
    .request  = echo_request,
    .message  = echo_message,
    .closed   = echo_closed,
    .refuse   = echo_refuse,
};

static void *echo_run(void *arg)
{
    struct echo *e = arg;
    loop_run(e->loop);
    return NULL;
}

static void drained(void *arg)
{
    struct echo *e = arg;
    loop_stop(e->loop);
}

static void drain(void *arg)
{
    struct echo *e = arg;
    listener_drain(e->listener, DRAIN_MS, drained, e);
}

static bool arguments_read(int argc, char **argv, struct str *ret_address, uint64_t *ret_port, uint64_t *ret_loops)
{
    const char *listen = NULL;
    *ret_loops         = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--listen") == 0)
            listen = argv[i + 1];
        else if (strcmp(argv[i], "--loops") != 0 || !str_to_u64(str_from_cstr(argv[i + 1]), ret_loops))
            return false;
    }
    const char *colon = listen && argc % 2 == 1 ? strrchr(listen, ':') : NULL;
    if (!colon || !str_to_u64(str_from_cstr(colon + 1), ret_port) || *ret_port > UINT16_MAX)
        return false;
    *ret_address = str_make(listen, (size_t)(colon - listen));
    return *ret_loops >= 1 && *ret_loops <= LOOPS_MAX;
}

static bool echo_open(struct echo *e, size_t index, struct str address, uint16_t *port)
{
    struct conn_limits limits   = conn_limits_default;
    limits.conn_max             = 100000;
    limits.conn_per_address_max = 0;
    limits.ws_message_max       = (size_t)16 * 1024 * 1024;
    limits.write_queue_max      = (size_t)64 * 1024 * 1024;
    e->loop                     = loop_new(&(struct loop_config){ .index = index, .fiber_max = 10000 });
    if (!e->loop)
        return false;
    e->listener = listener_open(e->loop, address, *port, &echo_service, &limits, port);
    return e->listener != NULL;
}

int main(int argc, char **argv)
{
    static struct echo echoes[LOOPS_MAX];
    struct str address = STR_NONE;
    uint64_t asked     = 0;
    uint64_t loops     = 0;
    if (!arguments_read(argc, argv, &address, &asked, &loops)) {
        (void)fprintf(stderr, "usage: net_echo --listen ADDR:PORT [--loops N]\n");
        return 2;
    }
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files); /* fewer connections otherwise, nothing worse */
    }
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    CHECK(pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0);
    uint16_t port = (uint16_t)asked;
    for (size_t i = 0; i < loops; i++) {
        if (!echo_open(&echoes[i], i, address, &port)) {
            (void)fprintf(stderr, "net_echo: cannot listen there\n");
            return 1;
        }
    }
    printf("listening on port %u\n", (unsigned)port);
    (void)fflush(stdout);
    for (size_t i = 0; i < loops; i++)
        CHECK(pthread_create(&echoes[i].thread, NULL, echo_run, &echoes[i]) == 0);
    int signal_number = 0;
    CHECK(sigwait(&signals, &signal_number) == 0);
    for (size_t i = 0; i < loops; i++)
        while (!loop_post(echoes[i].loop, drain, &echoes[i]))
            ;
    for (size_t i = 0; i < loops; i++) {
        CHECK(pthread_join(echoes[i].thread, NULL) == 0);
        listener_close(echoes[i].listener);
        loop_free(echoes[i].loop);
    }
    return 0;
}
