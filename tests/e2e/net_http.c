/* HTTP over loopback: what arrives in pieces, in heaps, too slowly, too large or wrongly; and clients that vanish. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "tests/e2e/netserver.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static struct server server;

static bool open_are(struct server *s, int64_t value)
{
    return server_counts(s).open_count == (size_t)value;
}

static bool parked_are(struct server *s, int64_t value)
{
    return server_parked(s) == (size_t)value;
}

static bool fibers_are(struct server *s, int64_t value)
{
    return server_fibers(s) == (size_t)value;
}

/* --- good requests -------------------------------------------------------------------------------------- */

static void a_request_in_single_bytes_is_answered(void)
{
    int fd          = client_open(&server);
    struct str text = STR("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    for (size_t i = 0; i < text.len; i++) {
        client_send(fd, str_make(text.ptr + i, 1));
        if (i % 16 == 0)
            test_sleep_ms(1);
    }
    struct reply r = client_reply(fd);
    CHECK(r.status == 200 && str_eq(r.body, STR("abcdefg")));
    CHECK(reply_has(&r, "\r\nDate: ") && reply_has(&r, " GMT\r\n"));
    reply_free(&r);
    client_close(fd);
}

static void pipelined_requests_are_answered_in_order(void)
{
    int fd = client_open(&server);
    char all[8192];
    int len = 0;
    for (int i = 0; i < 50; i++)
        len += snprintf(all + len, sizeof all - (size_t)len, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n%04d", i);
    client_send(fd, str_make(all, (size_t)len));
    for (int i = 0; i < 50; i++) {
        struct reply r = client_reply(fd);
        char wanted[16];
        (void)snprintf(wanted, sizeof wanted, "%04d", i);
        CHECK(r.status == 200 && str_eq_cstr(r.body, wanted));
        reply_free(&r);
    }
    client_close(fd);
}

/* The server must stop reading while its answers are not taken, and lose none. */
static void a_client_that_sends_without_reading_is_slowed_not_dropped(void)
{
    int fd = client_open(&server);
    static char one[10100];
    int head = snprintf(one, sizeof one, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");
    memset(one + head, 'x', 10000);
    struct timeval short_wait = { .tv_usec = 300000 };
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &short_wait, sizeof short_wait) == 0);
    int sent    = 0;
    size_t left = 0;
    for (; sent < 5000; sent++) {
        size_t len = (size_t)head + 10000;
        for (left = len; left > 0;) {
            ssize_t n = send(fd, one + len - left, left, MSG_NOSIGNAL);
            if (n < 0)
                break;
            left -= (size_t)n;
        }
        if (left > 0)
            break;
    }
    CHECK(sent < 5000);
    for (int i = 0; i < sent; i++) {
        struct reply r = client_reply(fd);
        CHECK(r.status == 200 && r.body.len == 10000);
        reply_free(&r);
    }
    client_close(fd);
}

