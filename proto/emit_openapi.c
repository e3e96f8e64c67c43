/* OpenAPI 3.1 from the route rows and the model rows. What runs inside the hall only (/internal/) is left out. */
#include "proto/emit.h"
#include "proto/emit_private.h"
#include "proto/json.h"

/* --- schemas ------------------------------------------------------------------------------------------------ */
static void ref_write(struct buf *out, const char *name)
{
    buf_add_cstr(out, "\"$ref\":\"#/components/schemas/");
    emit_pascal(out, name);
    buf_add_char(out, '"');
}

static void type_write(struct buf *out, const char *type, bool nullable)
{
    buf_add_format(out, nullable ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", type);
}

static void ref_or_null(struct buf *out, const char *name, bool nullable)
{
    if (nullable)
        buf_add_cstr(out, "\"anyOf\":[{");
    ref_write(out, name);
    if (nullable)
        buf_add_cstr(out, "},{\"type\":\"null\"}]");
}

static void text_limits(struct buf *out, int64_t min, int64_t max)
{
    buf_add_format(out, ",\"minLength\":%lld,\"maxLength\":%lld", (long long)min, (long long)max);
}

static void list_write(struct buf *out, const struct field *f, bool nullable)
{
    bool texts = f->kind == FIELD_LIST;
    type_write(out, "array", nullable);
    buf_add_format(out, ",\"maxItems\":%lld,\"items\":{", (long long)(texts ? f->min : f->max));
    if (texts) {
        type_write(out, "string", false);
        text_limits(out, 1, f->max);
    } else {
        ref_write(out, f->sub->name);
    }
    buf_add_char(out, '}');
}

/* The members of a field's schema, without braces. */
static void schema_write(struct buf *out, const struct field *f, bool nullable)
{
    switch (f->kind) {
    case FIELD_ID:
        type_write(out, "string", nullable);
        text_limits(out, f->min, f->max);
        buf_add_cstr(out, ",\"pattern\":\"^[0-9A-Za-z_-]+$\"");
        break;
    case FIELD_TEXT:
        type_write(out, "string", nullable);
        text_limits(out, f->min, f->max);
        break;
    case FIELD_RAW:
        buf_add_cstr(out, "\"title\":\"JSON\"");
        break;
    case FIELD_INT:
        type_write(out, "integer", nullable);
        buf_add_format(out, ",\"format\":\"int64\",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min, (long long)f->max);
        break;
    case FIELD_BOOL:
        type_write(out, "boolean", nullable);
        break;
    case FIELD_TIME:
        type_write(out, "string", nullable);
        buf_add_cstr(out, ",\"format\":\"date-time\",\"maxLength\":40");
        break;
    case FIELD_ENUM:
        ref_or_null(out, f->enum_desc->name, nullable);
        break;
    case FIELD_SUB:
        ref_or_null(out, f->sub->name, nullable);
        break;
    case FIELD_LIST:
    case FIELD_SUBS:
        list_write(out, f, nullable);
        break;
    }
}

static void doc_write(struct buf *out, const char *doc)
{
    buf_add_cstr(out, ",\"description\":");
    json_write_text(out, str_from_cstr(doc));
}

static bool in_body(const struct field *f)
{
    return !(f->flags & (F_PATH | F_QUERY));
}

static size_t body_fields(const struct model *m)
{
    size_t count = 0;
    for (size_t i = 0; i < m->field_count; i++)
        count += in_body(&m->fields[i]);
    return str_eq_cstr(STR("nothing"), m->name) ? 0 : count;
}

static void required_write(struct buf *out, const struct model *m)
{
    bool input  = emit_is_input(m);
    size_t some = 0;
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        if (in_body(f) && (!input || (f->flags & F_REQ)))
            buf_add_format(out, "%s\"%s\"", some++ ? "," : ",\"required\":[", f->name);
    }
    if (some)
        buf_add_char(out, ']');
}

static void model_write(struct buf *out, const struct model *m)
{
    bool input = emit_is_input(m);
    bool first = true;
    buf_add_cstr(out, ",\n\"");
    emit_pascal(out, m->name);
    buf_add_cstr(out, "\":{\"type\":\"object\"");
    doc_write(out, m->doc);
    buf_add_cstr(out, input ? ",\"additionalProperties\":false" : "");
    required_write(out, m);
    buf_add_cstr(out, ",\"properties\":{");
    for (size_t i = 0; i < m->field_count; i++) {
        const struct field *f = &m->fields[i];
        if (!in_body(f))
            continue;
        buf_add_format(out, "%s\n \"%s\":{", first ? "" : ",", f->name);
        schema_write(out, f, (f->flags & F_NULL) || (input && !(f->flags & F_REQ)));
        doc_write(out, f->doc);
        buf_add_char(out, '}');
        first = false;
    }
    buf_add_cstr(out, "}}");
}

static void enum_write(struct buf *out, const struct enum_desc *desc, bool first)
{
    buf_add_cstr(out, first ? "\n\"" : ",\n\"");
    emit_pascal(out, desc->name);
    buf_add_cstr(out, "\":{\"type\":\"string\",\"enum\":[");
    for (size_t i = 0; i < desc->count; i++)
        buf_add_format(out, "%s\"%.*s\"", i ? "," : "", STR_ARG(desc->values[i]));
    buf_add_cstr(out, "]}");
}

static void schemas_write(struct buf *out)
{
    buf_add_cstr(out, "\"schemas\":{");
    for (size_t i = 0; i < enums_all_count; i++)
        enum_write(out, enums_all[i], i == 0);
    for (size_t i = 0; i < models_all_count; i++)
        if (!models_all[i]->table[0] && body_fields(models_all[i]))
            model_write(out, models_all[i]);
    buf_add_char(out, '}');
}

/* --- answers -------------------------------------------------------------------------------------------------- */
struct refusal {
    int status;
    const char *doc;
    bool retry; /* carries Retry-After */
};
static const struct refusal refusals[] = {
    { 400, "The request could not be understood", false },
    { 401, "Not signed in", false },
    { 403, "Not allowed", false },
    { 404, "Not found, or not to be known", false },
    { 409, "Conflict with the present state", false },
    { 412, "Changed meanwhile: load it again", false },
    { 415, "The body is of a type that is not read here", false },
    { 422, "Values that break a rule, each named in `errors`", false },
    { 428, "If-Match is required", false },
    { 429, "Too many requests", true },
    { 500, "An error of the hall's own", false },
    { 503, "A part of the hall is down", true },
};

static void refusals_write(struct buf *out)
{
    buf_add_cstr(out, "\"responses\":{");
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        buf_add_format(out, "%s\n\"Problem%d\":{\"description\":", i ? "," : "", refusals[i].status);
        json_write_text(out, str_from_cstr(refusals[i].doc));
        if (refusals[i].retry)
            buf_add_cstr(out, ",\"headers\":{\"Retry-After\":{\"description\":\"Seconds\",\"schema\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":86400}}}");
        buf_add_cstr(out, ",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}");
    }
    buf_add_char(out, '}');
}

