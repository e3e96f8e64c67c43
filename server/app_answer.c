#include "proto/base/check.h"
#include "proto/json.h"
#include "server/app_private.h"
#include "server/web/asset.h"

#define RETRY_AFTER_DEFAULT_S 1
#define CACHE_FOREVER STR("public, max-age=31536000, immutable")
#define CACHE_ASK STR("no-cache")

/* --- ETag ------------------------------------------------------------------------------------------------ */

/* "version-language-view": the same version reads differently in another language or to another role. */
void answer_etag(struct door_call *call, int64_t version)
{
    static const char langs[][2] = { { 'z', 'h' }, { 'e', 'n' } };
    if (version == NONE)
        return;
    char digits[20];
    size_t n       = 0;
    uint64_t value = (uint64_t)version;
    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    char *text = arena_alloc(call->ctx.mem, n + 7);
    if (!text)
        return; /* an answer without an ETag is still right */
    char *at = text;
    *at++    = '"';
    while (n)
        *at++ = digits[--n];
    *at++ = '-';
    *at++ = langs[call->ctx.lang][0];
    *at++ = langs[call->ctx.lang][1];
    *at++ = '-';
    *at++ = (char)('0' + (int)call->ctx.who.role);
    *at++ = '"';
    call->answer->etag = str_make(text, (size_t)(at - text));
}

/* Weak comparison, as If-None-Match asks for. */
bool etag_listed(struct str list, struct str etag)
{
    struct str one;
    while (etag.len && list.len) {
        list = str_cut(list, ',', &one);
        one  = str_trim(one);
        if (str_eq(one, STR("*")))
            return true;
        if (str_starts(one, STR("W/")))
            one = str_skip(one, 2);
        if (str_eq(one, etag))
            return true;
    }
    return false;
}

/* --- success --------------------------------------------------------------------------------------------- */

void call_success(struct door_call *call)
{
    struct app_answer *a    = call->answer;
    const struct route *row = call->entry->row;
    struct ctx *c           = &call->ctx;
    a->status               = c->answer_status;
    a->retry_after_s        = c->retry_after_s;
    if (row->flags & ROUTE_RAW) {
        a->content_type = c->raw_type;
        a->body         = c->raw_body;
        a->download     = c->download;
    } else if (row->out) {
        a->content_type = STR("application/json");
        a->body         = json_encode_mem(c->mem, row->out, call->out);
        if (!a->body.ptr) {
            call_problem(call, c->committed ? ERR_UNKNOWN_OUTCOME : ERR_NO_MEMORY);
            return;
        }
    }
    answer_etag(call, c->version);
}

/* --- problems -------------------------------------------------------------------------------------------- */

static struct str detail_of(const struct ctx *c, struct str zh, struct str en)
{
    return c->lang == LANG_EN ? en : zh;
}

static int64_t retry_after_of(const struct ctx *c, int status)
{
    if (c->retry_after_s)
        return c->retry_after_s;
    return status == 503 || status == 429 ? RETRY_AFTER_DEFAULT_S : 0;
}

void call_problem(struct door_call *call, enum err e)
{
    struct ctx *c                = &call->ctx;
    struct app_answer *a         = call->answer;
    struct problem_error *errors = ARENA_MANY(c->mem, c->fault_count, struct problem_error);
    struct problem problem       = {
              .type       = STR("about:blank"),
              .title      = err_text(e, c->lang),
              .status     = err_status(e),
              .detail     = detail_of(c, c->detail_zh, c->detail_en),
              .code       = err_code(e),
              .request_id = c->request_id,
              .errors     = { errors, errors ? c->fault_count : 0 },
    };
    for (size_t i = 0; errors && i < c->fault_count; i++) {
        const struct fault *f = &c->faults[i];
        errors[i] = (struct problem_error){ .pointer = f->pointer, .code = f->code, .detail = detail_of(c, f->zh, f->en), .source = f->source };
    }
    a->status        = err_status(e);
    a->etag          = STR_NONE;
    a->retry_after_s = retry_after_of(c, a->status);
    a->content_type  = STR("application/problem+json");
    a->body          = json_encode_mem(c->mem, &model_problem, &problem);
    if (!a->body.ptr)
        app_problem_static(a->status, &a->body);
}

struct static_problem {
    int status;
    struct str body;
};
#define STATIC_PROBLEM(status, code, zh, en)                                                                           \
    {                                                                                                                  \
        status, STR_BYTES("{\"type\":\"about:blank\",\"title\":\"" zh " / " en "\",\"status\":" #status                \
                          ",\"detail\":null,\"code\":\"" code "\",\"request_id\":\"-\",\"errors\":[]}")                \
    }
