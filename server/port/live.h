/* The live state in Redis: a projection of rows (tickets, booths) plus what is short-lived by nature (presence,
 * channel logs, passes). Every verb is one atomic script (server/live/scripts/NAME.lua); the memory back end
 * (server/live/memory.c over live_core.c, pure) answers the same, and tests/same compares them.
 *
 * All verbs park the fiber. Errors: ERR_UNAVAILABLE when Redis is away, too slow, or being rebuilt (the port
 * itself starts the rebuild). Times are milliseconds given by the caller. Ids are text.
 *
 * Epoch: Redis' run_id, the store's generation and the moment of loading. Each script refuses a stale one; then one process rebuilds under a
 * lease: load_begin, ticket_apply and booth_apply of every live row, load_end. */
#ifndef HH_PORT_LIVE_H
#define HH_PORT_LIVE_H

#include "server/port/ctx.h"

/* --- projections of rows ----------------------------------------------------------------------------------
 * Applied when `version` is at least what Redis has; older ones change nothing. A ticket that is waiting, ringing or
 * in_session is live; any other state removes it (its version is remembered for an hour).
 * callable(t) = waiting, not frozen, the candidate online and not engaged, snoozed_until_call <= booth.call_count.
 * engaged(candidate) = some ticket of theirs is ringing or in_session, or a grant of theirs is open. */
struct live_ticket {
    struct str id, booth_id, fair_id, candidate_id, recruiter_id;
    struct str grant_id;  /* of ringing / in_session: applying it closes the grant of this id */
    unsigned state;       /* enum ticket_state */
    int64_t number, order_key, version, snoozed_until_call;
    int64_t ends_at;      /* in_session: planned end; else NONE */
    bool frozen;
};
struct live_booth {
    struct str id, fair_id;
    unsigned state;       /* enum booth_state */
    int64_t version, call_count, session_mean_ms, session_count, planned_ms, served_permille, ends_at; /* ends_at: of the fair */
};

/* --- events ----------------------------------------------------------------------------------------------- */
struct live_event {
    struct str channel; /* me:ACCOUNT, fair:ID, booth:ID, session:ID */
    struct str event;
    struct str data;    /* JSON object */
    struct str once;    /* not empty: published only the first time within 10 minutes (outbox id) */
    bool state;         /* a state event: carries `version`, is not logged, the newest wins */
};

/* --- calling ----------------------------------------------------------------------------------------------- */
struct live_pick_in {
    struct str booth_id, recruiter_id, grant_id; /* the same grant id gives the same answer again */
    struct str ticket_id; /* empty: the first callable; else this one if it is callable */
    int64_t now;
};
struct live_pick {
    struct str ticket_id, candidate_id; /* empty: nobody */
    int64_t waiting, offline, engaged, snoozed; /* before the taking; of those waiting and not callable, why; frozen counts as offline */
    bool recruiter_busy; /* this recruiter rings or talks already (any booth): nobody was taken */
};
struct live_grant {
    struct str grant_id, ticket_id, booth_id;
    int64_t taken_at;
};

/* --- presence ------------------------------------------------------------------------------------------------ */
struct live_presence {
    struct str account_id;
    struct str place; /* empty: online; "fair:ID": in that fair; "booth:ID": staffs that booth */
};

/* --- lines ------------------------------------------------------------------------------------------------- */
#define LIVE_ORDER_MAX 500
#define LIVE_RUNNING_MAX 16
struct live_line {
    struct str booth_id, fair_id;
    bool known; /* the booth is there */
    unsigned state;
    int64_t waiting, callable;
    int64_t staff_count;    /* recruiters of this booth online now */
    int64_t staff_permille; /* each counts 1000 / (booths they staff) */
    int64_t session_mean_ms, session_count, planned_ms, served_permille, ends_at, version;
    int64_t running_ends_at[LIVE_RUNNING_MAX]; /* planned ends of talks under way */
    size_t running_count;
    int64_t *numbers;       /* waiting, in order, at most LIVE_ORDER_MAX; only when asked */
    size_t number_count;
    unsigned *why;          /* enum not_callable of each, only when asked */
};

struct live_log {
    struct str epoch;
    bool resync;
    struct event_item *items; /* in order, after the named one */
    size_t len;
    int64_t last_seq; /* of the channel now */
};


