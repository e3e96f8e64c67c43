/* The repeated parts of a profile: work, schools, projects, courses, certificates. */
#ifndef HH_FEATURE_CANDIDATES_PARTS_H
#define HH_FEATURE_CANDIDATES_PARTS_H

#include "server/port/store.h"

/* The lists as they stand in candidate_put_in, candidate and candidate_seen, by part_kind. */
struct profile_parts {
    struct sub_list lists[part_kind_count];
};

/* YYYY, YYYY-MM or YYYY-MM-DD that exists, from 1900 on. Pure. */
MUST_USE bool part_date_is_valid(struct str text);
/* Whether `to` lies before `from`, as far as both say it. Pure. */
bool part_ends_early(struct str from, struct str to);

/* All faults of what was given, by pointer. ERR_INVALID when there are some. */
MUST_USE enum err parts_judge(struct ctx *c, const struct candidate_put_in *in);
/* Writes the lists that were given; the others stay. */
MUST_USE enum err parts_write(struct store_tx *tx, struct str candidate_id, const struct candidate_put_in *in);
MUST_USE enum err parts_read(struct store_tx *tx, struct str candidate_id, struct profile_parts *ret_parts);

#define PARTS_LAY(out, parts)                                                                                          \
    do {                                                                                                               \
        (out)->experience   = (parts)->lists[part_kind_experience];                                                    \
        (out)->schooling    = (parts)->lists[part_kind_schooling];                                                     \
        (out)->projects     = (parts)->lists[part_kind_project];                                                       \
        (out)->trainings    = (parts)->lists[part_kind_training];                                                      \
        (out)->certificates = (parts)->lists[part_kind_certificate];                                                   \
    } while (0)

#endif
