#include "server/port/consent.h"

#define SQL_GIVEN "SELECT count(*) FROM consent WHERE account_id = ?1 AND organization_id = ?2 AND purpose = ?3 AND withdrawn_at IS NULL"
#define SQL_GIVE                                                                                                       \
    "INSERT INTO consent (id, account_id, organization_id, purpose, version, given_at, withdrawn_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)"
#define SQL_LAPSE                                                                                                      \
    "UPDATE consent SET withdrawn_at = ?3 WHERE account_id = ?1 AND organization_id = ?2 AND purpose = 'profile' AND withdrawn_at IS NULL "             \
    "AND given_at IN (SELECT submitted_at FROM application WHERE candidate_id = ?1 AND organization_id = ?2) "         \
    "AND NOT EXISTS (SELECT 1 FROM application WHERE candidate_id = ?1 AND organization_id = ?2 AND state <> 'declined' AND state <> 'withdrawn')"
#define SQL_INVITED                                                                                                    \
    "SELECT count(*) FROM application WHERE candidate_id = ?1 AND organization_id = ?2 AND state IN ('interview','offered','accepted','hired')"
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
                         B_INT(in->given_at ? in->given_at : clock_now(tx->ctx))),
                   NULL);
}

enum err consent_withdraw(struct store_tx *tx, struct str account_id, struct str organization_id)
{
    return tx_exec(tx, SQL_WITHDRAW, BINDS(B_TEXT(account_id), B_TEXT(organization_id), B_INT(clock_now(tx->ctx))), NULL);
}

enum err consent_lapse(struct store_tx *tx, struct str account_id, struct str organization_id)
{
    return tx_exec(tx, SQL_LAPSE, BINDS(B_TEXT(account_id), B_TEXT(organization_id), B_INT(clock_now(tx->ctx))), NULL);
}

bool profile_is_hidden(const struct candidate_row *row, const struct organization_row *organization)
{
    for (size_t i = 0; i < row->hidden_from.len; i++) {
        struct str one = str_trim(row->hidden_from.items[i]);
        if (str_eq(one, organization->id) || str_eq(one, organization->name))
            return true;
    }
    return row->visibility == visibility_hidden;
}

bool contact_is_open(const struct contact_facts *facts)
{
    return !facts->hidden && (facts->contact || (facts->profile && facts->invited));
}

enum err contact_check(struct store_tx *tx, struct str account_id, const struct organization_row *organization, bool *ret_open)
{
    struct contact_facts facts = { 0 };
    struct candidate_row row;
    int64_t invited = 0;
    enum err e      = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(account_id)), &row);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    facts.hidden = e == ERR_OK && profile_is_hidden(&row, organization);
    TRY(consent_check(tx, &(struct consent_in){ account_id, organization->id, consent_purpose_profile, 0 }, &facts.profile));
    TRY(consent_check(tx, &(struct consent_in){ account_id, organization->id, consent_purpose_contact, 0 }, &facts.contact));
    TRY(tx_int(tx, SQL_INVITED, BINDS(B_TEXT(account_id), B_TEXT(organization->id)), &invited));
    facts.invited = invited > 0;
    *ret_open     = contact_is_open(&facts);
    return ERR_OK;
}
