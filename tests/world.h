/* A whole hall in one struct, for tests: fixed clock, seeded chance, quick fake passwords, SQLite in memory, the live port in
 * memory, and the one door. One thread. Every call runs in a fiber, as in the server. */
#ifndef HH_TESTS_WORLD_H
#define HH_TESTS_WORLD_H

#include "proto/base/id.h"
#include "server/app.h"
#include "server/live/memory.h"
#include "server/net/fiber.h"
#include "server/ops/rate.h"
#include "server/ops/seal.h"
#include "server/port/files.h"
#include "server/port/live.h"
#include "server/port/store.h"
#include "server/store/store.h"

#define WORLD_BEGINS_AT INT64_C(1795482000000) /* 2026-11-24T09:00:00+08:00 */

struct world {
    struct { struct clock_port port; int64_t now; } clock; /* set or raise `now` freely */
    struct { struct random_port port; uint64_t state; } random;
    struct { struct files_port port; struct { char name[FILE_NAME_LEN]; struct str bytes; } kept[8]; size_t count; } files; /* in memory */
    struct password_port password; /* "hash" of p is "plain:p" */
    struct report_port report;
    struct settings settings;
    struct rate_table *rates;
    struct seal_keys *seal; /* of one known key */
    struct store_port *store;
    struct live_memory *live;
    struct hall hall;
    struct app *app;
    struct fiber_scheduler *fibers;
    struct arena keep; /* accounts; until world_done */
    struct arena mem;  /* of the last call */
};

/* What a test may want otherwise; all zero is the usual. */
struct world_options {
    uint64_t seed;                                            /* 0: 1 */
    bool no_store, no_live;                                   /* NULL ports */
    bool limits;                                              /* with rate limits (the server's usual ones) */
    const char *store_path;                                   /* NULL: in memory */
    const struct store_inline_config *store_hooks;            /* before, after, hook_arg */
    const struct live_memory_config *live_hooks;              /* publish, before, after and so on */
};
void world_init(struct world *w);
void world_init_with(struct world *w, const struct world_options *options);
void world_done(struct world *w);

struct world_account { /* texts in w->keep */
    struct str id, login, token, csrf; /* password: "password of LOGIN" */
    struct who who;
};
/* Straight into the store, with a login: any role. login is unique in the world. */
struct world_account world_account(struct world *w, const char *login, enum role role);
/* The caller of jobs. */
struct who world_system(void);

struct world_answer { /* valid until the next call of this world */
    int status;
    struct str body;
    struct app_answer full;
};
/* body and as may be NULL. Path with query. As an HTTP client would call: with the account's bearer token. */
struct world_answer world_call(struct world *w, const char *method, const char *target, const char *body, const struct world_account *as);
/* printf into the target. */
struct world_answer world_callf(struct world *w, const struct world_account *as, const char *method, const char *body, const char *target_format, ...)
    __attribute__((format(printf, 5, 6)));
/* As the timer does: POST /internal/jobs/NAME. */
struct world_answer world_job(struct world *w, const char *name);
/* Anything: unset fields are empty; content_type is JSON when there is a body. */
struct world_answer world_request(struct world *w, const struct app_request *request);
/* Runs fn(arg) in a fiber to its end. */
void world_run(struct world *w, void (*fn)(void *arg), void *arg);
/* Runs fn as a write in the store; CHECKs that it went well. */
void world_write(struct world *w, store_fn *fn, void *arg);
/* A context for calling ports by hand; mem is w->mem (reset by the next call). Only inside of world_run. */
struct ctx world_ctx(struct world *w);

/* Members of an answer's object, by path with dots ("ticket.id", "items.0.id"): text unescaped only as far as tests need it
 * (none); ptr NULL when absent or null. */
struct str world_text(struct world_answer answer, const char *path);
int64_t world_number(struct world_answer answer, const char *path); /* NONE when absent or null */
bool world_flag(struct world_answer answer, const char *path);
size_t world_length(struct world_answer answer, const char *path); /* of an array; 0 when absent */
/* As a C string, kept until world_done. */
const char *world_keep(struct world *w, struct str text);

#endif
