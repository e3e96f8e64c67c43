/* What travels from Redis (or the memory) to a hub, and what a hub asks of it. */
#ifndef HH_LIVE_MESSAGE_H
#define HH_LIVE_MESSAGE_H

#include "proto/base/str.h"

/* What was published. channel empty: to the hubs themselves, text is then "login:ID", "account:ID" or "epoch". */
struct live_message {
    struct str channel;
    struct str text; /* the finished WebSocket text */
    int64_t seq;     /* of a logged event; a state event's version */
    bool state;
};

/* Called on the loop's thread, outside of fibers. */
struct live_listener {
    void *arg;
    void (*message)(void *arg, const struct live_message *message);
    /* The subscription of channel now is (on) or is no more. */
    void (*confirmed)(void *arg, struct str channel, bool on);
    /* A subscriber connection is new: nothing is subscribed on it, and messages may have been missed. */
    void (*connected)(void *arg);
};

/* Asynchronous; ignored while there is no connection (connected() follows then). */
struct live_source {
    void *arg;
    void (*subscribe)(void *arg, struct str channel);
    void (*unsubscribe)(void *arg, struct str channel);
};

#endif
