#include "server/store/queue.h"

#include "proto/base/check.h"

void queue_init(struct job_queue *q, size_t count_max, size_t threads, size_t awake_each)
{
    *q = (struct job_queue){ .count_max = count_max, .threads = threads, .awake_each = awake_each };
    CHECK(pthread_mutex_init(&q->lock, NULL) == 0);
    CHECK(pthread_cond_init(&q->more, NULL) == 0);
}

void queue_done(struct job_queue *q)
{
    CHECK(!q->first);
    (void)pthread_cond_destroy(&q->more);
    (void)pthread_mutex_destroy(&q->lock);
}

/* Nobody is called while threads that are up, or on their way, can be expected to come by soon. */
static bool sleeper_wanted(const struct job_queue *q)
{
    size_t sleeping = q->asleep - q->signalled;
    size_t up       = q->threads - sleeping;
    return sleeping > 0 && q->count > up * q->awake_each;
}

static void list_append(struct job **first, struct job **last, struct job *from, struct job *to)
{
    if (*last)
        (*last)->next = from;
    else
        *first = from;
    *last = to;
}

static void turn_ended(struct loop_turn_node *node)
{
    struct job_turn *turn = (struct job_turn *)(void *)node; /* node is the first member */
    struct job_queue *q   = turn->queue;
    struct job *first     = turn->first;
    bool call             = false;
    pthread_mutex_lock(&q->lock);
    bool stopped = q->stopped;
    if (!stopped) {
        list_append(&q->first, &q->last, first, turn->last);
        call = sleeper_wanted(q);
        q->signalled += call;
    }
    pthread_mutex_unlock(&q->lock);
    turn->first = turn->last = NULL;
    if (call)
        pthread_cond_signal(&q->more);
    while (stopped && first) {
        struct job *next = first->next;
        first->result    = ERR_UNAVAILABLE;
        fiber_wake(first->fiber);
        first = next;
    }
}

/* Under the lock. NULL: this thread runs no loop, nobody waits in a fiber, or another loop has this number. */
static struct job_turn *turn_here(struct job_queue *q, const struct job *job)
{
    struct loop *loop = loop_current();
    if (!loop || !job->fiber || loop_index(loop) >= QUEUE_LOOPS_MAX)
        return NULL;
    struct job_turn *turn = &q->turns[loop_index(loop)];
    if (!turn->loop) {
        turn->node.fn = turn_ended;
        turn->queue   = q;
        turn->loop    = loop;
    }
    return turn->loop == loop ? turn : NULL;
}

bool queue_put(struct job_queue *q, struct job *job)
{
    struct job_turn *turn = NULL;
    job->next             = NULL;
    pthread_mutex_lock(&q->lock);
    bool taken = !q->stopped && q->count < q->count_max;
    bool call  = false;
    if (taken) {
        q->count++;
        turn = turn_here(q, job);
        if (!turn) {
            list_append(&q->first, &q->last, job, job);
            call = sleeper_wanted(q);
            q->signalled += call;
        }
    }
    pthread_mutex_unlock(&q->lock);
    if (turn) {
        list_append(&turn->first, &turn->last, job, job);
        loop_at_turn_end(turn->loop, &turn->node);
    }
    if (call)
        pthread_cond_signal(&q->more);
    return taken;
}

struct job *queue_take(struct job_queue *q, size_t max)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->stopped) {
        q->asleep++;
        pthread_cond_wait(&q->more, &q->lock);
        q->asleep--;
        q->signalled -= q->signalled > 0;
    }
    struct job *first = q->first;
    struct job *last  = first;
    if (first) {
        size_t taken = 1;
        while (taken < max && last->next) {
            last = last->next;
            taken++;
        }
        q->first = last->next;
        q->count -= taken;
        if (!q->first)
            q->last = NULL;
        last->next = NULL;
    }
    pthread_mutex_unlock(&q->lock);
    return first;
}

void queue_stop(struct job_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->stopped = true;
    pthread_cond_broadcast(&q->more);
    pthread_mutex_unlock(&q->lock);
}

size_t queue_count(struct job_queue *q)
{
    pthread_mutex_lock(&q->lock);
    size_t count = q->count;
    pthread_mutex_unlock(&q->lock);
    return count;
}

/* --- waiting and waking ------------------------------------------------------------------------------------------ */

void job_prepare(struct job *job)
{
    job->fiber     = fiber_current();
    job->scheduler = job->fiber ? fiber_scheduler_current() : NULL;
}

void job_wait(struct outside *o, struct job *job)
{
    if (!job->fiber) {
        pthread_mutex_lock(&o->lock);
        while (!job->done)
            pthread_cond_wait(&o->done, &o->lock);
        pthread_mutex_unlock(&o->lock);
        return;
    }
    fiber_park();
    /* The others of the batch sit on this very thread, all parked: waking them here needs no bell and no atomics. */
    for (struct job *other = job->chain; other;) {
        struct job *next = other->chain;
        other->chain     = NULL;
        fiber_wake(other->fiber);
        other = next;
    }
}

#define SCHEDULERS_MAX 64

struct heads {
    struct job *first[SCHEDULERS_MAX];
    struct job *last[SCHEDULERS_MAX];
    size_t count;
};

static void head_add(struct heads *h, struct job *job)
{
    size_t i = 0;
    while (i < h->count && h->first[i]->scheduler != job->scheduler)
        i++;
    if (i == SCHEDULERS_MAX) { /* more loops than that: it gets a bell of its own */
        fiber_wake_remote(job->fiber);
        return;
    }
    if (i == h->count) {
        h->first[h->count++] = job;
    } else {
        h->last[i]->chain = job;
    }
    h->last[i] = job;
}

static void outside_wake(struct outside *o, struct job *first)
{
    pthread_mutex_lock(&o->lock);
    for (struct job *job = first; job;) {
        struct job *next = job->chain;
        job->done        = true;
        job              = next;
    }
    pthread_cond_broadcast(&o->done);
    pthread_mutex_unlock(&o->lock);
}

void jobs_settle(struct outside *o, struct job *first)
{
    struct heads heads  = { .count = 0 };
    struct job *outside = NULL;
    for (struct job *job = first; job;) {
        struct job *next = job->next; /* the job may be gone below */
        job->chain       = NULL;
        if (job->finished) {
            job->finished(job);
        } else if (job->fiber) {
            head_add(&heads, job);
        } else {
            job->chain = outside;
            outside    = job;
        }
        job = next;
    }
    if (outside)
        outside_wake(o, outside);
    for (size_t i = 0; i < heads.count; i++)
        fiber_wake_remote(heads.first[i]->fiber);
}
