#include "server/feature/vacancies/lint_pattern.h"

/* What a part of an expression can begin and end with. */
struct part {
    uint64_t first, last;
    bool empty; /* may also match nothing */
};

struct reader {
    struct lint_regexes *all;
    struct lint_regex *regex;
    const struct lint_fold *fold;
    struct str text;
    size_t at;
    int depth;
    bool bad;
};

#define DEPTH_MAX 8

static bool class_has(const struct lint_regexes *all, const struct lint_class *c, uint32_t cp)
{
    for (size_t i = 0; i < c->range_count; i++)
        if (cp >= all->ranges[c->range_at + i].low && cp <= all->ranges[c->range_at + i].high)
            return !c->other;
    return c->other;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

static char peek(const struct reader *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static void range_add(struct reader *r, struct lint_class *c, uint32_t low, uint32_t high)
{
    if (r->all->range_count == LINT_RANGES_MAX || low > high) {
        r->bad = true;
        return;
    }
    r->all->ranges[r->all->range_count++] = (struct lint_range){ low, high };
    c->range_count++;
}

/* One more position of this class. */
static struct part position(struct reader *r, struct lint_class c)
{
    struct lint_regex *x = r->regex;
    if (x->count == LINT_POSITIONS_MAX || r->all->class_count == LINT_CLASSES_MAX) {
        r->bad = true;
        return (struct part){ .empty = true };
    }
    r->all->classes[r->all->class_count++] = c;
    uint64_t bit                           = UINT64_C(1) << x->count++;
    return (struct part){ bit, bit, false };
}

static struct lint_class class_new(const struct reader *r)
{
    return (struct lint_class){ .range_at = (uint16_t)r->all->range_count };
}

static uint32_t folded_next(struct reader *r)
{
    return lint_fold_one(r->fold, lint_next(r->text, &r->at));
}

static struct part bracket(struct reader *r)
{
    struct lint_class c = class_new(r);
    if (peek(r) == '^') {
        c.other = true;
        r->at++;
    }
    for (bool begun = false; peek(r) != ']' || !begun; begun = true) {
        if (r->at >= r->text.len || r->bad) {
            r->bad = true;
            return (struct part){ 0 };
        }
        uint32_t low  = folded_next(r);
        uint32_t high = low;
        if (peek(r) == '-' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] != ']') {
            r->at++;
            high = folded_next(r);
        }
        range_add(r, &c, low, high);
    }
    r->at++;
    return position(r, c);
}

static struct part either(struct reader *r);

static struct part atom(struct reader *r)
{
    struct lint_class c = class_new(r);
    char sign           = peek(r);
    if (r->at >= r->text.len || strchr("?*+{|)", sign)) {
        r->bad = true;
        return (struct part){ .empty = true };
    }
    if (sign == '(') {
        r->at++;
        struct part inner = either(r);
        r->bad |= peek(r) != ')';
        r->at++;
        return inner;
    }
    if (sign == '[') {
        r->at++;
        return bracket(r);
    }
    if (sign == '.') {
        r->at++;
        c.other = true;
        return position(r, c);
    }
    if (sign == '\\' && r->at + 1 < r->text.len)
        r->at++;
    uint32_t cp = folded_next(r);
    range_add(r, &c, cp, cp);
    return position(r, c);
}

static void follows(struct lint_regex *x, uint64_t last, uint64_t first)
{
    for (size_t i = 0; i < x->count; i++)
        if (last >> i & 1U)
            x->follow[i] |= first;
}

static struct part joined(struct lint_regex *x, struct part a, struct part b)
{
    follows(x, a.last, b.first);
    return (struct part){ a.empty ? a.first | b.first : a.first, b.empty ? a.last | b.last : b.last, a.empty && b.empty };
}

static int number(struct reader *r)
{
    int value = 0;
    while (peek(r) >= '0' && peek(r) <= '9' && value < LINT_POSITIONS_MAX)
        value = value * 10 + (r->text.ptr[r->at++] - '0');
    return value;
}

/* How often: `most` 0 is without end. */
static void times(struct reader *r, int *ret_least, int *ret_most)
{
    *ret_least = *ret_most = 1;
    switch (peek(r)) {
    case '?': *ret_least = 0; break;
    case '*': *ret_least = *ret_most = 0; break;
    case '+': *ret_most = 0; break;
    case '{': {
        bool endless = false;
        r->at++;
        *ret_least = *ret_most = number(r);
        if (peek(r) == ',') {
            r->at++;
            endless   = peek(r) == '}';
            *ret_most = endless ? 0 : number(r);
        }
        r->bad |= peek(r) != '}' || (!endless && (*ret_most == 0 || *ret_most < *ret_least));
        break;
    }
    default: return;
    }
    r->at++;
}

/* An atom and how often: copies are read anew from its text, so that each has positions of its own. */
static struct part item(struct reader *r)
{
    size_t begin = r->at;
    struct part whole = atom(r);
    size_t end        = r->at;
    int least = 0, most = 0;
    times(r, &least, &most);
    size_t after = r->at;
    struct part last = whole;
    whole.empty |= least == 0;
    int copies = most ? most : least > 1 ? least : 1;
    for (int i = 1; i < copies && !r->bad; i++) {
        r->at = begin;
        last  = atom(r);
        r->bad |= r->at != end;
        struct part next = last;
        next.empty |= i >= least;
        whole = joined(r->regex, whole, next);
    }
    if (!most)
        follows(r->regex, last.last, last.first);
    r->at = after;
    return whole;
}

static struct part sequence(struct reader *r)
{
    struct part whole = { .empty = true };
    while (!r->bad && r->at < r->text.len && peek(r) != '|' && peek(r) != ')')
        whole = joined(r->regex, whole, item(r));
    return whole;
}

static struct part either(struct reader *r)
{
    if (++r->depth > DEPTH_MAX) {
        r->bad = true;
        return (struct part){ .empty = true };
    }
    struct part whole = sequence(r);
    while (!r->bad && peek(r) == '|') {
        r->at++;
        struct part other = sequence(r);
        whole = (struct part){ whole.first | other.first, whole.last | other.last, whole.empty || other.empty };
    }
    r->depth--;
    return whole;
}

bool lint_regex_add(struct lint_regexes *all, const struct lint_fold *fold, struct str pattern, size_t *ret_index)
{
    if (all->len == LINT_REGEXES_MAX)
        return false;
    struct lint_regex *x = &all->items[all->len];
    struct reader r      = { .all = all, .regex = x, .fold = fold, .text = pattern };
    *x                   = (struct lint_regex){ .class_at = (uint16_t)all->class_count };
    struct part whole    = either(&r);
    if (r.bad || r.at != pattern.len || whole.empty)
        return false;
    x->first   = whole.first;
    x->last    = whole.last;
    *ret_index = all->len++;
    return true;
}

/* --- matching --------------------------------------------------------------------------------------------------- */

static uint64_t those_with(const struct lint_regexes *all, const struct lint_regex *x, uint64_t of, uint32_t cp)
{
    uint64_t with = 0;
    for (; of; of &= of - 1) {
        int i = __builtin_ctzll(of);
        if (class_has(all, &all->classes[x->class_at + i], cp))
            with |= UINT64_C(1) << i;
    }
    return with;
}

size_t lint_regex_at(const struct lint_regexes *all, size_t index, const uint32_t *cps, size_t len, size_t at)
{
    const struct lint_regex *x = &all->items[index];
    uint64_t reach             = x->first;
    size_t best                = 0;
    size_t end                 = len - at > LINT_SPAN_MAX ? at + LINT_SPAN_MAX : len;
    for (size_t i = at; i < end && reach; i++) {
        uint64_t now = those_with(all, x, reach, cps[i]);
        if (now & x->last)
            best = i - at + 1;
        reach = 0;
        for (; now; now &= now - 1)
            reach |= x->follow[__builtin_ctzll(now)];
    }
    return best;
}

bool lint_regex_begins(const struct lint_regexes *all, size_t index, uint32_t cp)
{
    return those_with(all, &all->items[index], all->items[index].first, cp) != 0;
}