static bool may_refuse(const struct emit_route *r, int status)
{
    bool writes = strcmp(r->method, "GET") != 0;
    bool body   = body_fields(r->in) > 0;
    switch (status) {
    case 401:
    case 403:
        return strcmp(r->roles, "anyone") != 0;
    case 404:
        return strchr(r->path, '{') != NULL;
    case 409:
        return writes;
    case 415:
        return body;
    case 412:
    case 428:
        return r->needs_version;
    case 422:
        return r->in->field_count > 0;
    default:
        return true;
    }
}

static void success_write(struct buf *out, const struct emit_route *r)
{
    buf_add_format(out, "\n  \"%d\":{\"description\":\"Done\"", r->status);
    if (r->out) {
        if (model_field(r->out, STR("version")))
            buf_add_cstr(out, ",\"headers\":{\"ETag\":{\"description\":\"Names the version\",\"schema\":{\"type\":\"string\",\"maxLength\":80}}}");
        buf_add_cstr(out, ",\"content\":{\"application/json\":{\"schema\":{");
        ref_write(out, r->out->name);
        buf_add_cstr(out, "}}}");
    } else if (r->raw) {
        buf_add_cstr(out, ",\"content\":{\"*/*\":{\"schema\":{\"type\":\"string\",\"maxLength\":16777216}}}");
    }
    buf_add_char(out, '}');
}

