/* Between the files of json: the gate with its position, and a reader of text that has passed the gate. The reader
 * checks nothing again; it must never see other text. */
#ifndef HH_PROTO_JSON_SCAN_H
#define HH_PROTO_JSON_SCAN_H

#include "proto/json.h"

/* json_gate, and where it stopped (bytes from the start). */
MUST_USE enum err json_gate_at(struct str text, struct json_fault *ret_fault, size_t *ret_offset);

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json_scan {
    const char *at;
    const char *end;
};

static inline struct json_scan scan_of(struct str gated)
{
    return (struct json_scan){ gated.ptr, gated.ptr + gated.len };
}
/* The kind of the value that comes next; blanks before it are passed. */
enum json_kind scan_kind(struct json_scan *s);
/* Passes one value and gives its bytes, without blanks around it. */
struct str scan_value(struct json_scan *s);
/* At a list or object: steps into it; false when it is empty (and is then passed). */
bool scan_first(struct json_scan *s);
/* Behind a member or item: true when another follows; else the list or object is passed. */
bool scan_next(struct json_scan *s);
/* At a member: passes the name and the colon, gives what stands between the quotes. */
struct str scan_key(struct json_scan *s);
/* At a text: passes it, gives what stands between the quotes. */
struct str scan_text(struct json_scan *s);

/* Undoes the escapes of what stood between quotes: at most raw.len bytes go to `out`, the number of them is returned. */
size_t json_unescape(struct str raw, char *out);
/* Whether raw (between quotes) means the same text as `plain`. */
bool json_text_is(struct str raw, struct str plain);

#endif
