/* What every harness shares. A harness is one file, fuzz_NAME.c, with LLVMFuzzerTestOneInput; libFuzzer drives it
 * under the preset fuzz, replay.c over the kept corpus in ordinary builds. A property that does not hold aborts. */
#ifndef HH_TESTS_FUZZ_H
#define HH_TESTS_FUZZ_H

#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* head and tail joined in a fresh block of exactly their size, so that ASan sees any read beyond it. */
static inline char *fuzz_join(struct str head, struct str tail)
{
    char *fresh = malloc(head.len + tail.len ? head.len + tail.len : 1);
    CHECK(fresh != NULL);
    if (head.len)
        memcpy(fresh, head.ptr, head.len);
    if (tail.len)
        memcpy(fresh + head.len, tail.ptr, tail.len);
    return fresh;
}

/* How many bytes arrive next, of left: all when seed is 0, else a number that the seed chooses, often small. */
static inline size_t fuzz_piece(uint32_t *seed, size_t left)
{
    if (*seed == 0)
        return left;
    *seed    = *seed * 1664525U + 1013904223U;
    *seed    = *seed ? *seed : 1;
    size_t n = 1 + (*seed >> 24) % ((*seed >> 16) & 7 ? 5 : 200);
    return n < left ? n : left;
}

#endif
