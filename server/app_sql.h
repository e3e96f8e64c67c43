#ifndef HH_APP_SQL_H
#define HH_APP_SQL_H

#define APP_SQL_LOGIN_COLUMNS "SELECT l.id, l.csrf_token, a.id, a.name, a.role, a.region, a.demo, l.proved FROM login l JOIN account a ON a.id = l.account_id "
/* ?1 hash of the token, ?2 now */
#define APP_SQL_LOGIN_BY_TOKEN APP_SQL_LOGIN_COLUMNS "WHERE l.token_hash = ?1 AND l.revoked_at IS NULL AND l.expires_at > ?2"
/* ?1 id of the login, ?2 now */
#define APP_SQL_LOGIN_BY_ID APP_SQL_LOGIN_COLUMNS "WHERE l.id = ?1 AND l.revoked_at IS NULL AND l.expires_at > ?2"
/* ?1 account, ?2 route, ?3 key */
#define APP_SQL_KEY "SELECT body_hash, status, answer, version FROM idempotency WHERE account_id = ?1 AND route = ?2 AND key = ?3"

#endif
