/* The demonstration: an invented, true-to-life fair, everything in it marked 演示 and flagged `demo` in its row.
 * demo_seed.c writes it once a day through the store; demo_actors.c lets its people live through the one door, exactly as
 * real callers would: candidates join lines and answer rings, recruiters call, talk and finish. */
#ifndef HH_JOBS_DEMO_H
#define HH_JOBS_DEMO_H

#include "server/app.h"
#include "server/net/loop.h"

#define DEMO_ORGANIZATIONS_MAX 12
#define DEMO_CANDIDATES_MAX 200
#define DEMO_PASSWORD "hirehall-demo"
#define DEMO_STAFF "demo-staff"
#define DEMO_RECRUITER "demo-recruiter"   /* of the first booth, left to the visitor */
#define DEMO_CANDIDATE "demo-candidate"   /* left to the visitor */

/* What is there after seeding. Ids are copied into memory that lives as long as the process. */
struct demo_world {
    struct str fair_id;
    struct {
        struct str booth_id, recruiter_id, recruiter_name;
    } booths[DEMO_ORGANIZATIONS_MAX];
    size_t booth_count;
    struct {
        struct str account_id, name;
    } candidates[DEMO_CANDIDATES_MAX];
    size_t candidate_count;
};

/* Makes the accounts, organizations and vacancies when they are not there, and a fair that is open now when none of the
 * demonstration's is. keep: memory for ret_world's texts. Runs in a fiber. */
MUST_USE enum err demo_seed(struct ctx *c, struct arena *keep, struct demo_world *ret_world);

/* Starts a fiber on this loop that seeds and then plays, for the life of the process. ready (may be NULL) is called once
 * when the fair is there. */
struct demo_config {
    struct app *app;
    const struct hall *hall;
    struct loop *loop;
    void (*ready)(void *arg, enum err result);
    void *ready_arg;
};
MUST_USE bool demo_start(const struct demo_config *config);

#endif
