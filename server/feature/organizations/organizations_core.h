/* Rules of organizations, pure. */
#ifndef HH_FEATURE_ORGANIZATIONS_CORE_H
#define HH_FEATURE_ORGANIZATIONS_CORE_H

#include "proto/model.h"

/* A verification holds six months (the rule of the contract); then staff look again. */
#define VERIFICATION_MS (183 * MILLIS_DAY)

/* Which roles may enter which kind: recruiters enterprises, agents agencies, coordinators coordination offices. */
bool organization_kind_fits(enum role role, enum organization_kind kind);

#endif
