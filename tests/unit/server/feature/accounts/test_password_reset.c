/* A forgotten password and the counter. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account staff, one;

static void begin(void)
{
    world_init(&w);
    staff = world_account(&w, "counter", role_staff);
    one   = world_account(&w, "lilei", role_candidate);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(password_reset, .init = begin, .fini = end);

static struct world_answer issue(const struct world_account *as, struct str id)
{
    return world_callf(&w, as, "POST", "{\"reason\":\"身份证原件\"}", "/api/v1/accounts/%.*s/password-resets", STR_ARG(id));
}

static const char *issued(void)
{
    struct world_answer a = issue(&staff, one.id);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    cr_assert_eq(world_text(a, "code").len, 14);
    return world_keep(&w, world_text(a, "code"));
}

static struct world_answer use(const char *login, const char *code, const char *password)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"login\":\"%s\",\"code\":\"%s\",\"password\":\"%s\"}", login, code, password);
    return world_call(&w, "POST", "/api/v1/password-resets", body, NULL);
}

static int sign_in(const char *password)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"login\":\"lilei\",\"password\":\"%s\"}", password);
    return world_call(&w, "POST", "/api/v1/logins", body, NULL).status;
}

Test(password_reset, a_code_from_the_counter_changes_the_password_once_and_ends_every_login)
{
    const char *code = issued();
    cr_assert_eq(use("LiLei", code, "quite another").status, 204);
    w.clock.now += 1001;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
    cr_assert_eq(sign_in("password of lilei"), 401);
    cr_assert_eq(sign_in("quite another"), 201);
    struct world_answer a = use("lilei", code, "once more please");
    cr_assert_eq(a.status, 422);
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/code")));
}

Test(password_reset, it_lasts_a_quarter_of_an_hour_and_only_the_newest_counts)
{
    const char *old = issued(), *code = issued();
    cr_assert_eq(use("lilei", old, "quite another").status, 422);
    w.clock.now += 15 * MILLIS_MINUTE;
    cr_assert_eq(use("lilei", code, "quite another").status, 422);
    code = issued();
    w.clock.now += 15 * MILLIS_MINUTE - 1;
    cr_assert_eq(use("lilei", code, "quite another").status, 204);
}

Test(password_reset, nobody_learns_whether_a_login_exists_and_guessing_is_slow)
{
    (void)issued();
    struct world_answer a = use("nobody", "abcd-abcd-abcd", "quite another");
    cr_assert_eq(a.status, 422);
    const char *said = world_keep(&w, world_text(a, "errors.0.detail"));
    a                = use("lilei", "abcd-abcd-abcd", "quite another");
    cr_assert(str_eq_cstr(world_text(a, "errors.0.detail"), said));
    for (int i = 0; i < 4; i++)
        cr_assert_eq(use("lilei", "abcd-abcd-abcd", "quite another").status, 422);
    cr_assert_eq(use("lilei", "abcd-abcd-abcd", "quite another").status, 429);
}

Test(password_reset, the_next_password_is_judged_and_the_code_stays_good)
{
    const char *code = issued();
    struct world_answer a = use("lilei", code, "my lilei password");
    cr_assert(a.status == 422 && str_eq(world_text(a, "errors.0.pointer"), STR("/password")), "%.*s", STR_ARG(a.body));
    cr_assert_eq(use("lilei", code, "quite another").status, 204);
}

Test(password_reset, staff_do_it_for_everybody_but_staff_and_admin_for_staff)
{
    struct world_account boss = world_account(&w, "boss", role_admin), colleague = world_account(&w, "colleague", role_staff), recruiter = world_account(&w, "recruiter", role_recruiter);
    cr_assert_eq(issue(&staff, recruiter.id).status, 201);
    cr_assert_eq(issue(&staff, colleague.id).status, 403);
    cr_assert_eq(issue(&staff, boss.id).status, 403);
    cr_assert_eq(issue(&boss, colleague.id).status, 201);
    cr_assert_eq(issue(&boss, boss.id).status, 403);
    cr_assert_eq(issue(&recruiter, one.id).status, 403);
    cr_assert_eq(issue(NULL, one.id).status, 401);
    cr_assert_eq(issue(&staff, STR("aNOBODYNOBODYNOBODYNOB")).status, 404);
    struct world_answer a = world_callf(&w, &staff, "POST", "{\"reason\":\" \"}", "/api/v1/accounts/%.*s/password-resets", STR_ARG(one.id));
    cr_assert_eq(a.status, 422);
}

Test(password_reset, the_counter_finds_an_account_by_its_whole_login)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/accounts?login=LILEI", NULL, &staff);
    cr_assert(world_length(a, "items") == 1 && str_eq(world_text(a, "items.0.id"), one.id), "%.*s", STR_ARG(a.body));
    cr_assert_eq(world_length(world_call(&w, "GET", "/api/v1/accounts?login=lile", NULL, &staff), "items"), 0);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/accounts?login=lilei", NULL, &one).status, 403);
}

static enum err last_action(struct store_tx *tx, void *arg)
{
    return tx_get(tx, &model_audit_row, "ORDER BY sequence DESC LIMIT 1", NO_BINDS, arg);
}

Test(password_reset, staff_end_the_logins_of_an_account_and_it_is_a_deed)
{
    struct audit_row deed;
    cr_assert_eq(world_callf(&w, &one, "DELETE", NULL, "/api/v1/accounts/%.*s/logins", STR_ARG(one.id)).status, 403);
    cr_assert_eq(world_callf(&w, &staff, "DELETE", NULL, "/api/v1/accounts/%.*s/logins", STR_ARG(one.id)).status, 204);
    world_write(&w, last_action, &deed);
    cr_assert(str_eq(deed.action, STR("account.logins_end")) && str_eq(deed.subject_id, one.id) && str_eq(deed.actor_id, staff.id));
    w.clock.now += 1001;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &staff).status, 200);
}
