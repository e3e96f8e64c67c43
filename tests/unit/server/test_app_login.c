/* Who is it: tokens, cookies, CSRF, Origin, revocation, presence, limits. */
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
TestSuite(app_login, .init = begin, .fini = end);

static struct str cookie_of(const struct world_account *a)
{
    static char text[128];
    memcpy(text, "x=1; hirehall=", 14);
    memcpy(text + 14, a->token.ptr, a->token.len);
    return str_make(text, 14 + a->token.len);
}

static struct app_request put_me(struct str cookie, struct str csrf, struct str origin)
{
    return (struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me"), .body = STR("{\"name\":\"甲\"}"), .cookie = cookie, .csrf = csrf, .origin = origin };
}

static int get_me(struct str authorization)
{
    return world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .authorization = authorization }).status;
}

Test(app_login, a_cookie_signs_in_and_changes_only_with_the_token)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct str cookie        = cookie_of(&one);
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .cookie = cookie }).status, 200);
    struct app_request r  = put_me(cookie, STR_NONE, STR_NONE);
    struct world_answer a = world_request(&w, &r);
    cr_assert_eq(a.status, 403);
    cr_assert(str_eq(world_text(a, "code"), STR("csrf")));
    r = put_me(cookie, STR("wrong"), STR_NONE);
    cr_assert_eq(world_request(&w, &r).status, 403);
    r = put_me(cookie, one.csrf, STR("http://evil.example"));
    a = world_request(&w, &r);
    cr_assert_eq(a.status, 403);
    cr_assert(str_eq(world_text(a, "code"), STR("origin")));
    r = put_me(cookie, one.csrf, STR("null"));
    cr_assert_eq(world_request(&w, &r).status, 403);
    r = put_me(cookie, one.csrf, STR("http://127.0.0.1:8080"));
    cr_assert_eq(world_request(&w, &r).status, 200);
}

Test(app_login, loopback_has_two_names_but_only_with_our_port)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct app_request r     = put_me(cookie_of(&one), one.csrf, STR("http://localhost:8080"));
    cr_assert_eq(world_request(&w, &r).status, 200);
    r = put_me(cookie_of(&one), one.csrf, STR("http://localhost:8081"));
    cr_assert_eq(world_request(&w, &r).status, 403);
    r = put_me(cookie_of(&one), one.csrf, STR("https://localhost:8080"));
    cr_assert_eq(world_request(&w, &r).status, 403);
}

Test(app_login, the_cookie_has_another_name_under_tls)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    w.settings.secure        = true;
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .cookie = cookie_of(&one) }).status, 401);
    char text[128] = "__Host-hirehall=";
    memcpy(text + 16, one.token.ptr, one.token.len);
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .cookie = str_make(text, 16 + one.token.len) }).status, 200);
}

Test(app_login, an_old_cookie_hinders_nobody_where_anyone_may)
{
    struct str old = STR("hirehall=0123456789012345678901234567890123456789012");
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/fairs"), .cookie = old }).status, 200);
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .cookie = old }).status, 401);
    struct world_account one = world_account(&w, "one", role_candidate);
    struct app_request r     = { .method = STR("POST"), .target = STR("/api/v1/logins"), .cookie = cookie_of(&one), .body = STR("{\"login\":\"one\",\"password\":\"password of one\"}") };
    cr_assert_eq(world_request(&w, &r).status, 201);
}

Test(app_login, a_wrong_token_is_401_everywhere)
{
    cr_assert_eq(get_me(STR("Bearer 0123456789012345678901234567890123456789012")), 401);
    cr_assert_eq(get_me(STR("Bearer short")), 401);
    cr_assert_eq(get_me(STR("Bearer ")), 401);
    cr_assert_eq(get_me(STR("Basic YTpi")), 401);
    cr_assert_eq(world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/fairs"), .authorization = STR("Bearer 0123456789012345678901234567890123456789012") }).status, 401);
}

Test(app_login, signing_out_ends_the_token_at_once)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    struct world_answer a = world_call(&w, "DELETE", "/api/v1/logins/current", NULL, &one);
    cr_assert_eq(a.status, 204);
    cr_assert(str_starts(a.full.set_cookie, STR("hirehall=; ")), "%.*s", STR_ARG(a.full.set_cookie));
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
}

static enum err revoke_all(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE login SET revoked_at = 1", NO_BINDS, NULL);
}

Test(app_login, one_revoked_elsewhere_lives_at_most_a_second)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    world_write(&w, revoke_all, NULL);
    w.clock.now += 999;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    w.clock.now += 1;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
}

Test(app_login, hearing_of_a_revocation_drops_the_copy)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    world_write(&w, revoke_all, NULL);
    app_heard_revoke(w.app, one.who.login_id);
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
}

Test(app_login, a_login_ends_after_thirty_days)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    w.clock.now += 30 * MILLIS_DAY - 1;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    w.clock.now += 1000;
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 401);
}

struct online {
    struct str account;
    bool is;
};

static void online_read(void *arg)
{
    struct online *o = arg;
    struct ctx c     = world_ctx(&w);
    cr_assert_eq(w.hall.live->presence_sweep(w.hall.live, &c, w.clock.now), ERR_OK);
    cr_assert_eq(w.hall.live->online(w.hall.live, &c, &o->account, 1, &o->is), ERR_OK);
}

static bool is_online(const struct world_account *a)
{
    struct online o = { a->id, false };
    world_run(&w, online_read, &o);
    return o.is;
}

