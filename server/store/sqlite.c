#include "server/store/sqlite.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/store/wal_vfs.h"

/* Another process of this hall holds the writer's lock for one group commit at a time. */
#define BUSY_MS 5000
/* A write-ahead log larger than this is cut back after a checkpoint. */
#define JOURNAL_BYTES_MAX "67108864"
#define SAVEPOINT_BYTES (256 * 1024)
#define SQL_BYTES_MAX ((size_t)64 * 1024)

/* --- errors ---------------------------------------------------------------------------------------------------- */

__attribute__((noreturn)) static void sql_is_wrong(const struct sqlite *s, const char *sql)
{
    (void)fprintf(stderr, "{\"level\":\"fatal\",\"what\":\"sql\",\"detail\":\"%s\"}\n%s\n", sqlite3_errmsg(s->db),
                  sql ? sql : "");
    check_failed(__FILE__, __LINE__, "our SQL is right");
}

/* What SQLite says in our words. Wrong SQL, a column left NULL, a wrong type are our own mistakes. */
static enum err fault_of(struct sqlite *s, int code, sqlite3_stmt *statement)
{
    s->fault = code;
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID)
            return ERR_EXISTS;
        if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
            return ERR_CONFLICT;
        break;
    case SQLITE_TOOBIG:
        return ERR_NO_MEMORY;
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
        return ERR_UNAVAILABLE;
    case SQLITE_READONLY:
        if (code != SQLITE_READONLY)
            return ERR_UNAVAILABLE;
        break; /* a read function that writes */
    default:
        break;
    }
    sql_is_wrong(s, statement ? sqlite3_sql(statement) : NULL);
}

void sqlite_why(const struct sqlite *s, const char *what, char ret_why[STORE_WHY_MAX])
{
    (void)snprintf(ret_why, STORE_WHY_MAX, "%s: %s", what, s->db ? sqlite3_errmsg(s->db) : "no memory");
}

/* --- prepared statements --------------------------------------------------------------------------------------- */

static uint32_t hash_bytes(uint32_t hash, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ at[i]) * 16777619U;
    return hash;
}

static uint32_t sql_hash(const struct store_sql *sql)
{
    uintptr_t model = (uintptr_t)sql->model;
    uint32_t hash   = hash_bytes(2166136261U ^ (uint32_t)sql->kind, &model, sizeof model);
    return hash_bytes(hash, sql->text, strlen(sql->text));
}

static bool sql_same(const struct store_cursor *one, const struct store_sql *sql)
{
    return one->model == sql->model && one->kind == (unsigned)sql->kind && strcmp(one->text, sql->text) == 0;
}

static size_t guess_at(const struct store_sql *sql)
{
    uintptr_t mixed = (uintptr_t)sql->text ^ (uintptr_t)sql->model * 31 ^ (uintptr_t)sql->kind << 4;
    return (size_t)(mixed ^ mixed >> 10) & (STATEMENT_BUCKETS - 1);
}

static void statement_free(struct store_cursor *one)
{
    (void)sqlite3_finalize(one->statement);
    free(one->text);
    free(one);
}

static struct store_cursor *statement_new(struct sqlite *s, const struct store_sql *sql, bool keep)
{
    WITH(buf_done) struct buf text;
    buf_init(&text, SQL_BYTES_MAX);
    sql_compose(sql, &text);
    CHECK(!buf_failed(&text));
    struct store_cursor *one = calloc(1, sizeof *one);
    char *copy               = strdup(sql->text);
    if (!one || !copy) {
        free(one);
        free(copy);
        s->fault = SQLITE_NOMEM;
        return NULL;
    }
    *one     = (struct store_cursor){ .db = s, .model = sql->model, .text = copy, .kind = (unsigned)sql->kind, .kept = keep };
    int code = sqlite3_prepare_v3(s->db, text.ptr, (int)text.len, keep ? SQLITE_PREPARE_PERSISTENT : 0, &one->statement, NULL);
    if (code != SQLITE_OK) {
        if (code == SQLITE_ERROR)
            sql_is_wrong(s, copy);
        (void)fault_of(s, sqlite3_extended_errcode(s->db), NULL);
        statement_free(one);
        return NULL;
    }
    CHECK(one->statement); /* not empty */
    one->parameters = sqlite3_bind_parameter_count(one->statement);
    return one;
}

