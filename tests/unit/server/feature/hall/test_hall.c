#include "tests/world.h"

#include <criterion/criterion.h>

static struct world w;

static void begin(void)
{
    world_init(&w);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(hall, .init = begin, .fini = end);

Test(hall, health_names_each_part)
{
    struct world_answer a = world_call(&w, "GET", "/health", NULL, NULL);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_assert(world_flag(a, "ok"));
    cr_assert(str_eq(world_text(a, "parts.0.name"), STR("store")));
    cr_assert(str_eq(world_text(a, "parts.1.name"), STR("redis")));
    cr_assert(str_eq(world_text(a, "parts.1.state"), STR("up")));
    live_memory_wipe(w.live);
    a = world_call(&w, "GET", "/health", NULL, NULL);
    cr_assert_eq(a.status, 503);
    cr_assert(!world_flag(a, "ok"));
    cr_assert(!str_eq(world_text(a, "parts.1.state"), STR("up")));
    cr_assert_eq(a.full.retry_after_s, 1);
}

Test(hall, the_contract_is_one_json_object_with_every_open_route)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/openapi.json", NULL, NULL);
    cr_assert_eq(a.status, 200);
    cr_assert(str_eq(a.full.content_type, STR("application/json")));
    cr_assert(str_eq(world_text(a, "openapi"), STR("3.1.0")), "%.*s", (int)80, a.body.ptr);
    const char *text = world_keep(&w, a.body);
    cr_assert(strstr(text, "\"/api/v1/booths/{id}/tickets\""));
    cr_assert(!strstr(text, "/internal/jobs"));
}

Test(hall, metrics_are_plain_text)
{
    struct world_answer a = world_call(&w, "GET", "/metrics", NULL, NULL);
    cr_assert_eq(a.status, 200);
    cr_assert(str_starts(a.full.content_type, STR("text/plain")));
}
