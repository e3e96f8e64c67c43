/* A hall with a verified enterprise, its two recruiters, a stranger's enterprise and candidates; applications by one call each. */
#ifndef HH_TESTS_APPLICATIONS_WORLD_H
#define HH_TESTS_APPLICATIONS_WORLD_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, colleague, stranger, candidate, other, staff;
static const char *organization, *vacancy;

/* As a caller already known: a login would not outlive the days that tests let pass. if_match: version, 0 none. */
__attribute__((format(printf, 5, 6), unused)) static struct world_answer ask(const struct world_account *as, const char *method, const char *body, int64_t if_match,
                                                                             const char *target_format, ...)
{
    char target[256], etag[40] = "";
    va_list args;
    va_start(args, target_format);
    (void)vsnprintf(target, sizeof target, target_format, args);
    va_end(args);
    if (if_match)
        (void)snprintf(etag, sizeof etag, "\"%lld-zh-1\"", (long long)if_match);
    return world_request(&w, &(struct app_request){ .method = str_from_cstr(method), .target = str_from_cstr(target), .body = str_from_cstr(body),
                                                    .content_type = body ? STR("application/json") : STR_NONE, .if_match = str_from_cstr(etag), .who = &as->who });
}

__attribute__((unused)) static const char *organization_new(const struct world_account *by, const char *name, const char *uscc)
{
    char body[256];
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"%s\",\"uscc\":\"%s\",\"region\":\"330324\"}", name, uscc);
    struct world_answer a = ask(by, "POST", body, 0, "/api/v1/organizations");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(ask(&staff, "POST", "{\"decision\":\"verified\"}", 0, "/api/v1/organizations/%s/verification", id).status, 200);
    return id;
}

__attribute__((unused)) static const char *vacancy_draft(const char *title, int headcount)
{
    char body[512];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"%s\",\"region\":\"330324\",\"headcount\":%d,\"wage_min_fen\":650000,\"wage_max_fen\":1000000,"
                   "\"duties\":\"装配并试压\",\"contact_name\":\"陈经理\",\"contact_phone\":\"057788880000\"}",
                   organization, title, headcount);
    struct world_answer a = ask(&recruiter, "POST", body, 0, "/api/v1/vacancies");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

__attribute__((unused)) static const char *vacancy_new(const char *title, int headcount)
{
    const char *id        = vacancy_draft(title, headcount);
    struct world_answer a = ask(&recruiter, "POST", NULL, 0, "/api/v1/vacancies/%s/publication", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    return id;
}

__attribute__((unused)) static struct world_answer apply(const struct world_account *as, const char *to)
{
    return ask(as, "POST", "{\"message\":\"我做过三年阀门装配\"}", 0, "/api/v1/vacancies/%s/applications", to);
}

__attribute__((unused)) static const char *applied(const struct world_account *as, const char *to)
{
    struct world_answer a = apply(as, to);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

/* With the version it has now. */
__attribute__((unused)) static struct world_answer move(const struct world_account *as, const char *id, const char *body)
{
    struct world_answer a = ask(as, "GET", NULL, 0, "/api/v1/applications/%s", id);
    return ask(as, "PATCH", body, a.status == 200 ? world_number(a, "version") : 1, "/api/v1/applications/%s", id);
}

__attribute__((unused)) static struct world_answer move_to(const struct world_account *as, const char *id, const char *state)
{
    char body[80];
    (void)snprintf(body, sizeof body, "{\"state\":\"%s\"}", state);
    return move(as, id, body);
}

__attribute__((unused)) static void moved(const struct world_account *as, const char *id, const char *state)
{
    struct world_answer a = move_to(as, id, state);
    cr_assert_eq(a.status, 200, "%s: %.*s", state, STR_ARG(a.body));
}

/* All logged events of their own channel. */
__attribute__((unused)) static struct world_answer events_of(const struct world_account *as)
{
    struct world_answer a = ask(as, "GET", NULL, 0, "/api/v1/me/events");
    return ask(as, "GET", NULL, 0, "/api/v1/me/events?after=%s:0", world_keep(&w, world_text(a, "epoch")));
}

/* How many of this kind. */
__attribute__((unused)) static size_t events_count(const struct world_account *as, const char *event)
{
    struct world_answer a = events_of(as);
    size_t count          = 0;
    for (size_t i = 0; i < world_length(a, "items"); i++) {
        char path[40];
        (void)snprintf(path, sizeof path, "items.%zu.event", i);
        count += str_eq_cstr(world_text(a, path), event);
    }
    return count;
}

__attribute__((unused)) static void applications_begin(void)
{
    world_init(&w);
    recruiter    = world_account(&w, "recruiter", role_recruiter);
    colleague    = world_account(&w, "colleague", role_recruiter);
    stranger     = world_account(&w, "stranger", role_recruiter);
    candidate    = world_account(&w, "candidate", role_candidate);
    other        = world_account(&w, "other", role_candidate);
    staff        = world_account(&w, "staff", role_staff);
    organization = organization_new(&recruiter, "瓯闩泵业（演示）", "91330399MADEM0011F");
    cr_assert_eq(ask(&recruiter, "POST", "{\"login\":\"colleague\"}", 0, "/api/v1/organizations/%s/members", organization).status, 201);
    vacancy = vacancy_new("泵阀装配工", 2);
}

__attribute__((unused)) static void applications_end(void)
{
    world_done(&w);
}

#endif
