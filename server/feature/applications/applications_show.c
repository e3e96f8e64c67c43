#include "server/feature/applications/applications_show.h"

#include "server/feature/applications/applications_core.h"
#include "server/feature/applications/applications_sql.h"
#include "server/port/consent.h"
#include "server/port/vacancy.h"

enum err application_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member)
{
    int64_t count = 0;
    TRY(tx_int(tx, SQL_IS_MEMBER, BINDS(B_TEXT(organization_id), B_TEXT(tx->ctx->who.account_id)), &count));
    *ret_member = count > 0;
    return ERR_OK;
}

enum err application_own_get(struct store_tx *tx, struct str id, struct application_row *ret_row, enum side *ret_side)
{
    bool member = false;
    TRY(tx_get(tx, &model_application_row, "WHERE id = ?1", BINDS(B_TEXT(id)), ret_row));
    if (who_is(tx->ctx, ret_row->candidate_id)) {
        *ret_side = side_candidate;
        return ERR_OK;
    }
    TRY(application_member_is(tx, ret_row->organization_id, &member));
    *ret_side = side_recruiter;
    return member ? ERR_OK : ERR_NOT_FOUND;
}

/* --- shown ------------------------------------------------------------------------------------------------------- */

struct names {
    struct str title, contact_name, contact_phone, organization, candidate;
};

static enum err names_read(struct store_tx *tx, const struct application_row *row, struct names *ret_names)
{
    struct store_cursor *cursor;
    bool found = false;
    TRY(tx_open(tx, SQL_NAMES, BINDS(B_TEXT(row->vacancy_id), B_TEXT(row->candidate_id)), &cursor));
    TRY(cursor_step(tx, cursor, &found));
    if (!found)
        return ERR_INTERNAL;
    TRY(cursor_text(tx, cursor, 0, &ret_names->title));
    TRY(cursor_text(tx, cursor, 1, &ret_names->contact_name));
    TRY(cursor_text(tx, cursor, 2, &ret_names->contact_phone));
    TRY(cursor_text(tx, cursor, 3, &ret_names->organization));
    TRY(cursor_text(tx, cursor, 4, &ret_names->candidate));
    cursor_done(tx, cursor);
    return ERR_OK;
}

static enum err answer_fill(struct store_tx *tx, const struct application_row *row, const struct names *names, struct application *out)
{
    const struct decline decline = { (enum decline_reason)row->decline_reason, names->candidate, names->organization, names->title, row->words };
    if (row->state != application_state_declined)
        return ERR_OK;
    TRY(decline_text(tx->ctx->mem, &decline, LANG_ZH, &out->answer_zh));
    return decline_text(tx->ctx->mem, &decline, LANG_EN, &out->answer_en);
}

enum err application_show(struct store_tx *tx, const struct application_row *row, enum side side, struct application *out)
{
    struct names names = { 0 };
    TRY(names_read(tx, row, &names));
    model_clear(&model_application, out);
    out->id                = row->id;
    out->vacancy_id        = row->vacancy_id;
    out->vacancy_title     = names.title;
    out->organization_id   = row->organization_id;
    out->organization_name = names.organization;
    out->candidate_id      = row->candidate_id;
    out->candidate_name    = names.candidate;
    out->state             = row->state;
    out->message           = row->message;
    out->decline_reason    = row->decline_reason;
    out->submitted_at      = row->submitted_at;
    out->changed_at        = row->changed_at;
    out->viewed_at         = row->viewed_at;
    out->reply_due_at      = row->reply_due_at;
    out->answered_at       = row->answered_at;
    out->version           = row->version;
    const struct organization_row organization = { .id = row->organization_id, .name = names.organization };
    TRY(contact_check(tx, row->candidate_id, &organization, &out->contact_shown));
    if (out->contact_shown && side == side_candidate) {
        out->contact_name  = names.contact_name;
        out->contact_phone = names.contact_phone;
    }
    return answer_fill(tx, row, &names, out);
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

enum err application_tell(struct store_tx *tx, const struct application_row *row, enum side by, struct event_batch *events)
{
    struct names names = { 0 };
    TRY(names_read(tx, row, &names));
    const struct application_event data = { .id = row->id, .vacancy_id = row->vacancy_id, .vacancy_title = names.title, .organization_id = row->organization_id,
                                            .state = row->state, .by = by, .at = row->changed_at, .version = row->version };
    const struct event_in event = { "me", row->candidate_id, "application.changed", &model_application_event, &data };
    TRY(event_batch_add(tx, events, &event));
    return event_batch_members(tx, events, row->organization_id, &event);
}

/* Whoever is hired counts against the headcount; the vacancy closes itself when it is reached. Others who applied are still owed an answer. */
static enum err hired_count(struct store_tx *tx, struct str vacancy_id)
{
    int64_t hired = 0;
    TRY(tx_int(tx, SQL_HIRED, BINDS(B_TEXT(vacancy_id)), &hired));
    return vacancy_filled(tx, vacancy_id, hired, NULL);
}

enum err application_step_write(struct store_tx *tx, const struct application_step_in *in, struct event_batch *events)
{
    struct application_row *row = in->row;
    unsigned from               = row->state;
    int64_t now                 = clock_now(tx->ctx);
    application_step_lay(row, in->to, in->by, now);
    row->step_count++;
    row->version++;
    TRY(tx_save(tx, &model_application_row, row));
    TRY(tx_exec(tx, SQL_STEP,
                BINDS(B_TEXT(row->id), B_INT(row->step_count), B_TEXT(enum_text(&enum_side, in->by)), B_TEXT(tx->ctx->who.account_id),
                      B_TEXT(enum_text(&enum_application_state, from)), B_TEXT(enum_text(&enum_application_state, row->state)),
                      B_TEXT(in->reason.ptr ? in->reason : STR("")), B_INT(now)),
                NULL));
    if (in->to == application_state_declined || in->to == application_state_withdrawn)
        TRY(consent_lapse(tx, row->candidate_id, row->organization_id));
    if (in->to == application_state_hired)
        TRY(hired_count(tx, row->vacancy_id));
    return application_tell(tx, row, in->by, events);
}
