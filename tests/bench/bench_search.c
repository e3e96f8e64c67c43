/* Search among 100,000 invented vacancies: text + place + pay, the index alone and the whole page through the door, beside SQLite's
 * FTS5 (trigram) over the same texts in the same process. CPU of the thread; everything lies in memory, so the CPU is what limits.
 * Words are two to four characters, drawn by Zipf's law; queries are drawn from the same law over the words of titles. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "proto/base/check.h"
#include "server/match/match.h"
#include "tests/world.h"

#define DOCS_DEFAULT 100000
#define WORDS 6000
#define TITLE_WORDS 800
#define ORGANIZATIONS 2000
#define BODY_WORDS 90
#define QUERIES 1000
#define PAGE 20
#define TEXT_MAX_BYTES 2048

static const char *const regions[] = { "330302", "330303", "330304", "330305", "330324", "330326", "330327", "330328", "330329", "330381", "330382", "330383", "310115", "520115" };
static const int64_t region_from[] = { 330302, 330300, 330382, 330000 }, region_to[] = { 330302, 330399, 330382, 339999 };
static const char *const region_texts[] = { "330302", "3303", "330382", "33" };

struct query {
    char text[64];
    char match[96]; /* for FTS5; empty: a word is shorter than a trigram */
    int region;
    int64_t wage_min_fen;
};

static char words[WORDS][16];
static double law[WORDS]; /* cumulated */
static struct query queries[QUERIES];
static uint64_t state = 20261124;
static struct world w;
static struct match *match;
static sqlite3 *peer;
static char organization_ids[ORGANIZATIONS][24];
static int docs = DOCS_DEFAULT;

static double dice(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state >> 11) / 9007199254740992.0;
}

static size_t drawn(size_t among)
{
    double at  = dice() * law[among - 1];
    size_t low = 0, high = among - 1;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (law[mid] < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void words_make(void)
{
    for (size_t i = 0; i < WORDS; i++) {
        size_t n = 0, length = 2 + (size_t)(dice() * 2.6);
        for (size_t k = 0; k < length; k++) {
            uint32_t point = 0x4E00 + (uint32_t)(dice() * dice() * 3000);
            n += (size_t)sprintf(words[i] + n, "%c%c%c", (char)(0xE0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3F)), (char)(0x80 | (point & 0x3F)));
        }
        law[i] = (i ? law[i - 1] : 0) + 1.0 / (double)(i + 8);
    }
}

static double cpu_us(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static int number_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void told(const char *name, double *us, size_t n)
{
    qsort(us, n, sizeof *us, number_compare);
    printf("{\"name\":\"%s\",\"p50_us\":%.1f,\"p99_us\":%.1f,\"most_us\":%.1f,\"n\":%zu}\n", name, us[n / 2], us[n * 99 / 100], us[n - 1], n);
    (void)fflush(stdout);
}

/* --- the hall -------------------------------------------------------------------------------------------------------- */

static sqlite3_stmt *peer_doc, *peer_columns;

static void peer_run(const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(peer, sql, NULL, NULL, &why) != SQLITE_OK) {
        (void)fprintf(stderr, "bench_search: %s: %s\n", sql, why);
        exit(1);
    }
}

static sqlite3_stmt *peer_prepare(const char *sql)
{
    sqlite3_stmt *s = NULL;
    CHECK(sqlite3_prepare_v2(peer, sql, -1, &s, NULL) == SQLITE_OK);
    return s;
}

static void peer_open(void)
{
    CHECK(sqlite3_open(":memory:", &peer) == SQLITE_OK);
    peer_run("CREATE VIRTUAL TABLE fts USING fts5(title, organization, body, tokenize='trigram')");
    peer_run("CREATE TABLE v(region INTEGER, wage INTEGER, at INTEGER)");
    peer_run("BEGIN");
    peer_doc     = peer_prepare("INSERT INTO fts(rowid, title, organization, body) VALUES(?1, ?2, ?3, ?4)");
    peer_columns = peer_prepare("INSERT INTO v(rowid, region, wage, at) VALUES(?1, ?2, ?3, ?4)");
}

static void peer_add(int number, const struct vacancy_row *row, const char *organization)
{
    (void)sqlite3_bind_int(peer_doc, 1, number + 1);
    (void)sqlite3_bind_text(peer_doc, 2, row->title.ptr, (int)row->title.len, SQLITE_TRANSIENT);
    (void)sqlite3_bind_text(peer_doc, 3, organization, -1, SQLITE_TRANSIENT);
    (void)sqlite3_bind_text(peer_doc, 4, row->duties.ptr, (int)row->duties.len, SQLITE_TRANSIENT);
    CHECK(sqlite3_step(peer_doc) == SQLITE_DONE && sqlite3_reset(peer_doc) == SQLITE_OK);
    (void)sqlite3_bind_int(peer_columns, 1, number + 1);
    (void)sqlite3_bind_int64(peer_columns, 2, strtol(row->region.ptr, NULL, 10));
    (void)sqlite3_bind_int64(peer_columns, 3, row->wage_max_fen);
    (void)sqlite3_bind_int64(peer_columns, 4, row->published_at);
    CHECK(sqlite3_step(peer_columns) == SQLITE_DONE && sqlite3_reset(peer_columns) == SQLITE_OK);
}

static char organization_names[ORGANIZATIONS][64];

static enum err organizations_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    for (int i = 0; i < ORGANIZATIONS; i++) {
        struct organization_row row;
        char uscc[24];
        model_clear(&model_organization_row, &row);
        (void)snprintf(organization_ids[i], sizeof organization_ids[i], "o%06d", i);
        (void)snprintf(organization_names[i], sizeof organization_names[i], "%s%s有限公司（演示）", words[drawn(WORDS)], words[drawn(TITLE_WORDS)]);
        (void)snprintf(uscc, sizeof uscc, "91330399MA%08d", i);
        row.id       = str_from_cstr(organization_ids[i]);
        row.name     = str_from_cstr(organization_names[i]);
        row.uscc     = str_from_cstr(uscc);
        row.region   = str_from_cstr(regions[(size_t)i % COUNT_OF(regions)]);
        row.industry = str_from_cstr(words[i % 40]);
        row.state      = organization_state_verified;
        row.created_at = w.clock.now;
        row.version  = 1;
        TRY(tx_insert(tx, &model_organization_row, &row));
    }
    return ERR_OK;
}

