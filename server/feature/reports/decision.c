/* Staff's answer to a report, and what follows from it in the same transaction. */
#include "server/feature/reports/reports_core.h"
#include "server/feature/reports/reports_in.h"
#include "server/feature/reports/reports_sql.h"
#include "server/port/audit.h"
#include "server/port/notice.h"
#include "server/port/vacancy.h"

#define MEMBERS_MAX 50

struct decide_job {
    const struct report_decision_in *in;
    struct report *out;
};

static enum err reporter_tell(struct store_tx *tx, const struct report_row *row)
{
    bool upheld   = row->state == report_state_upheld;
    struct str zh = arena_format(tx->ctx->mem, "您举报的“%.*s”%s：%.*s", STR_ARG(row->subject_name), upheld ? "经核实属实" : "未能核实", STR_ARG(row->answer));
    struct str en = arena_format(tx->ctx->mem, "Your report of “%.*s” was %s: %.*s", STR_ARG(row->subject_name), upheld ? "upheld" : "dismissed", STR_ARG(row->answer));
    if (!zh.ptr || !en.ptr)
        return ERR_NO_MEMORY;
    return notice_add(tx, &(struct notice_in){ row->reporter_id, zh, en });
}

static enum err members_read(struct store_tx *tx, struct str organization_id, struct str *ids, size_t *ret_count)
{
    struct store_cursor *cursor = NULL;
    bool row                    = false;
    size_t count                = 0;
    TRY(tx_open(tx, SQL_MEMBERS_OF, BINDS(B_TEXT(organization_id)), &cursor));
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

/* The people of an organization whose vacancy was taken down read why. */
static enum err members_tell(struct store_tx *tx, const struct report_row *row)
{
    struct vacancy_row vacancy;
    struct str *ids = ARENA_MANY(tx->ctx->mem, MEMBERS_MAX, struct str);
    size_t count    = 0;
    struct str zh   = arena_format(tx->ctx->mem, "岗位“%.*s”已被下架：%.*s", STR_ARG(row->subject_name), STR_ARG(row->answer));
    struct str en   = arena_format(tx->ctx->mem, "The vacancy “%.*s” was taken down: %.*s", STR_ARG(row->subject_name), STR_ARG(row->answer));
    if (!ids || !zh.ptr || !en.ptr)
        return ERR_NO_MEMORY;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(row->subject_id)), &vacancy));
    TRY(members_read(tx, vacancy.organization_id, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(notice_add(tx, &(struct notice_in){ ids[i], zh, en }));
    return ERR_OK;
}

static enum err take_down(struct store_tx *tx, struct report_row *row)
{
    TRY(vacancy_take_down(tx, row->subject_id, row->answer, &row->taken_down));
    if (!row->taken_down) /* it had ended by itself */
        return ERR_OK;
    TRY(audit_add(tx, &(struct audit_in){ STR("vacancy.close"), row->subject_id, row->answer }));
    return members_tell(tx, row);
}

static enum err decide_write(struct store_tx *tx, void *arg)
{
    const struct decide_job *job        = arg;
    const struct report_decision_in *in = job->in;
    struct report_row row;
    TRY(tx_get(tx, &model_report_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    if (!report_is_theirs(&tx->ctx->who, &row))
        return who_is(tx->ctx, row.reporter_id) ? ERR_FORBIDDEN : ERR_NOT_FOUND;
    if (who_is(tx->ctx, row.reporter_id))
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("自己的举报由其他工作人员处理"), STR("Somebody else answers your own report"));
    TRY(version_agrees(tx->ctx, row.version));
    if (row.state != report_state_open)
        return refuse(tx->ctx, ERR_CONFLICT, STR("这条举报已经处理"), STR("This report was answered already"));
    if (in->take_down && row.subject != report_subject_vacancy)
        return fault_add(tx->ctx, STR("/take_down"), STR("not_allowed"), STR("只有岗位可以下架"), STR("Only a vacancy can be taken down"));
    row.state      = in->decision;
    row.answer     = in->reason;
    row.decided_by = tx->ctx->who.account_id;
    row.decided_at = clock_now(tx->ctx);
    row.version++;
    if (in->take_down)
        TRY(take_down(tx, &row));
    TRY(tx_save(tx, &model_report_row, &row));
    TRY(audit_add(tx, &(struct audit_in){ row.state == report_state_upheld ? STR("report.uphold") : STR("report.dismiss"), row.id, row.answer }));
    TRY(reporter_tell(tx, &row));
    tx->ctx->version = row.version;
    return report_show(tx, &row, true, job->out);
}

enum err report_decide(struct ctx *c, const struct report_decision_in *in, struct report *out)
{
    unsigned wrongs       = report_answer_wrongs(in);
    enum err e            = ERR_OK;
    struct decide_job job = { in, out };
    if (wrongs & REPORT_WRONG_DECISION)
        e = fault_add(c, STR("/decision"), STR("not_allowed"), STR("只能是 upheld 或 dismissed"), STR("upheld or dismissed only"));
    if (wrongs & REPORT_WRONG_REASON)
        e = fault_add(c, STR("/reason"), STR("required"), STR("请写明处理意见"), STR("An answer needs words"));
    if (wrongs & REPORT_WRONG_DOWN)
        e = fault_add(c, STR("/take_down"), STR("not_allowed"), STR("属实的举报才能下架岗位"), STR("Only an upheld report takes a vacancy down"));
    TRY(e);
    return store_commit(c, decide_write, &job);
}
