/* Route rows compiled for matching: a tree by path segment. Made at start, then read-only. */
#ifndef HH_APP_ROUTE_H
#define HH_APP_ROUTE_H

#include "server/port/route.h"

#define ROUTE_PARAMS_MAX 4
#define METHOD_COUNT 5
#define ROUTES_MAX 256
#define QUERY_FIELDS_MAX 16

struct route_entry {
    const struct route *row;
    size_t index;         /* in the order of the rows */
    struct str name;      /* "POST /api/v1/booths/{id}/calls" */
    size_t param_count;
    uint8_t param_fields[ROUTE_PARAMS_MAX]; /* which field of the in model each takes */
    size_t query_count;
    uint8_t query_fields[QUERY_FIELDS_MAX];
};

struct route_match {
    const struct route_entry *entry;      /* NULL: the path is known, the method is not */
    struct str params[ROUTE_PARAMS_MAX];  /* still percent-encoded */
    struct str allow;                     /* "GET, HEAD, POST" */
};

struct route_table;

MUST_USE struct route_table *route_table_new(const struct feature *const *features, size_t count); /* NULL: no memory */
void route_table_free(struct route_table *t);
size_t route_table_count(const struct route_table *t);
const struct route_entry *route_table_at(const struct route_table *t, size_t index);
/* False: no route has this path. HEAD is GET. An unknown method is none of a path's. */
bool route_table_find(const struct route_table *t, struct str method, struct str path, struct route_match *ret_match);

#endif
