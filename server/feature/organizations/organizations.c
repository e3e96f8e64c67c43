/* Enterprises, agencies and coordination offices: entered by one of their people, verified by staff, shared by colleagues. */
#include "server/feature/organizations/organizations_core.h"
#include "server/feature/organizations/organizations_in.h"
#include "server/feature/organizations/organizations_sql.h"
#include "server/port/audit.h"
#include "server/port/booth.h"
#include "server/port/live.h"
#include "server/port/notice.h"
#include "server/port/region.h"
#include "server/port/reply.h"
#include "server/port/vacancy.h"

#define CLOCK_EVERY_MS 60000

void organization_show(struct organization *out, const struct organization_row *row, bool whole)
{
    model_clear(&model_organization, out);
    out->id             = row->id;
    out->kind           = row->kind;
    out->name           = row->name;
    out->region         = row->region;
    out->industry       = row->industry;
    out->scale          = row->scale;
    out->address        = row->address;
    out->state          = row->state;
    out->verified_until = row->verified_until;
    out->demo           = row->demo;
    out->version        = row->version;
    if (!whole)
        return;
    out->uscc          = row->uscc;
    out->contact_name  = row->contact_name;
    out->contact_phone = row->contact_phone;
    if (row->state == organization_state_suspended)
        out->reason = row->suspension_reason;
    else if (row->reason.len)
        out->reason = row->reason;
}

enum err organization_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(organization_id), B_TEXT(tx->ctx->who.account_id)), &count));
    *ret_member = count > 0;
    return ERR_OK;
}

enum err organization_inside_get(struct store_tx *tx, struct str id, struct organization_row *ret_row)
{
    bool member = false;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(id)), ret_row));
    TRY(organization_member_is(tx, id, &member));
    if (member || who_is_staff(tx->ctx))
        return ERR_OK;
    return organization_is_public(ret_row) ? ERR_FORBIDDEN : ERR_NOT_FOUND;
}

enum err organization_staff_get(struct store_tx *tx, struct str id, struct organization_row *ret_row)
{
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(id)), ret_row));
    if (tx->ctx->who.role != role_admin && !organization_staff_covers(tx->ctx->who.region, ret_row->region))
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("该单位不在您负责的地区"), STR("This organization is outside of your region"));
    return ERR_OK;
}

