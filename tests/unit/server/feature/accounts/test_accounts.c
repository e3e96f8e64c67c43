/* Signing up, in and out. */
#include "tests/world.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct world w;

static void begin(void)
{
    world_init(&w);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(accounts, .init = begin, .fini = end);

static struct world_answer sign_up(const char *login, const char *name, const char *role)
{
    char body[400];
    (void)snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"a long password\",\"name\":\"%s\",\"role\":\"%s\"}", login, name, role);
    return world_call(&w, "POST", "/api/v1/accounts", body, NULL);
}

static struct world_answer sign_in_from(const char *address, const char *login, const char *password)
{
    char body[300];
    int len = snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
    return world_request(&w, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/logins"), .body = str_make(body, (size_t)len), .address = str_from_cstr(address) });
}

Test(accounts, whoever_signs_up_can_sign_in_whatever_the_letters_size)
{
    struct world_answer a = sign_up("Li.Lei@Example", "李雷", "candidate");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_assert(str_eq(world_text(a, "login"), STR("li.lei@example")));
    cr_assert(world_text(a, "region").ptr == NULL);
    a = sign_in_from("10.0.0.1", "LI.LEI@example", "a long password");
    cr_assert_eq(a.status, 201);
    cr_assert_eq(world_text(a, "token").len, 43);
    cr_assert(str_starts(a.full.set_cookie, STR("hirehall=")));
    cr_assert(str_eq(world_text(a, "account.role"), STR("candidate")));
}

Test(accounts, the_cookie_is_strict_under_tls)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    w.settings.secure     = true;
    struct world_answer a = sign_in_from("10.0.0.1", "one", "a long password");
    cr_assert(str_starts(a.full.set_cookie, STR("__Host-hirehall=")));
    const char *cookie = world_keep(&w, a.full.set_cookie);
    cr_assert(str_starts(a.full.set_device, STR("__Host-hirehall-device=")));
    cr_assert(strstr(cookie, "; Path=/; ") && strstr(cookie, "; HttpOnly; SameSite=Lax; Secure") && !strstr(cookie, "Domain"));
}

Test(accounts, a_login_is_taken_once)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    struct world_answer a = sign_up("ONE", "二", "recruiter");
    cr_assert_eq(a.status, 409);
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/login")));
}

Test(accounts, staff_and_admin_never_sign_themselves_up)
{
    static const char *const roles[] = { "staff", "admin", "system", "anyone" };
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct world_answer a = sign_up("boss", "老板", roles[i]);
        cr_assert_eq(a.status, 422, "%s", roles[i]);
        cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/role")));
    }
    static const char *const open[] = { "candidate", "recruiter", "agent", "coordinator" };
    for (size_t i = 0; i < COUNT_OF(open); i++)
        cr_assert_eq(sign_up(open[i], "某人", open[i]).status, 201);
}

Test(accounts, names_and_logins_carry_nothing_that_deceives)
{
    cr_assert_eq(sign_up("a b", "一", "candidate").status, 422);
    cr_assert_eq(sign_up("名字名字", "一", "candidate").status, 422);
    cr_assert_eq(sign_up("ab", "一", "candidate").status, 422);
    cr_assert_eq(sign_up("one", "   ", "candidate").status, 422);
    cr_assert_eq(sign_up("one", "a\\u202eb", "candidate").status, 422);
    cr_assert_eq(sign_up("one", "a\\u2066b", "candidate").status, 422);
    cr_assert_eq(sign_up("one", "a\\nb", "candidate").status, 422);
    cr_assert_eq(sign_up("one", "O’Neill 张·三", "candidate").status, 201);
}

Test(accounts, wrong_credentials_read_the_same_whether_the_login_exists)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    struct world_answer a = sign_in_from("10.0.0.1", "one", "wrong");
    cr_assert_eq(a.status, 401);
    const char *title = world_keep(&w, world_text(a, "title")), *code = world_keep(&w, world_text(a, "code"));
    a = sign_in_from("10.0.0.1", "nobody", "wrong");
    cr_assert_eq(a.status, 401);
    cr_assert(str_eq_cstr(world_text(a, "title"), title) && str_eq_cstr(world_text(a, "code"), code));
    cr_assert_eq(a.full.set_cookie.len, 0);
}

