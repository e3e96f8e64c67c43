#include "server/feature/vacancies/lint_table.h"

#include <pthread.h>

#include "proto/base/buf.h"
#include "proto/base/check.h"

#define COLUMNS_MAX 8
#define LITERAL_MAX 64

/* --- rows of a table: '#' lines and the head are skipped -------------------------------------------------------- */
struct table {
    struct str rest, line;
    bool head_done;
};

static bool row_next(struct table *t, struct str ret_columns[COLUMNS_MAX])
{
    while (t->rest.len) {
        t->rest = str_cut(t->rest, '\n', &t->line);
        if (!t->line.len || t->line.ptr[0] == '#')
            continue;
        if (!t->head_done) {
            t->head_done = true;
            continue;
        }
        struct str rest = t->line;
        for (size_t i = 0; i < COLUMNS_MAX; i++)
            rest = str_cut(rest, '\t', &ret_columns[i]);
        return true;
    }
    return false;
}

static bool action_read(struct str text, enum lint_action *ret_action)
{
    static const struct str names[] = { { "WARN", 4 }, { "REVIEW", 6 }, { "BLOCK", 5 } };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(text, names[i])) {
            *ret_action = (enum lint_action)(lint_action_warn + i);
            return true;
        }
    return false;
}

/* --- lexicons ----------------------------------------------------------------------------------------------------- */

