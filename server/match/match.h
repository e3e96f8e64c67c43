/* The search port over matcher/index: a large immutable index and a small one of what changed since, both made from the store's
 * rows by a thread of their own, which looks once a second what was published, changed or ended, whoever wrote it (this process,
 * another one, an import). One snapshot is published at a time; a finder holds it while it looks.
 *
 * What a vacancy's row says is compared by (published_at, id, version), an organization's by its version, so nobody has to tell. */
#ifndef HH_MATCH_MATCH_H
#define HH_MATCH_MATCH_H

#include "server/port/search.h"

struct match;

struct match_config {
    const struct hall *hall; /* clock and store */
    size_t changed_max;      /* vacancies in the small index, above which the large one is made anew; 0: 2048 */
    /* On the match thread, when following the store failed and again when it went well. NULL: nobody is told. */
    void (*tell)(void *tell_arg, enum err e);
    void *tell_arg;
};

MUST_USE struct match *match_new(const struct match_config *config); /* NULL: no memory */
void match_free(struct match *m); /* stops the thread; nobody looks any more */
struct search_port *match_port(struct match *m);

/* The thread. False: none could be started. */
MUST_USE bool match_start(struct match *m);
void match_stop(struct match *m); /* before the store closes; harmless twice */

/* One look at the store, in the calling thread or fiber: for the thread itself, and for tests. Never two at once. */
MUST_USE enum err match_follow(struct match *m);

struct match_stats {
    size_t docs, changed_docs, gone_docs; /* in the large index, in the small one, in the large one but over */
    size_t bytes;                         /* of both */
    uint64_t large_builds, small_builds;
    int64_t compare_ms; /* the last comparing with the store took */
};
void match_stats(struct match *m, struct match_stats *ret_stats);

#endif