Test(accounts, ten_failures_stop_one_address_for_one_login_and_nobody_else)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    cr_assert_eq(sign_up("two", "二", "candidate").status, 201);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(sign_in_from("10.0.0.1", i % 2 ? "one" : "ONE", "wrong").status, 401);
    struct world_answer a = sign_in_from("10.0.0.1", "one", "a long password");
    cr_assert_eq(a.status, 429);
    cr_assert(a.full.retry_after_s > 0 && a.full.retry_after_s <= 60);
    cr_assert_eq(sign_in_from("10.0.0.2", "one", "a long password").status, 201, "the owner, elsewhere");
    cr_assert_eq(sign_in_from("10.0.0.1", "two", "a long password").status, 201, "a neighbour");
    w.clock.now += 60000;
    cr_assert_eq(sign_in_from("10.0.0.1", "one", "a long password").status, 201);
}

static struct world_answer sign_in_known(const char *address, const char *login, const char *password, struct str cookie)
{
    char body[300];
    int len = snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
    return world_request(&w, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/logins"), .body = str_make(body, (size_t)len), .address = str_from_cstr(address), .cookie = cookie });
}

static struct str device_of(struct world_answer a)
{
    struct str pair;
    (void)str_cut(a.full.set_device, ';', &pair);
    return str_from_cstr(world_keep(&w, pair));
}

Test(accounts, guessing_from_everywhere_is_slowed_and_does_not_lock_out_a_browser_that_is_known)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    cr_assert_eq(sign_up("two", "二", "candidate").status, 201);
    struct str known = device_of(sign_in_from("10.0.0.1", "one", "a long password")), other = device_of(sign_in_from("10.0.0.1", "two", "a long password"));
    cr_assert(str_starts(known, STR("hirehall-device=")) && !str_eq(known, other));
    for (int i = 0; i < 100; i++) {
        char address[32];
        (void)snprintf(address, sizeof address, "10.1.%d.1", i);
        cr_assert_eq(sign_in_from(address, "one", "wrong").status, 401);
    }
    struct world_answer a = sign_in_from("10.2.0.1", "one", "a long password");
    cr_assert_eq(a.status, 429);
    cr_assert(a.full.retry_after_s > 0 && a.full.retry_after_s <= 36);
    cr_assert_eq(sign_in_known("10.2.0.1", "one", "a long password", known).status, 201, "the owner's browser, wherever it is");
    cr_assert_eq(sign_in_known("10.2.0.1", "one", "a long password", other).status, 429, "another account's browser is a stranger");
    char forged[160];
    (void)snprintf(forged, sizeof forged, "%.*sX", STR_ARG(known));
    cr_assert_eq(sign_in_known("10.2.0.1", "one", "a long password", str_from_cstr(forged)).status, 429);
    forged[20] = forged[20] == 'a' ? 'b' : 'a';
    forged[known.len] = '\0';
    cr_assert_eq(sign_in_known("10.2.0.1", "one", "a long password", str_from_cstr(forged)).status, 429);
    cr_assert_eq(sign_in_from("10.2.0.1", "two", "a long password").status, 201, "nobody else is slowed");
    w.clock.now += 36000;
    cr_assert_eq(sign_in_from("10.2.0.1", "one", "a long password").status, 201);
}

Test(accounts, a_known_browser_has_ten_failures_of_its_own_and_is_unknown_after_another_password)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    struct world_answer a = sign_in_from("10.0.0.1", "one", "a long password");
    struct world_account one = { .token = str_from_cstr(world_keep(&w, world_text(a, "token"))) };
    struct str known      = device_of(a);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(sign_in_known("10.0.0.1", "one", "wrong", known).status, 401);
    cr_assert_eq(sign_in_known("10.0.0.2", "one", "a long password", known).status, 429, "a stolen browser does not guess on");
    cr_assert_eq(sign_in_from("10.0.0.1", "one", "a long password").status, 201, "what it did does not count elsewhere");
    cr_assert_eq(world_call(&w, "PUT", "/api/v1/me/password", "{\"old\":\"a long password\",\"new\":\"quite another\"}", &one).status, 204);
    cr_assert_eq(sign_in_known("10.0.0.1", "one", "quite another", known).status, 201, "it counts as a stranger, whose failures are others");
}

Test(accounts, signing_in_rightly_is_no_failure)
{
    cr_assert_eq(sign_up("one", "一", "candidate").status, 201);
    for (int i = 0; i < 25; i++)
        cr_assert_eq(sign_in_from("10.0.0.1", "one", "a long password").status, 201);
}

Test(accounts, me_says_the_hour_that_counts)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct world_answer a    = world_call(&w, "GET", "/api/v1/me", NULL, &one);
    cr_assert(str_eq(world_text(a, "now"), STR("2026-11-24T09:00:00.000+08:00")), "%.*s", STR_ARG(a.body));
}

