/* Where Redis is. */
#ifndef HH_LIVE_REDIS_URL_H
#define HH_LIVE_REDIS_URL_H

#include "proto/base/str.h"

#define REDIS_URL_PART_MAX 256

struct redis_url {
    char path[REDIS_URL_PART_MAX]; /* of a Unix socket; empty: host and port */
    char host[REDIS_URL_PART_MAX];
    int port;
    char user[REDIS_URL_PART_MAX], password[REDIS_URL_PART_MAX]; /* empty: none */
    unsigned database;
};

/* "unix:/path" or "redis://[[user]:password@]host[:port][/database]"; an IPv6 host stands in brackets. ret_why: a constant. */
MUST_USE bool redis_url_read(struct str text, struct redis_url *ret_url, const char **ret_why);

#endif
