/* hirehall backup and restore: a hall's folder, copied while it serves, and made anew elsewhere. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/live/embedded.h"
#include "server/main_hall.h"
#include "server/ops/backup.h"

int backup(struct base *b)
{
    char why[STORE_WHY_MAX], keys[DATA_PATH_MAX];
    struct backup_done done = { 0 };
    if (!b->config.to[0]) {
        refused("backup: say where with --to DIR");
        return EXIT_WRONG_USE;
    }
    if (!base_keys_path(b, keys))
        return EXIT_WRONG_USE;
    struct backup_in in = { .store = b->store_path, .data = b->config.data, .keys = b->config.with_keys ? keys : NULL, .to = b->config.to, .now = b->clock.port.now(&b->clock.port) };
    if (!backup_make(&in, &done, why)) {
        refused("backup: %s", why);
        return EXIT_REFUSED;
    }
    (void)printf("%s: %lld rows of %lld tables, %lld files, %lld bytes\n", b->config.to, (long long)done.rows, (long long)done.tables, (long long)done.files, (long long)done.bytes);
    if (in.keys)
        (void)printf("the keys of sealed data are in it: whoever reads this folder reads everything\n");
    else
        (void)printf("the keys of sealed data are not in it: keep a copy of %s, apart from this folder\n", keys);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_REFUSED;
}

/* Taken by nobody else until this process ends. */
static bool folder_take(const struct base *b)
{
    int lock_fd              = -1;
    enum folder_state state  = folder_look(b->config.data);
    if (state == FOLDER_USED) {
        refused("restore: the folder %s is in use or not empty; name a new one with --data", b->config.data);
        return false;
    }
    if ((state == FOLDER_ABSENT && mkdir(b->config.data, 0700) != 0) || state == FOLDER_BAD || data_lock_take(str_from_cstr(b->config.data), false, &lock_fd) != DATA_LOCK_OWNER) {
        refused("restore: cannot make or take the folder %s: %s", b->config.data, strerror(errno));
        return false;
    }
    return true;
}

static void folder_leave(const struct base *b)
{
    char path[DATA_PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/hall.lock", b->config.data);
    if (len > 0 && (size_t)len < sizeof path)
        (void)unlink(path);       /* the folder is as it was found, */
    (void)rmdir(b->config.data); /* or gone where nobody had made it before */
}

static void keys_say(const struct base *b, const struct restore_done *done)
{
    if (!done->sealed)
        (void)printf("nothing in it is sealed yet\n");
    else if (done->keys_fit)
        (void)printf("the keys open what is sealed in it\n");
    else
        (void)printf("before you serve it, put the keys of sealed data into %s/seal.keys (or name them with --seal-keys): without them it does not start where anything is sealed\n", b->config.data);
}

int restore(struct base *b)
{
    char why[STORE_WHY_MAX];
    struct restore_done done = { 0 };
    if (!b->config.from[0] || b->config.store[0]) {
        refused("restore: say which backup with --from DIR, and the new folder with --data DIR (not with --store)");
        return EXIT_WRONG_USE;
    }
    if (!folder_take(b))
        return EXIT_REFUSED;
    struct restore_in in = { .from = b->config.from, .data = b->config.data, .keys = b->config.seal_keys[0] ? b->config.seal_keys : NULL, .random = &b->chance.port };
    if (!backup_restore(&in, &done, why)) {
        folder_leave(b);
        refused("restore: %s", why);
        return EXIT_REFUSED;
    }
    (void)printf("%s: %lld rows of %lld tables, %lld files, %lld bytes\n", b->config.data, (long long)done.done.rows, (long long)done.done.tables, (long long)done.done.files, (long long)done.done.bytes);
    keys_say(b, &done);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_REFUSED;
}
