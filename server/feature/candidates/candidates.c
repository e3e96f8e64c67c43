/* A candidate's own profile. What could harm its owner (birth date, phone, identity number) is kept sealed and shown masked. */
#include "server/feature/candidates/candidates_core.h"
#include "server/feature/candidates/candidates_in.h"
#include "server/feature/candidates/consents.h"
#include "server/feature/candidates/entry.h"
#include "server/feature/candidates/openings.h"
#include "server/feature/candidates/parts.h"
#include "server/feature/candidates/resume_file.h"
#include "server/feature/candidates/resume_json.h"
#include "server/port/route.h"
#include "server/port/seal.h"
#include "server/port/store.h"
#include "server/port/region.h"

static enum err masked_open(struct ctx *c, const char *column, const struct candidate_row *row, struct str sealed, size_t head, struct str *ret_text)
{
    struct str plain;
    TRY(seal_open(c, column, row->id, sealed, &plain));
    char *text = arena_alloc(c->mem, plain.len + 1);
    if (!text)
        return ERR_NO_MEMORY;
    memcpy(text, plain.ptr, plain.len);
    mask(text, plain.len, head, 4);
    *ret_text = str_make(text, plain.len);
    return ERR_OK;
}

static enum err email_open(struct ctx *c, const struct candidate_row *row, struct str *ret_text)
{
    struct str plain;
    TRY(seal_open(c, COLUMN_EMAIL, row->id, row->email, &plain));
    char *text = arena_alloc(c->mem, plain.len + 1);
    if (!text)
        return ERR_NO_MEMORY;
    memcpy(text, plain.ptr, plain.len);
    email_mask(text, plain.len);
    *ret_text = str_make(text, plain.len);
    return ERR_OK;
}

static enum err resume_fill(struct store_tx *tx, struct candidate *out)
{
    struct resume_row row = { .size = NONE, .uploaded_at = NONE };
    enum err e            = tx_get(tx, &model_resume_row, "WHERE id = ?1", BINDS(B_TEXT(out->id)), &row);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    out->resume_bytes = e == ERR_OK ? row.size : NONE;
    out->resume_at    = e == ERR_OK ? row.uploaded_at : NONE;
    return ERR_OK;
}

static enum err shown_fill(struct store_tx *tx, struct candidate *out, const struct candidate_row *row)
{
    struct ctx *c = tx->ctx;
    struct profile_parts parts;
    *out = (struct candidate){ .id               = row->id,
                               .name             = row->name,
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
                               .hidden_from      = row->hidden_from,
                               .version          = row->version };
    struct str *missing = ARENA_MANY(c->mem, PROGRESS_PARTS, struct str);
    if (!missing)
        return ERR_NO_MEMORY;
    out->progress      = profile_progress(row, missing, &out->missing.len);
    out->missing.items = missing;
    TRY(resume_fill(tx, out));
    TRY(parts_read(tx, row->id, &parts));
    PARTS_LAY(out, &parts);
    TRY(seal_open(c, COLUMN_BIRTH_DATE, row->id, row->birth_date, &out->birth_date));
    TRY(masked_open(c, COLUMN_PHONE, row, row->phone, 3, &out->phone));
    TRY(email_open(c, row, &out->email));
    return masked_open(c, COLUMN_IDENTITY, row, row->identity_number, 4, &out->identity_number);
}

enum err candidate_me_read(struct store_tx *tx, struct candidate *out)
{
    struct candidate_row row;
    enum err e = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(tx->ctx->who.account_id)), &row);
    if (e == ERR_NOT_FOUND) { /* nothing was entered yet: the account's name is what others see */
        model_clear(&model_candidate_row, &row);
        row.id      = tx->ctx->who.account_id;
        row.name    = tx->ctx->who.name;
        row.version = 0;
    } else {
        TRY(e);
    }
    tx->ctx->version = row.version;
    return shown_fill(tx, out, &row);
}

static enum err me_read(struct store_tx *tx, void *arg)
{
    return candidate_me_read(tx, arg);
}

static enum err candidate_get(struct ctx *c, const struct nothing *in, struct candidate *out)
{
    (void)in;
    return store_read(c, me_read, out);
}
HANDLER(candidate_get, nothing, candidate)

/* --- entering ----------------------------------------------------------------------------------------------- */

