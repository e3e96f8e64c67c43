#include "server/feature/organizations/organizations_core.h"

bool organization_kind_fits(enum role role, enum organization_kind kind)
{
    return (role == role_recruiter && kind == organization_kind_enterprise) ||
           (role == role_agent && kind == organization_kind_agency) ||
           (role == role_coordinator && kind == organization_kind_coordination);
}
