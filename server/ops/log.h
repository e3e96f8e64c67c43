/* One JSON object a line on standard error, written with one call so that lines of threads do not mix. Never secrets: bodies,
 * tokens, cookies and queries are not among what callers give. Any thread. */
#ifndef HH_OPS_LOG_H
#define HH_OPS_LOG_H

#include "server/port/ctx.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    enum log_level level; /* below it nothing is written */
    struct clock_port *clock;
    int fd;
};

struct log_field {
    const char *name;
    bool is_number;
    struct str text;
    int64_t number;
};
#define LOG_TEXT(name_, text_) ((struct log_field){ .name = (name_), .text = (text_) })
#define LOG_NUMBER(name_, number_) ((struct log_field){ .name = (name_), .is_number = true, .number = (int64_t)(number_) })
#define LOG_FIELDS(...) (const struct log_field[]){ __VA_ARGS__ }, sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field)

static inline bool log_wants(const struct log *log, enum log_level level)
{
    return level >= log->level;
}
void log_write(const struct log *log, enum log_level level, const char *what, const struct log_field *fields, size_t count);
MUST_USE bool log_level_find(const char *name, enum log_level *ret_level);

#endif
