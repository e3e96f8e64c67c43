/* WebSocket over loopback: order, limits, pings, slow readers, both ends of the closing handshake, the drain. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "tests/e2e/netserver.h"

#define TEXT 0x81
#define BINARY 0x82
#define CLOSE 0x88
#define PING 0x89
#define PONG 0x8A
#define UPGRADE                                                                                                        \
    "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"        \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
#define MANY 1000

static struct server server;

static bool open_are(struct server *s, int64_t value)
{
    return server_counts(s).open_count == (size_t)value;
}

static bool ws_are(struct server *s, int64_t value)
{
    return server_counts(s).ws_count == (size_t)value;
}

static bool parked_are(struct server *s, int64_t value)
{
    return server_parked(s) == (size_t)value;
}

static bool closed_are(struct server *s, int64_t value)
{
    return s->closed == value;
}

static bool slow_are(struct server *s, int64_t value)
{
    return server_counts(s).ws_closed_slow == (uint64_t)value;
}

static bool drain_is_done(struct server *s, int64_t value)
{
    (void)value;
    return s->drained;
}

/* --- messages ------------------------------------------------------------------------------------------- */

static void frames_in_the_packet_of_the_handshake_are_read(void)
{
    int fd = client_open(&server);
    /* a masked text "hi" with a zero mask, twice */
    client_send(fd, STR(UPGRADE "\x81\x82\0\0\0\0hi\x81\x82\0\0\0\0ho"));
    struct reply r = client_reply(fd);
    CHECK(r.status == 101);
    reply_free(&r);
    expect_frame(fd, TEXT, STR("hi"));
    expect_frame(fd, TEXT, STR("ho"));
    client_close(fd);
}

static void text_binary_fragments_and_pings(void)
{
    int fd = client_ws(&server);
    client_frame(fd, TEXT, STR("文字"));
    client_frame(fd, BINARY, STR("\xff\0\xfe"));
    expect_frame(fd, TEXT, STR("文字"));
    expect_frame(fd, BINARY, STR("\xff\0\xfe"));
    client_frame(fd, 0x01, STR("one "));
    client_frame(fd, PING, STR("are you there"));
    client_frame(fd, 0x00, STR("two "));
    client_frame(fd, 0x80, STR("three"));
    expect_frame(fd, PONG, STR("are you there"));
    expect_frame(fd, TEXT, STR("one two three"));
    client_frame(fd, TEXT, STR_NONE);
    expect_frame(fd, TEXT, STR_NONE);
    client_frame(fd, PONG, STR("unasked"));
    static char large[65536];
    memset(large, 'l', sizeof large);
    client_frame(fd, TEXT, str_make(large, sizeof large));
    expect_frame(fd, TEXT, str_make(large, sizeof large));
    client_close(fd);
}

static void messages_wait_their_turn_behind_a_parked_one(void)
{
    int fd       = client_ws(&server);
    int messages = server.messages;
    client_frame(fd, TEXT, STR("park"));
    expect_frame(fd, TEXT, STR("park"));
    wait_for(parked_are, &server, 1);
    char text[32];
    for (int i = 0; i < 100; i++) {
        (void)snprintf(text, sizeof text, "number %d", i);
        client_frame(fd, TEXT, str_from_cstr(text));
    }
    CHECK(client_silent(fd, 100));
    CHECK(server.messages == messages + 1);
    server_release(&server);
    for (int i = 0; i < 100; i++) {
        (void)snprintf(text, sizeof text, "number %d", i);
        expect_frame(fd, TEXT, str_from_cstr(text));
    }
    client_close(fd);
}

