/* Subscribing without gap or duplicate: listen first (what comes is kept back), read the log, send it, then let go what is newer. */
#include <json-c/json.h>

#include "proto/json.h"
#include "server/net/service_private.h"
#include "server/port/live.h"

#define REPLY_MAX 65536

struct wish {
    struct str name; /* as the client says it: "me" */
    struct str channel, place;
    struct str epoch; /* of the last event it saw */
    int64_t after;    /* NONE: it saw none */
};

/* "after":{"me":["EPOCH",120]} */
static void after_read(struct json_object *envelope, struct wish *wish, const char *name)
{
    struct json_object *after, *pair;
    wish->after = NONE;
    if (!json_object_object_get_ex(envelope, "after", &after) || json_object_get_type(after) != json_type_object ||
        !json_object_object_get_ex(after, name, &pair) || json_object_get_type(pair) != json_type_array || json_object_array_length(pair) != 2)
        return;
    struct json_object *epoch = json_object_array_get_idx(pair, 0), *seq = json_object_array_get_idx(pair, 1);
    if (json_object_get_type(epoch) != json_type_string || json_object_get_type(seq) != json_type_int || json_object_get_int64(seq) < 0)
        return;
    wish->epoch = str_make(json_object_get_string(epoch), (size_t)json_object_get_string_len(epoch));
    wish->after = json_object_get_int64(seq);
}

static void resync_send(struct peer *p, struct str name)
{
    struct buf out;
    buf_init(&out, 512);
    buf_add(&out, STR("{\"event\":\"resync\",\"channel\":"));
    json_write_text(&out, name);
    buf_add_char(&out, '}');
    peer_send(p, buf_failed(&out) ? STR_NONE : buf_str(&out));
    buf_done(&out);
}

/* Sends what the log has after the named event; the member then hears what is newer. */
static enum err wish_listen(struct peer *p, struct arena *mem, const struct wish *wish, struct live_log *ret_log)
{
    struct service *s      = p->service;
    struct live_port *live = s->config.hall->live;
    struct ctx c           = service_ctx(s, mem);
    TRY(hub_listen(s->hub, &p->member, wish->channel));
    enum err e = live->replay(live, &c, wish->channel, wish->epoch, wish->after, ret_log);
    if (e != ERR_OK) {
        hub_leave(s->hub, &p->member, wish->channel);
        return e;
    }
    if (ret_log->resync)
        resync_send(p, wish->name);
    for (size_t i = 0; !ret_log->resync && i < ret_log->len; i++)
        peer_send(p, json_encode_mem(mem, &model_event_item, &ret_log->items[i]));
    hub_go(s->hub, &p->member, wish->channel, ret_log->last_seq);
    return ERR_OK;
}

static enum err wish_grant(struct peer *p, struct arena *mem, struct wish *wish, struct live_log *ret_log)
{
    struct service *s = p->service;
    struct who who    = peer_who(p);
    struct str channels[PEER_CHANNELS_MAX];
    TRY(app_channel(s->config.app, mem, &who, wish->name, &wish->channel, &wish->place));
    if (hub_channels(s->hub, &p->member, channels, PEER_CHANNELS_MAX) == PEER_CHANNELS_MAX && !hub_listens(s->hub, &p->member, wish->channel))
        return ERR_TOO_MANY;
    TRY(wish_listen(p, mem, wish, ret_log));
    if (wish->place.len)
        presence_place(p, mem, wish->place);
    return ERR_OK;
}

static bool wishes_are_sound(struct json_object *list)
{
    if (json_object_get_type(list) != json_type_array || json_object_array_length(list) > PEER_CHANNELS_MAX)
        return false;
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (json_object_get_type(json_object_array_get_idx(list, i)) != json_type_string)
            return false;
    return true;
}

/* Reply: {"channels":[{"channel":"me","status":200,"epoch":"…","seq":12},…]}; its status is 200 or the first refusal's. */
int peer_subscribe(struct peer *p, struct arena *mem, struct json_object *envelope, struct str *ret_body)
{
    struct json_object *list;
    struct buf out;
    int status = 200;
    (void)json_object_object_get_ex(envelope, "subscribe", &list); /* the caller looked */
    if (!wishes_are_sound(list)) {
        app_problem_static(400, ret_body);
        return 400;
    }
    buf_init(&out, REPLY_MAX);
    buf_add(&out, STR("{\"channels\":["));
    for (size_t i = 0; i < json_object_array_length(list) && !conn_is_gone(p->member.conn); i++) {
        struct json_object *name = json_object_array_get_idx(list, i);
        struct wish wish         = { .name = str_make(json_object_get_string(name), (size_t)json_object_get_string_len(name)) };
        struct live_log log      = { 0 };
        after_read(envelope, &wish, json_object_get_string(name));
        enum err e = wish_grant(p, mem, &wish, &log);
        if (e != ERR_OK && status == 200)
            status = err_status(e);
        buf_add(&out, i ? STR(",{\"channel\":") : STR("{\"channel\":"));
        json_write_text(&out, wish.name);
        buf_add(&out, STR(",\"status\":"));
        buf_add_i64(&out, err_status(e));
        buf_add(&out, STR(",\"epoch\":"));
        json_write_text(&out, log.epoch.ptr ? log.epoch : STR(""));
        buf_add(&out, STR(",\"seq\":"));
        buf_add_i64(&out, log.last_seq);
        buf_add_char(&out, '}');
    }
    buf_add(&out, STR("]}"));
    *ret_body = buf_failed(&out) ? STR_NONE : arena_dup(mem, buf_str(&out));
    buf_done(&out);
    return status;
}

int peer_unsubscribe(struct peer *p, struct arena *mem, struct json_object *envelope, struct str *ret_body)
{
    struct json_object *list;
    struct str mine = arena_format(mem, "me:%.*s", STR_ARG(p->member.account_id));
    (void)json_object_object_get_ex(envelope, "unsubscribe", &list); /* the caller looked */
    if (!wishes_are_sound(list) || !mine.ptr) {
        app_problem_static(400, ret_body);
        return 400;
    }
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        struct str name          = str_make(json_object_get_string(item), (size_t)json_object_get_string_len(item));
        hub_leave(p->service->hub, &p->member, str_eq(name, STR("me")) ? mine : name);
        presence_leave(p, mem, name);
    }
    *ret_body = STR("{}");
    return 200;
}

void peer_judge(struct peer *p, struct arena *mem)
{
    struct service *s = p->service;
    struct str borrowed[PEER_CHANNELS_MAX], channels[PEER_CHANNELS_MAX];
    struct who who = peer_who(p);
    size_t count   = hub_channels(s->hub, &p->member, borrowed, PEER_CHANNELS_MAX);
    for (size_t i = 0; i < count; i++)
        channels[i] = arena_dup(mem, borrowed[i]); /* the judging parks */
    for (size_t i = 0; i < count; i++) {
        struct str full, place;
        enum err e = ERR_OK;
        if (channels[i].ptr && str_starts(channels[i], STR("me:")))
            continue;
        e = channels[i].ptr ? app_channel(s->config.app, mem, &who, channels[i], &full, &place) : ERR_NO_MEMORY;
        if (p->gone)
            return;
        if (e == ERR_OK)
            continue;
        if (!channels[i].ptr) {
            hub_leave_all(s->hub, &p->member); /* rather than hear what it may not */
            return;
        }
        hub_leave(s->hub, &p->member, channels[i]);
        resync_send(p, channels[i]);
        presence_leave(p, mem, channels[i]);
        if (p->gone)
            return;
    }
}
