#include "server/feature/vacancies/publication.h"

#include "server/feature/vacancies/vacancies_core.h"
#include "server/feature/vacancies/vacancies_sql.h"
#include "server/port/region.h"
#include "server/port/audit.h"
#include "server/port/vacancy.h"

struct write_job {
    const void *in;
    struct vacancy *out;
};

/* --- to the board --------------------------------------------------------------------------------------------------- */

/* Names a rule and the words it was found in, so that staff's yes covers these words and no others. */
static enum err rule_key(struct store_tx *tx, const struct lint_finding *finding, struct str *ret_key)
{
    *ret_key = arena_format(tx->ctx->mem, "%.*s %.*s", STR_ARG(finding->code), STR_ARG(finding->found));
    return ret_key->ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err is_allowed(struct store_tx *tx, const struct vacancy_row *row, const struct lint_finding *finding, bool *ret_allowed)
{
    struct str key;
    TRY(rule_key(tx, finding, &key));
    *ret_allowed = false;
    for (size_t i = 0; i < row->allowed_rules.len; i++)
        *ret_allowed |= str_eq(row->allowed_rules.items[i], key);
    return ERR_OK;
}

static enum err forbidden_say(struct ctx *c, const struct lint_report *report)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < report->len; i++) {
        const struct lint_finding *f = &report->items[i];
        if (f->action == lint_action_block)
            e = fault_take(c, (struct fault){ .pointer = f->pointer, .code = f->code, .zh = f->zh, .en = f->en, .source = f->law });
    }
    return e;
}

/* --- for a client ------------------------------------------------------------------------------------------------------ */

static enum err authorization_get(struct store_tx *tx, const struct vacancy_row *row, struct authorization_row *ret_row)
{
    enum err e = tx_get(tx, &model_authorization_row, "WHERE id = ?1 AND organization_id = ?2", BINDS(B_TEXT(row->authorization_id), B_TEXT(row->organization_id)), ret_row);
    if (e == ERR_NOT_FOUND)
        return fault_add(tx->ctx, STR("/authorization_id"), STR("unknown_authorization"), STR("本单位没有这份委托"), STR("The organization has no such authorization"));
    return e;
}

enum err vacancy_client_lay(struct store_tx *tx, struct vacancy_row *row)
{
    struct authorization_row authorization;
    row->client_name = STR("");
    if (!row->authorization_id.len)
        return ERR_OK;
    TRY(authorization_get(tx, row, &authorization));
    row->client_name = authorization.client_name;
    return ERR_OK;
}

/* An agency publishes for a named client only, while that client's authorization holds, and never for one that is suspended here. */
static enum err client_judge(struct store_tx *tx, struct vacancy_row *row, const struct organization_row *organization, int64_t now)
{
    static const char law[] = "人力资源市场暂行条例 / Interim Regulations on Human Resources Markets";
    struct authorization_row authorization;
    int64_t suspended = 0;
    if (organization->kind != organization_kind_agency && !row->authorization_id.len)
        return ERR_OK;
    if (!row->authorization_id.len)
        return fault_take(tx->ctx, (struct fault){ .pointer = STR("/authorization_id"), .code = STR("required"), .zh = STR("人力资源服务机构须注明委托单位的有效委托"),
                                                   .en = STR("An agency names the authorization of the client it recruits for"), .source = str_make(law, sizeof law - 1) });
    TRY(authorization_get(tx, row, &authorization));
    if (!authorization_holds(&authorization, now))
        return fault_take(tx->ctx, (struct fault){ .pointer = STR("/authorization_id"), .code = STR("not_in_force"), .zh = STR("这份委托未经确认，或不在有效期内"),
                                                   .en = STR("This authorization is not confirmed, or not in force now"), .source = str_make(law, sizeof law - 1) });
    TRY(tx_int(tx, SQL_CLIENT_SUSPENDED, BINDS(B_TEXT(authorization.client_uscc)), &suspended));
    if (suspended)
        return refuse(tx->ctx, ERR_CONFLICT, STR("委托单位已被暂停招聘"), STR("The client is suspended"));
    row->client_name = authorization.client_name;
    if (row->valid_until > authorization.valid_until)
        row->valid_until = authorization.valid_until; /* the offer ends with the authorization */
    return ERR_OK;
}

