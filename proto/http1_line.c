#include "proto/http1_line.h"

/* What a byte may be part of; everything from 0x80 on is nothing. A target excludes '#': a fragment is never sent. */
static const uint8_t kind_of[256] = {
    0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 0, 0, 0, 0, 0, /* control */
    0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0, 0, 0, 0, 0, 0, /* control */
    0,  3,  2,  1,  3,  3,  3,  3,  2,  2,  3, 3, 2, 7, 7, 2, /*   ! " # $ % & ' ( ) * + , - . / */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 2, 2, 2, 2, 2, 2, /* 0-9 : ; < = > ? */
    2,  15, 15, 15, 15, 15, 15, 7,  7,  7,  7, 7, 7, 7, 7, 7, /* @ A-O */
    7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7, 2, 2, 2, 3, 7, /* P-Z [ \ ] ^ _ */
    3,  15, 15, 15, 15, 15, 15, 7,  7,  7,  7, 7, 7, 7, 7, 7, /* ` a-o */
    7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7, 2, 3, 2, 7, 0, /* p-z { | } ~ */
};

size_t http1_span(struct str s, unsigned kind)
{
    size_t n = 0;
    while (n < s.len && (kind_of[(unsigned char)s.ptr[n]] & kind))
        n++;
    return n;
}

bool http1_host_is_good(struct str host)
{
    size_t n = 0;
    if (host.len && host.ptr[0] == '[') {
        n = 1;
        while (n < host.len &&
               ((kind_of[(unsigned char)host.ptr[n]] & HTTP1_HEX) || host.ptr[n] == ':' || host.ptr[n] == '.'))
            n++;
        if (n < 3 || n == host.len || host.ptr[n] != ']')
            return false;
        n++;
    } else {
        n = http1_span(host, HTTP1_HOST);
    }
    if (n == 0 || n == host.len)
        return n > 0;
    uint64_t port = 0;
    return host.ptr[n] == ':' && str_to_u64(str_skip(host, n + 1), &port) && port <= 65535;
}

/* Every % begins two hex digits, and none spells NUL. */
static bool escapes_are_good(struct str path)
{
    struct str rest = path;
    const char *at  = NULL;
    while (rest.len && (at = memchr(rest.ptr, '%', rest.len))) {
        rest = str_skip(rest, (size_t)(at - rest.ptr) + 1);
        if (rest.len < 2 || http1_span(str_make(rest.ptr, 2), HTTP1_HEX) < 2 ||
            (rest.ptr[0] == '0' && rest.ptr[1] == '0'))
            return false;
    }
    return true;
}

/* Fills path, query and, from an absolute-form target, host. */
static bool target_split(struct http1_request *request)
{
    struct str rest = request->target;
    request->host   = STR_NONE;
    request->query  = STR_NONE;
    request->path   = rest;
    if (rest.ptr[0] != '/') {
        if (str_eq(rest, STR("*")))
            return str_eq(request->method, STR("OPTIONS"));
        size_t scheme = str_eq_nocase(str_make(rest.ptr, rest.len < 7 ? rest.len : 7), STR("http://"))    ? 7
                        : str_eq_nocase(str_make(rest.ptr, rest.len < 8 ? rest.len : 8), STR("https://")) ? 8
                                                                                                          : 0;
        if (scheme == 0)
            return false;
        rest     = str_skip(rest, scheme);
        size_t n = 0;
        while (n < rest.len && rest.ptr[n] != '/' && rest.ptr[n] != '?')
            n++;
        request->host = str_make(rest.ptr, n);
        rest          = str_skip(rest, n);
        if (!http1_host_is_good(request->host))
            return false;
    }
    request->query = str_cut(rest, '?', &request->path);
    if (request->path.len == 0)
        request->path = STR("/");
    return escapes_are_good(request->path);
}

static int refuse(int status, const char *reason, const char **ret_reason)
{
    *ret_reason = reason;
    return status;
}

int http1_line_read(struct str line, struct http1_request *request, const char **ret_reason)
{
    size_t n        = http1_span(line, HTTP1_TOKEN);
    request->method = str_make(line.ptr, n);
    if (n == 0 || n == line.len || line.ptr[n] != ' ')
        return refuse(400, "the method is not a token", ret_reason);
    for (size_t i = 0; i < n; i++)
        if (line.ptr[i] >= 'a' && line.ptr[i] <= 'z')
            return refuse(501, "no method has small letters", ret_reason);
    struct str rest = str_skip(line, n + 1);
    n               = http1_span(rest, HTTP1_TARGET);
    request->target = str_make(rest.ptr, n);
    if (n == 0 || n == rest.len || rest.ptr[n] != ' ')
        return refuse(400, "the target is malformed", ret_reason);
    rest = str_skip(rest, n + 1);
    if (rest.len != 8 || !str_starts(rest, STR("HTTP/")) || rest.ptr[5] < '0' || rest.ptr[5] > '9' ||
        rest.ptr[6] != '.' || rest.ptr[7] < '0' || rest.ptr[7] > '9')
        return refuse(400, "the version is malformed", ret_reason);
    if (rest.ptr[5] != '1' || rest.ptr[7] > '1')
        return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken", ret_reason);
    request->version_minor = rest.ptr[7] - '0';
    if (str_eq(request->method, STR("CONNECT")))
        return refuse(501, "this is no proxy", ret_reason);
    return target_split(request) ? 0 : refuse(400, "the target is malformed", ret_reason);
}

/* --- header lines -------------------------------------------------------------------------------------------- */

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Whether any of 8 bytes is below 0x20 or 0x7F (HTAB is among them: the caller looks closer). */
static bool word_is_suspect(uint64_t word)
{
    uint64_t del = word ^ EACH_BYTE(0x7F);
    uint64_t low = (word - EACH_BYTE(0x20)) & ~word;
    return ((low | ((del - EACH_BYTE(0x01)) & ~del)) & EACH_BYTE(0x80)) != 0;
}

static bool bytes_are_clean(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

bool http1_value_is_clean(struct str value)
{
    size_t i = 0;
    for (; i + 8 <= value.len; i += 8) {
        uint64_t word = 0;
        memcpy(&word, value.ptr + i, 8);
        if (word_is_suspect(word) && !bytes_are_clean(value.ptr + i, 8))
            return false;
    }
    return bytes_are_clean(value.ptr + i, value.len - i);
}

bool http1_field_read(struct str line, struct http1_header *ret_header)
{
    size_t n = http1_span(line, HTTP1_TOKEN);
    if (n == 0 || n == line.len || line.ptr[n] != ':')
        return false;
    const char *from = line.ptr + n + 1;
    const char *end  = line.ptr + line.len;
    while (from < end && (*from == ' ' || *from == '\t'))
        from++;
    while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    ret_header->name  = str_make(line.ptr, n);
    ret_header->value = str_make(from, (size_t)(end - from));
    return http1_value_is_clean(ret_header->value);
}
