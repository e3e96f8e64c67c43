#include "server/live/embedded.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/check.h"

#define RESTART_MIN_MS 100
#define RESTART_MAX_MS 5000
/* Up for so long: the next fault is a new one, and waits the shortest time again. */
#define RESTART_FORGIVEN_MS 30000
#define MEMORY_MAX_MB 512
#define STOP_WAIT_MS 5000
#define ORPHAN_WAIT_MS 10000
#define POLL_MS 20
/* sockaddr_un.sun_path less its NUL */
#define SOCKET_PATH_MAX 107

struct embedded {
    struct embedded_config config;
    char dir[PATH_MAX];     /* absolute */
    char socket[PATH_MAX];
    char pid_path[PATH_MAX];
    char program[PATH_MAX];
    char url[PATH_MAX + 8];
    pid_t pid;              /* 0: not running */
    int64_t started_ms, retry_at_ms, wait_ms;
    uint64_t restarts;
};

static bool path_join(char *ret_path, const char *dir, const char *name)
{
    int len = snprintf(ret_path, PATH_MAX, "%s/%s", dir, name);
    return len > 0 && len < PATH_MAX;
}

static bool dir_read(struct str dir, char ret_dir[PATH_MAX])
{
    char text[PATH_MAX];
    if (dir.len == 0 || dir.len >= sizeof text)
        return false;
    memcpy(text, dir.ptr, dir.len);
    text[dir.len] = '\0';
    return realpath(text, ret_dir) != NULL;
}

static void pause_ms(int64_t ms)
{
    (void)usleep((useconds_t)(ms * 1000));
}

/* --- the orphan --------------------------------------------------------------------------------------------------- */

static bool file_read(const char *path, char *ret_text, size_t max, size_t *ret_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, ret_text, max - 1);
    (void)close(fd);
    if (n < 0)
        return false;
    ret_text[n] = '\0';
    *ret_len    = (size_t)n;
    return true;
}

/* Whether that process really is a redis-server on this folder's socket: pids are given out again. Its title, which
 * redis-server writes over its arguments, names the socket. */
static bool is_our_server(pid_t pid, const char *socket)
{
    char path[64];
    char text[8192];
    size_t len = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    if (!file_read(path, text, sizeof text, &len) || strncmp(text, "redis-server", 12) != 0)
        return false;
    (void)snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
    return file_read(path, text, sizeof text, &len) && memmem(text, len, socket, strlen(socket)) != NULL;
}

static pid_t pid_read(const char *path)
{
    char text[32];
    size_t len     = 0;
    uint64_t value = 0;
    if (!file_read(path, text, sizeof text, &len))
        return 0;
    return str_to_u64(str_trim(str_make(text, len)), &value) && value > 1 && value < INT_MAX ? (pid_t)value : 0;
}

/* Whether a redis-server of this folder was left behind by a hall that is gone. Its parent is then no hall. */
static pid_t orphan_find(const char *dir)
{
    char pid_path[PATH_MAX];
    char socket[PATH_MAX];
    if (!path_join(pid_path, dir, "redis.pid") || !path_join(socket, dir, "redis.sock"))
        return 0;
    pid_t pid = pid_read(pid_path);
    return pid && is_our_server(pid, socket) ? pid : 0;
}

/* Gone, or only waiting for its parent to notice (in a container that may be never). */
static bool process_gone(pid_t pid)
{
    char path[64];
    char text[512];
    size_t len = 0;
    if (kill(pid, 0) != 0 && errno == ESRCH)
        return true;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (!file_read(path, text, sizeof text, &len))
        return false;
    const char *name_end = strrchr(text, ')');
    return name_end && (name_end[2] == 'Z' || name_end[2] == 'X');
}

static void orphan_stop(pid_t pid)
{
    for (int64_t waited = 0; pid && waited < ORPHAN_WAIT_MS && !process_gone(pid); waited += POLL_MS) {
        if (waited == 0)
            (void)kill(pid, SIGTERM);
        else if (waited == ORPHAN_WAIT_MS / 2)
            (void)kill(pid, SIGKILL);
        pause_ms(POLL_MS);
    }
}

