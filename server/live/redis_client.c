/* The command connection of a loop: scripts out, replies in, and everything that may go wrong between. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/redis_in.h"

#define LOOK_EVERY_MS 1000
#define LOOK_FOREIGN_MS 100
#define REBUILD_PAUSE_MS 500
#define COMMAND_MAX ((size_t)16 << 20)
#define COMMAND_KEPT ((size_t)64 << 10) /* memory of larger ones is given back */

/* --- lists of calls ---------------------------------------------------------------------------------------------- */

static void list_append(struct call_list *l, struct client_call *call)
{
    call->prev = l->last;
    call->next = NULL;
    if (l->last)
        l->last->next = call;
    else
        l->first = call;
    l->last = call;
    l->count++;
}

static void list_remove(struct call_list *l, struct client_call *call)
{
    *(call->prev ? &call->prev->next : &l->first) = call->next;
    *(call->next ? &call->next->prev : &l->last)  = call->prev;
    l->count--;
}

static int64_t command_deadline_ms(const struct live_client *k)
{
    return k->owner->config.command_deadline_ms ? k->owner->config.command_deadline_ms : 2000;
}

static int64_t queue_wait_ms(const struct live_client *k)
{
    return k->owner->config.queue_wait_ms ? k->owner->config.queue_wait_ms : 1000;
}

static void call_finish(struct client_call *call, enum err result)
{
    call->result = result;
    CHECK(call->parked);
    call->parked = false;
    fiber_wake(call->fiber);
}

static void call_queue(struct live_client *k, struct client_call *call)
{
    if (k->queue.count >= CLIENT_QUEUE_MAX || loop_mono_ms(k->loop) - call->queued_ms >= queue_wait_ms(k))
        call_finish(call, ERR_UNAVAILABLE);
    else
        list_append(&k->queue, call);
}

/* --- sending and hearing -------------------------------------------------------------------------------------------- */

static void call_replied(redisAsyncContext *ac, void *reply, void *privdata);

static void argument(struct client_call *call, int at, const char *text)
{
    call->argv[at]    = text;
    call->argvlen[at] = strlen(text);
}

static void head_add(struct buf *out, char mark, size_t number)
{
    char *at = out->ptr + out->len;
    at[0]    = mark;
    size_t n = 1 + i64_write((int64_t)number, at + 1);
    at[n]    = '\r';
    at[n + 1] = '\n';
    out->len += n + 2;
}

/* As redisFormatCommandArgv would; that one grows its text piece by piece, a third of what a script's call cost here. */
static bool command_write(struct buf *out, const struct client_call *call)
{
    const size_t head = 1 + I64_TEXT_MAX + 2;
    size_t most       = head;
    for (int i = 0; i < call->argc; i++)
        most += head + call->argvlen[i] + 2;
    buf_clear(out);
    if (!buf_room(out, most))
        return false;
    head_add(out, '*', (size_t)call->argc);
    for (int i = 0; i < call->argc; i++) {
        head_add(out, '$', call->argvlen[i]);
        memcpy(out->ptr + out->len, call->argv[i], call->argvlen[i]);
        out->len += call->argvlen[i];
        memcpy(out->ptr + out->len, "\r\n", 2);
        out->len += 2;
    }
    return true;
}

static void call_send(struct live_client *k, struct client_call *call, bool whole)
{
    argument(call, 0, whole ? "EVAL" : "EVALSHA");
    argument(call, 1, k->sha[call->script]);
    if (whole) {
        struct str text  = script_text(call->script);
        call->argv[1]    = text.ptr;
        call->argvlen[1] = text.len;
    }
    argument(call, 2, "0");
    argument(call, 3, call->loading ? k->token : k->epoch);
    call->sent_ms = loop_mono_ms(k->loop);
    k->counts.commands++;
    list_append(&k->sent, call);
    bool sent = command_write(&k->out, call) && redisAsyncFormattedCommand(k->link.ac, call_replied, call, k->out.ptr, k->out.len) == REDIS_OK;
    if (k->out.cap > COMMAND_KEPT)
        buf_done(&k->out);
    if (sent)
        return;
    list_remove(&k->sent, call);
    link_fail(&k->link);
    call_queue(k, call);
}

static bool call_may_go(const struct live_client *k, const struct client_call *call)
{
    return k->state == CLIENT_READY || (k->state == CLIENT_FOREIGN && call->loading);
}

static void queue_flush(struct live_client *k)
{
    struct client_call *next;
    for (struct client_call *call = k->queue.first; call; call = next) {
        next = call->next;
        if (!call_may_go(k, call) || k->link.failing)
            continue;
        list_remove(&k->queue, call);
        call_send(k, call, false);
    }
}

