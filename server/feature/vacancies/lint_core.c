#include "server/feature/vacancies/lint_core.h"

#include "proto/base/check.h"
#include "server/port/region.h"

#define QUOTE_MAX 40 /* code points of what was found that are quoted */

/* --- words ------------------------------------------------------------------------------------------------------ */

struct found {
    size_t at, len; /* len 0: not found */
};

static size_t entry_at(const struct lint_rules *rules, const struct lint_entry *entry, const struct lint_text *text, size_t at)
{
    if (entry->regex)
        return lint_regex_at(&rules->regexes, entry->at, text->cps, text->len, at);
    bool same = at + entry->len <= text->len && !memcmp(text->cps + at, rules->cps + entry->at, entry->len * sizeof(uint32_t));
    return same ? entry->len : 0;
}

struct seen {
    struct found found;
    size_t innocent_end; /* where the innocent phrases found so far end */
};

/* One walk for all rows: where each pattern is first found without touching an innocent phrase of its row. That is as good as cutting
 * the phrases out, but for what would only come about where the rest closes up. */
static void walk(const struct lint_rules *rules, const struct lint_text *text, struct seen seen[LINT_RULES_MAX])
{
    for (size_t at = 0; at < text->len; at++) {
        const uint16_t *candidates;
        size_t count = lint_rules_with(rules, text->cps[at], &candidates);
        for (size_t i = 0; i < count; i++) {
            const struct lint_entry *entry = &rules->entries[candidates[i]];
            struct seen *s                 = &seen[entry->rule];
            bool is_done                   = s->found.len && s->found.at + s->found.len <= at;
            if (is_done || (!entry->innocent && (s->found.len || s->innocent_end > at)))
                continue;
            size_t len = entry_at(rules, entry, text, at);
            if (len && entry->innocent) {
                s->found        = (struct found){ 0 }; /* what begins no later reaches into it */
                s->innocent_end = at + len > s->innocent_end ? at + len : s->innocent_end;
            } else if (len) {
                s->found = (struct found){ at, len };
            }
        }
    }
}

static struct str quote(struct str text)
{
    size_t at = 0;
    for (size_t i = 0; i < QUOTE_MAX && at < text.len; i++)
        (void)lint_next(text, &at);
    return str_make(text.ptr, at);
}

static void add(struct lint_report *report, struct lint_finding finding)
{
    if (finding.action > report->strictest)
        report->strictest = finding.action;
    if (report->len < LINT_FINDINGS_MAX)
        report->items[report->len++] = finding;
}

static enum err words_say(struct arena *mem, const struct lint_rules *rules, const struct lint_rule *rule, struct lint_finding *finding)
{
    static const char *const zh[] = { "", "建议修改", "需要工作人员审核", "不得发布" };
    static const char *const en[] = { "", "is better left out", "is looked at by staff first", "may not be published" };
    struct str category           = lint_english(rules, mem, rule->category);
    struct str law                = lint_english(rules, mem, rule->law);
    if ((rule->category.len && !category.ptr) || (rule->law.len && !law.ptr))
        return ERR_NO_MEMORY;
    finding->zh = arena_format(mem, "“%.*s”涉及%.*s，%s%s%.*s%s%.*s%s", STR_ARG(finding->found), STR_ARG(rule->category), zh[rule->action], rule->hint.len ? "：" : "",
                               STR_ARG(rule->hint), rule->law.len ? "（依据：" : "", STR_ARG(rule->law), rule->law.len ? "）" : "");
    finding->en = arena_format(mem, "“%.*s” is about %.*s: it %s%s%.*s%s", STR_ARG(finding->found), STR_ARG(category), en[rule->action], rule->law.len ? " (" : "",
                               STR_ARG(law), rule->law.len ? ")" : "");
    return finding->zh.ptr && finding->en.ptr ? ERR_OK : ERR_NO_MEMORY;
}

enum err lint_words_judge(struct arena *mem, const struct lint_rules *rules, const struct lint_words *words, struct lint_report *report)
{
    struct seen seen[LINT_RULES_MAX] = { 0 };
    struct lint_text text;
    if (!words->text.len)
        return ERR_OK;
    TRY(lint_text_read(&rules->fold, mem, words->text, &text));
    walk(rules, &text, seen);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct lint_rule *rule = &rules->rules[i];
        struct found found           = seen[i].found;
        if (!found.len || (words->hazards_named && str_eq(rule->category, STR("职业危害"))))
            continue;
        struct lint_finding finding = { .action = rule->action, .pointer = words->pointer, .code = rule->id, .law = rule->law };
        if (report->len < LINT_FINDINGS_MAX) {
            finding.found = quote(lint_text_source(&text, found.at, found.len));
            TRY(words_say(mem, rules, rule, &finding));
        }
        add(report, finding);
    }
    return ERR_OK;
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

