#include "server/main_hall.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/id.h"
#include "server/main_seal.h"

#define BASE_MEM_MAX (1024 * 1024)
#define PASSWORD_QUEUE_MAX 128

void refused(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("hirehall: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

static bool settings_make(struct base *b)
{
    struct str origin = str_from_cstr(b->config.public_origin), listen = str_from_cstr(b->config.listen);
    char *id = arena_alloc(&b->mem, ID_TEXT_MAX);
    uint8_t random[16];
    if (!id)
        return false;
    b->chance.port.fill(&b->chance.port, random, sizeof random);
    b->settings.process_id = str_make(id, id_write('p', random, id));
    b->settings.demo       = !b->config.no_demo;
    b->settings.staff_second_factor = b->config.staff_second_factor;
    while (origin.len && origin.ptr[origin.len - 1] == '/')
        origin.len--;
    bool tls = b->config.tls_cert[0] != '\0';
    if (!origin.len) {
        int len = snprintf(b->origin, sizeof b->origin, "http%s://%.*s", tls ? "s" : "", STR_ARG(listen));
        origin  = str_make(b->origin, len > 0 && (size_t)len < sizeof b->origin ? (size_t)len : 0);
    }
    b->settings.public_origin = origin;
    b->settings.secure        = str_starts(origin, STR("https://"));
    if (tls && !b->settings.secure) {
        refused("public_origin: '%s' must begin with https:// where --tls-cert is named", b->config.public_origin);
        return false;
    }
    if (b->settings.secure || (str_starts(origin, STR("http://")) && origin.len < ORIGIN_MAX))
        return true;
    refused("public_origin: '%s' is not http://… or https://…", b->config.public_origin);
    return false;
}

struct tls_source *base_tls_open(const struct base *b, bool *ret_good)
{
    const struct config *c = &b->config;
    char why[TLS_WHY_MAX];
    *ret_good = !c->tls_cert[0] == !c->tls_key[0];
    if (!*ret_good) {
        refused("tls_%s: is missing; TLS needs --tls-cert and --tls-key", c->tls_cert[0] ? "key" : "cert");
        return NULL;
    }
    if (!c->tls_cert[0])
        return NULL;
    struct tls_source *source = tls_source_new(c->tls_cert, c->tls_key, why);
    *ret_good                 = source != NULL;
    if (!source)
        refused("%s", why);
    return source;
}

static bool config_judge(struct base *b)
{
    const struct config *c = &b->config;
    struct str store = str_from_cstr(c->store), path = str_starts(store, STR("sqlite:")) ? str_skip(store, 7) : STR_NONE;
    int len;
    if (!log_level_find(c->log_level, &b->log.level)) {
        refused("log_level: '%s' is none of debug, info, warn, error", c->log_level);
        return false;
    }
    if (store.len && !path.len) {
        refused("store: '%s' is not sqlite:PATH", c->store);
        return false;
    }
    if (c->password_ops < 1 || c->password_ops > 100 || c->password_memory_kib < 8 || c->password_memory_kib > 4 * 1024 * 1024 || c->password_workers < 1 || c->password_workers > 16) {
        refused("password_ops is 1 to 100, password_memory_kib 8 to 4194304, password_workers 1 to 16");
        return false;
    }
    len = path.len ? snprintf(b->store_path, sizeof b->store_path, "%.*s", STR_ARG(path)) : snprintf(b->store_path, sizeof b->store_path, "%s/hall.db", c->data);
    if (len < 0 || (size_t)len >= sizeof b->store_path) {
        refused("the path of the store is too long");
        return false;
    }
    return true;
}

bool base_init(struct base *b, int count, char *const *args)
{
    char why[CONFIG_WHY_MAX];
    arena_init(&b->mem, BASE_MEM_MAX);
    wall_clock_init(&b->clock);
    chance_init(&b->chance);
    b->log  = (struct log){ .level = LOG_INFO, .clock = &b->clock.port, .fd = 2 };
    b->hall = (struct hall){ .clock = &b->clock.port, .random = &b->chance.port, .settings = &b->settings };
    if (!config_read(&b->config, &b->mem, count, args, why)) {
        refused("%s (hirehall help)", why);
        return false;
    }
    return config_judge(b) && settings_make(b);
}

void base_done(struct base *b)
{
    seal_keys_close(b->seal);
    chance_done(&b->chance);
    arena_done(&b->mem);
}

bool base_data_make(struct base *b)
{
    struct stat st;
    if (mkdir(b->config.data, 0700) == 0)
        return true;
    if (errno == EEXIST && stat(b->config.data, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    refused("data: cannot make the folder %s: %s", b->config.data, strerror(errno));
    return false;
}

static void store_log(void *arg, const char *what, const char *detail)
{
    log_write(arg, LOG_WARN, what, LOG_FIELDS(LOG_TEXT("part", STR("store")), LOG_TEXT("detail", str_from_cstr(detail))));
}

struct store_port *base_store_open(struct base *b)
{
    char why[STORE_WHY_MAX];
    struct store_config config = { .path = b->store_path, .random = &b->chance.port, .log = store_log, .log_arg = &b->log };
    struct store_port *store   = store_open(&config, why);
    if (!store)
        refused("the store %s: %s", b->store_path, why);
    b->hall.store = store;
    return store;
}

bool base_keys_path(const struct base *b, char ret_path[DATA_PATH_MAX])
{
    int len = b->config.seal_keys[0] ? snprintf(ret_path, DATA_PATH_MAX, "%s", b->config.seal_keys) : snprintf(ret_path, DATA_PATH_MAX, "%s/seal.keys", b->config.data);
    if (len >= 0 && len < DATA_PATH_MAX)
        return true;
    refused("seal_keys: the path is too long");
    return false;
}

bool base_seal_open(struct base *b)
{
    char why[SEAL_WHY_MAX], path[DATA_PATH_MAX];
    if (!base_keys_path(b, path))
        return false;
    /* A fresh file would open nothing of what is there, and hide that the right one is missing. */
    if (access(path, F_OK) != 0 && errno == ENOENT && !sealed_rows_none(b)) {
        refused("seal_keys: %s is missing, and the store holds sealed values that only its keys open: put the file back from its copy", path);
        return false;
    }
    b->seal = seal_keys_open(path, &b->chance.port, why);
    if (!b->seal) {
        refused("seal_keys: %s", why);
        return false;
    }
    b->hall.seal = seal_keys_port(b->seal);
    if (sealed_rows_open(b))
        return true;
    refused("seal_keys: the keys of %s do not open what the store holds: it is another hall's file, or lines are missing", path);
    return false;
}

struct files *base_files_open(struct base *b)
{
    char why[FILES_WHY_MAX], path[DATA_PATH_MAX];
    int len              = snprintf(path, sizeof path, "%s/files", b->config.data);
    struct files *opened = len > 0 && (size_t)len < sizeof path ? files_open(path, why) : NULL;
    if (!opened)
        refused("data: the folder of files: %s", len > 0 && (size_t)len < sizeof path ? why : "the path is too long");
    else
        b->hall.files = files_port_of(opened);
    return opened;
}

struct password_pool *base_passwords_open(struct base *b, size_t worker_count)
{
    struct password_config config = { .worker_count = worker_count, .queue_max = PASSWORD_QUEUE_MAX, .ops = b->config.password_ops, .memory_kib = b->config.password_memory_kib };
    struct password_pool *pool    = password_pool_new(&config);
    if (!pool)
        refused("password_memory_kib: no memory for one password");
    else
        b->hall.password = password_pool_port(pool);
    return pool;
}
