/* A json-c tree behind the gate. json-c's own parser (0.16) is left out: it does not look at what strdup returns and
 * crashes when memory is short. The tree is built by its constructors, whose failures can be seen. */
#include <json-c/json.h>
#include <stdlib.h>

#include "proto/json_scan.h"

#include "proto/base/check.h"

#define NUMBER_TEXT_MAX 128 /* the gate lets no longer one in */
#define NAME_TEXT_MAX ((size_t)1 << 20)

struct build {
    struct json_scan scan;
    struct buf text; /* the unescaped name or text at hand */
    struct json_object *open[JSON_DEPTH_MAX];
    unsigned depth;
};

/* Unescapes raw into the buffer, with a NUL behind it; NULL without memory. */
static char *text_of(struct build *b, struct str raw)
{
    buf_clear(&b->text);
    char *p = buf_room(&b->text, raw.len + 1);
    if (!p)
        return NULL;
    b->text.len        = json_unescape(raw, p);
    p[b->text.len]     = 0;
    return p;
}

static struct json_object *number_new(struct str text)
{
    int64_t whole = 0;
    char copy[NUMBER_TEXT_MAX + 1];
    if (str_to_i64(text, &whole))
        return json_object_new_int64(whole);
    CHECK(text.len <= NUMBER_TEXT_MAX);
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    return json_object_new_double_s(strtod(copy, NULL), copy);
}

/* The next value without its inside; NULL for null and without memory (ret_ok tells them apart). */
static struct json_object *value_new(struct build *b, bool *ret_ok)
{
    struct json_object *value = NULL;
    char *text                = NULL;
    switch (scan_kind(&b->scan)) {
    case JSON_NULL:
        (void)scan_value(&b->scan); /* no object stands for null */
        *ret_ok = true;
        return NULL;
    case JSON_BOOL:
        value = json_object_new_boolean(*scan_value(&b->scan).ptr == 't');
        break;
    case JSON_NUMBER:
        value = number_new(scan_value(&b->scan));
        break;
    case JSON_TEXT:
        text  = text_of(b, scan_text(&b->scan));
        value = text ? json_object_new_string_len(text, (int)b->text.len) : NULL;
        break;
    case JSON_LIST:
        value = json_object_new_array();
        break;
    case JSON_OBJECT:
        value = json_object_new_object();
        break;
    }
    *ret_ok = value != NULL;
    return value;
}

/* Adding to a full table, json-c copies the name, fails to enlarge the table and forgets the copy. So the table is enlarged
 * here before it is full. */
static bool table_ready(struct json_object *object)
{
    struct lh_table *table = json_object_get_object(object);
    return lh_table_length(table) < table->size / 2 || lh_table_resize(table, table->size * 2) == 0;
}

/* Into the innermost open container; name NULL in a list. Takes the value, also when it fails. */
static bool value_add(struct build *b, const char *name, struct json_object *value)
{
    struct json_object *into = b->open[b->depth - 1];
    bool added               = false;
    if (name)
        added = table_ready(into) && json_object_object_add_ex(into, name, value, JSON_C_OBJECT_ADD_KEY_IS_NEW) == 0;
    else
        added = json_object_array_add(into, value) == 0;
    if (!added)
        json_object_put(value);
    return added;
}

/* One value of the innermost container, its name kept while the value is read. */
static bool member_build(struct build *b, struct buf *name)
{
    bool object = json_object_is_type(b->open[b->depth - 1], json_type_object);
    bool ok     = false;
    if (object) {
        struct str raw = scan_key(&b->scan);
        buf_clear(name);
        char *p = buf_room(name, raw.len + 1);
        if (!p)
            return false;
        p[json_unescape(raw, p)] = 0;
    }
    enum json_kind kind       = scan_kind(&b->scan);
    struct json_object *value = value_new(b, &ok);
    if (!ok || !value_add(b, object ? name->ptr : NULL, value))
        return false;
    if (kind == JSON_LIST || kind == JSON_OBJECT)
        b->open[b->depth++] = value;
    return true;
}

/* Fills the open containers until none is open. */
static bool containers_build(struct build *b)
{
    struct buf name;
    buf_init(&name, NAME_TEXT_MAX);
    bool ok   = true;
    bool more = scan_first(&b->scan);
    while (ok && b->depth) {
        unsigned before = b->depth;
        if (more)
            ok = member_build(b, &name);
        else
            b->depth--;
        if (ok && b->depth)
            more = b->depth > before ? scan_first(&b->scan) : scan_next(&b->scan);
    }
    buf_done(&name);
    return ok;
}

enum err json_tree(struct str text, struct json_object **ret_tree, struct json_fault *ret_fault)
{
    TRY(json_gate(text, ret_fault));
    struct build b = { .scan = scan_of(text) };
    bool ok        = false;
    buf_init(&b.text, text.len + 1);
    enum json_kind kind      = scan_kind(&b.scan);
    struct json_object *root = value_new(&b, &ok);
    if (ok && (kind == JSON_LIST || kind == JSON_OBJECT)) {
        b.open[b.depth++] = root;
        ok                = containers_build(&b);
    }
    buf_done(&b.text);
    if (!ok) {
        json_object_put(root);
        return ERR_NO_MEMORY;
    }
    *ret_tree = root;
    return ERR_OK;
}

void json_tree_done(struct json_object **tree)
{
    json_object_put(*tree);
    *tree = NULL;
}

struct str json_member(struct str text, struct str key)
{
    struct json_scan s = scan_of(text);
    if (scan_kind(&s) != JSON_OBJECT)
        return STR_NONE;
    for (bool more = scan_first(&s); more; more = scan_next(&s)) {
        struct str raw   = scan_key(&s);
        struct str value = scan_value(&s);
        if (json_text_is(raw, key))
            return value;
    }
    return STR_NONE;
}
