#include "server/feature/vacancies/kept.h"
#include "server/feature/vacancies/vacancies_list.h"
#include "server/port/store.h"

#define SQL_COUNT "SELECT count(*) FROM saved_search WHERE account_id = ?1"
#define SQL_MINE "WHERE id = ?1 AND account_id = ?2"
#define SQL_LIST "WHERE account_id = ?1 ORDER BY created_at, id LIMIT 20"
#define SQL_DELETE "DELETE FROM saved_search WHERE id = ?1 AND account_id = ?2"

/* The members that say what is looked for. */
#define WANTED_EACH(m) m(name) m(q) m(region) m(urgent) m(list) m(industry) m(tier) m(wage_min_fen) m(education) m(employment_type)

static void show(const struct saved_search_row *row, struct saved_search *out)
{
    model_clear(&model_saved_search, out);
#define LAY(member) out->member = row->member;
    WANTED_EACH(LAY)
    LAY(id)
    LAY(created_at)
    LAY(looked_at)
#undef LAY
}

/* As the list of vacancies would be asked. */
static struct vacancy_list_in wanted(const struct saved_search_row *row)
{
    struct vacancy_list_in in;
    model_clear(&model_vacancy_list_in, &in);
    in.q               = row->q;
    in.region          = row->region;
    in.urgent          = row->urgent ? STR("true") : STR("");
    in.list            = row->list;
    in.industry        = row->industry;
    in.tier            = row->tier;
    in.wage_min_fen    = row->wage_min_fen;
    in.education       = row->education;
    in.employment_type = row->employment_type;
    in.order           = STR("date");
    return in;
}

struct search_job {
    const void *in;
    struct saved_search_row row;
    struct saved_search *out;
};

static enum err create_write(struct store_tx *tx, void *arg)
{
    struct search_job *job = arg;
    int64_t count   = 0;
    TRY(tx_int(tx, SQL_COUNT, BINDS(B_TEXT(job->row.account_id)), &count));
    if (count >= SAVED_SEARCHES_MAX)
        return refuse(tx->ctx, ERR_CONFLICT, STR("最多保存 20 个搜索，请先删除一个"), STR("At most 20 searches are saved: delete one first"));
    TRY(tx_insert(tx, &model_saved_search_row, &job->row));
    show(&job->row, job->out);
    return ERR_OK;
}

enum err saved_search_create(struct ctx *c, const struct saved_search_in *in, struct saved_search *out)
{
    struct search_job job = { .in = in, .out = out };
    struct saved_search_row *row = &job.row;
    model_clear(&model_saved_search_row, row);
#define LAY(member) row->member = in->member;
    WANTED_EACH(LAY)
#undef LAY
    if (!str_trim(in->name).len)
        return fault_add(c, STR("/name"), STR("required"), STR("请填写名称"), STR("A name is needed"));
    const struct vacancy_list_in asked = wanted(row);
    TRY(vacancy_filters_judge(c, &asked, STR("/")));
    row->account_id = c->who.account_id;
    row->created_at = row->looked_at = clock_now(c);
    row->version                     = 1;
    TRY(id_new(c, 'x', &row->id));
    return store_commit(c, create_write, &job);
}

static enum err list_read(struct store_tx *tx, void *arg)
{
    struct saved_search_list *out = arg;
    struct row_list rows          = { 0 };
    TRY(tx_list(tx, &(struct tx_list_in){ &model_saved_search_row, SQL_LIST, SAVED_SEARCHES_MAX }, BINDS(B_TEXT(tx->ctx->who.account_id)), &rows));
    struct saved_search *items = ARENA_MANY(tx->ctx->mem, rows.len, struct saved_search);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows.len; i++)
        show((const struct saved_search_row *)rows.rows + i, &items[i]);
    out->items = (struct sub_list){ items, rows.len };
    return ERR_OK;
}

enum err saved_searches_get(struct ctx *c, const struct nothing *in, struct saved_search_list *out)
{
    (void)in; /* nothing to say */
    return store_read(c, list_read, out);
}

static enum err delete_write(struct store_tx *tx, void *arg)
{
    const struct id_in *in = arg;
    int64_t gone           = 0;
    TRY(tx_exec(tx, SQL_DELETE, BINDS(B_TEXT(in->id), B_TEXT(tx->ctx->who.account_id)), &gone));
    return gone == 1 ? ERR_OK : ERR_NOT_FOUND;
}

enum err saved_search_delete(struct ctx *c, const struct id_in *in)
{
    struct id_in copy = *in;
    return store_commit(c, delete_write, &copy);
}

static enum err mine_read(struct store_tx *tx, void *arg)
{
    struct search_job *job                                 = arg;
    const struct saved_search_results_in *const in = job->in;
    return tx_get(tx, &model_saved_search_row, SQL_MINE, BINDS(B_TEXT(in->id), B_TEXT(tx->ctx->who.account_id)), &job->row);
}

enum err saved_search_results(struct ctx *c, const struct saved_search_results_in *in, struct vacancy_list *out)
{
    struct search_job job = { .in = in };
    char looked[TIME_TEXT_MAX];
    TRY(store_read(c, mine_read, &job));
    struct vacancy_list_in asked = wanted(&job.row);
    asked.limit                  = in->limit;
    asked.after                  = in->after;
    asked.since                  = in->since.len ? in->since : str_make(looked, time_write(job.row.looked_at, looked));
    return vacancy_find(c, &asked, out);
}

static enum err look_write(struct store_tx *tx, void *arg)
{
    struct search_job *job        = arg;
    const struct id_in *in = job->in;
    TRY(tx_get(tx, &model_saved_search_row, SQL_MINE, BINDS(B_TEXT(in->id), B_TEXT(tx->ctx->who.account_id)), &job->row));
    job->row.looked_at = clock_now(tx->ctx);
    job->row.version++;
    TRY(tx_save(tx, &model_saved_search_row, &job->row));
    show(&job->row, job->out);
    return ERR_OK;
}

enum err saved_search_look(struct ctx *c, const struct id_in *in, struct saved_search *out)
{
    struct search_job job = { .in = in, .out = out };
    return store_commit(c, look_write, &job);
}
