/* Rows, commits, keys and the outbox through the store port, on SQLite in memory. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>

#include "server/port/store_row.h"
#include "tests/world.h"

static struct world w;
static struct arena mem;
static struct ctx c;

static void begin(void)
{
    world_init(&w);
    arena_init(&mem, (size_t)1 << 22);
    c = (struct ctx){ .mem = &mem, .hall = &w.hall, .if_match = NONE, .version = NONE };
}

static void end(void)
{
    arena_done(&mem);
    world_done(&w);
}

TestSuite(port_store, .init = begin, .fini = end);

static struct str staff_id = { "a-staff", 7 };

static struct fair_row fair(const char *id)
{
    static struct str regions[2]  = { { "330302", 6 }, { "330303", 6 } };
    static struct str branches[2] = { { "a \"quoted\", one", 15 }, { "<鞋革>\n\\", 10 } };
    struct fair_row row           = { 0 };
    model_clear(&model_fair_row, &row);
    row.id                  = str_from_cstr(id);
    row.kind                = fair_kind_campus;
    row.title               = STR("秋季校园招聘会（演示）");
    row.starts_at           = 1000;
    row.ends_at             = 2000;
    row.regions             = (struct str_list){ regions, 2 };
    row.industries          = (struct str_list){ branches, 2 };
    row.lines_per_candidate = 3;
    row.session_seconds     = 480;
    row.state               = fair_state_open;
    row.staff_driven        = true;
    row.created_by          = staff_id;
    row.created_at          = 500;
    row.version             = 1;
    return row;
}

static enum err insert_fair(struct store_tx *tx, void *arg)
{
    return tx_insert(tx, &model_fair_row, arg);
}

static enum err get_fair(struct store_tx *tx, void *arg)
{
    struct fair_row *row = arg;
    return tx_get(tx, &model_fair_row, "WHERE id=?1", BINDS(B_TEXT(row->id)), row);
}

Test(port_store, a_row_comes_back_as_it_went_in)
{
    struct fair_row in   = fair("f1");
    struct fair_row back = { .id = STR("f1") };
    cr_assert_eq(store_commit(&c, insert_fair, &in), ERR_OK);
    cr_assert(c.committed);
    cr_assert_eq(store_read(&c, get_fair, &back), ERR_OK);
    cr_assert(str_eq(back.title, in.title));
    cr_assert_eq(back.kind, fair_kind_campus);
    cr_assert_eq(back.state, fair_state_open);
    cr_assert_eq(back.starts_at, 1000);
    cr_assert_eq(back.registration_opens_at, NONE);
    cr_assert(back.staff_driven);
    cr_assert_not(back.demo);
    cr_assert_eq(back.regions.len, 2);
    cr_assert_eq(back.industries.len, 2);
    for (size_t i = 0; i < 2; i++)
        cr_assert(str_eq(back.industries.items[i], in.industries.items[i]), "%.*s", STR_ARG(back.industries.items[i]));
}

Test(port_store, what_is_not_there_is_not_found)
{
    struct fair_row back = { .id = STR("nowhere") };
    cr_assert_eq(store_read(&c, get_fair, &back), ERR_NOT_FOUND);
}

Test(port_store, the_same_id_twice_exists)
{
    struct fair_row in = fair("f1");
    cr_assert_eq(store_write(&c, insert_fair, &in), ERR_OK);
    cr_assert_eq(store_write(&c, insert_fair, &in), ERR_EXISTS);
}

static enum err save_fair(struct store_tx *tx, void *arg)
{
    return tx_save(tx, &model_fair_row, arg);
}

Test(port_store, saving_names_the_version_it_read)
{
    struct fair_row row  = fair("f1");
    struct fair_row back = { .id = STR("f1") };
    cr_assert_eq(store_write(&c, insert_fair, &row), ERR_OK);
    row.title      = STR("changed");
    row.created_at = 999; /* F_FIXED */
    row.version    = 2;
    cr_assert_eq(store_write(&c, save_fair, &row), ERR_OK);
    cr_assert_eq(store_write(&c, save_fair, &row), ERR_CONFLICT, "the version was raised already");
    row.version = 9;
    cr_assert_eq(store_write(&c, save_fair, &row), ERR_CONFLICT, "nobody wrote version 8");
    cr_assert_eq(store_read(&c, get_fair, &back), ERR_OK);
    cr_assert(str_eq_cstr(back.title, "changed"));
    cr_assert_eq(back.version, 2);
    cr_assert_eq(back.created_at, 500, "what is fixed stays");
}

static enum err list_fairs(struct store_tx *tx, void *arg)
{
    struct tx_list_in in = { &model_fair_row, "WHERE starts_at >= ?1 ORDER BY id", 40 };
    return tx_list(tx, &in, BINDS(B_INT(0)), arg);
}

