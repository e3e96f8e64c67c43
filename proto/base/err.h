/* What the outside can cause. One closed list (err.def); each has an HTTP status, a code for programs and
 * a text in both languages. Nothing below the app layer knows HTTP: the status is only a column. */
#ifndef HH_BASE_ERR_H
#define HH_BASE_ERR_H

#include "proto/base/str.h"

enum err {
#define ERROR(name, status, code, zh, en) ERR_##name,
#include "proto/base/err.def"
#undef ERROR
    ERR_COUNT
};

enum lang { LANG_ZH, LANG_EN };

int err_status(enum err e);
struct str err_code(enum err e);
struct str err_text(enum err e, enum lang lang);

/* Passes a refusal up. Only for functions that return enum err. */
#define TRY(expr)                                                                                                      \
    do {                                                                                                               \
        enum err try_err_ = (expr);                                                                                    \
        if (try_err_ != ERR_OK)                                                                                        \
            return try_err_;                                                                                           \
    } while (0)

#endif
