#include "matcher/index.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define DOCS 1000
#define QUERIES 400
#define PAGE 10
#define ROOM (256UL * 1024 * 1024)

static const char *const words[] = { "数控", "车床", "操作工", "电商", "运营", "PLC", "工程师", "阀门", "装配", "C++", "Java", "针车工", "仓储", "ｊａｖａ", "工", "會計", "会计", "czg", "kj" };
static const uint32_t regions[] = { 330302, 330303, 330382, 330381, 520100, 310000 };
static const char *const industries[] = { "低压电器", "低压", "Shoes", "shoe lasts", "" };

static struct text_tables tables;
static struct arena mem, scratch;
static uint64_t seed = 7;

static void begin(void)
{
    cr_assert(text_tables_own(&tables));
    arena_init(&mem, ROOM);
    arena_init(&scratch, ROOM);
}

static void end(void)
{
    arena_done(&scratch);
    arena_done(&mem);
}

TestSuite(index, .init = begin, .fini = end);

static size_t dice(size_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407ULL;
    return (size_t)(seed >> 33) % n;
}

static struct str phrase(size_t most)
{
    struct str s = STR("");
    for (size_t n = 1 + dice(most); n; n--)
        s = arena_format(&mem, "%.*s%s%s", STR_ARG(s), words[dice(COUNT_OF(words))], dice(3) ? "" : " ");
    return s;
}

static bool among(const uint64_t *tokens, size_t n, uint64_t token)
{
    for (size_t i = 0; i < n; i++)
        if (tokens[i] == token)
            return true;
    return false;
}

static bool holds(struct str text, uint64_t token)
{
    uint64_t t[512];
    return among(t, text_cut(&tables, text, TEXT_DOCUMENT, t, 512), token);
}

static bool typed(struct str text, uint64_t token)
{
    uint64_t t[2048];
    return among(t, text_initials(&tables, text, t, 2048), token);
}

static bool anywhere(const struct index_doc *d, uint64_t token)
{
    return holds(d->title, token) || holds(d->organization, token) || holds(d->body, token) || typed(d->title, token) || typed(d->organization, token);
}

static int later(const void *a, const void *b)
{
    return index_hit_before(a, b) ? -1 : 1;
}

static bool fits(const struct index_doc *d, const struct index_query *q)
{
    return (!q->region_to || (d->region >= q->region_from && d->region <= q->region_to)) && (q->type == INDEX_ANY || d->type == q->type) &&
           (q->education == INDEX_ANY || d->education == q->education) && d->tier >= q->tier_from && d->tier <= q->tier_to && (d->flags & q->flags) == q->flags &&
           d->wage_max_fen >= q->wage_min_fen && (!q->published_after || d->published_at > q->published_after) && (!q->industry.len || (d->industry.len >= q->industry.len && str_eq_nocase(str_make(d->industry.ptr, q->industry.len), q->industry)));
}

/* Every document is looked at, every text cut anew. */
static size_t brute(const struct index_doc *docs, const bool *gone, const struct index_query *q, struct index_hit *hits)
{
    uint64_t t[64];
    size_t n = text_cut(&tables, q->text, TEXT_QUERY, t, 64), with[64] = { 0 }, count = 0;
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < DOCS; i++)
            with[j] += anywhere(&docs[i], t[j]);
    for (size_t i = 0; i < DOCS; i++) {
        const struct index_doc *d = &docs[i];
        bool good                 = fits(d, q) && !gone[i];
        int64_t score             = 0;
        for (size_t j = 0; good && j < n; j++) {
            good = anywhere(d, t[j]);
            score += index_weight(holds(d->title, t[j]), with[j], DOCS);
        }
        if (good)
            hits[count++] = (struct index_hit){ q->order == INDEX_BY_DATE ? 0 : score, d->published_at, d->id };
    }
    qsort(hits, count, sizeof *hits, later);
    return count;
}

static struct index_query any(void)
{
    return (struct index_query){ .type = INDEX_ANY, .education = INDEX_ANY, .tier_to = INDEX_ANY };
}

