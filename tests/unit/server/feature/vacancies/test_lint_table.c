#include <criterion/criterion.h>

#include "server/feature/vacancies/lint_core.h"

static struct arena mem;
static struct lint_rules rules;

static void begin(void)
{
    arena_init(&mem, 1 << 20);
    memset(&rules, 0, sizeof rules);
}
static void end(void)
{
    arena_done(&mem);
}
TestSuite(lint_table, .init = begin, .fini = end);

#define HEAD "id\tpattern\tcategory\taction\tlaw\tunless\thint\n"
#define CLAUSE_LINE(name) #name "\t/x\tx\tWARN\tlaw\t中文\tEnglish\n"
#define CLAUSES "rule\tpointer\tcode\taction\tlaw\tzh\ten\n" LINT_CLAUSES(CLAUSE_LINE)

static struct lint_tables tables(const char *lexicon)
{
    return (struct lint_tables){ .lexicons    = { str_from_cstr(lexicon) },
                                 .clauses     = STR(CLAUSES),
                                 .words       = STR("zh\ten\n劳动法\tLabour Law, art. \n"),
                                 .wages       = STR("from\tarea\tname\tyuan\tsixty\tstatus\n2017-12-01\t330324\t永嘉县\t1660\t996\tverified\n"),
                                 .traditional = STR("優优\n") };
}

static bool load(const struct lint_tables *t, struct str *ret_why)
{
    memset(&rules, 0, sizeof rules);
    return lint_rules_load(&rules, t, ret_why);
}

static size_t found_count(const char *text)
{
    struct lint_report report     = { 0 };
    const struct lint_words words = { STR("/title"), str_from_cstr(text), false };
    cr_assert_eq(lint_words_judge(&mem, &rules, &words, &report), ERR_OK);
    return report.len;
}

Test(lint_table, a_small_lexicon_is_read_and_found)
{
    struct str why;
    struct lint_tables t = tables("# notes\n" HEAD "X1\t限女\t性别\tBLOCK\t劳动法12\t不限女/有限女\t请删除\nX2\tre:[0-9]{2}岁\t年龄\tWARN\t\t\t\n");
    cr_assert(load(&t, &why), "%.*s", STR_ARG(why));
    cr_expect(rules.rule_count == 2 && rules.entry_count == 4);
    cr_expect_eq(found_count("限女，18岁"), 2);
    cr_expect_eq(found_count("不限女"), 0);
    cr_expect_eq(found_count("不限女，但是限女"), 1, "one innocent phrase excuses no other");
    cr_expect(str_eq(lint_english(&rules, &mem, STR("劳动法12")), STR("Labour Law, art. 12")));
}

Test(lint_table, what_touches_an_innocent_phrase_of_its_row_is_innocent)
{
    static const struct {
        const char *text;
        size_t found;
    } cases[] = { { "押金", 1 },         { "免押金", 0 },       { "押金管理", 0 },     { "免押金管理", 0 },   { "押金管理，交押金", 1 },
                  { "交押金，免押金", 1 }, { "免押金，交押金", 1 }, { "免押金免押金", 0 }, { "押金免押金", 1 },   { "押金管理押金管理员押金", 1 } };
    struct str why;
    struct lint_tables t = tables(HEAD "X1\t押金\t收费\tBLOCK\t\t免押金/押金管理\t\n");
    cr_assert(load(&t, &why));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(found_count(cases[i].text), cases[i].found, "%s", cases[i].text);
}

Test(lint_table, a_bad_row_is_named)
{
    static const char *const bad[] = {
        HEAD "X1\t限女\t性别\tFORBID\t\t\t\n", /* no such action */
        HEAD "X1\t\t性别\tBLOCK\t\t\t\n",      /* nothing to find */
        HEAD "X1\tre:(a\t性别\tBLOCK\t\t\t\n", /* not an expression */
        HEAD "X1\t，。\t性别\tBLOCK\t\t\t\n",  /* nothing that texts keep */
        HEAD "\t限女\t性别\tBLOCK\t\t\t\n",    /* no name */
        HEAD "X1\t限女\t性别\tBLOCK\t\t，\t\n", /* an innocent phrase of nothing */
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct str why       = STR_NONE;
        struct lint_tables t = tables(bad[i]);
        cr_expect_not(load(&t, &why), "%s", bad[i]);
        cr_expect(memmem(bad[i], strlen(bad[i]), why.ptr, why.len) != NULL && why.len > 3, "%s: %.*s", bad[i], STR_ARG(why));
    }
}

Test(lint_table, an_expression_that_begins_with_anything_is_no_index)
{
    static const char *const bad[] = { HEAD "X1\tre:.岁\t年龄\tWARN\t\t\t\n", HEAD "X1\tre:[^a]岁\t年龄\tWARN\t\t\t\n", HEAD "X1\tre:[一-龥]岁\t年龄\tWARN\t\t\t\n" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct str why       = STR_NONE;
        struct lint_tables t = tables(bad[i]);
        cr_expect(!load(&t, &why) && str_eq(why, STR("X1")), "%s", bad[i]);
    }
}

