/* The page's types: one union a closed set, one interface a model that crosses the wire. Stored rows are left out, they
 * never leave the server. Path fields are left out too: they stand in the address. */
#include "proto/emit.h"
#include "proto/emit_private.h"

void emit_pascal(struct buf *out, const char *name)
{
    bool upper = true;
    for (const char *p = name; *p; p++) {
        if (*p == '_') {
            upper = true;
            continue;
        }
        buf_add_char(out, upper && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
        upper = false;
    }
}

bool emit_is_input(const struct model *m)
{
    size_t n = strlen(m->name);
    return n > 3 && memcmp(m->name + n - 3, "_in", 3) == 0;
}

static void enum_type(struct buf *out, const struct enum_desc *desc)
{
    buf_add_cstr(out, "export type ");
    emit_pascal(out, desc->name);
    buf_add_cstr(out, " =");
    for (size_t i = 0; i < desc->count; i++) {
        buf_add_cstr(out, i ? " | \"" : " \"");
        buf_add(out, desc->values[i]);
        buf_add_char(out, '"');
    }
    buf_add_cstr(out, ";\n");
}

static void field_type(struct buf *out, const struct field *f)
{
    switch (f->kind) {
    case FIELD_ID:
    case FIELD_TEXT:
    case FIELD_TIME:
        buf_add_cstr(out, "string");
        break;
    case FIELD_RAW:
        buf_add_cstr(out, "unknown");
        break;
    case FIELD_INT:
        buf_add_cstr(out, "number");
        break;
    case FIELD_BOOL:
        buf_add_cstr(out, "boolean");
        break;
    case FIELD_ENUM:
        emit_pascal(out, f->enum_desc->name);
        break;
    case FIELD_LIST:
        buf_add_cstr(out, "string[]");
        break;
    case FIELD_SUB:
        emit_pascal(out, f->sub->name);
        break;
    case FIELD_SUBS:
        emit_pascal(out, f->sub->name);
        buf_add_cstr(out, "[]");
        break;
    }
}

static void field_line(struct buf *out, const struct model *m, const struct field *f)
{
    bool optional = emit_is_input(m) && !(f->flags & F_REQ);
    buf_add_cstr(out, "  /** ");
    buf_add_cstr(out, f->doc);
    if (f->kind == FIELD_TIME)
        buf_add_cstr(out, "; RFC 3339");
    if (f->kind == FIELD_TEXT)
        buf_add_format(out, "; %lld to %lld characters", (long long)f->min, (long long)f->max);
    buf_add_cstr(out, " */\n  ");
    buf_add_cstr(out, f->name);
    buf_add_cstr(out, optional ? "?: " : ": ");
    field_type(out, f);
    if (optional || (f->flags & F_NULL))
        buf_add_cstr(out, " | null");
    buf_add_cstr(out, ";\n");
}

static bool crosses_wire(const struct model *m)
{
    if (m->table[0] || str_eq_cstr(STR("nothing"), m->name))
        return false;
    for (size_t i = 0; i < m->field_count; i++)
        if (!(m->fields[i].flags & F_PATH))
            return true;
    return false;
}

void emit_typescript(struct buf *out)
{
    buf_add_cstr(out, "// Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.\n\n");
    for (size_t i = 0; i < enums_all_count; i++)
        enum_type(out, enums_all[i]);
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        if (!crosses_wire(m))
            continue;
        buf_add_format(out, "\n/** %s */\nexport interface ", m->doc);
        emit_pascal(out, m->name);
        buf_add_cstr(out, " {\n");
        for (size_t k = 0; k < m->field_count; k++)
            if (!(m->fields[k].flags & F_PATH))
                field_line(out, m, &m->fields[k]);
        buf_add_cstr(out, "}\n");
    }
}
