#include "matcher/index.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "matcher/text.h"

#define DOCS 1000
#define QUERIES 2000
#define PAGE 10
#define ROOM (64UL * 1024 * 1024)

static const char *const words[] = { "数控", "车床", "操作工", "电商", "运营", "PLC", "工程师", "阀门", "装配", "C++", "Java", "针车工", "仓储", "ｊａｖａ", "工" };
static const uint32_t regions[] = { 330302, 330303, 330382, 330381, 520100, 310000 };

static uint64_t seed = 7;
static size_t dice(size_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407ULL;
    return (size_t)(seed >> 33) % n;
}

static struct str phrase(struct arena *mem, size_t most)
{
    struct str s = STR("");
    for (size_t n = 1 + dice(most); n; n--)
        s = arena_format(mem, "%.*s%s%s", STR_ARG(s), words[dice(COUNT_OF(words))], dice(3) ? "" : " ");
    return s;
}

static bool holds(struct str text, uint64_t token)
{
    uint64_t t[512];
    size_t n = text_cut(text, TEXT_DOCUMENT, t, 512);
    for (size_t i = 0; i < n; i++)
        if (t[i] == token)
            return true;
    return false;
}

static bool anywhere(const struct index_doc *d, uint64_t token)
{
    return holds(d->title, token) || holds(d->organization, token) || holds(d->body, token);
}

static int later(const void *a, const void *b)
{
    const struct index_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->at != y->at)
        return x->at > y->at ? -1 : 1;
    return strcmp(y->id.ptr, x->id.ptr);
}

/* Every document is looked at, every text cut anew. */
static size_t brute(const struct index_doc *docs, const struct index_query *q, struct index_hit *hits)
{
    uint64_t t[64];
    size_t n = text_cut(q->text, TEXT_QUERY, t, 64), with[64] = { 0 }, count = 0;
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < DOCS; i++)
            with[j] += anywhere(&docs[i], t[j]);
    for (size_t i = 0; i < DOCS; i++) {
        const struct index_doc *d = &docs[i];
        bool fits = (!q->region_to || (d->region >= q->region_from && d->region <= q->region_to)) && (q->industry == INDEX_ANY || d->industry == q->industry) &&
                    (q->type == INDEX_ANY || d->type == q->type) && (q->education_max == INDEX_ANY || d->education <= q->education_max) &&
                    (!q->urgent_only || d->urgent) && d->wage_max_fen >= q->wage_min_fen && (!q->wage_max_fen || d->wage_min_fen <= q->wage_max_fen);
        int64_t score = 0;
        for (size_t j = 0; fits && j < n; j++) {
            fits = anywhere(d, t[j]);
            score += index_weight(holds(d->title, t[j]), with[j], DOCS);
        }
        if (fits)
            hits[count++] = (struct index_hit){ q->order == INDEX_BY_DATE ? 0 : score, d->published_at, d->id };
    }
    qsort(hits, count, sizeof *hits, later);
    return count;
}

static struct index_query ask(struct arena *mem)
{
    struct index_query q = { .text = dice(8) ? phrase(mem, 2) : STR(""), .industry = dice(3) ? INDEX_ANY : (uint8_t)dice(3), .type = dice(3) ? INDEX_ANY : (uint8_t)dice(2),
                             .education_max = dice(3) ? INDEX_ANY : (uint8_t)dice(6), .urgent_only = dice(5) == 0, .order = dice(2) ? INDEX_BY_DATE : INDEX_BY_RELEVANCE };
    if (dice(2)) {
        q.region_from = dice(2) ? 330000 : 330300;
        q.region_to   = q.region_from + (q.region_from == 330000 ? 9999 : 99);
    }
    if (dice(2)) {
        q.wage_min_fen = (int64_t)dice(9) * 100000;
        q.wage_max_fen = q.wage_min_fen + 100000;
    }
    return q;
}

Test(index, all_pages_together_are_what_looking_at_every_document_gives)
{
    static struct index_doc docs[DOCS];
    static struct index_hit want[DOCS], got[PAGE];
    struct arena mem, scratch;
    struct index *x;
    size_t found = 0;
    arena_init(&mem, ROOM);
    arena_init(&scratch, ROOM);
    for (size_t i = 0; i < DOCS; i++)
        docs[i] = (struct index_doc){ .id = arena_format(&mem, "v%zu", i), .title = phrase(&mem, 3), .organization = phrase(&mem, 2), .body = phrase(&mem, 6), .region = regions[dice(6)],
                                      .industry = (uint8_t)dice(3), .type = (uint8_t)dice(2), .education = (uint8_t)dice(6), .urgent = dice(4) == 0,
                                      .wage_min_fen = (int64_t)dice(8) * 100000, .wage_max_fen = 800000, .published_at = (int64_t)dice(50) };
    cr_assert_eq(index_build(&mem, &scratch, docs, DOCS, &x), ERR_OK);
    for (int i = 0; i < QUERIES; i++) {
        struct index_query q = ask(&mem);
        size_t count = brute(docs, &q, want), at = 0, n;
        while ((n = index_find(x, &q, got, PAGE)) > 0) {
            for (size_t j = 0; j < n; j++, at++) {
                cr_assert_lt(at, count);
                cr_assert(str_eq(got[j].id, want[at].id) && got[j].score == want[at].score, "query %d place %zu", i, at);
            }
            q.after       = true;
            q.after_score = got[n - 1].score;
            q.after_at    = got[n - 1].at;
            q.after_id    = got[n - 1].id;
        }
        cr_assert_eq(at, count, "query %d: %zu of %zu", i, at, count);
        found += count;
    }
    cr_assert_gt(found, (size_t)QUERIES);
    printf("%zu hits compared\n", found);
    arena_done(&scratch);
    arena_done(&mem);
}

Test(index, an_index_without_documents_finds_nothing)
{
    struct arena mem, scratch;
    struct index *x;
    struct index_hit hit;
    arena_init(&mem, ROOM);
    arena_init(&scratch, ROOM);
    cr_assert_eq(index_build(&mem, &scratch, NULL, 0, &x), ERR_OK);
    cr_assert_eq(index_find(x, &(struct index_query){ .text = STR("工"), .industry = INDEX_ANY, .type = INDEX_ANY, .education_max = INDEX_ANY }, &hit, 1), 0);
    cr_assert_eq(index_find(x, &(struct index_query){ .industry = INDEX_ANY, .type = INDEX_ANY, .education_max = INDEX_ANY }, &hit, 1), 0);
    cr_assert_eq(index_build(&mem, &scratch, NULL, INDEX_DOCS_MAX + 1, &x), ERR_TOO_LARGE);
    arena_done(&scratch);
    arena_done(&mem);
}

Test(index, a_build_without_memory_is_refused_wherever_it_ends)
{
    struct index_doc doc = { .id = STR("v1"), .title = STR("数控车床") };
    for (uint64_t n = 1; n < 12; n++) {
        struct arena mem, scratch;
        struct index *x;
        arena_init(&mem, ROOM);
        arena_init(&scratch, ROOM);
        mem.fail_after = n;
        enum err e     = index_build(&mem, &scratch, &doc, 1, &x);
        cr_assert_eq(e, n <= 4 ? ERR_NO_MEMORY : ERR_OK, "allocation %d", (int)n);
        arena_done(&scratch);
        arena_done(&mem);
    }
}
