#include "server/feature/candidates/openings.h"

#include "server/feature/candidates/candidates_core.h"
#include "server/feature/candidates/parts.h"
#include "server/feature/candidates/resume_file.h"
#include "server/port/audit.h"
#include "server/port/consent.h"
#include "server/port/seal.h"

#define OPENINGS_MAX 100
#define SQL_IS_MEMBER "SELECT count(*) FROM member WHERE organization_id = ?1 AND account_id = ?2"
#define SQL_OPENING                                                                                                    \
    "INSERT INTO profile_opening (id, candidate_id, organization_id, recruiter_id, contact_shown, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
#define SQL_OPENINGS                                                                                                   \
    "SELECT p.organization_id, o.name, p.contact_shown, p.at FROM profile_opening p JOIN organization o ON o.id = p.organization_id "                      \
    "WHERE p.candidate_id = ?1 ORDER BY p.at DESC, p.id DESC LIMIT 100"

/* The caller acts for it, and it is verified today. */
static enum err organization_judge(struct store_tx *tx, struct str id, struct organization_row *ret_row)
{
    int64_t member = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(id), B_TEXT(tx->ctx->who.account_id)), &member));
    if (member < 1)
        return ERR_FORBIDDEN;
    TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(id)), ret_row));
    if (ret_row->state != organization_state_verified || (ret_row->verified_until != NONE && ret_row->verified_until <= clock_now(tx->ctx)))
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("单位通过审核后才能查看求职者"), STR("The organization must be verified before it opens profiles"));
    return ERR_OK;
}

struct open_job {
    const struct candidate_open_in *in;
    struct candidate_seen *out;
};

static void phone_mask(char *text, size_t len)
{
    mask(text, len, 3, 4);
}

/* hide: NULL where it is shown whole. */
static enum err contact_open(struct ctx *c, const char *column, struct str row_id, struct str sealed, void (*hide)(char *text, size_t len), struct str *ret_text)
{
    struct str plain;
    TRY(seal_open(c, column, row_id, sealed, &plain));
    char *text = arena_alloc(c->mem, plain.len + 1);
    if (!text)
        return ERR_NO_MEMORY;
    memcpy(text, plain.ptr, plain.len);
    if (hide)
        hide(text, plain.len);
    *ret_text = str_make(text, plain.len);
    return ERR_OK;
}

static enum err seen_fill(struct store_tx *tx, const struct candidate_row *row, bool contact, struct candidate_seen *out)
{
    *out = (struct candidate_seen){ .id = row->id, .name = row->name, .headline = row->headline, .summary = row->summary, .skills = row->skills, .occupations = row->occupations,
                                    .education = row->education, .major = row->major, .school = row->school, .graduation_date = row->graduation_date,
                                    .experience_years = row->experience_years, .regions = row->regions, .wage_min_fen = row->wage_min_fen,
                                    .available_from = row->available_from, .employment_types = row->employment_types, .languages = row->languages,
                                    .contact_shown = contact };
    TRY(contact_open(tx->ctx, "candidate.phone", row->id, row->phone, contact ? NULL : phone_mask, &out->phone));
    return contact_open(tx->ctx, "candidate.email", row->id, row->email, contact ? NULL : email_mask, &out->email);
}

/* What an organization may know of somebody, read from the rows. */
struct opened {
    struct organization_row organization;
    struct candidate_row row;
    bool chosen;  /* its owner consented, by word or by an application */
    bool contact; /* both agreed to be reached */
};

/* A profile that may not be opened is as good as none: that it exists is private. */
static enum err opening_judge(struct store_tx *tx, const struct candidate_open_in *in, struct opened *ret_opened)
{
    struct opened *o = ret_opened;
    bool profile = false, contact = false;
    TRY(organization_judge(tx, in->organization_id, &o->organization));
    TRY(tx_get(tx, &model_candidate_row, "WHERE id = ?1", BINDS(B_TEXT(in->id)), &o->row));
    TRY(consent_check(tx, &(struct consent_in){ o->row.id, o->organization.id, consent_purpose_profile, 0 }, &profile));
    TRY(consent_check(tx, &(struct consent_in){ o->row.id, o->organization.id, consent_purpose_contact, 0 }, &contact));
    o->chosen = profile || contact;
    if (!profile_may_open(&o->row, &o->organization, o->chosen))
        return ERR_NOT_FOUND;
    return contact_check(tx, o->row.id, &o->organization, &o->contact);
}

