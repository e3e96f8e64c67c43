/* The durable truth. Work is a function that runs on a store thread within one transaction: it gets the tx and a
 * pointer of the caller's. The fiber is parked meanwhile, so the function may use ctx->mem and the caller's locals.
 *
 * A write function runs inside its own savepoint of a group commit: returning anything but ERR_OK undoes it, and
 * store_commit / store_write return only after the commit (synchronous=FULL) of the whole group. It must not
 * wait, and must give the same result when run again. Limits over sets are counted inside it.
 *
 * SQL is constant text with bound parameters, in the subset that PostgreSQL also runs; it lives in <noun>_sql.h.
 * Errors: ERR_UNAVAILABLE (store away, queue full, disk full), ERR_UNKNOWN_OUTCOME (the batch failed after the
 * function ran: retry with the key), ERR_EXISTS (a unique index said no), ERR_CONFLICT (version), ERR_NO_MEMORY. */
#ifndef HH_PORT_STORE_H
#define HH_PORT_STORE_H

#include "proto/base/buf.h"
#include "server/port/ctx.h"

struct store_tx;
struct store_cursor;

typedef enum err store_fn(struct store_tx *tx, void *arg);

struct bind {
    enum { BIND_NULL, BIND_INT, BIND_TEXT } kind;
    int64_t number;
    struct str text;
};
#define B_INT(v) ((struct bind){ .kind = BIND_INT, .number = (int64_t)(v) })
#define B_TEXT(v) ((struct bind){ .kind = BIND_TEXT, .text = (v) })
#define B_NULL ((struct bind){ .kind = BIND_NULL })
/* Arguments `binds, count` of the functions below: BINDS(B_TEXT(id), B_INT(now)) and NO_BINDS. */
#define BINDS(...) (const struct bind[]){ __VA_ARGS__ }, sizeof((const struct bind[]){ __VA_ARGS__ }) / sizeof(struct bind)
#define NO_BINDS NULL, 0

/* A statement as callers have it at hand: constant text, or a model's rows. Back ends key their prepared statements by
 * it, so that no text is put together in the hot path; sql_compose gives the full text once. */
struct store_sql {
    enum { SQL_TEXT, SQL_SELECT, SQL_INSERT, SQL_SAVE } kind;
    const struct model *model; /* NULL for SQL_TEXT */
    const char *text;          /* SQL_TEXT: all of it; SQL_SELECT: what follows the table; else "" */
};
/* ?N is the model's field N, from 1, for SQL_INSERT and SQL_SAVE. */
void sql_compose(const struct store_sql *sql, struct buf *out);

/* What a back end provides. tx carries its back end. Text bound is borrowed until the call returns, or the cursor closes. */
struct store_verbs {
    enum err (*exec)(struct store_tx *tx, const struct store_sql *sql, const struct bind *binds, size_t count, int64_t *ret_changed);
    enum err (*open)(struct store_tx *tx, const struct store_sql *sql, const struct bind *binds, size_t count, struct store_cursor **ret_cursor);
    enum err (*step)(struct store_cursor *cursor, bool *ret_row);
    bool (*is_null)(struct store_cursor *cursor, int column);
    int64_t (*get_int)(struct store_cursor *cursor, int column);
    struct str (*get_text)(struct store_cursor *cursor, int column); /* borrowed until the next step */
    void (*close)(struct store_cursor *cursor);
};

struct store_tx { /* first member of the back end's own */
    const struct store_verbs *verbs;
    struct ctx *ctx; /* the call's; its arena takes what is read */
    uint32_t *outbox_made; /* the back end's count: rows of one millisecond keep their order by it */
};

struct store_port {
    enum err (*read)(struct store_port *self, struct ctx *c, store_fn *fn, void *arg);
    enum err (*write)(struct store_port *self, struct ctx *c, store_fn *fn, void *arg);
    /* Does not wait: the outbox row goes with some later group commit (or never: then the relay removes it). Any thread. */
    void (*forget)(struct store_port *self, struct str outbox_id);
    bool (*healthy)(struct store_port *self, const char **ret_why);
};

