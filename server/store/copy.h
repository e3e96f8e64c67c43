/* Copies of a hall's database file, made while it serves and looked through before anybody relies on them. For tools: any thread,
 * waits for the disk, knows no port. */
#ifndef HH_STORE_COPY_H
#define HH_STORE_COPY_H

#include "server/port/ctx.h"
#include "server/store/store.h"

#define COPY_NAME_MAX 64
#define COPY_TABLES_MAX 128
#define COPY_GENERATION_MAX 32

/* Writes the database at `from` as it is at one moment into the new file `to` (its owner's only, synced). A hall that serves
 * goes on writing meanwhile; its write-ahead log grows until the copy is done. False: ret_why says why, and `to` is gone. */
MUST_USE bool store_copy(const char *from, const char *to, char ret_why[STORE_WHY_MAX]);

struct copy_table {
    char name[COPY_NAME_MAX];
    int64_t rows;
};
struct copy_shape {
    int64_t schema; /* migrations done */
    char generation[COPY_GENERATION_MAX];
    struct copy_table tables[COPY_TABLES_MAX]; /* by name */
    size_t table_count;
};
/* Reads the file through: its pages, its indexes and every reference between rows must be sound, and it must be a hall's, of this
 * program or an older one. False: ret_why says what is not. */
MUST_USE bool store_prove(const char *path, struct copy_shape *ret_shape, char ret_why[STORE_WHY_MAX]);

/* Gives the hall another generation, so that whatever was derived from the rows elsewhere (Redis) is void. */
MUST_USE bool store_generation_renew(const char *path, struct random_port *random, char ret_why[STORE_WHY_MAX]);

/* Some value that is kept sealed, to try keys on. False: there is none. */
struct copy_sealed {
    const char *column; /* "candidate.phone" */
    char id[COPY_NAME_MAX], text[512];
};
MUST_USE bool store_sealed_find(const char *path, struct copy_sealed *ret_sealed);

#endif
