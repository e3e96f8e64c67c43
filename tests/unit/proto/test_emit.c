/* The printed contract: valid JSON, every reference leads somewhere, limits and refusals are there. */
#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/emit.h"
#include "proto/json.h"

static const struct emit_route routes[] = {
    { .method = "POST", .path = "/api/v1/vacancies", .doc = "Offer \"work\"", .roles = "recruiter, agent", .status = 201, .takes_key = true, .in = &model_vacancy_create_in, .out = &model_vacancy },
    { .method = "GET", .path = "/api/v1/vacancies", .doc = "List", .roles = "anyone", .status = 200, .in = &model_vacancy_list_in, .out = &model_vacancy_list },
    { .method = "PATCH", .path = "/api/v1/vacancies/{id}", .doc = "Change", .roles = "recruiter", .status = 200, .needs_version = true, .in = &model_vacancy_change_in, .out = &model_vacancy },
    { .method = "DELETE", .path = "/api/v1/organizations/{id}/members/{account}", .doc = "Remove", .roles = "recruiter", .status = 204, .in = &model_member_remove_in },
    { .method = "GET", .path = "/metrics", .doc = "Figures", .roles = "anyone", .status = 200, .raw = true, .in = &model_nothing },
    { .method = "POST", .path = "/internal/jobs/bell", .doc = "Secret", .roles = "system", .status = 200, .in = &model_nothing, .out = &model_nothing },
};

static struct buf out;
static struct json_object *contract;

static void begin(void)
{
    struct json_fault fault = { 0 };
    buf_init(&out, (size_t)4 << 20);
    emit_openapi(&out, routes, COUNT_OF(routes));
    cr_assert(!buf_failed(&out));
    cr_assert(json_tree(buf_str(&out), &contract, &fault) == ERR_OK);
}

static void end(void)
{
    json_tree_done(&contract);
    buf_done(&out);
}

TestSuite(emit, .init = begin, .fini = end);

/* By names with '>' between them, for names hold dots and slashes. */
static struct json_object *at(const char *path)
{
    struct json_object *here = contract;
    struct str rest          = str_from_cstr(path);
    while (rest.len && here) {
        struct str head = STR_NONE;
        char name[128]  = "";
        rest            = str_cut(rest, '>', &head);
        memcpy(name, head.ptr, head.len);
        if (json_object_is_type(here, json_type_array))
            here = json_object_array_get_idx(here, (size_t)atoi(name));
        else if (!json_object_object_get_ex(here, name, &here))
            return NULL;
    }
    return here;
}

static bool says(const char *path, const char *wanted)
{
    struct json_object *value = at(path);
    const char *text          = value ? json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : "(absent)";
    if (strcmp(text, wanted) != 0)
        cr_log_error("%s is %s", path, text);
    return strcmp(text, wanted) == 0;
}

Test(emit, a_field_carries_its_limits)
{
    cr_expect(says("openapi", "\"3.1.0\""));
    cr_expect(says("components>schemas>VacancyCreateIn>properties>title", "{\"type\":\"string\",\"minLength\":2,\"maxLength\":60,\"description\":\"As people say it\"}"));
    cr_expect(says("components>schemas>VacancyCreateIn>properties>headcount",
                   "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":9999,\"description\":\"How many\"}"));
    cr_expect(says("components>schemas>VacancyCreateIn>properties>benefits>maxItems", "12"));
    cr_expect(says("components>schemas>VacancyCreateIn>properties>benefits>items", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":20}"));
    cr_expect(says("components>schemas>VacancyCreateIn>additionalProperties", "false"));
    cr_expect(says("components>schemas>VacancyCreateIn>required", "[\"organization_id\",\"title\",\"region\",\"headcount\",\"wage_min_fen\",\"wage_max_fen\"]"));
    cr_expect(says("components>schemas>Vacancy>properties>published_at>type", "[\"string\",\"null\"]"));
    cr_expect(says("components>schemas>VacancyState>enum", "[\"draft\",\"published\",\"filled\",\"closed\",\"review\"]"));
    cr_expect(says("components>schemas>VacancyList>properties>items>items", "{\"$ref\":\"#/components/schemas/Vacancy\"}"));
}

Test(emit, stored_rows_are_not_part_of_the_contract)
{
    cr_expect(at("components>schemas>AccountRow") == NULL);
    cr_expect(at("components>schemas>Account") != NULL);
    buf_add_char(&out, 0);
    cr_expect(strstr(out.ptr, "password_hash") == NULL);
}

