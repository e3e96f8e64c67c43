#include "proto/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t bytes; /* of data */
    _Alignas(max_align_t) char data[];
};

#define BLOCK_BYTES ((size_t)8 * 1024 - sizeof(struct arena_block))
#define ALIGN sizeof(max_align_t)

void arena_init(struct arena *a, size_t bytes_max)
{
    *a = (struct arena){ .bytes_max = bytes_max };
}

void arena_done(struct arena *a)
{
    struct arena_block *next = NULL;
    for (struct arena_block *b = a->head; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena){ .bytes_max = a->bytes_max };
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = NULL;
    struct arena_block *next = NULL;
    for (struct arena_block *b = a->head; b; b = next) {
        next = b->next;
        if (!keep && b->bytes == BLOCK_BYTES)
            keep = b;
        else
            free(b);
    }
    *a = (struct arena){ .bytes_max = a->bytes_max };
    if (!keep)
        return;
    keep->next    = NULL;
    a->head       = keep;
    a->at         = keep->data;
    a->end        = keep->data + keep->bytes;
    a->used_bytes = keep->bytes;
}

static bool block_add(struct arena *a, size_t n)
{
    size_t bytes = n > BLOCK_BYTES ? n : BLOCK_BYTES;
    if (bytes > a->bytes_max || a->used_bytes > a->bytes_max - bytes)
        return false;
    struct arena_block *b = malloc(sizeof *b + bytes);
    if (!b)
        return false;
    b->next  = a->head;
    b->bytes = bytes;
    a->head  = b;
    a->at    = b->data;
    a->end   = b->data + bytes;
    a->used_bytes += bytes;
    return true;
}

void *arena_alloc(struct arena *a, size_t n)
{
    a->count++;
    if (a->fail_after && a->count >= a->fail_after)
        return NULL;
    if (n > SIZE_MAX / 2)
        return NULL;
    size_t rounded = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (rounded == 0)
        rounded = ALIGN;
    if ((!a->at || rounded > (size_t)(a->end - a->at)) && !block_add(a, rounded))
        return NULL;
    void *p = a->at;
    a->at += rounded;
    memset(p, 0, rounded);
    return p;
}

void *arena_alloc_many(struct arena *a, size_t count, size_t size)
{
    size_t n = 0;
    if (__builtin_mul_overflow(count, size, &n))
        return NULL;
    return arena_alloc(a, n);
}

struct str arena_dup(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.len + 1);
    if (!p)
        return STR_NONE;
    if (s.len)
        memcpy(p, s.ptr, s.len);
    return str_make(p, s.len);
}

struct str arena_format(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p)
        (void)vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p ? str_make(p, (size_t)n) : STR_NONE;
}