static void words_join(char *out, size_t count, size_t among, const char *between)
{
    size_t n = 0;
    for (size_t i = 0; i < count && n + 32 < TEXT_MAX_BYTES; i++)
        n += (size_t)sprintf(out + n, "%s%s", i ? between : "", words[drawn(among)]);
}

static enum err vacancies_write(struct store_tx *tx, void *arg)
{
    int *next = arg;
    for (int i = 0; i < 1000 && *next < docs; i++, ++*next) {
        struct vacancy_row row;
        char id[24], title[TEXT_MAX_BYTES], duties[TEXT_MAX_BYTES];
        int by = (int)(dice() * ORGANIZATIONS);
        model_clear(&model_vacancy_row, &row);
        (void)snprintf(id, sizeof id, "v%08d", *next);
        words_join(title, 1 + (size_t)(dice() * 3), TITLE_WORDS, "");
        words_join(duties, BODY_WORDS / 2 + (size_t)(dice() * BODY_WORDS), WORDS, dice() < 0.5 ? "" : "，");
        row.id              = str_from_cstr(id);
        row.organization_id = str_from_cstr(organization_ids[by]);
        row.title           = str_from_cstr(title);
        row.duties          = str_from_cstr(duties);
        row.region          = str_from_cstr(regions[(size_t)(dice() * dice() * COUNT_OF(regions))]);
        row.headcount       = 1 + (int64_t)(dice() * 20);
        row.education       = (unsigned)(dice() * 6);
        row.wage_min_fen    = 300000 + (int64_t)(dice() * 40) * 10000;
        row.wage_max_fen    = row.wage_min_fen + (int64_t)(dice() * 60) * 10000;
        row.state           = vacancy_state_published;
        row.created_at = row.published_at = w.clock.now - (int64_t)(docs - *next) * 1000;
        row.version                       = 1;
        TRY(tx_insert(tx, &model_vacancy_row, &row));
        peer_add(*next, &row, organization_names[by]);
    }
    return ERR_OK;
}

static void queries_make(void)
{
    for (size_t i = 0; i < QUERIES; i++) {
        struct query *q = &queries[i];
        size_t n = 0, m = 0;
        bool shorter = false;
        for (size_t k = 0, count = 1 + (dice() < 0.4); k < count; k++) {
            const char *word = words[drawn(TITLE_WORDS)];
            n += (size_t)sprintf(q->text + n, "%s%s", k ? " " : "", word);
            m += (size_t)sprintf(q->match + m, "%s\"%s\"", k ? " " : "", word);
            shorter |= strlen(word) < 9;
        }
        if (shorter)
            q->match[0] = '\0';
        q->region       = (int)(dice() * (double)COUNT_OF(region_texts));
        q->wage_min_fen = 300000 + (int64_t)(dice() * 50) * 10000;
    }
}

/* --- measuring ------------------------------------------------------------------------------------------------------- */

static double us[QUERIES];
static size_t found_ours, found_peer;

static void follow_run(void *arg)
{
    CHECK(match_follow(arg) == ERR_OK);
}

