/* Work that is offered: drafted by an organization's people, published when nothing mandatory is missing, found by anyone. */
#include "server/feature/vacancies/kept.h"
#include "server/feature/vacancies/publication.h"
#include "server/feature/vacancies/vacancies_core.h"
#include "server/feature/vacancies/vacancies_list.h"
#include "server/port/region.h"
#include "server/port/reply.h"
#include "server/port/vacancy.h"

#define END_EVERY_MS 60000

/* What a draft may not lack either. */
enum err vacancy_lacks_say(struct ctx *c, const struct vacancy_row *row)
{
    unsigned lacks = vacancy_lacks(row) & VACANCY_LACKS_OF_DRAFT;
    enum err e     = ERR_OK;
    if (lacks & VACANCY_LACK_TITLE)
        e = fault_add(c, STR("/title"), STR("required"), STR("请填写岗位名称"), STR("A title is needed"));
    if (lacks & VACANCY_LACK_REGION)
        e = region_check(c, STR("/region"), row->region);
    if (lacks & VACANCY_LACK_HEADCOUNT)
        e = fault_add(c, STR("/headcount"), STR("required"), STR("请填写招聘人数"), STR("A headcount is needed"));
    if (lacks & VACANCY_LACK_WAGE)
        e = fault_add(c, STR("/wage_max_fen"), STR("required"), STR("请填写薪酬范围"), STR("The pay is needed"));
    if (lacks & VACANCY_LACK_ORDER)
        e = fault_add(c, STR("/wage_max_fen"), STR("too_small"), STR("最高薪酬不能低于最低薪酬"), STR("The higher wage is below the lower one"));
    return e;
}

/* --- draft ------------------------------------------------------------------------------------------------ */
struct write_job {
    const void *in;
    struct vacancy *out;
    struct vacancy_times times;
};

/* The two that are sent as text. */
static enum err times_read(struct ctx *c, struct str start_by, struct str valid_until, struct vacancy_times *ret_times)
{
    enum err e  = ERR_OK;
    *ret_times = (struct vacancy_times){ .start_by = NONE, .valid_until = NONE };
    if (start_by.len && !vacancy_time_read(start_by, &ret_times->start_by))
        e = fault_add(c, STR("/start_by"), STR("bad_date"), STR("请填写真实存在的日期，如 2026-12-31"), STR("A day that exists is needed, such as 2026-12-31"));
    if (valid_until.len && !vacancy_time_read(valid_until, &ret_times->valid_until))
        e = fault_add(c, STR("/valid_until"), STR("bad_date"), STR("请填写真实存在的日期，如 2026-12-31"), STR("A day that exists is needed, such as 2026-12-31"));
    return e;
}

static enum err create_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job        = arg;
    const struct vacancy_create_in *in = job->in;
    bool member                        = false;
    TRY(vacancy_member_is(tx, in->organization_id, &member));
    if (!member)
        return fault_add(tx->ctx, STR("/organization_id"), STR("not_yours"), STR("您不是这个单位的成员"), STR("You do not act for this organization"));
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    row.organization_id = in->organization_id;
    row.title           = in->title;
    row.occupation      = in->occupation;
    row.description     = in->description;
    row.region          = in->region;
    row.address         = in->address;
    row.headcount       = in->headcount;
    row.employment_type = in->employment_type;
    row.education       = in->education;
    row.wage_min_fen    = in->wage_min_fen;
    row.wage_max_fen    = in->wage_max_fen;
    row.wage_period     = in->wage_period;
    row.benefits        = in->benefits;
    row.urgent          = in->urgent;
#define TEXT(name, ...) row.name = in->name;
#define INT(name, ...) row.name = in->name;
#define BOOL(name, ...) row.name = in->name;
#define ENUM(name, ...) row.name = in->name;
#define LIST(name, ...) row.name = in->name;
#include "proto/model/vacancy_more.def"
#include "proto/model_undef.h"
    row.state      = vacancy_state_draft;
    row.demo       = tx->ctx->who.demo;
    row.created_at = clock_now(tx->ctx);
    row.version    = 1;
    TRY(vacancy_times_lay(tx->ctx->mem, &row, &job->times));
    TRY(vacancy_client_lay(tx, &row));
    TRY(id_new(tx->ctx, 'v', &row.id));
    TRY(tx_insert(tx, &model_vacancy_row, &row));
    return vacancy_show_row(tx, job->out, &row, true);
}

