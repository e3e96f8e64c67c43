#include "server/live/hub.h"

#include <stdlib.h>

#include "proto/base/buf.h"
#include "proto/base/check.h"
#include "proto/base/map.h"

/* A channel nobody listens to any more stays subscribed so long: pages come back, and hiredis 0.14.1 loses a channel that is
 * subscribed again while its unsubscribing is under way (which is why LEAVING is waited for). */
#define LINGER_MS 5000
#define LISTEN_WAIT_MS 2000
#define SECOND_MS 1000
/* Up to so many listeners a message goes out at once. */
#define SMALL_MAX 16
#define CHANNELS_MAX ((size_t)1 << 20)
#define DROP_BATCH 256

struct hub_kept {
    size_t len;
    bool overflow;
    struct {
        struct frame *frame;
        int64_t seq; /* -1: a state event */
    } items[HUB_KEPT_MAX];
};

/* One subscription: 56 bytes, since a hall holds tens of thousands. */
struct hub_sub {
    struct hub_sub *next, *prev; /* of the channel, newest first */
    struct hub_sub *next_of_member;
    struct hub_member *member;
    struct hub_channel *channel;
    struct hub_kept *kept; /* between listening and going; NULL: goes */
    int64_t seq;           /* nothing up to this one is sent again */
};

struct hub_wait { /* on the stack of the fiber that waits for a subscription */
    struct hub_wait *next;
    struct timer_node timer;
    struct hub_channel *channel;
    struct fiber *fiber;
};

enum channel_state { CHANNEL_OFF, CHANNEL_ASKED, CHANNEL_ON, CHANNEL_LEAVING };

struct hub_channel {
    struct str name;
    enum channel_state state;
    bool resync_due; /* was subscribed on a connection that is gone */
    size_t sub_count;
    size_t job_count;
    struct hub_sub *subs;
    struct hub_wait *waits;
    int64_t idle_since_ms;
    char text[];
};

struct hub_job { /* a fan-out under way */
    struct hub_job *next;
    struct hub_channel *channel;
    struct frame *frame;
    struct hub_sub *cursor;
    int64_t seq;
    bool state, resync;
};

struct hub {
    struct hub_config config;
    struct map channels;
    struct hub_member *members;
    struct hub_job *first, *last;
    struct loop_turn_node turn;
    struct timer_node second;
    struct hub_counts counts;
};

static int64_t now_ms(const struct hub *h)
{
    return loop_mono_ms(h->config.loop);
}

/* --- channels ---------------------------------------------------------------------------------------------------- */

static bool wanted(const struct hub_channel *ch)
{
    return ch->subs || ch->waits || ch->job_count;
}

static struct hub_channel *channel_of(struct hub *h, struct str name)
{
    struct hub_channel *ch = map_get(&h->channels, name);
    if (ch)
        return ch;
    ch = calloc(1, sizeof *ch + name.len);
    if (!ch)
        return NULL;
    memcpy(ch->text, name.ptr, name.len);
    ch->name = str_make(ch->text, name.len);
    if (!map_put(&h->channels, ch->name, ch)) {
        free(ch);
        return NULL;
    }
    h->counts.channels++;
    return ch;
}

static void channel_drop(struct hub *h, struct hub_channel *ch)
{
    CHECK(!wanted(ch) && map_remove(&h->channels, ch->name) == ch);
    h->counts.channels--;
    free(ch);
}

static void channel_ask(struct hub *h, struct hub_channel *ch)
{
    if (ch->state != CHANNEL_OFF)
        return;
    ch->state = CHANNEL_ASKED;
    h->config.source.subscribe(h->config.source.arg, ch->name);
}

/* --- fan-out ------------------------------------------------------------------------------------------------------- */

static void kept_add(struct hub_kept *k, struct frame *f, int64_t seq)
{
    if (k->len == HUB_KEPT_MAX) {
        k->overflow = true;
        return;
    }
    k->items[k->len].frame = frame_ref(f);
    k->items[k->len++].seq = seq;
}

static void kept_free(struct hub_kept *k)
{
    for (size_t i = 0; k && i < k->len; i++)
        frame_unref(k->items[i].frame);
    free(k);
}

static void sub_resync(struct hub_sub *s, struct frame *f)
{
    s->seq = 0;
    if (s->kept)
        s->kept->overflow = true;
    else
        conn_send(s->member->conn, f, CONN_SEND_MUST);
}

