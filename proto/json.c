/* Decoding: the gated bytes straight into the struct of the rows. A tree would cost twenty times as much and its parser
 * does not survive a failed allocation, so there is none here (proto/json_tree.c makes one where a model is not known). */
#include "proto/json.h"

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "proto/json_scan.h"

struct decode {
    struct arena *mem;
    struct json_faults *faults;
    bool faulty;
};

/* Where in the document: a chain on the stack, at most as deep as the models nest. */
struct place {
    const struct place *up;
    struct str name;   /* of a member */
    size_t index;      /* of an item, when name.ptr is NULL */
    bool outside;      /* a path or query field: named without the slash */
};

#define POINTER_MAX 200

/* --- faults ----------------------------------------------------------------------------------------------- */
static void pointer_add(struct buf *b, const struct place *at)
{
    if (at->up)
        pointer_add(b, at->up);
    if (!at->outside)
        buf_add_char(b, '/');
    if (!at->name.ptr)
        buf_add_i64(b, (int64_t)at->index);
    for (size_t i = 0; i < at->name.len; i++) {
        char c = at->name.ptr[i];
        if (c == '~' || c == '/')
            buf_add_cstr(b, c == '~' ? "~0" : "~1");
        else
            buf_add_char(b, c);
    }
}

static struct str pointer_of(struct arena *mem, const struct place *at)
{
    char *text = arena_alloc(mem, POINTER_MAX + 1);
    if (!text)
        return STR_NONE;
    /* A buffer that has all its room from the start never grows. */
    struct buf b = { .ptr = text, .cap = POINTER_MAX, .max = POINTER_MAX };
    if (at)
        pointer_add(&b, at);
    while (b.len && !str_is_utf8(buf_str(&b)))
        b.len--; /* cut in the middle of a character */
    return buf_str(&b);
}

static enum err fault(struct decode *d, const struct place *at, struct str code, struct str zh, struct str en)
{
    d->faulty = true;
    if (d->faults->len >= COUNT_OF(d->faults->items))
        return ERR_OK;
    struct str pointer = pointer_of(d->mem, at);
    if (!pointer.ptr || !zh.ptr || !en.ptr)
        return ERR_NO_MEMORY;
    d->faults->items[d->faults->len++] = (struct json_fault){ .pointer = pointer, .code = code, .zh = zh, .en = en };
    return ERR_OK;
}

/* A fault of a limit: the limit is part of both texts. */
struct limit_text {
    struct str code;
    const char *zh, *zh_tail;
    const char *en, *en_tail;
};
static const struct limit_text text_short = { { "too_short", 9 }, "至少 ", " 个字", "At least ", " characters" };
static const struct limit_text text_long  = { { "too_long", 8 }, "最多 ", " 个字", "At most ", " characters" };
static const struct limit_text int_small  = { { "too_small", 9 }, "不能小于 ", "", "Not below ", "" };
static const struct limit_text int_large  = { { "too_large", 9 }, "不能大于 ", "", "Not above ", "" };
static const struct limit_text list_long  = { { "too_many", 8 }, "最多 ", " 项", "At most ", " items" };

static enum err fault_limit(struct decode *d, const struct place *at, const struct limit_text *text, int64_t limit)
{
    if (d->faults->len >= COUNT_OF(d->faults->items)) {
        d->faulty = true;
        return ERR_OK;
    }
    struct str zh = arena_format(d->mem, "%s%lld%s", text->zh, (long long)limit, text->zh_tail);
    struct str en = arena_format(d->mem, "%s%lld%s", text->en, (long long)limit, text->en_tail);
    return fault(d, at, text->code, zh, en);
}

static enum err fault_type(struct decode *d, const struct place *at, enum field_kind kind)
{
    static const struct str texts[][2] = {
        [FIELD_ID]   = { { "应为编号（文字）", sizeof("应为编号（文字）") - 1 }, { "Should be an id (text)", 22 } },
        [FIELD_TEXT] = { { "应为文字", sizeof("应为文字") - 1 }, { "Should be text", 14 } },
        [FIELD_RAW]  = { { "内容类型不对", sizeof("内容类型不对") - 1 }, { "Wrong type", 10 } },
        [FIELD_INT]  = { { "应为整数", sizeof("应为整数") - 1 }, { "Should be a whole number", 24 } },
        [FIELD_BOOL] = { { "应为 true 或 false", sizeof("应为 true 或 false") - 1 }, { "Should be true or false", 23 } },
        [FIELD_TIME] = { { "应为时间（文字）", sizeof("应为时间（文字）") - 1 }, { "Should be a time (text)", 23 } },
        [FIELD_ENUM] = { { "应为文字", sizeof("应为文字") - 1 }, { "Should be text", 14 } },
        [FIELD_LIST] = { { "应为列表", sizeof("应为列表") - 1 }, { "Should be a list", 16 } },
        [FIELD_SUB]  = { { "应为对象", sizeof("应为对象") - 1 }, { "Should be an object", 19 } },
        [FIELD_SUBS] = { { "应为列表", sizeof("应为列表") - 1 }, { "Should be a list", 16 } },
    };
    return fault(d, at, STR("wrong_type"), texts[kind][0], texts[kind][1]);
}

