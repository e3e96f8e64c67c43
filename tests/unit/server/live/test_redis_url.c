#include <criterion/criterion.h>

#include "server/live/redis_url.h"

static struct redis_url url;
static const char *why;

static bool reads(const char *text)
{
    why = "";
    return redis_url_read(str_from_cstr(text), &url, &why);
}

Test(redis_url, a_socket_path_is_taken_whole)
{
    cr_assert(reads("unix:/var/lib/hall/redis.sock"));
    cr_assert_str_eq(url.path, "/var/lib/hall/redis.sock");
}

Test(redis_url, a_path_that_fits_no_socket_is_refused)
{
    char text[200] = "unix:";
    memset(text + 5, 'a', 107);
    cr_assert(reads(text));
    memset(text + 5, 'a', 108);
    cr_assert_not(reads(text));
    cr_assert(strstr(why, "107"));
    cr_assert_not(reads("unix:"));
}

Test(redis_url, host_port_database_and_login_are_read)
{
    cr_assert(reads("redis://localhost") && url.port == 6379 && url.database == 0 && !url.password[0]);
    cr_assert_str_eq(url.host, "localhost");
    cr_assert(reads("redis://:p%40ss@10.0.0.1:7000/3") && url.port == 7000 && url.database == 3);
    cr_assert_str_eq(url.password, "p@ss");
    cr_assert(reads("redis://hall:a:b@[::1]:6380") && url.port == 6380);
    cr_assert_str_eq(url.user, "hall");
    cr_assert_str_eq(url.password, "a:b");
    cr_assert_str_eq(url.host, "::1");
    cr_assert(reads("redis://[::1]") && url.port == 6379);
}

Test(redis_url, anything_else_is_refused_with_a_reason)
{
    const char *const bad[] = { "", "redis://", "http://localhost", "redis://host:0", "redis://host:65536", "redis://host:x", "redis://host/x",
                                "redis://host/1025", "redis://:@host", "redis://a%zz:b@host", "redis://:%00@host", "redis://[::1", "redis://[::1]x",
                                "rediss://host" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        cr_assert_not(reads(bad[i]), "%s", bad[i]);
        cr_assert(why[0], "%s", bad[i]);
    }
}
