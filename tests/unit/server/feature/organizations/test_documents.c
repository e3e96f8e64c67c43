/* Papers of organizations through the one door. */
#include "tests/unit/server/feature/organizations/papers_world.h"

TestSuite(documents, .init = papers_begin, .fini = papers_end);

static struct world_answer read_one(const struct world_account *as, const char *organization_id, const char *id)
{
    return world_callf(&w, as, "GET", NULL, "/api/v1/organizations/%s/documents/%s", organization_id, id);
}

Test(documents, a_paper_is_kept_as_it_came_and_given_back_as_a_download)
{
    struct world_answer a = bring(&agent, agency, "licence", STR(PDF));
    const char *id        = made(a, 201);
    cr_expect(text_is(a, "kind", "licence") && text_is(a, "media", "application/pdf") && world_number(a, "size") == sizeof(PDF) - 1);
    a = read_one(&agent, agency, id);
    cr_assert_eq(a.status, 200);
    cr_expect(str_eq(a.body, STR(PDF)) && str_eq(a.full.content_type, STR("application/pdf")) && a.full.download);
    a = world_callf(&w, &staff, "GET", NULL, "/api/v1/organizations/%s/documents", agency);
    cr_expect(world_length(a, "items") == 1 && text_is(a, "items.0.id", id) && text_is(a, "items.0.kind", "licence"));
    cr_expect_eq(read_one(&staff, agency, id).status, 200);
}

Test(documents, what_it_is_is_judged_by_its_content_and_not_by_what_the_client_says)
{
    struct world_answer a = bring(&agent, agency, "licence", STR("<html>not a PDF</html>"));
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "/file") && text_is(a, "errors.0.code", "wrong_kind"), "%.*s", STR_ARG(a.body));
    a = bring(&agent, agency, "licence", STR_NONE);
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "required"));
    a = bring(&agent, agency, "nonsense", STR(PDF));
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", "kind"), "%.*s", STR_ARG(a.body));
    cr_expect_eq(w.files.count, 0, "nothing was kept");
}

Test(documents, others_neither_bring_nor_read)
{
    const char *id = made(bring(&agent, agency, "permit", STR(PDF)), 201);
    cr_expect_eq(bring(&stranger, agency, "licence", STR(PDF)).status, 403);
    cr_expect_eq(bring(&candidate, agency, "licence", STR(PDF)).status, 403);
    cr_expect_eq(bring(&staff, agency, "licence", STR(PDF)).status, 403);
    cr_expect_eq(bring(&agent, "oNobody", "licence", STR(PDF)).status, 404);
    cr_expect_eq(read_one(&stranger, agency, id).status, 403);
    cr_expect_eq(read_one(&candidate, agency, id).status, 403);
    cr_expect_eq(read_one(NULL, agency, id).status, 401);
    cr_expect_eq(read_one(&agent, agency, "xNobody").status, 404);
    cr_expect_eq(read_one(&recruiter, firm, id).status, 404, "by way of one's own organization");
    cr_expect_eq(read_one(&admin, firm, id).status, 404);
    cr_expect_eq(world_callf(&w, &stranger, "GET", NULL, "/api/v1/organizations/%s/documents", agency).status, 403);
    const char *hidden = organization(&stranger, "enterprise", "91330399MADEM00387");
    cr_expect_eq(bring(&agent, hidden, "licence", STR(PDF)).status, 404, "its existence is private");
}

Test(documents, forty_are_kept_and_no_more)
{
    for (int i = 0; i < 40; i++)
        (void)made(bring(&agent, agency, "letter", STR(PDF)), 201);
    struct world_answer a = bring(&agent, agency, "letter", STR(PDF));
    cr_expect_eq(a.status, 409);
    cr_expect_eq(w.files.count, 1, "the same content is kept once");
}

Test(documents, without_a_place_for_files_nothing_is_promised)
{
    w.hall.files          = NULL;
    struct world_answer a = bring(&agent, agency, "licence", STR(PDF));
    cr_expect_eq(a.status, 503);
    a = world_callf(&w, &agent, "GET", NULL, "/api/v1/organizations/%s/documents", agency);
    cr_expect_eq(world_length(a, "items"), 0);
}
