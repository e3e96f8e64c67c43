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

static uint32_t point_fold(uint32_t point)
{
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

size_t text_cut(struct str text, enum text_cut how, uint64_t *ret_tokens, size_t max)
{
    struct cutter c = { .tokens = ret_tokens, .max = max, .how = how };
    for (size_t at = 0; at < text.len && c.count < max;) {
        uint32_t point = point_fold(point_next(text, &at));
        if (point_is_han(point)) {
            han_add(&c, point);
        } else if (point_is_word(point)) {
            if (c.before)
                run_end(&c);
            c.word = ((c.word ? c.word : FNV_START) ^ point) * FNV_PRIME;
        } else {
            run_end(&c);
        }
    }
    run_end(&c);
    return c.count;
}
