#include "server/port/consent.h"

#define SQL_GIVEN "SELECT count(*) FROM consent WHERE account_id = ?1 AND organization_id = ?2 AND purpose = ?3 AND withdrawn_at IS NULL"
#define SQL_GIVE                                                                                                       \
    "INSERT INTO consent (id, account_id, organization_id, purpose, version, given_at, withdrawn_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)"
#define SQL_WITHDRAW "UPDATE consent SET withdrawn_at = ?3 WHERE account_id = ?1 AND organization_id = ?2 AND withdrawn_at IS NULL"

enum err consent_check(struct store_tx *tx, const struct consent_in *in, bool *ret_given)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_GIVEN, BINDS(B_TEXT(in->account_id), B_TEXT(in->organization_id), B_TEXT(enum_text(&enum_consent_purpose, in->purpose))), &count));
    *ret_given = count > 0;
    return ERR_OK;
}

enum err consent_give(struct store_tx *tx, const struct consent_in *in)
{
    bool given = false;
    struct str id;
    TRY(consent_check(tx, in, &given));
    if (given)
        return ERR_OK;
    TRY(id_new(tx->ctx, 'x', &id));
    return tx_exec(tx, SQL_GIVE,
                   BINDS(B_TEXT(id), B_TEXT(in->account_id), B_TEXT(in->organization_id), B_TEXT(enum_text(&enum_consent_purpose, in->purpose)), B_INT(CONSENT_VERSION),
                         B_INT(clock_now(tx->ctx))),
                   NULL);
}

enum err consent_withdraw(struct store_tx *tx, struct str account_id, struct str organization_id)
{
    return tx_exec(tx, SQL_WITHDRAW, BINDS(B_TEXT(account_id), B_TEXT(organization_id), B_INT(clock_now(tx->ctx))), NULL);
}