static enum err members_read_ids(struct store_tx *tx, struct str id, struct str *ids, size_t *ret_count)
{
    struct store_cursor *cursor = NULL;
    bool row                    = false;
    size_t count                = 0;
    TRY(tx_open(tx, SQL_MEMBER_ACCOUNTS, BINDS(B_TEXT(id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < MEMBERS_MAX) {
        e = cursor_text(tx, cursor, 0, &ids[count++]);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_count = count;
    return e;
}

enum err organization_tell(struct store_tx *tx, struct str id, struct str zh, struct str en)
{
    struct str ids[MEMBERS_MAX];
    size_t count = 0;
    TRY(members_read_ids(tx, id, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(notice_add(tx, &(struct notice_in){ ids[i], zh, en }));
    return ERR_OK;
}

/* --- enter ---------------------------------------------------------------------------------------------- */
struct create_job {
    const struct organization_create_in *in;
    struct organization *out;
};

static enum err create_write(struct store_tx *tx, void *arg)
{
    const struct create_job *job             = arg;
    const struct organization_create_in *in = job->in;
    struct organization_row row;
    model_clear(&model_organization_row, &row);
    TRY(id_new(tx->ctx, 'o', &row.id));
    row.kind          = in->kind;
    row.name          = in->name;
    row.uscc          = in->uscc;
    row.region        = in->region;
    row.industry      = in->industry;
    row.scale         = in->scale;
    row.address       = in->address;
    row.contact_name  = in->contact_name;
    row.contact_phone = in->contact_phone;
    row.state         = organization_state_pending;
    if (organization_uscc_judge(in->uscc) == ORGANIZATION_USCC_PILOT)
        row.reason = STR(ORGANIZATION_PILOT_WORD);
    row.demo          = tx->ctx->who.demo;
    row.created_at    = clock_now(tx->ctx);
    row.version       = 1;
    enum err e        = tx_insert(tx, &model_organization_row, &row);
    if (e == ERR_EXISTS)
        return refuse(tx->ctx, ERR_EXISTS, STR("这个统一社会信用代码已经登记"), STR("This social credit code is entered already"));
    TRY(e);
    struct member_row member = { .organization_id = row.id, .account_id = tx->ctx->who.account_id, .created_at = row.created_at };
    TRY(tx_insert(tx, &model_member_row, &member));
    organization_show(job->out, &row, true);
    tx->ctx->version = row.version;
    return ERR_OK;
}

enum err organization_fields_say(struct ctx *c, struct str uscc, struct str region, struct str name)
{
    enum err e = ERR_OK;
    if (organization_uscc_judge(uscc) == ORGANIZATION_USCC_BAD)
        e = fault_add(c, STR("/uscc"), STR("bad_check_character"), STR("统一社会信用代码的校验位不正确"),
                      STR("The check character of this social credit code is wrong"));
    if (region_check(c, STR("/region"), region) != ERR_OK)
        e = ERR_INVALID;
    if (str_code_points(str_trim(name)) < 2)
        e = fault_add(c, STR("/name"), STR("too_short"), STR("请填写单位名称"), STR("A name is needed"));
    return e;
}

static enum err organization_create(struct ctx *c, const struct organization_create_in *in, struct organization *out)
{
    enum err e = organization_fields_say(c, in->uscc, in->region, in->name);
    if (!organization_kind_fits(c->who.role, in->kind))
        e = fault_add(c, STR("/kind"), STR("kind_of_another_role"), STR("您的账号类型不能登记这类单位"),
                      STR("Your kind of account cannot enter this kind of organization"));
    TRY(e);
    struct create_job job = { in, out };
    return store_commit(c, create_write, &job);
}
HANDLER(organization_create, organization_create_in, organization)

/* --- read ------------------------------------------------------------------------------------------------ */
struct get_job {
    struct str id;
    struct organization *out;
};

static enum err get_read(struct store_tx *tx, void *arg)
{
    const struct get_job *job = arg;
    struct organization_row row;
    bool member = false;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(job->id)), &row));
    TRY(organization_member_is(tx, row.id, &member));
    /* Before it is verified only its own people and staff know of it. */
    if (!member && !who_is_staff(tx->ctx) && !organization_is_public(&row))
        return ERR_NOT_FOUND;
    struct reply reply;
    TRY(reply_read(tx, row.id, STR_NONE, &reply));
    organization_show(job->out, &row, member || who_is_staff(tx->ctx));
    job->out->reply_hours    = reply.hours;
    job->out->reply_percent  = reply.percent;
    job->out->reply_measured = reply.due;
    tx->ctx->version         = row.version;
    return ERR_OK;
}

static enum err organization_get(struct ctx *c, const struct id_in *in, struct organization *out)
{
    struct get_job job = { in->id, out };
    return store_read(c, get_read, &job);
}
HANDLER(organization_get, id_in, organization)

struct list_job {
    const struct page *page;
    struct str state;
    bool all;
    struct organization_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    const struct page *page        = job->page;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_organization_row, SQL_ORGANIZATION_LIST, (size_t)page->limit + 1 };
    struct str account             = job->all ? STR("") : tx->ctx->who.account_id;
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(account), B_TEXT(job->state.ptr ? job->state : STR("")),
                      B_INT(page->after_key == NONE ? INT64_MAX : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1)),
                &rows));
    const struct organization_row *row = rows.rows;
    size_t count                       = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct organization *items         = ARENA_MANY(tx->ctx->mem, count, struct organization);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        organization_show(&items[i], &row[i], true);
    job->out->items = (struct sub_list){ items, count };
    if (rows.len > count)
        TRY(page_next(tx->ctx, row[count - 1].created_at, row[count - 1].id, &job->out->next));
    return ERR_OK;
}

static enum err organization_list_any_state(struct ctx *c, const struct organization_list_in *in, struct organization_list *out)
{
    unsigned state = 0;
    if (in->state.len && !str_eq(in->state, STR("due")) && !enum_find(&enum_organization_state, in->state, &state))
        return fault_add(c, STR("state"), STR("not_allowed"), STR("没有这种状态"), STR("There is no such state"));
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { &page, in->state, who_is_staff(c), out };
    return store_read(c, list_read, &job);
}
HANDLER(organization_list_any_state, organization_list_in, organization_list)

