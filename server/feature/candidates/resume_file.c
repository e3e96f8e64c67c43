#include "server/feature/candidates/resume_file.h"

#include "server/port/files.h"
#include "server/port/pdf.h"
#include "server/port/store.h"

#define TAIL_MINE "WHERE id = ?1"
#define SQL_DELETE "DELETE FROM resume_file WHERE id = ?1"

/* --- put --------------------------------------------------------------------------------------------------------------- */

struct look {
    struct str bytes;
    enum pdf_flaw flaw;
};

static void look_run(void *arg)
{
    struct look *look = arg;
    look->flaw        = pdf_judge(look->bytes);
}

static const struct {
    const char *code, *zh, *en;
} flaws[] = {
    [PDF_GOOD]      = { "", "", "" },
    [PDF_NO_HEADER] = { "not_pdf", "这不是 PDF 文件", "This is not a PDF" },
    [PDF_NO_END]    = { "not_whole", "文件不完整，或结尾之后还有别的内容", "The file is cut off, or something stands behind its end" },
    [PDF_NO_XREF]   = { "broken", "文件的内部结构损坏，请重新导出", "The file is broken inside: export it anew" },
    [PDF_ENCRYPTED] = { "encrypted", "请上传没有密码或加密的文件", "A file without a password or encryption is needed" },
    [PDF_ACTIVE]    = { "active", "文件含有脚本或会自动执行的动作，请打印为 PDF 后再上传", "The file holds scripts or actions that run: print it to a PDF and send that" },
    [PDF_EMBEDS]    = { "embeds", "文件里夹带了其他文件，请去掉附件", "Other files are attached in it: take them out" },
    [PDF_POLYGLOT]  = { "polyglot", "文件同时是另一种格式，请重新导出", "The file is of another kind at the same time: export it anew" },
    [PDF_PACKED]    = { "packed", "文件的内部结构无法检查，请打印为 PDF 后再上传", "The file cannot be looked into: print it to a PDF and send that" },
};

static enum err content_judge(struct ctx *c)
{
    struct look look = { .bytes = c->upload };
    if (c->upload.len == 0)
        return fault_add(c, STR("/file"), STR("required"), STR("请选择文件"), STR("A file is needed"));
    if (c->upload.len > FILE_BYTES_MAX)
        return fault_add(c, STR("/file"), STR("too_long"), STR("文件不能超过 5 MiB"), STR("At most 5 MiB"));
    TRY(file_run(c, look_run, &look));
    if (look.flaw == PDF_GOOD)
        return ERR_OK;
    return fault_add(c, STR("/file"), str_from_cstr(flaws[look.flaw].code), str_from_cstr(flaws[look.flaw].zh), str_from_cstr(flaws[look.flaw].en));
}

struct put_job {
    struct str file, before; /* before: the file it takes the place of */
    struct resume *out;
};

static enum err mine_get(struct store_tx *tx, struct resume_row *ret_row)
{
    return tx_get(tx, &model_resume_row, TAIL_MINE, BINDS(B_TEXT(tx->ctx->who.account_id)), ret_row);
}

static enum err put_gate(struct store_tx *tx, void *arg)
{
    struct resume_row row;
    (void)arg;
    enum err e = mine_get(tx, &row);
    return e == ERR_NOT_FOUND ? ERR_OK : e == ERR_OK ? version_check(tx->ctx, row.version) : e;
}

static enum err put_write(struct store_tx *tx, void *arg)
{
    struct put_job *job = arg;
    struct resume_row row;
    enum err e  = mine_get(tx, &row);
    bool exists = e == ERR_OK;
    job->before = STR_NONE;
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (exists)
        TRY(version_check(tx->ctx, row.version));
    if (exists && !str_eq(row.file, job->file))
        job->before = row.file;
    row = (struct resume_row){ .id = tx->ctx->who.account_id, .file = job->file, .size = (int64_t)tx->ctx->upload.len, .uploaded_at = clock_now(tx->ctx),
                               .version = exists ? row.version + 1 : 1 };
    TRY(exists ? tx_save(tx, &model_resume_row, &row) : tx_insert(tx, &model_resume_row, &row));
    *job->out        = (struct resume){ .size = row.size, .uploaded_at = row.uploaded_at, .version = row.version };
    tx->ctx->version = row.version;
    return ERR_OK;
}

/* Read again before anybody is told that it is kept. */
static enum err kept_check(struct ctx *c, struct str file)
{
    struct str bytes;
    TRY(file_get(c, file, &bytes));
    return str_eq(bytes, c->upload) ? ERR_OK : ERR_UNAVAILABLE;
}

enum err resume_put(struct ctx *c, const struct nothing *in, struct resume *out)
{
    struct put_job job = { .out = out };
    (void)in;
    TRY(store_read(c, put_gate, NULL)); /* nothing is written to the disk for what is refused */
    TRY(content_judge(c));
    TRY(file_put(c, c->upload, &job.file));
    enum err e = kept_check(c, job.file);
    if (e == ERR_OK)
        e = store_commit(c, put_write, &job);
    if (e == ERR_OK)
        file_drop(c, job.before);
    else if (e != ERR_UNKNOWN_OUTCOME) /* then its row may stand after all */
        file_drop(c, job.file);
    return e;
}

/* --- read and taken away ------------------------------------------------------------------------------------------------ */

enum err resume_give(struct ctx *c, const struct resume_row *row)
{
    TRY(file_get(c, row->file, &c->raw_body));
    c->raw_type = file_media_type(FILE_PDF);
    c->download = true;
    return ERR_OK;
}

static enum err get_read(struct store_tx *tx, void *arg)
{
    struct resume_row *row = arg;
    TRY(mine_get(tx, row));
    tx->ctx->version = row->version;
    return ERR_OK;
}

enum err resume_get(struct ctx *c, const struct nothing *in)
{
    struct resume_row row;
    (void)in;
    TRY(store_read(c, get_read, &row));
    return resume_give(c, &row);
}

static enum err delete_write(struct store_tx *tx, void *arg)
{
    struct resume_row *row = arg;
    TRY(mine_get(tx, row));
    return tx_exec(tx, SQL_DELETE, BINDS(B_TEXT(row->id)), NULL);
}

enum err resume_delete(struct ctx *c, const struct nothing *in)
{
    struct resume_row row;
    (void)in;
    TRY(store_commit(c, delete_write, &row));
    file_drop(c, row.file);
    return ERR_OK;
}
