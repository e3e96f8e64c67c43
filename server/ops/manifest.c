#include "server/ops/manifest.h"

#include <sodium.h>
#include <stdio.h>

#include "proto/base/time.h"

static void hash_write(struct str text, char ret_hex[HASH_CHARS + 1])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const unsigned char *)(text.len ? text.ptr : ""), text.len); /* cannot fail */
    sodium_bin2hex(ret_hex, HASH_CHARS + 1, hash, sizeof hash);
}

void manifest_begin(struct buf *out, int64_t now, const struct copy_shape *shape)
{
    char moment[TIME_TEXT_MAX];
    size_t len = time_write(now, moment);
    buf_add_format(out, "hirehall backup 1\nmade %.*s\nschema %lld\ngeneration %s\n", (int)len, moment, (long long)shape->schema, shape->generation);
    for (size_t i = 0; i < shape->table_count; i++)
        buf_add_format(out, "table %s %lld\n", shape->tables[i].name, (long long)shape->tables[i].rows);
}

void manifest_file_add(struct buf *out, const struct manifest_file *file)
{
    buf_add_format(out, "file %.*s %lld %.*s\n", STR_ARG(file->name), (long long)file->bytes, STR_ARG(file->hash));
}

void manifest_end(struct buf *out)
{
    char hex[HASH_CHARS + 1];
    hash_write(buf_str(out), hex);
    buf_add_format(out, "end %s\n", hex);
}

/* --- reading ------------------------------------------------------------------------------------------------- */

bool manifest_name_is_plain(struct str name)
{
    bool fresh = true; /* at the beginning of a part */
    if (name.len == 0 || name.len > FILE_NAME_MAX || name.ptr[name.len - 1] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c     = name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (fresh ? !plain : !plain && c != '.' && c != '/')
            return false;
        fresh = c == '/';
    }
    return true;
}

static bool hash_is_plain(struct str hash)
{
    for (size_t i = 0; i < hash.len; i++)
        if (!((hash.ptr[i] >= '0' && hash.ptr[i] <= '9') || (hash.ptr[i] >= 'a' && hash.ptr[i] <= 'f')))
            return false;
    return hash.len == HASH_CHARS;
}

static bool number_take(struct str text, int64_t *ret_number)
{
    return str_to_i64(text, ret_number) && *ret_number >= 0;
}

static bool file_take(struct str rest, struct manifest_file *ret_file)
{
    struct str bytes;
    rest           = str_cut(rest, ' ', &ret_file->name);
    ret_file->hash = str_cut(rest, ' ', &bytes);
    return manifest_name_is_plain(ret_file->name) && number_take(bytes, &ret_file->bytes) && hash_is_plain(ret_file->hash);
}

static bool table_take(struct str rest, struct copy_shape *shape)
{
    struct str name;
    if (shape->table_count == COPY_TABLES_MAX)
        return false;
    struct copy_table *table = &shape->tables[shape->table_count++];
    rest                     = str_cut(rest, ' ', &name);
    if (name.len == 0 || name.len >= COPY_NAME_MAX)
        return false;
    memcpy(table->name, name.ptr, name.len);
    return number_take(rest, &table->rows);
}

static bool line_take(struct str line, struct copy_shape *shape)
{
    struct manifest_file file;
    struct str word;
    int64_t at;
    struct str rest = str_cut(line, ' ', &word);
    if (str_eq(word, STR("made")))
        return time_read(rest, &at);
    if (str_eq(word, STR("schema")))
        return number_take(rest, &shape->schema);
    if (str_eq(word, STR("table")))
        return table_take(rest, shape);
    if (str_eq(word, STR("file")))
        return file_take(rest, &file);
    if (!str_eq(word, STR("generation")) || rest.len == 0 || rest.len >= sizeof shape->generation)
        return false;
    memcpy(shape->generation, rest.ptr, rest.len);
    return true;
}

/* The hash of everything before the last line stands in the last line. */
static bool end_fits(struct str text, size_t end_line)
{
    char hex[HASH_CHARS + 1];
    hash_write(str_make(text.ptr, end_line), hex);
    struct str last = str_skip(text, end_line);
    return last.len == 4 + HASH_CHARS + 1 && str_starts(last, STR("end ")) && memcmp(last.ptr + 4, hex, HASH_CHARS) == 0 && last.ptr[last.len - 1] == '\n';
}

bool manifest_read(struct str text, struct copy_shape *ret_shape, char ret_why[STORE_WHY_MAX])
{
    const size_t end_bytes = 4 + HASH_CHARS + 1;
    struct str line;
    memset(ret_shape, 0, sizeof *ret_shape);
    if (!str_starts(text, STR("hirehall backup 1\n"))) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s: this is not a backup of a hall that this program knows", MANIFEST_NAME);
        return false;
    }
    if (text.len < end_bytes || !end_fits(text, text.len - end_bytes)) {
        (void)snprintf(ret_why, STORE_WHY_MAX, "%s was cut or changed", MANIFEST_NAME);
        return false;
    }
    struct str rest = str_skip(str_make(text.ptr, text.len - end_bytes), sizeof "hirehall backup 1\n" - 1);
    for (int number = 2; rest.len; number++) {
        rest = str_cut(rest, '\n', &line);
        if (!line_take(line, ret_shape)) {
            (void)snprintf(ret_why, STORE_WHY_MAX, "%s line %d is not understood", MANIFEST_NAME, number);
            return false;
        }
    }
    return true;
}

bool manifest_next(struct str *at, struct manifest_file *ret_file)
{
    while (at->len) {
        struct str line;
        *at = str_cut(*at, '\n', &line);
        if (str_starts(line, STR("file ")))
            return file_take(str_skip(line, 5), ret_file);
    }
    return false;
}
