/* See http1.h. The reader is a row of steps, one for each phase. A line is judged when its end is there, so
 * what a request comes to depends on its bytes alone and not on how they arrived. What needs several lines
 * (lengths, codings, Host) is judged when the head is whole.
 *
 * A head that arrives in one piece is parsed once, straight into the caller's request. One that arrives in
 * pieces is judged line by line and parsed again at its end: at most twice, however small the pieces. */
#include "proto/http1.h"

#include "proto/base/check.h"
#include "proto/http1_line.h"

enum phase {
    PHASE_START,
    PHASE_LINE,
    PHASE_FIELDS,
    PHASE_BODY,
    PHASE_CHUNK_SIZE,
    PHASE_CHUNK_DATA,
    PHASE_CHUNK_END,
    PHASE_TRAILERS,
    PHASE_WHOLE,   /* to be told as HTTP1_REQUEST */
    PHASE_TOLD,    /* waits for http1_next */
    PHASE_REFUSED, /* for ever */
    PHASE_COUNT
};

static unsigned hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return (unsigned)((c | 0x20) - 'a') + 10;
}

/* One call of http1_read. */
struct reading {
    struct http1_reader *r;
    char *bytes;
    size_t len;
    struct http1_request *request;
    bool storing;   /* this call began before the first line was judged: the request is filled on the way */
    bool head_told; /* stop: a body follows */
};

/* Steps return true when the next step may go on at once. */
static bool refuse(struct http1_reader *r, int status, const char *reason)
{
    r->phase  = PHASE_REFUSED;
    r->status = status;
    r->reason = reason;
    return false;
}

/* --- lines ------------------------------------------------------------------------------------------------- */

enum line { LINE_WHOLE, LINE_PART, LINE_LONG, LINE_BARE };

/* The line that begins at r->scanned, without its CR LF; at most max bytes. A CR elsewhere is found by whoever
 * judges the line's bytes. */
static enum line line_find(const struct reading *in, size_t max, struct str *ret_line)
{
    struct http1_reader *r = in->r;
    size_t from            = r->searched > r->scanned ? r->searched : r->scanned;
    size_t end             = in->len - r->scanned > max + 2 ? r->scanned + max + 2 : in->len;
    const char *lf         = from < end ? memchr(in->bytes + from, '\n', end - from) : NULL;
    if (!lf) {
        r->searched = end;
        return end - r->scanned == max + 2 ? LINE_LONG : LINE_PART;
    }
    const char *start = in->bytes + r->scanned;
    if (lf == start || lf[-1] != '\r')
        return LINE_BARE;
    *ret_line = str_make(start, (size_t)(lf - start) - 1);
    return LINE_WHOLE;
}

/* Goes past the line; true when it was whole, else the step ends, with a refusal unless more bytes may help. */
static bool line_take(const struct reading *in, size_t max, int status_long, struct str *ret_line)
{
    switch (line_find(in, max, ret_line)) {
    case LINE_WHOLE:
        in->r->scanned += ret_line->len + 2;
        return true;
    case LINE_LONG:
        return refuse(in->r, status_long, "a line or all lines are too long");
    case LINE_BARE:
        return refuse(in->r, 400, "a line ends without CR");
    case LINE_PART:
    default:
        return false;
    }
}

/* The longest header line that still fits in max bytes of lines. */
static size_t fields_left(const struct http1_reader *r, size_t max)
{
    size_t used = r->scanned - r->fields_at;
    return used + 2 < max ? max - used - 2 : 0;
}

/* --- the head ---------------------------------------------------------------------------------------------------- */

static bool step_line(struct reading *in)
{
    struct http1_reader *r = in->r;
    struct str line        = STR_NONE;
    if (!line_take(in, HTTP1_LINE_MAX, 414, &line))
        return false;
    int status = http1_line_read(line, in->request, &r->reason);
    if (status)
        return refuse(r, status, r->reason);
    r->phase       = PHASE_FIELDS;
    r->fields_at   = r->scanned;
    r->field_count = 0;
    return true;
}

