#include "server/port/store_row.h"

#include "proto/base/check.h"
#include "proto/json.h"

/* --- struct to values ---------------------------------------------------------------------------------------- */

#define LIST_BYTES_MAX ((size_t)16 * 1024)

static enum err list_bind(struct arena *mem, const struct str_list *list, struct bind *ret_bind)
{
    if (list->len == 0) {
        *ret_bind = B_TEXT(STR("[]"));
        return ERR_OK;
    }
    WITH(buf_done) struct buf json;
    buf_init(&json, LIST_BYTES_MAX);
    for (size_t i = 0; i < list->len; i++) {
        buf_add_char(&json, i ? ',' : '[');
        json_write_text(&json, list->items[i]);
    }
    buf_add_char(&json, ']');
    struct str text = buf_failed(&json) ? STR_NONE : arena_dup(mem, buf_str(&json));
    if (!text.ptr)
        return ERR_NO_MEMORY;
    *ret_bind = B_TEXT(text);
    return ERR_OK;
}

static struct bind text_bind(const struct field *f, struct str text)
{
    bool nothing = f->kind == FIELD_ID ? text.len == 0 : !text.ptr;
    return nothing && f->flags & F_NULL ? B_NULL : B_TEXT(text);
}

static struct bind number_bind(int64_t number)
{
    return number == NONE ? B_NULL : B_INT(number);
}

enum err row_bind(struct arena *mem, const struct model *m, const void *row, struct bind *ret_binds)
{
    CHECK(m->field_count <= ROW_FIELDS_MAX);
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        const void *at        = (const char *)row + f->offset;
        switch (f->kind) {
        case FIELD_ID:
        case FIELD_TEXT:
            ret_binds[i] = text_bind(f, *(const struct str *)at);
            break;
        case FIELD_INT:
        case FIELD_TIME:
            ret_binds[i] = number_bind(*(const int64_t *)at);
            break;
        case FIELD_BOOL:
            ret_binds[i] = B_INT(*(const bool *)at);
            break;
        case FIELD_ENUM:
            ret_binds[i] = B_TEXT(enum_text(f->enum_desc, *(const unsigned *)at));
            break;
        case FIELD_LIST:
            TRY(list_bind(mem, at, &ret_binds[i]));
            break;
        case FIELD_RAW:
        case FIELD_SUB:
        case FIELD_SUBS:
            check_failed(__FILE__, __LINE__, "a stored model has plain fields only");
        }
    }
    return ERR_OK;
}

/* --- values to struct ---------------------------------------------------------------------------------------- */

enum err row_text_copy(struct arena *mem, struct str text, struct str *ret_text)
{
    if (text.len == 0) {
        *ret_text = text.ptr ? STR("") : STR_NONE;
        return ERR_OK;
    }
    *ret_text = arena_dup(mem, text);
    return ret_text->ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err field_read(struct store_tx *tx, struct store_cursor *cursor, int column, const struct field *f, void *at)
{
    const struct store_verbs *verbs = tx->verbs;
    switch (f->kind) {
    case FIELD_ID:
    case FIELD_TEXT:
        return row_text_copy(tx->ctx->mem, verbs->get_text(cursor, column), at);
    case FIELD_INT:
    case FIELD_TIME:
        *(int64_t *)at = verbs->is_null(cursor, column) ? NONE : verbs->get_int(cursor, column);
        return ERR_OK;
    case FIELD_BOOL:
        *(bool *)at = verbs->get_int(cursor, column) != 0;
        return ERR_OK;
    case FIELD_ENUM:
        return enum_find(f->enum_desc, verbs->get_text(cursor, column), at) ? ERR_OK : ERR_INTERNAL;
    case FIELD_LIST:
        return row_list_read(tx->ctx->mem, verbs->get_text(cursor, column), at);
    case FIELD_RAW:
    case FIELD_SUB:
    case FIELD_SUBS:
        break;
    }
    check_failed(__FILE__, __LINE__, "a stored model has plain fields only");
}

enum err row_read(struct store_tx *tx, struct store_cursor *cursor, const struct model *m, void *ret_row)
{
    memset(ret_row, 0, m->size);
    for (size_t i = 0; i < m->field_count; i++)
        TRY(field_read(tx, cursor, (int)i, &m->fields[i], (char *)ret_row + m->fields[i].offset));
    return ERR_OK;
}

/* --- lists ----------------------------------------------------------------------------------------------------- */

/* Four hexadecimal digits. */
static bool hex4_read(struct str s, unsigned *ret_value)
{
    unsigned value = 0;
    if (s.len < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c         = s.ptr[i];
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit == 16)
            return false;
        value = value << 4 | digit;
    }
    *ret_value = value;
    return true;
}

