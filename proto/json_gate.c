/* The gate: RFC 8259 to the letter, one pass, no recursion, no memory of its own. What is open at a moment (containers and
 * the names of open objects, which are compared for duplicates) lies in some 7 KiB on the stack. */
#include <math.h>
#include <stdlib.h>

#include "proto/json_scan.h"

#define KEYS_OPEN_MAX 512    /* names of all objects open at once */
#define NUMBER_BYTES_MAX 128 /* longer ones are refused as out of range */
#define KEY_ESCAPED 0x80000000U

struct gate_key {
    uint32_t hash; /* of the unescaped name */
    uint32_t from; /* offset of what stands between the quotes */
    uint32_t len;  /* with KEY_ESCAPED when a backslash is in it */
};

enum gate_step { STEP_VALUE, STEP_FIRST_ITEM, STEP_FIRST_KEY, STEP_KEY, STEP_AFTER, STEP_END, STEP_STOP };

struct gate {
    const char *start, *at, *end;
    struct json_fault *fault;
    unsigned depth;
    uint32_t objects;                    /* bit d: the container at depth d is an object */
    uint32_t first_key[JSON_DEPTH_MAX + 1]; /* of the object at this depth, in keys */
    uint32_t key_count;
    struct gate_key keys[KEYS_OPEN_MAX];
};

static enum gate_step stop(struct gate *g, struct str code, struct str zh, struct str en)
{
    *g->fault = (struct json_fault){ .pointer = STR(""), .code = code, .zh = zh, .en = en };
    return STEP_STOP;
}

static enum gate_step stop_syntax(struct gate *g)
{
    return stop(g, STR("syntax"), STR("不是有效的 JSON"), STR("Not valid JSON"));
}

static void blanks_pass(struct gate *g)
{
    while (g->at < g->end && (*g->at == ' ' || *g->at == '\n' || *g->at == '\r' || *g->at == '\t'))
        g->at++;
}

