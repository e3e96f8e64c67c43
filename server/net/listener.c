/* Accepting, the caps, and the drain. One listener a loop, each with SO_REUSEPORT, so the kernel spreads clients. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

#define BACKLOG 4096
#define ACCEPTS_MAX 64    /* in one turn, so that those already here are served too */
#define RETRY_MS 200      /* after running out of descriptors */
#define DRAIN_ACCEPTS_MAX 100000

const struct conn_limits conn_limits_default = {
    .conn_max             = 10000,
    .conn_per_address_max = 4096,
    .head_deadline_ms     = 10000,
    .idle_ms              = 60000,
    .body_rate_min        = 4096,
    .ws_ping_ms           = 25000,
    .ws_pong_ms           = 10000,
    .ws_event_ping_ms     = 15000,
    .write_queue_max      = 262144,
    .write_age_max_ms     = 10000,
    .ws_message_max       = 65536,
    .arena_max            = 8388608,
};

static void accept_happened(evutil_socket_t fd, short what, void *arg);
static void retry_happened(struct timer_node *node);
static void drain_deadline_happened(struct timer_node *node);
static void listener_turn(struct loop_turn_node *node);

#define OF_MEMBER(ptr, member) ((struct listener *)(void *)((char *)(ptr) - offsetof(struct listener, member)))

/* --- opening -------------------------------------------------------------------------------------------- */

static bool address_read(struct str text, uint16_t port, struct sockaddr_storage *ret_address, socklen_t *ret_len)
{
    char plain[INET6_ADDRSTRLEN];
    if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
        text = str_make(text.ptr + 1, text.len - 2);
    if (text.len == 0 || text.len >= sizeof plain)
        return false;
    memcpy(plain, text.ptr, text.len);
    plain[text.len]         = '\0';
    struct sockaddr_in v4   = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct sockaddr_in6 v6  = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    *ret_address            = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET, plain, &v4.sin_addr) == 1) {
        memcpy(ret_address, &v4, sizeof v4);
        *ret_len = sizeof v4;
        return true;
    }
    if (inet_pton(AF_INET6, plain, &v6.sin6_addr) == 1) {
        memcpy(ret_address, &v6, sizeof v6);
        *ret_len = sizeof v6;
        return true;
    }
    return false;
}

static int socket_listen(struct str address, uint16_t port, uint16_t *ret_port)
{
    struct sockaddr_storage at;
    socklen_t len = 0;
    int one       = 1;
    if (!address_read(address, port, &at, &len))
        return -1;
    int fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* Accepted sockets inherit TCP_NODELAY: one system call less for each. */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
        bind(fd, (struct sockaddr *)(void *)&at, len) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)(void *)&at, &len) != 0) {
        (void)close(fd);
        return -1;
    }
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    memcpy(&v4, &at, sizeof v4);
    memcpy(&v6, &at, sizeof v6);
    *ret_port = ntohs(at.ss_family == AF_INET ? v4.sin_port : v6.sin6_port);
    return fd;
}

static void listener_free(struct listener *ls)
{
    while (ls->calls) {
        struct call *call = ls->calls;
        ls->calls         = call->next;
        arena_done(&call->mem);
        free(call);
    }
    frame_unref(ls->ping);
    frame_unref(ls->event_ping);
    map_done(&ls->addresses);
    if (ls->spare_fd >= 0)
        (void)close(ls->spare_fd);
    free(ls);
}

struct listener *listener_open(struct loop *l, struct str address, uint16_t port, const struct conn_service *service,
                               const struct conn_limits *limits, uint16_t *ret_port)
{
    CHECK(limits->body_rate_min > 0 && limits->ws_ping_ms > 0 && limits->ws_event_ping_ms > 0);
    struct listener *ls = calloc(1, sizeof *ls);
    if (!ls)
        return NULL;
    /* Keys the hash of addresses and spreads pings; nothing that has to be replayed depends on it. */
    uint64_t seed = (uint64_t)randombytes_random() << 32 | randombytes_random();
    ls->loop              = l;
    ls->service           = *service;
    ls->limits            = *limits;
    ls->ping_phase        = seed;
    ls->retry.fn          = retry_happened;
    ls->drain_deadline.fn = drain_deadline_happened;
    ls->turn.fn           = listener_turn;
    ls->spare_fd          = open("/dev/null", O_RDONLY | O_CLOEXEC);
    ls->ping              = frame_new(WS_PING, STR_NONE);
    ls->event_ping        = frame_new_text(STR("{\"event\":\"ping\"}"));
    map_init(&ls->addresses, limits->conn_max * 2, seed);
    ls->fd = socket_listen(address, port, ret_port);
    if (ls->fd < 0 || !ls->ping || !ls->event_ping ||
        event_assign(&ls->event, loop_base(l), ls->fd, EV_READ | EV_PERSIST, accept_happened, ls) != 0 ||
        event_add(&ls->event, NULL) != 0) {
        if (ls->fd >= 0)
            (void)close(ls->fd);
        listener_free(ls);
        return NULL;
    }
    ls->accepting = true;
    return ls;
}