/* --- the folder ------------------------------------------------------------------------------------------------------ */

static bool lock_try(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* The pid of the owner stands in the lock file: a lock that is held while that process is gone is held by its orphan. */
static bool owner_alive(int fd)
{
    char text[32];
    ssize_t n      = pread(fd, text, sizeof text, 0);
    uint64_t value = 0;
    if (n <= 0 || !str_to_u64(str_trim(str_make(text, (size_t)n)), &value) || value < 1 || value > INT_MAX)
        return true;
    return !process_gone((pid_t)value);
}

static bool owner_write(int fd)
{
    char text[32];
    int len = snprintf(text, sizeof text, "%d\n", (int)getpid());
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)len, 0) == (ssize_t)len;
}

enum data_lock data_lock_take(struct str dir, bool join, int *ret_fd)
{
    char real[PATH_MAX];
    char path[PATH_MAX];
    *ret_fd = -1;
    if (!dir_read(dir, real) || !path_join(path, real, "hall.lock"))
        return DATA_LOCK_FAILED;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return DATA_LOCK_FAILED;
    bool mine = lock_try(fd);
    if (!mine && !owner_alive(fd)) {
        /* Its server is stopped, or stopping already. */
        orphan_stop(orphan_find(real));
        for (int64_t waited = 0; !(mine = lock_try(fd)) && waited < ORPHAN_WAIT_MS; waited += POLL_MS)
            pause_ms(POLL_MS);
    }
    if (mine && owner_write(fd)) {
        *ret_fd = fd;
        return DATA_LOCK_OWNER;
    }
    (void)close(fd);
    return mine ? DATA_LOCK_FAILED : join ? DATA_LOCK_JOINED : DATA_LOCK_TAKEN;
}

/* --- the server -------------------------------------------------------------------------------------------------------- */

/* Only calls that are safe between fork and exec. */
__attribute__((noreturn)) static void server_become(const struct embedded *e, pid_t parent, int log_fd, char *const *arguments)
{
    /* Whoever serves ends with us, however we end. */
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
        _exit(126);
    /* A terminal's interrupt is for the hall, which then stops the server in order. */
    (void)setpgid(0, 0);
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    int null_fd = open("/dev/null", O_RDONLY);
    if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 || dup2(log_fd, STDOUT_FILENO) < 0 || dup2(log_fd, STDERR_FILENO) < 0)
        _exit(126);
    /* The lock stays held as long as the server lives. */
    if (e->config.lock_fd >= 0)
        (void)fcntl(e->config.lock_fd, F_SETFD, 0);
    (void)execvp(e->program, arguments);
    _exit(127);
}

#define ARGUMENTS_MAX 48

static size_t arguments_make(struct embedded *e, char *memory, size_t memory_size, const char *ret_arguments[ARGUMENTS_MAX])
{
    (void)snprintf(memory, memory_size, "%lldmb", (long long)(e->config.memory_max_mb ? e->config.memory_max_mb : MEMORY_MAX_MB));
    const char *const all[] = {
        e->program, "--port", "0", "--unixsocket", e->socket, "--unixsocketperm", "700", "--dir", e->dir, "--pidfile", e->pid_path,
        "--daemonize", "no", "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--no-appendfsync-on-rewrite", "yes", "--aof-load-truncated", "yes",
        "--maxmemory", memory, "--maxmemory-policy", "noeviction", "--logfile", "", "--loglevel", "notice", "--always-show-logo", "no",
        "--set-proc-title", "yes", "--crash-log-enabled", "no", "--timeout", "0", "--databases", "1", "--tcp-keepalive", "0",
    };
    _Static_assert(sizeof all / sizeof all[0] < ARGUMENTS_MAX, "the arguments and their end fit");
    memcpy(ret_arguments, all, sizeof all);
    ret_arguments[COUNT_OF(all)] = NULL;
    return COUNT_OF(all);
}