static enum err insert_many(struct store_tx *tx, void *arg)
{
    for (int i = 0; i < *(int *)arg; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "f%03d", i);
        struct fair_row row = fair(id);
        TRY(tx_insert(tx, &model_fair_row, &row));
    }
    return ERR_OK;
}

Test(port_store, a_list_stops_at_its_maximum)
{
    struct row_list list = { 0 };
    int many             = 39;
    cr_assert_eq(store_read(&c, list_fairs, &list), ERR_OK);
    cr_assert_eq(list.len, 0);
    cr_assert_eq(store_write(&c, insert_many, &many), ERR_OK);
    cr_assert_eq(store_read(&c, list_fairs, &list), ERR_OK);
    cr_assert_eq(list.len, 39);
    cr_assert(str_eq_cstr(((struct fair_row *)list.rows)[38].id, "f038"));
    struct fair_row more = fair("g1");
    cr_assert_eq(store_write(&c, insert_fair, &more), ERR_OK);
    more.id = STR("g2");
    cr_assert_eq(store_write(&c, insert_fair, &more), ERR_OK);
    cr_assert_eq(store_read(&c, list_fairs, &list), ERR_OK);
    cr_assert_eq(list.len, 40);
}

static enum err insert_and_refuse(struct store_tx *tx, void *arg)
{
    TRY(tx_insert(tx, &model_fair_row, arg));
    return ERR_FORBIDDEN;
}