Test(emit, a_route_names_its_parameters_body_and_refusals)
{
    cr_expect(says("paths>/api/v1/vacancies>post>operationId", "\"post_vacancies\""));
    cr_expect(says("paths>/api/v1/vacancies>post>summary", "\"Offer \\\"work\\\"\""));
    cr_expect(says("paths>/api/v1/vacancies>post>requestBody>content>application/json>schema>$ref", "\"#/components/schemas/VacancyCreateIn\""));
    cr_expect(says("paths>/api/v1/vacancies>post>parameters>0>name", "\"Idempotency-Key\""));
    cr_expect(says("paths>/api/v1/vacancies>post>responses>201>content>application/json>schema>$ref", "\"#/components/schemas/Vacancy\""));
    cr_expect(says("paths>/api/v1/vacancies>post>responses>422>$ref", "\"#/components/responses/Problem422\""));
    cr_expect(at("paths>/api/v1/vacancies>post>responses>412") == NULL);
    cr_expect(says("paths>/api/v1/vacancies>get>parameters>0>in", "\"query\""));
    cr_expect(at("paths>/api/v1/vacancies>get>requestBody") == NULL);
    cr_expect(at("paths>/api/v1/vacancies>get>responses>401") == NULL);
    cr_expect(says("paths>/api/v1/vacancies/{id}>patch>parameters>0>required", "true"));
    cr_expect(at("paths>/api/v1/vacancies/{id}>patch>responses>428") != NULL && at("paths>/api/v1/vacancies/{id}>patch>responses>412") != NULL);
    cr_expect(says("paths>/api/v1/organizations/{id}/members/{account}>delete>responses>204", "{\"description\":\"Done\"}"));
    cr_expect(at("paths>/internal/jobs/bell") == NULL);
    cr_expect(at("paths>/metrics>get>responses>200>content>*/*") != NULL);
    cr_expect(says("components>responses>Problem429>headers>Retry-After>schema>type", "\"integer\""));
}

static size_t references_check(struct json_object *value)
{
    size_t found = 0;
    if (json_object_is_type(value, json_type_array))
        for (size_t i = 0; i < json_object_array_length(value); i++)
            found += references_check(json_object_array_get_idx(value, i));
    if (!json_object_is_type(value, json_type_object))
        return found;
    struct json_object_iterator at_member = json_object_iter_begin(value);
    struct json_object_iterator end_of    = json_object_iter_end(value);
    for (; !json_object_iter_equal(&at_member, &end_of); json_object_iter_next(&at_member)) {
        struct json_object *member = json_object_iter_peek_value(&at_member);
        found += references_check(member);
        if (strcmp(json_object_iter_peek_name(&at_member), "$ref") != 0)
            continue;
        char path[128] = "";
        (void)snprintf(path, sizeof path, "%s", json_object_get_string(member) + 2);
        for (char *p = path; *p; p++)
            *p = *p == '/' ? '>' : *p;
        cr_expect(at(path) != NULL, "%s", path);
        found++;
    }
    return found;
}

Test(emit, every_reference_leads_somewhere)
{
    cr_expect(references_check(contract) > 50);
}

Test(emit, no_two_schemas_share_a_name)
{
    struct json_object *schemas = at("components>schemas");
    size_t wanted               = enums_all_count;
    for (size_t i = 0; i < models_all_count; i++) {
        bool body = false;
        for (size_t k = 0; k < models_all[i]->field_count; k++)
            body = body || !(models_all[i]->fields[k].flags & (F_PATH | F_QUERY));
        wanted += body && !models_all[i]->table[0] && models_all[i] != &model_nothing;
    }
    cr_expect((size_t)json_object_object_length(schemas) == wanted); /* the gate has seen no duplicate either */
}

Test(emit, a_hall_without_routes_prints_too)
{
    struct json_fault fault = { 0 };
    buf_clear(&out);
    emit_openapi(&out, NULL, 0);
    cr_expect(json_gate(buf_str(&out), &fault) == ERR_OK);
}

Test(emit, types_leave_out_rows_and_path_fields)
{
    buf_clear(&out);
    emit_typescript(&out);
    buf_add_char(&out, 0);
    cr_expect(strstr(out.ptr, "export type TicketState = \"waiting\" | \"ringing\"") != NULL);
    cr_expect(strstr(out.ptr, "export interface MessageCreateIn {\n  /** What; 1 to 1000 characters */\n  text: string;\n}") != NULL);
    cr_expect(strstr(out.ptr, "  items: Vacancy[];") != NULL);
    cr_expect(strstr(out.ptr, "  published_at: string | null;") != NULL);
    cr_expect(strstr(out.ptr, "  urgent?: boolean | null;") != NULL);
    cr_expect(strstr(out.ptr, "IdIn") == NULL && strstr(out.ptr, "Row") == NULL && strstr(out.ptr, "Nothing") == NULL);
}

Test(emit, tables_carry_the_limits_of_the_rows)
{
    buf_clear(&out);
    emit_sql(&out);
    buf_add_char(&out, 0);
    cr_expect(strstr(out.ptr, "CREATE TABLE vacancy (\n  id TEXT NOT NULL,\n") != NULL);
    cr_expect(strstr(out.ptr, "  headcount INTEGER NOT NULL CHECK (headcount BETWEEN 1 AND 9999),\n") != NULL);
    cr_expect(strstr(out.ptr, "  published_at INTEGER,\n") != NULL);
    cr_expect(strstr(out.ptr, "CHECK (wage_period IN ('month', 'day', 'hour', 'year'))") != NULL);
}
