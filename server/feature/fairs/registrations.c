#include "server/feature/fairs/registrations.h"

#include "server/feature/fairs/fairs_core.h"
#include "server/feature/fairs/fairs_sql.h"

struct register_job {
    struct str fair_id;
    struct registration *out;
};

static enum err register_write(struct store_tx *tx, void *arg)
{
    const struct register_job *job = arg;
    struct fair_row row;
    int64_t now = clock_now(tx->ctx);
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(job->fair_id)), &row));
    if (row.state == fair_state_draft)
        return ERR_NOT_FOUND;
    if (!fair_takes_registrations(&row, now))
        return refuse(tx->ctx, ERR_FAIR_NOT_OPEN, STR("现在不在报名时间内"), STR("Registration is not open now"));
    TRY(tx_exec(tx, SQL_REGISTER, BINDS(B_TEXT(job->fair_id), B_TEXT(tx->ctx->who.account_id), B_INT(now)), NULL));
    job->out->fair_id = row.id;
    return tx_int(tx, SQL_REGISTERED_AT, BINDS(B_TEXT(job->fair_id), B_TEXT(tx->ctx->who.account_id)), &job->out->created_at);
}

enum err fair_register(struct ctx *c, const struct id_in *in, struct registration *out)
{
    struct register_job job = { in->id, out };
    return store_commit(c, register_write, &job);
}

static enum err unregister_write(struct store_tx *tx, void *arg)
{
    const struct register_job *job = arg;
    return tx_exec(tx, SQL_UNREGISTER, BINDS(B_TEXT(job->fair_id), B_TEXT(tx->ctx->who.account_id)), NULL);
}

enum err fair_unregister(struct ctx *c, const struct id_in *in)
{
    struct register_job job = { in->id, NULL };
    return store_commit(c, unregister_write, &job);
}

static enum err mine_read(struct store_tx *tx, void *arg)
{
    struct registration_list *out = arg;
    struct registration *items    = ARENA_MANY(tx->ctx->mem, REGISTRATIONS_SHOWN_MAX, struct registration);
    struct row_list rows          = { 0 };
    if (!items)
        return ERR_NO_MEMORY;
    const struct tx_list_in wanted = { &model_registration_row, SQL_REGISTRATIONS_MINE, REGISTRATIONS_SHOWN_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(tx->ctx->who.account_id)), &rows));
    const struct registration_row *row = rows.rows;
    for (size_t i = 0; i < rows.len; i++)
        items[i] = (struct registration){ .fair_id = row[i].fair_id, .created_at = row[i].created_at };
    out->items = (struct sub_list){ items, rows.len };
    return ERR_OK;
}

enum err registrations_mine(struct ctx *c, const struct nothing *in, struct registration_list *out)
{
    (void)in;
    return store_read(c, mine_read, out);
}
