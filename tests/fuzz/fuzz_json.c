/* The first byte chooses a model, the second fails one allocation of the arena or none, the rest is the document.
 * Whatever the gate accepts, json-c's own parser accepts and understands as we do; decoding refuses with a fault or
 * gives a value whose text decodes to the same text; a text of any bytes that are UTF-8 survives being written. */
#include "tests/fuzz/fuzz.h"

#include <json-c/json.h>

#include "proto/json_scan.h"

#define ARENA_MAX ((size_t)1 << 20)

static void trees_compare(struct str text)
{
    struct json_object *ours    = NULL;
    struct json_fault fault     = { 0 };
    struct json_tokener *parser = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
    json_tokener_set_flags(parser, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *theirs = json_tokener_parse_ex(parser, text.ptr, (int)text.len);
    if (json_tokener_get_error(parser) == json_tokener_continue)
        theirs = json_tokener_parse_ex(parser, "", 1); /* a number alone ends with the text */
    CHECK(json_tokener_get_error(parser) == json_tokener_success);
    CHECK(json_tree(text, &ours, &fault) == ERR_OK);
    CHECK(json_object_equal(ours, theirs));
    json_object_put(theirs);
    json_tree_done(&ours);
    json_tokener_free(parser);
}

/* The reader passes the whole value and finds every member that it names. */
static void members_compare(struct str text)
{
    struct json_scan s = scan_of(text);
    struct str whole   = scan_value(&s);
    CHECK(whole.ptr >= text.ptr && whole.ptr + whole.len <= text.ptr + text.len && str_trim(str_make(s.at, (size_t)(s.end - s.at))).len == 0);
    struct str id = json_member(text, STR("id"));
    CHECK(!id.ptr || (id.len && id.ptr >= text.ptr && id.ptr + id.len <= text.ptr + text.len));
}

static void decode_try(struct str text, const struct model *m, uint64_t fail_after, bool gated)
{
    struct arena mem;
    struct json_faults faults = { 0 };
    arena_init(&mem, ARENA_MAX);
    void *value = arena_alloc(&mem, m->size);
    void *again = arena_alloc(&mem, m->size);
    CHECK(value && again);
    model_clear(m, value);
    model_clear(m, again);
    mem.count      = 0;
    mem.fail_after = fail_after;
    enum err e     = json_decode(&mem, text, m, value, &faults);
    mem.fail_after = 0;
    CHECK(e == ERR_OK || e == ERR_NO_MEMORY || (gated ? e == ERR_INVALID : e == ERR_BAD_JSON));
    CHECK(e == ERR_OK ? faults.len == 0 : e == ERR_NO_MEMORY || faults.len > 0);
    for (size_t i = 0; i < faults.len; i++)
        CHECK(str_is_utf8(faults.items[i].pointer) && faults.items[i].code.len && faults.items[i].zh.len && faults.items[i].en.len);
    struct str first = e == ERR_OK ? json_encode_mem(&mem, m, value) : STR_NONE;
    if (first.ptr) {
        e = json_decode(&mem, first, m, again, &faults);
        /* an absent text may be written as "", which is not short; what is required and was absent stays a fault */
        struct str second = e == ERR_OK ? json_encode_mem(&mem, m, again) : STR_NONE;
        CHECK(e != ERR_BAD_JSON && (!second.ptr || str_eq(first, second)));
    }
    arena_done(&mem);
}

static void text_there_and_back(struct str text)
{
    struct buf out;
    struct json_fault fault = { 0 };
    buf_init(&out, ARENA_MAX);
    json_write_text(&out, text);
    CHECK(!buf_failed(&out));
    CHECK((json_gate(buf_str(&out), &fault) == ERR_OK) == str_is_utf8(text));
    struct json_scan s = scan_of(buf_str(&out));
    struct str raw     = scan_text(&s);
    char *plain        = fuzz_join(raw, STR_NONE);
    CHECK(str_eq(str_make(plain, json_unescape(raw, plain)), text));
    free(plain);
    buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct json_fault fault = { 0 };
    if (len < 2)
        return 0;
    char *copy       = fuzz_join(str_make((const char *)data + 2, len - 2), STR_NONE);
    struct str text  = str_make(copy, len - 2);
    bool gated       = json_gate(text, &fault) == ERR_OK;
    const struct model *m = models_all[data[0] % models_all_count];
    CHECK(gated || (fault.code.len && fault.zh.len && fault.en.len));
    decode_try(text, m, data[1] & 15, gated);
    text_there_and_back(text);
    if (gated) {
        trees_compare(text);
        members_compare(text);
    } else {
        struct json_object *tree = NULL;
        CHECK(json_tree(text, &tree, &fault) == ERR_BAD_JSON && !tree);
    }
    free(copy);
    return 0;
}
