#include "server/feature/applications/replies.h"

#include "server/feature/applications/applications_core.h"
#include "server/feature/applications/applications_show.h"
#include "server/feature/applications/applications_sql.h"
#include "server/port/reply.h"

/* --- the promise ---------------------------------------------------------------------------------------------------- */

struct promise_job {
    const struct reply_promise_in *in;
    bool of_vacancy;
    struct reply_promise *out;
};

/* Its people; what others may know of the thing itself decides between 403 and 404. */
static enum err promise_gate(struct store_tx *tx, const struct promise_job *job, struct str *ret_organization_id)
{
    struct vacancy_row vacancy;
    struct organization_row organization;
    bool member = false, known;
    if (job->of_vacancy) {
        TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &vacancy));
        *ret_organization_id = vacancy.organization_id;
        known                = vacancy.state != vacancy_state_draft && vacancy.state != vacancy_state_review;
    } else {
        TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &organization));
        *ret_organization_id = organization.id;
        known                = organization.state == organization_state_verified;
    }
    TRY(application_member_is(tx, *ret_organization_id, &member));
    if (member)
        return ERR_OK;
    return known ? ERR_FORBIDDEN : ERR_NOT_FOUND;
}

static enum err promise_write(struct store_tx *tx, void *arg)
{
    const struct promise_job *job = arg;
    struct str organization_id;
    struct reply reply;
    TRY(promise_gate(tx, job, &organization_id));
    TRY(reply_promise(tx, job->in->id, job->in->hours));
    TRY(reply_read(tx, organization_id, job->of_vacancy ? job->in->id : STR_NONE, &reply));
    job->out->hours    = reply.hours;
    job->out->measured = reply.due;
    job->out->percent  = reply.percent;
    return ERR_OK;
}

static enum err promise_run(struct ctx *c, struct promise_job *job)
{
    if (job->in->hours != NONE && !reply_promise_is_valid(job->in->hours))
        return fault_add(c, STR("/hours"), STR("not_allowed"), STR("只能是 24、48 或 72 小时"), STR("24, 48 or 72 only"));
    return store_commit(c, promise_write, job);
}

enum err organization_promise(struct ctx *c, const struct reply_promise_in *in, struct reply_promise *out)
{
    struct promise_job job = { in, false, out };
    return promise_run(c, &job);
}

enum err vacancy_promise(struct ctx *c, const struct reply_promise_in *in, struct reply_promise *out)
{
    struct promise_job job = { in, true, out };
    return promise_run(c, &job);
}

/* --- reminders -------------------------------------------------------------------------------------------------------- */

#define REMIND_ROWS_MAX 200   /* a commit stays short */
#define REMIND_GROUPS_MAX 20  /* organizations told in one commit */
#define REMIND_COMMITS_MAX 20 /* a run; the next one goes on */

/* One word for all that fell due together, not one for each. */
struct remind_group {
    struct str organization_id;
    enum reply_reminder what;
    int64_t count, first_due_at;
};

struct remind_job {
    struct remind_group groups[REMIND_GROUPS_MAX];
    size_t group_count;
    bool more;
    struct event_batch events;
};

static struct remind_group *group_of(struct remind_job *job, const struct application_row *row, enum reply_reminder what)
{
    for (size_t i = 0; i < job->group_count; i++)
        if (job->groups[i].what == what && str_eq(job->groups[i].organization_id, row->organization_id))
            return &job->groups[i];
    if (job->group_count == REMIND_GROUPS_MAX)
        return NULL;
    job->groups[job->group_count] = (struct remind_group){ row->organization_id, what, 0, row->reply_due_at };
    return &job->groups[job->group_count++];
}

static enum err group_tell(struct store_tx *tx, struct remind_job *job, const struct remind_group *group)
{
    char due[TIME_TEXT_MAX];
    int count              = (int)group->count;
    struct notice notice   = { 0 };
    const struct event_in event = { "me", STR_NONE, "notice", &model_notice, &notice };
    (void)time_write(group->first_due_at, due);
    due[10] = ' '; /* 2026-11-27 09:00 */
    if (group->what == REPLY_HALF) {
        notice.text_zh = arena_format(tx->ctx->mem, "有 %d 份投递的答复期限已过半，最早的一份请在 %.16s 前答复。", count, due);
        notice.text_en = arena_format(tx->ctx->mem, "Half of the promised time has passed for %d application(s); the first needs an answer by %.16s.", count, due);
    } else {
        notice.text_zh = arena_format(tx->ctx->mem, "有 %d 份投递超过了承诺的答复期限，求职者还在等待，请尽快答复。", count);
        notice.text_en = arena_format(tx->ctx->mem, "%d application(s) are past the promised time; somebody is waiting for an answer.", count);
    }
    if (!notice.text_zh.ptr || !notice.text_en.ptr)
        return ERR_NO_MEMORY;
    return event_batch_members(tx, &job->events, group->organization_id, &event);
}

/* The next moment is written with the word of this one, so that nothing is said twice. The version stays: nobody's edit is stale by it. */
static enum err remind_write(struct store_tx *tx, void *arg)
{
    struct remind_job *job         = arg;
    const struct tx_list_in wanted = { &model_application_row, TAIL_REMIND, REMIND_ROWS_MAX };
    struct row_list rows           = { 0 };
    int64_t now                    = clock_now(tx->ctx), next;
    *job                           = (struct remind_job){ 0 };
    TRY(event_batch_start(tx->ctx, &job->events, (size_t)REMIND_GROUPS_MAX * EVENT_MEMBERS_MAX));
    TRY(tx_list(tx, &wanted, BINDS(B_INT(now), B_INT(REMIND_ROWS_MAX)), &rows));
    const struct application_row *row = rows.rows;
    job->more                         = rows.len == REMIND_ROWS_MAX;
    for (size_t i = 0; i < rows.len; i++) {
        enum reply_reminder what   = reply_remind(row[i].remind_at, row[i].reply_due_at, now, &next);
        struct remind_group *group = what == REPLY_SILENT ? NULL : group_of(job, &row[i], what);
        if (!group) {
            job->more = true;
            continue;
        }
        group->count++;
        if (row[i].reply_due_at < group->first_due_at)
            group->first_due_at = row[i].reply_due_at;
        TRY(tx_exec(tx, SQL_REMIND_NEXT, BINDS(B_TEXT(row[i].id), next == NONE ? B_NULL : B_INT(next)), NULL));
    }
    for (size_t i = 0; i < job->group_count; i++)
        TRY(group_tell(tx, job, &job->groups[i]));
    return ERR_OK;
}

enum err reply_reminders(struct ctx *c, const struct nothing *in)
{
    struct remind_job *job = ARENA_NEW(c->mem, struct remind_job);
    (void)in;
    if (!job)
        return ERR_NO_MEMORY;
    for (int i = 0; i < REMIND_COMMITS_MAX; i++) {
        TRY(store_write(c, remind_write, job));
        event_batch_send(c, &job->events);
        if (!job->more)
            break;
    }
    return ERR_OK;
}
