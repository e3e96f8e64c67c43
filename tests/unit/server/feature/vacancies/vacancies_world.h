/* Two organizations with their people, staff of their city and of another one; for tests of vacancies through the one door. */
#ifndef HH_TESTS_VACANCIES_WORLD_H
#define HH_TESTS_VACANCIES_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account recruiter, stranger, candidate, staff, far_staff, admin;
static const char *firm, *other_firm; /* verified; of the recruiter, of the stranger */

static inline bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

/* Of a refusal with one field. */
static inline bool refused(struct world_answer a, int status, const char *pointer)
{
    return a.status == status && (!pointer || text_is(a, "errors.0.pointer", pointer));
}

/* As a caller already known: a login would not outlive the months that some tests let pass. */
static inline struct world_answer call_as(const struct world_account *as, const char *method, const char *target, const char *body, const char *if_match)
{
    struct app_request r = { .method = str_from_cstr(method), .target = str_from_cstr(target), .if_match = str_from_cstr(if_match), .who = as ? &as->who : NULL };
    if (body) {
        r.body         = str_from_cstr(body);
        r.content_type = STR("application/json");
    }
    return world_request(&w, &r);
}

static inline struct world_answer vacancy_call(const struct world_account *as, const char *method, const char *id, const char *part, const char *body)
{
    char target[128];
    (void)snprintf(target, sizeof target, "/api/v1/vacancies/%s%s", id, part);
    return call_as(as, method, target, body, NULL);
}

static inline const char *firm_new(const struct world_account *by, const char *uscc, const char *industry)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"演示单位 %s\",\"uscc\":\"%s\",\"region\":\"330324\",\"industry\":\"%s\"}", industry, uscc, industry);
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", body, by);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_callf(&w, &admin, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    return id;
}

static inline void vacancies_begin(void)
{
    world_init(&w);
    admin                = world_account(&w, "admin", role_admin);
    staff                = world_account(&w, "staff", role_staff);
    far_staff            = world_account(&w, "far_staff", role_staff);
    staff.who.region     = STR("330300");
    far_staff.who.region = STR("330100");
    recruiter            = world_account(&w, "recruiter", role_recruiter);
    stranger             = world_account(&w, "stranger", role_recruiter);
    candidate            = world_account(&w, "candidate", role_candidate);
    firm                 = firm_new(&recruiter, "91330399MADEM0011F", "泵阀");
    other_firm           = firm_new(&stranger, "91330399MADEM002X7", "锁具");
}

static inline void vacancies_end(void)
{
    world_done(&w);
}

static inline struct world_answer draft_for(const char *organization, const struct world_account *by, const char *title, const char *more)
{
    char body[1600];
    (void)snprintf(body, sizeof body,
                   "{\"organization_id\":\"%s\",\"title\":\"%s\",\"headcount\":5,\"duties\":\"装配并试压\",\"address\":\"演示路 1 "
                   "号\",\"working_conditions\":\"车间有空调\"%s%s%s}",
                   organization, title, strstr(more, "wage_min_fen") ? "" : ",\"wage_min_fen\":650000,\"wage_max_fen\":1000000",
                   strstr(more, "\"region\"") ? "" : ",\"region\":\"330324\"", more);
    return call_as(by, "POST", "/api/v1/vacancies", body, NULL);
}

static inline const char *drafted(const char *title, const char *more)
{
    struct world_answer a = draft_for(firm, &recruiter, title, more);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static inline struct world_answer publish(const char *id)
{
    return vacancy_call(&recruiter, "POST", id, "/publication", NULL);
}

static inline const char *published(const char *title, const char *more)
{
    const char *id        = drafted(title, more);
    struct world_answer a = publish(id);
    cr_assert(a.status == 200 && text_is(a, "state", "published"), "%.*s", STR_ARG(a.body));
    w.clock.now += 1000;
    return id;
}

#endif
