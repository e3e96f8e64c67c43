/* For the WebSocket service: who opens one, and what they may listen to. */
#include "proto/base/check.h"
#include "server/app_private.h"
#include "server/port/live.h"

static void ctx_begin(struct ctx *c, struct app *a, struct arena *mem, struct str request_id)
{
    *c = (struct ctx){ .mem = mem, .hall = a->hall, .request_id = request_id, .if_match = NONE, .version = NONE, .who = { .role = role_anyone } };
}

static enum err who_copy(struct arena *mem, const struct who *from, struct who *ret_who)
{
    *ret_who            = *from;
    struct str *texts[] = { &ret_who->account_id, &ret_who->login_id, &ret_who->name, &ret_who->region, &ret_who->csrf_token };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = arena_dup(mem, *texts[i]);
        if (!texts[i]->ptr)
            return ERR_NO_MEMORY;
    }
    return ERR_OK;
}

static enum err who_by_pass(struct ctx *c, struct str pass)
{
    struct str login_id;
    if (!c->hall->live)
        return ERR_UNAVAILABLE;
    enum err e = c->hall->live->pass_take(c->hall->live, c, pass, clock_now(c), &login_id);
    if (e == ERR_NOT_FOUND)
        return ERR_NOT_SIGNED_IN;
    TRY(e);
    return login_by_id(c, login_id);
}

enum err app_who(struct app *a, struct arena *mem, const struct app_request *request, struct str pass, struct who *ret_who)
{
    struct ctx c;
    struct str token;
    ctx_begin(&c, a, mem, request->request_id);
    c.address = request->address;
    if (pass.len) {
        TRY(who_by_pass(&c, pass));
        return who_copy(mem, &c.who, ret_who);
    }
    enum token_from from = token_find(a, request, &token);
    if (from == TOKEN_NONE || from == TOKEN_BAD)
        return ERR_NOT_SIGNED_IN;
    if (from == TOKEN_COOKIE && !origin_is_ours(a->hall->settings, request->origin))
        return ERR_ORIGIN; /* the cookie travels from any page: only ours may use it */
    TRY(login_by_token(a, &c, token));
    return who_copy(mem, &c.who, ret_who);
}

enum err app_login_check(struct app *a, struct arena *mem, struct str login_id)
{
    struct ctx c;
    ctx_begin(&c, a, mem, STR("-"));
    return login_by_id(&c, login_id);
}

static const struct channel_rule *rule_find(const struct app *a, struct str kind)
{
    for (size_t i = 0; i < a->channel_count; i++)
        if (str_eq_cstr(kind, a->channels[i].kind))
            return &a->channels[i];
    return NULL;
}

static enum err join_colon(struct arena *mem, struct str head, struct str id, struct str *ret_text)
{
    char *text = arena_alloc(mem, head.len + 1 + id.len + 1);
    if (!text)
        return ERR_NO_MEMORY;
    memcpy(text, head.ptr, head.len);
    text[head.len] = ':';
    memcpy(text + head.len + 1, id.ptr, id.len);
    *ret_text = str_make(text, head.len + 1 + id.len);
    return ERR_OK;
}

enum err app_channel(struct app *a, struct arena *mem, const struct who *who, struct str channel, struct str *ret_channel, struct str *ret_place)
{
    struct ctx c;
    struct str kind, id = str_cut(channel, ':', &kind);
    const struct channel_rule *rule = rule_find(a, kind);
    bool mine                       = str_eq(kind, STR("me"));
    if (!rule || (mine ? kind.len != channel.len : !id_is_valid(id)))
        return ERR_NOT_FOUND;
    ctx_begin(&c, a, mem, STR("-"));
    c.who = *who;
    if (second_factor_due(&c) && !mine)
        c.who = (struct who){ .role = role_anyone };
    TRY(rule->may(&c, id));
    const char *place = rule->place ? rule->place(&c, id) : NULL;
    *ret_place        = STR_NONE;
    if (place)
        TRY(join_colon(mem, str_from_cstr(place), id, ret_place));
    return join_colon(mem, kind, mine ? who->account_id : id, ret_channel);
}
