/* What the files of the connection share; nobody else includes it. Everything belongs to the loop's thread.
 *
 * Life of a connection's memory: one reference while its socket is open, one for the call (request or message)
 * that runs, one while it waits for the end of the turn, and those of the service (conn_ref). The socket goes
 * first (conn_gone), always from the loop, never inside a fiber; the memory goes with the last reference. */
#ifndef HH_NET_CONN_PRIVATE_H
#define HH_NET_CONN_PRIVATE_H

#include <arpa/inet.h>
#include <event2/event_struct.h>

#include "proto/base/map.h"
#include "server/net/conn.h"
#include "server/net/tls.h"

#define READ_BYTES ((size_t)64 * 1024)      /* one read; shared by all connections of a loop */
#define BUSY_UNREAD_MAX ((size_t)16 * 1024) /* taken in while a call runs; then reading stops */
#define UNSENT_READ_MAX ((size_t)64 * 1024) /* answers not sent; above it nothing more is read */
#define LINGER_MS 2000                      /* for the client to see the last answer before the socket goes */
#define LINGER_READS_MAX 64                 /* of READ_BYTES each, thrown away meanwhile */
#define WS_CLOSE_WAIT_MS 5000               /* for the peer's half of the closing handshake */
#define DRAIN_FRESH_MS 500                  /* for the first request of a client that came in just before the end */
#define BODY_DEADLINE_MS 10000              /* beside the size */
#define CALL_INLINE_BYTES 2048              /* requests up to this size need no memory of their own */
#define LARGE_BODIES_MAX 32                 /* of a loop, under way at once */
#define NEVER_MS INT64_MAX

enum conn_state {
    CONN_HTTP,
    CONN_WS,
    CONN_WS_CLOSING, /* our close frame is out or queued */
    CONN_LINGER,     /* everything is sent, our side is shut; what comes is thrown away */
    CONN_GONE,       /* no socket any more */
};

/* A request or message being run. Pooled by the listener. The bytes it points into are its own. */
struct call {
    struct call *next; /* in the pool */
    struct conn *conn;
    char *bytes; /* inline_bytes or the heap's */
    bool wants_continue;
    bool large; /* counted in the listener's large_count */
    enum ws_opcode opcode;
    struct str message;
    struct arena mem;
    struct http1_request request;
    char inline_bytes[CALL_INLINE_BYTES];
};

/* One peer address: its text, and how many connections it has open. */
struct address {
    uint32_t refs; /* connections in memory */
    uint32_t open_count;
    uint32_t len;
    char text[INET6_ADDRSTRLEN];
};

struct out_entry {
    struct frame *frame; /* a reference of ours */
    int64_t at_ms;       /* queued */
};

struct ws_times {
    int64_t ping_ms;
    int64_t pong_due_ms;
    int64_t event_ping_ms;
};

struct conn {
    struct event event;
    struct timer_node timer; /* armed for the earliest of all its deadlines, or earlier */
    struct loop_turn_node turn;
    struct listener *listener;
    struct conn *next, *prev; /* of the listener's open ones */
    struct address *address;
    void *user;
    struct call *call;   /* running, or a request whose body is awaited */
    int64_t deadline_ms; /* for the next step of the client, as its state has it */
    const char *refusal_reason;

    /* unread bytes: in + in_at, in_len of them. in_cap 0: they lie in the shared buffer, until this callback ends */
    char *in;
    uint32_t in_at, in_len, in_cap;

    /* unsent frames, oldest first, in a ring; of the first out_sent bytes are gone */
    struct out_entry *out;
    struct out_entry out_inline[2];
    uint32_t out_first, out_count, out_cap, out_sent;
    size_t unsent_bytes;

    struct tls *tls;      /* NULL: plain */
    uint32_t tls_offered; /* of the unsent bytes, those OpenSSL has seen: they must be offered again as they are */
    int fd;
    uint32_t refs;
    uint16_t refusal; /* status to refuse with at the end of the turn; 0 none */
    uint8_t state;    /* enum conn_state */
    uint8_t linger_reads;
    bool busy : 1;        /* a call runs */
    bool answered : 1;    /* the running request has its answer */
    bool head_begun : 1;  /* part of a head has come: its deadline runs */
    bool served : 1;      /* had a request already */
    bool close_after : 1; /* nothing more is run; close when all is sent */
    bool eof : 1;         /* the client will send nothing more */
    bool broken : 1;      /* the socket failed; to be closed from the loop */
    bool blocked : 1;     /* the socket takes no more for now */
    bool reading : 1;     /* EV_READ is on */
    bool writing : 1;     /* EV_WRITE is on */
    bool closed_due : 1;  /* service->closed has to be called */
    bool slow : 1;        /* closed as a slow reader */
    bool handshaking : 1; /* TLS is not agreed on yet */
    bool tls_more : 1;    /* OpenSSL holds bytes the socket will not tell of */
    union {
        struct http1_reader http;
        struct {
            struct ws_reader ws;
            struct ws_times at;
        };
    };
};

