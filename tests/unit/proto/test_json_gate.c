/* What the gate lets in and what it refuses, vector by vector, and the edges of each of its limits. Every accepted vector
 * is also one that json-c's own parser takes, and gives the same tree. */
#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "proto/json_scan.h"

struct vector {
    const char *text;
    size_t len;
};
#define V(lit) { "" lit, sizeof(lit) - 1 }

static const struct vector accepted[] = {
    /* values alone */
    V("null"), V("true"), V("false"), V("0"), V("-0"), V("1"), V("-1"), V("12"), V("1234567890"), V("\"\""), V("\"a\""), V("[]"), V("{}"),
    V(" null "), V("\t\n\r true\n"), V(" [ ] "), V(" { } "), V("\n{\n}\n"),
    /* numbers */
    V("[0.0]"), V("[0.1]"), V("[-0.0]"), V("[1.5]"), V("[123.456789]"), V("[1e1]"), V("[1E1]"), V("[1e+1]"), V("[1e-1]"), V("[0e1]"), V("[0E+1]"),
    V("[1.5e3]"), V("[1.5E-3]"), V("[-1.5e+3]"), V("[20e1]"), V("[123e65]"), V("[123e45]"), V("[0e0]"), V("[-0e0]"), V("[1e308]"), V("[-1e308]"),
    V("[1.7976931348623157e308]"), V("[1e-400]"), V("[4.9e-324]"), V("[9223372036854775807]"), V("[-9223372036854775808]"),
    V("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"), V("[100000000000000000000.0]"), V("[1e00]"), V("[1e01]"),
    /* texts */
    V("[\"a\\\"b\"]"), V("[\"\\\\\"]"), V("[\"\\/\"]"), V("[\"\\b\\f\\n\\r\\t\"]"), V("[\"\\u0061\"]"), V("[\"\\u00e9\"]"), V("[\"\\u00E9\"]"),
    V("[\"\\u4e2d\\u6587\"]"), V("[\"\\ud83d\\ude00\"]"), V("[\"\\uD83D\\uDE00\"]"), V("[\"\\uDBFF\\uDFFF\"]"), V("[\"\\ud800\\udc00\"]"),
    V("[\"\\u0000\"]"), V("[\"a\\u0000b\"]"), V("[\"\\uFFFF\"]"), V("[\"\\uFDD0\"]"), V("[\"\\u200B\"]"), V("[\"\\u2028\\u2029\"]"), V("[\"\\u0022\"]"),
    V("[\"\\u005C\"]"), V("[\"\\\\u0000\"]"), V("[\"\\\\n\"]"), V("[\"\\u0012\"]"), V("[\"\x7f\"]"), V("[\"asd \x7f q\"]"),
    V("[\"\xc2\x80\"]"), V("[\"\xdf\xbf\"]"), V("[\"\xe0\xa0\x80\"]"), V("[\"\xe4\xb8\xad\xe6\x96\x87\"]"), V("[\"\xed\x9f\xbf\"]"), V("[\"\xee\x80\x80\"]"),
    V("[\"\xef\xbf\xbf\"]"), V("[\"\xef\xbf\xbe\"]"), V("[\"\xef\xbb\xbf\"]"), V("[\"\xf0\x90\x80\x80\"]"), V("[\"\xf0\x9f\x98\x80\"]"), V("[\"\xf4\x8f\xbf\xbf\"]"),
    V("[\"\xe2\x80\xa8\xe2\x80\xa9\"]"), V("[\"/*not a comment*/\"]"), V("[\"// nor this\"]"), V("[\" \"]"), V("[\"{[,:]}\"]"), V("[\"'\"]"), V("\" \""),
    /* lists and objects */
    V("[1,2,3]"), V("[ 1 , 2 , 3 ]"), V("[[]]"), V("[[[]]]"), V("[{}]"), V("[{},{}]"), V("[null]"), V("[null,1,\"2\",{}]"), V("[true,false]"), V("[\"\"]"),
    V("[1\n]"), V("[\n1\n,\n2\n]"), V("[[],[]]"), V("[1,null,null,null,2]"), V("[{\"a\":[]}]"),
    V("{\"a\":1}"), V("{\"a\":1,\"b\":2}"), V("{ \"a\" : 1 , \"b\" : 2 }"), V("{\"\":0}"), V("{\"a\":{}}"), V("{\"a\":{\"a\":{\"a\":1}}}"), V("{\"a\":[1,{\"a\":2}]}"),
    V("{\"a\":null}"), V("{\"a\":\"b\"}"), V("{\"a\":[]}"), V("{\"\\u4e2d\":1}"), V("{\"\xe4\xb8\xad\":1}"), V("{\"a b\":1}"), V("{\"a\\nb\":1}"), V("{\"\\\\\":1}"),
    V("{\"a\":1,\"A\":2}"), V("{\"a\":1,\"\\u0041\":2}"), V("{\"a\":1,\"aa\":2,\"aaa\":3}"), V("{\"min\":-1.0e+28,\"max\":1.0e+28}"), V("{\n\"a\": \"b\"\n}"),
    V("[{\"a\":1},{\"a\":2}]"), V("{\"a\":{\"b\":1},\"b\":{\"a\":1}}"), V("{\"\\/\":1,\"\\\\/\":2}"), V("{\"title\":\"\\u041f\\u043e\\u043b\"}"),
    V("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), /* sixteen deep */
};

static const struct vector refused[] = {
    /* nothing, blanks, what is no blank */
    V(""), V(" "), V("\n"), V("\t\t"), V("\xef\xbb\xbf"), V("\xef\xbb\xbf{}"), V("\xef\xbb\xbf[]"), V("\f[]"), V("\v[]"), V("[\f]"), V("[\v1]"), V("\xc2\xa0[]"),
    V("[\xe2\x80\x8b]"), V("[\xe2\x81\xa0]"), V("\0"), V("[\0]"), V("[]\0"), V("[1\0]"), V("\xff"), V("\xfe\xff\0["), V("\xff\xfe[\0]\0"),
    /* words */
    V("nul"), V("nulL"), V("Null"), V("NULL"), V("tru"), V("True"), V("TRUE"), V("truee"), V("fals"), V("falsey"), V("False"), V("undefined"), V("NaN"), V("-NaN"),
    V("nan"), V("Infinity"), V("-Infinity"), V("+Infinity"), V("inf"), V("[NaN]"), V("[-Infinity]"), V("[Infinity]"), V("[nul]"), V("[tru]"), V("[fals]"), V("[true false]"), V("abc"), V("n"),
    V("t"), V("f"), V("nullnull"), V("None"), V("[nulls]"),
    /* numbers */
    V("-"), V("+"), V("+1"), V("--1"), V("++1"), V("+-1"), V("-+1"), V("01"), V("00"), V("-01"), V("-00"), V("012"), V("-012"), V("1."), V("1.e1"), V("2.e3"), V("2.e+3"), V("2.e-3"), V(".1"), V("-.1"),
    V(".123"), V("0."), V("0.e1"), V("-2."), V("1e"), V("1e+"), V("1e-"), V("1E"), V("1eE2"), V("1e1.5"), V("1.2.3"), V("0.3e"), V("0.3e+"), V("0e"), V("0e+"), V("1.0e"), V("1.0e-"),
    V("9.e+"), V("1 000"), V("1,000"), V("1_000"), V("0x1"), V("0x42"), V("0b1"), V("0o7"), V("1a"), V("1.1a"), V("1e1a"), V("1ea"), V("[1 2]"), V("[- 1]"), V("[-a]"), V("[1/2]"), V("[1+2]"), V("[-1x]"), V("[-123.123foo]"),
    V("1f"), V("1d"), V("1L"), V("\xef\xbc\x91"), V("[1\xe5]"), V("[\xd9\xa1]"), V("[-]"), V("[+1]"), V("[.5]"), V("[0.1.2]"), V("[0.3e+]"), V("[1.0e+]"), V("[-2.]"), V("[- ]"),
    /* numbers out of range */
    V("[9223372036854775808]"), V("[-9223372036854775809]"), V("[18446744073709551615]"), V("[18446744073709551616]"), V("[100000000000000000000]"), V("[1e309]"), V("[-1e309]"), V("[1e400]"), V("[1.8e308]"),
    V("[0.4e00669999999999999999999999999999999999999999999]"), V("[-123123e100000]"), V("[1.5e+9999]"), V("[123123123123123123123123123123]"),
    /* texts */
    V("\""), V("\"a"), V("\"a\"b"), V("'a'"), V("['a']"), V("[a]"), V("[\"a]"), V("[\"a\\\"]"), V("[\"\\\"]"), V("[\"\\\\\\\"]"), V("\"\\"), V("\"\\u"), V("\"\\\""), V("[\"\\"), V("`a`"), V("[\"\x01\"]"), V("[\"\x1f\"]"), V("[\"\n\"]"), V("[\"\t\"]"), V("[\"\r\"]"),
    V("[\"\0\"]"), V("[\"a\0a\"]"), V("[\"new\nline\"]"), V("[\"\x08\"]"), V("[\"\\a\"]"), V("[\"\\v\"]"), V("[\"\\0\"]"), V("[\"\\x00\"]"), V("[\"\\'\"]"), V("[\"\\ \"]"), V("[\"\\\n\"]"), V("[\"\\\0\"]"), V("[\"\\U0041\"]"), V("[\"\\N\"]"), V("[\"\\B\"]"),
    V("[\"\\\xe4\xb8\xad\"]"), V("[\"\\u\"]"), V("[\"\\u1\"]"), V("[\"\\u12\"]"), V("[\"\\u123\"]"), V("[\"\\u123g\"]"), V("[\"\\uqqqq\"]"), V("[\"\\u{61}\"]"), V("[\"\\u 061\"]"), V("[\"\\u+061\"]"), V("[\"\\u-061\"]"), V("[\"\\u0x61\"]"), V("[\"\\u00A\"]"),
    V("[\\n]"), V("[\\u0020]"), V("\\u005B\\u005D"),
    /* surrogates */
    V("[\"\\ud800\"]"), V("[\"\\udbff\"]"), V("[\"\\udc00\"]"), V("[\"\\udfff\"]"), V("[\"\\ud800a\"]"), V("[\"\\ud800\\n\"]"), V("[\"\\ud800\\u0061\"]"), V("[\"\\ud800\\ud800\"]"), V("[\"\\ud800\\ue000\"]"), V("[\"\\udc00\\ud800\"]"), V("[\"\\udc00\\udc00\"]"), V("[\"\\udfff\\udfff\"]"), V("[\"\\ud83d\\ude0\"]"),
    V("[\"\\uD800\\\"]"), V("[\"\\uD800\\u\"]"), V("[\"\\uD800\\u1\"]"), V("[\"\\uD800\\u1x\"]"), V("[\"\\uD83D\\uDBFF\"]"), V("[\"a\\ude00b\"]"), V("[\"\\ud83d \\ude00\"]"), V("[\"\\uD83D\\\\uDE00\"]"), V("[\"\\ud83d\\ude00\\ude00\"]"),
    V("[\"\\ud800"), V("[\"\\ud800\\"), V("[\"\\ud800\\u"), V("[\"\\ud800\\udc0"),
    /* UTF-8 */
    V("[\"\x80\"]"), V("[\"\xbf\"]"), V("[\"\xc0\x80\"]"), V("[\"\xc0\xaf\"]"), V("[\"\xc1\xbf\"]"), V("[\"\xc2\"]"), V("[\"\xc2 \"]"), V("[\"\xc2\xc2\x80\"]"), V("[\"\xdf\"]"), V("[\"\xe0\x80\x80\"]"), V("[\"\xe0\x9f\xbf\"]"), V("[\"\xe4\xb8\"]"), V("[\"\xe4\"]"),
    V("[\"\xe4\xb8 \"]"), V("[\"\xe4 \xad\"]"), V("[\"\xed\xa0\x80\"]"), V("[\"\xed\xbf\xbf\"]"), V("[\"\xed\xa0\xbd\xed\xb8\x80\"]"), V("[\"\xf0\x80\x80\x80\"]"), V("[\"\xf0\x8f\xbf\xbf\"]"), V("[\"\xf0\x9f\x98\"]"), V("[\"\xf0\x9f\"]"), V("[\"\xf0\"]"), V("[\"\xf0\x9f\x98 \"]"),
    V("[\"\xf4\x90\x80\x80\"]"), V("[\"\xf5\x80\x80\x80\"]"), V("[\"\xf8\x88\x80\x80\x80\"]"), V("[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"), V("[\"\xfe\"]"), V("[\"\xff\"]"), V("[\"\xe9\"]"), V("[\"\xd6\xd0\xce\xc4\"]"), V("[\"\\u00e9\xff\"]"), V("{\"\xe9\":1}"), V("{\"\xff\":1}"),
    V("\"\xe4\xb8"), V("\"\xf0\x9f\x98"), V("\"\xc2"),
    /* lists */
    V("["), V("]"), V("[1"), V("[1,"), V("[1,]"), V("[,]"), V("[,1]"), V("[1,,2]"), V("[1,,]"), V("[1;2]"), V("[1:2]"), V("[\"a\":1]"), V("[\"a\",\n4\n,1,"), V("[1}"), V("[{]"), V("[{}"), V("[[]"), V("[]]"), V("[1]]"), V("[][]"), V("[],[]"), V("[]]["),
    V("[*]"), V("[\"\",]"), V("[1,\n1\n,1"), V("[[\"a\"]"), V("(1)"), V("[1 true]"), V("[\"a\" \"b\"]"), V("[\"x\"\"y\"]"), V("[x"), V("[ false, nul"), V("[<null>]"), V("<.>"), V("[}"), V("[\"a\",]"), V("[\"x\", truth]"),
    /* objects */
    V("{"), V("}"), V("{]"), V("{,}"), V("{:}"), V("{1}"), V("{1:1}"), V("{a:1}"), V("{a: \"b\"}"), V("{'a':1}"), V("{\"a\"}"), V("{\"a\":}"), V("{\"a\" 1}"), V("{\"a\",1}"), V("{\"a\"::1}"), V("{\"a\":1"), V("{\"a\":1,"), V("{\"a\":1,}"), V("{\"a\":1,,\"b\":2}"), V("{,\"a\":1}"),
    V("{\"a\":1 \"b\":2}"), V("{\"a\":1;\"b\":2}"), V("{\"a\":1]"), V("{\"a\":1}}"), V("{\"a\":1}{}"), V("{}{}"), V("{} {}"), V("{\"a\":1}#"), V("{null:null}"), V("{true:1}"), V("{\"a\":\"b\",\"c\"}"), V("{\"a\":a"), V("{\"a\":1 \"b\"}"), V("{\"a\":/**/1}"), V("{\"x\"::\"b\"}"), V("{[]:1}"), V("{{}:1}"),
    V("{\"a\":1,a:2}"), V("{\"a\":'b'}"), V("{\"a"), V("{\"a\""), V("{\"a\":"), V("{\"a\": true} \"x\""), V("{\"a\":\"b\",,\"c\":\"d\"}"), V("{\"id\":0,,,,,}"), V("{\"a\":\"a\" 123}"), V("{\"a\":\"a"), V("{ \"foo\" : \"bar\", \"a\" }"),
    /* comments, what follows */
    V("/*a*/[]"), V("[]/*a*/"), V("[]//a"), V("[1//a\n]"), V("#a\n[]"), V("[1,2]x"), V("1 2"), V("\"a\" \"b\""), V("1true"), V("null,"), V("[];"), V("{};"), V("{\"a\":\"b\"}/**//"), V("{\"a\":\"b\"}//"), V("// x\n{}"), V("[1]x"), V("123\0"), V("[][\"a\"]"), V("\xe2\x80\xa8[]"),
    /* equal names, also in disguise */
    V("{\"a\":1,\"a\":1}"), V("{\"a\":1,\"a\":2}"), V("{\"a\":1,\"b\":2,\"a\":3}"), V("{\"a\":1,\"\\u0061\":2}"), V("{\"\\u0061\":1,\"a\":2}"), V("{\"\\u0061\":1,\"\\u0061\":2}"), V("{\"\\u00e9\":1,\"\\u00E9\":2}"), V("{\"\\u00e9\":1,\"\xc3\xa9\":2}"),
    V("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"), V("{\"\\/\":1,\"/\":2}"), V("{\"\\\"\":1,\"\\u0022\":2}"), V("{\"\\n\":1,\"\\u000a\":2}"), V("{\"\":1,\"\":2}"), V("[{\"a\":1,\"a\":2}]"), V("{\"x\":{\"a\":1,\"a\":2}}"), V("{\"a\":{\"b\":1},\"c\":0,\"a\":{}}"),
    V("{\"a\":{\"a\":1},\"a\":2}"), V("{\"\\\\\":1,\"\\u005c\":2}"), V("{\"\\u4e2d\\u6587\":1,\"\xe4\xb8\xad\xe6\x96\x87\":2}"),
    /* a name with U+0000 would be cut there */
    V("{\"\\u0000\":1}"), V("{\"a\\u0000b\":1}"), V("{\"x\":{\"\\u0000\":1}}"),
    /* depth */
    V("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"), V("{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}"), V("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
};

/* A copy of exactly this size, so that a read beyond it is seen. */
static struct str exact(struct vector v)
{
    char *copy = malloc(v.len ? v.len : 1);
    cr_assert(copy != NULL);
    memcpy(copy, v.text, v.len);
    return str_make(copy, v.len);
}

static void drop(struct str s)
{
    free((void *)(uintptr_t)s.ptr);
}

Test(json_gate, what_rfc_8259_allows_comes_in)
{
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct json_fault fault = { 0 };
        struct str text         = exact(accepted[i]);
        cr_expect(json_gate(text, &fault) == ERR_OK, "%.*s: %.*s", STR_ARG(text), STR_ARG(fault.en));
        drop(text);
    }
}

Test(json_gate, whatever_else_is_refused_and_says_why)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct json_fault fault = { 0 };
        size_t offset           = SIZE_MAX;
        struct str text         = exact(refused[i]);
        cr_expect(json_gate_at(text, &fault, &offset) == ERR_BAD_JSON, "vector %zu: %.*s", i, STR_ARG(text));
        cr_expect(fault.code.len && fault.zh.len && fault.en.len && fault.pointer.ptr && fault.pointer.len == 0);
        cr_expect(offset <= text.len);
        drop(text);
    }
}

