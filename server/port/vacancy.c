#include "server/port/vacancy.h"

#define SQL_SUSPEND                                                                                                    \
    "UPDATE vacancy SET state = 'closed', ended_by = 'suspended', ended_at = ?2, review_since = NULL, urgent_listed = 0, talent_listed = 0, " \
    "version = version + 1 WHERE organization_id = ?1 AND state IN ('published', 'review')"

bool vacancy_is_offered(const struct vacancy_row *row, int64_t now)
{
    return row->state == vacancy_state_published && (row->valid_until == NONE || row->valid_until > now);
}

bool vacancy_is_private(const struct vacancy_row *row)
{
    return row->state == vacancy_state_draft || row->state == vacancy_state_review || row->published_at == NONE ||
           row->ended_by == vacancy_end_suspended || row->ended_by == vacancy_end_taken_down;
}

enum err vacancy_ended(struct store_tx *tx, struct vacancy_row *row, enum vacancy_end cause)
{
    if (row->state == vacancy_state_review)
        row->published_at = NONE; /* these words were never let pass */
    row->state         = cause == vacancy_end_filled ? vacancy_state_filled : vacancy_state_closed;
    row->ended_by      = cause;
    row->ended_at      = clock_now(tx->ctx);
    row->review_since  = NONE;
    row->urgent_listed = row->talent_listed = false;
    row->version++;
    return tx_save(tx, &model_vacancy_row, row);
}

static bool is_live(const struct vacancy_row *row)
{
    return row->state == vacancy_state_published || row->state == vacancy_state_review;
}

enum err vacancy_filled(struct store_tx *tx, struct str vacancy_id, int64_t hired_count, bool *ret_filled)
{
    struct vacancy_row row;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(vacancy_id)), &row));
    bool full = is_live(&row) && hired_count >= row.headcount;
    if (full)
        TRY(vacancy_ended(tx, &row, vacancy_end_filled));
    if (ret_filled)
        *ret_filled = full;
    return ERR_OK;
}

enum err vacancies_suspend(struct store_tx *tx, struct str organization_id, int64_t *ret_count)
{
    return tx_exec(tx, SQL_SUSPEND, BINDS(B_TEXT(organization_id), B_INT(clock_now(tx->ctx))), ret_count);
}

enum err vacancy_take_down(struct store_tx *tx, struct str vacancy_id, struct str reason, bool *ret_down)
{
    struct vacancy_row row;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(vacancy_id)), &row));
    bool live = is_live(&row);
    if (live) {
        row.review_reason = reason;
        TRY(vacancy_ended(tx, &row, vacancy_end_taken_down));
    }
    if (ret_down)
        *ret_down = live;
    return ERR_OK;
}
