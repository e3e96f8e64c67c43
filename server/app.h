/* The one door. HTTP requests, WebSocket calls, timed jobs, tests, the simulator and the fuzzers all enter here. */
#ifndef HH_APP_H
#define HH_APP_H

#include "server/port/route.h"

struct app; /* routes compiled, caches; shared by all threads, made at start */

struct app_config {
    const struct hall *hall;
    size_t loop_count; /* caches are per loop */
    struct rate account_rate; /* calls of one account */
    struct rate address_rate; /* calls of one address by people not signed in: high, a campus may be behind one address */
};
MUST_USE struct app *app_new(const struct app_config *config);
void app_free(struct app *a);

struct app_request {
    struct str method;
    struct str target;        /* path and query, percent-encoded */
    struct str body;
    struct str content_type;
    struct str language;      /* Accept-Language, or "zh" / "en" */
    struct str authorization; /* "Bearer …" */
    struct str cookie;
    struct str csrf;          /* X-CSRF-Token */
    struct str if_match;
    struct str if_none_match;
    struct str key;           /* Idempotency-Key */
    struct str origin;
    struct str accept_encoding;
    struct str address;
    struct str request_id;    /* empty: made here */
    const struct who *who;    /* not NULL: already known (a WebSocket's caller, a job, a test): no token or CSRF is asked */
    size_t loop_index;
};

struct app_answer {
    int status;
    struct str content_type;
    struct str body;          /* in the request's arena, or static */
    struct str etag;          /* with quotes; empty: none */
    int64_t retry_after_s;    /* 0: none */
    struct str set_cookie, set_device;
    struct str location;
    struct str allow;         /* of a 405 */
    struct str cache_control; /* empty: no-store */
    struct str content_encoding;
    struct str request_id;
    bool vary_encoding;
    bool download; /* Content-Disposition: attachment */
};

/* Runs one request to its end; parks the fiber. mem is the call's arena. Never fails: every failure is an answer. */
void app_call(struct app *a, struct arena *mem, const struct app_request *request, struct app_answer *ret_answer);

/* The largest body a path takes, for the wire. */
size_t app_body_max(const struct app *a, struct str method, struct str path);
/* A problem for refusals outside of a call (framing, limits), in both languages' neutral form (zh first). */
void app_problem_static(int status, struct str *ret_body);

/* --- for the WebSocket service ----------------------------------------------------------------------------- */
/* Who stands behind a bearer token, cookie or live pass; ERR_NOT_SIGNED_IN. Text is copied into mem. */
MUST_USE enum err app_who(struct app *a, struct arena *mem, const struct app_request *request, struct str pass, struct who *ret_who);
/* Is this login still good? ERR_NOT_SIGNED_IN when it ended. */
MUST_USE enum err app_login_check(struct app *a, struct arena *mem, struct str login_id);
/* May they listen to "kind:id"? ret_place: presence place to keep while they do ("" none), in mem. ret_channel: the full
 * channel name ("me" becomes me:ACCOUNT). */
MUST_USE enum err app_channel(struct app *a, struct arena *mem, const struct who *who, struct str channel, struct str *ret_channel, struct str *ret_place);
/* A login ended (the revoke message of another process): its copy here goes at once. Any thread. */
void app_heard_revoke(struct app *a, struct str login_id);
/* Any change was heard (an event arrived): answers kept for everyone are dropped. Any thread. */
void app_heard_change(struct app *a);
/* All jobs of all features, for the runner. */
size_t app_jobs(const struct app *a, const struct job **ret_jobs, size_t max);
/* All routes in order, for OpenAPI, metrics and the tests' matrix. */
size_t app_routes(const struct app *a, const struct route **ret_routes, size_t max);

/* The OpenAPI text of all routes; static. */
struct str app_contract(const struct app *a);
/* What one route answered so far, summed over the loops. Any thread. */
#define APP_CLASSES 5 /* 1xx … 5xx */
#define APP_TIMES 7   /* at most 1, 5, 25, 100, 500, 2500 ms, longer */
extern const int app_times_ms[APP_TIMES - 1];
struct app_count {
    uint64_t by_class[APP_CLASSES];
    uint64_t by_time[APP_TIMES];
    uint64_t total_ms;
};
void app_count_read(const struct app *a, size_t route_index, struct app_count *ret_count);

#endif
