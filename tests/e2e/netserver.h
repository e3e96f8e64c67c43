/* A small server on the network layer for the tests beside it: its own loop thread, a service whose paths and messages
 * provoke one behaviour each, and a blocking client. */
#ifndef HH_E2E_NETSERVER_H
#define HH_E2E_NETSERVER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdatomic.h>

#include "server/net/conn.h"

#define WAIT_S 20 /* longest wait of a client for anything */
/* Names the test in the output, so that a CHECK that fails has a place. */
#define RUN(test)                 \
    do {                          \
        (void)puts(#test);        \
        (void)fflush(stdout);     \
        test();                   \
    } while (0)
#define PARKED_MAX 64

struct server {
    struct loop *loop;
    struct listener *listener;
    struct conn_limits limits; /* set before server_start */
    struct tls_source *tls;    /* likewise; NULL: plain */
    size_t fiber_max;
    pthread_t thread;
    uint16_t port;
    sem_t answered;   /* of server_ask */
    struct listener_counts counts;
    size_t fiber_count, parked_seen;
    /* loop thread only */
    struct fiber *parked[PARKED_MAX];
    size_t parked_count;
    /* what the service saw */
    atomic_int requests, messages, closed, gone_seen, running;
    atomic_bool drained;
};

/* Paths: GET / · POST / echoes · POST /small takes 64 bytes · GET /park waits for server_release · GET /big answers
 * 300,000 bytes · GET /ws becomes a WebSocket. Messages: "park" waits likewise, "push N" sends N state and N other
 * frames of 1,000 bytes, "bye" closes with 1000; everything is echoed first. */
void server_init(struct server *s); /* short deadlines */
void server_start(struct server *s);
void server_stop(struct server *s);
struct listener_counts server_counts(struct server *s);
size_t server_fibers(struct server *s);
size_t server_parked(struct server *s);
void server_release(struct server *s); /* wakes everything parked */
void server_drain(struct server *s, int64_t deadline_ms);
void wait_for(bool (*ready)(struct server *s, int64_t value), struct server *s, int64_t value);

int client_open(struct server *s);
void client_close(int fd);
void client_reset(int fd); /* ends with RST */
void client_send(int fd, struct str bytes);
#define CLIENT_SEND(fd, text) client_send((fd), STR(text))

struct reply {
    char *bytes; /* head and body, NUL after them */
    size_t len;
    int status;
    struct str body;
};
/* One whole answer with Content-Length; CHECKs that it comes. */
struct reply client_reply(int fd);
void reply_free(struct reply *r);
bool reply_has(const struct reply *r, const char *text);
void expect_status(int fd, int status);
/* The server ended the connection cleanly (no reset) and sent nothing more. */
void expect_end(int fd);
bool client_silent(int fd, int ms);

/* WebSocket */
int client_ws(struct server *s);
void client_frame(int fd, uint8_t first_byte, struct str payload); /* masked */
struct ws_seen {
    uint8_t first_byte;
    struct str payload;
    char *bytes;
};
struct ws_seen client_frame_read(int fd);
void expect_frame(int fd, uint8_t first_byte, struct str payload);
void expect_close(int fd, uint16_t code);
int64_t test_now_ms(void);
void test_sleep_ms(int64_t ms);

#endif
