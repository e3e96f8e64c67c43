/* For people without script and for machines: plain pages, schema.org, feeds, the sitemap. What is private is no page here. */
#include "proto/json.h"
#include "server/feature/text/page.h"
#include "server/port/route.h"
#include "server/port/store.h"
#include "server/port/vacancy.h"

#define PAGE_BYTES_MAX ((size_t)1024 * 1024)
#define FEED_ITEMS 50
#define SITEMAP_URLS 5000 /* in a file; the protocol allows 50,000 */
#define SITEMAPS_MAX 200
#define PUBLIC "state = 'published' AND (valid_until IS NULL OR valid_until > ?1) "
#define SQL_NEWEST "WHERE " PUBLIC "AND (published_at, id) < (?2, ?3) ORDER BY published_at DESC, id DESC LIMIT ?4"
#define SQL_COUNT "SELECT count(*) FROM vacancy WHERE " PUBLIC
#define SQL_URLS "SELECT id, published_at FROM vacancy WHERE " PUBLIC "ORDER BY published_at, id LIMIT ?2 OFFSET ?3"
#define ADD(out, literal) buf_add((out), STR(literal))

static struct page_at at_of(const struct ctx *c)
{
    return (struct page_at){ c->hall->settings->public_origin, c->lang };
}

/* Copies what was written into the call's memory. */
static enum err answer(struct ctx *c, struct buf *out, struct str type)
{
    bool good   = !buf_failed(out);
    c->raw_type = type;
    c->raw_body = good ? arena_dup(c->mem, buf_str(out)) : STR_NONE;
    buf_done(out);
    if (!good)
        return ERR_TOO_LARGE;
    return c->raw_body.ptr ? ERR_OK : ERR_NO_MEMORY;
}

/* --- one vacancy, one fair ----------------------------------------------------------------------------------------------- */

struct one_job {
    const struct id_in *in;
    struct vacancy_row row;
    struct organization_row organization;
    struct fair_row fair;
};

static enum err vacancy_read(struct store_tx *tx, void *arg)
{
    struct one_job *job = arg;
    TRY(tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &job->row));
    if (vacancy_is_private(&job->row))
        return ERR_NOT_FOUND;
    return tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(job->row.organization_id)), &job->organization);
}

static enum err vacancy_text(struct ctx *c, const void *in, void *out_none)
{
    (void)out_none; /* raw */
    struct one_job job = { .in = in };
    struct buf out;
    TRY(store_read(c, vacancy_read, &job));
    const struct page_at at     = at_of(c);
    const struct page_vacancy v = { &job.row, job.organization.name, vacancy_is_offered(&job.row, clock_now(c)) };
    buf_init(&out, PAGE_BYTES_MAX);
    page_vacancy(&out, &at, &v);
    if (!v.offered)
        c->answer_status = 410;
    return answer(c, &out, STR("text/html; charset=utf-8"));
}

static enum err fair_read(struct store_tx *tx, void *arg)
{
    struct one_job *job = arg;
    TRY(tx_get(tx, &model_fair_row, "WHERE id = ?1", BINDS(B_TEXT(job->in->id)), &job->fair));
    return job->fair.state == fair_state_draft ? ERR_NOT_FOUND : ERR_OK;
}

static enum err fair_text(struct ctx *c, const void *in, void *out_none)
{
    (void)out_none; /* raw */
    struct one_job job = { .in = in };
    struct buf out;
    TRY(store_read(c, fair_read, &job));
    const struct page_at at = at_of(c);
    buf_init(&out, PAGE_BYTES_MAX);
    page_fair(&out, &at, &job.fair);
    return answer(c, &out, STR("text/html; charset=utf-8"));
}

/* --- lists --------------------------------------------------------------------------------------------------------------- */

struct list_job {
    struct page page;
    struct row_list rows; /* vacancy_row */
    struct str *names;    /* of their organizations */
};

