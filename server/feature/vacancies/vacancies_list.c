#include "server/feature/vacancies/vacancies_list.h"

#include "server/feature/vacancies/vacancies_core.h"
#include "server/feature/vacancies/vacancies_show.h"
#include "server/feature/vacancies/vacancies_sql.h"

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
            vacancy_show(&items[i], &rows[i], items[same].organization_name, inside);
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
    struct vacancy_list *out;
};

static struct str text_of(struct str text)
{
    return text.len ? text : STR("");
}

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
                BINDS(B_TEXT(text_of(in->organization_id)), B_TEXT(job->find), B_TEXT(job->region), B_INT(str_eq(in->urgent, STR("true"))),
                      B_INT(page->after_key == NONE ? INT64_MAX : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1), B_TEXT(job->industry), B_TEXT(text_of(in->tier)), B_INT(in->wage_min_fen == NONE ? 0 : in->wage_min_fen),
                      B_TEXT(text_of(in->education)), B_TEXT(text_of(in->employment_type)), B_TEXT(text_of(in->list)), B_INT(clock_now(tx->ctx))),
                &rows));
    const struct vacancy_row *row = rows.rows;
    size_t count                  = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    bool more                     = rows.len > count;
    struct vacancy *items         = ARENA_MANY(tx->ctx->mem, count, struct vacancy);
    if (!items)
        return ERR_NO_MEMORY;
    rows.len = count;
    TRY(page_fill(tx, items, &rows, member));
    job->out->items = (struct sub_list){ items, count };
    if (more) {
        const struct vacancy_row *last = &row[count - 1];
        TRY(page_next(tx->ctx, last->published_at != NONE ? last->published_at : last->created_at, last->id, &job->out->next));
    }
    return ERR_OK;
}

static enum err filters_judge(struct ctx *c, const struct vacancy_list_in *in)
{
    enum err e     = ERR_OK;
    unsigned value = 0;
    if (in->urgent.len && !str_eq(in->urgent, STR("true")) && !str_eq(in->urgent, STR("false")))
        e = fault_add(c, STR("urgent"), STR("not_allowed"), STR("只能是 true 或 false"), STR("true or false only"));
    if (in->list.len && !str_eq(in->list, STR("urgent")) && !str_eq(in->list, STR("talent")))
        e = fault_add(c, STR("list"), STR("not_allowed"), STR("只能是 urgent 或 talent"), STR("urgent or talent only"));
    if (in->tier.len && !str_eq(in->tier, STR("any")) && !enum_find(&enum_talent_tier, in->tier, &value))
        e = fault_add(c, STR("tier"), STR("not_allowed"), STR("只能是 A 到 F，或 any"), STR("A to F, or any"));
    if (in->education.len && !enum_find(&enum_education, in->education, &value))
        e = fault_add(c, STR("education"), STR("not_allowed"), STR("没有这种学历"), STR("There is no such education"));
    if (in->employment_type.len && !enum_find(&enum_employment_type, in->employment_type, &value))
        e = fault_add(c, STR("employment_type"), STR("not_allowed"), STR("没有这种用工类型"), STR("There is no such kind of employment"));
    return e;
}

enum err vacancy_find(struct ctx *c, const struct vacancy_list_in *in, struct vacancy_list *out)
{
    struct page page = { 0 };
    TRY(filters_judge(c, in));
    TRY(page_read(c, in->limit, in->after, &page));
    struct list_job job = { in, &page, STR(""), like_of(c, vacancy_region_tree(in->region), false), like_of(c, str_trim(in->industry), false), out };
    if (str_trim(in->q).len)
        job.find = like_of(c, str_trim(in->q), true);
    if (!job.find.ptr || !job.region.ptr || !job.industry.ptr)
        return ERR_NO_MEMORY;
    return store_read(c, list_read, &job);
}