static struct index_query ask(void)
{
    struct index_query q = any();
    q.text               = dice(8) ? phrase(2) : STR("");
    q.order              = dice(2) ? INDEX_BY_DATE : INDEX_BY_RELEVANCE;
    if (!dice(3))
        q.type = (uint8_t)dice(2);
    if (!dice(3))
        q.education = (uint8_t)dice(6);
    if (!dice(4))
        q.tier_from = (uint8_t)dice(3);
    if (!dice(4))
        q.tier_to = q.tier_from;
    if (!dice(4))
        q.flags = (uint8_t)(1 + dice(3));
    if (!dice(3))
        q.industry = str_from_cstr(industries[dice(4)]);
    if (dice(2)) {
        q.region_from = dice(2) ? 330000 : 330300;
        q.region_to   = q.region_from + (q.region_from == 330000 ? 9999 : 99);
    }
    if (!dice(5))
        q.published_after = (int64_t)dice(150);
    if (dice(2))
        q.wage_min_fen = (int64_t)dice(9) * 100000;
    return q;
}

static struct index *built(const struct index_doc *docs, size_t count)
{
    struct index_builder *b;
    struct index *x;
    cr_assert_eq(index_begin(&mem, &scratch, &tables, &b), ERR_OK);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(index_add(b, &docs[i]), ERR_OK);
    cr_assert_eq(index_end(b, &x), ERR_OK);
    cr_assert_eq(index_count(x), count);
    return x;
}

static void docs_make(struct index_doc docs[DOCS])
{
    for (size_t i = 0; i < DOCS; i++)
        docs[i] = (struct index_doc){ .id = arena_format(&mem, "v%04zu", i), .title = phrase(3), .organization = phrase(2), .body = phrase(6), .industry = str_from_cstr(industries[dice(5)]),
                                      .region = regions[dice(6)], .type = (uint8_t)dice(2), .education = (uint8_t)dice(6), .tier = (uint8_t)dice(4), .flags = (uint8_t)dice(4),
                                      .wage_max_fen = (int64_t)dice(9) * 100000, .published_at = (int64_t)i / 7 };
}

/* All pages of one query against what looking everywhere gives; how many hits. */
static size_t pages_compare(const struct index_view *view, struct index_query q, const struct index_hit *want, size_t count)
{
    struct index_hit got[PAGE];
    size_t at = 0, n;
    while ((n = index_find(view, &q, got, PAGE)) > 0) {
        for (size_t j = 0; j < n; j++, at++) {
            cr_assert_lt(at, count);
            cr_assert(str_eq(got[j].id, want[at].id) && got[j].score == want[at].score, "%.*s: place %zu", STR_ARG(q.text), at);
        }
        q.after       = true;
        q.after_score = got[n - 1].score;
        q.after_at    = got[n - 1].at;
        q.after_id    = got[n - 1].id;
    }
    cr_assert_eq(at, count, "%.*s: %zu of %zu", STR_ARG(q.text), at, count);
    return count;
}

Test(index, all_pages_together_are_what_looking_at_every_document_gives)
{
    static struct index_doc docs[DOCS];
    static struct index_hit want[DOCS];
    static bool gone[DOCS];
    uint64_t bits[DOCS / 64 + 1] = { 0 };
    size_t found = 0;
    docs_make(docs);
    struct index_view view = { .x = built(docs, DOCS), .tables = &tables };
    for (int i = 0; i < QUERIES; i++) {
        struct index_query q = ask();
        if (i == QUERIES / 2) {
            view.gone = bits;
            for (size_t d = 0; d < DOCS; d += 1 + dice(9)) {
                gone[d] = true;
                bits[d / 64] |= UINT64_C(1) << (d % 64);
            }
        }
        found += pages_compare(&view, q, want, brute(docs, gone, &q, want));
    }
    cr_assert_gt(found, (size_t)QUERIES);
    printf("%zu hits compared\n", found);
}