static void responses_write(struct buf *out, const struct emit_route *r)
{
    buf_add_cstr(out, ",\n \"responses\":{");
    success_write(out, r);
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        if (may_refuse(r, refusals[i].status))
            buf_add_format(out, ",\n  \"%d\":{\"$ref\":\"#/components/responses/Problem%d\"}", refusals[i].status, refusals[i].status);
    buf_add_char(out, '}');
}

/* --- questions ------------------------------------------------------------------------------------------------- */
static void parameter_write(struct buf *out, const struct field *f, size_t *count)
{
    bool path = (f->flags & F_PATH) != 0;
    buf_add_format(out, "%s\n  {\"name\":\"%s\",\"in\":\"%s\",\"required\":%s", (*count)++ ? "," : "", f->name, path ? "path" : "query",
                   path || (f->flags & F_REQ) ? "true" : "false");
    doc_write(out, f->doc);
    buf_add_cstr(out, ",\"schema\":{");
    schema_write(out, f, false);
    buf_add_cstr(out, "}}");
}

static void header_write(struct buf *out, const char *name, bool required, size_t *count)
{
    buf_add_format(out, "%s\n  {\"name\":\"%s\",\"in\":\"header\",\"required\":%s,\"schema\":{\"type\":\"string\",\"maxLength\":80}}", (*count)++ ? "," : "",
                   name, required ? "true" : "false");
}

static void parameters_write(struct buf *out, const struct emit_route *r)
{
    size_t count = 0;
    buf_add_cstr(out, ",\n \"parameters\":[");
    for (size_t i = 0; i < r->in->field_count; i++)
        if (!in_body(&r->in->fields[i]))
            parameter_write(out, &r->in->fields[i], &count);
    if (r->takes_key)
        header_write(out, "Idempotency-Key", false, &count);
    if (r->needs_version)
        header_write(out, "If-Match", false, &count);
    buf_add_char(out, ']');
}

static void body_write(struct buf *out, const struct emit_route *r)
{
    bool required = false;
    if (r->upload)
        buf_add_cstr(out, ",\n \"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\",\"maxLength\":5242880}}}}");
    if (r->upload || !body_fields(r->in))
        return;
    for (size_t i = 0; i < r->in->field_count; i++)
        required = required || (in_body(&r->in->fields[i]) && (r->in->fields[i].flags & F_REQ));
    buf_add_format(out, ",\n \"requestBody\":{\"required\":%s,\"content\":{\"application/json\":{\"schema\":{", required ? "true" : "false");
    ref_write(out, r->in->name);
    buf_add_cstr(out, "}}}}");
}

/* "/api/v1/booths/{id}/calls": the noun after the version, or what there is. */
static struct str tag_of(const char *path)
{
    struct str all  = str_skip(str_from_cstr(path), 1);
    struct str head = all;
    if (str_starts(all, STR("api/v1/")))
        all = str_skip(all, STR("api/v1/").len);
    (void)str_cut(all, '/', &head); /* only the head is wanted */
    return head;
}

static void operation_id(struct buf *out, const struct emit_route *r)
{
    for (const char *p = r->method; *p; p++)
        buf_add_char(out, (char)(*p | 0x20));
    struct str path = str_from_cstr(r->path);
    if (str_starts(path, STR("/api/v1")))
        path = str_skip(path, STR("/api/v1").len);
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (c != '{' && c != '}')
            buf_add_char(out, c == '/' || c == '-' || c == '.' ? '_' : c);
    }
}

