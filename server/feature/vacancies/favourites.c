#include "server/feature/vacancies/kept.h"
#include "server/feature/vacancies/vacancies_show.h"
#include "server/port/vacancy.h"

#define SQL_KNOWN(of) of "state IN ('published', 'filled', 'closed') AND " of "published_at IS NOT NULL AND " of "ended_by NOT IN ('suspended', 'taken_down')" /* vacancy_is_private, as SQL */
#define SQL_SEEN "SELECT count(*) FROM vacancy WHERE id = ?1 AND " SQL_KNOWN("")
#define SQL_COUNT "SELECT count(*) FROM favourite WHERE account_id = ?1 AND vacancy_id <> ?2"
#define SQL_HAS "SELECT count(*) FROM favourite WHERE account_id = ?1 AND vacancy_id = ?2"
#define SQL_ADD "INSERT INTO favourite (account_id, vacancy_id, created_at) VALUES (?1, ?2, ?3)"
#define SQL_DELETE "DELETE FROM favourite WHERE account_id = ?1 AND vacancy_id = ?2"
/* ?1 account, ?2 created_at and ?3 vacancy of the last one seen, ?4 rows. What went back into review is not anybody's to see. */
#define SQL_LIST                                                                                                       \
    "SELECT f.vacancy_id, f.created_at FROM favourite f JOIN vacancy v ON v.id = f.vacancy_id WHERE f.account_id = ?1 "  \
    "AND " SQL_KNOWN("v.") " AND (f.created_at, f.vacancy_id) < (?2, ?3) ORDER BY f.created_at DESC, f.vacancy_id DESC LIMIT ?4"

static enum err put_write(struct store_tx *tx, void *arg)
{
    const struct favourite_in *in = arg;
    struct str me                 = tx->ctx->who.account_id;
    int64_t seen = 0, has = 0, others = 0;
    TRY(tx_int(tx, SQL_SEEN, BINDS(B_TEXT(in->vacancy_id)), &seen));
    if (seen < 1)
        return ERR_NOT_FOUND;
    TRY(tx_int(tx, SQL_HAS, BINDS(B_TEXT(me), B_TEXT(in->vacancy_id)), &has));
    if (has > 0)
        return ERR_OK;
    TRY(tx_int(tx, SQL_COUNT, BINDS(B_TEXT(me), B_TEXT(in->vacancy_id)), &others));
    if (others >= FAVOURITES_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("最多收藏 200 个岗位，请先移除一些"), STR("At most 200 vacancies are kept: take some out first"));
    return tx_exec(tx, SQL_ADD, BINDS(B_TEXT(me), B_TEXT(in->vacancy_id), B_INT(clock_now(tx->ctx))), NULL);
}

enum err favourite_put(struct ctx *c, const struct favourite_in *in)
{
    struct favourite_in copy = *in;
    return store_commit(c, put_write, &copy);
}

static enum err delete_write(struct store_tx *tx, void *arg)
{
    const struct favourite_in *in = arg;
    return tx_exec(tx, SQL_DELETE, BINDS(B_TEXT(tx->ctx->who.account_id), B_TEXT(in->vacancy_id)), NULL);
}

enum err favourite_delete(struct ctx *c, const struct favourite_in *in)
{
    struct favourite_in copy = *in;
    return store_commit(c, delete_write, &copy);
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

struct list_job {
    const struct page *page;
    struct favourite_list *out;
};

static enum err favourite_fill(struct store_tx *tx, struct str vacancy_id, struct favourite *out)
{
    struct vacancy_row row;
    out->vacancy = ARENA_NEW(tx->ctx->mem, struct vacancy);
    if (!out->vacancy)
        return ERR_NO_MEMORY;
    model_clear(&model_vacancy, out->vacancy);
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(vacancy_id)), &row));
    out->ended = !vacancy_is_offered(&row, clock_now(tx->ctx));
    return vacancy_show_row(tx, out->vacancy, &row, false);
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job = arg;
    const struct page *page    = job->page;
    size_t limit               = (size_t)page->limit;
    struct favourite *items    = ARENA_MANY(tx->ctx->mem, limit, struct favourite);
    struct str *ids            = ARENA_MANY(tx->ctx->mem, limit + 1, struct str);
    struct store_cursor *cursor;
    size_t count = 0;
    bool row     = false;
    if (!items || !ids)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, SQL_LIST,
                BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(page->after_key == NONE ? INT64_MAX : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1)),
                &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row) {
        TRY(cursor_text(tx, cursor, 0, &ids[count]));
        if (count < limit)
            items[count].created_at = cursor_int(tx, cursor, 1);
        count++;
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    bool more = count > limit;
    count     = more ? limit : count;
    for (size_t i = 0; i < count; i++)
        TRY(favourite_fill(tx, ids[i], &items[i]));
    tx->ctx->version = NONE; /* a list has none */
    job->out->items  = (struct sub_list){ items, count };
    return more ? page_next(tx->ctx, items[count - 1].created_at, ids[count - 1], &job->out->next) : ERR_OK;
}

enum err favourites_get(struct ctx *c, const struct page_in *in, struct favourite_list *out)
{
    struct page page = { 0 };
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { &page, out };
    return store_read(c, list_read, &job);
}
