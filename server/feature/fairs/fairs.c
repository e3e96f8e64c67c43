/* Fairs: made and stepped by staff, driven by their times, listed for anyone; who signs up for them. */
#include "server/feature/fairs/fairs_in.h"

#include "server/feature/fairs/fairs_core.h"
#include "server/feature/fairs/fairs_sql.h"
#include "server/feature/fairs/registrations.h"
#include "server/port/audit.h"
#include "server/port/region.h"

#define LINES_DEFAULT 3
#define SESSION_SECONDS_DEFAULT 480

void fair_shown_fill(struct fair *out, const struct fair_row *row)
{
    *out = (struct fair){ .id                     = row->id,
                          .kind                   = row->kind,
                          .title                  = row->title,
                          .starts_at              = row->starts_at,
                          .ends_at                = row->ends_at,
                          .registration_opens_at  = row->registration_opens_at,
                          .registration_closes_at = row->registration_closes_at,
                          .regions                = row->regions,
                          .industries             = row->industries,
                          .lines_per_candidate    = row->lines_per_candidate,
                          .session_seconds        = row->session_seconds,
                          .state                  = row->state,
                          .online_count           = NONE,
                          .demo                   = row->demo,
                          .version                = row->version };
}

enum err fair_event_add(struct store_tx *tx, struct events *events, const struct fair_row *row)
{
    struct fair shown;
    fair_shown_fill(&shown, row);
    const struct event_in event = { "fair", row->id, "fair.state", &model_fair, &shown };
    return events_add(tx, events, &event);
}

enum err fair_member_check(struct store_tx *tx, struct str organization_id)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(organization_id), B_TEXT(tx->ctx->who.account_id)), &count));
    return count > 0 ? ERR_OK : ERR_FORBIDDEN;
}

enum err fair_staff_check(struct ctx *c, const struct fair_row *row)
{
    bool covers = c->who.role == role_admin || row->regions.len == 0 || who_is(c, row->created_by);
    for (size_t i = 0; i < row->regions.len && !covers; i++)
        covers = str_starts(row->regions.items[i], region_tree(c->who.region));
    return covers ? ERR_OK : refuse(c, ERR_FORBIDDEN, STR("这场招聘会不在您负责的地区"), STR("This fair is outside of your region"));
}

/* People in the fair now; unknown while Redis is away. */
static void online_fill(struct ctx *c, struct fair *out)
{
    struct live_port *live = c->hall->live;
    int64_t count          = 0;
    bool running           = out->state >= fair_state_lobby && out->state <= fair_state_closing;
    if (running && live && live->fair_online(live, c, out->id, clock_now(c), &count) == ERR_OK)
        out->online_count = count;
}

/* --- make and change ------------------------------------------------------------------------------------- */
static enum err times_check(struct ctx *c, int64_t starts_at, int64_t ends_at)
{
    if (ends_at <= starts_at)
        return fault_add(c, STR("/ends_at"), STR("too_early"), STR("结束时间必须晚于开始时间"), STR("It must end after it starts"));
    if (ends_at - starts_at > FAIR_LENGTH_MAX_MS)
        return fault_add(c, STR("/ends_at"), STR("too_late"), STR("一天的招聘会最长 12 小时"), STR("A fair day lasts at most 12 hours"));
    return ERR_OK;
}

struct fair_job {
    const void *in;
    struct fair *out;
    struct events events;
    struct row_list booths; /* of the fair, after the write */
    struct fair_row row;
};

