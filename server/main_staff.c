/* hirehall staff …: accounts of staff, by whoever may read the data folder. A running hall need not be stopped. */
#include <stdio.h>
#include <unistd.h>

#include "server/feature/accounts/accounts_core.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/password_rule.h"
#include "server/feature/accounts/second_factor.h"
#include "server/main_hall.h"
#include "server/port/audit.h"

#define STAFF_PASSWORD_MIN 12
#define PASSWORD_BYTES_MAX 512

/* --- staff add ------------------------------------------------------------------------------------------- */

static bool login_judge(const struct config *c)
{
    struct str login = str_from_cstr(c->login);
    if (login.len >= 3 && login.len <= 64 && login_name_is_valid(login))
        return true;
    refused("--login has 3 to 64 letters, digits and . _ - @");
    return false;
}

static bool staff_judge(const struct config *c)
{
    struct str role = str_from_cstr(c->role), region = str_from_cstr(c->region);
    uint64_t code;
    if (!login_judge(c))
        return false;
    if (!str_eq(role, STR("staff")) && !str_eq(role, STR("admin"))) {
        refused("--role is staff or admin");
        return false;
    }
    if (region.len != 6 || !str_to_u64(region, &code)) {
        refused("--region is a GB/T 2260 code of six digits, such as 330300");
        return false;
    }
    return true;
}

static bool login_small(struct base *b, struct str *ret_login)
{
    struct str login = str_from_cstr(b->config.login);
    char *lower      = arena_alloc(&b->mem, login.len);
    if (!lower)
        return false;
    login_name_lower(login, lower);
    *ret_login = str_make(lower, login.len);
    return true;
}

static bool password_read(struct str login, char *bytes, struct str *ret_password)
{
    if (!fgets(bytes, PASSWORD_BYTES_MAX, stdin)) {
        refused("the password is read from standard input, one line");
        return false;
    }
    struct str password = str_from_cstr(bytes);
    while (password.len && (password.ptr[password.len - 1] == '\n' || password.ptr[password.len - 1] == '\r'))
        password.len--;
    if (!str_is_utf8(password) || str_code_points(password) < STAFF_PASSWORD_MIN || str_code_points(password) > 128) {
        refused("a staff password has %d to 128 characters", STAFF_PASSWORD_MIN);
        return false;
    }
    if (password_judge(password, login) != PASSWORD_FINE) {
        refused("this password is a common one, or has the login in it; choose another");
        return false;
    }
    *ret_password = password;
    return true;
}

static enum err account_insert(struct store_tx *tx, void *arg)
{
    const struct account_row *row = arg;
    TRY(tx_insert(tx, &model_account_row, row));
    return audit_add(tx, &(struct audit_in){ STR("staff.add"), row->id, enum_text(&enum_role, row->role) });
}

