#include "server/live/redis_pack.h"

#include "proto/base/buf.h"
#include "proto/base/check.h"

struct live_client *client_here(struct live_port *self)
{
    /* port is the first member */
    struct live_redis *r = (struct live_redis *)(void *)self;
    struct loop *l       = loop_current();
    CHECK(l && r->clients[loop_index(l)]);
    return r->clients[loop_index(l)];
}

void pack_text(struct pack *p, struct str text)
{
    if (p->full)
        return;
    p->call.argv[p->call.argc]      = text.len ? text.ptr : "";
    p->call.argvlen[p->call.argc++] = text.len;
}

/* NONE travels as empty text. */
void pack_int(struct pack *p, int64_t value)
{
    if (value == NONE) {
        pack_text(p, STR_NONE);
        return;
    }
    char digits[I64_TEXT_MAX];
    size_t len      = i64_write(value, digits);
    struct str text = p->full ? STR_NONE : arena_dup(p->c->mem, str_make(digits, len));
    p->full         = p->full || !text.ptr;
    pack_text(p, text);
}

void pack_begin(struct pack *p, struct ctx *c, enum script script, size_t arguments)
{
    *p              = (struct pack){ .c = c, .call = { .c = c, .script = script } };
    p->call.argv    = ARENA_MANY(c->mem, arguments + CLIENT_ARGS_HEAD, const char *);
    p->call.argvlen = ARENA_MANY(c->mem, arguments + CLIENT_ARGS_HEAD, size_t);
    p->full         = !p->call.argv || !p->call.argvlen;
    p->call.argc    = CLIENT_ARGS_HEAD - 1;
    pack_int(p, clock_now(c));
}

enum err pack_run(struct live_port *self, struct pack *p, decode_fn *decode, void *out, size_t out_max)
{
    if (p->full)
        return ERR_NO_MEMORY;
    p->call.decode  = decode;
    p->call.out     = out;
    p->call.out_max = out_max;
    return client_eval(client_here(self), &p->call);
}

/* --- unpacking --------------------------------------------------------------------------------------------------------- */

const redisReply *reply_at(const redisReply *r, size_t i)
{
    return r->type == REDIS_REPLY_ARRAY && i < r->elements ? r->element[i] : NULL;
}

int64_t reply_int(const redisReply *r)
{
    int64_t value;
    if (r && r->type == REDIS_REPLY_INTEGER)
        return r->integer;
    return r && r->type == REDIS_REPLY_STRING && str_to_i64(str_make(r->str, r->len), &value) ? value : NONE;
}

int64_t reply_count(const redisReply *r)
{
    int64_t value = reply_int(r);
    return value == NONE ? 0 : value;
}

enum err reply_text(struct client_call *call, const redisReply *r, struct str *ret_text)
{
    *ret_text = STR_NONE;
    if (!r || r->type != REDIS_REPLY_STRING || r->len == 0)
        return ERR_OK;
    *ret_text = arena_dup(call->c->mem, str_make(r->str, r->len));
    return ret_text->ptr ? ERR_OK : ERR_NO_MEMORY;
}

enum err reply_texts_decode(struct client_call *call, const redisReply *r)
{
    struct texts *out = call->out;
    for (size_t i = 0; i < call->out_max && reply_at(r, i); i++) {
        TRY(reply_text(call, reply_at(r, i), &out->items[i]));
        out->count = i + 1;
    }
    return ERR_OK;
}

enum err reply_int_decode(struct client_call *call, const redisReply *r)
{
    int64_t *out = call->out;
    *out         = reply_int(r);
    return ERR_OK;
}
