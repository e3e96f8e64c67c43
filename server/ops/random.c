#include "server/ops/random.h"

#include <sodium.h>

#include "proto/base/check.h"

static void chance_fill(struct random_port *self, void *bytes, size_t n)
{
    struct chance *chance = (struct chance *)self;
    if (n > CHANCE_POOL_BYTES) {
        randombytes_buf(bytes, n);
        return;
    }
    pthread_mutex_lock(&chance->lock);
    if (chance->left < n) {
        randombytes_buf(chance->pool, sizeof chance->pool);
        chance->left = sizeof chance->pool;
    }
    uint8_t *at = chance->pool + sizeof chance->pool - chance->left;
    memcpy(bytes, at, n);
    memset(at, 0, n);
    chance->left -= n;
    pthread_mutex_unlock(&chance->lock);
}

void chance_init(struct chance *chance)
{
    CHECK(sodium_init() >= 0);
    chance->port = (struct random_port){ .fill = chance_fill };
    chance->left = 0;
    CHECK(pthread_mutex_init(&chance->lock, NULL) == 0);
}

void chance_done(struct chance *chance)
{
    sodium_memzero(chance->pool, sizeof chance->pool);
    (void)pthread_mutex_destroy(&chance->lock); /* nobody holds it any more */
}
