/* The kinds of rows that files carry: which fields, which key, which rules of the features. */
#include "proto/base/check.h"
#include "server/feature/accounts/accounts_core.h"
#include "server/feature/candidates/candidates_core.h"
#include "server/feature/candidates/entry.h"
#include "server/feature/organizations/organizations_core.h"
#include "server/feature/organizations/organizations_in.h"
#include "server/feature/vacancies/publication.h"
#include "server/feature/vacancies/vacancies_core.h"
#include "server/ops/carry.h"
#include "server/port/seal.h"

/* --- descriptors ------------------------------------------------------------------------------------------------ */

#define EXTRA(field_, max_, doc_) { .name = #field_, .doc = doc_, .name_len = sizeof #field_ - 1, .kind = FIELD_TEXT, .offset = offsetof(struct carry_line, field_), .min = 0, .max = max_, .quoted = ",\"" #field_ "\":", .pointer = "/" #field_ }
static const struct field extras[] = {
    EXTRA(external_id, CARRY_EXTRA_MAX, "The sender's own name of it"),
    EXTRA(organization_uscc, 18, "By whom, by its social credit code"),
    EXTRA(login, 64, "Sign-in name of the account"),
};

static bool name_among(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && names[i]; i++)
        if (str_eq_cstr(name, names[i]))
            return true;
    return false;
}

/* Where the API takes a field of the same kind, its limits count, and what it requires is required. */
static void limits_lay(const struct model *api, struct field *field)
{
    const struct field *asked = model_field(api, str_make(field->name, field->name_len));
    field->flags &= ~(unsigned)(F_REQ | F_FIXED);
    if (!asked || asked->kind != field->kind)
        return;
    field->min = asked->min;
    field->max = asked->max;
    field->flags |= asked->flags & F_REQ;
}

void carry_models_make(const struct carry_kind *kind, struct carry_models *ret_models)
{
    size_t file = 0, all = 0;
    for (size_t i = 0; i < kind->row->field_count; i++) {
        struct field field          = kind->row->fields[i];
        CHECK(all < CARRY_FIELDS_MAX);
        ret_models->all_fields[all++] = field;
        if (name_among(str_make(field.name, field.name_len), kind->hidden, kind->hidden_count))
            continue;
        limits_lay(kind->api, &field);
        ret_models->file_fields[file++] = field;
    }
    for (size_t i = 0; i < COUNT_OF(extras); i++)
        if (name_among(str_make(extras[i].name, extras[i].name_len), kind->extras, COUNT_OF(kind->extras))) {
            CHECK(all < CARRY_FIELDS_MAX);
            ret_models->all_fields[all++]   = extras[i];
            ret_models->file_fields[file++] = extras[i];
        }
    ret_models->file = (struct model){ .name = kind->name, .table = "", .doc = "", .size = sizeof(struct carry_line), .fields = ret_models->file_fields, .field_count = file };
    ret_models->all  = (struct model){ .name = kind->name, .table = "", .doc = "", .size = sizeof(struct carry_line), .fields = ret_models->all_fields, .field_count = all };
}

/* --- vacancies ---------------------------------------------------------------------------------------------------- */

static enum err organization_of(struct store_tx *tx, const struct carry_line *in, struct vacancy_row *row, bool found)
{
    struct organization_row organization;
    enum err e = ERR_NOT_FOUND;
    if (in->organization_uscc.len && !in->row.vacancy.organization_id.len)
        e = tx_get(tx, &model_organization_row, "WHERE uscc = ?1", BINDS(B_TEXT(in->organization_uscc)), &organization);
    else if (row->organization_id.len)
        e = tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(row->organization_id)), &organization);
    if (e == ERR_NOT_FOUND)
        return fault_add(tx->ctx, STR("/organization_id"), STR("unknown_organization"), STR("没有这个单位：请先导入单位，或填写 organization_id 或 organization_uscc"),
                         STR("There is no such organization: import it first; name it with organization_id or organization_uscc"));
    TRY(e);
    if (found && !str_eq(row->organization_id, organization.id))
        return fault_add(tx->ctx, STR("/organization_id"), STR("fixed"), STR("岗位不能换单位"), STR("A vacancy stays with its organization"));
    row->organization_id = organization.id;
    return ERR_OK;
}

