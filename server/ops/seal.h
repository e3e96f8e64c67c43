/* The key file of sealed values (port/seal.h): XChaCha20-Poly1305 with a random nonce each, keys in the order they were made, one a line in
 * hexadecimal. The last line seals, all open: a key is rotated by adding a line. The first line alone makes blind indexes, which must
 * stay comparable for ever. Whoever has this file and the database reads everything, so a backup holds it only when asked (--with-keys).
 *
 * A running process learns of lines added at the end: when it meets text sealed with a key it does not know, it reads the file once more
 * (a few hundred bytes, in the calling thread), so the keys may be rotated and the rows sealed anew while halls run. */
#ifndef HH_OPS_SEAL_H
#define HH_OPS_SEAL_H

#include "server/port/seal.h"

#define SEAL_WHY_MAX 300
#define SEAL_KEYS_MAX 16

struct seal_keys;
/* Reads the file; makes it for its owner only, with one key, when it is absent. NULL: ret_why says what is wrong (another's file, readable by group or
 * others, a broken line). */
MUST_USE struct seal_keys *seal_keys_open(const char *path, struct random_port *random, char ret_why[SEAL_WHY_MAX]);
/* From the text of such a file. */
MUST_USE struct seal_keys *seal_keys_read(struct str text, struct random_port *random, char ret_why[SEAL_WHY_MAX]);
/* Reads the file once more and takes lines that were added at its end. False: there were none. Any thread. */
bool seal_keys_refresh(struct seal_keys *keys);
/* Adds a fresh key as the file's last line, whole or not at all. False: ret_why says why; the file must be there. */
MUST_USE bool seal_file_rotate(const char *path, struct random_port *random, char ret_why[SEAL_WHY_MAX]);
/* Whether the newest key sealed it. */
bool seal_keys_newest(const struct seal_keys *keys, struct str sealed);
void seal_keys_close(struct seal_keys *keys); /* wipes them */
struct seal_port *seal_keys_port(struct seal_keys *keys);

#endif
