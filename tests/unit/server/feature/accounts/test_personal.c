/* What the hall keeps about a person: taken along, and ended. */
#include "tests/unit/server/feature/line/line_world.h"

TestSuite(personal, .init = line_begin, .fini = line_end);

/* --- the list is whole ------------------------------------------------------------------------------------- */

static const struct {
    const char *table, *column;
} listed[] = {
#define PERSONAL(table, column, fields, export, erase, erase_more) { #table, #column },
#include "server/feature/accounts/personal.def"
#undef PERSONAL
};

static bool is_listed(struct str table, struct str column)
{
    for (size_t i = 0; i < COUNT_OF(listed); i++)
        if (str_eq_cstr(table, listed[i].table) && str_eq_cstr(column, listed[i].column))
            return true;
    return false;
}

/* By name, and by reference to an account. */
#define SQL_COLUMNS_OF_PEOPLE                                                                                          \
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND "           \
    "(c.name LIKE '%account_id' OR c.name LIKE '%candidate_id' OR c.name LIKE '%recruiter_id' OR c.name LIKE '%actor_id' OR c.name LIKE '%author_id' OR c.name LIKE '%owner_id' OR " \
    "c.name LIKE '%staff_id' OR c.name LIKE '%reporter_id' OR c.name LIKE '%person_id' OR c.name LIKE '%sender_id' OR c.name IN ('created_by', 'issued_by', 'reported_by', 'decided_by', 'handled_by')) " \
    "UNION SELECT m.name, f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = 'account'"

