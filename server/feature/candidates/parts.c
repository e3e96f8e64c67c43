#include "server/feature/candidates/parts.h"

#include "proto/base/check.h"
#include "server/feature/candidates/candidates_core.h"

#define PARTS_MAX 52 /* of all lists together, as the models have it */
#define SQL_PARTS_CLEAR "DELETE FROM candidate_part WHERE candidate_id = ?1 AND kind = ?2"
#define TAIL_PARTS "WHERE candidate_id = ?1 ORDER BY kind, seq LIMIT 60"

bool part_date_is_valid(struct str text)
{
    char whole[DATE_CHARS + 1] = "0000-01-01";
    int64_t date;
    if (text.len != 4 && text.len != 7 && text.len != DATE_CHARS)
        return false;
    memcpy(whole, text.ptr, text.len);
    return date_read(str_make(whole, DATE_CHARS), &date);
}

bool part_ends_early(struct str from, struct str to)
{
    size_t both = from.len < to.len ? from.len : to.len;
    return both && memcmp(to.ptr, from.ptr, both) < 0;
}

static const char *const names[part_kind_count] = { [part_kind_experience] = "experience", [part_kind_schooling] = "schooling", [part_kind_project] = "projects",
                                                    [part_kind_training] = "trainings",    [part_kind_certificate] = "certificates" };

static const struct sub_list *list_of(const struct candidate_put_in *in, unsigned kind)
{
    const struct field *f = model_field(&model_candidate_put_in, str_from_cstr(names[kind]));
    CHECK(f != NULL);
    size_t index = (size_t)(f - model_candidate_put_in.fields);
    return model_given(in->given, index) ? (const struct sub_list *)(const void *)((const char *)in + f->offset) : NULL;
}

/* --- judged ------------------------------------------------------------------------------------------------------------- */

static enum err part_fault(struct ctx *c, unsigned kind, size_t i, const char *field, struct fault fault)
{
    fault.pointer = arena_format(c->mem, "/%s/%zu/%s", names[kind], i, field);
    return fault.pointer.ptr ? fault_take(c, fault) : ERR_NO_MEMORY;
}

static enum err part_judge(struct ctx *c, unsigned kind, size_t i, const struct profile_part *part)
{
    const struct fault bad_date  = { .code = STR("bad_date"), .zh = STR("请填写真实存在的年月，如 2024-09"), .en = STR("A time that exists is needed, such as 2024-09") };
    const struct fault too_early = { .code = STR("too_small"), .zh = STR("结束时间早于开始时间"), .en = STR("It ends before it begins") };
    const struct fault bad_url   = { .code = STR("bad_url"), .zh = STR("请填写以 http:// 或 https:// 开头的网址"), .en = STR("An address that begins with http:// or https:// is needed") };
    const struct fault required  = { .code = STR("required"), .zh = STR("请填写名称"), .en = STR("A name is needed") };
    enum err e = ERR_OK;
    bool from  = !part->from.len || part_date_is_valid(part->from), to = !part->to.len || part_date_is_valid(part->to);
    if (str_trim(part->title).len == 0)
        e = part_fault(c, kind, i, "title", required);
    if (!from)
        e = part_fault(c, kind, i, "from", bad_date);
    if (!to)
        e = part_fault(c, kind, i, "to", bad_date);
    if (from && to && part_ends_early(part->from, part->to))
        e = part_fault(c, kind, i, "to", too_early);
    if (part->url.len && !str_starts(part->url, STR("https://")) && !str_starts(part->url, STR("http://")))
        e = part_fault(c, kind, i, "url", bad_url);
    return e;
}

enum err parts_judge(struct ctx *c, const struct candidate_put_in *in)
{
    enum err found = ERR_OK;
    for (unsigned kind = 0; kind < part_kind_count; kind++) {
        const struct sub_list *list = list_of(in, kind);
        for (size_t i = 0; list && i < list->len; i++) {
            enum err e = part_judge(c, kind, i, &((const struct profile_part *)list->items)[i]);
            if (e != ERR_OK)
                found = e;
        }
    }
    return found;
}

/* --- kept ---------------------------------------------------------------------------------------------------------------- */

static struct str text_of(struct str text)
{
    return text.ptr ? text : STR("");
}

static enum err list_write(struct store_tx *tx, struct str candidate_id, unsigned kind, const struct sub_list *list)
{
    const struct profile_part *parts = list->items;
    TRY(tx_exec(tx, SQL_PARTS_CLEAR, BINDS(B_TEXT(candidate_id), B_TEXT(enum_text(&enum_part_kind, kind))), NULL));
    for (size_t i = 0; i < list->len; i++) {
        const struct profile_part *p        = &parts[i];
        const struct candidate_part_row row = { .candidate_id = candidate_id, .kind = kind, .seq = (int64_t)i, .title = p->title, .place = text_of(p->place),
                                                .role = text_of(p->role), .level = text_of(p->level), .starts = text_of(p->from), .ends = text_of(p->to),
                                                .text = text_of(p->text), .url = text_of(p->url) };
        TRY(tx_insert(tx, &model_candidate_part_row, &row));
    }
    return ERR_OK;
}

enum err parts_write(struct store_tx *tx, struct str candidate_id, const struct candidate_put_in *in)
{
    for (unsigned kind = 0; kind < part_kind_count; kind++) {
        const struct sub_list *list = list_of(in, kind);
        if (list)
            TRY(list_write(tx, candidate_id, kind, list));
    }
    return ERR_OK;
}

enum err parts_read(struct store_tx *tx, struct str candidate_id, struct profile_parts *ret_parts)
{
    const struct tx_list_in wanted = { &model_candidate_part_row, TAIL_PARTS, PARTS_MAX };
    struct row_list rows           = { 0 };
    *ret_parts                     = (struct profile_parts){ 0 };
    TRY(tx_list(tx, &wanted, BINDS(B_TEXT(candidate_id)), &rows));
    const struct candidate_part_row *row = rows.rows;
    struct profile_part *items           = ARENA_MANY(tx->ctx->mem, rows.len, struct profile_part);
    if (!items)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < rows.len; i++) { /* rows of one kind stand together */
        struct sub_list *list = &ret_parts->lists[row[i].kind];
        if (!list->len)
            list->items = &items[i];
        list->len++;
        items[i] = (struct profile_part){ .title = row[i].title, .place = row[i].place, .role = row[i].role, .level = row[i].level, .from = row[i].starts,
                                          .to = row[i].ends, .text = row[i].text, .url = row[i].url };
    }
    return ERR_OK;
}