bool lint_pay_is_below(int64_t fen, enum wage_period period, int64_t month_fen)
{
    switch (period) {
    case wage_period_day: return fen * 2175 < month_fen * 100;
    case wage_period_hour: return fen * 174 < month_fen;
    case wage_period_year: return fen < month_fen * 12;
    case wage_period_month:
    case wage_period_count: break;
    }
    return fen < month_fen;
}

int64_t lint_probation_max(int64_t contract_months)
{
    if (contract_months == NONE || contract_months == 0 || contract_months >= 36)
        return 6;
    return contract_months < 3 ? 0 : contract_months < 12 ? 1 : 2;
}

struct judge { /* what every clause needs */
    struct arena *mem;
    const struct lint_in *in;
    const struct vacancy_row *row;
    struct lint_report *report;
    bool failed; /* no memory */
};

/* `more`: what the numbers are, put behind both texts; may be empty. */
static void say(struct judge *j, enum lint_clause clause, struct str more)
{
    const struct lint_clause_row *row = &j->in->rules->clauses[clause];
    struct str law                    = lint_english(j->in->rules, j->mem, row->law);
    struct lint_finding finding       = { .action = row->action, .pointer = row->pointer, .code = row->code, .law = row->law };
    bool is_told                      = more.len > 0;
    finding.zh = arena_format(j->mem, "%.*s%s%.*s%s（依据：%.*s）", STR_ARG(row->zh), is_told ? "（" : "", STR_ARG(more), is_told ? "）" : "", STR_ARG(row->law));
    finding.en = arena_format(j->mem, "%.*s%s%.*s%s (%.*s)", STR_ARG(row->en), is_told ? " [" : "", STR_ARG(more), is_told ? "]" : "", STR_ARG(law));
    j->failed |= !law.ptr || !finding.zh.ptr || !finding.en.ptr;
    if (!j->failed)
        add(j->report, finding);
}

static void said_if(struct judge *j, bool broken, enum lint_clause clause)
{
    if (broken)
        say(j, clause, STR_NONE);
}

static void elements_judge(struct judge *j)
{
    const struct vacancy_row *row                = j->row;
    const struct organization_row *organization = j->in->organization;
    said_if(j, str_code_points(str_trim(row->title)) < 2, LINT_title_missing);
    said_if(j, !region_is_known(row->region), LINT_region_missing);
    said_if(j, row->headcount == NONE || row->headcount < 1, LINT_headcount_missing);
    said_if(j, !str_trim(row->duties).len && !str_trim(row->description).len, LINT_duties_missing);
    said_if(j, !str_trim(row->address).len, LINT_address_missing);
    said_if(j, !str_trim(row->working_conditions).len, LINT_conditions_missing);
    said_if(j, organization && !organization->industry.len && !organization->scale.len, LINT_organization_thin);
    said_if(j, row->employment_type == employment_type_dispatch, LINT_dispatch);
    said_if(j, j->in->duplicate, LINT_duplicate);
}

static void times_judge(struct judge *j)
{
    int64_t until = j->row->valid_until;
    int64_t now   = j->in->now;
    char today[TIME_TEXT_MAX];
    (void)time_write(now, today);
    said_if(j, until != NONE && until <= now, LINT_valid_until_past);
    /* "At most 90 days" by the calendar: to the end of the ninetieth day. */
    if (until != NONE && until > now + VACANCY_VALID_MS) {
        char last[TIME_TEXT_MAX];
        char asked[TIME_TEXT_MAX];
        (void)time_write(now + VACANCY_VALID_MS, last);
        (void)time_write(until, asked);
        said_if(j, memcmp(asked, last, 10) > 0, LINT_valid_until_far);
    }
    said_if(j, j->row->start_by.len == 10 && memcmp(j->row->start_by.ptr, today, 10) < 0, LINT_start_by_past);
}

/* The minimum holds for employment; internships are none, and part-time pay by the month says nothing of the hours. */
static bool minimum_holds(const struct vacancy_row *row)
{
    if (row->employment_type == employment_type_internship)
        return false;
    return row->employment_type != employment_type_part_time || row->wage_period == wage_period_hour || row->wage_period == wage_period_day;
}

