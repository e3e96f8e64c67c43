#include "server/port/region.h"

#include <criterion/criterion.h>

static bool named(const char *code, const char *name)
{
    return str_eq_cstr(region_name(str_from_cstr(code)), name);
}

Test(region, provinces_cities_and_counties_have_their_names)
{
    cr_expect(named("110000", "北京市") && named("330000", "浙江省") && named("330300", "温州市") && named("330302", "鹿城区"));
    cr_expect(named("330383", "龙港市"), "a city of 2019");
    cr_expect(region_is_known(STR("820000")) && region_is_known(STR("710000")) && region_is_known(STR("659001")));
}

Test(region, what_is_no_place_of_today_is_none)
{
    static const char *const bad[] = { "", "3303", "33030", "330399", "330103", "999999", "000000", "33030a", "3303021", "330302 ", "100000" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect_not(region_is_known(str_from_cstr(bad[i])), "%s", bad[i]);
}

Test(region, a_refusal_names_the_field_and_the_code)
{
    struct arena mem;
    arena_init(&mem, 65536);
    struct ctx c = { .mem = &mem };
    cr_expect_eq(region_check(&c, STR("/region"), STR("330324")), ERR_OK);
    cr_expect_eq(c.fault_count, 0);
    cr_expect_eq(region_check(&c, STR("/region"), STR("330399")), ERR_INVALID);
    cr_expect_eq(region_check(&c, STR("/regions"), STR("3303")), ERR_INVALID);
    cr_assert_eq(c.fault_count, 2);
    cr_expect(str_eq(c.faults[0].pointer, STR("/region")) && str_eq(c.faults[0].code, STR("unknown_region")) && memmem(c.faults[0].zh.ptr, c.faults[0].zh.len, "330399", 6) &&
              memmem(c.faults[0].en.ptr, c.faults[0].en.len, "330399", 6));
    cr_expect(str_eq(c.faults[1].pointer, STR("/regions")) && str_eq(c.faults[1].code, STR("bad_region")));
    arena_done(&mem);
}

Test(region, a_place_names_its_parts)
{
    cr_expect(str_eq(region_tree(STR("330302")), STR("330302")));
    cr_expect(str_eq(region_tree(STR("330300")), STR("3303")));
    cr_expect(str_eq(region_tree(STR("330000")), STR("33")));
    cr_expect(str_eq(region_tree(STR("33030")), STR("33030")), "not a whole code: digits are digits");
    cr_expect(region_tree(STR_NONE).len == 0);
}
