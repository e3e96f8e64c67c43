#include "server/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "server/store/queue.h"
#include "server/store/sqlite.h"

#define READERS_MAX 8
#define READ_BATCH_MAX 16
#define READERS_AWAKE_EACH 4
#define QUEUE_DEFAULT 4096
#define WRITER_CACHE_KIB 16384
#define READER_CACHE_KIB 4096
/* Pages in the write-ahead log at which it is worked into the file. */
#define CHECKPOINT_PAGES 4000
#define FORGET_MAX 1024

struct reader {
    pthread_t thread;
    struct store *store;
    struct sqlite db;
    bool started;
};

struct store {
    struct store_port port; /* first */
    struct store_config config;
    char generation[GENERATION_MAX];
    struct outside outside;
    struct job_queue writes, reads;
    pthread_t writer_thread;
    bool writer_started;
    struct sqlite writer; /* of the writer thread */
    int wal_pages;        /* of the writer thread: after its last commit */
    struct reader readers[READERS_MAX];
    size_t reader_count;
    /* outbox rows that were carried out; they go with the next commit */
    pthread_mutex_t forget_lock;
    struct {
        char text[ID_TEXT_MAX];
        uint8_t len;
    } forget[FORGET_MAX];
    size_t forget_count;
    /* health */
    _Atomic(const char *) down; /* NULL: well */
    atomic_bool probing;
    struct job probe;
    atomic_uint_fast64_t batches, written, batches_lost, read, refused, checkpoints;
};

static struct store *store_of(struct store_port *self)
{
    return (struct store *)(void *)self;
}

static void store_log(const struct store *s, const char *what, const char *detail)
{
    if (s->config.log)
        s->config.log(s->config.log_arg, what, detail);
    else
        (void)fprintf(stderr, "{\"level\":\"error\",\"what\":\"%s\",\"detail\":\"%s\"}\n", what, detail);
}

/* --- health -------------------------------------------------------------------------------------------------------- */

static const char *fault_name(int fault)
{
    switch (fault & 0xFF) {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_BUSY:
        return "the file is locked by another program";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged";
    default:
        return "the file cannot be written";
    }
}

/* Says it once, not for every batch that fails the same way. */
static void store_went_down(struct store *s, const struct sqlite *db)
{
    const char *why = fault_name(db->fault);
    if (atomic_exchange(&s->down, why) != why)
        store_log(s, "store_down", sqlite3_errmsg(db->db));
}

static void store_is_well(struct store *s)
{
    if (atomic_load_explicit(&s->down, memory_order_relaxed) && atomic_exchange(&s->down, NULL))
        store_log(s, "store_up", "writing works again");
}

/* After these nobody knows what is on the disk and what the kernel gave up: only a fresh start, which reads what is there, does. */
static void fault_stop(struct store *s, const struct sqlite *db, bool committing)
{
    bool sync = db->fault == SQLITE_IOERR_FSYNC || db->fault == SQLITE_IOERR_DIR_FSYNC;
    if (!sync && !(committing && (db->fault & 0xFF) == SQLITE_IOERR))
        return;
    store_log(s, "store_stop", sqlite3_errmsg(db->db));
    check_failed(__FILE__, __LINE__, "the disk keeps what was committed");
}

/* A real page is written, so that a full disk is noticed. */
static enum err probe_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE hall SET value=value WHERE name='generation'", NO_BINDS, NULL);
}

static void probe_finished(struct job *job)
{
    struct store *s = job->arg;
    atomic_store(&s->probing, false);
}

static bool store_healthy(struct store_port *self, const char **ret_why)
{
    struct store *s = store_of(self);
    const char *why = atomic_load(&s->down);
    *ret_why        = why ? why : "";
    /* Without traffic nothing else would notice that it is well again. */
    if (why && !atomic_exchange(&s->probing, true)) {
        s->probe = (struct job){ .fn = probe_write, .arg = s, .finished = probe_finished };
        if (!queue_put(&s->writes, &s->probe))
            atomic_store(&s->probing, false);
    }
    return !why;
}

