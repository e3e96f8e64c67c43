#include <criterion/criterion.h>

#include "proto/uri.h"

#define ARENA_MAX 65536

struct decode_case {
    struct str text;
    bool plus_is_blank;
    const char *want; /* NULL: refused */
};

#define TEXT(lit) { lit, sizeof(lit) - 1 }

static const struct decode_case decode_cases[] = {
    { TEXT(""), false, "" },
    { TEXT("abc"), false, "abc" },
    { TEXT("a%20b"), false, "a b" },
    { TEXT("a+b"), false, "a+b" },
    { TEXT("a+b%2B"), true, "a b+" },
    { TEXT("%e6%B8%a9"), false, "\xe6\xb8\xa9" },
    { TEXT("%2525"), false, "%25" },
    { TEXT("%"), false, NULL },
    { TEXT("%2"), false, NULL },
    { TEXT("a%2"), false, NULL },
    { TEXT("%g0"), false, NULL },
    { TEXT("%0g"), false, NULL },
    { TEXT("%+1"), true, NULL },
    { TEXT("%00"), false, NULL },
    { TEXT("a\0b"), false, NULL },
    { TEXT("%e6%b8"), false, NULL },
    { TEXT("%c0%80"), false, NULL },
    { TEXT("\xff"), false, NULL },
};

Test(uri, escapes_are_decoded_or_refused)
{
    struct arena mem;
    arena_init(&mem, ARENA_MAX);
    for (size_t i = 0; i < COUNT_OF(decode_cases); i++) {
        struct str out = STR("untouched");
        enum err e     = uri_decode(&mem, decode_cases[i].text, decode_cases[i].plus_is_blank, &out);
        if (decode_cases[i].want) {
            cr_assert_eq(e, ERR_OK, "case %zu", i);
            cr_assert(str_eq_cstr(out, decode_cases[i].want), "case %zu: %.*s", i, STR_ARG(out));
            cr_assert(out.ptr && out.ptr[out.len] == 0);
        } else {
            cr_assert_eq(e, ERR_BAD_REQUEST, "case %zu", i);
            cr_assert(str_eq_cstr(out, "untouched"));
        }
    }
    arena_done(&mem);
}

static const struct {
    const char *query;
    const char *name;
    enum err err;
    const char *want; /* NULL with ERR_OK: absent */
} query_cases[] = {
    { "", "q", ERR_OK, NULL },
    { "q=1", "q", ERR_OK, "1" },
    { "q=", "q", ERR_OK, "" },
    { "q", "q", ERR_OK, "" },
    { "a=1&q=x+y%26z&b=2", "q", ERR_OK, "x y&z" },
    { "q=a=b", "q", ERR_OK, "a=b" },
    { "%71=1", "q", ERR_OK, "1" },
    { "qq=1&Q=2", "q", ERR_OK, NULL },
    { "&&q=1&&", "q", ERR_OK, "1" },
    { "=1", "q", ERR_OK, NULL },
    { "q=1&q=2", "q", ERR_BAD_REQUEST, NULL },
    { "q=1&%71=1", "q", ERR_BAD_REQUEST, NULL },
    { "q&q", "q", ERR_BAD_REQUEST, NULL },
    { "q=%zz", "q", ERR_BAD_REQUEST, NULL },
    { "q=%00", "q", ERR_BAD_REQUEST, NULL },
    { "q=%ff", "q", ERR_BAD_REQUEST, NULL },
    { "%z=1&q=2", "q", ERR_BAD_REQUEST, NULL },
    { "b=%zz&q=2", "q", ERR_OK, "2" },
};

Test(uri, one_parameter_is_found_or_refused)
{
    struct arena mem;
    arena_init(&mem, ARENA_MAX);
    for (size_t i = 0; i < COUNT_OF(query_cases); i++) {
        struct str out = STR_NONE;
        enum err e     = uri_query_get(&mem, str_from_cstr(query_cases[i].query), str_from_cstr(query_cases[i].name), &out);
        cr_assert_eq(e, query_cases[i].err, "%s", query_cases[i].query);
        cr_assert_eq(out.ptr != NULL, query_cases[i].want != NULL, "%s", query_cases[i].query);
        if (query_cases[i].want)
            cr_assert(str_eq_cstr(out, query_cases[i].want), "%s: %.*s", query_cases[i].query, STR_ARG(out));
    }
    arena_done(&mem);
}

static const struct {
    const char *header;
    const char *want;
} cookie_cases[] = {
    { "", NULL },
    { "hall=abc", "abc" },
    { "a=1; hall=abc; b=2", "abc" },
    { "a=1;hall=abc;b=2", "abc" },
    { "hall=", "" },
    { "hall", NULL },
    { "hallo=1; xhall=2; HALL=3", NULL },
    { "hall=1; hall=2", "1" },
    { "hall=a=b==", "a=b==" },
    { ";;; ;hall=x;", "x" },
    { "hall =x", NULL },
    { "hall=\"x\"", "\"x\"" },
    { "a=\"; hall=y\"", "y\"" }, /* a semicolon always ends a pair, also in quotes, as in browsers */
};

Test(uri, cookies_are_found_by_their_exact_name)
{
    for (size_t i = 0; i < COUNT_OF(cookie_cases); i++) {
        struct str out = uri_cookie_get(str_from_cstr(cookie_cases[i].header), STR("hall"));
        cr_assert_eq(out.ptr != NULL, cookie_cases[i].want != NULL, "%s", cookie_cases[i].header);
        if (cookie_cases[i].want)
            cr_assert(str_eq_cstr(out, cookie_cases[i].want), "%s: %.*s", cookie_cases[i].header, STR_ARG(out));
    }
}

/* Each allocation fails once: an answer or ERR_NO_MEMORY, never something else. */
Test(uri, without_memory_there_is_only_one_refusal)
{
    for (uint64_t nth = 1; nth <= 4; nth++) {
        struct arena mem;
        struct str out = STR("untouched");
        arena_init(&mem, ARENA_MAX);
        mem.fail_after = nth;
        enum err e     = uri_query_get(&mem, STR("a=1&q=x%20y"), STR("q"), &out);
        cr_assert(nth == 1 ? e == ERR_NO_MEMORY && str_eq_cstr(out, "untouched") : e == ERR_OK && str_eq_cstr(out, "x y"));
        arena_done(&mem);
        arena_init(&mem, 16); /* the ceiling */
        cr_assert_eq(uri_decode(&mem, STR("abc"), false, &out), ERR_NO_MEMORY);
        arena_done(&mem);
    }
}
