/* The Redis client against a Redis that fails in every way we know: scripts forgotten, stopped, killed, emptied, a store put back,
 * a password. Each case is a sentence; the program ends with 1 at the first that does not hold. */
#include <fcntl.h>
#include <time.h>

#include "proto/base/buf.h"
#include "server/live/live_core.h"
#include "server/live/redis.h"
#include "tests/same/redis_run.h"

struct world {
    struct clock_port clock;
    struct random_port random;
    struct settings settings;
    struct hall hall;
    struct redis_run redis;
    struct loop *loop;
    struct live_redis *live;
    struct live_port *port;
    struct arena mem;
    struct ctx c;
    void (*story)(struct world *w);
    unsigned rebuilds, loads, connected, epochs, messages;
    bool rebuild_fails;
    char last[512];
    int64_t fan_done;
    unsigned good, refused;
};

static int64_t wall_ms(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_REALTIME, &at) == 0);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static int64_t clock_read(struct clock_port *port)
{
    (void)port;
    return wall_ms();
}

static void random_fill(struct random_port *port, void *bytes, size_t n)
{
    (void)port;
    memset(bytes, 3, n);
}

/* --- the hall's side ---------------------------------------------------------------------------------------------------- */

static void rebuild(void *arg, struct loop *loop)
{
    struct world *w = arg;
    struct arena mem;
    (void)loop;
    arena_init(&mem, 1 << 20);
    struct ctx c = { .mem = &mem, .hall = &w->hall };
    bool mine    = false;
    w->rebuilds++;
    if (!w->rebuild_fails && w->port->load_begin(w->port, &c, &mine) == ERR_OK && mine) {
        struct live_booth booth   = { .id = STR("b1"), .fair_id = STR("f1"), .state = booth_state_open, .version = 1, .ends_at = NONE };
        struct live_ticket ticket = { .id = STR("t1"), .booth_id = STR("b1"), .fair_id = STR("f1"), .candidate_id = STR("a1"), .number = 1,
                                      .order_key = 5, .version = 1, .ends_at = NONE };
        CHECK(w->port->booth_apply(w->port, &c, &booth, 1) == ERR_OK);
        CHECK(w->port->ticket_apply(w->port, &c, &ticket, 1) == ERR_OK);
        CHECK(w->port->load_end(w->port, &c) == ERR_OK);
        w->loads++;
    }
    arena_done(&mem);
}

static void heard(void *arg, const struct live_message *m)
{
    struct world *w = arg;
    w->epochs += m->channel.len == 0 && str_eq(m->text, STR("epoch"));
    if (m->channel.len == 0)
        return;
    w->messages++;
    (void)snprintf(w->last, sizeof w->last, "%.*s", STR_ARG(m->text));
}

static void connected(void *arg)
{
    struct world *w      = arg;
    struct live_source s = live_redis_source(w->live, w->loop);
    w->connected++;
    s.subscribe(s.arg, STR("me:a1"));
}

static void story_run(void *arg)
{
    struct world *w = arg;
    w->story(w);
    loop_stop(w->loop);
}

static void world_open(struct world *w, const char *url, const char *generation)
{
    const char *why = "";
    w->live         = live_redis_new(&(struct live_redis_config){ .url         = str_from_cstr(url),
                                                                  .generation  = str_from_cstr(generation),
                                                                  .process_id  = STR("p1"),
                                                                  .random      = &w->random,
                                                                  .rebuild     = rebuild,
                                                                  .rebuild_arg = w },
                                     &why);
    CHECK(w->live);
    w->port = live_redis_port(w->live);
    w->loop = loop_new(&(struct loop_config){ .fiber_max = 128 });
    CHECK(w->loop && live_redis_attach(w->live, w->loop, &(struct live_listener){ w, heard, NULL, connected }));
}

static void world_close(struct world *w)
{
    live_redis_detach(w->live, w->loop);
    live_redis_free(w->live);
    loop_free(w->loop);
}

