#include "server/port/store.h"

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "proto/json.h"
#include "server/port/store_row.h"

/* --- statements put together from model rows -------------------------------------------------------------- */

static void add_name(struct buf *out, const struct field *f)
{
    buf_add(out, str_make(f->name, f->name_len));
}

static void compose_select(const struct store_sql *sql, struct buf *out)
{
    const struct model *m = sql->model;
    buf_add_cstr(out, "SELECT ");
    for (size_t i = 0; i < m->field_count; i++) {
        if (i)
            buf_add_char(out, ',');
        add_name(out, &m->fields[i]);
    }
    buf_add_cstr(out, " FROM ");
    buf_add_cstr(out, m->table);
    buf_add_char(out, ' ');
    buf_add_cstr(out, sql->text);
}

static void compose_insert(const struct store_sql *sql, struct buf *out)
{
    const struct model *m = sql->model;
    buf_add_cstr(out, "INSERT INTO ");
    buf_add_cstr(out, m->table);
    for (size_t i = 0; i < m->field_count; i++) {
        buf_add_char(out, i ? ',' : '(');
        add_name(out, &m->fields[i]);
    }
    buf_add_cstr(out, ") VALUES");
    for (size_t i = 0; i < m->field_count; i++)
        buf_add_format(out, "%c?%zu", i ? ',' : '(', i + 1);
    buf_add_char(out, ')');
}

/* Number of a field, from 1, as its parameter. */
static size_t field_number(const struct model *m, struct str name)
{
    const struct field *f = model_field(m, name);
    CHECK(f);
    return (size_t)(f - m->fields) + 1;
}

static void compose_save(const struct store_sql *sql, struct buf *out)
{
    const struct model *m = sql->model;
    buf_add_cstr(out, "UPDATE ");
    buf_add_cstr(out, m->table);
    size_t id         = field_number(m, STR("id"));
    const char *start = " SET ";
    for (size_t i = 0; i < m->field_count; i++) {
        if (i + 1 == id || m->fields[i].flags & F_FIXED)
            continue;
        buf_add_cstr(out, start);
        start = ",";
        add_name(out, &m->fields[i]);
        buf_add_format(out, "=?%zu", i + 1);
    }
    /* All of the row is bound, whatever is fixed: so the last field must be among the parameters. */
    CHECK(field_number(m, STR("version")) == m->field_count);
    buf_add_format(out, " WHERE id=?%zu AND version=?%zu-1", id, m->field_count);
}

void sql_compose(const struct store_sql *sql, struct buf *out)
{
    if (sql->kind == SQL_TEXT) {
        buf_add_cstr(out, sql->text);
        return;
    }
    CHECK(sql->model->table[0]);
    if (sql->kind == SQL_SELECT)
        compose_select(sql, out);
    else if (sql->kind == SQL_INSERT)
        compose_insert(sql, out);
    else
        compose_save(sql, out);
}

/* --- statements ------------------------------------------------------------------------------------------- */

enum err tx_exec(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count, int64_t *ret_changed)
{
    struct store_sql statement = { .kind = SQL_TEXT, .text = sql };
    return tx->verbs->exec(tx, &statement, binds, count, ret_changed);
}

enum err tx_open(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count,
                 struct store_cursor **ret_cursor)
{
    struct store_sql statement = { .kind = SQL_TEXT, .text = sql };
    return tx->verbs->open(tx, &statement, binds, count, ret_cursor);
}

enum err tx_int(struct store_tx *tx, const char *sql, const struct bind *binds, size_t count, int64_t *ret_value)
{
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx_open(tx, sql, binds, count, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK)
        *ret_value = row ? cursor_int(tx, cursor, 0) : NONE;
    cursor_done(tx, cursor);
    return e;
}

enum err cursor_step(struct store_tx *tx, struct store_cursor *cursor, bool *ret_row)
{
    return tx->verbs->step(cursor, ret_row);
}

int64_t cursor_int(struct store_tx *tx, struct store_cursor *cursor, int column)
{
    return tx->verbs->is_null(cursor, column) ? NONE : tx->verbs->get_int(cursor, column);
}

