/* What a form must know of each body that people send: kind, limits and closed sets, so that the page's forms follow the
 * rows. Every model is a constant of its own: the page carries only those it names. */
#include "proto/emit.h"
#include "proto/emit_private.h"

static void camel(struct buf *out, const char *name)
{
    bool upper = false;
    for (const char *p = name; *p; p++) {
        if (*p != '_')
            buf_add_char(out, upper && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
        upper = *p == '_';
    }
}

static bool in_body(const struct field *f)
{
    return !(f->flags & (F_PATH | F_QUERY)) && f->kind != FIELD_SUB && f->kind != FIELD_SUBS && f->kind != FIELD_RAW;
}

static bool has_body(const struct model *m)
{
    for (size_t i = 0; i < m->field_count; i++)
        if (in_body(&m->fields[i]))
            return true;
    return false;
}

static void limits(struct buf *out, const struct field *f)
{
    switch (f->kind) {
    case FIELD_ID:
        buf_add_cstr(out, "kind: 'id'");
        break;
    case FIELD_TEXT:
        buf_add_format(out, "kind: 'text', min: %lld, max: %lld", (long long)f->min, (long long)f->max);
        break;
    case FIELD_INT:
        buf_add_format(out, "kind: 'int', min: %lld, max: %lld", (long long)f->min, (long long)f->max);
        break;
    case FIELD_BOOL:
        buf_add_cstr(out, "kind: 'bool'");
        break;
    case FIELD_TIME:
        buf_add_cstr(out, "kind: 'time'");
        break;
    case FIELD_ENUM:
        buf_add_cstr(out, "kind: 'enum', values: ");
        camel(out, f->enum_desc->name);
        break;
    case FIELD_LIST:
        buf_add_format(out, "kind: 'list', items: %lld, max: %lld", (long long)f->min, (long long)f->max);
        break;
    case FIELD_SUB:
    case FIELD_SUBS:
    case FIELD_RAW:
        break;
    }
}

static void enum_values(struct buf *out, const struct enum_desc *desc)
{
    buf_add_cstr(out, "export const ");
    camel(out, desc->name);
    buf_add_cstr(out, " = [");
    for (size_t i = 0; i < desc->count; i++) {
        buf_add_cstr(out, i ? ", '" : "'");
        buf_add(out, desc->values[i]);
        buf_add_char(out, '\'');
    }
    buf_add_cstr(out, "] as const;\n");
}

void emit_fields(struct buf *out)
{
    buf_add_cstr(out, "// Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.\n\n"
                      "/** What the server takes in one field of a body. `list`: at most `items` texts of `max` characters. */\n"
                      "export type Row =\n"
                      "  | { kind: 'id' | 'bool' | 'time'; required?: true }\n"
                      "  | { kind: 'text' | 'int'; min: number; max: number; required?: true }\n"
                      "  | { kind: 'enum'; values: readonly string[]; required?: true }\n"
                      "  | { kind: 'list'; items: number; max: number; required?: true };\n\n");
    for (size_t i = 0; i < enums_all_count; i++)
        enum_values(out, enums_all[i]);
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        if (!emit_is_input(m) || !has_body(m))
            continue;
        buf_add_cstr(out, "\nexport const ");
        camel(out, m->name);
        buf_add_cstr(out, " = {\n");
        for (size_t k = 0; k < m->field_count; k++) {
            if (!in_body(&m->fields[k]))
                continue;
            buf_add_format(out, "  %s: { ", m->fields[k].name);
            limits(out, &m->fields[k]);
            buf_add_cstr(out, m->fields[k].flags & F_REQ ? ", required: true },\n" : " },\n");
        }
        buf_add_cstr(out, "} satisfies Record<string, Row>;\n");
    }
}