static void tell(const char *name, struct world *w, const char *generation, void (*story)(struct world *w))
{
    struct world own = *w;
    own.c            = (struct ctx){ .mem = &own.mem, .hall = &own.hall };
    own.hall         = (struct hall){ .clock = &own.clock, .random = &own.random, .settings = &own.settings };
    own.story        = story;
    arena_init(&own.mem, 1 << 20);
    int64_t began = wall_ms();
    world_open(&own, own.redis.url, generation);
    CHECK(fiber_start(loop_fibers(own.loop), story_run, &own));
    loop_run(own.loop);
    world_close(&own);
    arena_done(&own.mem);
    w->redis = own.redis;
    printf("same_redis: %s (%lld ms)\n", name, (long long)(wall_ms() - began));
}

static enum err line_read(struct world *w, int64_t *ret_waiting)
{
    struct live_line line;
    struct str id = STR("b1");
    enum err e    = w->port->lines(w->port, &w->c, &id, 1, false, &line);
    if (e == ERR_OK)
        *ret_waiting = line.waiting;
    arena_reset(&w->mem);
    return e;
}

/* Tries every 20 ms until the line answers; how long that took. */
static int64_t answers_again(struct world *w)
{
    int64_t began   = wall_ms();
    int64_t waiting = 0;
    while (line_read(w, &waiting) != ERR_OK) {
        CHECK(wall_ms() - began < 20000);
        loop_sleep_ms(20);
    }
    CHECK(waiting == 1);
    return wall_ms() - began;
}

static struct str epoch_now(struct world *w)
{
    struct live_log log = { 0 };
    CHECK(w->port->replay(w->port, &w->c, STR("me:a1"), STR_NONE, NONE, &log) == ERR_OK);
    return log.epoch;
}

static void direct_do(struct world *w, const char *command)
{
    redisContext *direct = redis_run_connect(&w->redis);
    redisReply *r        = redisCommand(direct, command);
    CHECK(r && r->type != REDIS_REPLY_ERROR);
    freeReplyObject(r);
    redisFree(direct);
}

/* --- the stories ------------------------------------------------------------------------------------------------------------ */

static void an_empty_redis_is_loaded_once(struct world *w)
{
    const char *why = "";
    CHECK(!w->port->healthy(w->port, &why) && strcmp(why, "down") == 0);
    (void)answers_again(w);
    CHECK(w->port->healthy(w->port, &why) && w->rebuilds == 1 && w->loads == 1);
}

static void a_full_one_is_taken_as_it_is(struct world *w)
{
    (void)answers_again(w);
    CHECK(w->rebuilds == 0);
}

static void a_store_put_back_is_another_hall(struct world *w)
{
    (void)answers_again(w);
    CHECK(w->rebuilds == 1 && w->loads == 1);
}

static void forgotten_scripts_are_loaded_again(struct world *w)
{
    (void)answers_again(w);
    direct_do(w, "SCRIPT FLUSH");
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_OK && waiting == 1);
    CHECK(live_redis_counts(w->live, w->loop).reloads == 1);
    CHECK(line_read(w, &waiting) == ERR_OK);
    CHECK(live_redis_counts(w->live, w->loop).reloads == 1);
}

static void fan_call(void *arg)
{
    struct world *w = arg;
    struct arena mem;
    arena_init(&mem, 1 << 16);
    struct ctx c     = { .mem = &mem, .hall = &w->hall };
    int64_t ahead    = 0;
    enum err e       = w->port->ahead(w->port, &c, STR("b1"), STR("t1"), &ahead);
    w->good += e == ERR_OK && ahead == 0;
    w->refused += e == ERR_UNAVAILABLE;
    w->fan_done++;
    arena_done(&mem);
}

static void many_fibers_share_the_connection(struct world *w)
{
    (void)answers_again(w);
    for (int i = 0; i < 50; i++)
        CHECK(fiber_start(loop_fibers(w->loop), fan_call, w));
    while (w->fan_done < 50)
        loop_sleep_ms(5);
    CHECK(w->good == 50 && live_redis_counts(w->live, w->loop).connects == 1);
}

