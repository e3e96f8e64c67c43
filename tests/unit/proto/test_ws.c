/* The acceptance list of the WebSocket reader: frames, control, fragments, close. UTF-8 is in test_ws_utf8.c, the
 * handshake in test_ws_handshake.c. */
#include "tests/unit/proto/ws_peer.h"

struct frames_case {
    const char *name;
    struct {
        unsigned first;
        struct str payload; /* ptr NULL ends the list */
    } frames[6];
    const char *want;
};

#define BYTES(text) { text, sizeof(text) - 1 }
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void frames_play(const struct frames_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf all;
        buf_init(&all, (size_t)1 << 20);
        for (size_t k = 0; k < COUNT_OF(cases[i].frames) && cases[i].frames[k].payload.ptr; k++)
            ws_frame_add(&all, cases[i].frames[k].first, cases[i].frames[k].payload);
        ws_expect(buf_str(&all), cases[i].want, STR_NONE, cases[i].name);
        buf_done(&all);
    }
}

static void raw_play(const char *name, struct str bytes, const char *want)
{
    ws_expect(bytes, want, STR_NONE, name);
}

Test(ws, payloads_of_every_length_arrive_whole)
{
    static const size_t lengths[] = { 0, 1, 2, 7, 8, 9, 125, 126, 127, 128, 65535, 65536 };
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        for (unsigned opcode = WS_TEXT; opcode <= WS_BINARY; opcode++) {
            struct buf all;
            struct buf payload;
            char want[32];
            buf_init(&all, (size_t)1 << 20);
            buf_init(&payload, (size_t)1 << 20);
            for (size_t k = 0; k < lengths[i]; k++)
                buf_add_char(&payload, (char)(opcode == WS_TEXT ? 'a' + (int)(k % 26) : (int)(k * 7 % 251)));
            ws_frame_add(&all, FIN | opcode, buf_str(&payload));
            (void)snprintf(want, sizeof want, "%s%zu", opcode == WS_TEXT ? "T" : "B", lengths[i]);
            ws_expect(buf_str(&all), want, lengths[i] ? buf_str(&payload) : STR(""), want);
            buf_done(&all);
            buf_done(&payload);
        }
    }
}

Test(ws, malformed_heads_are_refused_as_soon_as_they_show)
{
    char head[2]                   = { 0 };
    static const unsigned opcode[] = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 };
    for (size_t i = 0; i < COUNT_OF(opcode); i++) {
        head[0] = (char)(FIN | opcode[i]);
        raw_play("unknown opcode", str_make(head, 1), "!1002");
        head[0] = (char)opcode[i];
        raw_play("unknown opcode without FIN", str_make(head, 1), "!1002");
    }
    for (unsigned reserved = 1; reserved <= 7; reserved++) {
        head[0] = (char)(FIN | reserved << 4 | WS_TEXT);
        raw_play("reserved bits on a text", str_make(head, 1), "!1002");
        head[0] = (char)(FIN | reserved << 4 | WS_PING);
        raw_play("reserved bits on a ping", str_make(head, 1), "!1002");
    }
    raw_play("unmasked text", STR("\x81\x02hi"), "!1002");
    raw_play("unmasked ping", STR("\x89\x00"), "!1002");
    raw_play("unmasked empty text", STR("\x81\x00"), "!1002");
    raw_play("125 in 16 bits", STR("\x81\xfe\x00\x7d"), "!1002");
    raw_play("0 in 16 bits", STR("\x81\xfe\x00\x00"), "!1002");
    raw_play("126 in 64 bits", STR("\x81\xff\x00\x00\x00\x00\x00\x00\x00\x7e"), "!1002");
    raw_play("65535 in 64 bits", STR("\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff"), "!1002");
    raw_play("top bit of 64", STR("\x82\xff\x80\x00\x00\x00\x00\x01\x00\x00"), "!1002");
    raw_play("2^62", STR("\x82\xff\x40\x00\x00\x00\x00\x00\x00\x00"), "!1009");
    raw_play("one above the limit", STR("\x82\xff\x00\x00\x00\x00\x00\x01\x00\x01"), "!1009");
    raw_play("half a frame", STR("\x81\x85\x37\xfa"), "...");
    raw_play("nothing", STR(""), "");
}