static enum err start_lay(struct store_tx *tx, struct vacancy_row *row)
{
    struct vacancy_times times = { .start_by = NONE, .valid_until = NONE, .has_start_by = true };
    if (row->start_by.len && !vacancy_time_read(row->start_by, &times.start_by))
        return fault_add(tx->ctx, STR("/start_by"), STR("bad_date"), STR("请填写真实存在的日期，如 2026-12-31"), STR("A day that exists is needed, such as 2026-12-31"));
    return vacancy_times_lay(tx->ctx->mem, row, &times);
}

/* What staff took down is not published again by a file, as it is not by its organization. */
static enum err taken_down_stays(struct store_tx *tx, const struct vacancy_row *row)
{
    struct vacancy_row stored;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(row->id)), &stored));
    if (stored.ended_by == vacancy_end_taken_down && (row->state != stored.state || row->ended_by != stored.ended_by))
        return fault_add(tx->ctx, STR("/state"), STR("taken_down"), STR("这个岗位已被工作人员下架"), STR("Staff took this vacancy down"));
    return ERR_OK;
}

static enum err vacancy_carry(struct store_tx *tx, struct carry_judging *j)
{
    struct vacancy_row *row    = &j->out->row.vacancy;
    struct lint_report *report = NULL;
    TRY(organization_of(tx, j->in, row, j->found));
    if (j->found)
        TRY(taken_down_stays(tx, row));
    enum err client = vacancy_client_lay(tx, row);
    if (client == ERR_NOT_FOUND)
        return fault_add(tx->ctx, STR("/authorization_id"), STR("not_allowed"), STR("没有这份委托"), STR("There is no such authorization"));
    TRY(client);
    enum err lacks = vacancy_lacks_say(tx->ctx, row);
    TRY(start_lay(tx, row));
    TRY(lacks);
    row->urgent_listed &= row->urgent;
    if (row->state != vacancy_state_published && row->state != vacancy_state_review)
        return ERR_OK;
    enum err e = vacancy_settle(tx, row, &report);
    if (e == ERR_CONFLICT)
        return fault_add(tx->ctx, STR("/state"), STR("not_allowed"), tx->ctx->detail_zh, tx->ctx->detail_en);
    if (e == ERR_OK && row->published_at == NONE)
        row->published_at = clock_now(tx->ctx);
    return e;
}

/* --- organizations ------------------------------------------------------------------------------------------------- */

static enum err organization_find(struct store_tx *tx, struct str key, struct carry_judging *j)
{
    return tx_get(tx, &model_organization_row, "WHERE uscc = ?1", BINDS(B_TEXT(key)), &j->out->row.organization);
}

static enum err organization_carry(struct store_tx *tx, struct carry_judging *j)
{
    struct organization_row *row = &j->out->row.organization, other;
    TRY(organization_fields_say(tx->ctx, row->uscc, row->region, row->name));
    enum err e = tx_get(tx, &model_organization_row, "WHERE uscc = ?1", BINDS(B_TEXT(row->uscc)), &other);
    if (e == ERR_OK && !str_eq(other.id, row->id))
        return fault_add(tx->ctx, STR("/uscc"), STR("exists"), STR("这个统一社会信用代码已经登记"), STR("This social credit code is entered already"));
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_OK && other.state == organization_state_suspended && row->state != other.state)
        return fault_add(tx->ctx, STR("/state"), STR("suspended"), STR("单位已被暂停，由工作人员解除"), STR("It is suspended: staff lift that"));
    if (row->state == organization_state_verified && row->verified_until == NONE)
        row->verified_until = clock_now(tx->ctx) + VERIFICATION_MS;
    return ERR_OK;
}

/* --- candidates ------------------------------------------------------------------------------------------------------ */

static struct str login_form(struct arena *mem, struct str login)
{
    char *lower = arena_alloc(mem, login.len + 1);
    if (!lower)
        return STR_NONE;
    login_name_lower(login, lower);
    return str_make(lower, login.len);
}

