#include "server/ops/files.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/net/fiber.h"

#define QUEUE_MAX 64 /* waiting at once, at most FILE_BYTES_MAX each and in their calls' memory already */
#define PATH_BYTES 4096

struct file_work { /* on the parked fiber's stack; owned by the worker until it is woken */
    struct file_work *next;
    struct fiber *parked;
    enum { WORK_PUT, WORK_GET, WORK_REMOVE, WORK_RUN } kind;
    void (*run)(void *arg);
    void *arg;
    struct arena *mem;
    struct str bytes; /* in or out */
    char name[FILE_NAME_LEN + 1];
    enum err result;
};

struct files {
    struct files_port port; /* first */
    char folder[PATH_BYTES - 2 * FILE_NAME_LEN];
    uint64_t made; /* the worker's, for names of files not finished yet */
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct file_work *head, **tail;
    size_t waiting;
    bool ending, running;
    pthread_t worker;
};

/* --- on the disk ------------------------------------------------------------------------------------------------ */

static void name_of(struct str bytes, char name[FILE_NAME_LEN + 1])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)bytes.ptr, bytes.len);
    sodium_bin2hex(name, FILE_NAME_LEN + 1, hash, sizeof hash);
}

static void path_of(const struct files *f, const char *name, char path[PATH_BYTES])
{
    int len = snprintf(path, PATH_BYTES, "%s/%.2s/%s", f->folder, name, name);
    CHECK(len > 0 && len < PATH_BYTES);
}

static bool folder_sync(const char *path)
{
    int fd    = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd); /* nothing was written through it */
    return good;
}

static bool all_written(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return fsync(fd) == 0;
}

static bool written(struct files *f, struct str bytes, const char *path)
{
    char part[PATH_BYTES], folder[PATH_BYTES];
    struct stat st;
    if (stat(path, &st) == 0 && (size_t)st.st_size == bytes.len)
        return true;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(strlen(path) - FILE_NAME_LEN - 1), path); /* shorter than path */
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return false;
    int len = snprintf(part, sizeof part, "%s/part.%ld.%llu", f->folder, (long)getpid(), (unsigned long long)f->made++);
    int fd  = len > 0 && (size_t)len < sizeof part ? open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return false;
    bool good = all_written(fd, bytes);
    good      = close(fd) == 0 && good && rename(part, path) == 0 && folder_sync(folder) && folder_sync(f->folder);
    if (!good)
        (void)unlink(part); /* renamed or not: nobody names it */
    return good;
}

static enum err all_read(int fd, struct file_work *w)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size < 0 || (uint64_t)st.st_size > FILE_BYTES_MAX)
        return ERR_INTERNAL;
    size_t size = (size_t)st.st_size, got = 0;
    char *bytes = arena_alloc(w->mem, size + 1);
    char name[FILE_NAME_LEN + 1];
    if (!bytes)
        return ERR_NO_MEMORY;
    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_INTERNAL;
        got += (size_t)n;
    }
    w->bytes = str_make(bytes, size);
    name_of(w->bytes, name);
    return strcmp(name, w->name) == 0 ? ERR_OK : ERR_INTERNAL;
}

