/* The index beside the store, through the one door. */
#include "server/match/match.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, staff;
static struct match *match;
static const char *organization;

static void follow_run(void *arg)
{
    *(enum err *)arg = match_follow(match);
}

static void follow(void)
{
    enum err e = ERR_INTERNAL;
    world_run(&w, follow_run, &e);
    cr_assert_eq(e, ERR_OK, "%d", (int)e);
}

static void begin(void)
{
    world_init(&w);
    match = match_new(&(struct match_config){ .hall = &w.hall, .changed_max = 8 });
    cr_assert(match);
    w.hall.search = match_port(match);
    recruiter     = world_account(&w, "recruiter", role_recruiter);
    staff         = world_account(&w, "staff", role_staff);
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations",
                                       "{\"kind\":\"enterprise\",\"name\":\"瓯闩泵业（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\",\"industry\":\"泵阀\"}", &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    organization = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", organization).status, 200);
}

static void end(void)
{
    match_free(match);
    world_done(&w);
}

TestSuite(match, .init = begin, .fini = end);

static const char *published(const char *title, const char *more)
{
    char body[1024];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"%s\",\"headcount\":5,\"duties\":\"装配并试压\",\"working_conditions\":\"室内\",\"address\":\"瓯北镇1号\"%s%s%s}",
                   organization, title, strstr(more, "\"region\"") ? "" : ",\"region\":\"330324\"", strstr(more, "\"wage_min_fen\"") ? "" : ",\"wage_min_fen\":650000,\"wage_max_fen\":1000000", more);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_callf(&w, &recruiter, "POST", NULL, "/api/v1/vacancies/%s/publication", id);
    cr_assert(a.status == 200 && str_eq_cstr(world_text(a, "state"), "published"), "%.*s", STR_ARG(a.body));
    w.clock.now += 1000;
    return id;
}

static const char *coded(const char *text)
{
    static char out[512];
    size_t n = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        n += (size_t)sprintf(out + n, *p > 0x7F || *p == ' ' || *p == '+' || *p == '%' || *p == '#' ? "%%%02X" : "%c", *p);
    return out;
}

static struct world_answer find(const char *text, const char *more)
{
    return world_callf(&w, NULL, "GET", NULL, "/api/v1/vacancies?q=%s%s", coded(text), more);
}

/* Exactly these, in this order, by title: "a|b". */
static void finds(const char *text, const char *more, const char *titles)
{
    char got[512]         = "";
    struct world_answer a = find(text, more);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    for (size_t i = 0; i < world_length(a, "items"); i++) {
        char path[48];
        (void)snprintf(path, sizeof path, "items.%zu.title", i);
        struct str title = world_text(a, path);
        (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i ? "|" : "", STR_ARG(title));
    }
    cr_expect_str_eq(got, titles, "%s%s: %s", text, more, got);
}

Test(match, before_the_index_is_there_the_store_looks_by_title)
{
    published("阀门装配工", "");
    finds("装配", "", "阀门装配工");
    finds("试压", "", "");
    follow();
    finds("试压", "", "阀门装配工");
}

Test(match, words_characters_scripts_and_first_letters_find)
{
    published("阀门装配工", ",\"description\":\"会用 PLC 者优先\"");
    published("高压电工", ",\"skills\":[\"持证\",\"C++\"]");
    follow();
    finds("阀门", "", "阀门装配工");
    finds("閥門", "", "阀门装配工");
    finds("plc 优先", "", "阀门装配工");
    finds("ＰＬＣ", "", "阀门装配工");
    finds("c++", "", "高压电工");
    finds("dg", "", "高压电工");
    finds("ZPG", "", "阀门装配工");
    finds("泵业", "", "高压电工|阀门装配工");
    finds("oszp", "", "");
    finds("瓯北", "&order=date", "高压电工|阀门装配工");
    finds("电工 阀门", "", "");
}

Test(match, what_stands_in_the_title_comes_first_unless_ordered_by_date)
{
    published("电工", "");
    published("装配工", ",\"description\":\"与电工配合\"");
    follow();
    finds("电工", "", "电工|装配工");
    finds("电工", "&order=relevance", "电工|装配工");
    finds("电工", "&order=date", "装配工|电工");
    cr_expect_eq(find("电工", "&order=wage").status, 422);
}

Test(match, every_filter_counts_as_in_the_store)
{
    published("电工甲", ",\"urgent\":true,\"education\":\"college\",\"talent_tier\":\"C\"");
    published("电工乙", ",\"employment_type\":\"temporary\",\"wage_period\":\"hour\",\"wage_min_fen\":3000,\"wage_max_fen\":6000");
    published("电工丙", ",\"region\":\"330382\"");
    follow();
    finds("电工", "&order=date", "电工丙|电工乙|电工甲");
    finds("电工", "&region=330382", "电工丙");
    finds("电工", "&region=330300&order=date", "电工丙|电工乙|电工甲");
    finds("电工", "&region=3303&order=date", "电工丙|电工乙|电工甲");
    finds("电工", "&region=34", "");
    finds("电工", "&region=zz", "");
    finds("电工", "&urgent=true", "电工甲");
    finds("电工", "&education=college", "电工甲");
    finds("电工", "&employment_type=temporary", "电工乙");
    finds("电工", "&tier=any", "电工甲");
    finds("电工", "&tier=C", "电工甲");
    finds("电工", "&tier=D", "");
    finds("电工", "&list=talent", "电工甲");
    finds("电工", "&list=urgent", "");
    finds("电工", "&wage_min_fen=1000000&order=date", "电工丙|电工乙|电工甲");
    finds("电工", "&wage_min_fen=1000001", "电工乙");
    finds("电工", "&wage_min_fen=1044000", "电工乙");
    finds("电工", "&wage_min_fen=1044001", "");
    char industry[64];
    (void)snprintf(industry, sizeof industry, "&industry=%s&order=date", coded("泵"));
    finds("电工", industry, "电工丙|电工乙|电工甲");
    (void)snprintf(industry, sizeof industry, "&industry=%s", coded("阀"));
    finds("电工", industry, "");
}

