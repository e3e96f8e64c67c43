/* A profile as JSON Resume, out and in. */
#include "server/feature/candidates/resume_json_core.h"
#include "tests/unit/server/feature/applications/applications_world.h"

TestSuite(resume_json, .init = applications_begin, .fini = applications_end);

#define PATH "/api/v1/candidates/me/resume.json"

static struct world_answer put(const char *body, int64_t version)
{
    return ask(&candidate, "PUT", body, version, PATH);
}

static struct world_answer mine(void)
{
    return ask(&candidate, "GET", NULL, 0, "/api/v1/candidates/me");
}

static const char full[] =
    "{\"$schema\":\"x\",\"basics\":{\"name\":\"林小满\",\"label\":\"阀门装配工\",\"summary\":\"三年经验\",\"phone\":\"138 0000 1234\",\"email\":\"lin@example.com\","
    "\"image\":\"x.png\",\"location\":{\"city\":\"温州\"}},"
    "\"work\":[{\"name\":\"瓯海阀门厂\",\"position\":\"装配工\",\"startDate\":\"2021-03\",\"endDate\":\"2024-08\",\"summary\":\"高压阀\",\"highlights\":[\"带徒两名\",\"零返工\"],\"salary\":1}],"
    "\"education\":[{\"institution\":\"温州三中\",\"studyType\":\"高中\",\"endDate\":\"2018\"},"
    "{\"institution\":\"温州职业技术学院\",\"area\":\"机电一体化\",\"studyType\":\"大专\",\"endDate\":\"2021-06-30\",\"score\":\"88\"},"
    "{\"institution\":\"安监局\",\"area\":\"叉车\",\"studyType\":\"培训\",\"courses\":[\"理论\",\"实操\"]}],"
    "\"projects\":[{\"name\":\"产线改造\",\"roles\":[\"调试\",\"验收\"],\"description\":\"自动压装\",\"url\":\"https://example.com\"}],"
    "\"certificates\":[{\"name\":\"钳工四级\",\"issuer\":\"人社局\",\"date\":\"2022-05\"}],"
    "\"skills\":[{\"name\":\"装配\",\"keywords\":[\"压装\",\"试压\",\"装配\"],\"level\":\"精通\"}],\"languages\":[{\"language\":\"英语\",\"fluency\":\"四级\"},{\"language\":\"温州话\"}],"
    "\"volunteer\":[],\"x-own\":{\"a\":1},\"meta\":{\"version\":\"v1.0.0\"}}";

Test(resume_json, is_read_as_documented_and_what_has_no_place_is_reported)
{
    struct world_answer a = put(full, 0);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    static const char *const ignored[] = { "/basics/image", "/basics/location", "/wor" "k/0/salary", "/education/1/score", "/skills/0/level", "/volunteer", "/x-own" };
    cr_expect_eq(world_length(a, "ignored"), COUNT_OF(ignored), "%.*s", STR_ARG(a.body));
    for (size_t i = 0; i < COUNT_OF(ignored); i++)
        cr_expect(memmem(a.body.ptr, a.body.len, ignored[i], strlen(ignored[i])) != NULL, "%s", ignored[i]);
    a = mine();
    cr_expect(str_eq_cstr(world_text(a, "name"), "林小满") && str_eq_cstr(world_text(a, "headline"), "阀门装配工") && str_eq_cstr(world_text(a, "summary"), "三年经验"));
    cr_expect(str_eq_cstr(world_text(a, "phone"), "138****1234"), "%.*s", STR_ARG(a.body));
    cr_expect(str_eq_cstr(world_text(a, "experience.0.title"), "装配工") && str_eq_cstr(world_text(a, "experience.0.place"), "瓯海阀门厂"));
    cr_expect(memmem(a.body.ptr, a.body.len, "高压阀\\n· 带徒两名\\n· 零返工", strlen("高压阀\\n· 带徒两名\\n· 零返工")) != NULL, "%.*s", STR_ARG(a.body));
    cr_expect(world_length(a, "schooling") == 2 && str_eq_cstr(world_text(a, "schooling.1.role"), "机电一体化") && str_eq_cstr(world_text(a, "schooling.1.level"), "大专"));
    cr_expect(world_length(a, "trainings") == 1 && str_eq_cstr(world_text(a, "trainings.0.title"), "叉车") && str_eq_cstr(world_text(a, "trainings.0.place"), "安监局"));
    cr_expect(str_eq_cstr(world_text(a, "education"), "college") && str_eq_cstr(world_text(a, "school"), "温州职业技术学院") && str_eq_cstr(world_text(a, "graduation_date"), "2021-06-30"));
    cr_expect(str_eq_cstr(world_text(a, "projects.0.role"), "调试、验收") && str_eq_cstr(world_text(a, "certificates.0.from"), "2022-05"));
    cr_expect(world_length(a, "skills") == 3 && world_length(a, "languages") == 2 && memmem(a.body.ptr, a.body.len, "英语（四级）", strlen("英语（四级）")) != NULL);
}

