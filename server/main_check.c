/* hirehall check: each thing a hall stands on, one line each, with the remedy when it is wrong. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/live/embedded.h"
#include "server/live/redis.h"
#include "server/main_hall.h"
#include "server/web/asset.h"

#define REDIS_WAIT_MS 3000

static bool say(bool good, const char *what, const char *detail)
{
    (void)printf("%-5s %-10s %s\n", good ? "ok" : "WRONG", what, detail);
    return good;
}

static bool program_found(const char *name)
{
    const char *path = getenv("PATH");
    struct str rest  = str_from_cstr(path), folder;
    char full[DATA_PATH_MAX];
    while (rest.len) {
        rest    = str_cut(rest, ':', &folder);
        int len = snprintf(full, sizeof full, "%.*s/%s", STR_ARG(folder), name);
        if (len > 0 && (size_t)len < sizeof full && access(full, X_OK) == 0)
            return true;
    }
    return false;
}

/* --- Redis: does it answer ------------------------------------------------------------------------------- */

struct redis_try {
    struct loop *loop;
    struct live_redis *redis;
    bool good;
};

static void redis_watch(void *arg)
{
    struct redis_try *t = arg;
    for (int64_t waited = 0; waited < REDIS_WAIT_MS && !t->good; waited += 100) {
        t->good = live_redis_counts(t->redis, t->loop).connects > 0;
        loop_sleep_ms(100);
    }
    loop_stop(t->loop);
}

static bool redis_answers(struct base *b, struct str url, const char **ret_why)
{
    struct redis_try t = { .loop = loop_new(&(struct loop_config){ .fiber_max = 16 }) };
    struct live_redis_config config = { .url = url, .generation = STR("check"), .process_id = b->settings.process_id, .random = &b->chance.port };
    *ret_why = "does not answer: start it, or correct --redis";
    t.redis  = t.loop ? live_redis_new(&config, ret_why) : NULL;
    if (t.redis && live_redis_attach(t.redis, t.loop, NULL)) {
        if (fiber_start(loop_fibers(t.loop), redis_watch, &t))
            loop_run(t.loop);
        live_redis_detach(t.redis, t.loop);
    }
    live_redis_free(t.redis);
    loop_free(t.loop);
    return t.good;
}

static bool redis_check(struct base *b)
{
    const char *why = "";
    if (str_eq_cstr(STR("embedded"), b->config.redis))
        return say(program_found("redis-server"), "redis", "the embedded server needs the program redis-server (Debian: redis-server) in the PATH");
    bool good = redis_answers(b, str_from_cstr(b->config.redis), &why);
    return say(good, "redis", good ? b->config.redis : why);
}

/* --- the rest -------------------------------------------------------------------------------------------- */

static bool store_check(struct base *b)
{
    if (!base_data_make(b))
        return say(false, "data", "make the folder, or name another with --data");
    bool good = say(access(b->config.data, W_OK | X_OK) == 0, "data", b->config.data);
    struct store_port *store = base_store_open(b);
    if (store)
        store_close(store);
    return say(store != NULL, "store", store ? b->store_path : "see the line above; a copy of the file can be put back while the hall is stopped") && good;
}

static bool tls_check(const struct base *b)
{
    if (!b->config.tls_cert[0] && !b->config.tls_key[0])
        return true;
    bool good                 = false;
    struct tls_source *source = base_tls_open(b, &good);
    tls_source_free(source);
    return say(good, "tls", good ? b->config.tls_cert : "see the line above");
}

static bool seal_check(struct base *b)
{
    struct store_port *store = base_store_open(b);
    bool good                = store && base_seal_open(b);
    if (store)
        store_close(store);
    return say(good, "seal", good ? "keys of sealed personal data; keep a copy apart from the database's" : "see the line above");
}

int check(struct base *b)
{
    struct rlimit files;
    struct str host;
    uint16_t port;
    bool good = say(address_split(str_from_cstr(b->config.listen), &host, &port), "listen", b->config.listen);
    good      = tls_check(b) && good;
    good      = store_check(b) && good;
    good      = seal_check(b) && good;
    good      = redis_check(b) && good;
    good      = say(access("/usr/share/zoneinfo/Asia/Shanghai", R_OK) == 0, "zones", "time zone data (Debian: tzdata)") && good;
    good      = say(&assets != NULL && assets.count > 0, "page", "built into the program (server/web/build.sh)") && good;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        good = say(files.rlim_max >= 4096, "files", "open files at most; below 4096 few people fit in (ulimit -Hn, LimitNOFILE=)") && good;
    return good ? EXIT_DONE : EXIT_REFUSED;
}