static enum err create_write(struct store_tx *tx, void *arg)
{
    struct fair_job *job            = arg;
    const struct fair_create_in *in = job->in;
    int64_t now                     = clock_now(tx->ctx);
    struct fair_row row             = { .kind                   = in->kind,
                                        .title                  = in->title,
                                        .starts_at              = in->starts_at,
                                        .ends_at                = in->ends_at,
                                        .registration_opens_at  = in->registration_opens_at == NONE ? now : in->registration_opens_at,
                                        .registration_closes_at = in->registration_closes_at == NONE ? in->ends_at : in->registration_closes_at,
                                        .regions                = in->regions,
                                        .industries             = in->industries,
                                        .lines_per_candidate    = in->lines_per_candidate == NONE ? LINES_DEFAULT : in->lines_per_candidate,
                                        .session_seconds        = in->session_seconds == NONE ? SESSION_SECONDS_DEFAULT : in->session_seconds,
                                        .state                  = fair_state_draft,
                                        .state_before_pause     = fair_state_open,
                                        .created_by             = tx->ctx->who.account_id,
                                        .demo                   = tx->ctx->who.demo,
                                        .created_at             = now,
                                        .version                = 1 };
    TRY(id_new(tx->ctx, 'f', &row.id));
    TRY(tx_insert(tx, &model_fair_row, &row));
    fair_shown_fill(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err fair_create(struct ctx *c, const struct fair_create_in *in, struct fair *out)
{
    enum err e = times_check(c, in->starts_at, in->ends_at);
    if (in->registration_opens_at != NONE && in->registration_closes_at != NONE && in->registration_closes_at <= in->registration_opens_at)
        e = fault_add(c, STR("/registration_closes_at"), STR("too_early"), STR("报名截止必须晚于报名开始"),
                      STR("Registration must close after it opens"));
    for (size_t i = 0; i < in->regions.len; i++)
        if (region_check(c, STR("/regions"), in->regions.items[i]) != ERR_OK)
            e = ERR_INVALID;
    TRY(e);
    struct fair_job job = { .in = in, .out = out };
    return store_commit(c, create_write, &job);
}
HANDLER(fair_create, fair_create_in, fair)

/* The booths know the fair's end and length of a talk: their live state follows. */
static enum err booths_follow(struct store_tx *tx, struct fair_job *job)
{
    const struct tx_list_in wanted = { &model_booth_row, SQL_BOOTHS_OF_FAIR, FAIR_BOOTHS_MAX };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(job->row.id)), &job->booths));
    const struct booth_row *booths = job->booths.rows;
    for (size_t i = 0; i < job->booths.len; i++) {
        struct str target = arena_format(tx->ctx->mem, "booth:%.*s", STR_ARG(booths[i].id));
        if (!target.ptr)
            return ERR_NO_MEMORY;
        TRY(outbox_line(tx, target, NULL));
    }
    return ERR_OK;
}

static void booths_apply(struct ctx *c, const struct fair_job *job)
{
    struct live_port *live         = c->hall->live;
    const struct booth_row *booths = job->booths.rows;
    struct live_booth *items       = ARENA_MANY(c->mem, job->booths.len, struct live_booth);
    if (!items || !live || job->booths.len == 0)
        return;
    for (size_t i = 0; i < job->booths.len; i++)
        items[i] = live_booth_of(&booths[i], &job->row);
    /* Away: the relay follows the outbox rows. */
    for (size_t from = 0; from < job->booths.len; from += LIVE_TICKETS_MAX) {
        size_t left = job->booths.len - from;
        if (live->booth_apply(live, c, items + from, left < LIVE_TICKETS_MAX ? left : LIVE_TICKETS_MAX) != ERR_OK)
            return;
    }
}

static bool was_given(uint64_t given, const struct model *m, struct str name)
{
    return model_given(given, (size_t)(model_field(m, name) - m->fields));
}

