#include "proto/base/err.h"

#include "proto/base/check.h"

static const struct {
    int status;
    struct str code, zh, en;
} rows[] = {
#define ERROR(name, status, code, zh, en) { status, { "" code, sizeof(code) - 1 }, { "" zh, sizeof(zh) - 1 }, { "" en, sizeof(en) - 1 } },
#include "proto/base/err.def"
#undef ERROR
};

int err_status(enum err e)
{
    CHECK((size_t)e < COUNT_OF(rows));
    return rows[e].status;
}

struct str err_code(enum err e)
{
    CHECK((size_t)e < COUNT_OF(rows));
    return rows[e].code;
}

struct str err_text(enum err e, enum lang lang)
{
    CHECK((size_t)e < COUNT_OF(rows));
    return lang == LANG_ZH ? rows[e].zh : rows[e].en;
}
