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

struct str organization_region_tree(struct str region)
{
    while (region.len >= 2 && region.len % 2 == 0 && region.ptr[region.len - 1] == '0' && region.ptr[region.len - 2] == '0')
        region.len -= 2;
    return region;
}

bool organization_staff_covers(struct str staff_region, struct str place)
{
    return str_starts(place, organization_region_tree(staff_region));
}

enum organization_due organization_due(const struct organization_row *row, int64_t now)
{
    if (row->state != organization_state_verified || row->verified_until == NONE)
        return ORGANIZATION_DUE_NOTHING;
    if (now >= row->verified_until)
        return ORGANIZATION_DUE_AGAIN;
    return row->due_told_at == NONE && now >= row->verified_until - VERIFICATION_TELL_MS ? ORGANIZATION_DUE_TELL : ORGANIZATION_DUE_NOTHING;
}

bool organization_is_public(const struct organization_row *row)
{
    return row->state == organization_state_verified || (row->state == organization_state_pending && row->verified_until != NONE);
}

enum err organization_verified(struct organization_row *row, int64_t now)
{
    if (row->state == organization_state_suspended)
        return ERR_CONFLICT;
    row->state          = organization_state_verified;
    row->reason         = STR("");
    row->verified_until = now + VERIFICATION_MS;
    row->due_told_at    = NONE;
    row->version++;
    return ERR_OK;
}

enum err organization_refused(struct organization_row *row, struct str reason)
{
    if (row->state == organization_state_suspended)
        return ERR_CONFLICT;
    row->state          = organization_state_refused;
    row->reason         = reason;
    row->verified_until = NONE;
    row->due_told_at    = NONE;
    row->version++;
    return ERR_OK;
}

enum err organization_suspended(struct organization_row *row, struct str reason)
{
    if (row->state == organization_state_suspended)
        return ERR_CONFLICT;
    row->state_before      = row->state;
    row->state             = organization_state_suspended;
    row->suspension_reason = reason;
    row->version++;
    return ERR_OK;
}

void organization_waits_again(struct organization_row *row)
{
    row->state  = organization_state_pending;
    row->reason = STR("核验已满六个月，请重新核验 / verified six months ago: to be looked at again");
    row->version++;
}

enum err organization_lifted(struct organization_row *row, int64_t now)
{
    if (row->state != organization_state_suspended)
        return ERR_CONFLICT;
    row->state             = row->state_before;
    row->state_before      = organization_state_pending;
    row->suspension_reason = STR("");
    if (organization_due(row, now) == ORGANIZATION_DUE_AGAIN)
        organization_waits_again(row);
    else
        row->version++;
    return ERR_OK;
}

enum authorization_times authorization_times_judge(int64_t from, int64_t until, int64_t now)
{
    if (until <= from)
        return AUTHORIZATION_TIMES_ORDER;
    if (until <= now)
        return AUTHORIZATION_TIMES_OVER;
    return until - from > AUTHORIZATION_MAX_MS ? AUTHORIZATION_TIMES_LONG : AUTHORIZATION_TIMES_GOOD;
}