static enum err read_file(const struct files *f, struct file_work *w)
{
    char path[PATH_BYTES];
    path_of(f, w->name, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE;
    enum err e = all_read(fd, w);
    (void)close(fd); /* only read */
    return e;
}

static void work_do(struct files *f, struct file_work *w)
{
    char path[PATH_BYTES];
    switch (w->kind) {
    case WORK_PUT:
        name_of(w->bytes, w->name);
        path_of(f, w->name, path);
        w->result = written(f, w->bytes, path) ? ERR_OK : ERR_UNAVAILABLE;
        break;
    case WORK_GET: w->result = read_file(f, w); break;
    case WORK_REMOVE:
        path_of(f, w->name, path);
        w->result = unlink(path) == 0 || errno == ENOENT ? ERR_OK : ERR_UNAVAILABLE;
        break;
    case WORK_RUN: w->run(w->arg); break;
    }
}

/* --- the worker ---------------------------------------------------------------------------------------------------- */

static void *worker_run(void *arg)
{
    struct files *f = arg;
    pthread_mutex_lock(&f->lock);
    for (;;) {
        while (!f->head && !f->ending)
            pthread_cond_wait(&f->some, &f->lock);
        if (!f->head)
            break;
        struct file_work *w = f->head;
        f->head             = w->next;
        if (!f->head)
            f->tail = &f->head;
        f->waiting--;
        pthread_mutex_unlock(&f->lock);
        work_do(f, w);
        fiber_wake_remote(w->parked); /* w is gone from here on */
        pthread_mutex_lock(&f->lock);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

static enum err work_wait(struct files *f, struct file_work *w)
{
    w->parked = fiber_current();
    if (!w->parked) {
        work_do(f, w);
        return w->result;
    }
    pthread_mutex_lock(&f->lock);
    bool room = f->waiting < QUEUE_MAX && !f->ending;
    if (room) {
        *f->tail = w;
        f->tail  = &w->next;
        f->waiting++;
        pthread_cond_signal(&f->some);
    }
    pthread_mutex_unlock(&f->lock);
    if (!room)
        return ERR_UNAVAILABLE;
    fiber_park();
    return w->result;
}

static enum err files_put(struct files_port *self, struct arena *mem, struct str bytes, struct str *ret_name)
{
    struct file_work w = { .kind = WORK_PUT, .bytes = bytes };
    CHECK(bytes.len <= FILE_BYTES_MAX);
    TRY(work_wait((struct files *)self, &w));
    *ret_name = arena_dup(mem, str_make(w.name, FILE_NAME_LEN));
    return ret_name->ptr ? ERR_OK : ERR_NO_MEMORY;
}

/* Names come from rows; anything else is nobody's file and never becomes a path. */
static bool name_take(struct file_work *w, struct str name)
{
    if (name.len != FILE_NAME_LEN)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!((name.ptr[i] >= '0' && name.ptr[i] <= '9') || (name.ptr[i] >= 'a' && name.ptr[i] <= 'f')))
            return false;
    memcpy(w->name, name.ptr, name.len);
    return true;
}

static enum err files_get(struct files_port *self, struct arena *mem, struct str name, struct str *ret_bytes)
{
    struct file_work w = { .kind = WORK_GET, .mem = mem };
    if (!name_take(&w, name))
        return ERR_NOT_FOUND;
    TRY(work_wait((struct files *)self, &w));
    *ret_bytes = w.bytes;
    return ERR_OK;
}

static enum err files_remove(struct files_port *self, struct str name)
{
    struct file_work w = { .kind = WORK_REMOVE };
    return name_take(&w, name) ? work_wait((struct files *)self, &w) : ERR_OK;
}

static enum err files_run(struct files_port *self, void (*work)(void *arg), void *arg)
{
    struct file_work w = { .kind = WORK_RUN, .run = work, .arg = arg };
    return work_wait((struct files *)self, &w);
}

/* --- life ------------------------------------------------------------------------------------------------------------ */

struct files *files_open(const char *folder, char ret_why[FILES_WHY_MAX])
{
    struct files *f = calloc(1, sizeof *f);
    if (!f) {
        (void)snprintf(ret_why, FILES_WHY_MAX, "no memory"); /* fits */
        return NULL;
    }
    f->port = (struct files_port){ files_put, files_get, files_run, files_remove };
    f->tail = &f->head;
    CHECK(pthread_mutex_init(&f->lock, NULL) == 0 && pthread_cond_init(&f->some, NULL) == 0);
    int len = snprintf(f->folder, sizeof f->folder, "%s", folder);
    if (len < 0 || (size_t)len >= sizeof f->folder)
        (void)snprintf(ret_why, FILES_WHY_MAX, "the path is too long"); /* fits */
    else if (mkdir(f->folder, 0700) != 0 && errno != EEXIST)
        (void)snprintf(ret_why, FILES_WHY_MAX, "cannot make the folder: %s", strerror(errno)); /* cut is good enough */
    else if (pthread_create(&f->worker, NULL, worker_run, f) != 0)
        (void)snprintf(ret_why, FILES_WHY_MAX, "no thread"); /* fits */
    else
        f->running = true;
    if (f->running)
        return f;
    files_close(f);
    return NULL;
}

void files_close(struct files *f)
{
    if (!f)
        return;
    pthread_mutex_lock(&f->lock);
    f->ending = true;
    pthread_cond_broadcast(&f->some);
    pthread_mutex_unlock(&f->lock);
    if (f->running)
        (void)pthread_join(f->worker, NULL); /* ours and joinable */
    (void)pthread_cond_destroy(&f->some);
    (void)pthread_mutex_destroy(&f->lock);
    free(f);
}

struct files_port *files_port_of(struct files *f)
{
    return &f->port;
}
