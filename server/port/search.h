/* Published vacancies by what is written in them. The answer comes from an index that follows the store by a second or so: it may
 * name a vacancy that has just ended, and not yet one that has just come. So whoever shows a page reads each row again, with all
 * its filters, in the transaction of the page. */
#ifndef HH_PORT_SEARCH_H
#define HH_PORT_SEARCH_H

#include "server/port/ctx.h"

#define SEARCH_HITS_MAX 128 /* asked for at once */
#define SEARCH_ANY (-1)     /* of the numbers below */
#define SEARCH_TIER_SOME (-2)

enum search_flag { SEARCH_URGENT = 1, SEARCH_LISTED_URGENT = 2, SEARCH_LISTED_TALENT = 4 };

struct search_query {
    struct str text;       /* all of it must be found: Chinese, words, first letters of pinyin; empty: all vacancies, newest first */
    struct str region;     /* digits that the place begins with; empty: anywhere. Anything but digits finds nothing */
    struct str industry;   /* what the organization's begins with */
    int employment_type, education; /* enum values, or SEARCH_ANY */
    int tier;              /* enum talent_tier, SEARCH_ANY, or SEARCH_TIER_SOME: any but none */
    unsigned flags;        /* enum search_flag: all of them */
    int64_t wage_min_fen;  /* a month: what reaches it */
    int64_t published_after; /* 0: whenever */
    bool by_date;          /* else by relevance, then by date */
    bool after;            /* only what comes behind this hit */
    int64_t after_score, after_at;
    struct str after_id;
};

struct search_hit {
    int64_t score; /* 0 to SEARCH_SCORE_MAX */
    int64_t at;    /* published */
    struct str id; /* in mem */
};
#define SEARCH_SCORE_MAX 8191

struct search_port {
    /* The best `max` (at most SEARCH_HITS_MAX) in order, without waiting: some milliseconds at most, so on a store or match thread,
     * never on a loop. Any thread. ERR_UNAVAILABLE: the index is not there yet; ERR_NO_MEMORY. */
    enum err (*find)(struct search_port *self, struct arena *mem, const struct search_query *q, struct search_hit *ret_hits, size_t max, size_t *ret_count);
};

#endif
