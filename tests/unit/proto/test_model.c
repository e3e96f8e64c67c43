/* Promises that all rows keep, so that the readers of rows need not look. */
#include <criterion/criterion.h>

#include "proto/model.h"

Test(model, every_struct_begins_with_given_and_every_field_lies_inside)
{
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        cr_expect(m->field_count > 0 && m->field_count <= 64, "%s", m->name);
        for (size_t k = 0; k < m->field_count; k++)
            cr_expect(m->fields[k].offset >= sizeof(uint64_t) && m->fields[k].offset < m->size, "%s.%s", m->name, m->fields[k].name);
    }
}

Test(model, names_are_unique_and_found)
{
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        for (size_t k = 0; k < i; k++)
            cr_expect(strcmp(m->name, models_all[k]->name) != 0, "%s twice", m->name);
        for (size_t k = 0; k < m->field_count; k++) {
            const struct field *f = &m->fields[k];
            cr_expect(model_field(m, str_from_cstr(f->name)) == f, "%s.%s", m->name, f->name);
            cr_expect(f->name_len == strlen(f->name) && f->name_len <= 64);
            cr_expect(strlen(f->quoted) == f->name_len + 4 && strlen(f->pointer) == f->name_len + 1);
            cr_expect(f->doc[0], "%s.%s says nothing", m->name, f->name);
        }
        cr_expect(model_field(m, STR("no such field")) == NULL);
    }
}

Test(model, limits_make_sense)
{
    for (size_t i = 0; i < models_all_count; i++) {
        for (size_t k = 0; k < models_all[i]->field_count; k++) {
            const struct field *f = &models_all[i]->fields[k];
            if (f->kind == FIELD_TEXT)
                cr_expect(f->min >= 0 && f->max >= f->min && f->max > 0, "%s.%s", models_all[i]->name, f->name);
            if (f->kind == FIELD_INT)
                cr_expect(f->min > NONE && f->max >= f->min, "%s.%s", models_all[i]->name, f->name);
            if (f->kind == FIELD_LIST)
                cr_expect(f->min > 0 && f->max > 0, "%s.%s", models_all[i]->name, f->name);
            if (f->kind == FIELD_SUBS)
                cr_expect(f->max > 0 && f->sub);
            cr_expect((f->kind == FIELD_ENUM) == (f->enum_desc != NULL) && (f->kind == FIELD_SUB || f->kind == FIELD_SUBS) == (f->sub != NULL));
        }
    }
}

Test(model, stored_rows_have_no_fields_of_path_or_query_and_no_objects)
{
    for (size_t i = 0; i < models_all_count; i++) {
        for (size_t k = 0; models_all[i]->table[0] && k < models_all[i]->field_count; k++) {
            const struct field *f = &models_all[i]->fields[k];
            cr_expect(!(f->flags & (F_PATH | F_QUERY)) && f->kind != FIELD_SUB && f->kind != FIELD_SUBS && f->kind != FIELD_RAW, "%s.%s", models_all[i]->name, f->name);
        }
    }
}

Test(model, clear_makes_everything_absent)
{
    struct vacancy v;
    memset(&v, 0x5a, sizeof v);
    model_clear(&model_vacancy, &v);
    cr_expect(v.given == 0 && !v.title.ptr && v.headcount == NONE && v.published_at == NONE && !v.urgent && v.state == 0 && v.benefits.len == 0);
}

Test(model, values_of_closed_sets_have_names_and_are_found_by_them)
{
    for (size_t i = 0; i < enums_all_count; i++) {
        const struct enum_desc *desc = enums_all[i];
        for (unsigned k = 0; k < desc->count; k++) {
            unsigned found = 99;
            cr_expect(enum_find(desc, enum_text(desc, k), &found) && found == k, "%s", desc->name);
        }
        unsigned kept = 99;
        cr_expect(!enum_find(desc, STR("no such value"), &kept) && kept == 99);
        cr_expect(!enum_find(desc, STR_NONE, &kept) && kept == 99);
    }
}