enum err vacancy_settle(struct store_tx *tx, struct vacancy_row *row, struct lint_report **ret_report)
{
    struct organization_row organization;
    struct lint_report *report;
    int64_t now = clock_now(tx->ctx);
    bool waits  = false;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    if (!vacancy_may_publish(&organization, now))
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位通过审核后才能发布岗位"), STR("The organization must be verified before it publishes"));
    if (row->valid_until == NONE)
        row->valid_until = now + VACANCY_VALID_USUAL_MS;
    TRY(client_judge(tx, row, &organization, now));
    TRY(vacancy_judge(tx, row, &organization, &report));
    TRY(forbidden_say(tx->ctx, report));
    for (size_t i = 0; i < report->len && !waits; i++) {
        bool allowed = report->items[i].action != lint_action_review;
        if (!allowed)
            TRY(is_allowed(tx, row, &report->items[i], &allowed));
        waits = !allowed;
    }
    if (waits && row->state != vacancy_state_review)
        row->review_since = now;
    if (!waits)
        row->review_since = NONE;
    if (!waits && row->state != vacancy_state_published)
        row->published_at = now;
    row->state    = waits ? vacancy_state_review : vacancy_state_published;
    row->ended_by = vacancy_end_none;
    row->ended_at = NONE;
    *ret_report   = report;
    return ERR_OK;
}

static enum err publish_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job = arg;
    const struct id_in *in      = job->in;
    struct vacancy_row row;
    struct lint_report *report;
    TRY(vacancy_own_get(tx, in->id, &row));
    TRY(version_agrees(tx->ctx, row.version));
    if (row.state == vacancy_state_published || row.state == vacancy_state_review)
        return vacancy_show_row(tx, job->out, &row, true);
    if (!vacancy_may_return(&row))
        return refuse(tx->ctx, ERR_CONFLICT, STR("这个岗位已被下架，请联系工作人员"), STR("This vacancy was taken down: ask staff"));
    if (row.state != vacancy_state_draft && row.valid_until != NONE && row.valid_until <= clock_now(tx->ctx))
        row.valid_until = NONE; /* offered anew: for the usual time */
    TRY(vacancy_settle(tx, &row, &report));
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    TRY(vacancy_show_row(tx, job->out, &row, true));
    return vacancy_warn(tx, report, job->out);
}

enum err vacancy_publish(struct ctx *c, const struct id_in *in, struct vacancy *out)
{
    struct write_job job = { in, out };
    return store_commit(c, publish_write, &job);
}

/* --- staff's look ----------------------------------------------------------------------------------------------------- */

static enum err allow_all(struct store_tx *tx, struct vacancy_row *row, const struct lint_report *report)
{
    struct str *keys = ARENA_MANY(tx->ctx->mem, LINT_FINDINGS_MAX, struct str);
    size_t count     = 0;
    if (!keys)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < report->len; i++)
        if (report->items[i].action == lint_action_review)
            TRY(rule_key(tx, &report->items[i], &keys[count++]));
    row->allowed_rules = (struct str_list){ keys, count };
    return ERR_OK;
}

static enum err approve(struct store_tx *tx, struct vacancy_row *row)
{
    struct organization_row organization;
    struct lint_report *report;
    if (row->valid_until != NONE && row->valid_until <= clock_now(tx->ctx))
        row->valid_until = NONE; /* it waited longer than it would have stood */
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    TRY(vacancy_judge(tx, row, &organization, &report));
    TRY(allow_all(tx, row, report));
    return vacancy_settle(tx, row, &report);
}

static enum err review_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job        = arg;
    const struct vacancy_review_in *in = job->in;
    struct vacancy_row row;
    TRY(vacancy_staff_get(tx, in->id, &row));
    TRY(version_agrees(tx->ctx, row.version)); /* so that staff let pass what they read, and nothing that was written since */
    if (row.state != vacancy_state_review)
        return refuse(tx->ctx, ERR_CONFLICT, STR("这个岗位不在待审核状态"), STR("This vacancy does not wait for review"));
    if (in->decision == decision_approved) {
        TRY(approve(tx, &row));
    } else {
        row.state        = vacancy_state_draft;
        row.review_since = NONE;
    }
    row.review_reason = in->reason.len ? in->reason : STR("");
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    TRY(audit_add(tx, &(struct audit_in){ in->decision == decision_approved ? STR("vacancy.approve") : STR("vacancy.refuse"), row.id, in->reason }));
    return vacancy_show_row(tx, job->out, &row, true);
}

enum err vacancy_review(struct ctx *c, const struct vacancy_review_in *in, struct vacancy *out)
{
    if (in->decision != decision_approved && in->decision != decision_refused)
        return fault_add(c, STR("/decision"), STR("not_allowed"), STR("只能是 approved 或 refused"), STR("approved or refused only"));
    if (in->decision == decision_refused && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明不通过的原因"), STR("A refusal needs a reason"));
    struct write_job job = { in, out };
    return store_commit(c, review_write, &job);
}

struct queue_job {
    const struct page *page;
    struct str region; /* LIKE form */
    struct vacancy_list *out;
};

static enum err queue_read(struct store_tx *tx, void *arg)
{
    const struct queue_job *job    = arg;
    const struct page *page        = job->page;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_vacancy_row, SQL_VACANCY_WAITS, (size_t)page->limit + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(job->region), B_INT(page->after_key == NONE ? -1 : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1)),
                &rows));
    const struct vacancy_row *row = rows.rows;
    size_t count                  = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct vacancy *items         = ARENA_MANY(tx->ctx->mem, count, struct vacancy);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct organization_row organization;
        struct lint_report *report;
        TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row[i].organization_id)), &organization));
        vacancy_show(&items[i], &row[i], &(struct vacancy_by){ organization.name, organization.kind }, true);
        TRY(vacancy_judge(tx, &row[i], &organization, &report));
        TRY(vacancy_warn(tx, report, &items[i]));
    }
    job->out->items = (struct sub_list){ items, count };
    return rows.len > count ? page_next(tx->ctx, row[count - 1].review_since, row[count - 1].id, &job->out->next) : ERR_OK;
}

