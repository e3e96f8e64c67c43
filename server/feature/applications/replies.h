/* What an employer promises to those who apply, and the reminders of it. */
#ifndef HH_FEATURE_REPLIES_H
#define HH_FEATURE_REPLIES_H

#include "server/port/route.h"

#define REMIND_EVERY_MS (30 * MILLIS_SECOND)

enum err organization_promise(struct ctx *c, const struct reply_promise_in *in, struct reply_promise *out);
enum err vacancy_promise(struct ctx *c, const struct reply_promise_in *in, struct reply_promise *out);
enum err reply_reminders(struct ctx *c, const struct nothing *in);

#endif
