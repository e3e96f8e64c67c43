/* HTTP on a connection: from unread bytes to a request in its fiber, and its answer back. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/conn_private.h"

#define CONTINUE_LINE "HTTP/1.1 100 Continue\r\n\r\n"
/* Bytes of an answer's head besides the service's own lines. */
#define HEAD_BYTES 256

/* --- requests ------------------------------------------------------------------------------------------- */

static void str_rebase(struct str *s, const char *from, size_t len, const char *to)
{
    if (s->ptr >= from && s->ptr < from + len)
        s->ptr = to + (s->ptr - from);
}

static void request_rebase(struct http1_request *r, const char *from, size_t len, const char *to)
{
    struct str *slices[] = { &r->method, &r->target, &r->path, &r->query, &r->host, &r->body };
    for (size_t i = 0; i < COUNT_OF(slices); i++)
        str_rebase(slices[i], from, len, to);
    for (size_t i = 0; i < r->header_count; i++) {
        str_rebase(&r->headers[i].name, from, len, to);
        str_rebase(&r->headers[i].value, from, len, to);
    }
}

/* The request's bytes leave the read buffer: copied, or, when they are all there is in a large buffer of the
 * connection's own, handed over with it. */
static bool request_detach(struct conn *c, struct call *call, size_t len)
{
    char *bytes = c->in + c->in_at;
    if (c->in_cap && len == c->in_len && len > sizeof call->inline_bytes) {
        call->bytes = c->in;
        c->in       = NULL;
        c->in_at    = 0;
        c->in_len   = 0;
        c->in_cap   = 0;
        return true;
    }
    if (!call_bytes_copy(call, str_make(bytes, len)))
        return false;
    request_rebase(&call->request, bytes, len, call->bytes);
    conn_consume(c, len);
    return true;
}

static void request_run(void *arg)
{
    struct call *call   = arg;
    struct conn *c      = call->conn;
    struct listener *ls = c->listener;
    ls->service.request(ls->service.arg, c, &call->request, &call->mem);
    CHECK(c->answered || conn_is_gone(c));
    if (c->state == CONN_HTTP)
        conn_deadline_set(c, loop_mono_ms(ls->loop) + ls->limits.idle_ms);
    call_end(c);
}

static void request_start(struct conn *c, struct call *call, size_t len)
{
    c->listener->counts.requests++;
    c->head_begun  = false;
    c->answered    = false;
    c->served      = true;
    c->deadline_ms = NEVER_MS;
    c->call        = NULL;
    http1_next(&c->http);
    if (!request_detach(c, call, len)) {
        conn_refuse(c, 503, "no memory for the request");
    } else if (call_start(c, call, request_run)) {
        return;
    } else {
        conn_refuse(c, 503, "too many requests at once");
    }
    call_release(c->listener, call);
}

/* --- reading -------------------------------------------------------------------------------------------- */

static void head_read(struct conn *c, struct call *call)
{
    struct listener *ls  = c->listener;
    c->call              = call;
    c->http.body_max     = ls->service.body_max(ls->service.arg, &call->request);
    call->wants_continue      = call->request.expects_continue;
    uint64_t size             = c->http.body_max;
    struct str length         = http1_header_get(&call->request, STR("Content-Length"));
    uint64_t named            = 0;
    if (length.len && str_to_u64(length, &named) && named < size)
        size = named;
    if (size > HTTP1_BODY_MAX) { /* nobody is known yet who sends it: so few at once that memory is bounded */
        if (ls->large_count >= LARGE_BODIES_MAX) {
            conn_refuse(c, 503, "too many large bodies at once");
            return;
        }
        call->large = true;
        ls->large_count++;
    }
    int64_t size_ms = (int64_t)(size / (uint64_t)ls->limits.body_rate_min) * 1000;
    conn_deadline_set(c, loop_mono_ms(ls->loop) + BODY_DEADLINE_MS + size_ms);
}

static void more_awaited(struct conn *c)
{
    if (c->call) {
        if (c->call->wants_continue)
            out_add_copy(c, STR(CONTINUE_LINE));
        c->call->wants_continue = false;
    } else if (!c->head_begun) {
        c->head_begun = true;
        conn_deadline_set(c, loop_mono_ms(c->listener->loop) + c->listener->limits.head_deadline_ms);
    }
}

void http_process(struct conn *c)
{
    while (c->state == CONN_HTTP && c->in_len > 0 && !c->busy && !c->close_after && !c->refusal && !c->broken &&
           c->unsent_bytes <= UNSENT_READ_MAX) {
        struct call *call = c->call ? c->call : call_take(c->listener, c);
        if (!call) {
            conn_refuse(c, 503, "no memory for the request");
            return;
        }
        size_t used                = 0;
        enum http1_verdict verdict = http1_read(&c->http, c->in + c->in_at, c->in_len, &call->request, &used);
        if (verdict == HTTP1_HEAD) {
            head_read(c, call);
            continue;
        }
        if (verdict == HTTP1_REQUEST) {
            request_start(c, call, used);
            continue;
        }
        if (call != c->call)
            call_release(c->listener, call);
        if (verdict == HTTP1_REFUSED) {
            c->listener->counts.refused_wire++;
            conn_refuse(c, c->http.status, c->http.reason);
        } else {
            more_awaited(c);
        }
        return;
    }
}

