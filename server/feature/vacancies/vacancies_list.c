#include "server/feature/vacancies/vacancies_list.h"

#include "server/feature/vacancies/vacancies_core.h"
#include "server/feature/vacancies/vacancies_show.h"
#include "server/feature/vacancies/vacancies_sql.h"
#include "server/port/region.h"
#include "server/port/search.h"

/* Text as a LIKE pattern: its own wildcards are taken literally. */
static struct str like_of(struct ctx *c, struct str text, bool anywhere)
{
    char *p = arena_alloc(c->mem, text.len * 2 + 3);
    if (!p)
        return STR_NONE;
    size_t n = 0;
    if (anywhere)
        p[n++] = '%';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' || text.ptr[i] == '_' || text.ptr[i] == '\\')
            p[n++] = '\\';
        p[n++] = text.ptr[i];
    }
    p[n++] = '%';
    return str_make(p, n);
}

/* A page: the name of an organization is read once for all of its vacancies. */
static enum err page_fill(struct store_tx *tx, struct vacancy *items, const struct row_list *list, bool inside)
{
    const struct vacancy_row *rows = list->rows;
    for (size_t i = 0; i < list->len; i++) {
        size_t same = 0;
        while (same < i && !str_eq(rows[same].organization_id, rows[i].organization_id))
            same++;
        if (same < i)
            vacancy_show(&items[i], &rows[i], &(struct vacancy_by){ items[same].organization_name, items[same].organization_kind }, inside);
        else
            TRY(vacancy_show_row(tx, &items[i], &rows[i], inside));
    }
    tx->ctx->version = NONE; /* a list has none */
    return ERR_OK;
}

struct list_job {
    const struct vacancy_list_in *in;
    const struct page *page;
    struct str find, region, industry; /* in LIKE form */
    int64_t now, since; /* since 0: whenever */
    struct vacancy_list *out;
};

static struct str text_of(struct str text)
{
    return text.len ? text : STR("");
}

/* ?1 to ?12 of the statements; who is ?11. */
#define FITS_BINDS(job, find, who)                                                                                     \
    B_TEXT(find), B_TEXT((job)->region), B_INT(str_eq((job)->in->urgent, STR("true"))), B_TEXT((job)->industry), B_TEXT(text_of((job)->in->tier)), \
        B_INT((job)->in->wage_min_fen == NONE ? 0 : (job)->in->wage_min_fen), B_TEXT(text_of((job)->in->education)),   \
        B_TEXT(text_of((job)->in->employment_type)), B_TEXT(text_of((job)->in->list)), B_INT((job)->now), B_TEXT(text_of(who)), B_INT((job)->since)

static enum err items_show(struct store_tx *tx, const struct list_job *job, struct row_list *rows, bool inside)
{
    struct vacancy *items = ARENA_MANY(tx->ctx->mem, rows->len, struct vacancy);
    if (!items)
        return ERR_NO_MEMORY;
    TRY(page_fill(tx, items, rows, inside));
    job->out->items = (struct sub_list){ items, rows->len };
    return ERR_OK;
}

/* --- by the store -------------------------------------------------------------------------------------------------- */

static enum err list_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job       = arg;
    const struct vacancy_list_in *in = job->in;
    const struct page *page          = job->page;
    bool member                      = false;
    if (in->organization_id.len && tx->ctx->who.account_id.len)
        TRY(vacancy_member_is(tx, in->organization_id, &member));
    struct row_list rows           = { 0 };
    const struct tx_list_in wanted = { &model_vacancy_row, member ? SQL_VACANCY_LIST_OWN : SQL_VACANCY_LIST, (size_t)page->limit + 1 };
    TRY(tx_list(tx, &wanted,
                BINDS(FITS_BINDS(job, job->find, in->organization_id), B_INT(page->after_key == NONE ? INT64_MAX : page->after_key),
                      B_TEXT(page->after_key == NONE ? STR("") : page->after_id), B_INT(page->limit + 1)),
                &rows));
    const struct vacancy_row *row = rows.rows;
    bool more                     = rows.len > (size_t)page->limit;
    if (more)
        rows.len = (size_t)page->limit;
    TRY(items_show(tx, job, &rows, member));
    if (more) {
        const struct vacancy_row *last = &row[rows.len - 1];
        TRY(page_next(tx->ctx, last->published_at != NONE ? last->published_at : last->created_at, last->id, &job->out->next));
    }
    return ERR_OK;
}

/* --- by the index: its hits are read again, since it follows the store a moment later ---------------------------------- */

