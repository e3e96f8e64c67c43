/* The hub with connections made of paper: whoever subscribes sees the log without gap or duplicate, or is told to resync, however
 * subscribing, publishing, losing the subscriber connection and leaving are mixed. usage: same_hub [RUNS [SEED]] */
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/hub.h"
#include "server/live/live_core.h"

#define CHANNELS 4
#define MEMBERS 40
#define MANY 2000

/* --- connections of paper ------------------------------------------------------------------------------------------------- */

struct conn {
    struct hub_member member;
    bool on[CHANNELS];     /* follows: every next event must be the next number */
    bool stale[CHANNELS];  /* was told to resync */
    int64_t seen[CHANNELS];
    unsigned texts, state_texts;
    uint16_t closed_with;
    unsigned judged;
    uint64_t order; /* of the last text, among all */
};

static uint64_t sent_total;
static size_t frames_alive;

struct frame *frame_new_text(struct str payload)
{
    struct frame *f = malloc(sizeof *f + payload.len);
    CHECK(f);
    frames_alive++;
    f->refs = 1;
    f->len  = (uint32_t)payload.len;
    memcpy(f->bytes, payload.ptr, payload.len);
    return f;
}

struct frame *frame_ref(struct frame *f)
{
    f->refs++;
    return f;
}

void frame_unref(struct frame *f)
{
    if (--f->refs > 0)
        return;
    frames_alive--;
    free(f);
}

static const struct str names[CHANNELS] = { { "me:a1", 5 }, { "fair:f1", 7 }, { "booth:b1", 8 }, { "session:s1", 10 } };
static const struct str shown[CHANNELS] = { { "\"me\"", 4 }, { "\"fair:f1\"", 9 }, { "\"booth:b1\"", 10 }, { "\"session:s1\"", 12 } };

