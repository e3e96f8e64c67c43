/* An agency, an enterprise and staff; papers to bring. For the tests of documents and authorizations. */
#ifndef HH_TESTS_PAPERS_WORLD_H
#define HH_TESTS_PAPERS_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

#define PDF "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"

static struct world w;
static struct world_account agent, colleague, recruiter, stranger, candidate, staff, elsewhere, admin;
static const char *agency, *firm;

static inline bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}
static inline const char *made(struct world_answer a, int status)
{
    cr_assert_eq(a.status, status, "%d: %.*s", a.status, STR_ARG(a.body));
    return world_keep(&w, world_text(a, "id"));
}
static inline const char *organization(const struct world_account *by, const char *kind, const char *uscc)
{
    char body[300];
    (void)snprintf(body, sizeof body, "{\"kind\":\"%s\",\"name\":\"温州演示单位（演示）\",\"uscc\":\"%s\",\"region\":\"330302\"}", kind, uscc);
    return made(world_call(&w, "POST", "/api/v1/organizations", body, by), 201);
}
static inline struct world_answer verify(const char *what, const char *id, const char *body, const struct world_account *as)
{
    return world_callf(&w, as, "POST", body, "/api/v1/%s/%s/verification", what, id);
}
static inline void papers_begin(void)
{
    world_init(&w);
    agent         = world_account(&w, "agent", role_agent);
    colleague     = world_account(&w, "colleague", role_agent);
    recruiter     = world_account(&w, "recruiter", role_recruiter);
    stranger      = world_account(&w, "stranger", role_recruiter);
    candidate     = world_account(&w, "candidate", role_candidate);
    staff         = world_account(&w, "staff", role_staff);
    elsewhere     = world_account(&w, "elsewhere", role_staff);
    admin         = world_account(&w, "admin", role_admin);
    agency        = organization(&agent, "agency", "91330399MADEM0011F");
    firm          = organization(&recruiter, "enterprise", "91330399MADEM002X7");
    cr_assert_eq(verify("organizations", agency, "{\"decision\":\"verified\"}", &staff).status, 200);
    cr_assert_eq(verify("organizations", firm, "{\"decision\":\"verified\"}", &staff).status, 200);
}
static inline void papers_end(void)
{
    world_done(&w);
}
static inline struct world_answer bring(const struct world_account *as, const char *organization_id, const char *kind, struct str bytes)
{
    char target[200];
    (void)snprintf(target, sizeof target, "/api/v1/organizations/%s/documents?kind=%s", organization_id, kind);
    struct app_request request = { .method = STR("POST"), .target = str_from_cstr(target), .body = bytes, .content_type = STR("application/pdf"), .who = as ? &as->who : NULL };
    return world_request(&w, &request);
}

#endif
