/* What is on the board, by all that people look for. */
#ifndef HH_FEATURE_VACANCIES_LIST_H
#define HH_FEATURE_VACANCIES_LIST_H

#include "server/port/route.h"

/* Refuses filters that say nothing known. head: "/" when they come in a body. */
enum err vacancy_filters_judge(struct ctx *c, const struct vacancy_list_in *in, struct str head);
enum err vacancy_find(struct ctx *c, const struct vacancy_list_in *in, struct vacancy_list *out);

#endif
