/* The acceptance list of the HTTP reader: malformed and edge requests, each with the one transcript it must
 * come to, however its bytes arrive. */
#include "tests/unit/proto/http1_peer.h"

struct raw_case {
    const char *name;
    struct str bytes;
    const char *want;
};

#define G "GET / HTTP/1.1\r\nHost: x\r\n"
#define P "POST / HTTP/1.1\r\nHost: x\r\n"
#define K P "Transfer-Encoding: chunked\r\n"
#define S "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
#define CL "Content-Length: "
#define TE "Transfer-Encoding: "
#define E "\r\n"
#define RAW(name, text, want) { name, { text, sizeof(text) - 1 }, want }

static const struct raw_case framing_cases[] = {
    RAW("plain", G E, "GET /"),
    RAW("two in one write", "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /1 GET /2"),
    RAW("length and coding", P CL "6\r\n" TE "chunked\r\n" E "0\r\n\r\n" S, "!400"),
    RAW("coding and length", P TE "chunked\r\n" CL "6\r\n" E "0\r\n\r\n" S, "!400"),
    RAW("length and unknown coding", P CL "3\r\n" TE "xchunked\r\n" E "abc", "!400"),
    RAW("unknown coding", P TE "xchunked\r\n" E "abc", "!501"),
    RAW("gzip, chunked and length", P CL "5\r\n" TE "gzip, chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("gzip, chunked", P TE "gzip, chunked\r\n" E "0\r\n\r\n", "!501"),
    RAW("chunked, identity", P TE "chunked, identity\r\n" E "0\r\n\r\n", "!501"),
    RAW("chunked with comma", P TE "chunked,\r\n" E "0\r\n\r\n", "!501"),
    RAW("chunked with parameter", P TE "chunked;q=1\r\n" E "0\r\n\r\n", "!501"),
    RAW("chunked in quotes", P TE "\"chunked\"\r\n" E "0\r\n\r\n", "!501"),
    RAW("identity", P TE "identity\r\n" E S, "!501"),
    RAW("empty coding", P TE "\r\n" E S, "!501"),
    RAW("chunked and identity in two lines", P TE "chunked\r\n" TE "identity\r\n" E "0\r\n\r\n", "!400"),
    RAW("two chunked lines", P TE "chunked\r\n" TE "chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: x\r\n" TE "chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("coding in capitals", P TE "CHUNKED\r\n" E "3\r\nabc\r\n0\r\n\r\n" S, "POST /[abc] GET /smuggled"),
    RAW("two different lengths", P CL "3\r\n" CL "5\r\n" E "abcde", "!400"),
    RAW("two equal lengths", P CL "3\r\n" CL "3\r\n" E "abc", "!400"),
    RAW("length list", P CL "3, 3\r\n" E "abc", "!400"),
    RAW("length +3", P CL "+3\r\n" E "abc", "!400"),
    RAW("length -1", P CL "-1\r\n" E, "!400"),
    RAW("length 0x3", P CL "0x3\r\n" E "abc", "!400"),
    RAW("length 3_0", P CL "3_0\r\n" E "abc", "!400"),
    RAW("length with blank", P CL "3 4\r\n" E "abc", "!400"),
    RAW("empty length", P CL "\r\n" E S, "!400"),
    RAW("length 2^64", P CL "18446744073709551616\r\n" E, "!413"),
    RAW("length of twenty nines", P CL "99999999999999999999\r\n" E, "!413"),
    RAW("length 2^63", P CL "9223372036854775808\r\n" E, "!413"),
    RAW("negative overflow", P CL "-1234567890123456789123456789\r\n" E, "!400"),
    RAW("length with leading zeros", P CL "0000000000000000000000003\r\n" E "abc" S, "POST /[abc] GET /smuggled"),
    RAW("length 0", P CL "0\r\n" E S, "POST / GET /smuggled"),
    RAW("GET with a body", G CL "3\r\n" E "abc" S, "GET /[abc] GET /smuggled"),
    RAW("body not whole", P CL "5\r\n" E "hel", "..."),
    RAW("space before the colon", P "Content-Length : 3\r\n" E "abc", "!400"),
    RAW("tab before the colon", P "Transfer-Encoding\t: chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("vertical tab before chunked with length", P TE "\x0b" "chunked\r\n" CL "5\r\n" E "0\r\n\r\n", "!400"),
    RAW("vertical tab before chunked", P TE "\x0b" "chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("no-break space before chunked", P TE "\xa0" "chunked\r\n" E "0\r\n\r\n", "!501"),
    RAW("tabs around a value", P CL "\t 3\t \r\n" E "abc", "POST /[abc]"),
};

static const struct raw_case chunk_cases[] = {
    RAW("empty", K E "0\r\n\r\n" S, "POST / GET /smuggled"),
    RAW("two chunks", K E "3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n" S, "POST /[abc0123456789] GET /smuggled"),
    RAW("extensions", K E "3;a=b;c=\"d e\"\r\nabc\r\n0;last\r\n\r\n", "POST /[abc]"),
    RAW("0x3", K E "0x3\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("+3", K E "+3\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("-1", K E "-1\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("blank before", K E " 3\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("blank after", K E "3 \r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("empty size", K E "\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("only an extension", K E ";a\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("overflow", K E "10000000000000003\r\nabc\r\n0\r\n\r\n", "!413"),
    RAW("overflow by one", K E "10000000000000001\r\na\r\n0\r\n\r\n", "!413"),
    RAW("sixteen f", K E "ffffffffffffffff\r\na\r\n0\r\n\r\n", "!413"),
    RAW("no line end after the data", K E "3\r\nabcXX0\r\n\r\n", "!400"),
    RAW("half a line end after the data", K E "3\r\nabc\rX0\r\n\r\n", "!400"),
    RAW("bare LF after the data", K E "3\r\nabc\n0\r\n\r\n", "!400"),
    RAW("extension with LF", K E "3;a\nabc\r\n0\r\n\r\n", "!400"),
    RAW("extension with CR", K E "3;a\rb\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("extension with NUL", K E "3;a\0\r\nabc\r\n0\r\n\r\n", "!400"),
    RAW("size ended by LF", K E "3\nabc\r\n0\r\n\r\n", "!400"),
    RAW("all lines ended by LF", K E "3\nabc\n0\n\n", "!400"),
    RAW("last line ended by LF", K E "3\r\nabc\r\n0\r\n\n", "!400"),
    RAW("trailer dropped", K E "0\r\nContent-Length: 9\r\n\r\n" S, "POST / GET /smuggled"),
    RAW("trailer without colon", K E "0\r\njunk\r\n\r\n", "!400"),
    RAW("trailer folded", K E "0\r\na: b\r\n c\r\n\r\n", "!400"),
    RAW("no end", K E "3\r\nabc\r\n", "..."),
    RAW("no last line", K E "3\r\nabc\r\n0\r\n", "..."),
};

static const struct raw_case field_cases[] = {
    RAW("folded line", G "X: a\r\n Transfer-Encoding: chunked\r\n" E, "!400"),
    RAW("folded with tab", G "X: a\r\n\tb\r\n" E, "!400"),
    RAW("first line folded", "GET / HTTP/1.1\r\n Host: x\r\n" E, "!400"),
    RAW("folded value", P "Transfer-Encoding:\r\n chunked\r\n" E "0\r\n\r\n", "!400"),
    RAW("NUL in a value", G "User: admin\0x\r\n" E, "!400"),
    RAW("NUL in a name", G "Us\0er: a\r\n" E, "!400"),
    RAW("control byte in a value", G "X: a\x1f" "b\r\n" E, "!400"),
    RAW("delete in a value", G "X: a\x7f\r\n" E, "!400"),
    RAW("bare CR in a value", G "X: a\rb\r\n" E, "!400"),
    RAW("CR CR LF", G "X: a\r\r\n" E, "!400"),
    RAW("bare LF in a value", G "X: a\nY: b\r\n" E, "!400"),
    RAW("all lines end in LF", "GET / HTTP/1.1\nHost: x\n\n", "!400"),
    RAW("empty line ends in LF", G "\n", "!400"),
    RAW("empty name", G ": v\r\n" E, "!400"),
    RAW("no colon", G "junkline\r\n" E, "!400"),
    RAW("brackets in a name", G "X(y): 1\r\n" E, "!400"),
    RAW("square brackets in a name", G "X[]: 1\r\n" E, "!400"),
    RAW("letter above ASCII in a name", G "X\xe4: 1\r\n" E, "!400"),
    RAW("UTF-8 in a value", G "X: \xe6\xb8\xa9\r\n" E, "GET /"),
    RAW("tab inside a value", G "X: a\tb and a longer tail\r\n" E, "GET /"),
    RAW("empty value", "GET / HTTP/1.1\r\nHoSt:\texample.com\r\nempty:\r\n" E, "GET /"),
    RAW("no Host", "GET / HTTP/1.1\r\n" E, "!400"),
    RAW("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n" E, "GET /"),
    RAW("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n" E, "!400"),
    RAW("two equal Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n" E, "!400"),
    RAW("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n" E, "!400"),
    RAW("Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n" E, "!400"),
    RAW("empty Host", "GET / HTTP/1.1\r\nHost: \r\n" E, "!400"),
    RAW("Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n" E, "!400"),
    RAW("Host with a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n" E, "!400"),
    RAW("Host with an empty port", "GET / HTTP/1.1\r\nHost: a:\r\n" E, "!400"),
    RAW("Host with port 65536", "GET / HTTP/1.1\r\nHost: a:65536\r\n" E, "!400"),
    RAW("Host with port 65535", "GET / HTTP/1.1\r\nHost: a:65535\r\n" E, "GET /"),
    RAW("Host as IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n" E, "GET /"),
    RAW("Host as broken IPv6", "GET / HTTP/1.1\r\nHost: [::1\r\n" E, "!400"),
    RAW("Host with nothing in brackets", "GET / HTTP/1.1\r\nHost: []\r\n" E, "!400"),
    RAW("Upgrade without Connection", G "Upgrade: websocket\r\n" E S, "GET / GET /smuggled"),
    RAW("Expect something else", P "Expect: bogus\r\n" CL "0\r\n" E, "!417"),
    RAW("Expect 100-continue", P "Expect: 100-Continue\r\n" CL "1\r\n" E "a", "POST /[a]"),
};

static const struct raw_case line_cases[] = {
    RAW("junk behind the version", "GET / HTTP/1.1junk\r\nHost: x\r\n" E, "!400"),
    RAW("version that wraps", "GET / HTTP/4294967297.1\r\nHost: x\r\n" E, "!400"),
    RAW("HTTP/1.10", "GET / HTTP/1.10\r\nHost: x\r\n" E, "!400"),
    RAW("HTTP/01.1", "GET / HTTP/01.1\r\nHost: x\r\n" E, "!400"),
    RAW("HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n" E, "!505"),
    RAW("HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n" E, "!505"),
    RAW("preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "!505"),
    RAW("http in small letters", "GET / http/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("HTTP/0.9", "GET /\r\n\r\n", "!400"),
    RAW("HTTP/0.9, one line", "GET /\r\n", "!400"),
    RAW("no version but a blank", "GET / \r\nHost: x\r\n" E, "!400"),
    RAW("method in small letters", "get / HTTP/1.1\r\nHost: x\r\n" E, "!501"),
    RAW("method with a control byte", "GE\x01T / HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("no method", " / HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("two blanks", "GET  / HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("two blanks before the version", "GET /  HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("blank at the end", "GET / HTTP/1.1 \r\nHost: x\r\n" E, "!400"),
    RAW("tabs", "GET\t/\tHTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("blank in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("control byte in the target", "GET /a\x01" "b HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("CR in the target", "GET /a\rb HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("byte 0xFF in the target", "GET /\xff HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("%00 in the path", "GET /a%00b HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("broken escape in the path", "GET /a%2 HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("bare % in the path", "GET /a%zz HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("good escape in the path", "GET /a%2f%E6 HTTP/1.1\r\nHost: x\r\n" E, "GET /a%2f%E6"),
    RAW("fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("path that climbs", "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n" E, "GET /../../etc/passwd"),
    RAW("relative target", "GET a HTTP/1.1\r\nHost: x\r\n" E, "!400"),
    RAW("absolute-form", "GET http://b/ HTTP/1.1\r\nHost: a\r\n" E, "GET /"),
    RAW("absolute-form without path", "GET HTTP://b?c HTTP/1.1\r\nHost: a\r\n" E, "GET /"),
    RAW("absolute-form without host", "GET http:///x HTTP/1.1\r\nHost: a\r\n" E, "!400"),
    RAW("absolute-form with a user", "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n" E, "!400"),
    RAW("absolute-form of another scheme", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n" E, "!400"),
    RAW("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n" E, "!501"),
    RAW("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n" E, "OPTIONS *"),
    RAW("GET *", "GET * HTTP/1.1\r\nHost: a\r\n" E, "!400"),
    RAW("one empty line before", "\r\n" G E "\r\n" G E, "GET / GET /"),
    RAW("two empty lines before", "\r\n\r\n" G E, "!400"),
    RAW("bare LF before", "\n" G E, "!400"),
    RAW("bare CR before", "\r" G E, "!400"),
    RAW("nothing", "", ""),
    RAW("a part of a line", "GET / HT", "..."),
    RAW("beginning of TLS", "\x16\x03\x01\x02\x00\x01\x00\x0a\xfc\x03\x03 and on", "!400"),
};

static void cases_play(const struct raw_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        http1_expect(cases[i].bytes, cases[i].want, cases[i].name, 0);
}

Test(http1, framing_is_never_guessed)
{
    cases_play(framing_cases, COUNT_OF(framing_cases));
}

Test(http1, chunks_are_exact)
{
    cases_play(chunk_cases, COUNT_OF(chunk_cases));
}

Test(http1, header_lines_are_exact)
{
    cases_play(field_cases, COUNT_OF(field_cases));
}

Test(http1, request_lines_are_exact)
{
    cases_play(line_cases, COUNT_OF(line_cases));
}

/* A refusal is for ever: the same verdict, nothing consumed, whatever follows. */
Test(http1, nothing_after_a_refusal_is_run)
{
    struct http1_peer p;
    http1_peer_init(&p);
    http1_peer_feed(&p, STR("GET / HTTP/1.1\r\nHost : x\r\n\r\n"));
    for (int i = 0; i < 3; i++)
        http1_peer_feed(&p, STR(S));
    cr_assert(str_eq_cstr(buf_str(&p.said), "!400"), "%.*s", STR_ARG(buf_str(&p.said)));
    http1_peer_done(&p);
}
