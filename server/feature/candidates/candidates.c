/* A candidate's own profile: for now the name and one line that recruiters see at the booth. */
#include "server/port/route.h"
#include "server/port/store.h"

static void shown_fill(struct candidate *out, const struct candidate_row *row)
{
    *out = (struct candidate){ .id = row->id, .name = row->name, .headline = row->headline, .summary = row->summary, .version = row->version };
}

static enum err me_read(struct store_tx *tx, void *arg)
{
    struct candidate *out = arg;
    struct candidate_row row;
    enum err e = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(tx->ctx->who.account_id)), &row);
    if (e == ERR_NOT_FOUND) {
        /* Nothing was entered yet: the account's name is what others see. */
        *out = (struct candidate){ .id = tx->ctx->who.account_id, .name = tx->ctx->who.name, .headline = STR(""), .summary = STR("") };
        tx->ctx->version = 0;
        return ERR_OK;
    }
    TRY(e);
    shown_fill(out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err candidate_get(struct ctx *c, const struct nothing *in, struct candidate *out)
{
    (void)in;
    return store_read(c, me_read, out);
}
HANDLER(candidate_get, nothing, candidate)

struct put_job {
    const struct candidate_put_in *in;
    struct candidate *out;
};

static enum err me_write(struct store_tx *tx, void *arg)
{
    const struct put_job *job = arg;
    struct candidate_row row;
    enum err e  = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(tx->ctx->who.account_id)), &row);
    bool exists = e == ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (exists)
        TRY(version_check(tx->ctx, row.version));
    row = (struct candidate_row){ .id         = tx->ctx->who.account_id,
                                  .name       = job->in->name,
                                  .headline   = job->in->headline,
                                  .summary    = job->in->summary,
                                  .updated_at = clock_now(tx->ctx),
                                  .version    = exists ? row.version + 1 : 1 };
    TRY(exists ? tx_save(tx, &model_candidate_row, &row) : tx_insert(tx, &model_candidate_row, &row));
    shown_fill(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err candidate_put(struct ctx *c, const struct candidate_put_in *in, struct candidate *out)
{
    if (str_trim(in->name).len == 0)
        return fault_add(c, STR("/name"), STR("required"), STR("请填写姓名"), STR("A name is needed"));
    struct put_job job = { in, out };
    return store_commit(c, me_write, &job);
}
HANDLER(candidate_put, candidate_put_in, candidate)

static const struct route routes[] = {
    { METHOD_GET, "/api/v1/candidates/me", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_candidate, candidate_get_any,
      "My profile" },
    { METHOD_PUT, "/api/v1/candidates/me", CANDIDATE, 200, ROUTE_VERSION, 0, &model_candidate_put_in, &model_candidate,
      candidate_put_any, "Enter or change my profile" },
};

extern const struct feature feature_candidates;
const struct feature feature_candidates = { .name = "candidates", .routes = routes, .route_count = COUNT_OF(routes) };
