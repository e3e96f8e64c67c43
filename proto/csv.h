/* Comma separated values, RFC 4180: cells in quotes may hold commas, line ends and doubled quotes; lines end with CRLF or LF. Nothing is
 * guessed: a quote inside a plain cell, text behind a closing quote and a quote that is never closed are faults.
 *
 * Spreadsheets take a cell that begins with = + - @ (or their wide forms), a tab or a carriage return for a formula. What is written gets
 * an apostrophe before such a cell, and before one that begins with apostrophes and then so; what is read loses it again: the same
 * text comes back, whatever it is (after OWASP, "CSV Injection"). */
#ifndef HH_PROTO_CSV_H
#define HH_PROTO_CSV_H

#include "proto/base/arena.h"
#include "proto/base/buf.h"

#define CSV_CELLS_MAX 128
#define CSV_RECORD_BYTES_MAX ((size_t)1024 * 1024)

enum csv_found {
    CSV_RECORD,
    CSV_END,
    CSV_QUOTE_INSIDE,  /* a quote within a cell that does not begin with one */
    CSV_QUOTE_AFTER,   /* something else behind a closing quote */
    CSV_QUOTE_OPEN,    /* never closed, or not within CSV_RECORD_BYTES_MAX: nothing behind it can be read */
    CSV_CELLS,         /* too many */
    CSV_NO_MEMORY,
};

struct csv_record {
    struct str cells[CSV_CELLS_MAX]; /* of the text, or in mem where quotes were doubled */
    size_t count;
    int64_t lines; /* physical lines it took */
};

/* The next record of *text, which moves behind it. After a fault it moves behind the first physical line of the bad record, and
 * ret_record->lines is 1; after CSV_QUOTE_OPEN to the end. */
MUST_USE enum csv_found csv_next(struct arena *mem, struct str *text, struct csv_record *ret_record);

/* One cell, in quotes where it needs them. */
void csv_write(struct buf *out, struct str cell);
/* With the apostrophe where it is needed; and without it again. */
void csv_write_guarded(struct buf *out, struct str cell);
struct str csv_unguard(struct str cell);

#endif
