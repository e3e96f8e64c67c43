/* The small part of POSIX extended expressions that the lexicons use, over code points: characters, ".", [...] and [^...] with
 * ranges, ( | ), ? * + {m} {m,} {m,n}, \ before a sign. Each expression becomes the automaton of its positions (Glushkov), at
 * most 64 of them, one bit each: matching is a step of masks a character, never backtracking, whatever the rows say.
 * glibc's regexec was the other way: it reads UTF-8 only in a locale of that kind, which a thread of a library would have to carry,
 * and it would be asked row by row. What one offer costs is measured by tests/bench/run lint. Pure. */
#ifndef HH_VACANCIES_LINT_PATTERN_H
#define HH_VACANCIES_LINT_PATTERN_H

#include "server/feature/vacancies/lint_text.h"

#define LINT_POSITIONS_MAX 64
#define LINT_REGEXES_MAX 96
#define LINT_CLASSES_MAX 2048
#define LINT_RANGES_MAX 2048
#define LINT_SPAN_MAX 256 /* characters a match may be long */

struct lint_range {
    uint32_t low, high;
};
struct lint_class { /* of one position */
    uint16_t range_at, range_count;
    bool other; /* everything but these */
};
struct lint_regex {
    uint64_t first, last;
    uint64_t follow[LINT_POSITIONS_MAX];
    uint16_t class_at; /* of position 0; the others follow */
    uint16_t count;
};
struct lint_regexes {
    struct lint_regex items[LINT_REGEXES_MAX];
    struct lint_class classes[LINT_CLASSES_MAX];
    struct lint_range ranges[LINT_RANGES_MAX];
    size_t len, class_count, range_count;
};

/* False: not in the subset, too long, or it would match nothing at all. */
MUST_USE bool lint_regex_add(struct lint_regexes *all, const struct lint_fold *fold, struct str pattern, size_t *ret_index);
/* Length of the longest match that begins at cps[at]; 0: none. */
size_t lint_regex_at(const struct lint_regexes *all, size_t index, const uint32_t *cps, size_t len, size_t at);
/* Whether a match may begin with cp. */
bool lint_regex_begins(const struct lint_regexes *all, size_t index, uint32_t cp);

#endif
