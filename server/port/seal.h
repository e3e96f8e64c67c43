/* Personal data kept as sealed text: identity numbers, phones, birth dates, secrets of a second factor. What a row holds says
 * nothing without the key file, and cannot be moved to another row or column. Any thread; never waits.
 *
 * `place` names where the text stands: "table.column:row id" (seal_place). It is bound to the text and not stored in it. */
#ifndef HH_PORT_SEAL_H
#define HH_PORT_SEAL_H

#include "server/port/ctx.h"

#define SEAL_PLAIN_MAX 4096 /* bytes of one sealed value */

struct seal_port {
    /* base64url(key id, nonce, ciphertext), with the newest key. An empty value stays empty. ERR_NO_MEMORY; ERR_INVALID above SEAL_PLAIN_MAX. */
    enum err (*close)(struct seal_port *self, struct arena *mem, struct str place, struct str plain, struct str *ret_sealed);
    /* With whichever key sealed it; empty gives empty. ERR_INTERNAL: another place, another key, changed bytes. */
    enum err (*open)(struct seal_port *self, struct arena *mem, struct str place, struct str sealed, struct str *ret_plain);
    /* The same value of the same kind ("candidate.phone") always gives the same index, whatever the newest key: 43 characters that tell nothing without
     * the file. The caller brings the value into its one form first (no blanks, capital letters). */
    enum err (*blind)(struct seal_port *self, struct arena *mem, struct str kind, struct str value, struct str *ret_index);
};

/* "candidate.phone" and "aXYZ" make the place candidate.phone:aXYZ; ptr NULL without memory. */
static inline struct str seal_place(struct arena *mem, const char *column, struct str row_id)
{
    return arena_format(mem, "%s:%.*s", column, STR_ARG(row_id));
}

/* The usual calls, for handlers. ERR_UNAVAILABLE where the hall has no keys. */
MUST_USE enum err seal_close(struct ctx *c, const char *column, struct str row_id, struct str plain, struct str *ret_sealed);
MUST_USE enum err seal_open(struct ctx *c, const char *column, struct str row_id, struct str sealed, struct str *ret_plain);
MUST_USE enum err seal_blind(struct ctx *c, const char *kind, struct str value, struct str *ret_index);

#endif