/* A statement nobody has open. NULL: s->fault. */
static struct store_cursor *statement_take(struct sqlite *s, const struct store_sql *sql)
{
    size_t guess             = guess_at(sql);
    struct store_cursor *one = s->guesses[guess];
    if (one && !one->open && sql_same(one, sql))
        return one;
    uint32_t hash                = sql_hash(sql);
    struct store_cursor **bucket = &s->buckets[hash & (STATEMENT_BUCKETS - 1)];
    one                          = *bucket;
    while (one && (one->hash != hash || !sql_same(one, sql)))
        one = one->next;
    /* Open already (a walk within a walk), or more texts than a program of constant SQL has: not kept. */
    bool keep = !one && s->statement_count < STATEMENTS_MAX;
    if (!one || one->open) {
        one = statement_new(s, sql, keep);
        if (!one || !keep)
            return one;
        one->hash = hash;
        one->next = *bucket;
        *bucket   = one;
        s->statement_count++;
    }
    s->guesses[guess] = one;
    return one;
}

/* Ends a use of a statement; what it failed with was told by step already. */
static void statement_done(struct store_cursor *one)
{
    (void)sqlite3_reset(one->statement);
    one->open = false;
    if (!one->kept)
        statement_free(one);
}

static enum err statement_bind(struct store_cursor *one, const struct bind *binds, size_t count)
{
    if (one->parameters != (int)count)
        sql_is_wrong(one->db, sqlite3_sql(one->statement));
    for (int i = 0; i < one->parameters; i++) {
        const struct bind *b = &binds[i];
        int code             = SQLITE_OK;
        if (b->kind == BIND_INT)
            code = sqlite3_bind_int64(one->statement, i + 1, b->number);
        else if (b->kind == BIND_TEXT)
            code = sqlite3_bind_text64(one->statement, i + 1, b->text.ptr ? b->text.ptr : "", b->text.len, SQLITE_STATIC,
                                       SQLITE_UTF8);
        else
            code = sqlite3_bind_null(one->statement, i + 1);
        if (code != SQLITE_OK)
            return fault_of(one->db, code, one->statement);
    }
    return ERR_OK;
}

/* --- verbs ------------------------------------------------------------------------------------------------------- */

struct sqlite_tx {
    struct store_tx tx; /* first */
    struct sqlite *db;
};

static struct sqlite *tx_db(struct store_tx *tx)
{
    return ((struct sqlite_tx *)(void *)tx)->db;
}

