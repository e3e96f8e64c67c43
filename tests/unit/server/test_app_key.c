/* Idempotency keys. */
#include "tests/world.h"

#include <criterion/criterion.h>

static struct world w;
static struct world_account recruiter;

static void begin(void)
{
    world_init(&w);
    recruiter = world_account(&w, "recruiter", role_recruiter);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(app_key, .init = begin, .fini = end);

#define BODY STR("{\"kind\":\"enterprise\",\"name\":\"某某有限公司（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\"}")

static struct world_answer post(const struct world_account *as, struct str key, struct str body)
{
    return world_request(&w, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/organizations"), .key = key, .body = body, .who = &as->who });
}

Test(app_key, the_same_key_and_body_give_the_same_answer_and_one_effect)
{
    struct world_answer a = post(&recruiter, STR("key-1"), BODY);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *first = world_keep(&w, a.body), *etag = world_keep(&w, a.full.etag);
    w.clock.now += MILLIS_HOUR;
    a = post(&recruiter, STR("key-1"), BODY);
    cr_assert_eq(a.status, 201);
    cr_assert(str_eq_cstr(a.body, first));
    cr_assert(str_eq_cstr(a.full.etag, etag));
    a = post(&recruiter, STR("\"key-1\""), BODY);
    cr_assert_eq(a.status, 201, "quotes are not part of a key");
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me/organizations"), .who = &recruiter.who });
    cr_assert_eq(world_length(a, "items"), 1);
}

Test(app_key, the_same_key_with_another_body_is_refused)
{
    cr_assert_eq(post(&recruiter, STR("key-1"), BODY).status, 201);
    struct world_answer a = post(&recruiter, STR("key-1"), STR("{\"kind\":\"agency\",\"name\":\"另一家（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\"}"));
    cr_assert_eq(a.status, 422);
    cr_assert(str_eq(world_text(a, "code"), STR("idempotency_key_reused")));
}

Test(app_key, keys_of_two_people_have_nothing_to_do_with_each_other)
{
    struct world_account other = world_account(&w, "other", role_recruiter);
    cr_assert_eq(post(&recruiter, STR("key-1"), BODY).status, 201);
    cr_assert_eq(post(&other, STR("key-1"), BODY).status, 409, "the organization exists");
}

Test(app_key, a_refusal_is_not_kept)
{
    cr_assert_eq(post(&recruiter, STR("key-1"), STR("{}")).status, 422);
    cr_assert_eq(post(&recruiter, STR("key-1"), BODY).status, 201);
}

Test(app_key, a_key_has_1_to_64_visible_characters)
{
    static const char *const bad[] = { "a b", "\"\"", "a\"b", "键", "01234567890123456789012345678901234567890123456789012345678901234" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct world_answer a = post(&recruiter, str_from_cstr(bad[i]), BODY);
        cr_assert_eq(a.status, 422, "%s: %d", bad[i], a.status);
        cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("Idempotency-Key")));
    }
    cr_assert_eq(post(&recruiter, STR("0123456789012345678901234567890123456789012345678901234567890123"), BODY).status, 201);
}

Test(app_key, keys_are_forgotten_after_a_day)
{
    cr_assert_eq(post(&recruiter, STR("key-1"), BODY).status, 201);
    w.clock.now += MILLIS_DAY + 1;
    cr_assert_eq(world_job(&w, "key_purge").status, 204);
    cr_assert_eq(post(&recruiter, STR("key-1"), BODY).status, 409, "asked anew: the organization exists");
}

/* --- two at once ------------------------------------------------------------------------------------------- */

struct gate {
    struct fiber *parked;
    bool closed;
};
static struct gate gate;

/* The first write waits until it is let through. */
static enum err write_waits(void *arg, bool write)
{
    struct gate *g = arg;
    if (write && g->closed) {
        g->closed = false;
        g->parked = fiber_current();
        fiber_park();
    }
    return ERR_OK;
}

struct post {
    struct world *world;
    struct arena mem;
    struct app_request request;
    struct app_answer answer;
    bool done;
};

static void post_run(void *arg)
{
    struct post *p = arg;
    app_call(p->world->app, &p->mem, &p->request, &p->answer);
    p->done = true;
}

Test(app_key, while_the_first_is_under_way_the_second_is_told_to_come_back)
{
    struct world slow;
    struct store_inline_config hooks = { .before = write_waits, .hook_arg = &gate };
    world_init_with(&slow, &(struct world_options){ .store_hooks = &hooks });
    struct world_account who = world_account(&slow, "one", role_recruiter);
    struct post first        = { .world = &slow, .request = { .method = STR("POST"), .target = STR("/api/v1/organizations"), .key = STR("k"), .body = BODY, .content_type = STR("application/json"), .who = &who.who } };
    struct post second       = first;
    arena_init(&first.mem, 1 << 20);
    arena_init(&second.mem, 1 << 20);
    gate.closed = true;
    cr_assert(fiber_start(slow.fibers, post_run, &first));
    (void)fiber_run(slow.fibers, 0);
    cr_assert(gate.parked && !first.done);
    cr_assert(fiber_start(slow.fibers, post_run, &second));
    (void)fiber_run(slow.fibers, 0);
    cr_assert(second.done);
    cr_assert_eq(second.answer.status, 409);
    cr_assert_eq(second.answer.retry_after_s, 1);
    fiber_wake(gate.parked);
    (void)fiber_run(slow.fibers, 0);
    cr_assert(first.done);
    cr_assert_eq(first.answer.status, 201, "%.*s", STR_ARG(first.answer.body));
    arena_done(&first.mem);
    arena_done(&second.mem);
    world_done(&slow);
}
