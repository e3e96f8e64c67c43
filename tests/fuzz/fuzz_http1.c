/* The input's first byte chooses how the rest, a client's bytes, is cut. However it is cut, the verdicts, statuses
 * and slices must be those of all bytes at once; nothing may be consumed that was not given. */
#include "tests/fuzz/fuzz.h"

#include "proto/base/buf.h"
#include "proto/http1.h"

#define BODY_MAX 300 /* small, so that its edge is met */

struct play {
    struct http1_reader reader;
    struct http1_request request;
    char *bytes;
    size_t len;
    struct buf said;
};

static void slice_say(struct play *p, const char *name, struct str s)
{
    CHECK(s.len == 0 || s.ptr != NULL);
    buf_add_cstr(&p->said, name);
    buf_add(&p->said, s);
}

static void request_say(struct play *p)
{
    const struct http1_request *r = &p->request;
    CHECK(r->header_count <= HTTP1_HEADERS_MAX && r->method.len && r->target.len && r->path.len &&
          r->body.len <= BODY_MAX);
    CHECK(r->host.ptr || r->version_minor == 0);
    slice_say(p, " method ", r->method);
    slice_say(p, " target ", r->target);
    slice_say(p, " path ", r->path);
    slice_say(p, " query ", r->query);
    slice_say(p, " host ", r->host);
    slice_say(p, " body ", r->body);
    for (size_t i = 0; i < r->header_count; i++) {
        slice_say(p, "\n", r->headers[i].name);
        slice_say(p, ":", r->headers[i].value);
    }
    buf_add_format(&p->said, " 1.%d %d %d\n", r->version_minor, r->keep_alive, r->expects_continue);
}

/* True when the reader may have more to say of the same bytes. */
static bool step(struct play *p)
{
    size_t consumed      = 0;
    enum http1_verdict v = http1_read(&p->reader, p->bytes, p->len, &p->request, &consumed);
    CHECK(consumed <= p->len && (v == HTTP1_REQUEST) == (consumed > 0));
    if (v == HTTP1_HEAD)
        p->reader.body_max = BODY_MAX;
    if (v == HTTP1_REFUSED)
        buf_add_format(&p->said, "refused %d %s\n", p->reader.status, p->reader.reason);
    if (v != HTTP1_REQUEST)
        return v == HTTP1_HEAD;
    request_say(p);
    http1_next(&p->reader);
    char *rest = fuzz_join(str_skip(str_make(p->bytes, p->len), consumed), STR_NONE);
    free(p->bytes);
    p->bytes = rest;
    p->len -= consumed;
    return true;
}

static void play(struct str all, uint32_t seed, struct buf *ret_said)
{
    struct play p = { .bytes = NULL };
    http1_reader_init(&p.reader);
    buf_init(&p.said, (size_t)1 << 24);
    for (struct str rest = all; rest.len && p.reader.status == 0;) {
        size_t n    = fuzz_piece(&seed, rest.len);
        char *grown = fuzz_join(str_make(p.bytes, p.len), str_make(rest.ptr, n));
        free(p.bytes);
        p.bytes = grown;
        p.len += n;
        rest = str_skip(rest, n);
        while (step(&p)) {
        }
    }
    CHECK(p.reader.status || p.len <= all.len);
    free(p.bytes);
    *ret_said = p.said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buf whole;
    struct buf cut;
    if (len == 0)
        return 0;
    struct str all = str_make((const char *)data + 1, len - 1);
    play(all, 0, &whole);
    play(all, 1U + data[0], &cut);
    CHECK(str_eq(buf_str(&whole), buf_str(&cut)));
    buf_done(&whole);
    buf_done(&cut);
    return 0;
}
