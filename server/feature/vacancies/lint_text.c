#include "server/feature/vacancies/lint_text.h"

uint32_t lint_next(struct str source, size_t *at)
{
    const unsigned char *p = (const unsigned char *)source.ptr + *at;
    size_t n               = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t cp            = n == 1 ? p[0] : p[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++)
        cp = cp << 6 | (p[i] & 0x3FU);
    *at += n;
    return cp;
}

/* --- one character -------------------------------------------------------------------------------------------- */

static size_t slot_of(uint32_t cp)
{
    return cp * 2654435761U >> 19; /* the upper 13 bits of 32 */
}

bool lint_fold_load(struct lint_fold *fold, struct str table)
{
    struct str line;
    size_t count = 0;
    while (table.len) {
        table = str_cut(table, '\n', &line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        for (size_t at = 0; at < line.len;) {
            uint32_t from = lint_next(line, &at);
            if (at >= line.len)
                return false;
            uint32_t to = lint_next(line, &at);
            size_t slot = slot_of(from);
            while (fold->from[slot])
                slot = (slot + 1) % LINT_FOLD_SLOTS;
            if (from > UINT16_MAX || to > UINT16_MAX || ++count > LINT_FOLD_SLOTS / 2)
                return false;
            fold->from[slot] = (uint16_t)from;
            fold->to[slot]   = (uint16_t)to;
        }
    }
    return count > 0;
}

static uint32_t simplified(const struct lint_fold *fold, uint32_t cp)
{
    if (cp < 0x3400 || cp > 0x9FFF)
        return cp;
    for (size_t slot = slot_of(cp); fold->from[slot]; slot = (slot + 1) % LINT_FOLD_SLOTS)
        if (fold->from[slot] == cp)
            return fold->to[slot];
    return cp;
}

uint32_t lint_fold_one(const struct lint_fold *fold, uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    if (cp >= 'A' && cp <= 'Z')
        return cp + 32;
    if (cp == ',' || cp == ';' || cp == '!' || cp == '?' || cp == '\n' || cp == '\r' || cp == 0x3002 || cp == 0xFF61 || cp == 0x2026)
        return LINT_MARK;
    if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0x2500 || cp == 0x2501 || cp == 0xFE58 || cp == 0xFE63)
        return '-';
    if (cp == 0x301C || cp == 0x223C)
        return '~';
    return simplified(fold, cp);
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* What carries meaning: letters, digits and characters; not blanks, punctuation, symbols, marks of direction, emoji. */
static bool is_word(uint32_t cp)
{
    if (cp < 0x80)
        return is_digit(cp) || (cp >= 'a' && cp <= 'z');
    return !(cp < 0xC0 || cp == 0xD7 || cp == 0xF7 || (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x2000 && cp <= 0x2BFF) ||
             (cp >= 0x3000 && cp <= 0x303F) || cp == 0x30FB || (cp >= 0xFE00 && cp <= 0xFE6F) || cp == 0xFEFF ||
             (cp >= 0xFF00 && cp <= 0xFF0F) || cp >= 0x1F000);
}

static bool is_character(uint32_t cp)
{
    return cp >= 0x3400 && cp < 0x1F000;
}

/* --- a text ----------------------------------------------------------------------------------------------------- */

/* The next character that is not a blank, folded; 0 at the end. */
static uint32_t coming(const struct lint_fold *fold, struct str source, size_t at)
{
    while (at < source.len) {
        uint32_t cp = lint_next(source, &at);
        if (cp != ' ' && cp != '\t' && cp != 0x3000)
            return lint_fold_one(fold, cp);
    }
    return 0;
}

/* Whether the folded character stays, as what; 0: it goes. */
static uint32_t kept_as(const struct lint_fold *fold, struct str source, size_t at, uint32_t before, uint32_t cp)
{
    if (is_word(cp) || cp == LINT_MARK)
        return cp;
    if ((cp == '-' || cp == '~' || cp == '.') && is_digit(before) && is_digit(coming(fold, source, at)))
        return cp;
    if (cp == ':' && ((before >= 'a' && before <= 'z') || is_digit(before)))
        return cp;
    if (cp == '.' && (at >= source.len || source.ptr[at] == ' ' || source.ptr[at] == '\n'))
        return LINT_MARK; /* the end of an English sentence */
    return 0;
}

/* Ends of clauses around a lone character are taken out, and those that stand twice. */
static void marks_clean(struct lint_text *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (text->cps[i] == LINT_MARK) {
            size_t next = i + 1;
            while (next < text->len && text->cps[next] == LINT_MARK)
                next++;
            bool lone_before = i > 0 && is_character(text->cps[i - 1]) && (i == 1 || text->cps[i - 2] == LINT_MARK);
            bool lone_after  = next < text->len && is_character(text->cps[next]) && (next + 1 == text->len || text->cps[next + 1] == LINT_MARK);
            if (lone_before || lone_after || next != i + 1)
                continue;
        }
        text->cps[kept]    = text->cps[i];
        text->from[kept++] = text->from[i];
    }
    text->len = kept;
}

enum err lint_text_read(const struct lint_fold *fold, struct arena *mem, struct str source, struct lint_text *ret_text)
{
    struct lint_text text = { .source = source };
    size_t most           = str_code_points(source) + 1;
    text.cps              = ARENA_MANY(mem, most, uint32_t);
    text.from             = ARENA_MANY(mem, most, uint32_t);
    if (!text.cps || !text.from)
        return ERR_NO_MEMORY;
    for (size_t at = 0; at < source.len;) {
        size_t from = at;
        uint32_t cp = lint_fold_one(fold, lint_next(source, &at));
        cp          = kept_as(fold, source, at, text.len ? text.cps[text.len - 1] : 0, cp);
        if (!cp)
            continue;
        text.cps[text.len]    = cp;
        text.from[text.len++] = (uint32_t)from;
    }
    marks_clean(&text);
    *ret_text = text;
    return ERR_OK;
}

struct str lint_text_source(const struct lint_text *text, size_t at, size_t len)
{
    size_t end = text->from[at + len - 1];
    (void)lint_next(text->source, &end);
    return str_make(text->source.ptr + text->from[at], end - text->from[at]);
}