Test(lint_table, other_tables_are_refused_as_well)
{
    struct str why       = STR_NONE;
    struct lint_tables t = tables(HEAD);
    t.clauses            = STR("rule\tpointer\tcode\taction\tlaw\tzh\ten\nno_such_clause\t/x\tx\tWARN\tl\tz\te\n");
    cr_expect_not(load(&t, &why));
    t         = tables(HEAD);
    t.clauses = STR("rule\tpointer\tcode\taction\tlaw\tzh\ten\ndispatch\t/x\tx\tWARN\tl\tz\te\n");
    cr_expect(!load(&t, &why) && str_eq(why, STR("a clause is missing")));
    static const char *const wages[] = { "h\n2017-13-01\t330324\tx\t1660\t\tverified\n", "h\n2017-12-01\t330324\tx\tmuch\t\tverified\n",
                                         "h\n2017-12-01\t330324\tx\t0\t\tverified\n", "h\nsoon\t330324\tx\t1660\t\tverified\n" };
    for (size_t i = 0; i < COUNT_OF(wages); i++) {
        t       = tables(HEAD);
        t.wages = str_from_cstr(wages[i]);
        cr_expect_not(load(&t, &why), "%s", wages[i]);
    }
    t             = tables(HEAD);
    t.traditional = STR("");
    cr_expect_not(load(&t, &why));
}

/* --- those inside the program ------------------------------------------------------------------------------------- */

static bool says(const struct lint_rule *rule, struct str text)
{
    struct lint_report report     = { 0 };
    const struct lint_words words = { STR("/title"), text, false };
    cr_assert_eq(lint_words_judge(&mem, lint_rules_shared(), &words, &report), ERR_OK);
    for (size_t i = 0; i < report.len; i++)
        if (str_eq(report.items[i].code, rule->id))
            return true;
    return false;
}

Test(lint_table, every_literal_row_finds_its_own_words)
{
    const struct lint_rules *r = lint_rules_shared();
    cr_assert(r->rule_count >= 101, "%zu", r->rule_count);
    for (size_t i = 0; i < r->rule_count; i++) {
        const struct lint_entry *entry = &r->entries[r->rules[i].entry_at];
        char text[300];
        size_t n = 0;
        for (size_t k = 0; !entry->regex && k < entry->len; k++) {
            uint32_t cp = r->cps[entry->at + k];
            if (cp < 0x80) {
                text[n++] = (char)cp;
                continue;
            }
            text[n++] = (char)(0xE0 | cp >> 12);
            text[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
            text[n++] = (char)(0x80 | (cp & 0x3F));
        }
        cr_expect(entry->regex || says(&r->rules[i], str_make(text, n)), "%.*s", STR_ARG(r->rules[i].id));
    }
}

Test(lint_table, every_innocent_phrase_is_innocent)
{
    const struct lint_rules *r = lint_rules_shared();
    for (size_t i = 0; i < r->rule_count; i++) {
        struct str rest = r->rules[i].unless, phrase;
        while (rest.len) {
            rest = str_cut(rest, '/', &phrase);
            cr_expect(!says(&r->rules[i], phrase), "%.*s: %.*s", STR_ARG(r->rules[i].id), STR_ARG(phrase));
        }
    }
}

Test(lint_table, no_two_rows_share_a_name)
{
    const struct lint_rules *r = lint_rules_shared();
    for (size_t i = 0; i < r->rule_count; i++)
        for (size_t k = 0; k < i; k++)
            cr_expect_not(str_eq(r->rules[i].id, r->rules[k].id), "%.*s", STR_ARG(r->rules[i].id));
}

static bool has_chinese(struct str text)
{
    for (size_t at = 0; at < text.len;)
        if (lint_next(text, &at) >= 0x3400)
            return true;
    return false;
}

Test(lint_table, laws_and_categories_read_in_english)
{
    const struct lint_rules *r = lint_rules_shared();
    for (size_t i = 0; i < r->rule_count; i++) {
        struct str law      = lint_english(r, &mem, r->rules[i].law);
        struct str category = lint_english(r, &mem, r->rules[i].category);
        cr_expect(!has_chinese(law) && !has_chinese(category), "%.*s: %.*s, %.*s", STR_ARG(r->rules[i].id), STR_ARG(law), STR_ARG(category));
    }
    for (size_t i = 0; i < LINT_CLAUSE_COUNT; i++)
        cr_expect(!has_chinese(lint_english(r, &mem, r->clauses[i].law)), "%.*s", STR_ARG(r->clauses[i].law));
}

/* 2017-12-01T00:00:00+08:00 and 2024-01-01T00:00:00+08:00 */
#define IN_2017 INT64_C(1512057600000)
#define IN_2024 INT64_C(1704038400000)

static int64_t lowest(const char *region, int64_t now, bool certain)
{
    struct lint_wage wage;
    return lint_wage_of(lint_rules_shared(), str_from_cstr(region), now, certain, &wage) ? wage.month_fen : NONE;
}

Test(lint_table, the_minimum_wage_holds_from_its_day_in_its_place)
{
    cr_expect_eq(lowest("330302", IN_2017, true), 201000);
    cr_expect_eq(lowest("330302", IN_2017 - 1, true), NONE, "not before its day");
    cr_expect_eq(lowest("330324", IN_2017, true), 166000);
    cr_expect_eq(lowest("330300", IN_2017, true), 166000, "of a city the lowest of its parts");
    cr_expect_eq(lowest("330000", IN_2017, true), 166000);
    cr_expect_eq(lowest("310101", IN_2017, true), NONE, "of other provinces nothing is known");
    cr_expect_eq(lowest("330302", IN_2024, false), 201000, "the lowest class of the newest row that nobody verified");
    cr_expect_eq(lowest("330302", IN_2024 - 1, false), 184000);
    cr_expect_eq(lowest("310101", IN_2024, false), NONE);
}
