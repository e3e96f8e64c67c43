#include "matcher/index_in.h"

int64_t index_weight(bool in_title, size_t docs_with, size_t docs_all)
{
    int64_t rarity = 1;
    for (size_t n = docs_with ? docs_with : 1; n < docs_all && rarity < 20; n *= 2)
        rarity++;
    return rarity * (in_title ? 3 : 1);
}

size_t index_count(const struct index *x)
{
    return x->count;
}

struct str index_id(const struct index *x, size_t n)
{
    return str_make(x->columns[n].id, x->columns[n].id_len);
}

int64_t index_at(const struct index *x, size_t n)
{
    return x->columns[n].at;
}

bool index_hit_before(const struct index_hit *a, const struct index_hit *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->at != b->at)
        return a->at > b->at;
    size_t n  = a->id.len < b->id.len ? a->id.len : b->id.len;
    int order = n ? memcmp(a->id.ptr, b->id.ptr, n) : 0;
    return order ? order > 0 : a->id.len > b->id.len;
}

/* --- a list, read forwards ---------------------------------------------------------------------------------------- */

struct reader {
    const struct index *x;
    const struct index_term *term;
    const uint8_t *at;
    uint32_t read; /* documents so far, the present one too */
    uint32_t doc;
    bool in_title;
    int64_t weight_title, weight_body;
};

static bool reader_next(struct reader *r)
{
    uint32_t value;
    if (r->read == r->term->count)
        return false;
    r->at       = posting_read(r->at, &value);
    r->in_title = value & 1;
    r->doc += value >> 1;
    r->read++;
    return true;
}

/* The last way in before `doc`; the blocks are numbered from 0, way in k leads to block k + 1. */
static void reader_jump(struct reader *r, uint32_t doc)
{
    const struct index_skip *skips = r->x->skips + r->term->skips;
    uint32_t low = r->read / POSTINGS_A_SKIP, high = (r->term->count - 1) / POSTINGS_A_SKIP;
    if (low >= high || skips[low].doc >= doc)
        return;
    while (low + 1 < high) {
        uint32_t mid = low + (high - low) / 2;
        if (skips[mid].doc < doc)
            low = mid;
        else
            high = mid;
    }
    r->at   = r->x->bytes + skips[low].at;
    r->doc  = skips[low].doc;
    r->read = (low + 1) * POSTINGS_A_SKIP;
}

/* At the document, if it is there; only ever asked for later ones. */
static bool reader_reaches(struct reader *r, uint32_t doc)
{
    if (r->read && r->doc >= doc)
        return r->doc == doc;
    reader_jump(r, doc);
    while (reader_next(r))
        if (r->doc >= doc)
            return r->doc == doc;
    return false;
}

/* --- filters ------------------------------------------------------------------------------------------------------- */

struct kept {
    int64_t score;
    uint32_t doc;
};
struct finder {
    const struct index_view *view;
    const struct index_query *q;
    struct index_hit after;
    bool industries[INDEX_INDUSTRIES_MAX + 1]; /* asked for; [0]: those without a number */
    struct reader readers[INDEX_QUERY_TOKENS_MAX];
    size_t reader_count;
    struct kept ring[INDEX_HITS_MAX];
    size_t ring_from, count, k;
};

static void industries_mark(struct finder *f)
{
    const struct index *x = f->view->x;
    struct str wanted     = f->q->industry;
    f->industries[0]      = true;
    for (size_t i = 0; i < x->industry_count; i++) {
        struct str s         = x->industries[i];
        f->industries[i + 1] = s.len >= wanted.len && str_eq_nocase(str_make(s.ptr, wanted.len), wanted);
    }
}

static bool column_fits(const struct finder *f, uint32_t doc)
{
    const struct index_query *q  = f->q;
    const struct index_column *c = &f->view->x->columns[doc];
    if (f->view->gone && f->view->gone[doc / 64] >> (doc % 64) & 1)
        return false;
    if (q->region_to && (c->region < q->region_from || c->region > q->region_to))
        return false;
    if ((q->type != INDEX_ANY && c->type != q->type) || (q->education != INDEX_ANY && c->education != q->education))
        return false;
    if (c->tier < q->tier_from || c->tier > q->tier_to || (c->flags & q->flags) != q->flags)
        return false;
    return c->wage_max_fen >= q->wage_min_fen && (!q->published_after || c->at > q->published_after) && (!q->industry.len || f->industries[c->industry]);
}

static struct index_hit hit_of(const struct finder *f, uint32_t doc, int64_t score)
{
    const struct index_column *c = &f->view->x->columns[doc];
    return (struct index_hit){ score, c->at, str_make(c->id, c->id_len) };
}

