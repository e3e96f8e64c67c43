#include "server/feature/accounts/devices.h"

#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/sign_in.h"
#include "server/port/live.h"
#include "server/port/store.h"

#define DEVICES_MAX 100
#define STAFF_PASSWORD_MIN 12

/* --- devices --------------------------------------------------------------------------------------------- */

static enum err device_read(struct store_tx *tx, struct store_cursor *cursor, struct login_device *ret_device)
{
    TRY(cursor_text(tx, cursor, 0, &ret_device->id));
    ret_device->created_at = cursor_int(tx, cursor, 1);
    ret_device->expires_at = cursor_int(tx, cursor, 2);
    ret_device->current    = str_eq(ret_device->id, tx->ctx->who.login_id);
    return ERR_OK;
}

enum err logins_open(struct store_tx *tx, struct str account_id, struct sub_list *ret_list)
{
    struct login_device *devices = ARENA_MANY(tx->ctx->mem, DEVICES_MAX, struct login_device);
    struct store_cursor *cursor  = NULL;
    bool row                     = false;
    size_t count                 = 0;
    if (!devices)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, LOGINS_OPEN, BINDS(B_TEXT(account_id), B_INT(clock_now(tx->ctx))), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < DEVICES_MAX) {
        e = device_read(tx, cursor, &devices[count++]);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_list = (struct sub_list){ devices, count };
    return e;
}

static enum err devices_read(struct store_tx *tx, void *arg)
{
    return logins_open(tx, tx->ctx->who.account_id, arg);
}

enum err devices_get_any(struct ctx *c, const void *in, void *out)
{
    struct login_list *list = out;
    (void)in; /* nothing to say */
    return store_read(c, devices_read, &list->items);
}

/* The row decides; without the message processes notice within a second, their sockets at the next judgement. */
static void ended_tell(struct ctx *c, struct str login_id)
{
    struct str what = arena_format(c->mem, "login:%.*s", STR_ARG(login_id));
    if (what.ptr && c->hall->live)
        (void)c->hall->live->revoke(c->hall->live, c, what);
}

void logins_tell(struct ctx *c, const struct sub_list *logins)
{
    const struct login_device *items = logins->items;
    for (size_t i = 0; i < logins->len; i++)
        if (!items[i].current)
            ended_tell(c, items[i].id);
}

static enum err device_revoke(struct store_tx *tx, void *arg)
{
    const struct id_in *in = arg;
    int64_t changed        = 0;
    TRY(tx_exec(tx, LOGIN_REVOKE_OWN, BINDS(B_TEXT(in->id), B_TEXT(tx->ctx->who.account_id), B_INT(clock_now(tx->ctx))), &changed));
    return changed ? ERR_OK : ERR_NOT_FOUND;
}

enum err device_end_any(struct ctx *c, const void *in, void *out)
{
    struct id_in device = *(const struct id_in *)in;
    (void)out; /* 204 */
    TRY(store_commit(c, device_revoke, &device));
    c->revoked_login = device.id;
    if (str_eq(device.id, c->who.login_id))
        c->set_cookie = cookie_end(c);
    ended_tell(c, device.id);
    return ERR_OK;
}

/* --- the password ---------------------------------------------------------------------------------------- */

enum err password_refuse(struct ctx *c, struct str pointer, struct str password, struct str login)
{
    switch (password_judge(password, login)) {
    case PASSWORD_COMMON: return fault_add(c, pointer, STR("too_common"), STR("这个密码太常见，容易被猜到，请换一个"), STR("Many people use this password, so it is guessed first; please choose another"));
    case PASSWORD_HAS_LOGIN: return fault_add(c, pointer, STR("contains_login"), STR("密码中不能包含账号名"), STR("The password must not contain the login"));
    case PASSWORD_FINE: break;
    }
    return ERR_OK;
}

struct password_change {
    struct account_row row;
    struct str hash;
    struct sub_list others; /* of login_device: open before the change */
};

static enum err own_row_read(struct store_tx *tx, void *arg)
{
    struct password_change *change = arg;
    return tx_get(tx, &model_account_row, ACCOUNT_BY_ID, BINDS(B_TEXT(tx->ctx->who.account_id)), &change->row);
}

static enum err password_write(struct store_tx *tx, void *arg)
{
    struct password_change *change = arg;
    struct ctx *c                  = tx->ctx;
    int64_t changed                = 0;
    TRY(devices_read(tx, &change->others));
    TRY(tx_exec(tx, PASSWORD_SET, BINDS(B_TEXT(c->who.account_id), B_TEXT(change->hash), B_INT(change->row.version)), &changed));
    if (!changed)
        return ERR_CONFLICT;
    return tx_exec(tx, LOGINS_REVOKE_OTHER, BINDS(B_TEXT(c->who.account_id), B_TEXT(c->who.login_id), B_INT(clock_now(c))), NULL);
}

enum err password_new_judge(struct ctx *c, struct str pointer, struct str password, const struct account_row *account)
{
    bool staff = account->role == role_staff || account->role == role_admin;
    if (staff && str_code_points(password) < STAFF_PASSWORD_MIN)
        return fault_add(c, pointer, STR("too_short"), STR("工作人员的密码至少 12 个字符"), STR("A staff password has at least 12 characters"));
    return password_refuse(c, pointer, password, account->login);
}

static enum err password_change(struct ctx *c, const struct password_change_in *in)
{
    struct password_change change = { .others = { 0 } };
    struct login_create_in old    = { .password = in->old };
    struct account_row found;
    TRY(store_read(c, own_row_read, &change));
    if (change.row.demo)
        return refuse(c, ERR_FORBIDDEN, STR("演示账号的密码不能修改"), STR("The password of a demonstration account stays as it is"));
    old.login = change.row.login;
    TRY(password_new_judge(c, STR("/new"), in->new, &change.row));
    enum err e = password_check(c, &old, &found); /* counted with the failures to sign in: a stolen session may not guess */
    if (e == ERR_BAD_CREDENTIALS)
        return fault_add(c, STR("/old"), STR("wrong"), STR("原密码不正确"), STR("This is not your present password"));
    TRY(e);
    change.row = found;
    TRY(c->hall->password->hash(c->hall->password, c->mem, in->new, &change.hash));
    TRY(store_commit(c, password_write, &change));
    logins_tell(c, &change.others);
    return ERR_OK;
}

enum err password_change_any(struct ctx *c, const void *in, void *out)
{
    (void)out; /* 204 */
    return password_change(c, in);
}
