/* What the files of this folder share. Nobody else includes it. */
#ifndef HH_MATCH_MATCH_IN_H
#define HH_MATCH_MATCH_IN_H

#include <pthread.h>

#include "matcher/index.h"
#include "server/match/match.h"
#include "server/port/store.h"

#define MATCH_INDEX_BYTES_MAX ((size_t)2 * 1024 * 1024 * 1024)

struct known_organization { /* as it was when its vacancies were read */
    struct str id;
    int64_t version;
    bool stale; /* has changed since */
};
struct known_doc {
    int64_t version;
    uint32_t organization;
};

/* An index and the rows it was made from. Counted: by each snapshot that has it. */
struct segment {
    size_t uses; /* under the lock of match */
    struct arena mem;
    struct index *x;
    struct known_doc *docs;                  /* as many as the index has */
    struct known_organization *organizations; /* sorted by id after it is made */
    size_t organization_count;
};
struct snapshot { /* counted: by match and by each finder */
    size_t uses;
    struct segment *large, *small; /* small may be NULL */
    uint64_t *gone;                /* of large */
    size_t gone_count;
};

struct match {
    struct search_port port; /* first */
    struct match_config config;
    struct text_tables tables;
    pthread_mutex_t lock; /* of the uses, `snapshot` and `stats` */
    struct snapshot *snapshot; /* NULL: not made yet */
    struct match_stats stats;
    /* the follower's */
    unsigned looks;
    pthread_t thread;
    bool running;
    int bell; /* rings when the thread shall end */
};

/* --- snapshot.c: all of it under the lock of match ------------------------------------------------------------------- */
void snapshot_drop(struct match *m, struct snapshot *s); /* one use less; takes the lock itself */
struct snapshot *snapshot_take(struct match *m);         /* NULL: none yet */
/* Becomes the one to look in; large and small are used by it. Owns gone. ERR_NO_MEMORY: gone is freed. */
MUST_USE enum err snapshot_publish(struct match *m, struct segment *large, struct segment *small, uint64_t *gone, size_t gone_count);
MUST_USE struct segment *segment_new(void);
/* For one that never came into a snapshot. */
void segment_free(struct segment *s);

/* --- segment.c ------------------------------------------------------------------------------------------------------- */
/* Of all published vacancies; or of the named ones. ret is used by nobody yet. */
MUST_USE enum err segment_make_all(struct match *m, struct segment **ret);
struct wanted_doc {
    int64_t at, version;
    struct str id;
};
MUST_USE enum err segment_make(struct match *m, const struct wanted_doc *wanted, size_t count, struct segment **ret);

/* A context for the store's calls of this folder. */
struct ctx match_ctx(const struct match *m, struct arena *mem);

#endif
