/* UTF-8 in text messages: whole, in fragments, and refused as soon as the bad byte is there. */
#include "tests/unit/proto/ws_peer.h"

static const char *const good[] = {
    "", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xef\xbf\xbe",
    "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xef\xbb\xbf" "a", "\xef\xb7\x90", "\xf0\x9f\x98\x80",
    "\xe6\xb8\xa9\xe5\xb7\x9e\xe4\xba\x91\xe8\x81\x98\xe5\x8e\x85", "12345678\xe6\xb8\xa9" "12345678",
    "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
};

static const struct {
    const char *text;
    size_t bad_at; /* the first byte that cannot be right */
} bad[] = {
    { "\x80", 0 }, { "\xbf", 0 }, { "\xc0\x80", 0 }, { "\xc1\xbf", 0 }, { "\xe0\x80\x80", 1 }, { "\xe0\x9f\xbf", 1 },
    { "\xed\xa0\x80", 1 }, { "\xed\xbf\xbf", 1 }, { "\xf0\x80\x80\x80", 1 }, { "\xf0\x8f\xbf\xbf", 1 }, { "\xf4\x90\x80\x80", 1 },
    { "\xf5\x80\x80\x80", 0 }, { "\xf8\x88\x80\x80\x80", 0 }, { "\xfe", 0 }, { "\xff", 0 }, { "\xc2" "a", 1 }, { "\xe6\xb8" "a", 2 },
    { "\xf0\x9f\x98" "a", 3 }, { "a\xe6\xb8\xa9\xb8", 4 }, { "12345678\xff" "12345678", 8 }, { "\xed\xa0\xbd\xed\xb8\x80", 1 },
    { "\xe6" "12345678" "\xb8\xa9", 1 }, { "\xe6\xb8" "1234567890123456", 2 }, { "\xf0\x9f\x98" "12345678", 3 },
};

Test(ws_utf8, good_text_passes_whole_and_cut_anywhere)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct str text = str_from_cstr(good[i]);
        char want[32];
        (void)snprintf(want, sizeof want, "T%zu", text.len);
        for (size_t cut = 0; cut <= text.len; cut++) {
            struct buf all;
            buf_init(&all, 4096);
            ws_frame_add(&all, WS_TEXT, str_make(text.ptr, cut));
            ws_frame_add(&all, FIN | WS_CONTINUATION, str_skip(text, cut));
            ws_expect(buf_str(&all), want, text, good[i]);
            buf_clear(&all);
            ws_frame_add(&all, FIN | WS_TEXT, text);
            ws_expect(buf_str(&all), want, text, good[i]);
            buf_done(&all);
        }
    }
}

Test(ws_utf8, nul_is_a_character)
{
    struct buf all;
    buf_init(&all, 4096);
    ws_frame_add(&all, FIN | WS_TEXT, STR("a\0b"));
    ws_expect(buf_str(&all), "T3", STR("a\0b"), "NUL");
    buf_done(&all);
}

Test(ws_utf8, bad_text_is_refused_whole_and_cut_anywhere)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct str text = str_from_cstr(bad[i].text);
        for (size_t cut = 0; cut <= text.len; cut++) {
            struct buf all;
            buf_init(&all, 4096);
            ws_frame_add(&all, WS_TEXT, str_make(text.ptr, cut));
            ws_frame_add(&all, FIN | WS_CONTINUATION, str_skip(text, cut));
            ws_expect(buf_str(&all), "!1007", STR_NONE, bad[i].text);
            buf_clear(&all);
            ws_frame_add(&all, FIN | WS_TEXT, text);
            ws_expect(buf_str(&all), "!1007", STR_NONE, bad[i].text);
            buf_done(&all);
        }
    }
}

Test(ws_utf8, text_that_ends_inside_a_character_is_refused)
{
    static const char *const parts[] = { "\xc2", "\xe6", "\xe6\xb8", "\xf0", "\xf0\x9f", "\xf0\x9f\x98", "abc\xe6" };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct buf all;
        buf_init(&all, 4096);
        ws_frame_add(&all, FIN | WS_TEXT, str_from_cstr(parts[i]));
        ws_expect(buf_str(&all), "!1007", STR_NONE, "whole");
        buf_clear(&all);
        ws_frame_add(&all, WS_TEXT, str_from_cstr(parts[i]));
        ws_expect(buf_str(&all), "...", STR_NONE, "not yet at its end");
        ws_frame_add(&all, FIN | WS_CONTINUATION, STR(""));
        ws_expect(buf_str(&all), "!1007", STR_NONE, "at its end");
        buf_done(&all);
    }
}

/* The rest of the frame is not waited for. */
Test(ws_utf8, a_bad_byte_is_refused_when_it_arrives)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct ws_peer p;
        struct buf all;
        buf_init(&all, 4096);
        ws_peer_init(&p, WS_PEER_MAX);
        ws_frame_add(&all, FIN | WS_TEXT, str_from_cstr(bad[i].text));
        size_t at = 6 + bad[i].bad_at;
        ws_peer_feed(&p, str_make(all.ptr, at));
        cr_assert_not(p.refused, "case %zu", i);
        ws_peer_feed(&p, str_make(all.ptr + at, 1));
        cr_assert(p.refused && p.reader.close_code == 1007, "case %zu", i);
        ws_peer_done(&p);
        buf_done(&all);
    }
}

Test(ws_utf8, binary_and_pings_are_not_checked)
{
    struct buf all;
    buf_init(&all, 4096);
    ws_frame_add(&all, WS_TEXT, STR("\xe6"));
    ws_frame_add(&all, FIN | WS_PING, STR("\xff\xfe"));
    ws_frame_add(&all, FIN | WS_CONTINUATION, STR("\xb8\xa9"));
    ws_frame_add(&all, FIN | WS_BINARY, STR("\xff\xc0\x80"));
    ws_expect(buf_str(&all), "ping2 T3 B3", STR("\xff\xfe\xe6\xb8\xa9\xff\xc0\x80"), "mixed");
    buf_done(&all);
}
