#include "proto/base/code.h"

static int uscc_value(char c)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const char *at             = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

bool code_uscc_is_valid(struct str code)
{
    if (code.len != 18)
        return false;
    int sum    = 0;
    int weight = 1;
    for (size_t i = 0; i < 17; i++) {
        int value = uscc_value(code.ptr[i]);
        if (value < 0)
            return false;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return uscc_value(code.ptr[17]) == (31 - sum % 31) % 31;
}

bool code_region_is_valid(struct str code)
{
    if (code.len != 6 || code.ptr[0] < '1' || code.ptr[0] > '8')
        return false;
    for (size_t i = 1; i < code.len; i++)
        if (code.ptr[i] < '0' || code.ptr[i] > '9')
            return false;
    return true;
}
