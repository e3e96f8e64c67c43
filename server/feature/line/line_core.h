/* The rules of the line, pure: time, the caller and what was read are arguments. A rule changes the row it is given and
 * raises its version and step count, or refuses and changes nothing. Design: rules 1 to 5, 9 and 10 of the live line. */
#ifndef HH_FEATURE_LINE_CORE_H
#define HH_FEATURE_LINE_CORE_H

#include "proto/model.h"

#define LINE_RING_MS (30 * MILLIS_SECOND)      /* a ring; extended once by as much */
#define LINE_MISSED_OUT 3                      /* this miss ends the ticket */
#define LINE_SNOOZES 2                         /* "let two pass", as often */
#define LINE_SNOOZE_CALLS 2                    /* so many others are called first */
#define LINE_SNOOZE_MS (10 * MILLIS_MINUTE)    /* at the latest */
#define LINE_OFFLINE_MS (120 * MILLIS_SECOND)  /* offline longer: frozen */
#define LINE_WAITING_MAX 500                   /* places of one line */
#define LINE_GRANT_LATE_MS (5 * MILLIS_SECOND) /* a grant without its row this long is undone */
#define LINE_KEY_GAP (INT64_C(1) << 16)        /* between two who join one after the other */
#define LINE_KEY_SERVED (INT64_C(1) << 51)     /* who was served here before queues behind first-timers */
#define TALK_WARN_MS (60 * MILLIS_SECOND)      /* before the end */
#define TALK_GRACE_MS (60 * MILLIS_SECOND)     /* after the end, then it is over */
#define TALK_EXTENSIONS_MAX 3
#define TALK_GAP_MAX_MS (120 * MILLIS_SECOND)  /* more between two talks was idleness, not work */
#define TALK_LEARN_MAX 10                      /* mean of so many, then EWMA with 1/10 */

/* Both languages, since one text is kept and everybody reads it. */
#define LINE_REASON_OUT "连续三次未接听 / Three rings were not answered"
#define LINE_REASON_BELL "招聘会或展位已结束 / The fair or the booth has closed"
#define LINE_REASON_RESTART "系统恢复，不计未接 / The hall was restored: not counted as missed"
#define LINE_REASON_OVER "时间已到 / Time was up"

/* --- the life of a ticket ----------------------------------------------------------------------------------- */
/* Where an action leads; false: not from there. (A third miss ends in `out` instead of `waiting`.) */
bool line_edge(unsigned state, unsigned action, unsigned *ret_to);
/* What the caller of an action that is not possible from there hears. */
enum err line_edge_refusal(unsigned action);
static inline bool ticket_is_live(unsigned state)
{
    return state <= ticket_state_in_session;
}

struct line_join {
    unsigned fair_state, booth_state;
    int64_t fair_ends_at, now;
    int64_t lines, lines_max; /* the person's live tickets of this fair, without this booth's */
    int64_t waiting;          /* places before the new one */
};
MUST_USE enum err line_join_judge(const struct line_join *in);
/* The fair is going on and the booth is not closed. */
MUST_USE enum err line_call_judge(unsigned fair_state, unsigned booth_state, int64_t fair_ends_at, int64_t now);
/* The bell rang for this ticket's fair or booth. */
bool line_is_closed(unsigned fair_state, unsigned booth_state, int64_t fair_ends_at, int64_t now);

/* --- rules: each one step ------------------------------------------------------------------------------------- */
struct line_ring {
    struct str grant_id, recruiter_id;
    int64_t call_count; /* of the booth, before this call */
    int64_t now;
};
MUST_USE enum err ticket_ring(struct ticket_row *t, const struct line_ring *in);
/* Back to the place it had: withdraw (recruiter), undo and restart (hall). */
MUST_USE enum err ticket_back(struct ticket_row *t, unsigned action);
/* Due from ring_ends_at on; missed_count is raised. The third ends it, else the caller moves it line_miss_places back. */
bool ticket_ring_is_over(const struct ticket_row *t, int64_t now);
MUST_USE enum err ticket_miss(struct ticket_row *t, int64_t now);
int64_t line_miss_places(int64_t missed_count);
MUST_USE enum err ticket_extend_ring(struct ticket_row *t, int64_t now);
MUST_USE enum err ticket_answer(struct ticket_row *t, struct str session_id, int64_t ends_at, int64_t now);
MUST_USE enum err ticket_finish(struct ticket_row *t, int64_t now);
MUST_USE enum err ticket_leave(struct ticket_row *t, int64_t now);
MUST_USE enum err ticket_snooze(struct ticket_row *t, int64_t call_count, bool others_wait, int64_t now);
bool ticket_is_snoozed(const struct ticket_row *t, int64_t call_count, int64_t now);
MUST_USE enum err ticket_wake(struct ticket_row *t, int64_t now);
MUST_USE enum err ticket_freeze(struct ticket_row *t);
MUST_USE enum err ticket_thaw(struct ticket_row *t);
MUST_USE enum err ticket_bell(struct ticket_row *t, int64_t now);
/* A new order key, with the order unchanged. */
MUST_USE enum err ticket_move(struct ticket_row *t, int64_t order_key);
/* The row of the log for the step just made; the caller gives it an id. */
void ticket_step_fill(struct ticket_step_row *ret_step, const struct ticket_row *t, unsigned action, int64_t now);

/* --- order ------------------------------------------------------------------------------------------------------ */
/* Tickets of the booth that have not ended, from its counters: each ticket given counts once, each end once. Counting the rows
 * would cost every join as much as the line is long. */
int64_t line_live_count(const struct booth_row *b);
int64_t line_key_join(int64_t number, bool served_before);
/* A place of the booth that waits, or rings and may come back. */
struct line_behind {
    int64_t order_key;
    bool waiting;
};
/* The key directly behind the `places`-th waiting one of those behind (in order), or behind the last one when fewer wait; only
 * places of the same tier are passed.
 * next_number: of the next ticket of the booth, whose key stays behind. False: no room, renumber first. */
bool line_key_back(const struct line_behind *behind, size_t count, int64_t places, int64_t own_key, int64_t next_number, int64_t *ret_key);
/* The index-th (from 0) of all waiting and ringing places in order gets this key; it stays on its side of LINE_KEY_SERVED. */
int64_t line_key_renumbered(int64_t old_key, size_t index);

/* --- talks -------------------------------------------------------------------------------------------------------- */
enum talk_due { TALK_DUE_NOTHING, TALK_DUE_WARNING, TALK_DUE_OVER };
enum talk_due talk_due(const struct session_row *s, int64_t now);
/* Both sides can still speak, ask for time and come back. */
bool talk_is_open(const struct session_row *s, int64_t now);
/* ret_agreed: both asked, and ends_at moved by half the planned length. */
MUST_USE enum err talk_extend(struct session_row *s, unsigned side, int64_t planned_ms, int64_t now, bool *ret_agreed);
MUST_USE enum err talk_warn(struct session_row *s, int64_t now);
/* Time was up: it ends without an outcome, which may still come. */
MUST_USE enum err talk_over(struct session_row *s, int64_t now);
struct talk_outcome {
    unsigned outcome;
    struct str reason, note;
};
MUST_USE enum err talk_finish(struct session_row *s, const struct talk_outcome *in, int64_t now);
/* The booth learns from a talk that ended; previous_ended_at: of the same recruiter's talk before it here, or NONE. */
void booth_learn(struct booth_row *b, const struct session_row *s, int64_t previous_ended_at);

#endif
