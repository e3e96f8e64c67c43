/* Channels, and the life of the whole: making, forgetting, loading. */
#include <stdlib.h>

#include "proto/base/buf.h"
#include "proto/base/check.h"
#include "proto/base/time.h"
#include "server/live/live_core_in.h"

/* --- channels --------------------------------------------------------------------------------------------------- */

/* "me:ACCOUNT" is "me" for whoever listens. */
static struct str channel_shown(struct str channel)
{
    return str_starts(channel, STR("me:")) ? str_make(channel.ptr, 2) : channel;
}

static void message_send(struct live_core *core, const struct live_event *e, int64_t seq, int64_t now)
{
    char at[TIME_TEXT_MAX];
    struct buf text;
    buf_init(&text, 65536);
    buf_add(&text, STR("{\"event\":\""));
    buf_add(&text, e->event);
    buf_add(&text, STR("\",\"channel\":\""));
    buf_add(&text, channel_shown(e->channel));
    buf_add(&text, STR("\",\"epoch\":\""));
    buf_add(&text, core->epoch);
    buf_add(&text, e->state ? STR("\",\"version\":") : STR("\",\"seq\":"));
    buf_add_i64(&text, seq);
    buf_add(&text, STR(",\"at\":\""));
    buf_add(&text, str_make(at, time_write(now, at)));
    buf_add(&text, STR("\",\"data\":"));
    buf_add(&text, e->data);
    buf_add(&text, STR("}"));
    CHECK(!buf_failed(&text));
    if (core->publish)
        core->publish(core->publish_arg, &(struct live_message){ e->channel, buf_str(&text), seq, e->state });
    buf_done(&text);
}

static struct core_channel *channel_of(struct live_core *core, struct str name)
{
    struct core_channel *ch = map_get(&core->channels, name);
    if (!ch) {
        ch        = core_new(sizeof *ch);
        ch->name  = core_text(name);
        ch->items = core_new(LIVE_LOG_MAX * sizeof *ch->items);
        CHECK(map_put(&core->channels, ch->name, ch));
    }
    return ch;
}

static void item_done(struct event_item *item)
{
    core_text_free(&item->event);
    core_text_free(&item->data);
}

static void channel_log(struct core_channel *ch, const struct live_event *e, int64_t now)
{
    if (ch->len == LIVE_LOG_MAX) {
        item_done(&ch->items[0]);
        memmove(ch->items, ch->items + 1, (LIVE_LOG_MAX - 1) * sizeof *ch->items);
        ch->len--;
    }
    ch->items[ch->len++] = (struct event_item){ .event = core_text(e->event), .seq = ch->seq, .at = now, .data = core_text(e->data) };
}

void live_core_publish(struct live_core *core, const struct live_event *event, int64_t now)
{
    if (event->once.len) {
        if (map_get(&core->once, event->once))
            return;
        core_note_set(&core->once, event->once, 0, now + LIVE_ONCE_MS);
    }
    if (event->state) {
        message_send(core, event, ++core->version, now);
        return;
    }
    struct core_channel *ch = channel_of(core, event->channel);
    ch->seq++;
    channel_log(ch, event, now);
    message_send(core, event, ch->seq, now);
}

void live_core_replay(struct live_core *core, struct str channel, struct str epoch, int64_t after, struct live_replay *ret_replay)
{
    const struct core_channel *ch = map_get(&core->channels, channel);
    ret_replay->len               = 0;
    ret_replay->resync            = false;
    ret_replay->last_seq          = ch ? ch->seq : 0;
    if (after == NONE)
        return;
    int64_t missed = ret_replay->last_seq - after;
    if (!str_eq(epoch, core->epoch) || missed < 0 || missed > (ch ? (int64_t)ch->len : 0)) {
        ret_replay->resync = true;
        return;
    }
    for (size_t i = ch ? ch->len - (size_t)missed : 0; ch && i < ch->len; i++) {
        struct event_item item                 = ch->items[i];
        item.channel                           = channel_shown(ch->name);
        item.epoch                             = core->epoch;
        ret_replay->items[ret_replay->len++] = item;
    }
}

void live_core_revoke(struct live_core *core, struct str what)
{
    if (core->publish)
        core->publish(core->publish_arg, &(struct live_message){ .text = what });
}

void core_channel_wipe(struct live_core *core)
{
    size_t at = 0;
    for (struct core_channel *ch = map_next(&core->channels, &at); ch; ch = map_next(&core->channels, &at)) {
        for (size_t i = 0; i < ch->len; i++)
            item_done(&ch->items[i]);
        free(ch->items);
        core_text_free(&ch->name);
        free(ch);
    }
    map_done(&core->channels);
}

/* --- making, forgetting, loading ----------------------------------------------------------------------------------- */

struct live_core *live_core_new(live_publish_fn *publish, void *publish_arg)
{
    struct live_core *core = core_new(sizeof *core);
    core->publish          = publish;
    core->publish_arg      = publish_arg;
    core->swept_at         = NONE;
    struct map *maps[] = { &core->persons, &core->tickets, &core->booths, &core->grants, &core->gone, &core->shut,
                           &core->once, &core->dirty, &core->entries, &core->holdings, &core->channels, &core->passes };
    for (size_t i = 0; i < COUNT_OF(maps); i++)
        map_init(maps[i], CORE_MAX, i);
    return core;
}

static void notes_wipe(struct map *m)
{
    size_t at = 0;
    for (struct core_note *n = map_next(m, &at); n; n = map_next(m, &at)) {
        core_text_free(&n->id);
        free(n);
    }
    map_done(m);
}

void live_core_wipe(struct live_core *core)
{
    core_text_free(&core->epoch);
    core_text_free(&core->lease);
    core->swept_at = NONE;
    core->version  = 0;
    core_line_wipe(core);
    core_presence_wipe(core);
    core_channel_wipe(core);
    notes_wipe(&core->gone);
    notes_wipe(&core->shut);
    notes_wipe(&core->once);
    notes_wipe(&core->dirty);
}

void live_core_free(struct live_core *core)
{
    if (!core)
        return;
    live_core_wipe(core);
    free(core);
}

struct str live_core_epoch(const struct live_core *core)
{
    return core->epoch;
}

bool live_core_load_begin(struct live_core *core, struct str token, int64_t now)
{
    if (core->epoch.len || (core->lease.len && core->lease_until > now && !str_eq(core->lease, token)))
        return false;
    live_core_wipe(core);
    core->lease       = core_text(token);
    core->lease_until = now + LIVE_LEASE_MS;
    return true;
}

bool live_core_load_holds(struct live_core *core, struct str token, int64_t now)
{
    if (!core->lease.len || core->lease_until <= now || !str_eq(core->lease, token))
        return false;
    core->lease_until = now + LIVE_LEASE_MS;
    return true;
}

void live_core_load_end(struct live_core *core, struct str epoch)
{
    core_text_free(&core->lease);
    core_text_free(&core->epoch);
    core->epoch = core_text(epoch);
    live_core_revoke(core, STR("epoch"));
}
