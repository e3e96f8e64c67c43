#include "server/feature/accounts/password_reset.h"

#include "server/feature/accounts/accounts_core.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/devices.h"
#include "server/feature/accounts/second_factor.h"
#include "server/feature/accounts/sign_in.h"
#include "server/port/audit.h"
#include "server/port/seal.h"

#define LASTS_MS (15 * MILLIS_MINUTE)
#define TRIES_MAX 5 /* of one login from one address, */
#define TRIES_WINDOW_MS (15 * MILLIS_MINUTE)
#define TRIES_ALL_MAX 100 /* an hour, from everywhere: nobody keeps its owner out from afar with less */

/* --- at the counter ---------------------------------------------------------------------------------------- */

static enum err by_login(struct store_tx *tx, void *arg)
{
    struct account_row *row = arg;
    return tx_get(tx, &model_account_row, ACCOUNT_BY_LOGIN, BINDS(B_TEXT(row->login)), row);
}

enum err account_find_any(struct ctx *c, const void *in, void *out)
{
    const struct account_find_in *find = in;
    struct account_list *list          = out;
    struct account *account            = ARENA_NEW(c->mem, struct account);
    struct account_row row;
    if (!account)
        return ERR_NO_MEMORY;
    TRY(login_lower(c, find->login, &row.login));
    enum err e = store_read(c, by_login, &row);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_OK)
        account_show(&row, account);
    list->items = (struct sub_list){ account, e == ERR_OK };
    return ERR_OK;
}

/* Keyed, so that the file alone does not let anybody try all codes. */
static enum err code_hash(struct ctx *c, struct str account_id, struct str form, struct str *ret_hash)
{
    struct str text = arena_format(c->mem, "%.*s:%.*s", STR_ARG(account_id), STR_ARG(form));
    return text.ptr ? seal_blind(c, "password_reset", text, ret_hash) : ERR_NO_MEMORY;
}

static enum err account_judge(struct store_tx *tx, struct str id, struct account_row *ret_row)
{
    TRY(tx_get(tx, &model_account_row, ACCOUNT_BY_ID, BINDS(B_TEXT(id)), ret_row));
    if (ret_row->demo || !role_may_reset(tx->ctx->who.role, ret_row->role))
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("您不能为这个账号办理"), STR("This is not an account you may do that for"));
    /* An imported account has no password yet; an erased one is nobody's any more. */
    return str_starts(ret_row->login, STR("erased:")) ? ERR_NOT_FOUND : ERR_OK;
}

struct issue_job {
    const struct password_reset_issue_in *in;
    struct str hash;
    int64_t expires_at;
};

static enum err issue_write(struct store_tx *tx, void *arg)
{
    const struct issue_job *job = arg;
    struct account_row row;
    TRY(account_judge(tx, job->in->id, &row));
    TRY(tx_exec(tx, RESET_FORGET, BINDS(B_TEXT(row.id)), NULL)); /* only the newest counts */
    TRY(tx_exec(tx, RESET_ADD, BINDS(B_TEXT(row.id), B_TEXT(job->hash), B_TEXT(tx->ctx->who.account_id), B_INT(clock_now(tx->ctx)), B_INT(job->expires_at)), NULL));
    return audit_add(tx, &(struct audit_in){ STR("account.reset_issue"), row.id, job->in->reason });
}

enum err password_reset_issue_any(struct ctx *c, const void *in, void *out)
{
    const struct password_reset_issue_in *issue = in;
    struct password_reset_issued *shown         = out;
    struct issue_job job                        = { .in = issue, .expires_at = clock_now(c) + LASTS_MS };
    char form[RECOVERY_CHARS];
    if (!str_trim(issue->reason).len)
        return fault_add(c, STR("/reason"), STR("required"), STR("请写明核对了什么证件"), STR("What was shown must be said"));
    TRY(code_make(c, form));
    TRY(code_hash(c, issue->id, str_make(form, RECOVERY_CHARS), &job.hash));
    shown->code       = arena_format(c->mem, "%.4s-%.4s-%.4s", form, form + 4, form + 8);
    shown->expires_at = job.expires_at;
    return shown->code.ptr ? store_commit(c, issue_write, &job) : ERR_NO_MEMORY;
}

/* --- with the code ----------------------------------------------------------------------------------------- */

struct use_job {
    struct account_row row;
    struct str hash, password_hash;
    struct sub_list logins; /* that end */
};

static enum err wrong_code(struct ctx *c)
{
    return fault_add(c, STR("/code"), STR("wrong"), STR("账号或重置码不正确，或重置码已过期"), STR("The login or the code is wrong, or its time is over"));
}

