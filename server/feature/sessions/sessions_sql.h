/* Statements of the sessions feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_SESSIONS_SQL_H
#define HH_FEATURE_SESSIONS_SQL_H

#define TAIL_SESSION "WHERE id = ?1"
#define TAIL_MESSAGES "WHERE session_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
/* Newest first. ?1 whose, ?2 start and ?3 id of the last one seen, ?4 how many */
#define TAIL_PAGE " AND (started_at < ?2 OR (started_at = ?2 AND id < ?3)) ORDER BY started_at DESC, id DESC LIMIT ?4"
#define TAIL_OF_CANDIDATE "WHERE candidate_id = ?1" TAIL_PAGE
#define TAIL_OF_RECRUITER "WHERE recruiter_id = ?1" TAIL_PAGE
#define TAIL_OF_BOOTH "WHERE booth_id = ?1" TAIL_PAGE

#endif
