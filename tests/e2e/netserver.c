#include "tests/e2e/netserver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/check.h"

/* --- the service ---------------------------------------------------------------------------------------- */

static size_t body_max(void *arg, const struct http1_request *request)
{
    (void)arg;
    return str_eq(request->path, STR("/small")) ? 64 : HTTP1_BODY_MAX;
}

static void park(struct server *s, struct conn *c)
{
    CHECK(s->parked_count < PARKED_MAX);
    s->parked[s->parked_count++] = fiber_current();
    conn_ref(c);
    fiber_park();
    if (conn_is_gone(c))
        s->gone_seen++;
    conn_unref(c);
}

static void request(void *arg, struct conn *c, const struct http1_request *r, struct arena *mem)
{
    struct server *s     = arg;
    struct conn_answer a = { .status = 200, .content_type = STR("text/plain"), .body = STR("hello") };
    s->requests++;
    s->running++;
    CHECK(str_eq(conn_address(c), STR("127.0.0.1")) && conn_loop(c) == s->loop);
    if (str_eq(r->path, STR("/ws"))) {
        if (conn_upgrade(c, r, STR(WS_PROTOCOL)))
            conn_user_set(c, s);
        s->running--;
        return;
    }
    if (str_eq(r->path, STR("/park"))) {
        park(s, c);
    } else if (str_eq(r->path, STR("/big"))) {
        char *big = arena_alloc(mem, 300000);
        CHECK(big);
        memset(big, 'b', 300000);
        a.body = str_make(big, 300000);
    } else if (str_eq(r->method, STR("POST"))) {
        a.body = r->body;
    }
    s->running--;
    conn_answer(c, &a);
}

static void push(struct conn *c, size_t count)
{
    char text[1000];
    memset(text, 'p', sizeof text);
    struct frame *f = frame_new_text(str_make(text, sizeof text));
    CHECK(f);
    for (size_t i = 0; i < count; i++) {
        conn_send(c, f, CONN_SEND_STATE);
        conn_send(c, f, CONN_SEND_MUST);
    }
    frame_unref(f);
}

static void message(void *arg, struct conn *c, enum ws_opcode opcode, struct str payload, struct arena *mem)
{
    struct server *s = arg;
    (void)mem;
    uint64_t count = 0;
    s->messages++;
    CHECK(conn_user(c) == s && conn_is_ws(c));
    struct frame *f = frame_new(opcode, payload);
    CHECK(f);
    conn_send(c, f, CONN_SEND_MUST);
    frame_unref(f);
    if (str_eq(payload, STR("park")))
        park(s, c);
    else if (str_eq(payload, STR("bye")))
        conn_close_ws(c, 1000, STR("bye"));
    else if (str_starts(payload, STR("push ")) && str_to_u64(str_skip(payload, 5), &count))
        push(c, count);
    CHECK(conn_user(c) == s); /* closed has not come while a message runs */
}

static void closed(void *arg, struct conn *c)
{
    struct server *s = arg;
    CHECK(!fiber_current() && conn_user(c) == s && conn_is_gone(c));
    conn_user_set(c, NULL);
    s->closed++;
}

static void refuse(void *arg, int status, const char *reason, struct conn_answer *ret_answer)
{
    (void)arg;
    *ret_answer = (struct conn_answer){ .status = status, .content_type = STR("text/plain"), .body = str_from_cstr(reason) };
}

/* --- life ----------------------------------------------------------------------------------------------- */

void server_init(struct server *s)
{
    *s                         = (struct server){ .limits = conn_limits_default, .fiber_max = 128 };
    s->limits.head_deadline_ms = 600;
    s->limits.idle_ms          = 600;
    s->limits.ws_ping_ms       = 1000000000; /* no pings between the frames a test expects */
    s->limits.ws_event_ping_ms = 1000000000;
    CHECK(sem_init(&s->answered, 0, 0) == 0);
}

static void *server_run(void *arg)
{
    struct server *s = arg;
    loop_run(s->loop);
    return NULL;
}