static void sub_deliver(struct hub *h, struct hub_sub *s, const struct hub_job *job)
{
    if (job->resync) {
        sub_resync(s, job->frame);
        return;
    }
    if (s->kept) {
        kept_add(s->kept, job->frame, job->state ? -1 : job->seq);
        return;
    }
    if (!job->state && job->seq <= s->seq)
        return;
    if (!job->state)
        s->seq = job->seq;
    h->counts.deliveries++;
    conn_send(s->member->conn, job->frame, job->state ? CONN_SEND_STATE : CONN_SEND_MUST);
}

/* Sends to at most `budget` listeners; what is left of the budget. */
static size_t job_run(struct hub *h, struct hub_job *job, size_t budget)
{
    for (; job->cursor && budget > 0; budget--) {
        struct hub_sub *s = job->cursor;
        job->cursor       = s->next;
        sub_deliver(h, s, job);
    }
    return budget;
}

static void turn_ended(struct loop_turn_node *node)
{
    struct hub *h = (struct hub *)(void *)((char *)node - offsetof(struct hub, turn));
    size_t budget = HUB_SLICE;
    while (h->first && budget > 0) {
        struct hub_job *job = h->first;
        budget              = job_run(h, job, budget);
        if (job->cursor)
            break;
        h->first = job->next;
        h->last  = h->first ? h->last : NULL;
        job->channel->job_count--;
        frame_unref(job->frame);
        free(job);
        budget -= budget > 0; /* a fan-out to nobody costs something too */
    }
    if (h->first)
        loop_at_turn_end(h->config.loop, &h->turn);
}

static void job_queue(struct hub *h, const struct hub_job *job)
{
    struct hub_job *queued = malloc(sizeof *queued);
    if (!queued) {
        /* Without memory the pages miss a number and ask for the rest. */
        frame_unref(job->frame);
        return;
    }
    *queued = *job;
    if (h->last)
        h->last->next = queued;
    else
        h->first = queued;
    h->last = queued;
    job->channel->job_count++;
    loop_at_turn_end(h->config.loop, &h->turn);
}

static struct str shown(struct str channel)
{
    return str_starts(channel, STR("me:")) ? str_make(channel.ptr, 2) : channel;
}

static struct frame *resync_frame(struct str channel)
{
    struct buf text;
    buf_init(&text, 1024);
    buf_add(&text, STR("{\"event\":\"resync\",\"channel\":\""));
    buf_add(&text, shown(channel));
    buf_add(&text, STR("\"}"));
    struct frame *f = buf_failed(&text) ? NULL : frame_new_text(buf_str(&text));
    buf_done(&text);
    return f;
}

static void channel_resync(struct hub *h, struct hub_channel *ch)
{
    ch->resync_due  = false;
    struct frame *f = ch->subs ? resync_frame(ch->name) : NULL;
    if (!f)
        return;
    h->counts.resyncs++;
    job_queue(h, &(struct hub_job){ .channel = ch, .frame = f, .cursor = ch->subs, .resync = true });
}

/* --- what is heard --------------------------------------------------------------------------------------------------- */

static void control_heard(struct hub *h, struct str text)
{
    if (str_eq(text, STR("epoch"))) {
        size_t at = 0;
        for (struct hub_channel *ch = map_next(&h->channels, &at); ch; ch = map_next(&h->channels, &at))
            channel_resync(h, ch);
        return;
    }
    struct str kind;
    struct str id = str_cut(text, ':', &kind);
    struct hub_member *next;
    for (struct hub_member *m = h->members; m; m = next) {
        next = m->next;
        if (str_eq(kind, STR("login")) && str_eq(m->login_id, id))
            conn_close_ws(m->conn, HUB_CLOSE_REVOKED, STR("signed out"));
        else if (str_eq(kind, STR("account")) && str_eq(m->account_id, id) && h->config.judge)
            h->config.judge(h->config.arg, m);
    }
}

static void message_heard(void *arg, const struct live_message *message)
{
    struct hub *h = arg;
    h->counts.messages++;
    if (h->config.heard)
        h->config.heard(h->config.arg);
    if (message->channel.len == 0) {
        control_heard(h, message->text);
        return;
    }
    struct hub_channel *ch = map_get(&h->channels, message->channel);
    struct frame *f        = ch && ch->subs ? frame_new_text(message->text) : NULL;
    if (!f)
        return;
    struct hub_job job = { .channel = ch, .frame = f, .cursor = ch->subs, .seq = message->seq, .state = message->state };
    if (ch->job_count > 0 || ch->sub_count > SMALL_MAX) {
        job_queue(h, &job);
        return;
    }
    (void)job_run(h, &job, SMALL_MAX);
    frame_unref(f);
}

