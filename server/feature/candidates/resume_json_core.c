#include "server/feature/candidates/resume_json_core.h"

#include <json-c/json.h>
#include <stdio.h>

#include "proto/json.h"

#define KEY_SHOWN_MAX 60
#define LISTED_MAX 64 /* skills or languages looked at; the model refuses more than it takes */

/* --- degrees ---------------------------------------------------------------------------------------------------------- */

/* Looked for in this order: a junior high school is a high school by its words, a master may come from a college. */
static const struct {
    const char *word;
    enum education education;
} degrees[] = {
    { "博士", education_doctor },          { "doctor", education_doctor },       { "phd", education_doctor },          { "ph.d", education_doctor },
    { "硕士", education_master },          { "研究生", education_master },       { "master", education_master },       { "mba", education_master },
    { "本科", education_bachelor },        { "学士", education_bachelor },       { "bachelor", education_bachelor },   { "大专", education_college },
    { "专科", education_college },         { "高职", education_college },        { "associate", education_college },   { "college", education_college },
    { "中专", education_vocational },      { "中职", education_vocational },     { "技校", education_vocational },     { "职高", education_vocational },
    { "vocational", education_vocational }, { "初中", education_junior_high },   { "junior", education_junior_high },  { "高中", education_senior_high },
    { "senior", education_senior_high },   { "high school", education_senior_high },
};

enum education degree_of(struct str words)
{
    char small[64];
    size_t len = words.len < sizeof small ? words.len : sizeof small;
    for (size_t i = 0; i < len; i++)
        small[i] = words.ptr[i] >= 'A' && words.ptr[i] <= 'Z' ? (char)(words.ptr[i] + 32) : words.ptr[i];
    for (size_t i = 0; i < COUNT_OF(degrees); i++)
        if (memmem(small, len, degrees[i].word, strlen(degrees[i].word)))
            return degrees[i].education;
    return education_none;
}

