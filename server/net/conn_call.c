/* Requests and messages on their way through a fiber. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

#define CALL_POOL_MAX 64

struct call *call_take(struct listener *ls, struct conn *c)
{
    struct call *call = ls->calls;
    if (call) {
        ls->calls = call->next;
        ls->call_pool_count--;
    } else {
        call = malloc(sizeof *call);
        if (!call)
            return NULL;
        arena_init(&call->mem, ls->limits.arena_max);
    }
    call->conn           = c;
    call->bytes          = call->inline_bytes;
    call->wants_continue = false;
    call->large          = false;
    return call;
}

void call_release(struct listener *ls, struct call *call)
{
    ls->large_count -= call->large;
    if (call->bytes != call->inline_bytes)
        free(call->bytes);
    if (ls->call_pool_count >= CALL_POOL_MAX || ls->closed) {
        arena_done(&call->mem);
        free(call);
        return;
    }
    arena_reset(&call->mem);
    call->next = ls->calls;
    ls->calls  = call;
    ls->call_pool_count++;
}

bool call_bytes_copy(struct call *call, struct str bytes)
{
    if (bytes.len > sizeof call->inline_bytes) {
        call->bytes = malloc(bytes.len);
        if (!call->bytes) {
            call->bytes = call->inline_bytes;
            return false;
        }
    }
    if (bytes.len)
        memcpy(call->bytes, bytes.ptr, bytes.len);
    return true;
}

bool call_start(struct conn *c, struct call *call, void (*fn)(void *arg))
{
    if (!fiber_start(loop_fibers(c->listener->loop), fn, call))
        return false;
    c->call = call;
    c->busy = true;
    conn_ref(c);
    return true;
}

/* Still in the call's fiber. Goes on with what waited in the read buffer: the next call gets a fiber of its own,
 * behind those of other connections. */
void call_end(struct conn *c)
{
    struct listener *ls = c->listener;
    struct call *call   = c->call;
    c->call             = NULL;
    c->busy             = false;
    call_release(ls, call);
    if (c->state == CONN_GONE) {
        if (c->closed_due)
            conn_turn_queue(c); /* service->closed was waiting for this call */
    } else {
        conn_process(c);
        if (!c->busy && (c->close_after || c->eof || c->tls_more || !c->reading))
            conn_turn_queue(c);
    }
    conn_unref(c);
}
