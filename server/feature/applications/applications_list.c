#include "server/feature/applications/applications_list.h"

#include "server/feature/applications/applications_show.h"
#include "server/feature/applications/applications_sql.h"

struct list_job {
    enum { OF_VACANCY, OF_ORGANIZATION, OF_CANDIDATE } of;
    struct str id, state;
    struct page page;
    struct application_list *out;
};

/* The employer's lists are for its people; others get what they may know of the thing itself. */
static enum err list_gate(struct store_tx *tx, const struct list_job *job)
{
    struct vacancy_row vacancy;
    struct organization_row organization;
    struct str organization_id = job->id;
    bool member = false, known = false;
    if (job->of == OF_CANDIDATE)
        return ERR_OK;
    if (job->of == OF_VACANCY) {
        TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(job->id)), &vacancy));
        organization_id = vacancy.organization_id;
        known           = vacancy.state != vacancy_state_draft && vacancy.state != vacancy_state_review;
    } else {
        TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(job->id)), &organization));
        known = organization.state == organization_state_verified;
    }
    TRY(application_member_is(tx, organization_id, &member));
    if (member)
        return ERR_OK;
    return known ? ERR_FORBIDDEN : ERR_NOT_FOUND;
}

static enum err counts_read(struct store_tx *tx, const struct list_job *job)
{
    static const char *const statements[] = { [OF_VACANCY] = SQL_COUNTS_OF_VACANCY, [OF_ORGANIZATION] = SQL_COUNTS_OF_ORGANIZATION, [OF_CANDIDATE] = SQL_COUNTS_OF_CANDIDATE };
    struct application_count *counts      = ARENA_MANY(tx->ctx->mem, application_state_count, struct application_count);
    struct store_cursor *cursor;
    struct str text;
    unsigned state = 0;
    bool row       = false;
    if (!counts)
        return ERR_NO_MEMORY;
    for (unsigned i = 0; i < application_state_count; i++)
        counts[i] = (struct application_count){ .state = i, .count = 0 };
    TRY(tx_open(tx, statements[job->of], BINDS(B_TEXT(job->id)), &cursor));
    for (;;) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row)
            break;
        TRY(cursor_text(tx, cursor, 0, &text));
        if (!enum_find(&enum_application_state, text, &state))
            return ERR_INTERNAL;
        counts[state].count = cursor_int(tx, cursor, 1);
    }
    cursor_done(tx, cursor);
    job->out->counts = (struct sub_list){ counts, application_state_count };
    return ERR_OK;
}

static const char *tail_of(const struct list_job *job)
{
    static const char *const tails[] = { [OF_VACANCY] = TAIL_OF_VACANCY, [OF_ORGANIZATION] = TAIL_OF_ORGANIZATION, [OF_CANDIDATE] = TAIL_OF_CANDIDATE };
    return job->of == OF_ORGANIZATION && job->state.len ? TAIL_PIPELINE : tails[job->of];
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job     = arg;
    const struct page *page        = &job->page;
    const struct tx_list_in wanted = { &model_application_row, tail_of(job), (size_t)page->limit + 1 };
    struct row_list rows           = { 0 };
    bool first                     = page->after_key == NONE;
    TRY(list_gate(tx, job));
    TRY(tx_list(tx, &wanted,
                BINDS(B_TEXT(job->id), B_TEXT(job->state.len ? job->state : STR("")), B_INT(first ? INT64_MAX : page->after_key),
                      B_TEXT(first ? STR("") : page->after_id), B_INT(page->limit + 1)),
                &rows));
    const struct application_row *row = rows.rows;
    size_t count                      = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct application *items         = ARENA_MANY(tx->ctx->mem, count, struct application);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        TRY(application_show(tx, &row[i], job->of == OF_CANDIDATE ? side_candidate : side_recruiter, &items[i]));
    job->out->items = (struct sub_list){ items, count };
    if (rows.len > count)
        TRY(page_next(tx->ctx, row[count - 1].submitted_at, row[count - 1].id, &job->out->next));
    return counts_read(tx, job);
}

static enum err list_run(struct ctx *c, struct list_job *job, int64_t limit, struct str after)
{
    unsigned state = 0;
    if (job->state.len && !enum_find(&enum_application_state, job->state, &state))
        return fault_add(c, STR("state"), STR("not_allowed"), STR("没有这种状态"), STR("There is no such state"));
    TRY(page_read(c, limit, after, &job->page));
    return store_read(c, list_read, job);
}

enum err applications_of_vacancy(struct ctx *c, const struct application_list_in *in, struct application_list *out)
{
    struct list_job job = { .of = OF_VACANCY, .id = in->id, .state = in->state, .out = out };
    return list_run(c, &job, in->limit, in->after);
}

enum err applications_of_organization(struct ctx *c, const struct application_list_in *in, struct application_list *out)
{
    struct list_job job = { .of = OF_ORGANIZATION, .id = in->id, .state = in->state, .out = out };
    return list_run(c, &job, in->limit, in->after);
}

enum err applications_mine(struct ctx *c, const struct application_mine_in *in, struct application_list *out)
{
    struct list_job job = { .of = OF_CANDIDATE, .id = c->who.account_id, .state = in->state, .out = out };
    return list_run(c, &job, in->limit, in->after);
}
