/* Places in line: the routes, the booth's channel, the jobs. */
#include "server/feature/line/line_in.h"

HANDLER(line_join, id_in, ticket)
HANDLER(line_leave, id_in, ticket)
HANDLER(line_snooze, id_in, ticket)
HANDLER(line_withdraw, id_in, ticket)
HANDLER(line_extend_ring, id_in, ticket)
HANDLER(line_answer, id_in, answered)
HANDLER(line_call, call_in, call)

/* --- the booth's channel: anybody may look, its recruiters staff it -------------------------------------------- */

struct exists_job {
    struct str booth_id;
};

static enum err exists_read(struct store_tx *tx, void *arg)
{
    const struct exists_job *job = arg;
    struct line_place_of at;
    return work_place(tx, job->booth_id, &at);
}

static enum err booth_may(struct ctx *c, struct str id)
{
    struct exists_job job = { id };
    return store_read(c, exists_read, &job);
}

static enum err works_read(struct store_tx *tx, void *arg)
{
    const struct exists_job *job = arg;
    return line_booth_check(tx, job->booth_id);
}

static const char *booth_place(struct ctx *c, struct str id)
{
    struct exists_job job = { id };
    return store_read(c, works_read, &job) == ERR_OK ? "booth" : NULL;
}

#define API "/api/v1/"
#define FLAGGED_ROUTE(method, path, roles, status, flags, in, out, name, doc)                                          \
    { METHOD_##method, API path, roles, status, flags, 0, &model_##in, &model_##out, name##_any, doc }
#define LINE_ROUTE(method, path, roles, status, in, out, name, doc) FLAGGED_ROUTE(method, path, roles, status, ROUTE_PLAIN, in, out, name, doc)
#define JOB_ROUTE(name, every_ms, doc)                                                                                 \
    { METHOD_POST, "/internal/jobs/" #name, SYSTEM, 204, ROUTE_NO_KEY, 0, &model_nothing, NULL, name##_any, doc },
#define CALL_ROUTE(name, doc) JOB_ROUTE(name, 0, doc)
static const struct route routes[] = {
    FLAGGED_ROUTE(POST, "booths/{id}/tickets", CANDIDATE, 201, ROUTE_KEY_LATE, id_in, ticket, line_join,
                  "Take a place in a booth's line; again: the same place (200)"),
    LINE_ROUTE(GET, "me/tickets", CANDIDATE, 200, page_in, ticket_list, tickets_mine, "My places, live ones first"),
    LINE_ROUTE(GET, "tickets/{id}", SIGNED_IN, 200, id_in, ticket, ticket_get, "One place: its candidate's and its booth's recruiters'"),
    LINE_ROUTE(DELETE, "tickets/{id}", CANDIDATE, 200, id_in, ticket, line_leave, "Leave the line"),
    LINE_ROUTE(POST, "tickets/{id}/snooze", CANDIDATE, 200, id_in, ticket, line_snooze, "Let two pass, at most twice"),
    LINE_ROUTE(POST, "booths/{id}/calls", RECRUITER, 201, call_in, call, line_call, "Ring the next callable; nobody callable: 200 and why"),
    LINE_ROUTE(DELETE, "tickets/{id}/ring", RECRUITER, 200, id_in, ticket, line_withdraw, "Take a ring back; the place is kept"),
    LINE_ROUTE(POST, "tickets/{id}/answer", CANDIDATE, 201, id_in, answered, line_answer, "Answer a ring: the talk begins"),
    LINE_ROUTE(POST, "tickets/{id}/extend_ring", CANDIDATE, 200, id_in, ticket, line_extend_ring, "Thirty seconds more, once"),
    LINE_ROUTE(GET, "booths/{id}/line", RECRUITER, 200, id_in, line, line_get, "The line as those who call see it"),
    LINE_JOBS(JOB_ROUTE) LINE_CALLS(CALL_ROUTE)
};

#define JOB_ROW(name, every_ms, doc) { "/internal/jobs/" #name, every_ms },
static const struct job jobs[]              = { LINE_JOBS(JOB_ROW) };
static const struct channel_rule channels[] = { { "booth", booth_may, booth_place } };

extern const struct feature feature_line;
const struct feature feature_line = {
    .name = "line", .routes = routes, .route_count = COUNT_OF(routes), .channels = channels, .channel_count = COUNT_OF(channels), .jobs = jobs, .job_count = COUNT_OF(jobs),
};
