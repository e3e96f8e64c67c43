/* What the disk and the machine do to the store: killed in the midst of commits, no room left, a sync that fails. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "tests/e2e/store_world.h"

/* --- kill -9: nothing acknowledged is lost ---------------------------------------------------------------------------- */

#define WRITERS 8

struct acker {
    struct world *world;
    int number, round, pipe;
};

static void *acker_run(void *arg)
{
    const struct acker *a = arg;
    for (int i = 0;; i++) {
        char name[32] = { 0 };
        (void)snprintf(name, sizeof name, "k%d-%d-%d", a->round, a->number, i);
        REQUIRE(world_put(a->world, name, "kept", ERR_OK) == ERR_OK);
        /* Small writes to a pipe are whole. */
        REQUIRE(write(a->pipe, name, sizeof name) == (ssize_t)sizeof name);
    }
    return NULL;
}

static void child_write(struct world *w, int round, int pipe)
{
    static struct acker ackers[WRITERS];
    pthread_t threads[WRITERS];
    world_open(w, NULL);
    for (int i = 0; i < WRITERS; i++) {
        ackers[i] = (struct acker){ w, i, round, pipe };
        REQUIRE(pthread_create(&threads[i], NULL, acker_run, &ackers[i]) == 0);
    }
    (void)pthread_join(threads[0], NULL);
}

static void killed_loses_nothing(void)
{
    struct world w;
    int count = 0;
    world_init(&w);
    for (int round = 0; round < 6; round++) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            (void)close(ends[0]);
            child_write(&w, round, ends[1]);
            _exit(1);
        }
        (void)close(ends[1]);
        static char names[100000][32];
        int said = 0;
        while (said < 40 + round * 97 && read(ends[0], names[said], sizeof names[said]) == (ssize_t)sizeof names[said])
            said++;
        REQUIRE(kill(child, SIGKILL) == 0);
        while (read(ends[0], names[said], sizeof names[said]) == (ssize_t)sizeof names[said])
            said++; /* said before it died */
        (void)close(ends[0]);
        REQUIRE(waitpid(child, NULL, 0) == child);
        world_open(&w, NULL);
        for (int i = 0; i < said; i++) {
            struct pair back;
            REQUIRE(world_get(&w, names[i], &back) == ERR_OK && strcmp(back.value, "kept") == 0);
        }
        world_close(&w);
        count += said;
    }
    world_remove(&w);
    (void)printf("killed six times: %d acknowledged, all there\n", count);
}

/* --- no room left: said so, healthy again by itself -------------------------------------------------------------------- */

/* A few of these fill a page; made once, at start. */
static char large[1500];