static enum err organization_list_mine(struct ctx *c, const struct page_in *in, struct organization_list *out)
{
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { &page, STR_NONE, false, out };
    return store_read(c, list_read, &job);
}
HANDLER(organization_list_mine, page_in, organization_list)

/* --- staff's decision --------------------------------------------------------------------------------------- */
struct verify_job {
    const struct verification_in *in;
    struct organization *out;
    struct booths_closed *closed; /* NULL: none */
};

/* What a refused one offers goes, as when it is suspended. */
static enum err refused_end(struct store_tx *tx, struct verify_job *job, const struct organization_row *row)
{
    struct str message = arena_format(tx->ctx->mem, "单位未通过核验 / Not verified: %.*s", STR_ARG(job->in->reason));
    if (!message.ptr)
        return ERR_NO_MEMORY;
    TRY(vacancies_suspend(tx, row->id, NULL));
    TRY(organization_offers_end(tx, SQL_OFFERS_FOR, row->uscc, vacancy_end_suspended));
    return booths_close(tx, row->id, message, &job->closed);
}

static enum err verify_write(struct store_tx *tx, void *arg)
{
    struct verify_job *job = arg;
    bool verified          = job->in->decision == decision_verified;
    struct organization_row row;
    TRY(organization_staff_get(tx, job->in->id, &row));
    if ((verified ? organization_verified(&row, clock_now(tx->ctx)) : organization_refused(&row, job->in->reason)) != ERR_OK)
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位已被暂停，请先解除暂停"), STR("The organization is suspended: lift that first"));
    TRY(tx_save(tx, &model_organization_row, &row));
    if (!verified)
        TRY(refused_end(tx, job, &row));
    TRY(audit_add(tx, &(struct audit_in){ verified ? STR("organization.verify") : STR("organization.refuse"), row.id, job->in->reason }));
    organization_show(job->out, &row, true);
    tx->ctx->version = row.version;
    return ERR_OK;
}

enum err organization_decision_check(struct ctx *c, const struct verification_in *in)
{
    if (in->decision != decision_verified && in->decision != decision_refused)
        return fault_add(c, STR("/decision"), STR("not_allowed"), STR("只能是 verified 或 refused"), STR("verified or refused only"));
    if (in->decision == decision_refused && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明不通过的原因"), STR("A refusal needs a reason"));
    return ERR_OK;
}

static enum err organization_verify(struct ctx *c, const struct verification_in *in, struct organization *out)
{
    TRY(organization_decision_check(c, in));
    struct verify_job job = { .in = in, .out = out };
    TRY(store_commit(c, verify_write, &job));
    booths_close_follow(c, job.closed);
    return ERR_OK;
}
HANDLER(organization_verify, verification_in, organization)

/* --- colleagues ----------------------------------------------------------------------------------------------- */
struct member_job {
    struct str organization_id, login;
    struct member *out;
};

static enum err member_write(struct store_tx *tx, void *arg)
{
    struct member_job *job = arg;
    struct organization_row organization;
    TRY(organization_inside_get(tx, job->organization_id, &organization));
    int64_t count = 0;
    TRY(tx_int(tx, SQL_MEMBER_COUNT, BINDS(B_TEXT(job->organization_id)), &count));
    if (count >= MEMBERS_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("成员人数已达上限"), STR("It has as many members as allowed"));
    struct account_row account;
    enum err found = tx_get(tx, &model_account_row, "WHERE login = ?1", BINDS(B_TEXT(job->login)), &account);
    if (found == ERR_NOT_FOUND || (found == ERR_OK && account.role != role_recruiter && account.role != role_agent && account.role != role_coordinator))
        return fault_add(tx->ctx, STR("/login"), STR("unknown_colleague"), STR("没有这个招聘方账号"), STR("No such employer's account"));
    TRY(found);
    struct member_row row = { .organization_id = job->organization_id, .account_id = account.id, .created_at = clock_now(tx->ctx) };
    enum err e            = tx_insert(tx, &model_member_row, &row);
    if (e == ERR_EXISTS)
        return refuse(tx->ctx, ERR_EXISTS, STR("已经是成员"), STR("A member already"));
    TRY(e);
    *job->out = (struct member){ .account_id = account.id, .login = account.login, .name = account.name };
    return ERR_OK;
}

static enum err member_create(struct ctx *c, const struct member_create_in *in, struct member *out)
{
    char *lower = arena_alloc(c->mem, in->login.len + 1);
    if (!lower)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < in->login.len; i++)
        lower[i] = in->login.ptr[i] >= 'A' && in->login.ptr[i] <= 'Z' ? (char)(in->login.ptr[i] + 32) : in->login.ptr[i];
    struct member_job job = { in->id, str_make(lower, in->login.len), out };
    return store_commit(c, member_write, &job);
}
HANDLER(member_create, member_create_in, member)

