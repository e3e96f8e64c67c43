/* Text is a borrowed slice of bytes: it owns nothing and need not end in NUL.
 * To keep it, copy it into the arena that lives longer (arena.h). */
#ifndef HH_BASE_STR_H
#define HH_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define WITH(done) __attribute__((cleanup(done)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct str {
    const char *ptr; /* NULL only when len is 0 */
    size_t len;
};

/* A slice of a string literal: "text" only, never a pointer. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

static inline struct str str_make(const char *ptr, size_t len)
{
    return (struct str){ ptr, len };
}

static inline struct str str_from_cstr(const char *text)
{
    return text ? (struct str){ text, strlen(text) } : STR_NONE;
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_eq_cstr(struct str a, const char *text)
{
    return str_eq(a, str_from_cstr(text));
}

static inline bool str_starts(struct str s, struct str head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}

/* The rest after the first n bytes; n is cut to the length. */
static inline struct str str_skip(struct str s, size_t n)
{
    n = n < s.len ? n : s.len;
    return n ? (struct str){ s.ptr + n, s.len - n } : s;
}

/* ASCII letters compare without case (header names, tokens). */
bool str_eq_nocase(struct str a, struct str b);
struct str str_trim(struct str s);
/* Cuts s at the first sep: ret_head before it, returns what follows. Without sep: head is all, rest is empty. */
struct str str_cut(struct str s, char sep, struct str *ret_head);
/* Plain decimal digits, no sign, no blanks, no overflow. */
MUST_USE bool str_to_u64(struct str s, uint64_t *ret_value);
/* As above with an optional leading minus. */
MUST_USE bool str_to_i64(struct str s, int64_t *ret_value);
/* Valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool str_is_utf8(struct str s);
/* Code points of valid UTF-8. */
size_t str_code_points(struct str s);
/* Equal in constant time for equal lengths (secrets). */
bool str_eq_secret(struct str a, struct str b);

#endif
