#include "proto/json_scan.h"

#include "proto/base/check.h"

static void blanks_pass(struct json_scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

enum json_kind scan_kind(struct json_scan *s)
{
    blanks_pass(s);
    CHECK(s->at < s->end);
    switch (*s->at) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_LIST;
    case '"':
        return JSON_TEXT;
    case 'n':
        return JSON_NULL;
    case 't':
    case 'f':
        return JSON_BOOL;
    default:
        return JSON_NUMBER;
    }
}

struct str scan_text(struct json_scan *s)
{
    blanks_pass(s);
    const char *from = ++s->at;
    while (*s->at != '"')
        s->at += *s->at == '\\' ? 2 : 1;
    return str_make(from, (size_t)(s->at++ - from));
}

struct str scan_key(struct json_scan *s)
{
    struct str raw = scan_text(s);
    blanks_pass(s);
    s->at++;
    return raw;
}

static void container_pass(struct json_scan *s)
{
    unsigned depth = 0;
    do {
        char c = *s->at;
        if (c == '"') {
            (void)scan_text(s); /* only passed */
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        if (c == '}' || c == ']')
            depth--;
        s->at++;
    } while (depth);
}

struct str scan_value(struct json_scan *s)
{
    enum json_kind kind = scan_kind(s);
    const char *from    = s->at;
    if (kind == JSON_OBJECT || kind == JSON_LIST)
        container_pass(s);
    else if (kind == JSON_TEXT)
        (void)scan_text(s); /* only passed */
    else
        while (s->at < s->end && !memchr(",]} \n\r\t", *s->at, 7))
            s->at++;
    return str_make(from, (size_t)(s->at - from));
}

bool scan_first(struct json_scan *s)
{
    blanks_pass(s);
    s->at++;
    blanks_pass(s);
    if (*s->at != '}' && *s->at != ']')
        return true;
    s->at++;
    return false;
}

bool scan_next(struct json_scan *s)
{
    blanks_pass(s);
    return *s->at++ == ',';
}

/* --- escapes ---------------------------------------------------------------------------------------------- */
static unsigned unit_at(const char *p)
{
    unsigned unit = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (uint8_t)p[i];
        unit       = unit << 4 | (c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10U);
    }
    return unit;
}

static char *utf8_put(char *out, unsigned point)
{
    if (point < 0x80) {
        *out++ = (char)point;
        return out;
    }
    if (point < 0x800) {
        *out++ = (char)(0xC0U | point >> 6);
    } else {
        if (point < 0x10000) {
            *out++ = (char)(0xE0U | point >> 12);
        } else {
            *out++ = (char)(0xF0U | point >> 18);
            *out++ = (char)(0x80U | (point >> 12 & 0x3FU));
        }
        *out++ = (char)(0x80U | (point >> 6 & 0x3FU));
    }
    *out++ = (char)(0x80U | (point & 0x3FU));
    return out;
}

static char simple_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c; /* the quote, the slash, the backslash */
    }
}

size_t json_unescape(struct str raw, char *out)
{
    char *to        = out;
    const char *p   = raw.ptr;
    const char *end = raw.ptr + raw.len;
    while (p < end) {
        const char *mark = memchr(p, '\\', (size_t)(end - p));
        size_t plain     = (size_t)((mark ? mark : end) - p);
        memmove(to, p, plain);
        to += plain;
        p += plain;
        if (!mark)
            break;
        if (p[1] != 'u') {
            *to++ = simple_escape(p[1]);
            p += 2;
            continue;
        }
        unsigned point = unit_at(p + 2);
        p += 6;
        if (point >= 0xD800 && point <= 0xDBFF) {
            point = 0x10000U + ((point - 0xD800U) << 10) + (unit_at(p + 2) - 0xDC00U);
            p += 6;
        }
        to = utf8_put(to, point);
    }
    return (size_t)(to - out);
}

bool json_text_is(struct str raw, struct str plain)
{
    if (raw.len == plain.len || !raw.len || !memchr(raw.ptr, '\\', raw.len))
        return str_eq(raw, plain); /* an escape is longer than what it means */
    char text[6 * 64];
    if (raw.len > sizeof text)
        return false; /* names we know have at most 64 bytes */
    return str_eq(str_make(text, json_unescape(raw, text)), plain);
}
