/* Where somebody is signed in, and another password. */
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
TestSuite(devices, .init = begin, .fini = end);

static struct world_answer sign_in(const char *login, const char *password)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
    return world_call(&w, "POST", "/api/v1/logins", body, NULL);
}

static struct world_account signed_up(const char *login)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"a long password\",\"name\":\"某人\",\"role\":\"candidate\"}", login);
    cr_assert_eq(world_call(&w, "POST", "/api/v1/accounts", body, NULL).status, 201);
    struct world_answer a = sign_in(login, "a long password");
    cr_assert_eq(a.status, 201);
    return (struct world_account){ .token = str_from_cstr(world_keep(&w, world_text(a, "token"))) };
}

static struct world_account again(const char *login, const char *password)
{
    struct world_answer a = sign_in(login, password);
    cr_assert_eq(a.status, 201);
    return (struct world_account){ .token = str_from_cstr(world_keep(&w, world_text(a, "token"))) };
}

static struct world_answer change(const struct world_account *who, const char *old, const char *fresh)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", old, fresh);
    return world_call(&w, "PUT", "/api/v1/me/password", body, who);
}

Test(devices, every_login_is_listed_and_only_ones_own)
{
    struct world_account one = signed_up("one");
    w.clock.now += 1000;
    struct world_account other = again("one", "a long password");
    (void)signed_up("stranger");
    struct world_answer a = world_call(&w, "GET", "/api/v1/me/logins", NULL, &one);
    cr_assert_eq(a.status, 200);
    cr_assert_eq(world_length(a, "items"), 2);
    cr_assert(!world_flag(a, "items.0.current") && world_flag(a, "items.1.current"));
    const char *id = world_keep(&w, world_text(a, "items.0.id"));
    cr_assert_eq(world_callf(&w, &one, "DELETE", NULL, "/api/v1/logins/%s", id).status, 204);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &other).status, 401);
    cr_assert_eq(world_callf(&w, &one, "DELETE", NULL, "/api/v1/logins/%s", id).status, 404, "it ended already");
    cr_assert_eq(world_length(world_call(&w, "GET", "/api/v1/me/logins", NULL, &one), "items"), 1);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me/logins", NULL, NULL).status, 401);
}

Test(devices, nobody_ends_anothers_login)
{
    struct world_account one = signed_up("one"), two = signed_up("two");
    const char *id = world_keep(&w, world_text(world_call(&w, "GET", "/api/v1/me/logins", NULL, &one), "items.0.id"));
    cr_assert_eq(world_callf(&w, &two, "DELETE", NULL, "/api/v1/logins/%s", id).status, 404);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    cr_assert_eq(world_callf(&w, NULL, "DELETE", NULL, "/api/v1/logins/%s", id).status, 401);
    struct world_answer a = world_callf(&w, &one, "DELETE", NULL, "/api/v1/logins/%s", id);
    cr_assert_eq(a.status, 204);
    cr_assert(str_starts(a.full.set_cookie, STR("hirehall=;")), "the one that asks is signed out");
}

Test(devices, another_password_ends_every_other_login)
{
    struct world_account one = signed_up("one"), other = again("one", "a long password");
    cr_assert_eq(change(&one, "a long password", "quite another").status, 204);
    w.clock.now += 1001;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &other).status, 401);
    cr_assert_eq(sign_in("one", "a long password").status, 401);
    cr_assert_eq(sign_in("one", "quite another").status, 201);
}

Test(devices, what_is_wrong_with_a_password_is_said_at_its_field)
{
    struct world_account one = signed_up("lilei");
    const struct {
        const char *old, *fresh, *pointer, *code;
    } rows[] = {
        { "wrong", "quite another", "/old", "wrong" },
        { "a long password", "Woaini1314", "/new", "too_common" },
        { "a long password", "my LiLei 1", "/new", "contains_login" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world_answer a = change(&one, rows[i].old, rows[i].fresh);
        cr_assert_eq(a.status, 422);
        cr_assert(str_eq_cstr(world_text(a, "errors.0.pointer"), rows[i].pointer));
        cr_assert(str_eq_cstr(world_text(a, "errors.0.code"), rows[i].code));
    }
    cr_assert_eq(change(&one, "a long password", "short").status, 422);
    cr_assert_eq(change(NULL, "a long password", "quite another").status, 401);
    cr_assert_eq(sign_in("lilei", "a long password").status, 201, "nothing changed");
}

Test(devices, whoever_holds_a_session_cannot_guess_the_password)
{
    struct world_account one = signed_up("one");
    for (int i = 0; i < 10; i++)
        cr_assert_eq(change(&one, "wrong", "quite another").status, 422);
    cr_assert_eq(change(&one, "a long password", "quite another").status, 429);
}

Test(devices, staff_passwords_are_longer)
{
    struct world_account staff = world_account(&w, "boss", role_staff);
    struct world_answer a      = change(&staff, "password of boss", "eleven char");
    cr_assert_eq(a.status, 422);
    cr_assert(str_eq(world_text(a, "errors.0.code"), STR("too_short")));
    cr_assert_eq(change(&staff, "password of boss", "twelve chars").status, 204);
}

Test(devices, common_passwords_are_refused_at_the_door)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/accounts", "{\"login\":\"lilei\",\"password\":\"a123456789\",\"name\":\"某人\",\"role\":\"candidate\"}", NULL);
    cr_assert_eq(a.status, 422);
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/password")));
    a = world_call(&w, "POST", "/api/v1/accounts", "{\"login\":\"lilei\",\"password\":\"lilei-rules\",\"name\":\"某人\",\"role\":\"candidate\"}", NULL);
    cr_assert(str_eq(world_text(a, "errors.0.code"), STR("contains_login")));
}