static enum err member_remove_write(struct store_tx *tx, void *arg)
{
    const struct member_remove_in *in = arg;
    struct organization_row organization;
    TRY(organization_inside_get(tx, in->id, &organization));
    int64_t count   = 0;
    int64_t changed = 0;
    TRY(tx_exec(tx, SQL_MEMBER_REMOVE, BINDS(B_TEXT(in->id), B_TEXT(in->account)), &changed));
    if (!changed)
        return ERR_NOT_FOUND;
    TRY(tx_int(tx, SQL_MEMBER_COUNT, BINDS(B_TEXT(in->id)), &count));
    /* a refusal takes the removal back */
    return count ? ERR_OK : refuse(tx->ctx, ERR_CONFLICT, STR("最后一名成员不能移除"), STR("The last member cannot be removed"));
}

static enum err member_remove(struct ctx *c, const struct member_remove_in *in)
{
    struct member_remove_in copy = *in;
    TRY(store_commit(c, member_remove_write, &copy));
    /* Their subscriptions are judged anew everywhere; were this lost, the next renewal of the right would fail all the same. */
    struct str what = arena_format(c->mem, "account:%.*s", STR_ARG(in->account));
    if (what.ptr && c->hall->live)
        (void)c->hall->live->revoke(c->hall->live, c, what); /* the removal stands whether or not Redis hears of it now */
    return ERR_OK;
}
HANDLER_SILENT(member_remove, member_remove_in)

struct members_job {
    struct str organization_id;
    struct member_list *out;
};

