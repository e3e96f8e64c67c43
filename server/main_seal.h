/* What the store holds sealed, as a whole: are its keys there, and `hirehall seal rotate` and `seal renew`. Main thread. */
#ifndef HH_MAIN_SEAL_H
#define HH_MAIN_SEAL_H

#include "server/main_hall.h"

/* Nothing is sealed yet. False also when the store cannot be asked. */
MUST_USE bool sealed_rows_none(const struct base *b);
/* One value of each column opens with the hall's keys (all of them would take too long at each start). */
MUST_USE bool sealed_rows_open(const struct base *b);

int seal_rotate(struct base *b); /* adds a fresh key to the file */
int seal_renew(struct base *b);  /* seals every value anew that an older key sealed */

#endif
