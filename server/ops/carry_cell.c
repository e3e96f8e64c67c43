/* Columns and cells of files: names, money in yuan, lists in one cell, and the words people write for yes, no and closed sets. */
#include "proto/csv.h"
#include "proto/json.h"
#include "server/ops/carry.h"

#define HEADER_BYTES_MAX 120
#define MONEY_DIGITS_MAX 12

static const struct {
    const char *kind;
    struct str header;
    const char *field;
    int64_t scale;
} columns[] = {
#define COLUMN(kind, header, field, scale) { #kind, { header, sizeof(header) - 1 }, #field, scale },
#define VALUE(set, word, value)
#include "server/ops/carry_names.def"
#undef COLUMN
#undef VALUE
};

static const struct {
    const struct enum_desc *set;
    struct str word, value;
} values[] = {
#define COLUMN(kind, header, field, scale)
#define VALUE(set, word, value) { &enum_##set, { word, sizeof(word) - 1 }, { value, sizeof(value) - 1 } },
#include "server/ops/carry_names.def"
#undef COLUMN
#undef VALUE
};

/* --- headers ------------------------------------------------------------------------------------------------- */

/* Wide parentheses are made narrow. */
static struct str header_form(struct str header, char form[HEADER_BYTES_MAX])
{
    size_t n = 0;
    header   = str_trim(header);
    while (header.len && n < HEADER_BYTES_MAX) {
        bool open = str_starts(header, STR("（")), close = str_starts(header, STR("）"));
        form[n++] = open ? '(' : close ? ')' : header.ptr[0];
        header    = str_skip(header, open || close ? 3 : 1);
    }
    return str_make(form, n);
}

const struct field *carry_column_find(const struct carry_kind *kind, const struct model *file, struct str header, int64_t *ret_scale)
{
    char form[HEADER_BYTES_MAX];
    struct str name            = header_form(header, form);
    const struct field *direct = model_field(file, name);
    *ret_scale                 = 1;
    for (size_t i = 0; !direct && i < COUNT_OF(columns); i++)
        if (str_eq_cstr(str_from_cstr(kind->name), columns[i].kind) && str_eq(name, columns[i].header)) {
            *ret_scale = columns[i].scale;
            return model_field(file, str_from_cstr(columns[i].field));
        }
    return direct;
}

struct str carry_column_name(const struct carry_kind *kind, const struct field *field)
{
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (str_eq_cstr(str_from_cstr(kind->name), columns[i].kind) && str_eq_cstr(str_from_cstr(field->name), columns[i].field))
            return columns[i].header;
    return str_make(field->name, field->name_len);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

/* "6500", "6500.5", "6500.05" yuan. */
static bool yuan_read(struct str text, int64_t *ret_fen)
{
    struct str whole, part = str_cut(text, '.', &whole);
    bool dotted            = whole.len < text.len;
    uint64_t yuan = 0, fen = 0;
    if (whole.len > MONEY_DIGITS_MAX || !str_to_u64(whole, &yuan) || (dotted && (part.len < 1 || part.len > 2 || !str_to_u64(part, &fen))))
        return false;
    *ret_fen = (int64_t)(yuan * 100 + (part.len == 1 ? fen * 10 : fen));
    return true;
}

static void number_read(struct buf *out, struct str cell, int64_t scale)
{
    int64_t number   = 0;
    struct str plain = str_trim(cell);
    if (scale == 100 ? yuan_read(plain, &number) : str_to_i64(plain, &number))
        buf_add_i64(out, number);
    else
        json_write_text(out, cell);
}

static void flag_read(struct buf *out, struct str cell)
{
    static const struct {
        struct str word;
        const char *value;
    } words[] = { { { "true", 4 }, "true" }, { { "false", 5 }, "false" }, { { "是", 3 }, "true" }, { { "否", 3 }, "false" }, { { "1", 1 }, "true" }, { { "0", 1 }, "false" }, { { "yes", 3 }, "true" }, { { "no", 2 }, "false" } };
    struct str plain = str_trim(cell);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(plain, words[i].word)) {
            buf_add_cstr(out, words[i].value);
            return;
        }
    json_write_text(out, cell);
}

