/* Each limit of the HTTP reader at its exact edge, and what the request holds when it is good. */
#include "tests/unit/proto/http1_peer.h"

#define ALL_MAX ((size_t)1 << 20)

static void add_many(struct buf *b, char c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_char(b, c);
}

static void expect_all(struct buf *all, const char *want, const char *name, size_t body_max)
{
    cr_assert_not(buf_failed(all));
    http1_expect(buf_str(all), want, name, body_max);
    buf_done(all);
}

Test(http1_limits, the_request_line)
{
    for (size_t over = 0; over <= 1; over++) {
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, "GET /x?");
        add_many(&all, 'a', HTTP1_LINE_MAX - 16 + over); /* "GET /x?" and " HTTP/1.1" are 16 */
        buf_add_cstr(&all, " HTTP/1.1\r\nHost: x\r\n\r\n");
        expect_all(&all, over ? "!414" : "GET /x", "request line", 0);
    }
}

Test(http1_limits, far_too_much_is_refused_before_it_is_whole)
{
    struct buf all;
    buf_init(&all, ALL_MAX);
    buf_add_cstr(&all, "GET /");
    add_many(&all, 'a', 20000);
    expect_all(&all, "!414", "target without end", 0);
    buf_init(&all, ALL_MAX);
    buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
    add_many(&all, 'a', 20000);
    expect_all(&all, "!431", "header without end", 0);
    buf_init(&all, ALL_MAX);
    add_many(&all, 'A', HTTP1_LINE_MAX + 2);
    expect_all(&all, "!414", "method without end", 0);
    buf_init(&all, ALL_MAX);
    add_many(&all, 'A', HTTP1_LINE_MAX + 1);
    expect_all(&all, "...", "the longest that may still become a line", 0);
}

Test(http1_limits, all_header_lines_together)
{
    for (size_t over = 0; over <= 2; over++) {
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\nX: "); /* 9 + 3 bytes of header lines, and the CR LF */
        add_many(&all, 'a', HTTP1_HEAD_MAX - 14 + over);
        buf_add_cstr(&all, "\r\n\r\n");
        expect_all(&all, over ? "!431" : "GET /", "header bytes", 0);
    }
    for (size_t left = 0; left <= 3; left++) { /* little is left for a second line */
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
        add_many(&all, 'a', HTTP1_HEAD_MAX - 14 - left);
        buf_add_cstr(&all, "\r\nb:\r\n\r\n");
        expect_all(&all, "!431", "header bytes, second line", 0);
    }
}

Test(http1_limits, the_number_of_header_lines)
{
    for (size_t over = 0; over <= 1; over++) {
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\n");
        for (size_t i = 1; i < HTTP1_HEADERS_MAX + over; i++)
            buf_add_format(&all, "X%zu: 1\r\n", i);
        buf_add_cstr(&all, "\r\n");
        expect_all(&all, over ? "!431" : "GET /", "header count", 0);
    }
}

