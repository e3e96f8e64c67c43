/* Staff, two organizations with their people, a candidate; for the tests of fairs and booths. */
#ifndef HH_TESTS_FAIRS_WORLD_H
#define HH_TESTS_FAIRS_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account staff, recruiter, stranger, candidate;
static const char *firm, *other_firm; /* verified; of the recruiter, of the stranger */
static bool redis_away;
static size_t heard_count;
static char heard_last[2000];

static inline enum live_fate fate(void *arg, const char *verb)
{
    (void)arg;
    (void)verb;
    return redis_away ? LIVE_FATE_LOST_BEFORE : LIVE_FATE_GOES_WELL;
}

static inline void hear(void *arg, const struct live_message *message)
{
    (void)arg;
    heard_count++;
    (void)snprintf(heard_last, sizeof heard_last, "%.*s %.*s", STR_ARG(message->channel), STR_ARG(message->text));
}

static inline const char *firm_new(const struct world_account *by, const char *uscc)
{
    char body[256];
    (void)snprintf(body, sizeof body, "{\"kind\":\"enterprise\",\"name\":\"演示单位\",\"uscc\":\"%s\",\"region\":\"330324\",\"industry\":\"泵阀\"}", uscc);
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", body, by);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = world_callf(&w, &staff, "POST", "{\"decision\":\"verified\"}", "/api/v1/organizations/%s/verification", id);
    cr_assert_eq(a.status, 200);
    return id;
}

static inline void fairs_begin(void)
{
    const struct live_memory_config live = { .loaded = true, .before = fate, .publish = hear };
    redis_away                           = false;
    heard_count                          = 0;
    world_init_with(&w, &(struct world_options){ .live_hooks = &live });
    staff      = world_account(&w, "staff", role_staff);
    recruiter  = world_account(&w, "recruiter", role_recruiter);
    stranger   = world_account(&w, "stranger", role_recruiter);
    candidate  = world_account(&w, "candidate", role_candidate);
    firm       = firm_new(&recruiter, "91330399MADEM0011F");
    other_firm = firm_new(&stranger, "91330399MADEM002X7");
}

static inline void fairs_end(void)
{
    world_done(&w);
}

static inline bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

/* Of a refusal with one field. */
static inline bool refused(struct world_answer a, int status, const char *pointer)
{
    return a.status == status && (!pointer || text_is(a, "errors.0.pointer", pointer));
}

/* starts and ends: "10:00" on the day of the world (which begins at 09:00). */
static inline struct world_answer fair_post(const char *starts, const char *ends, const char *more)
{
    char body[700];
    (void)snprintf(body, sizeof body, "{\"kind\":\"industry\",\"title\":\"泵阀专场（演示）\",\"starts_at\":\"2026-11-24T%s:00+08:00\",\"ends_at\":\"2026-11-24T%s:00+08:00\"%s}",
                   starts, ends, more);
    return world_call(&w, "POST", "/api/v1/fairs", body, &staff);
}

static inline const char *fair_new(void)
{
    struct world_answer a = fair_post("10:00", "12:00", "");
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}

static inline struct world_answer fair_step(const char *id, const char *to, const struct world_account *as)
{
    char body[64];
    (void)snprintf(body, sizeof body, "{\"to\":\"%s\"}", to);
    return world_callf(&w, as, "POST", body, "/api/v1/fairs/%s/state", id);
}

static inline struct world_answer fair_see(const char *id, const struct world_account *as)
{
    return world_callf(&w, as, "GET", NULL, "/api/v1/fairs/%s", id);
}

static inline struct world_answer booth_ask(const char *fair, const char *organization, const char *more, const struct world_account *as)
{
    char body[700];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\"%s}", organization, more);
    return world_callf(&w, as, "POST", body, "/api/v1/fairs/%s/booths", fair);
}

static inline struct world_answer booth_step(const char *id, const char *body, const struct world_account *as)
{
    return world_callf(&w, as, "POST", body, "/api/v1/booths/%s/state", id);
}

static inline struct world_answer booth_decide(const char *id, const char *body, const struct world_account *as)
{
    return world_callf(&w, as, "POST", body, "/api/v1/booths/%s/approval", id);
}

/* Announced fair, approved booth of the firm. */
static inline const char *booth_ready(const char *fair)
{
    struct world_answer a = booth_ask(fair, firm, "", &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    a              = booth_decide(id, "{\"decision\":\"approved\"}", &staff);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    return id;
}

static inline struct world_answer booths_see(const char *fair, const struct world_account *as)
{
    w.clock.now += 1000; /* the kept answer is over */
    return world_callf(&w, as, "GET", NULL, "/api/v1/fairs/%s/booths", fair);
}

#endif
