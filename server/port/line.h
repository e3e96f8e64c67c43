/* What the sessions feature asks of the line. A talk is a stage of a ticket: it begins and ends with a step of the ticket, in
 * one commit, so both verbs live in server/feature/line. */
#ifndef HH_PORT_LINE_H
#define HH_PORT_LINE_H

#include "server/port/store.h"

/* One side asks for more time; when the other side asked before, the talk goes on for half its planned length. The caller is
 * one of the two sides. One commit, then live state and events. */
MUST_USE enum err line_extend(struct ctx *c, const struct id_in *in, struct session *out);
/* A recruiter of the booth ends the talk with an outcome, or gives it to a talk that is over. One commit. */
MUST_USE enum err line_finish(struct ctx *c, const struct session_finish_in *in, struct session *out);

/* --- within a read or a write ------------------------------------------------------------------------------ */
/* The caller leaves every line they stand in, each with its own step; what follows is left to the relay. ERR_CONFLICT while a talk goes on. */
MUST_USE enum err line_leave_all(struct store_tx *tx);
/* Which side the caller is: candidate, recruiter (the one who talks), hall (a colleague at the booth, who may read).
 * ERR_NOT_FOUND for everybody else. */
MUST_USE enum err line_talk_side(struct store_tx *tx, const struct session_row *row, unsigned *ret_side);
/* As `side` sees it; the note only for recruiter and hall. */
MUST_USE enum err line_talk_show(struct store_tx *tx, const struct session_row *row, unsigned side, struct session *ret_session);
/* ERR_NOT_FOUND unless the caller works at the booth. */
MUST_USE enum err line_booth_check(struct store_tx *tx, struct str booth_id);
/* Still open: both sides may speak. */
bool line_talk_is_open(const struct session_row *row, int64_t now);

#endif
