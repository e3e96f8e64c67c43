/* emit_golden WHAT: prints types.ts, fields.ts or schema.sql from the model rows, as tests/golden keeps them. (openapi.json is
 * printed by the server itself, which knows the routes: tests/golden/golden.cmake.) */
#include <stdio.h>

#include "proto/emit.h"

#define OUTPUT_MAX ((size_t)4 << 20)

int main(int argc, char **argv)
{
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    struct str what = str_from_cstr(argc == 2 ? argv[1] : NULL);
    if (str_eq(what, STR("types.ts")))
        emit_typescript(&out);
    else if (str_eq(what, STR("fields.ts")))
        emit_fields(&out);
    else if (str_eq(what, STR("schema.sql")))
        emit_sql(&out);
    bool done = out.len && !buf_failed(&out) && fwrite(out.ptr, 1, out.len, stdout) == out.len;
    buf_done(&out);
    if (!done)
        (void)fprintf(stderr, "usage: emit_golden types.ts | fields.ts | schema.sql\n");
    return done ? 0 : 2;
}