/* Shown is more than opened: what was sealed, or a file that says everything, goes out in clear. */
static enum err opening_write(struct store_tx *tx, const struct opened *o, bool shown)
{
    struct str id;
    TRY(id_new(tx->ctx, 'x', &id));
    TRY(tx_exec(tx, SQL_OPENING,
                BINDS(B_TEXT(id), B_TEXT(o->row.id), B_TEXT(o->organization.id), B_TEXT(tx->ctx->who.account_id), B_INT(shown), B_INT(clock_now(tx->ctx))), NULL));
    return audit_add(tx, &(struct audit_in){ shown ? STR("candidate.show") : STR("candidate.open"), o->row.id, o->organization.id });
}

static enum err open_write(struct store_tx *tx, void *arg)
{
    const struct open_job *job = arg;
    struct opened opened;
    struct resume_row resume;
    struct profile_parts parts;
    TRY(opening_judge(tx, job->in, &opened));
    TRY(opening_write(tx, &opened, opened.contact));
    TRY(seen_fill(tx, &opened.row, opened.contact, job->out));
    enum err e = tx_get(tx, &model_resume_row, "WHERE id = ?1", BINDS(B_TEXT(opened.row.id)), &resume);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    job->out->resume = e == ERR_OK && opened.chosen;
    TRY(parts_read(tx, opened.row.id, &parts));
    PARTS_LAY(job->out, &parts);
    return ERR_OK;
}

enum err profile_open(struct ctx *c, const struct candidate_open_in *in, struct candidate_seen *out)
{
    struct open_job job = { in, out };
    return store_commit(c, open_write, &job);
}

struct resume_job {
    const struct candidate_open_in *in;
    struct resume_row row;
};

/* A résumé as its owner wrote it names phone and address: it is for whom they chose, not for every verified organization. */
static enum err resume_write(struct store_tx *tx, void *arg)
{
    struct resume_job *job = arg;
    struct opened opened;
    TRY(opening_judge(tx, job->in, &opened));
    if (!opened.chosen)
        return ERR_NOT_FOUND;
    TRY(tx_get(tx, &model_resume_row, "WHERE id = ?1", BINDS(B_TEXT(opened.row.id)), &job->row));
    return opening_write(tx, &opened, true);
}

enum err resume_open(struct ctx *c, const struct candidate_open_in *in)
{
    struct resume_job job = { .in = in };
    TRY(store_commit(c, resume_write, &job));
    return resume_give(c, &job.row);
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    struct opening_list *out = arg;
    struct opening *items    = ARENA_MANY(tx->ctx->mem, OPENINGS_MAX, struct opening);
    struct store_cursor *cursor;
    size_t count = 0;
    bool row     = false;
    if (!items)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, SQL_OPENINGS, BINDS(B_TEXT(tx->ctx->who.account_id)), &cursor));
    for (;;) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row || count == OPENINGS_MAX)
            break;
        struct opening *one = &items[count++];
        model_clear(&model_opening, one);
        TRY(cursor_text(tx, cursor, 0, &one->organization_id));
        TRY(cursor_text(tx, cursor, 1, &one->organization_name));
        one->contact_shown = cursor_int(tx, cursor, 2) == 1;
        one->at            = cursor_int(tx, cursor, 3);
    }
    cursor_done(tx, cursor);
    out->items = (struct sub_list){ items, count };
    return ERR_OK;
}

enum err openings_get(struct ctx *c, const struct nothing *in, struct opening_list *out)
{
    (void)in;
    return store_read(c, list_read, out);
}
