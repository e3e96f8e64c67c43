/* The live protocol of one WebSocket: it is opened by a cookie, a token or a pass; then each message is a call, a subscription or
 * the end of one. Messages of a connection come one after the other. */
#include <json-c/json.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/json.h"
#include "proto/uri.h"
#include "server/net/service_private.h"

#define LOGIN_JUDGED_MS 1000
#define JUDGE_MEM_MAX 65536

/* --- opening ------------------------------------------------------------------------------------------------- */

struct who peer_who(const struct peer *p)
{
    struct who who  = { .account_id = p->member.account_id, .login_id = p->member.login_id, .role = (enum role)p->role, .demo = p->demo };
    const char *at  = p->texts + who.account_id.len + who.login_id.len;
    who.name        = str_make(at, p->name_len);
    who.region      = str_make(at + p->name_len, p->region_len);
    who.csrf_token  = str_make(at + p->name_len + p->region_len, p->csrf_len);
    return who;
}

static char *put(char *at, struct str s)
{
    if (s.len)
        memcpy(at, s.ptr, s.len);
    return at + s.len;
}

static struct peer *peer_new(struct service *s, struct conn *c, const struct who *who)
{
    size_t len = who->account_id.len + who->login_id.len + who->name.len + who->region.len + who->csrf_token.len;
    if (who->name.len > UINT8_MAX || who->region.len > UINT8_MAX || who->csrf_token.len > UINT8_MAX)
        return NULL;
    struct peer *p = calloc(1, sizeof *p + len);
    if (!p)
        return NULL;
    char *at  = put(p->texts, who->account_id);
    char *end = put(at, who->login_id);
    (void)put(put(put(end, who->name), who->region), who->csrf_token);
    p->member.conn       = c;
    p->member.account_id = str_make(p->texts, who->account_id.len);
    p->member.login_id   = str_make(at, who->login_id.len);
    p->service           = s;
    p->role              = (uint8_t)who->role;
    p->demo              = who->demo;
    p->name_len          = (uint8_t)who->name.len;
    p->region_len        = (uint8_t)who->region.len;
    p->csrf_len          = (uint8_t)who->csrf_token.len;
    p->judged_at         = s->config.hall->clock->now(s->config.hall->clock);
    p->next              = s->peers;
    if (p->next)
        p->next->prev = p;
    s->peers = p;
    return p;
}

