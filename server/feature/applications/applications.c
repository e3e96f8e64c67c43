/* Applications: a candidate's wish for a vacancy, each step of it, and the employer's answer. */
#include "server/feature/applications/applications_core.h"
#include "server/feature/applications/applications_list.h"
#include "server/feature/applications/applications_show.h"
#include "server/feature/applications/applications_sql.h"
#include "server/feature/applications/replies.h"
#include "server/port/consent.h"
#include "server/port/reply.h"
#include "server/port/route.h"

/* --- applying ------------------------------------------------------------------------------------------------------ */

struct create_job {
    const struct application_create_in *in;
    struct event_batch events;
    struct application *out;
};

static enum err verdict_say(struct ctx *c, enum apply_verdict verdict)
{
    switch (verdict) {
    case APPLY_MAY:
        return ERR_OK;
    case APPLY_NO_SUCH:
        return ERR_NOT_FOUND;
    case APPLY_ENDED:
        return refuse(c, ERR_CONFLICT, STR("这个岗位已停止招聘"), STR("This vacancy is closed"));
    case APPLY_UNVERIFIED:
        return refuse(c, ERR_CONFLICT, STR("招聘单位目前没有通过审核，不能投递"), STR("The organization is not verified at present"));
    case APPLY_HIDDEN:
        return refuse(c, ERR_CONFLICT, STR("您的资料对这个单位保密，它看不到您的投递；请先在资料里改为可见"),
                      STR("You hide your profile from this organization, so it could not read what you send: change that in your profile first"));
    }
    return ERR_INTERNAL;
}

/* Whether they may, and counts that no index keeps. */
static enum err apply_judge(struct store_tx *tx, const struct vacancy_row *vacancy)
{
    struct ctx *c = tx->ctx;
    struct organization_row organization;
    struct candidate_row profile;
    int64_t rounds = 0, open = 0;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(vacancy->organization_id)), &organization));
    enum err e = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(c->who.account_id)), &profile);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(verdict_say(c, apply_decide(vacancy, &organization, e == ERR_OK && profile_is_hidden(&profile, &organization), clock_now(c))));
    TRY(tx_int(tx, SQL_ROUNDS, BINDS(B_TEXT(vacancy->id), B_TEXT(c->who.account_id)), &rounds));
    if (rounds >= APPLY_ROUNDS_MAX)
        return refuse(c, ERR_CONFLICT, STR("同一岗位最多投递三次"), STR("You have applied here as often as allowed"));
    TRY(tx_int(tx, SQL_UNDER_WAY, BINDS(B_TEXT(c->who.account_id)), &open));
    if (open >= APPLY_OPEN_MAX)
        return refuse(c, ERR_CONFLICT, STR("进行中的投递已达上限，请先撤回一些"), STR("You have as many applications under way as allowed: withdraw some first"));
    return ERR_OK;
}

static enum err first_step_write(struct store_tx *tx, const struct application_row *row)
{
    const struct str state = enum_text(&enum_application_state, row->state);
    return tx_exec(tx, SQL_STEP,
                   BINDS(B_TEXT(row->id), B_INT(row->step_count), B_TEXT(enum_text(&enum_side, side_candidate)), B_TEXT(row->candidate_id), B_TEXT(state),
                         B_TEXT(state), B_TEXT(STR("")), B_INT(row->submitted_at)),
                   NULL);
}

