/* A private redis-server for tests: on a Unix socket in a fresh folder, stopped and removed at the end. */
#ifndef HH_SAME_REDIS_RUN_H
#define HH_SAME_REDIS_RUN_H

#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "proto/base/str.h"

struct redis_run {
    char dir[64];
    char socket[96];
    char url[112];
    pid_t pid;
    int port; /* 0: none; otherwise also on loopback, with the password "geheim!" */
};

__attribute__((unused)) static void redis_run_begin(struct redis_run *r)
{
    (void)fflush(stdout);
    r->pid = fork();
    CHECK(r->pid >= 0);
    if (r->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!freopen("/dev/null", "w", stdout))
            _exit(126);
        char port[16];
        (void)snprintf(port, sizeof port, "%d", r->port);
        if (r->port)
            (void)execlp("redis-server", "redis-server", "--port", port, "--bind", "127.0.0.1", "--unixsocket", r->socket, "--dir", r->dir,
                         "--save", "", "--requirepass", "geheim!", (char *)NULL);
        (void)execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", r->socket, "--dir", r->dir, "--save", "",
                     "--appendonly", "yes", "--appendfsync", "everysec", (char *)NULL);
        _exit(127);
    }
}

/* A plain connection once it answers; freed by the caller. */
__attribute__((unused)) static redisContext *redis_run_connect(const struct redis_run *r)
{
    for (int i = 0; i < 500; i++) {
        redisContext *direct = redisConnectUnix(r->socket);
        if (direct && !direct->err) {
            redisReply *pong = redisCommand(direct, "PING");
            bool up          = pong && (pong->type == REDIS_REPLY_STATUS || r->port); /* or it asks for the password */
            freeReplyObject(pong);
            if (up)
                return direct;
        }
        redisFree(direct);
        (void)usleep(20000);
    }
    check_failed(__FILE__, __LINE__, "redis-server answers");
}

__attribute__((unused)) static void redis_run_start(struct redis_run *r)
{
    (void)snprintf(r->dir, sizeof r->dir, "/tmp/hirehall-redis-XXXXXX");
    CHECK(mkdtemp(r->dir));
    (void)snprintf(r->socket, sizeof r->socket, "%s/redis.sock", r->dir);
    (void)snprintf(r->url, sizeof r->url, "unix:%s", r->socket);
    redis_run_begin(r);
    redisFree(redis_run_connect(r));
}

__attribute__((unused)) static void redis_run_end(struct redis_run *r, int signal_number)
{
    CHECK(kill(r->pid, signal_number) == 0);
    CHECK(waitpid(r->pid, NULL, 0) == r->pid);
    r->pid = 0;
}

__attribute__((unused)) static void redis_run_stop(struct redis_run *r)
{
    if (r->pid)
        redis_run_end(r, SIGKILL);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/rm", "rm", "-rf", r->dir, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(pid, NULL, 0);
}

#endif
