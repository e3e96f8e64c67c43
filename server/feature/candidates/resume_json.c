#include "server/feature/candidates/resume_json.h"

#include "proto/json.h"
#include "server/feature/candidates/candidates_in.h"
#include "server/feature/candidates/resume_json_core.h"

static enum err me_read(struct store_tx *tx, void *arg)
{
    return candidate_me_read(tx, arg);
}

enum err resume_json_get(struct ctx *c, const struct nothing *in)
{
    struct candidate *profile = ARENA_NEW(c->mem, struct candidate);
    (void)in;
    if (!profile)
        return ERR_NO_MEMORY;
    TRY(store_read(c, me_read, profile));
    c->raw_type = STR("application/json");
    c->download = true;
    return resume_json_write(c->mem, profile, &c->raw_body);
}

/* --- in ------------------------------------------------------------------------------------------------------------------ */

struct before_job {
    struct candidate_put_in *in;
};

/* What stands now, so that what a JSON Resume does not say stays. Sealed values and repeated parts stay by being absent. */
static enum err before_read(struct store_tx *tx, void *arg)
{
    const struct before_job *job = arg;
    struct candidate_put_in *in  = job->in;
    struct candidate_row row;
    enum err e = tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(tx->ctx->who.account_id)), &row);
    model_clear(&model_candidate_put_in, in);
    in->name = tx->ctx->who.name;
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    TRY(version_check(tx->ctx, row.version));
    in->name             = row.name;
    in->headline         = row.headline;
    in->summary          = row.summary;
    in->skills           = row.skills;
    in->occupations      = row.occupations;
    in->education        = row.education;
    in->major            = row.major;
    in->school           = row.school;
    in->graduation_date  = row.graduation_date;
    in->experience_years = row.experience_years;
    in->regions          = row.regions;
    in->wage_min_fen     = row.wage_min_fen;
    in->available_from   = row.available_from;
    in->employment_types = row.employment_types;
    in->languages        = row.languages;
    in->visibility       = row.visibility;
    in->hidden_from      = row.hidden_from;
    return ERR_OK;
}

/* Judged by the profile's own rows and rules: its faults name the profile's fields. */
static enum err profile_decode(struct ctx *c, struct str text, struct candidate_put_in *in)
{
    struct json_faults faults;
    faults.len = 0;
    enum err e = json_decode(c->mem, text, &model_candidate_put_in, in, &faults);
    for (size_t i = 0; i < faults.len; i++)
        e = fault_add(c, faults.items[i].pointer, faults.items[i].code, faults.items[i].zh, faults.items[i].en);
    return e;
}

enum err resume_json_put(struct ctx *c, const struct nothing *unused, struct resume_import *out)
{
    struct candidate_put_in *in = ARENA_NEW(c->mem, struct candidate_put_in);
    struct candidate *profile   = ARENA_NEW(c->mem, struct candidate);
    struct before_job job       = { in };
    struct str text;
    (void)unused;
    if (!in || !profile)
        return ERR_NO_MEMORY;
    TRY(store_read(c, before_read, &job));
    if (c->upload.len > RESUME_JSON_MAX)
        return ERR_TOO_LARGE;
    enum err e = resume_json_read(c->mem, c->upload, &text, &out->ignored);
    if (e == ERR_INVALID)
        return fault_add(c, STR(""), STR("wrong_type"), STR("应为 JSON Resume 对象"), STR("Should be a JSON Resume object"));
    TRY(e);
    TRY(profile_decode(c, text, in));
    TRY(candidate_put(c, in, profile));
    out->version = profile->version;
    return ERR_OK;
}
