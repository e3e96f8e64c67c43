#include "proto/base/id.h"

/* 22 digits of base 62 in parts that fit a register: one division of 128 bits for ten digits, not for each. */
#define PART_DIGITS 10
#define PART UINT64_C(839299365868340224) /* 62^10 */

size_t id_write(char prefix, const uint8_t random[16], char ret_text[ID_TEXT_MAX])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    __extension__ unsigned __int128 value = 0;
    for (int i = 0; i < 16; i++)
        value = value << 8 | random[i];
    ret_text[0] = prefix;
    for (int at = 22; at >= 1;) {
        uint64_t part = (uint64_t)(value % PART);
        value /= PART;
        for (int i = 0; i < PART_DIGITS && at >= 1; i++, at--) {
            ret_text[at] = digits[part % 62];
            part /= 62;
        }
    }
    return 23;
}

bool id_is_valid(struct str text)
{
    if (text.len == 0 || text.len > ID_TEXT_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c  = text.ptr[i];
        bool ok = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        if (!ok)
            return false;
    }
    return true;
}