static enum err fill(struct world *w, const char *tag)
{
    char name[40];
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(name, sizeof name, "%s-%d", tag, i);
        enum err e = world_put(w, name, large, ERR_OK);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

struct emptied {
    int64_t gone;
};

static enum err rows_delete(struct store_tx *tx, void *arg)
{
    struct emptied *e = arg;
    return tx_exec(tx, "DELETE FROM hall WHERE name LIKE 'full-%'", NO_BINDS, &e->gone);
}

static void quiet(void *arg, const char *what, const char *detail)
{
    (void)what;
    (void)detail;
    atomic_fetch_add((atomic_int *)arg, 1);
}

static void full_file_recovers(void)
{
    struct world w;
    struct arena mem;
    struct ctx c;
    struct emptied emptied = { 0 };
    struct pair back;
    const char *why;
    atomic_int logged = 0;
    world_init(&w);
    world_open(&w, NULL);
    world_close(&w);
    world_open(&w, &(struct store_config){ .pages_max = 150, .log = quiet, .log_arg = &logged });
    REQUIRE(fill(&w, "full") == ERR_UNAVAILABLE);
    REQUIRE(!w.hall.store->healthy(w.hall.store, &why) && strcmp(why, "the disk is full") == 0);
    REQUIRE(world_put(&w, "one more", large, ERR_OK) == ERR_UNAVAILABLE);
    REQUIRE(world_get(&w, "full-0", &back) == ERR_OK); /* reading goes on */
    world_ctx(&w, &mem, &c);
    enum err gone = store_write(&c, rows_delete, &emptied);
    REQUIRE(gone == ERR_OK && emptied.gone > 20);
    arena_done(&mem);
    REQUIRE(w.hall.store->healthy(w.hall.store, &why) && why[0] == '\0');
    REQUIRE(world_put(&w, "after", "there is room", ERR_OK) == ERR_OK);
    /* Down and up in pairs, not a line for each call. Asking healthy() tries a small write, which may still find room: then it is up,
     * and the next large one takes it down again. */
    REQUIRE(atomic_load(&logged) == 2 || atomic_load(&logged) == 4);
    world_close(&w);
    world_remove(&w);
    (void)printf("a full file: refused, said so, went on by itself\n");
}

/* Many at once when the room ends: whoever was told yes is there, whoever was told no may come again. */
struct crowd {
    struct world *world;
    int number;
    atomic_int *yes;
};

static void *crowd_run(void *arg)
{
    const struct crowd *a = arg;
    char name[40];
    struct pair back;
    for (int i = 0; i < 60; i++) {
        (void)snprintf(name, sizeof name, "crowd-%d-%d", a->number, i);
        enum err e = world_put(a->world, name, large, ERR_OK);
        REQUIRE(e == ERR_OK || e == ERR_UNAVAILABLE || e == ERR_UNKNOWN_OUTCOME);
        REQUIRE(world_get(a->world, name, &back) == (e == ERR_OK ? ERR_OK : ERR_NOT_FOUND));
        atomic_fetch_add(a->yes, e == ERR_OK);
    }
    return NULL;
}

static void full_file_with_many(void)
{
    struct world w;
    struct crowd crowd[WRITERS];
    pthread_t threads[WRITERS];
    struct store_stats stats;
    atomic_int yes = 0, logged = 0;
    world_init(&w);
    world_open(&w, NULL);
    world_close(&w);
    world_open(&w, &(struct store_config){ .pages_max = 200, .log = quiet, .log_arg = &logged });
    for (int i = 0; i < WRITERS; i++) {
        crowd[i] = (struct crowd){ &w, i, &yes };
        REQUIRE(pthread_create(&threads[i], NULL, crowd_run, &crowd[i]) == 0);
    }
    for (int i = 0; i < WRITERS; i++)
        REQUIRE(pthread_join(threads[i], NULL) == 0);
    store_stats(w.hall.store, &stats);
    REQUIRE(stats.batches_lost > 0 && atomic_load(&yes) > 20);
    world_close(&w);
    world_remove(&w);
    (void)printf("a full file under eight writers: %d kept, %llu groups lost, each answer was true\n", atomic_load(&yes),
                 (unsigned long long)stats.batches_lost);
}

/* A real full disk, where this user may mount one. */
static void full_disk_recovers(void)
{
    struct world w;
    char ballast[128];
    const char *why;
    atomic_int logged = 0;
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        (void)printf("a full disk: left out, this user may not mount one\n");
        return;
    }
    world_init(&w);
    REQUIRE(mount("none", w.folder, "tmpfs", 0, "size=1m") == 0);
    (void)snprintf(ballast, sizeof ballast, "%s/ballast", w.folder);
    FILE *file = fopen(ballast, "w");
    REQUIRE(file);
    static char block[256 * 1024];
    REQUIRE(fwrite(block, 1, sizeof block, file) == sizeof block);
    (void)fclose(file);
    world_open(&w, &(struct store_config){ .log = quiet, .log_arg = &logged });
    enum err e = fill(&w, "full");
    REQUIRE(e == ERR_UNKNOWN_OUTCOME || e == ERR_UNAVAILABLE);
    REQUIRE(!w.hall.store->healthy(w.hall.store, &why) && strcmp(why, "the disk is full") == 0);
    REQUIRE(unlink(ballast) == 0);
    /* Asking for the health is enough for it to try again. */
    for (int i = 0; i < 1000 && !w.hall.store->healthy(w.hall.store, &why); i++)
        (void)usleep(5000);
    REQUIRE(w.hall.store->healthy(w.hall.store, &why));
    REQUIRE(world_put(&w, "after", "there is room", ERR_OK) == ERR_OK);
    world_close(&w);
    REQUIRE(umount(w.folder) == 0);
    (void)rmdir(w.folder);
    (void)printf("a full disk: refused, said so, went on by itself\n");
}

/* --- a sync that fails: the process stops -------------------------------------------------------------------------------- */

static atomic_bool sync_fails;
static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *real_vfs;
static const sqlite3_io_methods *real_methods;
static sqlite3_io_methods faulty_methods;

static int faulty_sync(sqlite3_file *file, int flags)
{
    return atomic_load(&sync_fails) ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    (void)vfs;
    int code = real_vfs->xOpen(real_vfs, name, file, flags, ret_flags);
    if (code == SQLITE_OK && flags & SQLITE_OPEN_WAL) {
        real_methods         = file->pMethods;
        faulty_methods       = *real_methods;
        faulty_methods.xSync = faulty_sync;
        file->pMethods       = &faulty_methods;
    }
    return code;
}

static void failing_sync_stops(void)
{
    struct world w;
    int ends[2];
    char answered = 0;
    int status    = 0;
    world_init(&w);
    REQUIRE(pipe(ends) == 0);
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        atomic_int logged = 0;
        real_vfs          = sqlite3_vfs_find(NULL);
        faulty_vfs        = *real_vfs;
        faulty_vfs.zName  = "faulty";
        faulty_vfs.xOpen  = faulty_open;
        REQUIRE(sqlite3_vfs_register(&faulty_vfs, 1) == SQLITE_OK);
        REQUIRE(freopen("/dev/null", "w", stderr)); /* it speaks before it stops */
        world_open(&w, &(struct store_config){ .log = quiet, .log_arg = &logged });
        REQUIRE(world_put(&w, "before", "kept", ERR_OK) == ERR_OK);
        atomic_store(&sync_fails, true);
        (void)world_put(&w, "lost", "nobody may be told", ERR_OK);
        REQUIRE(write(ends[1], "!", 1) == 1);
        _exit(0);
    }
    (void)close(ends[1]);
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(read(ends[0], &answered, 1) == 0); /* no answer was given */
    (void)close(ends[0]);
    REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    struct pair back;
    world_open(&w, NULL);
    REQUIRE(world_get(&w, "before", &back) == ERR_OK);
    world_close(&w);
    world_remove(&w);
    (void)printf("a failing sync: the process stopped, nobody was answered\n");
}

/* Before any other: each forks while this process has one thread. */
int main(void)
{
    memset(large, 'x', sizeof large - 1);
    failing_sync_stops();
    killed_loses_nothing();
    full_file_recovers();
    full_file_with_many();
    full_disk_recovers();
    return 0;
}
