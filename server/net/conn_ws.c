/* WebSocket on a connection: frames in, messages to fibers, pings, the closing handshake. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

#define CODE_NONE 1005
#define CODE_TRY_LATER 1013
#define REASON_MAX 123

/* A spread of first pings over the period, so that a mass reconnect does not ping in one tick ever after. */
static int64_t phase_ms(struct listener *ls, int64_t period_ms)
{
    ls->ping_phase += UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)(ls->ping_phase >> 33) % period_ms;
}

void ws_begin(struct conn *c, struct str accept, struct str protocol)
{
    struct listener *ls = c->listener;
    int64_t now         = loop_mono_ms(ls->loop);
    struct str parts[]  = {
        STR("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "),
        accept,
        protocol.len ? STR("\r\nSec-WebSocket-Protocol: ") : STR_NONE,
        protocol,
        STR("\r\n\r\n"),
    };
    size_t len = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        len += parts[i].len;
    struct frame *f = frame_raw(len);
    size_t at       = 0;
    for (size_t i = 0; f && i < COUNT_OF(parts); i++) {
        if (parts[i].len)
            memcpy(f->bytes + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    c->state      = CONN_WS;
    c->closed_due = true;
    ws_reader_init(&c->ws, ls->limits.ws_message_max);
    c->at = (struct ws_times){ now + phase_ms(ls, ls->limits.ws_ping_ms), NEVER_MS,
                               now + phase_ms(ls, ls->limits.ws_event_ping_ms) };
    ls->counts.ws_opened++;
    ls->counts.ws_count++;
    c->deadline_ms = NEVER_MS;
    conn_timer_arm(c);
    out_add(c, f);
}

/* --- closing -------------------------------------------------------------------------------------------- */

static void close_send(struct conn *c, uint16_t code, struct str reason)
{
    char payload[2 + REASON_MAX];
    size_t len = 0;
    if (code != CODE_NONE) {
        reason.len = reason.len < REASON_MAX ? reason.len : REASON_MAX;
        payload[0] = (char)(code >> 8);
        payload[1] = (char)(code & 0xFF);
        if (reason.len)
            memcpy(payload + 2, reason.ptr, reason.len);
        len = 2 + reason.len;
    }
    c->state = CONN_WS_CLOSING;
    out_add(c, frame_new(WS_CLOSE, str_make(payload, len)));
    conn_deadline_set(c, loop_mono_ms(c->listener->loop) + WS_CLOSE_WAIT_MS);
}

void conn_close_ws(struct conn *c, uint16_t code, struct str reason)
{
    if (c->state != CONN_WS || c->broken)
        return;
    close_send(c, code, reason);
    conn_turn_queue(c);
}

void ws_close_slow(struct conn *c)
{
    c->listener->counts.ws_closed_slow++;
    /* What it did not take in time is of no use to it: the page comes back and asks from the last number it saw. Only
     * a frame already begun is finished. */
    out_drop(c, true);
    conn_close_ws(c, CODE_TRY_LATER, STR("too slow"));
}

/* --- messages ------------------------------------------------------------------------------------------- */

static void message_run(void *arg)
{
    struct call *call   = arg;
    struct conn *c      = call->conn;
    struct listener *ls = c->listener;
    if (c->state == CONN_WS)
        ls->service.message(ls->service.arg, c, call->opcode, call->message, &call->mem);
    call_end(c);
}

static void message_start(struct conn *c, const struct ws_frame *frame)
{
    struct listener *ls = c->listener;
    struct call *call   = call_take(ls, c);
    if (call && call_bytes_copy(call, frame->payload)) {
        call->opcode  = frame->opcode;
        call->message = str_make(call->bytes, frame->payload.len);
        if (call_start(c, call, message_run))
            return;
    }
    if (call)
        call_release(ls, call);
    conn_close_ws(c, CODE_TRY_LATER, STR("too busy"));
}

static void control_handle(struct conn *c, const struct ws_frame *frame)
{
    if (frame->opcode == WS_PING && c->state == CONN_WS) {
        out_add(c, frame_new(WS_PONG, frame->payload));
    } else if (frame->opcode == WS_CLOSE) {
        if (c->state == CONN_WS)
            close_send(c, c->ws.close_code, STR_NONE);
        c->close_after = true;
        conn_turn_queue(c);
    }
}

void ws_process(struct conn *c)
{
    while ((c->state == CONN_WS || c->state == CONN_WS_CLOSING) && !c->busy && !c->close_after && !c->broken &&
           c->unsent_bytes <= UNSENT_READ_MAX) {
        struct ws_frame frame;
        size_t used             = 0;
        enum ws_verdict verdict = ws_read(&c->ws, c->in_len ? c->in + c->in_at : NULL, c->in_len, &frame, &used);
        if (verdict == WS_MESSAGE && c->state == CONN_WS)
            message_start(c, &frame);
        else if (verdict == WS_CONTROL)
            control_handle(c, &frame);
        else if (verdict == WS_REFUSED && c->state == CONN_WS)
            close_send(c, c->ws.close_code, STR_NONE);
        conn_consume(c, used);
        if (verdict == WS_REFUSED) {
            c->close_after = true;
            conn_turn_queue(c);
        }
        if (verdict == WS_MORE)
            return;
    }
}

/* --- pings ---------------------------------------------------------------------------------------------- */

int64_t ws_due_ms(const struct conn *c)
{
    int64_t due = c->at.ping_ms < c->at.event_ping_ms ? c->at.ping_ms : c->at.event_ping_ms;
    return c->at.pong_due_ms < due ? c->at.pong_due_ms : due;
}

void ws_timer(struct conn *c, int64_t now_ms)
{
    struct listener *ls = c->listener;
    if (c->at.pong_due_ms <= now_ms) {
        if (!c->busy && c->reading) {
            conn_gone(c); /* nothing came, not even a pong: nobody is there */
            return;
        }
        c->at.pong_due_ms = now_ms + ls->limits.ws_pong_ms; /* we did not listen */
    }
    /* While the socket is full, the age of what waits is the judge, and pings would only wait behind it. */
    if (c->at.event_ping_ms <= now_ms) {
        if (!c->blocked)
            out_add(c, frame_ref(ls->event_ping));
        c->at.event_ping_ms = now_ms + ls->limits.ws_event_ping_ms;
    }
    if (c->at.ping_ms <= now_ms) {
        if (!c->blocked) {
            out_add(c, frame_ref(ls->ping));
            if (c->at.pong_due_ms == NEVER_MS)
                c->at.pong_due_ms = now_ms + ls->limits.ws_pong_ms;
        }
        c->at.ping_ms = now_ms + ls->limits.ws_ping_ms;
    }
}
