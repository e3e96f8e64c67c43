#include "server/main_audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "proto/base/time.h"

#define KEEP_EVERY_MS MILLIS_HOUR
#define CALL_MEM_MAX (256 * 1024)
#define HEADS_BYTES_MAX (64 * 1024 * 1024) /* of audit.heads: some eighty years of hours */
#define LINE_MAX_BYTES 128
#define ROWS_A_READ 2000 /* a stretch of the walk: a read transaction that never stands in the way of checkpoints for long */

static bool heads_path(const struct base *b, char ret_path[DATA_PATH_MAX])
{
    int len = snprintf(ret_path, DATA_PATH_MAX, "%s/audit.heads", b->config.data);
    return len > 0 && len < DATA_PATH_MAX;
}

static struct ctx call_ctx(const struct base *b, struct arena *mem)
{
    return (struct ctx){ .mem = mem, .hall = &b->hall, .request_id = STR("audit"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
}

/* --- keeping --------------------------------------------------------------------------------------------- */

void audit_heads_init(struct audit_heads *heads, struct base *base)
{
    *heads = (struct audit_heads){ .base = base };
    CHECK(pthread_mutex_init(&heads->lock, NULL) == 0);
}

bool audit_heads_read(void *arg, struct audit_head *ret_head)
{
    struct audit_heads *heads = arg;
    pthread_mutex_lock(&heads->lock);
    *ret_head = heads->head;
    pthread_mutex_unlock(&heads->lock);
    return ret_head->sequence > 0;
}

/* The half of a line that a power cut left is taken off first, so that every line of the file is whole. */
static bool tail_mend(int fd)
{
    struct stat st;
    char last[LINE_MAX_BYTES];
    if (fstat(fd, &st) != 0)
        return false;
    off_t from  = st.st_size > (off_t)sizeof last ? st.st_size - (off_t)sizeof last : 0;
    ssize_t len = pread(fd, last, sizeof last, from);
    if (len <= 0)
        return len == 0;
    size_t keep = (size_t)len;
    while (keep > 0 && last[keep - 1] != '\n')
        keep--;
    return keep == (size_t)len || ftruncate(fd, from + (off_t)keep) == 0;
}

static bool line_append(const struct base *b, const char *line, size_t len)
{
    char path[DATA_PATH_MAX];
    int fd    = heads_path(b, path) ? open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    bool good = fd >= 0 && tail_mend(fd) && write(fd, line, len) == (ssize_t)len && fsync(fd) == 0;
    int why   = errno;
    if (fd >= 0)
        (void)close(fd); /* what counts was synced */
    errno = why;
    return good;
}

static enum err head_read(struct store_tx *tx, void *arg)
{
    return audit_head_read(tx, arg);
}

static void head_write(struct audit_heads *heads, const struct audit_head *head, int64_t now)
{
    char line[LINE_MAX_BYTES], when[TIME_TEXT_MAX];
    struct base *b = heads->base;
    size_t when_len = time_write(now, when);
    int len = snprintf(line, sizeof line, "%lld %.*s %.*s\n", (long long)head->sequence, AUDIT_HASH_LEN, head->hash, (int)when_len, when);
    CHECK(len > 0 && (size_t)len < sizeof line);
    if (heads->owner && !line_append(b, line, (size_t)len))
        log_write(&b->log, LOG_ERROR, "the head of the audit chain could not be kept in audit.heads", LOG_FIELDS(LOG_TEXT("reason", str_from_cstr(strerror(errno)))));
    log_write(&b->log, LOG_INFO, "audit head", LOG_FIELDS(LOG_NUMBER("sequence", head->sequence), LOG_TEXT("hash", str_make(head->hash, AUDIT_HASH_LEN))));
    pthread_mutex_lock(&heads->lock);
    heads->head = *head;
    pthread_mutex_unlock(&heads->lock);
}

void audit_heads_keep(struct audit_heads *heads)
{
    struct arena mem;
    struct audit_head head = { 0 };
    int64_t now            = heads->base->clock.port.now(&heads->base->clock.port);
    heads->kept_at         = now;
    arena_init(&mem, CALL_MEM_MAX);
    struct ctx c = call_ctx(heads->base, &mem);
    enum err e   = store_read(&c, head_read, &head);
    arena_done(&mem);
    if (e != ERR_OK)
        log_write(&heads->base->log, LOG_WARN, "the head of the audit chain could not be read", LOG_FIELDS(LOG_TEXT("code", err_code(e))));
    else if (head.sequence && (head.sequence != heads->head.sequence || memcmp(head.hash, heads->head.hash, AUDIT_HASH_LEN) != 0))
        head_write(heads, &head, now);
}

void audit_heads_tick(struct audit_heads *heads)
{
    int64_t now = heads->base->clock.port.now(&heads->base->clock.port);
    if (!heads->kept_at || now - heads->kept_at >= KEEP_EVERY_MS)
        audit_heads_keep(heads);
}

/* --- verifying --------------------------------------------------------------------------------------------- */

struct kept { /* what audit.heads holds */
    struct audit_head *heads;
    size_t len, cap;
};

static int by_sequence(const void *a, const void *b)
{
    int64_t x = ((const struct audit_head *)a)->sequence, y = ((const struct audit_head *)b)->sequence;
    return x < y ? -1 : x > y;
}

static bool kept_add(struct kept *kept, struct str line, size_t number)
{
    if (kept->len == kept->cap) {
        size_t cap              = kept->cap ? kept->cap * 2 : 1024;
        struct audit_head *more = realloc(kept->heads, cap * sizeof *more);
        if (!more) {
            refused("no memory for the kept heads");
            return false;
        }
        kept->heads = more;
        kept->cap   = cap;
    }
    if (audit_head_parse(line, &kept->heads[kept->len])) {
        kept->len++;
        return true;
    }
    (void)printf("audit.heads: line %zu is not a kept head\n", number);
    return false;
}

/* Behind the last line end there may be half a line, from a power cut. */
static bool kept_lines(struct kept *kept, struct str text)
{
    while (text.len && text.ptr[text.len - 1] != '\n')
        text.len--;
    for (size_t number = 1; text.len; number++) {
        struct str line;
        text = str_cut(text, '\n', &line);
        if (!kept_add(kept, line, number))
            return false;
    }
    if (kept->len)
        qsort(kept->heads, kept->len, sizeof *kept->heads, by_sequence);
    return true;
}

static bool kept_read(const struct base *b, struct kept *kept)
{
    char path[DATA_PATH_MAX];
    struct stat st = { 0 };
    int fd         = heads_path(b, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 && errno == ENOENT)
        return true;
    bool good  = fd >= 0 && fstat(fd, &st) == 0 && st.st_size <= HEADS_BYTES_MAX;
    char *text = good ? malloc((size_t)st.st_size + 1) : NULL;
    ssize_t len = text ? read(fd, text, (size_t)st.st_size) : -1;
    if (fd >= 0)
        (void)close(fd); /* only read */
    good = len == (ssize_t)st.st_size && text;
    if (!good)
        refused("audit.heads: cannot be read: %s", strerror(errno));
    good = good && kept_lines(kept, str_make(text, (size_t)len));
    free(text);
    return good;
}

static enum err stretch_read(struct store_tx *tx, void *arg)
{
    return audit_walk_on(tx, arg, ROWS_A_READ);
}

static int chain_walk(const struct base *b, const struct kept *kept)
{
    struct audit_walk walk;
    struct arena mem;
    enum err e = ERR_OK;
    audit_walk_start(&walk, kept->heads, kept->len);
    arena_init(&mem, CALL_MEM_MAX);
    while (e == ERR_OK && !walk.done && !walk.why) {
        struct ctx c = call_ctx(b, &mem);
        e            = store_read(&c, stretch_read, &walk);
        arena_reset(&mem);
    }
    arena_done(&mem);
    if (e != ERR_OK)
        refused("%s", err_text(e, LANG_EN).ptr);
    else if (walk.why)
        (void)printf("row %lld: %s\n", (long long)walk.why_sequence, walk.why);
    else
        (void)printf("%lld rows fit, up to %.*s; %zu kept heads compared\n", (long long)walk.head.sequence, AUDIT_HASH_LEN, walk.head.hash, kept->len);
    return e == ERR_OK && !walk.why ? EXIT_DONE : EXIT_REFUSED;
}

int audit_verify(struct base *b)
{
    struct kept kept = { 0 };
    int status       = EXIT_REFUSED;
    if (access(b->store_path, R_OK) != 0) { /* opening would make an empty one, in which everything fits */
        refused("the store %s: %s", b->store_path, strerror(errno));
        return EXIT_REFUSED;
    }
    struct store_port *store = base_store_open(b);
    if (store && kept_read(b, &kept))
        status = chain_walk(b, &kept);
    if (store)
        store_close(store);
    free(kept.heads);
    return status;
}