static enum err change_write(struct store_tx *tx, void *arg)
{
    struct fair_job *job            = arg;
    const struct fair_change_in *in = job->in;
    struct fair_row row;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    TRY(fair_staff_check(tx->ctx, &row));
    TRY(version_check(tx->ctx, row.version));
    if (row.state == fair_state_closed || row.state == fair_state_archived)
        return refuse(tx->ctx, ERR_CONFLICT, STR("招聘会已经结束"), STR("The fair is over"));
    const struct model *m = &model_fair_change_in;
    if (was_given(in->given, m, STR("title")))
        row.title = in->title;
    if (was_given(in->given, m, STR("starts_at")))
        row.starts_at = in->starts_at;
    if (was_given(in->given, m, STR("ends_at"))) {
        if (row.registration_closes_at == row.ends_at) /* as a fair is made when nothing else is said */
            row.registration_closes_at = in->ends_at;
        row.ends_at = in->ends_at;
    }
    if (was_given(in->given, m, STR("lines_per_candidate")))
        row.lines_per_candidate = in->lines_per_candidate;
    if (was_given(in->given, m, STR("session_seconds")))
        row.session_seconds = in->session_seconds;
    TRY(times_check(tx->ctx, row.starts_at, row.ends_at));
    row.version++;
    TRY(tx_save(tx, &model_fair_row, &row));
    job->row = row;
    TRY(booths_follow(tx, job));
    TRY(fair_event_add(tx, &job->events, &row));
    fair_shown_fill(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err fair_alter(struct ctx *c, const struct fair_change_in *in, struct fair *out)
{
    struct fair_job job = { .in = in, .out = out };
    TRY(store_commit(c, change_write, &job));
    booths_apply(c, &job);
    events_send(c, &job.events);
    return ERR_OK;
}
HANDLER(fair_alter, fair_change_in, fair)

/* --- life -------------------------------------------------------------------------------------------------- */
static enum err step_write(struct store_tx *tx, void *arg)
{
    struct fair_job *job           = arg;
    const struct fair_state_in *in = job->in;
    struct fair_row row;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    TRY(fair_staff_check(tx->ctx, &row));
    if (row.state != in->to) {
        if (!fair_step_allowed(row.state, in->to))
            return refuse(tx->ctx, ERR_CONFLICT, STR("招聘会不能从现在的状态转到这个状态"), STR("The fair cannot go there from where it is"));
        if (in->to == fair_state_paused)
            row.state_before_pause = row.state;
        row.state = in->to;
        row.staff_driven |= fair_step_is_ahead(&row, in->to, clock_now(tx->ctx));
        row.version++;
        TRY(tx_save(tx, &model_fair_row, &row));
        TRY(audit_add(tx, &(struct audit_in){ STR("fair.step"), row.id, enum_text(&enum_fair_state, in->to) }));
        TRY(fair_event_add(tx, &job->events, &row));
    }
    fair_shown_fill(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err fair_step(struct ctx *c, const struct fair_state_in *in, struct fair *out)
{
    struct fair_job job = { .in = in, .out = out };
    TRY(store_commit(c, step_write, &job));
    events_send(c, &job.events);
    return ERR_OK;
}
HANDLER(fair_step, fair_state_in, fair)

struct clock_job {
    struct events events;
    int64_t now;
    size_t steps;
};

static enum err clock_read(struct store_tx *tx, void *arg)
{
    struct clock_job *job          = arg;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_fair_row, SQL_FAIR_CLOCK, 200 };
    TRY(tx_list(tx, &wanted, NO_BINDS, &rows));
    const struct fair_row *row = rows.rows;
    for (size_t i = 0; i < rows.len; i++)
        job->steps += fair_state_by_time(&row[i], job->now) != (enum fair_state)row[i].state;
    return ERR_OK;
}

static enum err clock_write(struct store_tx *tx, void *arg)
{
    struct clock_job *job          = arg;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_fair_row, SQL_FAIR_CLOCK, 200 };
    TRY(tx_list(tx, &wanted, NO_BINDS, &rows));
    struct fair_row *row = rows.rows;
    job->events.count    = 0;
    for (size_t i = 0; i < rows.len && job->events.count < EVENTS_MAX; i++) {
        enum fair_state due = fair_state_by_time(&row[i], job->now);
        if (due == (enum fair_state)row[i].state)
            continue;
        row[i].state = due;
        row[i].version++;
        TRY(tx_save(tx, &model_fair_row, &row[i]));
        TRY(fair_event_add(tx, &job->events, &row[i]));
    }
    return ERR_OK;
}

/* Every second: most of the time nothing is due, and nothing is written. */
static enum err fair_clock(struct ctx *c, const struct nothing *in)
{
    (void)in;
    struct clock_job job = { .now = clock_now(c) };
    TRY(store_read(c, clock_read, &job));
    if (job.steps == 0)
        return ERR_OK;
    TRY(store_write(c, clock_write, &job));
    events_send(c, &job.events);
    return ERR_OK;
}
HANDLER_SILENT(fair_clock, nothing)

/* --- read ---------------------------------------------------------------------------------------------------- */
static enum err get_read(struct store_tx *tx, void *arg)
{
    struct fair_job *job   = arg;
    const struct id_in *in = job->in;
    struct fair_row row;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    if (row.state == fair_state_draft && !who_is_staff(tx->ctx))
        return ERR_NOT_FOUND;
    fair_shown_fill(job->out, &row);
    tx->ctx->version = row.version;
    return ERR_OK;
}

static enum err fair_get(struct ctx *c, const struct id_in *in, struct fair *out)
{
    struct fair_job job = { .in = in, .out = out };
    TRY(store_read(c, get_read, &job));
    online_fill(c, out);
    if (out->online_count != NONE)
        c->version = NONE; /* it carries a live number: no ETag */
    return ERR_OK;
}
HANDLER(fair_get, id_in, fair)

struct list_job {
    const struct page *page;
    struct fair_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    const struct page *page        = job->page;
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_fair_row, SQL_FAIR_LIST, (size_t)page->limit + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(B_INT(who_is_staff(tx->ctx)), B_INT(page->after_key == NONE ? -1 : page->after_key),
                      B_TEXT(page->after_key == NONE ? STR("") : page->after_id), B_INT(page->limit + 1)),
                &rows));
    const struct fair_row *row = rows.rows;
    size_t count               = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct fair *items         = ARENA_MANY(tx->ctx->mem, count, struct fair);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        fair_shown_fill(&items[i], &row[i]);
    job->out->items = (struct sub_list){ items, count };
    if (rows.len > count) {
        int64_t key = 0;
        TRY(tx_int(tx, SQL_FAIR_KEY_OF, BINDS(B_TEXT(row[count - 1].id)), &key));
        TRY(page_next(tx->ctx, key, row[count - 1].id, &job->out->next));
    }
    return ERR_OK;
}