Test(http1_limits, two_thousand_headers_and_one_of_100000_bytes)
{
    struct buf all;
    buf_init(&all, ALL_MAX);
    buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (size_t i = 0; i < 2000; i++)
        buf_add_format(&all, "X%zu: 1\r\n", i);
    buf_add_cstr(&all, "\r\n");
    expect_all(&all, "!431", "2,000 headers", 0);
    buf_init(&all, ALL_MAX);
    buf_add_cstr(&all, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
    add_many(&all, 'a', 100000);
    buf_add_cstr(&all, "\r\n\r\n");
    expect_all(&all, "!431", "100,000 bytes", 0);
}

Test(http1_limits, the_body_by_its_length)
{
    struct buf all;
    char text[128];
    for (size_t over = 0; over <= 1; over++) {
        (void)snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n0123456789%s", 10 + over, over ? "x" : "");
        http1_expect(str_from_cstr(text), over ? "!413" : "POST /[0123456789]", "limit 10", 10);
        buf_init(&all, ALL_MAX);
        buf_add_format(&all, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", HTTP1_BODY_MAX + over);
        expect_all(&all, over ? "!413" : "...", "standard limit", 0);
    }
}

Test(http1_limits, the_body_by_its_chunks)
{
#define HEAD "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    http1_expect(STR(HEAD "a\r\n0123456789\r\n0\r\n\r\n"), "POST /[0123456789]", "one chunk", 10);
    http1_expect(STR(HEAD "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"), "POST /[0123456789]", "two chunks", 10);
    http1_expect(STR(HEAD "b\r\n0123456789"), "!413", "one chunk above", 10);
    http1_expect(STR(HEAD "5\r\n01234\r\n6\r\n"), "!413", "second chunk above", 10);
    http1_expect(STR(HEAD "000000000000000000000000000000000000a\r\n0123456789\r\n0\r\n\r\n"), "POST /[0123456789]", "zeros", 10);
}

Test(http1_limits, chunk_lines_and_their_sum)
{
    for (size_t over = 0; over <= 1; over++) {
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, HEAD "1;");
        add_many(&all, 'e', HTTP1_CHUNK_LINE_MAX - 2 + over);
        buf_add_cstr(&all, "\r\na\r\n0\r\n\r\n");
        expect_all(&all, over ? "!400" : "POST /[a]", "chunk line", 0);
    }
    /* 5 bytes of framing for each byte of content: (65,536 - 5) / 5 = 13,106 chunks and the last one fit. */
    for (size_t over = 0; over <= 1; over++) {
        struct buf all;
        struct http1_peer p;
        buf_init(&all, ALL_MAX);
        http1_peer_init(&p);
        buf_add_cstr(&all, HEAD);
        for (size_t i = 0; i < 13106 + over; i++)
            buf_add_cstr(&all, "1\r\na\r\n");
        buf_add_cstr(&all, "0\r\n\r\n");
        http1_peer_play(&p, buf_str(&all), 0);
        cr_assert(over ? str_eq_cstr(buf_str(&p.said), "!413") : str_starts(buf_str(&p.said), STR("POST /[aaaa")), "%zu", over);
        http1_peer_done(&p);
        buf_done(&all);
    }
}

Test(http1_limits, trailers)
{
    for (size_t over = 0; over <= 1; over++) {
        struct buf all;
        buf_init(&all, ALL_MAX);
        buf_add_cstr(&all, HEAD "0\r\nt:");
        add_many(&all, 'v', HTTP1_TRAILERS_MAX - 4 + over);
        buf_add_cstr(&all, "\r\n\r\n");
        expect_all(&all, over ? "!431" : "POST /", "trailers", 0);
    }
}

/* The head is told once, before the body is there, with what the route needs to choose its limit. */
Test(http1_limits, a_head_with_a_body_is_told_first)
{
    struct http1_peer p;
    http1_peer_init(&p);
    http1_peer_feed(&p, STR("PUT /resume HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"));
    cr_assert_eq(p.heads, 1);
    cr_assert(str_eq_cstr(p.request.path, "/resume"));
    cr_assert_eq(p.reader.body_max, HTTP1_BODY_MAX);
    http1_peer_feed(&p, STR("ab"));
    http1_peer_feed(&p, STR("cGET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    cr_assert_eq(p.heads, 1, "a request without a body has no such moment");
    cr_assert(str_eq_cstr(buf_str(&p.said), "PUT /resume[abc] GET /"));
    http1_peer_done(&p);
}

struct parsed {
    struct http1_request request;
    char bytes[1024];
};

static const struct http1_request *parse(struct parsed *p, const char *text)
{
    struct http1_reader reader = { 0 };
    size_t consumed            = 0;
    size_t n                   = strlen(text);
    cr_assert_leq(n, sizeof p->bytes);
    memcpy(p->bytes, text, n);
    enum http1_verdict v = http1_read(&reader, p->bytes, n, &p->request, &consumed);
    if (v == HTTP1_HEAD)
        v = http1_read(&reader, p->bytes, n, &p->request, &consumed);
    cr_assert_eq(v, HTTP1_REQUEST, "%s", text);
    return &p->request;
}

Test(http1_request, the_parts_of_a_request)
{
    struct parsed p;
    const struct http1_request *r = parse(&p, "POST /api/v1/x%20y?a=1?b HTTP/1.1\r\nHost: hall.example:8080\r\n"
                                              "Accept:  text/plain, */*\t\r\nX-Empty:\r\nAccept: second\r\nContent-Length: 4\r\n\r\nbody");
    cr_assert(str_eq_cstr(r->method, "POST"));
    cr_assert(str_eq_cstr(r->target, "/api/v1/x%20y?a=1?b"));
    cr_assert(str_eq_cstr(r->path, "/api/v1/x%20y"));
    cr_assert(str_eq_cstr(r->query, "a=1?b"));
    cr_assert(str_eq_cstr(r->host, "hall.example:8080"));
    cr_assert(str_eq_cstr(r->body, "body"));
    cr_assert_eq(r->header_count, 5);
    cr_assert(str_eq_cstr(http1_header_get(r, STR("accept")), "text/plain, */*"), "the first of two");
    cr_assert(http1_header_get(r, STR("x-empty")).ptr != NULL);
    cr_assert_eq(http1_header_get(r, STR("x-empty")).len, 0);
    cr_assert(http1_header_get(r, STR("x-absent")).ptr == NULL);
    cr_assert(http1_list_has(r, STR("Accept"), STR("TEXT/plain")));
    cr_assert(http1_list_has(r, STR("Accept"), STR("second")));
    cr_assert_not(http1_list_has(r, STR("Accept"), STR("text")));
}

static const struct {
    const char *text;
    const char *path;
    const char *query;
    const char *host;
} targets[] = {
    { "GET http://b:1/p?q HTTP/1.1\r\nHost: a\r\n\r\n", "/p", "q", "b:1" },
    { "GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n", "/", "", "b" },
    { "GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n", "/", "q", "b" },
    { "GET /? HTTP/1.1\r\nHost: a\r\n\r\n", "/", "", "a" },
    { "GET //b/c HTTP/1.1\r\nHost: a\r\n\r\n", "//b/c", "", "a" },
    { "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*", "", "a" },
    { "GET / HTTP/1.0\r\n\r\n", "/", "", "" },
};

Test(http1_request, the_forms_of_a_target)
{
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct parsed p;
        const struct http1_request *r = parse(&p, targets[i].text);
        cr_assert(str_eq_cstr(r->path, targets[i].path), "%s", targets[i].text);
        cr_assert(str_eq_cstr(r->query, targets[i].query), "%s", targets[i].text);
        cr_assert(str_eq_cstr(r->host, targets[i].host), "%s", targets[i].text);
    }
}

static const struct {
    const char *lines;
    int minor;
    bool keep_alive;
    bool expects_continue;
} connections[] = {
    { "", 1, true, false },
    { "Connection: close\r\n", 1, false, false },
    { "Connection: Keep-Alive, CLOSE\r\n", 1, false, false },
    { "Connection: x\r\nConnection: close\r\n", 1, false, false },
    { "Connection: closed\r\n", 1, true, false },
    { "", 0, false, false },
    { "Connection: keep-alive\r\n", 0, true, false },
    { "Connection: keep-alive, close\r\n", 0, false, false },
    { "Expect: 100-continue\r\n", 1, true, true },
    { "Expect: 100-continue\r\n", 0, false, false },
};

Test(http1_request, how_the_connection_goes_on)
{
    for (size_t i = 0; i < COUNT_OF(connections); i++) {
        struct parsed p;
        char text[256];
        (void)snprintf(text, sizeof text, "POST / HTTP/1.%d\r\nHost: a\r\nContent-Length: 1\r\n%s\r\nx", connections[i].minor, connections[i].lines);
        const struct http1_request *r = parse(&p, text);
        cr_assert_eq(r->version_minor, connections[i].minor);
        cr_assert_eq(r->keep_alive, connections[i].keep_alive, "case %zu", i);
        cr_assert_eq(r->expects_continue, connections[i].expects_continue, "case %zu", i);
    }
}