static const struct frames_case control_cases[] = {
    { "empty ping", { { FIN | WS_PING, BYTES("") } }, "ping0" },
    { "ping of 123 bytes", { { FIN | WS_PING, BYTES(HUNDRED TEN TEN "\xff\x00\xfe") } }, "ping123" },
    { "ping of 125 bytes", { { FIN | WS_PING, BYTES(HUNDRED TEN TEN "12345") } }, "ping125" },
    { "ping of 126 bytes", { { FIN | WS_PING, BYTES(HUNDRED TEN TEN "123456") } }, "!1002" },
    { "pong of 126 bytes", { { FIN | WS_PONG, BYTES(HUNDRED TEN TEN "123456") } }, "!1002" },
    { "fragmented ping", { { WS_PING, BYTES("a") }, { FIN | WS_CONTINUATION, BYTES("b") } }, "!1002" },
    { "fragmented pong", { { WS_PONG, BYTES("a") } }, "!1002" },
    { "unasked pong", { { FIN | WS_PONG, BYTES("x") }, { FIN | WS_TEXT, BYTES("a") } }, "pong1 T1" },
    { "pings keep their order",
      { { FIN | WS_PING, BYTES("") }, { FIN | WS_PING, BYTES("1") }, { FIN | WS_PING, BYTES("22") }, { FIN | WS_PING, BYTES("333") } },
      "ping0 ping1 ping2 ping3" },
    { "ping before text", { { FIN | WS_PING, BYTES("ab") }, { FIN | WS_TEXT, BYTES("c") } }, "ping2 T1" },
};

Test(ws, control_frames_are_short_and_whole)
{
    frames_play(control_cases, COUNT_OF(control_cases));
}

static const struct frames_case fragment_cases[] = {
    { "two parts", { { WS_TEXT, BYTES("hel") }, { FIN | WS_CONTINUATION, BYTES("lo") } }, "T5" },
    { "two binary parts", { { WS_BINARY, BYTES("\xff\xfe") }, { FIN | WS_CONTINUATION, BYTES("\xc0") } }, "B3" },
    { "ping between", { { WS_TEXT, BYTES("hel") }, { FIN | WS_PING, BYTES("x") }, { FIN | WS_CONTINUATION, BYTES("lo") } }, "ping1 T5" },
    { "empty parts", { { WS_TEXT, BYTES("") }, { WS_CONTINUATION, BYTES("") }, { FIN | WS_CONTINUATION, BYTES("") } }, "T0" },
    { "empty first and last", { { WS_TEXT, BYTES("") }, { WS_CONTINUATION, BYTES("a") }, { FIN | WS_CONTINUATION, BYTES("") } }, "T1" },
    { "two messages in parts",
      { { WS_TEXT, BYTES("a") }, { FIN | WS_CONTINUATION, BYTES("b") }, { WS_BINARY, BYTES("c") }, { FIN | WS_CONTINUATION, BYTES("") }, { FIN | WS_TEXT, BYTES("de") } },
      "T2 B1 T2" },
    { "no end", { { WS_TEXT, BYTES("a") } }, "..." },
    { "continuation alone", { { FIN | WS_CONTINUATION, BYTES("a") } }, "!1002" },
    { "continuation alone, without FIN", { { WS_CONTINUATION, BYTES("a") } }, "!1002" },
    { "text inside", { { WS_TEXT, BYTES("a") }, { FIN | WS_TEXT, BYTES("b") } }, "!1002" },
    { "binary inside", { { WS_TEXT, BYTES("a") }, { FIN | WS_BINARY, BYTES("b") } }, "!1002" },
    { "first part twice", { { WS_TEXT, BYTES("a") }, { WS_TEXT, BYTES("b") } }, "!1002" },
    { "continuation after the end", { { WS_TEXT, BYTES("a") }, { FIN | WS_CONTINUATION, BYTES("b") }, { FIN | WS_CONTINUATION, BYTES("c") } }, "T2 !1002" },
    { "continuation after a whole message", { { FIN | WS_TEXT, BYTES("a") }, { FIN | WS_CONTINUATION, BYTES("c") } }, "T1 !1002" },
    { "close between", { { WS_TEXT, BYTES("a") }, { FIN | WS_CLOSE, BYTES("\x03\xe8") }, { FIN | WS_CONTINUATION, BYTES("c") } }, "close1000 ..." },
};

