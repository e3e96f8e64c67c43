/* The hall's own private redis-server, on a Unix socket in the data folder, and the lock on that folder. Belongs to the main
 * thread; embedded_watch is called there about every 100 ms (its timer is main's). */
#ifndef HH_LIVE_EMBEDDED_H
#define HH_LIVE_EMBEDDED_H

#include "proto/base/str.h"

/* --- the folder ---------------------------------------------------------------------------------------------
 * The first `serve` on a folder owns it (and runs the redis-server); others must say they join. The lock is an flock on
 * DIR/hall.lock; the redis-server inherits it, so that an orphan of a killed hall still holds the folder until it is stopped. */
enum data_lock {
    DATA_LOCK_OWNER,  /* the folder was free */
    DATA_LOCK_JOINED, /* another process owns it and join was said */
    DATA_LOCK_TAKEN,  /* another process owns it */
    DATA_LOCK_FAILED, /* no such folder, no right; errno says */
};
/* ret_fd: to keep open as long as the process serves; -1 unless it is the owner's. An orphaned redis-server of an earlier owner is
 * stopped first (at most 10 s). */
MUST_USE enum data_lock data_lock_take(struct str dir, bool join, int *ret_fd);

/* --- the server ---------------------------------------------------------------------------------------------- */
struct embedded;
struct embedded_config {
    struct str dir;       /* the data folder; absolute or relative to the working folder */
    struct str program;   /* empty: "redis-server" from the PATH */
    int lock_fd;          /* of data_lock_take; inherited by the child */
    int64_t memory_max_mb; /* 0: 512 */
};
/* Starts it; ret_why says why not. It answers a little later: whoever connects tries again. */
MUST_USE struct embedded *embedded_start(const struct embedded_config *config, const char **ret_why);
/* mono_ms: any monotonic clock. Restarts a server that ended, after 100 ms, then twice that, up to 5 s. */
void embedded_watch(struct embedded *e, int64_t mono_ms);
/* "unix:DIR/redis.sock", valid as long as e. */
struct str embedded_url(const struct embedded *e);
/* 0: not running now. */
int embedded_pid(const struct embedded *e);
uint64_t embedded_restarts(const struct embedded *e);
/* SIGTERM, then SIGKILL after 5 s; frees. NULL is accepted. */
void embedded_stop(struct embedded *e);
/* The URL without an embedded server, for a process that joined; "unix:DIR/redis.sock" into ret_text (at most max bytes). */
struct str embedded_url_of(struct str dir, char *ret_text, size_t max);

#endif
