/* The PDF résumé through the one door. */
#include "tests/unit/server/feature/applications/applications_world.h"

static char pdf_bytes[6 * 1024 * 1024];

static void begin(void)
{
    applications_begin();
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\",\"phone\":\"13800001234\"}", 0, "/api/v1/candidates/me").status, 200);
}

TestSuite(resume_file, .init = begin, .fini = applications_end);

/* A good one that says `text`, filled up to `size` bytes with a comment (0: as short as it is). */
static struct str pdf(const char *text, size_t size)
{
    int head = snprintf(pdf_bytes, 400, "%%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%%s\n", text);
    char tail[200];
    int length  = 0;
    size_t xref = (size_t)head;
    for (int i = 0; i < 2; i++) { /* the offset's own digits count */
        length = snprintf(tail, sizeof tail, "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", xref);
        if (size)
            xref = size - (size_t)length;
    }
    if (size) {
        memset(pdf_bytes + head, 'x', xref - (size_t)head - 1);
        pdf_bytes[head]     = '%';
        pdf_bytes[xref - 1] = '\n';
    }
    memcpy(pdf_bytes + xref, tail, (size_t)length);
    return str_make(pdf_bytes, xref + (size_t)length);
}

static struct world_answer put_as(const struct world_account *as, struct str bytes, const char *if_match)
{
    return world_request(&w, &(struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me/resume"), .body = bytes,
                                                    .content_type = STR("application/pdf"), .if_match = str_from_cstr(if_match), .who = as ? &as->who : NULL });
}

static struct world_answer put(struct str bytes, const char *if_match)
{
    return put_as(&candidate, bytes, if_match);
}

static struct world_answer look(const struct world_account *as, const char *of)
{
    return ask(as, "GET", NULL, 0, "/api/v1/candidates/%.*s/resume?organization_id=%s", STR_ARG(candidate.id), of);
}

Test(resume_file, is_kept_as_it_is_and_given_back_as_a_download)
{
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me/resume").status, 404);
    struct world_answer a = put(pdf("first", 0), NULL);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    struct str first = pdf("first", 0);
    cr_expect(world_number(a, "size") == (int64_t)first.len && world_number(a, "version") == 1 && world_text(a, "uploaded_at").ptr);
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me/resume");
    cr_expect(a.status == 200 && str_eq(a.body, first) && str_eq_cstr(a.full.content_type, "application/pdf") && a.full.download);
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me");
    cr_expect(world_number(a, "resume_bytes") == (int64_t)first.len && world_text(a, "resume_at").ptr);
    cr_expect_eq(ask(&other, "GET", NULL, 0, "/api/v1/candidates/me/resume").status, 404, "everybody has their own");
    cr_expect_eq(world_number(ask(&other, "GET", NULL, 0, "/api/v1/candidates/me"), "resume_bytes"), NONE);
}

Test(resume_file, takes_the_place_of_the_one_before_and_only_of_the_one_that_was_seen)
{
    cr_assert_eq(put(pdf("first", 0), NULL).status, 200);
    cr_expect_eq(put(pdf("second", 0), NULL).status, 428);
    cr_expect_eq(put(pdf("second", 0), "\"9-zh-1\"").status, 412);
    cr_expect_eq(w.files.count, 1, "nothing was kept of what was refused");
    struct world_answer a = put(pdf("second", 0), "\"1-zh-1\"");
    cr_expect(a.status == 200 && world_number(a, "version") == 2);
    cr_expect_eq(w.files.count, 1, "the first one is gone from the disk");
    cr_expect(str_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me/resume").body, pdf("second", 0)));
    cr_expect_eq(put(pdf("second", 0), "\"2-zh-1\"").status, 200, "the same once more");
    cr_expect_eq(w.files.count, 1);
}

Test(resume_file, is_taken_away_with_its_file_unless_another_row_names_it)
{
    cr_expect_eq(ask(&candidate, "DELETE", NULL, 0, "/api/v1/candidates/me/resume").status, 404);
    cr_assert_eq(put(pdf("the same", 0), NULL).status, 200);
    cr_assert_eq(put_as(&other, pdf("the same", 0), NULL).status, 200);
    cr_expect_eq(w.files.count, 1, "kept once");
    cr_expect_eq(ask(&candidate, "DELETE", NULL, 0, "/api/v1/candidates/me/resume").status, 204);
    cr_expect_eq(ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me/resume").status, 404);
    cr_expect_eq(ask(&other, "GET", NULL, 0, "/api/v1/candidates/me/resume").status, 200);
    cr_expect_eq(ask(&other, "DELETE", NULL, 0, "/api/v1/candidates/me/resume").status, 204);
    cr_expect_eq(w.files.count, 0);
}

Test(resume_file, is_judged_by_its_content_whatever_it_is_called)
{
    struct world_answer a = put(STR(""), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "required"));
    a = put(STR("<html><script>alert(1)</script></html>"), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "not_pdf") && str_eq_cstr(world_text(a, "errors.0.pointer"), "/file"));
    a = put(pdf("\n5 0 obj\n<< /S /JavaScript >>\nendobj\n%", 0), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "active"), "%.*s", STR_ARG(a.body));
    a = put(pdf("\n5 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n%", 0), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "embeds"));
    a = put(pdf("\n5 0 obj\n<< /Encrypt 1 0 R >>\nendobj\n%", 0), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "encrypted"));
    a = put(pdf("PK\5\6", 0), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "polyglot"));
    struct str cut = pdf("x", 0);
    a              = put(str_make(cut.ptr, cut.len - 3), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "not_whole"));
    cr_expect_eq(w.files.count, 0, "nothing of it was kept");
}

