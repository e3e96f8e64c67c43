/* Rules of organizations, pure. */
#ifndef HH_FEATURE_ORGANIZATIONS_CORE_H
#define HH_FEATURE_ORGANIZATIONS_CORE_H

#include "proto/base/err.h"
#include "proto/model.h"

/* A verification holds six months (the rule of the contract, from the notice of 2025 on online recruitment); then staff look again. */
#define VERIFICATION_MS (183 * MILLIS_DAY)
#define VERIFICATION_TELL_MS (30 * MILLIS_DAY) /* so long before, its people and staff are told */

/* What time does to an organization: at each moment exactly, not after it. */
enum organization_due { ORGANIZATION_DUE_NOTHING, ORGANIZATION_DUE_TELL, ORGANIZATION_DUE_AGAIN };
enum organization_due organization_due(const struct organization_row *row, int64_t now);
/* Known to everybody: verified, or verified once and waiting to be looked at again. */
bool organization_is_public(const struct organization_row *row);

/* Steps of a row, each raising its version; ERR_CONFLICT changes nothing. A suspended one is neither verified nor refused before the
 * suspension is lifted. A lifted one goes back to where it was; when its verification ran out meanwhile, to be looked at again. */
MUST_USE enum err organization_verified(struct organization_row *row, int64_t now);
MUST_USE enum err organization_refused(struct organization_row *row, struct str reason);
MUST_USE enum err organization_suspended(struct organization_row *row, struct str reason);
MUST_USE enum err organization_lifted(struct organization_row *row, int64_t now);
/* After ORGANIZATION_DUE_AGAIN: waits for staff. */
void organization_waits_again(struct organization_row *row);

/* Which roles may enter which kind: recruiters enterprises, agents agencies, coordinators coordination offices. */
bool organization_kind_fits(enum role role, enum organization_kind kind);

/* The credit code as GB 32100-2015 has it. Codes of the pilot of 2015 (their body begins with M000) were issued with wrong
 * check characters and are still on licences: they are taken in, and staff are told to look at the licence. */
enum organization_uscc { ORGANIZATION_USCC_BAD, ORGANIZATION_USCC_PILOT, ORGANIZATION_USCC_GOOD };
enum organization_uscc organization_uscc_judge(struct str uscc);

/* What is wrong with the times of an authorization. */
#define AUTHORIZATION_MAX_MS (3 * 366 * MILLIS_DAY)
enum authorization_times { AUTHORIZATION_TIMES_GOOD, AUTHORIZATION_TIMES_ORDER, AUTHORIZATION_TIMES_OVER, AUTHORIZATION_TIMES_LONG };
enum authorization_times authorization_times_judge(int64_t from, int64_t until, int64_t now);

/* Whether staff who answer for `staff_region` answer for a place: 330300 covers 330302, 330000 all of the province, an
 * empty one everything. */
struct str organization_region_tree(struct str region); /* 330300 -> 3303 */
bool organization_staff_covers(struct str staff_region, struct str place);

#endif
