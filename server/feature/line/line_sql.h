/* Statements of the line feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_LINE_SQL_H
#define HH_FEATURE_LINE_SQL_H

/* As the partial indexes have it, so that they are used. */
#define LIVE_STATES "(state = 'waiting' OR state = 'ringing' OR state = 'in_session')"
#define ENGAGED_STATES "(state = 'ringing' OR state = 'in_session')"
#define NOT_TALKING LIVE_STATES " AND state <> 'in_session'"

/* --- one booth ------------------------------------------------------------------------------------------------ */
/* What a step of a ticket needs of its booth, fair and organization: never their long texts. */
#define SQL_BOOTH_CONTEXT                                                                                              \
    "SELECT b.fair_id, b.state, b.ticket_count, b.call_count, b.session_count, b.session_mean_ms, b.served_count, b.lost_count, b.version, " \
    "f.state, f.ends_at, f.lines_per_candidate, f.session_seconds, o.name, o.id "                                      \
    "FROM booth b JOIN fair f ON f.id = b.fair_id JOIN organization o ON o.id = b.organization_id WHERE b.id = ?1"
#define SQL_BOOTH_COUNTERS                                                                                             \
    "UPDATE booth SET ticket_count = ?2, call_count = ?3, session_count = ?4, session_mean_ms = ?5, served_count = ?6, lost_count = ?7, " \
    "version = ?8 WHERE id = ?1 AND version = ?8 - 1"
#define SQL_WORKS_AT                                                                                                   \
    "SELECT count(*) FROM booth b JOIN member m ON m.organization_id = b.organization_id WHERE b.id = ?1 AND m.account_id = ?2"
#define SQL_BOOTH_MESSAGE "SELECT message FROM booth WHERE id = ?1"

/* --- joining ---------------------------------------------------------------------------------------------------- */
/* All tickets a person ever had at this fair: those that are live count, those done at this booth say who was served. */
#define SQL_TICKETS_AT_FAIR "SELECT booth_id, state, id FROM ticket WHERE candidate_id = ?1 AND fair_id = ?2"
#define SQL_WAITING_BEFORE "SELECT count(*) FROM ticket WHERE booth_id = ?1 AND state = 'waiting' AND order_key < ?2"
/* Of a booth's live tickets those that do not wait before this key: a handful, however long the line is. */
#define SQL_NOT_WAITING_BEFORE                                                                                         \
    "SELECT (SELECT count(*) FROM ticket WHERE booth_id = ?1 AND " ENGAGED_STATES ") + "                               \
    "(SELECT count(*) FROM ticket WHERE booth_id = ?1 AND state = 'waiting' AND order_key >= ?2)"
#define SQL_OTHERS_WAIT "SELECT count(*) FROM (SELECT 1 FROM ticket WHERE booth_id = ?1 AND state = 'waiting' AND id <> ?2 LIMIT 1) AS other"

/* --- calling ---------------------------------------------------------------------------------------------------- */
/* Whoever writes the row of a grant first says what came of it. */
#define SQL_GRANT "INSERT INTO line_grant (id, ticket_id, undone, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING"
#define SQL_GRANT_UNDONE "SELECT undone FROM line_grant WHERE id = ?1"
#define SQL_GRANT_PURGE "DELETE FROM line_grant WHERE created_at < ?1"
#define SQL_RECRUITER_BUSY "SELECT count(*) FROM ticket WHERE recruiter_id = ?1 AND state IN ('ringing','in_session')"
#define SQL_PERSON                                                                                                     \
    "SELECT coalesce(c.name, a.name), coalesce(c.headline, ''), coalesce(c.summary, '') "                              \
    "FROM account a LEFT JOIN candidate c ON c.id = a.id WHERE a.id = ?1"

/* --- order ------------------------------------------------------------------------------------------------------ */
#define SQL_BEHIND                                                                                                     \
    "SELECT order_key, state FROM ticket WHERE booth_id = ?1 AND " NOT_TALKING " AND order_key > ?2 ORDER BY order_key LIMIT ?3"
#define TAIL_PLACES "WHERE booth_id = ?1 AND " NOT_TALKING " ORDER BY order_key LIMIT 1000"

/* --- rows and what is due ----------------------------------------------------------------------------------------- */
#define TAIL_ID "WHERE id = ?1"
#define TAIL_LIVE_AFTER                                                                                                \
    "WHERE " LIVE_STATES " AND (booth_id > ?1 OR (booth_id = ?1 AND candidate_id > ?2)) ORDER BY booth_id, candidate_id LIMIT ?3"
#define TAIL_LIVE_OF_BOOTH "WHERE booth_id = ?1 AND " LIVE_STATES " AND candidate_id > ?2 ORDER BY candidate_id LIMIT ?3"
#define TAIL_LIVE_OF_CANDIDATE "WHERE candidate_id = ?1 AND " LIVE_STATES " LIMIT 64"
#define TAIL_BOOTHS_AFTER                                                                                              \
    "WHERE id > ?1 AND fair_id IN (SELECT id FROM fair WHERE state <> 'archived') ORDER BY id LIMIT ?2"