static void a_flood_behind_a_parked_message_stays_with_its_sender(void)
{
    int fd = client_ws(&server);
    client_frame(fd, TEXT, STR("park"));
    expect_frame(fd, TEXT, STR("park"));
    wait_for(parked_are, &server, 1);
    uint64_t before           = server_counts(&server).bytes_in;
    struct timeval short_wait = { .tv_usec = 300000 };
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &short_wait, sizeof short_wait) == 0);
    const char ping[] = "\x89\x80\0\0\0";
    for (size_t sent = 0; sent < (size_t)64 * 1024 * 1024; sent += 6)
        if (send(fd, ping, 6, MSG_NOSIGNAL) != 6)
            break;
    CHECK(server_counts(&server).bytes_in - before <= 16 * 1024);
    client_reset(fd);
    server_release(&server);
    wait_for(open_are, &server, 0);
}

/* --- endings -------------------------------------------------------------------------------------------- */

static void refused(uint8_t first_byte, struct str payload, uint16_t code)
{
    int closed = server.closed;
    int fd     = client_ws(&server);
    client_frame(fd, first_byte, payload);
    client_frame(fd, TEXT, STR("never run"));
    expect_close(fd, code);
    expect_end(fd);
    client_close(fd);
    wait_for(closed_are, &server, closed + 1);
}

