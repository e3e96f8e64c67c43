/* Plain pages, feeds and sitemap through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/json.h"
#include "tests/world.h"

static struct world w;
static struct world_account recruiter, staff;
static const char *organization;

/* What somebody may write into any field, to get out of it. */
static const char *const hostile[] = {
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "' onmouseover='alert(1)", "]]><b>", "<!--", "--><b>", "&amp;&lt;&#60;",
    "\\u003cscript\\u003e", "\x01\x02\x1f\x7f", "\xEF\xBF\xBE\xEF\xBF\xBF", "\xE2\x80\xA8\xE2\x80\xA9", "javascript:alert(1)", "{{7*7}}${7*7}<%=7%>", "\\\"},{\\\"@type\\\":\\\"Evil\\\"", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///\">]>",
};

static enum err organization_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    struct organization_row row;
    model_clear(&model_organization_row, &row);
    row.id         = STR("o1");
    row.name       = STR("瓯闩泵业（演示）");
    row.uscc       = STR("91330399MADEM0011F");
    row.region     = STR("330324");
    row.state      = organization_state_verified;
    row.created_at = w.clock.now;
    row.version    = 1;
    return tx_insert(tx, &model_organization_row, &row);
}

static void begin(void)
{
    world_init(&w);
    recruiter    = world_account(&w, "recruiter", role_recruiter);
    staff        = world_account(&w, "staff", role_staff);
    organization = "o1";
    world_write(&w, organization_write, NULL);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(text, .init = begin, .fini = end);

struct offer {
    const char *id, *text;
    enum vacancy_state state;
};

/* The same text in every field: straight into the store, where an import or an older version may have put it. */
static enum err offer_write(struct store_tx *tx, void *arg)
{
    const struct offer *offer = arg;
    struct str text           = str_from_cstr(offer->text);
    struct str_list one       = { &text, 1 };
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    row.id              = str_from_cstr(offer->id);
    row.organization_id = str_from_cstr(organization);
    row.title = row.description = row.duties = row.address = row.work_hours = row.working_conditions = row.hazards = row.board_and_lodging = text;
    row.skills = row.benefits = one;
    row.region                = STR("330324");
    row.headcount             = 3;
    row.wage_min_fen          = 650000;
    row.wage_max_fen          = 1000050;
    row.state                 = offer->state;
    row.created_at = row.published_at = w.clock.now++;
    row.valid_until                   = w.clock.now + 30 * MILLIS_DAY;
    row.version                       = 1;
    return tx_insert(tx, &model_vacancy_row, &row);
}

static void offered(const char *id, const char *text, enum vacancy_state state)
{
    struct offer offer = { id, text, state };
    world_write(&w, offer_write, &offer);
}

static enum err organization_name(struct store_tx *tx, void *arg)
{
    return tx_exec(tx, "UPDATE organization SET name = ?1", BINDS(B_TEXT(str_from_cstr(arg))), NULL);
}

static bool has(struct str body, const char *text)
{
    return memmem(body.ptr, body.len, text, strlen(text)) != NULL;
}

/* A small check that is stricter than a reader would be: every < begins one of our own elements, every tag is closed in order, every &
 * begins one of the five entities we write, no byte is one that XML forbids. */
static void markup_check(struct str body, bool xml)
{
    static const char *const empty[] = { "meta", "br", "link", "!doctype", "?xml" };
    char open[64][24];
    size_t depth = 0;
    for (size_t i = 0; i < body.len; i++) {
        unsigned char c = (unsigned char)body.ptr[i];
        cr_assert(c >= 0x20 || c == '\n' || c == '\t', "byte %d", c);
        if (c == '&')
            cr_assert(!strncmp(body.ptr + i, "&amp;", 5) || !strncmp(body.ptr + i, "&lt;", 4) || !strncmp(body.ptr + i, "&gt;", 4) || !strncmp(body.ptr + i, "&quot;", 6) || !strncmp(body.ptr + i, "&#39;", 5));
        if (c != '<')
            continue;
        size_t from = ++i, len = 0;
        bool closes = body.ptr[i] == '/';
        from += closes;
        while (from + len < body.len && !strchr(" >/\n", body.ptr[from + len]))
            len++;
        cr_assert_lt(len, 24);
        while (body.ptr[i] != '>') {
            cr_assert(i < body.len && body.ptr[i] != '<');
            i++;
        }
        bool none = xml && body.ptr[i - 1] == '/';
        for (size_t k = 0; k < COUNT_OF(empty); k++)
            none |= str_eq_cstr(str_make(body.ptr + from, len), empty[k]);
        if (none)
            continue;
        if (closes) {
            cr_assert(depth > 0 && str_eq_cstr(str_make(body.ptr + from, len), open[depth - 1]), "%.*s", (int)len, body.ptr + from);
            depth--;
            continue;
        }
        cr_assert_lt(depth, 64);
        memcpy(open[depth], body.ptr + from, len);
        open[depth++][len] = '\0';
    }
    cr_assert_eq(depth, 0);
}

static struct str posting_of(struct str body)
{
    static const char head[] = "<script type=\"application/ld+json\">";
    const char *from         = memmem(body.ptr, body.len, head, sizeof head - 1);
    if (!from)
        return STR_NONE;
    from += sizeof head - 1;
    const char *to = memmem(from, (size_t)(body.ptr + body.len - from), "</script>", 9);
    return str_make(from, (size_t)(to - from));
}

Test(text, a_vacancy_says_what_search_engines_ask_for)
{
    struct json_fault fault;
    offered("v1", "阀门装配工", vacancy_state_published);
    struct world_answer a = world_call(&w, "GET", "/text/vacancies/v1", NULL, NULL);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(str_eq_cstr(a.full.content_type, "text/html; charset=utf-8") && has(a.body, "<html lang=\"zh-CN\">") && has(a.body, "瓯闩泵业（演示）") && has(a.body, "6500–10000.50 元/月"));
    struct str posting = posting_of(a.body);
    cr_assert(posting.len && json_gate(posting, &fault) == ERR_OK);
    a.body = posting;
    cr_expect(str_eq_cstr(world_text(a, "@type"), "JobPosting") && str_eq_cstr(world_text(a, "title"), "阀门装配工") && str_eq_cstr(world_text(a, "employmentType"), "FULL_TIME"));
    cr_expect(str_eq_cstr(world_text(a, "hiringOrganization.name"), "瓯闩泵业（演示）") && str_eq_cstr(world_text(a, "jobLocation.address.addressCountry"), "CN"));
    cr_expect(str_eq_cstr(world_text(a, "baseSalary.currency"), "CNY") && world_number(a, "baseSalary.value.minValue") == 6500 && str_eq_cstr(world_text(a, "baseSalary.value.unitText"), "MONTH"));
    cr_expect(world_text(a, "validThrough").len && world_text(a, "datePosted").len && world_flag(a, "directApply") && world_number(a, "totalJobOpenings") == 3);
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/text/vacancies/v1"), .language = STR("en") });
    cr_expect(has(a.body, "<html lang=\"en\">") && has(a.body, "yuan a month"));
}

Test(text, what_has_ended_says_so_and_what_is_private_is_no_page)
{
    offered("v1", "甲", vacancy_state_filled);
    offered("v2", "乙", vacancy_state_draft);
    offered("v3", "丙", vacancy_state_review);
    offered("v4", "丁", vacancy_state_published);
    struct world_answer a = world_call(&w, "GET", "/text/vacancies/v1", NULL, NULL);
    cr_expect(a.status == 410 && has(a.body, "已经结束") && !posting_of(a.body).len);
    cr_expect_eq(world_call(&w, "GET", "/text/vacancies/v2", NULL, NULL).status, 404);
    cr_expect_eq(world_call(&w, "GET", "/text/vacancies/v3", NULL, NULL).status, 404);
    cr_expect_eq(world_call(&w, "GET", "/text/vacancies/none", NULL, NULL).status, 404);
    w.clock.now += 31 * MILLIS_DAY;
    cr_expect_eq(world_call(&w, "GET", "/text/vacancies/v4", NULL, NULL).status, 410);
    cr_expect(!has(world_call(&w, "GET", "/sitemaps/0", NULL, NULL).body, "/v4"));
}

Test(text, hostile_text_in_every_field_breaks_nothing)
{
    struct json_fault fault;
    char id[16], path[64];
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        (void)snprintf(id, sizeof id, "v%zu", i);
        union { const char *in; void *out; } name = { hostile[i] };
        world_write(&w, organization_name, name.out);
        offered(id, hostile[i], vacancy_state_published);
        (void)snprintf(path, sizeof path, "/text/vacancies/%s", id);
        struct world_answer a = world_call(&w, "GET", path, NULL, NULL);
        cr_assert_eq(a.status, 200, "%zu", i);
        struct str posting = posting_of(a.body);
        cr_assert(posting.len && json_gate(posting, &fault) == ERR_OK, "%s: %.*s", hostile[i], STR_ARG(posting));
        cr_assert(!memchr(posting.ptr, '<', posting.len), "nothing in it ends the element");
        char *without = malloc(a.body.len);
        size_t n      = (size_t)(posting.ptr - a.body.ptr);
        memcpy(without, a.body.ptr, n);
        memcpy(without + n, posting.ptr + posting.len, a.body.len - n - posting.len);
        markup_check(str_make(without, a.body.len - posting.len), false);
        free(without);
        markup_check(world_call(&w, "GET", "/text/vacancies", NULL, NULL).body, false);
        markup_check(world_call(&w, "GET", "/feeds/vacancies.xml", NULL, NULL).body, true);
        a = world_call(&w, "GET", "/feeds/vacancies.json", NULL, NULL);
        cr_assert(a.status == 200 && json_gate(a.body, &fault) == ERR_OK, "%.*s", STR_ARG(fault.en));
    }
}

