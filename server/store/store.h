/* The SQLite back end of server/port/store.h.
 *
 * store_open: one writer thread takes everything queued (at most STORE_BATCH_MAX) into one transaction, a savepoint each,
 * and acknowledges after the commit is on disk; reader threads have connections of their own and end each read
 * transaction. A call from a fiber parks it; from any other thread (start, tools) it waits.
 *
 * What the disk does: full → ERR_UNAVAILABLE for who met it, ERR_UNKNOWN_OUTCOME for the others of the batch, health says so,
 * and it goes on by itself when there is room again. An I/O or fsync error of a commit ends the process: what the kernel
 * threw away cannot be told from what it kept, and everything acknowledged is in the file. */
#ifndef HH_STORE_STORE_H
#define HH_STORE_STORE_H

#include "server/port/store.h"

#define STORE_BATCH_MAX 256
#define STORE_WHY_MAX 400

struct store_config {
    const char *path;           /* the database file; made when absent, readable by its owner only */
    struct random_port *random; /* names the store's generation when it is made */
    size_t readers;             /* threads; 0: 2 */
    size_t queue_max;           /* calls waiting, each way; 0: 4096; more are ERR_UNAVAILABLE */
    int64_t pages_max;          /* tests: the file is full at so many pages; 0: no limit */
    /* Any thread; text is borrowed. NULL: a line on standard error. */
    void (*log)(void *log_arg, const char *what, const char *detail);
    void *log_arg;
};

/* NULL, and ret_why says why, when the file cannot be opened, is locked, is of a newer program, or lacks a column. */
MUST_USE struct store_port *store_open(const struct store_config *config, char ret_why[STORE_WHY_MAX]);
/* Finishes what is queued; no fiber may wait here any more. Before the loops are freed: a store thread may still be
 * ringing a bell for a call that was already answered. */
void store_close(struct store_port *store);

/* Made with the file: another generation means that everything derived from rows is void. */
struct str store_generation(const struct store_port *store);

/* How many migrations this program knows. */
int64_t store_schema(void);

struct store_stats {
    uint64_t batches;      /* commits tried */
    uint64_t writes;       /* calls in them */
    uint64_t batches_lost; /* failed as a whole */
    uint64_t reads;
    uint64_t refused;      /* calls that met a full queue */
    uint64_t checkpoints;
};
void store_stats(const struct store_port *store, struct store_stats *ret_stats);

/* --- without threads: unit tests and the simulator ---------------------------------------------------------------
 * The same SQLite code on the calling thread. One thread uses it; halls may share it. */
struct store_inline_config {
    const char *path;           /* NULL: in memory */
    struct random_port *random;
    /* May park the fiber; no transaction is open around them. NULL: nothing happens.
     * before: anything but ERR_OK is the call's result, and nothing is done. */
    enum err (*before)(void *hook_arg, bool write);
    /* after: what the caller is told; result is what happened (ERR_OK: committed). */
    enum err (*after)(void *hook_arg, bool write, enum err result);
    void *hook_arg;
};
MUST_USE struct store_port *store_inline_open(const struct store_inline_config *config, char ret_why[STORE_WHY_MAX]);
void store_inline_close(struct store_port *store);
struct str store_inline_generation(const struct store_port *store);

#endif