/* By the login of its account, which may have no profile yet. */
static enum err candidate_find(struct store_tx *tx, struct str key, struct carry_judging *j)
{
    struct account_row account;
    struct str login = login_form(tx->ctx->mem, key);
    if (!login.ptr)
        return ERR_NO_MEMORY;
    TRY(tx_get(tx, &model_account_row, "WHERE login = ?1", BINDS(B_TEXT(login)), &account));
    j->account_found           = true;
    j->out->row.candidate.id = account.id;
    return tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(account.id)), &j->out->row.candidate);
}

static enum err account_judge(struct store_tx *tx, struct carry_judging *j)
{
    struct account_row account;
    struct str login = login_form(tx->ctx->mem, j->in->login);
    if (!login.ptr)
        return ERR_NO_MEMORY;
    enum err e = tx_get(tx, &model_account_row, "WHERE id = ?1", BINDS(B_TEXT(j->out->row.candidate.id)), &account);
    if (e == ERR_OK) {
        j->account_found = true;
        j->out->login    = account.login;
        if (account.role != role_candidate)
            return fault_add(tx->ctx, STR("/login"), STR("not_a_candidate"), STR("这个账号不是求职者"), STR("This account is not a candidate's"));
        return login.len && !str_eq(login, account.login) ? fault_add(tx->ctx, STR("/login"), STR("fixed"), STR("登录名不能改"), STR("A sign-in name stays")) : ERR_OK;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    if (login.len < 3 || !login_name_is_valid(login))
        return fault_add(tx->ctx, STR("/login"), STR("bad_login"), STR("登录名为 3 到 64 个字母、数字或 . _ - @"), STR("A sign-in name has 3 to 64 letters, digits and . _ - @"));
    e = tx_get(tx, &model_account_row, "WHERE login = ?1", BINDS(B_TEXT(login)), &account);
    if (e == ERR_OK)
        return fault_add(tx->ctx, STR("/login"), STR("exists"), STR("这个登录名已被使用"), STR("This sign-in name is taken"));
    j->out->login = login;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Absent, or masked by an export: what is there stays. */
static struct str sealed_given(struct str text)
{
    return text.ptr && text.len && memchr(text.ptr, '*', text.len) ? STR_NONE : text;
}

static struct candidate_put_in put_in_of(const struct candidate_row *in, const struct candidate_row *row)
{
    return (struct candidate_put_in){ .name             = row->name,
                                      .birth_date       = sealed_given(in->birth_date),
                                      .phone            = sealed_given(in->phone),
                                      .email            = sealed_given(in->email),
                                      .identity_number  = sealed_given(in->identity_number),
                                      .headline         = row->headline,
                                      .summary          = row->summary,
                                      .skills           = row->skills,
                                      .occupations      = row->occupations,
                                      .education        = row->education,
                                      .major            = row->major,
                                      .school           = row->school,
                                      .graduation_date  = row->graduation_date,
                                      .experience_years = row->experience_years,
                                      .regions          = row->regions,
                                      .wage_min_fen     = row->wage_min_fen,
                                      .available_from   = row->available_from,
                                      .employment_types = row->employment_types,
                                      .languages        = row->languages,
                                      .visibility       = row->visibility,
                                      .hidden_from      = row->hidden_from };
}

static enum err candidate_carry(struct store_tx *tx, struct carry_judging *j)
{
    struct candidate_row *row  = &j->out->row.candidate, other;
    struct candidate_put_in in = put_in_of(&j->in->row.candidate, row);
    enum err account           = account_judge(tx, j);
    if (account != ERR_OK && account != ERR_INVALID)
        return account;
    enum err plain = candidate_judge(tx->ctx, &in);
    TRY(candidate_enter(tx->ctx, &in, row));
    TRY(account);
    TRY(plain);
    if (j->in->row.candidate.updated_at == NONE)
        row->updated_at = clock_now(tx->ctx);
    if (!row->identity_index.len)
        return ERR_OK;
    enum err e = tx_get(tx, &model_candidate_row, "WHERE identity_index = ?1 AND identity_index <> ''", BINDS(B_TEXT(row->identity_index)), &other);
    if (e == ERR_OK && !str_eq(other.id, row->id))
        return fault_add(tx->ctx, STR("/identity_number"), STR("exists"), STR("这个身份证号码已在另一个账号登记"), STR("This identity number is entered with another account"));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static struct str candidate_unique(const struct carry_line *line)
{
    return line->row.candidate.identity_index;
}

static enum err candidate_insert(struct store_tx *tx, struct carry_line *line, bool account_found)
{
    if (!account_found) {
        struct account_row account;
        model_clear(&model_account_row, &account);
        account.id            = line->row.candidate.id;
        account.login         = line->login;
        account.password_hash = STR(""); /* signs in after somebody set one */
        account.name          = line->row.candidate.name;
        account.role          = role_candidate;
        account.region        = STR("");
        account.created_at    = clock_now(tx->ctx);
        account.version       = 1;
        TRY(tx_insert(tx, &model_account_row, &account));
    }
    return tx_insert(tx, &model_candidate_row, &line->row.candidate);
}

static enum err sealed_show(struct ctx *c, const char *column, struct str id, size_t head, bool whole, struct str *text)
{
    struct str plain;
    size_t tail = head == 4 && str_eq_cstr(STR(COLUMN_BIRTH_DATE), column) ? 0 : 4;
    TRY(seal_open(c, column, id, *text, &plain));
    char *copy = arena_alloc(c->mem, plain.len + 1);
    if (!copy)
        return ERR_NO_MEMORY;
    if (plain.len)
        memcpy(copy, plain.ptr, plain.len);
    if (!whole)
        mask(copy, plain.len, head, tail);
    *text = str_make(copy, plain.len);
    return ERR_OK;
}

static enum err candidate_show(struct store_tx *tx, struct carry_line *line, bool whole)
{
    struct candidate_row *row = &line->row.candidate;
    struct account_row account;
    TRY(tx_get(tx, &model_account_row, "WHERE id = ?1", BINDS(B_TEXT(row->id)), &account));
    line->login = account.login;
    TRY(sealed_show(tx->ctx, COLUMN_BIRTH_DATE, row->id, 4, whole, &row->birth_date));
    TRY(sealed_show(tx->ctx, COLUMN_PHONE, row->id, 3, whole, &row->phone));
    TRY(sealed_show(tx->ctx, COLUMN_EMAIL, row->id, 2, whole, &row->email));
    return sealed_show(tx->ctx, COLUMN_IDENTITY, row->id, 4, whole, &row->identity_number);
}

/* --- the table -------------------------------------------------------------------------------------------------------- */

static const char *const version_only[]     = { "version" };
static const char *const vacancy_hidden[]   = { "version", "allowed_rules" }; /* what staff let pass is not said by a file */
static const char *const candidate_hidden[] = { "version", "phone_index", "email_index", "identity_index" };

const struct carry_kind carry_kinds[] = {
    { .name = "vacancies", .row = &model_vacancy_row, .api = &model_vacancy_create_in, .hidden = vacancy_hidden, .hidden_count = COUNT_OF(vacancy_hidden), .extras = { "external_id", "organization_uscc" },
      .prefix = 'v', .judge = vacancy_carry },
    { .name = "candidates", .row = &model_candidate_row, .api = &model_candidate_put_in, .hidden = candidate_hidden, .hidden_count = COUNT_OF(candidate_hidden), .extras = { "external_id", "login" },
      .prefix = 'a', .key = "login", .find = candidate_find, .judge = candidate_carry, .unique = candidate_unique, .insert = candidate_insert, .show = candidate_show },
    { .name = "organizations", .row = &model_organization_row, .api = &model_organization_create_in, .hidden = version_only, .hidden_count = COUNT_OF(version_only), .extras = { "external_id" },
      .prefix = 'o', .key = "uscc", .find = organization_find, .judge = organization_carry },
};
const size_t carry_kind_count = COUNT_OF(carry_kinds);

const struct carry_kind *carry_kind_find(struct str name)
{
    for (size_t i = 0; i < carry_kind_count; i++)
        if (str_eq_cstr(name, carry_kinds[i].name))
            return &carry_kinds[i];
    return NULL;
}
