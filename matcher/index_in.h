/* What the builder and the finder of the index share. Nobody else includes it. */
#ifndef HH_MATCHER_INDEX_IN_H
#define HH_MATCHER_INDEX_IN_H

#include "matcher/index.h"

#define POSTINGS_A_SKIP 128

struct index_column {
    int64_t at, wage_max_fen;
    uint32_t region;
    uint16_t industry; /* 0: not among the known */
    uint8_t type, education, tier, flags;
    uint8_t id_len;
    char id[INDEX_ID_MAX];
};
struct index_term { /* sorted by token */
    uint64_t token;
    uint32_t count; /* documents */
    uint32_t from;  /* in bytes */
    uint32_t skips; /* in skips: one for each POSTINGS_A_SKIP documents but the first */
};
struct index_skip {
    uint32_t doc; /* the one before */
    uint32_t at;  /* in bytes */
};
struct index {
    struct index_column *columns;
    size_t count;
    struct index_term *terms;
    size_t term_count;
    uint8_t *bytes; /* (difference to the document before) * 2 + stands in the title, seven bits a byte, the lowest first */
    struct index_skip *skips;
    struct str *industries; /* number 1 is the first */
    size_t industry_count;
};

static inline const uint8_t *posting_read(const uint8_t *at, uint32_t *ret_value)
{
    uint32_t value = *at & 0x7FU;
    for (unsigned shift = 7; *at++ & 0x80; shift += 7)
        value |= (*at & 0x7FU) << shift;
    *ret_value = value;
    return at;
}

#endif