static enum err fault_enum(struct decode *d, const struct place *at, const struct enum_desc *desc)
{
    char text[256];
    struct buf b = { .ptr = text, .cap = sizeof text, .max = sizeof text };
    for (size_t i = 0; i < desc->count; i++) {
        buf_add_cstr(&b, i ? ", " : "");
        buf_add(&b, desc->values[i]);
    }
    struct str zh = arena_format(d->mem, "只能是以下之一：%.*s", STR_ARG(buf_str(&b)));
    struct str en = arena_format(d->mem, "One of: %.*s", STR_ARG(buf_str(&b)));
    return fault(d, at, STR("not_allowed"), zh, en);
}

static enum err fault_required(struct decode *d, const struct place *at)
{
    return fault(d, at, STR("required"), STR("必填"), STR("Required"));
}

/* --- one value from its plain text -------------------------------------------------------------------------- */
static enum err text_check(struct decode *d, const struct place *at, struct str text, int64_t min, int64_t max)
{
    if (text.len && memchr(text.ptr, 0, text.len))
        return fault(d, at, STR("not_allowed"), STR("不能含有空字符（U+0000）"), STR("Cannot contain U+0000"));
    int64_t points = (int64_t)str_code_points(text);
    if (points < min)
        return fault_limit(d, at, &text_short, min);
    return points > max ? fault_limit(d, at, &text_long, max) : ERR_OK;
}

static enum err int_put(struct decode *d, const struct place *at, const struct field *f, int64_t number, void *to)
{
    if (number < f->min || number == NONE)
        return fault_limit(d, at, &int_small, f->min == NONE ? NONE + 1 : f->min);
    if (number > f->max)
        return fault_limit(d, at, &int_large, f->max);
    memcpy(to, &number, sizeof number);
    return ERR_OK;
}

/* text lies in the arena already. */
static enum err plain_put(struct decode *d, const struct place *at, const struct field *f, struct str text, void *to)
{
    int64_t moment = 0;
    unsigned value = 0;
    bool before    = d->faulty;
    d->faulty      = false;
    if (f->kind == FIELD_TEXT) {
        TRY(text_check(d, at, text, f->min, f->max));
        if (!d->faulty)
            memcpy(to, &text, sizeof text);
    } else if (f->kind == FIELD_ID) {
        if (id_is_valid(text))
            memcpy(to, &text, sizeof text);
        else
            TRY(fault(d, at, STR("bad_id"), STR("不是有效的编号"), STR("Not an id")));
    } else if (f->kind == FIELD_TIME) {
        if (time_read(text, &moment))
            memcpy(to, &moment, sizeof moment);
        else
            TRY(fault(d, at, STR("bad_time"), STR("应为带时区的时间，例如 2026-11-24T09:00:00+08:00"),
                      STR("Should be a time with its offset, such as 2026-11-24T09:00:00+08:00")));
    } else {
        CHECK(f->kind == FIELD_ENUM);
        if (enum_find(f->enum_desc, text, &value))
            memcpy(to, &value, sizeof value);
        else
            TRY(fault_enum(d, at, f->enum_desc));
    }
    d->faulty = d->faulty || before;
    return ERR_OK;
}

static enum err raw_text(struct decode *d, struct str raw, struct str *ret_text)
{
    char *text = arena_alloc(d->mem, raw.len + 1);
    if (!text)
        return ERR_NO_MEMORY;
    *ret_text = str_make(text, json_unescape(raw, text));
    return ERR_OK;
}

/* --- objects and lists --------------------------------------------------------------------------------------- */
static enum err object_put(struct decode *d, struct json_scan *s, const struct model *m, void *value, const struct place *at);

static size_t items_count(struct json_scan s)
{
    size_t count = 0;
    for (bool more = scan_first(&s); more; more = scan_next(&s), count++)
        (void)scan_value(&s); /* only counted */
    return count;
}

static enum err list_put(struct decode *d, struct json_scan *s, const struct field *f, void *to, const struct place *at)
{
    size_t count = items_count(*s);
    if (count > (size_t)f->min) {
        (void)scan_value(s); /* not wanted */
        return fault_limit(d, at, &list_long, f->min);
    }
    struct str_list list = { ARENA_MANY(d->mem, count, struct str), count };
    if (!list.items)
        return ERR_NO_MEMORY;
    size_t i = 0;
    for (bool more = scan_first(s); more; more = scan_next(s), i++) {
        struct place item = { .up = at, .index = i };
        if (scan_kind(s) != JSON_TEXT) {
            (void)scan_value(s); /* not wanted */
            TRY(fault_type(d, &item, FIELD_TEXT));
            continue;
        }
        TRY(raw_text(d, scan_text(s), &list.items[i]));
        TRY(text_check(d, &item, list.items[i], 1, f->max));
    }
    memcpy(to, &list, sizeof list);
    return ERR_OK;
}