/* --- the writer: group commit ----------------------------------------------------------------------------------------- */

static enum err forget_run(struct store_tx *tx, void *arg)
{
    struct store *s = arg;
    char texts[FORGET_MAX / 4][ID_TEXT_MAX];
    struct str ids[FORGET_MAX / 4];
    pthread_mutex_lock(&s->forget_lock);
    size_t count = s->forget_count < COUNT_OF(ids) ? s->forget_count : COUNT_OF(ids);
    for (size_t i = 0; i < count; i++) {
        s->forget_count--;
        memcpy(texts[i], s->forget[s->forget_count].text, ID_TEXT_MAX);
        ids[i] = str_make(texts[i], s->forget[s->forget_count].len);
    }
    pthread_mutex_unlock(&s->forget_lock);
    return outbox_remove(tx, ids, count);
}

static void store_forget(struct store_port *self, struct str outbox_id)
{
    struct store *s = store_of(self);
    if (outbox_id.len == 0 || outbox_id.len > ID_TEXT_MAX)
        return;
    pthread_mutex_lock(&s->forget_lock);
    if (s->forget_count < FORGET_MAX) {
        memcpy(s->forget[s->forget_count].text, outbox_id.ptr, outbox_id.len);
        s->forget[s->forget_count].len = (uint8_t)outbox_id.len;
        s->forget_count++;
    }
    pthread_mutex_unlock(&s->forget_lock);
}

static bool forget_due(struct store *s)
{
    pthread_mutex_lock(&s->forget_lock);
    bool due = s->forget_count > 0;
    pthread_mutex_unlock(&s->forget_lock);
    return due;
}

static void batch_result(struct job *first, enum err result)
{
    for (struct job *job = first; job; job = job->next)
        job->result = result;
}

/* SQLite rolled all of it back in the midst of `at`: those before are undone, it and those after never happened. */
static void batch_lost(struct store *s, struct job *first, struct job *at)
{
    for (struct job *job = first; job != at; job = job->next)
        job->result = ERR_UNKNOWN_OUTCOME;
    batch_result(at, ERR_UNAVAILABLE);
    atomic_fetch_add_explicit(&s->batches_lost, 1, memory_order_relaxed);
    store_went_down(s, &s->writer);
    fault_stop(s, &s->writer, false);
}

/* False: the batch is over already. */
static bool batch_calls(struct store *s, struct job *first, bool *ret_effect)
{
    struct sqlite *db = &s->writer;
    bool alone        = !first->next;
    *ret_effect       = forget_due(s) && sqlite_call_saved(db, NULL, forget_run, s) == ERR_OK;
    for (struct job *job = first; job; job = job->next) {
        if (sqlite_lost(db)) {
            batch_lost(s, first, job);
            return false;
        }
        /* The only one needs no savepoint: refused, the whole transaction is undone. */
        job->result = alone ? sqlite_call(db, job->c, job->fn, job->arg) : sqlite_call_saved(db, job->c, job->fn, job->arg);
        if (sqlite_lost(db)) {
            batch_lost(s, first, job);
            return false;
        }
        *ret_effect = job->result == ERR_OK || (*ret_effect && !alone);
    }
    return true;
}

static void batch_run(struct store *s, struct job *first)
{
    struct sqlite *db = &s->writer;
    bool effect       = false;
    if (sqlite_begin(db, true) != ERR_OK) {
        batch_lost(s, first, first);
        return;
    }
    if (!batch_calls(s, first, &effect))
        return;
    if (!effect) {
        sqlite_rollback(db);
        return;
    }
    db->fault = 0;
    if (sqlite_commit(db) != ERR_OK) {
        batch_result(first, ERR_UNKNOWN_OUTCOME);
        atomic_fetch_add_explicit(&s->batches_lost, 1, memory_order_relaxed);
        store_went_down(s, db);
        fault_stop(s, db, true);
        sqlite_rollback(db);
        return;
    }
    store_is_well(s);
}

/* SQLite tells the log's length after each commit. */
static int wal_grew(void *arg, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct store *s = arg;
    s->wal_pages    = pages;
    return SQLITE_OK;
}