static void head_http10_and_continue(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" GET);
    char bytes[2048];
    size_t len = 0;
    while (len < 5 || memcmp(bytes + len - 5, "hello", 5) != 0) {
        ssize_t n = recv(fd, bytes + len, sizeof bytes - 1 - len, 0);
        CHECK(n > 0);
        len += (size_t)n;
    }
    bytes[len] = '\0';
    char *head = strstr(bytes, "\r\n\r\n");
    CHECK(head && strncmp(head + 4, "HTTP/1.1 200", 12) == 0); /* the length of five, but no body */
    client_close(fd);

    fd = client_open(&server);
    CLIENT_SEND(fd, "GET / HTTP/1.0\r\n\r\n");
    struct reply r = client_reply(fd);
    CHECK(r.status == 200 && reply_has(&r, "Connection: close\r\n"));
    reply_free(&r);
    expect_end(fd);
    client_close(fd);

    fd = client_open(&server);
    CLIENT_SEND(fd, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    r = client_reply(fd);
    CHECK(r.status == 200 && reply_has(&r, "Connection: keep-alive\r\n"));
    reply_free(&r);
    CLIENT_SEND(fd, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    expect_status(fd, 100);
    CLIENT_SEND(fd, "abc");
    expect_status(fd, 200);
    client_close(fd);
}

static void a_large_answer_arrives_whole(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\nGET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    test_sleep_ms(100); /* the socket is full by now */
    for (int i = 0; i < 2; i++) {
        struct reply r = client_reply(fd);
        CHECK(r.status == 200 && r.body.len == 300000);
        reply_free(&r);
    }
    client_close(fd);
}

static void a_half_closed_client_still_gets_its_answers(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, GET GET);
    CHECK(shutdown(fd, SHUT_WR) == 0);
    expect_status(fd, 200);
    expect_status(fd, 200);
    expect_end(fd);
    client_close(fd);

    fd = client_open(&server);
    CLIENT_SEND(fd, "GET /park HTTP/1.1\r\nHost: a\r\n\r\n" GET);
    wait_for(parked_are, &server, 1);
    CHECK(shutdown(fd, SHUT_WR) == 0);
    test_sleep_ms(50);
    server_release(&server);
    expect_status(fd, 200);
    expect_status(fd, 200);
    expect_end(fd);
    client_close(fd);

    fd = client_open(&server);
    CLIENT_SEND(fd, "GET / HTTP/1.1\r\nHo");
    CHECK(shutdown(fd, SHUT_WR) == 0);
    expect_end(fd);
    client_close(fd);
}

/* --- deadlines ------------------------------------------------------------------------------------------ */

static void a_slow_head_is_refused(void)
{
    int64_t began = test_now_ms();
    int fd        = client_open(&server);
    /* a byte now and then does not move the deadline */
    struct str text = STR("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n");
    for (size_t i = 0; i < text.len && client_silent(fd, 50); i++)
        client_send(fd, str_make(text.ptr + i, 1));
    expect_status(fd, 408);
    int64_t took = test_now_ms() - began;
    CHECK(took >= 500 && took < 5000);
    expect_end(fd);
    client_close(fd);
}

static void a_silent_client_is_let_go_without_a_word(void)
{
    int64_t began = test_now_ms();
    int fd        = client_open(&server);
    expect_end(fd);
    CHECK(test_now_ms() - began >= 500);
    client_close(fd);

    began = test_now_ms();
    fd    = client_open(&server);
    CLIENT_SEND(fd, GET);
    expect_status(fd, 200);
    expect_end(fd); /* idle */
    CHECK(test_now_ms() - began >= 500);
    client_close(fd);
}

static void the_second_head_has_its_own_deadline(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, GET);
    expect_status(fd, 200);
    test_sleep_ms(300);
    int64_t began = test_now_ms();
    CLIENT_SEND(fd, "GET ");
    expect_status(fd, 408);
    int64_t took = test_now_ms() - began;
    CHECK(took >= 500 && took < 5000);
    expect_end(fd);
    client_close(fd);
}

static void a_slow_body_is_refused(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    int64_t began = test_now_ms();
    expect_status(fd, 408); /* 10 s, as the limits have it */
    CHECK(test_now_ms() - began >= 9900);
    expect_end(fd);
    client_close(fd);
}

/* --- refusals ------------------------------------------------------------------------------------------- */

static void refused(struct str bytes, int status)
{
    int requests = server.requests;
    int fd       = client_open(&server);
    client_send(fd, bytes);
    expect_status(fd, status);
    expect_end(fd);
    client_close(fd);
    CHECK(server.requests == requests);
}

