/* Decoding into rows: each kind of field at the exact edges of its limits, and every refusal by pointer and code. */
#include <criterion/criterion.h>

#include "proto/base/check.h"
#include "proto/json.h"

static struct arena mem;
static struct json_faults faults;

static void begin(void)
{
    arena_init(&mem, (size_t)4 << 20);
    faults.len = 0;
}

static void end(void)
{
    arena_done(&mem);
}

TestSuite(json_decode, .init = begin, .fini = end);

static enum err decode(const char *text, const struct model *m, void *value)
{
    faults.len = 0;
    model_clear(m, value);
    return json_decode(&mem, str_from_cstr(text), m, value, &faults);
}

/* Exactly one fault with this pointer and code, in both languages. */
static bool one_fault(const char *pointer, const char *code)
{
    const struct json_fault *f = &faults.items[0];
    bool good                  = faults.len == 1 && str_eq_cstr(f->pointer, pointer) && str_eq_cstr(f->code, code) && f->zh.len && f->en.len;
    if (!good)
        cr_log_error("%zu faults, first %.*s %.*s", faults.len, STR_ARG(f->pointer), STR_ARG(f->code));
    return good;
}

static const char *repeat(const char *piece, size_t count)
{
    size_t n   = strlen(piece);
    char *text = arena_alloc(&mem, n * count + 1);
    CHECK(text != NULL);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * n, piece, n);
    return text;
}

#define FORMAT(...) arena_format(&mem, __VA_ARGS__).ptr

/* --- texts -------------------------------------------------------------------------------------------------- */
static enum err say(const char *text)
{
    struct message_create_in in;
    return decode(FORMAT("{\"text\":\"%s\"}", text), &model_message_create_in, &in);
}

Test(json_decode, a_text_has_its_least_and_most_characters)
{
    cr_expect(say("a") == ERR_OK);
    cr_expect(say(repeat("a", 1000)) == ERR_OK);
    cr_expect(say("") == ERR_INVALID && one_fault("/text", "too_short"));
    cr_expect(say(repeat("a", 1001)) == ERR_INVALID && one_fault("/text", "too_long"));
    cr_expect(str_eq_cstr(faults.items[0].zh, "最多 1000 个字") && str_eq_cstr(faults.items[0].en, "At most 1000 characters"));
}

Test(json_decode, chinese_is_counted_in_characters_not_in_bytes)
{
    cr_expect(say(repeat("中", 1000)) == ERR_OK);
    cr_expect(say(repeat("\\u4e2d", 1000)) == ERR_OK);
    cr_expect(say(repeat("中", 1001)) == ERR_INVALID && one_fault("/text", "too_long"));
    cr_expect(say(repeat("😀", 1000)) == ERR_OK);
    cr_expect(say(repeat("\\ud83d\\ude00", 1000)) == ERR_OK);
    cr_expect(say(repeat("\\ud83d\\ude00", 1001)) == ERR_INVALID && one_fault("/text", "too_long"));
}

Test(json_decode, escapes_are_undone)
{
    struct message_create_in in;
    cr_assert(decode("{\"te\\u0078t\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u4E2d\\uD83D\\uDE00.\"}", &model_message_create_in, &in) == ERR_OK);
    cr_expect(str_eq(in.text, STR("\"\\/\b\f\n\r\t\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80.")));
    cr_expect(in.text.ptr[in.text.len] == 0);
}

Test(json_decode, surrogate_pairs_and_their_neighbours_at_the_edges)
{
    struct message_create_in in;
    cr_assert(decode("{\"text\":\"\\ud800\\udc00 \\udbff\\udfff \\ud7ff \\ue000 \\uffff \\u007f \\u0080 \\u07ff \\u0800\"}", &model_message_create_in, &in) == ERR_OK);
    cr_expect(str_eq(in.text, STR("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf \x7f \xc2\x80 \xdf\xbf \xe0\xa0\x80")));
}

Test(json_decode, a_text_with_u_0000_is_refused)
{
    cr_expect(say("a\\u0000b") == ERR_INVALID && one_fault("/text", "not_allowed"));
}

