/* HTTP/1.1 requests, strictly read (RFC 9112). Sans-I/O: bytes in, one request or one refusal out. It owns
 * no memory and no socket. The caller keeps the unread bytes of a connection in one contiguous, writable
 * buffer and calls http1_read after each arrival; the reader remembers how far it looked.
 *
 * Refused, once, after which the connection must be closed (acceptance list: tests/unit/proto/test_http1.c):
 * Content-Length together with Transfer-Encoding; Transfer-Encoding other than exactly "chunked", twice, or
 * in HTTP/1.0; more than one Content-Length, or one that is not 1*DIGIT or above the limit; no or several
 * Host in HTTP/1.1, or a Host with anything but host[:port]; blanks before a colon; empty or non-token field
 * names; obs-fold, also on the first line; bytes below 0x20 (but HTAB in values) and 0x7F; bare CR or LF;
 * any request line but `token SP target SP HTTP/1.[01] CRLF`; methods with small letters and CONNECT (501); a
 * fragment, a broken escape or %00 in the path; chunk sizes that are not 1*HEXDIG or overflow; chunk data
 * without CRLF; whatever exceeds a limit. One empty line before a request is allowed. Trailers are dropped. */
#ifndef HH_PROTO_HTTP1_H
#define HH_PROTO_HTTP1_H

#include "proto/base/str.h"

#define HTTP1_LINE_MAX 8192   /* bytes of the request line, without CR LF */
#define HTTP1_HEAD_MAX 16384  /* bytes of all header lines, each with its CR LF */
#define HTTP1_HEADERS_MAX 64
#define HTTP1_BODY_MAX 65536  /* unless the route says more */
#define HTTP1_CHUNK_LINE_MAX 256      /* a chunk's size and extensions, without CR LF */
#define HTTP1_CHUNK_FRAMING_MAX 65536 /* bytes of one body that are not its content: tiny chunks cost memory */
#define HTTP1_TRAILERS_MAX 4096

enum http1_verdict {
    HTTP1_MORE,    /* not whole yet: call again with more bytes */
    HTTP1_HEAD,    /* the head is whole, a body follows: set body_max if the route allows another size, call again */
    HTTP1_REQUEST, /* a whole request; ret_request is filled, ret_consumed bytes belong to it */
    HTTP1_REFUSED, /* answer reader->status once, then close; nothing after it may be run */
};

struct http1_header {
    struct str name; /* as sent: compare with str_eq_nocase */
    struct str value; /* trimmed */
};

struct http1_request {
    struct str method; /* a token, upper and lower case differ */
    struct str target; /* as sent */
    struct str path;   /* of the target, still percent-encoded, begins with '/'; absolute-form is reduced to its path; "*" for OPTIONS * */
    struct str query;  /* after '?', without it */
    struct str host;   /* with its port; of an absolute-form target, else of Host; ptr NULL only in HTTP/1.0 */
    int version_minor; /* 0 or 1 */
    bool keep_alive;
    bool expects_continue; /* Expect: 100-continue (any other Expect is refused with 417) */
    struct http1_header headers[HTTP1_HEADERS_MAX];
    size_t header_count;
    struct str body; /* de-chunked in place */
};

/* Status and reason are for reading after a refusal, body_max for writing after HTTP1_HEAD; the rest is the
 * reader's own. All zero is a fresh reader; http1_next() prepares it for the following request. Positions
 * count from the first unread byte. */
struct http1_reader {
    int phase;
    int status;         /* of a refusal: 400 413 414 417 431 501 505 */
    const char *reason; /* of a refusal, for logs: constant text */
    size_t body_max;    /* set to HTTP1_BODY_MAX when the head is whole */
    size_t line_at;     /* the request line; 0, or 2 after an empty line */
    size_t fields_at;   /* the first header line, later the first trailer */
    size_t scanned;     /* all before is judged */
    size_t searched;    /* between scanned and here no line ends */
    size_t head_len;    /* with the empty lines around it */
    size_t body_len;    /* declared, or decoded so far */
    size_t chunk_left;  /* undecoded bytes of the present chunk */
    size_t framing_len; /* bytes of chunk lines so far */
    unsigned field_count;
    bool chunked;
    const char *filled_bytes; /* where ret_request's slices pointed when they were made; never followed */
    const struct http1_request *filled_request;
};

void http1_reader_init(struct http1_reader *r);
/* bytes: everything unread of this connection; chunked bodies are de-chunked in place, so it is written to.
 * Slices in ret_request point into bytes and hold until the caller moves them. Pass the same ret_request
 * between HTTP1_HEAD and HTTP1_REQUEST; bytes may move in between (the slices are made anew). *ret_consumed
 * is 0 unless the verdict is HTTP1_REQUEST: then drop so many bytes and call http1_next before reading on.
 * The verdicts depend on the bytes alone, never on how they arrived. Unread bytes of one request are at most
 * 2 + HTTP1_LINE_MAX + HTTP1_HEAD_MAX + 4 and the body: body_max, with chunks HTTP1_CHUNK_FRAMING_MAX +
 * HTTP1_CHUNK_LINE_MAX + HTTP1_TRAILERS_MAX + 4 more; at that length there is always a verdict. */
enum http1_verdict http1_read(struct http1_reader *r, char *bytes, size_t len, struct http1_request *ret_request,
                              size_t *ret_consumed);
void http1_next(struct http1_reader *r);

/* The value of the only field with this name; ptr NULL when absent. Two of them: the first (framing fields never get here twice). */
struct str http1_header_get(const struct http1_request *request, struct str name);
/* True when a comma-separated list field contains the token (case ignored), over all fields of that name. */
bool http1_list_has(const struct http1_request *request, struct str name, struct str token);

#endif
