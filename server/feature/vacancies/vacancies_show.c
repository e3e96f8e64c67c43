#include "server/feature/vacancies/vacancies_show.h"

#include "server/feature/vacancies/vacancies_core.h"
#include "server/feature/vacancies/vacancies_sql.h"
#include "server/port/region.h"
#include "server/port/vacancy.h"

enum err vacancy_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(organization_id), B_TEXT(tx->ctx->who.account_id)), &count));
    *ret_member = count > 0;
    return ERR_OK;
}

enum err vacancy_own_get(struct store_tx *tx, struct str id, struct vacancy_row *ret_row)
{
    struct vacancy_row row;
    bool member = false;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &row));
    TRY(vacancy_member_is(tx, row.organization_id, &member));
    if (!member)
        return vacancy_is_private(&row) ? ERR_NOT_FOUND : ERR_FORBIDDEN;
    *ret_row = row;
    return ERR_OK;
}

enum err vacancy_staff_get(struct store_tx *tx, struct str id, struct vacancy_row *ret_row)
{
    struct vacancy_row row;
    struct organization_row organization;
    const struct who *who = &tx->ctx->who;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(id)), &row));
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row.organization_id)), &organization));
    if (who->role != role_admin && !str_starts(organization.region, region_tree(who->region)))
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("该单位不在您负责的地区"), STR("This organization is outside of your region"));
    *ret_row = row;
    return ERR_OK;
}

void vacancy_show(struct vacancy *out, const struct vacancy_row *row, const struct vacancy_by *by, bool inside)
{
    model_clear(&model_vacancy, out);
    out->id                = row->id;
    out->organization_id   = row->organization_id;
    out->organization_name = by->name;
    out->organization_kind = by->kind;
    out->client_name       = row->client_name.len ? row->client_name : STR_NONE;
    out->title             = row->title;
    out->occupation        = row->occupation.len ? row->occupation : STR_NONE;
    out->description       = row->description;
    out->region            = row->region;
    out->address           = row->address;
    out->headcount         = row->headcount;
    out->employment_type   = row->employment_type;
    out->education         = row->education;
    out->wage_min_fen      = row->wage_min_fen;
    out->wage_max_fen      = row->wage_max_fen;
    out->wage_period       = row->wage_period;
    out->benefits          = row->benefits;
    out->urgent            = row->urgent;
    out->start_by          = row->start_by.len ? row->start_by : STR_NONE;
    out->valid_until       = row->valid_until;
    out->state             = row->state;
    out->ended_by          = row->ended_by;
    out->ended_at          = row->ended_at;
    out->urgent_listed     = row->urgent_listed;
    out->talent_listed     = row->talent_listed;
    out->demo              = row->demo;
    out->published_at      = row->published_at;
    out->version           = row->version;
#define TEXT(name, ...) out->name = row->name;
#define INT(name, ...) out->name = row->name;
#define BOOL(name, ...) out->name = row->name;
#define ENUM(name, ...) out->name = row->name;
#define LIST(name, ...) out->name = row->name;
#include "proto/model/vacancy_more.def"
#include "proto/model_undef.h"
    if (!inside)
        out->contact_name = out->contact_phone = STR("");
    else if (row->review_reason.len)
        out->review_reason = row->review_reason;
}

enum err vacancy_show_row(struct store_tx *tx, struct vacancy *out, const struct vacancy_row *row, bool inside)
{
    struct organization_row organization;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization));
    vacancy_show(out, row, &(struct vacancy_by){ organization.name, organization.kind }, inside);
    tx->ctx->version = row->version;
    return ERR_OK;
}

/* The rules run here, in the store thread and inside the transaction: what is judged is then the very row that is written, and
 * a usual offer takes some ten microseconds, one with every field full less than a millisecond (tests/bench/run lint). */
enum err vacancy_judge(struct store_tx *tx, const struct vacancy_row *row, const struct organization_row *organization, struct lint_report **ret_report)
{
    int64_t same               = 0;
    struct lint_report *report = ARENA_NEW(tx->ctx->mem, struct lint_report);
    if (!report)
        return ERR_NO_MEMORY;
    TRY(tx_int(tx, SQL_VACANCY_SAME, BINDS(B_TEXT(row->organization_id), B_TEXT(row->id), B_TEXT(row->title), B_TEXT(row->region)), &same));
    const struct lint_in in = { .rules = lint_rules_shared(), .row = row, .organization = organization, .now = clock_now(tx->ctx), .duplicate = same > 0 };
    TRY(lint_vacancy(tx->ctx->mem, &in, report));
    *ret_report = report;
    return ERR_OK;
}

enum err vacancy_warn(struct store_tx *tx, const struct lint_report *report, struct vacancy *out)
{
    struct vacancy_warning *items = ARENA_MANY(tx->ctx->mem, report->len, struct vacancy_warning);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < report->len; i++) {
        const struct lint_finding *f = &report->items[i];
        items[i] = (struct vacancy_warning){ .action = f->action, .pointer = f->pointer, .code = f->code, .text_zh = f->zh, .text_en = f->en, .source = f->law.len ? f->law : STR_NONE };
    }
    out->warnings = (struct sub_list){ items, report->len };
    return ERR_OK;
}
