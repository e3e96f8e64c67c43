/* What the law and good sense ask of an offer before it is published. Pure: rules, an offer and the time in; findings out. */
#ifndef HH_VACANCIES_LINT_CORE_H
#define HH_VACANCIES_LINT_CORE_H

#include "server/feature/vacancies/lint_table.h"

#define LINT_FINDINGS_MAX 64
#define VACANCY_VALID_MS (90 * MILLIS_DAY)        /* at most */
#define VACANCY_VALID_USUAL_MS (30 * MILLIS_DAY)  /* when nothing is said */

struct lint_finding { /* texts in the arena or in the rules */
    enum lint_action action;
    struct str pointer, code, zh, en, law;
    struct str found; /* the words it was found in; empty for what is judged by the fields */
};

struct lint_report {
    struct lint_finding items[LINT_FINDINGS_MAX];
    size_t len;
    enum lint_action strictest; /* lint_action_none: nothing to say */
};

struct lint_in {
    const struct lint_rules *rules;
    const struct vacancy_row *row;
    const struct organization_row *organization;
    int64_t now;
    bool duplicate; /* the organization has an open offer of this title in this place */
};

/* Every rule that is broken, each field in turn. More than LINT_FINDINGS_MAX are not kept (strictest counts them). */
MUST_USE enum err lint_vacancy(struct arena *mem, const struct lint_in *in, struct lint_report *ret_report);

/* The words of one text alone. `hazards_named`: rows of the category 职业危害 have nothing to ask. */
struct lint_words {
    struct str pointer, text;
    bool hazards_named;
};
MUST_USE enum err lint_words_judge(struct arena *mem, const struct lint_rules *rules, const struct lint_words *words, struct lint_report *report);

/* Pay of a month: 21.75 days, 174 hours, a twelfth of a year. Compares without rounding: whether fen a period are fewer than
 * month_fen a month. */
bool lint_pay_is_below(int64_t fen, enum wage_period period, int64_t month_fen);
/* The longest lawful probation, in months, for a contract of so many months (0: open-ended; NONE: not said, the longest). */
int64_t lint_probation_max(int64_t contract_months);

#endif
