/* Events that follow a commit: written as outbox rows with their cause, published at once after the commit, and by the relay job
 * when the process died in between. */
#ifndef HH_PORT_EVENT_H
#define HH_PORT_EVENT_H

#include "server/port/live.h"
#include "server/port/store.h"

#define EVENTS_MAX 8

struct events {
    struct live_event items[EVENTS_MAX]; /* once: the outbox row's id */
    size_t count;
};

/* Within the write: one logged event, `kind:id` its channel, `value` its data. */
struct event_in {
    const char *kind;  /* "fair", "booth", "me", "session" */
    struct str id;
    const char *event; /* "fair.state" */
    const struct model *model;
    const void *value;
};
MUST_USE enum err events_add(struct store_tx *tx, struct events *e, const struct event_in *in);
/* After the commit: publishes, and forgets the outbox rows. Redis away: the relay does it later. */
void events_send(struct ctx *c, const struct events *e);

/* More than one struct holds: an organization's people are told one by one, each on their own channel. */
#define EVENT_MEMBERS_MAX 50 /* an organization has no more */
struct event_batch {
    struct events *parts; /* in ctx->mem */
    size_t count, max;    /* of events */
};
/* Before the write, or first thing in it. */
MUST_USE enum err event_batch_start(struct ctx *c, struct event_batch *ret_batch, size_t max);
MUST_USE enum err event_batch_add(struct store_tx *tx, struct event_batch *b, const struct event_in *in);
/* `in` on the `me` of each member of the organization; in->kind and in->id are not looked at. */
MUST_USE enum err event_batch_members(struct store_tx *tx, struct event_batch *b, struct str organization_id, const struct event_in *in);
void event_batch_send(struct ctx *c, const struct event_batch *b);

/* Rows as Redis sees them. */
struct live_booth live_booth_of(const struct booth_row *booth, const struct fair_row *fair);
struct live_ticket live_ticket_of(const struct ticket_row *ticket);

#endif
