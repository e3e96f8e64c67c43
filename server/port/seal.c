#include "server/port/seal.h"

enum err seal_close(struct ctx *c, const char *column, struct str row_id, struct str plain, struct str *ret_sealed)
{
    struct seal_port *seal = c->hall->seal;
    struct str place       = seal_place(c->mem, column, row_id);
    if (!place.ptr)
        return ERR_NO_MEMORY;
    return seal ? seal->close(seal, c->mem, place, plain, ret_sealed) : ERR_UNAVAILABLE;
}

enum err seal_open(struct ctx *c, const char *column, struct str row_id, struct str sealed, struct str *ret_plain)
{
    struct seal_port *seal = c->hall->seal;
    struct str place       = seal_place(c->mem, column, row_id);
    if (!place.ptr)
        return ERR_NO_MEMORY;
    return seal ? seal->open(seal, c->mem, place, sealed, ret_plain) : ERR_UNAVAILABLE;
}

enum err seal_blind(struct ctx *c, const char *kind, struct str value, struct str *ret_index)
{
    struct seal_port *seal = c->hall->seal;
    return seal ? seal->blind(seal, c->mem, str_from_cstr(kind), value, ret_index) : ERR_UNAVAILABLE;
}
