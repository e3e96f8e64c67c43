#include "server/app_route.h"

#include <stdlib.h>

#include "proto/base/check.h"

#define NODES_MAX 1024
#define NAME_MAX_BYTES 160
#define ALLOW_MAX_BYTES 48

struct node {
    struct str literal; /* of a child that is not a parameter */
    struct node *next, *children, *param;
    const struct route_entry *by_method[METHOD_COUNT];
    char allow[ALLOW_MAX_BYTES];
    size_t allow_len;
};

struct route_table {
    struct node nodes[NODES_MAX];
    size_t node_count;
    struct route_entry entries[ROUTES_MAX];
    char names[ROUTES_MAX][NAME_MAX_BYTES];
    size_t count;
};

static const struct str method_names[METHOD_COUNT] = { { "GET", 3 }, { "POST", 4 }, { "PUT", 3 }, { "PATCH", 5 }, { "DELETE", 6 } };

static struct node *node_new(struct route_table *t)
{
    CHECK(t->node_count < NODES_MAX);
    return &t->nodes[t->node_count++];
}

static struct node *child_of(struct route_table *t, struct node *parent, struct str segment)
{
    if (segment.len && segment.ptr[0] == '{') {
        if (!parent->param)
            parent->param = node_new(t);
        return parent->param;
    }
    for (struct node *n = parent->children; n; n = n->next)
        if (str_eq(n->literal, segment))
            return n;
    struct node *n   = node_new(t);
    n->literal       = segment;
    n->next          = parent->children;
    parent->children = n;
    return n;
}

static uint8_t field_of(const struct model *m, struct str name, enum field_flag flag)
{
    const struct field *f = model_field(m, name);
    CHECK(f && (f->flags & (unsigned)flag)); /* a route's path names F_PATH fields of its in model */
    return (uint8_t)(f - m->fields);
}

static void fields_bind(struct route_entry *e, struct str param)
{
    CHECK(e->param_count < ROUTE_PARAMS_MAX && param.len > 2 && param.ptr[param.len - 1] == '}');
    e->param_fields[e->param_count++] = field_of(e->row->in, str_make(param.ptr + 1, param.len - 2), F_PATH);
}

static void queries_bind(struct route_entry *e)
{
    for (size_t i = 0; i < e->row->in->field_count; i++)
        if (e->row->in->fields[i].flags & F_QUERY) {
            CHECK(e->query_count < QUERY_FIELDS_MAX);
            e->query_fields[e->query_count++] = (uint8_t)i;
        }
}

static void name_write(struct route_table *t, struct route_entry *e)
{
    struct str method = method_names[e->row->method], path = str_from_cstr(e->row->path);
    char *at          = t->names[e->index];
    CHECK(method.len + 1 + path.len <= NAME_MAX_BYTES);
    memcpy(at, method.ptr, method.len);
    at[method.len] = ' ';
    memcpy(at + method.len + 1, path.ptr, path.len);
    e->name = str_make(at, method.len + 1 + path.len);
}

static void allow_write(struct node *n)
{
    n->allow_len = 0;
    for (size_t m = 0; m < METHOD_COUNT; m++) {
        if (!n->by_method[m])
            continue;
        struct str text = m == METHOD_GET ? STR("GET, HEAD") : method_names[m];
        CHECK(n->allow_len + 2 + text.len <= sizeof n->allow);
        if (n->allow_len) {
            memcpy(n->allow + n->allow_len, ", ", 2);
            n->allow_len += 2;
        }
        memcpy(n->allow + n->allow_len, text.ptr, text.len);
        n->allow_len += text.len;
    }
}

static void entry_add(struct route_table *t, const struct route *row)
{
    CHECK(t->count < ROUTES_MAX && row->in && row->handle && row->path[0] == '/');
    struct route_entry *e = &t->entries[t->count];
    *e                    = (struct route_entry){ .row = row, .index = t->count };
    t->count++;
    name_write(t, e);
    queries_bind(e);
    struct node *n  = &t->nodes[0];
    struct str rest = str_skip(str_from_cstr(row->path), 1), segment;
    while (rest.len) {
        rest = str_cut(rest, '/', &segment);
        if (segment.len && segment.ptr[0] == '{')
            fields_bind(e, segment);
        n = child_of(t, n, segment);
    }
    CHECK(!n->by_method[row->method]); /* two rows for one method and path */
    n->by_method[row->method] = e;
    allow_write(n);
}

struct route_table *route_table_new(const struct feature *const *features, size_t count)
{
    struct route_table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    (void)node_new(t); /* the root */
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < features[i]->route_count; k++)
            entry_add(t, &features[i]->routes[k]);
    return t;
}

void route_table_free(struct route_table *t)
{
    free(t);
}

size_t route_table_count(const struct route_table *t)
{
    return t->count;
}

const struct route_entry *route_table_at(const struct route_table *t, size_t index)
{
    CHECK(index < t->count);
    return &t->entries[index];
}

static int method_find(struct str method)
{
    if (str_eq(method, STR("HEAD")))
        return METHOD_GET;
    for (int m = 0; m < METHOD_COUNT; m++)
        if (str_eq(method, method_names[m]))
            return m;
    return -1;
}

/* Literals win over parameters; no row needs to go back and try the other. */
bool route_table_find(const struct route_table *t, struct str method, struct str path, struct route_match *ret_match)
{
    if (!path.len || path.ptr[0] != '/')
        return false;
    const struct node *n = &t->nodes[0];
    struct str params[ROUTE_PARAMS_MAX];
    size_t param_count = 0;
    const char *at = path.ptr + 1, *end = path.ptr + path.len;
    while (at < end) {
        const char *slash      = memchr(at, '/', (size_t)(end - at));
        struct str segment     = str_make(at, (size_t)((slash ? slash : end) - at));
        const struct node *hit = n->children;
        while (hit && !str_eq(hit->literal, segment))
            hit = hit->next;
        if (!hit && n->param && segment.len && param_count < ROUTE_PARAMS_MAX) {
            hit                   = n->param;
            params[param_count++] = segment;
        }
        if (!hit || (slash && slash + 1 == end)) /* a trailing slash is another path */
            return false;
        n  = hit;
        at = slash ? slash + 1 : end;
    }
    if (!n->allow_len)
        return false;
    int m               = method_find(method);
    struct route_match found = { .entry = m < 0 ? NULL : n->by_method[m], .allow = str_make(n->allow, n->allow_len) };
    memcpy(found.params, params, param_count * sizeof *params);
    *ret_match = found;
    return true;
}
