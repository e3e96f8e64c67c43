/* Booths: asked for by an organization's people, approved by staff, opened and paused by its recruiters; the lobby's list. */
#include "server/feature/fairs/fairs_core.h"
#include "server/feature/fairs/fairs_in.h"
#include "server/feature/fairs/fairs_sql.h"
#include "server/port/audit.h"
#include "server/port/booth.h"
#include "server/port/eta.h"
#include "server/port/vacancy.h"

#define OFFERS_MAX 20
#define BOOTHS_CLOSE_MAX 200 /* of one organization at fairs that are not over */

static void shown_fill(struct booth *out, const struct booth_row *row, const struct organization_row *organization)
{
    *out = (struct booth){ .id                = row->id,
                           .fair_id           = row->fair_id,
                           .organization_id   = row->organization_id,
                           .organization_name = organization->name,
                           .organization_kind = organization->kind,
                           .region            = organization->region,
                           .industry          = organization->industry,
                           .number            = row->number,
                           .greeting          = row->greeting,
                           .message           = row->message.len ? row->message : STR_NONE,
                           .state             = row->state,
                           .recruiters_online = NONE,
                           .waiting           = NONE,
                           .eta_min_s         = NONE,
                           .eta_max_s         = NONE,
                           .eta_basis         = eta_basis_unknown,
                           .demo              = row->demo,
                           .version           = row->version };
}

/* Lays the offers (ordered by booth) into the booths of the list. */
static enum err offers_fill(struct store_tx *tx, struct store_cursor *cursor, struct booth *booths, size_t count)
{
    bool row = false;
    size_t n = 0;
    TRY(cursor_step(tx, cursor, &row));
    while (row) {
        struct str booth_id = STR_NONE;
        struct str period   = STR_NONE;
        TRY(cursor_text(tx, cursor, 0, &booth_id));
        while (n < count && !str_eq(booths[n].id, booth_id))
            n++;
        if (n == count) /* an offer of a booth that is not shown: start over for the next one */
            n = 0;
        struct booth *b              = &booths[n];
        struct booth_vacancy *offers = b->vacancies.items;
        if (str_eq(b->id, booth_id) && !offers) {
            offers = ARENA_MANY(tx->ctx->mem, OFFERS_MAX, struct booth_vacancy);
            if (!offers)
                return ERR_NO_MEMORY;
            b->vacancies.items = offers;
        }
        if (str_eq(b->id, booth_id) && b->vacancies.len < OFFERS_MAX) {
            struct booth_vacancy *one = &offers[b->vacancies.len++];
            TRY(cursor_text(tx, cursor, 1, &one->id));
            TRY(cursor_text(tx, cursor, 2, &one->title));
            one->wage_min_fen = cursor_int(tx, cursor, 3);
            one->wage_max_fen = cursor_int(tx, cursor, 4);
            TRY(cursor_text(tx, cursor, 5, &period));
            if (!enum_find(&enum_wage_period, period, &one->wage_period))
                return ERR_INTERNAL; /* our own text */
            one->headcount = cursor_int(tx, cursor, 6);
            one->urgent    = cursor_int(tx, cursor, 7) == 1;
        }
        TRY(cursor_step(tx, cursor, &row));
    }
    return ERR_OK;
}

static enum err offers_read(struct store_tx *tx, const char *sql, struct str id, struct booth *booths, size_t count)
{
    struct store_cursor *cursor = NULL;
    if (count == 0)
        return ERR_OK;
    TRY(tx_open(tx, sql, BINDS(B_TEXT(id), B_INT(clock_now(tx->ctx))), &cursor));
    enum err e = offers_fill(tx, cursor, booths, count);
    cursor_done(tx, cursor);
    return e;
}

