/* Statements of the organizations feature: constant text, in the subset PostgreSQL also runs. */
#ifndef HH_FEATURE_ORGANIZATIONS_SQL_H
#define HH_FEATURE_ORGANIZATIONS_SQL_H

#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
/* ?1 account ('' = all), ?2 state ('' = all, 'due' = verified and soon to be looked at again), ?3 key and ?4 id of the last one seen, ?5 rows */
#define SQL_ORGANIZATION_LIST                                                                                          \
    "WHERE (?1 = '' OR id IN (SELECT organization_id FROM member WHERE account_id = ?1)) AND (?2 = '' OR state = ?2 OR (?2 = 'due' AND state = 'verified' AND due_told_at IS NOT NULL)) "  \
    "AND (created_at < ?3 OR (created_at = ?3 AND id < ?4)) ORDER BY created_at DESC, id DESC LIMIT ?5"
#define SQL_MEMBER_LIST                                                                                                \
    "SELECT a.id, a.login, a.name FROM member m JOIN account a ON a.id = m.account_id WHERE m.organization_id = ?1 "    \
    "ORDER BY m.created_at, a.login LIMIT 100"
#define SQL_MEMBER_COUNT "SELECT count(*) FROM member WHERE organization_id = ?1"
#define SQL_MEMBER_REMOVE "DELETE FROM member WHERE organization_id = ?1 AND account_id = ?2"
#define SQL_MEMBER_ACCOUNTS "SELECT account_id FROM member WHERE organization_id = ?1 ORDER BY created_at, account_id LIMIT 50"
/* Of a hall: few. */
#define SQL_STAFF_ACCOUNTS "SELECT id, region FROM account WHERE role = 'staff' ORDER BY created_at, id LIMIT 200"
/* ?1 now, ?2 now and the time they are told before, ?3 rows */
#define SQL_ORGANIZATION_DUE                                                                                           \
    "WHERE state = 'verified' AND (verified_until <= ?1 OR (due_told_at IS NULL AND verified_until <= ?2)) ORDER BY verified_until LIMIT ?3"

#define SQL_DOCUMENT_COUNT "SELECT count(*) FROM document WHERE organization_id = ?1"
#define SQL_DOCUMENTS "WHERE organization_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 40"
#define SQL_DOCUMENT "WHERE id = ?1 AND organization_id = ?2"
#define SQL_AUTHORIZATION_COUNT "SELECT count(*) FROM client_authorization WHERE organization_id = ?1"
#define SQL_AUTHORIZATIONS "WHERE organization_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 100"
/* ?1 place of the agency begins with (LIKE form), ?2 key and ?3 id of the last one seen, ?4 rows */
#define SQL_AUTHORIZATIONS_WAIT                                                                                        \
    "WHERE state = 'pending' AND organization_id IN (SELECT id FROM organization WHERE region LIKE ?1) "               \
    "AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4"
/* On the board or on the way there, under this authorization; or under any of this client's. ?2 rows */
#define SQL_OFFERS_UNDER "WHERE authorization_id = ?1 AND state IN ('published','review') LIMIT ?2"
#define SQL_OFFERS_FOR                                                                                                 \
    "WHERE authorization_id IN (SELECT id FROM client_authorization WHERE client_uscc = ?1) AND state IN ('published','review') LIMIT ?2"

#endif
