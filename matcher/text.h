/* Text as the index sees it: width and case folded, Han as overlapping single characters and pairs, Latin and digits as whole
 * lower-case words. Documents and queries are cut by the same function, so that they meet. Pure. */
#ifndef HH_MATCHER_TEXT_H
#define HH_MATCHER_TEXT_H

#include "proto/base/str.h"

enum text_cut {
    TEXT_DOCUMENT, /* every character and every pair */
    TEXT_QUERY,    /* pairs; a character only where it stands alone (its pairs imply it) */
};

/* Tokens in order of appearance, repeated ones too. A token is a number: a character, a pair, or the hash of a word.
 * Stops at max and returns how many there are; what is not UTF-8 separates words. */
size_t text_cut(struct str text, enum text_cut how, uint64_t *ret_tokens, size_t max);

#endif