Test(app_login, a_signed_in_request_makes_its_account_online_for_half_a_minute)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    cr_assert(!is_online(&one));
    cr_assert_eq(world_call(&w, "GET", "/api/v1/me", NULL, &one).status, 200);
    cr_assert(is_online(&one));
    w.clock.now += 31000;
    cr_assert(!is_online(&one));
}

Test(app_login, an_account_is_limited_and_told_when_to_come_back)
{
    struct world limited;
    world_init_with(&limited, &(struct world_options){ .limits = true });
    struct world_account one = world_account(&limited, "one", role_candidate), two = world_account(&limited, "two", role_candidate);
    struct world_answer a = { 0 };
    for (int i = 0; i < 200; i++)
        cr_assert_eq(world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .who = &one.who }).status, 200);
    a = world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .who = &one.who });
    cr_assert_eq(a.status, 429);
    cr_assert_eq(a.full.retry_after_s, 1);
    cr_assert_eq(world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .who = &two.who }).status, 200, "others go on");
    limited.clock.now += 20;
    cr_assert_eq(world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .who = &one.who }).status, 200);
    world_done(&limited);
}

Test(app_login, people_behind_one_address_share_a_high_limit_until_they_sign_in)
{
    struct world limited;
    world_init_with(&limited, &(struct world_options){ .limits = true });
    struct world_account one = world_account(&limited, "one", role_candidate);
    int refused              = 0;
    for (int i = 0; i < 2001; i++)
        refused += world_call(&limited, "GET", "/health", NULL, NULL).status == 429;
    cr_assert_eq(refused, 1);
    cr_assert_eq(world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/me"), .who = &one.who }).status, 200);
    cr_assert_eq(world_request(&limited, &(struct app_request){ .method = STR("GET"), .target = STR("/health"), .address = STR("10.0.0.9") }).status, 200);
    world_done(&limited);
}

/* --- for the WebSocket service ------------------------------------------------------------------------------- */

struct who_ask {
    struct app_request request;
    struct str pass;
    struct who who;
    enum err result;
};

static void who_run(void *arg)
{
    struct who_ask *ask = arg;
    ask->result         = app_who(w.app, &w.mem, &ask->request, ask->pass, &ask->who);
}

static enum err who_of(struct app_request request, struct str pass)
{
    struct who_ask ask = { .request = request, .pass = pass };
    world_run(&w, who_run, &ask);
    return ask.result;
}

Test(app_login, a_websocket_by_cookie_needs_our_origin_and_by_token_none)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    char bearer[64]          = "Bearer ";
    memcpy(bearer + 7, one.token.ptr, one.token.len);
    cr_assert_eq(who_of((struct app_request){ .cookie = cookie_of(&one) }, STR_NONE), ERR_ORIGIN);
    cr_assert_eq(who_of((struct app_request){ .cookie = cookie_of(&one), .origin = STR("null") }, STR_NONE), ERR_ORIGIN);
    cr_assert_eq(who_of((struct app_request){ .cookie = cookie_of(&one), .origin = STR("http://127.0.0.1:8080") }, STR_NONE), ERR_OK);
    cr_assert_eq(who_of((struct app_request){ .authorization = str_make(bearer, 7 + one.token.len) }, STR_NONE), ERR_OK);
    cr_assert_eq(who_of((struct app_request){ .origin = STR("http://127.0.0.1:8080") }, STR_NONE), ERR_NOT_SIGNED_IN);
}

Test(app_login, a_pass_opens_once_and_not_later_than_half_a_minute)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct world_answer a    = world_call(&w, "POST", "/api/v1/live-passes", NULL, &one);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    struct str pass = str_from_cstr(world_keep(&w, world_text(a, "pass")));
    cr_assert_eq(who_of((struct app_request){ .origin = STR("http://evil.example") }, pass), ERR_OK);
    cr_assert_eq(who_of((struct app_request){ 0 }, pass), ERR_NOT_SIGNED_IN);
    a    = world_call(&w, "POST", "/api/v1/live-passes", NULL, &one);
    pass = str_from_cstr(world_keep(&w, world_text(a, "pass")));
    w.clock.now += 30001;
    cr_assert_eq(who_of((struct app_request){ 0 }, pass), ERR_NOT_SIGNED_IN);
}

struct channel_ask {
    struct who who;
    struct str channel, full, place;
    enum err result;
};

static void channel_run(void *arg)
{
    struct channel_ask *ask = arg;
    ask->result             = app_channel(w.app, &w.mem, &ask->who, ask->channel, &ask->full, &ask->place);
}

Test(app_login, channels_are_judged_by_kind)
{
    struct world_account one = world_account(&w, "one", role_candidate);
    struct channel_ask ask   = { .who = one.who, .channel = STR("me") };
    world_run(&w, channel_run, &ask);
    cr_assert_eq(ask.result, ERR_OK);
    cr_assert(str_starts(ask.full, STR("me:a")) && str_eq(str_skip(ask.full, 3), one.id));
    cr_assert_eq(ask.place.len, 0);
    static const char *const bad[] = { "", "me:", "me:other", "fair", "fair:", "fair:a b", "king:x", "session:sAAAAAAAAAAAAAAAAAAAAAA", "booth:bAAAAAAAAAAAAAAAAAAAAAA", "fair:fAAAAAAAAAAAAAAAAAAAAAA" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ask = (struct channel_ask){ .who = one.who, .channel = str_from_cstr(bad[i]) };
        world_run(&w, channel_run, &ask);
        cr_assert(ask.result != ERR_OK, "%s", bad[i]);
    }
}
