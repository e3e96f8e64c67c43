/* Talks: what was said, more time, the outcome. A talk begins and ends with its ticket, so those verbs are the line's. */
#include "server/feature/sessions/sessions_sql.h"
#include "server/port/event.h"
#include "server/port/line.h"
#include "server/port/route.h"

#define MESSAGES_MAX 500
#define SESSIONS_MAX 100

/* --- one talk ------------------------------------------------------------------------------------------------ */

struct talk_job {
    struct str id;
    struct session_row row;
    unsigned side;
    struct session *out;
};

static enum err talk_read(struct store_tx *tx, void *arg)
{
    struct talk_job *job = arg;
    TRY(tx_get(tx, &model_session_row, TAIL_SESSION, BINDS(B_TEXT(job->id)), &job->row));
    return line_talk_side(tx, &job->row, &job->side);
}

static enum err get_read(struct store_tx *tx, void *arg)
{
    struct talk_job *job = arg;
    TRY(talk_read(tx, job));
    return line_talk_show(tx, &job->row, job->side, job->out);
}

static enum err session_get(struct ctx *c, const struct id_in *in, struct session *out)
{
    struct talk_job job = { .id = in->id, .out = out };
    return store_read(c, get_read, &job);
}
HANDLER(session_get, id_in, session)
HANDLER(line_extend, id_in, session)
HANDLER(line_finish, session_finish_in, session)

/* --- what is said ---------------------------------------------------------------------------------------------- */

struct say_job {
    const struct message_create_in *in;
    struct events events;
    struct message *out;
};

static enum err say_write(struct store_tx *tx, void *arg)
{
    struct say_job *job  = arg;
    struct talk_job talk = { .id = job->in->id };
    int64_t now          = clock_now(tx->ctx);
    job->events.count    = 0;
    TRY(talk_read(tx, &talk));
    if (talk.side == side_hall)
        return refuse(tx->ctx, ERR_FORBIDDEN, STR("只有面谈双方可以发言"), STR("Only the two who talk can speak"));
    if (!line_talk_is_open(&talk.row, now))
        return ERR_SESSION_OVER;
    talk.row.message_count++;
    talk.row.version++;
    struct message_row row = { .session_id = talk.row.id, .seq = talk.row.message_count, .side = talk.side, .text = job->in->text, .at = now };
    TRY(id_new(tx->ctx, 'm', &row.id));
    TRY(tx_insert(tx, &model_message_row, &row));
    TRY(tx_save(tx, &model_session_row, &talk.row));
    *job->out = (struct message){ .id = row.id, .session_id = row.session_id, .seq = row.seq, .side = row.side, .text = row.text, .at = row.at };
    const struct event_in event = { "session", row.session_id, "session.message", &model_message, job->out };
    return events_add(tx, &job->events, &event);
}

static enum err message_create(struct ctx *c, const struct message_create_in *in, struct message *out)
{
    if (str_trim(in->text).len == 0)
        return fault_add(c, STR("/text"), STR("too_short"), STR("不能发送空白消息"), STR("A message says something"));
    struct say_job job = { .in = in, .out = out };
    TRY(store_commit(c, say_write, &job));
    events_send(c, &job.events);
    return ERR_OK;
}
HANDLER(message_create, message_create_in, message)

struct said_job {
    const struct message_list_in *in;
    struct message_list *out;
};

static enum err said_read(struct store_tx *tx, void *arg)
{
    const struct said_job *job = arg;
    struct talk_job talk       = { .id = job->in->id };
    struct row_list rows       = { 0 };
    TRY(talk_read(tx, &talk));
    const struct tx_list_in wanted = { &model_message_row, TAIL_MESSAGES, MESSAGES_MAX };
    int64_t after                  = job->in->after_seq == NONE ? 0 : job->in->after_seq;
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(job->in->id), B_INT(after), B_INT(MESSAGES_MAX)), &rows));
    const struct message_row *row = rows.rows;
    struct message *items         = ARENA_MANY(tx->ctx->mem, rows.len, struct message);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows.len; i++)
        items[i] = (struct message){ .id = row[i].id, .session_id = row[i].session_id, .seq = row[i].seq, .side = row[i].side, .text = row[i].text, .at = row[i].at };
    job->out->items = (struct sub_list){ items, rows.len };
    return ERR_OK;
}

static enum err messages_get(struct ctx *c, const struct message_list_in *in, struct message_list *out)
{
    struct said_job job = { in, out };
    return store_read(c, said_read, &job);
}
HANDLER(messages_get, message_list_in, message_list)

