/* Statements of the vacancies feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_VACANCIES_SQL_H
#define HH_FEATURE_VACANCIES_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 organization ('' = all), ?2 text to find ('' = all) already in LIKE form, ?3 place begins with (LIKE form), ?4 urgent
 * only (1), ?5 key and ?6 id of the last one seen, ?7 rows. The index vacancy_published gives the order. */
#define SQL_VACANCY_FITS                                                                                               \
    "(?2 = '' OR title LIKE ?2 ESCAPE '\\' OR organization_id IN (SELECT id FROM organization WHERE name LIKE ?2 ESCAPE '\\')) " \
    "AND region LIKE ?3 AND (?4 = 0 OR urgent = 1) "
#define SQL_VACANCY_LIST                                                                                               \
    "WHERE state = 'published' AND (?1 = '' OR organization_id = ?1) AND " SQL_VACANCY_FITS                            \
    "AND (published_at, id) < (?5, ?6) ORDER BY published_at DESC, id DESC LIMIT ?7"
/* The same for the organization's members: drafts and ended ones too, a draft by when it was made. */
#define SQL_VACANCY_LIST_OWN                                                                                           \
    "WHERE organization_id = ?1 AND " SQL_VACANCY_FITS                                                                 \
    "AND (coalesce(published_at, created_at), id) < (?5, ?6) ORDER BY coalesce(published_at, created_at) DESC, id DESC LIMIT ?7"

#endif
