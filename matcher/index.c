#include "matcher/index.h"

#include <stdlib.h>

#include "matcher/text.h"

struct posting { /* by token, then document */
    uint64_t token;
    uint32_t doc;
    bool in_title;
};
struct place {
    uint32_t doc;
    bool in_title;
};
struct term {
    uint64_t token;
    size_t from, count; /* in places */
};
struct index {
    const struct index_doc *docs;
    size_t doc_count, term_count;
    struct term *terms;
    struct place *places;
};

int64_t index_weight(bool in_title, size_t docs_with, size_t docs_all)
{
    int64_t rarity = 1;
    for (size_t n = docs_with ? docs_with : 1; n < docs_all && rarity < 20; n *= 2)
        rarity++;
    return rarity * (in_title ? 3 : 1);
}

static int posting_compare(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    if (x->token != y->token)
        return x->token < y->token ? -1 : 1;
    return x->doc < y->doc ? -1 : x->doc > y->doc;
}

static size_t doc_cut(const struct index_doc *d, uint64_t *tokens, size_t *ret_title)
{
    size_t n   = text_cut(d->title, TEXT_DOCUMENT, tokens, INDEX_TOKENS_MAX);
    *ret_title = n;
    n += text_cut(d->organization, TEXT_DOCUMENT, tokens + n, INDEX_TOKENS_MAX - n);
    return n + text_cut(d->body, TEXT_DOCUMENT, tokens + n, INDEX_TOKENS_MAX - n);
}

/* Sorted postings become terms and places; the same token twice in a document is one place. */
static enum err terms_make(struct arena *mem, struct index *x, const struct posting *all, size_t total)
{
    size_t places = 0;
    for (size_t i = 0; i < total; i++) {
        bool new_term = i == 0 || all[i].token != all[i - 1].token;
        x->term_count += new_term;
        places += new_term || all[i].doc != all[i - 1].doc;
    }
    x->terms  = ARENA_MANY(mem, x->term_count, struct term);
    x->places = ARENA_MANY(mem, places, struct place);
    if (!x->terms || !x->places)
        return ERR_NO_MEMORY;
    size_t t = 0, p = 0;
    for (size_t i = 0; i < total; i++) {
        bool new_term = i == 0 || all[i].token != all[i - 1].token;
        if (new_term)
            x->terms[t++] = (struct term){ all[i].token, p, 0 };
        if (new_term || all[i].doc != all[i - 1].doc) {
            x->places[p++] = (struct place){ all[i].doc, all[i].in_title };
            x->terms[t - 1].count++;
        } else {
            x->places[p - 1].in_title |= all[i].in_title;
        }
    }
    return ERR_OK;
}

enum err index_build(struct arena *mem, struct arena *scratch, const struct index_doc *docs, size_t count, struct index **ret_index)
{
    if (count > INDEX_DOCS_MAX)
        return ERR_TOO_LARGE;
    struct index *x        = ARENA_NEW(mem, struct index);
    struct index_doc *kept = ARENA_MANY(mem, count, struct index_doc);
    uint64_t *tokens       = ARENA_MANY(scratch, INDEX_TOKENS_MAX, uint64_t);
    size_t total = 0, title = 0, at = 0;
    if (!x || !kept || !tokens)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        total += doc_cut(&docs[i], tokens, &title);
    struct posting *all = ARENA_MANY(scratch, total, struct posting);
    if (!all)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        size_t n = doc_cut(&docs[i], tokens, &title);
        for (size_t j = 0; j < n; j++)
            all[at++] = (struct posting){ tokens[j], (uint32_t)i, j < title };
        kept[i] = docs[i];
    }
    if (total)
        qsort(all, total, sizeof *all, posting_compare);
    x->docs      = kept;
    x->doc_count = count;
    TRY(terms_make(mem, x, all, total));
    *ret_index = x;
    return ERR_OK;
}

static const struct term *term_find(const struct index *x, uint64_t token)
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

static const struct place *place_find(const struct index *x, const struct term *t, uint32_t doc)
{
    size_t low = 0, high = t->count;
    const struct place *p = x->places + t->from;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p[mid].doc < doc)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->count && p[low].doc == doc ? &p[low] : NULL;
}

static bool doc_fits(const struct index_doc *d, const struct index_query *q)
{
    if (q->region_to && (d->region < q->region_from || d->region > q->region_to))
        return false;
    if ((q->industry != INDEX_ANY && d->industry != q->industry) || (q->type != INDEX_ANY && d->type != q->type))
        return false;
    if ((q->education_max != INDEX_ANY && d->education > q->education_max) || (q->urgent_only && !d->urgent))
        return false;
    return d->wage_max_fen >= q->wage_min_fen && (!q->wage_max_fen || d->wage_min_fen <= q->wage_max_fen);
}

static bool hit_before(const struct index_hit *a, const struct index_hit *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    if (a->at != b->at)
        return a->at > b->at;
    size_t n  = a->id.len < b->id.len ? a->id.len : b->id.len;
    int order = n ? memcmp(a->id.ptr, b->id.ptr, n) : 0;
    return order ? order > 0 : a->id.len > b->id.len;
}

/* Keeps the best k in order; k is a page, so moving a few beats a heap. */
static size_t hit_keep(struct index_hit *hits, size_t count, size_t k, struct index_hit hit)
{
    if (count == k && (!k || !hit_before(&hit, &hits[k - 1])))
        return count;
    size_t at = count < k ? count : k - 1;
    for (; at > 0 && hit_before(&hit, &hits[at - 1]); at--)
        hits[at] = hits[at - 1];
    hits[at] = hit;
    return count < k ? count + 1 : k;
}

size_t index_find(const struct index *x, const struct index_query *q, struct index_hit *ret_hits, size_t k)
{
    uint64_t tokens[INDEX_QUERY_TOKENS_MAX];
    const struct term *terms[INDEX_QUERY_TOKENS_MAX];
    size_t token_count     = text_cut(q->text, TEXT_QUERY, tokens, COUNT_OF(tokens)), count = 0;
    struct index_hit after = { q->after_score, q->after_at, q->after_id };
    for (size_t i = 0; i < token_count; i++) {
        terms[i] = term_find(x, tokens[i]);
        if (!terms[i])
            return 0;
        if (terms[i]->count < terms[0]->count) { /* the rarest leads */
            const struct term *first = terms[0];
            terms[0]                 = terms[i];
            terms[i]                 = first;
        }
    }
    size_t walked = token_count ? terms[0]->count : x->doc_count;
    for (size_t i = 0; i < walked; i++) {
        uint32_t doc              = token_count ? x->places[terms[0]->from + i].doc : (uint32_t)i;
        const struct index_doc *d = &x->docs[doc];
        struct index_hit hit      = { 0, d->published_at, d->id };
        bool fits                 = doc_fits(d, q);
        for (size_t t = 0; fits && t < token_count; t++) {
            const struct place *p = place_find(x, terms[t], doc);
            fits                  = p != NULL;
            if (p && q->order == INDEX_BY_RELEVANCE)
                hit.score += index_weight(p->in_title, terms[t]->count, x->doc_count);
        }
        if (fits && (!q->after || hit_before(&after, &hit)))
            count = hit_keep(ret_hits, count, k, hit);
    }
    return count;
}
