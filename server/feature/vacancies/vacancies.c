/* Work that is offered: drafted by an organization's people, published when nothing mandatory is missing, found by anyone. */
#include "server/feature/vacancies/vacancies_core.h"
#include "proto/base/code.h"
#include "server/feature/vacancies/vacancies_sql.h"
#include "server/port/route.h"
#include "server/port/store.h"

static enum err member_is(struct store_tx *tx, struct str organization_id, bool *ret_member)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(organization_id), B_TEXT(tx->ctx->who.account_id)), &count));
    *ret_member = count > 0;
    return ERR_OK;
}

static void row_show(struct vacancy *out, const struct vacancy_row *row, struct str organization_name)
{
    *out = (struct vacancy){ .id                = row->id,
                             .organization_id   = row->organization_id,
                             .organization_name = organization_name,
                             .title             = row->title,
                             .occupation        = row->occupation.len ? row->occupation : STR_NONE,
                             .description       = row->description,
                             .region            = row->region,
                             .address           = row->address,
                             .headcount         = row->headcount,
                             .employment_type   = row->employment_type,
                             .education         = row->education,
                             .wage_min_fen      = row->wage_min_fen,
                             .wage_max_fen      = row->wage_max_fen,
                             .wage_period       = row->wage_period,
                             .benefits          = row->benefits,
                             .urgent            = row->urgent,
                             .state             = row->state,
                             .demo              = row->demo,
                             .published_at      = row->published_at,
                             .version           = row->version };
}

static enum err shown_fill(struct store_tx *tx, struct vacancy *out, const struct vacancy_row *row)
{
    struct organization_row organization;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    row_show(out, row, organization.name);
    tx->ctx->version = row->version;
    return ERR_OK;
}

/* The row, when the caller acts for its organization: others get what they may know of it. */
static enum err own_get(struct store_tx *tx, struct str id, struct vacancy_row *ret_row)
{
    struct vacancy_row row;
    bool member = false;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &row));
    TRY(member_is(tx, row.organization_id, &member));
    if (!member)
        return row.state == vacancy_state_published ? ERR_FORBIDDEN : ERR_NOT_FOUND;
    *ret_row = row;
    return ERR_OK;
}

static enum err lacks_say(struct ctx *c, unsigned lacks)
{
    enum err e = ERR_OK;
    if (lacks & VACANCY_LACK_TITLE)
        e = fault_add(c, STR("/title"), STR("required"), STR("请填写岗位名称"), STR("A title is needed"));
    if (lacks & VACANCY_LACK_REGION)
        e = fault_add(c, STR("/region"), STR("bad_region"), STR("请填写六位行政区划代码"), STR("A six-digit place code is needed"));
    if (lacks & VACANCY_LACK_HEADCOUNT)
        e = fault_add(c, STR("/headcount"), STR("required"), STR("请填写招聘人数"), STR("A headcount is needed"));
    if (lacks & (VACANCY_LACK_WAGE | VACANCY_LACK_PAID))
        e = fault_add(c, STR("/wage_max_fen"), STR("required"), STR("请填写薪酬范围"), STR("The pay is needed"));
    if (lacks & VACANCY_LACK_ORDER)
        e = fault_add(c, STR("/wage_max_fen"), STR("too_small"), STR("最高薪酬不能低于最低薪酬"), STR("The higher wage is below the lower one"));
    return e;
}

/* --- draft ------------------------------------------------------------------------------------------------ */
struct write_job {
    const void *in;
    struct vacancy *out;
};

static enum err create_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job        = arg;
    const struct vacancy_create_in *in = job->in;
    bool member                        = false;
    TRY(member_is(tx, in->organization_id, &member));
    if (!member)
        return fault_add(tx->ctx, STR("/organization_id"), STR("not_yours"), STR("您不是这个单位的成员"), STR("You do not act for this organization"));
    struct vacancy_row row = { .organization_id = in->organization_id,
                               .title           = in->title,
                               .occupation      = in->occupation,
                               .description     = in->description,
                               .region          = in->region,
                               .address         = in->address,
                               .headcount       = in->headcount,
                               .employment_type = in->employment_type,
                               .education       = in->education,
                               .wage_min_fen    = in->wage_min_fen,
                               .wage_max_fen    = in->wage_max_fen,
                               .wage_period     = in->wage_period,
                               .benefits        = in->benefits,
                               .urgent          = in->urgent,
                               .state           = vacancy_state_draft,
                               .demo            = tx->ctx->who.demo,
                               .created_at      = clock_now(tx->ctx),
                               .published_at    = NONE,
                               .version         = 1 };
    TRY(id_new(tx->ctx, 'v', &row.id));
    TRY(tx_insert(tx, &model_vacancy_row, &row));
    return shown_fill(tx, job->out, &row);
}

