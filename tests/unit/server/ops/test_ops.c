/* Clock, chance, log, passwords, metrics. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/net/loop.h"
#include "server/ops/clock.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/ops/password.h"
#include "server/ops/random.h"
#include "tests/world.h"

Test(clock, never_runs_backwards_and_stays_near_the_machines_clock)
{
    struct wall_clock clock;
    wall_clock_init(&clock);
    int64_t before = clock.port.now(&clock.port), started_offset = atomic_load(&clock.offset_ms);
    cr_assert_gt(before, INT64_C(1700000000000));
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock.port.now(&clock.port);
        cr_assert_geq(now, before);
        before = now;
    }
    atomic_store(&clock.offset_ms, atomic_load(&clock.offset_ms) + 5000); /* as if the machine's were set back */
    atomic_store(&clock.checked_at, 0);
    cr_assert_geq(clock.port.now(&clock.port), before + 5000);
    atomic_store(&clock.offset_ms, atomic_load(&clock.offset_ms) - 9000); /* set forward */
    atomic_store(&clock.checked_at, 0);
    (void)clock.port.now(&clock.port);
    /* Both clocks are cut to whole milliseconds, so the difference read anew may be one less than the first. */
    cr_assert_geq(atomic_load(&clock.offset_ms), started_offset - 1);
    cr_assert_geq(clock.port.now(&clock.port), before - 1);
}

Test(chance, gives_each_byte_once)
{
    static struct chance chance;
    static uint8_t large[CHANCE_POOL_BYTES + 1];
    chance_init(&chance);
    uint8_t a[32], b[32], zero[32] = { 0 };
    for (int i = 0; i < 300; i++) {
        chance.port.fill(&chance.port, a, sizeof a);
        chance.port.fill(&chance.port, b, sizeof b);
        cr_assert(memcmp(a, b, sizeof a) != 0 && memcmp(a, zero, sizeof a) != 0);
    }
    chance.port.fill(&chance.port, large, sizeof large);
    cr_assert(memcmp(large + CHANCE_POOL_BYTES - 31, zero, 32) != 0);
    chance_done(&chance);
}

static struct str log_line(const struct log_field *fields, size_t count, enum log_level level)
{
    static char text[16384];
    int ends[2];
    struct wall_clock clock;
    wall_clock_init(&clock);
    cr_assert_eq(pipe(ends), 0);
    struct log log = { .level = LOG_INFO, .clock = &clock.port, .fd = ends[1] };
    log_write(&log, level, "it \"happened\"", fields, count);
    (void)close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text);
    (void)close(ends[0]);
    return str_make(text, n > 0 ? (size_t)n : 0);
}

Test(log, a_line_is_one_json_object_whatever_is_in_it)
{
    struct log_field fields[] = { LOG_TEXT("path", STR("/a\"\n\r\\b")), LOG_NUMBER("status", -5), LOG_TEXT("raw", STR("\xff")) };
    struct str line           = log_line(fields, 3, LOG_WARN);
    cr_assert(line.len > 10 && line.ptr[line.len - 1] == '\n');
    cr_assert(memchr(line.ptr, '\n', line.len - 1) == NULL, "one line");
    line.len--;
    struct world_answer a = { .body = line };
    cr_assert(str_eq(world_text(a, "level"), STR("warn")));
    cr_assert(str_eq(world_text(a, "what"), STR("it \\\"happened\\\"")));
    cr_assert_eq(world_number(a, "status"), -5);
    cr_assert(str_eq(world_text(a, "raw"), STR("(not UTF-8)")));
}

Test(log, what_is_below_the_level_is_not_written)
{
    cr_assert_eq(log_line(NULL, 0, LOG_DEBUG).len, 0);
    enum log_level level;
    cr_assert(log_level_find("error", &level) && level == LOG_ERROR);
    cr_assert(!log_level_find("loud", &level));
}

/* --- passwords ------------------------------------------------------------------------------------------- */

#define WAITERS 6
struct waiter {
    struct password_pool *pool;
    struct loop *loop;
    int *left;
    enum err hashed, same_result, wrong_result, nobody_result;
    bool same, wrong, nobody;
    size_t hash_len;
};

static void wait_run(void *arg)
{
    struct waiter *x           = arg;
    struct password_port *port = password_pool_port(x->pool);
    struct arena mem;
    struct str hash = STR_NONE;
    arena_init(&mem, 65536);
    x->hashed        = port->hash(port, &mem, STR("pass\xE5\xAF\x86"), &hash);
    x->hash_len      = hash.len;
    x->same_result   = port->verify(port, STR("pass\xE5\xAF\x86"), hash, &x->same);
    x->wrong_result  = port->verify(port, STR("pass"), hash, &x->wrong);
    x->nobody_result = port->verify(port, STR(""), STR_NONE, &x->nobody);
    arena_done(&mem);
    if (--*x->left == 0)
        loop_stop(x->loop);
}

