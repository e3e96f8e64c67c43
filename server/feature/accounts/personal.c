#include "server/feature/accounts/personal.h"

#include "proto/base/buf.h"
#include "proto/json.h"
#include "server/feature/accounts/accounts_sql.h"
#include "server/feature/accounts/devices.h"
#include "server/feature/accounts/second_factor.h"
#include "server/feature/accounts/sign_in.h"
#include "server/port/audit.h"
#include "server/port/files.h"
#include "server/port/line.h"
#include "server/port/live.h"
#include "server/port/seal.h"

#define ROWS_MAX 2000 /* of one table, the newest */
#define EXPORT_BYTES_MAX ((size_t)3 * 1024 * 1024)

struct personal {
    const char *table, *column, *fields, *export, *erase, *erase_more;
};
static const struct personal personals[] = {
#define PERSONAL(table, column, fields, export, erase, erase_more) { #table, #column, fields, export, erase, erase_more },
#include "server/feature/accounts/personal.def"
#undef PERSONAL
};

/* --- to take along ----------------------------------------------------------------------------------------- */

struct export_job {
    struct buf *out;
    const struct personal *row;
};

static enum err sealed_write(struct store_tx *tx, const struct export_job *job, struct str name, struct str id, struct str sealed)
{
    struct str plain, column = arena_format(tx->ctx->mem, "%s.%.*s%c", job->row->table, STR_ARG(name), '\0');
    if (!column.ptr)
        return ERR_NO_MEMORY;
    TRY(seal_open(tx->ctx, column.ptr, id, sealed, &plain));
    json_write_text(job->out, plain);
    return ERR_OK;
}

static enum err value_write(struct store_tx *tx, const struct export_job *job, struct store_cursor *cursor, int column, struct str field)
{
    struct str name, kind = str_cut(field, ':', &name), text;
    struct buf *out       = job->out;
    json_write_text(out, name);
    buf_add_char(out, ':');
    if (tx->verbs->is_null(cursor, column)) {
        buf_add_cstr(out, "null");
        return ERR_OK;
    }
    switch (kind.len ? kind.ptr[0] : ' ') {
    case 't': json_write_time(out, cursor_int(tx, cursor, column)); return ERR_OK;
    case 'b': buf_add_cstr(out, cursor_int(tx, cursor, column) ? "true" : "false"); return ERR_OK;
    case 'i': buf_add_format(out, "%lld", (long long)cursor_int(tx, cursor, column)); return ERR_OK;
    case 'j': buf_add(out, tx->verbs->get_text(cursor, column)); return ERR_OK; /* a list, as our own writer left it */
    case 's':
        TRY(cursor_text(tx, cursor, 0, &text));
        return sealed_write(tx, job, name, text, tx->verbs->get_text(cursor, column));
    default: json_write_text(out, tx->verbs->get_text(cursor, column)); return ERR_OK;
    }
}

static enum err row_write(struct store_tx *tx, const struct export_job *job, struct store_cursor *cursor)
{
    struct str rest = str_from_cstr(job->row->fields), field;
    buf_add_char(job->out, '{');
    for (int column = 0; rest.len; column++) {
        rest = str_cut(rest, ' ', &field);
        if (column)
            buf_add_char(job->out, ',');
        TRY(value_write(tx, job, cursor, column, field));
    }
    buf_add_char(job->out, '}');
    return buf_failed(job->out) ? ERR_NO_MEMORY : ERR_OK;
}

