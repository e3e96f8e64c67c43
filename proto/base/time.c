#include "proto/base/time.h"

/* Days since 1970-01-01 of a civil date, and back: the era arithmetic on 400-year cycles. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_of(int64_t days, int64_t *ret_y, int64_t *ret_m, int64_t *ret_d)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp  = (5 * doy + 2) / 153;
    *ret_d      = doy - (153 * mp + 2) / 5 + 1;
    *ret_m      = mp + (mp < 10 ? 3 : -9);
    *ret_y      = yoe + era * 400 + (*ret_m <= 2);
}

static char *put(char *p, int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        p[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return p + digits;
}

size_t time_write(int64_t at, char ret_text[TIME_TEXT_MAX])
{
    int64_t local = at + 8 * MILLIS_HOUR;
    if (local < 0)
        local = 0;
    int64_t days = local / MILLIS_DAY;
    int64_t ms   = local % MILLIS_DAY;
    int64_t y = 0;
    int64_t m = 0;
    int64_t d = 0;
    civil_of(days, &y, &m, &d);
    char *p = put(ret_text, y > 9999 ? 9999 : y, 4);
    *p++    = '-';
    p       = put(p, m, 2);
    *p++    = '-';
    p       = put(p, d, 2);
    *p++    = 'T';
    p       = put(p, ms / MILLIS_HOUR, 2);
    *p++    = ':';
    p       = put(p, ms / MILLIS_MINUTE % 60, 2);
    *p++    = ':';
    p       = put(p, ms / MILLIS_SECOND % 60, 2);
    *p++    = '.';
    p       = put(p, ms % 1000, 3);
    memcpy(p, "+08:00", 6);
    return (size_t)(p + 6 - ret_text);
}

static bool take(struct str *s, size_t digits, int64_t *ret_value)
{
    uint64_t v = 0;
    if (s->len < digits || !str_to_u64(str_make(s->ptr, digits), &v))
        return false;
    *s         = str_skip(*s, digits);
    *ret_value = (int64_t)v;
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static int64_t month_days(int64_t y, int64_t m)
{
    static const int64_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap                   = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static bool date_read(struct str *s, int64_t *ret_days)
{
    int64_t y = 0;
    int64_t m = 0;
    int64_t d = 0;
    if (!take(s, 4, &y) || !take_char(s, '-') || !take(s, 2, &m) || !take_char(s, '-') || !take(s, 2, &d))
        return false;
    if (y < 1900 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
        return false;
    *ret_days = days_of(y, m, d);
    return true;
}

static bool clock_read(struct str *s, int64_t *ret_ms)
{
    int64_t h  = 0;
    int64_t mi = 0;
    int64_t se = 0;
    int64_t ms = 0;
    if (!take(s, 2, &h) || !take_char(s, ':') || !take(s, 2, &mi) || !take_char(s, ':') || !take(s, 2, &se))
        return false;
    if (h > 23 || mi > 59 || se > 59)
        return false;
    if (take_char(s, '.')) {
        int64_t scale = 100;
        size_t digits = 0;
        for (; s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9'; digits++) {
            ms += scale * (s->ptr[0] - '0');
            scale /= 10;
            *s = str_skip(*s, 1);
        }
        if (digits == 0 || digits > 9)
            return false;
    }
    *ret_ms = h * MILLIS_HOUR + mi * MILLIS_MINUTE + se * MILLIS_SECOND + ms;
    return true;
}

static bool offset_read(struct str *s, int64_t *ret_ms)
{
    if (take_char(s, 'Z')) {
        *ret_ms = 0;
        return true;
    }
    bool minus = s->len && s->ptr[0] == '-';
    int64_t h  = 0;
    int64_t m  = 0;
    if (!take_char(s, minus ? '-' : '+') || !take(s, 2, &h) || !take_char(s, ':') || !take(s, 2, &m) || h > 23 || m > 59)
        return false;
    *ret_ms = (h * MILLIS_HOUR + m * MILLIS_MINUTE) * (minus ? -1 : 1);
    return true;
}

bool time_read(struct str text, int64_t *ret_at)
{
    int64_t days   = 0;
    int64_t ms     = 0;
    int64_t offset = 0;
    if (!date_read(&text, &days) || !take_char(&text, 'T') || !clock_read(&text, &ms) || !offset_read(&text, &offset))
        return false;
    if (text.len)
        return false;
    *ret_at = days * MILLIS_DAY + ms - offset;
    return true;
}