/* The phrase as texts are read: blanks and ornaments gone. */
static bool phrase_add(struct lint_rules *r, struct str phrase, struct lint_entry *entry)
{
    if (phrase.len > LITERAL_MAX * 4)
        return false;
    size_t begin = r->cp_count;
    for (size_t at = 0; at < phrase.len;) {
        uint32_t cp = lint_fold_one(&r->fold, lint_next(phrase, &at));
        bool word   = cp >= 0x80 ? cp < 0x2000 || cp > 0x303F : (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
        if (!word)
            continue;
        if (r->cp_count == LINT_PHRASE_CPS_MAX)
            return false;
        r->cps[r->cp_count++] = cp;
    }
    entry->at  = (uint16_t)begin;
    entry->len = (uint16_t)(r->cp_count - begin);
    return entry->len > 0;
}

static bool entry_add(struct lint_rules *r, struct str text, bool innocent)
{
    if (r->entry_count == LINT_ENTRIES_MAX)
        return false;
    struct lint_entry *entry = &r->entries[r->entry_count];
    *entry                   = (struct lint_entry){ .rule = (uint16_t)r->rule_count, .innocent = innocent };
    size_t index             = 0;
    if (!innocent && str_starts(text, STR("re:"))) {
        if (!lint_regex_add(&r->regexes, &r->fold, str_skip(text, 3), &index))
            return false;
        entry->regex = true;
        entry->at    = (uint16_t)index;
    } else if (!phrase_add(r, text, entry)) {
        return false;
    }
    r->entry_count++;
    r->rules[r->rule_count].entry_count++;
    return true;
}

static bool rule_add(struct lint_rules *r, const struct str columns[COLUMNS_MAX])
{
    if (r->rule_count == LINT_RULES_MAX || !columns[0].len)
        return false;
    struct lint_rule *rule = &r->rules[r->rule_count];
    *rule = (struct lint_rule){ .id = columns[0], .category = columns[2], .law = columns[4], .unless = columns[5], .hint = columns[6], .entry_at = (uint16_t)r->entry_count };
    if (!action_read(columns[3], &rule->action) || !entry_add(r, columns[1], false))
        return false;
    struct str rest = rule->unless, phrase;
    while (rest.len) {
        rest = str_cut(rest, '/', &phrase);
        if (phrase.len && !entry_add(r, phrase, true))
            return false;
    }
    r->rule_count++;
    return true;
}

/* --- by first character --------------------------------------------------------------------------------------------- */

static size_t slot_of(const struct lint_rules *r, uint32_t cp)
{
    size_t slot = cp * 2654435761U >> 21; /* 11 bits */
    while (r->slots[slot].cp && r->slots[slot].cp != cp)
        slot = (slot + 1) % LINT_SLOTS;
    return slot;
}

size_t lint_rules_with(const struct lint_rules *rules, uint32_t cp, const uint16_t **ret_entries)
{
    size_t slot  = slot_of(rules, cp);
    *ret_entries = rules->index + rules->slots[slot].at;
    return rules->slots[slot].cp ? rules->slots[slot].count : 0;
}

static bool begins(const struct lint_rules *r, const struct lint_entry *entry, uint32_t cp)
{
    return entry->regex ? lint_regex_begins(&r->regexes, entry->at, cp) : r->cps[entry->at] == cp;
}

/* Every entry under each character that it may begin with. */
static bool slot_fill(struct lint_rules *r, uint32_t cp)
{
    size_t slot = slot_of(r, cp);
    if (r->slots[slot].cp)
        return true; /* done with an earlier entry */
    r->slots[slot].cp = cp;
    r->slots[slot].at = (uint16_t)r->index_count;
    for (size_t i = 0; i < r->entry_count; i++) {
        if (!begins(r, &r->entries[i], cp))
            continue;
        if (r->index_count == LINT_INDEX_MAX)
            return false;
        r->index[r->index_count++] = (uint16_t)i;
        r->slots[slot].count++;
    }
    return true;
}

/* An expression may begin with at most so many characters, or the index is no index. */
#define FIRSTS_MAX 64

static bool regex_index(struct lint_rules *r, const struct lint_regex *x)
{
    for (size_t i = 0; i < x->count; i++) {
        const struct lint_class *c = &r->regexes.classes[x->class_at + i];
        if (!(x->first >> i & 1U))
            continue;
        for (size_t k = 0; k < c->range_count; k++) {
            const struct lint_range *range = &r->regexes.ranges[c->range_at + k];
            if (c->other || range->high - range->low >= FIRSTS_MAX)
                return false;
            for (uint32_t cp = range->low; cp <= range->high; cp++)
                if (!slot_fill(r, cp))
                    return false;
        }
        if (c->other)
            return false;
    }
    return true;
}

static bool index_build(struct lint_rules *r, struct str *ret_why)
{
    size_t used = 0;
    for (size_t i = 0; i < r->entry_count; i++) {
        const struct lint_entry *entry = &r->entries[i];
        *ret_why                       = r->rules[entry->rule].id;
        if (entry->regex ? !regex_index(r, &r->regexes.items[entry->at]) : !slot_fill(r, r->cps[entry->at]))
            return false;
    }
    for (size_t i = 0; i < LINT_SLOTS; i++)
        used += r->slots[i].cp != 0;
    return used < LINT_SLOTS / 2;
}

/* --- clauses, wages, words --------------------------------------------------------------------------------------------- */

static bool clause_add(struct lint_rules *r, const struct str columns[COLUMNS_MAX])
{
#define CLAUSE_TEXT(name) { #name, sizeof(#name) - 1 },
    static const struct str names[] = { LINT_CLAUSES(CLAUSE_TEXT) };
#undef CLAUSE_TEXT
    for (size_t i = 0; i < LINT_CLAUSE_COUNT; i++) {
        struct lint_clause_row *row = &r->clauses[i];
        if (!str_eq(names[i], columns[0]))
            continue;
        *row = (struct lint_clause_row){ .pointer = columns[1], .code = columns[2], .law = columns[4], .zh = columns[5], .en = columns[6] };
        return action_read(columns[3], &row->action) && row->pointer.len && row->code.len && row->zh.len && row->en.len;
    }
    return false;
}

/* The first day of a row, and its pay: one number for a place, several ("2280/2070/1840") for the classes of the province,
 * of which the last is the lowest. */
static bool wage_add(struct lint_rules *r, const struct str columns[COLUMNS_MAX])
{
    char moment[TIME_TEXT_MAX] = "";
    int64_t yuan               = 0;
    struct str lowest          = columns[3];
    struct lint_wage *wage     = &r->wages[r->wage_count];
    if (r->wage_count == LINT_WAGES_MAX || columns[0].len != 10)
        return false;
    memcpy(moment, columns[0].ptr, 10);
    memcpy(moment + 10, "T00:00:00+08:00", 15);
    for (struct str rest = lowest; rest.len;)
        rest = str_cut(rest, '/', &lowest);
    *wage = (struct lint_wage){ .area = columns[1], .name = columns[2], .certain = !str_eq(columns[5], STR("memory")) };
    if (!time_read(str_make(moment, 25), &wage->from) || !str_to_i64(lowest, &yuan) || yuan <= 0)
        return false;
    wage->month_fen = yuan * 100;
    r->wage_count++;
    return true;
}

static bool word_add(struct lint_rules *r, const struct str columns[COLUMNS_MAX])
{
    if (r->word_count == LINT_WORDS_MAX || !columns[0].len)
        return false;
    r->words[r->word_count][0]   = columns[0];
    r->words[r->word_count++][1] = columns[1];
    return true;
}

struct str lint_english(const struct lint_rules *rules, struct arena *mem, struct str zh)
{
    struct buf out;
    buf_init(&out, 4096);
    while (zh.len) {
        size_t i = 0;
        while (i < rules->word_count && !str_starts(zh, rules->words[i][0]))
            i++;
        if (i < rules->word_count) {
            buf_add(&out, rules->words[i][1]);
            zh = str_skip(zh, rules->words[i][0].len);
        } else {
            buf_add_char(&out, zh.ptr[0]);
            zh = str_skip(zh, 1);
        }
    }
    struct str text = buf_failed(&out) ? STR_NONE : arena_dup(mem, str_make(out.ptr, out.len));
    buf_done(&out);
    return text;
}

/* --- all -------------------------------------------------------------------------------------------------------------------- */

static bool table_read(struct lint_rules *rules, struct str text, bool (*add)(struct lint_rules *, const struct str[COLUMNS_MAX]), struct str *ret_why)
{
    struct table t = { .rest = text };
    struct str columns[COLUMNS_MAX];
    while (row_next(&t, columns)) {
        *ret_why = t.line;
        if (!add(rules, columns))
            return false;
    }
    return true;
}

bool lint_rules_load(struct lint_rules *rules, const struct lint_tables *tables, struct str *ret_why)
{
    *ret_why = STR("traditional");
    if (!lint_fold_load(&rules->fold, tables->traditional))
        return false;
    for (size_t i = 0; i < COUNT_OF(tables->lexicons) && tables->lexicons[i].ptr; i++)
        if (!table_read(rules, tables->lexicons[i], rule_add, ret_why))
            return false;
    if (!table_read(rules, tables->clauses, clause_add, ret_why) || !table_read(rules, tables->wages, wage_add, ret_why) ||
        !table_read(rules, tables->words, word_add, ret_why))
        return false;
    *ret_why = STR("a clause is missing");
    for (size_t i = 0; i < LINT_CLAUSE_COUNT; i++)
        if (!rules->clauses[i].zh.len)
            return false;
    return index_build(rules, ret_why);
}

bool lint_wage_of(const struct lint_rules *rules, struct str region, int64_t now, bool certain, struct lint_wage *ret_wage)
{
    const struct lint_wage *best = NULL;
    size_t known                 = region.len; /* digits that name a place: 330300 names all that begins with 3303 */
    while (known > 2 && region.ptr[known - 1] == '0' && region.ptr[known - 2] == '0')
        known -= 2;
    struct str tree = str_make(region.ptr, known);
    for (size_t i = 0; i < rules->wage_count; i++) {
        const struct lint_wage *w = &rules->wages[i];
        if (w->certain != certain || w->from > now)
            continue;
        /* a row without a place is the province's */
        if (w->area.len ? w->area.len != 6 || !str_starts(w->area, tree) : !str_starts(region, STR("33")))
            continue;
        if (!best || w->from > best->from || (w->from == best->from && w->month_fen < best->month_fen))
            best = w;
    }
    if (best)
        *ret_wage = *best;
    return best != NULL;
}

/* --- the shared copy -------------------------------------------------------------------------------------------------------- */

#define TABLE(name) extern const char policy_##name[], policy_##name##_end[];
TABLE(discrimination)
TABLE(fraud)
TABLE(offer)
TABLE(rules)
TABLE(words)
TABLE(wages)
TABLE(traditional)
#undef TABLE
#define TABLE(name) { policy_##name, (size_t)(policy_##name##_end - policy_##name) }

static struct lint_rules shared; /* house rule 15: constant once it was read, and as large as it may grow; nothing is allocated */

static void shared_read(void)
{
    const struct lint_tables tables = { .lexicons    = { TABLE(discrimination), TABLE(fraud), TABLE(offer) },
                                        .clauses     = TABLE(rules),
                                        .words       = TABLE(words),
                                        .wages       = TABLE(wages),
                                        .traditional = TABLE(traditional) };
    struct str why = STR_NONE;
    CHECK(lint_rules_load(&shared, &tables, &why)); /* our own tables, held by a test */
}

const struct lint_rules *lint_rules_shared(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, shared_read) == 0);
    return &shared;
}
