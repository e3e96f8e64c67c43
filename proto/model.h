/* Rows, not branches: one line of proto/model/<noun>.def states a field once. From it come the C struct, JSON in and
 * out with every limit, SQL columns, OpenAPI and TypeScript. A model whose MODEL line names a table is a stored row.
 *
 * Every struct begins with `given`: bit i is set when decoding found field i (PATCH: only these are meant).
 * Absent or null: text ptr NULL, list len 0, INT and TIME NONE, bool false, enum 0, sub NULL. */
#ifndef HH_PROTO_MODEL_H
#define HH_PROTO_MODEL_H

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/time.h"

#define NONE INT64_MIN /* an absent or null INT or TIME */

enum field_kind {
    FIELD_ID,   /* struct str, proto/base/id.h */
    FIELD_TEXT, /* struct str; min and max count code points */
    FIELD_RAW,  /* struct str that is JSON already; answers only */
    FIELD_INT,  /* int64_t */
    FIELD_BOOL, /* bool */
    FIELD_TIME, /* int64_t milliseconds; RFC 3339 in JSON, INTEGER in SQL */
    FIELD_ENUM, /* unsigned; the value's name in JSON and SQL */
    FIELD_LIST, /* struct str_list; JSON array of texts; JSON text in SQL; min: items max, max: code points of each */
    FIELD_SUB,  /* struct sub_model *; NULL when absent */
    FIELD_SUBS, /* struct sub_list; array of structs */
};

enum field_flag {
    F_BODY  = 0,  /* from the JSON body (the default) */
    F_PATH  = 1,  /* from the path */
    F_QUERY = 2,  /* from the query */
    F_REQ   = 4,  /* must be given and not null */
    F_NULL  = 8,  /* answers: may be null */
    F_SECRET = 16, /* never logged */
    F_FIXED = 32,  /* rows: never changes after the insert, so saving leaves it (and its indexes and references) alone */
};

struct str_list {
    struct str *items;
    size_t len;
};

struct sub_list { /* items is an array of the sub model's struct */
    void *items;
    size_t len;
};

struct enum_desc {
    const char *name;
    const struct str *values;
    size_t count;
};

struct model;

struct field {
    const char *name;
    const char *doc;
    size_t name_len;
    enum field_kind kind;
    unsigned flags;
    size_t offset;
    int64_t min, max;
    const struct enum_desc *enum_desc;
    const struct model *sub;
    const char *quoted;  /* ,"name": with comma, quotes and colon (name_len + 4 bytes), written as it is */
    const char *pointer; /* /name, name_len + 1 bytes */
};

struct model {
    const char *name;
    const char *table; /* "" when not stored */
    const char *doc;
    size_t size;
    const struct field *fields;
    size_t field_count; /* at most 64 */
};

#define MODEL_GLUE_(a, b) a##b
#define MODEL_GLUE(a, b) MODEL_GLUE_(a, b)

/* --- enums -------------------------------------------------------------------------------------------- */
#define ENUM_BEGIN(name) enum name {
#define VALUE(name, value) name##_##value,
#define ENUM_END(name) name##_count };
#include "proto/model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

#define ENUM_BEGIN(name) extern const struct enum_desc enum_##name;
#define VALUE(name, value)
#define ENUM_END(name)
#include "proto/model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

/* The name of a value; the value of a name (false when unknown). */
struct str enum_text(const struct enum_desc *desc, unsigned value);
MUST_USE bool enum_find(const struct enum_desc *desc, struct str text, unsigned *ret_value);

/* --- structs and descriptors ---------------------------------------------------------------------------- */
#define MODEL(table, doc)                                                                                              \
    struct SELF {                                                                                                      \
        uint64_t given;
#define ID(name, flags, doc) struct str name;
#define TEXT(name, flags, min, max, doc) struct str name;
#define RAW(name, flags, doc) struct str name;
#define INT(name, flags, min, max, doc) int64_t name;
#define BOOL(name, flags, doc) bool name;
#define TIME(name, flags, doc) int64_t name;
#define ENUM(name, flags, type, doc) unsigned name;
#define LIST(name, flags, items_max, text_max, doc) struct str_list name;
#define SUB(name, flags, model, doc) struct model *name;
#define SUBS(name, flags, model, items_max, doc) struct sub_list name;
#define MODEL_END                                                                                                      \
    }                                                                                                                  \
    ;                                                                                                                  \
    extern const struct model MODEL_GLUE(model_, SELF);
#include "proto/model/all.def"
#include "proto/model_undef.h"

/* All closed sets and models, for OpenAPI, TypeScript and checks. */
extern const struct enum_desc *const enums_all[];
extern const size_t enums_all_count;
extern const struct model *const models_all[];
extern const size_t models_all_count;

/* Sets INT and TIME fields to NONE and everything else to zero. */
void model_clear(const struct model *m, void *value);
const struct field *model_field(const struct model *m, struct str name);
static inline bool model_given(uint64_t given, size_t index)
{
    return (given >> index & 1U) != 0;
}

#endif
