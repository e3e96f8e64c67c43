/* Statements of the vacancies feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_VACANCIES_SQL_H
#define HH_FEATURE_VACANCIES_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 organization ('' = all), ?2 drafts too (1) or published only (0), ?3 text to find ('' = all) already in LIKE form,
 * ?4 place begins with (LIKE form), ?5 urgent only (1), ?6 key and ?7 id of the last one seen, ?8 rows */
#define SQL_VACANCY_LIST                                                                                               \
    "WHERE (?1 = '' OR organization_id = ?1) AND (?2 = 1 OR state = 'published') AND (?3 = '' OR title LIKE ?3 ESCAPE '\\' OR " \
    "organization_id IN (SELECT id FROM organization WHERE name LIKE ?3 ESCAPE '\\')) AND region LIKE ?4 AND (?5 = 0 OR urgent = 1) " \
    "AND (coalesce(published_at, created_at) < ?6 OR (coalesce(published_at, created_at) = ?6 AND id < ?7)) "           \
    "ORDER BY coalesce(published_at, created_at) DESC, id DESC LIMIT ?8"

#endif