static enum err subs_put(struct decode *d, struct json_scan *s, const struct field *f, void *to, const struct place *at)
{
    size_t count = items_count(*s);
    if (count > (size_t)f->max) {
        (void)scan_value(s); /* not wanted */
        return fault_limit(d, at, &list_long, f->max);
    }
    struct sub_list list = { arena_alloc_many(d->mem, count, f->sub->size), count };
    if (!list.items)
        return ERR_NO_MEMORY;
    size_t i = 0;
    for (bool more = scan_first(s); more; more = scan_next(s), i++) {
        struct place item = { .up = at, .index = i };
        void *value       = (char *)list.items + i * f->sub->size;
        model_clear(f->sub, value);
        TRY(object_put(d, s, f->sub, value, &item));
    }
    memcpy(to, &list, sizeof list);
    return ERR_OK;
}

static enum err sub_put(struct decode *d, struct json_scan *s, const struct field *f, void *to, const struct place *at)
{
    void *value = arena_alloc(d->mem, f->sub->size);
    if (!value)
        return ERR_NO_MEMORY;
    model_clear(f->sub, value);
    TRY(object_put(d, s, f->sub, value, at));
    memcpy(to, &value, sizeof value);
    return ERR_OK;
}

/* --- one member ------------------------------------------------------------------------------------------------ */
static enum err number_put(struct decode *d, struct json_scan *s, const struct field *f, void *to, const struct place *at)
{
    int64_t number = 0;
    if (!str_to_i64(scan_value(s), &number))
        return fault_type(d, at, FIELD_INT); /* 1.0 and 1e2 are not whole numbers as they stand */
    return int_put(d, at, f, number, to);
}

static enum json_kind kind_wanted(enum field_kind kind)
{
    switch (kind) {
    case FIELD_INT:
        return JSON_NUMBER;
    case FIELD_BOOL:
        return JSON_BOOL;
    case FIELD_LIST:
    case FIELD_SUBS:
        return JSON_LIST;
    case FIELD_SUB:
        return JSON_OBJECT;
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_RAW:
    case FIELD_TIME:
    case FIELD_ENUM:
        break;
    }
    return JSON_TEXT;
}

static enum err value_put(struct decode *d, struct json_scan *s, const struct field *f, void *to, const struct place *at)
{
    struct str text = STR_NONE;
    switch (f->kind) {
    case FIELD_INT:
        return number_put(d, s, f, to, at);
    case FIELD_BOOL:
        *(bool *)to = *scan_value(s).ptr == 't';
        return ERR_OK;
    case FIELD_LIST:
        return list_put(d, s, f, to, at);
    case FIELD_SUB:
        return sub_put(d, s, f, to, at);
    case FIELD_SUBS:
        return subs_put(d, s, f, to, at);
    case FIELD_RAW:
        text = arena_dup(d->mem, scan_value(s));
        if (!text.ptr)
            return ERR_NO_MEMORY;
        memcpy(to, &text, sizeof text);
        return ERR_OK;
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_TIME:
    case FIELD_ENUM:
        break;
    }
    TRY(raw_text(d, scan_text(s), &text));
    return plain_put(d, at, f, text, to);
}

static enum err unknown_fault(struct decode *d, struct str raw, const struct place *at)
{
    struct place here = { .up = at };
    d->faulty         = true;
    if (d->faults->len >= COUNT_OF(d->faults->items))
        return ERR_OK;
    TRY(raw_text(d, raw, &here.name));
    return fault(d, &here, STR("unknown_field"), STR("没有这个字段"), STR("There is no such field"));
}

/* The row of a name: usually the one after the row of the name before. */
static size_t field_find(const struct model *m, struct str raw, size_t guess)
{
    for (size_t n = 0; n < m->field_count; n++) {
        size_t i              = (guess + n) % m->field_count;
        const struct field *f = &m->fields[i];
        if (!(f->flags & (F_PATH | F_QUERY)) && json_text_is(raw, str_make(f->name, f->name_len)))
            return i;
    }
    return m->field_count;
}

