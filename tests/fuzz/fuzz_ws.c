/* The input's first byte chooses how the rest is cut, and whether the rest is a client's bytes as they are (even) or
 * a list of frames to be masked properly first (odd: first byte, length, payload, and again). However they are cut,
 * the verdicts, codes and payloads must be those of all bytes at once; texts are UTF-8; messages keep the limit. */
#include "tests/fuzz/fuzz.h"

#include "proto/ws.h"

#define MESSAGE_MAX 400 /* small, so that its edge is met */

struct play {
    struct ws_reader reader;
    char *bytes;
    size_t len;
    bool refused;
    struct buf said;
};

static void frame_say(struct play *p, enum ws_verdict v, const struct ws_frame *f)
{
    CHECK(f->payload.len <= (v == WS_MESSAGE ? MESSAGE_MAX : 125));
    CHECK(v == WS_CONTROL || f->opcode == WS_BINARY || (f->opcode == WS_TEXT && str_is_utf8(f->payload)));
    CHECK(v == WS_MESSAGE || f->opcode >= WS_CLOSE);
    CHECK(f->opcode != WS_CLOSE || p->reader.close_code >= 1000);
    buf_add_format(&p->said, "%u %u ", (unsigned)f->opcode, f->opcode == WS_CLOSE ? p->reader.close_code : 0U);
    buf_add(&p->said, f->payload);
    buf_add_char(&p->said, '\n');
}

/* True when the reader may have more to say of the same bytes. */
static bool step(struct play *p)
{
    struct ws_frame f = { WS_CONTINUATION, STR_NONE };
    size_t consumed   = 0;
    enum ws_verdict v = ws_read(&p->reader, p->bytes, p->len, &f, &consumed);
    bool frame        = v == WS_MESSAGE || v == WS_CONTROL;
    CHECK(consumed <= p->len && (!frame || consumed > 0));
    if (frame)
        frame_say(p, v, &f);
    if (v == WS_REFUSED)
        buf_add_format(&p->said, "refused %u\n", p->reader.close_code);
    p->refused = v == WS_REFUSED;
    char *rest = fuzz_join(str_skip(str_make(p->bytes, p->len), consumed), STR_NONE);
    free(p->bytes);
    p->bytes = rest;
    p->len -= consumed;
    CHECK(frame || !p->reader.parts || p->reader.message_opcode);
    return frame;
}

static void play(struct str all, uint32_t seed, struct buf *ret_said)
{
    struct play p = { .bytes = NULL };
    ws_reader_init(&p.reader, MESSAGE_MAX);
    buf_init(&p.said, (size_t)1 << 24);
    for (struct str rest = all; rest.len && !p.refused;) {
        size_t n    = fuzz_piece(&seed, rest.len);
        char *grown = fuzz_join(str_make(p.bytes, p.len), str_make(rest.ptr, n));
        free(p.bytes);
        p.bytes = grown;
        p.len += n;
        rest = str_skip(rest, n);
        while (step(&p)) {
        }
    }
    if (!p.refused)
        buf_add_format(&p.said, "%zu left, opcode %u", p.len, p.reader.message_opcode);
    free(p.bytes);
    ws_reader_done(&p.reader);
    *ret_said = p.said;
}

static void frames_build(struct str list, struct buf *ret_bytes)
{
    static const uint8_t mask[4] = { 0x01, 0x80, 0xFF, 0x5A };
    buf_init(ret_bytes, (size_t)1 << 24);
    for (struct str rest = list; rest.len >= 2;) {
        uint8_t head[WS_HEAD_MAX];
        size_t want        = (uint8_t)rest.ptr[1];
        uint8_t first      = (uint8_t)rest.ptr[0];
        struct str payload = str_skip(rest, 2);
        payload.len        = payload.len < want ? payload.len : want;
        size_t n           = ws_head_write(WS_TEXT, payload.len, head);
        head[0]            = first;
        head[1]            = (uint8_t)(head[1] | 0x80U);
        buf_add(ret_bytes, str_make((const char *)head, n));
        buf_add(ret_bytes, str_make((const char *)mask, 4));
        for (size_t i = 0; i < payload.len; i++)
            buf_add_char(ret_bytes, (char)((uint8_t)payload.ptr[i] ^ mask[i % 4]));
        rest = str_skip(rest, 2 + payload.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buf frames;
    struct buf whole;
    struct buf cut;
    if (len == 0)
        return 0;
    struct str all = str_make((const char *)data + 1, len - 1);
    buf_init(&frames, 0);
    if (data[0] & 1) {
        frames_build(all, &frames);
        all = buf_str(&frames);
    }
    play(all, 0, &whole);
    play(all, 1U + data[0], &cut);
    CHECK(str_eq(buf_str(&whole), buf_str(&cut)));
    buf_done(&frames);
    buf_done(&whole);
    buf_done(&cut);
    return 0;
}
