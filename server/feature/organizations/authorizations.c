/* What lets an agency act for a named client: a signed paper with two dates, confirmed by staff. Offers published under it end with it. */
#include "server/feature/organizations/organizations_core.h"
#include "server/feature/organizations/organizations_in.h"
#include "server/feature/organizations/organizations_sql.h"
#include "server/port/audit.h"
#include "server/port/vacancy.h"

#define AUTHORIZATIONS_MAX 100 /* of one agency */
#define OFFERS_END_MAX 1000    /* of one client or authorization at once */

static void authorization_show(struct authorization *out, const struct authorization_row *row)
{
    *out = (struct authorization){ .id = row->id, .organization_id = row->organization_id, .client_name = row->client_name, .client_uscc = row->client_uscc,
                                   .valid_from = row->valid_from, .valid_until = row->valid_until, .document_id = row->document_id, .state = row->state,
                                   .reason = row->reason.len ? row->reason : STR_NONE, .created_at = row->created_at, .version = row->version };
}

enum err organization_offers_end(struct store_tx *tx, const char *tail, struct str key, enum vacancy_end cause)
{
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_vacancy_row, tail, OFFERS_END_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(key), B_INT(OFFERS_END_MAX)), &rows));
    struct vacancy_row *row = rows.rows;
    for (size_t i = 0; i < rows.len; i++)
        TRY(vacancy_ended(tx, &row[i], cause));
    return ERR_OK;
}

/* --- bring one ------------------------------------------------------------------------------------------------------- */

struct add_job {
    const struct authorization_create_in *in;
    struct authorization *out;
};

static enum err add_write(struct store_tx *tx, void *arg)
{
    const struct add_job *job                = arg;
    const struct authorization_create_in *in = job->in;
    struct organization_row agency;
    struct document_row document;
    int64_t count = 0;
    TRY(organization_inside_get(tx, in->id, &agency));
    if (agency.kind != organization_kind_agency)
        return refuse(tx->ctx, ERR_CONFLICT, STR("只有人力资源服务机构可以登记委托"), STR("Only an agency acts for clients"));
    enum err e = tx_get(tx, &model_document_row, SQL_DOCUMENT, BINDS(B_TEXT(in->document_id), B_TEXT(in->id)), &document);
    if (e == ERR_NOT_FOUND)
        return fault_add(tx->ctx, STR("/document_id"), STR("unknown_document"), STR("请先上传委托书"), STR("Bring the signed paper first"));
    TRY(e);
    TRY(tx_int(tx, SQL_AUTHORIZATION_COUNT, BINDS(B_TEXT(in->id)), &count));
    if (count >= AUTHORIZATIONS_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("委托数量已达上限"), STR("It has as many authorizations as allowed"));
    struct authorization_row row = { .organization_id = in->id, .client_name = in->client_name, .client_uscc = in->client_uscc, .valid_from = in->valid_from,
                                     .valid_until = in->valid_until, .document_id = in->document_id, .state = authorization_state_pending, .reason = STR(""),
                                     .created_at = clock_now(tx->ctx), .version = 1 };
    if (organization_uscc_judge(in->client_uscc) == ORGANIZATION_USCC_PILOT)
        row.reason = STR(ORGANIZATION_PILOT_WORD);
    TRY(id_new(tx->ctx, 'x', &row.id));
    TRY(tx_insert(tx, &model_authorization_row, &row));
    authorization_show(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err times_say(struct ctx *c, const struct authorization_create_in *in)
{
    switch (authorization_times_judge(in->valid_from, in->valid_until, clock_now(c))) {
    case AUTHORIZATION_TIMES_ORDER: return fault_add(c, STR("/valid_until"), STR("too_early"), STR("截止时间须晚于起始时间"), STR("It ends before it begins"));
    case AUTHORIZATION_TIMES_OVER: return fault_add(c, STR("/valid_until"), STR("over"), STR("委托已过期"), STR("It is over already"));
    case AUTHORIZATION_TIMES_LONG: return fault_add(c, STR("/valid_until"), STR("too_long"), STR("委托期限最长三年"), STR("At most three years"));
    case AUTHORIZATION_TIMES_GOOD: break;
    }
    return ERR_OK;
}

enum err authorization_add(struct ctx *c, const struct authorization_create_in *in, struct authorization *out)
{
    enum err e = times_say(c, in);
    if (organization_uscc_judge(in->client_uscc) == ORGANIZATION_USCC_BAD)
        e = fault_add(c, STR("/client_uscc"), STR("bad_check_character"), STR("统一社会信用代码的校验位不正确"), STR("The check character of this social credit code is wrong"));
    if (str_code_points(str_trim(in->client_name)) < 2)
        e = fault_add(c, STR("/client_name"), STR("too_short"), STR("请填写委托单位名称"), STR("The client's name is needed"));
    TRY(e);
    struct add_job job = { in, out };
    return store_commit(c, add_write, &job);
}

/* --- lists ---------------------------------------------------------------------------------------------------------------- */

static enum err items_fill(struct store_tx *tx, const struct authorization_row *rows, size_t count, struct authorization_list *out)
{
    struct authorization *items = ARENA_MANY(tx->ctx->mem, count, struct authorization);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        authorization_show(&items[i], &rows[i]);
    out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

struct list_job {
    struct str id;
    struct authorization_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_authorization_row, SQL_AUTHORIZATIONS, AUTHORIZATIONS_MAX };
    struct organization_row organization;
    TRY(organization_inside_get(tx, job->id, &organization));
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(job->id)), &rows));
    return items_fill(tx, rows.rows, rows.len, job->out);
}