static enum err use_check(struct store_tx *tx, void *arg)
{
    const struct use_job *job = arg;
    int64_t good              = 0;
    TRY(tx_int(tx, RESET_COUNT, BINDS(B_TEXT(job->row.id), B_TEXT(job->hash), B_INT(clock_now(tx->ctx))), &good));
    return good > 0 ? ERR_OK : wrong_code(tx->ctx);
}

static enum err use_write(struct store_tx *tx, void *arg)
{
    struct use_job *job = arg;
    int64_t changed     = 0;
    TRY(tx_exec(tx, RESET_USE, BINDS(B_TEXT(job->row.id), B_TEXT(job->hash), B_INT(clock_now(tx->ctx))), &changed));
    if (!changed)
        return wrong_code(tx->ctx); /* somebody was quicker with the same code */
    TRY(logins_open(tx, job->row.id, &job->logins));
    TRY(tx_exec(tx, PASSWORD_SET, BINDS(B_TEXT(job->row.id), B_TEXT(job->password_hash), B_INT(job->row.version)), &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(tx_exec(tx, LOGINS_REVOKE_OTHER, BINDS(B_TEXT(job->row.id), B_TEXT(STR("")), B_INT(clock_now(tx->ctx))), NULL));
    return audit_add(tx, &(struct audit_in){ STR("account.reset_use"), job->row.id, STR("") });
}

static enum err tries_gate(struct ctx *c, struct str login)
{
    struct rate few      = { .burst = TRIES_MAX, .refill_ms = TRIES_WINDOW_MS / TRIES_MAX };
    struct rate many     = { .burst = TRIES_ALL_MAX, .refill_ms = MILLIS_HOUR / TRIES_ALL_MAX };
    struct rate_port *rp = c->hall->rate;
    struct str key       = arena_format(c->mem, "reset:%.*s:%.*s", STR_ARG(c->address), STR_ARG(login));
    struct str key_all   = arena_format(c->mem, "reset-all:%.*s", STR_ARG(login));
    int64_t wait_ms      = 0;
    if (!key.ptr || !key_all.ptr)
        return ERR_NO_MEMORY;
    if (!rp || (rp->take(rp, key, few, clock_now(c), &wait_ms) && rp->take(rp, key_all, many, clock_now(c), &wait_ms)))
        return ERR_OK;
    c->retry_after_s = (wait_ms + 999) / 1000;
    return ERR_TOO_MANY;
}

enum err password_reset_use_any(struct ctx *c, const void *in, void *out)
{
    const struct password_reset_in *use = in;
    struct use_job job                  = { .hash = STR("") };
    char form[RECOVERY_CHARS];
    (void)out; /* 204 */
    TRY(login_lower(c, use->login, &job.row.login));
    TRY(tries_gate(c, job.row.login));
    enum err e = store_read(c, by_login, &job.row);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && !recovery_read(use->code, form)))
        return wrong_code(c); /* the same whether there is such a login */
    TRY(e);
    TRY(code_hash(c, job.row.id, str_make(form, RECOVERY_CHARS), &job.hash));
    TRY(store_read(c, use_check, &job)); /* before a password is worked on */
    TRY(password_new_judge(c, STR("/password"), use->password, &job.row));
    TRY(c->hall->password->hash(c->hall->password, c->mem, use->password, &job.password_hash));
    TRY(store_commit(c, use_write, &job));
    logins_tell(c, &job.logins);
    return ERR_OK;
}

/* --- ending somebody's logins ------------------------------------------------------------------------------- */

struct end_job {
    struct str id;
    struct sub_list logins;
};

static enum err end_write(struct store_tx *tx, void *arg)
{
    struct end_job *job = arg;
    struct account_row row;
    TRY(account_judge(tx, job->id, &row));
    TRY(logins_open(tx, row.id, &job->logins));
    TRY(tx_exec(tx, LOGINS_REVOKE_OTHER, BINDS(B_TEXT(row.id), B_TEXT(STR("")), B_INT(clock_now(tx->ctx))), NULL));
    return audit_add(tx, &(struct audit_in){ STR("account.logins_end"), row.id, STR("") });
}

enum err logins_end_any(struct ctx *c, const void *in, void *out)
{
    struct end_job job = { .id = ((const struct id_in *)in)->id };
    (void)out; /* 204 */
    TRY(store_commit(c, end_write, &job));
    logins_tell(c, &job.logins);
    return ERR_OK;
}
