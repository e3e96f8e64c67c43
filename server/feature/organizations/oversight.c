/* What staff and time do to an organization: suspension, and the six months of a verification. */
#include "server/feature/organizations/organizations_core.h"
#include "server/feature/organizations/organizations_in.h"
#include "server/feature/organizations/organizations_sql.h"
#include "server/port/audit.h"
#include "server/port/booth.h"
#include "server/port/notice.h"
#include "server/port/vacancy.h"

#define CLOCK_BATCH 10 /* organizations looked at in one write: each may mean a word to fifty people */
#define STAFF_MAX 200

/* --- suspension ------------------------------------------------------------------------------------------------ */

struct suspend_job {
    const struct suspension_in *in;
    const struct suspension_end_in *end;
    struct booths_closed *closed;
    struct organization *out;
};

static enum err suspend_tell(struct store_tx *tx, const struct organization_row *row)
{
    struct str name = row->name, why = row->suspension_reason;
    struct str zh = arena_format(tx->ctx->mem, "%.*s 已被暂停招聘：%.*s", STR_ARG(name), STR_ARG(why));
    struct str en = arena_format(tx->ctx->mem, "%.*s is suspended: %.*s", STR_ARG(name), STR_ARG(why));
    return zh.ptr && en.ptr ? organization_tell(tx, row->id, zh, en) : ERR_NO_MEMORY;
}

static enum err suspend_write(struct store_tx *tx, void *arg)
{
    struct suspend_job *job = arg;
    struct organization_row row;
    TRY(organization_staff_get(tx, job->in->id, &row));
    if (organization_suspended(&row, job->in->reason) != ERR_OK)
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位已处于暂停状态"), STR("The organization is suspended already"));
    struct str message = arena_format(tx->ctx->mem, "单位已被暂停招聘 / Suspended: %.*s", STR_ARG(job->in->reason));
    if (!message.ptr)
        return ERR_NO_MEMORY;
    TRY(tx_save(tx, &model_organization_row, &row));
    TRY(vacancies_suspend(tx, row.id, NULL));
    TRY(organization_offers_end(tx, SQL_OFFERS_FOR, row.uscc, vacancy_end_suspended)); /* what agencies offer for it */
    TRY(booths_close(tx, row.id, message, &job->closed));
    TRY(audit_add(tx, &(struct audit_in){ STR("organization.suspend"), row.id, job->in->reason }));
    TRY(suspend_tell(tx, &row));
    organization_show(job->out, &row, true);
    tx->ctx->version = row.version;
    return ERR_OK;
}

enum err organization_suspend(struct ctx *c, const struct suspension_in *in, struct organization *out)
{
    struct suspend_job job = { .in = in, .out = out };
    if (str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明暂停的原因"), STR("A suspension needs a reason"));
    TRY(store_commit(c, suspend_write, &job));
    booths_close_follow(c, job.closed);
    return ERR_OK;
}

static enum err lift_write(struct store_tx *tx, void *arg)
{
    const struct suspend_job *job = arg;
    struct organization_row row;
    TRY(organization_staff_get(tx, job->end->id, &row));
    if (organization_lifted(&row, clock_now(tx->ctx)) != ERR_OK)
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位没有被暂停"), STR("The organization is not suspended"));
    TRY(tx_save(tx, &model_organization_row, &row));
    TRY(audit_add(tx, &(struct audit_in){ STR("organization.lift"), row.id, job->end->reason.len ? job->end->reason : STR("") }));
    struct str zh = arena_format(tx->ctx->mem, "%.*s 的暂停已解除，岗位和展位可由单位重新发布、开放", STR_ARG(row.name));
    struct str en = arena_format(tx->ctx->mem, "%.*s is no longer suspended: its people may publish and open again", STR_ARG(row.name));
    if (!zh.ptr || !en.ptr)
        return ERR_NO_MEMORY;
    TRY(organization_tell(tx, row.id, zh, en));
    organization_show(job->out, &row, true);
    tx->ctx->version = row.version;
    return ERR_OK;
}

enum err organization_suspension_end(struct ctx *c, const struct suspension_end_in *in, struct organization *out)
{
    struct suspend_job job = { .end = in, .out = out };
    return store_commit(c, lift_write, &job);
}

/* --- six months -------------------------------------------------------------------------------------------------- */

struct staff {
    struct str id, region;
};

static enum err staff_read(struct store_tx *tx, struct staff *staff, size_t *ret_count)
{
    struct store_cursor *cursor = NULL;
    bool row                    = false;
    size_t count                = 0;
    TRY(tx_open(tx, SQL_STAFF_ACCOUNTS, NO_BINDS, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < STAFF_MAX) {
        e = cursor_text(tx, cursor, 0, &staff[count].id);
        if (e == ERR_OK)
            e = cursor_text(tx, cursor, 1, &staff[count++].region);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_count = count;
    return e;
}

static enum err due_tell(struct store_tx *tx, const struct organization_row *row, bool over)
{
    char day[TIME_TEXT_MAX];
    (void)time_write(row->verified_until, day); /* YYYY-MM-DD in front */
    struct str zh = arena_format(tx->ctx->mem, over ? "%.*s 的核验已于 %.10s 到期，等待工作人员重新核验" : "%.*s 的核验将于 %.10s 到期，请准备重新核验",
                                 STR_ARG(row->name), day);
    struct str en = arena_format(tx->ctx->mem, over ? "The verification of %.*s ended on %.10s: staff look at it again" : "The verification of %.*s ends on %.10s: it has to be looked at again",
                                 STR_ARG(row->name), day);
    struct staff *staff = ARENA_MANY(tx->ctx->mem, STAFF_MAX, struct staff);
    size_t count        = 0;
    if (!zh.ptr || !en.ptr || !staff)
        return ERR_NO_MEMORY;
    TRY(organization_tell(tx, row->id, zh, en));
    TRY(staff_read(tx, staff, &count));
    for (size_t i = 0; i < count; i++)
        if (organization_staff_covers(staff[i].region, row->region))
            TRY(notice_add(tx, &(struct notice_in){ staff[i].id, zh, en }));
    return ERR_OK;
}

static enum err clock_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    struct row_list rows           = { 0 };
    int64_t now                    = clock_now(tx->ctx);
    const struct tx_list_in wanted = { &model_organization_row, SQL_ORGANIZATION_DUE, CLOCK_BATCH };
    TRY(tx_list(tx, &wanted, BINDS(B_INT(now), B_INT(now + VERIFICATION_TELL_MS), B_INT(CLOCK_BATCH)), &rows));
    struct organization_row *row = rows.rows;
    for (size_t i = 0; i < rows.len; i++) {
        enum organization_due due = organization_due(&row[i], now);
        if (due == ORGANIZATION_DUE_NOTHING)
            continue;
        TRY(due_tell(tx, &row[i], due == ORGANIZATION_DUE_AGAIN));
        if (due == ORGANIZATION_DUE_AGAIN) {
            organization_waits_again(&row[i]);
            TRY(audit_add(tx, &(struct audit_in){ STR("organization.due"), row[i].id, STR("") }));
        } else {
            row[i].due_told_at = now;
            row[i].version++;
        }
        TRY(tx_save(tx, &model_organization_row, &row[i]));
    }
    return ERR_OK;
}

enum err organization_clock_job(struct ctx *c, const struct nothing *in)
{
    (void)in;
    return store_write(c, clock_write, NULL);
}
