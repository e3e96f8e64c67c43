/* A connection made of memory: bytes go in as chosen pieces, out comes a transcript of what the reader made
 * of them, one word a verdict: "GET /path[body]", "!400" for a refusal, "..." for an unfinished request.
 * Each arrival is copied into a fresh block of exactly its size, so that ASan sees any read beyond it, and
 * slices that were not made anew. */
#ifndef HH_TESTS_HTTP1_PEER_H
#define HH_TESTS_HTTP1_PEER_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/buf.h"
#include "proto/http1.h"

struct http1_peer {
    struct http1_reader reader;
    struct http1_request request;
    char *bytes;
    size_t len;
    size_t body_max; /* set at HTTP1_HEAD; 0 leaves the default */
    size_t heads;
    struct buf said;
    bool refused;
};

static inline void http1_peer_init(struct http1_peer *p)
{
    *p = (struct http1_peer){ .bytes = NULL };
    http1_reader_init(&p->reader);
    buf_init(&p->said, (size_t)1 << 20);
}

static inline void http1_peer_done(struct http1_peer *p)
{
    free(p->bytes);
    buf_done(&p->said);
}

static inline void http1_peer_replace(struct http1_peer *p, struct str head, struct str tail)
{
    char *fresh = malloc(head.len + tail.len ? head.len + tail.len : 1);
    cr_assert_not_null(fresh);
    if (head.len)
        memcpy(fresh, head.ptr, head.len);
    if (tail.len)
        memcpy(fresh + head.len, tail.ptr, tail.len);
    free(p->bytes);
    p->bytes = fresh;
    p->len   = head.len + tail.len;
}

/* The next verdict on what is there; true when there may be another. */
static inline bool http1_peer_step(struct http1_peer *p)
{
    size_t consumed      = 99;
    enum http1_verdict v = http1_read(&p->reader, p->bytes, p->len, &p->request, &consumed);
    if (v != HTTP1_REQUEST)
        cr_assert_eq(consumed, 0);
    switch (v) {
    case HTTP1_HEAD:
        p->heads++;
        if (p->body_max)
            p->reader.body_max = p->body_max;
        return true;
    case HTTP1_REQUEST:
        cr_assert(consumed > 0 && consumed <= p->len);
        buf_add_format(&p->said, "%s%.*s %.*s", p->said.len ? " " : "", STR_ARG(p->request.method), STR_ARG(p->request.path));
        if (p->request.body.len)
            buf_add_format(&p->said, "[%.*s]", STR_ARG(p->request.body));
        http1_next(&p->reader);
        http1_peer_replace(p, str_skip(str_make(p->bytes, p->len), consumed), STR_NONE);
        return true;
    case HTTP1_REFUSED:
        if (!p->refused)
            buf_add_format(&p->said, "%s!%d", p->said.len ? " " : "", p->reader.status);
        cr_assert_not_null(p->reader.reason);
        p->refused = true;
        return false;
    case HTTP1_MORE:
    default:
        return false;
    }
}

static inline void http1_peer_feed(struct http1_peer *p, struct str piece)
{
    http1_peer_replace(p, str_make(p->bytes, p->len), piece);
    while (http1_peer_step(p)) {
    }
}

/* Feeds all of it, the first cut bytes on their own (0: at once; SIZE_MAX: every byte on its own). */
static inline void http1_peer_play(struct http1_peer *p, struct str all, size_t cut)
{
    if (cut == SIZE_MAX) {
        for (size_t i = 0; i < all.len && !p->refused; i++)
            http1_peer_feed(p, str_make(all.ptr + i, 1));
    } else {
        if (cut)
            http1_peer_feed(p, str_make(all.ptr, cut));
        http1_peer_feed(p, str_skip(all, cut));
    }
    if (!p->refused && p->len)
        buf_add_format(&p->said, "%s...", p->said.len ? " " : "");
}

static inline void http1_expect_cut(struct str all, const char *want, const char *name, size_t body_max, size_t cut)
{
    struct http1_peer p;
    http1_peer_init(&p);
    p.body_max = body_max;
    http1_peer_play(&p, all, cut);
    cr_assert(str_eq_cstr(buf_str(&p.said), want), "%s, cut at %zd: got <%.*s>, wanted <%s> (%s)", name, (ssize_t)cut,
              STR_ARG(buf_str(&p.said)), want, p.reader.reason ? p.reader.reason : "");
    http1_peer_done(&p);
}

/* The transcript must be the same at once, byte by byte and cut at every place (long inputs: near the limits and
 * at every 97th). */
static inline void http1_expect(struct str all, const char *want, const char *name, size_t body_max)
{
    http1_expect_cut(all, want, name, body_max, 0);
    http1_expect_cut(all, want, name, body_max, SIZE_MAX);
    for (size_t cut = 1; cut < all.len; cut++) {
        bool near_limit = (cut > 8180 && cut < 8220) || (cut > 16370 && cut < 16440);
        if (all.len <= 2048 || near_limit || cut % 97 == 0)
            http1_expect_cut(all, want, name, body_max, cut);
    }
}

#endif