static enum err members_read(struct store_tx *tx, void *arg)
{
    const struct members_job *job = arg;
    struct organization_row organization;
    TRY(organization_inside_get(tx, job->organization_id, &organization));
    struct member *items = ARENA_MANY(tx->ctx->mem, MEMBERS_MAX, struct member);
    if (!items)
        return ERR_NO_MEMORY;
    struct store_cursor *cursor = NULL;
    TRY(tx_open(tx, SQL_MEMBER_LIST, BINDS(B_TEXT(job->organization_id)), &cursor));
    size_t count = 0;
    bool row     = false;
    enum err e   = ERR_OK;
    while (count < MEMBERS_MAX && (e = cursor_step(tx, cursor, &row)) == ERR_OK && row) {
        struct member *m = &items[count];
        if ((e = cursor_text(tx, cursor, 0, &m->account_id)) != ERR_OK || (e = cursor_text(tx, cursor, 1, &m->login)) != ERR_OK ||
            (e = cursor_text(tx, cursor, 2, &m->name)) != ERR_OK)
            break;
        count++;
    }
    cursor_done(tx, cursor);
    TRY(e);
    job->out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

static enum err members_list(struct ctx *c, const struct id_in *in, struct member_list *out)
{
    struct members_job job = { in->id, out };
    return store_read(c, members_read, &job);
}
HANDLER(members_list, id_in, member_list)

HANDLER(organization_suspend, suspension_in, organization)
HANDLER(organization_suspension_end, suspension_end_in, organization)
HANDLER_SILENT(organization_clock_job, nothing)
HANDLER(document_add, document_in, document)
HANDLER(documents_get, id_in, document_list)
HANDLER_SILENT(document_get, document_get_in)
HANDLER(authorization_add, authorization_create_in, authorization)
HANDLER(authorizations_get, id_in, authorization_list)
HANDLER(authorizations_wait, page_in, authorization_list)
HANDLER(authorization_decide, verification_in, authorization)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/organizations", EMPLOYER, 201, ROUTE_PLAIN, 0, &model_organization_create_in, &model_organization,
      organization_create_any, "Enter an organization; its maker is its first member" },
    { METHOD_GET, "/api/v1/organizations", EMPLOYER | STAFF, 200, ROUTE_PLAIN, 0, &model_organization_list_in, &model_organization_list,
      organization_list_any_state_any, "Organizations: staff see all, others their own" },
    { METHOD_GET, "/api/v1/me/organizations", EMPLOYER, 200, ROUTE_PLAIN, 0, &model_page_in, &model_organization_list,
      organization_list_mine_any, "The organizations I act for" },
    { METHOD_GET, "/api/v1/organizations/{id}", ANYONE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_organization, organization_get_any,
      "One organization; contact fields for its members and staff" },
    { METHOD_POST, "/api/v1/organizations/{id}/verification", STAFF, 200, ROUTE_PLAIN, 0, &model_verification_in, &model_organization,
      organization_verify_any, "Verify or refuse an organization; due again after six months" },
    { METHOD_POST, "/api/v1/organizations/{id}/suspension", STAFF, 200, ROUTE_PLAIN, 0, &model_suspension_in, &model_organization,
      organization_suspend_any, "Suspend an organization: its offers and booths close at once, and those who wait are told why" },
    { METHOD_DELETE, "/api/v1/organizations/{id}/suspension", STAFF, 200, ROUTE_NO_KEY, 0, &model_suspension_end_in, &model_organization,
      organization_suspension_end_any, "Lift a suspension; its people publish and open again by themselves" },
    { METHOD_GET, "/api/v1/organizations/{id}/members", EMPLOYER | STAFF, 200, ROUTE_PLAIN, 0, &model_id_in, &model_member_list,
      members_list_any, "Who acts for it" },
    { METHOD_POST, "/api/v1/organizations/{id}/members", EMPLOYER, 201, ROUTE_PLAIN, 0, &model_member_create_in, &model_member,
      member_create_any, "Add a colleague" },
    { METHOD_DELETE, "/api/v1/organizations/{id}/members/{account}", EMPLOYER, 204, ROUTE_NO_KEY, 0, &model_member_remove_in, NULL,
      member_remove_any, "Remove a colleague" },
    { METHOD_POST, "/api/v1/organizations/{id}/documents", EMPLOYER, 201, ROUTE_UPLOAD, 0, &model_document_in, &model_document, document_add_any,
      "Bring a paper of the organization: a PDF, JPEG or PNG as the body, at most 5 MiB" },
    { METHOD_GET, "/api/v1/organizations/{id}/documents", EMPLOYER | STAFF, 200, ROUTE_PLAIN, 0, &model_id_in, &model_document_list, documents_get_any,
      "Its papers; its members and staff see them" },
    { METHOD_GET, "/api/v1/organizations/{id}/documents/{document}", EMPLOYER | STAFF, 200, ROUTE_RAW, 0, &model_document_get_in, NULL, document_get_any,
      "One paper, as a download" },
    { METHOD_POST, "/api/v1/organizations/{id}/authorizations", EMPLOYER, 201, ROUTE_PLAIN, 0, &model_authorization_create_in, &model_authorization,
      authorization_add_any, "A client lets this agency act for it; staff confirm" },
    { METHOD_GET, "/api/v1/organizations/{id}/authorizations", EMPLOYER | STAFF, 200, ROUTE_PLAIN, 0, &model_id_in, &model_authorization_list,
      authorizations_get_any, "The clients of an agency, newest first; its members and staff see them" },
    { METHOD_GET, "/api/v1/authorizations", STAFF, 200, ROUTE_PLAIN, 0, &model_page_in, &model_authorization_list, authorizations_wait_any,
      "Authorizations that wait for staff of their place, longest first" },
    { METHOD_POST, "/api/v1/authorizations/{id}/verification", STAFF, 200, ROUTE_PLAIN, 0, &model_verification_in, &model_authorization,
      authorization_decide_any, "Confirm an authorization, or refuse it: what was published under it ends" },
    { METHOD_POST, "/internal/jobs/organization_clock", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, organization_clock_job_any,
      "Verifications that end soon, or ended" },
};

static const struct job jobs[] = { { "/internal/jobs/organization_clock", CLOCK_EVERY_MS } };

extern const struct feature feature_organizations;
const struct feature feature_organizations = { .name = "organizations", .routes = routes, .route_count = COUNT_OF(routes), .jobs = jobs, .job_count = COUNT_OF(jobs) };
