/* The only file that switches stacks.
 *
 * A new stack is entered once by makecontext and setcontext; later switches are _setjmp and _longjmp. swapcontext
 * would save and restore the signal mask with a system call each time (measured: waking, resuming and parking a
 * fiber costs 2.3 us with it, 0.05 us without), and no fiber changes the mask. glibc's fortified longjmp refuses
 * to jump to another stack, so fortification is off in this one file. The sanitizers follow swapcontext but not
 * such jumps: under them it is used, with their annotations. A stack is reused by jumping back into the loop of
 * fiber_main, without a new makecontext. Where a kernel and C library enforce shadow stacks, each fiber would
 * need one of its own, and swapcontext. */
#undef _FORTIFY_SOURCE
#include "server/net/fiber.h"

#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "proto/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#define FIBER_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define FIBER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_ASAN 1
#elif __has_feature(thread_sanitizer)
#define FIBER_TSAN 1
#endif
#endif
#if defined(FIBER_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif defined(FIBER_TSAN)
#include <sanitizer/tsan_interface.h>
#endif
#if defined(FIBER_ASAN) || defined(FIBER_TSAN)
#define FIBER_SWAPCONTEXT 1
#endif

/* Each fiber costs ThreadSanitizer 0.8 MB. */
#define TSAN_FIBER_MAX 256
/* Stacks kept for reuse; what a burst needs beyond them is given back. */
#define POOL_MAX 128

enum fiber_state { FIBER_FREE, FIBER_READY, FIBER_RUNNING, FIBER_PARKED };

/* Where a stack (a fiber's, or the scheduler's thread's own) stopped. */
struct stopped {
#ifdef FIBER_SWAPCONTEXT
    ucontext_t context;
#else
    jmp_buf jump;
#endif
#ifdef FIBER_ASAN
    void *fake_stack;
    const void *stack_low;
    size_t stack_bytes;
#endif
#ifdef FIBER_TSAN
    void *tsan;
#endif
};

struct fiber {
    struct fiber *next; /* in the ready list or in the pool */
    struct fiber *inbox_next;
    struct fiber_scheduler *scheduler;
    void (*fn)(void *arg);
    void *arg;
    void *local;
    char *map; /* guard page and stack */
    enum fiber_state state;
    bool entered; /* its stack runs fiber_main */
    bool woken;   /* before it parked */
    struct stopped stopped;
};

struct fiber_scheduler {
    struct fiber_config config;
    struct fiber *ready_first;
    struct fiber *ready_last;
    struct fiber *pool;
    struct fiber *running;
    size_t ready_count;
    size_t live_count;
    size_t pool_count;
    size_t guard_bytes;
    _Atomic(struct fiber *) inbox; /* last in first; any thread pushes */
    struct stopped stopped;
};

/* house rule 15: which fiber this thread runs is a property of the thread. */
static _Thread_local struct fiber *running_fiber;

struct fiber_scheduler *fiber_scheduler_new(const struct fiber_config *config)
{
    struct fiber_scheduler *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->config      = *config;
    s->guard_bytes = (size_t)sysconf(_SC_PAGESIZE);
    s->config.stack_bytes =
            (s->config.stack_bytes + s->guard_bytes - 1) / s->guard_bytes * s->guard_bytes;
    CHECK(s->config.stack_bytes > 0 && s->config.live_max > 0);
#ifdef FIBER_TSAN
    if (s->config.live_max > TSAN_FIBER_MAX)
        s->config.live_max = TSAN_FIBER_MAX;
#endif
    return s;
}

/* --- stacks --------------------------------------------------------------------------------------------- */

static void fiber_unmap(struct fiber *f)
{
    size_t guard = f->scheduler->guard_bytes;
    size_t bytes = f->scheduler->config.stack_bytes;
#ifdef FIBER_ASAN
    ASAN_UNPOISON_MEMORY_REGION(f->map + guard, bytes);
#endif
#ifdef FIBER_TSAN
    __tsan_destroy_fiber(f->stopped.tsan);
#endif
    (void)munmap(f->map, guard + bytes);
    free(f);
}

