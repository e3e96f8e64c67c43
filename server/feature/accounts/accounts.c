/* Accounts, signing in and out, who I am, live passes. */
#include <sodium.h>

#include "proto/base/check.h"
#include "server/feature/accounts/accounts_core.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/demo_door.h"
#include "server/feature/accounts/devices.h"
#include "server/feature/accounts/password_reset.h"
#include "server/feature/accounts/personal.h"
#include "server/feature/accounts/retention.h"
#include "server/feature/accounts/second_factor.h"
#include "server/feature/accounts/sign_in.h"
#include "server/port/live.h"
#include "server/port/route.h"
#include "server/port/store.h"

#define PASS_LASTS_MS (30 * MILLIS_SECOND)
#define LOGIN_KEPT_MS (30 * MILLIS_DAY)
#define PURGE_EVERY_MS MILLIS_HOUR

/* --- signing up ------------------------------------------------------------------------------------------ */

static enum err account_insert(struct store_tx *tx, void *arg)
{
    return tx_insert(tx, &model_account_row, arg);
}

static enum err account_judge(struct ctx *c, const struct account_create_in *in)
{
    enum err e = ERR_OK;
    if (!login_name_is_valid(in->login))
        e = fault_add(c, STR("/login"), STR("not_allowed"), STR("只能使用字母、数字和 . _ - @"), STR("Only letters, digits and . _ - @"));
    if (!person_name_is_valid(in->name))
        e = fault_add(c, STR("/name"), STR("not_allowed"), STR("姓名不能为空白，也不能含控制字符"), STR("A name shows something and carries no control characters"));
    if (!role_is_open(in->role))
        e = fault_add(c, STR("/role"), STR("not_allowed"), STR("只能注册为求职者、招聘方、中介或协调员"), STR("You can sign up as candidate, recruiter, agent or coordinator"));
    return e;
}

static enum err account_create(struct ctx *c, const struct account_create_in *in, struct account *out)
{
    TRY(account_judge(c, in));
    struct account_row row;
    model_clear(&model_account_row, &row);
    TRY(login_lower(c, in->login, &row.login));
    TRY(password_refuse(c, STR("/password"), in->password, row.login));
    TRY(c->hall->password->hash(c->hall->password, c->mem, in->password, &row.password_hash));
    TRY(id_new(c, 'a', &row.id));
    row.name       = in->name;
    row.role       = in->role;
    row.region     = STR("");
    row.created_at = clock_now(c);
    row.version    = 1;
    account_show(&row, out);
    enum err e = store_commit(c, account_insert, &row);
    if (e == ERR_EXISTS)
        (void)fault_add(c, STR("/login"), STR("taken"), STR("这个账号名已被使用"), STR("This login is taken"));
    return e;
}
HANDLER(account_create, account_create_in, account)

/* --- signing in and out ------------------------------------------------------------------------------------ */

static enum err login_create(struct ctx *c, const struct login_create_in *in, struct login *out)
{
    struct account_row account;
    struct factor factor;
    struct factor_proof proof;
    TRY(password_check(c, in, &account)); /* first: a right code says nothing to whoever has not the password */
    TRY(factor_load(c, &account, &factor));
    if (!factor.on)
        return sign_in(c, &account, NULL, out);
    TRY(factor_judge(c, &account, &factor, in->code, &proof));
    TRY(sign_in(c, &account, &proof, out));
    factor_forgive(c, &proof);
    return ERR_OK;
}
HANDLER(login_create, login_create_in, login)

static enum err login_revoke(struct store_tx *tx, void *arg)
{
    (void)arg; /* the caller's own login */
    return tx_exec(tx, LOGIN_REVOKE, BINDS(B_TEXT(tx->ctx->who.login_id), B_INT(clock_now(tx->ctx))), NULL);
}

static enum err login_end(struct ctx *c, const struct nothing *in)
{
    (void)in; /* nothing to say */
    if (!c->who.login_id.len)
        return ERR_NOT_FOUND;
    TRY(store_commit(c, login_revoke, NULL));
    c->revoked_login = c->who.login_id;
    c->set_cookie    = cookie_end(c);
    struct str what  = arena_format(c->mem, "login:%.*s", STR_ARG(c->who.login_id));
    /* The row decides; without the message other processes notice within a second, their sockets at the next judgement. */
    if (what.ptr && c->hall->live)
        (void)c->hall->live->revoke(c->hall->live, c, what);
    return ERR_OK;
}
HANDLER_SILENT(login_end, nothing)

