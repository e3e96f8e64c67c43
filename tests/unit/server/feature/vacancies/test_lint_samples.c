/* Whole sentences against the rules inside the program: what must be found is found, and the innocent look-alikes are left alone. */
#include <criterion/criterion.h>

#include "server/feature/vacancies/lint_core.h"

/* The tables beside this file. */
__asm__(".section .rodata\n"
        ".global samples_given, samples_given_end, samples_more, samples_more_end\n"
        "samples_given:\n.incbin \"tests/unit/server/feature/vacancies/lexicon_samples.tsv\"\nsamples_given_end:\n.byte 0\n"
        "samples_more:\n.incbin \"tests/unit/server/feature/vacancies/lexicon_samples_more.tsv\"\nsamples_more_end:\n.byte 0\n"
        ".previous\n");
extern const char samples_given[], samples_given_end[], samples_more[], samples_more_end[];

static struct str level_of(const struct lint_report *report)
{
    static const struct str names[] = { { "OK", 2 }, { "WARN", 4 }, { "REVIEW", 6 }, { "BLOCK", 5 } };
    return names[report->strictest];
}

static bool rule_found(const struct lint_report *report, struct str rule)
{
    for (size_t i = 0; i < report->len; i++)
        if (str_eq(report->items[i].code, rule))
            return true;
    return false;
}

/* The level is the strictest one; every rule named is among those found. */
static void sentence_check(struct arena *mem, struct str line)
{
    struct str text, expect, rest, rule;
    struct lint_report report = { 0 };
    rest                      = str_cut(line, '\t', &text);
    rest                      = str_cut(rest, '\t', &expect);
    const struct lint_words words = { STR("/duties"), text, true };
    cr_assert_eq(lint_words_judge(mem, lint_rules_shared(), &words, &report), ERR_OK);
    cr_expect(str_eq(level_of(&report), expect), "%.*s: expected %.*s, is %.*s (%.*s)", STR_ARG(text), STR_ARG(expect), STR_ARG(level_of(&report)),
              STR_ARG(report.len ? report.items[0].code : STR("")));
    while (rest.len) {
        rest = str_cut(rest, ',', &rule);
        cr_expect(rule_found(&report, rule), "%.*s: %.*s is not found", STR_ARG(text), STR_ARG(rule));
    }
    for (size_t i = 0; i < report.len; i++) {
        const struct lint_finding *f = &report.items[i];
        cr_expect(f->zh.len > 0 && f->en.len > 0 && f->found.len > 0 && str_eq(f->pointer, STR("/duties")), "%.*s", STR_ARG(text));
        cr_expect(memmem(text.ptr, text.len, f->found.ptr, f->found.len) != NULL, "what is quoted stands in the text: %.*s", STR_ARG(f->found));
    }
}

static size_t table_check(const char *begin, const char *end, size_t ret_innocent[1])
{
    struct str rest = str_make(begin, (size_t)(end - begin)), line;
    struct arena mem;
    size_t count = 0;
    bool head    = true;
    while (rest.len) {
        rest = str_cut(rest, '\n', &line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        if (head) {
            head = false;
            continue;
        }
        arena_init(&mem, 1 << 20);
        sentence_check(&mem, line);
        arena_done(&mem);
        count++;
        ret_innocent[0] += memmem(line.ptr, line.len, "\tOK\t", 4) != NULL;
    }
    return count;
}

Test(lint_samples, the_sentences_that_came_with_the_lexicons_come_out_as_expected)
{
    size_t innocent = 0;
    cr_expect_eq(table_check(samples_given, samples_given_end, &innocent), 41);
}

Test(lint_samples, sixty_more_of_which_half_are_innocent)
{
    size_t innocent = 0;
    cr_expect_eq(table_check(samples_more, samples_more_end, &innocent), 60);
    cr_expect_eq(innocent, 30);
}