Test(json_gate, every_beginning_of_an_accepted_object_or_list_is_refused)
{
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct vector v = accepted[i];
        while (v.len && strchr(" \n\r\t", v.text[v.len - 1]))
            v.len--;
        if (v.text[v.len - 1] != '}' && v.text[v.len - 1] != ']')
            continue;
        while (v.len--) {
            struct json_fault fault = { 0 };
            struct str text         = exact(v);
            cr_expect(json_gate(text, &fault) == ERR_BAD_JSON, "%.*s", STR_ARG(text));
            drop(text);
        }
    }
}

Test(json_gate, what_comes_in_json_c_parses_to_the_tree_we_build)
{
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct json_fault fault    = { 0 };
        struct json_object *ours   = NULL;
        struct str text            = exact(accepted[i]);
        struct json_tokener *theirs = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
        json_tokener_set_flags(theirs, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        struct json_object *tree = json_tokener_parse_ex(theirs, text.ptr, (int)text.len);
        if (json_tokener_get_error(theirs) == json_tokener_continue) /* a number alone ends with the text */
            tree = json_tokener_parse_ex(theirs, "", 1);
        cr_expect(json_tokener_get_error(theirs) == json_tokener_success, "%.*s", STR_ARG(text));
        cr_expect(json_tree(text, &ours, &fault) == ERR_OK);
        cr_expect(json_object_equal(tree, ours), "%.*s", STR_ARG(text));
        json_object_put(tree);
        json_tree_done(&ours);
        json_tokener_free(theirs);
        drop(text);
    }
}

