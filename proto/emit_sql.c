/* CREATE TABLE as the rows would have it. The migrations are written by hand (keys, indexes, references); this print
 * stands beside them so that a row that lacks its column is seen. */
#include "proto/emit.h"

static void column(struct buf *out, const struct field *f)
{
    bool number = f->kind == FIELD_INT || f->kind == FIELD_BOOL || f->kind == FIELD_TIME;
    buf_add_format(out, "  %s %s%s", f->name, number ? "INTEGER" : "TEXT", f->flags & F_NULL ? "" : " NOT NULL");
    if (f->kind == FIELD_INT && f->max != INT64_MAX)
        buf_add_format(out, " CHECK (%s BETWEEN %lld AND %lld)", f->name, (long long)f->min, (long long)f->max);
    if (f->kind == FIELD_BOOL)
        buf_add_format(out, " CHECK (%s IN (0, 1))", f->name);
    if (f->kind == FIELD_TEXT)
        buf_add_format(out, " CHECK (length(%s) BETWEEN %lld AND %lld)", f->name, (long long)f->min, (long long)f->max);
    if (f->kind != FIELD_ENUM)
        return;
    buf_add_format(out, " CHECK (%s IN (", f->name);
    for (size_t i = 0; i < f->enum_desc->count; i++)
        buf_add_format(out, "%s'%.*s'", i ? ", " : "", STR_ARG(f->enum_desc->values[i]));
    buf_add_cstr(out, "))");
}

void emit_sql(struct buf *out)
{
    buf_add_cstr(out, "-- Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.\n");
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        if (!m->table[0])
            continue;
        buf_add_format(out, "\n-- %s\nCREATE TABLE %s (\n", m->doc, m->table);
        for (size_t k = 0; k < m->field_count; k++) {
            column(out, &m->fields[k]);
            buf_add_cstr(out, k + 1 < m->field_count ? ",\n" : "\n");
        }
        buf_add_cstr(out, ");\n");
    }
}