static bool step_start(struct reading *in)
{
    struct http1_reader *r = in->r;
    if (in->len == 0)
        return false;
    if (in->bytes[0] == '\r') {
        if (in->len == 1)
            return false;
        if (in->bytes[1] != '\n')
            return refuse(r, 400, "CR without LF");
        r->line_at = 2;
    }
    r->scanned = r->line_at;
    r->phase   = PHASE_LINE;
    return true;
}

/* The fields that steer the connection, collected from a whole head. */
struct steering {
    struct str host;
    struct str length;
    struct str coding;
    size_t host_count;
    size_t length_count;
    size_t coding_count;
    bool expects_continue;
    bool expects_other;
    bool close;
    bool keep_alive;
};

/* True when a comma-separated list contains the token, case ignored. */
static bool list_has(struct str list, struct str token)
{
    while (list.len) {
        struct str item = STR_NONE;
        list            = str_cut(list, ',', &item);
        if (str_eq_nocase(str_trim(item), token))
            return true;
    }
    return false;
}

static void steering_collect(const struct http1_header *h, struct steering *s)
{
    switch (h->name.len) {
    case 4:
        if (str_eq_nocase(h->name, STR("host"))) {
            s->host = h->value;
            s->host_count++;
        }
        break;
    case 6:
        if (str_eq_nocase(h->name, STR("expect"))) {
            bool known          = str_eq_nocase(h->value, STR("100-continue"));
            s->expects_continue = s->expects_continue || known;
            s->expects_other    = s->expects_other || !known;
        }
        break;
    case 10:
        if (str_eq_nocase(h->name, STR("connection"))) {
            s->close      = s->close || list_has(h->value, STR("close"));
            s->keep_alive = s->keep_alive || list_has(h->value, STR("keep-alive"));
        }
        break;
    case 14:
        if (str_eq_nocase(h->name, STR("content-length"))) {
            s->length = h->value;
            s->length_count++;
        }
        break;
    case 17:
        if (str_eq_nocase(h->name, STR("transfer-encoding"))) {
            s->coding = h->value;
            s->coding_count++;
        }
        break;
    default:
        break;
    }
}

static void head_describe(struct http1_request *request, struct steering *ret_steering)
{
    struct steering s = { 0 };
    for (size_t i = 0; i < request->header_count; i++)
        steering_collect(&request->headers[i], &s);
    if (!request->host.ptr)
        request->host = s.host;
    request->keep_alive       = !s.close && (request->version_minor == 1 || s.keep_alive);
    request->expects_continue = s.expects_continue && request->version_minor == 1;
    request->body             = STR_NONE;
    *ret_steering             = s;
}

/* Parses lines known to be good: the head came in pieces, or its bytes have moved. */
static void head_fill(const struct http1_reader *r, char *bytes, struct http1_request *request)
{
    struct http1_reader again = { .phase = PHASE_LINE, .scanned = r->line_at };
    struct steering s         = { 0 };
    struct reading in         = { .r = &again, .bytes = bytes, .len = r->head_len, .request = request };
    struct str line           = STR_NONE;
    CHECK(step_line(&in));
    request->header_count = 0;
    while (line_find(&in, HTTP1_HEAD_MAX, &line) == LINE_WHOLE && line.len) {
        again.scanned += line.len + 2;
        CHECK(request->header_count < HTTP1_HEADERS_MAX &&
              http1_field_read(line, &request->headers[request->header_count]));
        request->header_count++;
    }
    head_describe(request, &s);
}

static bool length_judge(struct http1_reader *r, const struct steering *s)
{
    uint64_t length = 0;
    if (s->length_count > 1)
        return refuse(r, 400, "more than one Content-Length");
    for (size_t i = 0; i < s->length.len; i++)
        if (s->length.ptr[i] < '0' || s->length.ptr[i] > '9')
            return refuse(r, 400, "Content-Length is not a number");
    if (s->length.len == 0)
        return refuse(r, 400, "Content-Length is empty");
    if (!str_to_u64(s->length, &length) || length > SIZE_MAX / 2)
        return refuse(r, 413, "Content-Length is beyond every limit");
    r->body_len = (size_t)length;
    return true;
}

