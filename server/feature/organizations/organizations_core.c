#include "server/feature/organizations/organizations_core.h"

#include "proto/base/code.h"

bool organization_kind_fits(enum role role, enum organization_kind kind)
{
    return (role == role_recruiter && kind == organization_kind_enterprise) ||
           (role == role_agent && kind == organization_kind_agency) ||
           (role == role_coordinator && kind == organization_kind_coordination);
}

enum organization_uscc organization_uscc_judge(struct str uscc)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* without I, O, S, V, Z */
    if (code_uscc_is_valid(uscc))
        return ORGANIZATION_USCC_GOOD;
    if (uscc.len != 18 || !str_starts(str_skip(uscc, 8), STR("M000")))
        return ORGANIZATION_USCC_BAD;
    for (size_t i = 0; i < uscc.len; i++)
        if (!memchr(letters, uscc.ptr[i], sizeof letters - 1))
            return ORGANIZATION_USCC_BAD;
    return ORGANIZATION_USCC_PILOT;
}

bool organization_staff_covers(struct str staff_region, struct str place)
{
    struct str head = staff_region;
    while (head.len >= 2 && head.len % 2 == 0 && head.ptr[head.len - 1] == '0' && head.ptr[head.len - 2] == '0')
        head.len -= 2;
    return str_starts(place, head);
}
