/* Token buckets in a table of fixed size: no attacker makes it grow. A full set forgets the bucket that has rested longest,
 * which at worst lets somebody do a little more. Any thread. */
#ifndef HH_OPS_RATE_H
#define HH_OPS_RATE_H

#include "server/port/ctx.h"

struct rate_table;
MUST_USE struct rate_table *rate_table_new(struct random_port *random); /* NULL: no memory */
void rate_table_free(struct rate_table *table);
struct rate_port *rate_table_port(struct rate_table *table);

#endif