/* Only the plane that json_write_text escapes: what lies beyond it is written as it is. */
static size_t utf8_write(unsigned point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | point >> 12);
    out[1] = (char)(0x80 | (point >> 6 & 0x3F));
    out[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

/* One escape, s behind the backslash. Writes at most 3 bytes; returns what follows, ptr NULL when it is none. */
static struct str escape_read(struct str s, char *out, size_t *ret_len)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[]   = "\"\\/\b\f\n\r\t";
    unsigned point           = 0;
    if (s.len == 0)
        return STR_NONE;
    if (s.ptr[0] == 'u') {
        if (!hex4_read(str_skip(s, 1), &point) || (point >= 0xD800 && point < 0xE000))
            return STR_NONE;
        *ret_len = utf8_write(point, out);
        return (struct str){ s.ptr + 5, s.len - 5 };
    }
    const char *found = memchr(from, s.ptr[0], sizeof from - 1);
    if (!found)
        return STR_NONE;
    out[0]   = to[found - from];
    *ret_len = 1;
    return (struct str){ s.ptr + 1, s.len - 1 };
}

/* s behind the opening quote; text is unescaped in mem. Returns what follows the closing quote, ptr NULL when broken. */
static struct str text_read(struct arena *mem, struct str s, struct str *ret_text, bool *ret_memory)
{
    const char *end = s.ptr;
    while (end < s.ptr + s.len && *end != '"')
        end += *end == '\\' ? 2 : 1;
    if (end >= s.ptr + s.len)
        return STR_NONE;
    char *out   = arena_alloc(mem, (size_t)(end - s.ptr) + 1);
    *ret_memory = out != NULL;
    if (!out)
        return STR_NONE;
    size_t len = 0;
    while (s.ptr < end) {
        if (*s.ptr != '\\') {
            out[len++] = *s.ptr;
            s          = (struct str){ s.ptr + 1, s.len - 1 };
            continue;
        }
        size_t n = 0;
        s        = escape_read((struct str){ s.ptr + 1, s.len - 1 }, out + len, &n);
        if (!s.ptr)
            return STR_NONE;
        len += n;
    }
    *ret_text = str_make(out, len);
    return (struct str){ s.ptr + 1, s.len - 1 };
}

enum err row_list_read(struct arena *mem, struct str json, struct str_list *ret_list)
{
    size_t count_max = 1;
    for (size_t i = 0; i < json.len; i++)
        count_max += json.ptr[i] == ',';
    if (json.len < 2 || json.ptr[0] != '[' || json.ptr[json.len - 1] != ']')
        return ERR_INTERNAL;
    struct str_list list = { 0 };
    if (json.len == 2) {
        *ret_list = list;
        return ERR_OK;
    }
    list.items = ARENA_MANY(mem, count_max, struct str);
    if (!list.items)
        return ERR_NO_MEMORY;
    struct str rest = str_skip(json, 1);
    for (;;) {
        bool memory = true;
        if (rest.ptr[0] != '"' || list.len == count_max)
            return ERR_INTERNAL;
        rest = text_read(mem, str_skip(rest, 1), &list.items[list.len], &memory);
        if (!rest.ptr || rest.len == 0)
            return memory ? ERR_INTERNAL : ERR_NO_MEMORY;
        list.len++;
        if (rest.ptr[0] == ']' && rest.len == 1)
            break;
        if (rest.ptr[0] != ',' || rest.len < 2)
            return ERR_INTERNAL;
        rest = str_skip(rest, 1);
    }
    *ret_list = list;
    return ERR_OK;
}
