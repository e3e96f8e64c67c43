#include "server/feature/text/page.h"

#include "proto/json.h"
#include "server/port/region.h"

#define ADD(out, literal) buf_add((out), STR(literal))

/* --- escaping ------------------------------------------------------------------------------------------------------ */

static void text_add(struct buf *out, struct str text, struct str line_end)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool forbidden  = (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
        /* U+FFFE and U+FFFF */
        if (c == 0xEF && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0xBF && (unsigned char)text.ptr[i + 2] >= 0xBE) {
            forbidden = true;
            i += 2;
        }
        if (forbidden)
            buf_add_char(out, ' ');
        else if (c == '&')
            ADD(out, "&amp;");
        else if (c == '<')
            ADD(out, "&lt;");
        else if (c == '>')
            ADD(out, "&gt;");
        else if (c == '"')
            ADD(out, "&quot;");
        else if (c == '\'')
            ADD(out, "&#39;");
        else if (c == '\n')
            buf_add(out, line_end);
        else
            buf_add_char(out, (char)c);
    }
}

void page_add_text(struct buf *out, struct str text)
{
    text_add(out, text, STR("\n"));
}

void page_add_lines(struct buf *out, struct str text)
{
    text_add(out, text, STR("<br>\n"));
}

void page_add_yuan(struct buf *out, int64_t fen)
{
    buf_add_i64(out, fen / 100);
    if (fen % 100)
        buf_add_format(out, ".%02d", (int)(fen % 100));
}

/* --- the frame ------------------------------------------------------------------------------------------------------- */

static struct str say(const struct page_at *at, struct str zh, struct str en)
{
    return at->lang == LANG_EN ? en : zh;
}
#define SAY(zh, en) say(at, STR(zh), STR(en))

