/* Stepping into the demonstration's people, where the hall shows one. */
#ifndef HH_ACCOUNTS_DEMO_DOOR_H
#define HH_ACCOUNTS_DEMO_DOOR_H

#include "server/port/ctx.h"

enum err demo_get_any(struct ctx *c, const void *in, void *out);          /* GET /demo */
enum err demo_login_create_any(struct ctx *c, const void *in, void *out); /* POST /demo/logins */

#endif
