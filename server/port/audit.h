/* The chain of what was done by whom: staff's decisions on organizations, vacancies, booths and fairs, what the command line and staff do to
 * accounts (resets, logins ended) and their owners to their second factor and at their end, each opening of a candidate's profile, and each call out of order. A deed's row is written in the transaction of the deed and
 * carries the hash of the row before it, so a row that is changed, taken out, put in or moved later breaks the chain, and
 * `hirehall audit verify` names the first row that does not fit.
 *
 * What a chain cannot tell by itself: that its newest rows were cut off, or that all of it was computed anew. For that the server that
 * owns the data folder keeps heads (number and hash of the newest row) when it starts, each hour and when it stops: in the folder's
 * audit.heads, in its log and in /metrics. A cut that goes back behind a kept head is noticed by audit verify; what came after the
 * last kept head, and whoever rewrites every place where heads are kept, is not. */
#ifndef HH_PORT_AUDIT_H
#define HH_PORT_AUDIT_H

#include "server/port/store.h"

#define AUDIT_HASH_LEN 64 /* SHA-256, hexadecimal */
#define AUDIT_REASON_MAX 1000 /* code points; longer reasons are cut */

struct audit_in {
    struct str action;     /* noun.verb: "organization.verify", "fair.step", "line.call" */
    struct str subject_id; /* what it was done to */
    struct str reason;     /* as given, or what was decided; may be empty */
};
/* Within the write of the deed: who, as what and when come from tx->ctx. The newest row is read in the same transaction (a store has one writer
 * at a time), so a write that is run again or undone leaves no gap. */
MUST_USE enum err audit_add(struct store_tx *tx, const struct audit_in *in);

/* --- walking the chain ------------------------------------------------------------------------------------- */
struct audit_head {
    int64_t sequence; /* 0: no row yet */
    char hash[AUDIT_HASH_LEN];
};
MUST_USE enum err audit_head_read(struct store_tx *tx, struct audit_head *ret_head);

/* One step of a walk over rows in order of their sequence. True: the row fits behind head, which moves on to it. False: why says what
 * does not fit, and head stays. */
struct audit_fields {
    int64_t sequence, at;
    struct str actor_id, role, action, subject_id, reason, previous, hash;
};
void audit_head_start(struct audit_head *ret_head);
MUST_USE bool audit_follow(struct audit_head *head, const struct audit_fields *row, const char **ret_why);

/* --- heads kept apart from the rows --------------------------------------------------------------------------- */
/* A line of audit.heads: "SEQUENCE HASH TIME", the time for people. False: it is not one. */
MUST_USE bool audit_head_parse(struct str line, struct audit_head *ret_head);

/* A walk over the stored rows, a stretch at a time. kept: heads in order of their sequence, borrowed; may be none. */
struct audit_walk {
    struct audit_head head; /* the last row that fits */
    const struct audit_head *kept;
    size_t kept_len, kept_seen;
    bool done;            /* no row is left */
    const char *why;      /* what does not fit; NULL: all so far does */
    int64_t why_sequence; /* of the first row that does not; for rows that are gone: the one that should be there */
};
void audit_walk_start(struct audit_walk *ret_walk, const struct audit_head *kept, size_t kept_len);
/* At most max rows more, as they stand in the table. Ends early with the first that does not fit. */
MUST_USE enum err audit_walk_on(struct store_tx *tx, struct audit_walk *walk, size_t max);

/* SHA-256 over netstrings ("LEN:BYTES,") of previous, sequence, at, actor_id, role, action, subject_id, reason in this order, numbers in decimal. */
void audit_hash(const struct audit_fields *row, char ret_hash[AUDIT_HASH_LEN]);

#endif
