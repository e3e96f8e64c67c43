/* Text as the index sees it: width, case and script folded, Han as overlapping single characters and pairs, Latin and digits as
 * whole lower-case words. Documents and queries are cut by the same function, so that they meet. Pure. */
#ifndef HH_MATCHER_TEXT_H
#define HH_MATCHER_TEXT_H

#include "proto/base/str.h"

#define TEXT_HAN_FIRST 0x3400
#define TEXT_HAN_COUNT 0x6C00
#define TEXT_INITIALS_MAX 2

/* Filled once, then only read. */
struct text_tables {
    uint16_t simple[TEXT_HAN_COUNT];                   /* of a traditional character the simplified one; 0: itself */
    char initials[TEXT_HAN_COUNT][TEXT_INITIALS_MAX]; /* first letters of its readings in pinyin; 0: none known */
};
/* traditional: pairs of a character and its simplified one; initials: a letter, a blank, the characters that begin with it. Lines
 * that begin with # say where the table comes from. False: a line is of another form. */
MUST_USE bool text_tables_load(struct text_tables *t, struct str traditional, struct str initials);
/* The two tables this program carries. */
MUST_USE bool text_tables_own(struct text_tables *t);

enum text_cut {
    TEXT_DOCUMENT, /* every character and every pair */
    TEXT_QUERY,    /* pairs; a character only where it stands alone (its pairs imply it) */
};

/* Tokens in order of appearance, repeated ones too. A token is a number: a character, a pair, or the hash of a word.
 * Stops at max and returns how many there are; what is not UTF-8 separates words. Without tables (NULL) scripts are not folded. */
size_t text_cut(const struct text_tables *t, struct str text, enum text_cut how, uint64_t *ret_tokens, size_t max);

/* What somebody may type instead of Chinese: the first letters of two to eight characters in a row, as the words text_cut would
 * make of them (电工 gives dg). Of characters with two readings both are tried. */
size_t text_initials(const struct text_tables *t, struct str text, uint64_t *ret_tokens, size_t max);

#endif
