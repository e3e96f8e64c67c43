/* The candidate's own profile through the one door. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/world.h"

static struct world w;
static struct world_account candidate, other, recruiter;

static void begin(void)
{
    world_init(&w);
    candidate = world_account(&w, "candidate", role_candidate);
    other     = world_account(&w, "other", role_candidate);
    recruiter = world_account(&w, "recruiter", role_recruiter);
}

static void end(void)
{
    world_done(&w);
}

TestSuite(candidates, .init = begin, .fini = end);

static struct world_answer put(const char *body, const char *if_match, const struct world_account *as)
{
    return world_request(&w, &(struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me"), .body = str_from_cstr(body),
                                                    .content_type = STR("application/json"), .if_match = str_from_cstr(if_match), .who = &as->who });
}

static bool text_is(struct world_answer a, const char *path, const char *wanted)
{
    return str_eq_cstr(world_text(a, path), wanted);
}

Test(candidates, before_anything_is_entered_the_account_speaks)
{
    struct world_answer a = world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(str_eq(world_text(a, "id"), candidate.id) && str_eq(world_text(a, "name"), candidate.who.name));
    cr_expect(text_is(a, "headline", "") && world_number(a, "version") == 0);
}

Test(candidates, the_first_entry_needs_no_version_and_later_ones_do)
{
    struct world_answer a = put("{\"name\":\"林小满\",\"headline\":\"应届 · 机电\"}", NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "name", "林小满") && text_is(a, "headline", "应届 · 机电") && text_is(a, "summary", "") && world_number(a, "version") == 1);
    const char *etag = world_keep(&w, a.full.etag);
    cr_expect(strlen(etag) > 0);
    cr_expect_eq(put("{\"name\":\"林小满\"}", NULL, &candidate).status, 428);
    a = put("{\"name\":\"林小满\",\"summary\":\"会看图纸\"}", etag, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(world_number(a, "version") == 2 && text_is(a, "headline", "") && text_is(a, "summary", "会看图纸"), "a PUT replaces the whole");
    cr_expect_eq(put("{\"name\":\"别人\"}", etag, &candidate).status, 412);
    a = world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate);
    cr_expect(text_is(a, "name", "林小满") && world_number(a, "version") == 2);
}

Test(candidates, wrong_values_are_refused_by_name_and_change_nothing)
{
    static const struct {
        const char *body, *pointer;
    } bad[] = { { "{}", "/name" }, { "{\"name\":null}", "/name" }, { "{\"name\":\"\"}", "/name" }, { "{\"name\":\"  \"}", "/name" }, { "{\"name\":7}", "/name" },
                { "{\"name\":\"a\",\"id\":\"a1\"}", "/id" }, { "{\"name\":\"a\",\"version\":3}", "/version" }, { "{\"name\":\"a\",\"headline\":[]}", "/headline" } };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct world_answer a = put(bad[i].body, NULL, &candidate);
        cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", bad[i].pointer), "%s: %.*s", bad[i].body, STR_ARG(a.body));
    }
    cr_expect(world_number(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate), "version") == 0);
}

Test(candidates, everyone_has_the_own_profile_and_only_candidates_have_one)
{
    cr_assert_eq(put("{\"name\":\"甲\"}", NULL, &candidate).status, 200);
    cr_assert_eq(put("{\"name\":\"乙\"}", NULL, &other).status, 200);
    cr_expect(text_is(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate), "name", "甲"));
    cr_expect(text_is(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &other), "name", "乙"));
    cr_expect_eq(put("{\"name\":\"丙\"}", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &recruiter).status, 403);
    cr_expect_eq(world_call(&w, "GET", "/api/v1/candidates/me", NULL, NULL).status, 401);
}

/* --- the whole profile -------------------------------------------------------------------------------------- */

static char body[1024];
static const char *with(const char *more)
{
    (void)snprintf(body, sizeof body, "{\"name\":\"林小满\",%s}", more);
    return body;
}

/* A number of the day, with the check character it needs. */
static const char *identity_of(const char *day)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    static char text[19];
    int sum = 0;
    (void)snprintf(text, sizeof text, "330302%s123", day);
    for (size_t i = 0; i < 17; i++)
        sum += (text[i] - '0') * weights[i];
    text[17] = "10X98765432"[sum % 11];
    return text;
}

