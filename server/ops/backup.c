#include "server/ops/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/ops/manifest.h"
#include "server/ops/seal.h"

#define CHUNK_BYTES 65536
#define DEPTH_MAX 8
#define STORE_NAME "hall.db"
#define STORE_PART "hall.db.part" /* until all of it is proved */
#define KEYS_NAME "seal.keys"
#define SEAL_MEM_MAX 65536

/* What of a data folder belongs into a backup beside the database. Heads of the chain of deeds come before it, or they would name deeds that
 * the copy has not seen; uploads, a folder with all in it, after it, or rows would name files that are not there. */
#define HEADS_NAME "audit.heads"
#define UPLOADS_NAME "files"

/* Cut where it is too long. */
__attribute__((format(printf, 2, 3))) static void explain(char ret_why[STORE_WHY_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ret_why, STORE_WHY_MAX, format, args);
    va_end(args);
}

static bool say(char ret_why[STORE_WHY_MAX], const char *path)
{
    explain(ret_why, "%s: %s", path, strerror(errno));
    return false;
}

static bool path_make(char path[PATH_MAX], const char *folder, const char *name, size_t name_len)
{
    int len = snprintf(path, PATH_MAX, "%s/%.*s", folder, (int)name_len, name);
    return len > 0 && len < PATH_MAX;
}

enum folder_state folder_look(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? FOLDER_ABSENT : FOLDER_BAD;
    const struct dirent *entry;
    bool used = false;
    while (!used && (entry = readdir(dir)))
        used = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(dir); /* only read */
    return used ? FOLDER_USED : FOLDER_EMPTY;
}

static bool folder_sync(const char *path, char ret_why[STORE_WHY_MAX])
{
    int fd    = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (!good)
        (void)say(ret_why, path);
    if (fd >= 0)
        (void)close(fd); /* synced already */
    return good;
}

/* --- one file --------------------------------------------------------------------------------------------------- */

static bool all_write(int fd, const unsigned char *bytes, size_t n)
{
    while (n) {
        ssize_t did = write(fd, bytes, n);
        if (did < 0 && errno != EINTR)
            return false;
        bytes += did > 0 ? did : 0;
        n -= did > 0 ? (size_t)did : 0;
    }
    return true;
}

struct copied {
    int64_t bytes;
    char hash[HASH_CHARS + 1];
};

/* To: -1 only reads. */
static bool bytes_pass(int from, int to, struct copied *ret_copied)
{
    unsigned char chunk[CHUNK_BYTES];
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    ssize_t got = 0;
    (void)crypto_hash_sha256_init(&state); /* none of these can fail */
    ret_copied->bytes = 0;
    while ((got = read(from, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || (to >= 0 && !all_write(to, chunk, (size_t)got)))
            return false;
        (void)crypto_hash_sha256_update(&state, chunk, (unsigned long long)got);
        ret_copied->bytes += got;
    }
    (void)crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(ret_copied->hash, sizeof ret_copied->hash, hash, sizeof hash);
    return to < 0 || fsync(to) == 0;
}

/* A regular file, never through a link. to: NULL only reads. */
static bool file_pass(const char *from, const char *to, struct copied *ret_copied, char ret_why[STORE_WHY_MAX])
{
    struct stat st;
    int in    = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int out   = in >= 0 && to ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    bool good = in >= 0 && (!to || out >= 0) && fstat(in, &st) == 0 && S_ISREG(st.st_mode);
    if (!good || !bytes_pass(in, out, ret_copied))
        good = say(ret_why, in < 0 || !to ? from : to);
    if (out >= 0 && close(out) != 0 && good)
        good = say(ret_why, to);
    if (in >= 0)
        (void)close(in); /* only read */
    return good;
}

/* Makes the folders that a name stands in. */
static bool folders_make(const char *base, struct str name, char ret_why[STORE_WHY_MAX])
{
    char path[PATH_MAX];
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] != '/')
            continue;
        if (!path_make(path, base, name.ptr, i) || (mkdir(path, 0700) != 0 && errno != EEXIST))
            return say(ret_why, path);
    }
    return true;
}

/* --- making ------------------------------------------------------------------------------------------------------- */

struct making {
    const struct backup_in *in;
    struct buf list; /* lines of files */
    struct copy_shape shape;
    struct backup_done done;
    char *why;
};

static void list_add(struct making *m, struct str name, const struct copied *copied)
{
    manifest_file_add(&m->list, &(struct manifest_file){ name, copied->bytes, str_make(copied->hash, HASH_CHARS) });
    m->done.files++;
    m->done.bytes += copied->bytes;
}

static bool one_add(struct making *m, const char *from, struct str name)
{
    char to[PATH_MAX];
    struct copied copied;
    if (!manifest_name_is_plain(name)) {
        explain(m->why, "%s: a name that a backup cannot carry", from);
        return false;
    }
    if (!path_make(to, m->in->to, name.ptr, name.len) || !folders_make(m->in->to, name, m->why) || !file_pass(from, to, &copied, m->why))
        return false;
    list_add(m, name, &copied);
    return true;
}