static void a_stopped_redis_is_unavailable_in_two_seconds_and_comes_back(struct world *w)
{
    const char *why = "";
    (void)answers_again(w);
    CHECK(kill(w->redis.pid, SIGSTOP) == 0);
    int64_t began = wall_ms();
    for (int i = 0; i < 20; i++)
        CHECK(fiber_start(loop_fibers(w->loop), fan_call, w));
    while (w->fan_done < 20)
        loop_sleep_ms(20);
    int64_t took = wall_ms() - began;
    CHECK(w->refused == 20 && took >= 1900 && took < 6000);
    CHECK(!w->port->healthy(w->port, &why));
    /* While it is down a call waits one second, not two. */
    began           = wall_ms();
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_UNAVAILABLE && wall_ms() - began < 4000);
    CHECK(kill(w->redis.pid, SIGCONT) == 0);
    int64_t back = answers_again(w);
    CHECK(back < 15000 && w->rebuilds == 0);
    printf("same_redis:   refused after %lld ms, back after %lld ms\n", (long long)took, (long long)back);
}

static void a_killed_redis_is_rebuilt(struct world *w)
{
    (void)answers_again(w);
    while (w->connected == 0)
        loop_sleep_ms(10);
    char before[128];
    (void)snprintf(before, sizeof before, "%.*s", STR_ARG(epoch_now(w)));
    redis_run_end(&w->redis, SIGKILL);
    loop_sleep_ms(300);
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_UNAVAILABLE);
    redis_run_begin(&w->redis);
    int64_t back = answers_again(w);
    CHECK(w->loads == 2 && !str_eq_cstr(epoch_now(w), before));
    while (w->connected < 2)
        loop_sleep_ms(10);
    printf("same_redis:   back after %lld ms\n", (long long)back);
}

static void an_emptied_redis_is_rebuilt_once_and_all_are_told(struct world *w)
{
    (void)answers_again(w);
    char before[128];
    (void)snprintf(before, sizeof before, "%.*s", STR_ARG(epoch_now(w)));
    w->epochs = 0;
    direct_do(w, "FLUSHALL");
    for (int i = 0; i < 20; i++)
        CHECK(fiber_start(loop_fibers(w->loop), fan_call, w));
    while (w->fan_done < 20)
        loop_sleep_ms(5);
    /* They waited the rebuild out; none acted on the empty line. */
    CHECK(w->good + w->refused == 20 && w->good > 0);
    (void)answers_again(w);
    CHECK(w->rebuilds == 1 && w->loads == 1 && !str_eq_cstr(epoch_now(w), before));
    while (w->epochs == 0)
        loop_sleep_ms(10);
    struct live_log log = { 0 };
    CHECK(w->port->replay(w->port, &w->c, STR("me:a1"), str_from_cstr(before), 0, &log) == ERR_OK && log.resync);
}

static void a_failing_rebuild_is_tried_again(struct world *w)
{
    (void)answers_again(w);
    w->rebuild_fails = true;
    direct_do(w, "FLUSHALL");
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_UNAVAILABLE && w->rebuilds >= 1);
    const char *why = "";
    CHECK(!w->port->healthy(w->port, &why) && strcmp(why, "rebuilding") == 0);
    w->rebuild_fails = false;
    (void)answers_again(w);
    CHECK(w->loads == 1);
}

static void a_foreign_epoch_loaded_by_another_is_adopted(struct world *w)
{
    (void)answers_again(w);
    /* What another process of the same hall leaves behind after a rebuild of its own. */
    char epoch[200];
    char command[300];
    (void)snprintf(epoch, sizeof epoch, "%.*s", STR_ARG(epoch_now(w)));
    *(strrchr(epoch, ':') + 1) = '\0';
    (void)snprintf(command, sizeof command, "SET hh:epoch %s77", epoch);
    direct_do(w, command);
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_OK && waiting == 1 && w->rebuilds == 0);
    (void)snprintf(command, sizeof command, "%s77", epoch);
    CHECK(str_eq_cstr(epoch_now(w), command));
}

