/* Rules of organizations, pure. */
#ifndef HH_FEATURE_ORGANIZATIONS_CORE_H
#define HH_FEATURE_ORGANIZATIONS_CORE_H

#include "proto/model.h"

/* A verification holds six months (the rule of the contract); then staff look again. */
#define VERIFICATION_MS (183 * MILLIS_DAY)

/* Which roles may enter which kind: recruiters enterprises, agents agencies, coordinators coordination offices. */
bool organization_kind_fits(enum role role, enum organization_kind kind);

/* The credit code as GB 32100-2015 has it. Codes of the pilot of 2015 (their body begins with M000) were issued with wrong
 * check characters and are still on licences: they are taken in, and staff are told to look at the licence. */
enum organization_uscc { ORGANIZATION_USCC_BAD, ORGANIZATION_USCC_PILOT, ORGANIZATION_USCC_GOOD };
enum organization_uscc organization_uscc_judge(struct str uscc);

/* Whether staff who answer for `staff_region` answer for a place: 330300 covers 330302, 330000 all of the province, an
 * empty one everything. */
bool organization_staff_covers(struct str staff_region, struct str place);

#endif