/* What is uploaded while this goes on may or may not be in it; what the rows of the copy name is there already. */
static bool tree_add(struct making *m, struct str name, int depth)
{
    char path[PATH_MAX], below[FILE_NAME_MAX + 1];
    struct stat st;
    if (!path_make(path, m->in->data, name.ptr, name.len))
        return say(m->why, m->in->data);
    if (lstat(path, &st) != 0)
        return errno == ENOENT || say(m->why, path);
    if (S_ISREG(st.st_mode))
        return one_add(m, path, name);
    DIR *dir = S_ISDIR(st.st_mode) && depth < DEPTH_MAX ? opendir(path) : NULL;
    if (!dir) {
        explain(m->why, "%s is neither a file nor a folder that can be read", path);
        return false;
    }
    bool good = true;
    const struct dirent *entry;
    while (good && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        int len = snprintf(below, sizeof below, "%.*s/%s", STR_ARG(name), entry->d_name);
        good    = len > 0 && (size_t)len < sizeof below && tree_add(m, str_make(below, (size_t)len), depth + 1);
        if (!good && !m->why[0])
            explain(m->why, "%s: a name that is too long", path);
    }
    (void)closedir(dir); /* only read */
    return good;
}

static bool store_add(struct making *m)
{
    char path[PATH_MAX];
    struct copied copied;
    if (!path_make(path, m->in->to, STORE_NAME, sizeof STORE_NAME - 1) || !store_copy(m->in->store, path, m->why) || !store_prove(path, &m->shape, m->why) ||
        !file_pass(path, NULL, &copied, m->why))
        return false;
    m->done.tables = (int64_t)m->shape.table_count;
    for (size_t i = 0; i < m->shape.table_count; i++)
        m->done.rows += m->shape.tables[i].rows;
    list_add(m, STR(STORE_NAME), &copied);
    return true;
}

static bool text_write(const char *path, struct str text)
{
    int fd    = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && all_write(fd, (const unsigned char *)text.ptr, text.len) && fsync(fd) == 0;
    return (fd < 0 || close(fd) == 0) && good;
}

static bool list_write(struct making *m)
{
    char path[PATH_MAX];
    struct buf text;
    buf_init(&text, MANIFEST_BYTES_MAX);
    manifest_begin(&text, m->in->now, &m->shape);
    buf_add(&text, buf_str(&m->list));
    manifest_end(&text);
    bool good = !buf_failed(&text) && !buf_failed(&m->list) && path_make(path, m->in->to, MANIFEST_NAME, sizeof MANIFEST_NAME - 1);
    if (!good)
        explain(m->why, "the list of files is too long");
    else if (!text_write(path, buf_str(&text)))
        good = say(m->why, path);
    buf_done(&text);
    return good && folder_sync(m->in->to, m->why);
}

bool backup_make(const struct backup_in *in, struct backup_done *ret_done, char ret_why[STORE_WHY_MAX])
{
    struct making m = { .in = in, .why = ret_why };
    ret_why[0]      = '\0';
    if (mkdir(in->to, 0700) != 0 && folder_look(in->to) != FOLDER_EMPTY) {
        explain(ret_why, "%s is not an empty folder, and cannot be made", in->to);
        return false;
    }
    buf_init(&m.list, MANIFEST_BYTES_MAX);
    bool good = tree_add(&m, STR(HEADS_NAME), 0) && store_add(&m) && tree_add(&m, STR(UPLOADS_NAME), 0) && (!in->keys || one_add(&m, in->keys, STR(KEYS_NAME))) && list_write(&m);
    buf_done(&m.list);
    if (good)
        *ret_done = m.done;
    return good;
}

/* --- the way back ----------------------------------------------------------------------------------------------------- */

struct restoring {
    const struct restore_in *in;
    struct buf text;
    struct copy_shape shape;
    struct restore_done done;
    char store[PATH_MAX]; /* the part file */
    char keys[PATH_MAX];  /* those that are to open it; empty: none are known */
    char *why;
};

static bool list_load(struct restoring *r)
{
    char path[PATH_MAX];
    struct stat st;
    if (!path_make(path, r->in->from, MANIFEST_NAME, sizeof MANIFEST_NAME - 1))
        return say(r->why, r->in->from);
    int fd    = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fstat(fd, &st) == 0 && st.st_size >= 0 && (size_t)st.st_size < MANIFEST_BYTES_MAX;
    char *at  = good ? buf_room(&r->text, (size_t)st.st_size + 1) : NULL;
    ssize_t n = at ? read(fd, at, (size_t)st.st_size) : -1;
    if (n < 0)
        explain(r->why, "%s: cannot be read: not a backup, or one that was not finished", path);
    else
        r->text.len += (size_t)n;
    if (fd >= 0)
        (void)close(fd); /* only read */
    return n >= 0 && manifest_read(buf_str(&r->text), &r->shape, r->why);
}

