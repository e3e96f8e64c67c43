#include "proto/csv.h"

/* Behind the end of the physical line that *text begins with. */
static struct str line_skip(struct str text)
{
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    return end ? str_skip(text, (size_t)(end - text.ptr) + 1) : str_skip(text, text.len);
}

struct reading {
    const char *at, *end, *limit; /* limit: of the record */
    struct arena *mem;
    int64_t lines;
};

/* at stands behind the opening quote. */
static enum csv_found quoted_read(struct reading *r, struct str *ret_cell)
{
    const char *start = r->at;
    size_t doubled    = 0;
    for (;;) {
        const char *quote = r->at < r->limit ? memchr(r->at, '"', (size_t)(r->limit - r->at)) : NULL;
        if (!quote)
            return CSV_QUOTE_OPEN;
        for (const char *c = r->at; (c = memchr(c, '\n', (size_t)(quote - c))); c++)
            r->lines++;
        r->at = quote + 1;
        if (r->at == r->end || *r->at != '"')
            break;
        r->at++;
        doubled++;
    }
    *ret_cell = str_make(start, (size_t)(r->at - 1 - start));
    if (!doubled)
        return CSV_RECORD;
    char *text = arena_alloc(r->mem, ret_cell->len);
    size_t n   = 0;
    if (!text)
        return CSV_NO_MEMORY;
    for (size_t i = 0; i < ret_cell->len; i++) {
        text[n++] = ret_cell->ptr[i];
        i += ret_cell->ptr[i] == '"'; /* the second of two */
    }
    *ret_cell = str_make(text, n);
    return CSV_RECORD;
}

static enum csv_found plain_read(struct reading *r, struct str *ret_cell)
{
    const char *start = r->at;
    while (r->at < r->end && *r->at != ',' && *r->at != '\n') {
        if (*r->at == '"')
            return CSV_QUOTE_INSIDE;
        r->at++;
    }
    size_t len = (size_t)(r->at - start);
    if (len && start[len - 1] == '\r' && (r->at == r->end || *r->at == '\n'))
        len--;
    *ret_cell = str_make(start, len);
    return CSV_RECORD;
}

/* Behind the comma or line end that follows a quoted cell. */
static bool quoted_ends(struct reading *r)
{
    if (r->at + 1 < r->end && r->at[0] == '\r' && r->at[1] == '\n')
        r->at++;
    else if (r->at + 1 == r->end && r->at[0] == '\r')
        r->at++;
    return r->at == r->end || *r->at == ',' || *r->at == '\n';
}

static enum csv_found record_read(struct reading *r, struct csv_record *record)
{
    for (;;) {
        if (record->count == CSV_CELLS_MAX)
            return CSV_CELLS;
        bool quoted = r->at < r->end && *r->at == '"';
        r->at += quoted;
        enum csv_found found = quoted ? quoted_read(r, &record->cells[record->count]) : plain_read(r, &record->cells[record->count]);
        if (found != CSV_RECORD)
            return found;
        record->count++;
        if (quoted && !quoted_ends(r))
            return CSV_QUOTE_AFTER;
        if (r->at == r->end)
            return CSV_RECORD;
        if (*r->at++ == '\n') {
            r->lines++;
            return CSV_RECORD;
        }
    }
}

enum csv_found csv_next(struct arena *mem, struct str *text, struct csv_record *ret_record)
{
    if (!text->len)
        return CSV_END;
    size_t limit       = text->len < CSV_RECORD_BYTES_MAX ? text->len : CSV_RECORD_BYTES_MAX;
    struct reading r   = { .at = text->ptr, .end = text->ptr + text->len, .limit = text->ptr + limit, .mem = mem };
    ret_record->count  = 0;
    enum csv_found got = record_read(&r, ret_record);
    if (got == CSV_RECORD) {
        bool whole        = r.at > text->ptr && r.at[-1] == '\n';
        ret_record->lines = whole ? r.lines : r.lines + 1;
        *text             = str_skip(*text, (size_t)(r.at - text->ptr));
        return got;
    }
    ret_record->lines = 1;
    *text             = got == CSV_QUOTE_OPEN ? str_skip(*text, text->len) : line_skip(*text);
    return got;
}

/* --- writing ------------------------------------------------------------------------------------------------- */

static bool needs_quotes(struct str cell)
{
    for (size_t i = 0; i < cell.len; i++)
        if (memchr(",\"\r\n", cell.ptr[i], 4))
            return true;
    return cell.len && (cell.ptr[0] == ' ' || cell.ptr[0] == '\t' || cell.ptr[cell.len - 1] == ' ' || cell.ptr[cell.len - 1] == '\t');
}

static void cell_write(struct buf *out, struct str guard, struct str cell)
{
    bool quotes = needs_quotes(cell);
    if (quotes)
        buf_add_char(out, '"');
    buf_add(out, guard);
    struct str rest = cell, head;
    while (quotes && rest.len && memchr(rest.ptr, '"', rest.len)) {
        rest = str_cut(rest, '"', &head);
        buf_add(out, head);
        buf_add_cstr(out, "\"\"");
    }
    buf_add(out, rest);
    if (quotes)
        buf_add_char(out, '"');
}

void csv_write(struct buf *out, struct str cell)
{
    cell_write(out, STR_NONE, cell);
}

/* Behind any apostrophes: what a spreadsheet would run. */
static bool runs(struct str cell)
{
    static const struct str wide[] = { { "＝", 3 }, { "＋", 3 }, { "－", 3 }, { "＠", 3 } };
    while (cell.len && cell.ptr[0] == '\'')
        cell = str_skip(cell, 1);
    for (size_t i = 0; i < COUNT_OF(wide); i++)
        if (str_starts(cell, wide[i]))
            return true;
    return cell.len && memchr("=+-@\t\r", cell.ptr[0], 6);
}

void csv_write_guarded(struct buf *out, struct str cell)
{
    cell_write(out, runs(cell) ? STR("'") : STR_NONE, cell);
}

struct str csv_unguard(struct str cell)
{
    return cell.len && cell.ptr[0] == '\'' && runs(cell) ? str_skip(cell, 1) : cell;
}