Test(match, what_ended_is_gone_at_once_and_what_changed_is_found_after_the_next_look)
{
    const char *one = published("电工甲", "");
    published("电工乙", "");
    follow();
    cr_assert_eq(world_callf(&w, &recruiter, "POST", "{\"ended_by\":\"filled\"}", "/api/v1/vacancies/%s/closure", one).status, 200);
    finds("电工", "", "电工乙");
    const char *three = published("电工丙", "");
    finds("电工", "", "电工乙");
    follow();
    finds("电工", "", "电工丙|电工乙");
    struct world_answer a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/vacancies/%s", three);
    char target[128];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s", three);
    struct app_request change = { .method = STR("PATCH"), .target = str_from_cstr(target), .body = STR("{\"title\":\"焊工丁\"}"), .if_match = str_from_cstr(world_keep(&w, a.full.etag)), .who = &recruiter.who };
    cr_assert_eq(world_request(&w, &change).status, 200);
    follow();
    finds("电工", "", "电工乙");
    finds("焊工", "", "焊工丁");
}

Test(match, what_is_over_by_its_date_is_not_shown_even_before_it_is_closed)
{
    published("电工甲", ",\"valid_until\":\"2026-11-25\"");
    follow();
    finds("电工", "", "电工甲");
    w.clock.now += 3 * MILLIS_DAY;
    finds("电工", "", "");
}

static enum err organization_rename(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE organization SET name = '瓯闩阀业（演示）', version = version + 1", NO_BINDS, NULL);
}

Test(match, a_renamed_organization_is_found_by_its_new_name)
{
    published("电工甲", "");
    follow();
    finds("泵业", "", "电工甲");
    world_write(&w, organization_rename, NULL);
    for (int i = 0; i < 9; i++) /* organizations are looked at now and then */
        follow();
    finds("泵业", "", "");
    finds("阀业", "", "电工甲");
}

Test(match, many_changes_make_the_large_index_anew_and_nothing_is_lost)
{
    char title[32];
    struct match_stats stats;
    follow();
    for (int i = 0; i < 30; i++) {
        (void)snprintf(title, sizeof title, "电工%02d号", i);
        published(title, "");
        follow();
    }
    match_stats(match, &stats);
    cr_expect(stats.large_builds > 1 && stats.small_builds > 5 && stats.docs + stats.changed_docs - stats.gone_docs == 30, "%zu %zu", (size_t)stats.large_builds, (size_t)stats.small_builds);
    uint64_t builds = stats.large_builds + stats.small_builds;
    follow();
    match_stats(match, &stats);
    cr_expect_eq(stats.large_builds + stats.small_builds, builds, "nothing changed, nothing is made");
    size_t seen      = 0;
    char more[320]   = "&limit=7";
    struct str next;
    do {
        struct world_answer a = find("电工", more);
        cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
        seen += world_length(a, "items");
        next = world_text(a, "next");
        (void)snprintf(more, sizeof more, "&limit=7&after=%.*s", STR_ARG(next));
    } while (next.len && seen < 100);
    cr_expect_eq(seen, 30);
}

Test(match, a_page_is_full_even_when_the_first_hits_have_ended)
{
    const char *ids[12];
    char title[32];
    for (int i = 0; i < 12; i++) {
        (void)snprintf(title, sizeof title, "电工%02d号", i);
        ids[i] = published(title, "");
    }
    follow();
    for (int i = 11; i > 3; i--)
        cr_assert_eq(world_callf(&w, &recruiter, "POST", "{\"ended_by\":\"withdrawn\"}", "/api/v1/vacancies/%s/closure", ids[i]).status, 200);
    struct world_answer a = find("电工", "&limit=2");
    cr_expect(world_length(a, "items") == 2 && str_eq_cstr(world_text(a, "items.0.title"), "电工03号") && world_text(a, "next").len, "%.*s", STR_ARG(a.body));
}

Test(match, without_text_the_index_goes_on_where_the_fresh_ones_end)
{
    char title[32], got[256], more[320];
    published("焊工", ",\"region\":\"330382\"");
    for (int i = 0; i < 10; i++) {
        (void)snprintf(title, sizeof title, "电工%02d号", i);
        published(title, "");
        w.clock.now += 9000; /* the last minute holds six or seven of them */
        if (i == 7)
            follow();
    }
    for (int limit = 1; limit <= 11; limit++) {
        struct str next = STR_NONE;
        size_t pages    = 0;
        got[0]          = '\0';
        do {
            (void)snprintf(more, sizeof more, "/api/v1/vacancies?region=330324&limit=%d%s%.*s", limit, next.len ? "&after=" : "", STR_ARG(next));
            struct world_answer a = world_call(&w, "GET", more, NULL, NULL);
            cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
            for (size_t i = 0; i < world_length(a, "items"); i++) {
                char path[48];
                (void)snprintf(path, sizeof path, "items.%zu.title", i);
                struct str found = world_text(a, path);
                cr_assert_eq(found.len, 11);
                (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%c", found.ptr[7]);
            }
            next = world_text(a, "next");
            next = next.len ? str_from_cstr(world_keep(&w, next)) : next;
        } while (next.len && ++pages < 20);
        cr_expect_str_eq(got, "9876543210", "pages of %d: %s", limit, got);
    }
}
