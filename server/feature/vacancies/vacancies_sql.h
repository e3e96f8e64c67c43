/* Statements of the vacancies feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_VACANCIES_SQL_H
#define HH_FEATURE_VACANCIES_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 text to find ('' = all) already in LIKE form, ?2 place begins with (LIKE form), ?3 urgent only (1), ?4 industry begins with (LIKE
 * form), ?5 talent class ('' = all, 'any'), ?6 pay of a month that is reached (fen; 0 = all), ?7 education and ?8 employment ('' = all),
 * ?9 list, ?12 published after (0 = whenever). The index of server/match filters by the same rules. */
#define SQL_VACANCY_FITS                                                                                               \
    "(?1 = '' OR title LIKE ?1 ESCAPE '\\' OR organization_id IN (SELECT id FROM organization WHERE name LIKE ?1 ESCAPE '\\')) " \
    "AND region LIKE ?2 AND (?3 = 0 OR urgent = 1) "                                                                   \
    "AND (?4 = '%' OR organization_id IN (SELECT id FROM organization WHERE industry LIKE ?4 ESCAPE '\\')) "          \
    "AND (?5 = '' OR talent_tier = ?5 OR (?5 = 'any' AND talent_tier <> 'none')) "                                     \
    "AND (?6 = 0 OR CASE wage_period WHEN 'day' THEN wage_max_fen * 87 / 4 WHEN 'hour' THEN wage_max_fen * 174 "       \
    "WHEN 'year' THEN wage_max_fen / 12 ELSE wage_max_fen END >= ?6) "                                                 \
    "AND (?7 = '' OR education = ?7) AND (?8 = '' OR employment_type = ?8) "                                           \
    "AND (?9 <> 'urgent' OR (urgent = 1 AND urgent_listed = 1)) "                                                      \
    "AND (?12 = 0 OR published_at > ?12) "                                                                             \
    "AND (?9 <> 'talent' OR talent_listed = 1 OR talent_tier IN ('A','B','C','D','E') OR education IN ('master','doctor')) "
#define SQL_VACANCY_OFFERED "state = 'published' AND (valid_until IS NULL OR valid_until > ?10) "
/* ?10 now, ?11 organization ('' = all), ?13 key and ?14 id of the last one seen, ?15 rows. The index vacancy_published gives the order. */
#define SQL_VACANCY_LIST                                                                                               \
    "WHERE " SQL_VACANCY_OFFERED "AND (?11 = '' OR organization_id = ?11) AND " SQL_VACANCY_FITS                       \
    "AND (published_at, id) < (?13, ?14) ORDER BY published_at DESC, id DESC LIMIT ?15"
/* Only of those published after ?16. */
#define SQL_VACANCY_FRESH                                                                                              \
    "WHERE " SQL_VACANCY_OFFERED "AND (?11 = '' OR organization_id = ?11) AND " SQL_VACANCY_FITS                       \
    "AND (published_at, id) < (?13, ?14) AND published_at > ?16 ORDER BY published_at DESC, id DESC LIMIT ?15"
/* The same for the organization's members: drafts and ended ones too, a draft by when it was made. */
#define SQL_VACANCY_LIST_OWN                                                                                           \
    "WHERE organization_id = ?11 AND ?10 > 0 AND " SQL_VACANCY_FITS                                                    \
    "AND (coalesce(published_at, created_at), id) < (?13, ?14) ORDER BY coalesce(published_at, created_at) DESC, id DESC LIMIT ?15"
/* ?11: this one, if it is still on offer and fits. */
#define SQL_VACANCY_STILL "WHERE id = ?11 AND " SQL_VACANCY_OFFERED "AND " SQL_VACANCY_FITS

#define SQL_VACANCY_SAME                                                                                               \
    "SELECT count(*) FROM vacancy WHERE organization_id = ?1 AND id <> ?2 AND title = ?3 AND region = ?4 AND state = 'published'"
/* ?1 place of the organization begins with (LIKE form), ?2 key and ?3 id of the last one seen, ?4 rows */
#define SQL_VACANCY_WAITS                                                                                              \
    "WHERE state = 'review' AND organization_id IN (SELECT id FROM organization WHERE region LIKE ?1) "                \
    "AND (review_since, id) > (?2, ?3) ORDER BY review_since, id LIMIT ?4"
/* ?1 now. Some at a time: a commit stays short. */
#define SQL_VACANCY_EXPIRE                                                                                             \
    "UPDATE vacancy SET state = 'closed', ended_by = 'expired', ended_at = ?1, urgent_listed = 0, talent_listed = 0, version = version + 1 " \
    "WHERE id IN (SELECT id FROM vacancy WHERE state = 'published' AND valid_until <= ?1 ORDER BY valid_until LIMIT 500)"
#define SQL_CLIENT_SUSPENDED "SELECT count(*) FROM organization WHERE uscc = ?1 AND state = 'suspended'"

#endif