static enum err vacancy_create(struct ctx *c, const struct vacancy_create_in *in, struct vacancy *out)
{
    const struct vacancy_row judged = { .title = in->title, .region = in->region, .headcount = in->headcount,
                                        .wage_min_fen = in->wage_min_fen, .wage_max_fen = in->wage_max_fen };
    TRY(lacks_say(c, vacancy_lacks(&judged) & VACANCY_LACKS_OF_DRAFT));
    struct write_job job = { in, out };
    return store_commit(c, create_write, &job);
}
HANDLER(vacancy_create, vacancy_create_in, vacancy)

static enum err change_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job        = arg;
    const struct vacancy_change_in *in = job->in;
    struct vacancy_row row;
    TRY(own_get(tx, in->id, &row));
    TRY(version_check(tx->ctx, row.version));
    vacancy_change(&row, in);
    unsigned lacks = vacancy_lacks(&row);
    TRY(lacks_say(tx->ctx, row.state == vacancy_state_published ? lacks : lacks & VACANCY_LACKS_OF_DRAFT));
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    return shown_fill(tx, job->out, &row);
}

static enum err vacancy_alter(struct ctx *c, const struct vacancy_change_in *in, struct vacancy *out)
{
    struct write_job job = { in, out };
    return store_commit(c, change_write, &job);
}
HANDLER(vacancy_alter, vacancy_change_in, vacancy)

static enum err publish_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job = arg;
    const struct id_in *in      = job->in;
    struct vacancy_row row;
    struct organization_row organization;
    TRY(own_get(tx, in->id, &row));
    if (row.state == vacancy_state_published)
        return shown_fill(tx, job->out, &row);
    if (row.state != vacancy_state_draft)
        return refuse(tx->ctx, ERR_CONFLICT, STR("这个岗位已经结束"), STR("This vacancy has ended"));
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row.organization_id)), &organization));
    if (!vacancy_may_publish(&organization, clock_now(tx->ctx)))
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位通过审核后才能发布岗位"), STR("The organization must be verified before it publishes"));
    TRY(lacks_say(tx->ctx, vacancy_lacks(&row)));
    row.state        = vacancy_state_published;
    row.published_at = clock_now(tx->ctx);
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    return shown_fill(tx, job->out, &row);
}

static enum err vacancy_publish(struct ctx *c, const struct id_in *in, struct vacancy *out)
{
    struct write_job job = { in, out };
    return store_commit(c, publish_write, &job);
}
HANDLER(vacancy_publish, id_in, vacancy)

/* --- read --------------------------------------------------------------------------------------------------- */
static enum err get_read(struct store_tx *tx, void *arg)
{
    const struct write_job *job = arg;
    const struct id_in *in      = job->in;
    struct vacancy_row row;
    bool member = false;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    if (row.state == vacancy_state_draft) {
        TRY(member_is(tx, row.organization_id, &member));
        if (!member && !who_is_staff(tx->ctx))
            return ERR_NOT_FOUND;
    }
    return shown_fill(tx, job->out, &row);
}

static enum err vacancy_get(struct ctx *c, const struct id_in *in, struct vacancy *out)
{
    struct write_job job = { in, out };
    return store_read(c, get_read, &job);
}
HANDLER(vacancy_get, id_in, vacancy)

/* Text as a LIKE pattern: its own wildcards are taken literally. */
static struct str like_of(struct ctx *c, struct str text, bool anywhere)
{
    char *p = arena_alloc(c->mem, text.len * 2 + 3);
    if (!p)
        return STR_NONE;
    size_t n = 0;
    if (anywhere)
        p[n++] = '%';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' || text.ptr[i] == '_' || text.ptr[i] == '\\')
            p[n++] = '\\';
        p[n++] = text.ptr[i];
    }
    p[n++] = '%';
    return str_make(p, n);
}

