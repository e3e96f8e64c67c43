#include "matcher/text.h"

#define PAIR_BIT (UINT64_C(1) << 62)
#define WORD_BIT (UINT64_C(1) << 63)
#define POINT_BITS 21
#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* The next code point, or 0 for a byte that begins none; *at moves on by at least one. */
static uint32_t point_next(struct str text, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + *at;
    size_t left = text.len - *at, more = p[0] < 0x80 ? 0 : p[0] >= 0xF0 && p[0] < 0xF5 ? 3 : p[0] >= 0xE0 && p[0] < 0xF0 ? 2 : p[0] >= 0xC2 && p[0] < 0xE0 ? 1 : 9;
    if (more > 3 || more >= left) {
        *at += 1;
        return 0;
    }
    uint32_t point = more ? p[0] & (0x3FU >> more) : p[0];
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *at += 1;
            return 0;
        }
        point = point << 6 | (p[i] & 0x3FU);
    }
    *at += more + 1;
    return point;
}

static bool point_has_row(uint32_t point)
{
    return point >= TEXT_HAN_FIRST && point < TEXT_HAN_FIRST + TEXT_HAN_COUNT;
}

static uint32_t point_fold(const struct text_tables *t, uint32_t point)
{
    if (t && point_has_row(point) && t->simple[point - TEXT_HAN_FIRST])
        return t->simple[point - TEXT_HAN_FIRST];
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFF01 - 0x21;
    return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
}

static bool point_is_han(uint32_t point)
{
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x20000 && point <= 0x3FFFF);
}

/* Signs that make another word of what they follow: c++, c#. */
static bool point_is_word(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') || point == '+' || point == '#' || (point >= 0xC0 && point < 0x2000);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

extern const char matcher_traditional[], matcher_traditional_end[], matcher_initials[], matcher_initials_end[];

static bool traditional_read(struct text_tables *t, struct str line)
{
    for (size_t at = 0; at < line.len;) {
        uint32_t from = point_next(line, &at);
        uint32_t to   = at < line.len ? point_next(line, &at) : 0;
        if (!point_has_row(from) || !point_has_row(to))
            return false;
        t->simple[from - TEXT_HAN_FIRST] = (uint16_t)to;
    }
    return true;
}

static bool initials_read(struct text_tables *t, struct str line)
{
    if (line.len < 2 || line.ptr[0] < 'a' || line.ptr[0] > 'z' || line.ptr[1] != ' ')
        return false;
    for (size_t at = 2; at < line.len;) {
        uint32_t point = point_next(line, &at);
        if (!point_has_row(point))
            return false;
        char *letters = t->initials[point - TEXT_HAN_FIRST];
        letters[letters[0] ? 1 : 0] = line.ptr[0];
    }
    return true;
}

static bool table_read(struct text_tables *t, struct str table, bool (*line_take)(struct text_tables *, struct str))
{
    struct str line;
    while (table.len) {
        table = str_cut(table, '\n', &line);
        if (line.len && line.ptr[0] != '#' && !line_take(t, line))
            return false;
    }
    return true;
}

bool text_tables_load(struct text_tables *t, struct str traditional, struct str initials)
{
    memset(t, 0, sizeof *t);
    return table_read(t, traditional, traditional_read) && table_read(t, initials, initials_read);
}

bool text_tables_own(struct text_tables *t)
{
    return text_tables_load(t, str_make(matcher_traditional, (size_t)(matcher_traditional_end - matcher_traditional)),
                            str_make(matcher_initials, (size_t)(matcher_initials_end - matcher_initials)));
}

/* --- cutting ------------------------------------------------------------------------------------------------------ */

static uint64_t word_add(uint64_t word, uint32_t point)
{
    return ((word ? word : FNV_START) ^ point) * FNV_PRIME;
}

struct cutter {
    uint64_t *tokens;
    size_t count, max;
    enum text_cut how;
    uint32_t before;    /* the Han character just before, 0: none */
    bool before_paired; /* it stands in a pair already */
    uint64_t word;      /* hash so far, 0: no word has begun */
};

static void token_add(struct cutter *c, uint64_t token)
{
    if (c->count < c->max)
        c->tokens[c->count++] = token;
}

static void run_end(struct cutter *c)
{
    if (c->before && c->how == TEXT_QUERY && !c->before_paired)
        token_add(c, c->before);
    if (c->word)
        token_add(c, c->word | WORD_BIT);
    c->before = 0;
    c->word   = 0;
}

static void han_add(struct cutter *c, uint32_t point)
{
    if (c->word)
        run_end(c);
    if (c->how == TEXT_DOCUMENT)
        token_add(c, point);
    if (c->before)
        token_add(c, PAIR_BIT | (uint64_t)c->before << POINT_BITS | point);
    c->before_paired = c->before != 0;
    c->before        = point;
}

size_t text_cut(const struct text_tables *t, struct str text, enum text_cut how, uint64_t *ret_tokens, size_t max)
{
    struct cutter c = { .tokens = ret_tokens, .max = max, .how = how };
    for (size_t at = 0; at < text.len && c.count < max;) {
        uint32_t point = point_fold(t, point_next(text, &at));
        if (point_is_han(point)) {
            han_add(&c, point);
        } else if (point_is_word(point)) {
            if (c.before)
                run_end(&c);
            c.word = word_add(c.word, point);
        } else {
            run_end(&c);
        }
    }
    run_end(&c);
    return c.count;
}

/* --- initials ------------------------------------------------------------------------------------------------------ */

#define INITIALS_LONGEST 8
#define INITIALS_WAYS 4 /* of reading the same characters */

struct ways {
    uint64_t words[INITIALS_WAYS];
    size_t count;
};

static void ways_add(struct ways *ways, const char letters[TEXT_INITIALS_MAX])
{
    struct ways longer = { .count = 0 };
    for (size_t w = 0; w < ways->count; w++)
        for (size_t i = 0; i < TEXT_INITIALS_MAX && letters[i] && longer.count < INITIALS_WAYS; i++)
            longer.words[longer.count++] = word_add(ways->words[w], (uint32_t)letters[i]);
    *ways = longer;
}

size_t text_initials(const struct text_tables *t, struct str text, uint64_t *ret_tokens, size_t max)
{
    struct ways open[INITIALS_LONGEST] = { { .count = 0 } }; /* by how many characters ago they began */
    size_t count                       = 0;
    for (size_t at = 0; at < text.len && count < max;) {
        uint32_t point      = point_fold(t, point_next(text, &at));
        const char *letters = point_has_row(point) ? t->initials[point - TEXT_HAN_FIRST] : "";
        memmove(open + 1, open, sizeof open - sizeof *open);
        open[0] = (struct ways){ .words = { 0 }, .count = 1 };
        if (!letters[0]) {
            memset(open, 0, sizeof open);
            continue;
        }
        for (size_t i = 0; i < INITIALS_LONGEST; i++) {
            ways_add(&open[i], letters);
            for (size_t w = 0; i > 0 && w < open[i].count && count < max; w++)
                ret_tokens[count++] = open[i].words[w] | WORD_BIT;
        }
    }
    return count;
}
