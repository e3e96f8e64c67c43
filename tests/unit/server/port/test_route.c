/* Cursors and versions. */
#include "server/port/route.h"

#include <criterion/criterion.h>

static struct arena mem;
static struct ctx c;

static void begin(void)
{
    arena_init(&mem, 65536);
    c = (struct ctx){ .mem = &mem, .if_match = NONE };
}
static void end(void)
{
    arena_done(&mem);
}
TestSuite(route, .init = begin, .fini = end);

Test(route, if_match_may_be_left_out_where_it_is_not_asked_for)
{
    cr_expect_eq(version_check(&c, 3), ERR_NEED_VERSION);
    cr_expect_eq(version_agrees(&c, 3), ERR_OK);
    c.if_match = 3;
    cr_expect(version_check(&c, 3) == ERR_OK && version_agrees(&c, 3) == ERR_OK);
    c.if_match = 2;
    cr_expect(version_check(&c, 3) == ERR_STALE && version_agrees(&c, 3) == ERR_STALE);
}

Test(route, a_page_begins_where_the_cursor_says)
{
    static const int64_t keys[] = { 0, 1, -1, 1795482000000, INT64_MAX, INT64_MIN + 1 };
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct str next;
        struct page page;
        cr_assert_eq(page_next(&c, keys[i], STR("f0123456789012345678901"), &next), ERR_OK);
        cr_assert(next.len <= 200);
        cr_assert_eq(page_read(&c, 5, next, &page), ERR_OK);
        cr_assert_eq(page.after_key, keys[i]);
        cr_assert(str_eq(page.after_id, STR("f0123456789012345678901")));
        cr_assert_eq(page.limit, 5);
    }
}

Test(route, without_a_cursor_a_page_begins_at_the_start_with_twenty)
{
    struct page page;
    cr_assert_eq(page_read(&c, NONE, STR_NONE, &page), ERR_OK);
    cr_assert_eq(page.limit, 20);
    cr_assert_eq(page.after_key, NONE);
}

Test(route, a_cursor_changed_in_any_character_is_refused)
{
    struct str next;
    struct page page;
    cr_assert_eq(page_next(&c, 1795482000000, STR("fabc"), &next), ERR_OK);
    for (size_t i = 0; i < next.len; i++) {
        char bent[64];
        memcpy(bent, next.ptr, next.len);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        c.fault_count = 0;
        cr_assert_eq(page_read(&c, NONE, str_make(bent, next.len), &page), ERR_INVALID, "at %zu", i);
        cr_assert_eq(c.fault_count, 1);
        cr_assert(str_eq(c.faults[0].code, STR("bad_cursor")));
    }
    static const char *const bad[] = { "", "A", "%%", "====", "AAAA", "AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_eq(page_read(&c, NONE, str_from_cstr(bad[i]), &page), ERR_INVALID, "%s", bad[i]);
}

Test(route, versions)
{
    cr_assert_eq(version_check(&c, 3), ERR_NEED_VERSION);
    c.if_match = 2;
    cr_assert_eq(version_check(&c, 3), ERR_STALE);
    c.if_match = 3;
    cr_assert_eq(version_check(&c, 3), ERR_OK);
}