static bool is_training(struct str study_type)
{
    return str_eq(study_type, STR("培训")) || str_eq_nocase(study_type, STR("training"));
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

struct reading {
    struct arena *mem;
    struct buf *out; /* members of candidate_put_in */
    struct str *ignored;
    size_t ignored_count;
    bool failed; /* no memory */
};

static struct str text_of(struct json_object *value)
{
    return value && json_object_is_type(value, json_type_string) ? str_make(json_object_get_string(value), (size_t)json_object_get_string_len(value)) : STR_NONE;
}

static struct json_object *member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

/* index SIZE_MAX: none. A key of any length and kind: only its head is shown. */
static void ignore(struct reading *r, const char *section, size_t index, const char *key)
{
    size_t len = key ? strlen(key) : 0;
    if (r->ignored_count == RESUME_IGNORED_MAX)
        return;
    if (len > KEY_SHOWN_MAX)
        for (len = KEY_SHOWN_MAX; len && ((unsigned char)key[len] & 0xC0) == 0x80;)
            len--;
    struct str head = index == SIZE_MAX ? arena_format(r->mem, "%s", section) : arena_format(r->mem, "%s/%zu", section, index);
    struct str all  = key ? arena_format(r->mem, "%.*s/%.*s", STR_ARG(head), (int)len, key) : head;
    r->failed |= !all.ptr;
    r->ignored[r->ignored_count++] = all;
}

/* '{' for nothing: also when there was no memory. */
static char last_of(const struct buf *out)
{
    return out->len ? out->ptr[out->len - 1] : '{';
}

static void name_add(struct reading *r, const char *name)
{
    char last = last_of(r->out);
    if (last != '{' && last != '[')
        buf_add_char(r->out, ',');
    buf_add_char(r->out, '"');
    buf_add_cstr(r->out, name);
    buf_add_cstr(r->out, "\":");
}

static void text_add(struct reading *r, const char *name, struct str text)
{
    name_add(r, name);
    json_write_text(r->out, text);
}

enum how {
    HOW_TEXT,   /* as it is */
    HOW_BODY,   /* the head of `text` */
    HOW_LINES,  /* a list, each a line of `text` */
    HOW_JOINED, /* a list, as one */
    HOW_DROP,   /* said elsewhere */
};
struct mapping {
    const char *theirs, *ours;
    enum how how;
};
struct section {
    const char *theirs, *ours;
    const struct mapping *rows;
    size_t count;
    enum { TAKE_ALL, TAKE_SCHOOLS, TAKE_TRAININGS } take;
};

static const struct mapping work_rows[]    = { { "position", "title", HOW_TEXT }, { "name", "place", HOW_TEXT },    { "startDate", "from", HOW_TEXT },  { "endDate", "to", HOW_TEXT },
                                               { "url", "url", HOW_TEXT },        { "summary", "text", HOW_BODY },  { "highlights", "text", HOW_LINES } };
static const struct mapping school_rows[]  = { { "institution", "title", HOW_TEXT }, { "area", "role", HOW_TEXT },   { "studyType", "level", HOW_TEXT }, { "startDate", "from", HOW_TEXT },
                                               { "endDate", "to", HOW_TEXT },        { "url", "url", HOW_TEXT },     { "courses", "text", HOW_LINES } };
static const struct mapping course_rows[]  = { { "area", "title", HOW_TEXT },        { "institution", "place", HOW_TEXT }, { "studyType", "", HOW_DROP }, { "startDate", "from", HOW_TEXT },
                                               { "endDate", "to", HOW_TEXT },        { "url", "url", HOW_TEXT },     { "courses", "text", HOW_LINES } };
static const struct mapping project_rows[] = { { "name", "title", HOW_TEXT },        { "entity", "place", HOW_TEXT }, { "roles", "role", HOW_JOINED },  { "startDate", "from", HOW_TEXT },
                                               { "endDate", "to", HOW_TEXT },        { "url", "url", HOW_TEXT },     { "description", "text", HOW_BODY }, { "highlights", "text", HOW_LINES } };
static const struct mapping paper_rows[]   = { { "name", "title", HOW_TEXT },        { "issuer", "place", HOW_TEXT }, { "date", "from", HOW_TEXT },     { "url", "url", HOW_TEXT } };

static const struct section sections[] = {
    { "work", "experience", work_rows, COUNT_OF(work_rows), TAKE_ALL },
    { "education", "schooling", school_rows, COUNT_OF(school_rows), TAKE_SCHOOLS },
    { "education", "trainings", course_rows, COUNT_OF(course_rows), TAKE_TRAININGS },
    { "projects", "projects", project_rows, COUNT_OF(project_rows), TAKE_ALL },
    { "certificates", "certificates", paper_rows, COUNT_OF(paper_rows), TAKE_ALL },
};

/* A list of texts as lines or as one; false: it is something else. */
static bool texts_join(struct reading *r, struct json_object *list, enum how how, struct buf *text)
{
    if (!json_object_is_type(list, json_type_array))
        return false;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct str one = text_of(json_object_array_get_idx(list, i));
        if (!one.len)
            continue;
        if (text->len)
            buf_add_cstr(text, how == HOW_LINES ? "\n" : "、");
        if (how == HOW_LINES)
            buf_add_cstr(text, "· ");
        buf_add(text, one);
    }
    r->failed |= buf_failed(text);
    return true;
}

static bool mapped(struct reading *r, const struct mapping *row, struct json_object *value, struct buf *body)
{
    struct str text = text_of(value);
    switch (row->how) {
    case HOW_TEXT:
        if (text.len)
            text_add(r, row->ours, text);
        return text.ptr != NULL || value == NULL;
    case HOW_BODY:
        buf_add(body, text);
        return text.ptr != NULL || value == NULL;
    case HOW_LINES:
        return value == NULL || texts_join(r, value, HOW_LINES, body);
    case HOW_JOINED: {
        WITH(buf_done) struct buf joined;
        buf_init(&joined, RESUME_JSON_MAX);
        bool good = value == NULL || texts_join(r, value, HOW_JOINED, &joined);
        if (joined.len)
            text_add(r, row->ours, buf_str(&joined));
        return good;
    }
    case HOW_DROP:
        break;
    }
    return true;
}

static void item_read(struct reading *r, const struct section *s, struct json_object *item, size_t index)
{
    WITH(buf_done) struct buf body;
    char pointer[40];
    buf_init(&body, RESUME_JSON_MAX);
    (void)snprintf(pointer, sizeof pointer, "/%s", s->theirs); /* ours: short */
    if (last_of(r->out) == '}')
        buf_add_char(r->out, ',');
    buf_add_char(r->out, '{');
    /* in the order of the rows, so that what heads `text` comes first; then what no row knows */
    for (size_t i = 0; i < s->count; i++)
        if (!mapped(r, &s->rows[i], member(item, s->rows[i].theirs), &body))
            ignore(r, pointer, index, s->rows[i].theirs);
    if (body.len)
        text_add(r, "text", buf_str(&body));
    buf_add_char(r->out, '}');
    struct json_object_iterator it = json_object_iter_begin(item), end = json_object_iter_end(item);
    for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
        const char *key = json_object_iter_peek_name(&it);
        size_t i        = 0;
        while (i < s->count && strcmp(key, s->rows[i].theirs) != 0)
            i++;
        if (i == s->count)
            ignore(r, pointer, index, key);
    }
    r->failed |= buf_failed(&body);
}

