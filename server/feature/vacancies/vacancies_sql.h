/* Statements of the vacancies feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_VACANCIES_SQL_H
#define HH_FEATURE_VACANCIES_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 organization ('' = all), ?2 text to find ('' = all) already in LIKE form, ?3 place begins with (LIKE form), ?4 urgent
 * only (1), ?5 key and ?6 id of the last one seen, ?7 rows, ?8 industry begins with (LIKE form), ?9 talent class ('' = all, 'any'),
 * ?10 pay of a month that is reached (fen; 0 = all), ?11 education and ?12 employment ('' = all), ?13 list, ?14 now. The index vacancy_published gives the order. */
#define SQL_VACANCY_FITS                                                                                               \
    "(?2 = '' OR title LIKE ?2 ESCAPE '\\' OR organization_id IN (SELECT id FROM organization WHERE name LIKE ?2 ESCAPE '\\')) " \
    "AND region LIKE ?3 AND (?4 = 0 OR urgent = 1) "                                                                   \
    "AND (?8 = '%' OR organization_id IN (SELECT id FROM organization WHERE industry LIKE ?8 ESCAPE '\\')) "          \
    "AND (?9 = '' OR talent_tier = ?9 OR (?9 = 'any' AND talent_tier <> 'none')) "                                     \
    "AND (?10 = 0 OR CASE wage_period WHEN 'day' THEN wage_max_fen * 87 / 4 WHEN 'hour' THEN wage_max_fen * 174 "      \
    "WHEN 'year' THEN wage_max_fen / 12 ELSE wage_max_fen END >= ?10) "                                                \
    "AND (?11 = '' OR education = ?11) AND (?12 = '' OR employment_type = ?12) "                                       \
    "AND (?13 <> 'urgent' OR (urgent = 1 AND urgent_listed = 1)) "                                                     \
    "AND (?13 <> 'talent' OR talent_listed = 1 OR talent_tier IN ('A','B','C','D','E') OR education IN ('master','doctor')) "
#define SQL_VACANCY_LIST                                                                                               \
    "WHERE state = 'published' AND (valid_until IS NULL OR valid_until > ?14) AND (?1 = '' OR organization_id = ?1) AND " SQL_VACANCY_FITS \
    "AND (published_at, id) < (?5, ?6) ORDER BY published_at DESC, id DESC LIMIT ?7"
/* The same for the organization's members: drafts and ended ones too, a draft by when it was made. */
#define SQL_VACANCY_LIST_OWN                                                                                           \
    "WHERE organization_id = ?1 AND ?14 > 0 AND " SQL_VACANCY_FITS                                                     \
    "AND (coalesce(published_at, created_at), id) < (?5, ?6) ORDER BY coalesce(published_at, created_at) DESC, id DESC LIMIT ?7"

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

#endif