Test(resume_json, written_and_read_again_gives_the_same_profile)
{
    cr_assert_eq(put(full, 0).status, 200);
    const char *before    = world_keep(&w, mine().body);
    struct world_answer a = ask(&candidate, "GET", NULL, 0, PATH);
    cr_assert(a.status == 200 && str_eq_cstr(a.full.content_type, "application/json") && a.full.download);
    cr_expect(str_eq_cstr(world_text(a, "basics.phone"), "138****1234") && str_eq_cstr(world_text(a, "work.0.position"), "装配工") &&
                  str_eq_cstr(world_text(a, "education.2.studyType"), "培训") && str_eq_cstr(world_text(a, "languages.0.fluency"), "四级"),
              "%.*s", STR_ARG(a.body));
    const char *text = world_keep(&w, a.body);
    a                = put(text, 1);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_expect_eq(world_length(a, "ignored"), 0);
    const char *after = world_keep(&w, mine().body);
    size_t head       = (size_t)(strstr(before, "\"version\":") - before);
    cr_expect(strncmp(before, after, head) == 0, "\n%s\n%s", before, after);
    cr_expect_str_eq(world_keep(&w, ask(&candidate, "GET", NULL, 0, PATH).body), text);
}

Test(resume_json, changes_only_what_it_says)
{
    cr_assert_eq(ask(&candidate, "PUT", "{\"name\":\"林小满\",\"phone\":\"13800001234\",\"regions\":[\"330302\"],\"visibility\":\"hidden\",\"experience\":[{\"title\":\"学徒\"}],\"skills\":[\"车床\"]}",
                     0, "/api/v1/candidates/me").status, 200);
    cr_assert_eq(put("{\"basics\":{\"label\":\"钳工\",\"phone\":\"138****1234\",\"email\":\"\"}}", 1).status, 200);
    struct world_answer a = mine();
    cr_expect(str_eq_cstr(world_text(a, "name"), "林小满") && str_eq_cstr(world_text(a, "headline"), "钳工") && str_eq_cstr(world_text(a, "phone"), "138****1234"));
    cr_expect(world_length(a, "regions") == 1 && str_eq_cstr(world_text(a, "visibility"), "hidden") && world_length(a, "experience") == 1 && world_length(a, "skills") == 1);
    cr_assert_eq(put("{\"work\":[]}", 2).status, 200);
    cr_expect_eq(world_length(mine(), "experience"), 0, "a section that is there replaces its list");
}

