/* Rows become an index. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/match/match_in.h"
#include "server/match/match_sql.h"

#define DOCS_A_READ 500 /* a read of the store stays short */
#define READ_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct read_doc { /* texts live as long as the read */
    struct index_doc doc;
    struct str organization_id;
    int64_t version, organization_version;
};

struct maker {
    struct match *match;
    struct segment *segment;
    struct arena scratch, read; /* until the index is made; of one read */
    struct index_builder *builder;
    size_t count, docs_cap, organizations_cap;
    struct str last_id;
    int64_t last_at;
    /* what is read next */
    const struct wanted_doc *wanted;
    size_t wanted_count;
    struct read_doc *docs; /* DOCS_A_READ */
    size_t doc_count, looked_count;
};

struct ctx match_ctx(const struct match *m, struct arena *mem)
{
    return (struct ctx){ .mem = mem, .hall = m->config.hall, .request_id = STR("match"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
}

/* --- one row --------------------------------------------------------------------------------------------------------- */

/* The organization's number: the last one met is the likeliest, so the search goes backwards over the last few. */
static enum err organization_number(struct maker *k, struct str id, int64_t version, uint32_t *ret_number)
{
    struct segment *s = k->segment;
    size_t looked     = 0;
    for (size_t i = s->organization_count; i > 0 && looked < 64; i--, looked++)
        if (str_eq(s->organizations[i - 1].id, id) && s->organizations[i - 1].version == version) {
            *ret_number = (uint32_t)(i - 1);
            return ERR_OK;
        }
    if (s->organization_count == k->organizations_cap) {
        size_t cap                     = k->organizations_cap ? k->organizations_cap * 2 : 256;
        struct known_organization *all = ARENA_MANY(&s->mem, cap, struct known_organization);
        if (!all)
            return ERR_NO_MEMORY;
        if (s->organization_count)
            memcpy(all, s->organizations, s->organization_count * sizeof *all);
        s->organizations     = all;
        k->organizations_cap = cap;
    }
    struct str kept = arena_dup(&s->mem, id);
    if (!kept.ptr)
        return ERR_NO_MEMORY;
    *ret_number                               = (uint32_t)s->organization_count;
    s->organizations[s->organization_count++] = (struct known_organization){ kept, version, false };
    return ERR_OK;
}

static enum err doc_know(struct maker *k, int64_t version, uint32_t organization)
{
    struct segment *s = k->segment;
    if (k->count == k->docs_cap) {
        size_t cap            = k->docs_cap ? k->docs_cap * 2 : 1024;
        struct known_doc *all = ARENA_MANY(&s->mem, cap, struct known_doc);
        if (!all)
            return ERR_NO_MEMORY;
        if (k->count)
            memcpy(all, s->docs, k->count * sizeof *all);
        s->docs     = all;
        k->docs_cap = cap;
    }
    s->docs[k->count++] = (struct known_doc){ version, organization };
    return ERR_OK;
}

static enum err enum_read(struct store_tx *tx, struct store_cursor *cursor, int column, const struct enum_desc *desc, unsigned *ret_value)
{
    struct str text;
    TRY(cursor_text(tx, cursor, column, &text));
    return enum_find(desc, text, ret_value) ? ERR_OK : ERR_INTERNAL;
}

/* The same reckoning as in the statement of the list: 21.75 days, 174 hours a month. */
static int64_t month_fen(int64_t fen, unsigned period)
{
    switch ((enum wage_period)period) {
    case wage_period_day: return fen * 87 / 4;
    case wage_period_hour: return fen * 174;
    case wage_period_year: return fen / 12;
    case wage_period_month:
    case wage_period_count: break;
    }
    return fen;
}

static uint32_t region_number(struct str region)
{
    uint64_t number = 0;
    return str_to_u64(region, &number) && number <= 999999 ? (uint32_t)number : 0;
}

static enum err doc_read(struct store_tx *tx, struct store_cursor *c, struct index_doc *d)
{
    struct str region;
    unsigned type, education, tier, period;
    TRY(cursor_text(tx, c, 0, &d->id));
    TRY(cursor_text(tx, c, 3, &d->title));
    TRY(cursor_text(tx, c, 4, &region));
    TRY(enum_read(tx, c, 5, &enum_employment_type, &type));
    TRY(enum_read(tx, c, 6, &enum_education, &education));
    TRY(enum_read(tx, c, 7, &enum_talent_tier, &tier));
    TRY(enum_read(tx, c, 12, &enum_wage_period, &period));
    TRY(cursor_text(tx, c, 15, &d->organization));
    TRY(cursor_text(tx, c, 16, &d->industry));
    TRY(cursor_text(tx, c, 17, &d->body));
    d->published_at = cursor_int(tx, c, 2);
    d->region       = region_number(region);
    d->type         = (uint8_t)type;
    d->education    = (uint8_t)education;
    d->tier         = (uint8_t)tier;
    d->wage_max_fen = month_fen(cursor_int(tx, c, 11), period);
    bool urgent     = cursor_int(tx, c, 8) == 1;
    bool talent     = cursor_int(tx, c, 10) == 1 || (tier >= talent_tier_A && tier <= talent_tier_E) || education == education_master || education == education_doctor;
    d->flags        = (uint8_t)((urgent ? SEARCH_URGENT : 0) | (urgent && cursor_int(tx, c, 9) == 1 ? SEARCH_LISTED_URGENT : 0) | (talent ? SEARCH_LISTED_TALENT : 0));
    return ERR_OK;
}

/* --- reads: on the store's thread only what must be -------------------------------------------------------------------- */

/* What no longer stands where it was seen is left for the next look. */
static enum err row_take(struct maker *k, struct store_tx *tx, struct store_cursor *cursor, const struct wanted_doc *wanted)
{
    struct read_doc *one = &k->docs[k->doc_count];
    one->version         = cursor_int(tx, cursor, 1);
    if (wanted && (cursor_int(tx, cursor, 2) != wanted->at || one->version != wanted->version))
        return ERR_OK;
    one->organization_version = cursor_int(tx, cursor, 14);
    TRY(doc_read(tx, cursor, &one->doc));
    TRY(cursor_text(tx, cursor, 13, &one->organization_id));
    k->doc_count++;
    return ERR_OK;
}

static enum err run_read(struct store_tx *tx, void *arg)
{
    struct maker *k = arg;
    struct store_cursor *cursor;
    bool row = false;
    k->doc_count = 0;
    TRY(tx_open(tx, SQL_DOCS, BINDS(B_INT(k->last_at), B_TEXT(k->last_id), B_INT(DOCS_A_READ)), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row && k->doc_count < DOCS_A_READ) {
        TRY(row_take(k, tx, cursor, NULL));
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    k->looked_count = k->doc_count;
    return ERR_OK;
}

static enum err named_read(struct store_tx *tx, void *arg)
{
    struct maker *k = arg;
    k->doc_count    = 0;
    for (k->looked_count = 0; k->looked_count < DOCS_A_READ && k->looked_count < k->wanted_count; k->looked_count++) {
        const struct wanted_doc *wanted = &k->wanted[k->looked_count];
        struct store_cursor *cursor;
        bool row = false;
        TRY(tx_open(tx, SQL_DOC_ONE, BINDS(B_TEXT(wanted->id)), &cursor));
        TRY(cursor_step(tx, cursor, &row));
        if (row)
            TRY(row_take(k, tx, cursor, wanted));
        cursor_done(tx, cursor);
    }
    return ERR_OK;
}

static enum err docs_add(struct maker *k)
{
    for (size_t i = 0; i < k->doc_count; i++) {
        const struct read_doc *one = &k->docs[i];
        uint32_t number;
        TRY(organization_number(k, one->organization_id, one->organization_version, &number));
        TRY(index_add(k->builder, &one->doc));
        TRY(doc_know(k, one->version, number));
    }
    return ERR_OK;
}

/* Reads until nothing comes any more. */
static enum err rows_read(struct maker *k)
{
    char last[INDEX_ID_MAX];
    k->last_at = INT64_MIN + 1;
    k->last_id = STR("");
    do {
        struct ctx c = match_ctx(k->match, &k->read);
        arena_reset(&k->read);
        k->docs = ARENA_MANY(&k->read, DOCS_A_READ, struct read_doc);
        if (!k->docs)
            return ERR_NO_MEMORY;
        TRY(store_read(&c, k->wanted ? named_read : run_read, k));
        TRY(docs_add(k));
        if (k->doc_count) {
            const struct index_doc *d = &k->docs[k->doc_count - 1].doc;
            memcpy(last, d->id.ptr, d->id.len);
            k->last_id = str_make(last, d->id.len);
            k->last_at = d->published_at;
        }
        if (k->wanted) {
            k->wanted += k->looked_count;
            k->wanted_count -= k->looked_count;
        }
    } while (k->wanted ? k->wanted_count > 0 : k->looked_count == DOCS_A_READ);
    return ERR_OK;
}

static enum err make(struct maker *k, struct segment **ret)
{
    enum err e;
    k->segment = segment_new();
    if (!k->segment)
        return ERR_NO_MEMORY;
    arena_init(&k->scratch, MATCH_INDEX_BYTES_MAX);
    arena_init(&k->read, READ_BYTES_MAX);
    e = index_begin(&k->segment->mem, &k->scratch, &k->match->tables, &k->builder);
    if (e == ERR_OK)
        e = rows_read(k);
    if (e == ERR_OK)
        e = index_end(k->builder, &k->segment->x);
    arena_done(&k->read);
    arena_done(&k->scratch);
    if (e == ERR_OK)
        *ret = k->segment;
    else
        segment_free(k->segment);
    return e;
}

enum err segment_make_all(struct match *m, struct segment **ret)
{
    struct maker k = { .match = m };
    return make(&k, ret);
}

enum err segment_make(struct match *m, const struct wanted_doc *wanted, size_t count, struct segment **ret)
{
    struct maker k = { .match = m, .wanted = wanted, .wanted_count = count };
    return make(&k, ret);
}
