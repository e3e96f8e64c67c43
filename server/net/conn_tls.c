/* A connection whose bytes pass through OpenSSL. All of it runs on the loop's stack: what a fiber wants to send is queued, and
 * leaves at the end of the turn in as few records as hold it. */
#include <errno.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

void conn_handshake(struct conn *c)
{
    struct listener *ls = c->listener;
    c->blocked          = false;
    switch (tls_handshake(c->tls)) {
    case TLS_WANTS_READ: return;
    case TLS_WANTS_WRITE: c->blocked = true; return;
    case TLS_DONE:
        c->handshaking = false;
        ls->counts.tls_opened++;
        conn_deadline_set(c, loop_mono_ms(ls->loop) + ls->limits.head_deadline_ms);
        return;
    case TLS_PLAIN_HTTP:
        /* A browser that was sent to the wrong scheme gets words it can show. */
        tls_free(c->tls);
        c->tls         = NULL;
        c->handshaking = false;
        ls->counts.tls_failed++;
        conn_refuse(c, 400, "this port speaks TLS: use https");
        return;
    case TLS_END:
    case TLS_FAILED: break;
    }
    c->handshaking = false;
    ls->counts.tls_failed++;
    c->close_after = true;
    conn_finish(c); /* OpenSSL has sent its alert; it should arrive */
}

ssize_t conn_receive(struct conn *c, char *to, size_t room)
{
    size_t n           = 0;
    bool more          = false;
    enum tls_step step = tls_read(c->tls, to, room, &n, &more);
    c->tls_more        = more;
    if (more)
        conn_turn_queue(c);
    if (n > 0)
        return (ssize_t)n;
    if (step == TLS_END)
        return 0;
    errno = step == TLS_WANTS_READ ? EAGAIN : ECONNRESET;
    return -1;
}

/* What one record can hold: the first frame itself when it is alone or large, else copies of several, one after the other. */
static struct str record_gather(struct conn *c)
{
    struct str first = out_peek(c, 0);
    if (c->out_count == 1 || first.len >= TLS_RECORD_MAX)
        return str_make(first.ptr, first.len < TLS_RECORD_MAX ? first.len : TLS_RECORD_MAX);
    char *to  = c->listener->write_bytes;
    size_t at = 0;
    for (uint32_t i = 0; i < c->out_count && at < TLS_RECORD_MAX; i++) {
        struct str piece = out_peek(c, i);
        size_t n         = piece.len < TLS_RECORD_MAX - at ? piece.len : TLS_RECORD_MAX - at;
        if (n)
            memcpy(to + at, piece.ptr, n);
        at += n;
    }
    return str_make(to, at);
}

void out_flush_tls(struct conn *c)
{
    CHECK(sizeof c->listener->write_bytes >= TLS_RECORD_MAX);
    while (c->out_count > 0 && !c->broken && !c->handshaking) {
        size_t sent        = 0;
        struct str record  = record_gather(c);
        enum tls_step step = tls_write(c->tls, record, &sent);
        if (step == TLS_WANTS_WRITE) {
            c->blocked     = true;
            c->tls_offered = (uint32_t)record.len;
            return;
        }
        if (step != TLS_DONE) {
            conn_break(c);
            return;
        }
        c->tls_offered = 0;
        out_sent(c, sent);
    }
}