Test(password, fibers_wait_while_workers_hash)
{
    struct loop *loop          = loop_new(&(struct loop_config){ .fiber_max = 16 });
    struct password_pool *pool = password_pool_new(&(struct password_config){ .worker_count = 2, .queue_max = 16, .ops = 1, .memory_kib = 8 });
    struct waiter waiters[WAITERS];
    int left = WAITERS;
    cr_assert(loop && pool);
    for (int i = 0; i < WAITERS; i++) {
        waiters[i] = (struct waiter){ .pool = pool, .loop = loop, .left = &left };
        cr_assert(fiber_start(loop_fibers(loop), wait_run, &waiters[i]));
    }
    loop_run(loop);
    for (int i = 0; i < WAITERS; i++) {
        const struct waiter *x = &waiters[i];
        cr_assert(x->hashed == ERR_OK && x->same_result == ERR_OK && x->wrong_result == ERR_OK && x->nobody_result == ERR_OK);
        cr_assert(x->same && !x->wrong && !x->nobody);
        cr_assert_gt(x->hash_len, 60);
    }
    password_pool_free(pool);
    loop_free(loop);
}

Test(password, outside_of_a_fiber_the_caller_does_the_work)
{
    struct password_pool *pool = password_pool_new(&(struct password_config){ .worker_count = 1, .queue_max = 1, .ops = 1, .memory_kib = 8 });
    struct password_port *port = password_pool_port(pool);
    struct arena mem;
    struct str hash;
    bool same = true;
    arena_init(&mem, 65536);
    cr_assert_eq(port->hash(port, &mem, STR("x"), &hash), ERR_OK);
    cr_assert(str_starts(hash, STR("$argon2id$v=19$m=8,t=1,p=1$")));
    cr_assert_eq(port->verify(port, STR("x"), STR("not a hash"), &same), ERR_OK);
    cr_assert(!same);
    arena_done(&mem);
    password_pool_free(pool);
}

struct flood {
    struct password_pool *pool;
    struct loop *loop;
    int *left, *refused;
};

static void flood_run(void *arg)
{
    struct flood *f            = arg;
    struct password_port *port = password_pool_port(f->pool);
    bool same;
    *f->refused += port->verify(port, STR("x"), STR_NONE, &same) == ERR_UNAVAILABLE;
    if (--*f->left == 0)
        loop_stop(f->loop);
}

Test(password, a_full_queue_says_so)
{
    struct loop *loop          = loop_new(&(struct loop_config){ .fiber_max = 64 });
    struct password_pool *pool = password_pool_new(&(struct password_config){ .worker_count = 1, .queue_max = 2, .ops = 3, .memory_kib = 8192 });
    struct flood flood[32];
    int left = 32, refused = 0;
    for (int i = 0; i < 32; i++) {
        flood[i] = (struct flood){ pool, loop, &left, &refused };
        cr_assert(fiber_start(loop_fibers(loop), flood_run, &flood[i]));
    }
    loop_run(loop);
    cr_assert_geq(refused, 26);
    password_pool_free(pool);
    loop_free(loop);
}

/* --- metrics --------------------------------------------------------------------------------------------- */

static void figures(void *arg, struct store_figures *ret_figures)
{
    (void)arg;
    *ret_figures = (struct store_figures){ .writes = 77 };
}

Test(metrics, loops_are_summed_and_routes_that_were_called_are_listed)
{
    static struct world w;
    struct loop_metrics loops[2] = { 0 };
    struct arena mem;
    struct str text;
    world_init(&w);
    arena_init(&mem, 1 << 20);
    (void)world_call(&w, "GET", "/health", NULL, NULL);
    METRIC_SET(&loops[0], connections_open, 3);
    METRIC_SET(&loops[1], connections_open, 4);
    struct metrics_report report = { .app = w.app, .clock = &w.clock.port, .began_at = w.clock.now - 5000, .loops = loops, .loop_count = 2, .store_read = figures };
    report_init(&report);
    cr_assert_eq(report.port.metrics(&report.port, &mem, &text), ERR_OK);
    cr_assert(strstr(text.ptr, "\nhirehall_connections_open 7\n"));
    cr_assert(strstr(text.ptr, "\nhirehall_up_seconds 5\n"));
    cr_assert(strstr(text.ptr, "\nhirehall_store_writes_total 77\n"));
    cr_assert(strstr(text.ptr, "hirehall_calls_total{method=\"GET\",route=\"/health\",class=\"2xx\"} 1\n"));
    cr_assert(!strstr(text.ptr, "route=\"/api/v1/me\""));
    cr_assert_eq(report.port.contract(&report.port, &mem, &text), ERR_OK);
    cr_assert(text.len > 1000);
    arena_done(&mem);
    world_done(&w);
}
