/* JSON: a strict gate for what comes in, a streaming writer for what goes out, both driven by model rows.
 *
 * json-c (0.16) accepts what it must refuse, and its parser crashes when one strdup fails, which no flag mends. So no byte
 * from outside reaches that parser: the gate runs over the raw bytes first; a body of a known model is decoded straight
 * from the gated bytes into its struct (one allocation a text, out of the call's arena); where a tree without a model is
 * needed (json_tree) it is a json-c tree, built from the gated bytes by json-c's constructors, which do report a failed
 * allocation. What is sent never touches json-c. Tests hold both trees, ours and that of json-c's parser, equal. */
#ifndef HH_PROTO_JSON_H
#define HH_PROTO_JSON_H

#include "proto/base/buf.h"
#include "proto/model.h"

#define JSON_DEPTH_MAX 16
#define JSON_KEYS_MAX 256 /* of one object (duplicates are looked for) */

/* One fault found while decoding: where and why, in both languages. */
struct json_fault {
    struct str pointer; /* "/wage_min_fen"; "" for the document */
    struct str code;    /* required, unknown_field, wrong_type, too_short, too_long, too_small, too_large, not_allowed, too_many (items), bad_time, bad_id; of the gate: syntax, bad_utf8, depth, duplicate_key, too_many_keys, number_range */
    struct str zh, en;
};
struct json_faults {
    struct json_fault items[16];
    size_t len;
};

/* RFC 8259 without exceptions: refuses NaN, Infinity, leading zeros, "2.e3", raw control bytes, comments, trailing commas,
 * invalid UTF-8 and lone surrogates, equal keys (after unescaping) in one object, depth above 16, integers outside int64,
 * numbers beyond double or of more than 128 characters, keys with U+0000, more than JSON_KEYS_MAX keys in one object (or
 * twice that in all objects open at once), anything after the value, an empty document. Builds nothing. */
MUST_USE enum err json_gate(struct str text, struct json_fault *ret_fault);

/* Gate, then decode the body fields of m into value (which model_clear prepared): every limit of the rows is checked here and
 * only here; all faults are added to `faults` (at most 16 are kept). Unknown keys are refused. null is as good as absent, but sets the field's bit of
 * `given`; a fault sets it too, so that json_required does not name the field again. Fields with F_PATH or F_QUERY are not looked for.
 * ERR_BAD_JSON, ERR_INVALID, ERR_NO_MEMORY. Text and lists are copied into mem. U+0000 in a text is refused. */
MUST_USE enum err json_decode(struct arena *mem, struct str text, const struct model *m, void *value, struct json_faults *faults);
/* One path or query field from its decoded text. */
MUST_USE enum err json_decode_text(struct arena *mem, const struct field *f, struct str text, void *value, size_t field_index, struct json_faults *faults);
/* After path, query and body are in: F_REQ fields that are not given. */
MUST_USE enum err json_required(const struct model *m, const void *value, struct json_faults *faults);

/* Writes the struct as one JSON object, all fields in row order (F_PATH and F_QUERY ones too are written: answers have none).
 * What is absent is null, but a text that is not F_NULL and may be empty is "", and lists are []. */
void json_encode(struct buf *out, const struct model *m, const void *value);
/* Writes a JSON string with quotes and escapes (also U+2028, U+2029, '<' as escapes, so it may stand in a page). */
void json_write_text(struct buf *out, struct str text);
void json_write_time(struct buf *out, int64_t at); /* null for NONE */
/* Into mem instead of a buf; ptr NULL at the ceiling. */
struct str json_encode_mem(struct arena *mem, const struct model *m, const void *value);

/* Builds a json-c tree for code that needs a tree without a model (the WebSocket envelope). The document `null`
 * gives NULL, as everywhere in json-c. ERR_BAD_JSON, ERR_NO_MEMORY. */
struct json_object;
MUST_USE enum err json_tree(struct str text, struct json_object **ret_tree, struct json_fault *ret_fault);
void json_tree_done(struct json_object **tree);
/* The raw bytes of a top-level member's value inside a gated object text (so a body can be passed on unparsed); ptr NULL: absent.
 * The key has at most 64 bytes. */
struct str json_member(struct str text, struct str key);

#endif