static enum err staff_write(struct base *b, struct str password)
{
    struct ctx c = { .mem = &b->mem, .hall = &b->hall, .request_id = STR("staff-add"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
    struct account_row row;
    model_clear(&model_account_row, &row);
    struct str login;
    if (!login_small(b, &login))
        return ERR_NO_MEMORY;
    TRY(id_new(&c, 'a', &row.id));
    TRY(b->hall.password->hash(b->hall.password, &b->mem, password, &row.password_hash));
    row.login      = login;
    row.name       = row.login;
    row.role       = str_eq_cstr(str_from_cstr(b->config.role), "admin") ? role_admin : role_staff;
    row.region     = str_from_cstr(b->config.region);
    row.created_at = clock_now(&c);
    row.version    = 1;
    return store_write(&c, account_insert, &row);
}

int staff_add(struct base *b)
{
    char bytes[PASSWORD_BYTES_MAX];
    struct str login, password;
    if (!staff_judge(&b->config))
        return EXIT_WRONG_USE;
    if (!login_small(b, &login) || !password_read(login, bytes, &password) || !base_data_make(b))
        return EXIT_REFUSED;
    struct store_port *store   = base_store_open(b);
    struct password_pool *pool = store ? base_passwords_open(b, 1) : NULL;
    enum err e                 = pool ? staff_write(b, password) : ERR_UNAVAILABLE;
    if (pool && e == ERR_EXISTS)
        refused("the login %s exists already", b->config.login);
    else if (pool && e != ERR_OK)
        refused("%s", err_text(e, LANG_EN).ptr);
    password_pool_free(pool);
    if (store)
        store_close(store);
    memset(bytes, 0, sizeof bytes);
    return e == ERR_OK ? EXIT_DONE : EXIT_REFUSED;
}

/* --- staff password -------------------------------------------------------------------------------------- */

struct password_set {
    struct str login, hash;
};

static enum err password_write(struct store_tx *tx, void *arg)
{
    const struct password_set *set = arg;
    struct account_row row;
    TRY(tx_get(tx, &model_account_row, ACCOUNT_BY_LOGIN, BINDS(B_TEXT(set->login)), &row));
    TRY(tx_exec(tx, PASSWORD_SET, BINDS(B_TEXT(row.id), B_TEXT(set->hash), B_INT(row.version)), NULL));
    TRY(audit_add(tx, &(struct audit_in){ STR("staff.password"), row.id, STR("") }));
    return tx_exec(tx, LOGINS_REVOKE_OTHER, BINDS(B_TEXT(row.id), B_TEXT(STR("")), B_INT(clock_now(tx->ctx))), NULL);
}

static enum err password_renew(struct base *b, struct str login, struct str password)
{
    struct ctx c = { .mem = &b->mem, .hall = &b->hall, .request_id = STR("staff-password"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
    struct password_set set = { .login = login };
    TRY(b->hall.password->hash(b->hall.password, &b->mem, password, &set.hash));
    return store_write(&c, password_write, &set);
}

int staff_password(struct base *b)
{
    char bytes[PASSWORD_BYTES_MAX];
    struct str login, password;
    if (!login_judge(&b->config))
        return EXIT_WRONG_USE;
    if (!login_small(b, &login) || !password_read(login, bytes, &password) || !base_data_make(b))
        return EXIT_REFUSED;
    struct store_port *store   = base_store_open(b);
    struct password_pool *pool = store ? base_passwords_open(b, 1) : NULL;
    enum err e                 = pool ? password_renew(b, login, password) : ERR_UNAVAILABLE;
    if (pool && e == ERR_NOT_FOUND)
        refused("nobody has the login %s", b->config.login);
    else if (pool && e != ERR_OK)
        refused("%s", err_text(e, LANG_EN).ptr);
    password_pool_free(pool);
    if (store)
        store_close(store);
    memset(bytes, 0, sizeof bytes);
    return e == ERR_OK ? EXIT_DONE : EXIT_REFUSED;
}

/* --- staff second-factor ---------------------------------------------------------------------------------- */

static enum err factor_write(struct store_tx *tx, void *arg)
{
    const struct str *login = arg;
    struct account_row row;
    TRY(tx_get(tx, &model_account_row, ACCOUNT_BY_LOGIN, BINDS(B_TEXT(*login)), &row));
    TRY(factor_remove(tx, row.id));
    TRY(audit_add(tx, &(struct audit_in){ STR("staff.factor_off"), row.id, STR("") }));
    return tx_exec(tx, LOGINS_REVOKE_OTHER, BINDS(B_TEXT(row.id), B_TEXT(STR("")), B_INT(clock_now(tx->ctx))), NULL);
}

int staff_second_factor(struct base *b)
{
    struct str login;
    struct ctx c = { .mem = &b->mem, .hall = &b->hall, .request_id = STR("staff-second-factor"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
    if (!login_judge(&b->config))
        return EXIT_WRONG_USE;
    if (!login_small(b, &login) || !base_data_make(b))
        return EXIT_REFUSED;
    struct store_port *store = base_store_open(b);
    enum err e               = store ? store_write(&c, factor_write, &login) : ERR_UNAVAILABLE;
    if (store && e == ERR_NOT_FOUND)
        refused("nobody has the login %s", b->config.login);
    else if (store && e != ERR_OK)
        refused("%s", err_text(e, LANG_EN).ptr);
    if (store)
        store_close(store);
    return e == ERR_OK ? EXIT_DONE : EXIT_REFUSED;
}