static bool coding_judge(struct http1_reader *r, const struct steering *s, int version_minor)
{
    if (s->length_count)
        return refuse(r, 400, "Content-Length together with Transfer-Encoding");
    if (s->coding_count > 1)
        return refuse(r, 400, "more than one Transfer-Encoding");
    if (version_minor == 0)
        return refuse(r, 400, "Transfer-Encoding in HTTP/1.0");
    if (!str_eq_nocase(s->coding, STR("chunked")))
        return refuse(r, 501, "Transfer-Encoding is not exactly chunked");
    r->chunked = true;
    return true;
}

/* The head is whole: judges what several lines decide together, and chooses how the body is read. */
static bool head_judge(struct reading *in)
{
    struct http1_reader *r = in->r;
    struct steering s      = { 0 };
    r->head_len            = r->scanned;
    if (in->storing)
        in->request->header_count = r->field_count;
    else
        head_fill(r, in->bytes, in->request);
    head_describe(in->request, &s);
    r->body_max       = HTTP1_BODY_MAX;
    r->filled_bytes   = in->bytes;
    r->filled_request = in->request;
    if (s.host_count > 1 || (s.host_count == 0 && in->request->version_minor == 1))
        return refuse(r, 400, "not exactly one Host");
    if (s.host_count && !http1_host_is_good(s.host))
        return refuse(r, 400, "Host is not host[:port]");
    if (s.coding_count && !coding_judge(r, &s, in->request->version_minor))
        return false;
    if (s.length_count && !length_judge(r, &s))
        return false;
    if (s.expects_other)
        return refuse(r, 417, "only 100-continue can be expected");
    if (!r->chunked && r->body_len == 0) {
        r->phase = PHASE_WHOLE;
        return true;
    }
    r->phase      = r->chunked ? PHASE_CHUNK_SIZE : PHASE_BODY;
    in->head_told = true;
    return false;
}

static bool step_fields(struct reading *in)
{
    struct http1_reader *r      = in->r;
    struct http1_header scratch = { 0 };
    struct str line             = STR_NONE;
    while (line_take(in, fields_left(r, HTTP1_HEAD_MAX), 431, &line)) {
        if (line.len == 0)
            return head_judge(in);
        if (r->field_count == HTTP1_HEADERS_MAX)
            return refuse(r, 431, "too many header lines");
        if (!http1_field_read(line, in->storing ? &in->request->headers[r->field_count] : &scratch))
            return refuse(r, 400, "a header line is malformed");
        r->field_count++;
    }
    return false;
}

/* --- bodies --------------------------------------------------------------------------------------------------- */

static bool step_body(struct reading *in)
{
    struct http1_reader *r = in->r;
    if (r->body_len > r->body_max)
        return refuse(r, 413, "the body is above its limit");
    if (in->len - r->head_len < r->body_len)
        return false;
    r->scanned = r->head_len + r->body_len;
    r->phase   = PHASE_WHOLE;
    return true;
}

static bool step_chunk_size(struct reading *in)
{
    struct http1_reader *r = in->r;
    struct str line        = STR_NONE;
    if (!line_take(in, HTTP1_CHUNK_LINE_MAX, 400, &line))
        return false;
    size_t digits = http1_span(line, HTTP1_HEX);
    size_t size   = 0;
    if (digits == 0 || (digits < line.len && line.ptr[digits] != ';') || !http1_value_is_clean(str_skip(line, digits)))
        return refuse(r, 400, "a chunk size is malformed");
    for (size_t i = 0; i < digits; i++) {
        if (size > r->body_max)
            return refuse(r, 413, "the body is above its limit");
        size = size << 4 | hex_value(line.ptr[i]);
    }
    if (size > r->body_max || r->body_len > r->body_max - size)
        return refuse(r, 413, "the body is above its limit");
    r->framing_len += line.len + 4;
    if (r->framing_len > HTTP1_CHUNK_FRAMING_MAX)
        return refuse(r, 413, "the body is cut into too many chunks");
    r->chunk_left = size;
    r->phase      = size ? PHASE_CHUNK_DATA : PHASE_TRAILERS;
    r->fields_at  = r->scanned;
    return true;
}