MUST_USE enum err store_read(struct ctx *c, store_fn *fn, void *arg);
/* The one commit of a handler. When the call carries an idempotency key, the row (key, answer) is written in the same
 * transaction: so fn must have filled c->answer_value's struct (and c->version) before it returns. ERR_CONFLICT also
 * means that the key's row came into being meanwhile (the same call twice at once): nothing was done, look it up. */
MUST_USE enum err store_commit(struct ctx *c, store_fn *fn, void *arg);
/* For port verbs and jobs only: recovery, projections, outbox clean-up. No idempotency row. */
MUST_USE enum err store_write(struct ctx *c, store_fn *fn, void *arg);

/* --- within a store_fn ---------------------------------------------------------------------------------- */
MUST_USE enum err tx_exec(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count, int64_t *ret_changed); /* ret_changed may be NULL */
/* First column of the first row; NONE when there is no row or it is null. */
MUST_USE enum err tx_int(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count, int64_t *ret_value);
/* Rows of a stored model. `tail` follows "SELECT <columns> FROM <table> ", e.g. "WHERE id=?1". Text is copied into
 * ctx->mem. Table aliases: none (one model, one table). */
MUST_USE enum err tx_get(struct store_tx *tx, const struct model *m, const char *tail, const struct bind *binds, size_t count, void *ret_row); /* ERR_NOT_FOUND without a row */
struct row_list { /* rows: array of the model's struct in ctx->mem */
    void *rows;
    size_t len;
};
/* At most `max` rows (the tail carries LIMIT itself when it means fewer). */
struct tx_list_in {
    const struct model *model;
    const char *tail;
    size_t max;
};
MUST_USE enum err tx_list(struct store_tx *tx, const struct tx_list_in *in, const struct bind *binds, size_t count, struct row_list *ret_list);
MUST_USE enum err tx_insert(struct store_tx *tx, const struct model *m, const void *row); /* ERR_EXISTS on a unique index */
/* UPDATE of all columns but F_FIXED ones WHERE id = row.id AND version = row.version - 1: raise row.version before.
 * ERR_CONFLICT: none touched. */
MUST_USE enum err tx_save(struct store_tx *tx, const struct model *m, const void *row);
/* A join or anything else by hand: open, step, read, cursor_done. One left open by an early return ends with the function. */
MUST_USE enum err tx_open(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count, struct store_cursor **ret_cursor);
MUST_USE enum err cursor_step(struct store_tx *tx, struct store_cursor *cursor, bool *ret_row);
int64_t cursor_int(struct store_tx *tx, struct store_cursor *cursor, int column); /* NONE for null */
MUST_USE enum err cursor_text(struct store_tx *tx, struct store_cursor *cursor, int column, struct str *ret_text); /* copied into ctx->mem */
void cursor_done(struct store_tx *tx, struct store_cursor *cursor);

/* --- outbox: rows written with their cause, done by the relay after the commit ------------------------------- */
/* An event to publish after the commit (logged). data: JSON, at most 8,000 bytes. */
MUST_USE enum err outbox_event(struct store_tx *tx, struct str channel, struct str event, struct str data);
/* The same, and names the row: for live_event.once and outbox_done, when the caller publishes at once itself. */
struct outbox_event_in {
    struct str channel, event, data;
};
MUST_USE enum err outbox_event_named(struct store_tx *tx, const struct outbox_event_in *in, struct str *ret_id);
/* Bring the live state of "ticket:ID" or "booth:ID" up to its row. ret_id names the row for outbox_done; may be NULL. */
MUST_USE enum err outbox_line(struct store_tx *tx, struct str target, struct str *ret_id);
/* After the commit and after it was carried out: forgets the row lazily, without waiting (the relay would only redo it). */
void outbox_done(struct ctx *c, struct str id);
/* For the relay: rows (outbox_row) made before `before`, oldest first, at most max. */
MUST_USE enum err outbox_list(struct store_tx *tx, int64_t before, size_t max, struct row_list *ret_list);
MUST_USE enum err outbox_remove(struct store_tx *tx, const struct str *ids, size_t count);

#endif