static enum err newest_read(struct store_tx *tx, void *arg)
{
    struct list_job *job = arg;
    struct page *page    = &job->page;
    TRY(tx_list(tx, &(struct tx_list_in){ &model_vacancy_row, SQL_NEWEST, (size_t)page->limit + 1 },
                BINDS(B_INT(clock_now(tx->ctx)), B_INT(page->after_key == NONE ? INT64_MAX : page->after_key), B_TEXT(page->after_key == NONE ? STR("") : page->after_id),
                      B_INT(page->limit + 1)),
                &job->rows));
    const struct vacancy_row *rows = job->rows.rows;
    job->names                     = ARENA_MANY(tx->ctx->mem, job->rows.len, struct str);
    if (!job->names)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < job->rows.len; i++) {
        struct organization_row organization;
        TRY(tx_get(tx, &model_organization_row, "WHERE id = ?1", BINDS(B_TEXT(rows[i].organization_id)), &organization));
        job->names[i] = organization.name;
    }
    return ERR_OK;
}

static enum err list_text(struct ctx *c, const void *in_any, void *out_none)
{
    (void)out_none; /* raw */
    const struct page_in *in = in_any;
    struct list_job job      = { 0 };
    struct buf out;
    struct str next = STR_NONE;
    TRY(page_read(c, in->limit, in->after, &job.page));
    TRY(store_read(c, newest_read, &job));
    const struct vacancy_row *rows = job.rows.rows;
    const struct page_at at        = at_of(c);
    bool zh                        = c->lang == LANG_ZH;
    size_t count                   = job.rows.len > (size_t)job.page.limit ? (size_t)job.page.limit : job.rows.len;
    if (count < job.rows.len)
        TRY(page_next(c, rows[count - 1].published_at, rows[count - 1].id, &next));
    buf_init(&out, PAGE_BYTES_MAX);
    page_begin(&out, &at, zh ? STR("岗位列表") : STR("Vacancies"));
    ADD(&out, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        ADD(&out, "<li><a href=\"/text/vacancies/");
        page_add_text(&out, rows[i].id);
        ADD(&out, "\">");
        page_add_text(&out, rows[i].title);
        ADD(&out, "</a> · ");
        page_add_text(&out, job.names[i]);
        ADD(&out, "</li>\n");
    }
    ADD(&out, "</ul>\n");
    if (next.len) {
        ADD(&out, "<p><a rel=\"next\" href=\"/text/vacancies?after=");
        page_add_text(&out, next);
        buf_add_format(&out, "&amp;limit=%d\">", (int)job.page.limit);
        buf_add(&out, zh ? STR("下一页") : STR("Next page"));
        ADD(&out, "</a></p>\n");
    }
    page_end(&out);
    return answer(c, &out, STR("text/html; charset=utf-8"));
}

/* --- feeds ----------------------------------------------------------------------------------------------------------------- */

static enum err feed_read(struct ctx *c, struct list_job *ret_job)
{
    *ret_job = (struct list_job){ .page = { .limit = FEED_ITEMS, .after_key = NONE } };
    TRY(store_read(c, newest_read, ret_job));
    if (ret_job->rows.len > FEED_ITEMS)
        ret_job->rows.len = FEED_ITEMS;
    return ERR_OK;
}

static void url_add(struct buf *out, struct str origin, const char *path, struct str id)
{
    page_add_text(out, origin);
    buf_add_cstr(out, path);
    page_add_text(out, id);
}

