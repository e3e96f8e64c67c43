/* Backups of a data folder and their way back. For tools: the main thread, waits for the disk.
 *
 * A backup is a folder of its own: the database as it was at one moment, what was uploaded, and a MANIFEST (manifest.h) that is written
 * last, so that one which was not finished is none. The keys of sealed data are only in it when asked for: whoever has both
 * reads everything. */
#ifndef HH_OPS_BACKUP_H
#define HH_OPS_BACKUP_H

#include "server/port/ctx.h"
#include "server/store/store.h"

struct backup_in {
    const char *store; /* the database file; the hall may be serving */
    const char *data;  /* the data folder */
    const char *keys;  /* the key file; NULL: not in the backup */
    const char *to;    /* absent, or an empty folder */
    int64_t now;
};
struct backup_done {
    int64_t rows, tables, files, bytes;
};
MUST_USE bool backup_make(const struct backup_in *in, struct backup_done *ret_done, char ret_why[STORE_WHY_MAX]);

struct restore_in {
    const char *from;
    const char *data;            /* an empty folder that no server has: the caller holds its lock */
    const char *keys;            /* a key file that is to fit; NULL: the backup's own, if it has one */
    struct random_port *random;  /* names the new generation */
};
struct restore_done {
    struct backup_done done;
    bool sealed;    /* something in it is sealed */
    bool keys_fit;  /* and these keys open it */
};
/* False: ret_why says why, and what was written is removed again. */
MUST_USE bool backup_restore(const struct restore_in *in, struct restore_done *ret_done, char ret_why[STORE_WHY_MAX]);

/* Absent or without entries other than a lock file. */
enum folder_state { FOLDER_ABSENT, FOLDER_EMPTY, FOLDER_USED, FOLDER_BAD };
enum folder_state folder_look(const char *path);

#endif
