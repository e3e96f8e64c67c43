/* Trees without a model, and members passed on as they are. */
#include <criterion/criterion.h>
#include <json-c/json.h>

#include "proto/json.h"

static struct json_object *tree_of(struct str text)
{
    struct json_object *tree = NULL;
    struct json_fault fault  = { 0 };
    cr_assert(json_tree(text, &tree, &fault) == ERR_OK);
    return tree;
}

Test(json_tree, an_envelope_is_read)
{
    struct json_object *tree = tree_of(STR("{\"id\":7,\"call\":\"POST /api/v1/x\",\"deep\":[[],{\"a\":{}},[1,[2]],null,-0.5],\"\\u4e2d\":\"a\\u0000b\"}"));
    struct json_object *at   = NULL;
    cr_expect(json_object_object_length(tree) == 4);
    cr_expect(json_object_object_get_ex(tree, "id", &at) && json_object_get_int64(at) == 7);
    cr_expect(json_object_object_get_ex(tree, "call", &at) && !strcmp(json_object_get_string(at), "POST /api/v1/x"));
    cr_expect(json_object_object_get_ex(tree, "中", &at) && json_object_get_string_len(at) == 3 && !memcmp(json_object_get_string(at), "a\0b", 3));
    cr_expect(json_object_object_get_ex(tree, "deep", &at) && json_object_array_length(at) == 5);
    cr_expect(!strcmp(json_object_to_json_string_ext(at, JSON_C_TO_STRING_PLAIN), "[[],{\"a\":{}},[1,[2]],null,-0.5]"));
    json_tree_done(&tree);
    cr_expect(tree == NULL);
}

Test(json_tree, values_alone_and_null)
{
    struct json_object *tree = tree_of(STR(" 9223372036854775807 "));
    cr_expect(json_object_get_int64(tree) == INT64_MAX);
    json_tree_done(&tree);
    tree = tree_of(STR("true"));
    cr_expect(json_object_get_boolean(tree));
    json_tree_done(&tree);
    tree = tree_of(STR("null"));
    cr_expect(tree == NULL);
    json_tree_done(&tree);
}

Test(json_tree, what_the_gate_refuses_makes_no_tree)
{
    struct json_object *tree = NULL;
    struct json_fault fault  = { 0 };
    cr_expect(json_tree(STR("{\"a\":1,\"a\":2}"), &tree, &fault) == ERR_BAD_JSON && tree == NULL);
    cr_expect(str_eq(fault.code, STR("duplicate_key")));
    cr_expect(json_tree(STR(""), &tree, &fault) == ERR_BAD_JSON && tree == NULL);
}

Test(json_tree, a_member_is_found_as_raw_bytes)
{
    struct str text = STR(" { \"id\" : 7 , \"body\" : { \"a\" : \"}\\\"\" , \"b\":[ ] } , \"n\":null,\"te\\u0078t\":\"x\\n\",\"last\":-1.5e3}");
    cr_expect(str_eq(json_member(text, STR("id")), STR("7")));
    cr_expect(str_eq(json_member(text, STR("body")), STR("{ \"a\" : \"}\\\"\" , \"b\":[ ] }")));
    cr_expect(str_eq(json_member(text, STR("n")), STR("null")));
    cr_expect(str_eq(json_member(text, STR("text")), STR("\"x\\n\"")));
    cr_expect(str_eq(json_member(text, STR("last")), STR("-1.5e3")));
    cr_expect(json_member(text, STR("a")).ptr == NULL);
    cr_expect(json_member(text, STR("")).ptr == NULL);
    cr_expect(json_member(STR("[1]"), STR("a")).ptr == NULL);
    cr_expect(json_member(STR("7"), STR("a")).ptr == NULL);
    cr_expect(json_member(STR("{}"), STR("a")).ptr == NULL);
}
