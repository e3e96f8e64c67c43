#include "server/feature/accounts/password_rule.h"

#include <string.h>

#define COMMON_BYTES_MAX 64 /* longer than any line of the list */

extern const char passwords_common[], passwords_common_end[];

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool same_small(const char *text, struct str lower)
{
    for (size_t i = 0; i < lower.len; i++)
        if (small(text[i]) != lower.ptr[i])
            return false;
    return true;
}

/* A walk over some 15 kB: nothing beside the Argon2id that follows. */
static bool is_common(struct str password)
{
    struct str list = str_make(passwords_common, (size_t)(passwords_common_end - passwords_common)), line;
    while (list.len) {
        list = str_cut(list, '\n', &line);
        if (line.len == password.len && line.len > 0 && line.ptr[0] != '#' && same_small(password.ptr, line))
            return true;
    }
    return false;
}

static bool has_login(struct str password, struct str login)
{
    for (size_t at = 0; login.len && at + login.len <= password.len; at++)
        if (same_small(password.ptr + at, login))
            return true;
    return false;
}

enum password_verdict password_judge(struct str password, struct str login)
{
    if (password.len <= COMMON_BYTES_MAX && is_common(password))
        return PASSWORD_COMMON;
    return has_login(password, login) ? PASSWORD_HAS_LOGIN : PASSWORD_FINE;
}
