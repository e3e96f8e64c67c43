#include "server/net/service.h"

#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/service_private.h"

#define EXTRA_MAX 4096
#define LIVE_PATH STR("/api/v1/live")

/* One policy for every page: nothing from elsewhere, no inline script or style. The socket's origin is named because old Safari
 * does not take it from 'self'. */
#define CSP_HEAD "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' "
#define CSP_TAIL                                                                                                       \
    "; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "           \
    "require-trusted-types-for 'script'; trusted-types 'none'\r\n"
#define PAGE_HEADERS                                                                                                   \
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin\r\n"    \
    "Cross-Origin-Resource-Policy: same-origin\r\nPermissions-Policy: camera=(self), microphone=(self), geolocation=()\r\n" \
    "Content-Security-Policy: " CSP_HEAD
#define DATA_HEADERS                                                                                                   \
    "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"                                  \
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"

/* --- who calls ------------------------------------------------------------------------------------------- */

struct str service_address(const struct service *s, struct conn *c, const struct http1_request *request, struct forwarded *ret_forwarded)
{
    struct str peer = conn_address(c);
    if (!s->proxies.count)
        return peer;
    forwarded_read(&s->proxies, peer, request, ret_forwarded);
    return ret_forwarded->address[0] ? str_from_cstr(ret_forwarded->address) : peer;
}

