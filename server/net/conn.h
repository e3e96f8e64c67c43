/* One connection object: HTTP/1.1, and after an upgrade a WebSocket. It moves bytes and keeps deadlines and
 * limits; what the bytes mean is the service's. Belongs to the thread of its loop.
 *
 * HTTP: one request at a time is handed to the service, in a fiber of its own; pipelined ones wait in the
 * read buffer, so answers keep order. The service answers exactly once (conn_answer), then the fiber ends.
 * A connection that closes early is freed when its fiber ended; conn_is_gone() tells.
 * WebSocket: whole messages are handed over in order, each in a fiber, one at a time; what arrives meanwhile waits
 * unread or in the read buffer (16 KiB, then reading stops), so a flood costs its sender, not us.
 * Frames go out by conn_send from anywhere on the loop's thread. */
#ifndef HH_NET_CONN_H
#define HH_NET_CONN_H

#include "proto/base/arena.h"
#include "proto/http1.h"
#include "proto/ws.h"
#include "server/net/loop.h"

struct conn;
struct listener;
struct tls_source;

/* A finished piece of output, shared by many sockets: counted, freed with its last reference. Loop-local. */
struct frame {
    uint32_t refs;
    uint32_t len;
    char bytes[]; /* for WebSocket: head and payload */
};
/* A whole WebSocket frame (at most 4 GiB less its head); one reference; NULL: no memory. */
MUST_USE struct frame *frame_new(enum ws_opcode opcode, struct str payload);
MUST_USE struct frame *frame_new_text(struct str payload);
struct frame *frame_ref(struct frame *f);
void frame_unref(struct frame *f);

struct conn_answer {
    int status;
    struct str content_type;
    struct str body;             /* borrowed until conn_answer returns */
    struct str headers;          /* whole extra lines, each ending in CRLF, borrowed likewise */
    bool close;                  /* close after this answer */
    bool head_only;              /* HEAD: send the length, not the body */
};

enum conn_send_kind {
    CONN_SEND_MUST, /* queued up to the limit; above it the connection is closed, the page resyncs */
    CONN_SEND_STATE, /* presence and the like: dropped when the reader is slow */
};

/* What the layer above does; all called on the loop's thread. */
struct conn_service {
    void *arg;
    /* Largest body of this request (the head is known). */
    size_t (*body_max)(void *arg, const struct http1_request *request);
    /* In a fiber. Answers by conn_answer or conn_upgrade exactly once before it returns. mem is the request's arena. */
    void (*request)(void *arg, struct conn *c, const struct http1_request *request, struct arena *mem);
    /* In a fiber, WebSocket only: a whole message, WS_TEXT (valid UTF-8) or WS_BINARY. payload ends with the call. */
    void (*message)(void *arg, struct conn *c, enum ws_opcode opcode, struct str payload, struct arena *mem);
    /* Not in a fiber: the WebSocket is gone. Called once for each conn_upgrade that said true, after its last request
     * or message call has returned and before the memory goes. */
    void (*closed)(void *arg, struct conn *c);
    /* Builds the whole JSON problem answer for a refusal of the wire itself (framing, limits, deadlines, too many
     * fibers, handshake). Must not park: mostly outside of fibers, for the handshake inside. body may be static. */
    void (*refuse)(void *arg, int status, const char *reason, struct conn_answer *ret_answer);
    /* Whether this peer speaks for many: conn_per_address_max does not hold for it. NULL: nobody does. */
    bool (*is_front)(void *arg, struct str address);
};

struct conn_limits {
    size_t conn_max;            /* per loop */
    size_t conn_per_address_max; /* per loop; 0: no cap (behind a proxy everybody has its address) */
    int64_t head_deadline_ms;   /* 10,000 from the first byte (and from accept for the first) */
    int64_t idle_ms;            /* 60,000 between requests */
    int64_t body_rate_min;      /* bytes/s, both ways; the body deadline is 10 s + size / rate */
    int64_t ws_ping_ms;         /* 25,000 protocol ping */
    int64_t ws_pong_ms;         /* 10,000 */
    int64_t ws_event_ping_ms;   /* 15,000: {"event":"ping"} */
    size_t write_queue_max;     /* 262,144 bytes unsent */
    int64_t write_age_max_ms;   /* 10,000 oldest unsent, and its size / rate */
    size_t ws_message_max;      /* 65,536 */
    size_t arena_max;           /* request memory: above the largest file that is given out */
};
extern const struct conn_limits conn_limits_default;

void conn_answer(struct conn *c, const struct conn_answer *answer);
/* Sends 101 (with Sec-WebSocket-Protocol when protocol is not empty); on true the connection is a WebSocket. On false
 * a bad handshake has been refused, or the client is gone: nothing is left to answer. */
MUST_USE bool conn_upgrade(struct conn *c, const struct http1_request *request, struct str protocol);

/* Takes no reference of its own beyond what it queues. Joined: everything sent in one loop turn goes out in
 * one send(). Harmless on a gone connection. */
void conn_send(struct conn *c, struct frame *f, enum conn_send_kind kind);
void conn_close_ws(struct conn *c, uint16_t code, struct str reason);
bool conn_is_gone(const struct conn *c);
bool conn_is_ws(const struct conn *c);
/* Room for the service's own data of this connection (its subscriptions). */
void conn_user_set(struct conn *c, void *user);
void *conn_user(const struct conn *c);
/* Keeps the memory alive over a park; conn_unref may free it. */
void conn_ref(struct conn *c);
void conn_unref(struct conn *c);
struct loop *conn_loop(const struct conn *c);
/* Text form of the peer's address without port. */
struct str conn_address(const struct conn *c);

/* --- listener ---------------------------------------------------------------------------------------- */

/* One SO_REUSEPORT listener on this loop. ret_port: the port really bound (0 asked: chosen). */
MUST_USE struct listener *listener_open(struct loop *l, struct str address, uint16_t port,
                                        const struct conn_service *service, const struct conn_limits *limits,
                                        uint16_t *ret_port);
/* Whoever connects from now on speaks TLS. The source outlives the listener and its connections. */
void listener_tls_set(struct listener *ls, struct tls_source *source);
/* SIGTERM: accept until EAGAIN, close the listener, close idle HTTP connections, tell every WebSocket 1012 after
 * the service's farewell event, let requests end. on_drained is called once nothing is left or deadline_ms from
 * now (then everything is closed); it may call listener_close. */
void listener_drain(struct listener *ls, int64_t deadline_ms, void (*on_drained)(void *arg), void *arg);
/* Everything at once, no drain; the pointer is dead afterwards. Calls still parked keep their memory and may return
 * later, before the loop is freed. NULL is accepted. */
void listener_close(struct listener *ls);

struct listener_counts {
    uint64_t accepted, refused_full, requests, refused_wire, ws_opened, ws_closed_slow, bytes_in, bytes_out, frames_out;
    uint64_t tls_opened, tls_failed; /* handshakes */
    size_t open_count, ws_count;
};
struct listener_counts listener_counts(const struct listener *ls);

#endif
