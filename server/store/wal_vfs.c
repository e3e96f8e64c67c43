/* SQLite writes a commit page by page, header and page apart: for a group of fifty calls that is several hundred system
 * calls. Here they are gathered and go out as a few.
 *
 * Why this is safe: nobody may see a frame before its commit is synced (synchronous=FULL): SQLite publishes it in the shared
 * index only after xSync, and xSync empties the buffer first. Whoever reads, measures or cuts the file empties it too. What
 * is lost when the process dies in between was not committed. A write that fails is told by xSync, with the same code. */
#include "server/store/wal_vfs.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/check.h"

/* About thirty pages. SQLite's Unix layer writes less than 128 KiB at a time. */
#define BUFFER_BYTES ((size_t)120 * 1024)

struct wal_file {
    sqlite3_file base; /* first; the layer below's own file follows this struct */
    char *buffer;      /* made at the first write: readers never have one */
    size_t len;
    sqlite3_int64 offset; /* where the buffer belongs */
};

/* house rule 15: SQLite keeps its layers for the whole process; set once, before any file is opened. */
static sqlite3_vfs wal_vfs;
static sqlite3_vfs *below_vfs;

static struct wal_file *wal_of(sqlite3_file *file)
{
    return (struct wal_file *)(void *)file;
}

static sqlite3_file *below(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)(wal_of(file) + 1);
}

static int wal_flush(sqlite3_file *file)
{
    struct wal_file *f = wal_of(file);
    size_t len         = f->len;
    f->len             = 0; /* also when it fails: the commit fails with it, and its frames are written anew */
    return len ? below(file)->pMethods->xWrite(below(file), f->buffer, (int)len, f->offset) : SQLITE_OK;
}

static int wal_close(sqlite3_file *file)
{
    int code = wal_flush(file);
    free(wal_of(file)->buffer);
    int closed = below(file)->pMethods->xClose(below(file));
    return code != SQLITE_OK ? code : closed;
}

static int wal_read(sqlite3_file *file, void *to, int n, sqlite3_int64 offset)
{
    int code = wal_flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xRead(below(file), to, n, offset);
}

static int wal_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 offset)
{
    struct wal_file *f = wal_of(file);
    if (!f->buffer)
        f->buffer = malloc(BUFFER_BYTES);
    bool follows = f->len && offset == f->offset + (sqlite3_int64)f->len && f->len + (size_t)n <= BUFFER_BYTES;
    if (!follows) {
        int code = wal_flush(file);
        if (code != SQLITE_OK)
            return code;
        if (!f->buffer || (size_t)n > BUFFER_BYTES)
            return below(file)->pMethods->xWrite(below(file), from, n, offset);
        f->offset = offset;
    }
    memcpy(f->buffer + f->len, from, (size_t)n);
    f->len += (size_t)n;
    return SQLITE_OK;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = wal_flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xTruncate(below(file), size);
}

static int wal_sync(sqlite3_file *file, int flags)
{
    int code = wal_flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xSync(below(file), flags);
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    int code = wal_flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xFileSize(below(file), ret_size);
}

static int wal_lock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int wal_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int wal_locked(sqlite3_file *file, int *ret_locked)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), ret_locked);
}

static int wal_control(sqlite3_file *file, int what, void *arg)
{
    return below(file)->pMethods->xFileControl(below(file), what, arg);
}

static int wal_sector(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int wal_device(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

/* Version 1: the log is neither mapped nor shared memory. */
static const sqlite3_io_methods wal_methods = {
    .iVersion               = 1,
    .xClose                 = wal_close,
    .xRead                  = wal_read,
    .xWrite                 = wal_write,
    .xTruncate              = wal_truncate,
    .xSync                  = wal_sync,
    .xFileSize              = wal_size,
    .xLock                  = wal_lock,
    .xUnlock                = wal_unlock,
    .xCheckReservedLock     = wal_locked,
    .xFileControl           = wal_control,
    .xSectorSize            = wal_sector,
    .xDeviceCharacteristics = wal_device,
};

/* Every other file is the layer below's own, without a detour. */
static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return below_vfs->xOpen(below_vfs, name, file, flags, ret_flags);
    memset(file, 0, sizeof(struct wal_file));
    memset(below(file), 0, (size_t)below_vfs->szOsFile);
    int code = below_vfs->xOpen(below_vfs, name, below(file), flags, ret_flags);
    /* SQLite closes what has methods, also after a refusal. */
    if (below(file)->pMethods)
        file->pMethods = &wal_methods;
    return code;
}

void wal_vfs_register(void)
{
    below_vfs = sqlite3_vfs_find(NULL);
    CHECK(below_vfs);
    wal_vfs          = *below_vfs;
    wal_vfs.pNext    = NULL;
    wal_vfs.zName    = WAL_VFS_NAME;
    wal_vfs.szOsFile = (int)sizeof(struct wal_file) + below_vfs->szOsFile;
    wal_vfs.xOpen    = vfs_open;
    CHECK(sqlite3_vfs_register(&wal_vfs, 0) == SQLITE_OK);
}
