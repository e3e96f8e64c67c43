/* The WebSocket reader while memory runs out: the 1st, 2nd, 3rd ... allocation fails. Each time the message comes
 * whole, or the connection is refused with 1009; nothing leaks. */
#include "tests/unit/proto/ws_peer.h"

void *__real_malloc(size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_realloc(void *p, size_t n);

static unsigned asked;
static unsigned fail_at; /* 0 = never */

static bool fails_now(void)
{
    return fail_at && ++asked >= fail_at;
}

void *__wrap_malloc(size_t n)
{
    return fails_now() ? NULL : __real_malloc(n);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails_now() ? NULL : __real_realloc(p, n);
}

/* Only the reader's own allocations fail: the bytes are there before. */
static enum ws_verdict read_failing(struct ws_reader *r, char *bytes, size_t len, unsigned nth, struct ws_frame *ret_frame)
{
    size_t consumed = 0;
    asked           = 0;
    fail_at         = nth;
    enum ws_verdict v = ws_read(r, bytes, len, ret_frame, &consumed);
    fail_at         = 0;
    return v;
}

Test(ws_memory, fragments_come_whole_or_are_refused)
{
    char part[1000];
    bool whole = false;
    memset(part, 'a', sizeof part);
    for (unsigned nth = 1; !whole; nth++) {
        struct ws_reader r;
        struct buf all;
        struct ws_frame f = { WS_CONTINUATION, STR_NONE };
        buf_init(&all, 65536);
        for (unsigned i = 0; i < 9; i++)
            ws_frame_add(&all, (i == 8 ? FIN : 0U) | (i == 0 ? WS_TEXT : WS_CONTINUATION), str_make(part, sizeof part));
        ws_reader_init(&r, WS_PEER_MAX);
        enum ws_verdict v = read_failing(&r, all.ptr, all.len, nth, &f);
        whole             = v == WS_MESSAGE;
        if (whole) {
            cr_assert_eq(f.payload.len, 9000);
        } else {
            cr_assert_eq(v, WS_REFUSED);
            cr_assert_eq(r.close_code, 1009);
            cr_assert_null(r.parts);
        }
        cr_assert_leq(nth, 10, "it ends");
        cr_assert(nth > 4 || !whole, "the box and at least three sizes are asked for");
        ws_reader_done(&r);
        buf_done(&all);
    }
}

Test(ws_memory, whole_messages_and_control_need_none)
{
    struct ws_reader r;
    struct buf all;
    struct ws_frame f = { WS_CONTINUATION, STR_NONE };
    buf_init(&all, 65536);
    ws_reader_init(&r, WS_PEER_MAX);
    ws_frame_add(&all, FIN | WS_TEXT, STR("whole"));
    cr_assert_eq(read_failing(&r, all.ptr, all.len, 1, &f), WS_MESSAGE);
    buf_clear(&all);
    ws_frame_add(&all, FIN | WS_PING, STR("ping"));
    cr_assert_eq(read_failing(&r, all.ptr, all.len, 1, &f), WS_CONTROL);
    ws_reader_done(&r);
    buf_done(&all);
}
