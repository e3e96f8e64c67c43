/* The input is a query, a path and a cookie header at once; its first byte fails one allocation or none. What is
 * decoded is UTF-8 without NUL and never longer than its text, and text encoded byte by byte decodes to itself. */
#include "tests/fuzz/fuzz.h"

#include "proto/uri.h"

#define ARENA_MAX 65536

static void decode_try(struct arena *mem, struct str text, bool plus_is_blank)
{
    struct str out = STR_NONE;
    enum err e     = uri_decode(mem, text, plus_is_blank, &out);
    CHECK(e == ERR_OK || e == ERR_BAD_REQUEST || e == ERR_NO_MEMORY);
    if (e == ERR_OK)
        CHECK(out.ptr && out.ptr[out.len] == 0 && out.len <= text.len && str_is_utf8(out) &&
              !memchr(out.ptr, 0, out.len));
    else
        CHECK(out.ptr == NULL);
}

static void there_and_back(struct arena *mem, struct str text)
{
    static const char digits[] = "0123456789abcdef";
    struct str out             = STR_NONE;
    char encoded[3 * 256];
    size_t n = text.len < 256 ? text.len : 256;
    for (size_t i = 0; i < n; i++) {
        encoded[3 * i]     = '%';
        encoded[3 * i + 1] = digits[(uint8_t)text.ptr[i] >> 4];
        encoded[3 * i + 2] = digits[(uint8_t)text.ptr[i] & 15];
    }
    struct str part = str_make(text.ptr, n);
    bool good       = str_is_utf8(part) && (n == 0 || !memchr(part.ptr, 0, n));
    enum err e      = uri_decode(mem, str_make(encoded, 3 * n), true, &out);
    CHECK(e == ERR_NO_MEMORY || (e == ERR_OK) == good);
    CHECK(e != ERR_OK || str_eq(out, part));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena mem;
    struct str out = STR_NONE;
    if (len == 0)
        return 0;
    struct str all = str_make((const char *)data + 1, len - 1);
    arena_init(&mem, ARENA_MAX);
    mem.fail_after = data[0] & 7;
    decode_try(&mem, all, true);
    decode_try(&mem, all, false);
    there_and_back(&mem, all);
    enum err e = uri_query_get(&mem, all, STR("q"), &out);
    CHECK(e == ERR_OK || e == ERR_BAD_REQUEST || e == ERR_NO_MEMORY);
    out = uri_cookie_get(all, STR("hall"));
    CHECK(!out.ptr || (out.ptr >= all.ptr && out.ptr + out.len <= all.ptr + all.len));
    arena_done(&mem);
    return 0;
}
