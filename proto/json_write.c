/* Encoding: straight from the rows into the buffer. Names come quoted from the rows, a text without anything to escape is
 * one copy, and room is asked for once a field. */
#include "proto/json.h"

#include "proto/base/check.h"
#include "proto/json_scan.h"

#define INT_BYTES_MAX 20 /* of an int64_t */
#define KEY_EXTRA 4      /* the comma or brace, two quotes, the colon */

/* What a byte needs in a text: 0 nothing, 1 \u00XX, 2 perhaps U+2028 or U+2029, else the letter after a backslash. */
static const uint8_t escapes[256] = {
    [0] = 1,     [1] = 1,     [2] = 1,     [3] = 1,     [4] = 1,    [5] = 1,     [6] = 1,   [7] = 1,
    [8] = 'b',   [9] = 't',   [10] = 'n',  [11] = 1,    [12] = 'f', [13] = 'r',  [14] = 1,  [15] = 1,
    [16] = 1,    [17] = 1,    [18] = 1,    [19] = 1,    [20] = 1,   [21] = 1,    [22] = 1,  [23] = 1,
    [24] = 1,    [25] = 1,    [26] = 1,    [27] = 1,    [28] = 1,   [29] = 1,    [30] = 1,  [31] = 1,
    ['"'] = '"', ['\\'] = '\\', ['<'] = 1, [0xE2] = 2,
};

static inline char *room(struct buf *b, size_t n)
{
    return !b->failed && b->cap - b->len >= n ? b->ptr + b->len : buf_room(b, n);
}

static inline char *put(char *p, struct str s)
{
    memcpy(p, s.ptr, s.len);
    return p + s.len;
}

/* --- texts -------------------------------------------------------------------------------------------------- */
static bool is_line_separator(struct str s, size_t at)
{
    return s.len - at >= 3 && (uint8_t)s.ptr[at + 1] == 0x80 && ((uint8_t)s.ptr[at + 2] & 0xFEU) == 0xA8;
}

/* Bytes that the escapes add; 0 for nearly every text. */
static size_t escapes_bytes(struct str s)
{
    size_t extra = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t e = escapes[(uint8_t)s.ptr[i]];
        if (__builtin_expect(e != 0, 0))
            extra += e == 1 ? 5 : e != 2 ? 1 : is_line_separator(s, i) ? 3 : 0;
    }
    return extra;
}

static char *escaped_put(char *p, struct str s)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.ptr[i];
        uint8_t e = escapes[c];
        if (e == 0 || (e == 2 && !is_line_separator(s, i))) {
            *p++ = (char)c;
        } else if (e == 1) {
            p    = put(p, STR("\\u00"));
            *p++ = digits[c >> 4];
            *p++ = digits[c & 15];
        } else if (e == 2) {
            p    = put(p, STR("\\u202"));
            *p++ = (uint8_t)s.ptr[i + 2] == 0xA8 ? '8' : '9';
            i += 2;
        } else {
            *p++ = '\\';
            *p++ = (char)e;
        }
    }
    return p;
}

/* Writes `before`, then the text in quotes. */
static void text_write(struct buf *out, struct str before, struct str text)
{
    size_t extra = escapes_bytes(text);
    char *p      = room(out, before.len + text.len + extra + 2);
    if (!p)
        return;
    p    = put(p, before);
    *p++ = '"';
    if (text.len)
        p = extra ? escaped_put(p, text) : put(p, text);
    *p++     = '"';
    out->len = (size_t)(p - out->ptr);
}

void json_write_text(struct buf *out, struct str text)
{
    text_write(out, STR(""), text);
}

/* --- short values ------------------------------------------------------------------------------------------- */
static char *int_put(char *p, int64_t value)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
                                "4950515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"
                                "99";
    char digits[INT_BYTES_MAX];
    char *from    = digits + sizeof digits;
    uint64_t left = value < 0 ? 0U - (uint64_t)value : (uint64_t)value;
    while (left >= 100) {
        from -= 2;
        memcpy(from, pairs + left % 100 * 2, 2);
        left /= 100;
    }
    if (left >= 10) {
        from -= 2;
        memcpy(from, pairs + left * 2, 2);
    } else {
        *--from = (char)('0' + left);
    }
    if (value < 0)
        *p++ = '-';
    return put(p, str_make(from, (size_t)(digits + sizeof digits - from)));
}

static char *time_put(char *p, int64_t at)
{
    *p++ = '"';
    p += time_write(at, p);
    *p++ = '"';
    return p;
}

/* A short value may get more room than it uses. Near the buffer's end it is made aside first, so that what fits exactly
 * does fit. */
#define SHORT_MAX (64 + KEY_EXTRA + TIME_TEXT_MAX + 2)
struct spot {
    char *from; /* NULL: no room */
    char aside[SHORT_MAX];
};

static char *spot_open(struct buf *b, struct spot *spot)
{
    spot->from = !b->failed && b->max - b->len < SHORT_MAX ? spot->aside : room(b, SHORT_MAX);
    return spot->from;
}

