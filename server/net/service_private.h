/* What the files of the service share. */
#ifndef HH_NET_SERVICE_PRIVATE_H
#define HH_NET_SERVICE_PRIVATE_H

#include "server/net/forwarded.h"
#include "server/net/service.h"

#define PEER_CHANNELS_MAX 16
#define PRESENCE_LASTS_MS 30000
#define PRESENCE_RENEWED_MS 10000
#define PRESENCE_ONLINE_GRACE_MS 2000

/* A place this socket keeps its account present at: "fair:ID", "booth:ID". */
struct peer_place {
    struct peer_place *next;
    uint8_t len;
    char text[];
};

/* One WebSocket: who, and what it keeps. One block with its texts behind it: ten thousand of them are idle at once. */
struct peer {
    struct hub_member member; /* login_id, account_id point into texts */
    struct service *service;
    struct peer *next, *prev;
    struct peer_place *places;
    int64_t judged_at; /* the login was good then */
    uint8_t role, name_len, region_len, csrf_len;
    uint8_t pinned; /* fibers that judge it: it outlives them */
    bool gone;      /* closed while pinned */
    bool demo;
    char texts[]; /* account, login, name, region, csrf */
};

struct service {
    struct service_config config;
    struct hub *hub;
    struct live_listener hub_hears;
    struct peer *peers;
    struct peer *renewing; /* the next one the renewal looks at; moved on when that one goes */
    struct proxies proxies;
    bool ending;
};

/* --- service.c --- */
struct str service_address(const struct service *s, struct conn *c, const struct http1_request *request, struct forwarded *ret_forwarded);
/* ret_forwarded keeps the address' text. */
void request_fill(const struct service *s, struct conn *c, const struct http1_request *http, struct app_request *ret_request, struct forwarded *ret_forwarded);
struct ctx service_ctx(const struct service *s, struct arena *mem); /* as the system, for ports */

/* --- ws_service.c --- */
void ws_open(struct service *s, struct conn *c, const struct http1_request *http, struct arena *mem);
void ws_message(void *arg, struct conn *c, enum ws_opcode opcode, struct str payload, struct arena *mem);
void ws_closed(void *arg, struct conn *c);
void ws_judge(void *arg, struct hub_member *member);
struct who peer_who(const struct peer *p);
/* Sends a finished text; ours, so never dropped. */
void peer_send(struct peer *p, struct str text);

/* --- ws_service_subscribe.c --- */
struct json_object;
/* Both return the status of the reply; ret_body is JSON in mem. */
int peer_subscribe(struct peer *p, struct arena *mem, struct json_object *envelope, struct str *ret_body);
int peer_unsubscribe(struct peer *p, struct arena *mem, struct json_object *envelope, struct str *ret_body);
/* Its account's rights changed: leaves what it may no longer hear. In a fiber; the peer is pinned. */
void peer_judge(struct peer *p, struct arena *mem);

/* --- ws_service_presence.c --- */
void presence_begin(struct peer *p, struct arena *mem);                 /* online */
void presence_place(struct peer *p, struct arena *mem, struct str place); /* in a fiber */
void presence_leave(struct peer *p, struct arena *mem, struct str place); /* in a fiber */
void presence_gone(struct peer *p); /* not in a fiber: ends in one of its own */
void presence_renew_all(void *service); /* a fiber, until the service ends */

#endif
