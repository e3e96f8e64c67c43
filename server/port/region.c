#include "server/port/region.h"

#include <pthread.h>

#include "proto/base/check.h"
#include "proto/base/code.h"

#define PLACES_MAX 4096

extern const char region_table[], region_table_end[];

struct place {
    uint32_t code;
    struct str name;
};
static struct place places[PLACES_MAX]; /* house rule 15: constant once it was read; by code */
static size_t place_count;

static uint32_t number_of(struct str code) /* six digits */
{
    uint32_t number = 0;
    for (size_t i = 0; i < code.len; i++)
        number = number * 10 + (uint32_t)(code.ptr[i] - '0');
    return number;
}

static void table_read(void)
{
    struct str rest = str_make(region_table, (size_t)(region_table_end - region_table));
    struct str line, code;
    while (rest.len) {
        rest            = str_cut(rest, '\n', &line);
        struct str name = str_cut(line, '\t', &code);
        if (!code_region_is_valid(code)) /* notes and the head */
            continue;
        CHECK(place_count < PLACES_MAX && name.len > 0);
        places[place_count] = (struct place){ number_of(code), name };
        CHECK(place_count == 0 || places[place_count - 1].code < places[place_count].code);
        place_count++;
    }
}

struct str region_name(struct str code)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, table_read) == 0);
    if (!code_region_is_valid(code))
        return STR_NONE;
    uint32_t number = number_of(code);
    size_t low      = 0;
    size_t high     = place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].code == number)
            return places[middle].name;
        if (places[middle].code < number)
            low = middle + 1;
        else
            high = middle;
    }
    return STR_NONE;
}

enum err region_check(struct ctx *c, struct str pointer, struct str code)
{
    if (region_is_known(code))
        return ERR_OK;
    if (!code_region_is_valid(code))
        return fault_add(c, pointer, STR("bad_region"), STR("请填写六位行政区划代码"), STR("A six-digit place code (GB/T 2260) is needed"));
    struct str zh = arena_format(c->mem, "没有 %.*s 这个行政区划代码", STR_ARG(code));
    struct str en = arena_format(c->mem, "No place has the code %.*s (GB/T 2260)", STR_ARG(code));
    return zh.ptr && en.ptr ? fault_add(c, pointer, STR("unknown_region"), zh, en) : ERR_NO_MEMORY;
}

struct str region_tree(struct str code)
{
    size_t n = code.len;
    while (n > 2 && n % 2 == 0 && code.ptr[n - 1] == '0' && code.ptr[n - 2] == '0')
        n -= 2;
    return str_make(code.ptr, n);
}