static void dates_judge(struct ctx *c, const struct candidate_put_in *in)
{
    int64_t date;
    if (in->graduation_date.len && !date_read(in->graduation_date, &date))
        (void)fault_add(c, STR("/graduation_date"), STR("bad_date"), STR("请填写真实存在的日期，如 2026-06-30"), STR("A day that exists is needed, such as 2026-06-30"));
    if (in->available_from.len && !date_read(in->available_from, &date))
        (void)fault_add(c, STR("/available_from"), STR("bad_date"), STR("请填写真实存在的日期，如 2026-06-30"), STR("A day that exists is needed, such as 2026-06-30"));
}

/* What can be judged without the row. All faults at once. */
enum err candidate_judge(struct ctx *c, const struct candidate_put_in *in)
{
    unsigned kind;
    size_t before = c->fault_count;
    if (str_trim(in->name).len == 0)
        (void)fault_add(c, STR("/name"), STR("required"), STR("请填写姓名"), STR("A name is needed"));
    dates_judge(c, in);
    for (size_t i = 0; i < in->regions.len; i++)
        if (region_check(c, STR("/regions"), in->regions.items[i]) != ERR_OK)
            break;
    for (size_t i = 0; i < in->employment_types.len; i++)
        if (!enum_find(&enum_employment_type, in->employment_types.items[i], &kind)) {
            (void)fault_add(c, STR("/employment_types"), STR("not_allowed"), STR("没有这种用工类型"), STR("There is no such kind of employment"));
            break;
        }
    if (parts_judge(c, in) == ERR_NO_MEMORY)
        return ERR_NO_MEMORY;
    return c->fault_count > before ? ERR_INVALID : ERR_OK;
}

/* The sealed values as they will be: what the call brings, else what was there. */
struct personal {
    struct str birth_date, phone, email, identity_number;
};

static enum err personal_merge(struct ctx *c, const struct candidate_put_in *in, const struct candidate_row *old, struct personal *ret_personal)
{
    *ret_personal = (struct personal){ in->birth_date, in->phone, in->email, in->identity_number };
    if (!in->birth_date.ptr)
        TRY(seal_open(c, COLUMN_BIRTH_DATE, old->id, old->birth_date, &ret_personal->birth_date));
    if (!in->phone.ptr)
        TRY(seal_open(c, COLUMN_PHONE, old->id, old->phone, &ret_personal->phone));
    if (!in->email.ptr)
        TRY(seal_open(c, COLUMN_EMAIL, old->id, old->email, &ret_personal->email));
    if (!in->identity_number.ptr)
        TRY(seal_open(c, COLUMN_IDENTITY, old->id, old->identity_number, &ret_personal->identity_number));
    return ERR_OK;
}

/* Brings each into its one form, or says what is wrong with it. An identity number brings its birth date along. */
static enum err personal_judge(struct ctx *c, struct personal *p)
{
    char *forms    = arena_alloc(c->mem, PHONE_DIGITS + IDENTITY_CHARS + EMAIL_CHARS);
    int64_t born   = 0, told = 0;
    size_t before  = c->fault_count;
    if (!forms)
        return ERR_NO_MEMORY;
    if (p->birth_date.len && !date_read(p->birth_date, &told))
        (void)fault_add(c, STR("/birth_date"), STR("bad_date"), STR("请填写真实存在的日期，如 2004-06-30"), STR("A day that exists is needed, such as 2004-06-30"));
    if (p->phone.len && !phone_read(p->phone, forms))
        (void)fault_add(c, STR("/phone"), STR("bad_phone"), STR("请填写 11 位手机号码"), STR("A mobile number of 11 digits is needed"));
    else if (p->phone.len)
        p->phone = str_make(forms, PHONE_DIGITS);
    size_t email_len = p->email.len ? email_read(p->email, forms + PHONE_DIGITS + IDENTITY_CHARS) : 0;
    if (p->email.len && !email_len)
        (void)fault_add(c, STR("/email"), STR("bad_email"), STR("请填写邮箱地址，如 name@example.com"), STR("An e-mail address is needed, such as name@example.com"));
    p->email = str_make(forms + PHONE_DIGITS + IDENTITY_CHARS, email_len);
    if (p->identity_number.len && !identity_read(p->identity_number, forms + PHONE_DIGITS, &born))
        (void)fault_add(c, STR("/identity_number"), STR("bad_identity"), STR("身份证号码有误，请核对"), STR("This is not an identity number: please compare it"));
    else if (p->identity_number.len)
        p->identity_number = str_make(forms + PHONE_DIGITS, IDENTITY_CHARS);
    if (born && told && born != told)
        (void)fault_add(c, STR("/birth_date"), STR("not_the_same"), STR("出生日期与身份证号码不一致"), STR("The birth date is not the one of the identity number"));
    if (born && !told && !p->birth_date.len)
        p->birth_date = arena_format(c->mem, "%04d-%02d-%02d", (int)(born / 10000), (int)(born / 100 % 100), (int)(born % 100));
    int64_t birth = told ? told : born;
    if (birth && !date_may_work(birth, date_of(clock_now(c))))
        (void)fault_add(c, told ? STR("/birth_date") : STR("/identity_number"), STR("under_16"), STR("未满 16 周岁不能求职（《禁止使用童工规定》）"),
                        STR("People under 16 may not look for work here (ban of child labour)"));
    return c->fault_count > before ? ERR_INVALID : ERR_OK;
}