/* Redis' part; null while it is away. */
static void lines_fill(struct ctx *c, struct booth *booths, size_t count)
{
    struct live_port *live  = c->hall->live;
    struct str *ids         = ARENA_MANY(c->mem, count, struct str);
    struct live_line *lines = ARENA_MANY(c->mem, count, struct live_line);
    if (!ids || !lines || !live || count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        ids[i] = booths[i].id;
    for (size_t from = 0; from < count; from += LIVE_TICKETS_MAX) {
        size_t n = count - from < LIVE_TICKETS_MAX ? count - from : LIVE_TICKETS_MAX;
        if (live->lines(live, c, ids + from, n, false, lines + from) != ERR_OK)
            return;
    }
    int64_t now = clock_now(c);
    for (size_t i = 0; i < count; i++) {
        if (!lines[i].known)
            continue;
        struct eta eta              = eta_of(&lines[i], lines[i].waiting, now);
        booths[i].recruiters_online = lines[i].staff_count;
        booths[i].waiting           = lines[i].waiting;
        booths[i].eta_min_s         = eta.min_s;
        booths[i].eta_max_s         = eta.max_s;
        booths[i].eta_basis         = eta.basis;
    }
}

static enum err one_shown(struct store_tx *tx, const struct booth_row *row, struct booth *out)
{
    struct organization_row organization;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    shown_fill(out, row, &organization);
    TRY(offers_read(tx, SQL_OFFERS_OF_BOOTH, row->id, out, 1));
    tx->ctx->version = row->version;
    return ERR_OK;
}

struct booth_job {
    const void *in;
    struct booth *out;
    struct events events;
    struct booth_row row;
    struct fair_row fair;
    struct str outbox_id;
};

static enum err row_get(struct store_tx *tx, struct str id, struct booth_job *job)
{
    TRY(tx_get(tx, &model_booth_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &job->row));
    return tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(job->row.fair_id)), &job->fair);
}

/* Saves the row and leaves what must follow: the live state, and an event for the booth and for the lobby. */
static enum err row_save(struct store_tx *tx, struct booth_job *job)
{
    job->row.version++;
    TRY(tx_save(tx, &model_booth_row, &job->row));
    struct str target = arena_format(tx->ctx->mem, "booth:%.*s", STR_ARG(job->row.id));
    if (!target.ptr)
        return ERR_NO_MEMORY;
    TRY(outbox_line(tx, target, &job->outbox_id));
    TRY(one_shown(tx, &job->row, job->out));
    const struct event_in to_booth = { "booth", job->row.id, "booth.state", &model_booth, job->out };
    const struct event_in to_fair  = { "fair", job->row.fair_id, "booth.state", &model_booth, job->out };
    TRY(events_add(tx, &job->events, &to_booth));
    return events_add(tx, &job->events, &to_fair);
}

static void row_follow(struct ctx *c, const struct booth_job *job)
{
    struct live_port *live  = c->hall->live;
    struct live_booth booth = live_booth_of(&job->row, &job->fair);
    if (job->outbox_id.len && live && live->booth_apply(live, c, &booth, 1) == ERR_OK)
        outbox_done(c, job->outbox_id);
    events_send(c, &job->events);
    lines_fill(c, job->out, 1);
}

static enum err not_suspended(struct store_tx *tx, struct str organization_id)
{
    struct organization_row organization;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(organization_id)), &organization));
    if (organization.state == organization_state_suspended)
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位已被暂停，展位不能开放"), STR("The organization is suspended: its booth cannot open"));
    return ERR_OK;
}

/* --- ask ---------------------------------------------------------------------------------------------------- */
static enum err vacancies_check(struct store_tx *tx, const struct booth_create_in *in)
{
    for (size_t i = 0; i < in->vacancy_ids.len; i++) {
        struct vacancy_row row;
        enum err e = tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(in->vacancy_ids.items[i])), &row);
        bool fits  = e == ERR_OK && str_eq(row.organization_id, in->organization_id) && vacancy_is_offered(&row, clock_now(tx->ctx));
        for (size_t k = 0; k < i; k++)
            fits &= !str_eq(in->vacancy_ids.items[k], in->vacancy_ids.items[i]);
        if (e != ERR_OK && e != ERR_NOT_FOUND)
            return e;
        if (!fits)
            return fault_add(tx->ctx, STR("/vacancy_ids"), STR("not_allowed"), STR("只能选本单位已发布的岗位，且不能重复"),
                             STR("Only published vacancies of the organization, each once"));
    }
    return ERR_OK;
}

