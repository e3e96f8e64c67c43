/* Reports of vacancies, people and talks, and staff's answers to them. */
#include "server/feature/reports/reports_core.h"
#include "server/feature/reports/reports_in.h"
#include "server/feature/reports/reports_sql.h"
#include "server/port/region.h"

/* --- as it is shown ------------------------------------------------------------------------------------------------ */

enum err report_show(struct store_tx *tx, const struct report_row *row, bool to_staff, struct report *out)
{
    model_clear(&model_report, out);
    out->id           = row->id;
    out->subject      = row->subject;
    out->subject_id   = row->subject_id;
    out->subject_name = row->subject_name;
    out->kind         = row->kind;
    out->text         = row->text;
    out->state        = row->state;
    out->answer       = row->answer.len ? row->answer : STR_NONE;
    out->taken_down   = row->taken_down;
    out->decided_at   = row->decided_at;
    out->created_at   = row->created_at;
    out->version      = row->version;
    if (!to_staff)
        return ERR_OK;
    struct account_row reporter;
    TRY(tx_get(tx, &model_account_row, "WHERE id = ?1", BINDS(B_TEXT(row->reporter_id)), &reporter));
    out->reporter_id   = row->reporter_id;
    out->reporter_name = reporter.name;
    return tx_int(tx, SQL_REPORT_OPEN_COUNT, BINDS(B_TEXT(enum_text(&enum_report_subject, row->subject)), B_TEXT(row->subject_id)), &out->open_count);
}

/* --- to report ------------------------------------------------------------------------------------------------------- */

struct create_job {
    const struct report_create_in *in;
    struct report *out;
};

/* What is said to be wrong, as the reporter may know it; ERR_NOT_FOUND where they may not. */
static enum err vacancy_find(struct store_tx *tx, struct str id, struct report_row *row)
{
    struct vacancy_row vacancy;
    struct organization_row organization;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &vacancy));
    if (vacancy.state == vacancy_state_draft || vacancy.state == vacancy_state_review)
        return ERR_NOT_FOUND;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(vacancy.organization_id)), &organization));
    row->subject_name = vacancy.title;
    row->region       = organization.region;
    return ERR_OK;
}

static enum err person_find(struct store_tx *tx, struct str id, struct report_row *row)
{
    struct account_row account;
    struct organization_row organization;
    TRY(tx_get(tx, &model_account_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &account));
    if (account.role != role_candidate && account.role != role_recruiter && account.role != role_agent)
        return ERR_NOT_FOUND;
    if (who_is(tx->ctx, id))
        return fault_add(tx->ctx, STR("/subject_id"), STR("yourself"), STR("不能举报自己"), STR("You cannot report yourself"));
    row->subject_name = account.name;
    enum err e        = tx_get(tx, &model_organization_row, SQL_FIRST_ORGANIZATION_OF, BINDS(B_TEXT(id)), &organization);
    if (e == ERR_OK)
        row->region = organization.region;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err session_find(struct store_tx *tx, struct str id, struct report_row *row)
{
    struct session_row session;
    struct organization_row organization;
    TRY(tx_get(tx, &model_session_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &session));
    if (!who_is(tx->ctx, session.candidate_id) && !who_is(tx->ctx, session.recruiter_id))
        return ERR_NOT_FOUND;
    TRY(tx_get(tx, &model_organization_row, SQL_ORGANIZATION_OF_BOOTH, BINDS(B_TEXT(session.booth_id)), &organization));
    row->subject_name = organization.name;
    row->region       = organization.region;
    return ERR_OK;
}

static enum err subject_find(struct store_tx *tx, const struct report_create_in *in, struct report_row *row)
{
    switch ((enum report_subject)in->subject) {
    case report_subject_vacancy:
        return vacancy_find(tx, in->subject_id, row);
    case report_subject_person:
        return person_find(tx, in->subject_id, row);
    case report_subject_session:
        return session_find(tx, in->subject_id, row);
    case report_subject_count:
        break;
    }
    return ERR_INTERNAL;
}

static enum err limit_check(struct store_tx *tx)
{
    int64_t now    = clock_now(tx->ctx);
    int64_t count  = 0;
    int64_t oldest = NONE;
    TRY(tx_int(tx, SQL_REPORT_COUNT, BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(now - MILLIS_DAY)), &count));
    TRY(tx_int(tx, SQL_REPORT_OLDEST, BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(now - MILLIS_DAY)), &oldest));
    tx->ctx->retry_after_s = report_wait_s(count, oldest == NONE ? now : oldest, now);
    if (!tx->ctx->retry_after_s)
        return ERR_OK;
    return refuse(tx->ctx, ERR_TOO_MANY, STR("一天最多举报 20 次，请明天再来，或拨打 12333"), STR("At most 20 reports a day: come back tomorrow, or call 12333"));
}

