/* Making and ending the Redis port; its verbs are in redis_verbs.c. */
#include "server/live/redis.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/redis_in.h"

#define TICK_MS 100

struct live_redis *live_redis_new(const struct live_redis_config *config, const char **ret_why)
{
    struct redis_url url;
    if (!redis_url_read(config->url, &url, ret_why))
        return NULL;
    *ret_why             = "no memory";
    struct live_redis *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    /* hiredis writes with write(2): a Redis that went away must be an error, not the end of the process. */
    (void)signal(SIGPIPE, SIG_IGN);
    r->port   = live_redis_verbs;
    r->config = *config;
    r->url    = url;
    (void)snprintf(r->generation, sizeof r->generation, "%.*s", STR_ARG(config->generation));
    (void)snprintf(r->process_id, sizeof r->process_id, "%.*s", STR_ARG(config->process_id));
    return r;
}

void live_redis_free(struct live_redis *r)
{
    for (size_t i = 0; r && i < LIVE_REDIS_LOOPS_MAX; i++)
        CHECK(!r->clients[i]);
    free(r);
}

struct live_port *live_redis_port(struct live_redis *r)
{
    return &r->port;
}

/* --- per loop ------------------------------------------------------------------------------------------------------ */

static void ticked(struct timer_node *node)
{
    struct live_client *k = (struct live_client *)(void *)((char *)node - offsetof(struct live_client, tick));
    int64_t mono_ms       = loop_mono_ms(k->loop);
    client_tick(k, mono_ms);
    subscriber_tick(k, mono_ms);
    timer_arm(loop_timers(k->loop), &k->tick, mono_ms + TICK_MS);
}

bool live_redis_attach(struct live_redis *r, struct loop *l, const struct live_listener *listener)
{
    CHECK(loop_index(l) < LIVE_REDIS_LOOPS_MAX && !r->clients[loop_index(l)]);
    struct live_client *k = calloc(1, sizeof *k);
    if (!k)
        return false;
    k->owner    = r;
    k->loop     = l;
    k->tick.fn  = ticked;
    k->listener = listener ? *listener : (struct live_listener){ 0 };
    (void)snprintf(k->name, sizeof k->name, "hirehall-%s-%zu", r->process_id, loop_index(l));
    (void)snprintf(k->sub_name, sizeof k->sub_name, "hirehall-%s-%zu-listens", r->process_id, loop_index(l));
    (void)snprintf(k->beat_channel, sizeof k->beat_channel, "hh:loop:%s:%zu", r->process_id, loop_index(l));
    client_start(k);
    subscriber_start(k);
    r->clients[loop_index(l)] = k;
    ticked(&k->tick);
    return true;
}

void live_redis_detach(struct live_redis *r, struct loop *l)
{
    struct live_client *k = r->clients[loop_index(l)];
    if (!k)
        return;
    r->clients[loop_index(l)] = NULL;
    timer_cancel(loop_timers(l), &k->tick);
    client_stop(k);
    subscriber_stop(k);
    CHECK(!k->rebuild_running);
    free(k);
}

struct live_redis_counts live_redis_counts(const struct live_redis *r, struct loop *l)
{
    const struct live_client *k = r->clients[loop_index(l)];
    return k ? k->counts : (struct live_redis_counts){ 0 };
}

/* --- what a hub subscribes through ------------------------------------------------------------------------------------ */


static void source_change(void *arg, struct str channel, bool on)
{
    struct live_redis *r  = arg;
    struct loop *l        = loop_current();
    struct live_client *k = l ? r->clients[loop_index(l)] : NULL;
    if (k)
        subscriber_change(k, channel, on);
}

static void source_subscribe(void *arg, struct str channel)
{
    source_change(arg, channel, true);
}

static void source_unsubscribe(void *arg, struct str channel)
{
    source_change(arg, channel, false);
}

struct live_source live_redis_source(struct live_redis *r, struct loop *l)
{
    (void)l; /* hubs call on their own loop's thread */
    return (struct live_source){ r, source_subscribe, source_unsubscribe };
}