static enum err vacancy_create(struct ctx *c, const struct vacancy_create_in *in, struct vacancy *out)
{
    const struct vacancy_row judged = { .title = in->title, .region = in->region, .headcount = in->headcount,
                                        .wage_min_fen = in->wage_min_fen, .wage_max_fen = in->wage_max_fen };
    struct write_job job = { .in = in, .out = out };
    enum err lacks       = vacancy_lacks_say(c, &judged);
    TRY(times_read(c, in->start_by, in->valid_until, &job.times));
    TRY(lacks);
    job.times.has_start_by = job.times.has_valid_until = true;
    return store_commit(c, create_write, &job);
}
HANDLER(vacancy_create, vacancy_create_in, vacancy)

/* What is on the board, or waits for it, is judged anew as it will be. */
static enum err change_write(struct store_tx *tx, void *arg)
{
    const struct write_job *job        = arg;
    const struct vacancy_change_in *in = job->in;
    struct vacancy_row row;
    struct lint_report *report = NULL;
    TRY(vacancy_own_get(tx, in->id, &row));
    TRY(version_check(tx->ctx, row.version));
    vacancy_change(&row, in);
    TRY(vacancy_times_lay(tx->ctx->mem, &row, &job->times));
    TRY(vacancy_client_lay(tx, &row));
    TRY(vacancy_lacks_say(tx->ctx, &row));
    row.urgent_listed &= row.urgent;
    if (row.state == vacancy_state_published || row.state == vacancy_state_review)
        TRY(vacancy_settle(tx, &row, &report));
    row.version++;
    TRY(tx_save(tx, &model_vacancy_row, &row));
    TRY(vacancy_show_row(tx, job->out, &row, true));
    return report ? vacancy_warn(tx, report, job->out) : ERR_OK;
}

static enum err vacancy_alter(struct ctx *c, const struct vacancy_change_in *in, struct vacancy *out)
{
    struct write_job job = { .in = in, .out = out };
    TRY(times_read(c, in->start_by, in->valid_until, &job.times));
    job.times.has_start_by    = vacancy_was_given(in, STR("start_by"));
    job.times.has_valid_until = vacancy_was_given(in, STR("valid_until"));
    return store_commit(c, change_write, &job);
}
HANDLER(vacancy_alter, vacancy_change_in, vacancy)

/* --- read --------------------------------------------------------------------------------------------------- */
static enum err get_read(struct store_tx *tx, void *arg)
{
    const struct write_job *job = arg;
    const struct id_in *in      = job->in;
    struct vacancy_row row;
    struct organization_row organization;
    struct lint_report *report;
    struct reply reply;
    bool inside = false;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &row));
    if (tx->ctx->who.account_id.len)
        TRY(vacancy_member_is(tx, row.organization_id, &inside));
    inside |= who_is_staff(tx->ctx);
    if (!inside && vacancy_is_private(&row))
        return ERR_NOT_FOUND;
    TRY(vacancy_show_row(tx, job->out, &row, inside));
    TRY(reply_read(tx, row.organization_id, row.id, &reply));
    job->out->reply_hours    = reply.hours;
    job->out->reply_percent  = reply.percent;
    job->out->reply_measured = reply.due;
    if (!inside)
        return ERR_OK;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row.organization_id)), &organization));
    TRY(vacancy_judge(tx, &row, &organization, &report));
    return vacancy_warn(tx, report, job->out);
}

static enum err vacancy_get(struct ctx *c, const struct id_in *in, struct vacancy *out)
{
    struct write_job job = { .in = in, .out = out };
    return store_read(c, get_read, &job);
}
HANDLER(vacancy_get, id_in, vacancy)

HANDLER(vacancy_find, vacancy_list_in, vacancy_list)
HANDLER(vacancy_publish, id_in, vacancy)
HANDLER(vacancy_review, vacancy_review_in, vacancy)
HANDLER(vacancy_reviews_get, page_in, vacancy_list)
HANDLER(vacancy_close, vacancy_closure_in, vacancy)
HANDLER(vacancy_enlist, vacancy_listing_in, vacancy)
HANDLER_SILENT(vacancy_end_job, nothing)

