/* Rows of the store into a file: one moment of it, in the order of ids, so that the same rows give the same bytes. */
#include <errno.h>
#include <iconv.h>

#include "proto/csv.h"
#include "proto/json.h"
#include "server/ops/carry.h"
#include "server/port/audit.h"

#define PAGE_ROWS 200
#define PIECE_BYTES ((size_t)65536)
#define ROW_BYTES_MAX ((size_t)8 * 1024 * 1024)

struct sending {
    const struct carry_out *out;
    struct carry_models models;
    struct buf text;
    iconv_t conversion;
    int64_t rows;
    char after[64];
};

static bool piece_write(struct sending *s)
{
    union {
        const char *in;
        char *out;
    } at = { .in = s->text.ptr }; /* iconv does not write there, its type only says so */
    size_t left = s->text.len;
    bool good   = !buf_failed(&s->text);
    char piece[PIECE_BYTES];
    if (s->out->charset != CHARSET_GB18030) {
        good = good && fwrite(s->text.ptr, 1, left, s->out->to) == left;
        left = 0;
    }
    while (good && left) {
        char *to    = piece;
        size_t room = sizeof piece;
        good        = iconv(s->conversion, &at.out, &left, &to, &room) != (size_t)-1 || errno == E2BIG;
        good        = good && fwrite(piece, 1, sizeof piece - room, s->out->to) == sizeof piece - room;
    }
    buf_clear(&s->text);
    return good;
}

static void header_write(struct sending *s)
{
    if (s->out->mark)
        buf_add_cstr(&s->text, "\xEF\xBB\xBF");
    if (s->out->format != CARRY_CSV)
        return;
    for (size_t i = 0; i < s->models.file.field_count; i++) {
        const struct field *f = &s->models.file.fields[i];
        buf_add_cstr(&s->text, i ? "," : "");
        csv_write(&s->text, s->out->chinese ? carry_column_name(s->out->kind, f) : str_make(f->name, f->name_len));
    }
    buf_add_cstr(&s->text, "\r\n");
}

static void line_write(struct sending *s, const struct carry_line *line)
{
    if (s->out->format == CARRY_JSONL) {
        json_encode(&s->text, &s->models.file, line);
        buf_add_char(&s->text, '\n');
        return;
    }
    for (size_t i = 0; i < s->models.file.field_count; i++) {
        buf_add_cstr(&s->text, i ? "," : "");
        carry_cell_write(&s->text, &s->models.file.fields[i], line);
    }
    buf_add_cstr(&s->text, "\r\n");
}

static enum err page_write(struct store_tx *tx, struct sending *s, bool *ret_more)
{
    const struct model *row  = s->out->kind->row;
    struct tx_list_in wanted = { row, "WHERE id > ?1 ORDER BY id LIMIT ?2", PAGE_ROWS };
    struct row_list list     = { 0 };
    const struct field *id   = model_field(row, STR("id"));
    struct carry_line *line  = ARENA_NEW(tx->ctx->mem, struct carry_line);
    if (!line)
        return ERR_NO_MEMORY;
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(str_from_cstr(s->after)), B_INT(PAGE_ROWS)), &list));
    for (size_t i = 0; i < list.len; i++) {
        struct str text;
        memset(line, 0, sizeof *line);
        memcpy(line, (const char *)list.rows + i * row->size, row->size);
        memcpy(&text, (const char *)line + id->offset, sizeof text);
        (void)snprintf(s->after, sizeof s->after, "%.*s", STR_ARG(text));
        if (s->out->kind->show)
            TRY(s->out->kind->show(tx, line, s->out->whole));
        line_write(s, line);
        s->rows++;
    }
    *ret_more = list.len == PAGE_ROWS;
    return piece_write(s) ? ERR_OK : ERR_UNAVAILABLE;
}

static enum err all_write(struct store_tx *tx, void *arg)
{
    struct sending *s = arg;
    bool more         = true;
    header_write(s);
    while (more) {
        arena_reset(tx->ctx->mem);
        TRY(page_write(tx, s, &more));
    }
    return ERR_OK;
}

static enum err deed_write(struct store_tx *tx, void *arg)
{
    const struct carry_out *out = arg;
    struct str action           = arena_format(tx->ctx->mem, "%s.export", out->kind->name);
    return action.ptr ? audit_add(tx, &(struct audit_in){ action, STR("file"), STR("with what is sealed, whole") }) : ERR_NO_MEMORY;
}

enum err carry_export(struct ctx *c, const struct carry_out *out, int64_t *ret_rows)
{
    struct sending s = { .out = out, .conversion = (iconv_t)-1 };
    struct carry_out copy = *out;
    if (out->charset == CHARSET_GB18030 && (s.conversion = iconv_open("GB18030", "UTF-8")) == (iconv_t)-1)
        return ERR_UNAVAILABLE;
    enum err e = out->whole ? store_write(c, deed_write, &copy) : ERR_OK;
    buf_init(&s.text, ROW_BYTES_MAX);
    carry_models_make(out->kind, &s.models);
    if (e == ERR_OK)
        e = store_read(c, all_write, &s);
    buf_done(&s.text);
    if (s.conversion != (iconv_t)-1)
        (void)iconv_close(s.conversion); /* cannot fail */
    *ret_rows = s.rows;
    return e == ERR_OK && fflush(out->to) != 0 ? ERR_UNAVAILABLE : e;
}