/* --- texts ---------------------------------------------------------------------------------------------- */
static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits at p, or -1. */
static int unit_of(const char *p, const char *end)
{
    int unit = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_of(p[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* At a backslash. A high surrogate must be followed by a low one, and a low one never comes alone. */
static enum gate_step escape_pass(struct gate *g, bool is_key)
{
    if (g->end - g->at < 2)
        return stop_syntax(g);
    char c = g->at[1];
    if (c != 'u') {
        if (!c || !strchr("\"\\/bfnrt", c))
            return stop_syntax(g);
        g->at += 2;
        return STEP_AFTER;
    }
    int unit = unit_of(g->at + 2, g->end);
    if (unit < 0)
        return stop_syntax(g);
    if (unit == 0 && is_key)
        return stop(g, STR("not_allowed"), STR("字段名不能含有空字符（U+0000）"), STR("A name cannot contain U+0000"));
    if (unit < 0xD800 || unit > 0xDFFF) {
        g->at += 6;
        return STEP_AFTER;
    }
    bool paired = unit <= 0xDBFF && g->end - g->at >= 12 && g->at[6] == '\\' && g->at[7] == 'u';
    int low     = paired ? unit_of(g->at + 8, g->end) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return stop(g, STR("bad_utf8"), STR("代理项必须成对出现"), STR("A surrogate stands alone"));
    g->at += 12;
    return STEP_AFTER;
}

static bool is_tail(char c)
{
    return ((uint8_t)c & 0xC0) == 0x80;
}

/* Length of the well-formed UTF-8 sequence at p (first byte 0x80 or above), or 0. */
static size_t utf8_len(const char *p, const char *end)
{
    uint8_t a   = (uint8_t)p[0];
    size_t left = (size_t)(end - p);
    if (a < 0xC2 || a > 0xF4 || left < 2 || !is_tail(p[1]))
        return 0;
    uint8_t b = (uint8_t)p[1];
    if (a < 0xE0)
        return 2;
    if (left < 3 || !is_tail(p[2]))
        return 0;
    if (a < 0xF0)
        return (a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F) ? 0 : 3;
    if (left < 4 || !is_tail(p[3]))
        return 0;
    return (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F) ? 0 : 4;
}

/* At the opening quote; ends behind the closing one. ret_escaped may be NULL (then it is not a name). */
static enum gate_step text_pass(struct gate *g, bool *ret_escaped)
{
    g->at++;
    while (g->at < g->end) {
        uint8_t c = (uint8_t)*g->at;
        if (c == '"') {
            g->at++;
            return STEP_AFTER;
        }
        if (c == '\\') {
            if (ret_escaped)
                *ret_escaped = true;
            if (escape_pass(g, ret_escaped != NULL) == STEP_STOP)
                return STEP_STOP;
        } else if (c < 0x20) {
            return stop_syntax(g);
        } else if (c < 0x80) {
            g->at++;
        } else {
            size_t n = utf8_len(g->at, g->end);
            if (n == 0)
                return stop(g, STR("bad_utf8"), STR("不是有效的 UTF-8 文字"), STR("Not valid UTF-8"));
            g->at += n;
        }
    }
    return stop_syntax(g);
}

/* --- names ---------------------------------------------------------------------------------------------- */
/* Walks a name byte by byte with its escapes undone. */
struct key_walk {
    struct str raw;
    char pending[4];
    size_t len, at;
};

static int key_byte(struct key_walk *w)
{
    if (w->at < w->len)
        return (uint8_t)w->pending[w->at++];
    if (w->raw.len == 0)
        return -1;
    size_t n = 1;
    if (w->raw.ptr[0] == '\\') {
        n = w->raw.ptr[1] == 'u' ? 6 : 2;
        if (n == 6 && unit_of(w->raw.ptr + 2, w->raw.ptr + 6) >> 10 == 0xD800 >> 10)
            n = 12;
        w->len = json_unescape(str_make(w->raw.ptr, n), w->pending);
        w->at  = 1;
        w->raw = str_skip(w->raw, n);
        return (uint8_t)w->pending[0];
    }
    int byte = (uint8_t)w->raw.ptr[0];
    w->raw   = str_skip(w->raw, n);
    return byte;
}

static struct str key_raw(const struct gate *g, const struct gate_key *k)
{
    return str_make(g->start + k->from, k->len & ~KEY_ESCAPED);
}

static bool keys_equal(const struct gate *g, const struct gate_key *a, const struct gate_key *b)
{
    if (!((a->len | b->len) & KEY_ESCAPED))
        return str_eq(key_raw(g, a), key_raw(g, b));
    struct key_walk wa = { .raw = key_raw(g, a) };
    struct key_walk wb = { .raw = key_raw(g, b) };
    int byte           = 0;
    do {
        byte = key_byte(&wa);
        if (byte != key_byte(&wb))
            return false;
    } while (byte >= 0);
    return true;
}

static uint32_t key_hash(struct str raw, bool escaped)
{
    uint32_t hash = 2166136261U;
    if (!escaped) {
        for (size_t i = 0; i < raw.len; i++)
            hash = (hash ^ (uint8_t)raw.ptr[i]) * 16777619U;
        return hash;
    }
    struct key_walk w = { .raw = raw };
    for (int byte = key_byte(&w); byte >= 0; byte = key_byte(&w))
        hash = (hash ^ (uint32_t)byte) * 16777619U;
    return hash;
}

/* At a name: reads it, looks for its twin in the same object, passes the colon. */
static enum gate_step key_pass(struct gate *g)
{
    bool escaped     = false;
    const char *from = g->at + 1;
    if (g->at >= g->end || *g->at != '"')
        return stop_syntax(g);
    if (text_pass(g, &escaped) == STEP_STOP)
        return STEP_STOP;
    struct str raw = str_make(from, (size_t)(g->at - 1 - from));
    struct gate_key key = { key_hash(raw, escaped), (uint32_t)(from - g->start), (uint32_t)raw.len | (escaped ? KEY_ESCAPED : 0) };
    uint32_t first      = g->first_key[g->depth];
    for (uint32_t i = first; i < g->key_count; i++)
        if (g->keys[i].hash == key.hash && keys_equal(g, &g->keys[i], &key))
            return stop(g, STR("duplicate_key"), STR("同一对象里有重复的字段名"), STR("A name stands twice in one object"));
    if (g->key_count - first >= JSON_KEYS_MAX || g->key_count >= KEYS_OPEN_MAX)
        return stop(g, STR("too_many_keys"), STR("字段太多"), STR("Too many names"));
    g->keys[g->key_count++] = key;
    blanks_pass(g);
    if (g->at >= g->end || *g->at != ':')
        return stop_syntax(g);
    g->at++;
    return STEP_VALUE;
}

/* --- numbers and words ------------------------------------------------------------------------------------ */
static bool digits_pass(struct gate *g)
{
    const char *from = g->at;
    while (g->at < g->end && *g->at >= '0' && *g->at <= '9')
        g->at++;
    return g->at > from;
}

static enum gate_step number_range(struct gate *g, struct str number, bool whole)
{
    int64_t integer = 0;
    bool fits       = number.len <= NUMBER_BYTES_MAX;
    if (fits && whole) {
        fits = str_to_i64(number, &integer);
    } else if (fits) {
        char copy[NUMBER_BYTES_MAX + 1];
        memcpy(copy, number.ptr, number.len);
        copy[number.len] = 0;
        fits             = isfinite(strtod(copy, NULL)) != 0;
    }
    return fits ? STEP_AFTER : stop(g, STR("number_range"), STR("数字超出范围"), STR("A number is out of range"));
}

static enum gate_step number_pass(struct gate *g)
{
    const char *from = g->at;
    bool whole       = true;
    if (*g->at == '-')
        g->at++;
    if (g->at < g->end && *g->at == '0')
        g->at++;
    else if (!digits_pass(g))
        return stop_syntax(g);
    if (g->at < g->end && *g->at == '.') {
        g->at++;
        whole = false;
        if (!digits_pass(g))
            return stop_syntax(g);
    }
    if (g->at < g->end && (*g->at == 'e' || *g->at == 'E')) {
        g->at++;
        whole = false;
        if (g->at < g->end && (*g->at == '+' || *g->at == '-'))
            g->at++;
        if (!digits_pass(g))
            return stop_syntax(g);
    }
    return number_range(g, str_make(from, (size_t)(g->at - from)), whole);
}

static enum gate_step word_pass(struct gate *g, struct str word)
{
    if (!str_starts(str_make(g->at, (size_t)(g->end - g->at)), word))
        return stop_syntax(g);
    g->at += word.len;
    return STEP_AFTER;
}

/* --- values and containers -------------------------------------------------------------------------------- */
static enum gate_step open_pass(struct gate *g, bool object)
{
    if (g->depth >= JSON_DEPTH_MAX)
        return stop(g, STR("depth"), STR("嵌套太深"), STR("Nested too deeply"));
    g->depth++;
    g->at++;
    g->first_key[g->depth] = g->key_count;
    g->objects             = object ? g->objects | 1U << g->depth : g->objects & ~(1U << g->depth);
    return object ? STEP_FIRST_KEY : STEP_FIRST_ITEM;
}

static enum gate_step close_pass(struct gate *g)
{
    g->at++;
    g->key_count = g->first_key[g->depth];
    g->depth--;
    return STEP_AFTER;
}

static enum gate_step value_pass(struct gate *g)
{
    switch (g->at < g->end ? *g->at : 0) {
    case '{':
        return open_pass(g, true);
    case '[':
        return open_pass(g, false);
    case '"':
        return text_pass(g, NULL);
    case 't':
        return word_pass(g, STR("true"));
    case 'f':
        return word_pass(g, STR("false"));
    case 'n':
        return word_pass(g, STR("null"));
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return number_pass(g);
    default:
        return stop_syntax(g);
    }
}

static enum gate_step after_pass(struct gate *g)
{
    if (g->depth == 0)
        return g->at == g->end ? STEP_END : stop_syntax(g);
    bool object = (g->objects >> g->depth & 1U) != 0;
    char c      = g->at < g->end ? *g->at : '\0';
    if (c == ',') {
        g->at++;
        return object ? STEP_KEY : STEP_VALUE;
    }
    return c == (object ? '}' : ']') ? close_pass(g) : stop_syntax(g);
}

static enum gate_step step_on(struct gate *g, enum gate_step step)
{
    bool closes = false;
    blanks_pass(g);
    switch (step) {
    case STEP_FIRST_ITEM:
        closes = g->at < g->end && *g->at == ']';
        return closes ? close_pass(g) : value_pass(g);
    case STEP_FIRST_KEY:
        closes = g->at < g->end && *g->at == '}';
        return closes ? close_pass(g) : key_pass(g);
    case STEP_KEY:
        return key_pass(g);
    case STEP_AFTER:
        return after_pass(g);
    case STEP_VALUE:
    case STEP_END:
    case STEP_STOP:
        break;
    }
    return value_pass(g);
}

enum err json_gate_at(struct str text, struct json_fault *ret_fault, size_t *ret_offset)
{
    /* only what is counted in is read: the release flags need not clear 7 KiB for every message */
    struct gate g __attribute__((uninitialized));
    g.start     = text.len ? text.ptr : "";
    g.at        = g.start;
    g.end       = g.start + text.len;
    g.fault     = ret_fault;
    g.depth     = 0;
    g.objects   = 0;
    g.key_count = 0;
    enum gate_step step = STEP_VALUE;
    if (text.len >= KEY_ESCAPED)
        step = stop(&g, STR("too_long"), STR("内容过长"), STR("Too long"));
    while (step != STEP_END && step != STEP_STOP)
        step = step_on(&g, step);
    *ret_offset = (size_t)(g.at - g.start);
    return step == STEP_END ? ERR_OK : ERR_BAD_JSON;
}

enum err json_gate(struct str text, struct json_fault *ret_fault)
{
    size_t offset = 0;
    return json_gate_at(text, ret_fault, &offset);
}
