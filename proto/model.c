#include "proto/model.h"

#include "proto/base/check.h"

/* --- enums: the value names, then the descriptors ------------------------------------------------------- */
#define ENUM_BEGIN(name) static const struct str values_##name[] = {
#define VALUE(name, value) { #value, sizeof(#value) - 1 },
#define ENUM_END(name) };
#include "proto/model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END
#define ENUM_BEGIN(name) const struct enum_desc enum_##name = { #name, values_##name, COUNT_OF(values_##name) };
#define VALUE(name, value)
#define ENUM_END(name) _Static_assert(sizeof(enum name) == sizeof(unsigned), "enums are stored as unsigned");
#include "proto/model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

const struct enum_desc *const enums_all[] = {
#define ENUM_BEGIN(name) &enum_##name,
#define VALUE(name, value)
#define ENUM_END(name)
#include "proto/model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END
};
const size_t enums_all_count = COUNT_OF(enums_all);

/* --- fields --------------------------------------------------------------------------------------------- */
#define FIELD(field, kind_, flags_, min_, max_, enum_, sub_, doc_)                                                     \
    { .name      = #field,                                                                                             \
      .doc       = doc_,                                                                                               \
      .name_len  = sizeof(#field) - 1,                                                                                 \
      .kind      = kind_,                                                                                              \
      .flags     = flags_,                                                                                             \
      .offset    = offsetof(struct SELF, field),                                                                       \
      .min       = min_,                                                                                               \
      .max       = max_,                                                                                               \
      .enum_desc = enum_,                                                                                              \
      .sub       = sub_,                                                                                               \
      .quoted    = ",\"" #field "\":",                                                                                 \
      .pointer   = "/" #field },
#define MODEL(table, doc) static const struct field MODEL_GLUE(fields_, SELF)[] = {
#define ID(name, flags, doc) FIELD(name, FIELD_ID, flags, 1, 24, NULL, NULL, doc)
#define TEXT(name, flags, min, max, doc) FIELD(name, FIELD_TEXT, flags, min, max, NULL, NULL, doc)
#define RAW(name, flags, doc) FIELD(name, FIELD_RAW, flags, 0, 0, NULL, NULL, doc)
#define INT(name, flags, min, max, doc) FIELD(name, FIELD_INT, flags, min, max, NULL, NULL, doc)
#define BOOL(name, flags, doc) FIELD(name, FIELD_BOOL, flags, 0, 0, NULL, NULL, doc)
#define TIME(name, flags, doc) FIELD(name, FIELD_TIME, flags, 0, 0, NULL, NULL, doc)
#define ENUM(name, flags, type, doc) FIELD(name, FIELD_ENUM, flags, 0, 0, &enum_##type, NULL, doc)
#define LIST(name, flags, items_max, text_max, doc) FIELD(name, FIELD_LIST, flags, items_max, text_max, NULL, NULL, doc)
#define SUB(name, flags, model, doc) FIELD(name, FIELD_SUB, flags, 0, 0, NULL, &model_##model, doc)
#define SUBS(name, flags, model, items_max, doc) FIELD(name, FIELD_SUBS, flags, 0, items_max, NULL, &model_##model, doc)
#define MODEL_END                                                                                                      \
    }                                                                                                                  \
    ;                                                                                                                  \
    _Static_assert(COUNT_OF(MODEL_GLUE(fields_, SELF)) <= 64, "given has 64 bits");
#include "proto/model/all.def"
#include "proto/model_undef.h"

/* --- models --------------------------------------------------------------------------------------------- */
#define MODEL_TEXT_(x) #x
#define MODEL_TEXT(x) MODEL_TEXT_(x)
#define MODEL(table_, doc_)                                                                                            \
    const struct model MODEL_GLUE(model_, SELF) = { .name        = MODEL_TEXT(SELF),                                   \
                                                    .table       = table_,                                             \
                                                    .doc         = doc_,                                               \
                                                    .size        = sizeof(struct SELF),                                \
                                                    .fields      = MODEL_GLUE(fields_, SELF),                          \
                                                    .field_count = COUNT_OF(MODEL_GLUE(fields_, SELF)) };
#define ID(name, flags, doc)
#define TEXT(name, flags, min, max, doc)
#define RAW(name, flags, doc)
#define INT(name, flags, min, max, doc)
#define BOOL(name, flags, doc)
#define TIME(name, flags, doc)
#define ENUM(name, flags, type, doc)
#define LIST(name, flags, items_max, text_max, doc)
#define SUB(name, flags, model, doc)
#define SUBS(name, flags, model, items_max, doc)
#define MODEL_END
#include "proto/model/all.def"
#include "proto/model_undef.h"

#define MODEL(table_, doc_) &MODEL_GLUE(model_, SELF),
#define ID(name, flags, doc)
#define TEXT(name, flags, min, max, doc)
#define RAW(name, flags, doc)
#define INT(name, flags, min, max, doc)
#define BOOL(name, flags, doc)
#define TIME(name, flags, doc)
#define ENUM(name, flags, type, doc)
#define LIST(name, flags, items_max, text_max, doc)
#define SUB(name, flags, model, doc)
#define SUBS(name, flags, model, items_max, doc)
#define MODEL_END
const struct model *const models_all[] = {
#include "proto/model/all.def"
};
#include "proto/model_undef.h"
const size_t models_all_count = COUNT_OF(models_all);

struct str enum_text(const struct enum_desc *desc, unsigned value)
{
    CHECK(value < desc->count);
    return desc->values[value];
}

bool enum_find(const struct enum_desc *desc, struct str text, unsigned *ret_value)
{
    for (size_t i = 0; i < desc->count; i++)
        if (str_eq(desc->values[i], text)) {
            *ret_value = (unsigned)i;
            return true;
        }
    return false;
}

void model_clear(const struct model *m, void *value)
{
    memset(value, 0, m->size);
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        if (f->kind == FIELD_INT || f->kind == FIELD_TIME) {
            int64_t none = NONE;
            memcpy((char *)value + f->offset, &none, sizeof none);
        }
    }
}

const struct field *model_field(const struct model *m, struct str name)
{
    for (size_t i = 0; i < m->field_count; i++)
        if (str_eq(str_make(m->fields[i].name, m->fields[i].name_len), name))
            return &m->fields[i];
    return NULL;
}