/* A day alone is its beginning; what something lasts until is its end. */
static void moment_read(struct buf *out, const struct field *field, struct str cell)
{
    static const char until[] = "_until";
    struct str plain = str_trim(cell);
    bool last        = field->name_len > sizeof until && str_eq_cstr(str_make(field->name + field->name_len - (sizeof until - 1), sizeof until - 1), until);
    if (plain.len != 10) {
        json_write_text(out, plain);
        return;
    }
    char text[40];
    int len = snprintf(text, sizeof text, "%.*sT%s+08:00", STR_ARG(plain), last ? "23:59:59.999" : "00:00:00.000");
    json_write_text(out, str_make(text, len > 0 ? (size_t)len : 0));
}

static void word_read(struct buf *out, const struct field *field, struct str cell)
{
    struct str plain = str_trim(cell);
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (values[i].set == field->enum_desc && str_eq(plain, values[i].word)) {
            json_write_text(out, values[i].value);
            return;
        }
    json_write_text(out, plain);
}

/* Items between ; or ；, where \ takes the next character as it is. Blank ones are none. */
static void list_read(struct buf *out, struct str cell)
{
    struct buf item;
    bool first = true;
    buf_init(&item, CSV_RECORD_BYTES_MAX);
    buf_add_char(out, '[');
    while (cell.len || item.len) {
        bool wide = str_starts(cell, STR("；"));
        if (cell.len && cell.ptr[0] != ';' && !wide) {
            if (cell.ptr[0] == '\\' && cell.len > 1)
                cell = str_skip(cell, 1);
            buf_add_char(&item, cell.ptr[0]);
            cell = str_skip(cell, 1);
            continue;
        }
        struct str text = str_trim(buf_str(&item));
        if (text.len) {
            buf_add_cstr(out, first ? "" : ",");
            json_write_text(out, text);
            first = false;
        }
        buf_clear(&item);
        cell = str_skip(cell, wide ? 3 : 1);
    }
    buf_add_char(out, ']');
    buf_done(&item);
}

void carry_cell_read(struct buf *out, const struct field *field, struct str cell, int64_t scale)
{
    if (!cell.len) {
        buf_add_cstr(out, field->kind == FIELD_LIST ? "[]" : field->kind == FIELD_TEXT && field->min <= 0 ? "\"\"" : "null");
        return;
    }
    cell = csv_unguard(cell);
    switch (field->kind) {
    case FIELD_INT: number_read(out, cell, scale); return;
    case FIELD_BOOL: flag_read(out, cell); return;
    case FIELD_TIME: moment_read(out, field, cell); return;
    case FIELD_ENUM: word_read(out, field, cell); return;
    case FIELD_LIST: list_read(out, cell); return;
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_RAW:
    case FIELD_SUB:
    case FIELD_SUBS: break;
    }
    json_write_text(out, cell);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void list_write(struct buf *out, const struct str_list *list)
{
    struct buf cell;
    buf_init(&cell, CSV_RECORD_BYTES_MAX);
    for (size_t i = 0; i < list->len; i++) {
        struct str rest = list->items[i];
        buf_add_cstr(&cell, i ? ";" : "");
        for (; rest.len; rest = str_skip(rest, 1)) {
            if (rest.ptr[0] == ';' || rest.ptr[0] == '\\' || str_starts(rest, STR("；")))
                buf_add_char(&cell, '\\');
            buf_add_char(&cell, rest.ptr[0]);
        }
    }
    csv_write_guarded(out, buf_str(&cell));
    buf_done(&cell);
}

void carry_cell_write(struct buf *out, const struct field *field, const struct carry_line *line)
{
    const void *at = (const char *)line + field->offset;
    char moment[TIME_TEXT_MAX];
    int64_t number  = 0;
    struct str text = STR_NONE;
    switch (field->kind) {
    case FIELD_INT:
    case FIELD_TIME:
        memcpy(&number, at, sizeof number);
        if (number != NONE && field->kind == FIELD_INT)
            buf_add_i64(out, number);
        else if (number != NONE)
            csv_write(out, str_make(moment, time_write(number, moment)));
        return;
    case FIELD_BOOL: csv_write(out, *(const bool *)at ? STR("true") : STR("false")); return;
    case FIELD_ENUM: csv_write(out, enum_text(field->enum_desc, *(const unsigned *)at)); return;
    case FIELD_LIST: list_write(out, at); return;
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_RAW:
    case FIELD_SUB:
    case FIELD_SUBS: break;
    }
    memcpy(&text, at, sizeof text);
    csv_write_guarded(out, text);
}