/* --- lists, newest first --------------------------------------------------------------------------------------- */

struct list_job {
    const char *tail;
    struct str of; /* an account or a booth */
    bool of_booth;
    struct page page;
    struct session_list *out;
};

static enum err list_read(struct store_tx *tx, void *arg)
{
    struct list_job *job    = arg;
    const struct page *page = &job->page;
    struct row_list rows    = { 0 };
    if (job->of_booth)
        TRY(line_booth_check(tx, job->of));
    const struct tx_list_in wanted = { &model_session_row, job->tail, SESSIONS_MAX + 1 };
    int64_t after                  = page->after_key == NONE ? INT64_MAX : page->after_key;
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(job->of), B_INT(after), B_TEXT(page->after_id.len ? page->after_id : STR("")), B_INT(page->limit + 1)), &rows));
    const struct session_row *row = rows.rows;
    size_t count                  = rows.len > (size_t)page->limit ? (size_t)page->limit : rows.len;
    struct session *items         = ARENA_MANY(tx->ctx->mem, count, struct session);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        unsigned side;
        enum err e = line_talk_side(tx, &row[i], &side);
        if (e == ERR_NOT_FOUND)
            side = side_none; /* their own talk at a booth they left: without the note */
        else
            TRY(e);
        TRY(line_talk_show(tx, &row[i], side, &items[i]));
    }
    job->out->items = (struct sub_list){ items, count };
    return rows.len > count ? page_next(tx->ctx, row[count - 1].started_at, row[count - 1].id, &job->out->next) : ERR_OK;
}

static enum err sessions_mine(struct ctx *c, const struct page_in *in, struct session_list *out)
{
    struct list_job job = { .tail = c->who.role == role_candidate ? TAIL_OF_CANDIDATE : TAIL_OF_RECRUITER, .of = c->who.account_id, .out = out };
    TRY(page_read(c, in->limit, in->after, &job.page));
    return store_read(c, list_read, &job);
}
HANDLER(sessions_mine, page_in, session_list)

static enum err sessions_of_booth(struct ctx *c, const struct id_page_in *in, struct session_list *out)
{
    struct list_job job = { .tail = TAIL_OF_BOOTH, .of = in->id, .of_booth = true, .out = out };
    TRY(page_read(c, in->limit, in->after, &job.page));
    return store_read(c, list_read, &job);
}
HANDLER(sessions_of_booth, id_page_in, session_list)

/* --- the talk's channel: its two sides --------------------------------------------------------------------------- */

static enum err may_read(struct store_tx *tx, void *arg)
{
    struct talk_job *job = arg;
    TRY(talk_read(tx, job));
    return job->side == side_hall ? ERR_NOT_FOUND : ERR_OK;
}

static enum err session_may(struct ctx *c, struct str id)
{
    struct talk_job job = { .id = id };
    return store_read(c, may_read, &job);
}

#define API "/api/v1/"
static const struct route routes[] = {
    { METHOD_GET, API "sessions/{id}", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_id_in, &model_session, session_get_any, "One talk" },
    { METHOD_GET, API "sessions/{id}/messages", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_message_list_in, &model_message_list, messages_get_any, "What was said" },
    { METHOD_POST, API "sessions/{id}/messages", SIGNED_IN, 201, ROUTE_PLAIN, 0, &model_message_create_in, &model_message, message_create_any, "Say something" },
    { METHOD_POST, API "sessions/{id}/extend", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_id_in, &model_session, line_extend_any, "Ask for more time; both asked: half the planned length more" },
    { METHOD_POST, API "sessions/{id}/finish", RECRUITER, 200, ROUTE_PLAIN, 0, &model_session_finish_in, &model_session, line_finish_any, "End the talk with an outcome" },
    { METHOD_GET, API "me/sessions", SIGNED_IN, 200, ROUTE_PLAIN, 0, &model_page_in, &model_session_list, sessions_mine_any, "My talks, newest first" },
    { METHOD_GET, API "booths/{id}/sessions", RECRUITER, 200, ROUTE_PLAIN, 0, &model_id_page_in, &model_session_list, sessions_of_booth_any, "A booth's talks, newest first" },
};
static const struct channel_rule channels[] = { { "session", session_may, NULL } };

extern const struct feature feature_sessions;
const struct feature feature_sessions = { .name = "sessions", .routes = routes, .route_count = COUNT_OF(routes), .channels = channels, .channel_count = COUNT_OF(channels) };
