#include "server/live/redis_url.h"


#define REDIS_PORT 6379
/* sockaddr_un.sun_path less its NUL */
#define PATH_MAX_BYTES 107

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Copies with percent signs decoded; false when it does not fit or is not well formed. */
static bool part_read(struct str text, char ret_part[REDIS_URL_PART_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex_of(text.ptr[i + 1]) : -1;
            int low  = i + 2 < text.len ? hex_of(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || len + 1 >= REDIS_URL_PART_MAX)
            return false;
        ret_part[len++] = c;
    }
    ret_part[len] = '\0';
    return true;
}

static bool number_read(struct str text, uint64_t max, uint64_t *ret_number)
{
    return str_to_u64(text, ret_number) && *ret_number <= max;
}

/* The last occurrence of sep, text.len when there is none. */
static size_t last_of(struct str text, char sep)
{
    for (size_t i = text.len; i > 0; i--)
        if (text.ptr[i - 1] == sep)
            return i - 1;
    return text.len;
}

static bool host_read(struct str text, struct redis_url *u)
{
    struct str port = STR_NONE;
    if (str_starts(text, STR("["))) {
        size_t end = last_of(text, ']');
        if (end == text.len)
            return false;
        port = str_skip(text, end + 1);
        text = str_make(text.ptr + 1, end - 1);
        if (port.len && port.ptr[0] != ':')
            return false;
        port = str_skip(port, 1);
    } else {
        size_t colon = last_of(text, ':');
        port         = str_skip(text, colon + 1);
        text.len     = colon;
    }
    uint64_t number = REDIS_PORT;
    if (port.len && (!number_read(port, 65535, &number) || number == 0))
        return false;
    u->port = (int)number;
    return text.len > 0 && part_read(text, u->host);
}

static bool login_read(struct str text, struct redis_url *u)
{
    struct str user;
    struct str password = str_cut(text, ':', &user);
    return part_read(user, u->user) && part_read(password, u->password) && u->password[0];
}

bool redis_url_read(struct str text, struct redis_url *ret_url, const char **ret_why)
{
    struct redis_url u = { 0 };
    if (str_starts(text, STR("unix:"))) {
        struct str path = str_skip(text, 5);
        *ret_why        = "the path of the Redis socket is empty or longer than 107 bytes";
        if (path.len == 0 || path.len > PATH_MAX_BYTES)
            return false;
        memcpy(u.path, path.ptr, path.len);
        *ret_url = u;
        return true;
    }
    *ret_why = "a Redis address is unix:PATH or redis://[user:password@]host[:port][/database]";
    if (!str_starts(text, STR("redis://")))
        return false;
    struct str rest = str_skip(text, 8);
    size_t at       = last_of(rest, '@');
    if (at < rest.len) {
        if (!login_read(str_make(rest.ptr, at), &u))
            return false;
        rest = str_skip(rest, at + 1);
    }
    struct str place;
    struct str database = str_cut(rest, '/', &place);
    uint64_t number     = 0;
    if (database.len && !number_read(database, 1024, &number))
        return false;
    u.database = (unsigned)number;
    if (!host_read(place, &u))
        return false;
    *ret_url = u;
    return true;
}
