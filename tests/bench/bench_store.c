/* The store alone: durable calls a second and CPU per call, through fibers on one loop as the server runs them. A "join"
 * writes what joining a line writes: a ticket, its first step, the booth's counters, an outbox row (handed back after),
 * and the key's row. Prints one JSON object a line; limits: the disk's fsync alone, CPU at 64. */
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include "server/net/loop.h"
#include "tests/e2e/store_world.h"

#define BOOTHS 12
#define OUTSTANDING_MAX 64

struct bench {
    struct world world;
    struct loop *loop;
    const char *name;
    enum err (*once)(struct bench *b, struct ctx *c, int number);
    int64_t calls, started;
    int left;
};

static char booth_ids[BOOTHS][24];
static char account_id[] = "a0";

static struct str text(const char *s)
{
    return str_from_cstr(s);
}

/* --- what a join writes ------------------------------------------------------------------------------------------ */

struct joining {
    int number;
    struct ticket answer;
    struct str outbox_id;
};

static enum err join_write(struct store_tx *tx, void *arg)
{
    struct joining *j = arg;
    struct ctx *c     = tx->ctx;
    struct booth_row booth;
    struct ticket_row t      = { 0 };
    struct ticket_step_row s = { 0 };
    int64_t lines            = 0;
    TRY(tx_get(tx, &model_booth_row, "WHERE id=?1", BINDS(B_TEXT(text(booth_ids[j->number % BOOTHS]))), &booth));
    TRY(tx_int(tx, "SELECT count(*) FROM ticket WHERE candidate_id=?1 AND (state = 'waiting' OR state = 'ringing' OR state = 'in_session')",
               BINDS(B_TEXT(c->who.account_id)), &lines));
    booth.ticket_count++;
    booth.version++;
    TRY(tx_save(tx, &model_booth_row, &booth));
    model_clear(&model_ticket_row, &t);
    TRY(id_new(c, 't', &t.id));
    t.fair_id            = booth.fair_id;
    t.booth_id           = booth.id;
    t.candidate_id       = c->who.account_id;
    t.number             = booth.ticket_count;
    t.order_key          = booth.ticket_count << 16;
    t.missed_count       = 0;
    t.snoozes_left       = 2;
    t.snoozed_until_call = 0;
    t.step_count         = 1;
    t.joined_at          = clock_now(c);
    t.version            = 1;
    TRY(tx_insert(tx, &model_ticket_row, &t));
    TRY(id_new(c, 's', &s.id));
    s.ticket_id = t.id;
    s.seq       = 1;
    s.reason    = STR("");
    s.at        = t.joined_at;
    TRY(tx_insert(tx, &model_ticket_step_row, &s));
    struct str target = arena_format(c->mem, "ticket:%.*s", STR_ARG(t.id));
    TRY(outbox_line(tx, target, &j->outbox_id));
    model_clear(&model_ticket, &j->answer);
    j->answer.id       = t.id;
    j->answer.fair_id  = t.fair_id;
    j->answer.booth_id = t.booth_id;
    j->answer.number   = t.number;
    j->answer.now      = t.joined_at;
    c->version         = 1;
    return ERR_OK;
}

/* All at once: they are no part of what is measured. */
static enum err people_write(struct store_tx *tx, void *arg)
{
    for (int i = 0; i < *(int *)arg; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "a%d", i + 1);
        struct account_row a = { .id = text(id), .login = text(id), .password_hash = STR(""), .name = STR("x"), .region = STR(""), .role = role_candidate, .version = 1 };
        TRY(tx_insert(tx, &model_account_row, &a));
    }
    return ERR_OK;
}

static enum err join_once(struct bench *b, struct ctx *c, int number)
{
    (void)b;
    struct joining j = { .number = number };
    char id[24];
    (void)snprintf(id, sizeof id, "a%d", number);
    c->who.account_id = text(id);
    c->key            = text(id);
    c->key_route      = STR("POST /api/v1/booths/{id}/tickets");
    c->key_hash       = STR("0123456789012345678901234567890123456789012345678901234567890123");
    c->answer_model   = &model_ticket;
    c->answer_value   = &j.answer;
    c->answer_status  = 201;
    enum err e        = store_commit(c, join_write, &j);
    if (e == ERR_OK)
        outbox_done(c, j.outbox_id);
    return e;
}

static enum err insert_once(struct bench *b, struct ctx *c, int number)
{
    (void)b;
    struct pair p = { .value = "x" };
    (void)snprintf(p.name, sizeof p.name, "row-%d", number);
    return store_commit(c, pair_insert, &p);
}

static enum err read_once(struct bench *b, struct ctx *c, int number)
{
    (void)b;
    struct pair p = { 0 };
    (void)number;
    (void)snprintf(p.name, sizeof p.name, "generation");
    return store_read(c, pair_get, &p);
}

/* --- the fair they stand in ---------------------------------------------------------------------------------------- */

