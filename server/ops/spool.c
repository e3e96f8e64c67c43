#include "server/ops/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)65536)
#define PATH_BYTES_MAX 4096
/* So many characters of three bytes, and nothing wrong, in one line: not by chance. In GB18030 text a line of one or two may look so. */
#define SURELY_UTF8 4

__attribute__((format(printf, 2, 3))) static bool refuse_file(char ret_why[SPOOL_WHY_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ret_why, SPOOL_WHY_MAX, format, args);
    va_end(args);
    return false;
}

bool charset_find(struct str name, enum charset *ret_charset)
{
    if (name.len == 0)
        *ret_charset = CHARSET_DETECT;
    else if (str_eq_nocase(name, STR("utf-8")) || str_eq_nocase(name, STR("utf8")))
        *ret_charset = CHARSET_UTF8;
    else if (str_eq_nocase(name, STR("gb18030")) || str_eq_nocase(name, STR("gbk")) || str_eq_nocase(name, STR("gb2312")))
        *ret_charset = CHARSET_GB18030; /* which holds both */
    else
        return false;
    return true;
}

int spool_file(const char *folder)
{
    char path[PATH_BYTES_MAX];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    int len = snprintf(path, sizeof path, "%s/.spool-XXXXXX", folder);
    if (len < 0 || (size_t)len >= sizeof path)
        return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path); /* its name was never needed */
    return fd;
}

bool spool_map(int fd, struct spool *ret_spool)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    size_t len       = (size_t)st.st_size;
    void *at         = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    ret_spool->fd    = fd;
    ret_spool->text  = at == MAP_FAILED ? STR_NONE : str_make(at, len);
    if (at == MAP_FAILED)
        return false;
    if (len)
        (void)madvise(at, len, MADV_SEQUENTIAL); /* only faster */
    return true;
}

void spool_done(struct spool *spool)
{
    union {
        const char *in;
        void *out;
    } at = { .in = spool->text.ptr }; /* munmap wants it without const */
    if (spool->text.len)
        (void)munmap(at.out, spool->text.len);
    if (spool->fd >= 0)
        (void)close(spool->fd); /* nothing of it is kept */
    *spool = (struct spool){ .fd = -1 };
}

/* --- looking at every byte once -------------------------------------------------------------------------------- */

struct looking {
    int64_t line, line_bytes, bytes;
    unsigned left;         /* continuation bytes that must follow */
    unsigned char low, high; /* between which the next of them lies */
    int wide;              /* characters of three bytes in this line */
    bool line_bad;
    int64_t first_bad, first_sure; /* lines, 0: none */
    const char *what; /* refused at this line */
};

static void utf8_begin(struct looking *l, unsigned char c)
{
    l->low  = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    l->high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    l->left = c >= 0xC2 && c <= 0xDF ? 1 : c >= 0xE0 && c <= 0xEF ? 2 : c >= 0xF0 && c <= 0xF4 ? 3 : 0;
    l->wide += l->left == 2;
    l->line_bad |= c >= 0x80 && l->left == 0;
}

static void utf8_look(struct looking *l, unsigned char c)
{
    if (!l->left) {
        if (c >= 0x80)
            utf8_begin(l, c);
        return;
    }
    if (c >= l->low && c <= l->high) {
        l->left--;
        l->low  = 0x80;
        l->high = 0xBF;
        return;
    }
    l->line_bad = true;
    l->left     = 0;
    if (c >= 0x80)
        utf8_begin(l, c);
}

static void line_end(struct looking *l)
{
    l->line_bad |= l->left > 0;
    if (l->line_bad && !l->first_bad)
        l->first_bad = l->line;
    if (!l->line_bad && l->wide >= SURELY_UTF8 && !l->first_sure)
        l->first_sure = l->line;
    l->line++;
    l->line_bytes = 0;
    l->left       = 0;
    l->wide       = 0;
    l->line_bad   = false;
}

static bool chunk_look(struct looking *l, const unsigned char *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (at[i] == '\n') {
            line_end(l);
            continue;
        }
        if (at[i] == 0 || ++l->line_bytes > SPOOL_LINE_BYTES_MAX) {
            l->what = at[i] ? "is longer than 1 MiB" : "holds U+0000: this is not a text file (UTF-16 is not read either)";
            return false;
        }
        if (at[i] >= 0x80 || l->left)
            utf8_look(l, at[i]);
    }
    l->bytes += (int64_t)n;
    if (l->bytes > SPOOL_BYTES_MAX)
        l->what = "is where 2 GiB are over: split the file";
    return !l->what;
}

