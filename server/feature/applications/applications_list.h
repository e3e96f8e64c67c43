/* Lists of applications, newest first, with how many stand where. */
#ifndef HH_FEATURE_APPLICATIONS_LIST_H
#define HH_FEATURE_APPLICATIONS_LIST_H

#include "server/port/route.h"

enum err applications_of_vacancy(struct ctx *c, const struct application_list_in *in, struct application_list *out);
enum err applications_of_organization(struct ctx *c, const struct application_list_in *in, struct application_list *out);
enum err applications_mine(struct ctx *c, const struct application_mine_in *in, struct application_list *out);

#endif