static void state_set(struct live_client *k, enum client_state state)
{
    k->state = state;
    if (state == CLIENT_READY)
        queue_flush(k);
}

/* Whether this epoch is of the Redis and store we know; then it is ours. */
static bool epoch_adopt(struct live_client *k, const char *epoch, size_t len)
{
    size_t prefix = strlen(k->prefix);
    if (prefix == 0 || len < prefix || len >= sizeof k->epoch || memcmp(epoch, k->prefix, prefix) != 0)
        return false;
    memcpy(k->epoch, epoch, len);
    k->epoch[len] = '\0';
    return true;
}

static void rebuild_run(void *arg)
{
    struct live_client *k = arg;
    k->owner->config.rebuild(k->owner->config.rebuild_arg, k->loop);
    k->loading_fiber   = NULL;
    k->rebuild_running = false;
    k->rebuild_at_ms   = loop_mono_ms(k->loop) + REBUILD_PAUSE_MS;
    client_look(k);
}

static void rebuild_start(struct live_client *k)
{
    if (k->rebuild_running || !k->owner->config.rebuild || loop_mono_ms(k->loop) < k->rebuild_at_ms)
        return;
    k->rebuild_running = fiber_start(loop_fibers(k->loop), rebuild_run, k);
    k->counts.rebuilds += k->rebuild_running;
}

/* STALE: nothing was done, and the error names the present epoch. */
static void call_stale(struct live_client *k, struct client_call *call, const redisReply *r)
{
    bool known = epoch_adopt(k, r->str + 6, r->len - 6);
    if (!known && k->state == CLIENT_READY) {
        state_set(k, CLIENT_FOREIGN);
        rebuild_start(k);
    }
    if (call->stale_once && known) {
        call_finish(call, ERR_UNAVAILABLE);
        return;
    }
    call->stale_once = true;
    if (known)
        call_send(k, call, false);
    else
        call_queue(k, call);
}

static void call_refused(struct live_client *k, struct client_call *call, const redisReply *r)
{
    struct str text = str_make(r->str, r->len);
    if (str_starts(text, STR("STALE ")) && !call->loading) {
        call_stale(k, call, r);
        return;
    }
    if (str_starts(text, STR("NOSCRIPT")) && !call->reloaded) {
        call->reloaded = true;
        k->counts.reloads++;
        call_send(k, call, true);
        return;
    }
    if (str_starts(text, STR("LOST ")))
        k->loading_fiber = NULL;
    /* A primary that became a replica, a server that loads its file: another connection may do better. */
    if (str_starts(text, STR("READONLY")) || str_starts(text, STR("LOADING")))
        link_fail(&k->link);
    call_finish(call, ERR_UNAVAILABLE);
}

static void call_lost(struct live_client *k, struct client_call *call)
{
    k->counts.lost++;
    if (script_again(call->script) && !call->lost_once && !call->loading) {
        call->lost_once = true;
        k->counts.retried++;
        call_queue(k, call);
        return;
    }
    call_finish(call, ERR_UNAVAILABLE);
}

static void call_replied(redisAsyncContext *ac, void *reply, void *privdata)
{
    struct client_call *call = privdata;
    struct live_client *k    = call->client;
    const redisReply *r      = reply;
    list_remove(&k->sent, call);
    if (!r) {
        link_lost(&k->link, ac);
        call_lost(k, call);
        return;
    }
    k->counts.replies++;
    if (r->type == REDIS_REPLY_ERROR) {
        call_refused(k, call, r);
        return;
    }
    call_finish(call, call->decode ? call->decode(call, r) : ERR_OK);
}

enum err client_eval(struct live_client *k, struct client_call *call)
{
    call->client    = k;
    call->fiber     = fiber_current();
    call->parked    = true;
    call->queued_ms = loop_mono_ms(k->loop);
    CHECK(call->fiber);
    bool of_load  = call->script == SCRIPT_ticket_apply || call->script == SCRIPT_booth_apply || call->script == SCRIPT_load_end;
    call->loading = call->script == SCRIPT_load_begin || (of_load && k->loading_fiber == call->fiber);
    if (call_may_go(k, call) && !k->link.failing)
        call_send(k, call, false);
    else
        call_queue(k, call);
    fiber_park();
    return call->result;
}

/* --- the epoch ----------------------------------------------------------------------------------------------------------- */

