#include <criterion/criterion.h>
#include <regex.h>
#include <stdio.h>

#include "proto/base/check.h"
#include "server/feature/vacancies/lint_pattern.h"

static struct lint_regexes all;
static struct lint_fold fold;

static void begin(void)
{
    memset(&all, 0, sizeof all);
    fold = (struct lint_fold){ 0 };
}
TestSuite(lint_pattern, .init = begin);

static size_t cps_of(struct str text, uint32_t cps[512])
{
    size_t n = 0;
    for (size_t at = 0; at < text.len;)
        cps[n++] = lint_next(text, &at);
    return n;
}

/* The longest match at the beginning of text, in characters; SIZE_MAX: the pattern is refused. */
static size_t match(const char *pattern, const char *text)
{
    uint32_t cps[512];
    size_t index = 0;
    size_t len   = cps_of(str_from_cstr(text), cps);
    begin();
    return lint_regex_add(&all, &fold, str_from_cstr(pattern), &index) ? lint_regex_at(&all, index, cps, len, 0) : SIZE_MAX;
}

Test(lint_pattern, each_sign_does_what_it_says)
{
    static const struct {
        const char *pattern, *text;
        size_t len;
    } cases[] = {
        { "ab", "abc", 2 },         { "ab", "acb", 0 },          { "ab", "a", 0 },           { "a.c", "axc", 3 },        { "a|bc", "bcd", 2 },
        { "(a|ab)(c|bcd)", "abcd", 4 }, { "ab?c", "ac", 2 },     { "ab?c", "abc", 3 },       { "ab?c", "abbc", 0 },      { "ab*c", "ac", 2 },
        { "ab*c", "abbbbc", 6 },    { "ab+c", "ac", 0 },         { "ab+c", "abbc", 4 },      { "a{3}", "aa", 0 },        { "a{3}", "aaaa", 3 },
        { "a{2,}", "a", 0 },        { "a{2,}", "aaaaa", 5 },     { "a{2,3}", "aaaaa", 3 },   { "a{2,3}", "a", 0 },       { "xa{0,2}", "x", 1 },
        { "xa{0,2}", "xaaa", 3 },   { "x(ab){2}", "xababab", 5 }, { "[0-9]{2}", "42a", 2 },  { "[0-9]{2}", "4a", 0 },    { "[^0-9]x", "ax", 2 },
        { "[^0-9]x", "1x", 0 },     { "[]a]", "]", 1 },          { "[a-]", "-", 1 },         { "\\.a", ".a", 2 },        { "\\.a", "xa", 0 },
        { "(a|b)*c", "ababc", 5 },  { "a(b|c|)d", "ad", 2 },     { "限[男女]性?", "限女", 2 }, { "限[男女]性?", "限男性的", 3 },
        { "第[一二三]年", "第二年", 3 }, { "第[一-三]年", "第三年", 3 }, { "第[^，]年", "第,年", 0 }, { "第[^，]年", "第二年", 3 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(match(cases[i].pattern, cases[i].text), cases[i].len, "%s on %s: %zu", cases[i].pattern, cases[i].text, match(cases[i].pattern, cases[i].text));
}

Test(lint_pattern, what_is_not_of_the_subset_is_refused)
{
    static const char *const bad[] = { "", "a*", "a?", "(a", "a)", "()", "|a", "a|", "*a", "+", "a**", "a{", "a{2", "a{2,1}", "a{0}", "a{0,0}", "a{}", "a{3,0}", "[a", "[", "[b-a]", "a{65}", "a{640}",
                                       "(((((((((a)))))))))" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect_eq(match(bad[i], "a"), SIZE_MAX, "%s", bad[i]);
}

Test(lint_pattern, sixty_four_positions_fit_and_no_more)
{
    char text[80] = "";
    memset(text, 'a', 70);
    cr_expect_eq(match("a{64}", text), 64);
    cr_expect_eq(match("a{63}a", text), 64);
    cr_expect_eq(match("a{64}a", text), SIZE_MAX);
}

Test(lint_pattern, a_match_is_at_most_as_long_as_the_span)
{
    uint32_t cps[400];
    size_t index = 0;
    for (size_t i = 0; i < COUNT_OF(cps); i++)
        cps[i] = 'a';
    cr_assert(lint_regex_add(&all, &fold, STR("a+"), &index));
    cr_expect_eq(lint_regex_at(&all, index, cps, COUNT_OF(cps), 0), LINT_SPAN_MAX);
    cr_expect_eq(lint_regex_at(&all, index, cps, COUNT_OF(cps), COUNT_OF(cps) - 3), 3);
    cr_expect_eq(lint_regex_at(&all, index, cps, COUNT_OF(cps), COUNT_OF(cps)), 0);
}

Test(lint_pattern, the_beginning_is_known)
{
    size_t index = 0;
    cr_assert(lint_regex_add(&all, &fold, STR("(a|b?c)[0-9]"), &index));
    cr_expect(lint_regex_begins(&all, index, 'a') && lint_regex_begins(&all, index, 'b') && lint_regex_begins(&all, index, 'c'));
    cr_expect_not(lint_regex_begins(&all, index, '0'));
}

Test(lint_pattern, so_many_expressions_and_no_more)
{
    size_t index = 0;
    for (size_t i = 0; i < LINT_REGEXES_MAX; i++)
        cr_assert(lint_regex_add(&all, &fold, STR("ab"), &index) && index == i);
    cr_expect_not(lint_regex_add(&all, &fold, STR("ab"), &index));
}

/* --- against glibc -------------------------------------------------------------------------------------------- */

static uint64_t state;
static unsigned chance(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

static void expression(char *out, size_t max, int depth)
{
    static const char *const atoms[] = { "a", "b", "c", ".", "[ab]", "[^a]", "[a-c]" };
    static const char *const often[] = { "", "", "", "?", "*", "+", "{2}", "{1,2}", "{2,}" };
    size_t n                         = 0;
    int items                        = 1 + (int)chance(3);
    out[0]                           = '\0';
    for (int i = 0; i < items && n + 40 < max; i++) {
        char inner[24] = "";
        if (depth > 0 && chance(3) == 0)
            expression(inner, sizeof inner, depth - 1);
        int put = inner[0] ? snprintf(out + n, max - n, "(%s)%s", inner, often[chance(COUNT_OF(often))])
                           : snprintf(out + n, max - n, "%s%s", atoms[chance(COUNT_OF(atoms))], often[chance(COUNT_OF(often))]);
        n += (size_t)put;
        if (i + 1 < items && chance(4) == 0)
            n += (size_t)snprintf(out + n, max - n, "|");
    }
}

Test(lint_pattern, glibc_finds_the_same_longest_matches)
{
    size_t compared = 0, matched = 0;
    state           = 1;
    for (int i = 0; i < 4000; i++) {
        char pattern[128], anchored[140], text[16];
        regex_t peer;
        regmatch_t where;
        expression(pattern, sizeof pattern, 2);
        (void)snprintf(anchored, sizeof anchored, "^(%s)", pattern);
        size_t len = chance(9);
        for (size_t k = 0; k < len; k++)
            text[k] = (char)('a' + (char)chance(3));
        text[len]   = '\0';
        size_t ours = match(pattern, text);
        if (ours == SIZE_MAX || regcomp(&peer, anchored, REG_EXTENDED) != 0)
            continue; /* too long, or it matches nothing at all */
        size_t theirs = regexec(&peer, text, 1, &where, 0) == 0 ? (size_t)where.rm_eo : 0;
        cr_assert_eq(ours, theirs, "%s on %s: %zu, glibc %zu", pattern, text, ours, theirs);
        regfree(&peer);
        compared++;
        matched += ours > 0;
    }
    cr_expect(compared > 1500 && matched > 500, "%zu %zu", compared, matched);
}