/* A page: the name of an organization is read once for all of its vacancies. */
static enum err page_fill(struct store_tx *tx, struct vacancy *items, const struct vacancy_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        while (same < i && !str_eq(rows[same].organization_id, rows[i].organization_id))
            same++;
        if (same < i)
            row_show(&items[i], &rows[i], items[same].organization_name);
        else
            TRY(shown_fill(tx, &items[i], &rows[i]));
    }
    tx->ctx->version = NONE; /* a list has none */
    return ERR_OK;
}

struct list_job {
    const struct vacancy_list_in *in;
    const struct page *page;
    struct str find, region;
    struct vacancy_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job       = arg;
    const struct vacancy_list_in *in = job->in;
    const struct page *page          = job->page;
    bool member                      = false;
    if (in->organization_id.len && tx->ctx->who.account_id.len)
        TRY(member_is(tx, in->organization_id, &member));
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_vacancy_row, member ? SQL_VACANCY_LIST_OWN : SQL_VACANCY_LIST, (size_t)page->limit + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(in->organization_id.len ? in->organization_id : STR("")), B_TEXT(job->find), B_TEXT(job->region),
                      B_INT(str_eq(in->urgent, STR("true"))), B_INT(page->after_key == NONE ? INT64_MAX : page->after_key),
                      B_TEXT(page->after_key == NONE ? STR("") : page->after_id), B_INT(page->limit + 1)),
                &rows));
    const struct vacancy_row *row = rows.rows;
    size_t count                  = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct vacancy *items         = ARENA_MANY(tx->ctx->mem, count, struct vacancy);
    if (!items)
        return ERR_NO_MEMORY;
    TRY(page_fill(tx, items, row, count));
    job->out->items = (struct sub_list){ items, count };
    if (rows.len > count) {
        const struct vacancy_row *last = &row[count - 1];
        TRY(page_next(tx->ctx, last->published_at != NONE ? last->published_at : last->created_at, last->id, &job->out->next));
    }
    return ERR_OK;
}

static enum err vacancy_find(struct ctx *c, const struct vacancy_list_in *in, struct vacancy_list *out)
{
    if (in->urgent.len && !str_eq(in->urgent, STR("true")) && !str_eq(in->urgent, STR("false")))
        return fault_add(c, STR("urgent"), STR("not_allowed"), STR("只能是 true 或 false"), STR("true or false only"));
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { in, &page, STR(""), like_of(c, in->region, false), out };
    if (str_trim(in->q).len)
        job.find = like_of(c, str_trim(in->q), true);
    if (!job.find.ptr || !job.region.ptr)
        return ERR_NO_MEMORY;
    return store_read(c, list_read, &job);
}
HANDLER(vacancy_find, vacancy_list_in, vacancy_list)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/vacancies", RECRUITER, 201, ROUTE_PLAIN, 0, &model_vacancy_create_in, &model_vacancy, vacancy_create_any,
      "Draft a vacancy" },
    { METHOD_GET, "/api/v1/vacancies", ANYONE, 200, ROUTE_PLAIN, 0, &model_vacancy_list_in, &model_vacancy_list, vacancy_find_any,
      "Published vacancies, newest first" },
    { METHOD_GET, "/api/v1/vacancies/{id}", ANYONE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_vacancy, vacancy_get_any, "One vacancy" },
    { METHOD_PATCH, "/api/v1/vacancies/{id}", RECRUITER, 200, ROUTE_VERSION, 0, &model_vacancy_change_in, &model_vacancy, vacancy_alter_any,
      "Change a vacancy; what is not given stays" },
    { METHOD_POST, "/api/v1/vacancies/{id}/publication", RECRUITER, 200, ROUTE_PLAIN, 0, &model_id_in, &model_vacancy, vacancy_publish_any,
      "Publish a vacancy when nothing mandatory is missing" },
};

extern const struct feature feature_vacancies;
const struct feature feature_vacancies = { .name = "vacancies", .routes = routes, .route_count = COUNT_OF(routes) };
