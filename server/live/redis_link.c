#include "server/live/redis_link.h"

#include <stdio.h>

#include "server/live/redis_events.h"

void link_init(struct redis_link *link)
{
    link->ac          = NULL;
    link->ready       = false;
    link->failing     = false;
    link->retry_at_ms = 0;
    link->backoff_ms  = LINK_BACKOFF_MIN_MS;
    link->connects    = 0;
}

void link_ready(struct redis_link *link)
{
    link->ready      = true;
    link->backoff_ms = LINK_BACKOFF_MIN_MS;
}

void link_fail(struct redis_link *link)
{
    link->failing = true;
}

/* Waits half to all of the back-off, which doubles. */
static void retry_later(struct redis_link *link)
{
    uint16_t dice = 0;
    link->random->fill(link->random, &dice, sizeof dice);
    int64_t half      = link->backoff_ms / 2;
    link->retry_at_ms = loop_mono_ms(link->loop) + half + (int64_t)dice % (half + 1);
    link->backoff_ms  = link->backoff_ms * 2 < LINK_BACKOFF_MAX_MS ? link->backoff_ms * 2 : LINK_BACKOFF_MAX_MS;
}

void link_lost(struct redis_link *link, const redisAsyncContext *ac)
{
    if (!ac || link->ac != ac)
        return;
    link->ac      = NULL;
    link->ready   = false;
    link->failing = false;
    retry_later(link);
    link->down(link);
}

void link_drop(struct redis_link *link)
{
    redisAsyncContext *ac = link->ac;
    if (!ac)
        return;
    link_lost(link, ac);
    redisAsyncFree(ac);
}

static void link_connected(const redisAsyncContext *ac, int status)
{
    /* Refused: hiredis frees the context and calls no disconnect callback. */
    if (status != REDIS_OK)
        link_lost(ac->data, ac);
}

static void link_disconnected(const redisAsyncContext *ac, int status)
{
    (void)status;
    link_lost(ac->data, ac);
}

void link_setup_reply(redisAsyncContext *ac, void *reply, void *unused)
{
    (void)unused;
    struct redis_link *link = ac->data;
    const redisReply *r     = reply;
    if (!r)
        link_lost(link, ac);
    else if (r->type == REDIS_REPLY_ERROR)
        link_fail(link);
}

static void greet(struct redis_link *link)
{
    const struct redis_url *u = link->url;
    int sent                  = REDIS_OK;
    if (u->user[0])
        sent |= redisAsyncCommand(link->ac, link_setup_reply, NULL, "AUTH %s %s", u->user, u->password);
    else if (u->password[0])
        sent |= redisAsyncCommand(link->ac, link_setup_reply, NULL, "AUTH %s", u->password);
    if (u->database)
        sent |= redisAsyncCommand(link->ac, link_setup_reply, NULL, "SELECT %u", u->database);
    sent |= redisAsyncCommand(link->ac, link_setup_reply, NULL, "CLIENT SETNAME %s", link->name);
    if (sent != REDIS_OK)
        link_fail(link);
}

static void link_open(struct redis_link *link)
{
    const struct redis_url *u = link->url;
    redisAsyncContext *ac     = u->path[0] ? redisAsyncConnectUnix(u->path) : redisAsyncConnect(u->host, u->port);
    if (!ac || ac->err) {
        /* No callback will come. */
        if (ac)
            redisAsyncFree(ac);
        retry_later(link);
        return;
    }
    ac->data       = link;
    link->ac       = ac;
    link->since_ms = loop_mono_ms(link->loop);
    link->connects++;
    if (!redis_events_attach(ac, link->loop) || redisAsyncSetConnectCallback(ac, link_connected) != REDIS_OK ||
        redisAsyncSetDisconnectCallback(ac, link_disconnected) != REDIS_OK) {
        link_fail(link);
        return;
    }
    greet(link);
    link->setup(link);
}

void link_tick(struct redis_link *link, int64_t mono_ms)
{
    if (link->ac && (link->failing || (!link->ready && mono_ms - link->since_ms > LINK_CONNECT_DEADLINE_MS)))
        link_drop(link);
    if (!link->ac && mono_ms >= link->retry_at_ms)
        link_open(link);
}