Test(ws, fragments_are_joined_and_kept_apart)
{
    frames_play(fragment_cases, COUNT_OF(fragment_cases));
}

Test(ws, many_fragments_make_one_message)
{
    struct buf all;
    struct buf whole;
    buf_init(&all, (size_t)1 << 20);
    buf_init(&whole, 4096);
    for (unsigned i = 0; i < 202; i++) {
        char c = (char)('a' + i % 26);
        ws_frame_add(&all, (i == 201 ? FIN : 0U) | (i == 0 ? WS_TEXT : WS_CONTINUATION), str_make(&c, 1));
        buf_add_char(&whole, c);
    }
    ws_expect(buf_str(&all), "T202", buf_str(&whole), "202 parts");
    buf_done(&all);
    buf_done(&whole);
}

Test(ws, floods_of_small_frames_cost_no_memory)
{
    struct ws_peer p;
    struct buf all;
    ws_peer_init(&p, WS_PEER_MAX);
    buf_init(&all, (size_t)1 << 20);
    ws_frame_add(&all, WS_TEXT, STR(""));
    for (unsigned i = 0; i < 20000; i++)
        ws_frame_add(&all, WS_CONTINUATION, STR(""));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert_null(p.reader.parts);
    cr_assert_eq(p.len, 0);
    buf_clear(&all);
    ws_frame_add(&all, FIN | WS_CONTINUATION, STR("end"));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert(str_eq_cstr(buf_str(&p.said), "T3"), "%.*s", STR_ARG(buf_str(&p.said)));
    ws_peer_done(&p);
    buf_done(&all);
}

Test(ws, an_idle_reader_owns_no_memory)
{
    struct ws_peer p;
    struct buf all;
    ws_peer_init(&p, WS_PEER_MAX);
    buf_init(&all, 4096);
    ws_frame_add(&all, FIN | WS_TEXT, STR("whole"));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert_null(p.reader.parts);
    buf_clear(&all);
    ws_frame_add(&all, WS_TEXT, STR("in "));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert_not_null(p.reader.parts);
    buf_clear(&all);
    ws_frame_add(&all, FIN | WS_CONTINUATION, STR("parts"));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert_null(p.reader.parts);
    cr_assert(str_eq_cstr(buf_str(&p.got), "wholein parts"));
    cr_assert_leq(sizeof(struct ws_reader), 40);
    ws_peer_done(&p);
    buf_done(&all);
}

Test(ws, the_message_limit_is_exact)
{
    static const char ten[] = TEN;
    for (size_t over = 0; over <= 1; over++) {
        struct ws_peer p;
        struct buf all;
        buf_init(&all, 4096);
        ws_peer_init(&p, 19 + over); /* whole: 20 bytes */
        ws_frame_add(&all, FIN | WS_TEXT, STR(TEN TEN));
        ws_peer_play(&p, buf_str(&all), 0);
        cr_assert(str_eq_cstr(buf_str(&p.said), over ? "T20" : "!1009"), "%.*s", STR_ARG(buf_str(&p.said)));
        ws_peer_done(&p);

        ws_peer_init(&p, 19 + over); /* in parts: 10 and 10 */
        buf_clear(&all);
        ws_frame_add(&all, WS_TEXT, str_make(ten, 10));
        ws_frame_add(&all, FIN | WS_CONTINUATION, str_make(ten, 10));
        ws_peer_play(&p, buf_str(&all), 0);
        cr_assert(str_eq_cstr(buf_str(&p.said), over ? "T20" : "!1009"), "%.*s", STR_ARG(buf_str(&p.said)));
        ws_peer_done(&p);
        buf_done(&all);
    }
}

/* A message that will be too long is refused at the head of the frame that makes it so, before more is kept. */
Test(ws, the_message_limit_is_judged_before_the_bytes_come)
{
    struct ws_peer p;
    struct buf all;
    buf_init(&all, 4096);
    ws_peer_init(&p, 20);
    ws_frame_add(&all, WS_TEXT, STR(TEN));
    ws_peer_feed(&p, buf_str(&all));
    buf_clear(&all);
    ws_frame_add(&all, FIN | WS_CONTINUATION, STR(TEN "x"));
    ws_peer_feed(&p, str_make(all.ptr, 2));
    cr_assert(str_eq_cstr(buf_str(&p.said), "!1009"), "%.*s", STR_ARG(buf_str(&p.said)));
    ws_peer_done(&p);
    buf_done(&all);
}