#define STR_BYTES(lit) { lit, sizeof(lit) - 1 }
static const struct static_problem static_problems[] = {
    STATIC_PROBLEM(400, "bad_request", "请求无法理解", "The request could not be understood"),
    STATIC_PROBLEM(401, "not_signed_in", "请先登录", "Please sign in first"),
    STATIC_PROBLEM(403, "forbidden", "您没有这项权限", "You may not do this"),
    STATIC_PROBLEM(404, "not_found", "没有找到", "Not found"),
    STATIC_PROBLEM(405, "method_not_allowed", "不支持这种操作", "This method is not supported here"),
    STATIC_PROBLEM(408, "timeout", "请求太慢", "The request came too slowly"),
    STATIC_PROBLEM(413, "too_large", "请求内容过大", "The request is too large"),
    STATIC_PROBLEM(414, "target_too_long", "网址过长", "The address is too long"),
    STATIC_PROBLEM(415, "media_type", "请求内容的类型不受支持", "This media type is not supported"),
    STATIC_PROBLEM(417, "expectation", "无法满足 Expect", "This Expect is not supported"),
    STATIC_PROBLEM(426, "websocket_version", "WebSocket 版本须为 13", "The WebSocket version must be 13"),
    STATIC_PROBLEM(429, "too_many_requests", "操作太频繁，请稍后再试", "Too many requests, please wait a little"),
    STATIC_PROBLEM(431, "headers_too_large", "请求头过大", "The headers are too large"),
    STATIC_PROBLEM(501, "not_implemented", "不支持", "Not supported"),
    STATIC_PROBLEM(503, "unavailable", "服务暂时不可用，请稍后重试", "A part of the hall is down, please try again shortly"),
    STATIC_PROBLEM(505, "http_version", "HTTP 版本须为 1.1", "The HTTP version must be 1.1"),
    STATIC_PROBLEM(500, "internal", "服务器内部错误", "Internal error"), /* the last stands for all others */
};

void app_problem_static(int status, struct str *ret_body)
{
    size_t at = 0;
    while (at + 1 < COUNT_OF(static_problems) && static_problems[at].status != status)
        at++;
    *ret_body = static_problems[at].body;
}

/* --- the page -------------------------------------------------------------------------------------------- */

static bool coding_accepted(struct str header, struct str coding)
{
    struct str item, name;
    while (header.len) {
        header          = str_cut(header, ',', &item);
        struct str rest = str_trim(str_cut(item, ';', &name));
        if (str_eq_nocase(str_trim(name), coding))
            return !(str_starts(rest, STR("q=0")) && (rest.len == 3 || str_eq(rest, STR("q=0.0")) || str_eq(rest, STR("q=0.00")) || str_eq(rest, STR("q=0.000"))));
    }
    return false;
}

void answer_asset(struct door_call *call, const struct asset *asset)
{
    struct app_answer *a        = call->answer;
    const struct app_request *r = call->request;
    a->status                   = 200;
    a->content_type             = asset->type;
    a->etag                     = asset->etag;
    a->cache_control            = asset->immutable ? CACHE_FOREVER : CACHE_ASK;
    a->vary_encoding            = asset->gz.len || asset->br.len;
    if (etag_listed(r->if_none_match, asset->etag)) {
        a->status = 304;
        return;
    }
    a->body = asset->bytes;
    if (asset->br.len && coding_accepted(r->accept_encoding, STR("br"))) {
        a->body             = asset->br;
        a->content_encoding = STR("br");
    } else if (asset->gz.len && coding_accepted(r->accept_encoding, STR("gzip"))) {
        a->body             = asset->gz;
        a->content_encoding = STR("gzip");
    }
}

static bool path_is_api(struct str path)
{
    static const struct str heads[] = { { "/api/", 5 }, { "/internal/", 10 }, { "/text/", 6 } };
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (str_starts(path, heads[i]))
            return true;
    return str_eq(path, STR("/api")) || str_eq(path, STR("/internal"));
}

const struct asset *asset_find(const struct app *a, struct str path)
{
    const struct asset *found = map_get(&a->asset_map, path);
    if (found || !path.len || path.ptr[0] != '/' || path_is_api(path) || memchr(path.ptr, '.', path.len))
        return found;
    return map_get(&a->asset_map, STR("/index.html"));
}
