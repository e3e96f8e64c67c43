/* Between the files of the organizations feature. */
#ifndef HH_FEATURE_ORGANIZATIONS_IN_H
#define HH_FEATURE_ORGANIZATIONS_IN_H

#include "server/port/route.h"
#include "server/port/store.h"

#define MEMBERS_MAX 50
#define ORGANIZATION_PILOT_WORD "2015 年试点代码，校验位与国家标准不符：请核对营业执照 / a code of the 2015 pilot: check the licence"

/* whole: with what only its people and staff see. */
void organization_show(struct organization *out, const struct organization_row *row, bool whole);
MUST_USE enum err organization_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member);
/* The row for a decision of staff: ERR_FORBIDDEN outside of their region. */
MUST_USE enum err organization_staff_get(struct store_tx *tx, struct str id, struct organization_row *ret_row);
/* The row for its members and for staff; others learn nothing of an organization that is not public. */
MUST_USE enum err organization_inside_get(struct store_tx *tx, struct str id, struct organization_row *ret_row);
/* verified or refused, and a reason for the latter. */
MUST_USE enum err organization_decision_check(struct ctx *c, const struct verification_in *in);
/* Names what is wrong with them, for the route and for files. */
enum err organization_fields_say(struct ctx *c, struct str uscc, struct str region, struct str name);
/* Tells all of its members. */
MUST_USE enum err organization_tell(struct store_tx *tx, struct str id, struct str zh, struct str en);

/* Ends the offers that this tail finds for `key` (?1; ?2 rows), for this cause. */
MUST_USE enum err organization_offers_end(struct store_tx *tx, const char *tail, struct str key, enum vacancy_end cause);

enum err organization_suspend(struct ctx *c, const struct suspension_in *in, struct organization *out);
enum err organization_suspension_end(struct ctx *c, const struct suspension_end_in *in, struct organization *out);
/* documents.c */
enum err document_add(struct ctx *c, const struct document_in *in, struct document *out);
enum err documents_get(struct ctx *c, const struct id_in *in, struct document_list *out);
enum err document_get(struct ctx *c, const struct document_get_in *in);
/* authorizations.c */
enum err authorization_add(struct ctx *c, const struct authorization_create_in *in, struct authorization *out);
enum err authorizations_get(struct ctx *c, const struct id_in *in, struct authorization_list *out);
enum err authorizations_wait(struct ctx *c, const struct page_in *in, struct authorization_list *out);
enum err authorization_decide(struct ctx *c, const struct verification_in *in, struct authorization *out);
enum err organization_clock_job(struct ctx *c, const struct nothing *in);

#endif
