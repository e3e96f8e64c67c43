/* Files into the store, all or nothing. Every line is judged first, against one moment of the store and without holding anybody up; what
 * passed lies in a second nameless file. Only when nothing was refused is all of it written, in one short transaction of its own. */
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "proto/csv.h"
#include "proto/json.h"
#include "server/ops/carry.h"
#include "server/port/audit.h"

#define LINE_BYTES_MAX ((size_t)8 * 1024 * 1024) /* of a record as JSON */
#define KEYS_FIRST 4096
#define LINK_FIND "SELECT id FROM import_link WHERE kind = ?1 AND source = ?2 AND external_id = ?3"
#define LINK_ADD "INSERT INTO import_link(kind, source, external_id, id) VALUES(?1, ?2, ?3, ?4)"

/* Hashes of the keys that lines of this file have: 64 bits, keyed, so that two of a million are not taken for one. */
struct keys {
    uint64_t *slots; /* 0: empty */
    size_t cap, count;
    unsigned char secret[crypto_shorthash_KEYBYTES];
};

struct column {
    const struct field *field;
    int64_t scale;
};

struct bringing {
    const struct carry_in *in;
    struct ctx *c;
    struct carry_models models;
    struct column columns[CSV_CELLS_MAX];
    size_t column_count;
    struct str rest; /* of the text */
    int64_t line;    /* physical, of the record under way */
    struct buf json;
    struct keys keys;
    FILE *judged; /* lines: I, A (with its account there already) or U, then the whole line as JSON */
    bool stopped; /* nothing more can be read */
    int64_t told;
    struct carry_in_done done;
};

/* --- saying -------------------------------------------------------------------------------------------------- */

static void fault_say(struct bringing *b, struct str field, struct str text)
{
    if (b->told++ >= b->in->faults_max)
        return;
    if (field.len && field.ptr[0] == '/')
        field = str_skip(field, 1);
    (void)fprintf(b->in->faults, "%s:%lld: %.*s%s%.*s\n", b->in->file, (long long)b->line, STR_ARG(field), field.len ? ": " : "", STR_ARG(text));
}

static void line_refuse(struct bringing *b, const char *field, const char *zh, const char *en)
{
    b->done.refused++;
    fault_say(b, str_from_cstr(field), str_from_cstr(b->in->chinese ? zh : en));
}

static void faults_say(struct bringing *b, const struct json_faults *faults)
{
    b->done.refused++;
    for (size_t i = 0; i < faults->len; i++)
        fault_say(b, faults->items[i].pointer, b->in->chinese ? faults->items[i].zh : faults->items[i].en);
    for (size_t i = 0; i < b->c->fault_count; i++)
        fault_say(b, b->c->faults[i].pointer, b->in->chinese ? b->c->faults[i].zh : b->c->faults[i].en);
}

/* --- keys of the file ------------------------------------------------------------------------------------------- */

static bool keys_grow(struct keys *keys)
{
    struct keys bigger = *keys;
    bigger.cap         = keys->cap ? keys->cap * 2 : KEYS_FIRST;
    bigger.slots       = calloc(bigger.cap, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < keys->cap; i++) {
        size_t at = keys->slots[i] & (bigger.cap - 1);
        while (keys->slots[i] && bigger.slots[at])
            at = (at + 1) & (bigger.cap - 1);
        if (keys->slots[i])
            bigger.slots[at] = keys->slots[i];
    }
    free(keys->slots);
    *keys = bigger;
    return true;
}

/* ERR_EXISTS: an earlier line has it. An empty key is none. */
static enum err key_take(struct bringing *b, const char *kind, struct str key)
{
    struct keys *keys = &b->keys;
    uint64_t hash     = 0;
    if (!key.len)
        return ERR_OK;
    if (keys->count * 2 >= keys->cap && !keys_grow(keys))
        return ERR_NO_MEMORY;
    struct str text = arena_format(b->c->mem, "%s %.*s", kind, STR_ARG(key));
    if (!text.ptr)
        return ERR_NO_MEMORY;
    unsigned char bytes[crypto_shorthash_BYTES];
    (void)crypto_shorthash(bytes, (const unsigned char *)text.ptr, text.len, keys->secret); /* cannot fail */
    memcpy(&hash, bytes, sizeof hash);
    hash += hash == 0;
    size_t at = hash & (keys->cap - 1);
    for (; keys->slots[at]; at = (at + 1) & (keys->cap - 1))
        if (keys->slots[at] == hash)
            return ERR_EXISTS;
    keys->slots[at] = hash;
    keys->count++;
    return ERR_OK;
}