static enum err verb_step(struct store_cursor *cursor, bool *ret_row)
{
    int code = sqlite3_step(cursor->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fault_of(cursor->db, sqlite3_extended_errcode(cursor->db->db), cursor->statement);
    *ret_row = code == SQLITE_ROW;
    return ERR_OK;
}

static enum err verb_exec(struct store_tx *tx, const struct store_sql *sql, const struct bind *binds, size_t count,
                          int64_t *ret_changed)
{
    struct sqlite *s         = tx_db(tx);
    struct store_cursor *one = statement_take(s, sql);
    if (!one)
        return ERR_UNAVAILABLE;
    bool row   = false;
    enum err e = statement_bind(one, binds, count);
    if (e == ERR_OK)
        e = verb_step(one, &row);
    if (e == ERR_OK && row)
        sql_is_wrong(s, sqlite3_sql(one->statement)); /* rows are read with tx_open */
    if (e == ERR_OK && ret_changed)
        *ret_changed = sqlite3_changes64(s->db);
    statement_done(one);
    return e;
}

static enum err verb_open(struct store_tx *tx, const struct store_sql *sql, const struct bind *binds, size_t count,
                          struct store_cursor **ret_cursor)
{
    struct sqlite *s         = tx_db(tx);
    struct store_cursor *one = statement_take(s, sql);
    if (!one)
        return ERR_UNAVAILABLE;
    enum err e = statement_bind(one, binds, count);
    if (e != ERR_OK) {
        statement_done(one);
        return e;
    }
    one->open      = true;
    one->open_next = s->open_first;
    s->open_first  = one;
    *ret_cursor    = one;
    return ERR_OK;
}

static void verb_close(struct store_cursor *cursor)
{
    struct store_cursor **at = &cursor->db->open_first;
    while (*at && *at != cursor)
        at = &(*at)->open_next;
    CHECK(*at); /* closed once */
    *at = cursor->open_next;
    statement_done(cursor);
}

static bool verb_is_null(struct store_cursor *cursor, int column)
{
    return sqlite3_column_type(cursor->statement, column) == SQLITE_NULL;
}

static int64_t verb_get_int(struct store_cursor *cursor, int column)
{
    return sqlite3_column_int64(cursor->statement, column);
}

static struct str verb_get_text(struct store_cursor *cursor, int column)
{
    const unsigned char *text = sqlite3_column_text(cursor->statement, column);
    /* bytes after text: SQLite then measures the very same conversion */
    return str_make((const char *)text, text ? (size_t)sqlite3_column_bytes(cursor->statement, column) : 0);
}

static const struct store_verbs sqlite_verbs = {
    .exec     = verb_exec,
    .open     = verb_open,
    .step     = verb_step,
    .is_null  = verb_is_null,
    .get_int  = verb_get_int,
    .get_text = verb_get_text,
    .close    = verb_close,
};

/* --- transactions -------------------------------------------------------------------------------------------------- */

/* Statements without rows or parameters, prepared at opening. */
static enum err fixed_run(struct sqlite *s, sqlite3_stmt *statement)
{
    int code   = sqlite3_step(statement);
    enum err e = code == SQLITE_DONE ? ERR_OK : fault_of(s, sqlite3_extended_errcode(s->db), statement);
    (void)sqlite3_reset(statement);
    return e;
}

enum err sqlite_begin(struct sqlite *s, bool write)
{
    s->fault = 0;
    return fixed_run(s, write ? s->begin_write : s->begin_read);
}

enum err sqlite_commit(struct sqlite *s)
{
    return fixed_run(s, s->commit);
}

bool sqlite_lost(const struct sqlite *s)
{
    return sqlite3_get_autocommit(s->db) != 0;
}

void sqlite_rollback(struct sqlite *s)
{
    if (!sqlite_lost(s))
        (void)fixed_run(s, s->rollback);
}

enum err sqlite_call(struct sqlite *s, struct ctx *c, store_fn *fn, void *arg)
{
    struct sqlite_tx tx = { .tx = { .verbs = &sqlite_verbs, .ctx = c, .outbox_made = &s->outbox_made }, .db = s };
    enum err e          = fn(&tx.tx, arg);
    while (s->open_first)
        verb_close(s->open_first);
    return e;
}

enum err sqlite_call_saved(struct sqlite *s, struct ctx *c, store_fn *fn, void *arg)
{
    TRY(fixed_run(s, s->savepoint));
    enum err e = sqlite_call(s, c, fn, arg);
    if (sqlite_lost(s))
        return e == ERR_OK ? ERR_UNAVAILABLE : e;
    if (e != ERR_OK && fixed_run(s, s->undo) != ERR_OK)
        return ERR_UNAVAILABLE;
    enum err released = fixed_run(s, s->release);
    return e != ERR_OK ? e : released;
}

/* --- opening --------------------------------------------------------------------------------------------------------- */

int sqlite_run(struct sqlite *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL);
}

bool sqlite_text(struct sqlite *s, const char *sql, char *ret_text, size_t size)
{
    sqlite3_stmt *statement = NULL;
    bool found              = false;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(statement, 0);
        found                     = text && (size_t)snprintf(ret_text, size, "%s", (const char *)text) < size;
    }
    (void)sqlite3_finalize(statement);
    return found;
}

/* house rule 15: the library's own settings are one for the process. */
static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_start(void)
{
    /* Memory statistics take a lock that all threads share; nobody reads them. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* What a savepoint would have to bring back is kept in pieces of this size, one piece for nearly every call, and given back
     * with the call. Measured, a join of four rows: 60 us of CPU with SQLite's small pieces, 47 once the heap's end is not
     * returned to the kernel each time, 42 with one piece. */
    (void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, 4 * SAVEPOINT_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, 8 * SAVEPOINT_BYTES);
    CHECK(sqlite3_initialize() == SQLITE_OK);
    CHECK(sqlite3_threadsafe() != 0);
    wal_vfs_register();
}