#define LOOKS_MAX 16      /* in the index for one page; whoever meets more ended ones than that gets a short page with a next */
#define FRESH_MS 60000    /* by then the index has followed */
#define SCORE_SHIFT 45    /* of the cursor's key: the score, then milliseconds until the year 3084 */

static void query_make(const struct list_job *job, struct search_query *q)
{
    const struct vacancy_list_in *in = job->in;
    unsigned value                   = 0;
    *q = (struct search_query){ .text = str_trim(in->q), .region = region_tree(in->region), .industry = str_trim(in->industry), .employment_type = SEARCH_ANY,
                                .education = SEARCH_ANY, .tier = SEARCH_ANY, .wage_min_fen = in->wage_min_fen == NONE ? 0 : in->wage_min_fen, .by_date = str_eq(in->order, STR("date")), .published_after = job->since };
    if (enum_find(&enum_employment_type, in->employment_type, &value))
        q->employment_type = (int)value;
    if (enum_find(&enum_education, in->education, &value))
        q->education = (int)value;
    if (enum_find(&enum_talent_tier, in->tier, &value))
        q->tier = (int)value;
    else if (in->tier.len)
        q->tier = SEARCH_TIER_SOME;
    q->flags = (str_eq(in->urgent, STR("true")) ? SEARCH_URGENT : 0U) | (str_eq(in->list, STR("urgent")) ? SEARCH_LISTED_URGENT : 0U) | (str_eq(in->list, STR("talent")) ? SEARCH_LISTED_TALENT : 0U);
    if (job->page->after_key == NONE)
        return;
    q->after       = true;
    q->after_score = job->page->after_key >> SCORE_SHIFT;
    q->after_at    = job->page->after_key & ((INT64_C(1) << SCORE_SHIFT) - 1);
    q->after_id    = job->page->after_id;
}