enum err cursor_text(struct store_tx *tx, struct store_cursor *cursor, int column, struct str *ret_text)
{
    return row_text_copy(tx->ctx->mem, tx->verbs->get_text(cursor, column), ret_text);
}

void cursor_done(struct store_tx *tx, struct store_cursor *cursor)
{
    if (cursor)
        tx->verbs->close(cursor);
}

/* --- rows of a model --------------------------------------------------------------------------------------- */

enum err tx_get(struct store_tx *tx, const struct model *m, const char *tail, const struct bind *binds, size_t count,
                void *ret_row)
{
    struct store_sql statement = { .kind = SQL_SELECT, .model = m, .text = tail };
    struct store_cursor *cursor;
    bool row = false;
    TRY(tx->verbs->open(tx, &statement, binds, count, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK)
        e = row ? row_read(tx, cursor, m, ret_row) : ERR_NOT_FOUND;
    cursor_done(tx, cursor);
    return e;
}

#define LIST_FIRST 16

static enum err list_read(struct store_tx *tx, struct store_cursor *cursor, const struct tx_list_in *in,
                          struct row_list *ret_list)
{
    struct row_list list = { 0 };
    size_t cap           = 0;
    size_t size          = in->model->size;
    bool row             = false;
    while (list.len < in->max) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row)
            break;
        if (list.len == cap) {
            size_t wanted = cap ? cap * 2 : LIST_FIRST;
            wanted        = wanted < in->max ? wanted : in->max;
            char *more    = arena_alloc_many(tx->ctx->mem, wanted, size);
            if (!more)
                return ERR_NO_MEMORY;
            if (list.len)
                memcpy(more, list.rows, list.len * size);
            list.rows = more;
            cap       = wanted;
        }
        TRY(row_read(tx, cursor, in->model, (char *)list.rows + list.len * size));
        list.len++;
    }
    *ret_list = list;
    return ERR_OK;
}

enum err tx_list(struct store_tx *tx, const struct tx_list_in *in, const struct bind *binds, size_t count,
                 struct row_list *ret_list)
{
    struct store_sql statement = { .kind = SQL_SELECT, .model = in->model, .text = in->tail };
    struct store_cursor *cursor;
    TRY(tx->verbs->open(tx, &statement, binds, count, &cursor));
    enum err e = list_read(tx, cursor, in, ret_list);
    cursor_done(tx, cursor);
    return e;
}

enum err tx_insert(struct store_tx *tx, const struct model *m, const void *row)
{
    struct store_sql statement = { .kind = SQL_INSERT, .model = m, .text = "" };
    struct bind binds[ROW_FIELDS_MAX];
    TRY(row_bind(tx->ctx->mem, m, row, binds));
    return tx->verbs->exec(tx, &statement, binds, m->field_count, NULL);
}

enum err tx_save(struct store_tx *tx, const struct model *m, const void *row)
{
    struct store_sql statement = { .kind = SQL_SAVE, .model = m, .text = "" };
    struct bind binds[ROW_FIELDS_MAX];
    int64_t changed = 0;
    TRY(row_bind(tx->ctx->mem, m, row, binds));
    TRY(tx->verbs->exec(tx, &statement, binds, m->field_count, &changed));
    return changed == 1 ? ERR_OK : ERR_CONFLICT;
}

/* --- reading and committing -------------------------------------------------------------------------------- */

enum err store_read(struct ctx *c, store_fn *fn, void *arg)
{
    return c->hall->store->read(c->hall->store, c, fn, arg);
}

enum err store_write(struct ctx *c, store_fn *fn, void *arg)
{
    return c->hall->store->write(c->hall->store, c, fn, arg);
}

struct keyed {
    store_fn *fn;
    void *arg;
    int64_t now;
};