static enum err create_write(struct store_tx *tx, void *arg)
{
    struct create_job *job = arg;
    struct ctx *c          = tx->ctx;
    struct vacancy_row vacancy;
    struct application_row row;
    struct reply reply;
    TRY(event_batch_start(c, &job->events, APPLICATION_EVENTS_MAX));
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &vacancy));
    TRY(apply_judge(tx, &vacancy));
    TRY(reply_read(tx, vacancy.organization_id, vacancy.id, &reply));
    model_clear(&model_application_row, &row);
    TRY(id_new(c, 'x', &row.id));
    row.vacancy_id      = vacancy.id;
    row.organization_id = vacancy.organization_id;
    row.candidate_id    = c->who.account_id;
    row.state           = application_state_submitted;
    row.message         = job->in->message.ptr ? job->in->message : STR("");
    row.words           = STR("");
    row.submitted_at = row.changed_at = clock_now(c);
    row.reply_due_at                  = reply_due_at(row.submitted_at, reply.hours);
    row.remind_at                     = reply_half_at(row.submitted_at, row.reply_due_at);
    row.step_count = row.version = 1;
    enum err e                   = tx_insert(tx, &model_application_row, &row);
    if (e == ERR_EXISTS)
        return refuse(c, ERR_EXISTS, STR("您已经投递过这个岗位"), STR("You have applied for this vacancy already"));
    TRY(e);
    TRY(first_step_write(tx, &row));
    TRY(consent_give(tx, &(struct consent_in){ row.candidate_id, row.organization_id, consent_purpose_profile, row.submitted_at }));
    TRY(application_tell(tx, &row, side_candidate, &job->events));
    c->version = row.version;
    return application_show(tx, &row, side_candidate, job->out);
}

static enum err application_create(struct ctx *c, const struct application_create_in *in, struct application *out)
{
    struct create_job job = { .in = in, .out = out };
    TRY(store_commit(c, create_write, &job));
    event_batch_send(c, &job.events);
    return ERR_OK;
}
HANDLER(application_create, application_create_in, application)

/* --- one of them ----------------------------------------------------------------------------------------------------- */

struct get_job {
    struct str id;
    struct application_row row;
    enum side side;
    struct event_batch events;
    struct application *out;
};

static bool view_is_first(const struct get_job *job)
{
    return job->side == side_recruiter && job->row.state == application_state_submitted;
}

static enum err get_read(struct store_tx *tx, void *arg)
{
    struct get_job *job = arg;
    TRY(application_own_get(tx, job->id, &job->row, &job->side));
    tx->ctx->version = job->row.version;
    return application_show(tx, &job->row, job->side, job->out);
}

static enum err view_write(struct store_tx *tx, void *arg)
{
    struct get_job *job = arg;
    TRY(event_batch_start(tx->ctx, &job->events, APPLICATION_EVENTS_MAX));
    TRY(application_own_get(tx, job->id, &job->row, &job->side));
    if (view_is_first(job)) /* else a colleague was quicker */
        TRY(application_step_write(tx, &(struct application_step_in){ &job->row, application_state_viewed, side_recruiter, STR("") }, &job->events));
    tx->ctx->version = job->row.version;
    return application_show(tx, &job->row, job->side, job->out);
}

static enum err application_get(struct ctx *c, const struct id_in *in, struct application *out)
{
    struct get_job job = { .id = in->id, .out = out };
    TRY(store_read(c, get_read, &job));
    if (!view_is_first(&job))
        return ERR_OK;
    TRY(store_commit(c, view_write, &job));
    event_batch_send(c, &job.events);
    return ERR_OK;
}
HANDLER(application_get, id_in, application)

/* --- moving on -------------------------------------------------------------------------------------------------------- */

struct change_job {
    const struct application_change_in *in;
    unsigned decline_reason;
    struct event_batch events;
    struct application *out;
};

static enum err move_judge(struct store_tx *tx, const struct application_row *row, enum application_state to, enum side side)
{
    struct ctx *c = tx->ctx;
    struct organization_row organization;
    switch (application_move((enum application_state)row->state, to, side)) {
    case APPLICATION_MOVES:
        break;
    case APPLICATION_SAME:
        return ERR_OK;
    case APPLICATION_OTHERS:
        return refuse(c, ERR_FORBIDDEN, STR("这一步只能由对方来做"), STR("Only the other side may do that"));
    case APPLICATION_NEVER:
        return refuse(c, ERR_CONFLICT, STR("这份投递现在不能进入这个状态"), STR("This application cannot go there from where it is"));
    }
    if (!application_needs_verified(to))
        return ERR_OK;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    return organization.state == organization_state_verified
               ? ERR_OK
               : refuse(c, ERR_FORBIDDEN, STR("单位通过审核后才能继续推进"), STR("The organization must be verified to go on with somebody"));
}