static enum err fair_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    struct account_row a      = { .id = text(account_id), .login = STR("staff"), .password_hash = STR(""), .name = STR("staff"), .region = STR(""), .created_at = 0, .version = 1 };
    struct fair_row fair      = { .id = STR("f1"), .title = STR("fair"), .lines_per_candidate = 3, .session_seconds = 480, .created_by = a.id, .version = 1 };
    TRY(tx_insert(tx, &model_account_row, &a));
    TRY(tx_insert(tx, &model_fair_row, &fair));
    for (int i = 0; i < BOOTHS; i++) {
        char id[24];
        char uscc[24];
        (void)snprintf(id, sizeof id, "o%d", i);
        (void)snprintf(uscc, sizeof uscc, "%018d", i);
        (void)snprintf(booth_ids[i], sizeof booth_ids[i], "b%022d", i);
        struct organization_row o = { .id = text(id), .name = STR("organization"), .uscc = text(uscc), .region = STR("330302"), .verified_until = NONE, .version = 1 };
        struct booth_row booth    = { .id = text(booth_ids[i]), .fair_id = fair.id, .organization_id = o.id, .number = i + 1, .version = 1 };
        TRY(tx_insert(tx, &model_organization_row, &o));
        TRY(tx_insert(tx, &model_booth_row, &booth));
    }
    return ERR_OK;
}

/* --- running ------------------------------------------------------------------------------------------------------- */

static void caller(void *arg)
{
    struct bench *b = arg;
    struct arena mem;
    struct ctx c;
    while (b->started < b->calls) {
        int number = (int)++b->started;
        world_ctx(&b->world, &mem, &c);
        enum err e = b->once(b, &c, number);
        REQUIRE(e == ERR_OK);
        arena_done(&mem);
    }
    if (--b->left == 0)
        loop_stop(b->loop);
}

static double cpu_us(void)
{
    struct rusage use;
    (void)getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static double user_us(const struct rusage *before)
{
    struct rusage use;
    (void)getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec - before->ru_utime.tv_sec) * 1e6 + (double)(use.ru_utime.tv_usec - before->ru_utime.tv_usec);
}

/* KiB this process gave to write() and its kin. */
static double written_kib(void)
{
    char line[64];
    double bytes = 0;
    FILE *file   = fopen("/proc/self/io", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "wchar: ", 7) == 0)
            bytes = strtod(line + 7, NULL);
    if (file)
        (void)fclose(file);
    return bytes / 1024;
}

static double now_us(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static void bench_run(const char *name, enum err (*once)(struct bench *, struct ctx *, int), int outstanding, int64_t calls)
{
    struct bench b = { .name = name, .once = once, .calls = calls, .left = outstanding };
    struct store_stats stats;
    world_init(&b.world);
    world_open(&b.world, NULL);
    b.loop = loop_new(&(struct loop_config){ .fiber_max = OUTSTANDING_MAX });
    REQUIRE(b.loop);
    if (once == join_once) {
        struct arena mem;
        struct ctx c;
        world_ctx(&b.world, &mem, &c);
        int people = (int)calls;
        REQUIRE(store_write(&c, fair_write, NULL) == ERR_OK);
        REQUIRE(store_write(&c, people_write, &people) == ERR_OK);
        arena_done(&mem);
    }
    store_stats(b.world.hall.store, &stats);
    uint64_t batches_before = stats.batches;
    double cpu = cpu_us();
    double at  = now_us();
    double kib = written_kib();
    struct rusage before;
    (void)getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < outstanding; i++)
        REQUIRE(fiber_start(loop_fibers(b.loop), caller, &b));
    loop_run(b.loop);
    at  = now_us() - at;
    cpu = cpu_us() - cpu;
    kib = written_kib() - kib;
    store_stats(b.world.hall.store, &stats);
    (void)printf("{\"bench\":\"store_%s_%d\",\"ours\":%.0f,\"unit\":\"calls/s\",\"cpu_us\":%.1f,\"user_us\":%.1f,\"written_kib\":%.1f,\"batches\":%llu,\"n\":%lld}\n", name, outstanding,
                 (double)calls / at * 1e6, cpu / (double)calls, user_us(&before) / (double)calls, kib / (double)calls, (unsigned long long)(stats.batches - batches_before), (long long)calls);
    world_close(&b.world);
    loop_free(b.loop);
    world_remove(&b.world);
}

/* bench_store [SCALE [NAME [OUTSTANDING]]] */
int main(int argc, char **argv)
{
    static const int outstanding[] = { 1, 8, 64 };
    static const struct {
        const char *name;
        enum err (*once)(struct bench *, struct ctx *, int);
        int64_t calls_alone, calls;
    } rows[] = { { "insert", insert_once, 250, 2500 }, { "join", join_once, 250, 1500 }, { "read", read_once, 5000, 5000 } };
    int64_t scale = argc > 1 ? strtol(argv[1], NULL, 10) : 4;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t j = 0; j < COUNT_OF(outstanding); j++)
            if ((argc < 3 || strcmp(argv[2], rows[i].name) == 0) && (argc < 4 || strtol(argv[3], NULL, 10) == outstanding[j]))
                bench_run(rows[i].name, rows[i].once, outstanding[j], scale * (outstanding[j] == 1 ? rows[i].calls_alone : rows[i].calls));
    return 0;
}
