/* The places of the country by their code of GB/T 2260: provinces (330000), cities (330300) and counties (330302), as they are today. The
 * table is matcher/codes/gb2260.tsv; its first line names its source. Any thread. */
#ifndef HH_PORT_REGION_H
#define HH_PORT_REGION_H

#include "server/port/ctx.h"

/* The name of a place in Chinese, borrowed from the program; ptr NULL: no place of today has this code (an abolished one neither). */
struct str region_name(struct str code);
static inline bool region_is_known(struct str code)
{
    return region_name(code).ptr != NULL;
}

/* A field that holds a code, or one of its list: ERR_INVALID and a fault at `pointer` that says which code it was, when it is none. */
MUST_USE enum err region_check(struct ctx *c, struct str pointer, struct str code);
/* The digits that all parts of a place begin with: 330300 -> 3303, 330000 -> 33, 330302 -> 330302. */
struct str region_tree(struct str code);

#endif
