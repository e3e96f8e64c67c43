#include "server/ops/password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/fiber.h"

#define WORKERS_MAX 16

struct work { /* on the parked fiber's stack; owned by the pool until it is woken */
    struct work *next;
    struct fiber *parked;
    struct str password;
    bool verify;
    bool good; /* hashed, or the same */
    char hash[crypto_pwhash_STRBYTES]; /* in or out */
};

struct password_pool {
    struct password_port port; /* first */
    struct password_config config;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct work *head, **tail;
    size_t waiting;
    bool ending;
    size_t worker_count;
    pthread_t workers[WORKERS_MAX];
    char nobody[crypto_pwhash_STRBYTES]; /* a hash like any other, of a password nobody knows */
};

static void work_do(const struct password_pool *pool, struct work *w)
{
    const char *password = w->password.len ? w->password.ptr : "";
    if (w->verify)
        w->good = crypto_pwhash_str_verify(w->hash, password, w->password.len) == 0;
    else
        w->good = crypto_pwhash_str(w->hash, password, w->password.len, (unsigned long long)pool->config.ops, (size_t)pool->config.memory_kib * 1024) == 0;
}

static void *worker_run(void *arg)
{
    struct password_pool *pool = arg;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->head && !pool->ending)
            pthread_cond_wait(&pool->some, &pool->lock);
        if (!pool->head)
            break;
        struct work *w = pool->head;
        pool->head     = w->next;
        if (!pool->head)
            pool->tail = &pool->head;
        pool->waiting--;
        pthread_mutex_unlock(&pool->lock);
        work_do(pool, w);
        fiber_wake_remote(w->parked); /* w is gone from here on */
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static enum err work_wait(struct password_pool *pool, struct work *w)
{
    w->parked = fiber_current();
    if (!w->parked) {
        work_do(pool, w);
        return ERR_OK;
    }
    pthread_mutex_lock(&pool->lock);
    bool room = pool->waiting < pool->config.queue_max && !pool->ending;
    if (room) {
        *pool->tail = w;
        pool->tail  = &w->next;
        pool->waiting++;
        pthread_cond_signal(&pool->some);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!room)
        return ERR_UNAVAILABLE;
    fiber_park();
    return ERR_OK;
}

static enum err password_hash(struct password_port *self, struct arena *mem, struct str password, struct str *ret_hash)
{
    struct work w = { .password = password };
    TRY(work_wait((struct password_pool *)self, &w));
    if (!w.good)
        return ERR_UNAVAILABLE; /* no memory for it now */
    *ret_hash = arena_dup(mem, str_from_cstr(w.hash));
    return ret_hash->ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err password_verify(struct password_port *self, struct str password, struct str hash, bool *ret_same)
{
    struct password_pool *pool = (struct password_pool *)self;
    struct work w              = { .password = password, .verify = true };
    bool nobody                = hash.len == 0 || hash.len >= sizeof w.hash;
    if (nobody)
        memcpy(w.hash, pool->nobody, sizeof w.hash);
    else
        memcpy(w.hash, hash.ptr, hash.len);
    TRY(work_wait(pool, &w));
    *ret_same = w.good && !nobody;
    return ERR_OK;
}

static bool nobody_make(struct password_pool *pool)
{
    char secret[32];
    randombytes_buf(secret, sizeof secret); /* house rule 21: not a decision, nobody ever learns it */
    struct work w = { .password = str_make(secret, sizeof secret) };
    work_do(pool, &w);
    memcpy(pool->nobody, w.hash, sizeof pool->nobody);
    return w.good;
}

struct password_pool *password_pool_new(const struct password_config *config)
{
    struct password_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    CHECK(config->worker_count > 0 && config->worker_count <= WORKERS_MAX);
    pool->port   = (struct password_port){ .hash = password_hash, .verify = password_verify };
    pool->config = *config;
    pool->tail   = &pool->head;
    CHECK(pthread_mutex_init(&pool->lock, NULL) == 0 && pthread_cond_init(&pool->some, NULL) == 0);
    bool good = nobody_make(pool);
    while (good && pool->worker_count < config->worker_count) {
        good = pthread_create(&pool->workers[pool->worker_count], NULL, worker_run, pool) == 0;
        pool->worker_count += good;
    }
    if (good)
        return pool;
    password_pool_free(pool);
    return NULL;
}

void password_pool_free(struct password_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->some);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->worker_count; i++)
        (void)pthread_join(pool->workers[i], NULL); /* ours and joinable */
    (void)pthread_cond_destroy(&pool->some);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

struct password_port *password_pool_port(struct password_pool *pool)
{
    return &pool->port;
}
