/* Between the files of the line feature: one step of one ticket from its load to what follows its commit. */
#ifndef HH_FEATURE_LINE_IN_H
#define HH_FEATURE_LINE_IN_H

#include "server/feature/line/line_core.h"
#include "server/port/eta.h"
#include "server/port/event.h"
#include "server/port/line.h"
#include "server/port/route.h"

#define WORK_BATCH 32 /* steps a job makes in one write */

/* What a step needs of its booth. booth and fair carry only what SQL_BOOTH_CONTEXT reads. */
struct line_place_of {
    struct booth_row booth;
    struct fair_row fair;
    struct str organization_id, organization_name;
};

struct line_work {
    int64_t now;
    struct ticket_row ticket;
    struct line_place_of at;
    struct str reason;       /* of the last step */
    bool stepped;            /* something was saved */
    bool booth_changed;
    bool renumbered;         /* other tickets of the booth changed too */
    struct str outbox_ids[2]; /* of the projections, for outbox_done */
    size_t outbox_count;
    struct events events;
};

/* --- line_work.c: within the write ---------------------------------------------------------------------------- */
MUST_USE enum err work_place(struct store_tx *tx, struct str booth_id, struct line_place_of *ret_at);
/* Begins anew, so that a write may run twice. ERR_NOT_FOUND. */
MUST_USE enum err work_load(struct store_tx *tx, struct line_work *w, struct str ticket_id);
/* After a rule changed w->ticket: saves it and writes the step. */
MUST_USE enum err work_save(struct store_tx *tx, struct line_work *w, unsigned action, struct str reason);
MUST_USE enum err work_booth_save(struct store_tx *tx, struct line_work *w);
/* After a miss: gives the ticket its key behind `places` waiting ones; renumbers the line when there is no room. Before work_save. */
MUST_USE enum err work_move_back(struct store_tx *tx, struct line_work *w, int64_t places);
/* The first ring came (rung), or the wait ended without one: compares the promise given at joining with it, and counts that. */
MUST_USE enum err work_promise(struct store_tx *tx, const struct line_work *w, bool rung);
/* The outbox row of the projection: of the ticket, and of the booth when it counts for more than a moment. */
MUST_USE enum err work_outbox(struct store_tx *tx, struct line_work *w, bool booth_too);
/* An event with the ticket as it is now, to this account's `me`. */
MUST_USE enum err work_tell(struct store_tx *tx, struct line_work *w, const char *event, struct str account_id);
/* The ticket as people see it, without its place and waiting time. */
void ticket_show(const struct ticket_row *t, const struct line_place_of *at, int64_t now, struct ticket *ret_ticket);

/* --- after the commit: live state, events; what fails is done by the relay ----------------------------------------- */
void work_follow(struct ctx *c, struct line_work *works, size_t count);
/* Brings live tickets up to their rows. */
MUST_USE enum err project_ticket(struct ctx *c, struct str ticket_id);
MUST_USE enum err project_candidate(struct ctx *c, struct str ticket_id); /* all live ones of this ticket's owner, and this one */
MUST_USE enum err project_booth(struct ctx *c, struct str booth_id);      /* its row and all its live tickets */

/* --- line_show.c --------------------------------------------------------------------------------------------------- */
/* Fills ahead and eta of those that wait, as far as the live state answers. */
void tickets_fill(struct ctx *c, struct ticket *tickets, size_t count);
MUST_USE enum err ticket_get_any(struct ctx *c, const void *in, void *out);
MUST_USE enum err tickets_mine_any(struct ctx *c, const void *in, void *out);
MUST_USE enum err line_get_any(struct ctx *c, const void *in, void *out);

/* --- the verbs ------------------------------------------------------------------------------------------------------- */
MUST_USE enum err line_join(struct ctx *c, const struct id_in *in, struct ticket *out);
MUST_USE enum err line_leave(struct ctx *c, const struct id_in *in, struct ticket *out);
MUST_USE enum err line_snooze(struct ctx *c, const struct id_in *in, struct ticket *out);
MUST_USE enum err line_withdraw(struct ctx *c, const struct id_in *in, struct ticket *out);
MUST_USE enum err line_extend_ring(struct ctx *c, const struct id_in *in, struct ticket *out);
MUST_USE enum err line_answer(struct ctx *c, const struct id_in *in, struct answered *out);
MUST_USE enum err line_call(struct ctx *c, const struct call_in *in, struct call *out);
/* What came of a grant: a ring, or nothing and never. Undoes it in the live state or brings that up to the row. */
MUST_USE enum err grant_settle(struct ctx *c, struct str grant_id, struct str ticket_id, bool *ret_rings);

/* A talk's end: the ticket is done, both are free, the booth learns. w->ticket and session changed by the caller's rule. */
MUST_USE enum err talk_end(struct store_tx *tx, struct line_work *w, struct session_row *s, struct str reason);
/* session.* to both sides' `me`. */
MUST_USE enum err talk_tell(struct store_tx *tx, struct events *events, const struct session_row *s, const char *event);

/* --- jobs -------------------------------------------------------------------------------------------------------------- */
#define LINE_JOBS(JOB)                                                                                                 \
    JOB(ring_timeout, 250, "Rings that were not answered")                                                             \
    JOB(snooze_wake, 1000, "Snoozes that ran out")                                                                     \
    JOB(session_clock, 500, "Talks near or past their end")                                                            \
    JOB(grants_sweep, 1000, "Grants whose ring never came")                                                            \
    JOB(line_freeze, 1000, "Who is offline too long, and who is back")                                                 \
    JOB(outbox_relay, 1000, "What a commit left to be done")                                                           \
    JOB(line_tick, 200, "booth.line and fair.presence, merged")                                                        \
    JOB(presence_sweep, 1000, "Presence that ran out")                                                                 \
    JOB(line_bell, 1000, "Nobody vanishes at the bell")                                                                \
    JOB(line_purge, 3600000, "Grants decided long ago")
/* Called at start and by the live port, not by time. */
#define LINE_CALLS(CALL)                                                                                               \
    CALL(live_rebuild, "The live state, anew from rows")                                                               \
    CALL(line_restart, "Rings cut by a stop of the hall go back without penalty")
#define JOB_DECLARE(name, ...) MUST_USE enum err name##_any(struct ctx *c, const void *in, void *out);
LINE_JOBS(JOB_DECLARE)
LINE_CALLS(JOB_DECLARE)
#undef JOB_DECLARE

#endif