static bool all_write(int fd, const char *at, size_t n)
{
    while (n) {
        ssize_t did = write(fd, at, n);
        if (did < 0 && errno != EINTR)
            return false;
        at += did > 0 ? did : 0;
        n -= did > 0 ? (size_t)did : 0;
    }
    return true;
}

static bool bytes_bring(int from, int to, struct looking *l, char ret_why[SPOOL_WHY_MAX])
{
    char chunk[CHUNK_BYTES];
    ssize_t n;
    while ((n = read(from, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || !all_write(to, chunk, (size_t)n))
            return refuse_file(ret_why, "%s: %s", n < 0 ? "reading" : "the spool file", strerror(errno));
        if (!chunk_look(l, (const unsigned char *)chunk, (size_t)n))
            return refuse_file(ret_why, "line %lld %s", (long long)l->line, l->what);
    }
    if (l->line_bytes)
        line_end(l);
    return true;
}

/* --- conversion --------------------------------------------------------------------------------------------------- */

static int64_t lines_before(const char *from, const char *to)
{
    int64_t lines = 1;
    for (const char *c = from; (c = memchr(c, '\n', (size_t)(to - c))); c++)
        lines++;
    return lines;
}

static bool all_convert(iconv_t conversion, struct str text, int to, char ret_why[SPOOL_WHY_MAX])
{
    union {
        const char *in;
        char *out;
    } at = { .in = text.ptr }; /* iconv does not write there, its type only says so */
    size_t left = text.len;
    char chunk[CHUNK_BYTES];
    while (left) {
        char *out   = chunk;
        size_t room = sizeof chunk;
        size_t got  = iconv(conversion, &at.out, &left, &out, &room);
        int why     = errno;
        if (!all_write(to, chunk, sizeof chunk - room))
            return refuse_file(ret_why, "the spool file: %s", strerror(errno));
        if (got == (size_t)-1 && why != E2BIG)
            return refuse_file(ret_why, "line %lld is neither UTF-8 nor GB18030", (long long)lines_before(text.ptr, at.in));
    }
    return true;
}

static bool gb18030_bring(struct spool *raw, const char *folder, struct spool *ret_spool, char ret_why[SPOOL_WHY_MAX])
{
    iconv_t conversion = iconv_open("UTF-8", "GB18030");
    if (conversion == (iconv_t)-1)
        return refuse_file(ret_why, "this machine's iconv does not know GB18030");
    int fd    = spool_file(folder);
    bool good = fd >= 0 || refuse_file(ret_why, "the spool file: %s", strerror(errno));
    good      = good && all_convert(conversion, raw->text, fd, ret_why);
    (void)iconv_close(conversion); /* cannot fail */
    if (good && !spool_map(fd, ret_spool))
        good = refuse_file(ret_why, "the spool file: %s", strerror(errno));
    if (!good && fd >= 0)
        (void)close(fd); /* nothing of it is kept */
    ret_spool->charset = CHARSET_GB18030;
    return good;
}

static bool charset_settle(struct spool *raw, const struct looking *l, const char *folder, enum charset charset, struct spool *ret_spool, char ret_why[SPOOL_WHY_MAX])
{
    bool marked = str_starts(raw->text, STR("\xEF\xBB\xBF"));
    if (charset != CHARSET_GB18030 && !l->first_bad) {
        *ret_spool         = *raw;
        ret_spool->charset = CHARSET_UTF8;
        *raw               = (struct spool){ .fd = -1 };
        return true;
    }
    if (charset == CHARSET_UTF8 || (marked && charset == CHARSET_DETECT))
        return refuse_file(ret_why, "line %lld is not UTF-8", (long long)l->first_bad);
    if (charset == CHARSET_DETECT && l->first_sure)
        return refuse_file(ret_why, "two encodings: line %lld is UTF-8, line %lld is not", (long long)l->first_sure, (long long)l->first_bad);
    return gb18030_bring(raw, folder, ret_spool, ret_why);
}

bool spool_read(int from, const char *folder, enum charset charset, struct spool *ret_spool, char ret_why[SPOOL_WHY_MAX])
{
    struct looking l = { .line = 1 };
    struct spool raw = { .fd = spool_file(folder) };
    *ret_spool       = (struct spool){ .fd = -1 };
    if (raw.fd < 0)
        return refuse_file(ret_why, "%s: a spool file cannot be made there: %s", folder, strerror(errno));
    bool good = bytes_bring(from, raw.fd, &l, ret_why) && (spool_map(raw.fd, &raw) || refuse_file(ret_why, "the spool file: %s", strerror(errno)));
    good      = good && charset_settle(&raw, &l, folder, charset, ret_spool, ret_why);
    spool_done(&raw);
    return good;
}