/* Names we read, by length, so that most headers cost one comparison of numbers. */
static struct str *slot_of(struct app_request *r, struct str name)
{
    static const struct {
        struct str name;
        size_t offset;
    } wanted[] = {
        { { "Cookie", 6 }, offsetof(struct app_request, cookie) },
        { { "Origin", 6 }, offsetof(struct app_request, origin) },
        { { "If-Match", 8 }, offsetof(struct app_request, if_match) },
        { { "Content-Type", 12 }, offsetof(struct app_request, content_type) },
        { { "X-CSRF-Token", 12 }, offsetof(struct app_request, csrf) },
        { { "Authorization", 13 }, offsetof(struct app_request, authorization) },
        { { "If-None-Match", 13 }, offsetof(struct app_request, if_none_match) },
        { { "Accept-Encoding", 15 }, offsetof(struct app_request, accept_encoding) },
        { { "Accept-Language", 15 }, offsetof(struct app_request, language) },
        { { "Idempotency-Key", 15 }, offsetof(struct app_request, key) },
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (wanted[i].name.len == name.len && str_eq_nocase(wanted[i].name, name))
            return (struct str *)(void *)((char *)r + wanted[i].offset);
    return NULL;
}

void request_fill(const struct service *s, struct conn *c, const struct http1_request *http, struct app_request *ret_request, struct forwarded *ret_forwarded)
{
    *ret_request            = (struct app_request){ .method = http->method, .target = http->path, .body = http->body };
    ret_request->loop_index = loop_index(s->config.loop);
    ret_request->address    = service_address(s, c, http, ret_forwarded);
    if (http->query.len) /* path and query lie side by side in the target */
        ret_request->target = str_make(http->path.ptr, (size_t)(http->query.ptr + http->query.len - http->path.ptr));
    for (size_t i = 0; i < http->header_count; i++) {
        struct str *slot = slot_of(ret_request, http->headers[i].name);
        if (slot && !slot->len) /* of two the first */
            *slot = http->headers[i].value;
    }
}

struct ctx service_ctx(const struct service *s, struct arena *mem)
{
    return (struct ctx){ .mem = mem, .hall = s->config.hall, .request_id = STR("-"), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
}

/* --- the answer's extra headers ------------------------------------------------------------------------------ */

struct text {
    char bytes[EXTRA_MAX];
    size_t len;
};

static void add(struct text *t, struct str s)
{
    CHECK(t->len + s.len <= sizeof t->bytes); /* all of it is ours and bounded */
    if (s.len)
        memcpy(t->bytes + t->len, s.ptr, s.len);
    t->len += s.len;
}

static void add_header(struct text *t, struct str head, struct str value)
{
    if (!value.len)
        return;
    add(t, head);
    add(t, value);
    add(t, STR("\r\n"));
}

static void add_number(struct text *t, struct str head, int64_t value)
{
    char digits[20];
    size_t n = sizeof digits;
    if (value <= 0)
        return;
    for (uint64_t v = (uint64_t)value; v; v /= 10)
        digits[--n] = (char)('0' + v % 10);
    add_header(t, head, str_make(digits + n, sizeof digits - n));
}

/* "wss://HOST", and on loopback both names people use for it. */
static void add_socket_origin(struct text *t, const struct settings *settings)
{
    struct str rest = settings->public_origin, scheme;
    rest            = str_skip(str_cut(rest, ':', &scheme), 2);
    add(t, settings->secure ? STR("wss://") : STR("ws://"));
    add(t, rest);
    if (!settings->secure && str_starts(rest, STR("127.0.0.1:"))) {
        add(t, STR(" ws://localhost:"));
        add(t, str_skip(rest, 10));
    }
}

static void add_page_headers(struct text *t, const struct settings *settings)
{
    add(t, STR(PAGE_HEADERS));
    add_socket_origin(t, settings);
    add(t, STR(CSP_TAIL));
    if (settings->secure)
        add(t, STR("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"));
}

static bool is_data(struct str content_type)
{
    return !content_type.len || str_starts(content_type, STR("application/json")) || str_starts(content_type, STR("application/problem+json"));
}

static void add_headers(struct text *t, const struct settings *settings, const struct app_answer *a)
{
    add_header(t, STR("Cache-Control: "), a->cache_control.len ? a->cache_control : STR("no-store"));
    add_header(t, STR("X-Request-Id: "), a->request_id);
    add_header(t, STR("ETag: "), a->etag);
    add_header(t, STR("Set-Cookie: "), a->set_cookie);
    add_header(t, STR("Set-Cookie: "), a->set_device);
    add_header(t, STR("Location: "), a->location);
    add_header(t, STR("Allow: "), a->allow);
    add_header(t, STR("Content-Encoding: "), a->content_encoding);
    add_number(t, STR("Retry-After: "), a->retry_after_s);
    if (a->vary_encoding)
        add(t, STR("Vary: Accept-Encoding\r\n"));
    if (a->download)
        add(t, STR("Content-Disposition: attachment\r\n"));
    if (a->status == 401)
        add(t, STR("WWW-Authenticate: Bearer\r\n"));
    if (is_data(a->content_type))
        add(t, STR(DATA_HEADERS));
    else
        add_page_headers(t, settings);
}

/* --- requests -------------------------------------------------------------------------------------------------- */

static void answer_log(const struct service *s, const struct app_request *r, const struct app_answer *a)
{
    enum log_level level = a->status >= 500 ? LOG_WARN : LOG_DEBUG;
    struct str path;
    if (!log_wants(s->config.log, level))
        return;
    (void)str_cut(r->target, '?', &path); /* queries may carry passes */
    log_write(s->config.log, level, "request", LOG_FIELDS(LOG_TEXT("request_id", a->request_id), LOG_TEXT("method", r->method), LOG_TEXT("path", path), LOG_NUMBER("status", a->status), LOG_TEXT("address", r->address)));
}

/* The front took it in the clear although the hall is spoken to by https only. */
static void moved_answer(const struct service *s, struct conn *c, const struct app_request *r, struct arena *mem)
{
    struct str headers = arena_format(mem, "Location: %.*s%.*s\r\nCache-Control: no-store\r\n", STR_ARG(s->config.hall->settings->public_origin), STR_ARG(r->target));
    conn_answer(c, &(struct conn_answer){ .status = headers.ptr ? 308 : 503, .headers = headers });
}

static void service_request(void *arg, struct conn *c, const struct http1_request *http, struct arena *mem)
{
    struct service *s = arg;
    if (str_eq(http->path, LIVE_PATH)) {
        ws_open(s, c, http, mem);
        return;
    }
    struct app_request request;
    struct app_answer answer;
    struct text extra;
    struct forwarded forwarded = { .plain = false };
    request_fill(s, c, http, &request, &forwarded);
    if (forwarded.plain && s->config.hall->settings->secure) {
        moved_answer(s, c, &request, mem);
        return;
    }
    app_call(s->config.app, mem, &request, &answer);
    extra.len = 0;
    add_headers(&extra, s->config.hall->settings, &answer);
    conn_answer(c, &(struct conn_answer){ .status = answer.status, .content_type = answer.content_type, .body = answer.body, .headers = str_make(extra.bytes, extra.len) });
    answer_log(s, &request, &answer);
}

static size_t service_body_max(void *arg, const struct http1_request *http)
{
    return app_body_max(((struct service *)arg)->config.app, http->method, http->path);
}

static bool service_is_front(void *arg, struct str address)
{
    return proxies_have(&((const struct service *)arg)->proxies, address);
}

static void service_refuse(void *arg, int status, const char *reason, struct conn_answer *ret_answer)
{
    const struct service *s = arg;
    *ret_answer             = (struct conn_answer){ .status = status, .content_type = STR("application/problem+json"),
                                                    .headers = STR("Cache-Control: no-store\r\n" DATA_HEADERS) };
    if (status == 503)
        ret_answer->headers = STR("Cache-Control: no-store\r\nRetry-After: 1\r\n" DATA_HEADERS);
    app_problem_static(status, &ret_answer->body);
    log_write(s->config.log, LOG_DEBUG, "refused on the wire", LOG_FIELDS(LOG_NUMBER("status", status), LOG_TEXT("reason", str_from_cstr(reason))));
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void heard(void *arg)
{
    app_heard_change(((struct service *)arg)->config.app);
}

/* A login that another process ended is forgotten at once here too; the hub closes its sockets. */
static void message_heard(void *arg, const struct live_message *message)
{
    struct service *s = arg;
    if (!message->channel.len && str_starts(message->text, STR("login:")))
        app_heard_revoke(s->config.app, str_skip(message->text, 6));
    s->hub_hears.message(s->hub_hears.arg, message);
}

static void subscription_confirmed(void *arg, struct str channel, bool on)
{
    const struct service *s = arg;
    s->hub_hears.confirmed(s->hub_hears.arg, channel, on);
}

static void redis_connected(void *arg)
{
    const struct service *s = arg;
    s->hub_hears.connected(s->hub_hears.arg);
}

struct live_listener service_listener(struct service *s)
{
    return (struct live_listener){ .arg = s, .message = message_heard, .confirmed = subscription_confirmed, .connected = redis_connected };
}

struct service *service_new(const struct service_config *config)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->config = *config;
    if (!proxies_read(config->trusted_proxy, &s->proxies)) {
        free(s);
        return NULL;
    }
    s->hub = hub_new(&(struct hub_config){ .loop = config->loop, .source = config->source, .heard = heard, .judge = ws_judge, .arg = s });
    if (!s->hub) {
        free(s);
        return NULL;
    }
    s->hub_hears = hub_listener(s->hub);
    return s;
}

void service_free(struct service *s)
{
    if (!s)
        return;
    CHECK(!s->peers);
    hub_free(s->hub);
    free(s);
}

struct conn_service service_conn(struct service *s)
{
    return (struct conn_service){ .arg = s, .body_max = service_body_max, .request = service_request, .message = ws_message, .closed = ws_closed, .refuse = service_refuse,
                                  .is_front = service_is_front };
}

struct hub *service_hub(struct service *s)
{
    return s->hub;
}

bool service_start(struct service *s)
{
    return fiber_start(loop_fibers(s->config.loop), presence_renew_all, s);
}

void service_farewell(struct service *s)
{
    s->ending       = true;
    struct frame *f = frame_new_text(STR("{\"event\":\"reconnect\"}"));
    for (struct peer *p = s->peers; f && p; p = p->next)
        conn_send(p->member.conn, f, CONN_SEND_MUST);
    if (f)
        frame_unref(f);
}