static enum err personal_seal(struct ctx *c, const struct personal *p, struct candidate_row *row)
{
    row->phone_index = row->email_index = row->identity_index = STR("");
    TRY(seal_close(c, COLUMN_BIRTH_DATE, row->id, p->birth_date, &row->birth_date));
    TRY(seal_close(c, COLUMN_PHONE, row->id, p->phone, &row->phone));
    TRY(seal_close(c, COLUMN_EMAIL, row->id, p->email, &row->email));
    TRY(seal_close(c, COLUMN_IDENTITY, row->id, p->identity_number, &row->identity_number));
    if (p->phone.len)
        TRY(seal_blind(c, COLUMN_PHONE, p->phone, &row->phone_index));
    if (p->email.len)
        TRY(seal_blind(c, COLUMN_EMAIL, p->email, &row->email_index));
    if (p->identity_number.len)
        TRY(seal_blind(c, COLUMN_IDENTITY, p->identity_number, &row->identity_index));
    return ERR_OK;
}

static void row_lay(struct candidate_row *row, const struct candidate_put_in *in)
{
    row->name             = in->name;
    row->headline         = in->headline;
    row->summary          = in->summary;
    row->skills           = in->skills;
    row->occupations      = in->occupations;
    row->education        = in->education;
    row->major            = in->major;
    row->school           = in->school;
    row->graduation_date  = in->graduation_date;
    row->experience_years = in->experience_years;
    row->regions          = in->regions;
    row->wage_min_fen     = in->wage_min_fen;
    row->available_from   = in->available_from;
    row->employment_types = in->employment_types;
    row->languages        = in->languages;
    row->visibility       = in->visibility;
    row->hidden_from      = in->hidden_from;
}

enum err candidate_enter(struct ctx *c, const struct candidate_put_in *in, struct candidate_row *row)
{
    struct personal personal;
    TRY(personal_merge(c, in, row, &personal));
    TRY(personal_judge(c, &personal));
    TRY(personal_seal(c, &personal, row));
    row_lay(row, in);
    return ERR_OK;
}

struct put_job {
    const struct candidate_put_in *in;
    struct candidate *out;
};

static enum err me_write(struct store_tx *tx, void *arg)
{
    const struct put_job *job = arg;
    struct ctx *c             = tx->ctx;
    struct candidate_row row;
    enum err e  = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(c->who.account_id)), &row);
    bool exists = e == ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (exists) {
        TRY(version_check(c, row.version));
    } else {
        model_clear(&model_candidate_row, &row);
        row.id = c->who.account_id;
    }
    TRY(candidate_enter(c, job->in, &row));
    row.updated_at = clock_now(c);
    row.version    = exists ? row.version + 1 : 1;
    e              = exists ? tx_save(tx, &model_candidate_row, &row) : tx_insert(tx, &model_candidate_row, &row);
    if (e == ERR_EXISTS)
        return refuse(c, ERR_EXISTS, STR("这个身份证号码已在另一个账号登记"), STR("This identity number is entered with another account"));
    TRY(e);
    TRY(parts_write(tx, row.id, job->in));
    c->version = row.version;
    return shown_fill(tx, job->out, &row);
}