static void ours_run(void *arg)
{
    bool by_date = *(bool *)arg;
    size_t n     = 0;
    found_ours   = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        struct search_hit hits[PAGE];
        size_t count                = 0;
        const struct search_query q = { .text = str_from_cstr(queries[i].text), .region = str_from_cstr(region_texts[queries[i].region]), .employment_type = SEARCH_ANY, .education = SEARCH_ANY,
                                        .tier = SEARCH_ANY, .wage_min_fen = queries[i].wage_min_fen, .by_date = by_date };
        arena_reset(&w.mem);
        double at = cpu_us();
        CHECK(w.hall.search->find(w.hall.search, &w.mem, &q, hits, PAGE, &count) == ERR_OK);
        us[n++] = cpu_us() - at;
        found_ours += queries[i].match[0] ? count : 0;
    }
    told(by_date ? "index_date" : "index_relevance", us, n);
}

static double page_us(const char *target)
{
    double at             = cpu_us();
    struct world_answer a = world_call(&w, "GET", target, NULL, NULL);
    at                    = cpu_us() - at;
    CHECK(a.status == 200);
    return at;
}

static void pages_measure(void)
{
    char target[512];
    for (size_t i = 0; i < QUERIES; i++) {
        size_t n = (size_t)sprintf(target, "/api/v1/vacancies?limit=20&region=%s&wage_min_fen=%lld&q=", region_texts[queries[i].region], (long long)queries[i].wage_min_fen);
        for (const char *p = queries[i].text; *p; p++)
            n += (size_t)sprintf(target + n, "%%%02X", (unsigned)(unsigned char)*p);
        us[i] = page_us(target);
    }
    told("page", us, QUERIES);
    for (size_t i = 0; i < QUERIES; i++)
        us[i] = page_us("/api/v1/vacancies?limit=20");
    told("page_newest", us, QUERIES);
    for (size_t i = 0; i < 50; i++)
        us[i] = page_us("/api/v1/vacancies?limit=20&tier=A&region=3303");
    told("page_rare", us, 50);
}

static void peer_measure(const char *name, const char *sql)
{
    sqlite3_stmt *s = peer_prepare(sql);
    size_t n        = 0;
    found_peer      = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        if (!queries[i].match[0])
            continue;
        double at = cpu_us();
        (void)sqlite3_bind_text(s, 1, queries[i].match, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(s, 2, region_from[queries[i].region]);
        (void)sqlite3_bind_int64(s, 3, region_to[queries[i].region]);
        (void)sqlite3_bind_int64(s, 4, queries[i].wage_min_fen);
        while (sqlite3_step(s) == SQLITE_ROW)
            found_peer++;
        (void)sqlite3_reset(s);
        us[n++] = cpu_us() - at;
    }
    (void)sqlite3_finalize(s);
    told(name, us, n);
}

#define PEER_FITS "FROM fts JOIN v ON v.rowid = fts.rowid WHERE fts MATCH ?1 AND v.region BETWEEN ?2 AND ?3 AND v.wage >= ?4 "

/* bench_search [DOCS] */
int main(int argc, char **argv)
{
    struct match_stats stats;
    bool by_date = false;
    docs         = argc > 1 ? (int)strtol(argv[1], NULL, 10) : DOCS_DEFAULT;
    words_make();
    queries_make();
    world_init(&w);
    peer_open();
    world_write(&w, organizations_write, NULL);
    for (int next = 0; next < docs;)
        world_write(&w, vacancies_write, &next);
    peer_run("COMMIT");
    match = match_new(&(struct match_config){ .hall = &w.hall });
    CHECK(match);
    w.hall.search = match_port(match);
    double at     = cpu_us();
    world_run(&w, follow_run, match);
    double built = cpu_us() - at;
    at           = cpu_us();
    for (int i = 0; i < 8; i++)
        world_run(&w, follow_run, match);
    double looked = (cpu_us() - at) / 8;
    match_stats(match, &stats);
    sqlite3_stmt *size = peer_prepare("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'fts%'");
    long long peer_bytes = size && sqlite3_step(size) == SQLITE_ROW ? sqlite3_column_int64(size, 0) : 0;
    (void)sqlite3_finalize(size);
    printf("{\"name\":\"built\",\"docs\":%zu,\"build_ms\":%.0f,\"look_ms\":%.1f,\"bytes\":%zu,\"peer_bytes\":%lld}\n", stats.docs, built / 1000, looked / 1000, stats.bytes, peer_bytes);
    for (int round = 0; round < 2; round++) { /* the first warms both */
        world_run(&w, ours_run, &by_date);
        peer_measure("fts5_relevance", "SELECT v.rowid " PEER_FITS "ORDER BY bm25(fts, 3.0, 1.0, 1.0) LIMIT 20");
        size_t same = found_ours == found_peer;
        by_date     = true;
        world_run(&w, ours_run, &by_date);
        by_date = false;
        peer_measure("fts5_date", "SELECT v.rowid " PEER_FITS "ORDER BY v.at DESC LIMIT 20");
        printf("{\"name\":\"found\",\"ours\":%zu,\"peer\":%zu,\"same\":%zu}\n", found_ours, found_peer, same);
    }
    pages_measure();
    match_free(match);
    (void)sqlite3_close(peer);
    world_done(&w);
    return 0;
}
