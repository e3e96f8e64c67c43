#include "server/store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "proto/base/id.h"

#define WAIT_MS 5000

static void why_say(sqlite3 *db, const char *path, char ret_why[STORE_WHY_MAX])
{
    (void)snprintf(ret_why, STORE_WHY_MAX, "%s: %s", path, db ? sqlite3_errmsg(db) : "no memory");
}

/* Never makes a file. */
static sqlite3 *file_open(const char *path, char ret_why[STORE_WHY_MAX])
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK && sqlite3_busy_timeout(db, WAIT_MS) == SQLITE_OK)
        return db;
    why_say(db, path, ret_why);
    (void)sqlite3_close(db);
    return NULL;
}

static void file_close(sqlite3 **db)
{
    (void)sqlite3_close(*db); /* its statements are ended */
}

static void statement_end(sqlite3_stmt **statement)
{
    (void)sqlite3_finalize(*statement); /* what failed was told by the step */
}

/* --- copying ----------------------------------------------------------------------------------------------- */

static bool file_new(const char *path, char ret_why[STORE_WHY_MAX])
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0 && close(fd) == 0)
        return true;
    (void)snprintf(ret_why, STORE_WHY_MAX, "%s: %s", path, strerror(errno));
    return false;
}

static bool file_sync(const char *path, char ret_why[STORE_WHY_MAX])
{
    int fd    = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (!good)
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        (void)close(fd); /* synced already */
    return good;
}

/* A read transaction held open makes it one moment, however many commits come meanwhile. */
static bool pages_copy(sqlite3 *source, sqlite3 *target, const char *to, char ret_why[STORE_WHY_MAX])
{
    if (sqlite3_exec(source, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK) {
        why_say(source, "source", ret_why);
        return false;
    }
    sqlite3_backup *backup = sqlite3_exec(target, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL) == SQLITE_OK ? sqlite3_backup_init(target, "main", source, "main") : NULL;
    bool good              = backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
    if (backup && sqlite3_backup_finish(backup) != SQLITE_OK)
        good = false;
    if (!good)
        why_say(target, to, ret_why);
    (void)sqlite3_exec(source, "ROLLBACK", NULL, NULL, NULL); /* it only read */
    return good;
}

/* The header carries the source's mode: a copy is one file, without a log beside it. */
static bool mode_plain(const char *path, char ret_why[STORE_WHY_MAX])
{
    sqlite3 *db WITH(file_close) = file_open(path, ret_why);
    if (!db)
        return false;
    bool good = sqlite3_exec(db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (!good)
        why_say(db, path, ret_why);
    return good;
}

static bool source_copy(const char *from, const char *to, char ret_why[STORE_WHY_MAX])
{
    sqlite3 *source WITH(file_close) = file_open(from, ret_why);
    sqlite3 *target WITH(file_close) = source ? file_open(to, ret_why) : NULL;
    return target && pages_copy(source, target, to, ret_why);
}

bool store_copy(const char *from, const char *to, char ret_why[STORE_WHY_MAX])
{
    if (!file_new(to, ret_why))
        return false;
    if (source_copy(from, to, ret_why) && mode_plain(to, ret_why) && file_sync(to, ret_why))
        return true;
    (void)unlink(to); /* nothing in it can be relied on */
    return false;
}

/* --- looking through ------------------------------------------------------------------------------------------ */

/* First column of the first row; false without one. */
static bool text_read(sqlite3 *db, const char *sql, char *ret_text, size_t size)
{
    sqlite3_stmt *statement WITH(statement_end) = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step(statement) != SQLITE_ROW)
        return false;
    const unsigned char *text = sqlite3_column_text(statement, 0);
    return text && (size_t)snprintf(ret_text, size, "%s", (const char *)text) < size;
}

static bool number_read(sqlite3 *db, const char *sql, int64_t *ret_number)
{
    char text[32];
    return text_read(db, sql, text, sizeof text) && str_to_i64(str_from_cstr(text), ret_number);
}

static bool sound(sqlite3 *db, const char *path, char ret_why[STORE_WHY_MAX])
{
    sqlite3_stmt *statement WITH(statement_end) = NULL;
    char text[256];
    if (!text_read(db, "PRAGMA integrity_check(1)", text, sizeof text)) {
        why_say(db, path, ret_why);
        return false;
    }
    if (strcmp(text, "ok") != 0) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s is damaged: %.200s", path, text);
        return false;
    }
    if (sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &statement, NULL) != SQLITE_OK) {
        why_say(db, path, ret_why);
        return false;
    }
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s: a row of %s names a row of %s that is not there", path, (const char *)sqlite3_column_text(statement, 0), (const char *)sqlite3_column_text(statement, 2));
    else if (code != SQLITE_DONE)
        why_say(db, path, ret_why);
    return code == SQLITE_DONE;
}