static enum err create_write(struct store_tx *tx, void *arg)
{
    const struct create_job *job = arg;
    struct report_row row;
    model_clear(&model_report_row, &row);
    row.subject_name = row.region = STR("");
    TRY(subject_find(tx, job->in, &row));
    row.reporter_id = tx->ctx->who.account_id;
    row.subject     = job->in->subject;
    row.subject_id  = job->in->subject_id;
    row.kind        = job->in->kind;
    row.text        = job->in->text;
    row.answer      = STR("");
    row.created_at  = clock_now(tx->ctx);
    row.version     = 1;
    TRY(limit_check(tx));
    TRY(id_new(tx->ctx, 'x', &row.id));
    enum err e = tx_insert(tx, &model_report_row, &row);
    if (e == ERR_EXISTS)
        return refuse(tx->ctx, ERR_EXISTS, STR("您已举报过，正在处理中"), STR("You have reported this already, and it is being looked at"));
    TRY(e);
    tx->ctx->version = row.version;
    return report_show(tx, &row, false, job->out);
}

static enum err report_create(struct ctx *c, const struct report_create_in *in, struct report *out)
{
    struct create_job job = { in, out };
    if (!str_trim(in->text).len)
        return fault_add(c, STR("/text"), STR("required"), STR("请说明情况"), STR("Say what is wrong"));
    return store_commit(c, create_write, &job);
}
HANDLER(report_create, report_create_in, report)

/* --- to read ----------------------------------------------------------------------------------------------------------- */

struct get_job {
    struct str id;
    struct report *out;
};

static enum err get_read(struct store_tx *tx, void *arg)
{
    const struct get_job *job = arg;
    struct report_row row;
    TRY(tx_get(tx, &model_report_row, "WHERE id = ?1", BINDS(B_TEXT(job->id)), &row));
    bool theirs = report_is_theirs(&tx->ctx->who, &row);
    if (!theirs && !who_is(tx->ctx, row.reporter_id))
        return ERR_NOT_FOUND;
    tx->ctx->version = row.version;
    return report_show(tx, &row, theirs, job->out);
}

static enum err report_get(struct ctx *c, const struct id_in *in, struct report *out)
{
    struct get_job job = { in->id, out };
    return store_read(c, get_read, &job);
}
HANDLER(report_get, id_in, report)

struct list_job {
    struct page page;
    struct str state, subject; /* "": all */
    struct str region;         /* LIKE form; ptr NULL: one's own reports */
    struct report_list *out;
};

