/* The contract, printed from the rows that run it. */
#ifndef HH_PROTO_EMIT_H
#define HH_PROTO_EMIT_H

#include "proto/base/buf.h"
#include "proto/model.h"

struct emit_route { /* what the app's route rows say, without the app */
    const char *method; /* "GET" */
    const char *path;
    const char *doc;
    const char *roles;  /* "anyone", "candidate", … for people */
    int status;
    bool takes_key, needs_version, raw, upload;
    const struct model *in, *out;
};

void emit_openapi(struct buf *out, const struct emit_route *routes, size_t count);  /* OpenAPI 3.1 */
void emit_typescript(struct buf *out); /* all models and enums as types */
void emit_fields(struct buf *out);     /* what the page's forms must know of the bodies that people send */
void emit_sql(struct buf *out);        /* CREATE TABLE of stored models, for review beside the migrations */

#endif