static enum err hit_read(struct store_tx *tx, const struct list_job *job, struct str id, struct vacancy_row *row, bool *ret_still)
{
    enum err e = tx_get(tx, &model_vacancy_row, SQL_VACANCY_STILL, BINDS(FITS_BINDS(job, STR(""), id)), row);
    *ret_still = e == ERR_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

struct search_page { /* in the making */
    struct vacancy_row *rows;
    size_t count, limit, looks;
    struct search_query q;
    struct search_hit last; /* looked at: where the next page begins */
    bool more;
};

/* Without text the order is by date: what came in the last minute is read from the store itself, the rest from the index. */
static enum err fresh_read(struct store_tx *tx, const struct list_job *job, struct search_page *p)
{
    int64_t bound                  = job->now - FRESH_MS;
    struct row_list fresh          = { 0 };
    const struct tx_list_in wanted = { &model_vacancy_row, SQL_VACANCY_FRESH, p->limit + 1 };
    if (p->q.after && p->q.after_at <= bound)
        return ERR_OK;
    TRY(tx_list(tx, &wanted,
                BINDS(FITS_BINDS(job, STR(""), STR("")), B_INT(p->q.after ? p->q.after_at : INT64_MAX), B_TEXT(p->q.after ? p->q.after_id : STR("")), B_INT(p->limit + 1), B_INT(bound)),
                &fresh));
    p->more  = fresh.len > p->limit;
    p->count = p->more ? p->limit : fresh.len;
    if (p->count)
        memcpy(p->rows, fresh.rows, p->count * sizeof *p->rows);
    p->q.after       = true;
    p->q.after_score = 0;
    p->q.after_at    = bound + 1;
    p->q.after_id    = STR("");
    if (p->count)
        p->last = (struct search_hit){ 0, p->rows[p->count - 1].published_at, p->rows[p->count - 1].id };
    return ERR_OK;
}

static enum err hits_read(struct store_tx *tx, const struct list_job *job, struct search_page *p, struct search_hit *hits)
{
    struct search_port *search = tx->ctx->hall->search;
    size_t count               = 0;
    TRY(search->find(search, tx->ctx->mem, &p->q, hits, p->limit + 1, &count));
    p->more = count > p->limit;
    for (size_t i = 0; i < count; i++) {
        bool still = false;
        if (p->count == p->limit) {
            p->more = true;
            break;
        }
        TRY(hit_read(tx, job, hits[i].id, &p->rows[p->count], &still));
        p->count += still;
        p->last = hits[i];
    }
    p->q.after       = true;
    p->q.after_score = p->last.score;
    p->q.after_at    = p->last.at;
    p->q.after_id    = p->last.id;
    return ERR_OK;
}

static enum err search_read(struct store_tx *tx, void *arg)
{
    const struct list_job *job = arg;
    struct search_page p       = { .limit = (size_t)job->page->limit };
    struct search_hit *hits    = ARENA_MANY(tx->ctx->mem, p.limit + 1, struct search_hit);
    p.rows                     = ARENA_MANY(tx->ctx->mem, p.limit, struct vacancy_row);
    if (!p.rows || !hits)
        return ERR_NO_MEMORY;
    query_make(job, &p.q);
    if (!p.q.text.len)
        TRY(fresh_read(tx, job, &p));
    if (!p.more)
        do
            TRY(hits_read(tx, job, &p, hits));
        while (p.more && p.count < p.limit && ++p.looks < LOOKS_MAX);
    struct row_list list = { p.rows, p.count };
    TRY(items_show(tx, job, &list, false));
    return p.more ? page_next(tx->ctx, p.last.score << SCORE_SHIFT | p.last.at, p.last.id, &job->out->next) : ERR_OK;
}

/* A list by one filter may have to walk over all that do not fit; the newest of all are at the store's hand. */
static bool index_is_better(const struct vacancy_list_in *in)
{
    return !in->organization_id.len && (str_trim(in->q).len || in->since.len || in->region.len || in->urgent.len || in->list.len || in->industry.len || in->tier.len || in->wage_min_fen != NONE ||
                                        in->education.len || in->employment_type.len);
}

static bool enum_has(const struct enum_desc *desc, struct str text)
{
    unsigned value = 0;
    return enum_find(desc, text, &value);
}

enum err vacancy_filters_judge(struct ctx *c, const struct vacancy_list_in *in, struct str head)
{
    const struct {
        const char *name;
        bool good;
        struct str zh, en;
    } rows[] = {
        { "urgent", !in->urgent.len || str_eq(in->urgent, STR("true")) || str_eq(in->urgent, STR("false")), STR("只能是 true 或 false"), STR("true or false only") },
        { "order", !in->order.len || str_eq(in->order, STR("relevance")) || str_eq(in->order, STR("date")), STR("只能是 relevance 或 date"), STR("relevance or date only") },
        { "list", !in->list.len || str_eq(in->list, STR("urgent")) || str_eq(in->list, STR("talent")), STR("只能是 urgent 或 talent"), STR("urgent or talent only") },
        { "tier", !in->tier.len || str_eq(in->tier, STR("any")) || enum_has(&enum_talent_tier, in->tier), STR("只能是 A 到 F，或 any"), STR("A to F, or any") },
        { "education", !in->education.len || enum_has(&enum_education, in->education), STR("没有这种学历"), STR("There is no such education") },
        { "employment_type", !in->employment_type.len || enum_has(&enum_employment_type, in->employment_type), STR("没有这种用工类型"), STR("There is no such kind of employment") },
    };
    enum err e = ERR_OK;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].good)
            continue;
        struct str pointer = arena_format(c->mem, "%.*s%s", STR_ARG(head), rows[i].name);
        if (!pointer.ptr)
            return ERR_NO_MEMORY;
        e = fault_add(c, pointer, STR("not_allowed"), rows[i].zh, rows[i].en);
    }
    return e;
}

enum err vacancy_find(struct ctx *c, const struct vacancy_list_in *in, struct vacancy_list *out)
{
    struct page page = { 0 };
    int64_t since = 0;
    TRY(vacancy_filters_judge(c, in, STR("")));
    if (in->since.len && !time_read(in->since, &since))
        return fault_add(c, STR("since"), STR("bad_time"), STR("请填写带时区的时间，如 2026-12-31T08:00:00+08:00"), STR("A moment with its offset is needed, such as 2026-12-31T08:00:00+08:00"));
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { in, &page, STR(""), like_of(c, region_tree(in->region), false), like_of(c, str_trim(in->industry), false), clock_now(c), since, out };
    if (!job.region.ptr || !job.industry.ptr)
        return ERR_NO_MEMORY;
    if (c->hall->search && index_is_better(in)) {
        enum err e = store_read(c, search_read, &job);
        if (e != ERR_UNAVAILABLE)
            return e; /* the index is not there yet: the store looks, by titles alone */
    }
    if (str_trim(in->q).len)
        job.find = like_of(c, str_trim(in->q), true);
    return job.find.ptr ? store_read(c, list_read, &job) : ERR_NO_MEMORY;
}
