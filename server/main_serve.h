/* The composition root of `hirehall serve`. */
#ifndef HH_MAIN_SERVE_H
#define HH_MAIN_SERVE_H

#include "server/ops/config.h"

/* Serves until SIGTERM or SIGINT; the exit status: 0 done, 1 refused (said on standard error). */
int serve(const struct config *config);

#endif