static enum err feed_json(struct ctx *c, const void *in, void *out_none)
{
    (void)in;
    (void)out_none; /* raw */
    struct list_job job;
    struct buf out;
    TRY(feed_read(c, &job));
    const struct vacancy_row *rows = job.rows.rows;
    struct str origin              = c->hall->settings->public_origin;
    buf_init(&out, PAGE_BYTES_MAX);
    ADD(&out, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"云聘厅 Hirehall\",\"language\":\"zh-CN\",\"home_page_url\":\"");
    url_add(&out, origin, "/text/vacancies", STR(""));
    ADD(&out, "\",\"feed_url\":\"");
    url_add(&out, origin, "/feeds/vacancies.json", STR(""));
    ADD(&out, "\",\"items\":[");
    for (size_t i = 0; i < job.rows.len; i++) {
        buf_add_cstr(&out, i ? ",{\"id\":" : "{\"id\":");
        json_write_text(&out, rows[i].id);
        ADD(&out, ",\"url\":\"");
        url_add(&out, origin, "/text/vacancies/", rows[i].id);
        ADD(&out, "\",\"title\":");
        json_write_text(&out, rows[i].title);
        ADD(&out, ",\"content_text\":");
        json_write_text(&out, rows[i].duties.len ? rows[i].duties : rows[i].description);
        ADD(&out, ",\"date_published\":");
        json_write_time(&out, rows[i].published_at);
        ADD(&out, ",\"authors\":[{\"name\":");
        json_write_text(&out, job.names[i]);
        ADD(&out, "}]}");
    }
    ADD(&out, "]}\n");
    return answer(c, &out, STR("application/feed+json"));
}

static void atom_time(struct buf *out, int64_t moment)
{
    char text[TIME_TEXT_MAX];
    buf_add(out, str_make(text, time_write(moment, text)));
}