static void broken_requests_are_answered_once_and_nothing_behind_them_runs(void)
{
    refused(STR("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" GET GET), 400);
    refused(STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" GET), 400);
    refused(STR("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 65\r\n\r\n"), 413);
    refused(STR("\x16\x03\x01\x02\r\n"), 400);
    refused(STR("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
    int fd = client_open(&server);
    CLIENT_SEND(fd, GET "GET / HTTP/1.1\r\n\r\n" GET);
    expect_status(fd, 200);
    expect_status(fd, 400);
    expect_end(fd);
    client_close(fd);
}

/* Without the lingering close the answer would be lost to a reset: the client is still sending. */
static void an_endless_head_is_refused_and_the_client_sees_it(void)
{
    static char flood[400000];
    memset(flood, 'a', sizeof flood);
    memcpy(flood, "GET /", 5);
    for (int i = 0; i < 20; i++)
        refused(str_make(flood, sizeof flood), 414);
    const char *head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    memcpy(flood, head, strlen(head));
    for (int i = 0; i < 20; i++)
        refused(str_make(flood, sizeof flood), 431);
}

static void a_bad_handshake_is_refused(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, "GET /ws HTTP/1.1\r\nHost: a\r\n\r\n");
    expect_status(fd, 400);
    CLIENT_SEND(fd, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    struct reply r = client_reply(fd);
    CHECK(r.status == 426 && reply_has(&r, "Sec-WebSocket-Version: 13\r\n"));
    reply_free(&r);
    CLIENT_SEND(fd, GET);
    expect_status(fd, 200);
    client_close(fd);
}

static void too_many_requests_at_once_are_told_so(void)
{
    int parked[128];
    for (size_t i = 0; i < COUNT_OF(parked); i++) {
        parked[i] = client_open(&server);
        CLIENT_SEND(parked[i], "GET /park HTTP/1.1\r\nHost: a\r\n\r\n");
        if (i >= PARKED_MAX - 1)
            break;
    }
    wait_for(parked_are, &server, PARKED_MAX);
    int fd = client_open(&server);
    CLIENT_SEND(fd, GET GET);
    expect_status(fd, 503);
    expect_end(fd);
    client_close(fd);
    server_release(&server);
    for (size_t i = 0; i < PARKED_MAX; i++) {
        expect_status(parked[i], 200);
        client_close(parked[i]);
    }
}

/* --- vanishing ------------------------------------------------------------------------------------------ */

static void a_client_may_vanish_while_its_request_is_parked(void)
{
    int seen = server.gone_seen;
    for (int i = 0; i < 10; i++) {
        int fd = client_open(&server);
        CLIENT_SEND(fd, "GET /park HTTP/1.1\r\nHost: a\r\n\r\nGET /park HTTP/1.1\r\nHost: a\r\n\r\n");
        wait_for(parked_are, &server, 1);
        client_reset(fd);
        wait_for(open_are, &server, 0);
        server_release(&server);
        wait_for(fibers_are, &server, 0);
    }
    CHECK(server.gone_seen == seen + 10);
}

static void a_flood_behind_a_parked_request_stays_with_its_sender(void)
{
    int fd = client_open(&server);
    CLIENT_SEND(fd, "GET /park HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_for(parked_are, &server, 1);
    uint64_t before           = server_counts(&server).bytes_in;
    struct timeval short_wait = { .tv_usec = 300000 };
    CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &short_wait, sizeof short_wait) == 0);
    size_t sent = 0;
    char get[]  = GET;
    for (; sent < (size_t)64 * 1024 * 1024; sent += sizeof get - 1)
        if (send(fd, get, sizeof get - 1, MSG_NOSIGNAL) != (ssize_t)sizeof get - 1)
            break;
    CHECK(server_counts(&server).bytes_in - before <= 16 * 1024);
    client_reset(fd);
    server_release(&server);
    wait_for(open_are, &server, 0);
}

/* Mutated and random bytes, in random pieces, with random ends. */
static void garbage_harms_nobody_else(void)
{
    unsigned seed         = 20261124;
    static const char *good = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" GET;
    int witness           = client_open(&server);
    for (int round = 0; round < 300; round++) {
        char bytes[512];
        size_t len = strlen(good);
        memcpy(bytes, good, len);
        for (int i = rand_r(&seed) % 6; i >= 0; i--)
            bytes[(size_t)rand_r(&seed) % len] = (char)rand_r(&seed);
        int fd    = client_open(&server);
        size_t at = 0;
        while (at < len) {
            size_t n    = 1 + (size_t)rand_r(&seed) % (len - at);
            ssize_t out = send(fd, bytes + at, n, MSG_NOSIGNAL);
            if (out < 0)
                break;
            at += (size_t)out;
        }
        if (rand_r(&seed) % 2)
            client_reset(fd);
        else
            client_close(fd);
        if (round % 10 == 0) {
            CLIENT_SEND(witness, GET);
            expect_status(witness, 200);
        }
    }
    client_close(witness);
    wait_for(open_are, &server, 0);
    wait_for(fibers_are, &server, 0);
}

/* --- caps ----------------------------------------------------------------------------------------------- */

static void refused_at_the_door(struct server *s)
{
    int fd = client_open(s);
    CLIENT_SEND(fd, GET);
    expect_status(fd, 503);
    expect_end(fd);
    client_close(fd);
}

static void the_caps_hold_and_a_place_that_is_free_is_given(void)
{
    for (int by_address = 0; by_address < 2; by_address++) {
        static struct server s;
        server_init(&s);
        s.limits.idle_ms          = 60000;
        s.limits.head_deadline_ms = 60000;
        if (by_address)
            s.limits.conn_per_address_max = 3;
        else
            s.limits.conn_max = 3;
        server_start(&s);
        int fd[3];
        for (size_t i = 0; i < COUNT_OF(fd); i++) {
            fd[i] = client_open(&s);
            CLIENT_SEND(fd[i], GET);
            expect_status(fd[i], 200);
        }
        refused_at_the_door(&s);
        refused_at_the_door(&s);
        CHECK(server_counts(&s).refused_full == 2 && server_counts(&s).open_count == 3);
        client_close(fd[0]);
        wait_for(open_are, &s, 2);
        fd[0] = client_open(&s);
        CLIENT_SEND(fd[0], GET);
        expect_status(fd[0], 200);
        for (size_t i = 0; i < COUNT_OF(fd); i++)
            client_close(fd[i]);
        server_stop(&s);
    }
}

/* Client and server share the process's descriptors: the client's sockets are made first, then the limit drops. */
static void without_descriptors_clients_are_turned_away_and_later_served(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(server.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct rlimit before;
    CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
    int fd[20];
    for (size_t i = 0; i < COUNT_OF(fd); i++)
        CHECK((fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) >= 0);
    int next_free = dup(fd[0]);
    CHECK(next_free >= 0 && close(next_free) == 0);
    struct rlimit low = { .rlim_cur = (rlim_t)next_free, .rlim_max = before.rlim_max };
    uint64_t refusals = server_counts(&server).refused_full;
    CHECK(setrlimit(RLIMIT_NOFILE, &low) == 0);
    for (size_t i = 0; i < COUNT_OF(fd); i++)
        CHECK(connect(fd[i], (struct sockaddr *)(void *)&at, sizeof at) == 0);
    for (size_t i = 0; i < COUNT_OF(fd); i++) {
        expect_status(fd[i], 503);
        expect_end(fd[i]);
    }
    CHECK(server_counts(&server).refused_full == refusals + COUNT_OF(fd));
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    for (size_t i = 0; i < COUNT_OF(fd); i++)
        client_close(fd[i]);
    int again = client_open(&server);
    CLIENT_SEND(again, GET);
    expect_status(again, 200);
    client_close(again);
}

int main(void)
{
    server_init(&server);
    server.fiber_max = PARKED_MAX;
    server_start(&server);
    RUN(a_request_in_single_bytes_is_answered);
    RUN(pipelined_requests_are_answered_in_order);
    RUN(a_client_that_sends_without_reading_is_slowed_not_dropped);
    RUN(head_http10_and_continue);
    RUN(a_large_answer_arrives_whole);
    RUN(a_half_closed_client_still_gets_its_answers);
    RUN(a_slow_head_is_refused);
    RUN(a_silent_client_is_let_go_without_a_word);
    RUN(the_second_head_has_its_own_deadline);
    RUN(a_slow_body_is_refused);
    RUN(broken_requests_are_answered_once_and_nothing_behind_them_runs);
    RUN(an_endless_head_is_refused_and_the_client_sees_it);
    RUN(a_bad_handshake_is_refused);
    RUN(too_many_requests_at_once_are_told_so);
    wait_for(open_are, &server, 0);
    RUN(a_client_may_vanish_while_its_request_is_parked);
    RUN(a_flood_behind_a_parked_request_stays_with_its_sender);
    RUN(garbage_harms_nobody_else);
    RUN(without_descriptors_clients_are_turned_away_and_later_served);
    server_stop(&server);
    RUN(the_caps_hold_and_a_place_that_is_free_is_given);
    return 0;
}
