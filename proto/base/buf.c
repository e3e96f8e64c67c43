#include "proto/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void buf_done(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){ .max = b->max };
}

struct buf *buf_new(size_t max)
{
    struct buf *b = malloc(sizeof *b);
    if (b)
        buf_init(b, max);
    return b;
}

void buf_free(struct buf *b)
{
    if (b)
        buf_done(b);
    free(b);
}

void buf_clear(struct buf *b)
{
    b->len    = 0;
    b->failed = false;
}

char *buf_room(struct buf *b, size_t n)
{
    if (b->failed || n > b->max || b->len > b->max - n) {
        b->failed = true;
        return NULL;
    }
    if (b->len + n > b->cap) {
        size_t cap = b->cap ? b->cap : 256;
        while (cap < b->len + n)
            cap *= 2;
        cap     = cap < b->max ? cap : b->max;
        char *p = realloc(b->ptr, cap);
        if (!p) {
            b->failed = true;
            return NULL;
        }
        b->ptr = p;
        b->cap = cap;
    }
    return b->ptr + b->len;
}

void buf_add(struct buf *b, struct str s)
{
    char *p = s.len ? buf_room(b, s.len) : NULL;
    if (!p)
        return;
    memcpy(p, s.ptr, s.len);
    b->len += s.len;
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, str_make(&c, 1));
}

void buf_add_cstr(struct buf *b, const char *text)
{
    buf_add(b, str_from_cstr(text));
}

size_t i64_write(int64_t value, char ret_text[I64_TEXT_MAX])
{
    char digits[I64_TEXT_MAX];
    size_t at     = sizeof digits;
    uint64_t left = value < 0 ? 0U - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        digits[--at] = '-';
    memcpy(ret_text, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

void buf_add_i64(struct buf *b, int64_t value)
{
    char digits[I64_TEXT_MAX];
    buf_add(b, str_make(digits, i64_write(value, digits)));
}

void buf_add_format(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : buf_room(b, (size_t)n + 1);
    if (p) {
        (void)vsnprintf(p, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_shift(struct buf *b, size_t n)
{
    n = n < b->len ? n : b->len;
    if (n && n < b->len)
        memmove(b->ptr, b->ptr + n, b->len - n);
    b->len -= n;
}
