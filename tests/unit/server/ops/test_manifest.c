/* The list of a backup's files: what it says, and that nothing in it can be changed or led outside. */
#include <criterion/criterion.h>

#include "server/ops/manifest.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct buf text;
static struct copy_shape shape;
static char why[STORE_WHY_MAX];

static void begin(void)
{
    struct copy_shape made = { .schema = 7, .generation = "hGeneration", .tables = { { "account", 12 }, { "ticket", 0 } }, .table_count = 2 };
    buf_init(&text, 65536);
    manifest_begin(&text, 1764000000000, &made);
    manifest_file_add(&text, &(struct manifest_file){ STR("hall.db"), 4096, STR(HASH) });
    manifest_file_add(&text, &(struct manifest_file){ STR("files/a/b.pdf"), 0, STR(HASH) });
}

static void end(void)
{
    buf_done(&text);
}

TestSuite(manifest, .init = begin, .fini = end);

Test(manifest, is_read_as_it_was_written)
{
    struct manifest_file file;
    manifest_end(&text);
    cr_assert(manifest_read(buf_str(&text), &shape, why), "%s", why);
    cr_assert_eq(shape.schema, 7);
    cr_assert_str_eq(shape.generation, "hGeneration");
    cr_assert_eq(shape.table_count, 2);
    cr_assert_str_eq(shape.tables[0].name, "account");
    cr_assert_eq(shape.tables[0].rows, 12);
    struct str at = buf_str(&text);
    cr_assert(manifest_next(&at, &file));
    cr_assert(str_eq(file.name, STR("hall.db")));
    cr_assert_eq(file.bytes, 4096);
    cr_assert(manifest_next(&at, &file));
    cr_assert(str_eq(file.name, STR("files/a/b.pdf")));
    cr_assert(!manifest_next(&at, &file));
}

Test(manifest, with_any_byte_changed_or_cut_is_refused)
{
    manifest_end(&text);
    for (size_t i = 0; i < text.len; i++) {
        text.ptr[i] ^= 1;
        cr_assert(!manifest_read(buf_str(&text), &shape, why), "byte %zu", i);
        text.ptr[i] ^= 1;
        cr_assert(!manifest_read(str_make(text.ptr, i), &shape, why), "cut at %zu", i);
    }
    cr_assert(!manifest_read(STR(""), &shape, why));
}

Test(manifest, lines_it_does_not_know_are_refused_even_when_the_hash_is_right)
{
    static const char *const lines[] = { "file ../evil 1 " HASH, "file /evil 1 " HASH, "file a/../b 1 " HASH, "file .hidden 1 " HASH, "file a//b 1 " HASH, "file a -1 " HASH, "file a 1 abc", "table  3", "table x -1", "more", "", "schema x" };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        buf_clear(&text);
        manifest_begin(&text, 0, &(struct copy_shape){ .schema = 1, .generation = "h" });
        buf_add_format(&text, "%s\n", lines[i]);
        manifest_end(&text);
        cr_assert(!manifest_read(buf_str(&text), &shape, why), "%s", lines[i]);
        cr_assert(strstr(why, "line 5"), "%s", why);
    }
}

Test(manifest, names_stay_inside_the_folder)
{
    cr_assert(manifest_name_is_plain(STR("files/2026/aB_-9.pdf")));
    cr_assert(!manifest_name_is_plain(STR("")));
    cr_assert(!manifest_name_is_plain(STR("a/")));
    cr_assert(!manifest_name_is_plain(STR("a b")));
    cr_assert(!manifest_name_is_plain(STR("a/.b")));
    cr_assert(!manifest_name_is_plain(STR("a\nb")));
}