static enum err rows_read(struct store_tx *tx, const struct list_job *job, struct row_list *ret_rows)
{
    const struct page *page        = &job->page;
    bool begins                    = page->after_key == NONE;
    const struct tx_list_in mine   = { &model_report_row, SQL_REPORT_MINE, (size_t)page->limit + 1 };
    const struct tx_list_in queue  = { &model_report_row, SQL_REPORT_QUEUE, (size_t)page->limit + 1 };
    struct str after_id            = begins ? STR("") : page->after_id;
    if (!job->region.ptr)
        return tx_list(tx, &mine, BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(begins ? INT64_MAX : page->after_key), B_TEXT(after_id), B_INT(page->limit + 1)), ret_rows);
    return tx_list(tx, &queue,
                   BINDS(B_TEXT(job->state), B_TEXT(job->subject), B_TEXT(job->region), B_INT(begins ? -1 : page->after_key), B_TEXT(after_id), B_INT(page->limit + 1)),
                   ret_rows);
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job = arg;
    struct row_list rows       = { 0 };
    TRY(rows_read(tx, job, &rows));
    const struct report_row *row = rows.rows;
    size_t count                 = rows.len > (size_t)job->page.limit ? (size_t)job->page.limit : rows.len;
    struct report *items         = ARENA_MANY(tx->ctx->mem, count, struct report);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        TRY(report_show(tx, &row[i], job->region.ptr != NULL, &items[i]));
    job->out->items = (struct sub_list){ items, count };
    return rows.len > count ? page_next(tx->ctx, row[count - 1].created_at, row[count - 1].id, &job->out->next) : ERR_OK;
}

static enum err reports_mine(struct ctx *c, const struct page_in *in, struct report_list *out)
{
    struct list_job job = { .out = out };
    TRY(page_read(c, in->limit, in->after, &job.page));
    return store_read(c, list_read, &job);
}
HANDLER(reports_mine, page_in, report_list)

static enum err reports_list(struct ctx *c, const struct report_list_in *in, struct report_list *out)
{
    struct list_job job = { .state = STR("open"), .subject = STR(""), .out = out };
    enum err e          = ERR_OK;
    unsigned value      = 0;
    if (str_eq(in->state, STR("all")))
        job.state = STR("");
    else if (in->state.len && enum_find(&enum_report_state, in->state, &value))
        job.state = in->state;
    else if (in->state.len)
        e = fault_add(c, STR("state"), STR("not_allowed"), STR("只能是 open、upheld、dismissed 或 all"), STR("open, upheld, dismissed or all only"));
    if (in->subject.len && enum_find(&enum_report_subject, in->subject, &value))
        job.subject = in->subject;
    else if (in->subject.len)
        e = fault_add(c, STR("subject"), STR("not_allowed"), STR("只能是 vacancy、person 或 session"), STR("vacancy, person or session only"));
    TRY(e);
    TRY(page_read(c, in->limit, in->after, &job.page));
    struct str tree = c->who.role == role_admin ? STR("") : region_tree(c->who.region);
    job.region      = arena_format(c->mem, "%.*s%%", STR_ARG(tree));
    return job.region.ptr ? store_read(c, list_read, &job) : ERR_NO_MEMORY;
}
HANDLER(reports_list, report_list_in, report_list)

HANDLER(report_decide, report_decision_in, report)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/reports", SIGNED_IN, 201, ROUTE_PLAIN, 0, &model_report_create_in, &model_report, report_create_any,
      "Report a vacancy, a person or a talk of one's own; staff answer" },
    { METHOD_GET, "/api/v1/reports", STAFF, 200, ROUTE_PLAIN, 0, &model_report_list_in, &model_report_list, reports_list_any,
      "Reports that staff of their place answer, oldest first" },
    { METHOD_GET, "/api/v1/me/reports", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_page_in, &model_report_list, reports_mine_any,
      "What I reported and what staff answered, newest first" },
    { METHOD_GET, "/api/v1/reports/{id}", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_id_in, &model_report, report_get_any,
      "One report, for who made it and for staff of its place" },
    { METHOD_POST, "/api/v1/reports/{id}/decision", STAFF, 200, ROUTE_PLAIN, 0, &model_report_decision_in, &model_report, report_decide_any,
      "Answer a report; upheld, that of a vacancy may take it down at once" },
};

extern const struct feature feature_reports;
const struct feature feature_reports = { .name = "reports", .routes = routes, .route_count = COUNT_OF(routes) };
