/* An immutable index of vacancies: columns for the filters, sorted postings for the text. It is built once in an arena, then
 * only read, by any number of threads; whoever changes it builds another and publishes its pointer. Pure. */
#ifndef HH_MATCHER_INDEX_H
#define HH_MATCHER_INDEX_H

#include "proto/base/arena.h"
#include "proto/base/err.h"

#define INDEX_DOCS_MAX 1000000
#define INDEX_TOKENS_MAX 4096 /* of one text; the rest is not found by */
#define INDEX_QUERY_TOKENS_MAX 64
#define INDEX_ANY 255

struct index_doc { /* texts are borrowed until the index is built, id for its whole life */
    struct str id, title, organization, body;
    uint32_t region; /* six digits */
    uint8_t industry, type, education;
    bool urgent;
    int64_t wage_min_fen, wage_max_fen; /* a month */
    int64_t published_at;               /* ms */
};

enum index_order { INDEX_BY_RELEVANCE, INDEX_BY_DATE };

struct index_query {
    struct str text;                     /* every token must stand somewhere in the document; empty: all do */
    uint32_t region_from, region_to;     /* inclusive; 0, 0: anywhere */
    uint8_t industry, type;              /* INDEX_ANY: any */
    uint8_t education_max;               /* what the seeker has; INDEX_ANY: not asked */
    bool urgent_only;
    int64_t wage_min_fen, wage_max_fen;  /* must overlap; max 0: no limit above */
    enum index_order order;
    bool after;                          /* only what comes behind this hit */
    int64_t after_score, after_at;
    struct str after_id;
};

struct index_hit {
    int64_t score; /* 0 by date */
    int64_t at;
    struct str id;
};

struct index;
/* ERR_NO_MEMORY at the arena's ceiling, ERR_TOO_LARGE for more than INDEX_DOCS_MAX. scratch may be reset afterwards. */
MUST_USE enum err index_build(struct arena *mem, struct arena *scratch, const struct index_doc *docs, size_t count, struct index **ret_index);
/* The best k, exactly: score, then the newer, then the greater id. Returns how many. */
size_t index_find(const struct index *x, const struct index_query *q, struct index_hit *ret_hits, size_t k);
/* Three for a title, one elsewhere, times a whole-number rarity of the token (1 to 20). */
int64_t index_weight(bool in_title, size_t docs_with, size_t docs_all);

#endif
