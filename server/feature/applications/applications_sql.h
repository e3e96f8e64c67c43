/* Statements of the applications feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_APPLICATIONS_SQL_H
#define HH_FEATURE_APPLICATIONS_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 vacancy, ?2 candidate */
#define SQL_NAMES                                                                                                      \
    "SELECT v.title, v.contact_name, v.contact_phone, o.name, coalesce(p.name, a.name) FROM vacancy v JOIN organization o ON o.id = v.organization_id " \
    "JOIN account a ON a.id = ?2 LEFT JOIN candidate p ON p.id = a.id WHERE v.id = ?1"
#define SQL_ROUNDS "SELECT count(*) FROM application WHERE vacancy_id = ?1 AND candidate_id = ?2"
#define SQL_UNDER_WAY                                                                                                  \
    "SELECT count(*) FROM application WHERE candidate_id = ?1 AND state IN ('submitted','viewed','shortlisted','interview','offered','accepted')"

#define SQL_HIRED "SELECT count(*) FROM application WHERE vacancy_id = ?1 AND state = 'hired'"
#define SQL_STEP                                                                                                       \
    "INSERT INTO application_step (application_id, seq, side, actor_id, from_state, to_state, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
#define SQL_STEPS                                                                                                      \
    "SELECT s.seq, s.side, a.name, s.from_state, s.to_state, s.reason, s.at FROM application_step s JOIN account a ON a.id = s.actor_id " \
    "WHERE s.application_id = ?1 ORDER BY s.seq LIMIT 32"

#define TAIL_REMIND "WHERE remind_at <= ?1 ORDER BY remind_at, id LIMIT ?2"
#define SQL_REMIND_NEXT "UPDATE application SET remind_at = ?2 WHERE id = ?1"

/* ?1 whose, ?2 state ('' = all), ?3 moment and ?4 id of the last one seen, ?5 rows. One index each. */
#define TAIL_PAGE(column)                                                                                              \
    "WHERE " column " = ?1 AND (?2 = '' OR state = ?2) AND (submitted_at, id) < (?3, ?4) ORDER BY submitted_at DESC, id DESC LIMIT ?5"
#define TAIL_OF_VACANCY TAIL_PAGE("vacancy_id")
#define TAIL_OF_ORGANIZATION TAIL_PAGE("organization_id")
#define TAIL_OF_CANDIDATE TAIL_PAGE("candidate_id")
/* The same of one state: its own index. */
#define TAIL_PIPELINE                                                                                                  \
    "WHERE organization_id = ?1 AND state = ?2 AND (submitted_at, id) < (?3, ?4) ORDER BY submitted_at DESC, id DESC LIMIT ?5"
#define SQL_COUNTS(column) "SELECT state, count(*) FROM application WHERE " column " = ?1 GROUP BY state"
#define SQL_COUNTS_OF_VACANCY SQL_COUNTS("vacancy_id")
#define SQL_COUNTS_OF_ORGANIZATION SQL_COUNTS("organization_id")
#define SQL_COUNTS_OF_CANDIDATE SQL_COUNTS("candidate_id")

#endif
