/* What a backup consists of, as lines of text that people can read and sha256sum can check:
 *
 *   hirehall backup 1
 *   made 2026-11-24T18:00:00.000+08:00
 *   schema 7
 *   generation h2Bk…
 *   table account 12            rows of each table
 *   file hall.db 49152 SHA-256  bytes and hash of each file
 *   end SHA-256                 of all lines above: a list that was cut or touched does not pass
 *
 * Pure but for memory. */
#ifndef HH_OPS_MANIFEST_H
#define HH_OPS_MANIFEST_H

#include "proto/base/buf.h"
#include "server/store/copy.h"

#define MANIFEST_NAME "MANIFEST"
#define MANIFEST_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define HASH_CHARS 64 /* SHA-256, hexadecimal */
#define FILE_NAME_MAX 256 /* with its folders */

struct manifest_file {
    struct str name; /* "hall.db", "files/ab/" and 64 digits */
    int64_t bytes;
    struct str hash;
};

void manifest_begin(struct buf *out, int64_t now, const struct copy_shape *shape);
void manifest_file_add(struct buf *out, const struct manifest_file *file);
void manifest_end(struct buf *out);

/* Checks the head, the end and every line. False: ret_why says which is wrong. The text is borrowed by what is read of it. */
MUST_USE bool manifest_read(struct str text, struct copy_shape *ret_shape, char ret_why[STORE_WHY_MAX]);
/* The next file of a text that manifest_read accepted; `at` begins at the text's start. False: no more. */
MUST_USE bool manifest_next(struct str *at, struct manifest_file *ret_file);
/* Whether a file may be called so: letters, digits, . _ - in folders, none of them beginning with a dot. */
bool manifest_name_is_plain(struct str name);

#endif