static struct fiber *fiber_map(struct fiber_scheduler *s)
{
    struct fiber *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->scheduler = s;
    f->map       = mmap(NULL, s->guard_bytes + s->config.stack_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (f->map == MAP_FAILED) {
        free(f);
        return NULL;
    }
    if (mprotect(f->map, s->guard_bytes, PROT_NONE) != 0) {
        (void)munmap(f->map, s->guard_bytes + s->config.stack_bytes);
        free(f);
        return NULL;
    }
#ifdef FIBER_ASAN
    f->stopped.stack_low   = f->map + s->guard_bytes;
    f->stopped.stack_bytes = s->config.stack_bytes;
#endif
#ifdef FIBER_TSAN
    f->stopped.tsan = __tsan_create_fiber(0);
#endif
    return f;
}

static void fiber_retire(struct fiber_scheduler *s, struct fiber *f)
{
    s->live_count--;
    if (s->pool_count >= POOL_MAX) {
        fiber_unmap(f);
        return;
    }
    f->next = s->pool;
    s->pool = f;
    s->pool_count++;
}

void fiber_scheduler_free(struct fiber_scheduler *s)
{
    if (!s)
        return;
    CHECK(s->live_count == 0);
    while (s->pool) {
        struct fiber *f = s->pool;
        s->pool         = f->next;
        fiber_unmap(f);
    }
    free(s);
}

/* --- switching ------------------------------------------------------------------------------------------ */

static void fiber_main(void);

#ifdef FIBER_SWAPCONTEXT

static void stack_switch(struct stopped *from, struct stopped *to)
{
#ifdef FIBER_ASAN
    __sanitizer_start_switch_fiber(&from->fake_stack, to->stack_low, to->stack_bytes);
#else
    __tsan_switch_to_fiber(to->tsan, 0);
#endif
    CHECK(swapcontext(&from->context, &to->context) == 0);
#ifdef FIBER_ASAN
    __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#endif
}

static void stack_enter(struct fiber_scheduler *s, struct fiber *f)
{
    if (!f->entered) {
        f->entered = true;
        CHECK(getcontext(&f->stopped.context) == 0);
        f->stopped.context.uc_stack.ss_sp   = f->map + s->guard_bytes;
        f->stopped.context.uc_stack.ss_size = s->config.stack_bytes;
        f->stopped.context.uc_link          = NULL;
        makecontext(&f->stopped.context, fiber_main, 0);
    }
#ifdef FIBER_TSAN
    s->stopped.tsan = __tsan_get_current_fiber();
#endif
    stack_switch(&s->stopped, &f->stopped);
}

/* The first thing on a new stack: ASan learns here where the thread's own stack lies. */
static void stack_entered(struct fiber *f)
{
#ifdef FIBER_ASAN
    struct stopped *home = &f->scheduler->stopped;
    __sanitizer_finish_switch_fiber(NULL, &home->stack_low, &home->stack_bytes);
#else
    (void)f;
#endif
}

static void stack_leave(struct fiber *f)
{
    stack_switch(&f->stopped, &f->scheduler->stopped);
}

#else

/* Apart from stack_enter, so that no variable lives across _setjmp there. */
__attribute__((noinline, noreturn)) static void stack_enter_first(struct fiber_scheduler *s, struct fiber *f)
{
    ucontext_t context;
    f->entered = true;
    CHECK(getcontext(&context) == 0);
    context.uc_stack.ss_sp   = f->map + s->guard_bytes;
    context.uc_stack.ss_size = s->config.stack_bytes;
    context.uc_link          = NULL;
    makecontext(&context, fiber_main, 0);
    (void)setcontext(&context);
    check_failed(__FILE__, __LINE__, "setcontext");
}

__attribute__((noinline)) static void stack_enter(struct fiber_scheduler *s, struct fiber *f)
{
    if (_setjmp(s->stopped.jump) == 0) {
        if (f->entered)
            _longjmp(f->stopped.jump, 1);
        stack_enter_first(s, f);
    }
}

static void stack_entered(struct fiber *f)
{
    (void)f;
}

__attribute__((noinline)) static void stack_leave(struct fiber *f)
{
    if (_setjmp(f->stopped.jump) == 0)
        _longjmp(f->scheduler->stopped.jump, 1);
}

#endif

static void fiber_main(void)
{
    struct fiber *f = running_fiber;
    stack_entered(f);
    for (;;) {
        f->fn(f->arg);
        f->state = FIBER_FREE;
        stack_leave(f);
    }
}

/* --- the ready list ------------------------------------------------------------------------------------- */

static void ready_append(struct fiber_scheduler *s, struct fiber *f)
{
    f->state = FIBER_READY;
    f->next  = NULL;
    if (s->ready_last)
        s->ready_last->next = f;
    else
        s->ready_first = f;
    s->ready_last = f;
    s->ready_count++;
}

static struct fiber *ready_take(struct fiber_scheduler *s)
{
    struct fiber *before = NULL;
    struct fiber *f      = s->ready_first;
    if (s->config.pick && s->ready_count > 1) {
        size_t index = s->config.pick(s->config.pick_arg, s->ready_count);
        CHECK(index < s->ready_count);
        for (; index > 0; index--) {
            before = f;
            f      = f->next;
        }
    }
    if (before)
        before->next = f->next;
    else
        s->ready_first = f->next;
    if (s->ready_last == f)
        s->ready_last = before;
    s->ready_count--;
    return f;
}

bool fiber_start(struct fiber_scheduler *s, void (*fn)(void *arg), void *arg)
{
    if (s->live_count >= s->config.live_max)
        return false;
    struct fiber *f = s->pool;
    if (f) {
        s->pool = f->next;
        s->pool_count--;
    } else {
        f = fiber_map(s);
        if (!f)
            return false;
    }
    s->live_count++;
    f->fn    = fn;
    f->arg   = arg;
    f->local = NULL;
    f->woken = false;
    ready_append(s, f);
    return true;
}

bool fiber_run(struct fiber_scheduler *s, size_t turns)
{
    CHECK(!running_fiber);
    for (size_t done = 0; s->ready_first && (turns == 0 || done < turns); done++) {
        struct fiber *f = ready_take(s);
        f->state        = FIBER_RUNNING;
        running_fiber   = f;
        stack_enter(s, f);
        running_fiber = NULL;
        if (f->state == FIBER_FREE)
            fiber_retire(s, f);
    }
    return s->ready_first != NULL;
}

size_t fiber_live_count(const struct fiber_scheduler *s)
{
    return s->live_count;
}

size_t fiber_ready_count(const struct fiber_scheduler *s)
{
    return s->ready_count;
}

/* --- parking -------------------------------------------------------------------------------------------- */

struct fiber *fiber_current(void)
{
    return running_fiber;
}

struct fiber_scheduler *fiber_scheduler_current(void)
{
    CHECK(running_fiber);
    return running_fiber->scheduler;
}

void fiber_park(void)
{
    struct fiber *f = running_fiber;
    CHECK(f);
    if (!f->woken) {
        f->state = FIBER_PARKED;
        stack_leave(f);
    }
    f->woken = false;
}

void fiber_wake(struct fiber *f)
{
    if (f->state == FIBER_PARKED) {
        ready_append(f->scheduler, f);
        return;
    }
    /* One wake for one park: a second one would resume a later wait with nothing to show for it. */
    CHECK(f->state == FIBER_RUNNING && !f->woken);
    f->woken = true;
}

void fiber_wake_remote(struct fiber *f)
{
    struct fiber_scheduler *s = f->scheduler;
    struct fiber *head        = atomic_load_explicit(&s->inbox, memory_order_relaxed);
    do {
        f->inbox_next = head;
    } while (!atomic_compare_exchange_weak_explicit(&s->inbox, &head, f, memory_order_release, memory_order_relaxed));
    /* From here on f may already run, or be gone; the scheduler outlives its wakers. */
    if (!head && s->config.bell)
        s->config.bell(s->config.bell_arg);
}

void fiber_inbox_take(struct fiber_scheduler *s)
{
    struct fiber *last_first = atomic_exchange_explicit(&s->inbox, NULL, memory_order_acquire);
    struct fiber *in_order   = NULL;
    while (last_first) {
        struct fiber *next     = last_first->inbox_next;
        last_first->inbox_next = in_order;
        in_order               = last_first;
        last_first             = next;
    }
    while (in_order) {
        struct fiber *next = in_order->inbox_next;
        fiber_wake(in_order);
        in_order = next;
    }
}

void fiber_local_set(void *value)
{
    CHECK(running_fiber);
    running_fiber->local = value;
}

void *fiber_local(void)
{
    return running_fiber ? running_fiber->local : NULL;
}
