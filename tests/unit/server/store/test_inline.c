/* The store without threads: hooks, the schema, and files of other programs. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store/store.h"

static void count_up(struct random_port *self, void *bytes, size_t n)
{
    (void)self;
    static unsigned char next;
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)bytes)[i] = ++next;
}

static struct random_port chance = { count_up };
static char folder[32], path[64], why[STORE_WHY_MAX];

static void begin(void)
{
    (void)snprintf(folder, sizeof folder, "%s", "/tmp/hh-inline-XXXXXX");
    cr_assert(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/hall.db", folder);
}

static void end(void)
{
    char command[96];
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        (void)snprintf(command, sizeof command, "%s%s", path, ends[i]);
        (void)unlink(command);
    }
    (void)rmdir(folder);
}

TestSuite(store_inline, .init = begin, .fini = end);

static enum err put(struct store_tx *tx, void *arg)
{
    return tx_exec(tx, "INSERT INTO hall(name, value) VALUES(?1, 'x')", BINDS(B_TEXT(str_from_cstr(arg))), NULL);
}

static enum err count(struct store_tx *tx, void *arg)
{
    return tx_int(tx, "SELECT count(*) FROM hall", NO_BINDS, arg);
}

static int64_t rows_of(struct store_port *store)
{
    struct ctx c  = { 0 };
    int64_t value = 0;
    cr_assert_eq(store->read(store, &c, count, &value), ERR_OK);
    return value;
}

struct hooks {
    enum err before, after;
    int calls;
};

static enum err before(void *arg, bool write)
{
    struct hooks *h = arg;
    h->calls++;
    return write ? h->before : ERR_OK;
}

static enum err after(void *arg, bool write, enum err result)
{
    struct hooks *h = arg;
    h->calls++;
    return write && h->after != ERR_OK ? h->after : result;
}

Test(store_inline, hooks_refuse_before_and_hide_what_happened_after)
{
    struct hooks h                    = { .before = ERR_UNAVAILABLE };
    struct store_inline_config config = { .random = &chance, .before = before, .after = after, .hook_arg = &h };
    struct store_port *store          = store_inline_open(&config, why);
    struct ctx c                      = { 0 };
    cr_assert(store, "%s", why);
    char one[] = "one";
    char two[] = "two";
    cr_assert_eq(store->write(store, &c, put, one), ERR_UNAVAILABLE);
    cr_assert_eq(h.calls, 1, "refused before: there is no after");
    cr_assert_eq(rows_of(store), 1, "only the generation");
    h = (struct hooks){ .after = ERR_UNKNOWN_OUTCOME };
    cr_assert_eq(store->write(store, &c, put, two), ERR_UNKNOWN_OUTCOME);
    cr_assert_eq(rows_of(store), 2, "it was committed all the same");
    store_inline_close(store);
}

Test(store_inline, the_generation_stays_with_the_file)
{
    struct store_inline_config config = { .path = path, .random = &chance };
    char first[64];
    struct store_port *store = store_inline_open(&config, why);
    cr_assert(store, "%s", why);
    (void)snprintf(first, sizeof first, "%.*s", STR_ARG(store_inline_generation(store)));
    cr_assert_gt(strlen(first), 20);
    store_inline_close(store);
    store = store_inline_open(&config, why);
    cr_assert(store);
    cr_assert(str_eq_cstr(store_inline_generation(store), first));
    store_inline_close(store);
    config.path = NULL;
    store       = store_inline_open(&config, why);
    cr_assert_not(str_eq_cstr(store_inline_generation(store), first));
    store_inline_close(store);
}

static void by_hand(const char *sql)
{
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

static void made(void)
{
    struct store_inline_config config = { .path = path, .random = &chance };
    struct store_port *store          = store_inline_open(&config, why);
    cr_assert(store, "%s", why);
    store_inline_close(store);
}

static bool refused(const char *reason)
{
    struct store_inline_config config = { .path = path, .random = &chance };
    struct store_port *store          = store_inline_open(&config, why);
    store_inline_close(store);
    return !store && strstr(why, reason);
}

Test(store_inline, a_file_of_a_newer_program_is_refused_and_left_as_it_is)
{
    made();
    by_hand("PRAGMA user_version=9999");
    cr_assert(refused("newer program"), "%s", why);
    cr_assert(refused("newer program"), "%s", why);
}

Test(store_inline, a_table_without_a_column_is_refused_at_start)
{
    made();
    by_hand("ALTER TABLE candidate RENAME COLUMN headline TO head");
    cr_assert(refused("candidate_row"), "%s", why);
}

Test(store_inline, something_that_is_no_database_is_refused)
{
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        cr_assert_gt(fprintf(file, "not a database at all\n"), 0);
    cr_assert_eq(fclose(file), 0);
    cr_assert(refused("not a database"), "%s", why);
}

Test(store_inline, columns_keep_their_types)
{
    sqlite3 *db;
    made();
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "INSERT INTO line_grant VALUES('g','t','no number',1)", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

/* The rest of the schema's promises: see the constraints in the first migration. */
Test(store_inline, one_ring_or_talk_a_candidate_is_the_schema_s_promise)
{
    made();
    by_hand("INSERT INTO account (id,login,password_hash,name,role,region,demo,created_at,version) VALUES('a','a','','a','candidate','',0,1,1);"
            "INSERT INTO organization(id,kind,name,uscc,region,industry,scale,address,contact_name,contact_phone,state,reason,verified_until,demo,created_at,version) "
            "VALUES('o','enterprise','o','u','330302','','','','','','verified','',NULL,0,1,1);"
            "INSERT INTO organization(id,kind,name,uscc,region,industry,scale,address,contact_name,contact_phone,state,reason,verified_until,demo,created_at,version) "
            "VALUES('p','enterprise','p','v','330302','','','','','','verified','',NULL,0,1,1);"
            "INSERT INTO fair VALUES('f','urgent','f',1,2,NULL,NULL,'[]','[]',3,480,'open','draft',0,'a',0,1,1);"
            "INSERT INTO booth VALUES('b','f','o',1,'','','open',0,0,0,0,0,0,0,1,1);"
            "INSERT INTO booth VALUES('d','f','p',2,'','','open',0,0,0,0,0,0,0,1,1);");
#define TICKET(id, booth, state, recruiter)                                                                                                 \
    "INSERT INTO ticket(id,fair_id,booth_id,candidate_id,number,state,order_key,missed_count,snoozes_left,snoozed_until_call,frozen,"    \
    "recruiter_id,ring_extended,step_count,promised_basis,joined_at,version) VALUES('" id "','f','" booth "','a',1,'" state             \
    "',1,0,2,0,0," recruiter ",0,1,'unknown',1,1)"
    by_hand(TICKET("t", "b", "ringing", "'r'"));
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, TICKET("u", "d", "in_session", "'q'"), NULL, NULL, NULL), SQLITE_CONSTRAINT, "rung elsewhere");
    cr_assert_eq(sqlite3_exec(db, TICKET("v", "b", "waiting", "NULL"), NULL, NULL, NULL), SQLITE_CONSTRAINT, "in this line already");
    cr_assert_eq(sqlite3_exec(db, TICKET("x", "d", "waiting", "NULL"), NULL, NULL, NULL), SQLITE_OK, "in another line");
    cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

Test(store_inline, the_threaded_store_makes_a_file_only_its_owner_reads)
{
    struct stat info;
    struct store_config config = { .path = path, .random = &chance };
    struct store_port *store   = store_open(&config, why);
    cr_assert(store, "%s", why);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_mode & 0777, 0600);
    cr_assert_gt(store_generation(store).len, 20);
    store_close(store);
    config.path = "/nowhere/hall.db";
    cr_assert_null(store_open(&config, why));
    cr_assert(strstr(why, "/nowhere/hall.db"), "%s", why);
}

static enum err write_in_a_read(struct store_tx *tx, void *arg)
{
    return put(tx, arg);
}

Test(store_inline, a_read_that_writes_is_our_mistake, .signal = SIGABRT)
{
    struct store_config config = { .path = path, .random = &chance };
    struct store_port *store   = store_open(&config, why);
    struct ctx c               = { 0 };
    char name[]                = "one";
    cr_assert(store);
    (void)store->read(store, &c, write_in_a_read, name);
}
