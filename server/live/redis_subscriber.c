/* The subscriber connection of a loop. Two private channels stay subscribed for ever: hh:all (to all hubs) and this loop's own, on
 * which the command connection sends a beat: a PING here would confuse hiredis 0.14.1, and after the last unsubscribe it
 * would end the process. */
#include <stdio.h>

#include "server/live/redis_in.h"

#define BEAT_EVERY_MS 2000
#define BEAT_DEADLINE_MS 2000
#define HEAD_BYTES 18 /* kind, 16 digits, line feed: publish.lua writes it */

static const char all_channel[]    = "hh:all";
static const char channel_prefix[] = "hh:c:";

static struct live_client *client_of(struct redis_link *link)
{
    return (struct live_client *)(void *)((char *)link - offsetof(struct live_client, sub));
}

static void control_heard(struct live_client *k, struct str text)
{
    if (str_eq(text, STR("epoch")))
        client_look(k);
    if (k->listener.message)
        k->listener.message(k->listener.arg, &(struct live_message){ .text = text });
}

static void message_heard(struct live_client *k, struct str channel, struct str payload)
{
    if (str_eq_cstr(channel, k->beat_channel)) {
        k->beat_due = false;
        return;
    }
    if (str_eq_cstr(channel, all_channel)) {
        control_heard(k, payload);
        return;
    }
    uint64_t number = 0;
    if (!str_starts(channel, STR("hh:c:")) || payload.len < HEAD_BYTES || !str_to_u64(str_make(payload.ptr + 1, 16), &number))
        return;
    struct live_message message = {
        .channel = str_skip(channel, strlen(channel_prefix)),
        .text    = str_skip(payload, HEAD_BYTES),
        .seq     = (int64_t)number,
        .state   = payload.ptr[0] == 'S',
    };
    if (k->listener.message)
        k->listener.message(k->listener.arg, &message);
}

static void confirmed(struct live_client *k, struct str channel, bool on)
{
    if (str_eq_cstr(channel, k->beat_channel)) {
        link_ready(&k->sub);
        k->subscribed = true;
        k->beat_due   = false;
        if (k->listener.connected)
            k->listener.connected(k->listener.arg);
        return;
    }
    if (str_starts(channel, STR("hh:c:")) && k->listener.confirmed)
        k->listener.confirmed(k->listener.arg, str_skip(channel, strlen(channel_prefix)), on);
}

static struct str text_of(const redisReply *r)
{
    return r->type == REDIS_REPLY_STRING || r->type == REDIS_REPLY_STATUS ? str_make(r->str, r->len) : STR_NONE;
}

static void heard(redisAsyncContext *ac, void *reply, void *unused)
{
    (void)unused;
    struct redis_link *link = ac->data;
    const redisReply *r     = reply;
    if (!r) {
        link_lost(link, ac);
        return;
    }
    if (r->type != REDIS_REPLY_ARRAY || r->elements < 3) {
        link_fail(link);
        return;
    }
    struct live_client *k = client_of(link);
    struct str kind       = text_of(r->element[0]);
    struct str channel    = text_of(r->element[1]);
    if (str_eq(kind, STR("message")))
        message_heard(k, channel, text_of(r->element[2]));
    else if (str_eq(kind, STR("subscribe")))
        confirmed(k, channel, true);
    else if (str_eq(kind, STR("unsubscribe")))
        confirmed(k, channel, false);
}

static void subscriber_setup(struct redis_link *link)
{
    struct live_client *k = client_of(link);
    int sent              = redisAsyncCommand(link->ac, heard, NULL, "SUBSCRIBE %s", all_channel);
    sent |= redisAsyncCommand(link->ac, heard, NULL, "SUBSCRIBE %s", k->beat_channel);
    if (sent != REDIS_OK)
        link_fail(link);
}

static void subscriber_down(struct redis_link *link)
{
    client_of(link)->subscribed = false;
}

void subscriber_start(struct live_client *k)
{
    k->sub = (struct redis_link){ .loop   = k->loop,
                                  .url    = &k->owner->url,
                                  .random = k->owner->config.random,
                                  .name   = k->sub_name,
                                  .setup  = subscriber_setup,
                                  .down   = subscriber_down };
    link_init(&k->sub);
}

void subscriber_stop(struct live_client *k)
{
    link_drop(&k->sub);
}

void subscriber_change(struct live_client *k, struct str channel, bool on)
{
    if (!k->subscribed || !k->sub.ac)
        return;
    int sent = on ? redisAsyncCommand(k->sub.ac, heard, NULL, "SUBSCRIBE hh:c:%b", channel.ptr, channel.len)
                            : redisAsyncCommand(k->sub.ac, heard, NULL, "UNSUBSCRIBE hh:c:%b", channel.ptr, channel.len);
    if (sent != REDIS_OK)
        link_fail(&k->sub);
}

static void beat_sent(redisAsyncContext *ac, void *reply, void *privdata)
{
    struct live_client *k = privdata;
    if (!reply)
        link_lost(&k->link, ac);
}

/* The beat goes out on the command connection and must be heard here. */
void subscriber_tick(struct live_client *k, int64_t mono_ms)
{
    link_tick(&k->sub, mono_ms);
    if (!k->subscribed || k->state == CLIENT_DOWN)
        return;
    if (k->beat_due) {
        if (mono_ms - k->beat_sent_ms >= BEAT_DEADLINE_MS)
            link_drop(&k->sub);
        return;
    }
    if (mono_ms - k->beat_sent_ms < BEAT_EVERY_MS || !k->link.ac || k->link.failing)
        return;
    k->beat_sent_ms = mono_ms;
    k->beat_due     = redisAsyncCommand(k->link.ac, beat_sent, k, "PUBLISH %s beat", k->beat_channel) == REDIS_OK;
}