static void publish(void *arg)
{
    struct world_account *one = arg;
    struct ctx c              = world_ctx(&w);
    struct str channel        = arena_format(&w.mem, "me:%.*s", STR_ARG(one->id));
    struct live_event e       = { .channel = channel, .event = STR("notice"), .data = STR("{\"text_zh\":\"好\",\"text_en\":\"good\"}") };
    cr_assert_eq(w.hall.live->publish(w.hall.live, &c, &e, 1), ERR_OK);
}

Test(accounts, events_may_be_polled_without_hole)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct world_answer a    = world_call(&w, "GET", "/api/v1/me/events", NULL, &one);
    cr_assert_eq(a.status, 200);
    cr_assert_eq(world_length(a, "items"), 0);
    const char *next = world_keep(&w, world_text(a, "next"));
    world_run(&w, publish, &one);
    world_run(&w, publish, &one);
    a = world_callf(&w, &one, "GET", NULL, "/api/v1/me/events?after=%s", next);
    cr_assert_eq(world_length(a, "items"), 2, "%.*s", STR_ARG(a.body));
    cr_assert(str_eq(world_text(a, "items.1.data.text_en"), STR("good")));
    cr_assert(str_eq(world_text(a, "items.0.channel"), STR("me")));
    next = world_keep(&w, world_text(a, "next"));
    a    = world_callf(&w, &one, "GET", NULL, "/api/v1/me/events?after=%s", next);
    cr_assert_eq(world_length(a, "items"), 0);
    a = world_callf(&w, &one, "GET", NULL, "/api/v1/me/events?after=other:1");
    cr_assert(world_flag(a, "resync"));
    cr_assert_eq(world_callf(&w, &one, "GET", NULL, "/api/v1/me/events?after=x").status, 422);
    cr_assert_eq(world_callf(&w, &one, "GET", NULL, "/api/v1/me/events?after=x:-1").status, 422);
}

/* --- the demonstration's door -------------------------------------------------------------------------------- */

static enum err make_demo(struct store_tx *tx, void *arg)
{
    const struct world_account *a = arg;
    return tx_exec(tx, "UPDATE account SET demo = 1 WHERE id = ?1", BINDS(B_TEXT(a->id)), NULL);
}

Test(accounts, only_demonstration_people_may_be_stepped_into_and_only_where_it_is_shown)
{
    struct world_account real = world_account(&w, "real", role_recruiter), demo = world_account(&w, "demo-recruiter", role_recruiter);
    (void)real;
    world_write(&w, make_demo, &demo);
    struct world_answer a = world_call(&w, "POST", "/api/v1/demo/logins", "{\"login\":\"demo-recruiter\"}", NULL);
    cr_assert_eq(a.status, 201);
    cr_assert(world_flag(a, "account.demo"));
    cr_assert_eq(world_call(&w, "POST", "/api/v1/demo/logins", "{\"login\":\"real\"}", NULL).status, 404);
    cr_assert_eq(world_call(&w, "POST", "/api/v1/demo/logins", "{\"login\":\"nobody\"}", NULL).status, 404);
    a = world_call(&w, "GET", "/api/v1/demo", NULL, NULL);
    cr_assert(world_flag(a, "enabled"));
    cr_assert_eq(world_length(a, "roles"), 1);
    cr_assert(str_eq(world_text(a, "roles.0.login"), STR("demo-recruiter")));
    w.settings.demo = false;
    w.clock.now += 2000;
    cr_assert_eq(world_call(&w, "POST", "/api/v1/demo/logins", "{\"login\":\"demo-recruiter\"}", NULL).status, 404);
    a = world_call(&w, "GET", "/api/v1/demo", NULL, NULL);
    cr_assert(!world_flag(a, "enabled") && world_length(a, "roles") == 0);
}

static enum err logins_count(struct store_tx *tx, void *arg)
{
    return tx_int(tx, "SELECT count(*) FROM login", NO_BINDS, arg);
}

Test(accounts, logins_that_ended_long_ago_are_forgotten)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    int64_t count            = 0;
    w.clock.now += 59 * MILLIS_DAY;
    cr_assert_eq(world_job(&w, "login_purge").status, 204);
    world_write(&w, logins_count, &count);
    cr_assert_eq(count, 1);
    w.clock.now += 2 * MILLIS_DAY;
    cr_assert_eq(world_job(&w, "login_purge").status, 204);
    world_write(&w, logins_count, &count);
    cr_assert_eq(count, 0);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
}
