#include <criterion/criterion.h>
#include <stdio.h>

#include "proto/base/check.h"
#include "server/feature/vacancies/lint_text.h"

static struct arena mem;
static struct lint_fold fold;
static char shown[4000];

static void begin(void)
{
    arena_init(&mem, 1 << 20);
    fold = (struct lint_fold){ 0 };
    cr_assert(lint_fold_load(&fold, STR("# a line of notes\n優优國国戶户\n")));
}
static void end(void)
{
    arena_done(&mem);
}
TestSuite(lint_text, .init = begin, .fini = end);

static size_t utf8_put(char *p, uint32_t cp)
{
    if (cp < 0x80) {
        p[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        p[0] = (char)(0xC0 | cp >> 6);
        p[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        p[0] = (char)(0xE0 | cp >> 12);
        p[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        p[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    p[0] = (char)(0xF0 | cp >> 18);
    p[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    p[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    p[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

static const char *text_shown(const struct lint_text *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++)
        n += utf8_put(shown + n, text->cps[i]);
    shown[n] = '\0';
    return shown;
}

static const char *read(const char *source)
{
    struct lint_text text;
    CHECK(lint_text_read(&fold, &mem, str_from_cstr(source), &text) == ERR_OK);
    return text_shown(&text);
}

Test(lint_text, what_is_written_apart_or_dressed_up_reads_the_same)
{
    static const struct {
        const char *source, *read;
    } cases[] = {
        { "", "" },
        { "   \t", "" },
        { "限 女\t性", "限女性" },
        { "限　女性", "限女性" },                     /* the wide blank */
        { "限\xE2\x80\x8B女\xE2\x80\x8B性", "限女性" }, /* blanks of no width */
        { "限⭐女🔥性", "限女性" },
        { "限·女、性", "限女性" },
        { "【限女性】“急”", "限女性急" },
        { "ＡＢＣ１２３", "abc123" },
        { "Male ONLY", "maleonly" },
        { "男性優先", "男性优先" },
        { "本國戶口", "本国户口" },
        { "café", "café" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_str_eq(read(cases[i].source), cases[i].read, "%s", cases[i].source);
}

Test(lint_text, ends_of_clauses_stay_as_one_mark)
{
    cr_expect_str_eq(read("包吃，包住；急聘！"), "包吃,包住,急聘,");
    cr_expect_str_eq(read("包吃。。。包住"), "包吃,包住");
    cr_expect_str_eq(read("包吃\n包住"), "包吃,包住");
    cr_expect_str_eq(read("End here. Next one"), "endhere,nextone");
    cr_expect_str_eq(read("node.js"), "nodejs", "a point inside a word ends nothing");
}

Test(lint_text, a_lone_character_between_marks_is_no_clause)
{
    cr_expect_str_eq(read("限，女，性"), "限女性");
    cr_expect_str_eq(read("限女，性"), "限女性");
    cr_expect_str_eq(read("包吃，包住"), "包吃,包住");
}

Test(lint_text, signs_between_digits_stay)
{
    cr_expect_str_eq(read("18 - 45 岁"), "18-45岁");
    cr_expect_str_eq(read("18—45岁"), "18-45岁");
    cr_expect_str_eq(read("18～45岁"), "18~45岁");
    cr_expect_str_eq(read("1.75米"), "1.75米");
    cr_expect_str_eq(read("包吃-包住"), "包吃包住");
    cr_expect_str_eq(read("18-岁"), "18岁", "nothing follows that is a digit");
}

Test(lint_text, a_colon_stays_behind_a_latin_letter_or_a_digit)
{
    cr_expect_str_eq(read("wx：abc"), "wx:abc");
    cr_expect_str_eq(read("性别：女"), "性别女");
}

Test(lint_text, what_was_found_is_quoted_as_it_was_written)
{
    struct lint_text text;
    cr_assert(lint_text_read(&fold, &mem, STR("急聘，限 ⭐女 性，包住"), &text) == ERR_OK);
    cr_expect_str_eq(text_shown(&text), "急聘,限女性,包住");
    cr_expect(str_eq(lint_text_source(&text, 3, 3), STR("限 ⭐女 性")));
    cr_expect(str_eq(lint_text_source(&text, 0, 1), STR("急")));
    cr_expect(str_eq(lint_text_source(&text, text.len - 1, 1), STR("住")));
}

Test(lint_text, without_memory_nothing_is_read)
{
    struct lint_text text;
    struct arena small;
    arena_init(&small, 64);
    cr_expect_eq(lint_text_read(&fold, &small, STR("这一段文字放不进这么小的一块内存里去"), &text), ERR_NO_MEMORY);
    arena_done(&small);
}

Test(lint_text, a_table_of_characters_goes_in_pairs)
{
    struct lint_fold other = { 0 };
    cr_expect_not(lint_fold_load(&other, STR("")), "empty");
    cr_expect_not(lint_fold_load(&other, STR("優优國\n")), "a half pair");
    cr_expect_not(lint_fold_load(&other, STR("𠀀优\n")), "beyond the basic plane");
    cr_expect_eq(lint_fold_one(&fold, 0x512A), 0x4F18);
    cr_expect_eq(lint_fold_one(&fold, 0x4F18), 0x4F18);
    cr_expect_eq(lint_fold_one(&fold, 'Z'), 'z');
    cr_expect_eq(lint_fold_one(&fold, 0xFF3A), 'z');
}