static enum err create_write(struct store_tx *tx, void *arg)
{
    struct booth_job *job            = arg;
    const struct booth_create_in *in = job->in;
    struct organization_row organization;
    struct fair_row fair;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &fair));
    if (fair_member_check(tx, in->organization_id) != ERR_OK)
        return fault_add(tx->ctx, STR("/organization_id"), STR("not_yours"), STR("您不是这个单位的成员"), STR("You do not act for this organization"));
    if (fair.state == fair_state_draft)
        return ERR_NOT_FOUND;
    if (!fair_takes_booths(fair.state))
        return refuse(tx->ctx, ERR_FAIR_NOT_OPEN, STR("招聘会已不再接受展位申请"), STR("The fair takes no more booths"));
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(in->organization_id)), &organization));
    if (organization.state != organization_state_verified)
        return refuse(tx->ctx, ERR_CONFLICT, STR("单位通过审核后才能申请展位"), STR("The organization must be verified before it asks for a booth"));
    TRY(vacancies_check(tx, in));
    int64_t count = 0;
    TRY(tx_int(tx, SQL_BOOTH_COUNT, BINDS(B_TEXT(fair.id)), &count));
    if (count >= FAIR_BOOTHS_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("展位已满"), STR("The fair has as many booths as it carries"));
    struct booth_row row = { .fair_id         = fair.id,
                             .organization_id = organization.id,
                             .greeting        = in->greeting,
                             .state           = booth_state_requested,
                             .demo            = organization.demo,
                             .created_at      = clock_now(tx->ctx),
                             .version         = 1 };
    TRY(id_new(tx->ctx, 'b', &row.id));
    TRY(tx_int(tx, SQL_BOOTH_NUMBER, BINDS(B_TEXT(fair.id)), &row.number));
    enum err e = tx_insert(tx, &model_booth_row, &row);
    if (e == ERR_EXISTS)
        return refuse(tx->ctx, ERR_EXISTS, STR("这个单位已经申请过这场招聘会的展位"), STR("The organization has asked for a booth at this fair already"));
    TRY(e);
    for (size_t i = 0; i < in->vacancy_ids.len; i++)
        TRY(tx_exec(tx, SQL_BOOTH_VACANCY, BINDS(B_TEXT(row.id), B_TEXT(in->vacancy_ids.items[i]), B_INT(i)), NULL));
    return one_shown(tx, &row, job->out);
}

static enum err booth_create(struct ctx *c, const struct booth_create_in *in, struct booth *out)
{
    struct booth_job job = { .in = in, .out = out };
    return store_commit(c, create_write, &job);
}

enum err booth_create_any(struct ctx *c, const void *in, void *out)
{
    return booth_create(c, in, out);
}

/* --- approve ------------------------------------------------------------------------------------------------ */
static enum err approve_write(struct store_tx *tx, void *arg)
{
    struct booth_job *job              = arg;
    const struct booth_approval_in *in = job->in;
    TRY(row_get(tx, in->id, job));
    TRY(fair_staff_check(tx->ctx, &job->fair));
    if (job->row.state != booth_state_requested && job->row.state != booth_state_refused && in->decision == decision_approved)
        return one_shown(tx, &job->row, job->out); /* approved already */
    if (job->row.state > booth_state_ready)
        return refuse(tx->ctx, ERR_CONFLICT, STR("展位已经开放过，请改为关闭展位"), STR("The booth was open already: close it instead"));
    if (in->decision == decision_approved)
        TRY(not_suspended(tx, job->row.organization_id));
    job->row.state   = in->decision == decision_approved ? booth_state_ready : booth_state_refused;
    job->row.message = in->decision == decision_approved ? STR("") : in->reason;
    TRY(audit_add(tx, &(struct audit_in){ in->decision == decision_approved ? STR("booth.approve") : STR("booth.refuse"), job->row.id, in->reason }));
    return row_save(tx, job);
}