static const char *with_identity(const char *identity)
{
    char more[64];
    (void)snprintf(more, sizeof more, "\"identity_number\":\"%s\"", identity);
    return with(more);
}

static void refused_at(const char *json, const char *pointer, const char *code)
{
    struct world_answer a = put(json, NULL, &candidate);
    cr_expect(a.status == 422 && text_is(a, "errors.0.pointer", pointer) && text_is(a, "errors.0.code", code), "%s: %.*s", json, STR_ARG(a.body));
}

Test(candidates, the_whole_profile_is_kept_and_what_is_sealed_is_shown_masked)
{
    const char *identity  = world_keep(&w, str_from_cstr(identity_of("20040630")));
    char more[900];
    (void)snprintf(more, sizeof more,
                   "\"birth_date\":\"2004-06-30\",\"phone\":\"+86 138-0000-1234\",\"identity_number\":\"%s\",\"headline\":\"应届\",\"summary\":\"会看图纸\","
                   "\"skills\":[\"CAD\"],\"occupations\":[\"钳工\"],\"education\":\"college\",\"school\":\"演示学院\",\"graduation_date\":\"2026-06-30\",\"experience_years\":0,"
                   "\"regions\":[\"330302\"],\"wage_min_fen\":600000,\"available_from\":\"2026-12-01\",\"employment_types\":[\"full_time\"],\"languages\":[\"普通话\"],"
                   "\"visibility\":\"hidden\",\"hidden_from\":[\"某厂\"]",
                   identity);
    struct world_answer a = put(with(more), NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "phone", "138****1234") && text_is(a, "birth_date", "2004-06-30") && text_is(a, "visibility", "hidden") && text_is(a, "hidden_from.0", "某厂"));
    struct str shown = world_text(a, "identity_number");
    cr_expect(shown.len == 18 && memcmp(shown.ptr, "3303**********", 14) == 0 && memcmp(shown.ptr + 14, identity + 14, 4) == 0, "%.*s", STR_ARG(shown));
    cr_expect(world_number(a, "progress") == 100 && world_length(a, "missing") == 0 && world_number(a, "experience_years") == 0);
    const char *etag = world_keep(&w, a.full.etag);
    a                = put(with("\"phone\":\"\""), etag, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "phone", "") && world_text(a, "identity_number").len == 18 && world_length(a, "skills") == 0, "sealed values stay when absent, go when empty");
    a = put(with("\"birth_date\":\"2004-07-01\""), world_keep(&w, a.full.etag), &candidate);
    cr_expect(a.status == 422 && text_is(a, "errors.0.code", "not_the_same"), "judged with the number that is kept");
}

Test(candidates, the_sixteenth_birthday_itself_is_old_enough_and_the_day_before_is_not)
{
    refused_at(with("\"birth_date\":\"2010-11-25\""), "/birth_date", "under_16");
    refused_at(with_identity(identity_of("20101125")), "/identity_number", "under_16");
    struct world_answer a = put(with("\"birth_date\":\"2010-11-24\""), NULL, &candidate);
    cr_expect_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    a = put(with_identity(identity_of("20101124")), NULL, &other);
    cr_expect(a.status == 200 && text_is(a, "birth_date", "2010-11-24"), "the number tells the day: %.*s", STR_ARG(a.body));
}

