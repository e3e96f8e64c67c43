/* Paths, queries, cookies: percent-decoding into an arena. */
#ifndef HH_PROTO_URI_H
#define HH_PROTO_URI_H

#include "proto/base/arena.h"
#include "proto/base/err.h"

/* Decodes %XX (and, in queries, '+' as a blank). ERR_BAD_REQUEST: NUL, a broken escape, or what is not UTF-8 then.
 * ret_text->ptr is never NULL, and ends in NUL. */
MUST_USE enum err uri_decode(struct arena *mem, struct str text, bool plus_is_blank, struct str *ret_text);
/* The decoded value of a query parameter (pairs between '&'); ptr NULL when absent, empty without '='. Twice the same
 * name, or a broken escape in any name, is ERR_BAD_REQUEST. */
MUST_USE enum err uri_query_get(struct arena *mem, struct str query, struct str name, struct str *ret_value);
/* A Cookie header's value by name, raw; ptr NULL when absent; of two equal names the first. */
struct str uri_cookie_get(struct str header, struct str name);

#endif