enum err authorizations_get(struct ctx *c, const struct id_in *in, struct authorization_list *out)
{
    struct list_job job = { in->id, out };
    return store_read(c, list_read, &job);
}

struct wait_job {
    const struct page *page;
    struct str region; /* LIKE form */
    struct authorization_list *out;
};

static enum err wait_read(struct store_tx *tx, void *arg)
{
    const struct wait_job *job     = arg;
    const struct page *page        = job->page;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_authorization_row, SQL_AUTHORIZATIONS_WAIT, (size_t)page->limit + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(job->region), B_INT(page->after_key == NONE ? -1 : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1)),
                &rows));
    const struct authorization_row *row = rows.rows;
    size_t count                        = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    TRY(items_fill(tx, row, count, job->out));
    return rows.len > count ? page_next(tx->ctx, row[count - 1].created_at, row[count - 1].id, &job->out->next) : ERR_OK;
}

enum err authorizations_wait(struct ctx *c, const struct page_in *in, struct authorization_list *out)
{
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct str tree     = c->who.role == role_admin ? STR("") : organization_region_tree(c->who.region);
    struct wait_job job = { &page, arena_format(c->mem, "%.*s%%", STR_ARG(tree)), out };
    if (!job.region.ptr)
        return ERR_NO_MEMORY;
    return store_read(c, wait_read, &job);
}

/* --- staff's decision ------------------------------------------------------------------------------------------------------ */

struct decide_job {
    const struct verification_in *in;
    struct authorization *out;
};

static enum err decide_tell(struct store_tx *tx, const struct authorization_row *row, bool confirmed)
{
    struct str zh = arena_format(tx->ctx->mem, "%.*s 的委托%s%.*s", STR_ARG(row->client_name), confirmed ? "已确认" : "未获确认：", STR_ARG(row->reason));
    struct str en = arena_format(tx->ctx->mem, "The authorization of %.*s is %s%.*s", STR_ARG(row->client_name), confirmed ? "confirmed" : "refused: ", STR_ARG(row->reason));
    return zh.ptr && en.ptr ? organization_tell(tx, row->organization_id, zh, en) : ERR_NO_MEMORY;
}

static enum err decide_write(struct store_tx *tx, void *arg)
{
    const struct decide_job *job = arg;
    bool confirmed               = job->in->decision == decision_verified;
    struct authorization_row row;
    struct organization_row agency;
    TRY(tx_get(tx, &model_authorization_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &row));
    TRY(organization_staff_get(tx, row.organization_id, &agency));
    if (confirmed && clock_now(tx->ctx) >= row.valid_until)
        return refuse(tx->ctx, ERR_CONFLICT, STR("委托已过期"), STR("The authorization is over already"));
    row.state  = confirmed ? authorization_state_confirmed : authorization_state_refused;
    row.reason = confirmed ? STR("") : job->in->reason;
    row.version++;
    TRY(tx_save(tx, &model_authorization_row, &row));
    if (!confirmed)
        TRY(organization_offers_end(tx, SQL_OFFERS_UNDER, row.id, vacancy_end_suspended));
    TRY(audit_add(tx, &(struct audit_in){ confirmed ? STR("authorization.confirm") : STR("authorization.refuse"), row.id, job->in->reason.len ? job->in->reason : STR("") }));
    TRY(decide_tell(tx, &row, confirmed));
    authorization_show(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

enum err authorization_decide(struct ctx *c, const struct verification_in *in, struct authorization *out)
{
    TRY(organization_decision_check(c, in));
    struct decide_job job = { in, out };
    return store_commit(c, decide_write, &job);
}