enum err booth_approve_any(struct ctx *c, const void *in_any, void *out)
{
    const struct booth_approval_in *in = in_any;
    if (in->decision != decision_approved && in->decision != decision_refused)
        return fault_add(c, STR("/decision"), STR("not_allowed"), STR("只能是 approved 或 refused"), STR("approved or refused only"));
    if (in->decision == decision_refused && str_trim(in->reason).len == 0)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明不通过的原因"), STR("A refusal needs a reason"));
    struct booth_job job = { .in = in, .out = out };
    TRY(store_commit(c, approve_write, &job));
    row_follow(c, &job);
    return ERR_OK;
}

/* --- open, pause, close --------------------------------------------------------------------------------------- */
static enum err step_write(struct store_tx *tx, void *arg)
{
    struct booth_job *job           = arg;
    const struct booth_state_in *in = job->in;
    TRY(row_get(tx, in->id, job));
    if (who_is_staff(tx->ctx))
        TRY(fair_staff_check(tx->ctx, &job->fair));
    else if (fair_member_check(tx, job->row.organization_id) != ERR_OK)
        return booth_is_public(job->row.state) ? ERR_FORBIDDEN : ERR_NOT_FOUND;
    if (job->row.state == in->to && in->to != booth_state_paused)
        return one_shown(tx, &job->row, job->out);
    if (!booth_step_allowed(job->row.state, in->to))
        return refuse(tx->ctx, ERR_CONFLICT, STR("展位不能从现在的状态转到这个状态"), STR("The booth cannot go there from where it is"));
    if (in->to == booth_state_open && !fair_takes_booths(job->fair.state))
        return refuse(tx->ctx, ERR_FAIR_NOT_OPEN, STR("招聘会已经结束"), STR("The fair is over"));
    if (in->to == booth_state_open)
        TRY(not_suspended(tx, job->row.organization_id));
    job->row.state   = in->to;
    job->row.message = in->message.ptr ? in->message : STR("");
    return row_save(tx, job);
}

enum err booth_step_any(struct ctx *c, const void *in_any, void *out)
{
    const struct booth_state_in *in = in_any;
    if (in->to != booth_state_open && in->to != booth_state_paused && in->to != booth_state_closed)
        return fault_add(c, STR("/to"), STR("not_allowed"), STR("只能是 open、paused 或 closed"), STR("open, paused or closed only"));
    struct booth_job job = { .in = in, .out = out };
    TRY(store_commit(c, step_write, &job));
    row_follow(c, &job);
    return ERR_OK;
}

/* --- all of an organization's ---------------------------------------------------------------------------------- */
struct booths_closed {
    struct booth_job *jobs;
    size_t count;
};

enum err booths_close(struct store_tx *tx, struct str organization_id, struct str message, struct booths_closed **ret_closed)
{
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_booth_row, SQL_BOOTHS_TO_CLOSE, BOOTHS_CLOSE_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(organization_id), B_INT(BOOTHS_CLOSE_MAX)), &rows));
    const struct booth_row *row  = rows.rows;
    struct booths_closed *closed = ARENA_NEW(tx->ctx->mem, struct booths_closed);
    struct booth_job *jobs       = ARENA_MANY(tx->ctx->mem, rows.len, struct booth_job);
    struct booth *shown          = ARENA_MANY(tx->ctx->mem, rows.len, struct booth);
    int64_t version              = tx->ctx->version;
    if (!closed || !jobs || !shown)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows.len; i++) {
        jobs[i].out = &shown[i];
        jobs[i].row = row[i];
        TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(row[i].fair_id)), &jobs[i].fair));
        jobs[i].row.state   = row[i].state == booth_state_requested ? booth_state_refused : booth_state_closed;
        jobs[i].row.message = message;
        TRY(row_save(tx, &jobs[i]));
    }
    tx->ctx->version = version; /* the answer is about the organization */
    *closed          = (struct booths_closed){ jobs, rows.len };
    *ret_closed      = closed;
    return ERR_OK;
}