static bool tables_count(sqlite3 *db, struct copy_shape *shape)
{
    sqlite3_stmt *statement WITH(statement_end) = NULL;
    char sql[COPY_NAME_MAX + 64];
    int code;
    if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", -1, &statement, NULL) != SQLITE_OK)
        return false;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (shape->table_count == COPY_TABLES_MAX)
            return false;
        struct copy_table *table = &shape->tables[shape->table_count++];
        const char *name         = (const char *)sqlite3_column_text(statement, 0);
        if (!name || strchr(name, '"') || (size_t)snprintf(table->name, sizeof table->name, "%s", name) >= sizeof table->name)
            return false;
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", table->name);
        if (!number_read(db, sql, &table->rows))
            return false;
    }
    return code == SQLITE_DONE;
}

bool store_prove(const char *path, struct copy_shape *ret_shape, char ret_why[STORE_WHY_MAX])
{
    sqlite3 *db WITH(file_close) = file_open(path, ret_why);
    memset(ret_shape, 0, sizeof *ret_shape);
    if (!db || !sound(db, path, ret_why))
        return false;
    if (!number_read(db, "PRAGMA user_version", &ret_shape->schema) || ret_shape->schema < 1 ||
        !text_read(db, "SELECT value FROM hall WHERE name='generation'", ret_shape->generation, sizeof ret_shape->generation) || !tables_count(db, ret_shape)) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s is not a hall's database", path);
        return false;
    }
    if (ret_shape->schema <= store_schema())
        return true;
    (void)snprintf(ret_why, STORE_WHY_MAX, "%s: schema %lld is of a newer program, this one knows %lld", path, (long long)ret_shape->schema, (long long)store_schema());
    return false;
}

bool store_generation_renew(const char *path, struct random_port *random, char ret_why[STORE_WHY_MAX])
{
    sqlite3 *db WITH(file_close)                = file_open(path, ret_why);
    sqlite3_stmt *statement WITH(statement_end) = NULL;
    char id[ID_TEXT_MAX];
    uint8_t bytes[16];
    if (!db)
        return false;
    random->fill(random, bytes, sizeof bytes);
    size_t len = id_write('h', bytes, id);
    bool good  = sqlite3_prepare_v2(db, "UPDATE hall SET value = ?1 WHERE name = 'generation'", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, id, (int)len, SQLITE_TRANSIENT) == SQLITE_OK && sqlite3_step(statement) == SQLITE_DONE && sqlite3_changes64(db) == 1;
    if (!good)
        why_say(db, path, ret_why);
    return good;
}

bool store_sealed_find(const char *path, struct copy_sealed *ret_sealed)
{
    static const struct {
        const char *column, *id, *text;
    } places[] = {
        { "candidate.phone", "SELECT id FROM candidate WHERE phone <> '' ORDER BY id LIMIT 1", "SELECT phone FROM candidate WHERE phone <> '' ORDER BY id LIMIT 1" },
        { "candidate.birth_date", "SELECT id FROM candidate WHERE birth_date <> '' ORDER BY id LIMIT 1", "SELECT birth_date FROM candidate WHERE birth_date <> '' ORDER BY id LIMIT 1" },
        { "candidate.identity_number", "SELECT id FROM candidate WHERE identity_number <> '' ORDER BY id LIMIT 1", "SELECT identity_number FROM candidate WHERE identity_number <> '' ORDER BY id LIMIT 1" },
    };
    char why[STORE_WHY_MAX];
    sqlite3 *db WITH(file_close) = file_open(path, why);
    for (size_t i = 0; db && i < COUNT_OF(places); i++) {
        ret_sealed->column = places[i].column;
        if (text_read(db, places[i].id, ret_sealed->id, sizeof ret_sealed->id) && text_read(db, places[i].text, ret_sealed->text, sizeof ret_sealed->text))
            return true;
    }
    return false;
}