Test(port_store, what_is_refused_is_undone)
{
    struct fair_row in   = fair("f1");
    struct fair_row back = { .id = STR("f1") };
    cr_assert_eq(store_commit(&c, insert_and_refuse, &in), ERR_FORBIDDEN);
    cr_assert_not(c.committed);
    cr_assert_eq(store_read(&c, get_fair, &back), ERR_NOT_FOUND);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

struct key_read {
    struct idempotency_row row;
};

static enum err get_key(struct store_tx *tx, void *arg)
{
    struct key_read *k = arg;
    return tx_get(tx, &model_idempotency_row, "WHERE account_id=?1 AND route=?2 AND key=?3", BINDS(B_TEXT(STR("a1")), B_TEXT(STR("POST /x")), B_TEXT(STR("k1"))), &k->row);
}

static void key_set(const struct registration *answer)
{
    c.who.account_id = STR("a1");
    c.key            = STR("k1");
    c.key_route      = STR("POST /x");
    c.key_hash       = STR("hash");
    c.answer_model   = &model_registration;
    c.answer_value   = answer;
    c.answer_status  = 201;
    c.version        = 4;
    c.committed      = false;
}

Test(port_store, a_key_is_written_with_its_effect_and_once)
{
    struct registration answer = { .fair_id = STR("f1"), .created_at = WORLD_BEGINS_AT };
    struct fair_row in         = fair("f1");
    struct fair_row other      = fair("f2");
    struct key_read key        = { 0 };
    key_set(&answer);
    cr_assert_eq(store_commit(&c, insert_fair, &in), ERR_OK);
    cr_assert_eq(store_read(&c, get_key, &key), ERR_OK);
    cr_assert_eq(key.row.status, 201);
    cr_assert_eq(key.row.version, 4);
    cr_assert_eq(key.row.created_at, WORLD_BEGINS_AT);
    cr_assert(str_eq_cstr(key.row.answer, "{\"fair_id\":\"f1\",\"created_at\":\"2026-11-24T09:00:00.000+08:00\"}"), "%.*s", STR_ARG(key.row.answer));
    key_set(&answer);
    cr_assert_eq(store_commit(&c, insert_fair, &other), ERR_CONFLICT);
    c.key = STR_NONE;
    cr_assert_eq(store_read(&c, get_fair, &other), ERR_NOT_FOUND, "the effect of the second is undone");
}

Test(port_store, a_refused_call_leaves_no_key)
{
    struct registration answer = { .fair_id = STR("f1") };
    struct fair_row in         = fair("f1");
    struct key_read key        = { 0 };
    key_set(&answer);
    cr_assert_eq(store_commit(&c, insert_and_refuse, &in), ERR_FORBIDDEN);
    cr_assert_eq(store_read(&c, get_key, &key), ERR_NOT_FOUND);
}

Test(port_store, two_commits_in_one_handler_are_our_mistake, .signal = SIGABRT)
{
    struct fair_row in = fair("f1");
    cr_assert_eq(store_commit(&c, insert_fair, &in), ERR_OK);
    cr_assert_neq(store_commit(&c, insert_fair, &in), ERR_OK);
}

/* --- outbox --------------------------------------------------------------------------------------------------------- */

struct boxes {
    struct str ids[3];
    struct row_list list;
    int64_t before;
};

static enum err box_fill(struct store_tx *tx, void *arg)
{
    struct boxes *b                  = arg;
    const struct outbox_event_in one = { STR("fair:f1"), STR("fair.state"), STR("{}") };
    TRY(outbox_line(tx, STR("ticket:t1"), &b->ids[0]));
    TRY(outbox_event_named(tx, &one, &b->ids[1]));
    return outbox_event(tx, STR("me:a1"), STR("notice"), STR("{\"text_zh\":\"好\"}"));
}

static enum err box_list(struct store_tx *tx, void *arg)
{
    struct boxes *b = arg;
    return outbox_list(tx, b->before, 10, &b->list);
}

static enum err box_remove(struct store_tx *tx, void *arg)
{
    const struct boxes *b = arg;
    return outbox_remove(tx, b->ids, 1);
}

static enum err nothing(struct store_tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return ERR_OK;
}

Test(port_store, the_outbox_is_listed_by_age_removed_and_forgotten)
{
    struct boxes b = { .before = WORLD_BEGINS_AT };
    cr_assert_eq(store_commit(&c, box_fill, &b), ERR_OK);
    cr_assert_eq(store_read(&c, box_list, &b), ERR_OK);
    cr_assert_eq(b.list.len, 0, "nothing is older than now");
    b.before = WORLD_BEGINS_AT + 1;
    cr_assert_eq(store_read(&c, box_list, &b), ERR_OK);
    cr_assert_eq(b.list.len, 3);
    const struct outbox_row *first = b.list.rows;
    cr_assert(str_eq_cstr(first->kind, "line"));
    cr_assert(str_eq_cstr(first->target, "ticket:t1"));
    cr_assert(str_eq(first->id, b.ids[0]));
    cr_assert_eq(store_write(&c, box_remove, &b), ERR_OK);
    cr_assert_eq(store_read(&c, box_list, &b), ERR_OK);
    cr_assert_eq(b.list.len, 2);
    outbox_done(&c, b.ids[1]);
    cr_assert_eq(store_write(&c, nothing, NULL), ERR_OK); /* goes with whatever is written next */
    cr_assert_eq(store_read(&c, box_list, &b), ERR_OK);
    cr_assert_eq(b.list.len, 1);
    cr_assert(str_eq_cstr(((const struct outbox_row *)b.list.rows)->event, "notice"));
}

Test(port_store, what_was_made_in_one_millisecond_is_listed_in_its_order)
{
    struct boxes b = { .before = WORLD_BEGINS_AT + 1 };
    for (int i = 0; i < 3; i++)
        cr_assert_eq(store_write(&c, box_fill, &b), ERR_OK);
    cr_assert_eq(store_read(&c, box_list, &b), ERR_OK);
    cr_assert_eq(b.list.len, 9);
    static const char *const targets[] = { "ticket:t1", "fair:f1", "me:a1" };
    const struct outbox_row *rows      = b.list.rows;
    for (size_t i = 0; i < b.list.len; i++)
        cr_assert(str_eq_cstr(rows[i].target, targets[i % 3]), "row %zu", i);
}

/* --- statements ------------------------------------------------------------------------------------------------------ */

static enum err count_fairs(struct store_tx *tx, void *arg)
{
    return tx_int(tx, "SELECT count(*) FROM fair", NO_BINDS, arg);
}

static enum err first_fair_closing(struct store_tx *tx, void *arg)
{
    return tx_int(tx, "SELECT registration_closes_at FROM fair LIMIT 1", NO_BINDS, arg);
}

Test(port_store, one_number_is_none_without_a_row_and_for_null)
{
    struct fair_row in = fair("f1");
    int64_t value      = 7;
    cr_assert_eq(store_read(&c, count_fairs, &value), ERR_OK);
    cr_assert_eq(value, 0);
    cr_assert_eq(store_read(&c, first_fair_closing, &value), ERR_OK);
    cr_assert_eq(value, NONE);
    cr_assert_eq(store_write(&c, insert_fair, &in), ERR_OK);
    value = 7;
    cr_assert_eq(store_read(&c, first_fair_closing, &value), ERR_OK);
    cr_assert_eq(value, NONE);
}

/* A walk within a walk over the same statement, and both left open by an early return. */
static enum err walk_within(struct store_tx *tx, void *arg)
{
    struct store_cursor *outer, *inner;
    bool row;
    TRY(tx_open(tx, "SELECT id FROM fair ORDER BY id", NO_BINDS, &outer));
    TRY(cursor_step(tx, outer, &row));
    for (int i = 0; i < 2; i++) {
        TRY(tx_open(tx, "SELECT id FROM fair ORDER BY id", NO_BINDS, &inner));
        TRY(cursor_step(tx, inner, &row));
    }
    struct str id;
    TRY(cursor_text(tx, inner, 0, &id));
    cr_assert(str_eq_cstr(id, "f000"));
    TRY(cursor_step(tx, outer, &row));
    TRY(cursor_text(tx, outer, 0, &id));
    cr_assert(str_eq_cstr(id, "f001"));
    (*(int *)arg)++;
    return ERR_OK;
}

Test(port_store, a_walk_within_a_walk_and_both_left_open)
{
    int many = 3;
    int done = 0;
    cr_assert_eq(store_write(&c, insert_many, &many), ERR_OK);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(store_read(&c, walk_within, &done), ERR_OK);
    cr_assert_eq(done, 3);
}

static enum err wrong_sql(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE fiar SET title=''", NO_BINDS, NULL);
}

Test(port_store, wrong_sql_is_our_mistake, .signal = SIGABRT)
{
    cr_assert_neq(store_write(&c, wrong_sql, NULL), ERR_OK);
}

static enum err too_few_binds(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "DELETE FROM fair WHERE id=?1 AND version=?2", BINDS(B_TEXT(STR("f1"))), NULL);
}