Test(resume_json, needs_the_version_it_changes)
{
    cr_assert_eq(put("{}", 0).status, 200, "nothing was there, and the account's name is enough");
    cr_expect_eq(put("{}", 0).status, 428);
    cr_expect_eq(put("{}", 9).status, 412);
    cr_expect_eq(put("{}", 1).status, 200);
    cr_expect_eq(ask(&recruiter, "PUT", "{}", 0, PATH).status, 403);
    cr_expect_eq(ask(&recruiter, "GET", NULL, 0, PATH).status, 403);
    cr_expect_eq(world_call(&w, "GET", PATH, NULL, NULL).status, 401);
}

Test(resume_json, that_is_none_or_breaks_a_rule_changes_nothing)
{
    cr_expect_eq(put("", 0).status, 400);
    cr_expect_eq(put("{", 0).status, 400);
    cr_expect_eq(put("{\"basics\":{},\"basics\":{}}", 0).status, 400, "equal keys");
    cr_expect_eq(put("[]", 0).status, 422);
    cr_expect_eq(put("null", 0).status, 422);
    cr_expect_eq(put("{\"basics\":7,\"work\":{},\"skills\":\"x\",\"education\":[7],\"languages\":null}", 0).status, 200, "of another kind: ignored");
    struct world_answer a = put("{\"work\":[{\"name\":\"厂\"}]}", 1);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.pointer"), "/experience/0/title"), "%.*s", STR_ARG(a.body));
    a = put("{\"basics\":{\"phone\":\"12\"}}", 1);
    cr_expect(a.status == 422 && str_eq_cstr(world_text(a, "errors.0.code"), "bad_phone"), "%.*s", STR_ARG(a.body));
    a = put("{\"projects\":[{\"name\":\"项\",\"startDate\":\"yesterday\",\"url\":\"javascript:x\"}]}", 1);
    cr_expect(a.status == 422 && world_length(a, "errors") == 2);
    static char large[RESUME_JSON_MAX + 40] = "{\"x\":\"";
    memset(large + 6, 'a', RESUME_JSON_MAX);
    strcpy(large + 6 + RESUME_JSON_MAX, "\"}");
    cr_expect_eq(put(large, 1).status, 413);
    cr_expect(world_length(mine(), "experience") == 0 && world_number(mine(), "version") == 1);
}

Test(resume_json, with_keys_of_any_kind_reports_at_most_a_hundred)
{
    static char body[20000] = "{\"很长的键很长的键很长的键很长的键很长的键很长的键很长的键很长的键\":1";
    for (int i = 0; i < 150; i++)
        (void)snprintf(body + strlen(body), 40, ",\"k%d/~\":%d", i, i);
    strcat(body, "}");
    struct world_answer a = put(body, 0);
    cr_expect(a.status == 200 && world_length(a, "ignored") == RESUME_IGNORED_MAX, "%.*s", STR_ARG(a.body));
}

Test(resume_json, degrees_are_known_by_their_usual_names)
{
    static const struct {
        const char *words;
        enum education education;
    } rows[] = { { "博士研究生", education_doctor }, { "PhD", education_doctor }, { "硕士", education_master }, { "Master of Science", education_master }, { "大学本科", education_bachelor },
                 { "Bachelor", education_bachelor }, { "大专", education_college }, { "college", education_college }, { "中专", education_vocational }, { "senior_high", education_senior_high },
                 { "High School", education_senior_high }, { "Junior High School", education_junior_high }, { "初中", education_junior_high }, { "自学", education_none }, { "", education_none } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(degree_of(str_from_cstr(rows[i].words)), rows[i].education, "%s", rows[i].words);
}

Test(resume_json, fails_cleanly_without_memory)
{
    struct arena mem;
    arena_init(&mem, (size_t)1024 * 1024);
    for (uint64_t n = 1; n < 40; n++) {
        struct str text;
        struct str_list ignored;
        arena_reset(&mem);
        mem.fail_after = mem.count + n;
        enum err e     = resume_json_read(&mem, str_from_cstr(full), &text, &ignored);
        cr_expect(e == ERR_OK || e == ERR_NO_MEMORY);
    }
    arena_done(&mem);
}
