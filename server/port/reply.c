#include "server/port/reply.h"

/* The vacancy's own row comes first. */
#define SQL_HOURS                                                                                                      \
    "SELECT hours FROM reply_promise WHERE subject_id = ?1 OR subject_id = ?2 ORDER BY CASE WHEN subject_id = ?1 THEN 0 ELSE 1 END LIMIT 1"
/* ?1 organization, ?2 begin of the measured time, ?3 now. At the very moment it falls due an answer is still in time. */
#define SQL_MEASURED                                                                                                   \
    "SELECT count(*), coalesce(sum(CASE WHEN answered_at <= reply_due_at THEN 1 ELSE 0 END), 0) FROM application "     \
    "WHERE organization_id = ?1 AND reply_due_at > ?2 AND (answered_at IS NOT NULL OR reply_due_at < ?3)"
#define SQL_PROMISE_END "DELETE FROM reply_promise WHERE subject_id = ?1"
#define SQL_PROMISE                                                                                                    \
    "INSERT INTO reply_promise (subject_id, hours) VALUES (?1, ?2) ON CONFLICT (subject_id) DO UPDATE SET hours = excluded.hours"

enum err reply_read(struct store_tx *tx, struct str organization_id, struct str vacancy_id, struct reply *ret_reply)
{
    struct store_cursor *cursor;
    struct reply reply = { .due = 0, .percent = NONE };
    int64_t kept       = 0;
    int64_t now        = clock_now(tx->ctx);
    bool row           = false;
    TRY(tx_int(tx, SQL_HOURS, BINDS(B_TEXT(vacancy_id.len ? vacancy_id : STR("")), B_TEXT(organization_id)), &reply.hours));
    if (reply.hours == NONE)
        reply.hours = REPLY_HOURS_DEFAULT;
    TRY(tx_open(tx, SQL_MEASURED, BINDS(B_TEXT(organization_id), B_INT(now - REPLY_MEASURED_MS), B_INT(now)), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    if (row) {
        reply.due = cursor_int(tx, cursor, 0);
        kept      = cursor_int(tx, cursor, 1);
    }
    cursor_done(tx, cursor);
    if (reply.due > 0)
        reply.percent = kept * 100 / reply.due;
    *ret_reply = reply;
    return ERR_OK;
}

enum err reply_promise(struct store_tx *tx, struct str subject_id, int64_t hours)
{
    if (hours == NONE)
        return tx_exec(tx, SQL_PROMISE_END, BINDS(B_TEXT(subject_id)), NULL);
    return tx_exec(tx, SQL_PROMISE, BINDS(B_TEXT(subject_id), B_INT(hours)), NULL);
}