/* --- which row ----------------------------------------------------------------------------------------------------- */

static struct str *text_at(struct carry_line *line, const struct field *field)
{
    return (struct str *)(void *)((char *)line + field->offset);
}

static const struct field *row_field(const struct bringing *b, const char *name)
{
    const struct field *field = model_field(b->in->kind->row, str_from_cstr(name));
    CHECK(field);
    return field;
}

static enum err link_find(struct bringing *b, struct store_tx *tx, struct str external_id, struct str *ret_id)
{
    struct store_cursor *cursor = NULL;
    bool row                    = false;
    TRY(tx_open(tx, LINK_FIND, BINDS(B_TEXT(str_from_cstr(b->in->kind->name)), B_TEXT(b->in->source), B_TEXT(external_id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && row)
        e = cursor_text(tx, cursor, 0, ret_id);
    cursor_done(tx, cursor);
    return e != ERR_OK ? e : row ? ERR_OK : ERR_NOT_FOUND;
}

/* Its id, then the sender's own name of it, then the key of its kind decide; else it is new. */
static enum err row_find(struct bringing *b, struct store_tx *tx, struct carry_line *in, struct carry_judging *j)
{
    const struct carry_kind *kind = b->in->kind;
    struct str id                 = *text_at(in, row_field(b, "id"));
    enum err e                    = ERR_NOT_FOUND;
    if (!id.len && in->external_id.len) {
        e = link_find(b, tx, in->external_id, &id);
        if (e != ERR_OK && e != ERR_NOT_FOUND)
            return e;
    }
    if (id.len) {
        e = tx_get(tx, kind->row, "WHERE id = ?1", BINDS(B_TEXT(id)), &j->out->row);
        if (e == ERR_NOT_FOUND)
            *text_at(j->out, row_field(b, "id")) = id;
    } else if (kind->key) {
        const struct field *key = model_field(&b->models.file, str_from_cstr(kind->key));
        struct str value        = *text_at(in, key);
        e                       = value.len ? kind->find(tx, value, j) : ERR_NOT_FOUND;
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    j->found                = e == ERR_OK;
    struct str *known = text_at(j->out, row_field(b, "id"));
    return known->len ? ERR_OK : id_new(tx->ctx, kind->prefix, known);
}

static size_t field_bytes(enum field_kind kind)
{
    switch (kind) {
    case FIELD_INT:
    case FIELD_TIME: return sizeof(int64_t);
    case FIELD_BOOL: return sizeof(bool);
    case FIELD_ENUM: return sizeof(unsigned);
    case FIELD_LIST: return sizeof(struct str_list);
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_RAW:
    case FIELD_SUB:
    case FIELD_SUBS: break;
    }
    return sizeof(struct str);
}

/* What the line names is laid over the row; what it does not name stays. Sealed columns are the judge's. */
static void line_lay(struct bringing *b, const struct carry_line *in, struct carry_judging *j)
{
    for (size_t i = 0; i < b->models.file.field_count; i++) {
        const struct field *f = &b->models.file.fields[i];
        const struct field *stored = model_field(b->in->kind->row, str_make(f->name, f->name_len));
        bool fixed = stored && (str_eq_cstr(str_make(f->name, f->name_len), "id") || (j->found && (stored->flags & F_FIXED)) || (f->kind == FIELD_TEXT && (f->flags & F_SECRET) && f->max != stored->max));
        if (model_given(in->row.given, i) && !fixed)
            memcpy((char *)j->out + f->offset, (const char *)in + f->offset, field_bytes(f->kind));
    }
    for (size_t i = 0; i < b->models.all.field_count; i++) {
        const struct field *f = &b->models.all.fields[i];
        if (f->kind == FIELD_TEXT && !text_at(j->out, f)->ptr)
            *text_at(j->out, f) = STR("");
        int64_t at = NONE;
        memcpy(&at, (const char *)j->out + f->offset, f->kind == FIELD_TIME ? sizeof at : 0);
        if (f->kind == FIELD_TIME && at == NONE && !(f->flags & F_NULL)) {
            at = clock_now(b->c);
            memcpy((char *)j->out + f->offset, &at, sizeof at);
        }
    }
}

static enum err keys_judge(struct bringing *b, const struct carry_line *line)
{
    const struct carry_kind *kind = b->in->kind;
    struct str extra              = kind->unique ? kind->unique(line) : STR_NONE;
    const struct field *key       = kind->key ? model_field(&b->models.file, str_from_cstr(kind->key)) : NULL;
    struct carry_line *whole      = ARENA_NEW(b->c->mem, struct carry_line);
    if (!whole)
        return ERR_NO_MEMORY;
    *whole = *line;
    const struct {
        const char *name;
        struct str value;
    } all[] = { { "id", *text_at(whole, row_field(b, "id")) }, { "external_id", line->external_id }, { kind->key ? kind->key : "", key ? *text_at(whole, key) : STR_NONE }, { "identity_number", extra } };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        enum err e = key_take(b, all[i].name, all[i].value);
        if (e == ERR_EXISTS)
            return fault_add(b->c, str_from_cstr(all[i].name), STR("twice"), STR("与前面某行重复"), STR("An earlier line of this file has the same"));
        TRY(e);
    }
    return ERR_OK;
}

/* --- judging one line ------------------------------------------------------------------------------------------------ */

static enum err judged_write(struct bringing *b, struct carry_judging *j)
{
    int64_t *version = (int64_t *)(void *)((char *)j->out + row_field(b, "version")->offset);
    *version         = j->found ? *version + 1 : 1;
    buf_clear(&b->json);
    json_encode(&b->json, &b->models.all, j->out);
    buf_add_char(&b->json, '\n');
    b->done.made += !j->found;
    b->done.changed += j->found;
    if (buf_failed(&b->json) || fputc(j->found ? 'U' : j->account_found ? 'A' : 'I', b->judged) == EOF || fwrite(b->json.ptr, 1, b->json.len, b->judged) != b->json.len)
        return ERR_UNAVAILABLE;
    return ERR_OK;
}

static enum err line_judge(struct bringing *b, struct store_tx *tx, struct str json)
{
    struct json_faults faults = { 0 };
    struct carry_line *in     = ARENA_NEW(b->c->mem, struct carry_line);
    struct carry_line *out    = ARENA_NEW(b->c->mem, struct carry_line);
    struct carry_judging j    = { .in = in, .out = out };
    if (!in || !out)
        return ERR_NO_MEMORY;
    b->c->fault_count = 0;
    model_clear(&b->models.file, in);
    model_clear(&b->models.all, out);
    enum err e = json_decode(b->c->mem, json, &b->models.file, in, &faults);
    if (e == ERR_OK)
        e = row_find(b, tx, in, &j);
    if (e == ERR_OK && !j.found) {
        if (in->organization_uscc.len) /* stands in for the id */
            in->row.given |= UINT64_C(1) << (size_t)(model_field(&b->models.file, STR("organization_id")) - b->models.file.fields);
        e = json_required(&b->models.file, in, &faults);
    }
    if (e == ERR_OK) {
        line_lay(b, in, &j);
        e = b->in->kind->judge(tx, &j);
        out->external_id = in->external_id;
    }
    if (e == ERR_OK)
        e = keys_judge(b, out);
    if (e == ERR_OK)
        return judged_write(b, &j);
    if (e != ERR_INVALID && e != ERR_BAD_JSON)
        return e;
    faults_say(b, &faults);
    return ERR_OK;
}

/* --- the two formats ---------------------------------------------------------------------------------------------------- */

static bool record_bad(struct bringing *b, enum csv_found found)
{
    switch (found) {
    case CSV_RECORD:
    case CSV_END: return false;
    case CSV_QUOTE_INSIDE: line_refuse(b, "", "引号只能在单元格开头；单元格内的引号须成双", "A quote stands inside a cell: cells with quotes are put in quotes, and those within doubled"); break;
    case CSV_QUOTE_AFTER: line_refuse(b, "", "右引号后面只能是逗号或行尾", "Behind a closing quote comes a comma or the line's end"); break;
    case CSV_QUOTE_OPEN:
        line_refuse(b, "", "引号没有结束，此行以后无法读取", "A quote is opened here and never closed: nothing behind it was read");
        b->stopped = true;
        break;
    case CSV_CELLS: line_refuse(b, "", "单元格超过 128 个", "More than 128 cells"); break;
    case CSV_NO_MEMORY: line_refuse(b, "", "内存不足", "No memory"); break;
    }
    return true;
}

static void header_column(struct bringing *b, struct str name)
{
    struct column *column = &b->columns[b->column_count++];
    column->field         = carry_column_find(b->in->kind, &b->models.file, name, &column->scale);
    char text[200];
    (void)snprintf(text, sizeof text, "%.*s", (int)(name.len < 100 ? name.len : 100), name.len ? name.ptr : "");
    if (!column->field) {
        line_refuse(b, text, "没有这一列", "There is no such column");
        return;
    }
    for (size_t i = 0; i + 1 < b->column_count; i++)
        if (b->columns[i].field == column->field)
            line_refuse(b, text, "这一列出现两次", "This column stands there twice");
}

static void header_read(struct bringing *b, struct csv_record *record)
{
    b->line          = 1;
    enum csv_found f = csv_next(b->c->mem, &b->rest, record);
    if (f == CSV_END)
        line_refuse(b, "", "文件是空的", "The file is empty");
    else if (!record_bad(b, f))
        for (size_t i = 0; i < record->count; i++)
            header_column(b, record->cells[i]);
    b->stopped = b->done.refused > 0;
    b->line += f == CSV_RECORD ? record->lines : 1;
}

static bool record_json(struct bringing *b, const struct csv_record *record)
{
    buf_clear(&b->json);
    for (size_t i = 0; i < record->count; i++) {
        const struct field *f = b->columns[i].field;
        buf_add(&b->json, str_make(f->quoted, f->name_len + 4));
        carry_cell_read(&b->json, f, record->cells[i], b->columns[i].scale);
    }
    buf_add_char(&b->json, '}');
    if (buf_failed(&b->json))
        return false;
    b->json.ptr[0] = '{'; /* for the first comma */
    return true;
}

static enum err csv_line(struct bringing *b, struct store_tx *tx, struct csv_record *record)
{
    enum csv_found found = csv_next(b->c->mem, &b->rest, record);
    if (found == CSV_END)
        b->stopped = true;
    else if (found != CSV_RECORD || (record->count == 1 && !record->cells[0].len)) {
        b->done.rows += record_bad(b, found);
    } else if (record->count != b->column_count) {
        char zh[80], en[80];
        b->done.rows++;
        (void)snprintf(zh, sizeof zh, "有 %zu 个单元格，表头有 %zu 个", record->count, b->column_count);
        (void)snprintf(en, sizeof en, "It has %zu cells, the header %zu", record->count, b->column_count);
        line_refuse(b, "", zh, en);
    } else {
        b->done.rows++;
        if (!record_json(b, record))
            return ERR_NO_MEMORY;
        struct str json = arena_dup(b->c->mem, buf_str(&b->json));
        if (!json.ptr)
            return ERR_NO_MEMORY;
        TRY(line_judge(b, tx, json));
    }
    b->line += found == CSV_END ? 0 : record->lines;
    return ERR_OK;
}

static enum err json_line(struct bringing *b, struct store_tx *tx)
{
    struct str line;
    b->rest = str_cut(b->rest, '\n', &line);
    if (str_trim(line).len) {
        b->done.rows++;
        TRY(line_judge(b, tx, line));
    }
    b->line++;
    b->stopped = b->rest.len == 0;
    return ERR_OK;
}

static enum err all_judge(struct store_tx *tx, void *arg)
{
    struct bringing *b        = arg;
    struct csv_record *record = malloc(sizeof *record);
    enum err e                = record ? ERR_OK : ERR_NO_MEMORY;
    b->line                   = 1;
    if (record && b->in->format == CARRY_CSV)
        header_read(b, record);
    while (e == ERR_OK && !b->stopped) {
        arena_reset(b->c->mem);
        e = b->in->format == CARRY_CSV ? csv_line(b, tx, record) : json_line(b, tx);
    }
    free(record);
    b->c->fault_count = 0;
    return e;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

struct writing {
    struct bringing *b;
    struct str text;
};

static enum err link_write(struct bringing *b, struct store_tx *tx, const struct carry_line *line, struct str id)
{
    struct str known;
    if (!line->external_id.len)
        return ERR_OK;
    enum err e = link_find(b, tx, line->external_id, &known);
    if (e != ERR_NOT_FOUND)
        return e == ERR_OK && !str_eq(known, id) ? ERR_CONFLICT : e;
    return tx_exec(tx, LINK_ADD, BINDS(B_TEXT(str_from_cstr(b->in->kind->name)), B_TEXT(b->in->source), B_TEXT(line->external_id), B_TEXT(id)), NULL);
}

static enum err line_write(struct bringing *b, struct store_tx *tx, char how, struct str json)
{
    const struct carry_kind *kind = b->in->kind;
    struct json_faults faults     = { 0 };
    struct carry_line *line       = ARENA_NEW(b->c->mem, struct carry_line);
    if (!line)
        return ERR_NO_MEMORY;
    model_clear(&b->models.all, line);
    TRY(json_decode(b->c->mem, json, &b->models.all, line, &faults)); /* written by ourselves */
    if (how == 'U')
        TRY(tx_save(tx, kind->row, &line->row));
    else if (kind->insert)
        TRY(kind->insert(tx, line, how == 'A'));
    else
        TRY(tx_insert(tx, kind->row, &line->row));
    return link_write(b, tx, line, *text_at(line, row_field(b, "id")));
}

static enum err all_write(struct store_tx *tx, void *arg)
{
    const struct writing *w = arg;
    struct bringing *b      = w->b;
    struct str rest = w->text, line;
    while (rest.len) {
        arena_reset(b->c->mem);
        rest = str_cut(rest, '\n', &line);
        TRY(line_write(b, tx, line.ptr[0], str_skip(line, 1)));
    }
    struct str action = arena_format(b->c->mem, "%s.import", b->in->kind->name);
    struct str reason = arena_format(b->c->mem, "%lld new, %lld changed", (long long)b->done.made, (long long)b->done.changed);
    return action.ptr && reason.ptr ? audit_add(tx, &(struct audit_in){ action, str_from_cstr(b->in->file), reason }) : ERR_NO_MEMORY;
}

static enum err judged_bring(struct bringing *b, int fd)
{
    struct spool spool = { .fd = -1 };
    if (fflush(b->judged) != 0 || !spool_map(fd, &spool))
        return ERR_UNAVAILABLE;
    struct writing w = { .b = b, .text = spool.text };
    enum err e       = store_write(b->c, all_write, &w);
    spool.fd         = -1; /* the stream's */
    spool_done(&spool);
    return e == ERR_EXISTS ? ERR_CONFLICT : e;
}

enum err carry_import(struct ctx *c, const struct carry_in *in, struct carry_in_done *ret_done)
{
    struct bringing *b = calloc(1, sizeof *b);
    int fd             = b ? spool_file(in->folder) : -1;
    FILE *judged       = fd >= 0 ? fdopen(fd, "w+") : NULL;
    enum err e         = judged ? ERR_OK : ERR_UNAVAILABLE;
    if (judged) {
        b->in     = in;
        b->c      = c;
        b->rest   = in->text;
        b->judged = judged;
        buf_init(&b->json, LINE_BYTES_MAX);
        crypto_shorthash_keygen(b->keys.secret);
        carry_models_make(in->kind, &b->models);
        e = store_read(c, all_judge, b);
        if (e == ERR_OK && b->done.refused)
            e = ERR_INVALID;
        if (b->told > in->faults_max)
            (void)fprintf(in->faults, "%s: %lld more\n", in->file, (long long)(b->told - in->faults_max));
        if (e == ERR_OK && !in->dry)
            e = judged_bring(b, fd);
        *ret_done = b->done;
        buf_done(&b->json);
        free(b->keys.slots);
        (void)fclose(judged); /* nameless: nothing of it is kept */
    } else if (fd >= 0) {
        (void)close(fd);
    }
    free(b);
    return e;
}
