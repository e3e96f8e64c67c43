#ifndef HH_ACCOUNTS_SQL_H
#define HH_ACCOUNTS_SQL_H

#define ACCOUNT_BY_LOGIN "WHERE login = ?1"
#define ACCOUNT_BY_ID "WHERE id = ?1"
#define LOGIN_REVOKE "UPDATE login SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL"
#define LOGINS_OPEN "SELECT id, created_at, expires_at FROM login WHERE account_id = ?1 AND revoked_at IS NULL AND expires_at > ?2 ORDER BY created_at DESC, id DESC LIMIT 100"
#define LOGIN_REVOKE_OWN "UPDATE login SET revoked_at = ?3 WHERE id = ?1 AND account_id = ?2 AND revoked_at IS NULL AND expires_at > ?3"
#define LOGINS_REVOKE_OTHER "UPDATE login SET revoked_at = ?3 WHERE account_id = ?1 AND id <> ?2 AND revoked_at IS NULL"
#define PASSWORD_SET "UPDATE account SET password_hash = ?2, version = version + 1 WHERE id = ?1 AND version = ?3"
#define LOGIN_PURGE "DELETE FROM login WHERE expires_at < ?1 OR revoked_at < ?1"
#define LOGIN_PROVE "UPDATE login SET proved = 1 WHERE id = ?1"
#define LOGINS_UNPROVE "UPDATE login SET proved = 0 WHERE account_id = ?1"
#define FACTOR_BY_ID "WHERE id = ?1"
#define FACTOR_FORGET "DELETE FROM second_factor WHERE id = ?1"
/* Each code once, whichever process takes it: the row decides. */
#define FACTOR_STEP "UPDATE second_factor SET last_step = ?2 WHERE id = ?1 AND last_step < ?2"
#define RECOVERY_ADD "INSERT INTO recovery_code (account_id, code_hash, used_at) VALUES (?1, ?2, NULL)"
#define RECOVERY_USE "UPDATE recovery_code SET used_at = ?3 WHERE account_id = ?1 AND code_hash = ?2 AND used_at IS NULL"
#define RECOVERY_FORGET "DELETE FROM recovery_code WHERE account_id = ?1"
#define RECOVERY_LEFT "SELECT count(*) FROM recovery_code WHERE account_id = ?1 AND used_at IS NULL"
#define RESET_FORGET "DELETE FROM password_reset WHERE account_id = ?1"
#define RESET_ADD "INSERT INTO password_reset (account_id, code_hash, issued_by, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)"
#define RESET_COUNT "SELECT count(*) FROM password_reset WHERE account_id = ?1 AND code_hash = ?2 AND expires_at > ?3"
#define RESET_USE "DELETE FROM password_reset WHERE account_id = ?1 AND code_hash = ?2 AND expires_at > ?3"
#define ACCOUNT_SEEN "UPDATE account SET seen_at = ?2 WHERE id = ?1"
#define ERASE_FILE "SELECT file FROM resume_file WHERE id = ?1"
#define ERASE_ALONE                                                                                                    \
    "SELECT count(*) FROM member m WHERE m.account_id = ?1 AND NOT EXISTS "                                             \
    "(SELECT 1 FROM member o WHERE o.organization_id = m.organization_id AND o.account_id <> ?1)"
#define ERASE_ENGAGED "SELECT count(*) FROM ticket WHERE recruiter_id = ?1 AND state IN ('ringing', 'in_session')"
/* A visitor steps into one candidate and anybody who is not one; recruiters with their booth at a fair that is open. */
#define DEMO_ROLES                                                                                                     \
    "SELECT a.login, a.name, a.role, (SELECT b.id FROM member m JOIN booth b ON b.organization_id = m.organization_id "    \
    "JOIN fair f ON f.id = b.fair_id WHERE m.account_id = a.id AND f.state = 'open' ORDER BY f.starts_at DESC, b.number LIMIT 1) "  \
    "FROM account a WHERE a.demo = 1 AND (a.role <> 'candidate' OR a.login = 'demo-candidate') ORDER BY a.login LIMIT 20"

#endif