static enum err feed_atom(struct ctx *c, const void *in, void *out_none)
{
    (void)in;
    (void)out_none; /* raw */
    struct list_job job;
    struct buf out;
    TRY(feed_read(c, &job));
    const struct vacancy_row *rows = job.rows.rows;
    struct str origin              = c->hall->settings->public_origin;
    buf_init(&out, PAGE_BYTES_MAX);
    ADD(&out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>云聘厅 Hirehall</title>\n<id>");
    url_add(&out, origin, "/feeds/vacancies.xml", STR(""));
    ADD(&out, "</id>\n<link rel=\"self\" href=\"");
    url_add(&out, origin, "/feeds/vacancies.xml", STR(""));
    ADD(&out, "\"/>\n<updated>");
    atom_time(&out, job.rows.len ? rows[0].published_at : clock_now(c));
    ADD(&out, "</updated>\n");
    for (size_t i = 0; i < job.rows.len; i++) {
        ADD(&out, "<entry>\n<title>");
        page_add_text(&out, rows[i].title);
        ADD(&out, "</title>\n<id>");
        url_add(&out, origin, "/text/vacancies/", rows[i].id);
        ADD(&out, "</id>\n<link href=\"");
        url_add(&out, origin, "/text/vacancies/", rows[i].id);
        ADD(&out, "\"/>\n<updated>");
        atom_time(&out, rows[i].published_at);
        ADD(&out, "</updated>\n<author><name>");
        page_add_text(&out, job.names[i]);
        ADD(&out, "</name></author>\n<summary>");
        page_add_text(&out, rows[i].duties.len ? rows[i].duties : rows[i].description);
        ADD(&out, "</summary>\n</entry>\n");
    }
    ADD(&out, "</feed>\n");
    return answer(c, &out, STR("application/atom+xml; charset=utf-8"));
}

/* --- sitemap and robots ------------------------------------------------------------------------------------------------------ */

#define SITEMAP_BEGIN(name) "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<" name " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"

static enum err count_read(struct store_tx *tx, void *arg)
{
    return tx_int(tx, SQL_COUNT, BINDS(B_INT(clock_now(tx->ctx))), arg);
}

static enum err sitemap(struct ctx *c, const void *in, void *out_none)
{
    (void)in;
    (void)out_none; /* raw */
    int64_t count = 0;
    struct buf out;
    TRY(store_read(c, count_read, &count));
    buf_init(&out, PAGE_BYTES_MAX);
    ADD(&out, SITEMAP_BEGIN("sitemapindex"));
    for (int64_t n = 0; n == 0 || (n <= SITEMAPS_MAX && n * SITEMAP_URLS < count); n++) {
        ADD(&out, "<sitemap><loc>");
        page_add_text(&out, c->hall->settings->public_origin);
        buf_add_format(&out, "/sitemaps/%lld</loc></sitemap>\n", (long long)n);
    }
    ADD(&out, "</sitemapindex>\n");
    return answer(c, &out, STR("application/xml; charset=utf-8"));
}

struct urls_job {
    struct buf *out;
    int64_t from;
};

static enum err urls_read(struct store_tx *tx, void *arg)
{
    const struct urls_job *job = arg;
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, SQL_URLS, BINDS(B_INT(clock_now(tx->ctx)), B_INT(SITEMAP_URLS), B_INT(job->from)), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row) {
        struct str id;
        TRY(cursor_text(tx, cursor, 0, &id));
        ADD(job->out, "<url><loc>");
        url_add(job->out, tx->ctx->hall->settings->public_origin, "/text/vacancies/", id);
        ADD(job->out, "</loc><lastmod>");
        atom_time(job->out, cursor_int(tx, cursor, 1));
        ADD(job->out, "</lastmod></url>\n");
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    return ERR_OK;
}

static enum err sitemap_part(struct ctx *c, const void *in_any, void *out_none)
{
    (void)out_none; /* raw */
    const struct id_in *in = in_any;
    uint64_t number        = 0;
    struct buf out;
    if (!str_to_u64(in->id, &number) || number > SITEMAPS_MAX)
        return ERR_NOT_FOUND;
    buf_init(&out, PAGE_BYTES_MAX);
    ADD(&out, SITEMAP_BEGIN("urlset"));
    struct urls_job job = { &out, (int64_t)number * SITEMAP_URLS };
    enum err e          = store_read(c, urls_read, &job);
    if (e != ERR_OK) {
        buf_done(&out);
        return e;
    }
    ADD(&out, "</urlset>\n");
    return answer(c, &out, STR("application/xml; charset=utf-8"));
}

static enum err robots(struct ctx *c, const void *in, void *out_none)
{
    (void)in;
    (void)out_none; /* raw */
    c->raw_type = STR("text/plain; charset=utf-8");
    c->raw_body = arena_format(c->mem, "User-agent: *\nDisallow: /api/\nSitemap: %.*s/sitemap.xml\n", STR_ARG(c->hall->settings->public_origin));
    return c->raw_body.ptr ? ERR_OK : ERR_NO_MEMORY;
}

static const struct route routes[] = {
    { METHOD_GET, "/text/vacancies", ANYONE, 200, ROUTE_RAW, 0, &model_page_in, NULL, list_text, "Published vacancies as a plain page" },
    { METHOD_GET, "/text/vacancies/{id}", ANYONE, 200, ROUTE_RAW, 0, &model_id_in, NULL, vacancy_text, "One vacancy as a plain page with schema.org JobPosting; 410 when it has ended" },
    { METHOD_GET, "/text/fairs/{id}", ANYONE, 200, ROUTE_RAW, 0, &model_id_in, NULL, fair_text, "One fair as a plain page with schema.org Event" },
    { METHOD_GET, "/feeds/vacancies.json", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, feed_json, "The newest fifty, JSON Feed 1.1" },
    { METHOD_GET, "/feeds/vacancies.xml", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, feed_atom, "The newest fifty, Atom (RFC 4287)" },
    { METHOD_GET, "/sitemap.xml", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, sitemap, "Where the parts of the sitemap are" },
    { METHOD_GET, "/sitemaps/{id}", ANYONE, 200, ROUTE_RAW, 0, &model_id_in, NULL, sitemap_part, "Plain pages of vacancies, for search engines" },
    { METHOD_GET, "/robots.txt", ANYONE, 200, ROUTE_RAW, 0, &model_nothing, NULL, robots, "What search engines may read" },
};

extern const struct feature feature_text;
const struct feature feature_text = { .name = "text", .routes = routes, .route_count = COUNT_OF(routes) };