static enum err change_write(struct store_tx *tx, void *arg)
{
    struct change_job *job = arg;
    struct ctx *c          = tx->ctx;
    struct application_row row;
    enum side side;
    enum application_state to = (enum application_state)job->in->state;
    TRY(event_batch_start(c, &job->events, APPLICATION_EVENTS_MAX));
    TRY(application_own_get(tx, job->in->id, &row, &side));
    TRY(version_check(c, row.version));
    TRY(move_judge(tx, &row, to, side));
    if (row.state != to) { /* else it is there already: the same answer, nothing is written */
        if (to == application_state_declined) {
            row.decline_reason = job->decline_reason;
            row.words          = job->in->words.ptr ? job->in->words : STR("");
        }
        TRY(application_step_write(tx, &(struct application_step_in){ &row, to, side, job->in->reason }, &job->events));
    }
    c->version = row.version;
    return application_show(tx, &row, side, job->out);
}

/* A decline says why, by a name of the closed list; others may say what they like. */
static enum err reason_judge(struct ctx *c, const struct application_change_in *in, unsigned *ret_reason)
{
    bool declines = in->state == application_state_declined;
    if (declines && in->reason.len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("婉拒时请选择原因"), STR("A decline says why"));
    if (declines && (!enum_find(&enum_decline_reason, in->reason, ret_reason) || *ret_reason == decline_reason_none))
        return fault_add(c, STR("/reason"), STR("not_allowed"), STR("请从列出的原因中选择"), STR("One of the listed reasons is needed"));
    if (!declines && in->words.len)
        return fault_add(c, STR("/words"), STR("not_allowed"), STR("附言只用于婉拒"), STR("Kind words go with a decline"));
    return ERR_OK;
}

static enum err application_change(struct ctx *c, const struct application_change_in *in, struct application *out)
{
    struct change_job job = { .in = in, .decline_reason = decline_reason_none, .out = out };
    if (c->who.role != role_candidate) /* who may not decline is told so, whatever their reason */
        TRY(reason_judge(c, in, &job.decline_reason));
    TRY(store_commit(c, change_write, &job));
    event_batch_send(c, &job.events);
    return ERR_OK;
}
HANDLER(application_change, application_change_in, application)

/* --- its steps ---------------------------------------------------------------------------------------------------------- */

#define STEPS_MAX 32

static enum err step_take(struct store_tx *tx, struct store_cursor *cursor, enum side mine, struct application_step *one)
{
    struct str side, from, to;
    one->seq = cursor_int(tx, cursor, 0);
    one->at  = cursor_int(tx, cursor, 6);
    TRY(cursor_text(tx, cursor, 1, &side));
    TRY(cursor_text(tx, cursor, 2, &one->actor_name));
    TRY(cursor_text(tx, cursor, 3, &from));
    TRY(cursor_text(tx, cursor, 4, &to));
    TRY(cursor_text(tx, cursor, 5, &one->reason));
    if (!enum_find(&enum_side, side, &one->side) || !enum_find(&enum_application_state, from, &one->from) || !enum_find(&enum_application_state, to, &one->to))
        return ERR_INTERNAL;
    if (mine == side_candidate && one->side != side_candidate)
        one->actor_name = STR_NONE;
    return ERR_OK;
}

struct steps_job {
    struct str id;
    struct application_step_list *out;
};