Test(candidates, wrong_personal_values_are_refused_by_name)
{
    const char *good = identity_of("20040630");
    char wrong[19];
    memcpy(wrong, good, sizeof wrong);
    wrong[17] = good[17] == '1' ? '2' : '1';
    refused_at(with_identity(wrong), "/identity_number", "bad_identity");
    refused_at(with_identity(identity_of("20040231")), "/identity_number", "bad_identity");
    refused_at(with_identity("33030220040630"), "/identity_number", "bad_identity");
    refused_at(with("\"phone\":\"1380000123\""), "/phone", "bad_phone");
    refused_at(with("\"phone\":\"12800001234\""), "/phone", "bad_phone");
    refused_at(with("\"birth_date\":\"2003-02-29\""), "/birth_date", "bad_date");
    static const char *const addresses[] = { "lin", "lin@", "@example.com", "lin@example", "lin@@example.com", "lin@example..com", "lin@.example.com", "lin@example.com.", ".lin@example.com", "lin.@example.com",
                                             "l in@example.com", "lin@-example.com", "lin@example-.com", "lin@exa_mple.com", "林@example.com", "lin@example.com,a@b.c", "lin@b.c\\u0000" };
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        char email[80];
        (void)snprintf(email, sizeof email, "\"email\":\"%s\"", addresses[i]);
        struct world_answer refused = put(with(email), NULL, &candidate);
        cr_expect_eq(refused.status, i + 1 < COUNT_OF(addresses) ? 422 : refused.status, "%s", addresses[i]);
        cr_expect_neq(refused.status, 200, "%s", addresses[i]);
    }
    refused_at(with("\"available_from\":\"2026-13-01\""), "/available_from", "bad_date");
    refused_at(with("\"regions\":[\"330302\",\"99\"]"), "/regions", "bad_region");
    refused_at(with("\"employment_types\":[\"slave\"]"), "/employment_types", "not_allowed");
    cr_expect(world_number(world_call(&w, "GET", "/api/v1/candidates/me", NULL, &candidate), "version") == 0);
}

Test(candidates, an_identity_number_belongs_to_one_account)
{
    const char *identity = world_keep(&w, str_from_cstr(identity_of("20040630")));
    cr_assert_eq(put(with_identity(identity), NULL, &candidate).status, 200);
    struct world_answer a = put(with_identity(identity), NULL, &other);
    cr_expect(a.status == 409 && text_is(a, "code", "exists"), "%.*s", STR_ARG(a.body));
    cr_expect(!memmem(a.body.ptr, a.body.len, identity, 18));
}

Test(candidates, an_email_address_is_kept_as_the_phone_is)
{
    struct world_answer a = put(with("\"email\":\" Lin.Xiaoman+job@Mail.Example.COM \""), NULL, &candidate);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect(text_is(a, "email", "l**************@mail.example.com"), "%.*s", STR_ARG(a.body));
    a = put(with("\"headline\":\"焊工\""), world_keep(&w, a.full.etag), &candidate);
    cr_expect(text_is(a, "email", "l**************@mail.example.com"), "it stays when it is absent");
    a = put(with("\"email\":\"a@b.cn\""), world_keep(&w, a.full.etag), &candidate);
    cr_expect(text_is(a, "email", "******"), "%.*s", STR_ARG(a.body));
    a = put(with("\"email\":\"\""), world_keep(&w, a.full.etag), &candidate);
    cr_expect(text_is(a, "email", ""));
}

Test(candidates, progress_counts_what_is_missing)
{
    struct world_answer a = put("{\"name\":\"甲\",\"headline\":\"乙\"}", NULL, &candidate);
    cr_expect(world_number(a, "progress") == 12 && world_length(a, "missing") == 14 && text_is(a, "missing.0", "birth_date"), "%.*s", STR_ARG(a.body));
}

static bool file_holds(const char *path, const char *text)
{
    static char bytes[4 * 1024 * 1024];
    FILE *file = fopen(path, "re");
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        (void)fclose(file);
    return memmem(bytes, len, text, strlen(text)) != NULL;
}

Test(candidates, the_database_file_does_not_hold_what_is_sealed)
{
    char folder[] = "/tmp/hirehall-candidates-XXXXXX", path[128], wal[140], more[128];
    cr_assert(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/hall.db", folder);
    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    world_done(&w);
    world_init_with(&w, &(struct world_options){ .store_path = path });
    candidate            = world_account(&w, "candidate", role_candidate);
    const char *identity = identity_of("20040630");
    (void)snprintf(more, sizeof more, "\"phone\":\"13800001234\",\"email\":\"xiaoman@example.com\",\"headline\":\"FINDME\",\"identity_number\":\"%s\"", identity);
    cr_assert_eq(put(with(more), NULL, &candidate).status, 200);
    cr_expect(file_holds(path, "FINDME") || file_holds(wal, "FINDME"), "the search finds what is there");
    static const char *const plain[] = { "13800001234", "xiaoman", "2004-06-30", "20040630" };
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        cr_expect(!file_holds(path, plain[i]) && !file_holds(wal, plain[i]), "%s", plain[i]);
    cr_expect(!file_holds(path, identity) && !file_holds(wal, identity));
    (void)remove(path);
}