static enum err rows_write(struct store_tx *tx, const struct export_job *job, bool *ret_whole)
{
    struct store_cursor *cursor;
    bool row     = false;
    size_t count = 0;
    TRY(tx_open(tx, job->row->export, BINDS(B_TEXT(tx->ctx->who.account_id), B_INT(ROWS_MAX + 1)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    for (; e == ERR_OK && row && count < ROWS_MAX; count++) {
        if (count)
            buf_add_char(job->out, ',');
        e = row_write(tx, job, cursor);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    *ret_whole = !row;
    return e;
}

static enum err export_read(struct store_tx *tx, void *arg)
{
    struct export_job job = { .out = arg };
    buf_add_cstr(job.out, "{\"exported_at\":");
    json_write_time(job.out, clock_now(tx->ctx));
    buf_add_cstr(job.out, ",\"tables\":[");
    for (size_t i = 0; i < COUNT_OF(personals); i++) {
        bool whole = true;
        job.row    = &personals[i];
        buf_add_format(job.out, "%s{\"table\":\"%s\",\"by\":\"%s\",\"rows\":[", i ? "," : "", job.row->table, job.row->column);
        if (job.row->export)
            TRY(rows_write(tx, &job, &whole));
        buf_add_format(job.out, "],\"whole\":%s}", whole ? "true" : "false");
    }
    buf_add_cstr(job.out, "]}");
    return buf_failed(job.out) ? ERR_NO_MEMORY : ERR_OK;
}

enum err export_get_any(struct ctx *c, const void *in, void *out)
{
    struct buf text;
    (void)in;  /* nothing to say */
    (void)out; /* raw */
    buf_init(&text, EXPORT_BYTES_MAX);
    enum err e = store_read(c, export_read, &text);
    if (e == ERR_OK) {
        c->raw_type = STR("application/json");
        c->raw_body = arena_dup(c->mem, buf_str(&text));
        e           = c->raw_body.ptr ? ERR_OK : ERR_NO_MEMORY;
    }
    buf_done(&text);
    return e;
}

/* --- to end -------------------------------------------------------------------------------------------------- */

struct erase_job {
    const struct factor_proof *proof; /* NULL: no second factor */
    struct sub_list logins;
    struct str file; /* of the résumé; empty: none */
};

static enum err statement_run(struct store_tx *tx, const char *sql)
{
    const struct bind binds[] = { B_TEXT(tx->ctx->who.account_id), B_INT(clock_now(tx->ctx)) };
    return sql ? tx_exec(tx, sql, binds, strstr(sql, "?2") ? 2 : 1, NULL) : ERR_OK;
}

/* Others rest on these: they are handed over first. */
static enum err ties_judge(struct store_tx *tx)
{
    struct str id = tx->ctx->who.account_id;
    int64_t alone = 0, engaged = 0;
    TRY(tx_int(tx, ERASE_ALONE, BINDS(B_TEXT(id)), &alone));
    TRY(tx_int(tx, ERASE_ENGAGED, BINDS(B_TEXT(id)), &engaged));
    if (alone > 0)
        return refuse(tx->ctx, ERR_CONFLICT, STR("您是单位的唯一成员，请先添加一名同事"), STR("You are the only member of an organization: add a colleague first"));
    if (engaged > 0)
        return refuse(tx->ctx, ERR_CONFLICT, STR("请先结束当前的呼叫或面谈"), STR("Finish your present ring or talk first"));
    return ERR_OK;
}

static enum err file_read(struct store_tx *tx, struct str id, struct str *ret_file)
{
    struct store_cursor *cursor;
    bool row  = false;
    *ret_file = STR("");
    TRY(tx_open(tx, ERASE_FILE, BINDS(B_TEXT(id)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && row)
        e = cursor_text(tx, cursor, 0, ret_file);
    cursor_done(tx, cursor);
    return e;
}

static enum err erase_write(struct store_tx *tx, void *arg)
{
    struct erase_job *job = arg;
    struct str id         = tx->ctx->who.account_id;
    if (job->proof)
        TRY(factor_take(tx, id, job->proof));
    TRY(ties_judge(tx));
    TRY(line_leave_all(tx));
    TRY(logins_open(tx, id, &job->logins));
    TRY(file_read(tx, id, &job->file));
    for (size_t i = 0; i < COUNT_OF(personals); i++) {
        TRY(statement_run(tx, personals[i].erase));
        TRY(statement_run(tx, personals[i].erase_more));
    }
    return audit_add(tx, &(struct audit_in){ STR("account.erase"), id, STR("") });
}

static enum err erase_judge(struct ctx *c, const struct account_erase_in *in, struct account_row *ret_account)
{
    if (who_is_staff(c))
        return refuse(c, ERR_FORBIDDEN, STR("工作人员的账号由管理员办理"), STR("Accounts of staff are ended by those who run the hall"));
    TRY(own_account(c, ret_account));
    if (ret_account->demo)
        return refuse(c, ERR_FORBIDDEN, STR("演示账号不能注销"), STR("A demonstration account stays"));
    struct login_create_in again = { .login = ret_account->login, .password = in->password };
    enum err e                   = password_check(c, &again, ret_account);
    return e == ERR_BAD_CREDENTIALS ? fault_add(c, STR("/password"), STR("wrong"), STR("密码不正确"), STR("This is not your password")) : e;
}

static void ended_say(struct ctx *c, const struct erase_job *job)
{
    struct str mine = arena_format(c->mem, "login:%.*s", STR_ARG(c->who.login_id)), all = arena_format(c->mem, "account:%.*s", STR_ARG(c->who.account_id));
    logins_tell(c, &job->logins);
    /* The rows are gone; without the messages processes notice within a second. */
    if (mine.ptr && c->hall->live)
        (void)c->hall->live->revoke(c->hall->live, c, mine);
    if (all.ptr && c->hall->live)
        (void)c->hall->live->revoke(c->hall->live, c, all);
    c->revoked_login = c->who.login_id;
    c->set_cookie    = cookie_end(c);
}

enum err account_erase_any(struct ctx *c, const void *in, void *out)
{
    const struct account_erase_in *erase = in;
    struct erase_job job                 = { .proof = NULL };
    struct account_row account;
    struct factor factor;
    struct factor_proof proof;
    (void)out; /* 204 */
    TRY(erase_judge(c, erase, &account));
    TRY(factor_load(c, &account, &factor));
    if (factor.on) {
        TRY(factor_judge(c, &account, &factor, erase->code, &proof));
        job.proof = &proof;
    }
    TRY(store_commit(c, erase_write, &job));
    file_drop(c, job.file);
    ended_say(c, &job);
    return ERR_OK;
}
