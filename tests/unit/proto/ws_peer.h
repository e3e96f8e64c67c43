/* The client's end of a WebSocket, made of memory: builds masked frames, feeds them as chosen pieces, and writes a
 * transcript of what the reader made of them, one word a verdict: "T5" a text of 5 bytes, "B3" binary, "ping4",
 * "pong0", "close1000", "!1002" a refusal, "..." an unfinished frame or message. Payloads are collected in got.
 * Each arrival is copied into a fresh block of exactly its size, so that ASan sees any read beyond it. */
#ifndef HH_TESTS_WS_PEER_H
#define HH_TESTS_WS_PEER_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/ws.h"

#define FIN 0x80
#define WS_PEER_MAX 65536 /* of a message */

struct ws_peer {
    struct ws_reader reader;
    char *bytes;
    size_t len;
    struct buf said;
    struct buf got;
    bool refused;
};

static inline void ws_peer_init(struct ws_peer *p, size_t message_max)
{
    *p = (struct ws_peer){ .bytes = NULL };
    ws_reader_init(&p->reader, message_max);
    buf_init(&p->said, (size_t)1 << 20);
    buf_init(&p->got, (size_t)1 << 20);
}

static inline void ws_peer_done(struct ws_peer *p)
{
    ws_reader_done(&p->reader);
    free(p->bytes);
    buf_done(&p->said);
    buf_done(&p->got);
}

/* Appends one masked frame of the shortest form. */
static inline void ws_frame_add(struct buf *b, unsigned first, struct str payload)
{
    static const uint8_t mask[4] = { 0x37, 0xFA, 0x21, 0x9D };
    uint8_t head[WS_HEAD_MAX];
    size_t n = ws_head_write(WS_BINARY, payload.len, head);
    head[0]  = (uint8_t)first;
    head[1] |= 0x80;
    buf_add(b, str_make((const char *)head, n));
    buf_add(b, str_make((const char *)mask, 4));
    for (size_t i = 0; i < payload.len; i++)
        buf_add_char(b, (char)((uint8_t)payload.ptr[i] ^ mask[i % 4]));
    cr_assert_not(buf_failed(b));
}

static inline void ws_peer_replace(struct ws_peer *p, struct str head, struct str tail)
{
    char *fresh = malloc(head.len + tail.len ? head.len + tail.len : 1);
    cr_assert_not_null(fresh);
    if (head.len)
        memcpy(fresh, head.ptr, head.len);
    if (tail.len)
        memcpy(fresh + head.len, tail.ptr, tail.len);
    free(p->bytes);
    p->bytes = fresh;
    p->len   = head.len + tail.len;
}

static inline void ws_peer_say(struct ws_peer *p, enum ws_verdict v, const struct ws_frame *f)
{
    const char *gap = p->said.len ? " " : "";
    if (v == WS_MESSAGE)
        buf_add_format(&p->said, "%s%s%zu", gap, f->opcode == WS_TEXT ? "T" : "B", f->payload.len);
    else if (v == WS_CONTROL && f->opcode == WS_CLOSE)
        buf_add_format(&p->said, "%sclose%u", gap, p->reader.close_code);
    else if (v == WS_CONTROL)
        buf_add_format(&p->said, "%s%s%zu", gap, f->opcode == WS_PING ? "ping" : "pong", f->payload.len);
    else if (v == WS_REFUSED && !p->refused)
        buf_add_format(&p->said, "%s!%u", gap, p->reader.close_code);
    if (v == WS_MESSAGE || v == WS_CONTROL)
        buf_add(&p->got, f->payload);
    p->refused = p->refused || v == WS_REFUSED;
}

static inline void ws_peer_feed(struct ws_peer *p, struct str piece)
{
    enum ws_verdict v = WS_MORE;
    ws_peer_replace(p, str_make(p->bytes, p->len), piece);
    do {
        struct ws_frame f = { WS_CONTINUATION, STR_NONE };
        size_t consumed   = 99;
        v                 = ws_read(&p->reader, p->bytes, p->len, &f, &consumed);
        cr_assert(consumed <= p->len && (v == WS_MORE || v == WS_REFUSED || consumed > 0));
        ws_peer_say(p, v, &f);
        ws_peer_replace(p, str_skip(str_make(p->bytes, p->len), consumed), STR_NONE);
    } while (v == WS_MESSAGE || v == WS_CONTROL);
}

/* Feeds all of it, the first cut bytes on their own (0: at once; SIZE_MAX: every byte on its own). */
static inline void ws_peer_play(struct ws_peer *p, struct str all, size_t cut)
{
    if (cut == SIZE_MAX) {
        for (size_t i = 0; i < all.len && !p->refused; i++)
            ws_peer_feed(p, str_make(all.ptr + i, 1));
    } else {
        if (cut)
            ws_peer_feed(p, str_make(all.ptr, cut));
        ws_peer_feed(p, str_skip(all, cut));
    }
    if (!p->refused && (p->len || p->reader.message_opcode))
        buf_add_format(&p->said, "%s...", p->said.len ? " " : "");
}

/* One way to cut; got is compared unless its ptr is NULL. */
static inline void ws_expect_cut(struct str all, const char *want, struct str got, const char *name, size_t cut)
{
    struct ws_peer p;
    ws_peer_init(&p, WS_PEER_MAX);
    ws_peer_play(&p, all, cut);
    cr_assert(str_eq_cstr(buf_str(&p.said), want), "%s, cut at %zd: got <%.*s>, wanted <%s>", name, (ssize_t)cut,
              STR_ARG(buf_str(&p.said)), want);
    if (got.ptr)
        cr_assert(str_eq(buf_str(&p.got), got), "%s, cut at %zd: payloads differ", name, (ssize_t)cut);
    ws_peer_done(&p);
}

/* The same at once, byte by byte (short inputs) and cut at every place (long ones: at the front, and at every 4,999th). */
static inline void ws_expect(struct str all, const char *want, struct str got, const char *name)
{
    ws_expect_cut(all, want, got, name, 0);
    if (all.len <= 2048)
        ws_expect_cut(all, want, got, name, SIZE_MAX);
    for (size_t cut = 1; cut < all.len; cut++)
        if (all.len <= 2048 || cut < 24 || cut % 4999 == 0)
            ws_expect_cut(all, want, got, name, cut);
}

#endif