void server_start(struct server *s)
{
    const struct conn_service service = {
        .arg = s, .body_max = body_max, .request = request, .message = message, .closed = closed, .refuse = refuse
    };
    s->loop = loop_new(&(struct loop_config){ .fiber_max = s->fiber_max });
    CHECK(s->loop);
    s->listener = listener_open(s->loop, STR("127.0.0.1"), 0, &service, &s->limits, &s->port);
    CHECK(s->listener && s->port);
    listener_tls_set(s->listener, s->tls);
    CHECK(pthread_create(&s->thread, NULL, server_run, s) == 0);
}

static void ask(struct server *s, void (*fn)(void *arg))
{
    CHECK(loop_post(s->loop, fn, s));
    while (sem_wait(&s->answered) != 0)
        CHECK(errno == EINTR);
}

static void counts_take(void *arg)
{
    struct server *s = arg;
    s->counts        = listener_counts(s->listener);
    s->fiber_count   = fiber_live_count(loop_fibers(s->loop));
    s->parked_seen   = s->parked_count;
    CHECK(sem_post(&s->answered) == 0);
}

struct listener_counts server_counts(struct server *s)
{
    ask(s, counts_take);
    return s->counts;
}

size_t server_fibers(struct server *s)
{
    ask(s, counts_take);
    return s->fiber_count;
}

size_t server_parked(struct server *s)
{
    ask(s, counts_take);
    return s->parked_seen;
}

static void parked_wake(void *arg)
{
    struct server *s = arg;
    for (size_t i = 0; i < s->parked_count; i++)
        fiber_wake(s->parked[i]);
    s->parked_count = 0;
    CHECK(sem_post(&s->answered) == 0);
}

void server_release(struct server *s)
{
    ask(s, parked_wake);
}

static void drained(void *arg)
{
    struct server *s = arg;
    s->drained       = true;
}

struct drain_order {
    struct server *server;
    int64_t deadline_ms;
};

static void drain_begin(void *arg)
{
    struct drain_order *order = arg;
    listener_drain(order->server->listener, order->deadline_ms, drained, order->server);
    CHECK(sem_post(&order->server->answered) == 0);
}

void server_drain(struct server *s, int64_t deadline_ms)
{
    struct drain_order order = { s, deadline_ms };
    CHECK(loop_post(s->loop, drain_begin, &order));
    while (sem_wait(&s->answered) != 0)
        CHECK(errno == EINTR);
}

static void close_all(void *arg)
{
    struct server *s = arg;
    listener_close(s->listener);
    s->listener = NULL;
    parked_wake(s);
    loop_stop(s->loop);
}

void server_stop(struct server *s)
{
    ask(s, close_all);
    CHECK(pthread_join(s->thread, NULL) == 0);
    loop_free(s->loop); /* CHECKs that no fiber lives */
    CHECK(sem_destroy(&s->answered) == 0);
}

int64_t test_now_ms(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &at) == 0);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

void test_sleep_ms(int64_t ms)
{
    struct timespec span = { ms / 1000, ms % 1000 * 1000000 };
    while (nanosleep(&span, &span) != 0)
        CHECK(errno == EINTR);
}

void wait_for(bool (*ready)(struct server *s, int64_t value), struct server *s, int64_t value)
{
    int64_t give_up_ms = test_now_ms() + WAIT_S * 1000;
    while (!ready(s, value)) {
        CHECK(test_now_ms() < give_up_ms);
        test_sleep_ms(5);
    }
}

/* --- the client ----------------------------------------------------------------------------------------- */

int client_open(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(s->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval wait   = { .tv_sec = WAIT_S };
    int fd                = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0);
    CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0);
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0);
    CHECK(connect(fd, (struct sockaddr *)(void *)&at, sizeof at) == 0);
    return fd;
}

void client_close(int fd)
{
    CHECK(close(fd) == 0);
}

void client_reset(int fd)
{
    struct linger hard = { .l_onoff = 1, .l_linger = 0 };
    CHECK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard) == 0);
    CHECK(close(fd) == 0);
}

void client_send(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        CHECK(n > 0);
        bytes = str_skip(bytes, (size_t)n);
    }
}

static void read_exactly(int fd, char *to, size_t n)
{
    while (n > 0) {
        ssize_t got = recv(fd, to, n, 0);
        CHECK(got > 0);
        to += got;
        n -= (size_t)got;
    }
}

