#include "server/live/redis_events.h"

#include <event2/event.h>
#include <stdlib.h>

#include "proto/base/check.h"

struct redis_events {
    struct loop_turn_node turn; /* first */
    struct loop *loop;
    redisAsyncContext *ac; /* NULL: gone; the turn's end, still to come, frees this */
    struct event *readable, *writable;
    bool write_due; /* at the turn's end */
    bool writing;
};

static void events_free(struct redis_events *e)
{
    if (e->readable)
        event_free(e->readable);
    if (e->writable)
        event_free(e->writable);
    free(e);
}

static void readable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct redis_events *e = arg;
    redisAsyncHandleRead(e->ac);
}

static void writable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct redis_events *e = arg;
    redisAsyncHandleWrite(e->ac);
}

static void turn_ended(struct loop_turn_node *node)
{
    struct redis_events *e = (struct redis_events *)(void *)node;
    if (e->ac && e->write_due) {
        e->write_due = false;
        e->writing   = true;
        redisAsyncHandleWrite(e->ac); /* may end the context */
        e->writing = false;
    }
    if (!e->ac)
        events_free(e);
}

static void read_add(void *arg)
{
    struct redis_events *e = arg;
    (void)event_add(e->readable, NULL); /* without memory: the deadline of what was sent ends the connection */
}

static void read_del(void *arg)
{
    struct redis_events *e = arg;
    (void)event_del(e->readable);
}

/* While connecting, and when the socket was full, the kernel says when. */
static void write_add(void *arg)
{
    struct redis_events *e = arg;
    if (e->writing || !(e->ac->c.flags & REDIS_CONNECTED)) {
        (void)event_add(e->writable, NULL);
        return;
    }
    e->write_due = true;
    loop_at_turn_end(e->loop, &e->turn);
}

static void write_del(void *arg)
{
    struct redis_events *e = arg;
    e->write_due           = false;
    (void)event_del(e->writable);
}

static void cleanup(void *arg)
{
    struct redis_events *e = arg;
    (void)event_del(e->readable);
    (void)event_del(e->writable);
    e->ac = NULL;
    if (!e->turn.queued && !e->writing)
        events_free(e);
}

bool redis_events_attach(redisAsyncContext *ac, struct loop *l)
{
    CHECK(!ac->ev.data);
    struct redis_events *e = calloc(1, sizeof *e);
    if (!e)
        return false;
    e->turn.fn  = turn_ended;
    e->loop     = l;
    e->ac       = ac;
    e->readable = event_new(loop_base(l), ac->c.fd, EV_READ | EV_PERSIST, readable, e);
    e->writable = event_new(loop_base(l), ac->c.fd, EV_WRITE, writable, e);
    if (!e->readable || !e->writable || event_add(e->readable, NULL) != 0 || event_add(e->writable, NULL) != 0) {
        events_free(e);
        return false;
    }
    ac->ev.addRead  = read_add;
    ac->ev.delRead  = read_del;
    ac->ev.addWrite = write_add;
    ac->ev.delWrite = write_del;
    ac->ev.cleanup  = cleanup;
    ac->ev.data     = e;
    return true;
}