Test(port_store, too_few_values_are_our_mistake, .signal = SIGABRT)
{
    cr_assert_neq(store_write(&c, too_few_binds, NULL), ERR_OK);
}

static enum err wrong_type(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "INSERT INTO registration(fair_id, candidate_id, created_at) VALUES('f', 'a', 'yesterday')", NO_BINDS, NULL);
}

Test(port_store, a_text_in_a_number_column_is_our_mistake, .signal = SIGABRT)
{
    cr_assert_neq(store_write(&c, wrong_type, NULL), ERR_OK);
}

static enum err orphan(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "INSERT INTO registration(fair_id, candidate_id, created_at) VALUES('f', 'a', 1)", NO_BINDS, NULL);
}

Test(port_store, a_row_of_something_that_is_gone_is_a_conflict)
{
    cr_assert_eq(store_write(&c, orphan, NULL), ERR_CONFLICT);
}

/* --- lists as JSON --------------------------------------------------------------------------------------------------- */

Test(port_store, lists_of_texts_are_read_strictly)
{
    struct str_list list = { 0 };
    cr_assert_eq(row_list_read(&mem, STR("[]"), &list), ERR_OK);
    cr_assert_eq(list.len, 0);
    cr_assert_eq(row_list_read(&mem, STR("[\"\",\"a\\\"b\\\\\\u003c\\u4eba\\n\"]"), &list), ERR_OK);
    cr_assert_eq(list.len, 2);
    cr_assert_eq(list.items[0].len, 0);
    cr_assert(str_eq_cstr(list.items[1], "a\"b\\<人\n"));
    static const char *const broken[] = { "",      "[",        "]",          "{}",       "[1]",        "[\"a\"",      "[\"a]",      "[\"a\",]",
                                          "[\"a\" ]", "[,\"a\"]", "[\"a\"]x]",  "[\"\\x\"]", "[\"\\u12\"]", "[\"\\ud800\"]", "[\"\\\"]",     "[\"a\"\"b\"]" };
    for (size_t i = 0; i < COUNT_OF(broken); i++)
        cr_assert_eq(row_list_read(&mem, str_from_cstr(broken[i]), &list), ERR_INTERNAL, "%s", broken[i]);
}

/* --- memory that ends anywhere ----------------------------------------------------------------------------------------- */

static enum err keyed_work(struct store_tx *tx, void *arg)
{
    struct boxes *b    = arg;
    struct fair_row in = fair("f1");
    TRY(tx_insert(tx, &model_fair_row, &in));
    struct fair_row back = { 0 };
    TRY(tx_get(tx, &model_fair_row, "WHERE id=?1", BINDS(B_TEXT(STR("f1"))), &back));
    back.version++;
    TRY(tx_save(tx, &model_fair_row, &back));
    TRY(box_fill(tx, b));
    struct tx_list_in list = { &model_fair_row, "", 10 };
    return tx_list(tx, &list, NO_BINDS, &b->list);
}

Test(port_store, memory_that_ends_anywhere_changes_nothing)
{
    struct registration answer = { .fair_id = STR("f1") };
    struct boxes b;
    int64_t fairs = 0;
    uint64_t at   = 1;
    for (;; at++) {
        struct arena small;
        arena_init(&small, (size_t)1 << 20);
        small.fail_after = at;
        key_set(&answer);
        c.mem      = &small;
        enum err e = store_commit(&c, keyed_work, &b);
        c.mem      = &mem;
        arena_done(&small);
        if (e == ERR_OK)
            break;
        cr_assert_eq(e, ERR_NO_MEMORY, "allocation %d", (int)at);
        c.key = STR_NONE;
        cr_assert_eq(store_read(&c, count_fairs, &fairs), ERR_OK);
        cr_assert_eq(fairs, 0);
    }
    cr_assert_gt(at, 20);
}