/* ?1 now, ?2 how many */
#define SQL_RINGS_OVER "SELECT id FROM ticket WHERE state = 'ringing' AND ring_ends_at <= ?1 ORDER BY ring_ends_at, order_key LIMIT ?2"
#define SQL_SNOOZES_OVER                                                                                               \
    "SELECT id FROM ticket WHERE state = 'waiting' AND snoozed_until_at IS NOT NULL AND snoozed_until_at <= ?1 LIMIT ?2"
/* From each booth where somebody waits (hopping through the index from one to the next) to its tickets when it or its fair is
 * closed: never through everybody who waits, nor through fairs long past. CROSS JOIN keeps this order. */
#define SQL_UNSEEN                                                                                                     \
    "WITH RECURSIVE line(id) AS (SELECT min(booth_id) FROM ticket WHERE " LIVE_STATES " UNION ALL "                    \
    "SELECT (SELECT min(booth_id) FROM ticket WHERE " LIVE_STATES " AND booth_id > line.id) FROM line WHERE line.id IS NOT NULL) " \
    "SELECT t.id FROM line CROSS JOIN booth b CROSS JOIN fair f CROSS JOIN ticket t WHERE b.id = line.id AND f.id = b.fair_id " \
    "AND (b.state = 'closed' OR f.state IN ('closing','closed','archived') OR f.ends_at <= ?1) AND t.booth_id = b.id " \
    "AND (t.state = 'waiting' OR t.state = 'ringing' OR t.state = 'in_session') AND t.state <> 'in_session' LIMIT ?2"
/* ?1: ends to warn of, ?2: ends to end, ?3 how many */
#define SQL_TALKS_DUE                                                                                                  \
    "SELECT id FROM session WHERE state = 'running' AND ends_at <= ?1 AND (warned = 0 OR ends_at <= ?2) ORDER BY ends_at LIMIT ?3"
#define SQL_OF_CANDIDATE_TO_FREEZE "SELECT id FROM ticket WHERE candidate_id = ?1 AND state = 'waiting' AND frozen = 0 LIMIT ?2"
#define SQL_OF_CANDIDATE_TO_THAW "SELECT id FROM ticket WHERE candidate_id = ?1 AND state = 'waiting' AND frozen = 1 LIMIT ?2"

/* --- what people see ------------------------------------------------------------------------------------------------ */
/* Live ones first, then the newest; as one growing key. */
#define TICKET_KEY "((CASE WHEN " LIVE_STATES " THEN 1 ELSE 2 END) * 1000000000000000 - joined_at)"
#define TAIL_MY_TICKETS                                                                                                \
    "WHERE candidate_id = ?1 AND (" TICKET_KEY " > ?2 OR (" TICKET_KEY " = ?2 AND id > ?3)) ORDER BY " TICKET_KEY ", id LIMIT ?4"
#define SQL_LAST_REASON "SELECT reason FROM ticket_step WHERE ticket_id = ?1 AND seq = ?2"
/* Talks and rings first. */
#define SQL_LINE                                                                                                       \
    "SELECT t.id, t.number, t.state, coalesce(c.name, a.name), coalesce(c.headline, ''), coalesce(c.summary, ''), t.missed_count, " \
    "t.recruiter_id, r.name, t.ring_ends_at, t.session_id, t.session_ends_at, t.joined_at, t.frozen "                  \
    "FROM ticket t JOIN account a ON a.id = t.candidate_id LEFT JOIN candidate c ON c.id = t.candidate_id "            \
    "LEFT JOIN account r ON r.id = t.recruiter_id "                                                                    \
    "WHERE t.booth_id = ?1 AND (t.state = 'waiting' OR t.state = 'ringing' OR t.state = 'in_session') "                                         \
    "ORDER BY CASE t.state WHEN 'in_session' THEN 0 WHEN 'ringing' THEN 1 ELSE 2 END, t.order_key LIMIT 500"

/* --- promised waiting times ------------------------------------------------------------------------------------- */
/* ?1 booth, ?2 basis, ?3 to ?6 added to kept, early, late and open, ?7 to the bias */
#define SQL_PROMISE_COUNT                                                                                              \
    "INSERT INTO promise (booth_id, basis, kept_count, early_count, late_count, open_count, bias_sum_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) " \
    "ON CONFLICT (booth_id, basis) DO UPDATE SET kept_count = promise.kept_count + ?3, early_count = promise.early_count + ?4, " \
    "late_count = promise.late_count + ?5, open_count = promise.open_count + ?6, bias_sum_s = promise.bias_sum_s + ?7"
#define SQL_PROMISES_OF_BOOTH                                                                                          \
    "SELECT basis, kept_count, early_count, late_count, open_count, bias_sum_s FROM promise WHERE booth_id = ?1 ORDER BY basis LIMIT ?2"

/* --- talks ---------------------------------------------------------------------------------------------------------- */
#define SQL_TALK_NAMES                                                                                                 \
    "SELECT o.name, coalesce(c.name, ca.name), coalesce(c.headline, ''), ra.name FROM booth b "                        \
    "JOIN organization o ON o.id = b.organization_id JOIN account ca ON ca.id = ?2 JOIN account ra ON ra.id = ?3 "     \
    "LEFT JOIN candidate c ON c.id = ca.id WHERE b.id = ?1"
#define SQL_PREVIOUS_END                                                                                               \
    "SELECT max(ended_at) FROM session WHERE booth_id = ?1 AND recruiter_id = ?2 AND ended_at <= ?3"

#endif