static void section_read(struct reading *r, struct json_object *tree, const struct section *s)
{
    struct json_object *list = member(tree, s->theirs);
    char pointer[40];
    if (!list)
        return;
    (void)snprintf(pointer, sizeof pointer, "/%s", s->theirs); /* ours: short */
    if (!json_object_is_type(list, json_type_array)) {
        if (s->take != TAKE_TRAININGS)
            ignore(r, pointer, SIZE_MAX, NULL);
        return;
    }
    name_add(r, s->ours);
    buf_add_char(r->out, '[');
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        bool object              = json_object_is_type(item, json_type_object);
        bool course              = object && s->take != TAKE_ALL && is_training(text_of(member(item, "studyType")));
        if (!object && s->take != TAKE_TRAININGS)
            ignore(r, pointer, i, NULL);
        if (object && (s->take == TAKE_ALL || course == (s->take == TAKE_TRAININGS)))
            item_read(r, s, item, i);
    }
    buf_add_char(r->out, ']');
}

/* The highest degree of those that are known by their names. */
static void degree_read(struct reading *r, struct json_object *tree)
{
    struct json_object *list = member(tree, "education"), *best = NULL;
    enum education highest   = education_none;
    for (size_t i = 0; json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        enum education one       = json_object_is_type(item, json_type_object) ? degree_of(text_of(member(item, "studyType"))) : education_none;
        if (one > highest) {
            highest = one;
            best    = item;
        }
    }
    if (!best)
        return;
    struct str school = text_of(member(best, "institution")), major = text_of(member(best, "area")), end = text_of(member(best, "endDate"));
    text_add(r, "education", enum_text(&enum_education, highest));
    text_add(r, "school", school.ptr ? school : STR(""));
    text_add(r, "major", major.ptr ? major : STR(""));
    if (end.len == 10)
        text_add(r, "graduation_date", end);
}

static void basics_read(struct reading *r, struct json_object *tree)
{
    static const struct {
        const char *theirs, *ours;
        bool sealed;
    } rows[] = { { "name", "name", false }, { "label", "headline", false }, { "summary", "summary", false }, { "phone", "phone", true }, { "email", "email", true } };
    struct json_object *basics = member(tree, "basics");
    if (!basics)
        return;
    if (!json_object_is_type(basics, json_type_object)) {
        ignore(r, "/basics", SIZE_MAX, NULL);
        return;
    }
    struct json_object_iterator it = json_object_iter_begin(basics), end = json_object_iter_end(basics);
    for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
        const char *key = json_object_iter_peek_name(&it);
        struct str text = text_of(json_object_iter_peek_value(&it));
        size_t i        = 0;
        while (i < COUNT_OF(rows) && strcmp(key, rows[i].theirs) != 0)
            i++;
        if (i == COUNT_OF(rows) || !text.ptr)
            ignore(r, "/basics", SIZE_MAX, key);
        else if (!rows[i].sealed || (text.len && !memchr(text.ptr, '*', text.len)))
            text_add(r, rows[i].ours, text);
    }
}

/* --- lists of words ---------------------------------------------------------------------------------------------------------- */

struct words {
    struct str items[LISTED_MAX];
    size_t len;
};

static void word_add(struct words *words, struct str word)
{
    word = str_trim(word);
    for (size_t i = 0; i < words->len; i++)
        if (str_eq(words->items[i], word))
            return;
    if (word.len && words->len < LISTED_MAX)
        words->items[words->len++] = word;
}

static void skill_take(struct reading *r, struct json_object *item, struct words *words)
{
    struct json_object *keywords = member(item, "keywords");
    (void)r;
    word_add(words, text_of(member(item, "name")));
    for (size_t i = 0; json_object_is_type(keywords, json_type_array) && i < json_object_array_length(keywords); i++)
        word_add(words, text_of(json_object_array_get_idx(keywords, i)));
}