void page_begin(struct buf *out, const struct page_at *at, struct str title)
{
    ADD(out, "<!doctype html>\n<html lang=\"");
    buf_add(out, SAY("zh-CN", "en"));
    ADD(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page_add_text(out, title);
    ADD(out, " - ");
    buf_add(out, SAY("云聘厅", "Hirehall"));
    ADD(out, "</title>\n</head>\n<body>\n<nav><a href=\"/text/vacancies\">");
    buf_add(out, SAY("岗位列表", "Vacancies"));
    ADD(out, "</a> · <a href=\"/\">");
    buf_add(out, SAY("完整版页面", "The full page"));
    ADD(out, "</a></nav>\n<main>\n<h1>");
    page_add_text(out, title);
    ADD(out, "</h1>\n");
}

void page_end(struct buf *out)
{
    ADD(out, "</main>\n</body>\n</html>\n");
}

static void time_add(struct buf *out, int64_t moment)
{
    char text[TIME_TEXT_MAX];
    buf_add(out, str_make(text, time_write(moment, text)));
}

/* --- a vacancy for people ---------------------------------------------------------------------------------------------- */

static void fact_begin(struct buf *out, struct str name)
{
    ADD(out, "<dt>");
    buf_add(out, name);
    ADD(out, "</dt><dd>");
}

static void fact(struct buf *out, struct str name, struct str text)
{
    if (!text.len)
        return;
    fact_begin(out, name);
    page_add_lines(out, text);
    ADD(out, "</dd>\n");
}

static void list_fact(struct buf *out, struct str name, const struct str_list *list)
{
    if (!list->len)
        return;
    fact_begin(out, name);
    for (size_t i = 0; i < list->len; i++) {
        if (i)
            ADD(out, " · ");
        page_add_text(out, list->items[i]);
    }
    ADD(out, "</dd>\n");
}

static struct str period_text(const struct page_at *at, unsigned period)
{
    switch ((enum wage_period)period) {
    case wage_period_day: return SAY("元/天", "yuan a day");
    case wage_period_hour: return SAY("元/小时", "yuan an hour");
    case wage_period_year: return SAY("元/年", "yuan a year");
    case wage_period_month:
    case wage_period_count: break;
    }
    return SAY("元/月", "yuan a month");
}

static void pay_fact(struct buf *out, const struct page_at *at, const struct vacancy_row *row)
{
    fact_begin(out, SAY("薪酬", "Pay"));
    page_add_yuan(out, row->wage_min_fen);
    if (row->wage_max_fen != row->wage_min_fen) {
        ADD(out, "–");
        page_add_yuan(out, row->wage_max_fen);
    }
    ADD(out, " ");
    buf_add(out, period_text(at, row->wage_period));
    ADD(out, "</dd>\n");
}

static struct str education_text(const struct page_at *at, unsigned education)
{
    static const struct str zh[] = { { "不限", 6 }, { "初中", 6 }, { "高中", 6 }, { "中职", 6 }, { "大专", 6 }, { "本科", 6 }, { "硕士", 6 }, { "博士", 6 } };
    _Static_assert(COUNT_OF(zh) == education_count, "a name for each");
    if (education >= COUNT_OF(zh))
        return STR("");
    return at->lang == LANG_EN ? (education ? enum_text(&enum_education, education) : STR("any")) : zh[education];
}

static void vacancy_facts(struct buf *out, const struct page_at *at, const struct page_vacancy *v)
{
    const struct vacancy_row *row = v->row;
    ADD(out, "<dl>\n");
    fact(out, SAY("单位", "Employer"), v->organization);
    pay_fact(out, at, row);
    fact(out, SAY("地点", "Place"), region_name(row->region));
    fact(out, SAY("地址", "Address"), row->address);
    fact_begin(out, SAY("招聘人数", "Headcount"));
    buf_add_i64(out, row->headcount);
    ADD(out, "</dd>\n");
    fact(out, SAY("学历", "Education"), education_text(at, row->education));
    fact(out, SAY("工作内容", "Duties"), row->duties);
    fact(out, SAY("岗位说明", "Description"), row->description);
    list_fact(out, SAY("技能", "Skills"), &row->skills);
    list_fact(out, SAY("福利", "Benefits"), &row->benefits);
    fact(out, SAY("工作时间", "Hours"), row->work_hours);
    fact(out, SAY("食宿", "Board and lodging"), row->board_and_lodging);
    fact(out, SAY("工作环境", "Conditions"), row->working_conditions);
    fact(out, SAY("职业危害", "Hazards"), row->hazards);
    if (row->valid_until != NONE) {
        fact_begin(out, SAY("有效期至", "Valid until"));
        time_add(out, row->valid_until);
        ADD(out, "</dd>\n");
    }
    ADD(out, "</dl>\n");
}

void page_vacancy(struct buf *out, const struct page_at *at, const struct page_vacancy *v)
{
    page_begin(out, at, v->row->title);
    if (!v->offered) {
        ADD(out, "<p><strong>");
        buf_add(out, SAY("这个岗位已经结束招聘。", "This vacancy has ended."));
        ADD(out, "</strong></p>\n");
    }
    vacancy_facts(out, at, v);
    if (v->offered) {
        ADD(out, "<p><a href=\"/jobs\">");
        buf_add(out, SAY("到完整版页面登录并投递", "Sign in on the full page to apply"));
        ADD(out, "</a></p>\n<script type=\"application/ld+json\">");
        page_job_posting(out, at, v);
        ADD(out, "</script>\n");
    }
    page_end(out);
}

/* --- schema.org ------------------------------------------------------------------------------------------------------------ */

/* A text that is HTML, as a JSON string. */
static void html_json(struct buf *out, const struct vacancy_row *row)
{
    struct buf html;
    buf_init(&html, out->max);
    page_add_lines(&html, row->duties);
    if (row->duties.len && row->description.len)
        ADD(&html, "<br>\n");
    page_add_lines(&html, row->description);
    if (buf_failed(&html))
        out->failed = true;
    else
        json_write_text(out, html.len ? buf_str(&html) : row->title);
    buf_done(&html);
}

static void key(struct buf *out, struct str name)
{
    ADD(out, ",\"");
    buf_add(out, name);
    ADD(out, "\":");
}

static void address_json(struct buf *out, const struct vacancy_row *row)
{
    struct str code = row->region;
    char city[6];
    key(out, STR("jobLocation"));
    ADD(out, "{\"@type\":\"Place\",\"address\":{\"@type\":\"PostalAddress\",\"addressCountry\":\"CN\"");
    if (region_name(code).len) {
        memcpy(city, code.ptr, sizeof city);
        city[4] = city[5] = '0';
        struct str locality = region_name(str_make(city, sizeof city));
        key(out, STR("addressLocality"));
        json_write_text(out, locality.len ? locality : region_name(code));
        city[2] = city[3]   = '0';
        struct str province = region_name(str_make(city, sizeof city));
        if (province.len) {
            key(out, STR("addressRegion"));
            json_write_text(out, province);
        }
    }
    if (row->address.len) {
        key(out, STR("streetAddress"));
        json_write_text(out, row->address);
    }
    ADD(out, "}}");
}

static void salary_json(struct buf *out, const struct vacancy_row *row)
{
    static const struct str units[] = { { "MONTH", 5 }, { "DAY", 3 }, { "HOUR", 4 }, { "YEAR", 4 } };
    key(out, STR("baseSalary"));
    ADD(out, "{\"@type\":\"MonetaryAmount\",\"currency\":\"CNY\",\"value\":{\"@type\":\"QuantitativeValue\",\"minValue\":");
    page_add_yuan(out, row->wage_min_fen);
    ADD(out, ",\"maxValue\":");
    page_add_yuan(out, row->wage_max_fen);
    ADD(out, ",\"unitText\":\"");
    buf_add(out, units[row->wage_period < COUNT_OF(units) ? row->wage_period : 0]);
    ADD(out, "\"}}");
}

static void employment_json(struct buf *out, const struct vacancy_row *row)
{
    static const struct str types[] = { { "FULL_TIME", 9 }, { "PART_TIME", 9 }, { "INTERN", 6 }, { "TEMPORARY", 9 }, { "OTHER", 5 } };
    key(out, STR("employmentType"));
    ADD(out, "\"");
    buf_add(out, types[row->employment_type < COUNT_OF(types) ? row->employment_type : 4]);
    ADD(out, "\"");
    if (row->experience_years != NONE && row->experience_years > 0) {
        key(out, STR("experienceRequirements"));
        buf_add_format(out, "{\"@type\":\"OccupationalExperienceRequirements\",\"monthsOfExperience\":%lld}", (long long)row->experience_years * 12);
    }
}

void page_job_posting(struct buf *out, const struct page_at *at, const struct page_vacancy *v)
{
    const struct vacancy_row *row = v->row;
    ADD(out, "{\"@context\":\"https://schema.org/\",\"@type\":\"JobPosting\"");
    key(out, STR("title"));
    json_write_text(out, row->title);
    key(out, STR("description"));
    html_json(out, row);
    key(out, STR("identifier"));
    ADD(out, "{\"@type\":\"PropertyValue\",\"name\":");
    json_write_text(out, v->organization);
    ADD(out, ",\"value\":");
    json_write_text(out, row->id);
    ADD(out, "}");
    key(out, STR("url"));
    ADD(out, "\"");
    buf_add(out, at->origin);
    ADD(out, "/text/vacancies/");
    buf_add(out, row->id);
    ADD(out, "\"");
    key(out, STR("datePosted"));
    json_write_time(out, row->published_at);
    if (row->valid_until != NONE) {
        key(out, STR("validThrough"));
        json_write_time(out, row->valid_until);
    }
    employment_json(out, row);
    key(out, STR("hiringOrganization"));
    ADD(out, "{\"@type\":\"Organization\",\"name\":");
    json_write_text(out, v->organization);
    ADD(out, "}");
    address_json(out, row);
    salary_json(out, row);
    key(out, STR("totalJobOpenings"));
    buf_add_i64(out, row->headcount);
    ADD(out, ",\"directApply\":true}");
}

/* --- a fair -------------------------------------------------------------------------------------------------------------------- */

static void event_json(struct buf *out, const struct page_at *at, const struct fair_row *row)
{
    ADD(out, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org/\",\"@type\":\"Event\",\"name\":");
    json_write_text(out, row->title);
    key(out, STR("startDate"));
    json_write_time(out, row->starts_at);
    key(out, STR("endDate"));
    json_write_time(out, row->ends_at);
    ADD(out, ",\"eventAttendanceMode\":\"https://schema.org/OnlineEventAttendanceMode\",\"eventStatus\":\"https://schema.org/EventScheduled\","
             "\"location\":{\"@type\":\"VirtualLocation\",\"url\":\"");
    buf_add(out, at->origin);
    ADD(out, "/fairs/");
    buf_add(out, row->id);
    ADD(out, "\"},\"organizer\":{\"@type\":\"Organization\",\"name\":\"云聘厅\",\"url\":\"");
    buf_add(out, at->origin);
    ADD(out, "/\"}}</script>\n");
}

void page_fair(struct buf *out, const struct page_at *at, const struct fair_row *row)
{
    bool over = row->state == fair_state_closed || row->state == fair_state_archived;
    page_begin(out, at, row->title);
    ADD(out, "<dl>\n");
    fact_begin(out, SAY("开始", "Begins"));
    time_add(out, row->starts_at);
    ADD(out, "</dd>\n");
    fact_begin(out, SAY("结束", "Ends"));
    time_add(out, row->ends_at);
    ADD(out, "</dd>\n");
    list_fact(out, SAY("行业", "Branches"), &row->industries);
    ADD(out, "</dl>\n");
    if (over) {
        ADD(out, "<p><strong>");
        buf_add(out, SAY("这场招聘会已经结束。", "This fair is over."));
        ADD(out, "</strong></p>\n");
    } else {
        event_json(out, at, row);
    }
    page_end(out);
}
