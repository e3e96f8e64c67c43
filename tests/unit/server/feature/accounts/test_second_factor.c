/* The second factor through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "server/feature/accounts/totp_core.h"
#include "tests/world.h"

static struct world w;
static struct world_account one;
static uint8_t secret[TOTP_SECRET_BYTES];
static char codes[10][20]; /* recovery */

static void begin(void)
{
    world_init(&w);
    one = world_account(&w, "one", role_staff);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(second_factor, .init = begin, .fini = end);

static const char *code_at(int64_t at)
{
    static char text[TOTP_DIGITS + 1];
    (void)snprintf(text, sizeof text, "%06u", totp_value(secret, (uint64_t)(at / TOTP_STEP_MS)) % 1000000);
    return text;
}

static struct world_answer post(const struct world_account *as, const char *what, const char *password, const char *code)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{%s%s%s%s%s%s%s}", password ? "\"password\":\"" : "", password ? password : "", password ? "\"" : "", password && code ? "," : "", code ? "\"code\":\"" : "",
                   code ? code : "", code ? "\"" : "");
    return world_callf(&w, as, "POST", body, "/api/v1/me/second-factor%s", what);
}

static void switch_on(const struct world_account *who, const char *password)
{
    struct world_answer a = post(who, "", password, NULL);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_assert(base32_read(world_text(a, "secret"), secret));
    a = post(who, "/confirmation", NULL, code_at(w.clock.now));
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_assert_eq(world_length(a, "codes"), 10);
    for (int i = 0; i < 10; i++) {
        char path[24];
        (void)snprintf(path, sizeof path, "codes.%d", i);
        (void)snprintf(codes[i], sizeof codes[i], "%.*s", STR_ARG(world_text(a, path)));
    }
    w.clock.now += TOTP_STEP_MS;
}

static struct world_answer sign_in_from(const char *address, const char *password, const char *code, struct str cookie)
{
    char body[300];
    int len = snprintf(body, sizeof body, "{\"login\":\"one\",\"password\":\"%s\"%s%s%s}", password, code ? ",\"code\":\"" : "", code ? code : "", code ? "\"" : "");
    return world_request(&w, &(struct app_request){ .method = STR("POST"), .target = STR("/api/v1/logins"), .body = str_make(body, (size_t)len), .address = str_from_cstr(address), .cookie = cookie });
}

static struct world_answer sign_in(const char *password, const char *code)
{
    return sign_in_from("10.0.0.1", password, code, STR_NONE);
}

static bool code_is(struct world_answer a, int status, const char *code)
{
    return a.status == status && str_eq_cstr(world_text(a, "code"), code);
}

#define PASSWORD "password of one"

Test(second_factor, signing_in_asks_for_a_code_once_it_is_on)
{
    cr_assert_eq(sign_in(PASSWORD, NULL).status, 201);
    struct world_answer a = post(&one, "", PASSWORD, NULL);
    char uri[300];
    (void)snprintf(uri, sizeof uri, "otpauth://totp/Hirehall:one?secret=%.*s&issuer=Hirehall&algorithm=SHA1&digits=6&period=30", STR_ARG(world_text(a, "secret")));
    cr_assert(str_eq_cstr(world_text(a, "uri"), uri), "%.*s", STR_ARG(a.body));
    cr_assert_eq(sign_in(PASSWORD, NULL).status, 201, "not before it is confirmed");
    switch_on(&one, PASSWORD);
    cr_assert(code_is(sign_in(PASSWORD, NULL), 401, "second_factor_required"));
    cr_assert(code_is(sign_in(PASSWORD, ""), 401, "second_factor_required"));
    cr_assert(code_is(sign_in(PASSWORD, code_at(w.clock.now + 9 * TOTP_STEP_MS)), 401, "wrong_code"));
    cr_assert_eq(sign_in(PASSWORD, code_at(w.clock.now)).status, 201);
    a = world_call(&w, "GET", "/api/v1/me/second-factor", NULL, &one);
    cr_assert(world_flag(a, "on") && !world_flag(a, "required") && world_number(a, "recovery_codes_left") == 10);
}

