/* The rules as data (deploy/policies), read once into what matching needs: one list of expressions and phrases, found by the
 * character they begin with, so that a text is walked once for all rows. Pure but for the one shared copy. */
#ifndef HH_VACANCIES_LINT_TABLE_H
#define HH_VACANCIES_LINT_TABLE_H

#include "proto/model.h"
#include "server/feature/vacancies/lint_pattern.h"

#define LINT_RULES_MAX 256
#define LINT_ENTRIES_MAX 1024
#define LINT_PHRASE_CPS_MAX 8192
#define LINT_INDEX_MAX 4096
#define LINT_SLOTS 2048
#define LINT_WAGES_MAX 64
#define LINT_WORDS_MAX 128

struct lint_rule { /* one row of a lexicon; texts lie in the program */
    struct str id, category, law, unless, hint;
    enum lint_action action;
    uint16_t entry_at, entry_count; /* the pattern first, then the phrases of `unless` */
};

struct lint_entry { /* something to be found */
    uint16_t rule;
    bool innocent;  /* a phrase of `unless` */
    bool regex;     /* at: index of the expression; else `len` code points of the pool from `at` */
    uint16_t at, len;
};

/* What is judged by the fields of an offer and not by its words: lint_core.c. In the order people should mend them. */
#define LINT_CLAUSES(CLAUSE)                                                                                           \
    CLAUSE(title_missing) CLAUSE(region_missing) CLAUSE(headcount_missing) CLAUSE(wage_missing) CLAUSE(wage_crossed)   \
    CLAUSE(duties_missing) CLAUSE(address_missing) CLAUSE(conditions_missing) CLAUSE(organization_thin)               \
    CLAUSE(valid_until_past) CLAUSE(valid_until_far) CLAUSE(start_by_past) CLAUSE(minimum_wage)                        \
    CLAUSE(minimum_wage_newer) CLAUSE(wage_wide) CLAUSE(probation_long) CLAUSE(probation_part_time)                    \
    CLAUSE(probation_wage_low) CLAUSE(probation_wage_minimum) CLAUSE(dispatch) CLAUSE(minor_hazard) CLAUSE(duplicate)
#define CLAUSE_NAME(name) LINT_##name,
enum lint_clause { LINT_CLAUSES(CLAUSE_NAME) LINT_CLAUSE_COUNT };
#undef CLAUSE_NAME

struct lint_clause_row {
    struct str pointer, code, law, zh, en;
    enum lint_action action;
};

struct lint_wage { /* the lowest lawful pay of a place from a day on */
    int64_t from, month_fen;
    struct str area, name;
    bool certain; /* false: its table says that nobody has verified it, so it can only warn */
};

struct lint_rules {
    struct lint_fold fold;
    struct lint_rule rules[LINT_RULES_MAX];
    struct lint_entry entries[LINT_ENTRIES_MAX];
    struct lint_regexes regexes;
    uint32_t cps[LINT_PHRASE_CPS_MAX];
    /* entries that may begin with a character: slots by character, each a run of `index` */
    struct {
        uint32_t cp;
        uint16_t at, count;
    } slots[LINT_SLOTS];
    uint16_t index[LINT_INDEX_MAX];
    struct lint_clause_row clauses[LINT_CLAUSE_COUNT];
    struct lint_wage wages[LINT_WAGES_MAX];
    struct str words[LINT_WORDS_MAX][2]; /* Chinese, English */
    size_t rule_count, entry_count, cp_count, index_count, wage_count, word_count;
};

struct lint_tables { /* the texts of deploy/policies; lexicons: as many as there are, NULL ptr ends */
    struct str lexicons[4], clauses, words, wages, traditional;
};
/* False: a row is not what it must be; ret_why names it. *rules is all zero before. */
MUST_USE bool lint_rules_load(struct lint_rules *rules, const struct lint_tables *tables, struct str *ret_why);
/* Those inside the program, read at first use. Any thread; never changes afterwards. */
const struct lint_rules *lint_rules_shared(void);
/* The entries that may begin with cp. */
size_t lint_rules_with(const struct lint_rules *rules, uint32_t cp, const uint16_t **ret_entries);
/* Chinese words of the tables put into English, the rest as it is. ptr NULL: no memory. */
struct str lint_english(const struct lint_rules *rules, struct arena *mem, struct str zh);
/* The lowest lawful pay of a month at `region` now. False: the tables know none. certain false: of the newest row that nobody verified. */
MUST_USE bool lint_wage_of(const struct lint_rules *rules, struct str region, int64_t now, bool certain, struct lint_wage *ret_wage);

#endif