Test(json_decode, a_text_of_another_kind_is_refused)
{
    static const char *const others[] = { "1", "true", "[]", "{}", "[\"a\"]", "{\"a\":\"b\"}", "1.5" };
    struct message_create_in in;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        cr_expect(decode(FORMAT("{\"text\":%s}", others[i]), &model_message_create_in, &in) == ERR_INVALID && one_fault("/text", "wrong_type"));
}

/* --- numbers --------------------------------------------------------------------------------------------------- */
static enum err headcount(const char *number)
{
    struct vacancy_change_in in;
    return decode(FORMAT("{\"headcount\":%s}", number), &model_vacancy_change_in, &in);
}

Test(json_decode, a_number_has_its_least_and_most)
{
    cr_expect(headcount("1") == ERR_OK);
    cr_expect(headcount("9999") == ERR_OK);
    cr_expect(headcount("0") == ERR_INVALID && one_fault("/headcount", "too_small"));
    cr_expect(headcount("-1") == ERR_INVALID && one_fault("/headcount", "too_small"));
    cr_expect(headcount("10000") == ERR_INVALID && one_fault("/headcount", "too_large"));
    cr_expect(headcount("9223372036854775807") == ERR_INVALID && one_fault("/headcount", "too_large"));
    cr_expect(headcount("-9223372036854775808") == ERR_INVALID && one_fault("/headcount", "too_small"));
    cr_expect(headcount("9223372036854775808") == ERR_BAD_JSON && one_fault("", "number_range"));
}

Test(json_decode, only_a_whole_number_is_one)
{
    static const char *const others[] = { "1.0", "1.5", "1e2", "\"1\"", "true", "[1]", "{}" };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        cr_expect(headcount(others[i]) == ERR_INVALID && one_fault("/headcount", "wrong_type"), "%s", others[i]);
}

Test(json_decode, the_largest_number_arrives_exactly)
{
    struct ticket ticket;
    cr_assert(decode("{\"version\":9223372036854775807,\"ahead\":9007199254740993}", &model_ticket, &ticket) == ERR_OK);
    cr_expect(ticket.version == INT64_MAX && ticket.ahead == INT64_C(9007199254740993));
}

/* --- the other kinds ---------------------------------------------------------------------------------------------- */
Test(json_decode, an_id_is_1_to_24_letters_digits_dashes)
{
    struct booth_create_in in;
    cr_expect(decode("{\"organization_id\":\"o\"}", &model_booth_create_in, &in) == ERR_OK);
    cr_expect(decode("{\"organization_id\":\"ABCDEFGHIJKLMNOPQRSTUV-_\"}", &model_booth_create_in, &in) == ERR_OK);
    cr_expect(decode("{\"organization_id\":\"ABCDEFGHIJKLMNOPQRSTUVWXY\"}", &model_booth_create_in, &in) == ERR_INVALID && one_fault("/organization_id", "bad_id"));
    cr_expect(decode("{\"organization_id\":\"\"}", &model_booth_create_in, &in) == ERR_INVALID && one_fault("/organization_id", "bad_id"));
    cr_expect(decode("{\"organization_id\":\"a b\"}", &model_booth_create_in, &in) == ERR_INVALID && one_fault("/organization_id", "bad_id"));
    cr_expect(decode("{\"organization_id\":\"中\"}", &model_booth_create_in, &in) == ERR_INVALID && one_fault("/organization_id", "bad_id"));
    cr_expect(decode("{\"organization_id\":17}", &model_booth_create_in, &in) == ERR_INVALID && one_fault("/organization_id", "wrong_type"));
}

Test(json_decode, true_and_false_and_nothing_else)
{
    struct vacancy_change_in in;
    cr_expect(decode("{\"urgent\":true}", &model_vacancy_change_in, &in) == ERR_OK && in.urgent);
    cr_expect(decode("{\"urgent\":false}", &model_vacancy_change_in, &in) == ERR_OK && !in.urgent);
    cr_expect(decode("{\"urgent\":1}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/urgent", "wrong_type"));
    cr_expect(decode("{\"urgent\":\"true\"}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/urgent", "wrong_type"));
}

