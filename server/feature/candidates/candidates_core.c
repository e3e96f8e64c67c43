#include "server/feature/candidates/candidates_core.h"

#include "server/port/consent.h"

#define HALL_OFFSET (8 * MILLIS_HOUR)
#define YEAR_FIRST 1900

static bool digits_read(const char *at, size_t n, int64_t *ret_value)
{
    uint64_t value = 0;
    if (!str_to_u64(str_make(at, n), &value))
        return false;
    *ret_value = (int64_t)value;
    return true;
}

static bool day_exists(int64_t year, int64_t month, int64_t day)
{
    static const int64_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < YEAR_FIRST || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

static int64_t date_make(int64_t year, int64_t month, int64_t day)
{
    return year * 10000 + month * 100 + day;
}

bool date_read(struct str text, int64_t *ret_date)
{
    int64_t year, month, day;
    if (text.len != DATE_CHARS || text.ptr[4] != '-' || text.ptr[7] != '-' || !digits_read(text.ptr, 4, &year) || !digits_read(text.ptr + 5, 2, &month) ||
        !digits_read(text.ptr + 8, 2, &day) || !day_exists(year, month, day))
        return false;
    *ret_date = date_make(year, month, day);
    return true;
}

int64_t date_of(int64_t now)
{
    char text[TIME_TEXT_MAX];
    int64_t date = 0;
    size_t len   = time_write(now, text); /* in UTC+8 */
    return len > DATE_CHARS && date_read(str_make(text, DATE_CHARS), &date) ? date : 0;
}

bool date_may_work(int64_t birth_date, int64_t today)
{
    return birth_date + WORKING_AGE * 10000 <= today;
}

bool identity_read(struct str text, char ret_form[IDENTITY_CHARS], int64_t *ret_birth_date)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int64_t year, month, day;
    int sum = 0;
    if (text.len != IDENTITY_CHARS || text.ptr[0] < '1' || text.ptr[0] > '9')
        return false;
    for (size_t i = 0; i < COUNT_OF(weights); i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        sum += (text.ptr[i] - '0') * weights[i];
    }
    char last = text.ptr[17] == 'x' ? 'X' : text.ptr[17];
    if (last != "10X98765432"[sum % 11] || !digits_read(text.ptr + 6, 4, &year) || !digits_read(text.ptr + 10, 2, &month) || !digits_read(text.ptr + 12, 2, &day) ||
        !day_exists(year, month, day))
        return false;
    memcpy(ret_form, text.ptr, IDENTITY_CHARS);
    ret_form[17]    = last;
    *ret_birth_date = date_make(year, month, day);
    return true;
}

bool phone_read(struct str text, char ret_form[PHONE_DIGITS])
{
    char digits[PHONE_DIGITS];
    size_t n        = 0;
    struct str rest = str_trim(text);
    if (str_starts(rest, STR("+86")))
        rest = str_skip(rest, 3);
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        if (c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || n == PHONE_DIGITS)
            return false;
        digits[n++] = c;
    }
    if (n != PHONE_DIGITS || digits[0] != '1' || digits[1] < '3')
        return false;
    memcpy(ret_form, digits, PHONE_DIGITS);
    return true;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Labels with one dot between, none at the ends: both sides of the sign. extra: signs a label may hold beside letters and digits. */
static bool dotted(struct str text, const char *extra, bool ends_plain, size_t *ret_labels)
{
    size_t labels = 1;
    for (size_t i = 0; i < text.len; i++) {
        char c    = text.ptr[i];
        bool edge = i == 0 || i + 1 == text.len || text.ptr[i - 1] == '.' || text.ptr[i + 1] == '.';
        if (c == '.' && edge)
            return false;
        if (c == '.')
            labels++;
        else if (!is_word(c) && (!strchr(extra, c) || (ends_plain && edge)))
            return false;
    }
    *ret_labels = labels;
    return text.len > 0;
}

size_t email_read(struct str text, char ret_form[EMAIL_CHARS])
{
    struct str rest = str_trim(text), local, host;
    size_t labels   = 0;
    if (rest.len > EMAIL_CHARS || memchr(rest.ptr, '\0', rest.len))
        return 0;
    for (size_t i = 0; i < rest.len; i++)
        ret_form[i] = rest.ptr[i] >= 'A' && rest.ptr[i] <= 'Z' ? (char)(rest.ptr[i] | 0x20) : rest.ptr[i];
    host = str_cut(str_make(ret_form, rest.len), '@', &local);
    if (!dotted(local, "_%+-", false, &labels) || !dotted(host, "-", true, &labels) || labels < 2)
        return 0;
    return rest.len;
}

void email_mask(char *text, size_t len)
{
    const char *at = memchr(text, '@', len);
    mask(text, len, 1, at ? len - (size_t)(at - text) : 0);
}

void mask(char *text, size_t len, size_t head, size_t tail)
{
    bool whole = len <= head + tail; /* too short to show anything of it */
    for (size_t i = 0; i < len; i++)
        if (whole || (i >= head && i < len - tail))
            text[i] = '*';
}

bool profile_may_open(const struct candidate_row *row, const struct organization_row *organization, bool consented)
{
    return !profile_is_hidden(row, organization) && (row->visibility == visibility_all_verified || consented);
}

int64_t profile_progress(const struct candidate_row *row, struct str ret_missing[PROGRESS_PARTS], size_t *ret_count)
{
    const struct {
        struct str name;
        bool there;
    } parts[PROGRESS_PARTS] = {
        { STR("name"), row->name.len > 0 },
        { STR("birth_date"), row->birth_date.len > 0 },
        { STR("phone"), row->phone.len > 0 },
        { STR("identity_number"), row->identity_number.len > 0 },
        { STR("headline"), row->headline.len > 0 },
        { STR("summary"), row->summary.len > 0 },
        { STR("skills"), row->skills.len > 0 },
        { STR("occupations"), row->occupations.len > 0 },
        { STR("education"), row->education != education_none },
        { STR("school"), row->school.len > 0 },
        { STR("experience_years"), row->experience_years != NONE },
        { STR("regions"), row->regions.len > 0 },
        { STR("wage_min_fen"), row->wage_min_fen != NONE },
        { STR("available_from"), row->available_from.len > 0 },
        { STR("employment_types"), row->employment_types.len > 0 },
        { STR("languages"), row->languages.len > 0 },
    };
    size_t missing = 0;
    for (size_t i = 0; i < PROGRESS_PARTS; i++)
        if (!parts[i].there)
            ret_missing[missing++] = parts[i].name;
    *ret_count = missing;
    return (int64_t)((PROGRESS_PARTS - missing) * 100 / PROGRESS_PARTS);
}
