#include "server/port/ctx.h"

#include "proto/base/id.h"

enum err fault_add(struct ctx *c, struct str pointer, struct str code, struct str zh, struct str en)
{
    if (c->fault_count < FAULTS_MAX)
        c->faults[c->fault_count++] = (struct fault){ pointer, code, zh, en };
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

enum err id_new(struct ctx *c, char prefix, struct str *ret_id)
{
    uint8_t random[16];
    c->hall->random->fill(c->hall->random, random, sizeof random);
    char *text = arena_alloc(c->mem, ID_TEXT_MAX);
    if (!text)
        return ERR_NO_MEMORY;
    *ret_id = str_make(text, id_write(prefix, random, text));
    return ERR_OK;
}
