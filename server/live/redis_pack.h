/* Packing a script's arguments and reading its replies. */
#ifndef HH_LIVE_REDIS_PACK_H
#define HH_LIVE_REDIS_PACK_H

#include "server/live/redis_in.h"

/* --- packing: begin, add, run. Without memory the run says so. ------------------------------------------------- */
struct pack {
    struct ctx *c;
    struct client_call call;
    bool full; /* no memory */
};
typedef enum err decode_fn(struct client_call *call, const redisReply *r);

/* The client of the running loop. */
struct live_client *client_here(struct live_port *self);
/* Room for so many arguments; `now` is packed already. */
void pack_begin(struct pack *p, struct ctx *c, enum script script, size_t arguments);
void pack_text(struct pack *p, struct str text);
/* NONE travels as empty text. */
void pack_int(struct pack *p, int64_t value);
/* Parks. decode may be NULL. */
enum err pack_run(struct live_port *self, struct pack *p, decode_fn *decode, void *out, size_t out_max);

/* --- reading ------------------------------------------------------------------------------------------------------ */
const redisReply *reply_at(const redisReply *r, size_t i); /* NULL: none */
int64_t reply_int(const redisReply *r);                   /* NONE: none */
int64_t reply_count(const redisReply *r);                 /* 0: none */
/* Copied into the call's arena; empty: none. */
enum err reply_text(struct client_call *call, const redisReply *r, struct str *ret_text);

struct texts {
    struct str *items;
    size_t count;
};
/* out: struct texts, at most out_max. */
enum err reply_texts_decode(struct client_call *call, const redisReply *r);
/* out: int64_t. */
enum err reply_int_decode(struct client_call *call, const redisReply *r);

#endif
