/* Statements of the reports feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_REPORTS_SQL_H
#define HH_FEATURE_REPORTS_SQL_H

/* ?1 whose, ?2 since when */
#define SQL_REPORT_COUNT "SELECT count(*) FROM report WHERE reporter_id = ?1 AND created_at > ?2"
#define SQL_REPORT_OLDEST "SELECT min(created_at) FROM report WHERE reporter_id = ?1 AND created_at > ?2"
#define SQL_REPORT_OPEN_COUNT "SELECT count(*) FROM report WHERE subject = ?1 AND subject_id = ?2 AND state = 'open'"
/* ?1 whose, ?2 key and ?3 id of the last one seen, ?4 rows */
#define SQL_REPORT_MINE "WHERE reporter_id = ?1 AND (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4"
/* ?1 state ('' = all), ?2 subject ('' = all), ?3 place begins with (LIKE form), ?4 key and ?5 id of the last one seen, ?6 rows */
#define SQL_REPORT_QUEUE                                                                                               \
    "WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR subject = ?2) AND (region = '' OR region LIKE ?3) "                 \
    "AND (created_at, id) > (?4, ?5) ORDER BY created_at, id LIMIT ?6"
#define SQL_FIRST_ORGANIZATION_OF                                                                                      \
    "WHERE id IN (SELECT organization_id FROM member WHERE account_id = ?1) ORDER BY created_at, id LIMIT 1"
#define SQL_ORGANIZATION_OF_BOOTH "WHERE id = (SELECT organization_id FROM booth WHERE id = ?1)"
#define SQL_MEMBERS_OF "SELECT account_id FROM member WHERE organization_id = ?1 ORDER BY account_id LIMIT 50"

#endif
