/* The runner of timed work: each job row is called through the one door as the system, in a fiber of its own, never twice at once
 * in this process. Belongs to one loop's thread. */
#ifndef HH_JOBS_JOBS_H
#define HH_JOBS_JOBS_H

#include "server/app.h"
#include "server/net/loop.h"
#include "server/ops/log.h"

struct jobs_config {
    struct app *app;
    const struct hall *hall;
    struct loop *loop;
    const struct log *log;
};

struct jobs;
MUST_USE struct jobs *jobs_new(const struct jobs_config *config); /* NULL: no memory */
void jobs_start(struct jobs *j); /* the first runs come at once */
void jobs_stop(struct jobs *j);  /* starts none any more */
size_t jobs_running(const struct jobs *j);
void jobs_free(struct jobs *j); /* none runs */

struct job_counts {
    uint64_t runs, failures, slow;
};
struct job_counts jobs_counts(const struct jobs *j);

/* Runs one job now, in the calling fiber; its status. */
int job_run_now(struct app *app, size_t loop_index, const char *path);

#endif