/* --- the codes ------------------------------------------------------------------------------------------------ */
static struct str code_of(struct str text)
{
    struct json_fault fault = { 0 };
    return json_gate(text, &fault) == ERR_OK ? STR("ok") : fault.code;
}

Test(json_gate, the_code_tells_the_kind_of_fault)
{
    cr_expect(str_eq(code_of(STR("{\"a\":1,\"a\":1}")), STR("duplicate_key")));
    cr_expect(str_eq(code_of(STR("[[[[[[[[[[[[[[[[[")), STR("depth")));
    cr_expect(str_eq(code_of(STR("[\"\xff\"]")), STR("bad_utf8")));
    cr_expect(str_eq(code_of(STR("[\"\\ud800\"]")), STR("bad_utf8")));
    cr_expect(str_eq(code_of(STR("[1e999]")), STR("number_range")));
    cr_expect(str_eq(code_of(STR("{\"\\u0000\":1}")), STR("not_allowed")));
    cr_expect(str_eq(code_of(STR("[1,]")), STR("syntax")));
    cr_expect(str_eq(code_of(STR_NONE), STR("syntax")));
}

/* --- limits at their edges ---------------------------------------------------------------------------------------- */
static struct buf made;

static void made_begin(void)
{
    buf_init(&made, (size_t)1 << 20);
}