static void broken_frames_close_with_their_code(void)
{
    int messages = server.messages;
    static char large[65537];
    memset(large, 'l', sizeof large);
    refused(TEXT, str_make(large, sizeof large), 1009);
    refused(TEXT, STR("\xC0\x80"), 1007);
    refused(0xC1, STR("reserved bit"), 1002);
    refused(0x80, STR("continues nothing"), 1002);
    refused(0x83, STR("unknown opcode"), 1002);
    refused(0x09, STR("fragmented ping"), 1002);
    refused(CLOSE, STR("\x03"), 1002);
    int fd = client_ws(&server);
    CLIENT_SEND(fd, "\x81\x02hi" "and more"); /* not masked */
    expect_close(fd, 1002);
    expect_end(fd);
    client_close(fd);
    fd = client_ws(&server);
    CLIENT_SEND(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect_close(fd, 1002);
    expect_end(fd);
    client_close(fd);
    CHECK(server.messages == messages);
}

static void a_close_is_answered_once(void)
{
    int fd = client_ws(&server);
    client_frame(fd, CLOSE, STR("\x03\xE8" "done"));
    client_frame(fd, CLOSE, STR("\x03\xE8" "done"));
    expect_close(fd, 1000);
    expect_end(fd);
    client_close(fd);
}

static void we_close_and_wait_for_the_answer(void)
{
    int fd = client_ws(&server);
    client_frame(fd, TEXT, STR("bye"));
    expect_frame(fd, TEXT, STR("bye"));
    expect_close(fd, 1000);
    client_frame(fd, TEXT, STR("too late"));
    client_frame(fd, CLOSE, STR("\x03\xE8"));
    expect_end(fd);
    client_close(fd);

    int64_t began = test_now_ms();
    fd            = client_ws(&server);
    client_frame(fd, TEXT, STR("bye"));
    expect_frame(fd, TEXT, STR("bye"));
    expect_close(fd, 1000);
    expect_end(fd); /* never answered: let go after five seconds */
    CHECK(test_now_ms() - began >= 4900);
    client_close(fd);
}

static void a_client_may_vanish_while_its_message_is_parked(void)
{
    int closed = server.closed;
    int seen   = server.gone_seen;
    for (int i = 0; i < 10; i++) {
        int fd = client_ws(&server);
        client_frame(fd, TEXT, STR("park"));
        expect_frame(fd, TEXT, STR("park"));
        wait_for(parked_are, &server, 1);
        if (i % 2)
            client_reset(fd);
        else
            client_close(fd);
        wait_for(open_are, &server, 0);
        CHECK(server.closed == closed + i); /* not while the message runs */
        server_release(&server);
        wait_for(closed_are, &server, closed + i + 1);
    }
    CHECK(server.gone_seen == seen + 10);
}

/* --- slow readers --------------------------------------------------------------------------------------- */

static void a_slow_reader_loses_state_first_then_the_connection(void)
{
    uint64_t slow = server_counts(&server).ws_closed_slow;
    int fd        = client_ws(&server);
    /* 250 of each kind fit into the queue for a reader that keeps up */
    client_frame(fd, TEXT, STR("push 250"));
    expect_frame(fd, TEXT, STR("push 250"));
    size_t frames = 0;
    for (; !client_silent(fd, 300); frames++) {
        struct ws_seen seen = client_frame_read(fd);
        CHECK(seen.first_byte == TEXT && seen.payload.len == 1000);
        free(seen.bytes);
    }
    CHECK(frames >= 250 && frames <= 500);
    CHECK(server_counts(&server).ws_closed_slow == slow);
    /* far more than any socket buffer and the queue take */
    client_frame(fd, TEXT, STR("push 20000"));
    wait_for(slow_are, &server, (int64_t)slow + 1);
    for (;;) {
        struct ws_seen seen = client_frame_read(fd);
        bool last           = seen.first_byte == CLOSE;
        if (last)
            CHECK((uint8_t)seen.bytes[0] == 1013 >> 8 && (uint8_t)seen.bytes[1] == (1013 & 0xFF));
        free(seen.bytes);
        if (last)
            break;
    }
    client_close(fd);
    wait_for(open_are, &server, 0);
}

static void what_waits_too_long_closes_the_connection(void)
{
    static struct server s;
    server_init(&s);
    s.limits.write_age_max_ms = 500;
    s.limits.write_queue_max  = (size_t)256 * 1024 * 1024;
    s.limits.body_rate_min    = 1000000;
    server_start(&s);
    int64_t began = test_now_ms();
    int fd        = client_ws(&s);
    client_frame(fd, TEXT, STR("push 20000"));
    wait_for(slow_are, &s, 1);
    wait_for(open_are, &s, 0); /* it does not even take the close frame */
    CHECK(test_now_ms() - began >= 500);
    client_close(fd);

    began = test_now_ms();
    fd    = client_open(&s);
    for (int i = 0; i < 40; i++)
        CLIENT_SEND(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_for(open_are, &s, 1);
    wait_for(open_are, &s, 0); /* the same for HTTP */
    CHECK(test_now_ms() - began >= 500);
    client_close(fd);
    server_stop(&s);
}

/* --- pings ---------------------------------------------------------------------------------------------- */

static void pings_find_out_who_is_gone(void)
{
    static struct server s;
    server_init(&s);
    s.limits.ws_ping_ms       = 400;
    s.limits.ws_pong_ms       = 400;
    s.limits.ws_event_ping_ms = 300;
    server_start(&s);
    int silent    = client_ws(&s);
    int64_t began = test_now_ms();
    int fd        = client_ws(&s);
    int pings     = 0;
    int events    = 0;
    while (test_now_ms() - began < 3000) {
        struct ws_seen seen = client_frame_read(fd);
        if (seen.first_byte == PING) {
            pings++;
            client_frame(fd, PONG, seen.payload);
        } else {
            CHECK(seen.first_byte == TEXT && str_eq(seen.payload, STR("{\"event\":\"ping\"}")));
            events++;
        }
        free(seen.bytes);
    }
    CHECK(pings >= 4 && pings <= 8 && events >= 6 && events <= 11);
    wait_for(ws_are, &s, 1); /* the silent one is gone, this one is not */
    client_frame(fd, TEXT, STR("park"));
    wait_for(parked_are, &s, 1);
    test_sleep_ms(1200); /* while we do not read, its pongs cannot be missed */
    CHECK(server_counts(&s).ws_count == 1);
    client_close(silent);
    client_close(fd);
    server_stop(&s);
}

/* --- the drain ------------------------------------------------------------------------------------------ */

static void a_thousand_idle_connections_are_drained(void)
{
    static struct server s;
    static int ws[MANY];
    static int http[MANY / 10];
    server_init(&s);
    s.limits.idle_ms          = 60000;
    s.limits.head_deadline_ms = 60000;
    server_start(&s);
    for (size_t i = 0; i < MANY; i++)
        ws[i] = client_ws(&s);
    for (size_t i = 0; i < COUNT_OF(http); i++) {
        http[i] = client_open(&s);
        CLIENT_SEND(http[i], "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        expect_status(http[i], 200);
    }
    int running = client_open(&s);
    CLIENT_SEND(running, "GET /park HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_for(parked_are, &s, 1);
    int fresh = client_open(&s); /* has said nothing yet */
    CHECK(server_counts(&s).ws_count == MANY);
    server_drain(&s, 10000);
    CLIENT_SEND(fresh, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    struct reply r = client_reply(fresh);
    CHECK(r.status == 200 && reply_has(&r, "Connection: close\r\n"));
    reply_free(&r);
    expect_end(fresh);
    client_close(fresh);
    for (size_t i = 0; i < MANY; i++) {
        expect_close(ws[i], 1012);
        client_frame(ws[i], CLOSE, STR("\x03\xF4"));
        expect_end(ws[i]);
        client_close(ws[i]);
    }
    for (size_t i = 0; i < COUNT_OF(http); i++) {
        expect_end(http[i]);
        client_close(http[i]);
    }
    wait_for(closed_are, &s, MANY);
    CHECK(!s.drained);
    server_release(&s);
    r = client_reply(running);
    CHECK(r.status == 200 && reply_has(&r, "Connection: close\r\n"));
    reply_free(&r);
    expect_end(running);
    client_close(running);
    wait_for(drain_is_done, &s, 0);
    server_stop(&s);
}

static void the_drain_ends_at_its_deadline(void)
{
    static struct server s;
    server_init(&s);
    server_start(&s);
    int ws      = client_ws(&s); /* never answers the close */
    int running = client_open(&s);
    CLIENT_SEND(running, "GET /park HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_for(parked_are, &s, 1);
    int64_t began = test_now_ms();
    server_drain(&s, 700);
    expect_close(ws, 1012);
    wait_for(drain_is_done, &s, 0);
    int64_t took = test_now_ms() - began;
    CHECK(took >= 700 && took < 4000);
    expect_end(running);
    client_close(running);
    client_close(ws);
    CHECK(server_counts(&s).open_count == 0);
    server_stop(&s); /* the parked request returns after its listener is closed */
}

static void garbage_after_the_upgrade_harms_nobody(void)
{
    unsigned seed = 7;
    int witness   = client_ws(&server);
    for (int round = 0; round < 200; round++) {
        char bytes[300];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)rand_r(&seed);
        if (round % 2)
            memcpy(bytes, "\x81\xFE\x00\xFA", 4);
        int fd = client_ws(&server);
        (void)send(fd, bytes, 1 + (size_t)rand_r(&seed) % sizeof bytes, MSG_NOSIGNAL);
        if (round % 3)
            client_close(fd);
        else
            client_reset(fd);
        if (round % 10 == 0) {
            client_frame(witness, TEXT, STR("still here"));
            expect_frame(witness, TEXT, STR("still here"));
        }
    }
    client_close(witness);
    wait_for(open_are, &server, 0);
}

int main(void)
{
    struct rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    files.rlim_cur = files.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    server_init(&server);
    server_start(&server);
    RUN(frames_in_the_packet_of_the_handshake_are_read);
    RUN(text_binary_fragments_and_pings);
    RUN(messages_wait_their_turn_behind_a_parked_one);
    wait_for(open_are, &server, 0);
    RUN(a_flood_behind_a_parked_message_stays_with_its_sender);
    RUN(broken_frames_close_with_their_code);
    RUN(a_close_is_answered_once);
    RUN(we_close_and_wait_for_the_answer);
    wait_for(open_are, &server, 0);
    RUN(a_client_may_vanish_while_its_message_is_parked);
    RUN(a_slow_reader_loses_state_first_then_the_connection);
    RUN(garbage_after_the_upgrade_harms_nobody);
    server_stop(&server);
    RUN(what_waits_too_long_closes_the_connection);
    RUN(pings_find_out_who_is_gone);
    RUN(a_thousand_idle_connections_are_drained);
    RUN(the_drain_ends_at_its_deadline);
    return 0;
}
