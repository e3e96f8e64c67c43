/* What somebody keeps: single vacancies in sight, and what they look for again and again. */
#ifndef HH_FEATURE_VACANCIES_KEPT_H
#define HH_FEATURE_VACANCIES_KEPT_H

#include "server/port/route.h"

#define FAVOURITES_MAX 200
#define SAVED_SEARCHES_MAX 20

enum err favourite_put(struct ctx *c, const struct favourite_in *in);
enum err favourite_delete(struct ctx *c, const struct favourite_in *in);
/* Newest first; what has ended stays, and says so. */
enum err favourites_get(struct ctx *c, const struct page_in *in, struct favourite_list *out);

enum err saved_search_create(struct ctx *c, const struct saved_search_in *in, struct saved_search *out);
enum err saved_searches_get(struct ctx *c, const struct nothing *in, struct saved_search_list *out);
enum err saved_search_delete(struct ctx *c, const struct id_in *in);
/* Newest first: what was published since a moment, or since its owner looked last. */
enum err saved_search_results(struct ctx *c, const struct saved_search_results_in *in, struct vacancy_list *out);
/* Its owner has looked. */
enum err saved_search_look(struct ctx *c, const struct id_in *in, struct saved_search *out);

#endif