static enum err member_put(struct decode *d, struct json_scan *s, const struct model *m, void *value, const struct place *here)
{
    struct str raw  = scan_key(s);
    uint64_t *given = value; /* every model's struct begins with it */
    size_t guess    = *given ? 64U - (size_t)__builtin_clzll(*given) : 0;
    size_t i        = field_find(m, raw, guess % m->field_count);
    if (i == m->field_count) {
        (void)scan_value(s); /* not wanted */
        return unknown_fault(d, raw, here);
    }
    const struct field *f = &m->fields[i];
    struct place at       = { .up = here, .name = str_make(f->name, f->name_len) };
    enum json_kind kind   = scan_kind(s);
    *given |= UINT64_C(1) << i;
    if (kind == JSON_NULL && (f->kind != FIELD_RAW)) {
        (void)scan_value(s); /* absent and null are the same */
        return f->flags & F_REQ ? fault_required(d, &at) : ERR_OK;
    }
    if (kind != kind_wanted(f->kind) && f->kind != FIELD_RAW) {
        (void)scan_value(s); /* not wanted */
        return fault_type(d, &at, f->kind);
    }
    return value_put(d, s, f, (char *)value + f->offset, &at);
}

static enum err object_put(struct decode *d, struct json_scan *s, const struct model *m, void *value, const struct place *at)
{
    if (scan_kind(s) != JSON_OBJECT) {
        (void)scan_value(s); /* not wanted */
        return fault_type(d, at, FIELD_SUB);
    }
    for (bool more = scan_first(s); more; more = scan_next(s))
        TRY(member_put(d, s, m, value, at));
    const uint64_t *given = value;
    for (size_t i = 0; at && i < m->field_count; i++) { /* the whole document's are json_required's */
        const struct field *f = &m->fields[i];
        struct place here     = { .up = at, .name = str_make(f->name, f->name_len) };
        if ((f->flags & F_REQ) && !model_given(*given, i))
            TRY(fault_required(d, &here));
    }
    return ERR_OK;
}

/* --- the three entries -------------------------------------------------------------------------------------------- */
static enum err gate_fault(struct decode *d, const struct json_fault *found, size_t offset)
{
    struct str zh = arena_format(d->mem, "%.*s（第 %zu 个字节处）", STR_ARG(found->zh), offset + 1);
    struct str en = arena_format(d->mem, "%.*s (at byte %zu)", STR_ARG(found->en), offset + 1);
    TRY(fault(d, NULL, found->code, zh, en));
    return ERR_BAD_JSON;
}

enum err json_decode(struct arena *mem, struct str text, const struct model *m, void *value, struct json_faults *faults)
{
    struct decode d         = { .mem = mem, .faults = faults };
    struct json_fault found = { 0 };
    size_t offset           = 0;
    if (json_gate_at(text, &found, &offset) != ERR_OK)
        return gate_fault(&d, &found, offset);
    struct json_scan s = scan_of(text);
    TRY(object_put(&d, &s, m, value, NULL));
    return d.faulty ? ERR_INVALID : ERR_OK;
}

enum err json_decode_text(struct arena *mem, const struct field *f, struct str text, void *value, size_t field_index, struct json_faults *faults)
{
    struct decode d = { .mem = mem, .faults = faults };
    struct place at = { .name = str_make(f->name, f->name_len), .outside = true };
    void *to        = (char *)value + f->offset;
    uint64_t *given = value;
    int64_t number  = 0;
    bool is_true    = str_eq(text, STR("true"));
    *given |= UINT64_C(1) << field_index;
    if (f->kind == FIELD_INT) {
        if (str_to_i64(text, &number))
            TRY(int_put(&d, &at, f, number, to));
        else
            TRY(fault_type(&d, &at, FIELD_INT));
    } else if (f->kind == FIELD_BOOL) {
        if (is_true || str_eq(text, STR("false")))
            *(bool *)to = is_true;
        else
            TRY(fault_type(&d, &at, FIELD_BOOL));
    } else if (!str_is_utf8(text)) {
        TRY(fault(&d, &at, STR("bad_utf8"), STR("不是有效的 UTF-8 文字"), STR("Not valid UTF-8")));
    } else {
        struct str copy = arena_dup(mem, text);
        if (!copy.ptr)
            return ERR_NO_MEMORY;
        TRY(plain_put(&d, &at, f, copy, to));
    }
    return d.faulty ? ERR_INVALID : ERR_OK;
}

enum err json_required(const struct model *m, const void *value, struct json_faults *faults)
{
    const uint64_t *given = value;
    enum err result       = ERR_OK;
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        if (!(f->flags & F_REQ) || model_given(*given, i))
            continue;
        result             = ERR_INVALID;
        bool outside       = (f->flags & (F_PATH | F_QUERY)) != 0;
        struct str pointer = outside ? str_make(f->name, f->name_len) : str_make(f->pointer, f->name_len + 1);
        if (faults->len < COUNT_OF(faults->items))
            faults->items[faults->len++] = (struct json_fault){ pointer, STR("required"), STR("必填"), STR("Required") };
    }
    return result;
}