static void made_end(void)
{
    buf_done(&made);
}

static void names_add(int count, const char *stem)
{
    for (int i = 0; i < count; i++)
        buf_add_format(&made, "%s\"%s%d\":0", i ? "," : "", stem, i);
}

Test(json_gate, one_object_has_at_most_256_names, .init = made_begin, .fini = made_end)
{
    buf_add_char(&made, '{');
    names_add(JSON_KEYS_MAX, "k");
    buf_add_char(&made, '}');
    cr_expect(str_eq(code_of(buf_str(&made)), STR("ok")));
    buf_clear(&made);
    buf_add_char(&made, '{');
    names_add(JSON_KEYS_MAX + 1, "k");
    buf_add_char(&made, '}');
    cr_expect(str_eq(code_of(buf_str(&made)), STR("too_many_keys")));
}

Test(json_gate, the_last_of_256_names_is_still_compared_with_the_first, .init = made_begin, .fini = made_end)
{
    buf_add_char(&made, '{');
    names_add(JSON_KEYS_MAX - 1, "k");
    buf_add_cstr(&made, ",\"\\u006b0\":1}");
    cr_expect(str_eq(code_of(buf_str(&made)), STR("duplicate_key")));
}

Test(json_gate, open_objects_together_have_at_most_512_names, .init = made_begin, .fini = made_end)
{
    for (int innermost = 0; innermost < 2; innermost++) {
        buf_clear(&made);
        buf_add_cstr(&made, "{");
        names_add(255, "a");
        buf_add_cstr(&made, ",\"next\":{");
        names_add(254 + innermost, "b");
        buf_add_cstr(&made, ",\"next\":{\"c\":0}}}");
        cr_expect(str_eq(code_of(buf_str(&made)), innermost ? STR("too_many_keys") : STR("ok")));
    }
}

