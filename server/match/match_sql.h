/* Statements of the index's follower: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_MATCH_SQL_H
#define HH_MATCH_SQL_H

/* ?1 published_at and ?2 id of the last one seen, ?3 rows. The index vacancy_search holds all of it. */
#define SQL_PUBLISHED                                                                                                  \
    "SELECT published_at, id, version FROM vacancy WHERE state = 'published' AND (published_at, id) > (?1, ?2) ORDER BY published_at, id LIMIT ?3"
#define SQL_ORGANIZATIONS "SELECT id, version FROM organization WHERE id > ?1 ORDER BY id LIMIT ?2"

#define SQL_DOC                                                                                                        \
    "SELECT v.id, v.version, v.published_at, v.title, v.region, v.employment_type, v.education, v.talent_tier, v.urgent, v.urgent_listed, " \
    "v.talent_listed, v.wage_max_fen, v.wage_period, v.organization_id, o.version, o.name, o.industry, "               \
    "v.occupation || ' ' || v.duties || ' ' || v.description || ' ' || v.skills || ' ' || v.benefits || ' ' || v.major || ' ' || v.qualification " \
    "|| ' ' || v.address || ' ' || v.work_hours || ' ' || v.board_and_lodging "                                        \
    "FROM vacancy v JOIN organization o ON o.id = v.organization_id WHERE v.state = 'published' AND "
/* ?1, ?2, ?3 as in SQL_PUBLISHED */
#define SQL_DOCS SQL_DOC "(v.published_at, v.id) > (?1, ?2) ORDER BY v.published_at, v.id LIMIT ?3"
#define SQL_DOC_ONE SQL_DOC "v.id = ?1"

#endif