Test(resume_file, is_of_five_mebibytes_at_most)
{
    struct world_answer a = put(pdf("x", FILE_BYTES_MAX + 1), NULL);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "too_long"), "%d", a.status);
    cr_expect_eq(app_body_max(w.app, STR("PUT"), STR("/api/v1/candidates/me/resume")), FILE_BYTES_MAX);
    cr_expect_eq(app_body_max(w.app, STR("PUT"), STR("/api/v1/candidates/me")), 65536);
}

Test(resume_file, is_for_its_owner_only_to_change)
{
    cr_expect_eq(put_as(NULL, pdf("x", 0), NULL).status, 401);
    cr_expect_eq(put_as(&recruiter, pdf("x", 0), NULL).status, 403);
    cr_expect_eq(put_as(&staff, pdf("x", 0), NULL).status, 403);
    cr_expect_eq(ask(&recruiter, "DELETE", NULL, 0, "/api/v1/candidates/me/resume").status, 403);
}

Test(resume_file, is_opened_by_whom_its_owner_chose_and_each_opening_is_told)
{
    cr_assert_eq(put(pdf("mine", 0), NULL).status, 200);
    cr_expect_eq(look(&recruiter, organization).status, 404, "nobody was chosen");
    cr_expect_eq(look(&stranger, organization).status, 403, "not their organization");
    cr_expect_eq(look(&recruiter, "oNone").status, 403);
    cr_expect_eq(look(&candidate, organization).status, 403);
    cr_expect_eq(look(&staff, organization).status, 403);
    cr_expect_eq(ask(&recruiter, "GET", NULL, 0, "/api/v1/candidates/%.*s/resume", STR_ARG(candidate.id)).status, 422, "for whom");
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\",\"phone\":\"13800001234\",\"visibility\":\"all_verified\"}", 1, "/api/v1/candidates/me").status, 200);
    struct world_answer a = ask(&recruiter, "GET", NULL, 0, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    cr_expect(a.status == 200 && !world_flag(a, "resume"), "the profile opens to all verified ones");
    cr_expect_eq(look(&recruiter, organization).status, 404, "the file does not: it names the phone");
    const char *id = applied(&candidate, vacancy);
    a              = ask(&recruiter, "GET", NULL, 0, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    cr_expect(a.status == 200 && world_flag(a, "resume"));
    a = look(&recruiter, organization);
    cr_expect(a.status == 200 && str_eq(a.body, pdf("mine", 0)) && a.full.download && str_eq_cstr(a.full.content_type, "application/pdf"), "%d", a.status);
    a = ask(&candidate, "GET", NULL, 0, "/api/v1/me/openings");
    cr_expect(world_length(a, "items") == 3 && world_flag(a, "items.0.contact_shown") + world_flag(a, "items.1.contact_shown") + world_flag(a, "items.2.contact_shown") == 1,
              "%.*s", STR_ARG(a.body));
    moved(&candidate, id, "withdrawn");
    cr_expect_eq(look(&recruiter, organization).status, 404);
    cr_expect_eq(world_length(ask(&candidate, "GET", NULL, 0, "/api/v1/me/openings"), "items"), 3, "what was refused is no opening");
}

Test(resume_file, that_is_not_there_is_not_found_for_whom_was_chosen_either)
{
    (void)applied(&candidate, vacancy);
    cr_expect_eq(look(&recruiter, organization).status, 404);
    cr_expect_eq(world_length(ask(&candidate, "GET", NULL, 0, "/api/v1/me/openings"), "items"), 0);
}