static struct kept *kept_at(struct finder *f, size_t n)
{
    return &f->ring[(f->ring_from + n) % f->k];
}

/* Keeps the best k in a ring, the worst first. Documents come in the order of their date, and of two equal scores the later one is
 * better: so most of what is kept goes to the end, and nothing moves. */
static void hit_keep(struct finder *f, uint32_t doc, int64_t score)
{
    if (f->count == f->k && score < kept_at(f, 0)->score)
        return;
    if (f->q->after) {
        const struct index_hit hit = hit_of(f, doc, score);
        if (!index_hit_before(&f->after, &hit))
            return;
    }
    if (f->count == f->k) {
        f->ring_from = (f->ring_from + 1) % f->k;
        f->count--;
    }
    size_t at = f->count++;
    for (; at > 0 && kept_at(f, at - 1)->score > score; at--)
        *kept_at(f, at) = *kept_at(f, at - 1);
    *kept_at(f, at) = (struct kept){ score, doc };
}

static void kept_tell(struct finder *f, struct index_hit *ret_hits)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct kept *kept = kept_at(f, f->count - 1 - i);
        ret_hits[i]             = hit_of(f, kept->doc, kept->score);
    }
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static const struct index_term *term_find(const struct index *x, uint64_t token)
{
    size_t low = 0, high = x->term_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->terms[mid].token < token)
            low = mid + 1;
        else
            high = mid;
    }
    return low < x->term_count && x->terms[low].token == token ? &x->terms[low] : NULL;
}

/* A reader for each token, the rarest first; false when one of them stands nowhere. */
static bool readers_open(struct finder *f, const uint64_t *tokens, size_t count)
{
    const struct index *x      = f->view->x;
    const struct index *rarity = f->view->rarity ? f->view->rarity : x;
    for (size_t i = 0; i < count; i++) {
        const struct index_term *term = term_find(x, tokens[i]);
        if (!term)
            return false;
        const struct index_term *known = rarity == x ? term : term_find(rarity, tokens[i]);
        size_t with                    = known ? known->count : 0;
        f->readers[i] = (struct reader){ .x = x, .term = term, .at = x->bytes + term->from, .weight_title = index_weight(true, with, rarity->count), .weight_body = index_weight(false, with, rarity->count) };
        if (term->count < f->readers[0].term->count) {
            struct reader first = f->readers[0];
            f->readers[0]       = f->readers[i];
            f->readers[i]       = first;
        }
    }
    f->reader_count = count;
    return true;
}

static void text_walk(struct finder *f)
{
    bool by_date          = f->q->order == INDEX_BY_DATE;
    struct reader *leader = &f->readers[0];
    while (reader_next(leader)) {
        bool fits     = column_fits(f, leader->doc);
        int64_t score = leader->in_title ? leader->weight_title : leader->weight_body;
        for (size_t i = 1; fits && i < f->reader_count; i++) {
            struct reader *r = &f->readers[i];
            fits             = reader_reaches(r, leader->doc);
            score += r->in_title ? r->weight_title : r->weight_body;
        }
        if (fits)
            hit_keep(f, leader->doc, by_date ? 0 : score);
    }
}

/* Documents lie in the order of their date: the newest are at the end, and what comes behind `after` is one run. */
static void all_walk(struct finder *f, struct index_hit *ret_hits)
{
    const struct index *x = f->view->x;
    size_t low = 0, high = x->count;
    while (f->q->after && low < high) {
        size_t mid                 = low + (high - low) / 2;
        const struct index_hit hit = hit_of(f, (uint32_t)mid, f->after.score);
        if (index_hit_before(&f->after, &hit))
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = high; i > 0 && f->count < f->k; i--)
        if (column_fits(f, (uint32_t)(i - 1)))
            ret_hits[f->count++] = hit_of(f, (uint32_t)(i - 1), 0);
}

size_t index_find(const struct index_view *view, const struct index_query *q, struct index_hit *ret_hits, size_t k)
{
    uint64_t tokens[INDEX_QUERY_TOKENS_MAX];
    struct finder f = { .view = view, .q = q, .after = { q->after_score, q->after_at, q->after_id }, .k = k < INDEX_HITS_MAX ? k : INDEX_HITS_MAX };
    size_t count    = text_cut(view->tables, q->text, TEXT_QUERY, tokens, COUNT_OF(tokens));
    if (!k)
        return 0;
    if (q->industry.len)
        industries_mark(&f);
    if (!count) {
        all_walk(&f, ret_hits);
    } else if (readers_open(&f, tokens, count)) {
        text_walk(&f);
        kept_tell(&f, ret_hits);
    }
    return f.count;
}
