#include "server/net/conn.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect_head(size_t payload_len, const char *head, size_t head_len)
{
    char *payload = calloc(1, payload_len + 1);
    cr_assert(payload);
    struct frame *f = frame_new_text(str_make(payload, payload_len));
    cr_assert(f);
    cr_assert_eq(f->len, head_len + payload_len);
    cr_assert_eq(memcmp(f->bytes, head, head_len), 0);
    frame_unref(f);
    free(payload);
}

Test(frame, the_head_is_the_shortest_that_fits)
{
    expect_head(0, "\x81\x00", 2);
    expect_head(125, "\x81\x7d", 2);
    expect_head(126, "\x81\x7e\x00\x7e", 4);
    expect_head(65535, "\x81\x7e\xff\xff", 4);
    expect_head(65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10);
}

Test(frame, it_lives_until_its_last_reference_goes)
{
    struct frame *f = frame_new(WS_BINARY, STR("ab"));
    cr_assert(f);
    cr_assert_eq(frame_ref(f), f);
    frame_unref(f);
    cr_assert_eq(memcmp(f->bytes, "\x82\x02" "ab", 4), 0);
    frame_unref(f);
    frame_unref(NULL);
}
