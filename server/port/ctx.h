/* What a handler may touch. One ctx a call (request, frame, job), owned by the fiber that runs it; it travels to a
 * store thread and back with the job, never to two threads at once. */
#ifndef HH_PORT_CTX_H
#define HH_PORT_CTX_H

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/model.h"

struct store_port;
struct live_port;
struct seal_port;
struct files_port;
struct search_port;

/* --- small ports ---------------------------------------------------------------------------------------- */
struct clock_port {
    int64_t (*now)(struct clock_port *self); /* milliseconds since 1970; never runs backwards within a process */
};
struct random_port {
    void (*fill)(struct random_port *self, void *bytes, size_t n);
};
struct password_port { /* parks the fiber; Argon2id runs in a small worker queue of its own. 503 when that is full */
    enum err (*hash)(struct password_port *self, struct arena *mem, struct str password, struct str *ret_hash);
    /* An empty hash is nobody's: it takes as long as a real one and is never the same. */
    enum err (*verify)(struct password_port *self, struct str password, struct str hash, bool *ret_same);
};

/* A token bucket: `burst` at once, then one more every `refill_ms`. burst 0: no limit. */
struct rate {
    int64_t burst, refill_ms;
};
struct rate_port { /* any thread; forgets when the process ends */
    /* Takes one token of the bucket named `key`. False: none is left, ret_wait_ms says when one comes. */
    bool (*take)(struct rate_port *self, struct str key, struct rate rate, int64_t now, int64_t *ret_wait_ms);
    /* Gives one back (what was taken in advance was not a failure). */
    void (*give_back)(struct rate_port *self, struct str key);
};
struct report_port { /* what the process tells of itself; texts in mem or static */
    enum err (*metrics)(struct report_port *self, struct arena *mem, struct str *ret_text);  /* Prometheus */
    enum err (*contract)(struct report_port *self, struct arena *mem, struct str *ret_text); /* OpenAPI, JSON */
};

struct settings {
    struct str public_origin; /* "http://127.0.0.1:8080" */
    bool secure;              /* public_origin is https: __Host- cookie */
    bool staff_second_factor; /* staff can do nothing without one but switch it on */
    bool demo;                /* demonstration accounts may be entered */
    struct str process_id;    /* names this process in presence, a fresh id each start */
};

/* Everything that outlives a call. Read-only after start. */
struct hall {
    struct clock_port *clock;
    struct random_port *random;
    struct password_port *password;
    struct store_port *store;
    struct live_port *live;
    struct seal_port *seal;     /* NULL: nothing sealed can be written or read (the simulator) */
    struct files_port *files;   /* NULL: no files are kept (the simulator) */
    struct search_port *search; /* NULL: what is looked for is looked for in the store (the simulator) */
    struct rate_port *rate;     /* NULL: nothing is limited (the simulator) */
    struct report_port *report; /* NULL: the routes that print it answer 503 */
    const struct settings *settings;
};

/* --- the caller ----------------------------------------------------------------------------------------- */
struct who {
    struct str account_id; /* empty: nobody signed in */
    struct str login_id;   /* the login row; empty for jobs */
    struct str name;
    struct str region;     /* staff */
    struct str csrf_token;
    enum role role;        /* role_anyone when nobody signed in, role_system for jobs */
    bool demo;
    bool proved; /* the login was opened with a code of the second factor too */
};

#define FAULTS_MAX 48
struct fault {
    struct str pointer; /* "/wage_min_fen", or a path or query field's name */
    struct str code;
    struct str zh, en;  /* texts in both languages */
    struct str source;  /* the law it comes from; empty: none */
};

struct ctx {
    struct arena *mem; /* freed with the call; nothing in it outlives the call */
    const struct hall *hall;
    struct who who;
    enum lang lang;
    struct str request_id;
    struct str address;   /* the caller's, for rate limits */
    int64_t if_match;     /* version named in If-Match, NONE when absent */
    struct str upload;    /* the body of a route with ROUTE_UPLOAD, as it came */
    /* idempotency: filled by the app when the call carries a key and the route takes one */
    struct str key, key_route, key_hash;
    const struct model *answer_model; /* of *answer_value, for the row written with the effect */
    const void *answer_value;
    int answer_status;
    /* what the handler says beside its answer */
    int64_t version;        /* ETag version; NONE: none */
    int64_t retry_after_s;  /* 0: the default of the status */
    struct str device;      /* cookie of a browser that somebody signed in from before; nothing says yet that it is genuine */
    struct str set_cookie;  /* whole value of Set-Cookie; empty: none */
    struct str set_device;  /* of another, the device's */
    struct str revoked_login; /* a login that ended with this call: its copy in this process goes at once */
    struct str raw_type, raw_body; /* routes without an out model */
    bool download;                 /* raw_body is somebody's file: to be saved, never shown in our page's name */
    struct fault faults[FAULTS_MAX];
    size_t fault_count;
    struct str detail_zh, detail_en; /* of the refusal as a whole; empty: err.def's text */
    bool committed; /* set by store_commit: the effect is durable */
};

/* Adds a field's fault and returns ERR_INVALID, for `return fault_add(...)`. Texts are constant or in ctx->mem. */
enum err fault_add(struct ctx *c, struct str pointer, struct str code, struct str zh, struct str en);
/* The same with all that a fault says. */
enum err fault_take(struct ctx *c, struct fault fault);
/* Sets the whole refusal's text and returns e. */
enum err refuse(struct ctx *c, enum err e, struct str zh, struct str en);

/* Names the browser (not who uses it) to which signing in succeeded before. */
static inline struct str device_cookie_name(const struct settings *settings)
{
    return settings->secure ? STR("__Host-hirehall-device") : STR("hirehall-device");
}

int64_t clock_now(struct ctx *c);
/* A fresh opaque id in ctx->mem: its head is the time, 80 bits are chance; it names, it never admits. The prefix letter:
 * a account, b booth, f fair, g grant, i login, m message, o organization, s session, t ticket, v vacancy, x other. ERR_NO_MEMORY at the arena's ceiling. */
MUST_USE enum err id_new(struct ctx *c, char prefix, struct str *ret_id);

static inline bool who_is(const struct ctx *c, struct str account_id)
{
    return c->who.account_id.len && str_eq(c->who.account_id, account_id);
}
static inline bool who_is_staff(const struct ctx *c)
{
    return c->who.role == role_staff || c->who.role == role_admin;
}
/* The hall asks a second factor of staff, and this one signed in without. */
static inline bool second_factor_due(const struct ctx *c)
{
    return c->hall->settings && c->hall->settings->staff_second_factor && who_is_staff(c) && !c->who.proved;
}

#endif
