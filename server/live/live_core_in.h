/* The inside of the live core, for its own files only. */
#ifndef HH_LIVE_CORE_IN_H
#define HH_LIVE_CORE_IN_H

#include "proto/base/map.h"
#include "server/live/live_core.h"

#define CORE_MAX ((size_t)1 << 20)

struct core_person { /* key: id */
    struct str id;
    struct core_ticket *tickets; /* live ones */
    int64_t engaged_count;       /* tickets ringing or in session, open grants on them */
    int64_t busy_count;          /* as a recruiter */
    bool online;
    bool absent, thaw;
    int64_t absent_since, thaw_since;
};

struct core_ticket { /* key: row.id */
    struct live_ticket row;
    struct core_person *person;
    struct core_ticket *next_of_person;
    struct core_booth *booth;
    struct core_ticket *next_of_booth;
    struct core_grant *grant; /* open on it */
    unsigned why;             /* enum not_callable; not_callable_count: not yet judged */
};

struct core_booth { /* key: row.id; stays when its row is not known yet */
    struct live_booth row;
    bool known;
    struct core_ticket *tickets;
};

struct core_grant { /* key: id */
    struct str id;
    struct core_ticket *ticket; /* NULL once that is gone */
    struct core_person *candidate, *recruiter;
    struct str ticket_id, booth_id;
    int64_t taken_at;
};

/* A moment or number under a name: gone tickets, shut grants, `once` ids, dirty ids. */
struct core_note {
    struct str id;
    int64_t value;
    int64_t due;
};

struct core_entry { /* key: process|account|place */
    struct str key;
    struct str account_id, place;
    int64_t until;
};

struct core_holding { /* key: account|place */
    struct str key;
    struct str account_id, place;
    int64_t count;
};

struct core_channel { /* key: name */
    struct str name;
    int64_t seq;
    size_t len;
    struct event_item *items; /* LIVE_LOG_MAX, oldest first */
};

struct core_pass {
    struct str id, login_id;
    int64_t until;
};

struct live_core {
    live_publish_fn *publish;
    void *publish_arg;
    struct str epoch;
    struct str lease;
    int64_t lease_until;
    int64_t swept_at; /* NONE: never */
    int64_t version;  /* of state events */
    struct map persons, tickets, booths, grants, gone, shut, once, dirty, entries, holdings, channels, passes;
};

/* An owned copy, ended with NUL. core_text_free takes it back. */
struct str core_text(struct str s);
void core_text_free(struct str *s);
void *core_new(size_t bytes);

struct core_person *core_person(struct live_core *core, struct str id);
void core_person_judge(struct live_core *core, struct core_person *p, int64_t since, int64_t now);
void core_dirty(struct live_core *core, struct str id, int64_t now);
void core_note_set(struct map *m, struct str id, int64_t value, int64_t due);
void core_note_drop(struct map *m, struct str id);
bool core_is_live(unsigned state);

/* Forget everything of one file's maps. */
void core_line_wipe(struct live_core *core);
void core_presence_wipe(struct live_core *core);
void core_channel_wipe(struct live_core *core);
/* Values of m, sorted; the caller frees. Never NULL. */
void **core_sorted(const struct map *m, int (*order)(const void *a, const void *b), size_t *ret_len);

#endif