static void checkpoint_when_due(struct store *s)
{
    if (s->wal_pages < CHECKPOINT_PAGES)
        return;
    s->wal_pages = 0;
    atomic_fetch_add_explicit(&s->checkpoints, 1, memory_order_relaxed);
    /* Passive: it waits for nobody. What it could not do now it does the next time. */
    int code = sqlite3_wal_checkpoint_v2(s->writer.db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (code == SQLITE_OK || code == SQLITE_BUSY)
        return;
    s->writer.fault = sqlite3_extended_errcode(s->writer.db);
    fault_stop(s, &s->writer, true);
    store_went_down(s, &s->writer);
}

static void *writer_main(void *arg)
{
    struct store *s = arg;
    struct job *first;
    (void)pthread_setname_np(pthread_self(), "store-write");
    (void)sqlite3_wal_hook(s->writer.db, wal_grew, s);
    while ((first = queue_take(&s->writes, STORE_BATCH_MAX))) {
        uint64_t count = 0;
        for (struct job *job = first; job; job = job->next)
            count++;
        atomic_fetch_add_explicit(&s->batches, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&s->written, count, memory_order_relaxed);
        batch_run(s, first);
        jobs_settle(&s->outside, first);
        checkpoint_when_due(s);
    }
    return NULL;
}

/* --- readers ---------------------------------------------------------------------------------------------------------- */

/* One read transaction for all taken: it begins after each of them was asked for, so each sees what was acknowledged before. */
static void reads_run(struct store *s, struct sqlite *db, struct job *first)
{
    uint64_t count = 0;
    for (struct job *job = first; job; job = job->next) {
        job->result = sqlite_lost(db) ? sqlite_begin(db, false) : ERR_OK;
        if (job->result == ERR_OK)
            job->result = sqlite_call(db, job->c, job->fn, job->arg);
        count++;
    }
    if (!sqlite_lost(db) && sqlite_commit(db) != ERR_OK)
        sqlite_rollback(db);
    atomic_fetch_add_explicit(&s->read, count, memory_order_relaxed);
}

static void *reader_main(void *arg)
{
    struct reader *r = arg;
    struct store *s  = r->store;
    struct job *first;
    (void)pthread_setname_np(pthread_self(), "store-read");
    while ((first = queue_take(&s->reads, READ_BATCH_MAX))) {
        reads_run(s, &r->db, first);
        jobs_settle(&s->outside, first);
    }
    return NULL;
}

/* --- the port --------------------------------------------------------------------------------------------------------- */

static enum err job_run(struct store *s, struct job_queue *q, struct job *job)
{
    job_prepare(job);
    if (!queue_put(q, job)) {
        atomic_fetch_add_explicit(&s->refused, 1, memory_order_relaxed);
        return ERR_UNAVAILABLE;
    }
    job_wait(&s->outside, job);
    return job->result;
}

static enum err port_read(struct store_port *self, struct ctx *c, store_fn *fn, void *arg)
{
    struct job job = { .c = c, .fn = fn, .arg = arg };
    return job_run(store_of(self), &store_of(self)->reads, &job);
}

static enum err port_write(struct store_port *self, struct ctx *c, store_fn *fn, void *arg)
{
    struct job job = { .c = c, .fn = fn, .arg = arg };
    return job_run(store_of(self), &store_of(self)->writes, &job);
}

/* --- life --------------------------------------------------------------------------------------------------------------- */

/* SQLite would make the file readable for others. Not opened when it is there: closing a descriptor of it would drop
 * the locks that SQLite holds on it. */
static bool file_make(const char *path, char ret_why[STORE_WHY_MAX])
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        return close(fd) == 0;
    if (errno == EEXIST)
        return true;
    (void)snprintf(ret_why, STORE_WHY_MAX, "%s: %s", path, strerror(errno));
    return false;
}

