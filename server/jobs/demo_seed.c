#include "server/jobs/demo.h"

#include "proto/base/check.h"
#include "server/port/store.h"

extern const char demo_organizations[], demo_organizations_end[];
extern const char demo_vacancies[], demo_vacancies_end[];
extern const char demo_candidates[], demo_candidates_end[];

#define COLUMNS_MAX 12
#define FAIR_LENGTH_MS (10 * MILLIS_HOUR)
#define FAIR_BEFORE_MS (30 * MILLIS_MINUTE)

struct seed {
    struct arena *keep;
    struct demo_world *world;
    struct str organization_ids[DEMO_ORGANIZATIONS_MAX];
    struct str password_hash;
    int64_t now;
};

/* --- our own tables: tab-separated, '#' lines and the head line skipped ----------------------------------- */
struct table {
    struct str rest;
    bool head_done;
};

static bool row_next(struct table *t, struct str ret_columns[COLUMNS_MAX], size_t *ret_count)
{
    while (t->rest.len) {
        struct str line = STR_NONE;
        t->rest         = str_cut(t->rest, '\n', &line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (!t->head_done) {
            t->head_done = true;
            continue;
        }
        size_t n = 0;
        while (n < COLUMNS_MAX - 1 && memchr(line.ptr, '\t', line.len)) {
            line = str_cut(line, '\t', &ret_columns[n]);
            n++;
        }
        ret_columns[n] = line;
        *ret_count     = n + 1;
        return true;
    }
    return false;
}

static int64_t number_of(struct str text)
{
    int64_t value = 0;
    CHECK(str_to_i64(text, &value)); /* our own file */
    return value;
}

static struct str keep(const struct seed *s, struct str text)
{
    struct str kept = arena_dup(s->keep, text);
    CHECK(kept.ptr != NULL); /* sized for the whole demonstration */
    return kept;
}

/* --- rows ------------------------------------------------------------------------------------------------ */
static enum err account_insert(struct store_tx *tx, const struct seed *s, struct account_row *row)
{
    TRY(id_new(tx->ctx, 'a', &row->id));
    row->demo       = true;
    row->created_at = s->now;
    row->version    = 1;
    return tx_insert(tx, &model_account_row, row);
}

static enum err recruiter_insert(struct store_tx *tx, const struct seed *s, size_t index, struct str name, struct str organization_id)
{
    struct account_row row;
    model_clear(&model_account_row, &row);
    row.login = index == 0 ? STR(DEMO_RECRUITER) : arena_format(tx->ctx->mem, DEMO_RECRUITER "-%zu", index + 1);
    row.name  = name;
    row.role  = role_recruiter;
    if (index == 0)
        row.password_hash = s->password_hash;
    TRY(account_insert(tx, s, &row));
    struct member_row member = { .organization_id = organization_id, .account_id = row.id, .created_at = s->now };
    return tx_insert(tx, &model_member_row, &member);
}

static enum err organizations_insert(struct store_tx *tx, struct seed *s)
{
    struct table t = { .rest = str_make(demo_organizations, (size_t)(demo_organizations_end - demo_organizations)) };
    struct str columns[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < DEMO_ORGANIZATIONS_MAX && row_next(&t, columns, &count); i++) {
        CHECK(count == 8);
        struct organization_row row;
        model_clear(&model_organization_row, &row);
        TRY(id_new(tx->ctx, 'o', &row.id));
        row.kind           = organization_kind_enterprise;
        row.name           = columns[0];
        row.uscc           = columns[1];
        row.region         = columns[2];
        row.industry       = columns[3];
        row.scale          = columns[4];
        row.address        = columns[5];
        row.contact_name   = columns[7];
        row.state          = organization_state_verified;
        row.verified_until = s->now + 180 * MILLIS_DAY;
        row.demo           = true;
        row.created_at     = s->now;
        row.version        = 1;
        TRY(tx_insert(tx, &model_organization_row, &row));
        TRY(recruiter_insert(tx, s, i, columns[7], row.id));
        s->organization_ids[i] = row.id;
    }
    return ERR_OK;
}

static enum err benefits_read(struct arena *mem, struct str text, struct str_list *ret_list)
{
    struct str sep = STR("、");
    ret_list->items = ARENA_MANY(mem, 12, struct str);
    if (!ret_list->items)
        return ERR_NO_MEMORY;
    ret_list->len = 0;
    while (text.len && ret_list->len < 12) {
        const char *at = memmem(text.ptr, text.len, sep.ptr, sep.len);
        size_t n       = at ? (size_t)(at - text.ptr) : text.len;
        ret_list->items[ret_list->len++] = str_make(text.ptr, n);
        text = at ? str_skip(text, n + sep.len) : STR_NONE;
    }
    return ERR_OK;
}

static enum err vacancies_insert(struct store_tx *tx, const struct seed *s, struct str addresses[DEMO_ORGANIZATIONS_MAX],
                                 struct str regions[DEMO_ORGANIZATIONS_MAX])
{
    struct table t = { .rest = str_make(demo_vacancies, (size_t)(demo_vacancies_end - demo_vacancies)) };
    struct str columns[COLUMNS_MAX];
    size_t count = 0;
    while (row_next(&t, columns, &count)) {
        CHECK(count == 12);
        size_t organization = (size_t)number_of(columns[0]) - 1;
        CHECK(organization < DEMO_ORGANIZATIONS_MAX);
        struct vacancy_row row;
        model_clear(&model_vacancy_row, &row);
        TRY(id_new(tx->ctx, 'v', &row.id));
        row.organization_id = s->organization_ids[organization];
        row.title           = columns[1];
        row.occupation      = columns[2];
        row.headcount       = number_of(columns[3]);
        CHECK(enum_find(&enum_employment_type, columns[4], &row.employment_type));
        CHECK(enum_find(&enum_education, columns[5], &row.education));
        row.wage_min_fen = number_of(columns[6]);
        row.wage_max_fen = number_of(columns[7]);
        TRY(benefits_read(tx->ctx->mem, columns[8], &row.benefits));
        row.urgent       = str_eq(columns[9], STR("1"));
        row.duties       = columns[10];
        row.description  = columns[11];
        row.working_conditions = STR("室内车间与办公区，配劳动防护用品");
        row.work_hours   = STR("按法定工时安排，加班依法支付加班费");
        row.interview_mode = interview_mode_video;
        row.valid_until  = s->now + 90 * MILLIS_DAY;
        row.region       = regions[organization];
        row.address      = addresses[organization];
        row.state        = vacancy_state_published;
        row.demo         = true;
        row.created_at   = s->now;
        row.published_at = s->now;
        row.version      = 1;
        TRY(tx_insert(tx, &model_vacancy_row, &row));
    }
    return ERR_OK;
}

static enum err candidate_insert(struct store_tx *tx, const struct seed *s, struct str login, const struct str columns[3])
{
    struct account_row row;
    model_clear(&model_account_row, &row);
    row.login = login;
    row.name  = columns[0];
    row.role  = role_candidate;
    if (str_eq(login, STR(DEMO_CANDIDATE)))
        row.password_hash = s->password_hash;
    TRY(account_insert(tx, s, &row));
    struct candidate_row candidate = { .id       = row.id,
                                       .name     = columns[0],
                                       .headline = columns[1],
                                       .summary  = columns[2],
                                       .experience_years = NONE,
                                       .wage_min_fen = NONE,
                                       .visibility = visibility_chosen,
                                       .updated_at = s->now,
                                       .version  = 1 };
    return tx_insert(tx, &model_candidate_row, &candidate);
}

static enum err people_insert(struct store_tx *tx, const struct seed *s)
{
    struct account_row staff;
    model_clear(&model_account_row, &staff);
    staff.login         = STR(DEMO_STAFF);
    staff.name          = STR("工作人员（演示）");
    staff.role          = role_staff;
    staff.region        = STR("330300");
    staff.password_hash = s->password_hash;
    TRY(account_insert(tx, s, &staff));
    const struct str visitor[3] = { STR("毕业生（演示）"), STR("温州大学 · 电气自动化 · 本科 · 2027届"),
                                    STR("参加过省级技能竞赛，期望在温州就业，随时到岗。") };
    TRY(candidate_insert(tx, s, STR(DEMO_CANDIDATE), visitor));
    struct table t = { .rest = str_make(demo_candidates, (size_t)(demo_candidates_end - demo_candidates)) };
    struct str columns[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < DEMO_CANDIDATES_MAX && row_next(&t, columns, &count); i++) {
        CHECK(count == 3);
        struct str login = arena_format(tx->ctx->mem, DEMO_CANDIDATE "-%zu", i + 1);
        if (!login.ptr)
            return ERR_NO_MEMORY;
        TRY(candidate_insert(tx, s, login, columns));
    }
    return ERR_OK;
}

static enum err ground_insert(struct store_tx *tx, struct seed *s)
{
    struct str addresses[DEMO_ORGANIZATIONS_MAX] = { 0 };
    struct str regions[DEMO_ORGANIZATIONS_MAX]   = { 0 };
    struct table t = { .rest = str_make(demo_organizations, (size_t)(demo_organizations_end - demo_organizations)) };
    struct str columns[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < DEMO_ORGANIZATIONS_MAX && row_next(&t, columns, &count); i++) {
        regions[i]   = columns[2];
        addresses[i] = columns[5];
    }
    TRY(organizations_insert(tx, s));
    TRY(vacancies_insert(tx, s, addresses, regions));
    return people_insert(tx, s);
}

static enum err booths_insert(struct store_tx *tx, const struct seed *s, struct str fair_id)
{
    struct row_list organizations = { 0 };
    const struct tx_list_in wanted = { &model_organization_row, "WHERE demo = 1 ORDER BY uscc", DEMO_ORGANIZATIONS_MAX };
    TRY(tx_list(tx, &wanted, NO_BINDS, &organizations));
    struct organization_row *rows = organizations.rows;
    struct table t = { .rest = str_make(demo_organizations, (size_t)(demo_organizations_end - demo_organizations)) };
    struct str columns[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < organizations.len && row_next(&t, columns, &count); i++) {
        struct booth_row booth;
        model_clear(&model_booth_row, &booth);
        TRY(id_new(tx->ctx, 'b', &booth.id));
        booth.fair_id         = fair_id;
        booth.organization_id = rows[i].id;
        booth.number          = (int64_t)i + 1;
        booth.greeting        = columns[6];
        booth.state           = booth_state_open;
        booth.ticket_count = booth.call_count = booth.session_count = booth.session_mean_ms = 0;
        booth.served_count = booth.lost_count = 0;
        booth.demo         = true;
        booth.created_at   = s->now;
        booth.version      = 1;
        TRY(tx_insert(tx, &model_booth_row, &booth));
        TRY(tx_exec(tx, "INSERT INTO booth_vacancy (booth_id, vacancy_id, position) SELECT ?1, id, 0 FROM vacancy WHERE organization_id = ?2",
                    BINDS(B_TEXT(booth.id), B_TEXT(rows[i].id)), NULL));
        struct str target = arena_format(tx->ctx->mem, "booth:%.*s", STR_ARG(booth.id));
        struct str outbox = STR_NONE;
        TRY(outbox_line(tx, target, &outbox));
    }
    return ERR_OK;
}

static enum err fair_insert(struct store_tx *tx, const struct seed *s, struct str *ret_id)
{
    struct fair_row fair;
    model_clear(&model_fair_row, &fair);
    TRY(id_new(tx->ctx, 'f', &fair.id));
    fair.kind                   = fair_kind_industry;
    fair.title                  = STR("2027届高校毕业生先进制造专场（演示）");
    fair.starts_at              = s->now - FAIR_BEFORE_MS;
    fair.ends_at                = fair.starts_at + FAIR_LENGTH_MS;
    fair.registration_opens_at  = fair.starts_at - MILLIS_DAY;
    fair.registration_closes_at = fair.ends_at;
    fair.lines_per_candidate    = 3;
    fair.session_seconds        = 180;
    fair.state                  = fair_state_open;
    fair.demo                   = true;
    fair.created_at             = s->now;
    fair.version                = 1;
    struct account_row staff;
    TRY(tx_get(tx, &model_account_row, "WHERE login = ?1", BINDS(B_TEXT(STR(DEMO_STAFF))), &staff));
    fair.created_by = staff.id;
    TRY(tx_insert(tx, &model_fair_row, &fair));
    TRY(booths_insert(tx, s, fair.id));
    TRY(tx_exec(tx, "INSERT INTO registration (fair_id, candidate_id, created_at) SELECT ?1, id, ?2 FROM account WHERE demo = 1 AND role = 'candidate'",
                BINDS(B_TEXT(fair.id), B_INT(s->now)), NULL));
    *ret_id = fair.id;
    return ERR_OK;
}

/* --- what is there ----------------------------------------------------------------------------------------- */
static enum err booths_read(struct store_tx *tx, const struct seed *s)
{
    struct demo_world *w      = s->world;
    struct store_cursor *cursor = NULL;
    TRY(tx_open(tx, "SELECT b.id, a.id, a.name FROM booth b JOIN member m ON m.organization_id = b.organization_id "
                    "JOIN account a ON a.id = m.account_id WHERE b.fair_id = ?1 AND a.demo = 1 ORDER BY b.number, a.login",
                BINDS(B_TEXT(w->fair_id)), &cursor));
    enum err e = ERR_OK;
    bool row   = false;
    while (e == ERR_OK && w->booth_count < DEMO_ORGANIZATIONS_MAX && (e = cursor_step(tx, cursor, &row)) == ERR_OK && row) {
        struct str text[3] = { 0 };
        for (int i = 0; i < 3 && e == ERR_OK; i++)
            e = cursor_text(tx, cursor, i, &text[i]);
        if (e != ERR_OK)
            break;
        w->booths[w->booth_count].booth_id       = keep(s, text[0]);
        w->booths[w->booth_count].recruiter_id   = keep(s, text[1]);
        w->booths[w->booth_count].recruiter_name = keep(s, text[2]);
        w->booth_count++;
    }
    cursor_done(tx, cursor);
    return e;
}

static enum err candidates_read(struct store_tx *tx, const struct seed *s)
{
    struct row_list list           = { 0 };
    const struct tx_list_in wanted = { &model_account_row, "WHERE demo = 1 AND role = 'candidate' AND login <> 'demo-candidate' ORDER BY login",
                                       DEMO_CANDIDATES_MAX };
    TRY(tx_list(tx, &wanted, NO_BINDS, &list));
    const struct account_row *rows = list.rows;
    struct demo_world *w           = s->world;
    for (size_t i = 0; i < list.len; i++) {
        w->candidates[i].account_id = keep(s, rows[i].id);
        w->candidates[i].name       = keep(s, rows[i].name);
    }
    w->candidate_count = list.len;
    return ERR_OK;
}

static enum err seed_write(struct store_tx *tx, void *arg)
{
    struct seed *s = arg;
    *s->world      = (struct demo_world){ 0 };
    int64_t staff  = 0;
    TRY(tx_int(tx, "SELECT count(*) FROM account WHERE login = ?1", BINDS(B_TEXT(STR(DEMO_STAFF))), &staff));
    if (staff == 0)
        TRY(ground_insert(tx, s));
    struct fair_row fair;
    enum err found = tx_get(tx, &model_fair_row, "WHERE demo = 1 AND state = 'open' AND ends_at > ?1 ORDER BY starts_at DESC LIMIT 1",
                            BINDS(B_INT(s->now + MILLIS_HOUR)), &fair);
    struct str fair_id = fair.id;
    if (found == ERR_NOT_FOUND)
        TRY(fair_insert(tx, s, &fair_id));
    else
        TRY(found);
    s->world->fair_id = keep(s, fair_id);
    TRY(booths_read(tx, s));
    return candidates_read(tx, s);
}

enum err demo_seed(struct ctx *c, struct arena *keep_mem, struct demo_world *ret_world)
{
    struct seed s = { .keep = keep_mem, .world = ret_world, .now = clock_now(c) };
    TRY(c->hall->password->hash(c->hall->password, c->mem, STR(DEMO_PASSWORD), &s.password_hash));
    return store_write(c, seed_write, &s);
}