static bool server_start(struct embedded *e)
{
    char memory[32];
    char log_path[PATH_MAX];
    union {
        const char *given[ARGUMENTS_MAX];
        char *taken[ARGUMENTS_MAX]; /* execvp writes nothing */
    } arguments;
    (void)arguments_make(e, memory, sizeof memory, arguments.given);
    if (!path_join(log_path, e->dir, "redis.log"))
        return false;
    int log_fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0)
        return false;
    pid_t parent = getpid();
    pid_t pid    = fork();
    if (pid == 0)
        server_become(e, parent, log_fd, arguments.taken);
    (void)close(log_fd);
    if (pid < 0)
        return false;
    e->pid = pid;
    return true;
}

static bool config_take(struct embedded *e, const struct embedded_config *config, const char **ret_why)
{
    struct str program = config->program.len ? config->program : STR("redis-server");
    e->config          = *config;
    *ret_why           = "the data folder cannot be opened";
    if (!dir_read(config->dir, e->dir))
        return false;
    *ret_why = "the path of the data folder is too long for a Unix socket (at most 96 bytes)";
    if (!path_join(e->socket, e->dir, "redis.sock") || !path_join(e->pid_path, e->dir, "redis.pid") || strlen(e->socket) > SOCKET_PATH_MAX ||
        program.len >= sizeof e->program)
        return false;
    memcpy(e->program, program.ptr, program.len);
    (void)snprintf(e->url, sizeof e->url, "unix:%s", e->socket);
    return true;
}

struct embedded *embedded_start(const struct embedded_config *config, const char **ret_why)
{
    struct embedded *e = calloc(1, sizeof *e);
    *ret_why           = "no memory";
    if (!e)
        return NULL;
    e->wait_ms = RESTART_MIN_MS;
    if (config_take(e, config, ret_why)) {
        orphan_stop(orphan_find(e->dir));
        *ret_why = "redis-server cannot be started";
        if (server_start(e))
            return e;
    }
    free(e);
    return NULL;
}

void embedded_watch(struct embedded *e, int64_t mono_ms)
{
    if (e->started_ms == 0)
        e->started_ms = mono_ms;
    if (e->pid) {
        if (waitpid(e->pid, NULL, WNOHANG) != e->pid)
            return;
        e->pid     = 0;
        e->wait_ms = mono_ms - e->started_ms > RESTART_FORGIVEN_MS ? RESTART_MIN_MS : e->wait_ms;
        e->retry_at_ms = mono_ms + e->wait_ms;
        e->wait_ms     = e->wait_ms * 2 < RESTART_MAX_MS ? e->wait_ms * 2 : RESTART_MAX_MS;
        return;
    }
    if (mono_ms < e->retry_at_ms)
        return;
    e->started_ms = mono_ms;
    if (server_start(e))
        e->restarts++;
    else
        e->retry_at_ms = mono_ms + RESTART_MAX_MS;
}

void embedded_stop(struct embedded *e)
{
    if (!e)
        return;
    for (int64_t waited = 0; e->pid && waitpid(e->pid, NULL, WNOHANG) != e->pid; waited += POLL_MS) {
        if (waited == 0)
            (void)kill(e->pid, SIGTERM);
        else if (waited == STOP_WAIT_MS)
            (void)kill(e->pid, SIGKILL);
        pause_ms(POLL_MS);
    }
    free(e);
}

struct str embedded_url(const struct embedded *e)
{
    return str_from_cstr(e->url);
}

int embedded_pid(const struct embedded *e)
{
    return (int)e->pid;
}

uint64_t embedded_restarts(const struct embedded *e)
{
    return e->restarts;
}

struct str embedded_url_of(struct str dir, char *ret_text, size_t max)
{
    char real[PATH_MAX];
    int len = dir_read(dir, real) ? snprintf(ret_text, max, "unix:%s/redis.sock", real) : -1;
    return len > 0 && (size_t)len < max ? str_make(ret_text, (size_t)len) : STR_NONE;
}