/* The effect, then the row that remembers what was answered to the key. */
static enum err keyed_write(struct store_tx *tx, void *arg)
{
    const struct keyed *k = arg;
    struct ctx *c         = tx->ctx;
    TRY(k->fn(tx, k->arg));
    struct idempotency_row row = {
        .account_id = c->who.account_id,
        .route      = c->key_route,
        .key        = c->key,
        .body_hash  = c->key_hash,
        .status     = c->answer_status,
        .answer     = STR(""),
        .version    = c->version > 0 ? c->version : 0,
        .created_at = k->now,
    };
    if (c->answer_model) {
        row.answer = json_encode_mem(c->mem, c->answer_model, c->answer_value);
        if (!row.answer.ptr)
            return ERR_NO_MEMORY;
    }
    enum err e = tx_insert(tx, &model_idempotency_row, &row);
    return e == ERR_EXISTS ? ERR_CONFLICT : e;
}

enum err store_commit(struct ctx *c, store_fn *fn, void *arg)
{
    /* house rule 22: one commit a handler */
    CHECK(!c->committed);
    struct keyed keyed = { .fn = fn, .arg = arg };
    enum err e;
    if (c->key.len) {
        keyed.now = clock_now(c);
        e         = store_write(c, keyed_write, &keyed);
    } else {
        e = store_write(c, fn, arg);
    }
    c->committed = e == ERR_OK;
    return e;
}

/* --- outbox -------------------------------------------------------------------------------------------------- */

/* Time, count and chance, so that the rows lie in the order in which they were made, and the relay tells events in it. */
#define OUTBOX_TIME_BYTES 6
#define OUTBOX_COUNT_BYTES 4

static enum err outbox_id(struct store_tx *tx, int64_t now, struct str *ret_id)
{
    uint8_t bytes[16];
    char *text     = arena_alloc(tx->ctx->mem, ID_TEXT_MAX);
    uint32_t count = (*tx->outbox_made)++;
    if (!text)
        return ERR_NO_MEMORY;
    tx->ctx->hall->random->fill(tx->ctx->hall->random, bytes, sizeof bytes);
    for (size_t i = 0; i < OUTBOX_TIME_BYTES; i++)
        bytes[i] = (uint8_t)((uint64_t)now >> (8 * (OUTBOX_TIME_BYTES - 1 - i)));
    for (size_t i = 0; i < OUTBOX_COUNT_BYTES; i++)
        bytes[OUTBOX_TIME_BYTES + i] = (uint8_t)(count >> (8 * (OUTBOX_COUNT_BYTES - 1 - i)));
    *ret_id = str_make(text, id_write('x', bytes, text));
    return ERR_OK;
}

static enum err outbox_add(struct store_tx *tx, struct outbox_row *row, struct str *ret_id)
{
    row->created_at = clock_now(tx->ctx);
    TRY(outbox_id(tx, row->created_at, &row->id));
    TRY(tx_insert(tx, &model_outbox_row, row));
    if (ret_id)
        *ret_id = row->id;
    return ERR_OK;
}

enum err outbox_event_named(struct store_tx *tx, const struct outbox_event_in *in, struct str *ret_id)
{
    CHECK(in->data.len <= 8000);
    struct outbox_row row = { .kind = STR("event"), .target = in->channel, .event = in->event, .data = in->data };
    return outbox_add(tx, &row, ret_id);
}

enum err outbox_event(struct store_tx *tx, struct str channel, struct str event, struct str data)
{
    struct outbox_event_in in = { channel, event, data };
    return outbox_event_named(tx, &in, NULL);
}

enum err outbox_line(struct store_tx *tx, struct str target, struct str *ret_id)
{
    struct outbox_row row = { .kind = STR("line"), .target = target, .event = STR(""), .data = STR("") };
    return outbox_add(tx, &row, ret_id);
}

void outbox_done(struct ctx *c, struct str id)
{
    c->hall->store->forget(c->hall->store, id);
}

enum err outbox_list(struct store_tx *tx, int64_t before, size_t max, struct row_list *ret_list)
{
    struct tx_list_in in = { &model_outbox_row, "WHERE created_at < ?1 ORDER BY id LIMIT ?2", max };
    return tx_list(tx, &in, BINDS(B_INT(before), B_INT(max)), ret_list);
}

enum err outbox_remove(struct store_tx *tx, const struct str *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(tx_exec(tx, "DELETE FROM outbox WHERE id=?1", BINDS(B_TEXT(ids[i])), NULL));
    return ERR_OK;
}
