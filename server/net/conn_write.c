/* What a connection still has to send: references to counted frames, in order. Two fit in the connection itself,
 * which is enough for a socket that keeps up; more go to a ring of its own, given back when it is empty. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

#define PIECES_MAX 64 /* frames in one system call */
#define TLS_BURST_FACTOR 4

static struct out_entry *entry_at(struct conn *c, uint32_t index)
{
    uint32_t at = c->out_first + index;
    return &c->out[at < c->out_cap ? at : at - c->out_cap];
}

static bool ring_grow(struct conn *c)
{
    uint32_t cap           = c->out_cap * 4;
    struct out_entry *ring = calloc(cap, sizeof *ring);
    if (!ring)
        return false;
    for (uint32_t i = 0; i < c->out_count; i++)
        ring[i] = *entry_at(c, i);
    if (c->out != c->out_inline)
        free(c->out);
    c->out       = ring;
    c->out_cap   = cap;
    c->out_first = 0;
    return true;
}

static void ring_emptied(struct conn *c)
{
    if (c->out != c->out_inline)
        free(c->out);
    c->out       = c->out_inline;
    c->out_cap   = COUNT_OF(c->out_inline);
    c->out_first = 0;
    c->out_sent  = 0;
}

void out_add(struct conn *c, struct frame *f)
{
    if (f && c->out_count == c->out_cap && !ring_grow(c)) {
        frame_unref(f);
        f = NULL;
    }
    if (!f) {
        /* Without memory the stream would have a hole: the client must see an end instead. */
        conn_break(c);
        return;
    }
    c->out_count++;
    *entry_at(c, c->out_count - 1) = (struct out_entry){ f, loop_mono_ms(c->listener->loop) };
    c->unsent_bytes += f->len;
    conn_turn_queue(c);
}

void out_add_copy(struct conn *c, struct str bytes)
{
    struct frame *f = frame_raw(bytes.len);
    if (f && bytes.len)
        memcpy(f->bytes, bytes.ptr, bytes.len);
    out_add(c, f);
}

void out_sent(struct conn *c, size_t n)
{
    c->unsent_bytes -= n;
    c->listener->counts.bytes_out += n;
    while (c->out_count > 0) {
        struct out_entry *first = entry_at(c, 0);
        size_t left             = first->frame->len - c->out_sent;
        if (n < left) {
            c->out_sent += (uint32_t)n;
            return;
        }
        n -= left;
        frame_unref(first->frame);
        c->listener->counts.frames_out++;
        c->out_sent  = 0;
        c->out_first = c->out_first + 1 < c->out_cap ? c->out_first + 1 : 0;
        c->out_count--;
    }
    ring_emptied(c);
}

struct str out_peek(const struct conn *c, uint32_t index)
{
    uint32_t at           = c->out_first + index;
    const struct frame *f = c->out[at < c->out_cap ? at : at - c->out_cap].frame;
    size_t skip           = index == 0 ? c->out_sent : 0;
    return str_make(f->bytes + skip, f->len - skip);
}

static ssize_t out_send(struct conn *c, size_t *ret_asked)
{
    struct iovec pieces[PIECES_MAX];
    size_t count = 0;
    *ret_asked   = 0;
    for (; count < c->out_count && count < PIECES_MAX; count++) {
        struct frame *f = entry_at(c, (uint32_t)count)->frame;
        size_t skip     = count == 0 ? c->out_sent : 0;
        pieces[count]   = (struct iovec){ f->bytes + skip, f->len - skip };
        *ret_asked += f->len - skip;
    }
    if (count == 1)
        return send(c->fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL);
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
    return sendmsg(c->fd, &message, MSG_NOSIGNAL);
}

void out_flush(struct conn *c)
{
    c->blocked = false;
    if (c->tls) {
        out_flush_tls(c);
        return;
    }
    while (c->out_count > 0 && !c->broken) {
        size_t asked = 0;
        ssize_t n    = out_send(c, &asked);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            c->blocked = true;
            return;
        }
        if (n < 0) {
            conn_break(c);
            return;
        }
        out_sent(c, (size_t)n);
        if ((size_t)n < asked) {
            c->blocked = true; /* a short write: the socket is full, no need to ask again */
            return;
        }
    }
}

bool out_try(struct conn *c, const char *bytes, size_t len, size_t *ret_sent)
{
    ssize_t n = send(c->fd, bytes, len, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        conn_break(c);
        return false;
    }
    if (n > 0) {
        *ret_sent = (size_t)n;
        c->listener->counts.bytes_out += (uint64_t)n;
    }
    return true;
}

void out_drop(struct conn *c, bool keep_begun)
{
    size_t begun  = c->out_sent + (size_t)c->tls_offered;
    uint32_t keep = 0;
    for (size_t len = 0; keep_begun && len < begun; keep++)
        len += entry_at(c, keep)->frame->len;
    while (c->out_count > keep) {
        struct frame *f = entry_at(c, c->out_count - 1)->frame;
        c->unsent_bytes -= f->len - (c->out_count == 1 ? c->out_sent : 0);
        frame_unref(f);
        c->out_count--;
    }
    if (c->out_count == 0)
        ring_emptied(c);
}

int64_t out_due_ms(const struct conn *c)
{
    if (!c->blocked || c->out_count == 0)
        return NEVER_MS;
    const struct out_entry *first     = &c->out[c->out_first];
    const struct conn_limits *limits = &c->listener->limits;
    return first->at_ms + limits->write_age_max_ms + (int64_t)first->frame->len * 1000 / limits->body_rate_min;
}

void conn_send(struct conn *c, struct frame *f, enum conn_send_kind kind)
{
    if ((c->state != CONN_WS) || c->broken || c->close_after)
        return;
    size_t max = c->listener->limits.write_queue_max;
    /* In a fiber TLS cannot be asked what the socket takes; a burst has to wait for the end of the turn. */
    if (c->tls && !c->blocked && fiber_current())
        max *= TLS_BURST_FACTOR;
    if (c->unsent_bytes + f->len > max / 2) {
        /* A burst within one turn is no sign of a slow reader: first see what the socket takes. */
        if (!c->blocked && !(c->tls && fiber_current()))
            out_flush(c);
        if (c->broken)
            return;
        if (kind == CONN_SEND_STATE && c->unsent_bytes + f->len > max / 2)
            return;
        if (c->unsent_bytes + f->len > max && c->unsent_bytes > 0) {
            ws_close_slow(c);
            return;
        }
    }
    out_add(c, frame_ref(f));
}
