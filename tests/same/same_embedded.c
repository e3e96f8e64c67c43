/* The hall's own redis-server: started, watched, restarted, stopped; ends with the hall; one owner a folder. */
#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "server/live/embedded.h"
#include "tests/same/redis_run.h"

static char folder[64];
static char socket_path[96];

static int64_t mono_ms(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &at) == 0);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static struct str dir(void)
{
    return str_from_cstr(folder);
}

static bool answers(void)
{
    redisContext *direct = redisConnectUnix(socket_path);
    redisReply *pong     = direct && !direct->err ? redisCommand(direct, "PING") : NULL;
    bool up              = pong && pong->type == REDIS_REPLY_STATUS;
    freeReplyObject(pong);
    redisFree(direct);
    return up;
}

static void wait_for(bool up)
{
    for (int i = 0; i < 500 && answers() != up; i++)
        (void)usleep(20000);
    CHECK(answers() == up);
}

static void direct_do(const char *command, const char *expected)
{
    redisContext *direct = redisConnectUnix(socket_path);
    CHECK(direct && !direct->err);
    redisReply *r = redisCommand(direct, command);
    CHECK(r && r->type != REDIS_REPLY_ERROR && (!expected || (r->str && strcmp(r->str, expected) == 0)));
    freeReplyObject(r);
    redisFree(direct);
}

static struct embedded *start(int lock_fd)
{
    const char *why = "";
    struct embedded *e = embedded_start(&(struct embedded_config){ .dir = dir(), .lock_fd = lock_fd, .memory_max_mb = 64 }, &why);
    if (!e)
        fprintf(stderr, "same_embedded: %s\n", why);
    CHECK(e);
    return e;
}

/* --- a hall in a process of its own ---------------------------------------------------------------------------------- */

static pid_t hall_begin(void)
{
    (void)fflush(stdout);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid > 0)
        return pid;
    int fd = -1;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (data_lock_take(dir(), false, &fd) != DATA_LOCK_OWNER)
        _exit(3);
    (void)start(fd);
    for (;;)
        (void)pause();
}

static void it_keeps_what_it_was_told_over_a_restart(void)
{
    int fd = -1;
    CHECK(data_lock_take(dir(), false, &fd) == DATA_LOCK_OWNER && fd >= 0);
    struct embedded *e = start(fd);
    wait_for(true);
    CHECK(str_eq_cstr(str_skip(embedded_url(e), 5), socket_path));
    char text[128];
    CHECK(str_eq(embedded_url_of(dir(), text, sizeof text), embedded_url(e)));
    direct_do("SET kept yes", NULL);
    redisContext *direct = redisConnectUnix(socket_path);
    redisReply *r        = redisCommand(direct, "CONFIG GET maxmemory-policy");
    CHECK(r && r->elements == 2 && strcmp(r->element[1]->str, "noeviction") == 0);
    freeReplyObject(r);
    redisFree(direct);
    int before = embedded_pid(e);
    embedded_watch(e, mono_ms());
    CHECK(kill(before, SIGKILL) == 0);
    int64_t began = mono_ms();
    while (embedded_restarts(e) == 0 && mono_ms() - began < 5000) {
        embedded_watch(e, mono_ms());
        (void)usleep(20000);
    }
    CHECK(embedded_restarts(e) == 1 && embedded_pid(e) != before && mono_ms() - began < 1000);
    wait_for(true);
    direct_do("GET kept", "yes");
    embedded_stop(e);
    CHECK(!answers());
    CHECK(close(fd) == 0);
}

static void a_second_owner_is_refused_and_may_join(void)
{
    pid_t hall = hall_begin();
    wait_for(true);
    int fd = 7;
    CHECK(data_lock_take(dir(), false, &fd) == DATA_LOCK_TAKEN && fd == -1);
    CHECK(data_lock_take(dir(), true, &fd) == DATA_LOCK_JOINED && fd == -1);
    CHECK(answers());
    CHECK(kill(hall, SIGKILL) == 0 && waitpid(hall, NULL, 0) == hall);
}

