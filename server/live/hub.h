/* Who listens to what on one loop thread. The first local listener of a channel subscribes the loop's subscriber
 * connection to it, a message becomes one counted frame for all of them, the last one's leaving unsubscribes a little
 * later. Everything here belongs to the loop's thread.
 *
 * Subscribing without gap or duplicate: hub_listen (parks until Redis said so; what comes from then on is kept back),
 * then live->replay, send that, then hub_go with the replay's last_seq: what is newer follows.
 *
 * Order of work: messages of few listeners go out at once, large fan-outs in slices of 500 sockets a loop turn. */
#ifndef HH_LIVE_HUB_H
#define HH_LIVE_HUB_H

#include "proto/base/err.h"
#include "server/live/message.h"
#include "server/net/conn.h"

#define HUB_SLICE 500
/* Kept back for one subscription between hub_listen and hub_go; more: the page is told to resync. */
#define HUB_KEPT_MAX 256
#define HUB_CLOSE_REVOKED 4001

struct hub;
struct hub_sub;

/* One WebSocket; embedded in the service's own data of the connection. The texts are the service's and live as long. */
struct hub_member {
    struct conn *conn;
    struct str login_id, account_id;
    struct hub_sub *subs; /* the rest is the hub's */
    struct hub_member *next, *prev;
};

struct hub_config {
    struct loop *loop;
    struct live_source source;
    /* Some message came: what the process keeps of shared answers is out of date. May be NULL. */
    void (*heard)(void *arg);
    /* The account's rights changed: judge the member's subscriptions anew (hub_leave what is over). Outside of a fiber. */
    void (*judge)(void *arg, struct hub_member *member);
    void *arg;
};

MUST_USE struct hub *hub_new(const struct hub_config *config); /* NULL: no memory */
void hub_free(struct hub *h); /* no member may be left */
/* To be given to whoever hears Redis for this loop. */
struct live_listener hub_listener(struct hub *h);

void hub_join(struct hub *h, struct hub_member *member);
/* Leaves all channels and the hub. */
void hub_part(struct hub *h, struct hub_member *member);

/* Parks at most 2 s. ERR_UNAVAILABLE: Redis did not answer; ERR_NO_MEMORY. Listening twice is harmless (the second one goes on
 * where the first is). Several fibers may not listen for one member and channel at once. */
MUST_USE enum err hub_listen(struct hub *h, struct hub_member *member, struct str channel);
/* The log was read up to last_seq and its events are on their way: sends what was kept back and is newer. */
void hub_go(struct hub *h, struct hub_member *member, struct str channel, int64_t last_seq);
void hub_leave(struct hub *h, struct hub_member *member, struct str channel);
void hub_leave_all(struct hub *h, struct hub_member *member);
bool hub_listens(const struct hub *h, const struct hub_member *member, struct str channel);
/* Full names of the member's channels, at most max; borrowed until the next call of the hub. */
size_t hub_channels(const struct hub *h, const struct hub_member *member, struct str *ret_channels, size_t max);

struct hub_counts {
    uint64_t messages, deliveries, resyncs;
    size_t channels, subs, members;
};
struct hub_counts hub_counts(const struct hub *h);

#endif
