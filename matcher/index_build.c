#include <stdlib.h>

#include "matcher/index_in.h"
#include "proto/base/check.h"

#define CHUNK_FIRST_BYTES 16
#define CHUNK_BYTES_MAX 1024
#define POSTING_BYTES_MAX 5
#define BYTES_MAX UINT32_MAX

struct chunk { /* a piece of a term's list */
    struct chunk *next;
    uint32_t len, cap;
    uint8_t bytes[];
};
struct build_term {
    uint64_t token; /* 0: empty slot */
    struct chunk *first, *last;
    uint32_t count, last_doc, bytes;
};
struct index_builder {
    struct arena *mem, *scratch;
    const struct text_tables *tables;
    struct build_term *terms; /* open addressing */
    size_t term_count, term_cap;
    struct index_column *columns;
    size_t count, column_cap;
    struct str *industries;
    size_t industry_count;
    uint64_t *tokens;
};

enum err index_begin(struct arena *mem, struct arena *scratch, const struct text_tables *tables, struct index_builder **ret_builder)
{
    struct index_builder *b = ARENA_NEW(scratch, struct index_builder);
    if (!b)
        return ERR_NO_MEMORY;
    *b = (struct index_builder){ .mem = mem, .scratch = scratch, .tables = tables, .term_cap = 4096, .column_cap = 64 };
    b->terms      = ARENA_MANY(scratch, b->term_cap, struct build_term);
    b->columns    = ARENA_MANY(scratch, b->column_cap, struct index_column);
    b->tokens     = ARENA_MANY(scratch, INDEX_TOKENS_MAX, uint64_t);
    b->industries = ARENA_MANY(mem, INDEX_INDUSTRIES_MAX, struct str);
    if (!b->terms || !b->columns || !b->tokens || !b->industries)
        return ERR_NO_MEMORY;
    *ret_builder = b;
    return ERR_OK;
}

/* --- terms --------------------------------------------------------------------------------------------------------- */

static size_t slot_of(const struct build_term *terms, size_t cap, uint64_t token)
{
    size_t at = (size_t)((token * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (cap - 1);
    while (terms[at].token && terms[at].token != token)
        at = (at + 1) & (cap - 1);
    return at;
}

static enum err terms_grow(struct index_builder *b)
{
    size_t cap               = b->term_cap * 2;
    struct build_term *terms = ARENA_MANY(b->scratch, cap, struct build_term);
    if (!terms)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < b->term_cap; i++)
        if (b->terms[i].token)
            terms[slot_of(terms, cap, b->terms[i].token)] = b->terms[i];
    b->terms    = terms;
    b->term_cap = cap;
    return ERR_OK;
}

static enum err chunk_add(struct index_builder *b, struct build_term *t)
{
    uint32_t cap    = t->last ? t->last->cap * 2 : CHUNK_FIRST_BYTES;
    cap             = cap < CHUNK_BYTES_MAX ? cap : CHUNK_BYTES_MAX;
    struct chunk *c = arena_alloc(b->scratch, sizeof *c + cap);
    if (!c)
        return ERR_NO_MEMORY;
    c->cap = cap;
    if (t->last)
        t->last->next = c;
    else
        t->first = c;
    t->last = c;
    return ERR_OK;
}

/* A token of document `doc`, whose title comes first: so what is met again says nothing new. */
static enum err posting_add(struct index_builder *b, uint64_t token, uint32_t doc, bool in_title)
{
    if (b->term_count * 2 >= b->term_cap)
        TRY(terms_grow(b));
    struct build_term *t = &b->terms[slot_of(b->terms, b->term_cap, token)];
    if (t->token && t->last_doc == doc)
        return ERR_OK;
    uint32_t value = (doc - t->last_doc) * 2 + in_title;
    if (!t->last || t->last->cap - t->last->len < POSTING_BYTES_MAX)
        TRY(chunk_add(b, t));
    b->term_count += !t->token;
    t->token    = token;
    t->last_doc = doc;
    t->count++;
    uint32_t before = t->last->len;
    for (; value >= 0x80; value >>= 7)
        t->last->bytes[t->last->len++] = (uint8_t)(value | 0x80);
    t->last->bytes[t->last->len++] = (uint8_t)value;
    t->bytes += t->last->len - before;
    return ERR_OK;
}

static enum err tokens_add(struct index_builder *b, size_t count, bool in_title)
{
    for (size_t i = 0; i < count; i++)
        TRY(posting_add(b, b->tokens[i], (uint32_t)b->count, in_title));
    return ERR_OK;
}

static enum err texts_add(struct index_builder *b, const struct index_doc *d)
{
    size_t room = INDEX_TOKENS_MAX;
    size_t n    = text_cut(b->tables, d->title, TEXT_DOCUMENT, b->tokens, room);
    TRY(tokens_add(b, n, true));
    room -= n;
    const struct str rest[] = { d->organization, d->body };
    for (size_t i = 0; i < COUNT_OF(rest); i++) {
        n = text_cut(b->tables, rest[i], TEXT_DOCUMENT, b->tokens, room);
        TRY(tokens_add(b, n, false));
        room -= n;
    }
    const struct str typed[] = { d->title, d->organization };
    for (size_t i = 0; b->tables && i < COUNT_OF(typed); i++) {
        n = text_initials(b->tables, typed[i], b->tokens, INDEX_TOKENS_MAX);
        TRY(tokens_add(b, n, false));
    }
    return ERR_OK;
}

/* --- columns --------------------------------------------------------------------------------------------------------- */

static enum err industry_number(struct index_builder *b, struct str industry, uint16_t *ret_number)
{
    *ret_number = 0;
    for (size_t i = b->industry_count; i > 0; i--)
        if (str_eq(b->industries[i - 1], industry)) {
            *ret_number = (uint16_t)i;
            return ERR_OK;
        }
    if (b->industry_count == INDEX_INDUSTRIES_MAX)
        return ERR_OK;
    struct str kept = arena_dup(b->mem, industry);
    if (!kept.ptr)
        return ERR_NO_MEMORY;
    b->industries[b->industry_count++] = kept;
    *ret_number                        = (uint16_t)b->industry_count;
    return ERR_OK;
}

static enum err column_add(struct index_builder *b, const struct index_doc *d)
{
    if (b->count == b->column_cap) {
        struct index_column *more = ARENA_MANY(b->scratch, b->column_cap * 2, struct index_column);
        if (!more)
            return ERR_NO_MEMORY;
        memcpy(more, b->columns, b->count * sizeof *more);
        b->columns = more;
        b->column_cap *= 2;
    }
    struct index_column *c = &b->columns[b->count];
    *c = (struct index_column){ .at = d->published_at, .wage_max_fen = d->wage_max_fen, .region = d->region, .type = d->type, .education = d->education,
                                .tier = d->tier, .flags = d->flags, .id_len = (uint8_t)d->id.len };
    memcpy(c->id, d->id.ptr, d->id.len);
    return industry_number(b, d->industry, &c->industry);
}

static bool comes_after_last(const struct index_builder *b, const struct index_doc *d)
{
    if (!b->count)
        return true;
    const struct index_column *last = &b->columns[b->count - 1];
    const struct index_hit before = { 0, last->at, str_make(last->id, last->id_len) }, now = { 0, d->published_at, d->id };
    return index_hit_before(&now, &before);
}

enum err index_add(struct index_builder *b, const struct index_doc *doc)
{
    CHECK(doc->id.len > 0 && doc->id.len <= INDEX_ID_MAX && comes_after_last(b, doc));
    if (b->count == INDEX_DOCS_MAX)
        return ERR_TOO_LARGE;
    TRY(column_add(b, doc));
    TRY(texts_add(b, doc));
    b->count++;
    return ERR_OK;
}

/* --- the end --------------------------------------------------------------------------------------------------------- */

static int term_compare(const void *a, const void *b)
{
    const struct build_term *x = a;
    const struct build_term *y = b;
    return x->token < y->token ? -1 : x->token > y->token;
}

/* The slots close up, sorted. */
static void terms_sort(struct index_builder *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->term_cap; i++)
        if (b->terms[i].token)
            b->terms[n++] = b->terms[i];
    qsort(b->terms, n, sizeof *b->terms, term_compare);
}