static void events_arrive_and_are_logged(struct world *w)
{
    (void)answers_again(w);
    while (w->connected == 0)
        loop_sleep_ms(10);
    struct live_event e = { .channel = STR("me:a1"), .event = STR("ticket.moved"), .data = STR("{\"n\":1}"), .once = STR("o1") };
    loop_sleep_ms(100); /* the subscription goes out on another connection */
    CHECK(w->port->publish(w->port, &w->c, &e, 1) == ERR_OK);
    CHECK(w->port->publish(w->port, &w->c, &e, 1) == ERR_OK); /* once is once */
    while (w->messages == 0)
        loop_sleep_ms(10);
    loop_sleep_ms(100);
    CHECK(w->messages == 1 && strstr(w->last, "{\"event\":\"ticket.moved\",\"channel\":\"me\",\"epoch\":\""));
    CHECK(strstr(w->last, ",\"at\":\"20") && strstr(w->last, ",\"data\":{\"n\":1}}"));
}

static void a_subscriber_that_hears_nothing_is_replaced(struct world *w)
{
    (void)answers_again(w);
    while (w->connected == 0)
        loop_sleep_ms(10);
    direct_do(w, "CLIENT KILL TYPE pubsub");
    while (w->connected < 2)
        loop_sleep_ms(10);
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_OK && live_redis_counts(w->live, w->loop).connects == 1);
}

static void a_lost_answer_is_asked_again_only_where_twice_is_once(struct world *w)
{
    (void)answers_again(w);
    /* The connection ends under waiting calls. */
    CHECK(kill(w->redis.pid, SIGSTOP) == 0);
    for (int i = 0; i < 10; i++)
        CHECK(fiber_start(loop_fibers(w->loop), fan_call, w));
    loop_sleep_ms(100);
    redis_run_end(&w->redis, SIGKILL);
    redis_run_begin(&w->redis);
    while (w->fan_done < 10)
        loop_sleep_ms(10);
    struct live_redis_counts counts = live_redis_counts(w->live, w->loop);
    CHECK(w->good + w->refused == 10 && counts.retried >= 10);
    (void)answers_again(w);
    printf("same_redis:   %u of 10 answered after a kill and restart\n", w->good);
}

static void the_password_and_database_of_the_address_are_used(struct world *w)
{
    (void)answers_again(w);
    CHECK(w->loads == 1);
}

static void a_wrong_password_is_down_not_a_crash(struct world *w)
{
    const char *why = "";
    int64_t waiting = 0;
    CHECK(line_read(w, &waiting) == ERR_UNAVAILABLE && !w->port->healthy(w->port, &why) && strcmp(why, "down") == 0);
}

static void address_set(struct world *w, const char *password)
{
    (void)snprintf(w->redis.url, sizeof w->redis.url, "redis://:%s@127.0.0.1:%d/2", password, w->redis.port);
}

int main(void)
{
    static struct world w;
    w.clock.now           = clock_read;
    w.random.fill         = random_fill;
    w.settings.process_id = STR("p1");
    redis_run_start(&w.redis);
#define TELL(generation, story) tell(#story, &w, generation, story)
    TELL("1", an_empty_redis_is_loaded_once);
    TELL("1", a_full_one_is_taken_as_it_is);
    TELL("2", a_store_put_back_is_another_hall);
    TELL("2", forgotten_scripts_are_loaded_again);
    TELL("2", many_fibers_share_the_connection);
    TELL("2", events_arrive_and_are_logged);
    TELL("2", a_subscriber_that_hears_nothing_is_replaced);
    TELL("2", a_foreign_epoch_loaded_by_another_is_adopted);
    TELL("2", an_emptied_redis_is_rebuilt_once_and_all_are_told);
    TELL("2", a_failing_rebuild_is_tried_again);
    TELL("2", a_stopped_redis_is_unavailable_in_two_seconds_and_comes_back);
    redis_run_stop(&w.redis);
    redis_run_start(&w.redis);
    TELL("2", a_killed_redis_is_rebuilt);
    TELL("2", a_lost_answer_is_asked_again_only_where_twice_is_once);
    redis_run_stop(&w.redis);
    w.redis.port = 20000 + (int)getpid() % 20000;
    redis_run_start(&w.redis);
    address_set(&w, "geheim%21");
    TELL("3", the_password_and_database_of_the_address_are_used);
    address_set(&w, "falsch");
    TELL("3", a_wrong_password_is_down_not_a_crash);
    redis_run_stop(&w.redis);
    return 0;
}
