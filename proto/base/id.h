/* Opaque ids: 'prefix' letter, then 22 letters or digits carrying 128 bits of the random bytes given.
 * Ids sort by nothing and mean nothing; they are never a row number. */
#ifndef HH_BASE_ID_H
#define HH_BASE_ID_H

#include "proto/base/arena.h"

#define ID_TEXT_MAX 24

/* Writes prefix + 22 characters of base 62, without NUL; returns the length (23). */
size_t id_write(char prefix, const uint8_t random[16], char ret_text[ID_TEXT_MAX]);
/* 1 to ID_TEXT_MAX letters, digits, '-' or '_'. */
bool id_is_valid(struct str text);

#endif
