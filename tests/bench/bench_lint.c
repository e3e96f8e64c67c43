/* CPU time of the rules on one vacancy, as the store's threads run them: a usual one, one with every field at its largest and innocent, and one as
 * large of nothing but forbidden words. One thread, no store; limits: one core. Prints one JSON object for each. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "proto/base/check.h"
#include "server/feature/vacancies/lint_core.h"

#define ROUNDS 5
#define NOW INT64_C(1795482000000)
#define TEXT_BYTES_MAX 16384

static struct organization_row organization;

static double cpu_us(void)
{
    struct timespec t;
    CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct vacancy_row usual(void)
{
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    row.title              = STR("阀门装配工");
    row.region             = STR("330324");
    row.address            = STR("永嘉县瓯北街道演示路 1 号（演示）");
    row.duties             = STR("按图纸装配阀门并试压，记录试压结果；保养工装夹具；服从班组安排，遵守安全规程，参加班前会。");
    row.description        = STR("公司生产工业阀门二十年，产品用于石化与水务。招聘装配工 5 名，男女不限，年满 18 周岁，初中以上文化，有无经验均可，老师傅带教。"
                                 "月薪 6500–10000 元，计件加满勤；缴纳五险一金，包住，食堂补贴，每年体检，免押金，不收任何费用。");
    row.work_hours         = STR("8:00–17:30，双休，旺季加班另计");
    row.board_and_lodging  = STR("包住，两人间；午餐免费");
    row.working_conditions = STR("车间恒温，有行车，配劳保用品");
    row.hazards            = STR("试压区有噪声，发放耳塞");
    row.headcount          = 5;
    row.wage_min_fen       = 650000;
    row.wage_max_fen       = 1000000;
    return row;
}

/* `piece` again and again, to `max` code points. */
static struct str filled(struct arena *mem, struct str piece, size_t max)
{
    char *p    = arena_alloc(mem, TEXT_BYTES_MAX);
    size_t n   = 0;
    size_t cps = 0;
    CHECK(p && max * 4 <= TEXT_BYTES_MAX);
    while (cps < max)
        for (size_t at = 0; at < piece.len && cps < max; cps++) {
            size_t from = at;
            (void)lint_next(piece, &at);
            memcpy(p + n, piece.ptr + from, at - from);
            n += at - from;
        }
    return str_make(p, n);
}

/* Every text of a vacancy as long as its model allows. */
static struct vacancy_row largest(struct arena *mem, struct str piece)
{
    struct vacancy_row row = usual();
    for (size_t i = 0; i < model_vacancy_create_in.field_count; i++) {
        const struct field *from = &model_vacancy_create_in.fields[i];
        const struct field *to   = model_field(&model_vacancy_row, str_from_cstr(from->name));
        if (to && from->kind == FIELD_TEXT && from->max > 35 && !str_eq_cstr(STR("region"), from->name))
            *(struct str *)(void *)((char *)&row + to->offset) = filled(mem, piece, (size_t)from->max);
    }
    struct str *skills   = ARENA_MANY(mem, 20, struct str);
    struct str *benefits = ARENA_MANY(mem, 12, struct str);
    CHECK(skills && benefits);
    for (size_t i = 0; i < 20; i++)
        skills[i] = filled(mem, piece, 30);
    for (size_t i = 0; i < 12; i++)
        benefits[i] = filled(mem, piece, 20);
    row.skills   = (struct str_list){ skills, 20 };
    row.benefits = (struct str_list){ benefits, 12 };
    return row;
}

static int number_order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, const struct vacancy_row *row, int times)
{
    double us[ROUNDS];
    static struct lint_report report;
    const struct lint_in in = { lint_rules_shared(), row, &organization, NOW, false };
    for (int round = 0; round < ROUNDS; round++) {
        double from = cpu_us();
        for (int i = 0; i < times; i++) {
            struct arena mem;
            arena_init(&mem, 8 << 20);
            CHECK(lint_vacancy(&mem, &in, &report) == ERR_OK);
            arena_done(&mem);
        }
        us[round] = (cpu_us() - from) / times;
    }
    qsort(us, ROUNDS, sizeof *us, number_order);
    fprintf(stderr, "bench_lint: %s: %d rounds of %d, %zu findings; best %.1f worst %.1f\n", name, ROUNDS, times, report.len, us[0], us[ROUNDS - 1]);
    printf("{\"bench\":\"lint %s\",\"ours\":%.1f,\"best\":%.1f,\"worst\":%.1f,\"unit\":\"us\",\"n\":%d}\n", name, us[ROUNDS / 2], us[0], us[ROUNDS - 1], ROUNDS * times);
}

int main(void)
{
    struct arena mem;
    arena_init(&mem, 16 << 20);
    model_clear(&model_organization_row, &organization);
    organization.industry        = STR("泵阀");
    const struct vacancy_row one = usual();
    const struct vacancy_row two = largest(&mem, one.description);
    const struct vacancy_row bad = largest(&mem, STR("限女性，已婚已育优先，不招河南人，收押金，刷单，年龄18-35岁，"));
    measure("usual", &one, 2000);
    measure("largest", &two, 200);
    measure("largest and forbidden", &bad, 200);
    arena_done(&mem);
    return 0;
}
