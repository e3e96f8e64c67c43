/* A connection's life: events, deadlines, reading, the end of a turn, the end. */
#include "server/net/conn_private.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"

static void conn_happened(evutil_socket_t fd, short what, void *arg);
static void conn_turn(struct loop_turn_node *node);
static void conn_timer(struct timer_node *node);

#define OF_MEMBER(ptr, member) ((struct conn *)(void *)((char *)(ptr) - offsetof(struct conn, member)))

static int64_t now_of(const struct conn *c)
{
    return loop_mono_ms(c->listener->loop);
}

struct conn *conn_open(struct listener *ls, int fd, struct address *address)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->listener    = ls;
    c->address     = address;
    c->fd          = fd;
    c->refs        = 1;
    c->state       = CONN_HTTP;
    c->out         = c->out_inline;
    c->out_cap     = COUNT_OF(c->out_inline);
    c->timer.fn    = conn_timer;
    c->turn.fn     = conn_turn;
    c->deadline_ms = NEVER_MS;
    http1_reader_init(&c->http);
    if (ls->tls && !(c->tls = tls_new(ls->tls, fd))) {
        free(c);
        return NULL;
    }
    if (event_assign(&c->event, loop_base(ls->loop), fd, EV_READ | EV_PERSIST, conn_happened, c) != 0 ||
        event_add(&c->event, NULL) != 0) {
        tls_free(c->tls);
        free(c);
        return NULL;
    }
    c->reading     = true;
    c->head_begun  = true;
    c->handshaking = c->tls != NULL;
    conn_deadline_set(c, now_of(c) + ls->limits.head_deadline_ms);
    c->next = ls->open_first;
    if (c->next)
        c->next->prev = c;
    ls->open_first = c;
    return c;
}

/* --- events --------------------------------------------------------------------------------------------- */

/* The two system calls of a change are spent only when a socket is full or a client is ahead of us. */
static void conn_events_update(struct conn *c)
{
    if (c->state == CONN_GONE)
        return;
    bool stop = c->eof || c->unsent_bytes > UNSENT_READ_MAX || (c->busy && c->in_len >= BUSY_UNREAD_MAX) ||
                (c->close_after && c->state != CONN_LINGER);
    if (c->reading == !stop && c->writing == c->blocked)
        return;
    (void)event_del(&c->event);
    c->reading = !stop;
    c->writing = c->blocked;
    short want = (short)((c->reading ? EV_READ : 0) | (c->writing ? EV_WRITE : 0));
    if (!want)
        return;
    CHECK(event_assign(&c->event, loop_base(c->listener->loop), c->fd, (short)(want | EV_PERSIST), conn_happened, c) == 0);
    if (event_add(&c->event, NULL) != 0)
        conn_break(c); /* the kernel has no memory for it */
}

static void input_free(struct conn *c)
{
    if (c->in_cap)
        free(c->in);
    c->in     = NULL;
    c->in_at  = 0;
    c->in_len = 0;
    c->in_cap = 0;
}

/* What stays unread moves out of the shared buffer; an empty buffer is given back. */
static void input_keep(struct conn *c)
{
    if (c->in_len == 0) {
        input_free(c);
        return;
    }
    if (c->in_cap)
        return;
    char *own = malloc(c->in_len);
    if (!own) {
        c->in     = NULL;
        c->in_len = 0;
        conn_break(c);
        return;
    }
    memcpy(own, c->in + c->in_at, c->in_len);
    c->in     = own;
    c->in_at  = 0;
    c->in_cap = c->in_len;
}

/* Appends to the connection's own buffer. */
static bool input_append(struct conn *c, const char *bytes, size_t n)
{
    if (c->in_at + (size_t)c->in_len + n > c->in_cap && c->in_at > 0) {
        memmove(c->in, c->in + c->in_at, c->in_len);
        c->in_at = 0;
    }
    size_t need = c->in_len + n;
    if (need > c->in_cap) {
        size_t cap = need + need / 2;
        CHECK(cap < UINT32_MAX); /* the readers refuse long before */
        char *grown = realloc(c->in, cap);
        if (!grown)
            return false;
        c->in     = grown;
        c->in_cap = (uint32_t)cap;
    }
    memcpy(c->in + c->in_at + c->in_len, bytes, n);
    c->in_len += (uint32_t)n;
    return true;
}

void conn_consume(struct conn *c, size_t n)
{
    CHECK(n <= c->in_len);
    c->in_at += (uint32_t)n;
    c->in_len -= (uint32_t)n;
}

void conn_process(struct conn *c)
{
    if (c->broken || c->busy)
        return;
    if (c->state == CONN_HTTP)
        http_process(c);
    if (c->state == CONN_WS || c->state == CONN_WS_CLOSING)
        ws_process(c);
    input_keep(c);
}

