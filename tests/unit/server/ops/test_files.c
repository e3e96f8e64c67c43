/* The folder of files. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/net/fiber.h"
#include "server/ops/files.h"

#define HELLO_NAME "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static char folder[64];
static struct files *files;
static struct arena mem;

static void begin(void)
{
    char why[FILES_WHY_MAX];
    strcpy(folder, "/tmp/hirehall-files-XXXXXX");
    cr_assert(mkdtemp(folder));
    strcat(folder, "/files");
    arena_init(&mem, 16 << 20);
    files = files_open(folder, why);
    cr_assert(files, "%s", why);
}
static void end(void)
{
    char command[120];
    files_close(files);
    arena_done(&mem);
    (void)snprintf(command, sizeof command, "rm -rf %.26s", folder);
    cr_assert_eq(system(command), 0);
}
TestSuite(files_folder, .init = begin, .fini = end);

static enum err put(struct str bytes, struct str *name)
{
    struct files_port *port = files_port_of(files);
    return port->put(port, &mem, bytes, name);
}
static enum err get(struct str name, struct str *bytes)
{
    struct files_port *port = files_port_of(files);
    return port->get(port, &mem, name, bytes);
}

Test(files_folder, what_was_put_is_given_back_by_its_hash_and_kept_once)
{
    struct str name, again, bytes;
    cr_assert_eq(put(STR("hello"), &name), ERR_OK);
    cr_expect(str_eq(name, STR(HELLO_NAME)));
    cr_assert_eq(put(STR("hello"), &again), ERR_OK);
    cr_expect(str_eq(name, again));
    cr_assert_eq(get(name, &bytes), ERR_OK);
    cr_expect(str_eq(bytes, STR("hello")));
    struct stat st;
    char path[200];
    (void)snprintf(path, sizeof path, "%s/2c/%s", folder, HELLO_NAME);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600, "for nobody else on the machine");
}

Test(files_folder, a_removed_one_is_gone_and_removing_it_again_is_the_same)
{
    struct str name, bytes;
    struct files_port *port = files_port_of(files);
    cr_assert_eq(put(STR("hello"), &name), ERR_OK);
    cr_expect_eq(port->remove(port, name), ERR_OK);
    cr_expect_eq(port->remove(port, name), ERR_OK);
    cr_expect_eq(get(name, &bytes), ERR_NOT_FOUND);
}

Test(files_folder, no_name_leads_out_of_the_folder)
{
    static const char *const names[] = { "", "..", "../../../../etc/passwd", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982",
                                         "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
                                         "../../../../../../../../../../../../../../../../../../etc/passwd", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982/" };
    struct str bytes;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        cr_expect_eq(get(str_from_cstr(names[i]), &bytes), ERR_NOT_FOUND, "%s", names[i]);
}

Test(files_folder, a_changed_file_is_noticed_and_never_given_out)
{
    struct str name, bytes;
    char path[200];
    cr_assert_eq(put(STR("hello"), &name), ERR_OK);
    (void)snprintf(path, sizeof path, "%s/2c/%s", folder, HELLO_NAME);
    FILE *f = fopen(path, "w");
    cr_assert(f);
    (void)fputs("hellp", f);
    (void)fclose(f);
    cr_expect_eq(get(name, &bytes), ERR_INTERNAL);
}

struct run {
    struct str bytes, name, read;
    enum err put, get;
    bool done;
};
static void run_fn(void *arg)
{
    struct run *run = arg;
    run->put        = put(run->bytes, &run->name);
    run->get        = run->put == ERR_OK ? get(run->name, &run->read) : ERR_INTERNAL;
    run->done       = true;
}

Test(files_folder, in_a_fiber_the_worker_does_it_also_at_the_largest_size)
{
    struct fiber_scheduler *fibers = fiber_scheduler_new(&(struct fiber_config){ .stack_bytes = 256 * 1024, .live_max = 4 });
    char *big                      = malloc(FILE_BYTES_MAX);
    struct run run                 = { .bytes = str_make(big, FILE_BYTES_MAX) };
    memset(big, 'x', FILE_BYTES_MAX);
    cr_assert(fiber_start(fibers, run_fn, &run));
    while (!run.done) {
        (void)fiber_run(fibers, 0);
        fiber_inbox_take(fibers);
        usleep(1000);
    }
    cr_expect(run.put == ERR_OK && run.get == ERR_OK && str_eq(run.read, run.bytes));
    free(big);
    fiber_scheduler_free(fibers);
}

Test(files_folder, a_folder_that_cannot_be_made_is_said)
{
    char why[FILES_WHY_MAX] = "";
    cr_expect_null(files_open("/proc/nowhere/files", why));
    cr_expect(strstr(why, "cannot make the folder"), "%s", why);
}