void listener_tls_set(struct listener *ls, struct tls_source *source)
{
    ls->tls = source;
}

/* --- addresses ------------------------------------------------------------------------------------------ */

static uint32_t address_write(const struct sockaddr_storage *at, char ret_text[INET6_ADDRSTRLEN])
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    memcpy(&v4, at, sizeof v4);
    memcpy(&v6, at, sizeof v6);
    ret_text[0] = '\0';
    /* one text for an IPv4 client, whichever kind of listener took it */
    if (at->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        (void)inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], ret_text, INET6_ADDRSTRLEN);
    else if (at->ss_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, ret_text, INET6_ADDRSTRLEN);
    else
        (void)inet_ntop(AF_INET, &v4.sin_addr, ret_text, INET6_ADDRSTRLEN);
    return (uint32_t)strlen(ret_text);
}

/* NULL: no memory. */
static struct address *address_take(struct listener *ls, const struct sockaddr_storage *at)
{
    char text[INET6_ADDRSTRLEN];
    uint32_t len      = address_write(at, text);
    struct address *a = map_get(&ls->addresses, str_make(text, len));
    if (!a) {
        a = calloc(1, sizeof *a);
        if (!a)
            return NULL;
        memcpy(a->text, text, sizeof text);
        a->len = len;
        if (!map_put(&ls->addresses, str_make(a->text, a->len), a)) {
            free(a);
            return NULL;
        }
    }
    a->refs++;
    a->open_count++;
    return a;
}

static void address_unref(struct listener *ls, struct address *a)
{
    if (--a->refs > 0)
        return;
    (void)map_remove(&ls->addresses, str_make(a->text, a->len));
    free(a);
}

/* --- accepting ------------------------------------------------------------------------------------------ */

/* Answered at once and without a connection object. What the client already sent is read first: closing over unread
 * bytes would reset the connection and could take the answer with it. */
static void refuse_full(struct listener *ls, int fd, const char *reason)
{
    struct conn_answer a = { .status = 503 };
    ls->counts.refused_full++;
    if (ls->tls) {
        (void)close(fd); /* words would cost a handshake, which is what we have no room for */
        return;
    }
    ls->service.refuse(ls->service.arg, 503, reason, &a);
    int n = snprintf(ls->write_bytes, sizeof ls->write_bytes,
                     "HTTP/1.1 503 Service Unavailable\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\n%.*s"
                     "Connection: close\r\n\r\n%.*s",
                     STR_ARG(a.content_type), a.body.len, STR_ARG(a.headers), STR_ARG(a.body));
    if (n > 0 && (size_t)n < sizeof ls->write_bytes)
        (void)send(fd, ls->write_bytes, (size_t)n, MSG_NOSIGNAL); /* a courtesy: if it fails the close says it all */
    (void)shutdown(fd, SHUT_WR);
    (void)recv(fd, ls->read_bytes, sizeof ls->read_bytes, 0);
    (void)close(fd);
}

static void connection_take(struct listener *ls, int fd, const struct sockaddr_storage *at)
{
    ls->counts.accepted++;
    if (ls->counts.open_count >= ls->limits.conn_max) {
        refuse_full(ls, fd, "too many connections");
        return;
    }
    struct address *a = address_take(ls, at);
    size_t max        = ls->limits.conn_per_address_max;
    if (a && max && a->open_count > max && !(ls->service.is_front && ls->service.is_front(ls->service.arg, str_make(a->text, a->len)))) {
        a->open_count--;
        address_unref(ls, a);
        refuse_full(ls, fd, "too many connections from one address");
        return;
    }
    struct conn *c = a ? conn_open(ls, fd, a) : NULL;
    if (!c) {
        if (a) {
            a->open_count--;
            address_unref(ls, a);
        }
        refuse_full(ls, fd, "no memory for the connection");
        return;
    }
    ls->counts.open_count++;
    ls->memory_count++;
}

static void accepting_set(struct listener *ls, bool on)
{
    if (ls->accepting == on)
        return;
    ls->accepting = on;
    if (!on)
        (void)event_del(&ls->event);
    else if (event_add(&ls->event, NULL) != 0)
        ls->accepting = false;
    if (!ls->accepting)
        timer_arm(loop_timers(ls->loop), &ls->retry, loop_mono_ms(ls->loop) + RETRY_MS);
}

