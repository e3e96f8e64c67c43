/* Every allocation fails once: in the arena while decoding and encoding, in malloc while a tree is built (json-c, linked
 * in whole, included). The outcome is done or ERR_NO_MEMORY, never a crash, never a leak. */
#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "tests/unit/proto/json_sample.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);

/* A leak found at the end of the process does not fail a Criterion test; so it is asked for here. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
static bool leaks(void)
{
    return __lsan_do_recoverable_leak_check() != 0;
}
#else
static bool leaks(void)
{
    return false;
}
#endif

static unsigned long allocations; /* since the sweep's step began */
static unsigned long fail_at;     /* 0: none */

static bool fails(void)
{
    return ++allocations == fail_at;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

static const char *const trees[] = {
    "{}",
    "[]",
    "\"text\"",
    "1.5",
    "{\"id\":7,\"call\":\"POST /api/v1/booths/B/tickets\",\"key\":\"k\",\"if_match\":null,\"lang\":\"zh\",\"body\":{\"a\":[1,2.5,\"x\",true,{\"b\":{}}]}}",
    "{\"id\":1,\"subscribe\":[\"me\",\"fair:F\",\"booth:B\",\"session:S\"],\"after\":{\"me\":[\"EPOCH\",120]}}",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,\"l\":12,\"m\":13,\"n\":14,\"o\":15,\"p\":16,\"q\":17,\"r\":18}",
    "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40]",
    "{\"a text longer than what json-c keeps inside of its own object, which makes it allocate\":\"and another text that is long enough for that, too\"}",
};

Test(json_memory, a_tree_is_built_or_there_is_no_memory_at_every_point)
{
    unsigned long points = 0;
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        enum err e = ERR_NO_MEMORY;
        for (unsigned long n = 1; e != ERR_OK; n++) {
            struct json_object *tree = NULL;
            struct json_fault fault  = { 0 };
            allocations              = 0;
            fail_at                  = n;
            e                        = json_tree(str_from_cstr(trees[i]), &tree, &fault);
            fail_at                  = 0;
            cr_assert(e == ERR_OK || e == ERR_NO_MEMORY);
            cr_assert((e == ERR_OK) == (tree != NULL) && n < 1000);
            json_tree_done(&tree);
            points++;
        }
    }
    /* so many only when json-c's own allocations are among them */
    cr_expect(points > 100, "%lu points", points);
    cr_expect(!leaks());
}

Test(json_memory, a_model_is_encoded_or_there_is_no_memory_at_every_point)
{
    uint64_t seed = 5;
    struct arena mem;
    struct vacancy value;
    arena_init(&mem, (size_t)1 << 20);
    sample_fill(&mem, &seed, &model_vacancy, &value);
    struct str text = STR_NONE;
    for (unsigned long n = 1; !text.ptr; n++) {
        struct arena small;
        arena_init(&small, (size_t)1 << 16);
        allocations = 0;
        fail_at     = n;
        text        = json_encode_mem(&small, &model_vacancy, &value);
        fail_at     = 0;
        arena_done(&small);
        cr_assert(n < 100);
    }
    arena_done(&mem);
    cr_expect(!leaks());
}

/* Decoding draws on the arena alone. */
static void sweep_decode(const struct model *m, struct str json, enum err wanted)
{
    enum err e = ERR_NO_MEMORY;
    for (uint64_t n = 1; e == ERR_NO_MEMORY; n++) {
        struct arena mem;
        struct json_faults faults = { 0 };
        arena_init(&mem, (size_t)4 << 20);
        void *value = arena_alloc(&mem, m->size);
        cr_assert(value != NULL);
        model_clear(m, value);
        mem.count      = 0;
        mem.fail_after = n;
        e              = json_decode(&mem, json, m, value, &faults);
        cr_assert(e == ERR_NO_MEMORY || e == wanted, "%s: %d", m->name, (int)e);
        cr_assert(n < 20000);
        arena_done(&mem);
    }
}

Test(json_memory, every_model_is_decoded_or_there_is_no_memory_at_every_point)
{
    uint64_t seed = 11;
    struct arena mem;
    arena_init(&mem, (size_t)4 << 20);
    for (size_t i = 0; i < models_all_count; i++) {
        const struct model *m = models_all[i];
        bool body             = true;
        for (size_t k = 0; k < m->field_count; k++)
            body = body && !(m->fields[k].flags & (F_PATH | F_QUERY));
        arena_reset(&mem);
        void *value = arena_alloc(&mem, m->size);
        cr_assert(value != NULL);
        sample_fill(&mem, &seed, m, value);
        struct str json = json_encode_mem(&mem, m, value);
        cr_assert(json.ptr != NULL);
        sweep_decode(m, json, body ? ERR_OK : ERR_INVALID);
    }
    arena_done(&mem);
}

Test(json_memory, faults_are_told_or_there_is_no_memory_at_every_point)
{
    sweep_decode(&model_vacancy_create_in,
                 STR("{\"organization_id\":\"a b\",\"title\":\"x\",\"description\":7,\"headcount\":0,\"education\":\"z\",\"benefits\":[\"\",1],\"nothing\":[],"
                     "\"urgent\":2,\"wage_min_fen\":20000000000}"),
                 ERR_INVALID);
    sweep_decode(&model_vacancy_create_in, STR("{\"title\":"), ERR_BAD_JSON);
    sweep_decode(&model_vacancy_create_in, STR("[]"), ERR_INVALID);
}

Test(json_memory, a_query_field_is_decoded_or_there_is_no_memory_at_every_point)
{
    static const char *const texts[] = { "电工", "\xff", "" };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        enum err e = ERR_NO_MEMORY;
        for (uint64_t n = 1; e == ERR_NO_MEMORY; n++) {
            struct arena mem;
            struct json_faults faults = { 0 };
            struct vacancy_list_in in;
            model_clear(&model_vacancy_list_in, &in);
            arena_init(&mem, 4096 * 4);
            mem.fail_after = n;
            e              = json_decode_text(&mem, model_field(&model_vacancy_list_in, STR("q")), str_from_cstr(texts[i]), &in, 0, &faults);
            cr_assert(n < 10);
            arena_done(&mem);
        }
    }
}

Test(json_memory, a_small_ceiling_refuses_a_large_body)
{
    struct arena mem;
    struct json_faults faults = { 0 };
    struct vacancy_create_in in;
    struct buf body;
    buf_init(&body, 65536);
    buf_add_cstr(&body, "{\"description\":\"");
    while (body.len < 20000)
        buf_add_char(&body, 'x');
    buf_add_cstr(&body, "\"}");
    model_clear(&model_vacancy_create_in, &in);
    arena_init(&mem, 16384);
    cr_expect(json_decode(&mem, buf_str(&body), &model_vacancy_create_in, &in, &faults) == ERR_NO_MEMORY);
    arena_done(&mem);
    buf_done(&body);
}
