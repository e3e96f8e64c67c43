#include "server/port/event.h"

#include "proto/base/check.h"
#include "proto/json.h"

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