static void waits_wake(struct hub *h, struct hub_channel *ch)
{
    while (ch->waits) {
        struct hub_wait *w = ch->waits;
        ch->waits          = w->next;
        timer_cancel(loop_timers(h->config.loop), &w->timer);
        fiber_wake(w->fiber);
    }
}

static void confirmed(void *arg, struct str channel, bool on)
{
    struct hub *h          = arg;
    struct hub_channel *ch = map_get(&h->channels, channel);
    if (!ch)
        return;
    if (on) {
        ch->state = CHANNEL_ON;
        if (ch->resync_due)
            channel_resync(h, ch);
        waits_wake(h, ch);
        return;
    }
    ch->state = CHANNEL_OFF;
    if (wanted(ch))
        channel_ask(h, ch);
    else
        channel_drop(h, ch);
}

static void connected(void *arg)
{
    struct hub *h = arg;
    size_t at     = 0;
    for (struct hub_channel *ch = map_next(&h->channels, &at); ch; ch = map_next(&h->channels, &at)) {
        ch->resync_due = ch->resync_due || ch->state == CHANNEL_ON || ch->state == CHANNEL_LEAVING;
        ch->state      = CHANNEL_OFF;
        if (wanted(ch))
            channel_ask(h, ch);
    }
}

struct live_listener hub_listener(struct hub *h)
{
    return (struct live_listener){ h, message_heard, confirmed, connected };
}

/* --- leaving what is idle ---------------------------------------------------------------------------------------------- */

static void second_passed(struct timer_node *node)
{
    struct hub *h = (struct hub *)(void *)((char *)node - offsetof(struct hub, second));
    struct hub_channel *drop[DROP_BATCH];
    size_t drop_count = 0;
    size_t at         = 0;
    int64_t now       = now_ms(h);
    for (struct hub_channel *ch = map_next(&h->channels, &at); ch; ch = map_next(&h->channels, &at)) {
        if (wanted(ch) || now - ch->idle_since_ms < LINGER_MS)
            continue;
        if (ch->state == CHANNEL_ON) {
            ch->state = CHANNEL_LEAVING;
            h->config.source.unsubscribe(h->config.source.arg, ch->name);
        } else if (ch->state == CHANNEL_OFF && drop_count < DROP_BATCH) {
            drop[drop_count++] = ch;
        }
    }
    for (size_t i = 0; i < drop_count; i++)
        channel_drop(h, drop[i]);
    timer_arm(loop_timers(h->config.loop), &h->second, now + SECOND_MS);
}

/* --- members ------------------------------------------------------------------------------------------------------------ */

static struct hub_sub *sub_find(const struct hub_member *m, struct str channel)
{
    struct hub_sub *s = m->subs;
    while (s && !str_eq(s->channel->name, channel))
        s = s->next_of_member;
    return s;
}

static struct hub_sub *sub_make(struct hub *h, struct hub_member *m, struct hub_channel *ch)
{
    struct hub_sub *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->member  = m;
    s->channel = ch;
    /* In front: fan-outs under way began behind it, and the log it will read has them. */
    s->next = ch->subs;
    if (s->next)
        s->next->prev = s;
    ch->subs          = s;
    s->next_of_member = m->subs;
    m->subs           = s;
    ch->sub_count++;
    h->counts.subs++;
    return s;
}

static void sub_drop(struct hub *h, struct hub_sub *s)
{
    struct hub_channel *ch = s->channel;
    for (struct hub_job *job = ch->job_count ? h->first : NULL; job; job = job->next)
        if (job->cursor == s)
            job->cursor = s->next;
    struct hub_sub **at = &s->member->subs;
    while (*at != s)
        at = &(*at)->next_of_member;
    *at = s->next_of_member;
    *(s->prev ? &s->prev->next : &ch->subs) = s->next;
    if (s->next)
        s->next->prev = s->prev;
    ch->sub_count--;
    ch->idle_since_ms = now_ms(h);
    h->counts.subs--;
    kept_free(s->kept);
    free(s);
}

void hub_join(struct hub *h, struct hub_member *member)
{
    member->subs = NULL;
    member->prev = NULL;
    member->next = h->members;
    if (member->next)
        member->next->prev = member;
    h->members = member;
    h->counts.members++;
}

void hub_leave_all(struct hub *h, struct hub_member *member)
{
    while (member->subs)
        sub_drop(h, member->subs);
}

void hub_part(struct hub *h, struct hub_member *member)
{
    hub_leave_all(h, member);
    *(member->prev ? &member->prev->next : &h->members) = member->next;
    if (member->next)
        member->next->prev = member->prev;
    h->counts.members--;
}