static bool minimum_judge(struct judge *j, int64_t fen, enum lint_clause clause, bool certain)
{
    struct lint_wage wage;
    if (!lint_wage_of(j->in->rules, j->row->region, j->in->now, certain, &wage) || !lint_pay_is_below(fen, (enum wage_period)j->row->wage_period, wage.month_fen))
        return false;
    struct str more = arena_format(j->mem, "%.*s %lld 元/月", STR_ARG(wage.name), (long long)(wage.month_fen / 100));
    j->failed |= !more.ptr;
    say(j, clause, more);
    return true;
}

static void pay_judge(struct judge *j)
{
    const struct vacancy_row *row = j->row;
    if (row->wage_min_fen == NONE || row->wage_max_fen == NONE || row->wage_max_fen <= 0) {
        say(j, LINT_wage_missing, STR_NONE);
        return;
    }
    said_if(j, row->wage_min_fen > row->wage_max_fen, LINT_wage_crossed);
    if (row->wage_min_fen <= 0) /* "up to" names no pay that anyone can count on */
        say(j, LINT_wage_missing, STR_NONE);
    else
        said_if(j, row->wage_max_fen * 2 > row->wage_min_fen * 5, LINT_wage_wide);
    if (minimum_holds(row) && row->wage_min_fen > 0 && !minimum_judge(j, row->wage_min_fen, LINT_minimum_wage, true))
        (void)minimum_judge(j, row->wage_min_fen, LINT_minimum_wage_newer, false);
}

static void probation_judge(struct judge *j)
{
    const struct vacancy_row *row = j->row;
    int64_t months                = row->probation_months;
    int64_t fen                   = row->probation_wage_min_fen;
    if (months != NONE && months > 0 && row->employment_type == employment_type_part_time)
        say(j, LINT_probation_part_time, STR_NONE);
    else
        said_if(j, months != NONE && months > lint_probation_max(row->contract_months), LINT_probation_long);
    if (fen == NONE || row->employment_type == employment_type_internship)
        return;
    said_if(j, row->wage_min_fen != NONE && fen * 5 < row->wage_min_fen * 4, LINT_probation_wage_low);
    if (minimum_holds(row))
        (void)minimum_judge(j, fen, LINT_probation_wage_minimum, true);
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

static enum err list_judge(struct judge *j, struct str pointer, const struct str_list *list, bool hazards_named)
{
    for (size_t i = 0; i < list->len; i++) {
        const struct lint_words words = { pointer, list->items[i], hazards_named };
        TRY(lint_words_judge(j->mem, j->in->rules, &words, j->report));
    }
    return ERR_OK;
}

static bool opens_to_minors(const struct vacancy_row *row)
{
    const struct str texts[] = { row->title, row->description, row->duties };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].len && (memmem(texts[i].ptr, texts[i].len, "16周岁", strlen("16周岁")) || memmem(texts[i].ptr, texts[i].len, "16岁", strlen("16岁"))))
            return true;
    return false;
}

static enum err texts_judge(struct judge *j)
{
    const struct vacancy_row *row = j->row;
    bool hazards                  = str_trim(row->hazards).len > 0;
    const struct lint_words texts[] = {
        { STR("/title"), row->title, hazards },
        { STR("/duties"), row->duties, hazards },
        { STR("/description"), row->description, hazards },
        { STR("/address"), row->address, true },
        { STR("/major"), row->major, true },
        { STR("/qualification"), row->qualification, true },
        { STR("/work_hours"), row->work_hours, true },
        { STR("/board_and_lodging"), row->board_and_lodging, true },
        { STR("/working_conditions"), row->working_conditions, hazards },
        { STR("/hazards"), row->hazards, true },
        { STR("/reposted_from"), row->reposted_from, true },
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        TRY(lint_words_judge(j->mem, j->in->rules, &texts[i], j->report));
    TRY(list_judge(j, STR("/skills"), &row->skills, true));
    TRY(list_judge(j, STR("/benefits"), &row->benefits, true));
    said_if(j, hazards && opens_to_minors(row), LINT_minor_hazard);
    return ERR_OK;
}

enum err lint_vacancy(struct arena *mem, const struct lint_in *in, struct lint_report *ret_report)
{
    struct judge j = { .mem = mem, .in = in, .row = in->row, .report = ret_report };
    ret_report->len       = 0;
    ret_report->strictest = lint_action_none;
    elements_judge(&j);
    pay_judge(&j);
    probation_judge(&j);
    times_judge(&j);
    TRY(texts_judge(&j));
    return j.failed ? ERR_NO_MEMORY : ERR_OK;
}