/* --- who I am ------------------------------------------------------------------------------------------------ */

static enum err me_get(struct ctx *c, const struct nothing *in, struct me *out)
{
    (void)in; /* nothing to say */
    struct account_row row;
    TRY(own_account(c, &row));
    struct account *account = ARENA_NEW(c->mem, struct account);
    if (!account)
        return ERR_NO_MEMORY;
    account_show(&row, account);
    out->account    = account;
    out->csrf_token = c->who.csrf_token.len ? c->who.csrf_token : STR("-");
    out->now        = clock_now(c);
    return ERR_OK;
}
HANDLER(me_get, nothing, me)

/* --- live ------------------------------------------------------------------------------------------------------ */

static enum err pass_create(struct ctx *c, const struct nothing *in, struct live_pass *out)
{
    (void)in; /* nothing to say */
    if (!c->who.login_id.len)
        return ERR_FORBIDDEN;
    TRY(secret_new(c, &out->pass));
    out->expires_at = clock_now(c) + PASS_LASTS_MS;
    return c->hall->live->pass_put(c->hall->live, c, out->pass, c->who.login_id, out->expires_at);
}
HANDLER(pass_create, nothing, live_pass)

static enum err events_poll(struct ctx *c, const struct event_poll_in *in, struct event_poll *out)
{
    struct str epoch = STR("");
    int64_t after    = NONE;
    if (in->after.len && !poll_after_read(in->after, &epoch, &after))
        return fault_add(c, STR("after"), STR("not_allowed"), STR("应为 EPOCH:SEQ"), STR("It is written EPOCH:SEQ"));
    struct str channel = arena_format(c->mem, "me:%.*s", STR_ARG(c->who.account_id));
    if (!channel.ptr)
        return ERR_NO_MEMORY;
    struct live_log log = { 0 };
    TRY(c->hall->live->replay(c->hall->live, c, channel, epoch, after, &log));
    out->epoch  = log.epoch;
    out->resync = log.resync;
    out->items  = (struct sub_list){ log.items, log.resync ? 0 : log.len };
    out->next   = arena_format(c->mem, "%.*s:%lld", STR_ARG(log.epoch), (long long)log.last_seq);
    return out->next.ptr ? ERR_OK : ERR_NO_MEMORY;
}
HANDLER(events_poll, event_poll_in, event_poll)

static enum err me_may(struct ctx *c, struct str id)
{
    (void)id; /* "me" is whoever asks */
    return c->who.account_id.len ? ERR_OK : ERR_NOT_SIGNED_IN;
}

/* --- the past ---------------------------------------------------------------------------------------------------- */

static enum err logins_purge(struct store_tx *tx, void *arg)
{
    (void)arg; /* only the clock counts */
    return tx_exec(tx, LOGIN_PURGE, BINDS(B_INT(clock_now(tx->ctx) - LOGIN_KEPT_MS)), NULL);
}

static enum err purge_job(struct ctx *c, const struct nothing *in)
{
    (void)in; /* nothing to say */
    return store_write(c, logins_purge, NULL);
}
HANDLER_SILENT(purge_job, nothing)