void hub_leave(struct hub *h, struct hub_member *member, struct str channel)
{
    struct hub_sub *s = sub_find(member, channel);
    if (s)
        sub_drop(h, s);
}

bool hub_listens(const struct hub *h, const struct hub_member *member, struct str channel)
{
    (void)h;
    return sub_find(member, channel) != NULL;
}

size_t hub_channels(const struct hub *h, const struct hub_member *member, struct str *ret_channels, size_t max)
{
    (void)h;
    size_t count = 0;
    for (const struct hub_sub *s = member->subs; s && count < max; s = s->next_of_member)
        ret_channels[count++] = s->channel->name;
    return count;
}

static void wait_over(struct timer_node *node)
{
    struct hub_wait *w   = (struct hub_wait *)(void *)((char *)node - offsetof(struct hub_wait, timer));
    struct hub_wait **at = &w->channel->waits;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    fiber_wake(w->fiber);
}

static void channel_wait(struct hub *h, struct hub_channel *ch, int64_t until_ms)
{
    struct hub_wait w = { .next = ch->waits, .timer.fn = wait_over, .channel = ch, .fiber = fiber_current() };
    CHECK(w.fiber);
    ch->waits = &w;
    timer_arm(loop_timers(h->config.loop), &w.timer, until_ms);
    fiber_park();
}

enum err hub_listen(struct hub *h, struct hub_member *member, struct str channel)
{
    struct hub_sub *s      = sub_find(member, channel);
    struct hub_channel *ch = s ? s->channel : channel_of(h, channel);
    bool fresh             = !s;
    if (!ch)
        return ERR_NO_MEMORY;
    ch->idle_since_ms = now_ms(h);
    s                 = s ? s : sub_make(h, member, ch);
    if (!s)
        return ERR_NO_MEMORY;
    if (!s->kept)
        s->kept = calloc(1, sizeof *s->kept);
    if (!s->kept) {
        if (fresh)
            sub_drop(h, s);
        return ERR_NO_MEMORY;
    }
    channel_ask(h, ch);
    int64_t until_ms = now_ms(h) + LISTEN_WAIT_MS;
    /* Confirmed may be lost again before this fiber runs. Rights may end meanwhile, and the subscription with them. */
    while (s && s->channel->state != CHANNEL_ON && now_ms(h) < until_ms) {
        channel_wait(h, s->channel, until_ms);
        s = sub_find(member, channel);
    }
    if (!s)
        return ERR_FORBIDDEN;
    if (s->channel->state == CHANNEL_ON)
        return ERR_OK;
    if (fresh)
        sub_drop(h, s);
    return ERR_UNAVAILABLE;
}

void hub_go(struct hub *h, struct hub_member *member, struct str channel, int64_t last_seq)
{
    struct hub_sub *s     = sub_find(member, channel);
    struct hub_kept *kept = s ? s->kept : NULL;
    if (!kept)
        return;
    s->kept = NULL;
    s->seq  = last_seq;
    for (size_t i = 0; i < kept->len && !kept->overflow; i++) {
        int64_t seq = kept->items[i].seq;
        if (seq >= 0 && seq <= s->seq)
            continue;
        s->seq = seq >= 0 ? seq : s->seq;
        h->counts.deliveries++;
        conn_send(member->conn, kept->items[i].frame, seq < 0 ? CONN_SEND_STATE : CONN_SEND_MUST);
    }
    struct frame *f = kept->overflow ? resync_frame(channel) : NULL;
    if (f) {
        s->seq = 0;
        conn_send(member->conn, f, CONN_SEND_MUST);
        frame_unref(f);
    }
    kept_free(kept);
}

/* --- life --------------------------------------------------------------------------------------------------------------- */

struct hub *hub_new(const struct hub_config *config)
{
    struct hub *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->config    = *config;
    h->turn.fn   = turn_ended;
    h->second.fn = second_passed;
    map_init(&h->channels, CHANNELS_MAX, (uint64_t)(uintptr_t)h);
    timer_arm(loop_timers(config->loop), &h->second, now_ms(h) + SECOND_MS);
    return h;
}

void hub_free(struct hub *h)
{
    if (!h)
        return;
    CHECK(!h->members);
    timer_cancel(loop_timers(h->config.loop), &h->second);
    while (h->first) {
        struct hub_job *job = h->first;
        h->first            = job->next;
        frame_unref(job->frame);
        free(job);
    }
    size_t at = 0;
    for (struct hub_channel *ch = map_next(&h->channels, &at); ch; ch = map_next(&h->channels, &at))
        free(ch);
    map_done(&h->channels);
    free(h);
}

struct hub_counts hub_counts(const struct hub *h)
{
    return h->counts;
}
