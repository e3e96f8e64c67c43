#include "server/ops/log.h"

#include <unistd.h>

#include "proto/base/buf.h"
#include "proto/base/time.h"
#include "proto/json.h"

#define LINE_MAX_BYTES 8192

static const char *const level_names[] = { "debug", "info", "warn", "error" };

bool log_level_find(const char *name, enum log_level *ret_level)
{
    for (size_t i = 0; i < COUNT_OF(level_names); i++)
        if (str_eq_cstr(str_from_cstr(name), level_names[i])) {
            *ret_level = (enum log_level)i;
            return true;
        }
    return false;
}

void log_write(const struct log *log, enum log_level level, const char *what, const struct log_field *fields, size_t count)
{
    if (!log_wants(log, level))
        return;
    struct buf line;
    char at[TIME_TEXT_MAX];
    buf_init(&line, LINE_MAX_BYTES);
    buf_add(&line, STR("{\"at\":\""));
    buf_add(&line, str_make(at, time_write(log->clock->now(log->clock), at)));
    buf_add(&line, STR("\",\"level\":\""));
    buf_add_cstr(&line, level_names[level]);
    buf_add(&line, STR("\",\"what\":"));
    json_write_text(&line, str_from_cstr(what));
    for (size_t i = 0; i < count; i++) {
        buf_add_char(&line, ',');
        json_write_text(&line, str_from_cstr(fields[i].name));
        buf_add_char(&line, ':');
        if (fields[i].is_number)
            buf_add_i64(&line, fields[i].number);
        else
            json_write_text(&line, str_is_utf8(fields[i].text) ? fields[i].text : STR("(not UTF-8)"));
    }
    buf_add(&line, STR("}\n"));
    if (!buf_failed(&line)) {
        struct str text = buf_str(&line);
        ssize_t n       = write(log->fd, text.ptr, text.len);
        (void)n; /* there is nowhere else to say it */
    }
    buf_done(&line);
}
