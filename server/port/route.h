/* Routes, channels and jobs as rows. A feature exports tables of them; server/features.def names the features. */
#ifndef HH_PORT_ROUTE_H
#define HH_PORT_ROUTE_H

#include "server/port/ctx.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };

#define ROLE_BIT(r) (1U << role_##r)
enum role_set {
    ANYONE     = 0, /* also not signed in */
    CANDIDATE  = ROLE_BIT(candidate),
    RECRUITER  = ROLE_BIT(recruiter) | ROLE_BIT(agent), /* whoever works at booths */
    EMPLOYER   = ROLE_BIT(recruiter) | ROLE_BIT(agent) | ROLE_BIT(coordinator),
    STAFF      = ROLE_BIT(staff) | ROLE_BIT(admin),
    SIGNED_IN  = CANDIDATE | EMPLOYER | STAFF,
    RECRUITER_OR_STAFF = RECRUITER | STAFF,
    SYSTEM     = ROLE_BIT(system), /* jobs: never reachable from outside */
};

enum route_flag {
    ROUTE_PLAIN   = 0,
    ROUTE_NO_KEY  = 1, /* takes no idempotency key: its answer carries a token, or doing it twice is the same */
    ROUTE_VERSION = 2, /* PUT, PATCH: If-Match is required when the object exists (the handler calls version_check) */
    ROUTE_RAW     = 4, /* answers ctx->raw_body with ctx->raw_type */
    ROUTE_UPLOAD  = 16, /* takes the body as it is (ctx->upload, at most FILE_BYTES_MAX); its in model has only path and query fields */
    ROUTE_UNPROVED = 32, /* also for staff who owe the hall their second factor: what they need to switch it on, and leave */
    ROUTE_KEY_LATE = 8, /* every success is a commit and nothing is touched before it: an idempotency key that was used is found by the
                           commit itself, which spares each first call a read */
};

struct route {
    enum method method;
    const char *path; /* "/api/v1/booths/{id}/calls" */
    unsigned roles;   /* enum role_set */
    int status;       /* of success */
    unsigned flags;
    int shared_ms;    /* > 0: the same answer for everyone who may ask, kept in the process so long (and dropped at any change it hears of) */
    const struct model *in;  /* &model_nothing when it takes nothing */
    const struct model *out; /* NULL: no body (204) or raw */
    enum err (*handle)(struct ctx *c, const void *in, void *out);
    const char *doc;
};

/* Gives an untyped wrapper for enum err NAME(struct ctx *, const struct IN *, struct OUT *). */
#define HANDLER(name, in_type, out_type)                                                                               \
    static enum err name##_any(struct ctx *c, const void *in, void *out)                                               \
    {                                                                                                                  \
        return name(c, (const struct in_type *)in, (struct out_type *)out);                                            \
    }
/* For handlers without an answer: enum err NAME(struct ctx *, const struct IN *). */
#define HANDLER_SILENT(name, in_type)                                                                                  \
    static enum err name##_any(struct ctx *c, const void *in, void *out)                                               \
    {                                                                                                                  \
        (void)out; /* 204 */                                                                                           \
        return name(c, (const struct in_type *)in);                                                                    \
    }

/* A channel kind: who may listen. id is what follows the colon (empty for "me"). Judged at subscribing and again when
 * rights changed. */
struct channel_rule {
    const char *kind; /* "fair" */
    enum err (*may)(struct ctx *c, struct str id);
    /* The place (live_presence.place kind) a subscriber of this role counts as present at; NULL: none. */
    const char *(*place)(struct ctx *c, struct str id);
};

/* A timed job: calls the POST route `path` as role_system every every_ms, never twice at once in a process. */
struct job {
    const char *path; /* "/internal/jobs/ring_timeout" */
    int64_t every_ms;
};

struct feature {
    const char *name;
    const struct route *routes;
    size_t route_count;
    const struct channel_rule *channels;
    size_t channel_count;
    const struct job *jobs;
    size_t job_count;
};

/* If-Match against what exists, after the permission was judged: 428 when missing, 412 when another version. */
enum err version_check(struct ctx *c, int64_t version);
/* For other calls, which may leave If-Match out: 412 when it was given and names another version. */
enum err version_agrees(struct ctx *c, int64_t version);

/* Paging: decodes `after` (opaque, made by page_next) into the sort key and id of the last item seen. */
struct page {
    int64_t limit;      /* 20 when absent */
    int64_t after_key;  /* NONE: from the start */
    struct str after_id;
};
enum err page_read(struct ctx *c, int64_t limit, struct str after, struct page *ret_page);
enum err page_next(struct ctx *c, int64_t key, struct str id, struct str *ret_next);

#endif
