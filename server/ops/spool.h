/* A file from outside, brought into one form before anybody reads it: UTF-8, no U+0000, no line longer than
 * SPOOL_LINE_BYTES_MAX. It lies in a nameless file of ours, mapped, so that nothing changes under the reader and memory stays small
 * whatever the size. For tools. */
#ifndef HH_OPS_SPOOL_H
#define HH_OPS_SPOOL_H

#include <stdio.h>

#include "proto/base/str.h"

#define SPOOL_BYTES_MAX ((int64_t)2 * 1024 * 1024 * 1024)
#define SPOOL_LINE_BYTES_MAX ((int64_t)1024 * 1024)
#define SPOOL_WHY_MAX 300

enum charset { CHARSET_DETECT, CHARSET_UTF8, CHARSET_GB18030 };
/* "", "utf-8", "gb18030" (any case). */
MUST_USE bool charset_find(struct str name, enum charset *ret_charset);

struct spool {
    int fd;
    struct str text;
    enum charset charset; /* what it was in */
};

/* Reads from until its end. folder: where the nameless file lies (it may hold personal data: the hall's own). Text that is UTF-8 throughout
 * is taken for UTF-8, anything else for GB18030. False: ret_why names the line and what is wrong with it. */
MUST_USE bool spool_read(int from, const char *folder, enum charset charset, struct spool *ret_spool, char ret_why[SPOOL_WHY_MAX]);
void spool_done(struct spool *spool);
/* Without a byte order mark. */
static inline struct str spool_text(const struct spool *spool)
{
    return str_starts(spool->text, STR("\xEF\xBB\xBF")) ? str_skip(spool->text, 3) : spool->text;
}

/* A nameless file to write into, for its owner only; -1: errno says why. */
MUST_USE int spool_file(const char *folder);
/* What was written there, mapped. */
MUST_USE bool spool_map(int fd, struct spool *ret_spool);

#endif
