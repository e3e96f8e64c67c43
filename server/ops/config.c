#include "server/ops/config.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/base/buf.h"

#define FILE_MAX_BYTES 65536
#define NAME_MAX_BYTES 64

enum option_kind { TEXT, NUMBER, FLAG };
struct option {
    const char *name;
    enum option_kind kind;
    size_t offset;
    const char *text;
    int64_t number;
    const char *placeholder, *doc;
};
#define DEFAULT_TEXT(value) .text = value
#define DEFAULT_NUMBER(value) .number = value
#define DEFAULT_FLAG(value) .number = value
#define OPTION(kind_, name_, value, placeholder_, doc_) { .name = #name_, .kind = kind_, .offset = offsetof(struct config, name_), DEFAULT_##kind_(value), .placeholder = placeholder_, .doc = doc_ },
static const struct option options[] = {
#include "server/ops/config.def"
};
#undef OPTION

struct reading {
    struct config *config;
    char *why;
    bool set[COUNT_OF(options)]; /* by something that wins */
};

static bool name_is(struct str name, const char *option)
{
    size_t len = strlen(option);
    if (name.len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (name.ptr[i] != option[i] && !(name.ptr[i] == '-' && option[i] == '_'))
            return false;
    return true;
}

static const struct option *option_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (name_is(name, options[i].name))
            return &options[i];
    return NULL;
}

static bool flag_read(const char *text, bool *ret_flag)
{
    struct str s = str_from_cstr(text);
    *ret_flag    = str_eq(s, STR("1")) || str_eq(s, STR("true")) || str_eq(s, STR("yes"));
    return *ret_flag || str_eq(s, STR("0")) || str_eq(s, STR("false")) || str_eq(s, STR("no")) || s.len == 0;
}

static bool option_set(struct reading *r, const struct option *o, const char *value)
{
    size_t index = (size_t)(o - options);
    char *at     = (char *)r->config + o->offset;
    if (r->set[index])
        return true;
    r->set[index] = true;
    int64_t number;
    bool flag;
    switch (o->kind) {
    case TEXT:
        memcpy(at, &value, sizeof value);
        return true;
    case NUMBER:
        if (!str_to_i64(str_from_cstr(value), &number) || number < 0) {
            (void)snprintf(r->why, CONFIG_WHY_MAX, "%s: '%s' is not a number", o->name, value);
            return false;
        }
        memcpy(at, &number, sizeof number);
        return true;
    case FLAG:
        if (!flag_read(value, &flag)) {
            (void)snprintf(r->why, CONFIG_WHY_MAX, "%s: '%s' is neither 1 nor 0", o->name, value);
            return false;
        }
        memcpy(at, &flag, sizeof flag);
        return true;
    }
    return true;
}

static bool args_read(struct reading *r, int count, char *const *args)
{
    for (int i = 0; i < count; i++) {
        struct str arg = str_from_cstr(args[i]), name;
        const char *equals     = strchr(args[i], '=');
        (void)str_cut(str_skip(arg, 2), '=', &name);
        const struct option *o = str_starts(arg, STR("--")) ? option_find(name) : NULL;
        if (!o) {
            (void)snprintf(r->why, CONFIG_WHY_MAX, "unknown option '%s'", args[i]);
            return false;
        }
        const char *value = equals ? equals + 1 : "1";
        if (!equals && o->kind != FLAG) {
            if (++i == count) {
                (void)snprintf(r->why, CONFIG_WHY_MAX, "%s needs a value (%s)", args[i - 1], o->placeholder);
                return false;
            }
            value = args[i];
        }
        if (!option_set(r, o, value))
            return false;
    }
    return true;
}

static bool environment_read(struct reading *r)
{
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        char name[NAME_MAX_BYTES] = "HIREHALL_";
        size_t len                = strlen(name);
        for (const char *at = options[i].name; *at && len < sizeof name - 1; at++)
            name[len++] = *at >= 'a' && *at <= 'z' ? (char)(*at & ~0x20) : *at;
        const char *value = getenv(name);
        if (value && !option_set(r, &options[i], value))
            return false;
    }
    return true;
}