static void refuse_open(struct conn *c, int status)
{
    struct conn_answer a = { .status = status, .content_type = STR("application/problem+json"), .headers = STR("Cache-Control: no-store\r\n") };
    if (status == 401)
        a.headers = STR("Cache-Control: no-store\r\nWWW-Authenticate: Bearer\r\n");
    else if (status == 426)
        a.headers = STR("Cache-Control: no-store\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    else if (status == 429 || status == 503)
        a.headers = STR("Cache-Control: no-store\r\nRetry-After: 1\r\n");
    app_problem_static(status, &a.body);
    conn_answer(c, &a);
}

void ws_open(struct service *s, struct conn *c, const struct http1_request *http, struct arena *mem)
{
    struct app_request request;
    struct forwarded forwarded;
    struct str pass = STR_NONE;
    struct who who;
    request_fill(s, c, http, &request, &forwarded);
    if (!http1_list_has(http, STR("Upgrade"), STR("websocket"))) {
        refuse_open(c, 426);
        return;
    }
    enum err e = http->query.len ? uri_query_get(mem, http->query, STR("pass"), &pass) : ERR_OK;
    if (e == ERR_OK)
        e = app_who(s->config.app, mem, &request, pass, &who);
    if (e != ERR_OK) {
        refuse_open(c, err_status(e));
        return;
    }
    bool ours = http1_list_has(http, STR("Sec-WebSocket-Protocol"), STR(WS_PROTOCOL));
    if (!conn_upgrade(c, http, ours ? STR(WS_PROTOCOL) : STR_NONE))
        return;
    struct peer *p = peer_new(s, c, &who);
    if (!p) {
        conn_close_ws(c, 1013, STR("busy"));
        return;
    }
    conn_user_set(c, p);
    hub_join(s->hub, &p->member);
    presence_begin(p, mem);
}

void ws_closed(void *arg, struct conn *c)
{
    struct service *s = arg;
    struct peer *p    = conn_user(c);
    if (!p)
        return; /* it was closed for want of memory */
    conn_user_set(c, NULL);
    hub_part(s->hub, &p->member);
    presence_gone(p);
    if (s->renewing == p)
        s->renewing = p->next;
    if (p->next)
        p->next->prev = p->prev;
    if (p->prev)
        p->prev->next = p->next;
    else
        s->peers = p->next;
    while (p->places) {
        struct peer_place *place = p->places;
        p->places                = place->next;
        free(place);
    }
    p->gone = true;
    if (!p->pinned)
        free(p);
}

/* --- rights that changed ------------------------------------------------------------------------------------- */

struct judge_job {
    struct peer *peer;
    struct conn *conn; /* referenced */
};

static void judge_run(void *arg)
{
    struct judge_job *job = arg;
    struct peer *p        = job->peer;
    struct arena mem;
    arena_init(&mem, JUDGE_MEM_MAX);
    if (!p->gone)
        peer_judge(p, &mem);
    arena_done(&mem);
    p->pinned--;
    if (p->gone && !p->pinned)
        free(p);
    conn_unref(job->conn);
    free(job);
}

void ws_judge(void *arg, struct hub_member *member)
{
    struct service *s     = arg;
    struct judge_job *job = calloc(1, sizeof *job);
    if (!job) {
        conn_close_ws(member->conn, 1013, STR("busy")); /* rather than hear what it may not */
        return;
    }
    job->peer = (struct peer *)(void *)((char *)member - offsetof(struct peer, member));
    job->conn = member->conn;
    conn_ref(job->conn);
    job->peer->pinned++;
    if (fiber_start(loop_fibers(s->config.loop), judge_run, job))
        return;
    job->peer->pinned--;
    conn_unref(job->conn);
    free(job);
    conn_close_ws(member->conn, 1013, STR("busy"));
}

/* --- messages -------------------------------------------------------------------------------------------------- */

void peer_send(struct peer *p, struct str text)
{
    struct frame *f = text.ptr ? frame_new_text(text) : NULL;
    if (!f) {
        conn_close_ws(p->member.conn, 1013, STR("busy"));
        return;
    }
    conn_send(p->member.conn, f, CONN_SEND_MUST);
    frame_unref(f);
}

struct envelope {
    struct json_object *tree;
    bool has_id;
    int64_t id;
    struct str body; /* raw JSON */
};

struct reply {
    int status;
    struct str etag, body; /* body: JSON; ptr NULL: null */
    int64_t retry_after_s;
};

static void reply_send(struct peer *p, const struct envelope *e, const struct reply *r)
{
    struct buf out;
    buf_init(&out, 2 * 1024 * 1024);
    buf_add(&out, STR("{\"id\":"));
    if (e->has_id)
        buf_add_i64(&out, e->id);
    else
        buf_add(&out, STR("null"));
    buf_add(&out, STR(",\"status\":"));
    buf_add_i64(&out, r->status);
    buf_add(&out, STR(",\"etag\":"));
    if (r->etag.len)
        json_write_text(&out, r->etag);
    else
        buf_add(&out, STR("null"));
    buf_add(&out, STR(",\"retry_after\":"));
    if (r->retry_after_s)
        buf_add_i64(&out, r->retry_after_s);
    else
        buf_add(&out, STR("null"));
    buf_add(&out, STR(",\"body\":"));
    buf_add(&out, r->body.len ? r->body : STR("null"));
    buf_add_char(&out, '}');
    peer_send(p, buf_failed(&out) ? STR_NONE : buf_str(&out));
    buf_done(&out);
}

static void reply_problem(struct peer *p, const struct envelope *e, int status)
{
    struct reply r = { .status = status };
    app_problem_static(status, &r.body);
    reply_send(p, e, &r);
}

static struct str text_of(struct json_object *tree, const char *name)
{
    struct json_object *value;
    if (!json_object_object_get_ex(tree, name, &value) || json_object_get_type(value) != json_type_string)
        return STR_NONE;
    return str_make(json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

static bool text_is_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ')
            return false;
    return true;
}

static bool type_is_json(struct str type)
{
    return str_eq(type, STR("application/json")) || str_eq(type, STR("application/problem+json"));
}

static void call_run(struct peer *p, struct arena *mem, const struct envelope *e)
{
    struct app_request request = { .language = text_of(e->tree, "lang"), .key = text_of(e->tree, "key"), .if_match = text_of(e->tree, "if_match") };
    struct who who             = peer_who(p);
    struct app_answer a;
    request.target = str_cut(text_of(e->tree, "call"), ' ', &request.method);
    if (!text_is_clean(request.target) || !text_is_clean(request.key) || !request.target.len || request.target.ptr[0] != '/') {
        reply_problem(p, e, 400);
        return;
    }
    request.body         = e->body;
    request.content_type = STR("application/json");
    request.who          = &who;
    request.address      = conn_address(p->member.conn);
    request.loop_index   = loop_index(p->service->config.loop);
    app_call(p->service->config.app, mem, &request, &a);
    if (a.body.len && !type_is_json(a.content_type)) {
        reply_problem(p, e, 415);
        return;
    }
    reply_send(p, e, &(struct reply){ .status = a.status, .etag = a.etag, .body = a.body, .retry_after_s = a.retry_after_s });
}

/* The login may have ended without anybody telling us: it is looked at again when the last look is a second old. */
static bool login_is_good(struct peer *p, struct arena *mem)
{
    struct service *s = p->service;
    int64_t now       = s->config.hall->clock->now(s->config.hall->clock);
    if (now - p->judged_at < LOGIN_JUDGED_MS)
        return true;
    enum err e = app_login_check(s->config.app, mem, p->member.login_id);
    if (e == ERR_NOT_SIGNED_IN)
        return false;
    if (e == ERR_OK)
        p->judged_at = now;
    return true; /* with the store away the call itself says so */
}

static void envelope_run(struct peer *p, struct arena *mem, struct envelope *e)
{
    struct json_object *value;
    struct reply r = { 0 };
    e->has_id      = json_object_object_get_ex(e->tree, "id", &value) && json_object_get_type(value) == json_type_int;
    e->id          = e->has_id ? json_object_get_int64(value) : 0;
    if (!e->has_id)
        reply_problem(p, e, 400);
    else if (!login_is_good(p, mem))
        conn_close_ws(p->member.conn, HUB_CLOSE_REVOKED, STR("signed out"));
    else if (json_object_object_get_ex(e->tree, "call", NULL))
        call_run(p, mem, e);
    else if (json_object_object_get_ex(e->tree, "subscribe", NULL)) {
        r.status = peer_subscribe(p, mem, e->tree, &r.body);
        reply_send(p, e, &r);
    } else if (json_object_object_get_ex(e->tree, "unsubscribe", NULL)) {
        r.status = peer_unsubscribe(p, mem, e->tree, &r.body);
        reply_send(p, e, &r);
    } else
        reply_problem(p, e, 400);
}

void ws_message(void *arg, struct conn *c, enum ws_opcode opcode, struct str payload, struct arena *mem)
{
    (void)arg; /* the peer knows its service */
    struct peer *p = conn_user(c);
    struct envelope e = { 0 };
    struct json_fault fault;
    if (!p)
        return; /* it is being closed */
    if (opcode != WS_TEXT) {
        conn_close_ws(c, 1003, STR("text only"));
        return;
    }
    if (json_tree(payload, &e.tree, &fault) != ERR_OK || json_object_get_type(e.tree) != json_type_object) {
        reply_problem(p, &e, 400);
    } else {
        e.body = json_member(payload, STR("body"));
        if (str_eq(e.body, STR("null")))
            e.body = STR_NONE;
        envelope_run(p, mem, &e);
    }
    json_tree_done(&e.tree);
}
