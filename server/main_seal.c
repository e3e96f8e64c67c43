#include "server/main_seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/port/seal.h"

#define CALL_MEM_MAX (4 * 1024 * 1024)
#define RENEW_BATCH 200 /* values a commit */

struct sealed { /* a row of port/sealed.def */
    const char *column, *one, *batch, *save;
};
static const struct sealed sealed_all[] = {
#define SEALED(table, id, column)                                                                                      \
    { #table "." #column, "SELECT " #id ", " #column " FROM " #table " WHERE " #column " <> '' ORDER BY " #id " DESC LIMIT 1", \
      "SELECT " #id ", " #column " FROM " #table " WHERE " #id " > ?1 AND " #column " <> '' ORDER BY " #id " LIMIT ?2",         \
      "UPDATE " #table " SET " #column " = ?3 WHERE " #id " = ?1 AND " #column " = ?2" },
#include "server/port/sealed.def"
#undef SEALED
};

static struct ctx call_ctx(const struct base *b, struct arena *mem)
{
    return (struct ctx){ .mem = mem, .hall = &b->hall, .request_id = STR("seal"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
}

/* --- at the start ---------------------------------------------------------------------------------------- */

struct look {
    bool any;  /* something is sealed */
    bool good; /* and one of each column opens */
};

static enum err one_look(struct store_tx *tx, const struct sealed *sealed, struct look *look)
{
    struct store_cursor *cursor;
    struct str id, text, plain;
    bool row = false;
    TRY(tx_open(tx, sealed->one, NO_BINDS, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && row)
        e = cursor_text(tx, cursor, 0, &id);
    if (e == ERR_OK && row)
        e = cursor_text(tx, cursor, 1, &text);
    cursor_done(tx, cursor);
    if (e != ERR_OK || !row)
        return e;
    look->any = true;
    if (tx->ctx->hall->seal && seal_open(tx->ctx, sealed->column, id, text, &plain) != ERR_OK)
        look->good = false;
    return ERR_OK;
}

static enum err look_read(struct store_tx *tx, void *arg)
{
    for (size_t i = 0; i < COUNT_OF(sealed_all); i++)
        TRY(one_look(tx, &sealed_all[i], arg));
    return ERR_OK;
}

static enum err rows_look(const struct base *b, struct look *look)
{
    struct arena mem;
    arena_init(&mem, CALL_MEM_MAX);
    struct ctx c = call_ctx(b, &mem);
    *look        = (struct look){ .good = true };
    enum err e   = store_read(&c, look_read, look);
    arena_done(&mem);
    return e;
}

bool sealed_rows_none(const struct base *b)
{
    struct look look;
    return rows_look(b, &look) == ERR_OK && !look.any;
}

bool sealed_rows_open(const struct base *b)
{
    struct look look;
    return rows_look(b, &look) == ERR_OK && look.good;
}

/* --- rotate ------------------------------------------------------------------------------------------------ */

int seal_rotate(struct base *b)
{
    char why[SEAL_WHY_MAX], path[DATA_PATH_MAX];
    if (!base_keys_path(b, path))
        return EXIT_REFUSED;
    if (!seal_file_rotate(path, &b->chance.port, why)) {
        refused("seal_keys: %s", why);
        return EXIT_REFUSED;
    }
    (void)printf("%s: a key was added; copy the file, then `hirehall seal renew`\n", path);
    return EXIT_DONE;
}

/* --- renew --------------------------------------------------------------------------------------------------- */

struct renew {
    const struct seal_keys *keys;
    const struct sealed *sealed;
    struct str after;                /* the last row looked at; in last */
    char last[64];
    size_t looked;                   /* in this batch */
    size_t renewed_count, as_it_was; /* in all */
};

struct pair {
    struct str id, text;
};

static enum err batch_read(struct store_tx *tx, const struct renew *r, struct pair pairs[RENEW_BATCH], size_t *ret_count)
{
    struct store_cursor *cursor;
    bool row     = false;
    size_t count = 0;
    TRY(tx_open(tx, r->sealed->batch, BINDS(B_TEXT(r->after), B_INT(RENEW_BATCH)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < RENEW_BATCH) {
        e = cursor_text(tx, cursor, 0, &pairs[count].id);
        if (e == ERR_OK)
            e = cursor_text(tx, cursor, 1, &pairs[count].text);
        count++;
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_count = count;
    return e;
}

static enum err one_renew(struct store_tx *tx, const struct renew *r, const struct pair *pair)
{
    struct str plain, text;
    TRY(seal_open(tx->ctx, r->sealed->column, pair->id, pair->text, &plain));
    TRY(seal_close(tx->ctx, r->sealed->column, pair->id, plain, &text));
    return tx_exec(tx, r->sealed->save, BINDS(B_TEXT(pair->id), B_TEXT(pair->text), B_TEXT(text)), NULL);
}

static enum err batch_write(struct store_tx *tx, void *arg)
{
    struct renew *r    = arg;
    struct pair *pairs = ARENA_MANY(tx->ctx->mem, RENEW_BATCH, struct pair);
    size_t renewed     = 0;
    if (!pairs)
        return ERR_NO_MEMORY;
    TRY(batch_read(tx, r, pairs, &r->looked));
    for (size_t i = 0; i < r->looked; i++) {
        if (seal_keys_newest(r->keys, pairs[i].text))
            continue;
        TRY(one_renew(tx, r, &pairs[i]));
        renewed++;
    }
    if (r->looked) {
        struct str id = pairs[r->looked - 1].id;
        if (id.len > sizeof r->last)
            return ERR_INTERNAL;
        memcpy(r->last, id.ptr, id.len);
        r->after = str_make(r->last, id.len);
    }
    r->renewed_count += renewed;
    r->as_it_was += r->looked - renewed;
    return ERR_OK;
}

static enum err column_renew(const struct base *b, struct renew *r)
{
    struct arena mem;
    enum err e = ERR_OK;
    arena_init(&mem, CALL_MEM_MAX);
    r->after = STR("");
    do {
        struct ctx c = call_ctx(b, &mem);
        e            = store_write(&c, batch_write, r);
        arena_reset(&mem);
    } while (e == ERR_OK && r->looked == RENEW_BATCH);
    arena_done(&mem);
    return e;
}

int seal_renew(struct base *b)
{
    if (access(b->store_path, R_OK) != 0) {
        refused("the store %s: %s", b->store_path, strerror(errno));
        return EXIT_REFUSED;
    }
    struct store_port *store = base_store_open(b);
    bool good                = store && base_seal_open(b);
    struct renew r           = { .keys = b->seal };
    for (size_t i = 0; good && i < COUNT_OF(sealed_all); i++) {
        r.sealed   = &sealed_all[i];
        enum err e = column_renew(b, &r);
        good       = e == ERR_OK;
        if (!good)
            refused("%s: %s", r.sealed->column, err_text(e, LANG_EN).ptr);
    }
    if (good)
        (void)printf("%zu values sealed anew, %zu were so already\n", r.renewed_count, r.as_it_was);
    if (store)
        store_close(store);
    return good ? EXIT_DONE : EXIT_REFUSED;
}