static bool line_read(struct reading *r, struct arena *mem, struct str line, int number)
{
    struct str name, value = str_trim(str_cut(line, '=', &name));
    name                   = str_trim(name);
    if (!name.len || name.ptr[0] == '#')
        return true;
    const struct option *o = option_find(name);
    if (!o || !memchr(line.ptr, '=', line.len)) {
        (void)snprintf(r->why, CONFIG_WHY_MAX, "%s line %d: unknown option '%.*s'", r->config->config, number, STR_ARG(name));
        return false;
    }
    value = arena_dup(mem, value);
    if (!value.ptr) {
        (void)snprintf(r->why, CONFIG_WHY_MAX, "%s is too long", r->config->config);
        return false;
    }
    return option_set(r, o, value.ptr);
}

static bool file_read(struct reading *r, struct arena *mem)
{
    static const char *const too_long = "is too long";
    if (!r->config->config[0])
        return true;
    FILE *file = fopen(r->config->config, "re");
    char *text = arena_alloc(mem, FILE_MAX_BYTES);
    if (!file || !text) {
        (void)snprintf(r->why, CONFIG_WHY_MAX, "cannot read the configuration file %s", r->config->config);
        if (file)
            (void)fclose(file); /* only read */
        return false;
    }
    size_t len = fread(text, 1, FILE_MAX_BYTES, file);
    (void)fclose(file); /* only read */
    if (len == FILE_MAX_BYTES) {
        (void)snprintf(r->why, CONFIG_WHY_MAX, "%s %s", r->config->config, too_long);
        return false;
    }
    struct str rest = str_make(text, len), line;
    for (int number = 1; rest.len; number++) {
        rest = str_cut(rest, '\n', &line);
        if (!line_read(r, mem, line, number))
            return false;
    }
    return true;
}

bool config_read(struct config *ret_config, struct arena *mem, int count, char *const *args, char ret_why[CONFIG_WHY_MAX])
{
    struct reading r = { .config = ret_config, .why = ret_why };
    memset(ret_config, 0, sizeof *ret_config);
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        char *at = (char *)ret_config + options[i].offset;
        if (options[i].kind == TEXT)
            memcpy(at, &options[i].text, sizeof options[i].text);
        else if (options[i].kind == NUMBER)
            memcpy(at, &options[i].number, sizeof options[i].number);
    }
    return args_read(&r, count, args) && environment_read(&r) && file_read(&r, mem);
}

struct str config_help(struct arena *mem)
{
    char text[16384];
    size_t len = 0;
    for (size_t i = 0; i < COUNT_OF(options) && len < sizeof text; i++) {
        const struct option *o = &options[i];
        char name[NAME_MAX_BYTES];
        size_t n = 0;
        for (const char *at = o->name; *at && n < sizeof name - 1; at++)
            name[n++] = *at == '_' ? '-' : *at;
        name[n]   = 0;
        int added = snprintf(text + len, sizeof text - len, "  --%s%s%s\n        %s\n", name, o->placeholder[0] ? " " : "", o->placeholder, o->doc);
        len += added > 0 ? (size_t)added : 0;
    }
    return arena_dup(mem, str_make(text, len < sizeof text ? len : sizeof text - 1));
}

bool address_split(struct str text, struct str *ret_host, uint16_t *ret_port)
{
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    uint64_t port;
    if (colon < 2 || !str_to_u64(str_skip(text, colon), &port) || port > UINT16_MAX)
        return false;
    struct str host = str_make(text.ptr, colon - 1);
    if (host.ptr[0] == '[') {
        if (host.len < 3 || host.ptr[host.len - 1] != ']')
            return false;
        host = str_make(host.ptr + 1, host.len - 2);
    }
    *ret_host = host;
    *ret_port = (uint16_t)port;
    return true;
}