Test(second_factor, a_right_code_is_worth_nothing_without_the_password)
{
    switch_on(&one, PASSWORD);
    cr_assert(code_is(sign_in("wrong", code_at(w.clock.now)), 401, "bad_credentials"));
    cr_assert(code_is(sign_in("wrong", NULL), 401, "bad_credentials"), "nor is it told that one is needed");
    cr_assert_eq(sign_in(PASSWORD, code_at(w.clock.now)).status, 201, "and the code was not used up");
}

Test(second_factor, each_code_is_taken_once)
{
    switch_on(&one, PASSWORD);
    cr_assert(code_is(sign_in(PASSWORD, code_at(w.clock.now - TOTP_STEP_MS)), 401, "wrong_code"), "the one that switched it on");
    cr_assert_eq(sign_in(PASSWORD, code_at(w.clock.now)).status, 201);
    cr_assert(code_is(sign_in(PASSWORD, code_at(w.clock.now)), 401, "wrong_code"));
    cr_assert_eq(sign_in(PASSWORD, code_at(w.clock.now + TOTP_STEP_MS)).status, 201, "the next one already");
    w.clock.now += TOTP_STEP_MS;
    cr_assert(code_is(sign_in(PASSWORD, code_at(w.clock.now)), 401, "wrong_code"));
}

Test(second_factor, recovery_codes_sign_in_once_each)
{
    switch_on(&one, PASSWORD);
    cr_assert_eq(sign_in(PASSWORD, codes[3]).status, 201);
    cr_assert(code_is(sign_in(PASSWORD, codes[3]), 401, "wrong_code"));
    cr_assert_eq(sign_in(PASSWORD, codes[9]).status, 201);
    cr_assert(code_is(sign_in(PASSWORD, "abcd-abcd-abcd"), 401, "wrong_code"));
    cr_assert_eq(world_number(world_call(&w, "GET", "/api/v1/me/second-factor", NULL, &one), "recovery_codes_left"), 8);
}

static enum err secrets_hidden(struct store_tx *tx, void *arg)
{
    int64_t *count = arg;
    struct second_factor_row row;
    TRY(tx_get(tx, &model_second_factor_row, "WHERE id <> ''", NO_BINDS, &row));
    char text[TOTP_SECRET_CHARS];
    base32_write(secret, text);
    cr_assert(!memmem(row.secret.ptr, row.secret.len, text, TOTP_SECRET_CHARS) && row.secret.len > 60);
    return tx_int(tx, "SELECT count(*) FROM recovery_code WHERE length(code_hash) = 43", NO_BINDS, count);
}

Test(second_factor, the_store_holds_neither_the_secret_nor_the_recovery_codes)
{
    int64_t count = 0;
    switch_on(&one, PASSWORD);
    world_write(&w, secrets_hidden, &count);
    cr_assert_eq(count, 10);
}

Test(second_factor, wrong_codes_are_throttled_wherever_they_come_from_and_a_known_browser_apart)
{
    switch_on(&one, PASSWORD);
    struct world_answer a = sign_in(PASSWORD, code_at(w.clock.now));
    cr_assert_eq(a.status, 201);
    struct str pair;
    (void)str_cut(a.full.set_device, ';', &pair);
    struct str known = str_from_cstr(world_keep(&w, pair));
    w.clock.now += TOTP_STEP_MS;
    for (int i = 0; i < 5; i++) {
        char address[32];
        (void)snprintf(address, sizeof address, "10.0.1.%d", i);
        cr_assert(code_is(sign_in_from(address, PASSWORD, "abcdabcdabcd", STR_NONE), 401, "wrong_code"));
    }
    cr_assert_eq(sign_in_from("10.0.1.9", PASSWORD, code_at(w.clock.now), STR_NONE).status, 429);
    cr_assert_eq(sign_in_from("10.0.1.9", PASSWORD, code_at(w.clock.now), known).status, 201, "the owner's browser");
    w.clock.now += 3 * MILLIS_MINUTE;
    cr_assert_eq(sign_in(PASSWORD, code_at(w.clock.now)).status, 201, "one more every three minutes");
}