static void a_killed_hall_takes_its_server_along(void)
{
    pid_t hall = hall_begin();
    wait_for(true);
    CHECK(kill(hall, SIGKILL) == 0 && waitpid(hall, NULL, 0) == hall);
    int64_t began = mono_ms();
    int fd        = -1;
    CHECK(data_lock_take(dir(), false, &fd) == DATA_LOCK_OWNER);
    CHECK(mono_ms() - began < 5000 && !answers());
    CHECK(close(fd) == 0);
}

/* A server that did not hear of its hall's death: stopped, so that the parent's signal stays pending. */
static void an_orphan_is_stopped_first(void)
{
    pid_t hall = hall_begin();
    wait_for(true);
    char path[96];
    char text[32] = "";
    (void)snprintf(path, sizeof path, "%s/redis.pid", folder);
    int pid_fd = open(path, O_RDONLY);
    CHECK(pid_fd >= 0 && read(pid_fd, text, sizeof text - 1) > 0 && close(pid_fd) == 0);
    pid_t server = (pid_t)strtol(text, NULL, 10);
    CHECK(kill(server, SIGSTOP) == 0);
    CHECK(kill(hall, SIGKILL) == 0 && waitpid(hall, NULL, 0) == hall);
    int64_t began = mono_ms();
    int fd        = -1;
    CHECK(data_lock_take(dir(), false, &fd) == DATA_LOCK_OWNER);
    CHECK(mono_ms() - began < 12000);
    struct embedded *e = start(fd);
    wait_for(true);
    embedded_stop(e);
    CHECK(close(fd) == 0);
}

static void a_foreign_process_with_the_old_pid_is_left_alone(void)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/redis.pid", folder);
    FILE *f = fopen(path, "w");
    CHECK(f && fprintf(f, "%d\n", (int)getpid()) > 0 && fclose(f) == 0);
    int fd = -1;
    CHECK(data_lock_take(dir(), false, &fd) == DATA_LOCK_OWNER);
    struct embedded *e = start(fd);
    wait_for(true);
    embedded_stop(e);
    CHECK(close(fd) == 0);
}

static void what_cannot_be_is_refused_with_a_reason(void)
{
    const char *why = "";
    int fd          = 5;
    CHECK(data_lock_take(STR("/nowhere/at/all"), false, &fd) == DATA_LOCK_FAILED && fd == -1);
    CHECK(!embedded_start(&(struct embedded_config){ .dir = STR("/nowhere/at/all"), .lock_fd = -1 }, &why) && strstr(why, "folder"));
    char text[8];
    CHECK(embedded_url_of(dir(), text, sizeof text).len == 0);
    embedded_stop(NULL);
}

/* The program is missing: it keeps trying, slower each time, and never spins. */
static void a_missing_program_is_tried_again_ever_slower(void)
{
    const char *why = "";
    struct embedded *e =
            embedded_start(&(struct embedded_config){ .dir = dir(), .program = STR("no-such-redis-server"), .lock_fd = -1 }, &why);
    CHECK(e);
    for (int64_t at = 1000; at < 61000; at += 100) {
        embedded_watch(e, at);
        (void)usleep(1000);
    }
    CHECK(embedded_restarts(e) >= 5 && embedded_restarts(e) <= 30);
    embedded_stop(e);
}

int main(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/hirehall-data-XXXXXX");
    CHECK(mkdtemp(folder));
    (void)snprintf(socket_path, sizeof socket_path, "%s/redis.sock", folder);
#define TELL(story) (story(), printf("same_embedded: " #story "\n"))
    TELL(it_keeps_what_it_was_told_over_a_restart);
    TELL(a_second_owner_is_refused_and_may_join);
    TELL(a_killed_hall_takes_its_server_along);
    TELL(an_orphan_is_stopped_first);
    TELL(a_foreign_process_with_the_old_pid_is_left_alone);
    TELL(what_cannot_be_is_refused_with_a_reason);
    TELL(a_missing_program_is_tried_again_ever_slower);
    struct redis_run rest = { 0 };
    memcpy(rest.dir, folder, sizeof folder);
    redis_run_stop(&rest);
    return 0;
}
