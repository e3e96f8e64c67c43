/* What is written: escapes, numbers, absent values, every model there and back. */
#include <criterion/criterion.h>

#include "tests/unit/proto/json_sample.h"

static struct arena mem;
static struct buf out;

static void begin(void)
{
    arena_init(&mem, (size_t)16 << 20);
    buf_init(&out, (size_t)1 << 20);
}

static void end(void)
{
    arena_done(&mem);
    buf_done(&out);
}

TestSuite(json_write, .init = begin, .fini = end);

static void expect_text(struct str text, const char *wanted)
{
    buf_clear(&out);
    json_write_text(&out, text);
    cr_expect(str_eq_cstr(buf_str(&out), wanted), "%.*s", STR_ARG(buf_str(&out)));
}

Test(json_write, a_text_is_escaped_only_where_it_must_be)
{
    expect_text(STR_NONE, "\"\"");
    expect_text(STR(""), "\"\"");
    expect_text(STR("plain text / 100% \x7f"), "\"plain text / 100% \x7f\"");
    expect_text(STR("\"\\"), "\"\\\"\\\\\"");
    expect_text(STR("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
    expect_text(STR("\0\x01\x0b\x1f"), "\"\\u0000\\u0001\\u000b\\u001f\"");
    expect_text(STR("</script>"), "\"\\u003c/script>\"");
    expect_text(STR("中文 é 😀"), "\"中文 é 😀\"");
    expect_text(STR("a\xe2\x80\xa8\xe2\x80\xa9z"), "\"a\\u2028\\u2029z\"");
    expect_text(STR("\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac"), "\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac\"");
    expect_text(STR("\xe2\x80\xa8\""), "\"\\u2028\\\"\"");
}

Test(json_write, every_byte_survives_writing_and_reading)
{
    for (unsigned c = 1; c < 0x80; c++) {
        char text[8] = { 'x', (char)c, 'y' };
        struct problem_error value = { .pointer = STR(""), .code = STR("c"), .detail = str_make(text, 3) };
        struct problem_error back;
        struct json_faults faults = { 0 };
        struct str json           = json_encode_mem(&mem, &model_problem_error, &value);
        model_clear(&model_problem_error, &back);
        cr_assert(json_decode(&mem, json, &model_problem_error, &back, &faults) == ERR_OK);
        cr_expect(str_eq(back.detail, value.detail));
    }
}

Test(json_write, absent_values_are_null_or_empty_as_the_row_says)
{
    struct ticket ticket;
    model_clear(&model_ticket, &ticket);
    json_encode(&out, &model_ticket, &ticket);
    cr_expect(str_eq_cstr(buf_str(&out),
                          "{\"id\":null,\"fair_id\":null,\"booth_id\":null,\"organization_name\":\"\",\"number\":null,\"state\":\"waiting\",\"ahead\":null,"
                          "\"eta_min_s\":null,\"eta_max_s\":null,\"eta_basis\":\"unknown\",\"seen_before_close\":false,\"frozen\":false,\"missed_count\":null,"
                          "\"snoozes_left\":null,\"snoozed\":false,\"ring_ends_at\":null,\"ring_extended\":false,\"session_id\":null,\"reason\":null,"
                          "\"joined_at\":null,\"now\":null,\"version\":null}"),
              "%.*s", STR_ARG(buf_str(&out)));
}

Test(json_write, lists_objects_and_raw_json)
{
    struct demo_role roles[2] = { { .login = STR("a"), .name = STR("甲"), .role = role_candidate },
                                  { .login = STR("b"), .name = STR("乙"), .role = role_recruiter, .booth_id = STR("b1") } };
    struct demo demo          = { .enabled = true, .roles = { roles, 2 } };
    json_encode(&out, &model_demo, &demo);
    cr_expect(str_eq_cstr(buf_str(&out), "{\"enabled\":true,\"roles\":[{\"login\":\"a\",\"name\":\"甲\",\"role\":\"candidate\",\"booth_id\":null},"
                                         "{\"login\":\"b\",\"name\":\"乙\",\"role\":\"recruiter\",\"booth_id\":\"b1\"}]}"));
    buf_clear(&out);
    struct event_item item = { .event = STR("notice"), .channel = STR("me"), .epoch = STR("e"), .seq = 1, .at = 0, .data = STR("[1,{}]") };
    json_encode(&out, &model_event_item, &item);
    cr_expect(str_eq_cstr(buf_str(&out), "{\"event\":\"notice\",\"channel\":\"me\",\"epoch\":\"e\",\"seq\":1,\"at\":\"1970-01-01T08:00:00.000+08:00\",\"data\":[1,{}]}"));
}

Test(json_write, numbers_are_exact_to_the_ends_of_the_range)
{
    static const int64_t numbers[] = { 0, 1, 9, 10, 99, 100, 101, 999, 1000, 12345, 1234567890, INT64_MAX, -1, -9, -10, -100, INT64_MIN + 1 };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct message_list_in value = { .id = STR("s"), .after_seq = numbers[i] };
        buf_clear(&out);
        json_encode(&out, &model_message_list_in, &value);
        struct str wanted = arena_format(&mem, "{\"id\":\"s\",\"after_seq\":%lld}", (long long)numbers[i]);
        cr_expect(str_eq(buf_str(&out), wanted), "%.*s", STR_ARG(buf_str(&out)));
    }
}

Test(json_write, a_time_alone)
{
    json_write_time(&out, NONE);
    json_write_time(&out, INT64_C(1795482000000));
    cr_expect(str_eq_cstr(buf_str(&out), "null\"2026-11-24T09:00:00.000+08:00\""));
}

/* The same seed gives the same value, and each value comes back as the same text. */
Test(json_write, every_model_survives_writing_and_reading)
{
    uint64_t seed = 7;
    for (size_t i = 0; i < models_all_count; i++) {
        for (int round = 0; round < 30; round++) {
            const struct model *m     = models_all[i];
            struct json_faults faults = { 0 };
            arena_reset(&mem);
            void *value = arena_alloc(&mem, m->size);
            void *back  = arena_alloc(&mem, m->size);
            cr_assert(value && back);
            sample_fill(&mem, &seed, m, value);
            struct str first = json_encode_mem(&mem, m, value);
            cr_assert(first.ptr != NULL);
            /* what comes from path and query is not looked for in a body */
            bool body = true;
            for (size_t k = 0; k < m->field_count; k++)
                body = body && !(m->fields[k].flags & (F_PATH | F_QUERY));
            model_clear(m, back);
            enum err e = json_decode(&mem, first, m, back, &faults);
            if (!body) {
                cr_expect(e == ERR_INVALID && str_eq(faults.items[0].code, STR("unknown_field")), "%s", m->name);
                continue;
            }
            cr_assert(e == ERR_OK, "%s %.*s: %.*s %.*s", m->name, STR_ARG(first), STR_ARG(faults.items[0].pointer), STR_ARG(faults.items[0].en));
            struct str second = json_encode_mem(&mem, m, back);
            cr_expect(str_eq(first, second), "%s\n%.*s\n%.*s", m->name, STR_ARG(first), STR_ARG(second));
        }
    }
}

Test(json_write, a_buffer_that_is_too_small_fails_and_one_that_fits_exactly_does_not)
{
    uint64_t seed = 3;
    struct vacancy value;
    sample_fill(&mem, &seed, &model_vacancy, &value);
    json_encode(&out, &model_vacancy, &value);
    for (size_t max = 0; max <= out.len; max += max + 40 < out.len ? 37 : 1) {
        struct buf small;
        buf_init(&small, max);
        json_encode(&small, &model_vacancy, &value);
        cr_expect(buf_failed(&small) == (max < out.len), "%zu of %zu", max, out.len);
        buf_done(&small);
    }
}

Test(json_write, an_arena_at_its_ceiling_gives_no_text)
{
    struct arena tight;
    struct problem_error value = { .pointer = STR(""), .code = STR("c"), .detail = STR("d") };
    arena_init(&tight, 10);
    cr_expect(json_encode_mem(&tight, &model_problem_error, &value).ptr == NULL);
    arena_done(&tight);
}