static enum err steps_read(struct store_tx *tx, void *arg)
{
    const struct steps_job *job = arg;
    struct application_row row;
    struct store_cursor *cursor;
    enum side side;
    size_t count = 0;
    bool more    = false;
    TRY(application_own_get(tx, job->id, &row, &side));
    struct application_step *items = ARENA_MANY(tx->ctx->mem, STEPS_MAX, struct application_step);
    if (!items)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, SQL_STEPS, BINDS(B_TEXT(row.id)), &cursor));
    for (;;) {
        TRY(cursor_step(tx, cursor, &more));
        if (!more || count == STEPS_MAX)
            break;
        TRY(step_take(tx, cursor, side, &items[count++]));
    }
    cursor_done(tx, cursor);
    job->out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

static enum err application_steps(struct ctx *c, const struct id_in *in, struct application_step_list *out)
{
    struct steps_job job = { in->id, out };
    return store_read(c, steps_read, &job);
}
HANDLER(application_steps, id_in, application_step_list)

HANDLER(applications_of_vacancy, application_list_in, application_list)
HANDLER(applications_of_organization, application_list_in, application_list)
HANDLER(applications_mine, application_mine_in, application_list)
HANDLER(organization_promise, reply_promise_in, reply_promise)
HANDLER(vacancy_promise, reply_promise_in, reply_promise)
HANDLER_SILENT(reply_reminders, nothing)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/vacancies/{id}/applications", CANDIDATE, 201, ROUTE_PLAIN, 0, &model_application_create_in, &model_application, application_create_any,
      "Apply for a published vacancy, once; who withdrew may come again, three times in all" },
    { METHOD_GET, "/api/v1/vacancies/{id}/applications", RECRUITER, 200, ROUTE_PLAIN, 0, &model_application_list_in, &model_application_list, applications_of_vacancy_any,
      "Who applied for a vacancy, with counts per state, for its organization's people" },
    { METHOD_GET, "/api/v1/organizations/{id}/applications", RECRUITER, 200, ROUTE_PLAIN, 0, &model_application_list_in, &model_application_list,
      applications_of_organization_any, "Who applied to an organization, with counts per state, for its people" },
    { METHOD_GET, "/api/v1/me/applications", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_application_mine_in, &model_application_list, applications_mine_any,
      "My applications, with counts per state" },
    { METHOD_GET, "/api/v1/applications/{id}", CANDIDATE | RECRUITER, 200, ROUTE_PLAIN, 0, &model_id_in, &model_application, application_get_any,
      "One application, for its two sides; the employer's first look makes it viewed" },
    { METHOD_PATCH, "/api/v1/applications/{id}", CANDIDATE | RECRUITER, 200, ROUTE_VERSION, 0, &model_application_change_in, &model_application, application_change_any,
      "Move an application on, as its side may" },
    { METHOD_GET, "/api/v1/applications/{id}/steps", CANDIDATE | RECRUITER, 200, ROUTE_PLAIN, 0, &model_id_in, &model_application_step_list, application_steps_any,
      "Every step of an application: when, whose, why" },
    { METHOD_POST, "/api/v1/organizations/{id}/reply-promise", RECRUITER, 200, ROUTE_PLAIN, 0, &model_reply_promise_in, &model_reply_promise, organization_promise_any,
      "Promise answers within 24, 48 or 72 hours, for an organization's people; what was sent before keeps its own" },
    { METHOD_POST, "/api/v1/vacancies/{id}/reply-promise", RECRUITER, 200, ROUTE_PLAIN, 0, &model_reply_promise_in, &model_reply_promise, vacancy_promise_any,
      "The same for one vacancy" },
    { METHOD_POST, "/internal/jobs/reply_reminders", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, reply_reminders_any,
      "Tell employers of answers they owe: at half of the promised time, and when it is over" },
};

static const struct job jobs[] = { { "/internal/jobs/reply_reminders", REMIND_EVERY_MS } };

extern const struct feature feature_applications;
const struct feature feature_applications = { .name = "applications", .routes = routes, .route_count = COUNT_OF(routes), .jobs = jobs, .job_count = COUNT_OF(jobs) };