static void route_write(struct buf *out, const struct emit_route *r, bool first)
{
    buf_add_cstr(out, first ? "\n \"" : ",\n \"");
    for (const char *p = r->method; *p; p++)
        buf_add_char(out, (char)(*p | 0x20));
    buf_add_cstr(out, "\":{\"operationId\":\"");
    operation_id(out, r);
    buf_add_format(out, "\",\"tags\":[\"%.*s\"],\"summary\":", STR_ARG(tag_of(r->path)));
    json_write_text(out, str_from_cstr(r->doc));
    buf_add_cstr(out, ",\"description\":");
    json_write_text(out, str_from_cstr(r->doc));
    buf_add_cstr(out, ",\"x-roles\":");
    json_write_text(out, str_from_cstr(r->roles));
    if (!strcmp(r->roles, "anyone"))
        buf_add_cstr(out, ",\"security\":[{},{\"token\":[]},{\"cookie\":[]}]");
    parameters_write(out, r);
    body_write(out, r);
    responses_write(out, r);
    buf_add_char(out, '}');
}

static bool is_public(const struct emit_route *r)
{
    return !str_starts(str_from_cstr(r->path), STR("/internal/"));
}

static bool path_written(const struct emit_route *routes, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!strcmp(routes[k].path, routes[i].path))
            return true;
    return false;
}

static void paths_write(struct buf *out, const struct emit_route *routes, size_t count)
{
    bool first_path = true;
    buf_add_cstr(out, "\"paths\":{");
    for (size_t i = 0; i < count; i++) {
        if (!is_public(&routes[i]) || path_written(routes, i))
            continue;
        buf_add_format(out, "%s\n\"%s\":{", first_path ? "" : ",", routes[i].path);
        first_path        = false;
        bool first_method = true;
        for (size_t k = i; k < count; k++) {
            if (strcmp(routes[k].path, routes[i].path) != 0)
                continue;
            route_write(out, &routes[k], first_method);
            first_method = false;
        }
        buf_add_char(out, '}');
    }
    buf_add_char(out, '}');
}

static bool tag_written(const struct emit_route *routes, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (is_public(&routes[k]) && str_eq(tag_of(routes[k].path), tag_of(routes[i].path)))
            return true;
    return false;
}

static void tags_write(struct buf *out, const struct emit_route *routes, size_t count)
{
    size_t some = 0;
    buf_add_cstr(out, "\"tags\":[");
    for (size_t i = 0; i < count; i++)
        if (is_public(&routes[i]) && !tag_written(routes, i))
            buf_add_format(out, "%s\n{\"name\":\"%.*s\",\"description\":\"%.*s\"}", some++ ? "," : "", STR_ARG(tag_of(routes[i].path)),
                           STR_ARG(tag_of(routes[i].path)));
    buf_add_char(out, ']');
}

void emit_openapi(struct buf *out, const struct emit_route *routes, size_t count)
{
    buf_add_cstr(out, "{\"openapi\":\"3.1.0\",\n"
                      "\"info\":{\"title\":\"Hirehall\",\"version\":\"1\",\"summary\":\"A hiring hall\",\"description\":\"Recruitment fairs with live lines at every booth. "
                      "Times are RFC 3339 with offset, money is integer fen, places are GB/T 2260 codes, ids are opaque. Every refusal is an RFC 9457 problem in the language of "
                      "Accept-Language.\",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},\n"
                      "\"servers\":[{\"url\":\"/\"}],\n\"security\":[{\"token\":[]},{\"cookie\":[]}],\n");
    tags_write(out, routes, count);
    buf_add_cstr(out, ",\n");
    paths_write(out, routes, count);
    buf_add_cstr(out, ",\n\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"The token of POST /api/v1/logins\"},"
                      "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"hirehall\",\"description\":\"Set by POST /api/v1/logins; __Host-hirehall under TLS. "
                      "Changes need X-CSRF-Token beside it\"}},\n");
    refusals_write(out);
    buf_add_cstr(out, ",\n");
    schemas_write(out);
    buf_add_cstr(out, "}}\n");
}
