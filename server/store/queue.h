/* Calls on their way to a store thread and back. A job lies on the stack of its caller, which is parked or waits, so
 * it belongs to the caller until queued, then to the store thread, and to the caller again once woken. */
#ifndef HH_STORE_QUEUE_H
#define HH_STORE_QUEUE_H

#include <pthread.h>

#include "server/net/fiber.h"
#include "server/net/loop.h"
#include "server/port/store.h"

struct job {
    struct job *next;  /* in the queue, then in the batch */
    struct job *chain; /* others of the batch on the same scheduler: the first woken wakes them */
    struct ctx *c;
    store_fn *fn;
    void *arg;
    struct fiber *fiber;               /* NULL: the caller is a thread outside of fibers */
    struct fiber_scheduler *scheduler; /* of fiber */
    enum err result;
    bool done;                         /* without a fiber: under outside_lock */
    void (*finished)(struct job *job); /* nobody waits: called instead */
};

#define QUEUE_LOOPS_MAX 64

/* What a loop's fibers asked for in its present turn. It goes to the queue in one piece when the turn ends: a thread woken for
 * the first of them would begin a commit of one while the others are still on their way. */
struct job_turn {
    struct loop_turn_node node; /* first */
    struct job_queue *queue;
    struct loop *loop; /* whose; set once, under the lock */
    struct job *first, *last;
};

struct job_queue {
    pthread_mutex_t lock; /* guards all below, but for the lists in turns: those are their loop's */
    pthread_cond_t more;
    struct job *first, *last;
    size_t count; /* with those in turns */
    struct job_turn turns[QUEUE_LOOPS_MAX]; /* by loop_index */
    size_t count_max;
    size_t asleep;      /* threads waiting for more */
    size_t signalled;   /* of these, on their way */
    size_t awake_each;  /* a further sleeper is called only for so many queued: hand-offs cost more than most calls */
    size_t threads;
    bool stopped;
};

void queue_init(struct job_queue *q, size_t count_max, size_t threads, size_t awake_each);
void queue_done(struct job_queue *q);
/* False: full or stopped. On a loop it takes effect at the end of the turn; if the queue is stopped by then, the caller is woken
 * with ERR_UNAVAILABLE. */
MUST_USE bool queue_put(struct job_queue *q, struct job *job);
/* At most max jobs in order, linked by next; waits for one. NULL: stopped and empty. */
struct job *queue_take(struct job_queue *q, size_t max);
void queue_stop(struct job_queue *q);
size_t queue_count(struct job_queue *q);

/* Those who wait outside of fibers, all stores' threads alike. */
struct outside {
    pthread_mutex_t lock;
    pthread_cond_t done;
};

/* Prepares the job for the caller; wait parks the fiber or blocks the thread until jobs_settle. */
void job_prepare(struct job *job);
void job_wait(struct outside *o, struct job *job);
/* Results are in: wakes all of the batch, one bell a scheduler. The jobs are gone afterwards. */
void jobs_settle(struct outside *o, struct job *first);

#endif