static enum err fair_list_all(struct ctx *c, const struct page_in *in, struct fair_list *out)
{
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { &page, out };
    TRY(store_read(c, list_read, &job));
    struct fair *items = out->items.items;
    for (size_t i = 0; i < out->items.len; i++)
        online_fill(c, &items[i]);
    return ERR_OK;
}
HANDLER(fair_list_all, page_in, fair_list)

HANDLER(fair_register, id_in, registration)
HANDLER_SILENT(fair_unregister, id_in)
HANDLER(registrations_mine, nothing, registration_list)

static enum err fair_may_listen(struct ctx *c, struct str id)
{
    struct fair out;
    struct id_in in     = { .id = id };
    struct fair_job job = { .in = &in, .out = &out };
    return store_read(c, get_read, &job);
}

static const char *fair_place(struct ctx *c, struct str id)
{
    (void)c;
    (void)id;
    return "fair";
}

#define API "/api/v1/"
static const struct route routes[] = {
    { METHOD_POST, API "fairs", STAFF, 201, ROUTE_PLAIN, 0, &model_fair_create_in, &model_fair, fair_create_any, "Make a fair" },
    { METHOD_GET, API "fairs", ANYONE, 200, ROUTE_PLAIN, 0, &model_page_in, &model_fair_list, fair_list_all_any,
      "Fairs, the running ones first" },
    { METHOD_GET, API "fairs/{id}", ANYONE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_fair, fair_get_any, "One fair" },
    { METHOD_PATCH, API "fairs/{id}", STAFF, 200, ROUTE_VERSION, 0, &model_fair_change_in, &model_fair, fair_alter_any,
      "Change a fair; what is not given stays" },
    { METHOD_POST, API "fairs/{id}/state", STAFF, 200, ROUTE_PLAIN, 0, &model_fair_state_in, &model_fair, fair_step_any,
      "Step a fair on" },
    { METHOD_POST, API "fairs/{id}/registrations", CANDIDATE, 201, ROUTE_PLAIN, 0, &model_id_in, &model_registration, fair_register_any,
      "Sign up for a fair" },
    { METHOD_DELETE, API "fairs/{id}/registrations", CANDIDATE, 204, ROUTE_NO_KEY, 0, &model_id_in, NULL, fair_unregister_any,
      "Take the registration back" },
    { METHOD_GET, API "me/registrations", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_registration_list, registrations_mine_any,
      "The fairs I signed up for, newest first" },
    { METHOD_POST, API "fairs/{id}/booths", RECRUITER, 201, ROUTE_PLAIN, 0, &model_booth_create_in, &model_booth, booth_create_any,
      "Ask for a booth" },
    { METHOD_GET, API "fairs/{id}/booths", ANYONE, 200, ROUTE_PLAIN, 250, &model_id_page_in, &model_booth_list, booths_of_fair_any,
      "The lobby: booths with recruiters online, people waiting, ETA range" },
    { METHOD_GET, API "fairs/{id}/booth-requests", STAFF, 200, ROUTE_PLAIN, 0, &model_id_page_in, &model_booth_list, booth_requests_any,
      "All booths of a fair, those to be approved too" },
    { METHOD_POST, API "booths/{id}/approval", STAFF, 200, ROUTE_PLAIN, 0, &model_booth_approval_in, &model_booth, booth_approve_any,
      "Approve or refuse a booth" },
    { METHOD_POST, API "booths/{id}/state", RECRUITER_OR_STAFF, 200, ROUTE_PLAIN, 0, &model_booth_state_in, &model_booth, booth_step_any,
      "Open, pause or close a booth" },
    { METHOD_GET, API "booths/{id}", ANYONE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_booth, booth_get_any, "One booth" },
    { METHOD_GET, API "me/booths", EMPLOYER, 200, ROUTE_PLAIN, 0, &model_page_in, &model_booth_list, booths_mine_any,
      "The booths of my organizations" },
    { METHOD_POST, "/internal/jobs/fair_clock", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, fair_clock_any,
      "Times drive fairs by themselves" },
};

static const struct channel_rule channels[] = { { "fair", fair_may_listen, fair_place } };
static const struct job jobs[]               = { { "/internal/jobs/fair_clock", 1000 } };

extern const struct feature feature_fairs;
const struct feature feature_fairs = { .name          = "fairs",
                                       .routes        = routes,
                                       .route_count   = COUNT_OF(routes),
                                       .channels      = channels,
                                       .channel_count = COUNT_OF(channels),
                                       .jobs          = jobs,
                                       .job_count     = COUNT_OF(jobs) };