Test(json_gate, many_small_objects_one_after_the_other_are_no_limit, .init = made_begin, .fini = made_end)
{
    buf_add_char(&made, '[');
    for (int i = 0; i < 5000; i++)
        buf_add_cstr(&made, i ? ",{\"a\":1,\"b\":{\"a\":1}}" : "{\"a\":1}");
    buf_add_char(&made, ']');
    cr_expect(str_eq(code_of(buf_str(&made)), STR("ok")));
}

Test(json_gate, a_number_has_at_most_128_characters, .init = made_begin, .fini = made_end)
{
    buf_add_cstr(&made, "0.");
    while (made.len < 128)
        buf_add_char(&made, '1');
    cr_expect(str_eq(code_of(buf_str(&made)), STR("ok")));
    buf_add_char(&made, '1');
    cr_expect(str_eq(code_of(buf_str(&made)), STR("number_range")));
}

Test(json_gate, a_very_deep_text_is_refused_without_being_read, .init = made_begin, .fini = made_end)
{
    for (int i = 0; i < 100000; i++)
        buf_add_char(&made, '[');
    struct json_fault fault = { 0 };
    size_t offset           = 0;
    cr_expect(json_gate_at(buf_str(&made), &fault, &offset) == ERR_BAD_JSON);
    cr_expect(offset == JSON_DEPTH_MAX);
}

Test(json_gate, sixteen_mixed_levels_come_in_and_seventeen_do_not)
{
    cr_expect(str_eq(code_of(STR("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1]}]}]}]}]}]}]}]}")), STR("ok")));
    cr_expect(str_eq(code_of(STR("[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1]}]}]}]}]}]}]}]}]")), STR("depth")));
}
