/* A growing byte buffer with a stated maximum. Past the maximum (or without memory) it becomes "failed":
 * further writes are ignored, and the one who finishes asks buf_failed() once. */
#ifndef HH_BASE_BUF_H
#define HH_BASE_BUF_H

#include "proto/base/str.h"

struct buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max;
    bool failed;
};

void buf_init(struct buf *b, size_t max);
void buf_done(struct buf *b);  /* frees; harmless twice */
MUST_USE struct buf *buf_new(size_t max); /* for those who hold one only sometimes; NULL without memory */
void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* empty again, memory kept, not failed */
void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_add_cstr(struct buf *b, const char *text);
void buf_add_i64(struct buf *b, int64_t value);
#define I64_TEXT_MAX 20
/* The decimal digits alone, without a buf and without a NUL. Returns how many. */
size_t i64_write(int64_t value, char ret_text[I64_TEXT_MAX]);
void buf_add_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes at the end, or NULL (failed). The caller then raises b->len by what it wrote. */
char *buf_room(struct buf *b, size_t n);
/* Drops the first n bytes. */
void buf_shift(struct buf *b, size_t n);

static inline bool buf_failed(const struct buf *b)
{
    return b->failed;
}

static inline struct str buf_str(const struct buf *b)
{
    return str_make(b->ptr, b->len);
}

#endif
