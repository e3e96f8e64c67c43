/* Signing up for a fair: for reminders, the lobby and the plan. Once a person and fair; again changes nothing. */
#ifndef HH_FEATURE_FAIRS_REGISTRATIONS_H
#define HH_FEATURE_FAIRS_REGISTRATIONS_H

#include "server/port/route.h"
#include "server/port/store.h"

#define REGISTRATIONS_SHOWN_MAX 100

MUST_USE enum err fair_register(struct ctx *c, const struct id_in *in, struct registration *out); /* ERR_FAIR_NOT_OPEN outside its time */
MUST_USE enum err fair_unregister(struct ctx *c, const struct id_in *in); /* also when there is none */
MUST_USE enum err registrations_mine(struct ctx *c, const struct nothing *in, struct registration_list *out); /* of fairs not archived */

#endif
