/* Codes of public registers, judged by form alone. Pure. */
#ifndef HH_BASE_CODE_H
#define HH_BASE_CODE_H

#include "proto/base/str.h"

/* The unified social credit code, GB 32100-2015: 18 characters of 0-9 and A-Z without I, O, S, V, Z; the last one checks
 * the others (weights 3^i mod 31). */
bool code_uscc_is_valid(struct str code);
/* GB/T 2260: six digits that begin with a region of the country (1 to 8). */
bool code_region_is_valid(struct str code);

#endif