static void language_take(struct reading *r, struct json_object *item, struct words *words)
{
    struct str language = text_of(member(item, "language")), fluency = text_of(member(item, "fluency"));
    struct str word     = fluency.len && language.len ? arena_format(r->mem, "%.*s（%.*s）", STR_ARG(language), STR_ARG(fluency)) : language;
    r->failed |= language.len && !word.ptr;
    word_add(words, word);
}

static void words_read(struct reading *r, struct json_object *tree, const char *name, void (*take)(struct reading *r, struct json_object *item, struct words *words))
{
    struct json_object *list = member(tree, name);
    struct words *words      = ARENA_NEW(r->mem, struct words);
    char pointer[40];
    (void)snprintf(pointer, sizeof pointer, "/%s", name); /* ours: short */
    r->failed |= !words;
    if (!list || !words)
        return;
    if (!json_object_is_type(list, json_type_array)) {
        ignore(r, pointer, SIZE_MAX, NULL);
        return;
    }
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        if (json_object_is_type(item, json_type_object)) {
            take(r, item, words);
            if (take == skill_take && member(item, "level"))
                ignore(r, pointer, i, "level");
        } else {
            ignore(r, pointer, i, NULL);
        }
    }
    name_add(r, name);
    buf_add_char(r->out, '[');
    for (size_t i = 0; i < words->len; i++) {
        if (i)
            buf_add_char(r->out, ',');
        json_write_text(r->out, words->items[i]);
    }
    buf_add_char(r->out, ']');
}

static void rest_ignore(struct reading *r, struct json_object *tree)
{
    static const char *const known[] = { "$schema", "meta", "basics", "work", "education", "projects", "certificates", "skills", "languages" };
    struct json_object_iterator it   = json_object_iter_begin(tree), end = json_object_iter_end(tree);
    for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
        const char *key = json_object_iter_peek_name(&it);
        size_t i        = 0;
        while (i < COUNT_OF(known) && strcmp(key, known[i]) != 0)
            i++;
        if (i == COUNT_OF(known))
            ignore(r, "", SIZE_MAX, key);
    }
}

static enum err tree_read(struct arena *mem, struct json_object *tree, struct str *ret_profile, struct str_list *ret_ignored)
{
    WITH(buf_done) struct buf out;
    struct reading r = { .mem = mem, .out = &out, .ignored = ARENA_MANY(mem, RESUME_IGNORED_MAX, struct str) };
    buf_init(&out, (size_t)8 * RESUME_JSON_MAX);
    if (!r.ignored)
        return ERR_NO_MEMORY;
    if (!json_object_is_type(tree, json_type_object))
        return ERR_INVALID;
    buf_add_char(&out, '{');
    basics_read(&r, tree);
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        section_read(&r, tree, &sections[i]);
    degree_read(&r, tree);
    words_read(&r, tree, "skills", skill_take);
    words_read(&r, tree, "languages", language_take);
    rest_ignore(&r, tree);
    buf_add_char(&out, '}');
    *ret_profile = r.failed || buf_failed(&out) ? STR_NONE : arena_dup(mem, buf_str(&out));
    *ret_ignored = (struct str_list){ r.ignored, r.ignored_count };
    return ret_profile->ptr ? ERR_OK : ERR_NO_MEMORY;
}

enum err resume_json_read(struct arena *mem, struct str text, struct str *ret_profile, struct str_list *ret_ignored)
{
    WITH(json_tree_done) struct json_object *tree = NULL;
    struct json_fault fault;
    TRY(json_tree(text, &tree, &fault));
    return tree_read(mem, tree, ret_profile, ret_ignored);
}

/* --- writing ------------------------------------------------------------------------------------------------------------------ */

static void said(struct buf *out, const char *name, struct str text)
{
    if (!text.len)
        return;
    if (last_of(out) != '{')
        buf_add_char(out, ',');
    buf_add_char(out, '"');
    buf_add_cstr(out, name);
    buf_add_cstr(out, "\":");
    json_write_text(out, text);
}

static void roles_said(struct buf *out, struct str role)
{
    if (!role.len)
        return;
    buf_add_cstr(out, last_of(out) != '{' ? ",\"roles\":[" : "\"roles\":[");
    json_write_text(out, role);
    buf_add_char(out, ']');
}

