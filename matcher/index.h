/* An immutable index of vacancies: columns for the filters, postings for the text. It is built once in an arena, then only
 * read, by any number of threads; whoever changes it builds another and publishes its pointer. Pure.
 *
 * Postings are differences as bytes (one or two each) with a way in at every 128th: a hundred thousand vacancies of two
 * hundred characters take some tens of megabytes, and a rare word is looked up in a common one's list without reading it. */
#ifndef HH_MATCHER_INDEX_H
#define HH_MATCHER_INDEX_H

#include "matcher/text.h"
#include "proto/base/arena.h"
#include "proto/base/err.h"

#define INDEX_DOCS_MAX 1000000
#define INDEX_TOKENS_MAX 8192 /* of one text; the rest is not found by */
#define INDEX_QUERY_TOKENS_MAX 64
#define INDEX_ID_MAX 31
#define INDEX_INDUSTRIES_MAX 4096 /* different ones; documents of others pass every industry filter */
#define INDEX_HITS_MAX 128 /* asked for at once; of more only so many are told */
#define INDEX_ANY 255

struct index_doc {
    struct str id;                        /* at most INDEX_ID_MAX bytes */
    struct str title, organization, body; /* also found by the initials of the first two */
    struct str industry;
    uint32_t region; /* six digits */
    uint8_t type, education, tier;
    uint8_t flags;            /* bits of the caller's */
    int64_t wage_max_fen;     /* a month */
    int64_t published_at;     /* ms */
};

enum index_order { INDEX_BY_RELEVANCE, INDEX_BY_DATE };

struct index_query {
    struct str text;                 /* every token must stand somewhere in the document; empty: all do */
    uint32_t region_from, region_to; /* inclusive; 0, 0: anywhere */
    struct str industry;             /* begins with; ASCII letters without case */
    uint8_t type, education;         /* INDEX_ANY: any */
    uint8_t tier_from, tier_to;      /* inclusive; 0, INDEX_ANY: any */
    uint8_t flags;                   /* all of these bits */
    int64_t wage_min_fen;            /* a month: what reaches it */
    int64_t published_after;
    enum index_order order;
    bool after;                      /* only what comes behind this hit */
    int64_t after_score, after_at;
    struct str after_id;
};

struct index_hit {
    int64_t score; /* 0 by date or without text */
    int64_t at;
    struct str id; /* the index's */
};

struct index;
struct index_builder;

/* Results lie in mem; scratch is needed until index_end, and takes about as much again. ERR_NO_MEMORY at a ceiling. */
MUST_USE enum err index_begin(struct arena *mem, struct arena *scratch, const struct text_tables *tables, struct index_builder **ret_builder);
/* In the order of published_at, then id. The document is not kept. ERR_TOO_LARGE: INDEX_DOCS_MAX. */
MUST_USE enum err index_add(struct index_builder *b, const struct index_doc *doc);
MUST_USE enum err index_end(struct index_builder *b, struct index **ret_index);

size_t index_count(const struct index *x);
/* Document n, from 0, in the order they were added. */
struct str index_id(const struct index *x, size_t n);
int64_t index_at(const struct index *x, size_t n);

/* What to look in. */
struct index_view {
    const struct index *x;
    const uint64_t *gone;       /* a bit a document: as if it were not there; NULL: none is */
    const struct index *rarity; /* whose documents say how rare a token is; NULL: x. So that two indexes score alike */
    const struct text_tables *tables;
};
/* The best k, exactly: score, then the newer, then the greater id. Returns how many. */
size_t index_find(const struct index_view *view, const struct index_query *q, struct index_hit *ret_hits, size_t k);
/* Whether a comes before b. */
bool index_hit_before(const struct index_hit *a, const struct index_hit *b);
/* Three for a title, one elsewhere, times a whole-number rarity of the token (1 to 20). */
int64_t index_weight(bool in_title, size_t docs_with, size_t docs_all);

#endif
