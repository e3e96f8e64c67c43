#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/base/id.h"
#include "server/store/sqlite.h"

#define MIGRATION(name) extern const char migration_##name[];
#include "server/store/migrations.def"
#undef MIGRATION

static const char *const migrations[] = {
#define MIGRATION(name) migration_##name,
#include "server/store/migrations.def"
#undef MIGRATION
};

int64_t store_schema(void)
{
    return (int64_t)COUNT_OF(migrations);
}

/* --- statements of a file -------------------------------------------------------------------------------------- */

static const char *blanks_skip(const char *sql)
{
    for (;;) {
        sql += strspn(sql, " \t\r\n");
        if (sql[0] != '-' || sql[1] != '-')
            return sql;
        sql += strcspn(sql, "\n");
    }
}

/* The semicolon that ends the statement, or the end of the text; not one in a comment or in quotes. */
static const char *statement_end(const char *sql)
{
    while (*sql && *sql != ';') {
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\n");
        } else if (*sql == '\'') {
            sql += 1 + strcspn(sql + 1, "'");
            sql += *sql ? 1 : 0;
        } else {
            sql++;
        }
    }
    return sql;
}

/* The files hold what PostgreSQL runs too; SQLite needs a word more to hold columns to their types, and another where the rows
 * shall lie in the tree of their primary key. That pays for short rows that are written in the order of the key: one tree for a
 * row instead of two. */
#define CLUSTERED "-- clustered"
static bool statement_run(struct sqlite *s, const char *sql, size_t len)
{
    struct buf text;
    buf_init(&text, (size_t)256 * 1024);
    buf_add(&text, str_make(sql, len));
    if (str_starts(str_make(sql, len), STR("CREATE TABLE ")))
        buf_add_cstr(&text, memmem(sql, len, CLUSTERED, sizeof CLUSTERED - 1) ? " STRICT, WITHOUT ROWID" : " STRICT");
    buf_add_char(&text, '\0');
    CHECK(!buf_failed(&text));
    int code = sqlite_run(s, text.ptr);
    buf_done(&text);
    return code == SQLITE_OK;
}

static bool file_run(struct sqlite *s, const char *sql)
{
    for (sql = blanks_skip(sql); *sql; sql = blanks_skip(sql)) {
        const char *end = statement_end(sql);
        if (!statement_run(s, sql, (size_t)(end - sql)))
            return false;
        sql = *end ? end + 1 : end;
    }
    return true;
}

/* --- generation and columns ------------------------------------------------------------------------------------ */

static bool generation_make(struct sqlite *s, struct random_port *random)
{
    char sql[160];
    char id[ID_TEXT_MAX];
    uint8_t bytes[16];
    random->fill(random, bytes, sizeof bytes);
    size_t len = id_write('h', bytes, id);
    (void)snprintf(sql, sizeof sql, "INSERT INTO hall(name, value) VALUES('generation', '%.*s')", (int)len, id);
    return sqlite_run(s, sql) == SQLITE_OK;
}

bool sqlite_generation(struct sqlite *s, char ret_text[GENERATION_MAX])
{
    return sqlite_text(s, "SELECT value FROM hall WHERE name='generation'", ret_text, GENERATION_MAX);
}

/* A model whose table lacks a column would only be found when somebody reads it: found at start instead. */
static bool columns_check(struct sqlite *s, char ret_why[STORE_WHY_MAX])
{
    for (size_t i = 0; i < models_all_count; i++) {
        struct store_sql select = { .kind = SQL_SELECT, .model = models_all[i], .text = "LIMIT 0" };
        if (!select.model->table[0])
            continue;
        struct buf text;
        buf_init(&text, (size_t)64 * 1024);
        sql_compose(&select, &text);
        buf_add_char(&text, '\0');
        CHECK(!buf_failed(&text));
        int code = sqlite_run(s, text.ptr);
        buf_done(&text);
        if (code != SQLITE_OK) {
            sqlite_why(s, select.model->name, ret_why);
            return false;
        }
    }
    return true;
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static bool migrate_locked(struct sqlite *s, struct random_port *random, char ret_why[STORE_WHY_MAX])
{
    char text[GENERATION_MAX];
    char sql[64];
    if (!sqlite_text(s, "PRAGMA user_version", text, sizeof text)) {
        sqlite_why(s, "schema", ret_why);
        return false;
    }
    size_t done = (size_t)strtoul(text, NULL, 10);
    if (done > COUNT_OF(migrations)) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "schema %zu is of a newer program, this one knows %zu", done, COUNT_OF(migrations));
        return false;
    }
    for (size_t i = done; i < COUNT_OF(migrations); i++) {
        (void)snprintf(sql, sizeof sql, "PRAGMA user_version=%zu", i + 1);
        if (!file_run(s, migrations[i]) || sqlite_run(s, sql) != SQLITE_OK) {
            (void)snprintf(sql, sizeof sql, "migration %zu", i + 1);
            sqlite_why(s, sql, ret_why);
            return false;
        }
    }
    if (!sqlite_generation(s, text) && !generation_make(s, random)) {
        sqlite_why(s, "generation", ret_why);
        return false;
    }
    return columns_check(s, ret_why);
}

bool sqlite_migrate(struct sqlite *s, struct random_port *random, char ret_why[STORE_WHY_MAX])
{
    if (sqlite_begin(s, true) != ERR_OK) {
        sqlite_why(s, "lock", ret_why);
        return false;
    }
    bool right = migrate_locked(s, random, ret_why);
    if (right && sqlite_commit(s) != ERR_OK) {
        sqlite_why(s, "commit", ret_why);
        right = false;
    }
    if (!right)
        sqlite_rollback(s);
    return right;
}
