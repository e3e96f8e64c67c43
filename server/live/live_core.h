/* The rules of the live state as plain C on one structure in memory: the twin of scripts/ *.lua, compared with them by
 * tests/same. Time is an argument, nothing is read from outside. One owner at a time; not thread-safe.
 *
 * Answers borrow text from the core: copy it before the next verb. Memory comes from malloc and running out of it ends
 * the process: this back end serves tests and the simulator, never the hall.
 *
 * What is remembered how long: a removed ticket's version and a closed grant's id one hour, an event's `once` ten minutes;
 * both are dropped by the first sweep after that. */
#ifndef HH_LIVE_CORE_H
#define HH_LIVE_CORE_H

#include "server/live/message.h"
#include "server/port/live.h"

#define LIVE_LOG_MAX 200
#define LIVE_GONE_MS MILLIS_HOUR
#define LIVE_ONCE_MS (10 * MILLIS_MINUTE)
#define LIVE_LEASE_MS (10 * MILLIS_SECOND)
/* No sweep for longer than this: the hall was down, and that time counts for nobody's absence. */
#define LIVE_DOWN_MS (10 * MILLIS_SECOND)
/* Places of one presence in text form: process, account and place. */
#define LIVE_KEY_MAX 200

struct live_core;

typedef void live_publish_fn(void *arg, const struct live_message *message);

MUST_USE struct live_core *live_core_new(live_publish_fn *publish, void *publish_arg); /* without an epoch: not loaded */
void live_core_free(struct live_core *core);

/* Everything forgotten at once, the epoch too (FLUSHALL). */
void live_core_wipe(struct live_core *core);
struct str live_core_epoch(const struct live_core *core); /* empty: not loaded */
/* False: it is loaded, or another token holds the lease. Otherwise everything is forgotten and the lease taken. */
bool live_core_load_begin(struct live_core *core, struct str token, int64_t now);
/* Whether token still holds the lease, which it renews. */
bool live_core_load_holds(struct live_core *core, struct str token, int64_t now);
void live_core_load_end(struct live_core *core, struct str epoch);

void live_core_ticket_apply(struct live_core *core, const struct live_ticket *row, int64_t now);
void live_core_booth_apply(struct live_core *core, const struct live_booth *row, int64_t now);
void live_core_pick(struct live_core *core, const struct live_pick_in *in, struct live_pick *ret_pick);
void live_core_grant_undo(struct live_core *core, struct str grant_id, int64_t now);
size_t live_core_grants_open(struct live_core *core, int64_t taken_before, struct live_grant *ret_grants, size_t max);

struct live_presence_in {
    struct str process;
    const struct live_presence *entries;
    size_t count;
    int64_t until, now;
};
void live_core_presence_set(struct live_core *core, const struct live_presence_in *in);
void live_core_presence_end(struct live_core *core, const struct live_presence_in *in);
void live_core_presence_sweep(struct live_core *core, int64_t now);
size_t live_core_freeze_due(struct live_core *core, int64_t before, struct str *ret_accounts, size_t max);
size_t live_core_thaw_due(struct live_core *core, struct str *ret_accounts, size_t max);
bool live_core_online(struct live_core *core, struct str account_id);
int64_t live_core_fair_online(struct live_core *core, struct str fair_id);

/* numbers and why: arrays of LIVE_ORDER_MAX, or NULL when not asked; the caller's. */
void live_core_line(struct live_core *core, struct str booth_id, int64_t *numbers, unsigned *why, struct live_line *ret_line);
int64_t live_core_ahead(struct live_core *core, struct str booth_id, struct str ticket_id);
size_t live_core_dirty_take(struct live_core *core, struct str *ret_ids, size_t max, struct arena *mem);

void live_core_publish(struct live_core *core, const struct live_event *event, int64_t now);
struct live_replay {
    bool resync;
    size_t len;
    int64_t last_seq;
    struct event_item items[LIVE_LOG_MAX];
};
void live_core_replay(struct live_core *core, struct str channel, struct str epoch, int64_t after, struct live_replay *ret_replay);
void live_core_revoke(struct live_core *core, struct str what);
void live_core_pass_put(struct live_core *core, struct str pass, struct str login_id, int64_t until);
/* False: no such pass, or too late. It is gone afterwards either way. mem takes the copy. */
bool live_core_pass_take(struct live_core *core, struct str pass, int64_t now, struct arena *mem, struct str *ret_login_id);

/* CHECKs that what is kept up equals what its definition says (callable, engaged, absent). Tests call it after each step. */
void live_core_check(struct live_core *core);

#endif