static void retry_happened(struct timer_node *node)
{
    struct listener *ls = OF_MEMBER(node, retry);
    if (ls->fd >= 0)
        accepting_set(ls, true);
}

/* Out of descriptors the listener would be readable for ever. The spare one lets us take a few clients and turn them
 * away, then accepting rests. */
static void descriptors_out(struct listener *ls)
{
    for (int i = 0; i < ACCEPTS_MAX && ls->spare_fd >= 0; i++) {
        (void)close(ls->spare_fd);
        int fd = accept4(ls->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            refuse_full(ls, fd, "too many open files");
        ls->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            break;
    }
    if (ls->spare_fd < 0)
        ls->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    accepting_set(ls, false);
}

/* False: nothing more to accept now. */
static bool accept_one(struct listener *ls)
{
    struct sockaddr_storage at = { 0 };
    socklen_t len              = sizeof at;
    int fd                     = accept4(ls->fd, (struct sockaddr *)(void *)&at, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        connection_take(ls, fd, &at);
        return true;
    }
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
        return true;
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
        descriptors_out(ls);
    return false;
}

static void accept_happened(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct listener *ls = arg;
    for (int i = 0; i < ACCEPTS_MAX && accept_one(ls); i++)
        ;
}

/* --- ending --------------------------------------------------------------------------------------------- */

/* Told at the end of the turn, where no callback of ours is under way. */
static void listener_turn(struct loop_turn_node *node)
{
    struct listener *ls = OF_MEMBER(node, turn);
    void (*fn)(void *)  = ls->on_drained;
    ls->on_drained      = NULL;
    if (fn)
        fn(ls->on_drained_arg);
    ls->memory_count--;
    if (ls->closed && ls->memory_count == 0)
        listener_free(ls);
}

static void drained_check(struct listener *ls)
{
    if (!ls->draining || ls->counts.open_count > 0 || !ls->on_drained || ls->turn.queued)
        return;
    timer_cancel(loop_timers(ls->loop), &ls->drain_deadline);
    ls->memory_count++; /* kept until it was told */
    loop_at_turn_end(ls->loop, &ls->turn);
}

void listener_conn_closed(struct listener *ls, struct conn *c)
{
    c->address->open_count--;
    ls->counts.open_count--;
    drained_check(ls);
}

void listener_conn_freed(struct listener *ls, struct conn *c)
{
    address_unref(ls, c->address);
    free(c);
    ls->memory_count--;
    if (ls->closed && ls->memory_count == 0)
        listener_free(ls);
}

static void accept_end(struct listener *ls)
{
    if (ls->fd < 0)
        return;
    timer_cancel(loop_timers(ls->loop), &ls->retry);
    (void)event_del(&ls->event);
    (void)close(ls->fd);
    ls->fd = -1;
}

static void all_gone(struct listener *ls)
{
    while (ls->open_first)
        conn_gone(ls->open_first);
}

static void drain_deadline_happened(struct timer_node *node)
{
    struct listener *ls = OF_MEMBER(node, drain_deadline);
    all_gone(ls);
}

void listener_drain(struct listener *ls, int64_t deadline_ms, void (*on_drained)(void *arg), void *arg)
{
    CHECK(!ls->draining && !fiber_current());
    /* Whoever the kernel already completed would get a reset when the socket closes. */
    for (int i = 0; i < DRAIN_ACCEPTS_MAX && ls->fd >= 0 && accept_one(ls); i++)
        ;
    accept_end(ls);
    ls->draining       = true;
    ls->on_drained     = on_drained;
    ls->on_drained_arg = arg;
    timer_arm(loop_timers(ls->loop), &ls->drain_deadline, loop_mono_ms(ls->loop) + deadline_ms);
    struct conn *next = NULL;
    for (struct conn *c = ls->open_first; c; c = next) {
        next = c->next; /* one may close itself here, never another */
        conn_drain(c);
    }
    drained_check(ls);
}

void listener_close(struct listener *ls)
{
    if (!ls)
        return;
    CHECK(!fiber_current() && !ls->closed);
    accept_end(ls);
    timer_cancel(loop_timers(ls->loop), &ls->drain_deadline);
    ls->on_drained = NULL;
    all_gone(ls);
    ls->closed = true;
    if (ls->memory_count == 0)
        listener_free(ls);
}

/* --- small questions ------------------------------------------------------------------------------------ */

struct listener_counts listener_counts(const struct listener *ls)
{
    return ls->counts;
}