static bool connections_open(struct store *s, char ret_why[STORE_WHY_MAX])
{
    struct sqlite_config writer = { .path = s->config.path, .pages_max = s->config.pages_max, .cache_kib = WRITER_CACHE_KIB };
    struct sqlite_config reader = { .path = s->config.path, .cache_kib = READER_CACHE_KIB, .reader = true };
    if (!file_make(s->config.path, ret_why) || !sqlite_open(&s->writer, &writer, ret_why) ||
        !sqlite_migrate(&s->writer, s->config.random, ret_why))
        return false;
    if (!sqlite_generation(&s->writer, s->generation)) {
        sqlite_why(&s->writer, "generation", ret_why);
        return false;
    }
    for (size_t i = 0; i < s->reader_count; i++)
        if (!sqlite_open(&s->readers[i].db, &reader, ret_why))
            return false;
    return true;
}

static bool threads_start(struct store *s, char ret_why[STORE_WHY_MAX])
{
    s->writer_started = pthread_create(&s->writer_thread, NULL, writer_main, s) == 0;
    bool right        = s->writer_started;
    for (size_t i = 0; right && i < s->reader_count; i++) {
        s->readers[i].store   = s;
        s->readers[i].started = pthread_create(&s->readers[i].thread, NULL, reader_main, &s->readers[i]) == 0;
        right                 = s->readers[i].started;
    }
    if (!right)
        (void)snprintf(ret_why, STORE_WHY_MAX, "threads cannot be started");
    return right;
}

struct store_port *store_open(const struct store_config *config, char ret_why[STORE_WHY_MAX])
{
    struct store *s = calloc(1, sizeof *s);
    if (!s) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "no memory");
        return NULL;
    }
    s->config       = *config;
    s->port         = (struct store_port){ .read = port_read, .write = port_write, .forget = store_forget, .healthy = store_healthy };
    s->reader_count = config->readers ? config->readers : 2;
    CHECK(s->reader_count <= READERS_MAX);
    size_t queue_max = config->queue_max ? config->queue_max : QUEUE_DEFAULT;
    queue_init(&s->writes, queue_max, 1, STORE_BATCH_MAX);
    queue_init(&s->reads, queue_max, s->reader_count, READERS_AWAKE_EACH);
    CHECK(pthread_mutex_init(&s->forget_lock, NULL) == 0);
    CHECK(pthread_mutex_init(&s->outside.lock, NULL) == 0);
    CHECK(pthread_cond_init(&s->outside.done, NULL) == 0);
    if (connections_open(s, ret_why) && threads_start(s, ret_why))
        return &s->port;
    store_close(&s->port);
    return NULL;
}

void store_close(struct store_port *store)
{
    if (!store)
        return;
    struct store *s = store_of(store);
    queue_stop(&s->writes);
    queue_stop(&s->reads);
    if (s->writer_started)
        (void)pthread_join(s->writer_thread, NULL);
    for (size_t i = 0; i < s->reader_count; i++) {
        if (s->readers[i].started)
            (void)pthread_join(s->readers[i].thread, NULL);
        sqlite_close(&s->readers[i].db);
    }
    sqlite_close(&s->writer);
    queue_done(&s->writes);
    queue_done(&s->reads);
    (void)pthread_mutex_destroy(&s->forget_lock);
    (void)pthread_cond_destroy(&s->outside.done);
    (void)pthread_mutex_destroy(&s->outside.lock);
    free(s);
}

struct str store_generation(const struct store_port *store)
{
    return str_from_cstr(((const struct store *)(const void *)store)->generation);
}

void store_stats(const struct store_port *store, struct store_stats *ret_stats)
{
    const struct store *s = (const struct store *)(const void *)store;
    *ret_stats            = (struct store_stats){
                   .batches      = atomic_load_explicit(&s->batches, memory_order_relaxed),
                   .writes       = atomic_load_explicit(&s->written, memory_order_relaxed),
                   .batches_lost = atomic_load_explicit(&s->batches_lost, memory_order_relaxed),
                   .reads        = atomic_load_explicit(&s->read, memory_order_relaxed),
                   .refused      = atomic_load_explicit(&s->refused, memory_order_relaxed),
                   .checkpoints  = atomic_load_explicit(&s->checkpoints, memory_order_relaxed),
    };
}