static void linger_read(struct conn *c)
{
    ssize_t n = recv(c->fd, c->listener->read_bytes, READ_BYTES, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0 || ++c->linger_reads >= LINGER_READS_MAX)
        conn_gone(c);
}

static void input_ended(struct conn *c)
{
    c->eof = true;
    /* A WebSocket that ends without a close frame is gone. An HTTP client may only have shut its side: whole
     * requests that came before are still answered. */
    if (c->state != CONN_HTTP || !(c->busy || c->out_count > 0 || c->refusal))
        conn_gone(c);
    else
        conn_turn_queue(c);
}

void conn_read(struct conn *c)
{
    if (c->state == CONN_LINGER) {
        linger_read(c);
        return;
    }
    if (c->handshaking)
        conn_handshake(c);
    if (c->handshaking || c->eof || c->close_after || c->refusal || c->state >= CONN_LINGER)
        return;
    size_t room = READ_BYTES;
    if (c->busy) {
        room = c->in_len < BUSY_UNREAD_MAX ? BUSY_UNREAD_MAX - c->in_len : 0;
        if (room == 0)
            return;
    }
    char *shared = c->listener->read_bytes;
    ssize_t n    = c->tls ? conn_receive(c, shared, room) : recv(c->fd, shared, room, 0);
    if (n < 0) {
        if (errno != EAGAIN && errno != EINTR)
            conn_gone(c);
        return;
    }
    if (n == 0) {
        input_ended(c);
        return;
    }
    c->listener->counts.bytes_in += (uint64_t)n;
    if (c->state != CONN_HTTP)
        c->at.pong_due_ms = NEVER_MS; /* whatever it says, it lives */
    if (c->in_len > 0) {
        if (!input_append(c, shared, (size_t)n)) {
            conn_gone(c);
            return;
        }
    } else {
        c->in     = shared;
        c->in_at  = 0;
        c->in_len = (uint32_t)n;
    }
    if (c->busy)
        input_keep(c);
    else
        conn_process(c);
}

static void conn_happened(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    struct conn *c = arg;
    conn_ref(c);
    if (what & EV_READ)
        conn_read(c);
    if ((what & EV_WRITE) && c->state != CONN_GONE) {
        if (c->handshaking)
            conn_read(c);
        else
            out_flush(c);
        conn_turn_queue(c);
    }
    conn_events_update(c);
    conn_unref(c);
}

/* --- the end of a turn ---------------------------------------------------------------------------------- */

void conn_turn_queue(struct conn *c)
{
    if (c->turn.queued)
        return;
    conn_ref(c);
    loop_at_turn_end(c->listener->loop, &c->turn);
}

void conn_finish(struct conn *c)
{
    if (c->tls && !c->broken)
        tls_goodbye(c->tls);
    if (c->eof || c->broken || shutdown(c->fd, SHUT_WR) != 0) {
        conn_gone(c);
        return;
    }
    /* Closing at once would answer bytes on their way with a reset, which can wipe our last words from the client's
     * buffer before it read them. */
    c->state = CONN_LINGER;
    input_free(c);
    conn_deadline_set(c, now_of(c) + LINGER_MS);
}

static void closed_tell(struct conn *c)
{
    if (!c->closed_due || c->busy)
        return;
    c->closed_due = false;
    c->listener->service.closed(c->listener->service.arg, c);
}

static void turn_do(struct conn *c)
{
    if (c->state == CONN_GONE) {
        closed_tell(c);
        return;
    }
    if (c->refusal)
        http_refuse_now(c);
    if (!c->blocked)
        out_flush(c);
    if (c->broken) {
        conn_gone(c);
        return;
    }
    if (c->out_count == 0 && c->close_after && !c->busy && c->state != CONN_LINGER) {
        conn_finish(c);
    } else if (c->in_len > 0 && !c->busy && !c->close_after) {
        conn_process(c); /* waited for the client to take its answers */
    }
    if (c->state == CONN_HTTP && c->eof && !c->busy && c->out_count == 0 && !c->refusal) {
        conn_gone(c);
        return;
    }
    conn_events_update(c);
    if (c->blocked)
        conn_timer_arm(c);
    if (c->tls_more && c->reading && c->state < CONN_LINGER) {
        conn_read(c);
        conn_events_update(c);
    }
}

static void conn_turn(struct loop_turn_node *node)
{
    struct conn *c = OF_MEMBER(node, turn);
    turn_do(c);
    conn_unref(c);
}

void conn_refuse(struct conn *c, int status, const char *reason)
{
    c->refusal        = (uint16_t)status;
    c->refusal_reason = reason;
    conn_turn_queue(c);
}