static const struct route routes[] = {
    { METHOD_POST, "/api/v1/accounts", ANYONE, 201, ROUTE_NO_KEY, 0, &model_account_create_in, &model_account, account_create_any, "Sign up" },
    { METHOD_GET, "/api/v1/accounts", STAFF, 200, ROUTE_PLAIN, 0, &model_account_find_in, &model_account_list, account_find_any, "The account of a sign-in name, for the counter" },
    { METHOD_POST, "/api/v1/accounts/{id}/password-resets", STAFF, 201, ROUTE_NO_KEY, 0, &model_password_reset_issue_in, &model_password_reset_issued, password_reset_issue_any,
      "A code for whoever showed at the counter that this account is theirs" },
    { METHOD_DELETE, "/api/v1/accounts/{id}/logins", STAFF, 204, ROUTE_NO_KEY, 0, &model_id_in, NULL, logins_end_any, "End all logins of an account" },
    { METHOD_POST, "/api/v1/password-resets", ANYONE, 204, ROUTE_NO_KEY, 0, &model_password_reset_in, NULL, password_reset_use_any, "Choose another password with a code from the counter" },
    { METHOD_POST, "/api/v1/logins", ANYONE, 201, ROUTE_NO_KEY, 0, &model_login_create_in, &model_login, login_create_any, "Sign in" },
    { METHOD_DELETE, "/api/v1/logins/current", SIGNED_IN, 204, ROUTE_NO_KEY | ROUTE_UNPROVED, 0, &model_nothing, NULL, login_end_any, "Sign out" },
    { METHOD_DELETE, "/api/v1/logins/{id}", SIGNED_IN, 204, ROUTE_NO_KEY, 0, &model_id_in, NULL, device_end_any, "End one of my logins, here or elsewhere" },
    { METHOD_GET, "/api/v1/me/logins", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_nothing, &model_login_list, devices_get_any, "Where I am signed in" },
    { METHOD_PUT, "/api/v1/me/password", SIGNED_IN, 204, ROUTE_NO_KEY, 0, &model_password_change_in, NULL, password_change_any, "Choose another password; every other login ends" },
    { METHOD_GET, "/api/v1/me/second-factor", SIGNED_IN, 200, ROUTE_UNPROVED, 0, &model_nothing, &model_second_factor, factor_get_any, "Whether my second factor is on" },
    { METHOD_POST, "/api/v1/me/second-factor", SIGNED_IN, 201, ROUTE_NO_KEY | ROUTE_UNPROVED, 0, &model_second_factor_start_in, &model_second_factor_start, factor_start_any,
      "Begin to switch on my second factor: the secret for the authenticator, shown once" },
    { METHOD_POST, "/api/v1/me/second-factor/confirmation", SIGNED_IN, 200, ROUTE_NO_KEY | ROUTE_UNPROVED, 0, &model_second_factor_confirm_in, &model_recovery_codes, factor_confirm_any,
      "Switch it on with a first code; answers ten recovery codes, shown once" },
    { METHOD_POST, "/api/v1/me/second-factor/removal", SIGNED_IN, 204, ROUTE_NO_KEY, 0, &model_second_factor_end_in, NULL, factor_end_any, "Switch it off, with password and code" },
    { METHOD_GET, "/api/v1/me", SIGNED_IN, 200, ROUTE_UNPROVED, 0, &model_nothing, &model_me, me_get_any, "Who I am here" },
    { METHOD_DELETE, "/api/v1/me", SIGNED_IN, 204, ROUTE_NO_KEY, 0, &model_account_erase_in, NULL, account_erase_any, "Close my account and erase what it holds of me" },
    { METHOD_GET, "/api/v1/me/export", SIGNED_IN, 200, ROUTE_RAW, 0, &model_nothing, NULL, export_get_any, "All that the hall keeps about me, in clear" },
    { METHOD_GET, "/api/v1/me/events", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_event_poll_in, &model_event_poll, events_poll_any, "My events, without a WebSocket" },
    { METHOD_POST, "/api/v1/live-passes", SIGNED_IN, 201, ROUTE_NO_KEY, 0, &model_nothing, &model_live_pass, pass_create_any, "A pass that opens one WebSocket" },
    { METHOD_GET, "/api/v1/demo", ANYONE, 200, ROUTE_PLAIN, 2000, &model_nothing, &model_demo, demo_get_any, "The demonstration's people" },
    { METHOD_POST, "/api/v1/demo/logins", ANYONE, 201, ROUTE_NO_KEY, 0, &model_demo_login_in, &model_login, demo_login_create_any, "Step into one of them" },
    { METHOD_POST, "/internal/jobs/login_purge", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, purge_job_any, "Forget logins that ended long ago" },
    { METHOD_POST, "/internal/jobs/retention", SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, retention_job_any, "What is kept too long goes" },
};
static const struct channel_rule channels[] = { { "me", me_may, NULL } };
static const struct job jobs[]              = { { "/internal/jobs/login_purge", PURGE_EVERY_MS }, { "/internal/jobs/retention", RETENTION_EVERY_MS } };

extern const struct feature feature_accounts;
const struct feature feature_accounts = {
    .name = "accounts", .routes = routes, .route_count = COUNT_OF(routes), .channels = channels, .channel_count = COUNT_OF(channels), .jobs = jobs, .job_count = COUNT_OF(jobs),
};