/* The rows of a section the other way; what heads `text` takes all of it. */
static void item_write(struct buf *out, const struct section *s, const struct profile_part *p)
{
    const struct {
        const char *ours;
        struct str text;
    } values[] = { { "title", p->title }, { "place", p->place }, { "role", p->role }, { "level", p->level }, { "from", p->from }, { "to", p->to }, { "url", p->url }, { "text", p->text } };
    if (last_of(out) == '}')
        buf_add_char(out, ',');
    buf_add_char(out, '{');
    for (size_t i = 0; i < s->count; i++)
        for (size_t v = 0; v < COUNT_OF(values); v++) {
            if (strcmp(values[v].ours, s->rows[i].ours) != 0)
                continue;
            if (s->rows[i].how == HOW_JOINED)
                roles_said(out, values[v].text);
            else if (s->rows[i].how != HOW_LINES)
                said(out, s->rows[i].theirs, values[v].text);
        }
    if (s->take == TAKE_TRAININGS)
        said(out, "studyType", STR("培训"));
    if (s->take != TAKE_ALL && p->text.len) { /* their schools have no words of their own but courses */
        buf_add_cstr(out, ",\"courses\":[");
        json_write_text(out, str_starts(p->text, STR("· ")) ? str_skip(p->text, sizeof "· " - 1) : p->text);
        buf_add_char(out, ']');
    }
    buf_add_char(out, '}');
}

static void items_write(struct buf *out, const struct section *s, const struct sub_list *list)
{
    const struct profile_part *parts = list->items;
    for (size_t i = 0; i < list->len; i++)
        item_write(out, s, &parts[i]);
}

static void education_write(struct buf *out, const struct candidate *profile)
{
    struct profile_part only = { .title = profile->school, .role = profile->major, .to = profile->graduation_date };
    if (profile->education != education_none)
        only.level = enum_text(&enum_education, profile->education);
    buf_add_cstr(out, ",\"education\":[");
    if (profile->schooling.len == 0 && profile->school.len)
        item_write(out, &sections[1], &only);
    items_write(out, &sections[1], &profile->schooling);
    items_write(out, &sections[2], &profile->trainings);
    buf_add_char(out, ']');
}

static void language_write(struct buf *out, struct str language)
{
    static const char open[] = "（", close[] = "）";
    const size_t size        = sizeof open - 1;
    const char *at           = language.len > 2 * size ? memmem(language.ptr, language.len, open, size) : NULL;
    bool both                = at && at > language.ptr && memcmp(language.ptr + language.len - size, close, size) == 0;
    buf_add_char(out, '{');
    said(out, "language", both ? str_make(language.ptr, (size_t)(at - language.ptr)) : language);
    if (both)
        said(out, "fluency", str_make(at + size, (size_t)(language.ptr + language.len - size - (at + size))));
    buf_add_char(out, '}');
}

enum err resume_json_write(struct arena *mem, const struct candidate *profile, struct str *ret_text)
{
    WITH(buf_done) struct buf out;
    buf_init(&out, (size_t)16 * RESUME_JSON_MAX);
    buf_add_cstr(&out, "{\"$schema\":\"https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json\",\"basics\":{");
    said(&out, "name", profile->name);
    said(&out, "label", profile->headline);
    said(&out, "email", profile->email);
    said(&out, "phone", profile->phone);
    said(&out, "summary", profile->summary);
    buf_add_cstr(&out, "},\"work\":[");
    items_write(&out, &sections[0], &profile->experience);
    buf_add_char(&out, ']');
    education_write(&out, profile);
    buf_add_cstr(&out, ",\"projects\":[");
    items_write(&out, &sections[3], &profile->projects);
    buf_add_cstr(&out, "],\"certificates\":[");
    items_write(&out, &sections[4], &profile->certificates);
    buf_add_cstr(&out, "],\"skills\":[");
    for (size_t i = 0; i < profile->skills.len; i++) {
        buf_add_cstr(&out, i ? ",{" : "{");
        said(&out, "name", profile->skills.items[i]);
        buf_add_char(&out, '}');
    }
    buf_add_cstr(&out, "],\"languages\":[");
    for (size_t i = 0; i < profile->languages.len; i++) {
        if (i)
            buf_add_char(&out, ',');
        language_write(&out, profile->languages.items[i]);
    }
    buf_add_cstr(&out, "],\"meta\":{\"version\":\"v1.0.0\"}}");
    *ret_text = buf_failed(&out) ? STR_NONE : arena_dup(mem, buf_str(&out));
    return ret_text->ptr ? ERR_OK : ERR_NO_MEMORY;
}