/* --- deadlines ------------------------------------------------------------------------------------------ */

static int64_t conn_due_ms(const struct conn *c)
{
    int64_t due = c->deadline_ms;
    int64_t out = out_due_ms(c);
    due         = out < due ? out : due;
    if (c->state == CONN_WS) {
        int64_t ws = ws_due_ms(c);
        due        = ws < due ? ws : due;
    }
    return due;
}

/* The node may fire too early, never too late: a deadline that moves away costs nothing. */
void conn_timer_arm(struct conn *c)
{
    int64_t due = conn_due_ms(c);
    if (due == NEVER_MS || (c->timer.next && c->timer.due_tick * TIMER_TICK_MS <= due))
        return;
    timer_arm(loop_timers(c->listener->loop), &c->timer, due);
}

void conn_deadline_set(struct conn *c, int64_t at_ms)
{
    c->deadline_ms = at_ms;
    conn_timer_arm(c);
}

static void conn_timer(struct timer_node *node)
{
    struct conn *c = OF_MEMBER(node, timer);
    int64_t now    = now_of(c);
    conn_ref(c);
    if (out_due_ms(c) <= now) {
        if (c->state == CONN_WS)
            ws_close_slow(c);
        else
            conn_gone(c);
    } else if (c->handshaking && c->deadline_ms <= now) {
        c->listener->counts.tls_failed++;
        conn_gone(c);
    } else if (c->state == CONN_HTTP) {
        http_timer(c, now);
    } else if (c->state == CONN_WS) {
        ws_timer(c, now);
    } else if (c->deadline_ms <= now) {
        conn_gone(c);
    }
    if (c->state != CONN_GONE)
        conn_timer_arm(c);
    conn_unref(c);
}

/* --- the end -------------------------------------------------------------------------------------------- */

void conn_break(struct conn *c)
{
    if (c->state == CONN_GONE)
        return;
    c->broken = true;
    conn_turn_queue(c);
}

void conn_gone(struct conn *c)
{
    if (c->state == CONN_GONE)
        return;
    CHECK(!fiber_current());
    struct listener *ls = c->listener;
    bool ws             = c->closed_due;
    (void)event_del(&c->event);
    if (c->tls && !c->broken && c->state != CONN_LINGER)
        tls_goodbye(c->tls);
    tls_free(c->tls);
    c->tls = NULL;
    (void)close(c->fd);
    c->fd = -1;
    timer_cancel(loop_timers(ls->loop), &c->timer);
    out_drop(c, false);
    input_free(c);
    if (c->call && !c->busy) {
        call_release(ls, c->call);
        c->call = NULL;
    }
    if (ws)
        ws_reader_done(&c->ws);
    c->state = CONN_GONE;
    if (c->next)
        c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        ls->open_first = c->next;
    if (ws)
        ls->counts.ws_count--;
    listener_conn_closed(ls, c);
    closed_tell(c);
    conn_unref(c);
}

void conn_ref(struct conn *c)
{
    c->refs++;
}

void conn_unref(struct conn *c)
{
    CHECK(c->refs > 0);
    if (--c->refs > 0)
        return;
    CHECK(c->state == CONN_GONE && !c->closed_due);
    struct listener *ls = c->listener;
    listener_conn_freed(ls, c);
}

/* Already idle: closed now. Everything else ends with the answer or message under way. */
void conn_drain(struct conn *c)
{
    conn_ref(c);
    if (c->state == CONN_WS) {
        conn_close_ws(c, 1012, STR("restarting"));
    } else if (c->state == CONN_HTTP && !c->busy && !c->eof) {
        conn_read(c); /* a request may be here already */
        bool idle = c->state == CONN_HTTP && !c->busy && !c->call && c->in_len == 0 && !c->refusal;
        if (idle && c->served) {
            c->close_after = true;
            conn_turn_queue(c);
        } else if (idle) {
            conn_deadline_set(c, now_of(c) + DRAIN_FRESH_MS);
        }
    }
    conn_unref(c);
}

/* --- small questions ------------------------------------------------------------------------------------ */

bool conn_is_gone(const struct conn *c)
{
    return c->state == CONN_GONE || c->broken;
}

bool conn_is_ws(const struct conn *c)
{
    return c->closed_due;
}

void conn_user_set(struct conn *c, void *user)
{
    c->user = user;
}

void *conn_user(const struct conn *c)
{
    return c->user;
}

struct loop *conn_loop(const struct conn *c)
{
    return c->listener->loop;
}

struct str conn_address(const struct conn *c)
{
    return str_make(c->address->text, c->address->len);
}