Test(text, lists_feeds_and_the_sitemap_name_what_is_on_offer)
{
    struct json_fault fault;
    char id[16];
    struct world_answer a = world_call(&w, "GET", "/feeds/vacancies.json", NULL, NULL);
    cr_expect(a.status == 200 && json_gate(a.body, &fault) == ERR_OK && world_length(a, "items") == 0);
    markup_check(world_call(&w, "GET", "/feeds/vacancies.xml", NULL, NULL).body, true);
    for (int i = 0; i < 55; i++) {
        (void)snprintf(id, sizeof id, "v%02d", i);
        offered(id, "电工", vacancy_state_published);
    }
    a = world_call(&w, "GET", "/feeds/vacancies.json", NULL, NULL);
    cr_expect(world_length(a, "items") == 50 && str_eq_cstr(world_text(a, "items.0.id"), "v54") && str_eq_cstr(world_text(a, "version"), "https://jsonfeed.org/version/1.1"));
    a = world_call(&w, "GET", "/text/vacancies?limit=50", NULL, NULL);
    cr_expect(has(a.body, "/text/vacancies/v54") && has(a.body, "/text/vacancies/v05") && !has(a.body, "/text/vacancies/v04") && has(a.body, "rel=\"next\""));
    a = world_call(&w, "GET", "/sitemap.xml", NULL, NULL);
    markup_check(a.body, true);
    cr_expect(has(a.body, "<loc>http://127.0.0.1:8080/sitemaps/0</loc>") && !has(a.body, "/sitemaps/1<"));
    a = world_call(&w, "GET", "/sitemaps/0", NULL, NULL);
    markup_check(a.body, true);
    cr_expect(has(a.body, "<loc>http://127.0.0.1:8080/text/vacancies/v00</loc>") && has(a.body, "v54"));
    cr_expect(!has(world_call(&w, "GET", "/sitemaps/1", NULL, NULL).body, "<loc>"));
    cr_expect_eq(world_call(&w, "GET", "/sitemaps/-1", NULL, NULL).status, 404);
    cr_expect(has(world_call(&w, "GET", "/robots.txt", NULL, NULL).body, "Sitemap: http://127.0.0.1:8080/sitemap.xml\n"));
}

Test(text, a_fair_is_an_event_until_it_is_over)
{
    struct json_fault fault;
    struct world_answer a = world_call(&w, "POST", "/api/v1/fairs",
                                       "{\"kind\":\"general\",\"title\":\"冬季</script>专场\",\"starts_at\":\"2026-12-01T09:00:00+08:00\",\"ends_at\":\"2026-12-01T17:00:00+08:00\",\"regions\":[\"330300\"]}", &staff);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    cr_expect_eq(world_callf(&w, NULL, "GET", NULL, "/text/fairs/%s", id).status, 404, "a draft");
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"to\":\"announced\"}", "/api/v1/fairs/%s/state", id).status, 200);
    a = world_callf(&w, NULL, "GET", NULL, "/text/fairs/%s", id);
    cr_assert_eq(a.status, 200);
    struct str event = posting_of(a.body);
    cr_assert(event.len && json_gate(event, &fault) == ERR_OK && !memchr(event.ptr, '<', event.len));
    a.body = event;
    cr_expect(str_eq_cstr(world_text(a, "@type"), "Event") && str_eq_cstr(world_text(a, "startDate"), "2026-12-01T09:00:00.000+08:00"));
}