Test(json_decode, a_time_needs_its_offset)
{
    struct fair_change_in in;
    cr_expect(decode("{\"starts_at\":\"2026-11-24T09:00:00+08:00\"}", &model_fair_change_in, &in) == ERR_OK && in.starts_at == INT64_C(1795482000000));
    cr_expect(decode("{\"starts_at\":\"2026-11-24T01:00:00Z\"}", &model_fair_change_in, &in) == ERR_OK && in.starts_at == INT64_C(1795482000000));
    cr_expect(decode("{\"starts_at\":\"2026-11-24T09:00:00\"}", &model_fair_change_in, &in) == ERR_INVALID && one_fault("/starts_at", "bad_time"));
    cr_expect(decode("{\"starts_at\":\"2026-11-24\"}", &model_fair_change_in, &in) == ERR_INVALID && one_fault("/starts_at", "bad_time"));
    cr_expect(decode("{\"starts_at\":1795482000000}", &model_fair_change_in, &in) == ERR_INVALID && one_fault("/starts_at", "wrong_type"));
    cr_expect(in.starts_at == NONE);
}

Test(json_decode, a_closed_set_names_its_values_when_it_refuses)
{
    struct vacancy_change_in in;
    cr_expect(decode("{\"wage_period\":\"hour\"}", &model_vacancy_change_in, &in) == ERR_OK && in.wage_period == wage_period_hour);
    cr_expect(decode("{\"wage_period\":\"Hour\"}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/wage_period", "not_allowed"));
    cr_expect(str_eq_cstr(faults.items[0].en, "One of: month, day, hour, year"));
    cr_expect(str_eq_cstr(faults.items[0].zh, "只能是以下之一：month, day, hour, year"));
    cr_expect(decode("{\"wage_period\":\"\"}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/wage_period", "not_allowed"));
    cr_expect(decode("{\"wage_period\":2}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/wage_period", "wrong_type"));
}

