#include "server/ops/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena mem;
static struct config config;
static char why[CONFIG_WHY_MAX];

static void begin(void)
{
    arena_init(&mem, 1 << 20);
}
static void end(void)
{
    arena_done(&mem);
}
TestSuite(config, .init = begin, .fini = end);

#define READ(...) config_read(&config, &mem, (int)COUNT_OF(((char *[]){ __VA_ARGS__ })), (char *[]){ __VA_ARGS__ }, why)

Test(config, without_options_the_defaults_hold)
{
    cr_assert(config_read(&config, &mem, 0, NULL, why));
    cr_assert(str_eq_cstr(STR("127.0.0.1:8080"), config.listen));
    cr_assert_eq(config.loops, 0);
    cr_assert(!config.join);
    cr_assert_eq(config.account_calls_per_s, 50);
}

Test(config, options_are_written_in_two_ways)
{
    cr_assert(READ("--listen", "0.0.0.0:1", "--loops=3", "--join", "--no-demo=0"));
    cr_assert(str_eq_cstr(STR("0.0.0.0:1"), config.listen));
    cr_assert_eq(config.loops, 3);
    cr_assert(config.join && !config.no_demo);
}

Test(config, what_is_wrong_is_named)
{
    cr_assert(!READ("--nothing"));
    cr_assert(strstr(why, "--nothing"));
    cr_assert(!READ("listen"));
    cr_assert(!READ("--listen"));
    cr_assert(strstr(why, "ADDR:PORT"));
    cr_assert(!READ("--loops", "many"));
    cr_assert(strstr(why, "loops") && strstr(why, "many"));
    cr_assert(!READ("--loops", "-1"));
    cr_assert(!READ("--join=maybe"));
}

Test(config, the_command_line_wins_over_the_environment_and_that_over_the_file)
{
    char path[] = "/tmp/hall-config-XXXXXX";
    int fd      = mkstemp(path);
    FILE *file  = fdopen(fd, "w");
    cr_assert(file != NULL);
    (void)fputs("# a comment\n\nloops = 5\nlisten=1.2.3.4:5\n  data-is-not-an-option-no\n", file);
    (void)fclose(file);
    cr_assert(!READ("--config", path));
    cr_assert(strstr(why, "line 5"), "%s", why);
    file = fopen(path, "w");
    (void)fputs("loops = 5\nlisten=1.2.3.4:5\npublic-origin = https://hall.example\nno_demo = yes\n", file);
    (void)fclose(file);
    cr_assert_eq(setenv("HIREHALL_LISTEN", "9.9.9.9:9", 1), 0);
    cr_assert_eq(setenv("HIREHALL_LOOPS", "7", 1), 0);
    cr_assert(READ("--config", path, "--loops", "1"), "%s", why);
    cr_assert_eq(config.loops, 1);
    cr_assert(str_eq_cstr(STR("9.9.9.9:9"), config.listen));
    cr_assert(str_eq_cstr(STR("https://hall.example"), config.public_origin));
    cr_assert(config.no_demo);
    cr_assert(!READ("--config", "/nowhere/at/all"));
    (void)unlink(path);
}

Test(config, help_names_every_option)
{
    struct str help = config_help(&mem);
    cr_assert(help.ptr && strstr(help.ptr, "--public-origin URL") && strstr(help.ptr, "--password-workers N"));
}

Test(config, addresses)
{
    struct str host;
    uint16_t port;
    cr_assert(address_split(STR("127.0.0.1:8080"), &host, &port) && str_eq(host, STR("127.0.0.1")) && port == 8080);
    cr_assert(address_split(STR("[::1]:0"), &host, &port) && str_eq(host, STR("::1")) && port == 0);
    static const char *const bad[] = { "", ":1", "a", "a:", "a:x", "a:65536", "[]:1", "[::1:1", "a:-1" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert(!address_split(str_from_cstr(bad[i]), &host, &port), "%s", bad[i]);
}