static uint32_t skips_of(uint32_t count)
{
    return count ? (count - 1) / POSTINGS_A_SKIP : 0;
}

static void term_copy(struct index *x, const struct build_term *from, struct index_term *to)
{
    uint8_t *at = x->bytes + to->from;
    for (const struct chunk *c = from->first; c; c = c->next) {
        memcpy(at, c->bytes, c->len);
        at += c->len;
    }
    const uint8_t *read = x->bytes + to->from;
    uint32_t doc        = 0;
    uint32_t value;
    for (uint32_t i = 0; i < to->count; i++) {
        if (i && i % POSTINGS_A_SKIP == 0)
            x->skips[to->skips + i / POSTINGS_A_SKIP - 1] = (struct index_skip){ doc, (uint32_t)(read - x->bytes) };
        read = posting_read(read, &value);
        doc += value >> 1;
    }
}

enum err index_end(struct index_builder *b, struct index **ret_index)
{
    struct index *x = ARENA_NEW(b->mem, struct index);
    uint64_t bytes  = 0;
    size_t skips    = 0;
    terms_sort(b);
    for (size_t i = 0; i < b->term_count; i++) {
        bytes += b->terms[i].bytes;
        skips += skips_of(b->terms[i].count);
    }
    if (bytes > BYTES_MAX)
        return ERR_TOO_LARGE;
    struct index_column *columns = ARENA_MANY(b->mem, b->count, struct index_column);
    struct index_term *terms     = ARENA_MANY(b->mem, b->term_count, struct index_term);
    if (!x || !columns || !terms)
        return ERR_NO_MEMORY;
    memcpy(columns, b->columns, b->count * sizeof *columns);
    *x = (struct index){ .columns = columns, .count = b->count, .terms = terms, .term_count = b->term_count, .industries = b->industries, .industry_count = b->industry_count,
                         .bytes = arena_alloc(b->mem, bytes), .skips = ARENA_MANY(b->mem, skips, struct index_skip) };
    if (!x->bytes || !x->skips)
        return ERR_NO_MEMORY;
    uint32_t from = 0;
    uint32_t skip = 0;
    for (size_t i = 0; i < b->term_count; i++) {
        const struct build_term *t = &b->terms[i];
        terms[i]                   = (struct index_term){ .token = t->token, .count = t->count, .from = from, .skips = skip };
        term_copy(x, t, &terms[i]);
        from += t->bytes;
        skip += skips_of(t->count);
    }
    *ret_index = x;
    return ERR_OK;
}