/* Where a file of the backup goes: the database under another name until it is proved. */
static bool target_path(const struct restoring *r, struct str name, char path[PATH_MAX])
{
    struct str as = str_eq(name, STR(STORE_NAME)) ? STR(STORE_PART) : name;
    return path_make(path, r->in->data, as.ptr, as.len);
}

static bool one_bring(struct restoring *r, const struct manifest_file *file)
{
    char from[PATH_MAX], to[PATH_MAX];
    struct copied copied;
    if (!path_make(from, r->in->from, file->name.ptr, file->name.len) || !target_path(r, file->name, to) || !folders_make(r->in->data, file->name, r->why) ||
        !file_pass(from, to, &copied, r->why))
        return false;
    r->done.done.files++;
    r->done.done.bytes += copied.bytes;
    if (copied.bytes == file->bytes && memcmp(copied.hash, file->hash.ptr, HASH_CHARS) == 0)
        return true;
    explain(r->why, "%s is not what the backup's list says (SHA-256)", from);
    return false;
}

static bool all_bring(struct restoring *r)
{
    struct manifest_file file;
    struct str at = buf_str(&r->text);
    bool store    = false;
    while (manifest_next(&at, &file)) {
        store = store || str_eq(file.name, STR(STORE_NAME));
        if (!one_bring(r, &file))
            return false;
        if (str_eq(file.name, STR(KEYS_NAME)))
            (void)target_path(r, file.name, r->keys); /* as long as the path just written */
    }
    if (!store)
        explain(r->why, "the backup has no %s", STORE_NAME);
    return store;
}

static bool store_fits(struct restoring *r)
{
    struct copy_shape found;
    if (!store_prove(r->store, &found, r->why))
        return false;
    bool same = found.schema == r->shape.schema && found.table_count == r->shape.table_count && strcmp(found.generation, r->shape.generation) == 0;
    for (size_t i = 0; same && i < found.table_count; i++) {
        same = strcmp(found.tables[i].name, r->shape.tables[i].name) == 0 && found.tables[i].rows == r->shape.tables[i].rows;
        r->done.done.rows += found.tables[i].rows;
    }
    r->done.done.tables = (int64_t)found.table_count;
    if (!same)
        explain(r->why, "the tables of %s are not those that the backup's list counts", STORE_NAME);
    return same;
}

/* Opens one sealed value, where there is one and there are keys. */
static bool keys_fit(struct restoring *r)
{
    struct copy_sealed sample;
    struct arena mem;
    struct str plain;
    char why[SEAL_WHY_MAX];
    r->done.sealed = store_sealed_find(r->store, &sample);
    if (!r->keys[0])
        return true;
    if (access(r->keys, R_OK) != 0)
        return say(r->why, r->keys);
    struct seal_keys *keys = seal_keys_open(r->keys, r->in->random, why);
    if (!keys) {
        explain(r->why, "%s", why);
        return false;
    }
    struct seal_port *port = seal_keys_port(keys);
    arena_init(&mem, SEAL_MEM_MAX);
    r->done.keys_fit = !r->done.sealed || port->open(port, &mem, seal_place(&mem, sample.column, str_from_cstr(sample.id)), str_from_cstr(sample.text), &plain) == ERR_OK;
    arena_done(&mem);
    seal_keys_close(keys);
    if (!r->done.keys_fit)
        explain(r->why, "the keys of %s do not open what is sealed in this backup", r->keys);
    return r->done.keys_fit;
}

static bool store_settle(struct restoring *r)
{
    char path[PATH_MAX];
    if (!store_generation_renew(r->store, r->in->random, r->why))
        return false;
    if (!path_make(path, r->in->data, STORE_NAME, sizeof STORE_NAME - 1) || rename(r->store, path) != 0)
        return say(r->why, r->store);
    return folder_sync(r->in->data, r->why);
}

static void all_remove(struct restoring *r)
{
    struct manifest_file file;
    struct str at = buf_str(&r->text);
    char path[PATH_MAX];
    while (manifest_next(&at, &file)) {
        if (target_path(r, file.name, path))
            (void)unlink(path); /* some were never written */
        for (size_t i = file.name.len; i-- > 0;)
            if (file.name.ptr[i] == '/' && path_make(path, r->in->data, file.name.ptr, i))
                (void)rmdir(path); /* goes with the last of its files */
    }
}

bool backup_restore(const struct restore_in *in, struct restore_done *ret_done, char ret_why[STORE_WHY_MAX])
{
    struct restoring r = { .in = in, .why = ret_why };
    ret_why[0]         = '\0';
    buf_init(&r.text, MANIFEST_BYTES_MAX);
    bool good = path_make(r.store, in->data, STORE_PART, sizeof STORE_PART - 1) && list_load(&r);
    if (good) {
        good = all_bring(&r);
        if (in->keys)
            (void)snprintf(r.keys, sizeof r.keys, "%s", in->keys);
        good = good && store_fits(&r) && keys_fit(&r) && store_settle(&r);
        if (!good)
            all_remove(&r);
    }
    buf_done(&r.text);
    if (good)
        *ret_done = r.done;
    return good;
}