static bool step_chunk_data(struct reading *in)
{
    struct http1_reader *r = in->r;
    size_t here            = in->len - r->scanned;
    size_t n               = here < r->chunk_left ? here : r->chunk_left;
    if (n)
        memmove(in->bytes + r->head_len + r->body_len, in->bytes + r->scanned, n);
    r->body_len += n;
    r->scanned += n;
    r->chunk_left -= n;
    if (r->chunk_left)
        return false;
    r->phase = PHASE_CHUNK_END;
    return true;
}

static bool step_chunk_end(struct reading *in)
{
    struct http1_reader *r = in->r;
    for (size_t i = 0; i < 2; i++) {
        if (r->scanned + i == in->len)
            return false;
        if (in->bytes[r->scanned + i] != "\r\n"[i])
            return refuse(r, 400, "a chunk does not end where it said");
    }
    r->scanned += 2;
    r->phase = PHASE_CHUNK_SIZE;
    return true;
}

/* Trailers are judged like header lines and dropped: nothing in them is ever believed. */
static bool step_trailers(struct reading *in)
{
    struct http1_reader *r      = in->r;
    struct http1_header dropped = { 0 };
    struct str line             = STR_NONE;
    while (line_take(in, fields_left(r, HTTP1_TRAILERS_MAX), 431, &line)) {
        if (line.len == 0) {
            r->phase = PHASE_WHOLE;
            return true;
        }
        if (!http1_field_read(line, &dropped))
            return refuse(r, 400, "a trailer is malformed");
    }
    return false;
}

static bool step_none(struct reading *in)
{
    (void)in;
    return false;
}

/* --- the reader ----------------------------------------------------------------------------------------------- */

static bool (*const steps[PHASE_COUNT])(struct reading *in) = {
    [PHASE_START]      = step_start,
    [PHASE_LINE]       = step_line,
    [PHASE_FIELDS]     = step_fields,
    [PHASE_BODY]       = step_body,
    [PHASE_CHUNK_SIZE] = step_chunk_size,
    [PHASE_CHUNK_DATA] = step_chunk_data,
    [PHASE_CHUNK_END]  = step_chunk_end,
    [PHASE_TRAILERS]   = step_trailers,
    [PHASE_WHOLE]      = step_none,
    [PHASE_TOLD]       = step_none,
    [PHASE_REFUSED]    = step_none,
};

void http1_reader_init(struct http1_reader *r)
{
    *r = (struct http1_reader){ .phase = PHASE_START };
}

void http1_next(struct http1_reader *r)
{
    CHECK(r->phase == PHASE_TOLD);
    http1_reader_init(r);
}

enum http1_verdict http1_read(struct http1_reader *r, char *bytes, size_t len, struct http1_request *ret_request,
                              size_t *ret_consumed)
{
    struct reading in = {
        .r = r, .bytes = bytes, .len = len, .request = ret_request, .storing = r->phase <= PHASE_LINE
    };
    *ret_consumed = 0;
    CHECK(r->phase != PHASE_TOLD && (r->phase == PHASE_REFUSED || len >= r->scanned));
    while (steps[r->phase](&in)) {
    }
    if (in.head_told)
        return HTTP1_HEAD;
    if (r->phase == PHASE_REFUSED)
        return HTTP1_REFUSED;
    if (r->phase != PHASE_WHOLE)
        return HTTP1_MORE;
    if (r->filled_bytes != bytes || r->filled_request != ret_request)
        head_fill(r, bytes, ret_request);
    ret_request->body = r->body_len ? str_make(bytes + r->head_len, r->body_len) : STR_NONE;
    *ret_consumed     = r->scanned;
    r->phase          = PHASE_TOLD;
    return HTTP1_REQUEST;
}

struct str http1_header_get(const struct http1_request *request, struct str name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return STR_NONE;
}

bool http1_list_has(const struct http1_request *request, struct str name, struct str token)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, name) && list_has(request->headers[i].value, token))
            return true;
    return false;
}