enum err candidate_put(struct ctx *c, const struct candidate_put_in *in, struct candidate *out)
{
    TRY(candidate_judge(c, in));
    struct put_job job = { in, out };
    return store_commit(c, me_write, &job);
}
HANDLER(candidate_put, candidate_put_in, candidate)

HANDLER(consents_get, nothing, consent_list)
HANDLER(consent_add, consent_give_in, consent_list)
HANDLER_SILENT(consent_end, id_in)
HANDLER(profile_open, candidate_open_in, candidate_seen)
HANDLER(openings_get, nothing, opening_list)
HANDLER(resume_put, nothing, resume)
HANDLER_SILENT(resume_get, nothing)
HANDLER_SILENT(resume_delete, nothing)
HANDLER_SILENT(resume_open, candidate_open_in)
HANDLER_SILENT(resume_json_get, nothing)
HANDLER(resume_json_put, nothing, resume_import)

static const struct route routes[] = {
    { METHOD_GET, "/api/v1/candidates/me", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_candidate, candidate_get_any,
      "My profile" },
    { METHOD_PUT, "/api/v1/candidates/me", CANDIDATE, 200, ROUTE_VERSION, 0, &model_candidate_put_in, &model_candidate,
      candidate_put_any, "Enter or change my profile" },
    { METHOD_GET, "/api/v1/candidates/{id}", RECRUITER, 200, ROUTE_PLAIN, 0, &model_candidate_open_in, &model_candidate_seen, profile_open_any,
      "Somebody's profile, for a verified organization that may open it; the opening is recorded" },
    { METHOD_PUT, "/api/v1/candidates/me/resume", CANDIDATE, 200, ROUTE_VERSION | ROUTE_UPLOAD | ROUTE_NO_KEY, 0, &model_nothing, &model_resume, resume_put_any,
      "My résumé as a PDF, at most 5 MiB: judged by its content, kept as it is" },
    { METHOD_GET, "/api/v1/candidates/me/resume", CANDIDATE, 200, ROUTE_RAW, 0, &model_nothing, NULL, resume_get_any, "My PDF résumé" },
    { METHOD_DELETE, "/api/v1/candidates/me/resume", CANDIDATE, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, resume_delete_any, "Take my PDF résumé away" },
    { METHOD_GET, "/api/v1/candidates/me/resume.json", CANDIDATE, 200, ROUTE_RAW, 0, &model_nothing, NULL, resume_json_get_any,
      "My profile as JSON Resume; phone and e-mail address masked" },
    { METHOD_PUT, "/api/v1/candidates/me/resume.json", CANDIDATE, 200, ROUTE_VERSION | ROUTE_UPLOAD | ROUTE_NO_KEY, 0, &model_nothing, &model_resume_import, resume_json_put_any,
      "Take my profile from a JSON Resume of at most 64 KiB: what it says replaces, what it does not say stays, what has no place is reported" },
    { METHOD_GET, "/api/v1/candidates/{id}/resume", RECRUITER, 200, ROUTE_RAW, 0, &model_candidate_open_in, NULL, resume_open_any,
      "Somebody's PDF résumé, for an organization they consented to or applied to; the opening is recorded" },
    { METHOD_GET, "/api/v1/me/openings", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_opening_list, openings_get_any,
      "Who opened my profile and when" },
    { METHOD_GET, "/api/v1/me/consents", CANDIDATE, 200, ROUTE_PLAIN, 0, &model_nothing, &model_consent_list, consents_get_any,
      "What organizations may know of me" },
    { METHOD_POST, "/api/v1/me/consents", CANDIDATE, 201, ROUTE_PLAIN, 0, &model_consent_give_in, &model_consent_list, consent_add_any,
      "Let an organization know something of me; twice is the same" },
    { METHOD_DELETE, "/api/v1/me/consents/{id}", CANDIDATE, 204, ROUTE_PLAIN, 0, &model_id_in, NULL, consent_end_any,
      "Take back all that this organization may know; {id} is the organization's" },
};

extern const struct feature feature_candidates;
const struct feature feature_candidates = { .name = "candidates", .routes = routes, .route_count = COUNT_OF(routes) };