/* Lists much longer than one block: a rare word at every place of a common one's list. */
Test(index, a_rare_word_is_found_wherever_it_stands_in_a_long_list)
{
    static struct index_doc docs[DOCS];
    struct index_hit hits[2];
    for (size_t i = 0; i < DOCS; i++)
        docs[i] = (struct index_doc){ .id = arena_format(&mem, "v%04zu", i), .title = STR("操作工"), .body = arena_format(&mem, "n%zu", i), .published_at = (int64_t)i };
    struct index_view view = { .x = built(docs, DOCS), .tables = &tables };
    for (size_t i = 0; i < DOCS; i++) {
        struct index_query q = any();
        q.text               = arena_format(&mem, "操作工 n%zu", i);
        cr_assert_eq(index_find(&view, &q, hits, 2), 1, "%zu", i);
        cr_assert(str_eq(hits[0].id, docs[i].id) && hits[0].at == (int64_t)i);
    }
}

Test(index, a_piece_scores_by_the_rarity_in_the_whole)
{
    const struct index_doc docs[] = { { .id = STR("v1"), .title = STR("电工") }, { .id = STR("v2"), .title = STR("电工") }, { .id = STR("v3"), .title = STR("焊工") }, { .id = STR("v4"), .title = STR("焊工") } };
    struct index *whole = built(docs, 4), *piece = built(docs, 1);
    struct index_query q = any();
    struct index_hit hit;
    q.text = STR("电工");
    cr_expect_eq(index_find(&(struct index_view){ .x = piece, .rarity = whole, .tables = &tables }, &q, &hit, 1), 1);
    cr_expect_eq(hit.score, index_weight(true, 2, 4));
    cr_expect_eq(index_find(&(struct index_view){ .x = piece, .tables = &tables }, &q, &hit, 1), 1);
    cr_expect_eq(hit.score, index_weight(true, 1, 1));
}

Test(index, an_index_without_documents_finds_nothing)
{
    struct index_hit hit;
    struct index_query q   = any();
    struct index_view view = { .x = built(NULL, 0), .tables = &tables };
    cr_assert_eq(index_find(&view, &q, &hit, 1), 0);
    q.text = STR("工");
    cr_assert_eq(index_find(&view, &q, &hit, 1), 0);
    cr_assert_eq(index_find(&view, &q, &hit, 0), 0);
}

Test(index, a_long_text_is_cut_and_many_terms_make_room)
{
    char *text = arena_alloc(&mem, 60000);
    size_t n   = 0;
    for (int i = 0; i < 9000; i++)
        n += (size_t)sprintf(text + n, "w%d ", i);
    struct index_doc doc   = { .id = STR("v1"), .body = str_make(text, n) };
    struct index_view view = { .x = built(&doc, 1), .tables = &tables };
    struct index_query q   = any();
    struct index_hit hit;
    q.text = STR("w8191");
    cr_expect_eq(index_find(&view, &q, &hit, 1), 1);
    q.text = STR("w8192");
    cr_expect_eq(index_find(&view, &q, &hit, 1), 0, "the rest is not found by");
}

static enum err build_one(uint64_t fail_mem, uint64_t fail_scratch)
{
    struct index_doc doc = { .id = STR("v1"), .title = STR("数控车床"), .industry = STR("低压电器") };
    struct arena one, two;
    struct index_builder *b;
    struct index *x;
    arena_init(&one, ROOM);
    arena_init(&two, ROOM);
    one.fail_after = fail_mem;
    two.fail_after = fail_scratch;
    enum err e     = index_begin(&one, &two, &tables, &b);
    if (e == ERR_OK)
        e = index_add(b, &doc);
    if (e == ERR_OK)
        e = index_end(b, &x);
    arena_done(&one);
    arena_done(&two);
    return e;
}

Test(index, a_build_without_memory_is_refused_wherever_it_ends)
{
    uint64_t n = 1;
    while (build_one(n, 0) != ERR_OK)
        cr_assert_lt(n++, 20);
    cr_expect_eq(n, 8, "seven pieces of its own: %d", (int)n);
    n = 1;
    while (build_one(0, n) != ERR_OK)
        cr_assert_lt(n++, 200);
    cr_expect_gt(n, 10);
}