struct live_port {
    /* rows → live. Arrays of at most 256. In one atomic step, then the events. */
    enum err (*ticket_apply)(struct live_port *self, struct ctx *c, const struct live_ticket *tickets, size_t count);
    enum err (*booth_apply)(struct live_port *self, struct ctx *c, const struct live_booth *booths, size_t count);
    /* calling: pick takes a grant (engages the candidate); grant_undo frees it (harmless when closed already; one not seen yet
     * is remembered for an hour and takes nobody when its pick comes late) */
    enum err (*pick)(struct live_port *self, struct ctx *c, const struct live_pick_in *in, struct live_pick *ret_pick);
    enum err (*grant_undo)(struct live_port *self, struct ctx *c, struct str grant_id);
    enum err (*grants_open)(struct live_port *self, struct ctx *c, int64_t taken_before, struct live_grant *ret_grants, size_t max, size_t *ret_count);
    /* presence of `process`, valid until `until`, never shortened by this; online = any process' until > now, as of the last
     * sweep. Two sockets of one account in a process are one entry: end it with the last of them. */
    enum err (*presence_set)(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until);
    /* presence of this process at these places ends at `until` (now or a little later), never later than before */
    enum err (*presence_end)(struct live_port *self, struct ctx *c, const struct live_presence *entries, size_t count, int64_t until);
    /* Expires what is past; call it every second. After more than ten seconds without one the hall was down: that time is nobody's absence. */
    enum err (*presence_sweep)(struct live_port *self, struct ctx *c, int64_t now);
    /* Candidates with unfrozen waiting tickets who are offline since before `before` (not at), and online ones with frozen waiting
     * tickets; longest first. A ring or talk under way keeps nobody in these lists. */
    enum err (*freeze_due)(struct live_port *self, struct ctx *c, int64_t before, struct str *ret_accounts, size_t max, size_t *ret_count);
    enum err (*thaw_due)(struct live_port *self, struct ctx *c, struct str *ret_accounts, size_t max, size_t *ret_count);
    enum err (*online)(struct live_port *self, struct ctx *c, const struct str *accounts, size_t count, bool *ret_online);
    /* lines; with_order also fills numbers and why */
    enum err (*lines)(struct live_port *self, struct ctx *c, const struct str *booth_ids, size_t count, bool with_order, struct live_line *ret_lines);
    /* How many wait before this ticket; NONE when it does not wait */
    enum err (*ahead)(struct live_port *self, struct ctx *c, struct str booth_id, struct str ticket_id, int64_t *ret_ahead);
    /* Takes booths (and fairs: "fair:ID") whose state changed since, for the merged state events */
    enum err (*dirty_take)(struct live_port *self, struct ctx *c, struct str *ret_ids, size_t max, size_t *ret_count);
    /* As of the last sweep. */
    enum err (*fair_online)(struct live_port *self, struct ctx *c, struct str fair_id, int64_t now, int64_t *ret_count);
    /* channels */
    enum err (*publish)(struct live_port *self, struct ctx *c, const struct live_event *events, size_t count);
    enum err (*replay)(struct live_port *self, struct ctx *c, struct str channel, struct str epoch, int64_t after, struct live_log *ret_log);
    /* To every process' hub: "login:ID" revoked (its sockets close) or "account:ID" rights changed (subscriptions are judged anew) */
    enum err (*revoke)(struct live_port *self, struct ctx *c, struct str what);
    /* one-time passes */
    enum err (*pass_put)(struct live_port *self, struct ctx *c, struct str pass, struct str login_id, int64_t until);
    enum err (*pass_take)(struct live_port *self, struct ctx *c, struct str pass, int64_t now, struct str *ret_login_id); /* ERR_NOT_FOUND */
    /* rebuild, called by the rebuild job only */
    /* Takes the lease and empties everything. False: another process does it, or it is loaded already. From here to load_end the
     * applies of this very call (same fiber, same c) go through while everybody else is refused. */
    enum err (*load_begin)(struct live_port *self, struct ctx *c, bool *ret_mine);
    enum err (*load_end)(struct live_port *self, struct ctx *c);
    bool (*healthy)(struct live_port *self, const char **ret_why);
};

#define LIVE_TICKETS_MAX 256

#endif