static bool has(struct str text, struct str part)
{
    return memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

static int64_t number_after(struct str text, const char *word)
{
    const char *at = memmem(text.ptr, text.len, word, strlen(word));
    CHECK(at);
    return strtoll(at + strlen(word), NULL, 10);
}

static void event_seen(struct conn *c, size_t channel, int64_t seq)
{
    if (!c->on[channel] || c->stale[channel])
        return; /* the page drops what it may not place */
    if (seq != c->seen[channel] + 1)
        fprintf(stderr, "same_hub: channel %zu: %lld after %lld\n", channel, (long long)seq, (long long)c->seen[channel]);
    CHECK(seq == c->seen[channel] + 1);
    c->seen[channel] = seq;
}

void conn_send(struct conn *c, struct frame *f, enum conn_send_kind kind)
{
    struct str text = str_make(f->bytes, f->len);
    c->texts++;
    c->order = ++sent_total;
    for (size_t i = 0; i < CHANNELS; i++) {
        if (!has(text, shown[i]))
            continue;
        if (has(text, STR("\"resync\""))) {
            c->stale[i] = true;
        } else if (has(text, STR("\"version\":"))) {
            CHECK(kind == CONN_SEND_STATE);
            c->state_texts++;
        } else {
            CHECK(kind == CONN_SEND_MUST);
            event_seen(c, i, number_after(text, "\"seq\":"));
        }
    }
}

void conn_close_ws(struct conn *c, uint16_t code, struct str reason)
{
    CHECK(reason.len > 0);
    c->closed_with = code;
}

/* --- a Redis of paper: confirmations and messages arrive a little later, in order ----------------------------------------------- */

struct letter {
    struct letter *next;
    struct world *w;
    enum { LETTER_MESSAGE, LETTER_ON, LETTER_OFF, LETTER_WAKE } kind;
    size_t channel;
    unsigned connection;
    struct live_message message;
    char *text;
    struct fiber *fiber;
};

struct world {
    struct loop *loop;
    struct hub *hub;
    struct live_core *core;
    struct live_listener listener;
    uint64_t random;
    unsigned connection;
    bool subscribed[CHANNELS];
    bool silent; /* confirms nothing */
    struct conn conns[MEMBERS];
    unsigned running, heard;
    int64_t now;
    uint64_t losses;
};

static uint64_t next_random(struct world *w)
{
    w->random += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = w->random;
    z          = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z          = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void letter_arrives(void *arg)
{
    struct letter *l = arg;
    struct world *w  = l->w;
    if (l->kind == LETTER_WAKE)
        fiber_wake(l->fiber);
    else if (l->connection != w->connection) {
        /* of a connection that is gone */
    } else if (l->kind == LETTER_MESSAGE) {
        w->listener.message(w->listener.arg, &l->message);
    } else {
        w->listener.confirmed(w->listener.arg, names[l->channel], l->kind == LETTER_ON);
    }
    free(l->text);
    free(l);
}

static void letter_send(struct world *w, const struct letter *letter)
{
    struct letter *l = malloc(sizeof *l);
    CHECK(l);
    *l            = *letter;
    l->w          = w;
    l->connection = w->connection;
    CHECK(loop_post(w->loop, letter_arrives, l));
}

/* Lets the loop turn once. */
static void yield(struct world *w)
{
    letter_send(w, &(struct letter){ .kind = LETTER_WAKE, .fiber = fiber_current() });
    fiber_park();
}

static size_t channel_index(struct str channel)
{
    for (size_t i = 0; i < CHANNELS; i++)
        if (str_eq(names[i], channel))
            return i;
    return CHANNELS;
}

static void paper_subscribe(void *arg, struct str channel)
{
    struct world *w                            = arg;
    w->subscribed[channel_index(channel)] = true;
    if (!w->silent)
        letter_send(w, &(struct letter){ .kind = LETTER_ON, .channel = channel_index(channel) });
}

static void paper_unsubscribe(void *arg, struct str channel)
{
    struct world *w                            = arg;
    w->subscribed[channel_index(channel)] = false;
    letter_send(w, &(struct letter){ .kind = LETTER_OFF, .channel = channel_index(channel) });
}

static void paper_published(void *arg, const struct live_message *m)
{
    struct world *w = arg;
    if (m->channel.len && !w->subscribed[channel_index(m->channel)])
        return;
    struct letter l = { .kind = LETTER_MESSAGE, .message = *m };
    l.text          = malloc(m->text.len + 1);
    CHECK(l.text);
    memcpy(l.text, m->text.ptr, m->text.len);
    l.message.text    = str_make(l.text, m->text.len);
    l.message.channel = m->channel.len ? names[channel_index(m->channel)] : STR_NONE;
    letter_send(w, &l);
}

static void connection_lost(struct world *w)
{
    w->connection++;
    w->losses++;
    memset(w->subscribed, 0, sizeof w->subscribed);
    w->listener.connected(w->listener.arg);
}

/* --- what a page does ---------------------------------------------------------------------------------------------------------- */

static void publish(struct world *w, size_t channel, bool state)
{
    struct live_event e = { .channel = names[channel], .event = STR("x.y"), .data = STR("{}"), .state = state };
    live_core_publish(w->core, &e, ++w->now);
}

static void page_subscribes(struct world *w, struct conn *c, size_t i, struct live_replay *log)
{
    bool behind = c->on[i] || c->stale[i];
    if (hub_listen(w->hub, &c->member, names[i]) != ERR_OK) {
        c->on[i] = false;
        return;
    }
    if (next_random(w) % 2)
        yield(w);
    int64_t after = behind && !c->stale[i] ? c->seen[i] : NONE;
    live_core_replay(w->core, names[i], live_core_epoch(w->core), after, log);
    int64_t last = log->last_seq;
    /* The answer is on its way before anything else goes: what the log had, then what the hub kept back. */
    c->on[i]    = true;
    c->stale[i] = log->resync;
    if (after == NONE || log->resync)
        c->seen[i] = last;
    c->stale[i] = false;
    for (size_t k = 0; k < log->len; k++)
        if (log->items[k].seq > c->seen[i])
            event_seen(c, i, log->items[k].seq);
    if (next_random(w) % 3 == 0)
        yield(w);
    hub_go(w->hub, &c->member, names[i], last);
}

struct page {
    struct world *w;
    struct conn *c;
};

static void page_lives(void *arg)
{
    struct page *p          = arg;
    struct world *w         = p->w;
    struct conn *c          = p->c;
    struct live_replay *log = malloc(sizeof *log);
    CHECK(log);
    hub_join(w->hub, &c->member);
    for (int step = 0; step < 60; step++) {
        size_t i = next_random(w) % CHANNELS;
        switch (next_random(w) % 8) {
        case 0:
        case 1:
        case 2: page_subscribes(w, c, i, log); break;
        case 3:
            hub_leave(w->hub, &c->member, names[i]);
            c->on[i] = false;
            break;
        case 4:
            if (next_random(w) % 40 == 0)
                connection_lost(w);
            break;
        default: publish(w, i, next_random(w) % 4 == 0); break;
        }
        yield(w);
    }
    for (size_t i = 0; i < CHANNELS; i++)
        if (!c->on[i] || c->stale[i])
            page_subscribes(w, c, i, log);
    free(log);
    w->running--;
    free(p);
}

static void heard_something(void *arg)
{
    ((struct world *)arg)->heard++;
}

static void judged(void *arg, struct hub_member *member)
{
    (void)arg;
    member->conn->judged++;
    hub_leave(((struct world *)arg)->hub, member, names[1]);
}

static void world_open(struct world *w, uint64_t seed)
{
    *w          = (struct world){ .random = seed, .now = INT64_C(1790000000000) };
    w->loop     = loop_new(&(struct loop_config){ .fiber_max = 128 });
    w->core     = live_core_new(paper_published, w);
    CHECK(w->loop && w->core);
    w->hub = hub_new(&(struct hub_config){ .loop   = w->loop,
                                           .source = { w, paper_subscribe, paper_unsubscribe },
                                           .heard  = heard_something,
                                           .judge  = judged,
                                           .arg    = w });
    CHECK(w->hub);
    w->listener = hub_listener(w->hub);
    live_core_load_end(w->core, STR("epoch:1"));
    w->connection++; /* that news is old */
}

static void world_close(struct world *w)
{
    hub_free(w->hub);
    live_core_free(w->core);
    loop_free(w->loop);
    CHECK(frames_alive == 0);
}

static void run_watch(void *arg)
{
    struct world *w = arg;
    while (w->running > 0)
        yield(w);
    for (int i = 0; i < 50; i++)
        yield(w);
    for (size_t m = 0; m < MEMBERS; m++) {
        struct conn *c = &w->conns[m];
        for (size_t i = 0; i < CHANNELS; i++) {
            struct live_replay *log = malloc(sizeof *log);
            CHECK(log);
            live_core_replay(w->core, names[i], STR_NONE, NONE, log);
            /* Everybody is there at the end, and saw all of it, unless told to resync. */
            if (!c->on[i] || (!c->stale[i] && c->seen[i] != log->last_seq))
                fprintf(stderr, "same_hub: page %zu channel %zu on %d saw %lld of %lld\n", m, i, c->on[i], (long long)c->seen[i],
                        (long long)log->last_seq);
            CHECK(c->on[i] && (c->stale[i] || c->seen[i] == log->last_seq));
            free(log);
        }
        hub_part(w->hub, &c->member);
    }
    loop_stop(w->loop);
}

static uint64_t random_run(uint64_t seed)
{
    static struct world w;
    world_open(&w, seed);
    for (size_t i = 0; i < MEMBERS; i++) {
        struct page *p       = malloc(sizeof *p);
        struct conn *c       = &w.conns[i];
        c->member.conn       = c;
        c->member.login_id   = STR("i1");
        c->member.account_id = STR("a1");
        CHECK(p);
        *p = (struct page){ &w, c };
        w.running++;
        CHECK(fiber_start(loop_fibers(w.loop), page_lives, p));
    }
    CHECK(fiber_start(loop_fibers(w.loop), run_watch, &w));
    loop_run(w.loop);
    CHECK(w.heard > 0 && hub_counts(w.hub).members == 0 && hub_counts(w.hub).subs == 0);
    uint64_t losses = w.losses;
    world_close(&w);
    return losses;
}

/* --- single stories ---------------------------------------------------------------------------------------------------------------- */

static struct conn crowd[MANY + 2];

static void all_listen(struct world *w, size_t count, size_t channel)
{
    for (size_t i = 0; i < count; i++) {
        crowd[i]                   = (struct conn){ .member = { .conn = &crowd[i], .login_id = STR("i1"), .account_id = STR("a1") } };
        crowd[i].on[channel]       = true;
        hub_join(w->hub, &crowd[i].member);
        CHECK(hub_listen(w->hub, &crowd[i].member, names[channel]) == ERR_OK);
        hub_go(w->hub, &crowd[i].member, names[channel], 0);
    }
}

static void all_part(struct world *w, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hub_part(w->hub, &crowd[i].member);
}

static void a_broadcast_goes_in_slices_and_unicast_passes_it(struct world *w)
{
    all_listen(w, MANY, 1);
    struct conn *one = &crowd[MANY];
    *one             = (struct conn){ .member = { .conn = one, .login_id = STR("i2"), .account_id = STR("a2") }, .on = { true } };
    hub_join(w->hub, &one->member);
    CHECK(hub_listen(w->hub, &one->member, names[0]) == ERR_OK);
    hub_go(w->hub, &one->member, names[0], 0);
    publish(w, 1, false);
    publish(w, 1, false);
    publish(w, 0, false);
    yield(w);
    /* Heard in this turn: the one has its text, of the many at most a slice. */
    CHECK(one->seen[0] == 1 && hub_counts(w->hub).deliveries <= HUB_SLICE + 1);
    hub_part(w->hub, &crowd[700].member); /* in the middle of the fan-out */
    hub_part(w->hub, &crowd[MANY - 1].member);
    for (int i = 0; i < 20; i++)
        yield(w);
    unsigned complete = 0;
    for (size_t i = 0; i < MANY; i++)
        complete += crowd[i].seen[1] == 2;
    CHECK(complete >= MANY - 2);
    hub_part(w->hub, &one->member);
    for (size_t i = 0; i < MANY; i++)
        if (i != 700 && i != MANY - 1)
            hub_part(w->hub, &crowd[i].member);
}

static void what_is_revoked_closes_and_rights_are_judged(struct world *w)
{
    all_listen(w, 4, 1);
    crowd[1].member.login_id   = STR("i2");
    crowd[2].member.account_id = STR("a2");
    live_core_revoke(w->core, STR("login:i2"));
    live_core_revoke(w->core, STR("account:a2"));
    yield(w);
    yield(w);
    CHECK(crowd[1].closed_with == HUB_CLOSE_REVOKED && crowd[0].closed_with == 0 && crowd[2].closed_with == 0);
    CHECK(crowd[2].judged == 1 && crowd[0].judged == 0 && !hub_listens(w->hub, &crowd[2].member, names[1]));
    publish(w, 1, false);
    yield(w);
    yield(w);
    CHECK(crowd[2].texts == 0 && crowd[0].texts == 1);
    struct str channels[2];
    CHECK(hub_channels(w->hub, &crowd[0].member, channels, 2) == 1 && str_eq(channels[0], names[1]));
    all_part(w, 4);
}

static void a_new_epoch_tells_everybody_to_resync(struct world *w)
{
    all_listen(w, 30, 2);
    publish(w, 2, false);
    yield(w);
    yield(w);
    live_core_wipe(w->core);
    live_core_load_end(w->core, STR("epoch:2"));
    yield(w);
    yield(w);
    for (size_t i = 0; i < 30; i++)
        CHECK(crowd[i].stale[2]);
    all_part(w, 30);
}

/* Redis does not confirm: the listener waits two seconds, then is refused, and nothing of it is left. */
static void without_a_confirmation_listening_is_refused(struct world *w)
{
    crowd[0]  = (struct conn){ .member = { .conn = &crowd[0], .login_id = STR("i1"), .account_id = STR("a1") } };
    w->silent = true;
    hub_join(w->hub, &crowd[0].member);
    int64_t began = loop_mono_ms(w->loop);
    CHECK(hub_listen(w->hub, &crowd[0].member, names[1]) == ERR_UNAVAILABLE);
    CHECK(loop_mono_ms(w->loop) - began >= 2000 && !hub_listens(w->hub, &crowd[0].member, names[1]));
    w->silent = false;
    connection_lost(w);
    CHECK(hub_listen(w->hub, &crowd[0].member, names[1]) == ERR_OK);
    all_part(w, 1);
}

/* Nobody listens for a while: the channel is left, and coming back subscribes anew. */
static void an_idle_channel_is_left_after_a_while(struct world *w)
{
    all_listen(w, 1, 1);
    hub_leave(w->hub, &crowd[0].member, names[1]);
    CHECK(w->subscribed[1] && hub_counts(w->hub).channels == 1);
    loop_sleep_ms(7000);
    CHECK(!w->subscribed[1] && hub_counts(w->hub).channels == 0);
    CHECK(hub_listen(w->hub, &crowd[0].member, names[1]) == ERR_OK && w->subscribed[1]);
    all_part(w, 1);
}

static void too_much_kept_back_means_resync(struct world *w)
{
    all_listen(w, 1, 1);
    CHECK(hub_listen(w->hub, &crowd[0].member, names[1]) == ERR_OK);
    for (int i = 0; i < HUB_KEPT_MAX + 1; i++)
        publish(w, 1, false);
    for (int i = 0; i < 5; i++)
        yield(w);
    CHECK(crowd[0].texts == 0);
    hub_go(w->hub, &crowd[0].member, names[1], 0);
    CHECK(crowd[0].texts == 1 && crowd[0].stale[1]);
    all_part(w, 1);
}

struct story {
    struct world *w;
    void (*tell)(struct world *w);
};

static void story_run(void *arg)
{
    struct story *s = arg;
    s->tell(s->w);
    loop_stop(s->w->loop);
}

static void tell(const char *name, void (*story)(struct world *w))
{
    static struct world w;
    world_open(&w, 1);
    struct story s = { &w, story };
    CHECK(fiber_start(loop_fibers(w.loop), story_run, &s));
    loop_run(w.loop);
    world_close(&w);
    printf("same_hub: %s\n", name);
}

int main(int argc, char **argv)
{
    uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
#define TELL(story) tell(#story, story)
    TELL(a_broadcast_goes_in_slices_and_unicast_passes_it);
    TELL(what_is_revoked_closes_and_rights_are_judged);
    TELL(a_new_epoch_tells_everybody_to_resync);
    TELL(too_much_kept_back_means_resync);
    TELL(without_a_confirmation_listening_is_refused);
    TELL(an_idle_channel_is_left_after_a_while);
    uint64_t losses = 0;
    for (uint64_t i = 0; i < runs; i++)
        losses += random_run(seed + i);
    printf("same_hub: %llu random runs, %llu lost connections, no gap, no duplicate\n", (unsigned long long)runs, (unsigned long long)losses);
    return 0;
}
