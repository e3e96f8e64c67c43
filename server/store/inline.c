#include <stdlib.h>

#include "proto/base/check.h"
#include "server/store/sqlite.h"

#define CACHE_KIB 4096
#define FORGET_MAX 64

struct inline_store {
    struct store_port port; /* first */
    struct store_inline_config config;
    struct sqlite db;
    char generation[GENERATION_MAX];
    struct forgotten {
        char text[24];
        size_t len;
    } forget[FORGET_MAX];
    size_t forget_count;
};

static struct inline_store *inline_of(struct store_port *self)
{
    return (struct inline_store *)(void *)self;
}

static enum err forget_run(struct store_tx *tx, void *arg)
{
    struct inline_store *s = arg;
    for (size_t i = 0; i < s->forget_count; i++) {
        struct str id = str_make(s->forget[i].text, s->forget[i].len);
        TRY(outbox_remove(tx, &id, 1));
    }
    s->forget_count = 0;
    return ERR_OK;
}

static enum err call_write(struct inline_store *s, struct ctx *c, store_fn *fn, void *arg)
{
    TRY(sqlite_begin(&s->db, true));
    enum err e = sqlite_call_saved(&s->db, c, forget_run, s);
    if (e == ERR_OK)
        e = sqlite_call_saved(&s->db, c, fn, arg);
    if (e == ERR_OK) {
        e = sqlite_commit(&s->db);
        e = e == ERR_OK ? ERR_OK : ERR_UNKNOWN_OUTCOME;
    }
    sqlite_rollback(&s->db);
    return e;
}

static enum err call_read(struct inline_store *s, struct ctx *c, store_fn *fn, void *arg)
{
    TRY(sqlite_begin(&s->db, false));
    enum err e = sqlite_call(&s->db, c, fn, arg);
    sqlite_rollback(&s->db);
    return e;
}

static enum err call(struct store_port *self, struct ctx *c, store_fn *fn, void *arg, bool write)
{
    struct inline_store *s = inline_of(self);
    if (s->config.before)
        TRY(s->config.before(s->config.hook_arg, write));
    enum err e = write ? call_write(s, c, fn, arg) : call_read(s, c, fn, arg);
    return s->config.after ? s->config.after(s->config.hook_arg, write, e) : e;
}

static enum err inline_read(struct store_port *self, struct ctx *c, store_fn *fn, void *arg)
{
    return call(self, c, fn, arg, false);
}

static enum err inline_write(struct store_port *self, struct ctx *c, store_fn *fn, void *arg)
{
    return call(self, c, fn, arg, true);
}

static void inline_forget(struct store_port *self, struct str outbox_id)
{
    struct inline_store *s = inline_of(self);
    if (s->forget_count == FORGET_MAX || outbox_id.len == 0 || outbox_id.len > sizeof s->forget[0].text)
        return; /* the relay removes it */
    struct forgotten *f = &s->forget[s->forget_count++];
    memcpy(f->text, outbox_id.ptr, outbox_id.len);
    f->len = outbox_id.len;
}

static bool inline_healthy(struct store_port *self, const char **ret_why)
{
    (void)self;
    *ret_why = "";
    return true;
}

struct store_port *store_inline_open(const struct store_inline_config *config, char ret_why[STORE_WHY_MAX])
{
    struct inline_store *s = calloc(1, sizeof *s);
    CHECK(s);
    struct sqlite_config db = { .path = config->path ? config->path : ":memory:", .cache_kib = CACHE_KIB };
    s->config               = *config;
    s->port = (struct store_port){ .read = inline_read, .write = inline_write, .forget = inline_forget, .healthy = inline_healthy };
    if (sqlite_open(&s->db, &db, ret_why) && sqlite_migrate(&s->db, config->random, ret_why) &&
        sqlite_generation(&s->db, s->generation))
        return &s->port;
    store_inline_close(&s->port);
    return NULL;
}

void store_inline_close(struct store_port *store)
{
    if (!store)
        return;
    sqlite_close(&inline_of(store)->db);
    free(inline_of(store));
}

struct str store_inline_generation(const struct store_port *store)
{
    return str_from_cstr(((const struct inline_store *)(const void *)store)->generation);
}
