/* The verbs by which other features end a vacancy. */
#include "server/port/vacancy.h"

#include <criterion/criterion.h>

#include "tests/world.h"

#define BEFORE (WORLD_BEGINS_AT - 1000)

static struct world w;

static enum err rows_insert(struct store_tx *tx, void *arg)
{
    (void)arg;
    static const unsigned states[] = { vacancy_state_draft, vacancy_state_published, vacancy_state_review, vacancy_state_closed, vacancy_state_filled };
    struct organization_row organization;
    model_clear(&model_organization_row, &organization);
    organization.id      = STR("oFirm");
    organization.name    = STR("瓯闩泵业（演示）");
    organization.uscc    = STR("91330399MADEM0011F");
    organization.region  = STR("330324");
    organization.created_at = BEFORE;
    organization.version = 1;
    TRY(tx_insert(tx, &model_organization_row, &organization));
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        struct vacancy_row row;
        model_clear(&model_vacancy_row, &row);
        row.id              = str_from_cstr(enum_text(&enum_vacancy_state, states[i]).ptr);
        row.organization_id = STR("oFirm");
        row.title           = STR("阀门装配工");
        row.region          = STR("330324");
        row.headcount       = 3;
        row.wage_min_fen = row.wage_max_fen = 600000;
        row.state                           = states[i];
        row.urgent_listed = row.talent_listed = true;
        row.review_since                      = states[i] == vacancy_state_review ? BEFORE : NONE;
        row.created_at                        = BEFORE;
        row.version                           = 1;
        TRY(tx_insert(tx, &model_vacancy_row, &row));
    }
    return ERR_OK;
}

static void begin(void)
{
    world_init(&w);
    world_write(&w, rows_insert, NULL);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(vacancy, .init = begin, .fini = end);

struct deed {
    const char *id, *reason;
    int64_t hired;
    bool done;
    enum err said;
    int64_t count;
    struct vacancy_row row;
};

static enum err row_read(struct store_tx *tx, struct deed *d)
{
    return tx_get(tx, &model_vacancy_row, "WHERE id = ?1", BINDS(B_TEXT(str_from_cstr(d->id))), &d->row);
}

static enum err fill(struct store_tx *tx, void *arg)
{
    struct deed *d = arg;
    d->said        = vacancy_filled(tx, str_from_cstr(d->id), d->hired, &d->done);
    return d->said == ERR_NOT_FOUND ? ERR_OK : row_read(tx, d);
}

static struct deed filled(const char *id, int64_t hired)
{
    struct deed d = { .id = id, .hired = hired };
    world_write(&w, fill, &d);
    return d;
}

Test(vacancy, the_last_hire_fills_it_and_no_earlier_one)
{
    struct deed d = filled("published", 2);
    cr_expect(d.said == ERR_OK && !d.done && d.row.state == vacancy_state_published && d.row.version == 1 && d.row.urgent_listed);
    d = filled("published", 3);
    cr_expect(d.done && d.row.state == vacancy_state_filled && d.row.ended_by == vacancy_end_filled && d.row.ended_at == WORLD_BEGINS_AT && d.row.version == 2);
    cr_expect(!d.row.urgent_listed && !d.row.talent_listed, "it left the lists");
    d = filled("published", 4);
    cr_expect(d.said == ERR_OK && !d.done && d.row.version == 2, "twice is the same");
}

Test(vacancy, only_what_is_on_offer_or_waits_for_it_is_filled)
{
    static const char *const others[] = { "draft", "closed", "filled" };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct deed d = filled(others[i], 9);
        cr_expect(d.said == ERR_OK && !d.done && d.row.version == 1, "%s", others[i]);
    }
    struct deed d = filled("review", 3);
    cr_expect(d.done && d.row.state == vacancy_state_filled && d.row.review_since == NONE);
    cr_expect(filled("nowhere", 3).said == ERR_NOT_FOUND);
}

static enum err suspend(struct store_tx *tx, void *arg)
{
    struct deed *d = arg;
    TRY(vacancies_suspend(tx, STR("oFirm"), &d->count));
    return row_read(tx, d);
}

Test(vacancy, a_suspension_closes_what_is_offered_and_what_waits)
{
    struct deed d = { .id = "published" };
    world_write(&w, suspend, &d);
    cr_expect(d.count == 2 && d.row.state == vacancy_state_closed && d.row.ended_by == vacancy_end_suspended && d.row.ended_at == WORLD_BEGINS_AT);
    cr_expect(!d.row.urgent_listed && !d.row.talent_listed && d.row.version == 2);
    d = (struct deed){ .id = "draft" };
    world_write(&w, suspend, &d);
    cr_expect(d.count == 0 && d.row.state == vacancy_state_draft, "twice closes nothing more");
    d = (struct deed){ .id = "review" };
    world_write(&w, suspend, &d);
    cr_expect(d.row.state == vacancy_state_closed && d.row.review_since == NONE);
}

static enum err take_down(struct store_tx *tx, void *arg)
{
    struct deed *d = arg;
    d->said        = vacancy_take_down(tx, str_from_cstr(d->id), str_from_cstr(d->reason), &d->done);
    return d->said == ERR_NOT_FOUND ? ERR_OK : row_read(tx, d);
}

Test(vacancy, what_staff_take_down_says_why)
{
    struct deed d = { .id = "published", .reason = "举报属实" };
    world_write(&w, take_down, &d);
    cr_expect(d.done && d.row.state == vacancy_state_closed && d.row.ended_by == vacancy_end_taken_down && str_eq(d.row.review_reason, STR("举报属实")));
    d.reason = "再次";
    world_write(&w, take_down, &d);
    cr_expect(!d.done && str_eq(d.row.review_reason, STR("举报属实")));
    d = (struct deed){ .id = "nowhere", .reason = "x" };
    world_write(&w, take_down, &d);
    cr_expect(d.said == ERR_NOT_FOUND);
}

Test(vacancy, it_is_offered_until_its_moment)
{
    struct vacancy_row row;
    model_clear(&model_vacancy_row, &row);
    for (unsigned state = 0; state < enum_vacancy_state.count; state++) {
        row.state = state;
        cr_expect(vacancy_is_offered(&row, 1000) == (state == vacancy_state_published));
    }
    row.state       = vacancy_state_published;
    row.valid_until = 1001;
    cr_expect(vacancy_is_offered(&row, 1000));
    row.valid_until = 1000;
    cr_expect_not(vacancy_is_offered(&row, 1000));
}