Test(second_factor, it_goes_with_password_and_code_together)
{
    switch_on(&one, PASSWORD);
    cr_assert(code_is(post(&one, "", PASSWORD, NULL), 409, "conflict"));
    cr_assert_eq(post(&one, "/removal", "wrong", code_at(w.clock.now)).status, 422);
    cr_assert_eq(post(&one, "/removal", PASSWORD, "abcdabcdabcd").status, 422);
    cr_assert_eq(post(&one, "/removal", PASSWORD, code_at(w.clock.now)).status, 204);
    cr_assert_eq(sign_in(PASSWORD, NULL).status, 201);
    cr_assert_eq(post(&one, "/removal", PASSWORD, "123456").status, 409);
    cr_assert_eq(post(&one, "/confirmation", NULL, "123456").status, 409, "nothing was begun");
}

Test(second_factor, a_wrong_first_code_switches_nothing_on)
{
    struct world_answer a = post(&one, "", PASSWORD, NULL);
    cr_assert(base32_read(world_text(a, "secret"), secret));
    a = post(&one, "/confirmation", NULL, code_at(w.clock.now + 5 * TOTP_STEP_MS));
    cr_assert_eq(a.status, 422);
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/code")));
    cr_assert_eq(post(&one, "/confirmation", NULL, "abcd-efgh-jkmn").status, 422, "shaped like a recovery code");
    cr_assert_eq(sign_in(PASSWORD, NULL).status, 201);
    cr_assert_eq(post(&one, "", "wrong", NULL).status, 422);
    cr_assert_eq(post(NULL, "", PASSWORD, NULL).status, 401);
}

Test(second_factor, where_the_hall_asks_it_of_staff_they_can_do_nothing_before)
{
    struct world_account candidate = world_account(&w, "candidate", role_candidate), boss = world_account(&w, "boss", role_admin);
    w.settings.staff_second_factor = true;
    cr_assert(code_is(world_call(&w, "GET", "/api/v1/organizations", NULL, &one), 403, "second_factor_due"));
    cr_assert(code_is(world_call(&w, "GET", "/api/v1/organizations", NULL, &boss), 403, "second_factor_due"));
    cr_assert(code_is(world_call(&w, "POST", "/api/v1/live-passes", NULL, &one), 403, "second_factor_due"));
    cr_assert(code_is(world_call(&w, "GET", "/api/v1/me/logins", NULL, &one), 403, "second_factor_due"));
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/fairs", NULL, &one).status, 200, "what anyone sees");
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me/logins", NULL, &candidate).status, 200);
    cr_assert(world_flag(world_call(&w, "GET", "/api/v1/me/second-factor", NULL, &one), "required"));
    switch_on(&one, PASSWORD);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/organizations", NULL, &one).status, 200, "this login is proved by the first code");
    struct world_answer a      = sign_in(PASSWORD, code_at(w.clock.now));
    struct world_account again = { .token = str_from_cstr(world_keep(&w, world_text(a, "token"))) };
    cr_assert_eq(world_call(&w, "GET", "/api/v1/organizations", NULL, &again).status, 200);
    w.clock.now += TOTP_STEP_MS;
    cr_assert_eq(post(&again, "/removal", PASSWORD, code_at(w.clock.now)).status, 204);
    w.clock.now += 1001;
    cr_assert(code_is(world_call(&w, "GET", "/api/v1/organizations", NULL, &again), 403, "second_factor_due"));
    cr_assert(code_is(world_call(&w, "GET", "/api/v1/organizations", NULL, &one), 403, "second_factor_due"), "every login of the account");
}
