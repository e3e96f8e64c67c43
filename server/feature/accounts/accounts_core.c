#include "server/feature/accounts/accounts_core.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool login_name_is_valid(struct str login)
{
    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-' && c != '@')
            return false;
    }
    return login.len > 0;
}

void login_name_lower(struct str login, char *ret_text)
{
    for (size_t i = 0; i < login.len; i++) {
        char c      = login.ptr[i];
        ret_text[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
}

/* U+200E U+200F, U+202A … U+202E, U+2066 … U+2069: all three bytes beginning with E2 80 or E2 81. */
static bool turns_direction(const unsigned char *at, size_t left)
{
    if (left < 3 || at[0] != 0xE2)
        return false;
    if (at[1] == 0x80)
        return at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xAA && at[2] <= 0xAE);
    return at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9;
}

bool person_name_is_valid(struct str name)
{
    bool shows = false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c < ' ' || c == 0x7F || turns_direction((const unsigned char *)name.ptr + i, name.len - i))
            return false;
        shows = shows || c != ' ';
    }
    return shows;
}

bool role_is_open(unsigned role)
{
    return role == role_candidate || role == role_recruiter || role == role_agent || role == role_coordinator;
}

bool role_may_reset(unsigned by, unsigned whose)
{
    if (whose == role_staff)
        return by == role_admin;
    return role_is_open(whose) && (by == role_staff || by == role_admin);
}

bool poll_after_read(struct str after, struct str *ret_epoch, int64_t *ret_seq)
{
    size_t colon = after.len;
    while (colon > 0 && after.ptr[colon - 1] != ':')
        colon--;
    uint64_t seq;
    if (colon == 0 || !str_to_u64(str_skip(after, colon), &seq) || seq > INT64_MAX)
        return false;
    *ret_epoch = str_make(after.ptr, colon - 1);
    *ret_seq   = (int64_t)seq;
    return true;
}
