#include "server/port/event.h"

#include "proto/base/check.h"
#include "proto/json.h"

#define SQL_MEMBERS "SELECT account_id FROM member WHERE organization_id = ?1 ORDER BY created_at, account_id LIMIT 50"

enum err events_add(struct store_tx *tx, struct events *e, const struct event_in *in)
{
    CHECK(e->count < EVENTS_MAX);
    struct live_event *one = &e->items[e->count];
    struct str data        = json_encode_mem(tx->ctx->mem, in->model, in->value);
    struct str channel     = arena_format(tx->ctx->mem, "%s:%.*s", in->kind, STR_ARG(in->id));
    if (!data.ptr || !channel.ptr)
        return ERR_NO_MEMORY;
    *one = (struct live_event){ .channel = channel, .event = str_from_cstr(in->event), .data = data };
    const struct outbox_event_in row = { channel, one->event, data };
    TRY(outbox_event_named(tx, &row, &one->once));
    e->count++;
    return ERR_OK;
}

void events_send(struct ctx *c, const struct events *e)
{
    struct live_port *live = c->hall->live;
    if (e->count == 0 || !live || live->publish(live, c, e->items, e->count) != ERR_OK)
        return;
    for (size_t i = 0; i < e->count; i++)
        outbox_done(c, e->items[i].once);
}

enum err event_batch_start(struct ctx *c, struct event_batch *ret_batch, size_t max)
{
    *ret_batch = (struct event_batch){ .parts = ARENA_MANY(c->mem, (max + EVENTS_MAX - 1) / EVENTS_MAX, struct events), .max = max };
    return ret_batch->parts ? ERR_OK : ERR_NO_MEMORY;
}

enum err event_batch_add(struct store_tx *tx, struct event_batch *b, const struct event_in *in)
{
    CHECK(b->count < b->max);
    TRY(events_add(tx, &b->parts[b->count / EVENTS_MAX], in));
    b->count++;
    return ERR_OK;
}

enum err event_batch_members(struct store_tx *tx, struct event_batch *b, struct str organization_id, const struct event_in *in)
{
    struct store_cursor *cursor;
    struct str account;
    size_t count = 0;
    bool row     = false;
    TRY(tx_open(tx, SQL_MEMBERS, BINDS(B_TEXT(organization_id)), &cursor));
    struct str accounts[EVENT_MEMBERS_MAX];
    for (;;) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row || count == EVENT_MEMBERS_MAX)
            break;
        TRY(cursor_text(tx, cursor, 0, &account));
        accounts[count++] = account;
    }
    cursor_done(tx, cursor);
    for (size_t i = 0; i < count; i++) {
        struct event_in one = *in;
        one.kind            = "me";
        one.id              = accounts[i];
        TRY(event_batch_add(tx, b, &one));
    }
    return ERR_OK;
}

void event_batch_send(struct ctx *c, const struct event_batch *b)
{
    for (size_t i = 0; i * EVENTS_MAX < b->count; i++)
        events_send(c, &b->parts[i]);
}

struct live_booth live_booth_of(const struct booth_row *booth, const struct fair_row *fair)
{
    int64_t ended    = booth->served_count + booth->lost_count;
    int64_t permille = ended < 5 ? 1000 : booth->served_count * 1000 / ended;
    return (struct live_booth){ .id              = booth->id,
                                .fair_id         = booth->fair_id,
                                .state           = booth->state,
                                .version         = booth->version,
                                .call_count      = booth->call_count,
                                .session_mean_ms = booth->session_mean_ms,
                                .session_count   = booth->session_count,
                                .planned_ms      = fair->session_seconds * MILLIS_SECOND,
                                .served_permille = permille,
                                .ends_at         = fair->ends_at };
}

struct live_ticket live_ticket_of(const struct ticket_row *ticket)
{
    return (struct live_ticket){ .id                 = ticket->id,
                                 .booth_id           = ticket->booth_id,
                                 .fair_id            = ticket->fair_id,
                                 .candidate_id       = ticket->candidate_id,
                                 .recruiter_id       = ticket->recruiter_id,
                                 .grant_id           = ticket->grant_id,
                                 .state              = ticket->state,
                                 .number             = ticket->number,
                                 .order_key          = ticket->order_key,
                                 .version            = ticket->version,
                                 .snoozed_until_call = ticket->snoozed_until_call,
                                 .ends_at            = ticket->session_ends_at,
                                 .frozen             = ticket->frozen };
}