void booths_close_follow(struct ctx *c, struct booths_closed *closed)
{
    for (size_t i = 0; closed && i < closed->count; i++)
        row_follow(c, &closed->jobs[i]);
}

/* --- read ------------------------------------------------------------------------------------------------------ */
static enum err get_read(struct store_tx *tx, void *arg)
{
    struct booth_job *job  = arg;
    const struct id_in *in = job->in;
    TRY(row_get(tx, in->id, job));
    if (!booth_is_public(job->row.state) && !who_is_staff(tx->ctx) && fair_member_check(tx, job->row.organization_id) != ERR_OK)
        return ERR_NOT_FOUND;
    return one_shown(tx, &job->row, job->out);
}

enum err booth_get_any(struct ctx *c, const void *in, void *out)
{
    struct booth_job job = { .in = in, .out = out };
    TRY(store_read(c, get_read, &job));
    lines_fill(c, job.out, 1);
    c->version = NONE; /* it carries live numbers: no ETag */
    return ERR_OK;
}

struct list_job {
    struct str id; /* of the fair, or of the account */
    const char *tail, *organizations, *offers;
    struct booth_list *out;
};

static const struct organization_row *organization_find(const struct row_list *list, struct str id)
{
    const struct organization_row *rows = list->rows;
    for (size_t i = 0; i < list->len; i++)
        if (str_eq(rows[i].id, id))
            return &rows[i];
    return NULL;
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    struct row_list rows           = { 0 };
    struct row_list organizations  = { 0 };
    const struct tx_list_in booths = { &model_booth_row, job->tail, FAIR_BOOTHS_MAX };
    const struct tx_list_in owners = { &model_organization_row, job->organizations, FAIR_BOOTHS_MAX };
    TRY(tx_list(tx, &booths, BINDS(B_TEXT(job->id)), &rows));
    TRY(tx_list(tx, &owners, BINDS(B_TEXT(job->id)), &organizations));
    struct booth *items = ARENA_MANY(tx->ctx->mem, rows.len, struct booth);
    if (!items)
        return ERR_NO_MEMORY;
    const struct booth_row *row = rows.rows;
    size_t count                = 0;
    for (size_t i = 0; i < rows.len; i++) {
        const struct organization_row *owner = organization_find(&organizations, row[i].organization_id);
        if (owner)
            shown_fill(&items[count++], &row[i], owner);
    }
    TRY(offers_read(tx, job->offers, job->id, items, count));
    job->out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

static enum err list_fill(struct ctx *c, store_fn *read, struct list_job *job)
{
    TRY(store_read(c, read, job));
    lines_fill(c, job->out->items.items, job->out->items.len);
    return ERR_OK;
}

static enum err fair_list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job = arg;
    struct fair_row fair;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(job->id)), &fair));
    if (fair.state == fair_state_draft && !who_is_staff(tx->ctx))
        return ERR_NOT_FOUND;
    return list_read(tx, arg);
}

enum err booths_of_fair_any(struct ctx *c, const void *in_any, void *out)
{
    const struct id_page_in *in = in_any;
    struct list_job job         = { in->id, SQL_BOOTHS_OF_FAIR, SQL_ORGANIZATIONS_OF_FAIR, SQL_OFFERS_OF_FAIR, out };
    return list_fill(c, fair_list_read, &job);
}

enum err booth_requests_any(struct ctx *c, const void *in_any, void *out)
{
    const struct id_page_in *in = in_any;
    struct list_job job         = { in->id, SQL_REQUESTS_OF_FAIR, SQL_ORGANIZATIONS_OF_FAIR, SQL_OFFERS_OF_FAIR, out };
    return list_fill(c, fair_list_read, &job);
}

enum err booths_mine_any(struct ctx *c, const void *in, void *out)
{
    (void)in;
    struct list_job job = { c->who.account_id, SQL_BOOTHS_OF_ACCOUNT, SQL_ORGANIZATIONS_OF_ACCOUNT, SQL_OFFERS_OF_ACCOUNT, out };
    return list_fill(c, list_read, &job);
}