enum err vacancy_reviews_get(struct ctx *c, const struct page_in *in, struct vacancy_list *out)
{
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct str tree      = c->who.role == role_admin ? STR("") : region_tree(c->who.region);
    struct queue_job job = { &page, arena_format(c->mem, "%.*s%%", STR_ARG(tree)), out };
    if (!job.region.ptr)
        return ERR_NO_MEMORY;
    return store_read(c, queue_read, &job);
}

/* --- the lists that staff keep ------------------------------------------------------------------------------------------ */

static bool given(uint64_t bits, struct str name)
{
    const struct field *f = model_field(&model_vacancy_listing_in, name);
    return f && model_given(bits, (size_t)(f - model_vacancy_listing_in.fields));
}

static enum err enlist_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job         = arg;
    const struct vacancy_listing_in *in = job->in;
    struct vacancy_row row;
    TRY(vacancy_staff_get(tx, in->id, &row));
    TRY(version_agrees(tx->ctx, row.version));
    if (row.state != vacancy_state_published)
        return refuse(tx->ctx, ERR_CONFLICT, STR("只有已发布的岗位可以列入"), STR("Only a published vacancy can be listed"));
    if (in->urgent_listed && !row.urgent)
        return fault_add(tx->ctx, STR("/urgent_listed"), STR("not_urgent"), STR("单位没有标明急聘"), STR("Its organization does not call it urgent"));
    if (given(in->given, STR("urgent_listed")))
        row.urgent_listed = in->urgent_listed;
    if (given(in->given, STR("talent_listed")))
        row.talent_listed = in->talent_listed;
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    TRY(audit_add(tx, &(struct audit_in){ STR("vacancy.list"), row.id, row.urgent_listed ? row.talent_listed ? STR("urgent talent") : STR("urgent") : row.talent_listed ? STR("talent") : STR("none") }));
    return vacancy_show_row(tx, job->out, &row, true);
}

enum err vacancy_enlist(struct ctx *c, const struct vacancy_listing_in *in, struct vacancy *out)
{
    struct write_job job = { in, out };
    return store_commit(c, enlist_write, &job);
}

/* --- the end ----------------------------------------------------------------------------------------------------------------- */

static enum err close_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job         = arg;
    const struct vacancy_closure_in *in = job->in;
    struct vacancy_row row;
    if (who_is_staff(tx->ctx))
        TRY(vacancy_staff_get(tx, in->id, &row));
    else
        TRY(vacancy_own_get(tx, in->id, &row));
    TRY(version_agrees(tx->ctx, row.version));
    if (row.state != vacancy_state_published && row.state != vacancy_state_review)
        return refuse(tx->ctx, ERR_CONFLICT, STR("这个岗位不在招聘中"), STR("This vacancy is not on offer"));
    if (who_is_staff(tx->ctx))
        row.review_reason = in->reason;
    TRY(vacancy_ended(tx, &row, (enum vacancy_end)in->ended_by));
    if (who_is_staff(tx->ctx))
        TRY(audit_add(tx, &(struct audit_in){ STR("vacancy.close"), row.id, in->reason }));
    return vacancy_show_row(tx, job->out, &row, true);
}

enum err vacancy_close(struct ctx *c, const struct vacancy_closure_in *in, struct vacancy *out)
{
    bool staff = who_is_staff(c);
    if (staff ? in->ended_by != vacancy_end_taken_down : in->ended_by != vacancy_end_filled && in->ended_by != vacancy_end_withdrawn)
        return fault_add(c, STR("/ended_by"), STR("not_allowed"), STR("单位可以填 filled 或 withdrawn，工作人员填 taken_down"),
                         STR("filled or withdrawn; staff: taken_down"));
    if (staff && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明下架的原因"), STR("Taking it down needs a reason"));
    struct write_job job = { in, out };
    return store_commit(c, close_write, &job);
}

static enum err end_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, SQL_VACANCY_EXPIRE, BINDS(B_INT(clock_now(tx->ctx))), NULL);
}

enum err vacancy_end_job(struct ctx *c, const struct nothing *in)
{
    (void)in;
    return store_write(c, end_write, NULL);
}
