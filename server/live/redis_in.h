/* The inside of the Redis port: one client a loop. */
#ifndef HH_LIVE_REDIS_IN_H
#define HH_LIVE_REDIS_IN_H

#include <stdatomic.h>

#include "proto/base/buf.h"
#include "server/live/redis.h"
#include "server/live/redis_link.h"
#include "server/live/scripts.h"

#define CLIENT_EPOCH_MAX 96
#define CLIENT_TOKEN_MAX 96
#define CLIENT_NAME_MAX 96
#define CLIENT_QUEUE_MAX 1024
#define CLIENT_ARGS_HEAD 5 /* EVALSHA sha 0 epoch now */

/* One script on its way; lies on the stack of the fiber that waits for it. Woken once: by its reply, by the loss of the
 * connection (a deadline passed is a loss), or when it waited too long for one. */
struct client_call {
    struct client_call *next, *prev; /* in the queue or among the sent */
    struct live_client *client;
    struct ctx *c;
    struct fiber *fiber;
    enum script script;
    bool loading;  /* carries the lease of this client's rebuild instead of the epoch */
    bool lost_once, stale_once, reloaded;
    bool parked;
    int argc;
    const char **argv;
    size_t *argvlen;
    /* Reads a reply that is no error, on the loop's stack; the reply dies afterwards. NULL: nothing to read. */
    enum err (*decode)(struct client_call *call, const redisReply *reply);
    void *out;
    size_t out_max;
    enum err result;
    int64_t queued_ms, sent_ms;
};

struct call_list { /* head of a ring */
    struct client_call *first, *last;
    size_t count;
};

enum client_state {
    CLIENT_DOWN,    /* no connection, or its set-up is not through */
    CLIENT_FOREIGN, /* connected; the epoch is missing or not ours: being rebuilt */
    CLIENT_READY,
};

struct live_client {
    struct live_redis *owner;
    struct loop *loop;
    struct live_listener listener;
    struct timer_node tick;
    struct redis_link link;
    _Atomic int state;
    struct call_list queue, sent;
    struct buf out; /* a command on its way to hiredis */
    char sha[SCRIPT_COUNT][41];
    char prefix[CLIENT_EPOCH_MAX]; /* RUN_ID:GENERATION: */
    char epoch[CLIENT_EPOCH_MAX];
    char token[CLIENT_TOKEN_MAX]; /* lease of our rebuild */
    struct fiber *loading_fiber;  /* NULL: none of ours */
    unsigned loads;
    bool asking; /* a look at the epoch is under way */
    int64_t asked_ms;
    bool rebuild_running;
    int64_t rebuild_at_ms; /* not before */
    /* subscriber */
    struct redis_link sub;
    char name[CLIENT_NAME_MAX], sub_name[CLIENT_NAME_MAX], beat_channel[CLIENT_NAME_MAX];
    bool subscribed;
    int64_t beat_sent_ms;
    bool beat_due; /* sent and not yet heard */
    struct live_redis_counts counts;
};

struct live_redis {
    struct live_port port; /* first: verbs get its address */
    struct live_redis_config config;
    struct redis_url url;
    char generation[32];
    char process_id[48];
    struct live_client *clients[LIVE_REDIS_LOOPS_MAX];
};

/* redis_client.c */
void client_start(struct live_client *k);
void client_stop(struct live_client *k); /* whoever waits hears ERR_UNAVAILABLE */
/* Parks. argv: the first CLIENT_ARGS_HEAD are filled here (now excepted). */
enum err client_eval(struct live_client *k, struct client_call *call);
/* The epoch may have changed: looks. */
void client_look(struct live_client *k);
void client_tick(struct live_client *k, int64_t mono_ms);

/* redis_subscriber.c */
void subscriber_start(struct live_client *k);
void subscriber_stop(struct live_client *k);
void subscriber_tick(struct live_client *k, int64_t mono_ms);
void subscriber_change(struct live_client *k, struct str channel, bool on);

/* redis.c */
extern const struct live_port live_redis_verbs;

#endif
