/* The glue of one loop: HTTP requests and WebSocket messages become calls of the one door, answers become bytes. Belongs to the
 * loop's thread. */
#ifndef HH_NET_SERVICE_H
#define HH_NET_SERVICE_H

#include "server/app.h"
#include "server/live/hub.h"
#include "server/net/conn.h"
#include "server/ops/log.h"

struct presence_table; /* of the whole process: who is here how often (ws_service_presence.c) */
MUST_USE struct presence_table *presence_table_new(struct random_port *random);
void presence_table_free(struct presence_table *t);

struct service_config {
    struct app *app;
    const struct hall *hall;
    struct loop *loop;
    const struct log *log;
    struct live_source source; /* what the hub subscribes through */
    struct presence_table *presence;
    struct str trusted_proxy;  /* networks whose word of who calls is believed (forwarded.h); empty: nobody's */
};

struct service;
MUST_USE struct service *service_new(const struct service_config *config); /* NULL: no memory, or the CIDR is none */
void service_free(struct service *s); /* after the loop ended; no WebSocket is left */
struct conn_service service_conn(struct service *s);
struct hub *service_hub(struct service *s);
/* To be given to whoever hears Redis for this loop: the hub's, and what the door wants to know. */
struct live_listener service_listener(struct service *s);
/* Starts the fiber that renews presence. */
MUST_USE bool service_start(struct service *s);
/* Tells every page to come back elsewhere; presence is no longer renewed. */
void service_farewell(struct service *s);

#endif