static bool pragma_is(struct sqlite *s, const char *sql, const char *expected)
{
    char text[32];
    return sqlite_text(s, sql, text, sizeof text) && strcmp(text, expected) == 0;
}

/* busy_timeout comes before journal_mode: two opening at once gave "database is locked" otherwise. */
static bool sqlite_set_up(struct sqlite *s, const struct sqlite_config *config)
{
    char sql[96];
    bool memory = config->path[0] == ':';
    bool right  = sqlite3_busy_timeout(s->db, BUSY_MS) == SQLITE_OK;
    right       = right && sqlite3_extended_result_codes(s->db, 1) == SQLITE_OK;
    right       = right && sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK;
    right       = right && sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL) == SQLITE_OK;
    right       = right && sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) == SQLITE_OK;
    right       = right && sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK;
    /* A plan never depends on what is bound: else each new pattern of a LIKE would prepare its statement anew, 0.1 ms each time. */
    right       = right && sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL) == SQLITE_OK;
    right       = right && pragma_is(s, "PRAGMA journal_mode=WAL", memory ? "memory" : "wal");
    right       = right && sqlite_run(s, "PRAGMA synchronous=FULL") == SQLITE_OK && pragma_is(s, "PRAGMA synchronous", "2");
    right       = right && sqlite_run(s, "PRAGMA foreign_keys=ON") == SQLITE_OK && pragma_is(s, "PRAGMA foreign_keys", "1");
    /* Checkpoints are the writer thread's, after it acknowledged. */
    right = right && sqlite3_wal_autocheckpoint(s->db, 0) == SQLITE_OK;
    right = right && sqlite_run(s, "PRAGMA journal_size_limit=" JOURNAL_BYTES_MAX) == SQLITE_OK;
    (void)snprintf(sql, sizeof sql, "PRAGMA cache_size=-%d", config->cache_kib);
    right = right && sqlite_run(s, sql) == SQLITE_OK;
    if (config->pages_max) {
        (void)snprintf(sql, sizeof sql, "PRAGMA max_page_count=%lld", (long long)config->pages_max);
        right = right && sqlite_run(s, sql) == SQLITE_OK;
    }
    return right;
}

static bool fixed_prepare(struct sqlite *s)
{
    struct {
        sqlite3_stmt **to;
        const char *sql;
    } rows[] = {
        { &s->begin_write, "BEGIN IMMEDIATE" }, { &s->begin_read, "BEGIN" },      { &s->commit, "COMMIT" },
        { &s->rollback, "ROLLBACK" },           { &s->savepoint, "SAVEPOINT o" }, { &s->release, "RELEASE o" },
        { &s->undo, "ROLLBACK TO o" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (sqlite3_prepare_v3(s->db, rows[i].sql, -1, SQLITE_PREPARE_PERSISTENT, rows[i].to, NULL) != SQLITE_OK)
            return false;
    return true;
}

bool sqlite_open(struct sqlite *s, const struct sqlite_config *config, char ret_why[STORE_WHY_MAX])
{
    memset(s, 0, sizeof *s);
    CHECK(pthread_once(&library_once, library_start) == 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(config->path, &s->db, flags, WAL_VFS_NAME) == SQLITE_OK && sqlite_set_up(s, config) && fixed_prepare(s) &&
        (!config->reader || sqlite_run(s, "PRAGMA query_only=ON") == SQLITE_OK))
        return true;
    sqlite_why(s, config->path, ret_why);
    sqlite_close(s);
    return false;
}

void sqlite_close(struct sqlite *s)
{
    for (size_t i = 0; i < STATEMENT_BUCKETS; i++)
        while (s->buckets[i]) {
            struct store_cursor *one = s->buckets[i];
            s->buckets[i]            = one->next;
            statement_free(one);
        }
    sqlite3_stmt *fixed[] = { s->begin_write, s->begin_read, s->commit, s->rollback, s->savepoint, s->release, s->undo };
    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        (void)sqlite3_finalize(fixed[i]);
    (void)sqlite3_close(s->db);
    memset(s, 0, sizeof *s);
}
