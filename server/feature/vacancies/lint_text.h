/* Text as the lexicons read it: no blanks, no ornaments, one width, one script, one case. Pure. */
#ifndef HH_VACANCIES_LINT_TEXT_H
#define HH_VACANCIES_LINT_TEXT_H

#include "proto/base/arena.h"
#include "proto/base/err.h"

#define LINT_MARK ',' /* what every mark that ends a clause becomes: patterns say [^，。；] */

/* Traditional characters of the basic plane to simplified ones: open addressing, filled once. */
#define LINT_FOLD_SLOTS 8192
struct lint_fold {
    uint16_t from[LINT_FOLD_SLOTS], to[LINT_FOLD_SLOTS]; /* from 0: empty */
};
MUST_USE bool lint_fold_load(struct lint_fold *fold, struct str table);

/* One code point in its plain form: half width, small letter, simplified; every end of a clause is LINT_MARK. */
uint32_t lint_fold_one(const struct lint_fold *fold, uint32_t cp);

struct lint_text { /* arrays in an arena */
    uint32_t *cps;
    uint32_t *from; /* byte offset of each in the text it came from */
    size_t len;
    struct str source; /* UTF-8 */
};
/* Dashes and points stay between digits, a colon behind a Latin letter (wx:), ends of clauses as LINT_MARK; but not around
 * a single character, which is how words are pulled apart to get past a filter. */
MUST_USE enum err lint_text_read(const struct lint_fold *fold, struct arena *mem, struct str source, struct lint_text *ret_text);
/* The piece of the source that [at, at + len) came from. */
struct str lint_text_source(const struct lint_text *text, size_t at, size_t len);
/* Next code point of valid UTF-8; moves *at. */
uint32_t lint_next(struct str source, size_t *at);

#endif
