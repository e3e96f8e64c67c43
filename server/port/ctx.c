#include "server/port/ctx.h"

#include "proto/base/id.h"

enum err fault_add(struct ctx *c, struct str pointer, struct str code, struct str zh, struct str en)
{
    return fault_take(c, (struct fault){ .pointer = pointer, .code = code, .zh = zh, .en = en });
}

enum err fault_take(struct ctx *c, struct fault fault)
{
    if (c->fault_count < FAULTS_MAX)
        c->faults[c->fault_count++] = fault;
    return ERR_INVALID;
}

enum err refuse(struct ctx *c, enum err e, struct str zh, struct str en)
{
    c->detail_zh = zh;
    c->detail_en = en;
    return e;
}

int64_t clock_now(struct ctx *c)
{
    return c->hall->clock->now(c->hall->clock);
}

#define ID_TIME_BYTES 6 /* of milliseconds: until the year 10889 */

enum err id_new(struct ctx *c, char prefix, struct str *ret_id)
{
    uint8_t random[16];
    c->hall->random->fill(c->hall->random, random, sizeof random);
    /* The head is the time: what is made together lies together in the store's indexes, so that a commit writes a few pages
     * instead of one for each row. 80 bits stay chance: nobody guesses an id, and nobody is let in by one. */
    uint64_t now = (uint64_t)clock_now(c);
    for (size_t i = 0; i < ID_TIME_BYTES; i++)
        random[i] = (uint8_t)(now >> (8 * (ID_TIME_BYTES - 1 - i)));
    char *text = arena_alloc(c->mem, ID_TEXT_MAX);
    if (!text)
        return ERR_NO_MEMORY;
    *ret_id = str_make(text, id_write(prefix, random, text));
    return ERR_OK;
}