struct listener {
    struct loop *loop;
    struct conn_service service;
    struct conn_limits limits;
    struct tls_source *tls; /* NULL: plain */
    struct event event;
    struct timer_node retry; /* accepts again after the process ran out of descriptors */
    struct timer_node drain_deadline;
    struct loop_turn_node turn;
    void (*on_drained)(void *arg);
    void *on_drained_arg;
    struct conn *open_first;
    struct call *calls; /* pool */
    size_t call_pool_count;
    size_t large_count; /* calls whose body may be larger than HTTP1_BODY_MAX */
    struct frame *ping;
    struct frame *event_ping;
    struct map addresses;
    struct listener_counts counts;
    size_t memory_count; /* connections in memory, open or not */
    uint64_t ping_phase;
    int fd;
    int spare_fd;
    bool accepting;
    bool draining;
    bool closed;
    char read_bytes[READ_BYTES];
    char write_bytes[READ_BYTES / 4]; /* small answers are put together here */
};

/* conn.c */
struct conn *conn_open(struct listener *ls, int fd, struct address *address); /* NULL: no memory; takes the address */
void conn_gone(struct conn *c);  /* closes the socket and lets go of everything but the memory. Not in a fiber */
void conn_break(struct conn *c); /* the same at the end of the turn; anywhere */
void conn_turn_queue(struct conn *c);
void conn_finish(struct conn *c); /* shuts our side and waits a little for the client's */
void conn_process(struct conn *c); /* runs what can be run of the unread bytes; anywhere */
void conn_consume(struct conn *c, size_t n);
void conn_deadline_set(struct conn *c, int64_t at_ms);
void conn_timer_arm(struct conn *c);
void conn_refuse(struct conn *c, int status, const char *reason); /* at the end of the turn, then closes */
void conn_read(struct conn *c);
void conn_drain(struct conn *c);

static inline bool conn_can_send(const struct conn *c)
{
    return c->state < CONN_LINGER && !c->broken;
}

/* conn_call.c */
struct call *call_take(struct listener *ls, struct conn *c); /* NULL: no memory */
void call_release(struct listener *ls, struct call *call);
MUST_USE bool call_bytes_copy(struct call *call, struct str bytes);
MUST_USE bool call_start(struct conn *c, struct call *call, void (*fn)(void *arg)); /* false: too many fibers */
void call_end(struct conn *c);

/* conn_tls.c */
void conn_handshake(struct conn *c); /* from the loop; goes on where the socket stopped it */
/* As recv(): 0 the end, -1 with EAGAIN nothing now. */
ssize_t conn_receive(struct conn *c, char *to, size_t room);
void out_flush_tls(struct conn *c);

/* conn_http.c */
void http_process(struct conn *c);
void http_refuse_now(struct conn *c);
void http_timer(struct conn *c, int64_t now_ms);

/* conn_ws.c */
void ws_begin(struct conn *c, struct str accept, struct str protocol);
void ws_process(struct conn *c);
void ws_timer(struct conn *c, int64_t now_ms);
int64_t ws_due_ms(const struct conn *c);
void ws_close_slow(struct conn *c);

/* conn_write.c */
void out_add(struct conn *c, struct frame *f); /* takes the caller's reference */
void out_add_copy(struct conn *c, struct str bytes);
/* Sends at once what the socket takes. False: the socket failed, the connection will be closed. */
MUST_USE bool out_try(struct conn *c, const char *bytes, size_t len, size_t *ret_sent);
void out_flush(struct conn *c); /* may set broken or blocked */
void out_sent(struct conn *c, size_t n); /* the first n unsent bytes are gone */
struct str out_peek(const struct conn *c, uint32_t index); /* what is unsent of the frame at index */
void out_drop(struct conn *c, bool keep_begun);
int64_t out_due_ms(const struct conn *c); /* when the oldest is too old */
MUST_USE struct frame *frame_raw(size_t len); /* bytes to be filled by the caller */

/* listener.c */
void listener_conn_closed(struct listener *ls, struct conn *c); /* a place is free */
void listener_conn_freed(struct listener *ls, struct conn *c);

#endif
