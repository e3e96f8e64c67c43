/* Rows of a model to bound values and back; used by store.c alone. */
#ifndef HH_PORT_STORE_ROW_H
#define HH_PORT_STORE_ROW_H

#include "server/port/store.h"

#define ROW_FIELDS_MAX 64

/* One value a field, in order. Lists become JSON text in mem; other text is borrowed from the row. */
MUST_USE enum err row_bind(struct arena *mem, const struct model *m, const void *row, struct bind *ret_binds);
/* The cursor's row, whose columns are the model's fields in order, into the struct; text goes to ctx->mem. */
MUST_USE enum err row_read(struct store_tx *tx, struct store_cursor *cursor, const struct model *m, void *ret_row);
/* ptr NULL stays so; an empty text keeps a pointer. */
MUST_USE enum err row_text_copy(struct arena *mem, struct str text, struct str *ret_text);
/* A JSON array of texts (as row_bind writes it) into mem; ERR_INTERNAL when it is none. */
MUST_USE enum err row_list_read(struct arena *mem, struct str json, struct str_list *ret_list);

#endif
