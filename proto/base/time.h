/* Moments are milliseconds since 1970 UTC (`_at`), spans say their unit (`_ms`, `_s`). No clock is read here. */
#ifndef HH_BASE_TIME_H
#define HH_BASE_TIME_H

#include "proto/base/str.h"

#define MILLIS_NONE INT64_MIN
#define MILLIS_SECOND INT64_C(1000)
#define MILLIS_MINUTE (60 * MILLIS_SECOND)
#define MILLIS_HOUR (60 * MILLIS_MINUTE)
#define MILLIS_DAY (24 * MILLIS_HOUR)

#define TIME_TEXT_MAX 32
/* RFC 3339 with milliseconds in Chinese standard time: 2026-11-24T09:00:00.000+08:00. Writes at most
 * TIME_TEXT_MAX bytes without NUL, returns the length. Years 1970 to 9999. */
size_t time_write(int64_t at, char ret_text[TIME_TEXT_MAX]);
/* RFC 3339 with any offset; seconds required, fraction to milliseconds, leap second refused. */
MUST_USE bool time_read(struct str text, int64_t *ret_at);

#endif