HANDLER_SILENT(favourite_put, favourite_in)
HANDLER_SILENT(favourite_delete, favourite_in)
HANDLER(favourites_get, page_in, favourite_list)
HANDLER(saved_search_create, saved_search_in, saved_search)
HANDLER(saved_searches_get, nothing, saved_search_list)
HANDLER_SILENT(saved_search_delete, id_in)
HANDLER(saved_search_results, saved_search_results_in, vacancy_list)
HANDLER(saved_search_look, id_in, saved_search)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/vacancies", RECRUITER, 201, ROUTE_PLAIN, 0, &model_vacancy_create_in, &model_vacancy, vacancy_create_any,
      "Draft a vacancy" },
    { METHOD_GET, "/api/v1/vacancies", ANYONE, 200, ROUTE_PLAIN, 0, &model_vacancy_list_in, &model_vacancy_list, vacancy_find_any,
      "Published vacancies, newest first" },
    { METHOD_GET, "/api/v1/vacancies/{id}", ANYONE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_vacancy, vacancy_get_any, "One vacancy" },
    { METHOD_PATCH, "/api/v1/vacancies/{id}", RECRUITER, 200, ROUTE_VERSION, 0, &model_vacancy_change_in, &model_vacancy, vacancy_alter_any,
      "Change a vacancy; what is not given stays" },
    { METHOD_POST, "/api/v1/vacancies/{id}/publication", RECRUITER, 200, ROUTE_PLAIN, 0, &model_id_in, &model_vacancy, vacancy_publish_any,
      "Publish a vacancy when the rules allow it; words that need a look put it into review" },
    { METHOD_POST, "/api/v1/vacancies/{id}/closure", RECRUITER_OR_STAFF, 200, ROUTE_PLAIN, 0, &model_vacancy_closure_in, &model_vacancy, vacancy_close_any,
      "Take a vacancy off the board: filled, withdrawn, or taken down by staff" },
    { METHOD_POST, "/api/v1/vacancies/{id}/listing", STAFF, 200, ROUTE_PLAIN, 0, &model_vacancy_listing_in, &model_vacancy, vacancy_enlist_any,
      "Put a vacancy on the lists of urgent needs or of posts for high-level talent" },
    { METHOD_POST, "/api/v1/vacancies/{id}/review", STAFF, 200, ROUTE_PLAIN, 0, &model_vacancy_review_in, &model_vacancy, vacancy_review_any,
      "Let a vacancy that waits pass, or give it back with a reason" },
    { METHOD_GET, "/api/v1/vacancy-reviews", STAFF, 200, ROUTE_PLAIN, 0, &model_page_in, &model_vacancy_list, vacancy_reviews_get_any,
      "Vacancies that wait for staff of their place, longest first" },
    { METHOD_PUT, "/api/v1/me/favourites/{vacancy_id}", CANDIDATE, 204, ROUTE_NO_KEY, 0, &model_favourite_in, NULL, favourite_put_any, "Keep a vacancy in sight; twice is once" },
    { METHOD_DELETE, "/api/v1/me/favourites/{vacancy_id}", CANDIDATE, 204, ROUTE_NO_KEY, 0, &model_favourite_in, NULL, favourite_delete_any,
      "Keep a vacancy in sight no longer" },
    { METHOD_GET, "/api/v1/me/favourites", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_page_in, &model_favourite_list, favourites_get_any,
      "Vacancies I keep in sight, newest first; ended ones too" },
    { METHOD_POST, "/api/v1/me/searches", CANDIDATE, 201, ROUTE_PLAIN, 0, &model_saved_search_in, &model_saved_search, saved_search_create_any,
      "Keep what I look for, at most twenty" },
    { METHOD_GET, "/api/v1/me/searches", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_saved_search_list, saved_searches_get_any, "What I look for again and again" },
    { METHOD_DELETE, "/api/v1/me/searches/{id}", CANDIDATE, 204, ROUTE_PLAIN, 0, &model_id_in, NULL, saved_search_delete_any, "Forget a saved search" },
    { METHOD_GET, "/api/v1/me/searches/{id}/results", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_saved_search_results_in, &model_vacancy_list, saved_search_results_any,
      "What a saved search finds that was published since I looked last, or since a moment" },
    { METHOD_POST, "/api/v1/me/searches/{id}/look", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_id_in, &model_saved_search, saved_search_look_any,
      "I have looked: what comes from now on is new" },
    { METHOD_POST, "/internal/jobs/vacancy_end", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, vacancy_end_job_any, "Close vacancies whose time is over" },
};

static const struct job jobs[] = { { "/internal/jobs/vacancy_end", END_EVERY_MS } };

extern const struct feature feature_vacancies;
const struct feature feature_vacancies = { .name = "vacancies", .routes = routes, .route_count = COUNT_OF(routes), .jobs = jobs, .job_count = COUNT_OF(jobs) };
