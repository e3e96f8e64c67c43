/* One connection: prepared statements kept by their content, verbs for server/port/store.h, errors in our words. A
 * connection belongs to one thread at a time (SQLITE_OPEN_NOMUTEX). Only server/store includes this. */
#ifndef HH_STORE_SQLITE_H
#define HH_STORE_SQLITE_H

#include <sqlite3.h>

#include "server/port/store.h"
#include "server/store/store.h"

#define STATEMENTS_MAX 512
#define STATEMENT_BUCKETS 1024 /* a power of two */

struct store_cursor { /* a prepared statement; in use while a cursor is open on it */
    struct store_cursor *next;      /* in its bucket */
    struct store_cursor *open_next; /* in the connection's list of open ones */
    struct sqlite *db;
    sqlite3_stmt *statement;
    const struct model *model;
    char *text;      /* store_sql.text, our copy */
    unsigned kind;   /* of store_sql */
    uint32_t hash;   /* of all of these */
    int parameters;
    bool open;
    bool kept;       /* in the cache; else ended with its cursor */
};

struct sqlite {
    sqlite3 *db;
    struct store_cursor *buckets[STATEMENT_BUCKETS];
    /* Guess by the text's address, always confirmed by its content: spares hashing a few hundred bytes a call. */
    struct store_cursor *guesses[STATEMENT_BUCKETS];
    size_t statement_count;
    struct store_cursor *open_first;
    sqlite3_stmt *begin_write, *begin_read, *commit, *rollback, *savepoint, *release, *undo;
    uint32_t outbox_made;
    int fault; /* extended SQLite code of the last failure, 0 none */
};

struct sqlite_config {
    const char *path;
    int64_t pages_max;
    int cache_kib;
    bool reader; /* may not write */
};

/* False: why says it. */
MUST_USE bool sqlite_open(struct sqlite *s, const struct sqlite_config *config, char ret_why[STORE_WHY_MAX]);
void sqlite_close(struct sqlite *s);

/* A transaction. Refusals are in our words; s->fault keeps SQLite's. */
MUST_USE enum err sqlite_begin(struct sqlite *s, bool write);
MUST_USE enum err sqlite_commit(struct sqlite *s);
void sqlite_rollback(struct sqlite *s); /* harmless when SQLite did so itself */
/* A full disk makes SQLite roll back on its own. */
bool sqlite_lost(const struct sqlite *s);
/* Runs one call; with a savepoint its effect is undone when it is refused. */
MUST_USE enum err sqlite_call(struct sqlite *s, struct ctx *c, store_fn *fn, void *arg);
MUST_USE enum err sqlite_call_saved(struct sqlite *s, struct ctx *c, store_fn *fn, void *arg);

/* For start and upkeep: one statement without rows. Returns SQLite's code. */
int sqlite_run(struct sqlite *s, const char *sql);
/* First column of the first row as text; false without one. */
MUST_USE bool sqlite_text(struct sqlite *s, const char *sql, char *ret_text, size_t size);
void sqlite_why(const struct sqlite *s, const char *what, char ret_why[STORE_WHY_MAX]);

/* migrate.c: brings the schema up to this program under the writer's lock, makes the generation, checks the columns. */
MUST_USE bool sqlite_migrate(struct sqlite *s, struct random_port *random, char ret_why[STORE_WHY_MAX]);
#define GENERATION_MAX 32
MUST_USE bool sqlite_generation(struct sqlite *s, char ret_text[GENERATION_MAX]);

#endif