static void looked(redisAsyncContext *ac, void *reply, void *privdata)
{
    struct live_client *k = privdata;
    const redisReply *r   = reply;
    k->asking             = false;
    if (!r) {
        link_lost(&k->link, ac);
        return;
    }
    if (r->type == REDIS_REPLY_ERROR) {
        link_fail(&k->link);
        return;
    }
    if (k->link.failing)
        return;
    link_ready(&k->link);
    if (r->type == REDIS_REPLY_STRING && epoch_adopt(k, r->str, r->len)) {
        k->rebuild_at_ms = 0;
        if (k->state != CLIENT_READY)
            state_set(k, CLIENT_READY);
        return;
    }
    if (k->state != CLIENT_FOREIGN)
        state_set(k, CLIENT_FOREIGN);
    rebuild_start(k);
}

void client_look(struct live_client *k)
{
    if (k->asking || !k->link.ac || k->link.failing)
        return;
    k->asked_ms = loop_mono_ms(k->loop);
    k->asking   = redisAsyncCommand(k->link.ac, looked, k, "GET hh:epoch") == REDIS_OK;
    if (!k->asking)
        link_fail(&k->link);
}

/* --- set-up ------------------------------------------------------------------------------------------------------------------ */

static void script_loaded(redisAsyncContext *ac, void *reply, void *privdata)
{
    struct redis_link *link = ac->data;
    const redisReply *r     = reply;
    char *sha               = privdata;
    if (!r)
        link_lost(link, ac);
    else if (r->type != REDIS_REPLY_STRING || r->len != 40)
        link_fail(link);
    else
        memcpy(sha, r->str, 41);
}

static void server_told(redisAsyncContext *ac, void *reply, void *privdata)
{
    struct live_client *k = privdata;
    const redisReply *r   = reply;
    if (!r) {
        link_lost(&k->link, ac);
        return;
    }
    const char *run_id = r->type == REDIS_REPLY_STRING ? strstr(r->str, "run_id:") : NULL;
    if (!run_id) {
        link_fail(&k->link);
        return;
    }
    run_id += strlen("run_id:");
    (void)snprintf(k->prefix, sizeof k->prefix, "%.*s:%s:", (int)strcspn(run_id, "\r\n"), run_id, k->owner->generation);
}

static void client_setup(struct redis_link *link)
{
    struct live_client *k = (struct live_client *)(void *)((char *)link - offsetof(struct live_client, link));
    int sent              = redisAsyncCommand(link->ac, server_told, k, "INFO server");
    for (enum script s = 0; s < SCRIPT_COUNT; s++) {
        struct str text = script_text(s);
        sent |= redisAsyncCommand(link->ac, script_loaded, k->sha[s], "SCRIPT LOAD %b", text.ptr, text.len);
    }
    if (sent != REDIS_OK)
        link_fail(link);
    k->asking = false;
    k->counts.connects++;
    client_look(k);
}

static void client_down(struct redis_link *link)
{
    struct live_client *k = (struct live_client *)(void *)((char *)link - offsetof(struct live_client, link));
    k->asking             = false;
    k->prefix[0]          = '\0';
    state_set(k, CLIENT_DOWN);
}

void client_start(struct live_client *k)
{
    k->link = (struct redis_link){ .loop   = k->loop,
                                   .url    = &k->owner->url,
                                   .random = k->owner->config.random,
                                   .name   = k->name,
                                   .setup  = client_setup,
                                   .down   = client_down };
    link_init(&k->link);
    buf_init(&k->out, COMMAND_MAX);
    k->state = CLIENT_DOWN;
}

void client_stop(struct live_client *k)
{
    link_drop(&k->link);
    struct client_call *next;
    for (struct client_call *call = k->queue.first; call; call = next) {
        next = call->next;
        list_remove(&k->queue, call);
        call_finish(call, ERR_UNAVAILABLE);
    }
    CHECK(!k->sent.first);
    buf_done(&k->out);
}

static void queue_expire(struct live_client *k, int64_t mono_ms)
{
    struct client_call *next;
    for (struct client_call *call = k->queue.first; call; call = next) {
        next = call->next;
        if (mono_ms - call->queued_ms < queue_wait_ms(k))
            continue;
        list_remove(&k->queue, call);
        k->counts.expired++;
        call_finish(call, ERR_UNAVAILABLE);
    }
}

void client_tick(struct live_client *k, int64_t mono_ms)
{
    int64_t deadline = command_deadline_ms(k);
    bool late        = k->sent.first && mono_ms - k->sent.first->sent_ms >= deadline;
    if (late || (k->asking && k->link.ready && mono_ms - k->asked_ms >= deadline)) {
        k->counts.expired += late;
        link_drop(&k->link);
    }
    link_tick(&k->link, mono_ms);
    queue_expire(k, mono_ms);
    if (k->state == CLIENT_DOWN)
        return;
    if (mono_ms - k->asked_ms >= (k->state == CLIENT_READY ? LOOK_EVERY_MS : LOOK_FOREIGN_MS))
        client_look(k);
}