Test(json_decode, a_list_has_its_most_items_and_each_its_most_characters)
{
    struct vacancy_change_in in;
    const char *twelve = repeat("\"a\",", 11);
    cr_expect(decode(FORMAT("{\"benefits\":[%s\"%s\"]}", twelve, repeat("食", 20)), &model_vacancy_change_in, &in) == ERR_OK && in.benefits.len == 12);
    cr_expect(str_eq(in.benefits.items[0], STR("a")) && in.benefits.items[11].len == 60);
    cr_expect(decode(FORMAT("{\"benefits\":[%s\"a\",\"b\"]}", twelve), &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits", "too_many"));
    cr_expect(decode(FORMAT("{\"benefits\":[\"a\",\"%s\"]}", repeat("a", 21)), &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits/1", "too_long"));
    cr_expect(decode("{\"benefits\":[\"\"]}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits/0", "too_short"));
    cr_expect(decode("{\"benefits\":[null]}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits/0", "wrong_type"));
    cr_expect(decode("{\"benefits\":[\"a\",[[1],2]]}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits/1", "wrong_type"));
    cr_expect(decode("{\"benefits\":\"a\"}", &model_vacancy_change_in, &in) == ERR_INVALID && one_fault("/benefits", "wrong_type"));
    cr_expect(decode("{\"benefits\":[]}", &model_vacancy_change_in, &in) == ERR_OK && in.benefits.len == 0 && in.given);
}

Test(json_decode, objects_and_lists_of_objects_are_decoded_by_their_own_rows)
{
    struct login login;
    struct demo demo;
    cr_expect(decode("{\"account\":{\"id\":\"a1\",\"name\":\"甲\"}}", &model_login, &login) == ERR_OK && str_eq(login.account->name, STR("甲")));
    cr_expect(decode("{\"account\":{\"id\":\"a b\"}}", &model_login, &login) == ERR_INVALID && one_fault("/account/id", "bad_id"));
    cr_expect(decode("{\"account\":[]}", &model_login, &login) == ERR_INVALID && one_fault("/account", "wrong_type"));
    cr_expect(decode("{\"account\":null}", &model_login, &login) == ERR_OK && !login.account);
    cr_expect(decode("{\"roles\":[{\"login\":\"a\"},{\"login\":\"b\",\"role\":\"agent\"}]}", &model_demo, &demo) == ERR_OK && demo.roles.len == 2);
    cr_expect(((struct demo_role *)demo.roles.items)[1].role == role_agent);
    cr_expect(decode("{\"roles\":[{\"login\":\"a\"},{\"login\":\"\"}]}", &model_demo, &demo) == ERR_INVALID && one_fault("/roles/1/login", "too_short"));
    cr_expect(decode("{\"roles\":[7]}", &model_demo, &demo) == ERR_INVALID && one_fault("/roles/0", "wrong_type"));
    cr_expect(decode("{\"roles\":{}}", &model_demo, &demo) == ERR_INVALID && one_fault("/roles", "wrong_type"));
    cr_expect(decode(FORMAT("{\"roles\":[%s{}]}", repeat("{},", 20)), &model_demo, &demo) == ERR_INVALID && one_fault("/roles", "too_many"));
    cr_expect(decode(FORMAT("{\"roles\":[%s{}]}", repeat("{},", 19)), &model_demo, &demo) == ERR_OK && demo.roles.len == 20);
}

Test(json_decode, raw_json_is_kept_as_it_came)
{
    struct event_item item;
    cr_expect(decode("{\"data\": {\"a\" : [1, \"}\"] } }", &model_event_item, &item) == ERR_OK);
    cr_expect(str_eq(item.data, STR("{\"a\" : [1, \"}\"] }")));
}

/* --- the document -------------------------------------------------------------------------------------------------- */
Test(json_decode, unknown_names_are_refused_by_their_pointer)
{
    struct message_create_in in;
    cr_expect(decode("{\"text\":\"a\",\"txet\":1}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/txet", "unknown_field"));
    cr_expect(decode("{\"text\":\"a\",\"a/b~c\":{\"x\":[]}}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/a~1b~0c", "unknown_field"));
    cr_expect(decode("{\"text\":\"a\",\"\":1}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/", "unknown_field"));
    cr_expect(decode("{\"text\":\"a\",\"Text\":1}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/Text", "unknown_field"));
    cr_expect(decode("{\"text\":\"a\",\"given\":1}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/given", "unknown_field"));
}

Test(json_decode, a_very_long_unknown_name_is_cut_between_characters)
{
    struct message_create_in in;
    cr_expect(decode(FORMAT("{\"%s\":1}", repeat("中", 500)), &model_message_create_in, &in) == ERR_INVALID);
    cr_expect(faults.items[0].pointer.len <= 200 && faults.items[0].pointer.len > 190 && str_is_utf8(faults.items[0].pointer));
}

Test(json_decode, what_belongs_to_the_path_or_the_query_is_unknown_in_a_body)
{
    struct message_create_in in;
    struct vacancy_list_in list;
    cr_expect(decode("{\"text\":\"a\",\"id\":\"s1\"}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/id", "unknown_field"));
    cr_expect(decode("{\"q\":\"a\"}", &model_vacancy_list_in, &list) == ERR_INVALID && one_fault("/q", "unknown_field"));
}

Test(json_decode, a_document_that_is_no_object_is_refused)
{
    static const char *const others[] = { "[]", "1", "null", "\"a\"", "true", "[{}]" };
    struct message_create_in in;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        cr_expect(decode(others[i], &model_message_create_in, &in) == ERR_INVALID && one_fault("", "wrong_type"), "%s", others[i]);
}

Test(json_decode, what_the_gate_refuses_says_where)
{
    struct message_create_in in;
    cr_expect(decode("", &model_message_create_in, &in) == ERR_BAD_JSON && one_fault("", "syntax"));
    cr_expect(decode("{\"text\":\"a\",}", &model_message_create_in, &in) == ERR_BAD_JSON && one_fault("", "syntax"));
    cr_expect(str_eq_cstr(faults.items[0].en, "Not valid JSON (at byte 13)"), "%.*s", STR_ARG(faults.items[0].en));
    cr_expect(str_eq_cstr(faults.items[0].zh, "不是有效的 JSON（第 13 个字节处）"));
}

Test(json_decode, at_most_sixteen_faults_are_kept)
{
    struct message_create_in in;
    struct buf b;
    buf_init(&b, 4096);
    for (int i = 0; i < 40; i++)
        buf_add_format(&b, "%s\"x%d\":0", i ? "," : "{", i);
    buf_add_char(&b, '}');
    buf_add_char(&b, 0);
    cr_expect(decode(b.ptr, &model_message_create_in, &in) == ERR_INVALID);
    cr_expect(faults.len == 16 && str_eq(faults.items[15].pointer, STR("/x15")));
    cr_expect(json_required(&model_message_create_in, &in, &faults) == ERR_INVALID && faults.len == 16);
    buf_done(&b);
}

Test(json_decode, faults_are_added_to_those_found_before)
{
    struct booth_create_in in;
    model_clear(&model_booth_create_in, &in);
    cr_expect(json_decode_text(&mem, &model_booth_create_in.fields[0], STR("a b"), &in, 0, &faults) == ERR_INVALID);
    cr_expect(json_decode(&mem, STR("{\"greeting\":7}"), &model_booth_create_in, &in, &faults) == ERR_INVALID);
    cr_expect(json_required(&model_booth_create_in, &in, &faults) == ERR_INVALID);
    cr_assert(faults.len == 3);
    cr_expect(str_eq(faults.items[0].pointer, STR("id")) && str_eq(faults.items[1].pointer, STR("/greeting")) && str_eq(faults.items[2].pointer, STR("/organization_id")));
}

/* --- given, null, required ---------------------------------------------------------------------------------------------- */
Test(json_decode, given_tells_which_fields_came)
{
    struct vacancy_change_in in;
    cr_assert(decode("{\"headcount\":3,\"title\":\"电工\",\"address\":null}", &model_vacancy_change_in, &in) == ERR_OK);
    for (size_t i = 0; i < model_vacancy_change_in.field_count; i++) {
        const char *name = model_vacancy_change_in.fields[i].name;
        bool wanted      = !strcmp(name, "headcount") || !strcmp(name, "title") || !strcmp(name, "address");
        cr_expect(model_given(in.given, i) == wanted, "%s", name);
    }
    cr_expect(in.address.ptr == NULL && in.wage_min_fen == NONE && in.headcount == 3);
}

Test(json_decode, null_is_absent_for_every_kind)
{
    struct vacancy_change_in in;
    cr_assert(decode("{\"title\":null,\"headcount\":null,\"education\":null,\"benefits\":null,\"urgent\":null}", &model_vacancy_change_in, &in) == ERR_OK);
    cr_expect(!in.title.ptr && in.headcount == NONE && in.education == 0 && in.benefits.len == 0 && !in.urgent);
    struct fair_change_in fair;
    cr_assert(decode("{\"starts_at\":null}", &model_fair_change_in, &fair) == ERR_OK && fair.starts_at == NONE);
}

Test(json_decode, a_required_field_is_missed_once_whether_absent_or_null)
{
    struct message_create_in in;
    cr_expect(decode("{}", &model_message_create_in, &in) == ERR_OK);
    in.given |= 1; /* the path was read */
    cr_expect(json_required(&model_message_create_in, &in, &faults) == ERR_INVALID && one_fault("/text", "required"));
    cr_expect(decode("{\"text\":null}", &model_message_create_in, &in) == ERR_INVALID && one_fault("/text", "required"));
    in.given |= 1;
    cr_expect(json_required(&model_message_create_in, &in, &faults) == ERR_OK && faults.len == 1);
    cr_expect(decode("{\"text\":\"a\"}", &model_message_create_in, &in) == ERR_OK);
    cr_expect(json_required(&model_message_create_in, &in, &faults) == ERR_INVALID && one_fault("id", "required"));
}

/* --- path and query ----------------------------------------------------------------------------------------------------- */
static enum err query(const struct model *m, const char *name, struct str text, void *value)
{
    faults.len            = 0;
    const struct field *f = model_field(m, str_from_cstr(name));
    model_clear(m, value);
    return json_decode_text(&mem, f, text, value, (size_t)(f - m->fields), &faults);
}

Test(json_decode, a_query_field_comes_from_plain_text)
{
    struct vacancy_list_in in;
    cr_expect(query(&model_vacancy_list_in, "limit", STR("100"), &in) == ERR_OK && in.limit == 100);
    cr_expect(model_given(in.given, (size_t)(model_field(&model_vacancy_list_in, STR("limit")) - model_vacancy_list_in.fields)));
    cr_expect(query(&model_vacancy_list_in, "limit", STR("101"), &in) == ERR_INVALID && one_fault("limit", "too_large"));
    cr_expect(query(&model_vacancy_list_in, "limit", STR("0"), &in) == ERR_INVALID && one_fault("limit", "too_small"));
    cr_expect(query(&model_vacancy_list_in, "limit", STR(""), &in) == ERR_INVALID && one_fault("limit", "wrong_type"));
    cr_expect(query(&model_vacancy_list_in, "limit", STR("1e1"), &in) == ERR_INVALID && one_fault("limit", "wrong_type"));
    cr_expect(query(&model_vacancy_list_in, "limit", STR(" 1"), &in) == ERR_INVALID && one_fault("limit", "wrong_type"));
    cr_expect(query(&model_vacancy_list_in, "limit", STR("99999999999999999999"), &in) == ERR_INVALID && one_fault("limit", "wrong_type"));
    cr_expect(query(&model_vacancy_list_in, "q", STR("电工"), &in) == ERR_OK && str_eq(in.q, STR("电工")));
    cr_expect(query(&model_vacancy_list_in, "q", STR("\xff"), &in) == ERR_INVALID && one_fault("q", "bad_utf8"));
    cr_expect(query(&model_vacancy_list_in, "q", STR("a\0b"), &in) == ERR_INVALID && one_fault("q", "not_allowed"));
    cr_expect(query(&model_vacancy_list_in, "organization_id", STR("o/1"), &in) == ERR_INVALID && one_fault("organization_id", "bad_id"));
    cr_expect(query(&model_vacancy_list_in, "organization_id", STR("\xff"), &in) == ERR_INVALID && one_fault("organization_id", "bad_utf8"));
}

Test(json_decode, times_booleans_and_closed_sets_come_from_plain_text_too)
{
    struct fair_create_in fair;
    struct vacancy_create_in vacancy;
    cr_expect(query(&model_fair_create_in, "starts_at", STR("2026-11-24T09:00:00+08:00"), &fair) == ERR_OK && fair.starts_at == INT64_C(1795482000000));
    cr_expect(query(&model_fair_create_in, "starts_at", STR("today"), &fair) == ERR_INVALID && one_fault("starts_at", "bad_time"));
    cr_expect(query(&model_vacancy_create_in, "urgent", STR("true"), &vacancy) == ERR_OK && vacancy.urgent);
    cr_expect(query(&model_vacancy_create_in, "urgent", STR("false"), &vacancy) == ERR_OK && !vacancy.urgent);
    cr_expect(query(&model_vacancy_create_in, "urgent", STR("1"), &vacancy) == ERR_INVALID && one_fault("urgent", "wrong_type"));
    cr_expect(query(&model_vacancy_create_in, "education", STR("master"), &vacancy) == ERR_OK && vacancy.education == education_master);
    cr_expect(query(&model_vacancy_create_in, "education", STR("x"), &vacancy) == ERR_INVALID && one_fault("education", "not_allowed"));
}