void http_timer(struct conn *c, int64_t now_ms)
{
    if (c->deadline_ms > now_ms || c->busy || c->refusal || c->close_after)
        return;
    if (c->out_count > 0) {
        /* Nothing more is read until it takes its answers; their age is the judge. */
        c->deadline_ms = now_ms + c->listener->limits.idle_ms;
        return;
    }
    if (c->call || c->in_len > 0) {
        c->listener->counts.refused_wire++;
        conn_refuse(c, 408, "the request took too long to arrive");
    } else {
        c->close_after = true;
        conn_turn_queue(c);
    }
    c->deadline_ms = NEVER_MS;
}

/* --- answers -------------------------------------------------------------------------------------------- */

static const char *status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 406, "Not Acceptable" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 417, "Expectation Failed" },
        { 422, "Unprocessable Content" },
        { 426, "Upgrade Required" },
        { 428, "Precondition Required" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
        { 505, "HTTP Version Not Supported" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].status == status)
            return rows[i].text;
    return "Answer";
}

static char *put(char *at, struct str s)
{
    if (s.len)
        memcpy(at, s.ptr, s.len);
    return at + s.len;
}

static char *put_number(char *at, uint64_t value)
{
    char digits[20];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    while (n > 0)
        *at++ = digits[--n];
    return at;
}

/* Writes the whole answer, returns its end. */
static char *answer_put(struct conn *c, char *at, const struct conn_answer *a, bool keep_alive_named)
{
    at = put(at, STR("HTTP/1.1 "));
    at = put_number(at, (uint64_t)a->status);
    *at++ = ' ';
    at = put(at, str_from_cstr(status_text(a->status)));
    at = put(at, STR("\r\nDate: "));
    at = put(at, loop_date(c->listener->loop));
    if (a->content_type.len) {
        at = put(at, STR("\r\nContent-Type: "));
        at = put(at, a->content_type);
    }
    /* 304 has no body, and its length would be that of the 200 answer */
    if (a->status != 204 && a->status != 304) {
        at = put(at, STR("\r\nContent-Length: "));
        at = put_number(at, a->body.len);
    }
    if (a->close)
        at = put(at, STR("\r\nConnection: close"));
    else if (keep_alive_named)
        at = put(at, STR("\r\nConnection: keep-alive"));
    at = put(at, STR("\r\n"));
    at = put(at, a->headers);
    at = put(at, STR("\r\n"));
    if (!a->head_only && a->status != 204 && a->status != 304)
        at = put(at, a->body);
    return at;
}

/* A lone answer goes out at once, from a buffer all share. When more requests wait in the read buffer, the socket is full, or
 * the connection speaks TLS (never in a fiber), it is queued and leaves with the others at the end of the turn. */
static void answer_send(struct conn *c, const struct conn_answer *a, bool keep_alive_named)
{
    struct listener *ls = c->listener;
    size_t max          = HEAD_BYTES + a->content_type.len + a->headers.len + a->body.len;
    bool small          = max <= sizeof ls->write_bytes;
    struct frame *f     = small ? NULL : frame_raw(max);
    if (!small && !f) {
        conn_break(c);
        return;
    }
    char *start = small ? ls->write_bytes : f->bytes;
    size_t len  = (size_t)(answer_put(c, start, a, keep_alive_named) - start);
    CHECK(len <= max);
    if (f)
        f->len = (uint32_t)len;
    size_t sent = 0;
    if (small && !c->tls && c->out_count == 0 && c->in_len == 0 && !out_try(c, start, len, &sent))
        return;
    if (sent == len)
        return;
    if (f)
        out_add(c, f);
    else
        out_add_copy(c, str_make(start + sent, len - sent));
}

void conn_answer(struct conn *c, const struct conn_answer *answer)
{
    if (conn_is_gone(c))
        return;
    CHECK(c->state == CONN_HTTP && c->busy && !c->answered);
    const struct http1_request *request = &c->call->request;
    struct conn_answer a                = *answer;
    c->answered                         = true;
    a.close                             = a.close || !request->keep_alive || c->listener->draining;
    a.head_only                         = a.head_only || str_eq(request->method, STR("HEAD"));
    answer_send(c, &a, request->version_minor == 0);
    if (a.close)
        c->close_after = true;
}

/* Whatever else the client sends is read and thrown away, never run. */
void http_refuse_now(struct conn *c)
{
    struct listener *ls  = c->listener;
    struct conn_answer a = { .status = c->refusal };
    ls->service.refuse(ls->service.arg, c->refusal, c->refusal_reason, &a);
    a.close    = true;
    c->refusal = 0;
    if (c->call && !c->busy) {
        call_release(ls, c->call);
        c->call = NULL;
    }
    answer_send(c, &a, false);
    c->close_after = true;
}

bool conn_upgrade(struct conn *c, const struct http1_request *request, struct str protocol)
{
    if (conn_is_gone(c))
        return false;
    CHECK(c->state == CONN_HTTP && c->busy && !c->answered);
    struct listener *ls = c->listener;
    char accept[WS_ACCEPT_LEN];
    int status = ls->draining ? 503 : ws_handshake(request, accept);
    if (status != 0) {
        struct conn_answer a = { .status = status };
        ls->service.refuse(ls->service.arg, status, status == 503 ? "restarting" : "not a WebSocket handshake", &a);
        if (status == 426)
            a.headers = STR("Sec-WebSocket-Version: 13\r\n");
        else if (status == 405)
            a.headers = STR("Allow: GET\r\n");
        conn_answer(c, &a);
        return false;
    }
    c->answered = true;
    ws_begin(c, str_make(accept, sizeof accept), protocol);
    return true;
}
