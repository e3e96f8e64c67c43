/* Upgrade requests, read by the HTTP reader and judged by ws_handshake. */
#include <criterion/criterion.h>

#include "proto/ws.h"

#define GET "GET /live HTTP/1.1\r\nHost: x\r\n"
#define UP "Upgrade: websocket\r\n"
#define CONN "Connection: Upgrade\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13 "Sec-WebSocket-Version: 13\r\n"
#define END "\r\n"

static const struct {
    const char *name;
    const char *request;
    int want;
} cases[] = {
    { "plain", GET UP CONN KEY V13 END, 0 },
    { "as Firefox sends it", GET UP "Connection: keep-alive, Upgrade\r\n" KEY V13 END, 0 },
    { "lists in several lines", GET UP "Connection: keep-alive\r\n" CONN KEY V13 END, 0 },
    { "capitals", GET "Upgrade: WebSocket\r\nConnection: UPGRADE\r\n" KEY V13 END, 0 },
    { "offers of extensions are passed over", GET UP CONN KEY V13 "Sec-WebSocket-Extensions: permessage-deflate\r\n" END, 0 },
    { "POST", "POST /live HTTP/1.1\r\nHost: x\r\n" UP CONN KEY V13 END, 405 },
    { "HTTP/1.0", "GET /live HTTP/1.0\r\nHost: x\r\n" UP CONN KEY V13 END, 400 },
    { "with a body", GET UP CONN KEY V13 "Content-Length: 1\r\n" END "a", 400 },
    { "no key", GET UP CONN V13 END, 400 },
    { "short key", GET UP CONN "Sec-WebSocket-Key: AAAA\r\n" V13 END, 400 },
    { "key of 15 bytes", GET UP CONN "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA\r\n" V13 END, 400 },
    { "key of 17 bytes", GET UP CONN "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=\r\n" V13 END, 400 },
    { "key is not base64", GET UP CONN "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n" V13 END, 400 },
    { "key without padding", GET UP CONN "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n" V13 END, 400 },
    { "empty key", GET UP CONN "Sec-WebSocket-Key:\r\n" V13 END, 400 },
    { "two keys", GET UP CONN KEY KEY V13 END, 400 },
    { "no Upgrade", GET CONN KEY V13 END, 400 },
    { "another Upgrade", GET "Upgrade: h2c\r\n" CONN KEY V13 END, 400 },
    { "no Connection", GET UP KEY V13 END, 400 },
    { "another Connection", GET UP "Connection: keep-alive\r\n" KEY V13 END, 400 },
    { "Connection with a part of the word", GET UP "Connection: upgraded\r\n" KEY V13 END, 400 },
    { "no version", GET UP CONN KEY END, 400 },
    { "two versions", GET UP CONN KEY V13 V13 END, 400 },
    { "version 8", GET UP CONN KEY "Sec-WebSocket-Version: 8\r\n" END, 426 },
    { "version 14", GET UP CONN KEY "Sec-WebSocket-Version: 14\r\n" END, 426 },
    { "version 13x", GET UP CONN KEY "Sec-WebSocket-Version: 13x\r\n" END, 426 },
    { "empty version", GET UP CONN KEY "Sec-WebSocket-Version:\r\n" END, 426 },
};

static int judge(const char *text, char ret_accept[WS_ACCEPT_LEN])
{
    struct http1_reader reader;
    struct http1_request request;
    char bytes[1024];
    size_t n        = strlen(text);
    size_t consumed = 0;
    cr_assert_leq(n, sizeof bytes);
    memcpy(bytes, text, n);
    http1_reader_init(&reader);
    enum http1_verdict v = http1_read(&reader, bytes, n, &request, &consumed);
    if (v == HTTP1_HEAD)
        v = http1_read(&reader, bytes, n, &request, &consumed);
    cr_assert_eq(v, HTTP1_REQUEST);
    cr_assert_eq(consumed, n);
    return ws_handshake(&request, ret_accept);
}

Test(ws_handshake, requests_are_judged)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char accept[WS_ACCEPT_LEN];
        int status = judge(cases[i].request, accept);
        cr_assert_eq(status, cases[i].want, "%s: %d", cases[i].name, status);
    }
}

/* The example of RFC 6455, section 1.3. */
Test(ws_handshake, the_accept_value_is_right)
{
    char accept[WS_ACCEPT_LEN];
    cr_assert_eq(judge(cases[0].request, accept), 0);
    cr_assert(str_eq_cstr(str_make(accept, WS_ACCEPT_LEN), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}