static enum err columns_check(struct store_tx *tx, void *arg)
{
    size_t *count = arg;
    struct store_cursor *cursor;
    struct str table, column;
    bool row = false;
    TRY(tx_open(tx, SQL_COLUMNS_OF_PEOPLE, NO_BINDS, &cursor));
    TRY(cursor_step(tx, cursor, &row));
    for (; row; ++*count) {
        TRY(cursor_text(tx, cursor, 0, &table));
        TRY(cursor_text(tx, cursor, 1, &column));
        cr_expect(is_listed(table, column), "%.*s.%.*s names an account: say in server/feature/accounts/personal.def what becomes of its rows", STR_ARG(table), STR_ARG(column));
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    return ERR_OK;
}

Test(personal, every_column_that_names_an_account_is_in_the_list)
{
    size_t count = 0;
    world_write(&lw.w, columns_check, &count);
    cr_assert(count >= 20, "%zu were looked at", count);
    for (size_t i = 0; i < COUNT_OF(listed); i++)
        cr_expect(db_number("SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'", listed[i].table, listed[i].column) == 1, "%s.%s is no column", listed[i].table, listed[i].column);
}

/* --- somebody with a history ------------------------------------------------------------------------------ */

#define CANARY "CANARY"

static const struct world_account *one(void)
{
    return &lw.person[0];
}

static void history(void)
{
    struct world_answer a = world_call(&lw.w, "PUT", "/api/v1/candidates/me",
                                       "{\"name\":\"CANARY林\",\"phone\":\"13800001234\",\"email\":\"canary@example.com\",\"headline\":\"CANARY焊工\",\"skills\":[\"CANARY\"],\"birth_date\":\"2000-01-02\",\"experience\":[{\"title\":\"CANARY\"}]}", one());
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    db("INSERT INTO consent (id,account_id,organization_id,purpose,version,given_at) VALUES ('x1','%.*s','o0','contact',1,%lld)", STR_ARG(one()->id), (long long)lw.w.clock.now);
    db("INSERT INTO profile_opening (id,candidate_id,organization_id,recruiter_id,contact_shown,at) VALUES ('x2','%.*s','o0','%.*s',1,%lld)", STR_ARG(one()->id), STR_ARG(lw.recruiter[0].id),
       (long long)lw.w.clock.now);
    db("INSERT INTO ticket (id,fair_id,booth_id,candidate_id,number,state,order_key,missed_count,snoozes_left,snoozed_until_call,frozen,ring_extended,step_count,promised_basis,joined_at,version) "
       "VALUES ('t9','f1','b3','%.*s',1,'done',1,0,0,0,0,0,0,'unknown',1,1)", STR_ARG(one()->id));
    db("INSERT INTO session (id,ticket_id,fair_id,booth_id,candidate_id,recruiter_id,state,started_at,ends_at,warned,extend_asked_by,extended_count,ended_at,outcome,reason,note,message_count,version) "
       "VALUES ('s9','t9','f1','b3','%.*s','%.*s','over',1,2,0,'none',0,2,'hold','','CANARY note',2,1)", STR_ARG(one()->id), STR_ARG(lw.recruiter[3].id));
    db("INSERT INTO message (id,session_id,seq,side,text,at) VALUES ('m1','s9',1,'candidate','CANARY words',1)");
    db("INSERT INTO message (id,session_id,seq,side,text,at) VALUES ('m2','s9',2,'recruiter','the other side',1)");
    db("INSERT INTO vacancy (id,organization_id,title,occupation,description,region,address,headcount,employment_type,education,wage_min_fen,wage_max_fen,wage_period,benefits,urgent,state,demo,created_at,version) "
       "VALUES ('v1','o0','焊工','','','330300','',1,'full_time','none',1,1,'month','[]',0,'published',0,1,1), ('v2','o0','钳工','','','330300','',1,'full_time','none',1,1,'month','[]',0,'published',0,1,1)");
    db("INSERT INTO report (id,reporter_id,subject,subject_id,subject_name,region,kind,text,state,answer,taken_down,created_at,version) "
       "VALUES ('r1','%.*s','vacancy','v1','焊工','','fee','CANARY complaint','open','',0,1,1), ('r2','%.*s','person','%.*s','CANARY','','fee','the other words','open','',0,1,1)", STR_ARG(one()->id),
       STR_ARG(lw.recruiter[0].id), STR_ARG(one()->id));
    db("INSERT INTO application (id,vacancy_id,organization_id,candidate_id,state,message,decline_reason,words,submitted_at,changed_at,step_count,version) "
       "VALUES ('x5','v1','o0','%.*s','viewed','CANARY letter','none','',1,1,2,2), ('x6','v2','o0','%.*s','hired','CANARY other','none','',1,1,1,1)", STR_ARG(one()->id), STR_ARG(one()->id));
}

Test(personal, the_export_holds_all_of_it_in_clear_and_no_secret)
{
    history();
    struct world_answer a = world_call(&lw.w, "GET", "/api/v1/me/export", NULL, one());
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    static const char *const wanted[] = { "\"login\":\"person0\"", "\"phone\":\"13800001234\"", "\"email\":\"canary@example.com\"", "\"birth_date\":\"2000-01-02\"", "\"skills\":[\"CANARY\"]", "CANARY words",
                                          "the other side", "CANARY letter", "\"purpose\":\"contact\"", "\"contact_shown\":true", "\"table\":\"login\"", "\"revoked_at\":null", "\"started_at\":\"1970-01-01T08:00:00.001+08:00\"" };
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        cr_expect(memmem(a.body.ptr, a.body.len, wanted[i], strlen(wanted[i])), "%s", wanted[i]);
    static const char *const hidden[] = { "plain:", "password of", "CANARY note", "token_hash", "csrf", "person1" };
    for (size_t i = 0; i < COUNT_OF(hidden); i++)
        cr_expect(!memmem(a.body.ptr, a.body.len, hidden[i], strlen(hidden[i])), "%s", hidden[i]);
    cr_expect(!memmem(a.body.ptr, a.body.len, "\"whole\":false", 13));
    cr_expect_eq(world_length(a, "tables"), COUNT_OF(listed), "and it is JSON");
    a = world_call(&lw.w, "GET", "/api/v1/me/export", NULL, &lw.person[1]);
    cr_expect(a.status == 200 && !memmem(a.body.ptr, a.body.len, CANARY, 6), "somebody else's is somebody else's");
    cr_expect_eq(world_call(&lw.w, "GET", "/api/v1/me/export", NULL, NULL).status, 401);
}

static struct world_answer erase(const struct world_account *as, const char *password)
{
    char body[120];
    (void)snprintf(body, sizeof body, "{\"password\":\"%s\"}", password);
    return world_call(&lw.w, "DELETE", "/api/v1/me", body, as);
}

/* Every text of every table, the list's own columns and all others. */
static enum err canary_find(struct store_tx *tx, void *arg)
{
    int64_t *found = arg;
    struct store_cursor *cursor;
    struct str table, column;
    bool row = false;
    TRY(tx_open(tx, "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'", NO_BINDS, &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row) {
        int64_t count = 0;
        TRY(cursor_text(tx, cursor, 0, &table));
        TRY(cursor_text(tx, cursor, 1, &column));
        struct str sql = arena_format(tx->ctx->mem, "SELECT count(*) FROM %.*s WHERE lower(\"%.*s\") LIKE '%%canary%%' OR \"%.*s\" LIKE '%%person0%%'%c", STR_ARG(table), STR_ARG(column), STR_ARG(column), '\0');
        TRY(tx_int(tx, sql.ptr, NO_BINDS, &count));
        cr_expect_eq(count, 0, "%.*s.%.*s", STR_ARG(table), STR_ARG(column));
        *found += count;
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    return ERR_OK;
}

Test(personal, erasing_leaves_nothing_that_names_them_and_others_records_whole)
{
    history();
    cr_assert_eq(erase(one(), "password of person0").status, 204);
    int64_t found = 0;
    world_write(&lw.w, canary_find, &found);
    cr_assert_eq(found, 0);
    cr_expect_eq(db_number("SELECT count(*) FROM candidate"), 0);
    cr_expect_eq(db_number("SELECT count(*) FROM login WHERE account_id = '%.*s'", STR_ARG(one()->id)), 0);
    cr_expect_eq(db_number("SELECT count(*) FROM session"), 1, "that the talk took place stays");
    cr_expect_eq(db_number("SELECT count(*) FROM message WHERE text = 'the other side'"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM consent WHERE withdrawn_at IS NOT NULL"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM report WHERE state = 'open'"), 2);
    cr_expect_eq(db_number("SELECT count(*) FROM report WHERE text = 'the other words'"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM profile_opening"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM application WHERE id = 'x5' AND state = 'withdrawn' AND step_count = 3"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM application_step WHERE application_id = 'x5' AND seq = 3 AND from_state = 'viewed' AND to_state = 'withdrawn'"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM application WHERE id = 'x6' AND state = 'hired' AND step_count = 1"), 1);
    cr_expect_eq(db_number("SELECT count(*) FROM audit WHERE action = 'account.erase' AND subject_id = '%.*s' AND reason = ''", STR_ARG(one()->id)), 1);
    cr_expect_eq(world_call(&lw.w, "GET", "/api/v1/me", NULL, one()).status, 401);
}

Test(personal, the_login_is_free_again_and_the_old_password_opens_nothing)
{
    cr_assert_eq(erase(one(), "password of person0").status, 204);
    cr_expect_eq(world_call(&lw.w, "POST", "/api/v1/logins", "{\"login\":\"person0\",\"password\":\"password of person0\"}", NULL).status, 401);
    cr_expect_eq(world_call(&lw.w, "POST", "/api/v1/accounts", "{\"login\":\"person0\",\"password\":\"quite another\",\"name\":\"别人\",\"role\":\"candidate\"}", NULL).status, 201);
    struct world_answer a = world_call(&lw.w, "POST", "/api/v1/logins", "{\"login\":\"person0\",\"password\":\"quite another\"}", NULL);
    cr_expect(a.status == 201 && !str_eq(world_text(a, "account.id"), one()->id));
}

Test(personal, held_places_are_left_and_a_talk_is_finished_first)
{
    cr_assert_eq(world_callf(&lw.w, one(), "POST", "{}", "/api/v1/booths/b0/tickets").status, 201);
    cr_assert_eq(world_callf(&lw.w, one(), "POST", "{}", "/api/v1/booths/b1/tickets").status, 201);
    cr_assert_eq(world_callf(&lw.w, &lw.person[1], "POST", "{}", "/api/v1/booths/b0/tickets").status, 201);
    db("UPDATE ticket SET state = 'in_session', recruiter_id = '%.*s' WHERE booth_id = 'b1'", STR_ARG(lw.recruiter[1].id));
    cr_assert_eq(erase(one(), "password of person0").status, 409);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE candidate_id = '%.*s' AND state = 'left'", STR_ARG(one()->id)), 0, "nothing of it was done");
    cr_assert_eq(world_call(&lw.w, "GET", "/api/v1/me", NULL, one()).status, 200);
    cr_assert_eq(erase(&lw.recruiter[1], "password of recruiter1").status, 409);
    db("UPDATE ticket SET state = 'waiting', recruiter_id = NULL WHERE booth_id = 'b1'");
    cr_assert_eq(erase(one(), "password of person0").status, 204);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE candidate_id = '%.*s' AND state = 'left'", STR_ARG(one()->id)), 2);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket_step WHERE action = 'leave'"), 2);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket WHERE state = 'waiting'"), 1, "the neighbour waits on");
    cr_assert_eq(db_number("SELECT lost_count FROM booth WHERE id = 'b0'"), 1);
}

Test(personal, the_password_is_asked_and_the_last_member_and_staff_stay)
{
    struct world_account staff = world_account(&lw.w, "boss", role_staff);
    struct world_answer a      = erase(one(), "wrong");
    cr_assert(a.status == 422 && str_eq(world_text(a, "errors.0.pointer"), STR("/password")));
    cr_assert_eq(world_call(&lw.w, "GET", "/api/v1/me", NULL, one()).status, 200);
    cr_assert_eq(erase(NULL, "x").status, 401);
    cr_assert_eq(erase(&staff, "password of boss").status, 403);
    cr_assert_eq(erase(&lw.recruiter[1], "password of recruiter1").status, 409, "the only member of o1");
    cr_assert_eq(erase(&lw.recruiter[0], "password of recruiter0").status, 204, "a colleague stays with o0");
    cr_assert_eq(db_number("SELECT count(*) FROM member WHERE organization_id = 'o0'"), 1);
}

/* --- retention ------------------------------------------------------------------------------------------------- */

static void retention_run(void)
{
    struct world_answer a = world_job(&lw.w, "retention");
    cr_assert_eq(a.status, 204, "%.*s", STR_ARG(a.body));
}

/* Each stays to the last millisecond of its time and goes with the next. */
static void edge(int64_t began_at, int64_t days, const char *sql, const char *what)
{
    int64_t before = db_number("%s", sql);
    cr_assert(before > 0, "%s", what);
    lw.w.clock.now = began_at + days * MILLIS_DAY - 1;
    retention_run();
    cr_assert_eq(db_number("%s", sql), before, "%s goes too early", what);
    lw.w.clock.now++;
    retention_run();
    cr_assert_eq(db_number("%s", sql), 0, "%s stays too long", what);
}

Test(personal, each_clock_runs_out_to_the_millisecond)
{
    int64_t now = lw.w.clock.now;
    history();
    db("UPDATE session SET ended_at = %lld", (long long)now);
    db("UPDATE application SET changed_at = %lld", (long long)now);
    db("UPDATE vacancy SET ended_at = %lld, contact_phone = '0577-1' WHERE id = 'v1'", (long long)now);
    db("UPDATE consent SET withdrawn_at = %lld", (long long)now);
    db("INSERT INTO password_reset VALUES ('%.*s','h','%.*s',1,%lld)", STR_ARG(one()->id), STR_ARG(lw.recruiter[0].id), (long long)now);
    edge(now, 1, "SELECT count(*) FROM password_reset", "a reset");
    cr_assert_eq(db_number("SELECT count(*) FROM candidate_part"), 1);
    edge(now, 731, "SELECT count(*) FROM candidate", "a profile");
    cr_expect_eq(db_number("SELECT count(*) FROM candidate_part"), 0, "its parts go with it");
    static const char *const three_years[] = {
        "SELECT count(*) FROM message", "SELECT count(*) FROM session WHERE note <> ''", "SELECT count(*) FROM application WHERE message <> ''", "SELECT count(*) FROM vacancy WHERE contact_phone <> ''",
        "SELECT count(*) FROM consent", "SELECT count(*) FROM profile_opening",
    };
    lw.w.clock.now = now + 1096 * MILLIS_DAY - 1;
    retention_run();
    for (size_t i = 0; i < COUNT_OF(three_years); i++)
        cr_expect(db_number("%s", three_years[i]) > 0, "too early: %s", three_years[i]);
    lw.w.clock.now++;
    retention_run();
    for (size_t i = 0; i < COUNT_OF(three_years); i++)
        cr_expect_eq(db_number("%s", three_years[i]), 0, "too late: %s", three_years[i]);
    cr_expect_eq(db_number("SELECT count(*) FROM session"), 1, "that it took place stays");
}

Test(personal, a_profile_lives_on_while_its_owner_is_seen_and_a_consent_while_it_is_given)
{
    int64_t now = lw.w.clock.now;
    history();
    lw.w.clock.now = now + 700 * MILLIS_DAY;
    cr_assert_eq(world_call(&lw.w, "POST", "/api/v1/logins", "{\"login\":\"person0\",\"password\":\"password of person0\"}", NULL).status, 201);
    lw.w.clock.now = now + 1431 * MILLIS_DAY - 1;
    retention_run();
    cr_assert_eq(db_number("SELECT count(*) FROM candidate"), 1);
    lw.w.clock.now++;
    retention_run();
    cr_assert_eq(db_number("SELECT count(*) FROM candidate"), 0);
    cr_assert_eq(db_number("SELECT count(*) FROM consent"), 1, "what is in force is no matter of the past");
}

Test(personal, more_than_one_batch_goes_in_one_run)
{
    int64_t now = lw.w.clock.now;
    db("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203) INSERT INTO profile_opening (id,candidate_id,organization_id,recruiter_id,contact_shown,at) "
       "SELECT 'y' || i, '%.*s', 'o0', '%.*s', 0, %lld FROM n", STR_ARG(one()->id), STR_ARG(lw.recruiter[0].id), (long long)now);
    lw.w.clock.now = now + 1096 * MILLIS_DAY;
    retention_run();
    cr_assert_eq(db_number("SELECT count(*) FROM profile_opening"), 0);
}
