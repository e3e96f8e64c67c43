/* Path, query and body into the route's in struct. All faults are collected before anything is refused. */
#include "proto/json.h"
#include "proto/uri.h"
#include "server/app_private.h"

static enum err faults_take(struct door_call *call, const struct json_faults *faults)
{
    for (size_t i = 0; i < faults->len; i++) {
        const struct json_fault *f = &faults->items[i];
        (void)fault_add(&call->ctx, f->pointer, f->code, f->zh, f->en); /* the caller returns the error itself */
    }
    return faults->len ? ERR_INVALID : ERR_OK;
}

static enum err text_in(struct door_call *call, size_t field_index, struct str text, struct json_faults *faults)
{
    const struct field *f = &call->entry->row->in->fields[field_index];
    enum err e            = json_decode_text(call->ctx.mem, f, text, call->in, field_index, faults);
    return e == ERR_INVALID ? ERR_OK : e; /* it stands among the faults */
}

static enum err path_in(struct door_call *call, struct json_faults *faults)
{
    for (size_t i = 0; i < call->entry->param_count; i++) {
        struct str text = call->match.params[i];
        if (memchr(text.ptr, '%', text.len))
            TRY(uri_decode(call->ctx.mem, text, false, &text));
        TRY(text_in(call, call->entry->param_fields[i], text, faults));
    }
    return ERR_OK;
}

static enum err query_in(struct door_call *call, struct json_faults *faults)
{
    for (size_t i = 0; call->query.len && i < call->entry->query_count; i++) {
        const struct field *f = &call->entry->row->in->fields[call->entry->query_fields[i]];
        struct str text       = STR_NONE;
        TRY(uri_query_get(call->ctx.mem, call->query, str_make(f->name, f->name_len), &text));
        if (text.ptr && text.len) /* "q=" means the same as no q */
            TRY(text_in(call, call->entry->query_fields[i], text, faults));
    }
    return ERR_OK;
}

static bool query_is_known(const struct route_entry *entry, struct str name)
{
    for (size_t i = 0; i < entry->query_count; i++) {
        const struct field *f = &entry->row->in->fields[entry->query_fields[i]];
        if (str_eq(name, str_make(f->name, f->name_len)))
            return true;
    }
    return false;
}

/* A filter whose name is misspelt would be no filter: people would take what they get for what they asked. So the API refuses it by name.
 * Pages are left alone: links to them come back with what other sites hang on. */
static enum err query_strange(struct door_call *call, struct json_faults *faults)
{
    if (!str_starts(str_from_cstr(call->entry->row->path), STR("/api/")))
        return ERR_OK;
    for (struct str rest = call->query; rest.len;) {
        struct str pair, name;
        rest = str_cut(rest, '&', &pair);
        (void)str_cut(pair, '=', &name); /* its value was looked at under its name, or is nobody's */
        if (!pair.len)
            continue;
        TRY(uri_decode(call->ctx.mem, name, true, &name));
        if (!query_is_known(call->entry, name) && faults->len < COUNT_OF(faults->items))
            faults->items[faults->len++] = (struct json_fault){ name, STR("unknown_field"), STR("没有这个查询参数"), STR("There is no such query parameter") };
    }
    return ERR_OK;
}

/* application/json, with or without parameters */
static bool type_is_json(struct str content_type)
{
    struct str type;
    (void)str_cut(content_type, ';', &type); /* charset says nothing: JSON is UTF-8 */
    return str_eq_nocase(str_trim(type), STR("application/json"));
}

static enum err body_in(struct door_call *call, struct json_faults *faults)
{
    const struct app_request *r = call->request;
    if (call->entry->row->flags & ROUTE_UPLOAD) {
        call->ctx.upload = r->body;
        return ERR_OK;
    }
    if (!r->body.len || call->entry->row->method == METHOD_GET)
        return ERR_OK;
    if (!type_is_json(r->content_type))
        return ERR_MEDIA_TYPE;
    return json_decode(call->ctx.mem, r->body, call->entry->row->in, call->in, faults);
}

enum err call_decode(struct door_call *call)
{
    const struct model *m = call->entry->row->in;
    call->in              = arena_alloc(call->ctx.mem, m->size);
    if (!call->in)
        return ERR_NO_MEMORY;
    model_clear(m, call->in);
    struct json_faults faults;
    faults.len = 0;
    TRY(path_in(call, &faults));
    TRY(query_in(call, &faults));
    TRY(query_strange(call, &faults));
    enum err e = body_in(call, &faults);
    if (e != ERR_OK && e != ERR_INVALID) {
        (void)faults_take(call, &faults); /* where the JSON is broken */
        return e;
    }
    enum err missing = json_required(m, call->in, &faults);
    if (missing != ERR_OK && missing != ERR_INVALID)
        return missing;
    return faults_take(call, &faults);
}
