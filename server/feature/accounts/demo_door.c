#include "server/feature/accounts/demo_door.h"

#include "proto/base/check.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/sign_in.h"
#include "server/port/store.h"

#define ROLES_MAX 20

static enum err role_read(struct store_tx *tx, struct store_cursor *cursor, struct demo_role *ret_role)
{
    struct str role;
    TRY(cursor_text(tx, cursor, 0, &ret_role->login));
    TRY(cursor_text(tx, cursor, 1, &ret_role->name));
    TRY(cursor_text(tx, cursor, 2, &role));
    TRY(cursor_text(tx, cursor, 3, &ret_role->booth_id));
    CHECK(enum_find(&enum_role, role, &ret_role->role)); /* our own row */
    return ERR_OK;
}

static enum err roles_read(struct store_tx *tx, void *arg)
{
    struct sub_list *list       = arg;
    struct demo_role *roles     = ARENA_MANY(tx->ctx->mem, ROLES_MAX, struct demo_role);
    struct store_cursor *cursor = NULL;
    bool row                    = false;
    size_t count                = 0;
    if (!roles)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, DEMO_ROLES, NO_BINDS, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && count < ROLES_MAX) {
        e = role_read(tx, cursor, &roles[count++]);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *list = (struct sub_list){ roles, count };
    return e;
}

static enum err demo_get(struct ctx *c, const struct nothing *in, struct demo *out)
{
    (void)in; /* nothing to say */
    out->enabled = c->hall->settings->demo;
    return out->enabled ? store_read(c, roles_read, &out->roles) : ERR_OK;
}

enum err demo_get_any(struct ctx *c, const void *in, void *out)
{
    return demo_get(c, in, out);
}

struct demo_find {
    struct str login;
    struct account_row row;
};

static enum err demo_find(struct store_tx *tx, void *arg)
{
    struct demo_find *find = arg;
    return tx_get(tx, &model_account_row, ACCOUNT_BY_LOGIN, BINDS(B_TEXT(find->login)), &find->row);
}

static enum err demo_login_create(struct ctx *c, const struct demo_login_in *in, struct login *out)
{
    struct demo_find find = { .login = in->login };
    if (!c->hall->settings->demo)
        return ERR_NOT_FOUND;
    TRY(store_read(c, demo_find, &find));
    if (!find.row.demo)
        return ERR_NOT_FOUND; /* real people have passwords; whether this one exists is private */
    return sign_in(c, &find.row, NULL, out);
}

enum err demo_login_create_any(struct ctx *c, const void *in, void *out)
{
    return demo_login_create(c, in, out);
}