static void spot_close(struct buf *b, const struct spot *spot, const char *end)
{
    if (spot->from == spot->aside)
        buf_add(b, str_make(spot->aside, (size_t)(end - spot->aside)));
    else
        b->len = (size_t)(end - b->ptr);
}

static void word_write(struct buf *out, struct str before, struct str word)
{
    char *p = room(out, before.len + word.len);
    if (!p)
        return;
    p        = put(put(p, before), word);
    out->len = (size_t)(p - out->ptr);
}

static void int_write(struct buf *out, struct str before, int64_t value)
{
    struct spot spot;
    char *p = spot_open(out, &spot);
    if (!p)
        return;
    p = put(p, before);
    p = value == NONE ? put(p, STR("null")) : int_put(p, value);
    spot_close(out, &spot, p);
}

static void time_field(struct buf *out, struct str before, int64_t at)
{
    struct spot spot;
    char *p = spot_open(out, &spot);
    if (!p)
        return;
    p = put(p, before);
    p = at == NONE ? put(p, STR("null")) : time_put(p, at);
    spot_close(out, &spot, p);
}

void json_write_time(struct buf *out, int64_t at)
{
    time_field(out, STR(""), at);
}

/* --- fields --------------------------------------------------------------------------------------------------- */
static struct str text_of(const void *from)
{
    struct str s;
    memcpy(&s, from, sizeof s);
    return s;
}

static int64_t int_of(const void *from)
{
    int64_t i = 0;
    memcpy(&i, from, sizeof i);
    return i;
}

static void text_field(struct buf *out, struct str before, const struct field *f, const void *from)
{
    struct str text = text_of(from);
    bool empty      = f->kind == FIELD_TEXT && f->min == 0 && !(f->flags & F_NULL);
    if (text.ptr || empty)
        text_write(out, before, text);
    else
        word_write(out, before, STR("null"));
}

static void list_field(struct buf *out, struct str before, const void *from)
{
    struct str_list list;
    memcpy(&list, from, sizeof list);
    word_write(out, before, STR("["));
    for (size_t i = 0; i < list.len; i++)
        text_write(out, i ? STR(",") : STR(""), list.items[i]);
    word_write(out, STR("]"), STR(""));
}

static void sub_field(struct buf *out, struct str before, const struct field *f, const void *from)
{
    const void *sub = NULL;
    memcpy(&sub, from, sizeof sub);
    word_write(out, before, sub ? STR("") : STR("null"));
    if (sub)
        json_encode(out, f->sub, sub);
}

static void subs_field(struct buf *out, struct str before, const struct field *f, const void *from)
{
    struct sub_list list;
    memcpy(&list, from, sizeof list);
    word_write(out, before, STR("["));
    for (size_t i = 0; i < list.len && !out->failed; i++) {
        word_write(out, i ? STR(",") : STR(""), STR(""));
        json_encode(out, f->sub, (const char *)list.items + i * f->sub->size);
    }
    word_write(out, STR("]"), STR(""));
}

static void field_write(struct buf *out, struct str before, const struct field *f, const void *from)
{
    struct str raw;
    switch (f->kind) {
    case FIELD_ID:
    case FIELD_TEXT:
        text_field(out, before, f, from);
        break;
    case FIELD_RAW:
        raw = text_of(from);
        word_write(out, before, raw.ptr ? raw : STR("null"));
        break;
    case FIELD_INT:
        int_write(out, before, int_of(from));
        break;
    case FIELD_BOOL:
        word_write(out, before, *(const bool *)from ? STR("true") : STR("false"));
        break;
    case FIELD_TIME:
        time_field(out, before, int_of(from));
        break;
    case FIELD_ENUM:
        text_write(out, before, enum_text(f->enum_desc, *(const unsigned *)from)); /* names need no escapes */
        break;
    case FIELD_LIST:
        list_field(out, before, from);
        break;
    case FIELD_SUB:
        sub_field(out, before, f, from);
        break;
    case FIELD_SUBS:
        subs_field(out, before, f, from);
        break;
    }
}

void json_encode(struct buf *out, const struct model *m, const void *value)
{
    char *p = room(out, 1);
    if (!p)
        return;
    *p = '{';
    out->len++;
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        /* `quoted` stands behind a comma in its row, which the first field leaves out */
        struct str before = i ? str_make(f->quoted, f->name_len + KEY_EXTRA) : str_make(f->quoted + 1, f->name_len + KEY_EXTRA - 1);
        field_write(out, before, f, (const char *)value + f->offset);
    }
    word_write(out, STR("}"), STR(""));
}

struct str json_encode_mem(struct arena *mem, const struct model *m, const void *value)
{
    struct buf out;
    struct str text = STR_NONE;
    buf_init(&out, mem->bytes_max);
    (void)buf_room(&out, mem->bytes_max < 1024 ? mem->bytes_max : 1024); /* most answers: one allocation */
    json_encode(&out, m, value);
    if (!buf_failed(&out))
        text = arena_dup(mem, buf_str(&out));
    buf_done(&out);
    return text;
}