struct reply client_reply(int fd)
{
    struct reply r = { .bytes = calloc(1, 400000) };
    CHECK(r.bytes);
    size_t head = 0;
    while (r.len < 4 || memcmp(r.bytes + r.len - 4, "\r\n\r\n", 4) != 0) {
        CHECK(r.len < 8192);
        read_exactly(fd, r.bytes + r.len, 1);
        r.len++;
    }
    head = r.len;
    CHECK(strncmp(r.bytes, "HTTP/1.1 ", 9) == 0);
    r.status           = atoi(r.bytes + 9);
    const char *length = strstr(r.bytes, "Content-Length: ");
    size_t body        = length ? (size_t)strtoul(length + 16, NULL, 10) : 0;
    CHECK(head + body < 400000);
    read_exactly(fd, r.bytes + head, body);
    r.len  = head + body;
    r.body = str_make(r.bytes + head, body);
    return r;
}

void reply_free(struct reply *r)
{
    free(r->bytes);
}

bool reply_has(const struct reply *r, const char *text)
{
    return strstr(r->bytes, text) != NULL;
}

void expect_status(int fd, int status)
{
    struct reply r = client_reply(fd);
    if (r.status != status)
        (void)fprintf(stderr, "expected %d: %s\n", status, r.bytes);
    CHECK(r.status == status);
    reply_free(&r);
}

void expect_end(int fd)
{
    char byte = 0;
    CHECK(recv(fd, &byte, 1, 0) == 0);
}

bool client_silent(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return poll(&p, 1, ms) == 0;
}

/* --- WebSocket client ----------------------------------------------------------------------------------- */

int client_ws(struct server *s)
{
    int fd = client_open(s);
    CLIENT_SEND(fd, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    struct reply r = client_reply(fd);
    CHECK(r.status == 101 && reply_has(&r, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") &&
          reply_has(&r, "Sec-WebSocket-Protocol: hirehall.v1\r\n"));
    reply_free(&r);
    return fd;
}

void client_frame(int fd, uint8_t first_byte, struct str payload)
{
    static const char mask[4] = { 'm', 'a', 's', 'k' };
    char *frame               = malloc(payload.len + 14);
    size_t at                 = 0;
    CHECK(frame);
    frame[at++] = (char)first_byte;
    if (payload.len < 126) {
        frame[at++] = (char)(0x80 | payload.len);
    } else {
        bool longer = payload.len > UINT16_MAX;
        frame[at++] = (char)(0x80 | (longer ? 127 : 126));
        for (int shift = longer ? 56 : 8; shift >= 0; shift -= 8)
            frame[at++] = (char)((payload.len >> shift) & 0xFF);
    }
    memcpy(frame + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < payload.len; i++)
        frame[at++] = (char)(payload.ptr[i] ^ mask[i % 4]);
    client_send(fd, str_make(frame, at));
    free(frame);
}

struct ws_seen client_frame_read(int fd)
{
    uint8_t head[8];
    struct ws_seen seen = { 0 };
    read_exactly(fd, (char *)head, 2);
    seen.first_byte = head[0];
    CHECK(!(head[1] & 0x80)); /* a server does not mask */
    size_t len   = head[1];
    size_t extra = len == 126 ? 2 : len == 127 ? 8 : 0;
    read_exactly(fd, (char *)head, extra);
    if (extra)
        len = 0;
    for (size_t i = 0; i < extra; i++)
        len = len << 8 | head[i];
    seen.bytes = malloc(len + 1);
    CHECK(seen.bytes);
    read_exactly(fd, seen.bytes, len);
    seen.payload = str_make(seen.bytes, len);
    return seen;
}

void expect_frame(int fd, uint8_t first_byte, struct str payload)
{
    struct ws_seen seen = client_frame_read(fd);
    CHECK(seen.first_byte == first_byte);
    CHECK(str_eq(seen.payload, payload));
    free(seen.bytes);
}

void expect_close(int fd, uint16_t code)
{
    struct ws_seen seen = client_frame_read(fd);
    CHECK(seen.first_byte == 0x88);
    CHECK(seen.payload.len >= 2);
    CHECK((uint8_t)seen.bytes[0] == code >> 8 && (uint8_t)seen.bytes[1] == (code & 0xFF));
    free(seen.bytes);
}
