#include "proto/uri.h"

/* The value of a hex digit, or 16. */
static unsigned hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 16;
}

/* The byte spelled at the front of text, which is not empty: how many characters spell it, or 0 when it is a broken
 * escape or NUL. */
static size_t byte_read(struct str text, bool plus_is_blank, char *ret_byte)
{
    char c   = text.ptr[0];
    size_t n = 1;
    if (c == '%') {
        unsigned high = text.len >= 3 ? hex_value(text.ptr[1]) : 16;
        unsigned low  = text.len >= 3 ? hex_value(text.ptr[2]) : 16;
        if (high > 15 || low > 15)
            return 0;
        c = (char)(high << 4 | low);
        n = 3;
    } else if (c == '+' && plus_is_blank) {
        c = ' ';
    }
    *ret_byte = c;
    return c ? n : 0;
}

enum err uri_decode(struct arena *mem, struct str text, bool plus_is_blank, struct str *ret_text)
{
    char *out = arena_alloc(mem, text.len + 1);
    size_t n  = 0;
    if (!out)
        return ERR_NO_MEMORY;
    for (struct str rest = text; rest.len; n++) {
        size_t taken = byte_read(rest, plus_is_blank, &out[n]);
        if (taken == 0)
            return ERR_BAD_REQUEST;
        rest = str_skip(rest, taken);
    }
    if (!str_is_utf8(str_make(out, n)))
        return ERR_BAD_REQUEST;
    *ret_text = str_make(out, n);
    return ERR_OK;
}

/* Compares what an encoded name spells, without decoding it into memory. */
static enum err name_compare(struct str encoded, struct str name, bool *ret_equal)
{
    size_t at   = 0;
    bool equal  = true;
    char c      = 0;
    size_t took = 0;
    for (struct str rest = encoded; rest.len; rest = str_skip(rest, took)) {
        took = byte_read(rest, true, &c);
        if (took == 0)
            return ERR_BAD_REQUEST;
        equal = equal && at < name.len && name.ptr[at] == c;
        at++;
    }
    *ret_equal = equal && at == name.len;
    return ERR_OK;
}

enum err uri_query_get(struct arena *mem, struct str query, struct str name, struct str *ret_value)
{
    struct str found = STR_NONE;
    bool seen        = false;
    for (struct str rest = query; rest.len;) {
        struct str pair = STR_NONE;
        struct str key  = STR_NONE;
        bool equal      = false;
        rest            = str_cut(rest, '&', &pair);
        struct str text = str_cut(pair, '=', &key);
        TRY(name_compare(key, name, &equal));
        if (!equal || pair.len == 0)
            continue;
        if (seen)
            return ERR_BAD_REQUEST;
        seen  = true;
        found = text;
    }
    if (!seen) {
        *ret_value = STR_NONE;
        return ERR_OK;
    }
    return uri_decode(mem, found, true, ret_value);
}

struct str uri_cookie_get(struct str header, struct str name)
{
    for (struct str rest = header; rest.len;) {
        struct str pair = STR_NONE;
        struct str key  = STR_NONE;
        rest            = str_cut(rest, ';', &pair);
        pair            = str_trim(pair);
        struct str text = str_cut(pair, '=', &key);
        if (key.len < pair.len && str_eq(key, name)) /* there is a '=' */
            return text;
    }
    return STR_NONE;
}
