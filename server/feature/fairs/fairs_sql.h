/* Statements of the fairs feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_FAIRS_SQL_H
#define HH_FEATURE_FAIRS_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* Running ones first (rank 0), then those to come by start, then those over by end. Paged by (rank, start) as one key.
 * ?1 drafts too (1), ?2 key and ?3 id of the last one seen, ?4 rows */
#define SQL_FAIR_KEY                                                                                                   \
    "(CASE WHEN state IN ('lobby','open','paused','closing') THEN 0 WHEN state IN ('draft','announced','registration') THEN 1 ELSE 2 END * 100000000000000 + starts_at)"
#define SQL_FAIR_LIST                                                                                                  \
    "WHERE (?1 = 1 OR state NOT IN ('draft','archived')) AND (" SQL_FAIR_KEY " > ?2 OR (" SQL_FAIR_KEY " = ?2 AND id > ?3)) " \
    "ORDER BY " SQL_FAIR_KEY ", id LIMIT ?4"
#define SQL_FAIR_KEY_OF "SELECT " SQL_FAIR_KEY " FROM fair WHERE id = ?1"
#define SQL_FAIR_CLOCK "WHERE state IN ('announced','registration','lobby','open','paused','closing') ORDER BY starts_at LIMIT 200"
#define SQL_REGISTER                                                                                                   \
    "INSERT INTO registration (fair_id, candidate_id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (fair_id, candidate_id) DO NOTHING"
#define SQL_REGISTERED_AT "SELECT created_at FROM registration WHERE fair_id = ?1 AND candidate_id = ?2"
#define SQL_UNREGISTER "DELETE FROM registration WHERE fair_id = ?1 AND candidate_id = ?2"
#define SQL_REGISTRATIONS_MINE                                                                                         \
    "WHERE candidate_id = ?1 AND fair_id IN (SELECT id FROM fair WHERE state <> 'archived') ORDER BY created_at DESC, fair_id LIMIT 100"
#define SQL_BOOTH_NUMBER "SELECT coalesce(max(number), 0) + 1 FROM booth WHERE fair_id = ?1"
#define SQL_BOOTH_COUNT "SELECT count(*) FROM booth WHERE fair_id = ?1"
#define SQL_BOOTH_VACANCY "INSERT INTO booth_vacancy (booth_id, vacancy_id, position) VALUES (?1, ?2, ?3)"

/* ?1 organization, ?2 rows */
#define SQL_BOOTHS_TO_CLOSE                                                                                            \
    "WHERE organization_id = ?1 AND state IN ('requested','ready','open','paused') AND "                               \
    "fair_id IN (SELECT id FROM fair WHERE state NOT IN ('closed','archived')) ORDER BY created_at LIMIT ?2"
#define SQL_BOOTHS_OF_FAIR "WHERE fair_id = ?1 AND state IN ('ready','open','paused','closed') ORDER BY number LIMIT 500"
#define SQL_REQUESTS_OF_FAIR "WHERE fair_id = ?1 ORDER BY number LIMIT 500"
#define SQL_BOOTHS_OF_ACCOUNT                                                                                          \
    "WHERE organization_id IN (SELECT organization_id FROM member WHERE account_id = ?1) AND "                          \
    "fair_id IN (SELECT id FROM fair WHERE state <> 'archived') ORDER BY created_at DESC LIMIT 100"
#define SQL_ORGANIZATIONS_OF_ACCOUNT "WHERE id IN (SELECT organization_id FROM member WHERE account_id = ?1) LIMIT 500"
#define SQL_ORGANIZATIONS_OF_FAIR "WHERE id IN (SELECT organization_id FROM booth WHERE fair_id = ?1) LIMIT 500"
/* What the booths of a fair offer, by booth and place on the card: what is over, closed or suspended is gone at once. ?1 whose, ?2 now */
#define SQL_OFFERS                                                                                                     \
    "SELECT bv.booth_id, v.id, v.title, v.wage_min_fen, v.wage_max_fen, v.wage_period, v.headcount, v.urgent "          \
    "FROM booth b JOIN booth_vacancy bv ON bv.booth_id = b.id JOIN vacancy v ON v.id = bv.vacancy_id "                  \
    "AND v.state = 'published' AND (v.valid_until IS NULL OR v.valid_until > ?2) "
#define SQL_OFFERS_OF_FAIR SQL_OFFERS "WHERE b.fair_id = ?1 ORDER BY b.number, bv.position, v.created_at, v.id"
#define SQL_OFFERS_OF_ACCOUNT                                                                                          \
    SQL_OFFERS "JOIN member m ON m.organization_id = b.organization_id WHERE m.account_id = ?1 ORDER BY b.id, bv.position, v.created_at, v.id"
#define SQL_OFFERS_OF_BOOTH SQL_OFFERS "WHERE b.id = ?1 ORDER BY bv.position, v.created_at, v.id"

#endif
