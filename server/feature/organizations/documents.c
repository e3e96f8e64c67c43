/* Papers of an organization: licence, permit, letters. Its members bring them, they and staff read them, nobody else. */
#include "server/feature/organizations/organizations_in.h"
#include "server/feature/organizations/organizations_sql.h"
#include "server/port/files.h"

#define DOCUMENTS_MAX 40
#define DOCUMENT_KINDS (1U << FILE_PDF | 1U << FILE_JPEG | 1U << FILE_PNG)

static void document_show(struct document *out, const struct document_row *row)
{
    *out = (struct document){ .id = row->id, .kind = row->kind, .media = row->media, .size = row->size, .created_at = row->created_at };
}

struct add_job {
    const struct document_in *in;
    struct str file, media;
    struct document *out;
};

/* Only its members bring papers; staff read. */
static enum err may_add(struct store_tx *tx, struct str organization_id)
{
    struct organization_row row;
    int64_t count = 0;
    TRY(organization_inside_get(tx, organization_id, &row));
    TRY(tx_int(tx, SQL_DOCUMENT_COUNT, BINDS(B_TEXT(organization_id)), &count));
    if (count >= DOCUMENTS_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("材料份数已达上限"), STR("It has as many papers as allowed"));
    return ERR_OK;
}

static enum err add_gate(struct store_tx *tx, void *arg)
{
    const struct add_job *job = arg;
    return may_add(tx, job->in->id);
}

static enum err add_write(struct store_tx *tx, void *arg)
{
    const struct add_job *job = arg;
    struct document_row row   = { .organization_id = job->in->id, .kind = job->in->kind, .media = job->media, .file = job->file, .size = (int64_t)tx->ctx->upload.len,
                                  .created_by = tx->ctx->who.account_id, .created_at = clock_now(tx->ctx) };
    TRY(may_add(tx, job->in->id));
    TRY(id_new(tx->ctx, 'x', &row.id));
    TRY(tx_insert(tx, &model_document_row, &row));
    document_show(job->out, &row);
    return ERR_OK;
}

enum err document_add(struct ctx *c, const struct document_in *in, struct document *out)
{
    enum file_kind kind = FILE_OTHER;
    struct add_job job  = { .in = in, .out = out };
    TRY(store_read(c, add_gate, &job)); /* nothing is written for somebody who may not */
    TRY(upload_check(c, DOCUMENT_KINDS, &kind));
    job.media = file_media_type(kind);
    TRY(file_put(c, c->upload, &job.file));
    return store_commit(c, add_write, &job);
}

struct list_job {
    struct str id;
    struct document_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_document_row, SQL_DOCUMENTS, DOCUMENTS_MAX };
    struct organization_row organization;
    TRY(organization_inside_get(tx, job->id, &organization));
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(job->id)), &rows));
    const struct document_row *row = rows.rows;
    struct document *items         = ARENA_MANY(tx->ctx->mem, rows.len, struct document);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows.len; i++)
        document_show(&items[i], &row[i]);
    job->out->items = (struct sub_list){ items, rows.len };
    return ERR_OK;
}

enum err documents_get(struct ctx *c, const struct id_in *in, struct document_list *out)
{
    struct list_job job = { in->id, out };
    return store_read(c, list_read, &job);
}

struct get_job {
    const struct document_get_in *in;
    struct document_row row;
};

static enum err get_read(struct store_tx *tx, void *arg)
{
    struct get_job *job = arg;
    struct organization_row organization;
    TRY(organization_inside_get(tx, job->in->id, &organization));
    return tx_get(tx, &model_document_row, SQL_DOCUMENT, BINDS(B_TEXT(job->in->document), B_TEXT(job->in->id)), &job->row);
}

enum err document_get(struct ctx *c, const struct document_get_in *in)
{
    struct get_job job = { .in = in };
    TRY(store_read(c, get_read, &job));
    TRY(file_get(c, job.row.file, &c->raw_body));
    c->raw_type = job.row.media;
    c->download = true;
    return ERR_OK;
}
