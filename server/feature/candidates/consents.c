#include "server/feature/candidates/consents.h"

#include "server/port/consent.h"

#define CONSENTS_MAX 100
#define SQL_CONSENTS                                                                                                   \
    "SELECT s.organization_id, o.name, s.purpose, s.version, s.given_at, s.withdrawn_at FROM consent s JOIN organization o ON o.id = s.organization_id " \
    "WHERE s.account_id = ?1 ORDER BY s.given_at DESC, s.id DESC LIMIT 100"
#define SQL_ORGANIZATION_STATE "SELECT count(*) FROM organization WHERE id = ?1 AND state = 'verified'"

static enum err consent_take(struct store_tx *tx, struct store_cursor *cursor, struct consent *one)
{
    struct str purpose;
    model_clear(&model_consent, one);
    TRY(cursor_text(tx, cursor, 0, &one->organization_id));
    TRY(cursor_text(tx, cursor, 1, &one->organization_name));
    TRY(cursor_text(tx, cursor, 2, &purpose));
    if (!enum_find(&enum_consent_purpose, purpose, &one->purpose))
        return ERR_INTERNAL;
    one->text_version = cursor_int(tx, cursor, 3);
    one->given_at     = cursor_int(tx, cursor, 4);
    one->withdrawn_at = cursor_int(tx, cursor, 5);
    return ERR_OK;
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    struct consent_list *out = arg;
    struct consent *items    = ARENA_MANY(tx->ctx->mem, CONSENTS_MAX, struct consent);
    struct store_cursor *cursor;
    size_t count = 0;
    bool row     = false;
    if (!items)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, SQL_CONSENTS, BINDS(B_TEXT(tx->ctx->who.account_id)), &cursor));
    for (;;) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row || count == CONSENTS_MAX)
            break;
        TRY(consent_take(tx, cursor, &items[count++]));
    }
    cursor_done(tx, cursor);
    out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

enum err consents_get(struct ctx *c, const struct nothing *in, struct consent_list *out)
{
    (void)in;
    return store_read(c, list_read, out);
}

struct add_job {
    const struct consent_give_in *in;
    struct consent_list *out;
};

static enum err add_write(struct store_tx *tx, void *arg)
{
    const struct add_job *job = arg;
    int64_t verified          = 0;
    TRY(tx_int(tx, SQL_ORGANIZATION_STATE, BINDS(B_TEXT(job->in->organization_id)), &verified));
    if (verified < 1)
        return fault_add(tx->ctx, STR("/organization_id"), STR("not_verified"), STR("没有这个单位，或尚未通过审核"), STR("There is no such organization, or it is not verified"));
    TRY(consent_give(tx, &(struct consent_in){ tx->ctx->who.account_id, job->in->organization_id, job->in->purpose, 0 }));
    return list_read(tx, job->out);
}

enum err consent_add(struct ctx *c, const struct consent_give_in *in, struct consent_list *out)
{
    struct add_job job = { in, out };
    return store_commit(c, add_write, &job);
}

static enum err end_write(struct store_tx *tx, void *arg)
{
    const struct id_in *in = arg;
    return consent_withdraw(tx, tx->ctx->who.account_id, in->id);
}

enum err consent_end(struct ctx *c, const struct id_in *in)
{
    struct id_in copy = *in;
    return store_commit(c, end_write, &copy);
}
