/* A value of every field of a model, from a seed: for round trips over all models. Everything lies in the arena. */
#ifndef HH_TESTS_JSON_SAMPLE_H
#define HH_TESTS_JSON_SAMPLE_H

#include "proto/base/check.h"
#include "proto/json.h"

static inline uint64_t sample_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static inline int64_t sample_between(uint64_t *seed, int64_t min, int64_t max)
{
    if (sample_next(seed) % 4 == 0)
        return sample_next(seed) % 2 ? min : max;
    uint64_t span = (uint64_t)max - (uint64_t)min;
    return span == UINT64_MAX ? (int64_t)sample_next(seed) : (int64_t)((uint64_t)min + sample_next(seed) % (span + 1));
}

static inline struct str sample_text(struct arena *mem, uint64_t *seed, int64_t min, int64_t max)
{
    static const char *const pieces[] = { "a", "Z", "7", " ", "\"", "\\", "/", "<", "\n", "\x01", "\x7f", "\xc3\xa9", "\xe2\x80\xa8", "\xe2\x80\xa9",
                                          "\xe2\x82\xac", "\xe4\xb8\xad", "\xe6\x96\x87", "\xf0\x9f\x98\x80" };
    int64_t points = sample_between(seed, min, max < min + 90 ? max : min + 90);
    char *text     = arena_alloc(mem, (size_t)points * 4 + 1);
    CHECK(text != NULL);
    size_t len = 0;
    for (int64_t i = 0; i < points; i++) {
        struct str piece = str_from_cstr(pieces[sample_next(seed) % COUNT_OF(pieces)]);
        memcpy(text + len, piece.ptr, piece.len);
        len += piece.len;
    }
    return str_make(text, len);
}

static inline struct str sample_id(struct arena *mem, uint64_t *seed)
{
    char *text = arena_alloc(mem, 24);
    CHECK(text != NULL);
    size_t len = 1 + sample_next(seed) % 24;
    for (size_t i = 0; i < len; i++)
        text[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"[sample_next(seed) % 64];
    return str_make(text, len);
}

static inline void sample_fill(struct arena *mem, uint64_t *seed, const struct model *m, void *value);

static inline void sample_list(struct arena *mem, uint64_t *seed, const struct field *f, void *to)
{
    struct str_list list = { .len = (size_t)sample_between(seed, 0, f->min) };
    list.items           = ARENA_MANY(mem, list.len, struct str);
    CHECK(list.items != NULL);
    for (size_t i = 0; i < list.len; i++)
        list.items[i] = sample_text(mem, seed, 1, f->max);
    memcpy(to, &list, sizeof list);
}

static inline void sample_subs(struct arena *mem, uint64_t *seed, const struct field *f, void *to)
{
    struct sub_list list = { .len = (size_t)sample_between(seed, 0, f->max < 3 ? f->max : 3) };
    list.items           = arena_alloc_many(mem, list.len, f->sub->size);
    CHECK(list.items != NULL);
    for (size_t i = 0; i < list.len; i++)
        sample_fill(mem, seed, f->sub, (char *)list.items + i * f->sub->size);
    memcpy(to, &list, sizeof list);
}

static inline void sample_field(struct arena *mem, uint64_t *seed, const struct field *f, void *to)
{
    struct str text = STR_NONE;
    int64_t number  = 0;
    unsigned value  = 0;
    void *sub       = NULL;
    if ((f->flags & F_NULL) && sample_next(seed) % 3 == 0)
        return;
    switch (f->kind) {
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_RAW:
        text = f->kind == FIELD_ID ? sample_id(mem, seed) : f->kind == FIELD_TEXT ? sample_text(mem, seed, f->min, f->max) : STR("{\"a\":[1,null]}");
        memcpy(to, &text, sizeof text);
        break;
    case FIELD_INT:
    case FIELD_TIME:
        number = f->kind == FIELD_INT ? sample_between(seed, f->min, f->max) : sample_between(seed, 0, INT64_C(253402271999999));
        memcpy(to, &number, sizeof number);
        break;
    case FIELD_BOOL:
        *(bool *)to = sample_next(seed) % 2 != 0;
        break;
    case FIELD_ENUM:
        value = (unsigned)(sample_next(seed) % f->enum_desc->count);
        memcpy(to, &value, sizeof value);
        break;
    case FIELD_LIST:
        sample_list(mem, seed, f, to);
        break;
    case FIELD_SUB:
        sub = arena_alloc(mem, f->sub->size);
        CHECK(sub != NULL);
        sample_fill(mem, seed, f->sub, sub);
        memcpy(to, &sub, sizeof sub);
        break;
    case FIELD_SUBS:
        sample_subs(mem, seed, f, to);
        break;
    }
}

static inline void sample_fill(struct arena *mem, uint64_t *seed, const struct model *m, void *value)
{
    model_clear(m, value);
    for (size_t i = 0; i < m->field_count; i++)
        sample_field(mem, seed, &m->fields[i], (char *)value + m->fields[i].offset);
}

#endif
