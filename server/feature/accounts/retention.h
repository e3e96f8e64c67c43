/* What is kept too long goes: the rows of deploy/policies/retention.def, once a day. */
#ifndef HH_ACCOUNTS_RETENTION_H
#define HH_ACCOUNTS_RETENTION_H

#include "server/port/ctx.h"

#define RETENTION_EVERY_MS MILLIS_DAY

enum err retention_job_any(struct ctx *c, const void *in, void *out);

#endif
