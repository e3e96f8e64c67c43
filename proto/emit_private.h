/* What the three printers share. */
#ifndef HH_PROTO_EMIT_PRIVATE_H
#define HH_PROTO_EMIT_PRIVATE_H

#include "proto/emit.h"

/* "ticket_state" as "TicketState". */
void emit_pascal(struct buf *out, const char *name);
/* A model that comes in: its fields may be absent unless F_REQ. */
bool emit_is_input(const struct model *m);

#endif
