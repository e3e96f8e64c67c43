/* Counted output, shared by many sockets of one loop. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

struct frame *frame_raw(size_t len)
{
    if (len > UINT32_MAX)
        return NULL;
    struct frame *f = malloc(sizeof *f + len);
    if (!f)
        return NULL;
    f->refs = 1;
    f->len  = (uint32_t)len;
    return f;
}

struct frame *frame_new(enum ws_opcode opcode, struct str payload)
{
    uint8_t head[WS_HEAD_MAX];
    size_t head_len = ws_head_write(opcode, payload.len, head);
    if (payload.len > UINT32_MAX - WS_HEAD_MAX)
        return NULL;
    struct frame *f = frame_raw(head_len + payload.len);
    if (!f)
        return NULL;
    memcpy(f->bytes, head, head_len);
    if (payload.len)
        memcpy(f->bytes + head_len, payload.ptr, payload.len);
    return f;
}

struct frame *frame_new_text(struct str payload)
{
    return frame_new(WS_TEXT, payload);
}

struct frame *frame_ref(struct frame *f)
{
    CHECK(f->refs > 0 && f->refs < UINT32_MAX);
    f->refs++;
    return f;
}

void frame_unref(struct frame *f)
{
    if (!f)
        return;
    CHECK(f->refs > 0);
    if (--f->refs == 0)
        free(f);
}
