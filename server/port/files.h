/* Files of the hall, kept by the hash of their content: licences, authorizations, résumés. What is put twice is kept once; nothing is ever
 * changed in place. Who may read a file is judged by the feature that names it in its rows: the name alone opens nothing. */
#ifndef HH_PORT_FILES_H
#define HH_PORT_FILES_H

#include "server/port/ctx.h"

#define FILE_BYTES_MAX ((size_t)5 * 1024 * 1024)
#define FILE_NAME_LEN 64 /* SHA-256 of the content, hexadecimal */

struct files_port { /* parks the fiber: disks are slow */
    /* Durable before it returns. ERR_UNAVAILABLE: the disk is full or away; ERR_NO_MEMORY. */
    enum err (*put)(struct files_port *self, struct arena *mem, struct str bytes, struct str *ret_name);
    /* ERR_NOT_FOUND; ERR_INTERNAL: what lies there is not what was put. */
    enum err (*get)(struct files_port *self, struct arena *mem, struct str name, struct str *ret_bytes);
    /* Runs work(arg) where files are read, off the loop: for looking into large ones. ERR_UNAVAILABLE: too many wait. */
    enum err (*run)(struct files_port *self, void (*work)(void *arg), void *arg);
    /* When no row names it any more. One that is not there is removed already. */
    enum err (*remove)(struct files_port *self, struct str name);
};

/* The usual calls, for handlers. ERR_UNAVAILABLE where the hall keeps no files. */
MUST_USE enum err file_put(struct ctx *c, struct str bytes, struct str *ret_name);
MUST_USE enum err file_get(struct ctx *c, struct str name, struct str *ret_bytes);
MUST_USE enum err file_remove(struct ctx *c, struct str name);
/* After the commit that took a row's name of it away (or none, when the name is empty): removes it when no other row names it. What fails leaves at
 * most a file that nobody names. */
void file_drop(struct ctx *c, struct str file);
MUST_USE enum err file_run(struct ctx *c, void (*work)(void *arg), void *arg);

/* What a file is by its content, never by its name or by what the client calls it: the format's own frame from the first byte to the last,
 * so that nothing may be hung on before or behind. A PDF is not opened further: it is kept and given back as a download only; one that
 * names scripts, launches or embedded files in plain sight is none. */
enum file_kind { FILE_OTHER, FILE_PDF, FILE_JPEG, FILE_PNG };
enum file_kind file_kind_of(struct str bytes);
struct str file_media_type(enum file_kind kind); /* "application/pdf"; FILE_OTHER: application/octet-stream */

/* The body of an upload (a route with ROUTE_UPLOAD): one of the wanted kinds (bits 1 << FILE_…), not empty, at most FILE_BYTES_MAX.
 * ERR_INVALID with a fault at "/file"; ret_kind is what it is. */
MUST_USE enum err upload_check(struct ctx *c, unsigned kinds, enum file_kind *ret_kind);

#endif