static const struct frames_case close_cases[] = {
    { "empty", { { FIN | WS_CLOSE, BYTES("") } }, "close1005" },
    { "one byte", { { FIN | WS_CLOSE, BYTES("\x03") } }, "!1002" },
    { "with reason", { { FIN | WS_CLOSE, BYTES("\x03\xe8" "bye") } }, "close1000" },
    { "reason of 123 bytes", { { FIN | WS_CLOSE, BYTES("\x03\xe8" HUNDRED TEN TEN "123") } }, "close1000" },
    { "reason of 124 bytes", { { FIN | WS_CLOSE, BYTES("\x03\xe8" HUNDRED TEN TEN "1234") } }, "!1002" },
    { "fragmented", { { WS_CLOSE, BYTES("\x03\xe8") } }, "!1002" },
    { "reason is not UTF-8", { { FIN | WS_CLOSE, BYTES("\x03\xe8" "a\xff") } }, "!1007" },
    { "reason ends inside a character", { { FIN | WS_CLOSE, BYTES("\x03\xe8" "\xe6\xb8") } }, "!1007" },
    { "reason in Chinese", { { FIN | WS_CLOSE, BYTES("\x03\xe8" "\xe6\xb8\xa9") } }, "close1000" },
    { "data after close", { { FIN | WS_CLOSE, BYTES("\x03\xe8") }, { FIN | WS_TEXT, BYTES("a") }, { 0x7F, BYTES("junk") } }, "close1000" },
};

Test(ws, close_frames_are_exact)
{
    frames_play(close_cases, COUNT_OF(close_cases));
}

Test(ws, close_codes_are_those_one_may_send)
{
    static const unsigned good[] = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 };
    static const unsigned bad[]  = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 };
    for (size_t i = 0; i < COUNT_OF(good) + COUNT_OF(bad); i++) {
        bool may      = i < COUNT_OF(good);
        unsigned code = may ? good[i] : bad[i - COUNT_OF(good)];
        char bytes[2] = { (char)(code >> 8), (char)(code & 0xFF) };
        char want[32] = "!1002";
        struct buf all;
        buf_init(&all, 4096);
        ws_frame_add(&all, FIN | WS_CLOSE, str_make(bytes, 2));
        if (may)
            (void)snprintf(want, sizeof want, "close%u", code);
        ws_expect(buf_str(&all), want, str_make(may ? bytes : "", may ? 2 : 0), "close code");
        buf_done(&all);
    }
}

Test(ws, a_refusal_is_for_ever)
{
    struct ws_peer p;
    struct buf all;
    ws_peer_init(&p, WS_PEER_MAX);
    buf_init(&all, 4096);
    ws_frame_add(&all, WS_TEXT, STR("part"));
    ws_frame_add(&all, FIN | WS_TEXT, STR("part"));
    ws_peer_feed(&p, buf_str(&all));
    cr_assert_null(p.reader.parts, "a refused reader keeps nothing");
    ws_peer_feed(&p, STR("\x89\x80\x00\x00\x00\x00"));
    cr_assert(str_eq_cstr(buf_str(&p.said), "!1002"), "%.*s", STR_ARG(buf_str(&p.said)));
    ws_peer_done(&p);
    ws_reader_done(&p.reader);
    buf_done(&all);
}

Test(ws, heads_of_the_server_are_minimal_and_unmasked)
{
    static const struct {
        size_t len;
        size_t head_len;
        uint8_t head[WS_HEAD_MAX];
    } cases[] = {
        { 0, 2, { 0x81, 0 } },
        { 125, 2, { 0x81, 125 } },
        { 126, 4, { 0x81, 126, 0, 126 } },
        { 65535, 4, { 0x81, 126, 0xFF, 0xFF } },
        { 65536, 10, { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t head[WS_HEAD_MAX] = { 0 };
        cr_assert_eq(ws_head_write(WS_TEXT, cases[i].len, head), cases[i].head_len);
        cr_assert_arr_eq(head, cases[i].head, cases[i].head_len);
    }
}
